"""FEVER Symmetric: squares of two claims and two pieces of evidence that support or refute them.

Data: Schuster et al., "Towards Debiasing Fact Verification Models", EMNLP 2019, section 4. For a
claim with its evidence, a person wrote a claim and evidence that contradict them; all four pairs
are in the data, and each sentence occurs once with each label.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Side, Variant
from irrealis.builders.families.published.rows import ANY, Values, Where, gathered, read_rows

from irrealis.contract import Evidence, Generator, Intervention

LABELS = ("SUPPORTS", "REFUTES")


def _is_scored(value: object) -> bool:
    """Whether a value is a sentence with its score."""
    return (
        isinstance(value, list)
        and [type(part) for part in value] in ([str, float], [str, int])
        and math.isfinite(value[1])
    )


COLUMNS: dict[str, Values] = {
    "id": ANY,
    "claim": ANY,
    "evidence": ANY,
    "sentence1": ANY,
    "sentence2": ANY,
    "gold_label": LABELS,
    "label": LABELS,
    "evid": Where(
        lambda value: isinstance(value, list) and all(map(_is_scored, value)),
        "a list of [sentence, score]",
    ),
}
# number of a row in its square -> which claim, which evidence; the first has upstream's own id
PLACES = {
    "1": ("first", "first"),
    "2": ("first", "second"),
    "3": ("second", "first"),
    "4": ("second", "second"),
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
        for original_id, members in gathered((_name(row["id"]), row) for row in rows).items():
            first = next((row for row in members[::-1] if row["id"] == original_id), None)
            fault = _fault(members)
            yield Group.around(
                original_id,
                first,
                members,
                partial(_variant, fault=fault),
                no_original="the first pair of its square is not there",
            )


def _variant(
    first: Mapping[str, Any], row: Mapping[str, Any], *, fault: tuple[str, str] | None
) -> Variant:
    return Variant(
        row["id"],
        _side(first),
        _side(row),
        tuple(
            Intervention("revision", field, first[field], row[field])
            for field in ("claim", "evidence")
            if row[field] != first[field]
        ),
        Evidence("human", f"a person wrote the square in which this is {row['label']}"),
        fault=fault,
    )


def _side(row: Mapping[str, Any]) -> Side:
    claim, evidence = PLACES[_number(row["id"])]
    fields = {"claim": row["claim"], "evidence": row["evidence"]}
    return Side(fields, row["label"], {"claim": claim, "evidence": evidence})


def _fault(rows: list[dict[str, Any]]) -> tuple[str, str] | None:
    """Why the rows of a group are no square, if they are none."""
    if sorted(_number(row["id"]) for row in rows) != ["1", "2", "3", "4"]:
        return "not-a-square", f"{len(rows)} rows"
    first, two, three, four = sorted(rows, key=lambda row: _number(row["id"]))
    same = (
        two["claim"] == first["claim"],
        three["evidence"] == first["evidence"],
        four["claim"] == three["claim"] != first["claim"],
        four["evidence"] == two["evidence"] != first["evidence"],
    )
    if not all(same):
        return "not-a-square", "a claim or evidence is not that of its row or column"
    if [row["label"] == first["label"] for row in (two, three, four)] != [False, False, True]:
        return "not-a-square", "its labels do not alternate"
    return None


def _name(name: str) -> str:
    return re.sub(r"000000[234]$", "", name)


def _number(name: str) -> str:
    return name[-1] if _name(name) != name else "1"


BUILDER = FeverSymmetric
