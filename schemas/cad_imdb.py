"""Rows of cad-imdb, and what must hold of them beyond the contract of pairs.

The audit reads the rows alone: what the pairs say is worked out again from upstream's columns.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.cad import made_failures

from irrealis.check import Audit, Failure, Found, Row, digest
from irrealis.contract import Table, normalize, pairs_table
from irrealis.store import BuildRecord

SENTIMENTS = ("Negative", "Positive")


def _native(*, mix: bool) -> pa.DataFrameSchema:
    some = pa.Check.str_length(min_value=1)
    columns = {
        "Sentiment": pa.Column(pl.String, pa.Check.isin(SENTIMENTS)),
        "Text": pa.Column(pl.String, some),
        "batch_id": pa.Column(pl.String, some),
    }
    if mix:
        columns["is_counterfactual"] = pa.Column(pl.Boolean)
    return pa.DataFrameSchema(columns, strict=True, ordered=True)


CONFIGS = {
    # the audit meets the configs in this order: the mix holds every row that the others name
    "native_mix": Table(_native(mix=True), key="batch_id"),
    "native": Table(_native(mix=False), key="batch_id"),
    "pairs": pairs_table(fields=["text"], label=pl.String()),
}


@dataclass(slots=True)
class _Batch:
    """What the other rows may be asked about a batch of the mix."""

    rows: Counter[bytes] = field(default_factory=Counter)
    sides: dict[bool, list[tuple[str, bytes]]] = field(
        default_factory=lambda: {False: [], True: []}
    )
    texts: set[bytes] = field(default_factory=set)
    breaks: set[int] = field(default_factory=set)  # how often each text has `<br`
    pairs: int = 0
    drops: Counter[str] = field(default_factory=Counter)


class CadImdbAudit(Audit):
    """Pairs follow from upstream's rows, and no batch is left unaccounted for."""

    definitions: ClassVar[Mapping[str, str]] = {
        "upstream.rows": "rows of upstream's split",
        "upstream.identical_texts": "batches in which two rows have one text",
        "upstream.texts_with_control_characters": "rows whose text has control characters",
        "spans.mean": "spans of an edit, mean",
        "pairs_with_other_line_breaks": "pairs whose two texts have not as many line breaks",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: of a row, its label and digests are kept in memory."""
        super().__init__(record, split)
        self._batches: dict[str, _Batch] = {}
        self._spans = self._controls = 0

    def see(self, config: str, row: dict[str, Any]) -> Iterator[Failure]:
        """Failures that this row shows."""
        if config == "native_mix":
            self._mix(row)
            return
        name = row["batch_id"] if config == "native" else row.get("id", row.get("original_id"))
        look = {"native": self._same, "pairs": self._pair, "rejects": self._reject}.get(config)
        for kind, where, expected, said in look(row) if look else ():
            yield Failure(kind, where, expected, said, name)

    def finish(self) -> Iterator[Failure]:
        """Batches with a wrong number of originals, rows, pairs or drops."""
        for name, batch in self._batches.items():
            if len(batch.sides[False]) != 1:
                yield Failure(
                    "mix", "is_counterfactual", "one original", len(batch.sides[False]), name
                )
            if batch.rows.total():
                left = f"{batch.rows.total()} rows of native_mix are not there"
                yield Failure("missing", "row", "the rows of native_mix", left, name, "native")
            if batch.pairs + batch.drops.total() != 1:
                found = f"{batch.pairs} pairs, {batch.drops.total()} drops"
                yield Failure("missing", "row", "a pair or a drop", found, name, "pairs")

    def metrics(self) -> dict[str, float]:
        """Upstream's defects, and the markup that differs between the sides of a pair."""
        paired = [batch for batch in self._batches.values() if batch.pairs]
        figures = {
            "upstream.rows": float(sum(self._counts())),
            "upstream.identical_texts": float(
                sum(len(batch.texts) < size for batch, size in self._sized())
            ),
            "upstream.texts_with_control_characters": float(self._controls),
        }
        if paired:
            figures["spans.mean"] = self._spans / len(paired)
            figures["pairs_with_other_line_breaks"] = float(
                sum(len(batch.breaks) > 1 for batch in paired)
            )
        return figures

    def _sized(self) -> Iterator[tuple[_Batch, int]]:
        for batch in self._batches.values():
            yield batch, len(batch.sides[False]) + len(batch.sides[True])

    def _counts(self) -> Iterator[int]:
        return (size for _, size in self._sized())

    def _mix(self, row: Row) -> None:
        batch = self._batches.setdefault(row["batch_id"], _Batch())
        batch.rows[digest({**row, "is_counterfactual": None})] += 1
        batch.sides[row["is_counterfactual"]].append((row["Sentiment"], digest(row["Text"])))
        batch.texts.add(digest(normalize(row["Text"]).casefold()))
        batch.breaks.add(row["Text"].count("<br"))
        self._controls += any(
            unicodedata.category(one) == "Cc" and one not in "\t\n\r" for one in row["Text"]
        )

    def _same(self, row: Row) -> Found:
        batch = self._batches.get(row["batch_id"], _Batch())
        told = digest({**row, "is_counterfactual": None})
        if not batch.rows[told]:
            yield "mix", "row", "as in native_mix", "another row"
            return
        batch.rows[told] -= 1

    def _pair(self, row: Row) -> Found:
        batch = self._batches.get(row["original_id"], _Batch())
        batch.pairs += 1
        self._spans += len(row["edits"])
        for side, is_counterfactual in (("original", False), ("counterfactual", True)):
            told = [(row[f"label_{side}"], digest(row[side]["text"]))]
            if batch.sides[is_counterfactual] != told:
                yield "mix", side, "the text and label in native_mix", row[side]["text"]
        yield from made_failures(row, kind="label", target="sentiment", part="review")

    def _reject(self, row: Row) -> Found:
        if row["reason"] == "id-seen-before":
            return
        batch = self._batches.get(row["original_id"])
        if batch is None or row["level"] != "record":
            yield "rejects", "original_id, level", "a batch of native_mix, as a whole", row["level"]
            return
        batch.drops[row["reason"]] += 1
        rows = len(batch.sides[False]) + len(batch.sides[True])
        told = {"not-two-rows": rows != 2, "no-op": rows == 2 and len(batch.texts) == 1}
        for reason, holds in told.items():
            if (row["reason"] == reason) != holds:
                expected = f"{reason} of a batch with " + (
                    "other than two rows" if reason == "not-two-rows" else "two rows of one text"
                )
                yield "rejects", "reason", expected, row["reason"]


AUDIT = CadImdbAudit
