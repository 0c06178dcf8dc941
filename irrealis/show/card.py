"""The card of a release, `README.md`: metadata for the Hub, and what a reader must know.

The same build gives the same bytes: nothing in a card depends on the time or the machine. Rows,
names of files and metrics are untrusted, so whatever the template prints is escaped unless it was
marked as Markdown here.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from pydantic import TypeAdapter

from irrealis.check import load_definitions
from irrealis.compare import read_overlap
from irrealis.contract import MEANINGS, canonical, load_schemas, replay, text_view
from irrealis.errors import CheckFailed, IrrealisError
from irrealis.evaluate import read_evaluation, read_readings, read_upstream
from irrealis.files import read_file
from irrealis.markdown import Markdown, clip, code, codes, escape, fenced, fold, inline, link
from irrealis.measure import JUDGED, grouped
from irrealis.show.labels import setting
from irrealis.show.notices import of_a_sample
from irrealis.show.templating import environment
from irrealis.store import batches, ordered_configs, read_metrics, yanked_versions

if TYPE_CHECKING:
    import jinja2
    from datasets import Features
    from datasets.info import DatasetInfo

    from irrealis.contract import Table
    from irrealis.manifest import Manifest
    from irrealis.store import BuildRecord, SplitRecord

CARD_FILE = "README.md"
WORDS = 60  # of an example's field
LEAD = 12  # of them before the first edit
_LONGEST = 40  # characters of a word
_EXAMPLES = 10  # of a dataset that a program draws, or whose labels a reader can work out
_WORKED = ("execution", "solver")  # kinds of evidence of such labels
_WHOLE = 300  # words of a field of theirs, and five times as many characters of their evidence
_SHOWN = 3  # interventions of the example, and names of a known issue
_LARGEST = 1024 * 1024  # bytes of known_issues.yaml and of the change log
ISSUES = "known_issues.yaml"
_VERSIONS = 20  # of the history
_YANKED = ("<!-- yanked versions -->", "<!-- end of yanked versions -->")

_HOLDS = {
    "pairs": "one row for each counterfactual: both texts, the edits between them, both labels",
    "native": "rows in upstream's own columns, for code that reads those",
    "native_mix": "originals and counterfactuals together, in upstream's own format",
    "rejects": "what was dropped, and why",
    "repairs": "what was mended in upstream's records before use",
}


def card_text(folder: Path, *, manifest: Manifest, record: BuildRecord) -> str:
    """The card of the build or release in `folder`.

    Args:
        folder: holds the shards that `record` names, and `metrics.json`.
        manifest: the dataset's; its folder may hold `known_issues.yaml`, `evaluation.json`,
            `reading.json`, `upstream.json`, `overlap.json` and `CHANGELOG.md`.
        record: the folder's record.

    Raises:
        CheckFailed: the build has no rows of its main config, so there is nothing to release.
        IrrealisError: `metrics.json`, `evaluation.json`, `upstream.json` or `known_issues.yaml`
            cannot be read.
    """
    loadable = loadable_splits(record)
    main = manifest.main
    _refuse_empty(loadable, main, dataset=record.dataset)
    names = ordered_configs(record)
    first = _first_rows(folder, record, config=main, count=_EXAMPLES if record.sizes else 1)
    spaced = main == "pairs" and not record.sizes and first[0]["evidence"]["kind"] in _WORKED
    if spaced:
        first = _spaced_rows(folder, record, config=main, count=_EXAMPLES)
    tables = load_schemas(manifest)
    about = tables[main].schema.columns
    features = {name: _features(folder, record.configs[name]) for name in names}
    text = (
        _environment()
        .get_template("card.md.j2")
        .render(
            front_matter=Markdown(_front_matter(folder, manifest, record, features=features)),
            manifest=manifest,
            record=record,
            rows=sum(part.rows for part in record.configs[main].values()),
            notices=list(_notices(manifest, record)),
            examples=[_example(row, features[main]) for row in first] if main == "pairs" else [],
            opening=_opening(len(first), spaced=spaced),
            first=[] if main == "pairs" else _shown(first[0]),
            configs=[
                {
                    "name": name,
                    "holds": holds(name, manifest, tables),
                    "rows": [part.rows for part in _in_order(record, name)],
                    "columns": codes(features[name]),
                }
                for name in names
            ],
            empty=codes(
                f"{name}/{split}"
                for name in names
                for split in record.configs[name]
                if split not in loadable.get(name, ())
            ),
            columns=[
                (name, _meaning(about[name].description or MEANINGS.get(name, ""), kind))
                for name, kind in features[main].items()
            ],
            input=_input(manifest, record),
            metrics=card_figures(folder, manifest, record),
            history=list(history(manifest.folder / "CHANGELOG.md")),
            evaluation=read_evaluation(manifest),
            readings=read_readings(manifest),
            overlap=read_overlap(manifest),
            ledgers=list(_ledgers(record)),
            commands="\n".join(commands(manifest, record)),
            issues=[*known_issues(manifest.folder / ISSUES), *exemptions(manifest)],
        )
    )
    text = re.sub(r"\n{3,}", "\n\n", text)
    text = re.sub(r": (?=\n> `)", ":", text)  # a block begins on a line of its own
    return with_yanked(text, yanked_versions(manifest.folder))


def _refuse_empty(loadable: Mapping[str, Sequence[str]], main: str, *, dataset: str) -> None:
    """Refuse a build without rows of its main config: there is nothing to release."""
    if main not in loadable:
        raise CheckFailed(
            f"the build has no {main}",
            dataset=dataset,
            field=main,
            expected="at least one row",
            found=0,
            hint="look into data/rejects of the build for the reasons",
        )


def with_yanked(text: str, yanked: Mapping[str, str]) -> str:
    """A card that warns of these versions (version -> reason), and of no others.

    The warning has marks around it, so that the card of a release can be given another one without
    its build.
    """
    text = re.sub(rf"{_YANKED[0]}\n.*?{_YANKED[1]}\n\n", "", text, flags=re.DOTALL)
    if not yanked:
        return text
    warnings = [
        f"**Version {version} was yanked: {escape(clip(reason, 500))}** "
        "It stays as it was and loads by its tag, but should not be used for new work."
        for version, reason in yanked.items()
    ]
    block = "\n\n".join([_YANKED[0], *warnings, _YANKED[1]]) + "\n\n"
    first = re.search(r"^## ", text, re.MULTILINE)
    at = first.start() if first else len(text)
    return f"{text[:at]}{block}{text[at:]}"


def with_repository(text: str, dataset: str, repo: str) -> str:
    """A card that loads its dataset from the repository of the Hub that it is published to.

    >>> with_repository('load("ORG/x", "pairs") # ORG/xy', "x", "me/x-cf")
    'load("me/x-cf", "pairs") # ORG/xy'
    """
    text = text.replace(f"From the Hub, once published as `ORG/{dataset}`:", "From the Hub:")
    return re.sub(rf"\bORG/{re.escape(dataset)}(?![\w.-])", lambda _: repo, text)


def holds(name: str, manifest: Manifest, tables: Mapping[str, Table]) -> str:
    """What a config holds, and under which license if not the dataset's."""
    own = manifest.configs.get(name)
    declared = tables[name].holds if name in tables else ""
    holds = (own and own.description) or _HOLDS.get(name) or declared
    return f"{holds} ({own.license})" if own and own.license else holds


