"""FEVER Symmetric: squares of two claims and two pieces of evidence that support or refute them.

Data: Schuster et al., "Towards Debiasing Fact Verification Models", EMNLP 2019, section 4. For a
claim with its evidence, a person wrote a claim and evidence that contradict them; all four pairs
are in the data, and each sentence occurs once with each label.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Fault, Group, Row, Side, Variant
from irrealis.builders.families.published.rows import ANY, Values, Where, gathered, read_rows

from irrealis.contract import Generator

AXES = ("claim", "evidence")
LABELS = ("SUPPORTS", "REFUTES")


def _are_scored(value: object) -> bool:
    """Whether a value is a list of sentences, each with its score."""
    return isinstance(value, list) and all(
        isinstance(part, list)
        and [*map(type, part)] in ([str, float], [str, int])
        and math.isfinite(part[1])
        for part in value
    )


COLUMNS: dict[str, Values] = {
    **dict.fromkeys(("id", *AXES, "sentence1", "sentence2"), ANY),
    **dict.fromkeys(("gold_label", "label"), LABELS),
    "evid": Where(_are_scored, "a list of [sentence, score]"),
}


class FeverSymmetric(PublishedBuilder):
    """Pairs the first claim and evidence of a square with the three others."""

    generator = Generator("human", "FEVER Symmetric", "0.2")

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Squares, by upstream's ids: N for the first pair, N000000K for those of number K."""
        rows = (
            # lists of a sentence and its score, in a form that a table can hold
            {**row, "evid": [{"sentence": text, "score": score} for text, score in row["evid"]]}
            for row in read_rows(stream, source=source, form="jsonl", columns=COLUMNS)
        )
        for name, members in gathered((_place(row)[0], row) for row in rows).items():
            first = next((row for row in members[::-1] if row["id"] == name), None)
            variant = partial(_variant, fault=_fault(members))
            lone = "the first pair of its square is not there"
            yield Group.around(name, first, members, variant, no_original=lone)


def _variant(first: Row, row: Row, *, fault: Fault | None) -> Variant:
    changed = [axis for axis in AXES if row[axis] != first[axis]]
    return Variant.of(
        row["id"],
        _side(first),
        _side(row),
        *(("revision", axis, first[axis], row[axis]) for axis in changed),
        detail=f"a person wrote the square in which this is {row['label']}",
        fault=fault,
    )


def _side(row: Row) -> Side:
    numbers = divmod(_place(row)[1], 2)
    place = {axis: ("first", "second")[at] for axis, at in zip(AXES, numbers, strict=True)}
    return Side({axis: row[axis] for axis in AXES}, row["label"], place)


def _fault(rows: list[dict[str, Any]]) -> Fault | None:
    """Why the rows of a group are no square, if they are none."""
    if sorted(_place(row)[1] for row in rows) != [0, 1, 2, 3]:
        return "not-a-square", f"{len(rows)} rows"
    first, two, three, four = sorted(rows, key=_place)
    if not (
        two["claim"] == first["claim"] != three["claim"] == four["claim"]
        and three["evidence"] == first["evidence"] != two["evidence"] == four["evidence"]
    ):
        return "not-a-square", "a claim or evidence is not that of its row or column"
    if not two["label"] == three["label"] != first["label"] == four["label"]:
        return "not-a-square", "its labels do not alternate"
    return None


def _place(row: Row) -> tuple[str, int]:
    """The id of the square, and the number of the row in it, from 0."""
    found = re.fullmatch(r"(.+)000000([234])", row["id"])
    return (found[1], int(found[2]) - 1) if found else (row["id"], 0)


BUILDER = FeverSymmetric
