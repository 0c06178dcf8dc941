"""What changed between two builds or releases of a dataset, and the least version that it requires.

Splits whose rows are the same on both sides, by their hashes, are not matched. Of the others all
rows are (see `matching`), and a second reading fetches the few that are shown.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from irrealis.build import mark
from irrealis.check import apart, short
from irrealis.compare.matching import RowChange, Side, fetch_rows, row_changes, unchanged_splits
from irrealis.contract import replay, text_view
from irrealis.errors import IrrealisError, printable
from irrealis.manifest import Level, parts, raised
from irrealis.markdown import escape
from irrealis.store import BuildRecord, SplitRecord, open_folder, ordered_configs, read_record

if TYPE_CHECKING:
    from irrealis.compare.matching import Column
    from irrealis.compare.revision import Revision

SHOWN = 3  # rows of each kind and config
LEDGERS = ("rejects", "repairs")  # they document the build and are not training data
_CELLS = 4  # columns of a changed row
_LEAD, _WIDTH = 30, 120  # characters before the first change, and in all

Kind = Literal["removed", "changed", "relabeled", "moved", "added"]
KINDS: tuple[Kind, ...] = ("removed", "changed", "relabeled", "moved", "added")
Change = tuple[Any, Any]  # before and after; None where there is nothing
Changes = dict[str, dict[str, Change]]  # split -> name -> change


@dataclass(frozen=True, slots=True)
class Example:
    """A row: its id or title, the columns that changed, and its edit if it is a pair."""

    kind: Kind
    split: str
    row: str | None
    cells: dict[str, tuple[str, str]]
    edit: str | None = None  # of a pair: its text with the edit marked
    more: int = 0
    to_split: str | None = None


@dataclass(slots=True)
class SplitDiff:
    """Rows of one config and split, counted."""

    rows: tuple[int, int]
    removed: int = 0
    changed: int = 0
    relabeled: int = 0
    added: int = 0
    fields: dict[str, dict[str, int]] = field(
        default_factory=lambda: {"changed": {}, "relabeled": {}}
    )  # kind -> column -> rows in which it is another one


@dataclass(slots=True)
class ConfigDiff:
    """One config: columns with their types, splits, rows that moved, and a few rows to look at."""

    status: Literal["same", "changed", "added", "removed"] = "same"
    columns_added: dict[str, str] = field(default_factory=dict)
    columns_removed: dict[str, str] = field(default_factory=dict)
    columns_retyped: dict[str, tuple[str, str]] = field(default_factory=dict)
    columns_reordered: bool = False
    splits_added: list[str] = field(default_factory=list)
    splits_removed: list[str] = field(default_factory=list)
    splits: dict[str, SplitDiff] = field(default_factory=dict)
    moved: dict[str, dict[str, int]] = field(default_factory=dict)  # from -> to -> rows
    examples: list[Example] = field(default_factory=list)

    def total(self, kind: Kind) -> int:
        """Rows of this kind in all splits."""
        if kind == "moved":
            return sum(count for to in self.moved.values() for count in to.values())
        return sum(getattr(split, kind) for split in self.splits.values())


@dataclass(frozen=True, slots=True)
class Stand:
    """One side of a comparison, and its label."""

    label: str
    version: str
    inputs: str
    limit: int | None


@dataclass(slots=True)
class Diff:
    """All that changed. Values are pairs of before and after, with None for what is not there."""

    dataset: str
    before: Stand
    after: Stand
    configs: dict[str, ConfigDiff] = field(default_factory=dict)
    rejects: Changes = field(default_factory=dict)
    repairs: Changes = field(default_factory=dict)
    metrics: Changes = field(default_factory=dict)
    making: dict[str, Change] = field(default_factory=dict)
    manifest: dict[str, Change] = field(default_factory=dict)

    @property
    def comparable(self) -> bool:
        """Whether both are whole builds, from inputs of the same kind."""
        return self.before.inputs == self.after.inputs and self.before.limit == self.after.limit

    @property
    def level(self) -> Level:
        """The level of the greatest change."""
        return max((level for level, _ in self.reasons()), default=Level.NONE)

    @property
    def least_version(self) -> str:
        """The lowest version that the second may have, given that of the first."""
        return raised(self.before.version, self.level)

    @property
    def too_low(self) -> bool:
        """Whether the second states a lower version than the changes require."""
        return parts(self.after.version) < parts(self.least_version)

    def reasons(self) -> Iterator[tuple[Level, str]]:
        """What changed, a line each, and the level that it requires."""
        for name, config in self.configs.items():
            yield from _reasons(name, config)
        for title, changes in (("dropped", self.rejects), ("repaired", self.repairs)):
            moved = [
                f"{_code(name)} {before} → {after} in {_code(split)}"
                for split, found in changes.items()
                for name, (before, after) in found.items()
            ]
            if moved:
                yield Level.PATCH, f"{title}: {', '.join(moved)}"
        if count := sum(map(len, self.metrics.values())):
            yield Level.PATCH, f"metrics: {_many(count, 'figure')} moved"
        for title, values in (("made with", self.making), ("manifest", self.manifest)):
            for name, (before, after) in values.items():
                brief = all(v is None or isinstance(v, str | int | float) for v in (before, after))
                change = f"{_shown(before)} → {_shown(after)}" if brief else "changed"
                yield Level.PATCH, f"{title}: {_code(name)} {change}"

    def changelog(self) -> list[str]:
        """Lines of a change log, the greatest change first."""
        found = sorted(self.reasons(), key=lambda reason: -reason[0])
        return [f"- {reason}" for _, reason in found]

    def as_dict(self) -> dict[str, Any]:
        """For scripts."""
        return {
            **asdict(self),
            "level": self.level.name.lower(),
            "least_version": self.least_version,
            "too_low": self.too_low,
            "comparable": self.comparable,
        }

    def text(self) -> str:
        """For a terminal."""
        return "\n".join(_text(self))

    def markdown(self) -> str:
        """For a pull request or the summary of a workflow; whatever rows hold is escaped."""
        return "\n".join(_markdown(self))


def compare(before: Revision, after: Revision) -> Diff:
    """Compare two revisions of one dataset.

    Raises:
        IrrealisError: they are of different datasets, or one's rows are not those of its record.
    """
    was, now = (read_record(revision.folder) for revision in (before, after))
    if was.dataset != now.dataset:
        raise IrrealisError(
            "these are different datasets",
            expected=f"{was.dataset}, as {before.label}",
            found=f"{now.dataset}, in {after.label}",
        )
    old, new = (
        Side(open_folder(revision.folder), label=revision.label) for revision in (before, after)
    )
    return Diff(
        was.dataset,
        _stand(was, before.label),
        _stand(now, after.label),
        configs={
            config: _compare_config(config, (was, old), (now, new))
            for config in dict.fromkeys([*ordered_configs(was), *ordered_configs(now)])
        },
        rejects=_counts(was, now, "rejects"),
        repairs=_counts(was, now, "repairs"),
        metrics=_nested(_metrics(old), _metrics(new)),
        making=_changes(_making(was), _making(now)),
        manifest=_manifest(before.manifest, after.manifest),
    )


def _stand(record: BuildRecord, label: str) -> Stand:
    return Stand(label, record.version, record.inputs, record.limit)


def _compare_config(
    config: str, before_side: tuple[BuildRecord, Side], after_side: tuple[BuildRecord, Side]
) -> ConfigDiff:
    (was, old), (now, new) = before_side, after_side
    before, after = was.configs.get(config), now.configs.get(config)
    if before is None or after is None:
        splits = {s: _sizes(before, after, s) for s in before or after or {}}
        return ConfigDiff("added" if before is None else "removed", splits=splits)
    found = ConfigDiff()
    kept = _compare_columns(found, old.columns(config), new.columns(config))
    found.splits_removed = [split for split in before if split not in after]
    found.splits_added = [split for split in after if split not in before]
    same = unchanged_splits(config, old, new)
    altered = [split for split in dict.fromkeys([*before, *after]) if split not in same]
    found.splits = {split: _sizes(before, after, split) for split in altered}
    if altered:
        _compare_rows(found, config, (old, new), splits=altered, columns=kept)
    if found != ConfigDiff():
        found.status = "changed"
    return found


def _compare_columns(
    found: ConfigDiff, was: Mapping[str, Column], now: Mapping[str, Column]
) -> list[str]:
    """Record the columns that changed, and return those that did not."""
    found.columns_removed = {name: str(was[name]) for name in was if name not in now}
    found.columns_added = {name: str(now[name]) for name in now if name not in was}
    found.columns_retyped = {
        name: (str(was[name]), str(now[name]))
        for name in was
        if name in now and was[name] != now[name]
    }
    kept = [name for name in was if name in now]
    found.columns_reordered = kept != [name for name in now if name in was]
    return [name for name in kept if name not in found.columns_retyped]


def _sizes(
    before: Mapping[str, SplitRecord] | None, after: Mapping[str, SplitRecord] | None, split: str
) -> SplitDiff:
    old, new = (side[split].rows if side and split in side else 0 for side in (before, after))
    if before is None:
        return SplitDiff((old, new), added=new)
    return SplitDiff((old, new), removed=old if after is None else 0)


def _compare_rows(
    found: ConfigDiff,
    config: str,
    sides: tuple[Side, Side],
    *,
    splits: Sequence[str],
    columns: Sequence[str],
) -> None:
    labels = {name for name in columns if name.startswith("label")}
    shown: dict[Kind, list[RowChange]] = defaultdict(list)
    for change in row_changes(config, *sides, splits=splits, columns=columns):
        split = found.splits[change.first.split]
        if change.after is None:
            split.removed += 1
            shown["removed"].append(change)
        elif change.before is None:
            split.added += 1
            shown["added"].append(change)
        elif change.columns:
            kind: Kind = "relabeled" if labels.issuperset(change.columns) else "changed"
            setattr(split, kind, getattr(split, kind) + 1)
            for name in change.columns:
                split.fields[kind][name] = split.fields[kind].get(name, 0) + 1
            shown[kind].append(change)
        if change.moved:
            to = found.moved.setdefault(change.first.split, {})
            to[change.last.split] = to.get(change.last.split, 0) + 1
            shown["moved"].append(change)
    if config not in LEDGERS:  # what was dropped is counted by reason
        found.examples = list(_examples(shown, config, sides))


def _examples(
    shown: Mapping[Kind, list[RowChange]], config: str, sides: tuple[Side, Side]
) -> Iterator[Example]:
    """The first few rows of each kind, fetched again."""
    chosen = [
        (kind, change)
        for kind in KINDS
        for change in sorted(
            shown.get(kind, []),
            key=lambda change: [(r.split, r.at) for r in (change.before, change.after) if r],
        )[:SHOWN]
    ]
    fetched = fetch_rows(config, sides, [change for _, change in chosen])
    for (kind, change), (before, after) in zip(chosen, fetched, strict=True):
        yield _example(kind, change, before, after)


def _example(
    kind: Kind, change: RowChange, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> Example:
    row = after if before is None else before
    if row is None:
        raise ValueError("an example needs a row")
    texts = [value for value in row.values() if isinstance(value, str)]
    name = row.get("id") or next(iter(texts), None)
    cells: dict[str, tuple[str, str]] = {}
    if before is not None and after is not None:
        for column in change.columns:
            was, now = apart(before[column], after[column])
            cells[column] = (short(was), short(now))
    edit = _marked(after if kind != "removed" and after else row)
    return Example(
        kind,
        change.first.split,
        None if name is None else short(name),
        dict(list(cells.items())[:_CELLS]),
        edit=edit,
        more=max(0, len(cells) - _CELLS),
        to_split=change.last.split if change.moved else None,
    )


def _marked(row: Mapping[str, Any]) -> str | None:
    """The first edited field of a pair around its first edit; None of what is not a sound pair."""
    try:
        replay(row["original"], row["edits"])
        first = row["edits"][0]
        edits = [edit for edit in row["edits"] if edit["field"] == first["field"]]
        text = mark(text_view(row["original"])[first["field"]], edits)
    except (KeyError, IndexError, TypeError, ValueError):
        return None
    start = max(0, first["start"] - _LEAD)
    end = start + _WIDTH
    return f"{'…' * (start > 0)}{printable(text[start:end])}{'…' * (end < len(text))}"


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Change]:
    return {
        name: (before.get(name), after.get(name))
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    }


def _nested(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    found = {
        split: _changes(before.get(split, {}), after.get(split, {}))
        for split in dict.fromkeys([*before, *after])
    }
    return {split: changes for split, changes in found.items() if changes}


def _counts(
    before: BuildRecord, after: BuildRecord, ledger: Literal["rejects", "repairs"]
) -> Changes:
    old, new = (
        {split: getattr(counts, ledger) for split, counts in record.counts.items()}
        for record in (before, after)
    )
    found = _nested(old, new)
    return {
        split: {name: (was or 0, now or 0) for name, (was, now) in changes.items()}
        for split, changes in found.items()
    }


def _metrics(side: Side) -> dict[str, dict[str, float]]:
    """The figures of a folder without those that count drops and repairs."""
    return {
        split: {n: v for n, v in figures.items() if not n.startswith(_LEDGER_FIGURES)}
        for split, figures in side.folder.metrics().items()
    }


_LEDGER_FIGURES = tuple(f"{ledger}." for ledger in LEDGERS)


def _making(record: BuildRecord) -> dict[str, Any]:
    """How a build was made, flat: parameters, models, inputs, and versions of the engine."""
    return {
        "inputs": record.inputs,
        "limit": record.limit,
        "seed": record.seed,
        "builder": record.builder,
        "schema": record.schema_,
        **{f"parameters.{name}": value for name, value in record.parameters.items()},
        **{f"engine.{name}": version for name, version in record.engine.items()},
        **{f"model.{model.get('name')}": model for model in record.models},
        **{f"input.{file.split}.{file.name}": file.sha256 for file in record.input_files},
    }


def _manifest(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Change]:
    """What changed in the manifest. A card states only the license, so only that is compared."""
    if len(before) > 1 and len(after) > 1:
        return _changes(before, after)
    shared = before.keys() & after.keys()
    return _changes(
        {key: before[key] for key in before if key in shared},
        {key: after[key] for key in after if key in shared},
    )


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _reasons(name: str, config: ConfigDiff) -> Iterator[tuple[Level, str]]:
    at = _code(name)
    if config.status in ("added", "removed"):
        level = Level.MINOR if config.status == "added" else Level.MAJOR
        yield level, f"{at}: config {config.status}"
        return
    for columns, verb, level in (
        (config.columns_removed, "removed", Level.MAJOR),
        (config.columns_retyped, "of another type", Level.MAJOR),
        (config.columns_added, "added", Level.MINOR),
    ):
        if columns:
            noun = "column" if len(columns) == 1 else "columns"
            yield level, f"{at}: {noun} {', '.join(map(_code, columns))} {verb}"
    if config.columns_reordered:
        yield Level.PATCH, f"{at}: columns in another order"
    for splits, verb, level in (
        (config.splits_removed, "removed", Level.MAJOR),
        (config.splits_added, "added", Level.MINOR),
    ):
        if splits:
            noun = "split" if len(splits) == 1 else "splits"
            yield level, f"{at}: {noun} {', '.join(map(_code, splits))} {verb}"
    for kind in KINDS:
        if count := config.total(kind):
            # the ledgers may change while all rows that are used stay the same
            least = kind == "added" or name in LEDGERS
            where = _where(config, kind)
            line = f"{at}: {_many(count, 'row')} {kind} ({where})"
            yield (Level.MINOR if least else Level.MAJOR), line


def _where(config: ConfigDiff, kind: Kind) -> str:
    if kind == "moved":
        return ", ".join(
            f"{_code(split)} → {_code(to)} {count:,}"
            for split, moves in config.moved.items()
            for to, count in moves.items()
        )
    found = {split: getattr(rows, kind) for split, rows in config.splits.items()}
    where = ", ".join(f"{_code(split)} {count:,}" for split, count in found.items() if count)
    if kind not in ("changed", "relabeled"):
        return where
    fields: Counter[str] = Counter()
    for rows in config.splits.values():
        fields.update(rows.fields[kind])
    return f"{where}; {', '.join(f'{_code(name)} {n:,}' for name, n in fields.items())}"


def _text(diff: Diff) -> Iterator[str]:
    """Lines for a terminal: the reasons, ordered by what they are of, with rows to look at."""
    before, after = diff.before, diff.after
    yield f"{diff.dataset}: {before.label} ({before.version}) → {after.label} ({after.version})"
    for name, config in diff.configs.items():
        reasons = [reason for _, reason in _reasons(name, config)]
        yield from (f"  {_plain(reason)}" for reason in reasons)
        for column, (was, now) in config.columns_retyped.items():
            yield f"    {short(column)}: {short(was)} → {short(now)}"
        for example in config.examples:
            yield f"    {_title(example)}"
            yield from (f"      {line}" for line in _lines(example))
    for title, changes in _figures(diff):
        yield f"  {title}"
        for split, found in changes.items():
            for name, (was, now) in found.items():
                yield f"    {short(split)} {short(name)}: {_shown(was)} → {_shown(now)}"
    for title, values in (("made with", diff.making), ("manifest", diff.manifest)):
        for name, (was, now) in values.items():
            yield f"  {title} {short(name)}: " + " → ".join(map(short, apart(was, now)))
    yield _verdict(diff)


def _markdown(diff: Diff) -> Iterator[str]:
    before, after = (
        f"{_code(side.label)} ({_code(side.version)})" for side in (diff.before, diff.after)
    )
    yield from (f"### {_code(diff.dataset)}: {before} → {after}", "", f"**{_verdict(diff)}**", "")
    yield from diff.changelog()
    for name, config in diff.configs.items():
        if config.columns_retyped or config.examples:
            yield from ("", "<details>", f"<summary>{escape(name)}: a closer look</summary>", "")
            for column, (was, now) in config.columns_retyped.items():
                yield f"- {_code(column)}: {_code(was)} → {_code(now)}"
            for example in config.examples:
                yield f"- {escape(_title(example))}"
                yield from (f"  - {escape(line)}" for line in _lines(example))
            yield from ("", "</details>")
    for title, changes in _figures(diff):
        yield from ("", f"| {title} | split | before | after |", "|---|---|---|---|")
        for split, found in changes.items():
            for name, (was, now) in found.items():
                cells = " | ".join([_code(name), _code(split), _shown(was), _shown(now)])
                yield f"| {cells} |"
    yield ""


def _figures(diff: Diff) -> Iterator[tuple[str, Changes]]:
    for title, changes in (
        ("dropped", diff.rejects),
        ("repaired", diff.repairs),
        ("metrics", diff.metrics),
    ):
        if changes:
            yield title, changes


def _title(example: Example) -> str:
    to = f" to {short(example.to_split)}" if example.to_split else ""
    name = f" {example.row}" if example.row else ""
    return f"{example.kind}{name} in {short(example.split)}{to}"


def _lines(example: Example) -> Iterator[str]:
    if example.edit:
        yield example.edit
    for column, (was, now) in example.cells.items():
        yield f"{short(column)}: {was} → {now}"
    if example.more:
        yield f"and {_many(example.more, 'more column')}"


def _verdict(diff: Diff) -> str:
    if not diff.comparable:
        return "built from different inputs, so nothing follows for the version"
    if diff.level is Level.NONE:
        return "nothing changed"
    call = f"calls for {diff.least_version} or higher ({diff.level.name.lower()})"
    return f"{call}; it says {diff.after.version}" if diff.too_low else call


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and re.fullmatch("[0-9a-f]{40,}", value):
        value = f"{value[:12]}…"  # a hash
    return "none" if value is None else escape(short(str(value)))


def _code(name: object) -> str:
    """A plain name as code; any other as escaped text."""
    text = short(str(name))
    return f"`{text}`" if re.fullmatch(r"[\w .,:;/@+<>=-]+", text, re.ASCII) else escape(text)


def _plain(markdown: str) -> str:
    return markdown.replace("`", "")