def loadable_splits(record: BuildRecord) -> dict[str, list[str]]:
    """Configs in a card's order, and their splits with rows: those that a card declares.

    datasets (5.2) refuses a whole config when one of its splits has no rows.
    """
    found = {
        name: [split for split in record.splits if record.configs[name][split].rows]
        for name in ordered_configs(record)
    }
    return {name: splits for name, splits in found.items() if splits}


def size_category(rows: int) -> str:
    """The Hub's class of a dataset with so many rows.

    >>> size_category(999), size_category(1000), size_category(2 * 10**12)
    ('n<1K', '1K<n<10K', 'n>1T')
    """
    bounds = ["1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T"]
    power = len(str(rows)) - 3  # 0 below 1,000, then one more for each factor of ten
    if power <= 0:
        return "n<1K"
    return "n>1T" if power >= len(bounds) else f"{bounds[power - 1]}<n<{bounds[power]}"


def _json(value: object) -> str:
    return clip(canonical(value).decode())


def _model(model: Mapping[str, str]) -> str:
    rest = [f"{key} {value}" for key, value in model.items() if key not in ("name", "version")]
    return ", ".join([model.get("version", ""), *rest])


@cache
def _environment() -> jinja2.Environment:
    # Jinja escapes HTML alone; `escape` does so for Markdown and HTML
    made = environment(autoescape=False, finalize=escape, keep_trailing_newline=True)
    filters: dict[str, Callable[..., Any]] = {
        "code": code,
        "fenced": fenced,
        "json": _json,
        "link": link,
        "model": _model,
    }
    made.filters.update(filters)
    return made


