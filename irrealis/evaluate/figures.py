"""The figures of a folder of pairs, and those of the upstream data, which git keeps.

The check of a build has the light figures already. Here are also those that take longer or need
more: near-duplicates, and what judges say. Any folder that follows the contract of pairs will do: a
build, a release, or one with nothing but `data/pairs/<split>-*.parquet`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from irrealis.contract import text_view
from irrealis.errors import IrrealisError
from irrealis.evaluate.evaluation import Cell, Table
from irrealis.manifest import Manifest
from irrealis.measure import (
    JUDGED,
    NEAR,
    NearDuplicates,
    PairFigures,
    Perplexity,
    Token,
    fluency,
    grouped,
    rounded,
)
from irrealis.progress import progress
from irrealis.store import Folder, Kept, read_kept, write_kept

if TYPE_CHECKING:
    from irrealis.evaluate.judges import Judge, Verdict

UPSTREAM_FILE = "upstream.json"
TOP = 5  # tokens of each split that are shown
_JUDGED = (
    "id",
    "group",
    "original",
    "counterfactual",
    "intervention",
    "label_original",
    "label_counterfactual",
)


@dataclass
class Figures:
    """What was found: split -> name -> number, tables, and what could not be had and why."""

    metrics: dict[str, dict[str, float]] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    left_out: dict[str, dict[str, str]] = field(default_factory=dict)

    def text(self) -> str:
        """All of it for a terminal, group by group."""
        splits = [split for split, found in self.metrics.items() if found["counterfactuals"]]
        names = {name for split in splits for name in self.metrics[split]}
        tables = [
            Table(
                title=title,
                columns=("", *splits),
                rows=tuple(
                    (name, *(_cell(self.metrics[split].get(name)) for split in splits))
                    for name, _ in members
                ),
            )
            for title, members in grouped(names).items()
            if title != JUDGED  # these have a table with their judges
        ]
        why = [
            f"{split}, {group}: {reason}"
            for split, reasons in self.left_out.items()
            for group, reason in reasons.items()
        ]
        return "\n\n".join([*(table.text() for table in (*tables, *self.tables)), *why])

    def as_dict(self) -> dict[str, Any]:
        """All of it for scripts."""
        return {
            "metrics": {
                split: {name: rounded(value) for name, value in figures.items()}
                for split, figures in self.metrics.items()
            },
            "tables": [table.model_dump(mode="json") for table in self.tables],
            "left_out": self.left_out,
        }


def _cell(value: float | None) -> Cell:
    return int(value) if value is not None and float(value).is_integer() else value


class _Lowest:
    """The texts of the pairs with the lowest ids, which a reordering of the rows does not change.

    Args:
        size: how many pairs.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: list[tuple[str, Mapping[str, str], Mapping[str, str]]] = []

    def see(self, row: Mapping[str, Any]) -> None:
        """Keep a pair while no more than `size` others have lower ids."""
        texts = text_view(row["original"]), text_view(row["counterfactual"])
        self._kept = sorted([*self._kept, (row["id"], *texts)], key=itemgetter(0))[: self._size]

    def texts(self) -> list[tuple[Mapping[str, str], Mapping[str, str]]]:
        """Both texts of each pair that was kept."""
        return [(before, after) for _, before, after in self._kept]


def measure(
    folder: Folder,
    *,
    manifest: Manifest | None = None,
    near: bool = False,
    judges: Sequence[Judge] = (),
    fluent: int = 0,
) -> Figures:
    """Measure the pairs in a folder.

    Args:
        manifest: the dataset's; it says which splits are alternatives of one another, and what the
            judges judge.
        near: also look for near-duplicates.
        fluent: ask a language model how fluent so many pairs of each split are, those of the lowest
            ids.
        judges: those of `judges_of(manifest)`; they judge the splits that they did not learn from.

    Raises:
        Unavailable: what `near` or `fluent` needs is not installed.
        IrrealisError: the folder has no pairs, or some that do not follow their contract.
    """
    found = Figures()
    alternatives = manifest.alternatives if manifest else ()
    model = Perplexity() if fluent else None
    duplicates = NearDuplicates(alternatives=alternatives) if near else None
    tokens: list[tuple[str, str, Token]] = []
    judged: list[tuple[str, Judge, Verdict]] = []
    for split in folder.splits:
        figures = PairFigures(folder.fields())
        kept: list[dict[str, Any]] = []
        lowest = _Lowest(fluent)
        rows = folder.pairs(split)
        for row in progress(rows, f"measure {split}", unit="pairs", total=None):
            figures.see(row)
            if duplicates:
                duplicates.see(split, row)
            if model:
                lowest.see(row)
            if judges:
                kept.append({name: row[name] for name in _JUDGED})
        found.metrics[split] = {"counterfactuals": figures.pairs, **figures.figures()}
        if model:
            texts = lowest.texts()
            bar = progress(iter(texts), f"fluency {split}", unit="pairs", total=len(texts))
            found.metrics[split] |= fluency(model, bar)
        if figures.left_out:
            found.left_out[split] = figures.left_out
        tokens += [(split, "label", token) for token in figures.top_tokens(TOP)]
        tokens += [(split, "side", token) for token in figures.edited_tokens(TOP)]
        if kept and manifest:
            try:
                judged += [
                    (split, *verdict) for verdict in _judged(judges, kept, manifest, split=split)
                ]
            except IrrealisError as error:  # no pairs with labels that a judge knows
                found.left_out.setdefault(split, {})[JUDGED] = str(error.args[0])
    if not any(figures["counterfactuals"] for figures in found.metrics.values()):
        raise IrrealisError(f"{folder.path} has no pairs", dataset=folder.dataset)
    for split, judge, verdict in judged:
        of = f"judge.{judge.target}.{judge.family}"
        found.metrics[split] |= {f"{of}.{name}": value for name, value in asdict(verdict).items()}
    if judged:
        found.tables.append(_judge_table(judged))
    found.tables += list(_token_tables(tokens))
    for split, figures_of in duplicates.figures().items() if duplicates else ():
        found.metrics[split] |= figures_of
    if duplicates and duplicates.couples:
        found.tables.append(_couples(duplicates))
    return found


