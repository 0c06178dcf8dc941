"""What the rows must satisfy, beyond the contract of pairs.

A working example to edit. The audit sees rows as any user would, and never asks the builder.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandera.polars as pa
import polars as pl

from irrealis.check import Audit, Failure, digest
from irrealis.contract import Table, pairs_table
from irrealis.store import BuildRecord

LABELS = ("negative", "positive")  # change: the values, and their type below if it is not text


def _native(*, mix: bool) -> pa.DataFrameSchema:
    """Change: exactly upstream's columns in upstream's order, and the id of the original."""
    filled = pa.Check.str_length(min_value=1)
    columns = {
        "id": pa.Column(pl.String, filled),
        "text": pa.Column(pl.String, filled),
        "label": pa.Column(pl.String, pa.Check.isin(LABELS)),
        "original_id": pa.Column(pl.String, filled),
    }
    if mix:
        columns["is_counterfactual"] = pa.Column(pl.Boolean)
    return pa.DataFrameSchema(columns, strict=True, ordered=True)


CONFIGS = {
    # the audit meets the configs in this order: the mix holds every text that the others name
    "native_mix": Table(_native(mix=True), key="id"),
    "native": Table(_native(mix=False), key="id"),
    "pairs": pairs_table(fields=["text"], label=pl.String()),
}


class ReviewAudit(Audit):
    """The three configs agree with one another. Change: add what your labels promise."""

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: what is kept in memory of a row is its id and a digest."""
        super().__init__(record, split)
        self._rows: dict[str, bytes] = {}
        self._missing: dict[str, set[str]] = {"native": set(), "pairs": set()}

    def see(self, config: str, row: dict[str, Any]) -> Iterator[Failure]:
        """Failures that this row shows."""
        if config == "native_mix":
            if row["id"] in self._rows:
                yield Failure("mix", "id", "an id once", "again", row["id"])
            self._rows[row["id"]] = digest(row)
            if row["is_counterfactual"]:
                for missing in self._missing.values():
                    missing.add(row["id"])
            elif row["id"] != row["original_id"]:
                yield Failure("mix", "original_id", row["id"], row["original_id"], row["id"])
        elif config == "native":
            yield from self._same(config, row, of=row["id"])
        elif config == "pairs":
            for name, side in ((row["original_id"], "original"), (row["id"], "counterfactual")):
                stated = {
                    "id": name,
                    "text": row[side]["text"],
                    "label": row[f"label_{side}"],
                    "original_id": row["original_id"],
                }
                counterfactual = side == "counterfactual"
                yield from self._same(
                    config, stated, of=row["id"], is_counterfactual=counterfactual
                )
            for where, expected in _expected_by_rule(row).items():
                if row[where] != expected:
                    yield Failure("rule", where, expected, row[where], row["id"])

    def finish(self) -> Iterator[Failure]:
        """Counterfactuals of the mix that the other configs lack."""
        for config, missing in self._missing.items():
            for name in sorted(missing):
                yield Failure("mix", "row", f"a row in {config}", "none", name, config)

    def _same(
        self, config: str, stated: dict[str, Any], *, of: str, is_counterfactual: bool = True
    ) -> Iterator[Failure]:
        row = {**stated, "is_counterfactual": is_counterfactual}
        if self._rows.get(row["id"]) != digest(row):
            yield Failure("mix", "row", "as in native_mix", row, of)
        if is_counterfactual:
            self._missing[config].discard(row["id"])


def _expected_by_rule(row: dict[str, Any]) -> dict[str, object]:
    """Change: what a pair must state about its origin, given its edits."""
    edit = row["edits"][0]
    return {
        "intervention": [
            {
                "kind": "word",
                "target": "opinion",
                "from": edit["before"],
                "to": edit["after"],
                "source": None,
                "source_name": None,
            }
        ],
        "label_effect": "flip",
        "evidence": {
            "kind": "rule",
            "detail": "the only word of opinion is replaced by its opposite",
        },
        "generator": {
            "kind": "rules",
            "name": "irrealis $name",
            "version": "1",
            "prompt_hash": None,
        },
    }


AUDIT = ReviewAudit