def _in_order(record: BuildRecord, config: str) -> list[SplitRecord]:
    return [record.configs[config][split] for split in record.splits]


def _features(folder: Path, splits: Mapping[str, SplitRecord]) -> Features:
    import pyarrow.parquet as pq
    from datasets import Features

    shard = next(shard for part in splits.values() for shard in part.shards)
    return Features.from_arrow_schema(pq.read_schema(folder / shard))


def _front_matter(
    folder: Path, manifest: Manifest, record: BuildRecord, *, features: Mapping[str, Features]
) -> str:
    from datasets.info import DatasetInfosDict
    from huggingface_hub import DatasetCardData

    loadable = loadable_splits(record)
    data = DatasetCardData(
        pretty_name=fold(manifest.title),
        license=manifest.license,
        language=list(manifest.languages),
        task_categories=list(manifest.tasks),
        tags=[fold(tag) for tag in manifest.tags] or None,
        size_categories=[
            size_category(sum(part.rows for part in record.configs[manifest.main].values()))
        ],
        configs=[
            {
                "config_name": config,
                **({"default": True} if config == manifest.main else {}),
                "data_files": [
                    {"split": split, "path": f"data/{config}/{split}-*.parquet"} for split in splits
                ],
            }
            for config, splits in loadable.items()
        ],
    )
    infos = DatasetInfosDict(
        {
            config: _info(folder, record.configs[config], splits=splits, features=features[config])
            for config, splits in loadable.items()
        }
    )
    infos.to_dataset_card_data(data)
    return str(data.to_yaml(line_break="\n")).strip()


def _info(
    folder: Path, parts: Mapping[str, SplitRecord], *, splits: Sequence[str], features: Features
) -> DatasetInfo:
    from datasets.info import DatasetInfo
    from datasets.splits import SplitDict

    # as the Hub counts: the dataset is bytes of Arrow tables, the download is bytes of files
    sizes = {
        split: sum(b.nbytes for shard in parts[split].shards for b in batches(folder / shard))
        for split in splits
    }
    return DatasetInfo(
        features=features,
        splits=SplitDict.from_split_dict(
            [
                {"name": split, "num_bytes": size, "num_examples": parts[split].rows}
                for split, size in sizes.items()
            ]
        ),
        download_size=sum(parts[split].bytes for split in splits),
        dataset_size=sum(sizes.values()),
    )


def _input(manifest: Manifest, record: BuildRecord) -> str:
    if record.sizes:
        return "drawn by the builder" + ", at the size of the sample" * (record.inputs == "sample")
    if record.inputs == "sample" and not manifest.built_splits("upstream"):
        return "the records in the registry, which are all there is"
    return {
        "sample": "the sample in the registry, not upstream's data",
        "upstream": "upstream's data",
        "files": "files that the user named",
    }[record.inputs]


def _notices(manifest: Manifest, record: BuildRecord) -> Iterator[str]:
    if notice := of_a_sample(record, manifest):
        yield notice
    if record.inputs == "files":
        yield "Built from files that the user named, not from upstream's pinned data."
    if record.limit is not None:
        yield f"Only the first {record.limit} records of each split were edited."
    if missing := [split for split in manifest.splits if split not in record.splits]:
        yield f"Not in this release: {', '.join(missing)}."


