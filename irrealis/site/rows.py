"""What the site holds of a row: what is drawn, what is filtered by, and the row itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from irrealis.errors import IrrealisError
from irrealis.evaluate import Judge, Opinion, judges_of, opinions
from irrealis.progress import progress
from irrealis.show import (
    Entry,
    Ledger,
    Originals,
    as_text,
    categories,
    clip,
    element_categories,
    named,
    pair_entry,
    prove,
    static_pair,
)
from irrealis.site.shards import Shards

if TYPE_CHECKING:
    from irrealis.manifest import Judging, Manifest
    from irrealis.store import Folder

# columns that a page needs no texts for; the group first, which nobody searches
_RAW = (
    *("group", "coordinates", "intervention", "label_original", "label_counterfactual"),
    *("evidence", "generator", "seed"),
)
_WORDS = 4  # place in an entry of a pair
_OTHERS = 200  # rows of a config and split that are shown, at the most
_NAMES = ("id", "title", "original_id", "group")  # columns that may name a row
_AT_ONCE = 256  # pairs that judges are asked about together


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a dataset, as its page finds them.

    `first` is what stands in the page itself: a pair, or a row of a dataset without pairs.
    """

    shards: Shards
    first: Mapping[str, Any] | None
    columns: tuple[str, ...] = ()  # of a dataset without pairs
    judges: tuple[Judge, ...] = ()


@dataclass
class Asked:
    """The judges of a dataset with what they judge; `why_not` says why there are none."""

    judges: list[tuple[Judge, Judging]] = field(default_factory=list)
    why_not: str = ""

    @property
    def learned_from(self) -> list[str]:
        """Splits whose labels they were trained on."""
        return list(dict.fromkeys(split for _, judging in self.judges for split in judging.train))


def ask_judges(manifest: Manifest, *, folder: Folder) -> Asked:
    """Train the judges that a manifest declares on the labels of a folder."""
    asked = Asked()
    root = manifest.folder.parent.parent
    for judging in manifest.judges:
        alone = manifest.model_copy(update={"judges": (judging,)})
        try:
            found = judges_of(alone, root=root, build=folder.path)
        except IrrealisError as error:  # a sample may have too few labels to learn from
            asked.why_not = str(error).splitlines()[0]
            continue
        asked.judges += [(judge, judging) for judge in found]
    return asked


def write_pairs(folder: Folder, *, into: Path, asked: Asked) -> Rows:
    """Write the pairs of a folder as shards.

    Raises:
        IrrealisError: a row that does not follow the contract, or one too large for a file.
    """
    shards, originals = Shards(into, folder.dataset), Originals()
    first = None
    rows = ((split, row) for split in folder.splits for row in folder.pairs(split))
    seen = progress(rows, f"site {folder.dataset}", unit="pairs", total=folder.count("pairs"))
    several = len(folder.splits) > 1
    for split, row, given in _judged(seen, asked.judges):
        prove(row, dataset=folder.dataset, split=split)
        first = first or static_pair(split, row)
        before = len(originals.entries)
        entry = pair_entry(split, row, originals)
        raw = {name: row[name] for name in _RAW if name in row}
        if lacks := {
            side: names
            for side in ("original", "counterfactual")
            if (names := [name for name, value in row[side].items() if value is None])
        }:
            raw["absent"] = lacks
        judged = [
            [f"{judge.target} {judge.family}", *opinion.labels, *opinion.right]
            for (judge, _), opinion in zip(asked.judges, given, strict=True)
            if opinion is not None
        ]
        entry += [orjson.dumps(raw).decode(), judged]
        shards.add(
            entry,
            facets=list(pair_facets(split if several else "", row, judged)),
            words=entry[_WORDS],
        )
        if len(originals.entries) > before:
            shards.grow(len(orjson.dumps(originals.entries[-1])))
        if shards.full:
            shards.end_shard([originals.fields, originals.entries])
            originals = Originals()
    shards.end_shard([originals.fields, originals.entries])
    shards.close()
    return Rows(shards, first, judges=tuple(judge for judge, _ in asked.judges))


