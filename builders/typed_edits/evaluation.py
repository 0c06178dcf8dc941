"""The detector beside pairs whose making is known: those of other datasets of the registry.

Their samples say how each pair was made (a word was swapped, a clause was left out, a denial was
put in), and none of them was made by the rules of this dataset or with its tables.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from irrealis.schemas.typed_edits_codes import CODES, code_of

from irrealis.build import build as make
from irrealis.build import read_rows
from irrealis.evaluate import Cell, Evaluation, Table
from irrealis.manifest import Manifest
from irrealis.store import read_record

Row = Mapping[str, Any]


def _rule(row: Row) -> str:
    """What an aspect edit did: only those that put in or take out and do nothing else."""
    rule = str(row["evidence"]["detail"]).partition(":")[0].removeprefix("rule ")
    only = len(row["edits"]) == 1
    if rule == "insert" and only and not row["edits"][0]["before"]:
        return "insert"
    return "delete" if rule == "delete" and only and not row["edits"][0]["after"] else ""


def _way(row: Row) -> str:
    """What sentiment-flip did: words were removed."""
    return "delete" if row["intervention"][0]["target"] == "remove" else ""


def _swap(row: Row) -> str:
    """A swap puts one word in the place of another, if no edit has more of them."""
    single = all(len(e["before"].split()) == len(e["after"].split()) == 1 for e in row["edits"])
    return "lexical" if single else ""


KNOWN: Mapping[str, tuple[str, Callable[[Row], str]]] = {
    "restaurant-edits": ("text", _rule),
    "laptop-edits": ("text", _rule),
    "hotel-edits": ("text", _rule),
    "sentiment-flip": ("text", _way),
    "gender-swap": ("text", _swap),
    "eeec-style": ("text", _swap),
}


def evaluate(build: Path, *, manifest: Manifest, fluent: int = 0) -> Evaluation:  # noqa: ARG001
    """Which code the detector names, of the build's pairs and of those of other datasets."""
    record = read_record(build)
    root = manifest.folder.parent.parent
    rows: list[tuple[Cell, ...]] = []
    mine: dict[str, Counter[str]] = {}
    for split in record.splits:
        for row in read_rows(build, record, config="pairs", split=split):
            code = row["label_counterfactual"]
            found = code_of(row["original"]["text"], row["counterfactual"]["text"])
            mine.setdefault(code, Counter())[found] += 1
    rows += _lines(manifest.name, mine)
    for name, (field, known) in KNOWN.items():
        with tempfile.TemporaryDirectory() as scratch:
            made = make(name, root=root, inputs="sample", out=Path(scratch) / name)
            seen: dict[str, Counter[str]] = {}
            for split in made.record.splits:
                for row in read_rows(made.folder, made.record, config="pairs", split=split):
                    if code := known(row):
                        found = code_of(row["original"][field], row["counterfactual"][field])
                        seen.setdefault(code, Counter())[found] += 1
        rows += _lines(name, seen)
    return Evaluation(
        tables=(
            Table(
                title="Codes that the detector names, by how a pair was made",
                columns=("dataset", "made by", "pairs", "right", "most often taken for"),
                rows=tuple(rows),
                note="Of typed-edits only pairs are kept that the detector names as they were "
                "made. The other datasets are built of their samples; what they say of the making "
                "of a pair stands in its certificate, and was not made with this detector in view.",
            ),
        )
    )


def _lines(name: str, seen: Mapping[str, Counter[str]]) -> list[tuple[Cell, ...]]:
    lines: list[tuple[Cell, ...]] = []
    for code in CODES:
        if found := seen.get(code):
            wrong = Counter({name: count for name, count in found.items() if name != code})
            confused = max(sorted(wrong), key=wrong.__getitem__) if wrong else ""
            total = found.total()
            lines.append((name, code, total, found[code] / total, confused))
    return lines