def _first_rows(
    folder: Path, record: BuildRecord, *, config: str, count: int
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for part in _in_order(record, config):
        for shard in part.shards:
            for batch in batches(folder / shard):
                found += batch.slice(0, count - len(found)).to_pylist()
                if len(found) == count:
                    return found
    if not found:
        raise CheckFailed(
            f"build.json counts rows of {config} that the files do not hold",
            dataset=record.dataset,
            field=config,
        )
    return found


def _spaced_rows(
    folder: Path, record: BuildRecord, *, config: str, count: int
) -> list[dict[str, Any]]:
    """So many rows of the first split that has any, evenly spaced; upstream's order is no mix."""
    part = next(part for part in _in_order(record, config) if part.rows)
    wanted = {at * part.rows // count for at in range(count)}
    found: list[dict[str, Any]] = []
    passed = 0
    for shard in part.shards:
        for batch in batches(folder / shard):
            here = sorted(at - passed for at in wanted if passed <= at < passed + len(batch))
            found += batch.take(here).to_pylist()
            passed += len(batch)
    return found


def _opening(examples: int, *, spaced: bool) -> str:
    if examples == 1:
        return "The first pair"
    return f"{examples} pairs, evenly spaced" if spaced else f"The first {examples} pairs"


def _shown(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the template shows of a row that is not a pair: its values, clipped."""
    return [
        (name, clip(fold(value)) if isinstance(value, str) else _json(value))
        for name, value in row.items()
        if value is not None
    ]


def _example(row: dict[str, Any], features: Features) -> dict[str, Any]:
    """What the template shows of a pair, each value clipped; where a reader can check it, later."""
    worked = row["evidence"]["kind"] in _WORKED
    changes = [
        {
            key: clip(fold(setting(value) if key in ("from", "to") else str(value)))
            for key, value in change.items()
        }
        for change in row["intervention"]
    ]
    return {
        "row": row,
        "texts": [
            (
                field,
                _block(row["original"][field], row["counterfactual"][field])
                if _is_grid(row["original"].get(field))
                else _marked(
                    text,
                    [edit for edit in row["edits"] if edit["field"] == field],
                    whole=_WHOLE if worked else 0,
                ),
            )
            for field, text in text_view(row["original"]).items()
        ],
        "interventions": changes[:_SHOWN],
        "more": len(changes[_SHOWN:]),
        "label": _labels(row["label_original"], row["label_counterfactual"], features),
        "evidence": clip(fold(row["evidence"]["detail"]), *([5 * _WHOLE] * worked)),
    }


def _is_grid(value: object) -> TypeGuard[list[list[int]]]:
    return (
        isinstance(value, list)
        and bool(value)
        and isinstance(value[0], list)
        and (all(isinstance(cell, int) for row in value for cell in row))
    )


def _block(before: list[list[int]], after: list[list[int]]) -> Markdown:
    """A grid, and the one that it becomes beside it, as a block of code within a quotation."""
    sides = [[" ".join(map(str, row)) for row in grid] for grid in (before, after)]
    lines = sides[0]
    if before != after:
        width, middle = max(map(len, lines)), (len(lines) - 1) // 2
        lines = [
            f"{one:<{width}} {' →'[at == middle]} {other}".rstrip()
            for at, (one, other) in enumerate(zip_longest(*sides, fillvalue=""))
        ]
    return Markdown("".join(f"\n> {line}" for line in fenced("\n".join(lines), "text").split("\n")))


def _labels(before: object, after: object, features: Features) -> str:
    """Both labels; of lists, which may be long, the first element that each has alone."""
    if _is_grid(before) and _is_grid(after):
        return _block(before, after)
    if isinstance(before, list) and isinstance(after, list):
        gone = [name for name in before if name not in after]
        new = [name for name in after if name not in before]
        first = [_json(part[0]) if part else "none" for part in (gone, new)]
        return f"{len(gone)} of {len(before)} changed, such as {' → '.join(first)}"
    return f"{_label(before, features['label_original'])} → " + _label(
        after, features["label_counterfactual"]
    )


def _label(value: object, feature: object) -> str:
    from datasets import ClassLabel

    if isinstance(feature, ClassLabel) and isinstance(value, int):
        return str(feature.int2str(value))
    return clip(fold(value)) if isinstance(value, str) else _json(value)


def _marked(text: str, edits: Sequence[Mapping[str, Any]], *, whole: int = 0) -> Markdown:
    """The words around the first edit: ~~before~~ **after**; all of them up to `whole`.

    Edits are widened to whole words, as Markdown has no emphasis that begins inside of one.
    """
    words: list[str] = []
    first = None
    reached = 0
    for span in _widened(text, edits):
        words += map(_word, text[reached : span.start].split())
        first = len(words) if first is None else first
        before, after = (_few(part) for part in (text[span.start : span.end], span.after(text)))
        words.append(" ".join(filter(None, [before and f"~~{before}~~", after and f"**{after}**"])))
        reached = span.end
    words += map(_word, text[reached:].split())
    begin, end = max(0, (first or 0) - LEAD), max(WORDS, whole)
    if len(words) <= whole:
        begin = 0
    end += begin
    cut = ["…"] * (begin > 0), ["…"] * (end < len(words))
    return Markdown(" ".join([*cut[0], *words[begin:end], *cut[1]]))


def _word(word: str) -> str:
    return inline(fold(clip(word, _LONGEST)))


def _few(text: str) -> str:
    words = text.split()
    return " ".join([*map(_word, words[:LEAD]), *(["…"] * (len(words) > LEAD))])


@dataclass
class _Span:
    """Characters of a text, and the edits that lie within."""

    start: int
    end: int
    edits: list[Mapping[str, Any]]

    def after(self, text: str) -> str:
        within = [
            {**edit, "start": edit["start"] - self.start, "end": edit["end"] - self.start}
            for edit in self.edits
        ]
        field = self.edits[0]["field"]
        return replay({field: text[self.start : self.end]}, within)[field]


def _widened(text: str, edits: Sequence[Mapping[str, Any]]) -> list[_Span]:
    spans: list[_Span] = []
    for edit in edits:
        start, end = edit["start"], edit["end"]
        sides = [side for side in (text[start:end], edit["after"]) if side]
        if not all(side[0].isspace() for side in sides):
            while start > 0 and not text[start - 1].isspace():
                start -= 1
        if not all(side[-1].isspace() for side in sides):
            while end < len(text) and not text[end].isspace():
                end += 1
        if spans and start <= spans[-1].end:
            spans[-1].end = max(end, spans[-1].end)
            spans[-1].edits.append(edit)
        else:
            spans.append(_Span(start, end, [edit]))
    return spans


def _meaning(meaning: str, feature: object) -> Markdown:
    parts = getattr(feature, "feature", feature)
    fields = f"; fields {codes(parts)}" if isinstance(parts, dict) else ""
    return Markdown(escape(meaning) + fields)


def _ledgers(record: BuildRecord) -> Iterator[dict[str, Any]]:
    """What was dropped and what was mended, counted by reason and kind in each split."""
    for config, title, column, about in (
        ("rejects", "Dropped", "reason", "Whole records, or single counterfactuals."),
        ("repairs", "Repaired", "kind", "Fixes made to upstream records before use."),
    ):
        counts = [getattr(record.counts[split], config) for split in record.splits]
        names = sorted({name for found in counts for name in found})
        yield {
            "config": config,
            "title": title,
            "column": column,
            "about": about,
            "rows": [(name, [found.get(name, 0) for found in counts]) for name in names],
        }


def card_figures(folder: Path, manifest: Manifest, record: BuildRecord) -> dict[str, Any]:
    """Figures by group: of upstream's data if git keeps those and this is a build of the sample."""
    kept = read_upstream(manifest)
    if kept and kept.version != record.version:
        kept = None  # of other rows
    of_upstream = kept if record.inputs == "sample" else None
    figures = (
        of_upstream.metrics
        if of_upstream
        else read_metrics(folder / "metrics.json", dataset=manifest.name)
    )
    splits = [split for split in figures if any(figures[split].values())]
    names = {name for split in splits for name in figures[split]}
    groups = []
    for title, members in grouped(names, load_definitions(manifest)).items():
        # what was dropped and mended has tables of its own, and so have the judges
        listed = [
            member for member in members if not member[0].startswith(("rejects.", "repairs."))
        ]
        here = [split for split in splits if any(name in figures[split] for name, _ in listed)]
        if title != JUDGED and listed:
            rows = [
                (name, [_number(figures[split].get(name)) for split in here], text)
                for name, text in listed
            ]
            groups.append((title, here, rows))
    ours = figures if record.inputs == "upstream" or of_upstream else {}
    return {
        "of_upstream": of_upstream,
        "groups": groups,
        "tables": kept.tables if kept and (of_upstream or record.inputs == "upstream") else (),
        "published": [
            {
                "metric": place.metric,
                "splits": place.splits,
                "theirs": _number(place.value),
                "ours": _number(
                    _sum(place.metric, [ours.get(split, {}) for split in place.splits])
                ),
                "source": place.source,
            }
            for place in manifest.published
        ],
    }


def _sum(metric: str, figures: Sequence[Mapping[str, float]]) -> float | None:
    values = [found[metric] for found in figures if metric in found]
    return sum(values) if len(values) == len(figures) else None


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value.is_integer() else repr(value)


def commands(manifest: Manifest, record: BuildRecord) -> Iterator[str]:
    """The commands that make this release again."""
    build = ["irrealis", "build", record.dataset]
    splits: Iterable[str] = record.splits
    if record.inputs == "files":
        for file in record.input_files:
            build += ["--input", file.name]
        splits = () if record.splits == [manifest.splits[0]] else record.splits
    else:
        if record.inputs == "upstream":
            build += ["--inputs", "upstream"]
        given = set(manifest.splits_of(record.inputs))
        splits = () if given == set(record.splits) else record.splits
    for split in splits:
        build += ["--split", split]
    if record.limit is not None:
        build += ["--limit", str(record.limit)]
    if record.seed:
        build += ["--seed", str(record.seed)]
    for name, value in record.parameters.items():
        if name not in manifest.parameters or manifest.parameters[name] != value:
            build += ["--set", f"{name}={canonical(value).decode()}"]
    yield fold(shlex.join(build))
    yield f"irrealis check {record.dataset}"
    yield f"irrealis release {record.dataset}"


def exemptions(manifest: Manifest) -> Iterator[str]:
    """Rows that may fail a check, and why, as a known limit."""
    for exemption in manifest.exemptions:
        rows = _several(", ".join(exemption.rows))
        exempt = f"{exemption.split}, rows {rows} are exempt from the check {exemption.check}"
        yield f"{exempt}: {exemption.reason}"


def _several(names: str) -> str:
    """The first few of a list of names; the file has all of them."""
    listed = re.split(r",\s*", names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN + 1 else ""
    return ", ".join(listed[:_SHOWN] if more else listed) + more


def history(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Versions of a change log, as it is written, and the paragraphs and items under each."""
    if not path.is_file():
        return
    text = read_file(path, largest=_LARGEST).decode("utf-8", "replace")
    for section in re.split(r"^## +", text, flags=re.MULTILINE)[1:][:_VERSIONS]:
        version, _, rest = section.partition("\n")
        parts = re.split(r"\n\s*\n|\n(?=[-*] )", rest)
        lines = [" ".join(part.split()).removeprefix("- ").removeprefix("* ") for part in parts]
        yield version.strip(), [line for line in lines if line]


def known_issues(path: Path) -> Iterator[str]:
    """Entries of known_issues.yaml: each a text, or a mapping with a `reason` and what names it."""
    if not path.is_file():
        return
    import yaml

    try:
        entries = TypeAdapter(list[str | dict[str, str | int]]).validate_python(
            yaml.safe_load(read_file(path, largest=_LARGEST)) or [], strict=True
        )
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise IrrealisError(
            f"{path} is not a list of known issues: {clip(fold(reason))}",
            expected="a list; each entry a text, or a mapping with a reason",
        ) from None
    for entry in entries:
        if isinstance(entry, str):
            yield entry
        else:
            where = ", ".join(
                f"{key} {_several(str(value))}" for key, value in entry.items() if key != "reason"
            )
            yield ": ".join(filter(None, [where, str(entry.get("reason", ""))]))
