"""Rows of fever-symmetric, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
from irrealis.schemas.families.published import Change, PublishedAudit, Stated, configs

from irrealis.check import Row

LABELS = ("SUPPORTS", "REFUTES")
AXES = ("claim", "evidence")
NATIVE = {
    **dict.fromkeys(("id", "claim", "evidence", "sentence1", "sentence2"), str),
    "gold_label": LABELS,
    "label": LABELS,
    "evid": pl.List(pl.Struct({"sentence": pl.String(), "score": pl.Float64()})),
}

CONFIGS = configs(NATIVE, key="id", fields=AXES, axes=AXES, mix=True)


class FeverSymmetricAudit(PublishedAudit):
    """A square is four pairs of two claims and two pieces of evidence, with alternating labels."""

    generator = ("human", "FEVER Symmetric", "0.2")
    says = "a person wrote the square in which this is {after}"

    def stated(self, row: Row) -> Iterable[Stated]:
        """One corner of a square; zeros before the last digit of an id set its number apart."""
        head, middle, last = row["id"][:-7], row["id"][-7:-1], row["id"][-1:]
        corner = int(last) - 1 if head and middle == "000000" and last in "234" else 0
        places = ("first", "second")
        yield Stated(
            head if corner else row["id"],
            row["id"],
            {axis: row[axis] for axis in AXES},
            row["label"],
            original=corner == 0,
            place={"claim": places[corner // 2], "evidence": places[corner % 2]},
        )

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:
        """The sentences that differ."""
        for axis in AXES:
            before, after = original.fields[axis], counterfactual.fields[axis]
            if before != after:
                yield "revision", axis, before, after

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:  # noqa: ARG002
        """Rows that make no square."""
        group = self._groups[original.original_id]
        if not _square(group):
            yield "not-a-square"


def _square(group: list[Stated]) -> bool:
    corners = {tuple(text.place.values()): text.label for text in group}
    if len(group) != 4 or len(corners) != 4:
        return False
    for axis in AXES:
        texts = {(text.place[axis], text.fields[axis]) for text in group}
        if len(texts) != 2 or len({text for _, text in texts}) != 2:
            return False
    diagonals = {(place[0] == place[1], label) for place, label in corners.items()}
    return len(diagonals) == len({*corners.values()}) == 2


AUDIT = FeverSymmetricAudit