def _judged(
    judges: Sequence[Judge], rows: Sequence[Mapping[str, Any]], manifest: Manifest, *, split: str
) -> Iterator[tuple[Judge, Verdict]]:
    """What the judges that did not learn from this split say of its pairs."""
    from irrealis.evaluate.judges import verdict

    for judging in manifest.judges:
        dataset = judging.dataset or manifest.name
        if dataset == manifest.name and split in judging.train:
            continue
        for judge in judges:
            if judge.target == f"{dataset}.{judging.target}":
                yield judge, verdict(judge, rows, judging=judging)


def _token_tables(tokens: Sequence[tuple[str, str, Token]]) -> Iterator[Table]:
    for kind, title, note in (
        (
            "label",
            "Tokens that come with a label in the counterfactuals",
            "z at matched size: in the originals, and in one counterfactual of each. "
            "None where too few originals have the token.",
        ),
        (
            "side",
            "Tokens that tell originals from counterfactuals",
            "z of the side that the token comes with, at matched size.",
        ),
    ):
        of = [(split, token) for split, about, token in tokens if about == kind]
        if not of:
            continue
        rows: list[tuple[Cell, ...]] = [
            (
                split,
                ".".join(filter(None, [token.field, token.target])),
                repr(token.token),
                token.label,
                *([token.before] if kind == "label" else []),
                token.z,
                token.count,
            )
            for split, token in of
        ]
        columns = ("split", "field", "token", kind, *(["z before"] if kind == "label" else []))
        yield Table(title=title, columns=(*columns, "z", "texts"), rows=tuple(rows), note=note)


def _couples(found: NearDuplicates) -> Table:
    return Table(
        title=NEAR,
        columns=("kind", "split", "pair", "side", "of split", "of pair", "of side", "similarity"),
        rows=tuple(
            (
                couple.kind,
                couple.split,
                couple.row,
                couple.side,
                couple.other_split,
                couple.other_row,
                couple.other_side,
                couple.similarity,
            )
            for couple in found.couples
        ),
        note="The first that were found.",
    )


def _judge_table(judged: Sequence[tuple[str, Judge, Verdict]]) -> Table:
    relations = dict.fromkeys(judge.relation for _, judge, _ in judged)
    shown = ("pairs", "original", "counterfactual", "both", "flip", "change")
    return Table(
        title=JUDGED,
        columns=("split", "judge", "accuracy", *shown),
        rows=tuple(
            (split, judge.id, judge.accuracy, *(getattr(verdict, name) for name in shown))
            for split, judge, verdict in judged
        ),
        note="Accuracy is on held-out human labels. Relation to what made the pairs: "
        f"{'; '.join(relations)}.",
    )


class UpstreamFigures(Kept):
    """All of `upstream.json`: the figures of a build of all upstream data."""

    inputs: Literal["upstream"]
    metrics: dict[str, dict[str, float]]
    tables: tuple[Table, ...]


def keep_figures(figures: Figures, *, folder: Folder, manifest: Manifest) -> Path:
    """Write `datasets/<name>/upstream.json`: these figures, and those of the check of the build.

    Raises:
        IrrealisError: it is no whole build of this version from upstream's data.
    """
    record = folder.record
    wanted = ("upstream", None, manifest.name, manifest.version)
    if not record or (record.inputs, record.limit, record.dataset, record.version) != wanted:
        limit = f", the first {record.limit} records" if record and record.limit else ""
        raise IrrealisError(
            f"{folder.path} cannot give figures to keep: it is another build",
            dataset=manifest.name,
            expected=f"a whole build of {manifest.name} {manifest.version} from upstream",
            found=f"{record.dataset} {record.version} from {record.inputs}{limit}"
            if record
            else "no build.json",
            hint=f"irrealis build {manifest.name} --inputs upstream --out FOLDER",
        )
    checked = folder.metrics()
    kept = UpstreamFigures(
        version=record.version,
        inputs="upstream",
        splits=tuple(record.splits),
        seed=record.seed,
        metrics={
            split: dict(
                sorted({**checked[split], **figures.as_dict()["metrics"].get(split, {})}.items())
            )
            for split in record.splits
        },
        # which rows are nearly the same is for whoever looks into them, and for no card; what
        # judges say stands there by `irrealis evaluate`
        tables=tuple(table for table in figures.tables if table.title not in (NEAR, JUDGED)),
    )
    return write_kept(manifest.folder / UPSTREAM_FILE, kept)


def read_upstream(manifest: Manifest) -> UpstreamFigures | None:
    """The figures of the upstream data that git keeps; None where there are none yet.

    Raises:
        IrrealisError: the file is not one of ours.
    """
    return read_kept(
        manifest.folder / UPSTREAM_FILE,
        UpstreamFigures,
        what="a file of figures",
        dataset=manifest.name,
        hint=f"irrealis metrics {manifest.name} --build FOLDER --keep",
    )