def pair_facets(
    split: str, row: Mapping[str, Any], judged: Sequence[Sequence[Any]]
) -> Iterator[tuple[str, str]]:
    """Values under which a reader may look for a pair: (facet, value)."""
    if split:
        yield "Split", split
    for change in row["intervention"]:
        yield "Intervention", clip(change["kind"])
    for change in row["intervention"]:
        if not change["target"].isdecimal():  # a number says nothing without its row
            yield "Target", clip(change["target"])
    yield "Effect on the label", row["label_effect"]
    for part, before, after in categories(row):
        name = "Label" if part == "label" else f"Label: {part}"
        yield name, f"{before} → {after}" if before != after else f"{before}, kept"
    for part, value, changed in element_categories(row):
        if changed:
            yield f"Changed label: {part}", value
    for name, _, _, original, counterfactual in judged:
        verdict = {
            (True, True): "right on both",
            (True, False): "wrong on the counterfactual",
            (False, True): "wrong on the original",
            (False, False): "wrong on both",
        }[original, counterfactual]
        yield f"Judge: {name}", verdict
    yield "Evidence", row["evidence"]["kind"]
    yield "Edit by", row["generator"]["kind"]


def _judged(
    rows: Iterator[tuple[str, dict[str, Any]]], judges: Sequence[tuple[Judge, Judging]]
) -> Iterator[tuple[str, dict[str, Any], Sequence[Opinion | None]]]:
    """Rows with what each judge says of them, so many at once."""
    while chunk := list(islice(rows, _AT_ONCE)):
        pairs = [row for _, row in chunk]
        by_judge = [opinions(judge, pairs, judging=judging) for judge, judging in judges]
        for place, (split, row) in enumerate(chunk):
            yield split, row, [of[place] for of in by_judge]


def other_rows(folder: Folder, *, but: Sequence[str], most: int) -> Ledger:
    """The first rows of every config and split but some: all of them counted, some kept.

    A row is kept as config, split, name and its columns as JSON.

    Args:
        folder: a build or a release.
        but: configs that are shown elsewhere.
        most: bytes of JSON of all that is kept; each config and split has an equal part.
    """
    wanted = [
        (config, split)
        for config in (name for name in folder.files if name not in but)
        for split in folder.files[config]
    ]
    counts: Counter[str] = Counter()
    kept: list[list[Any]] = []
    for config, split in wanted:
        left = most // len(wanted)
        counts[config] = folder.count(config)
        for number, row in enumerate(islice(folder.rows(config, split), _OTHERS), start=1):
            text = orjson.dumps(row, option=orjson.OPT_NON_STR_KEYS).decode()
            left -= len(text)
            if left < 0:
                break
            name = next((row[key] for key in _NAMES if isinstance(row.get(key), str)), number)
            kept.append([config, split, str(name), text])
    return Ledger(counts.total(), +counts, kept)


def write_rows(folder: Folder, *, into: Path) -> Rows:
    """Write the rows of the config `native` of a dataset without pairs as shards.

    Raises:
        IrrealisError: a row without an id and an original_id, or one too large for a file.
    """
    shards = Shards(into, folder.dataset)
    first: Mapping[str, Any] | None = None
    columns: tuple[str, ...] = ()
    rows = (
        (split, row) for split in folder.files["native"] for row in folder.rows("native", split)
    )
    total = folder.count("native")
    several = len(folder.files["native"]) > 1
    for split, row in progress(rows, f"site {folder.dataset}", unit="rows", total=total):
        entry = row_entry(split, row, dataset=folder.dataset)
        columns = columns or tuple(name for name in row if name not in ("id", "original_id"))
        values = {name: row[name] for name in columns}
        first = first or {"id": row["id"], "original_id": row["original_id"], "split": split}
        facets = [("Split", split)] if several else []
        facets += [
            (name, as_text(value))
            for name, value in values.items()
            if isinstance(value, str | int | bool) and len(str(value)) <= 80
        ]
        shards.add(entry, facets=facets)
        if shards.full:
            shards.end_shard()
    shards.end_shard()
    shards.close()
    return Rows(shards, first, columns)


def row_entry(split: str, row: Mapping[str, Any], *, dataset: str) -> Entry:
    """What the page knows of a row that is no pair.

    Raises:
        IrrealisError: it has no id or no original_id.
    """
    named(row, dataset=dataset, split=split)
    values = {name: value for name, value in row.items() if name not in ("id", "original_id")}
    raw = orjson.dumps(values, option=orjson.OPT_NON_STR_KEYS).decode()
    return [row["id"], row["original_id"], split, raw]
