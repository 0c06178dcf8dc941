"""Rows of ifqa, and what must hold of them."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.presuppositions import ANNOTATION, Found, PresuppositionAudit

from irrealis.check import Row
from irrealis.contract import Table, fingerprint, normalize

_NAME = pa.Check.str_length(min_value=1)
UPSTREAM = {
    "idx": pa.Column(pl.Int64, pa.Check.ge(0), description="upstream's number in its split"),
    "question": pa.Column(pl.String, _NAME, description="upstream's"),
    "answers": pa.Column(pl.List(pl.String), description="upstream's: any of them is right"),
    "context": pa.Column(pl.List(pl.String), description="upstream's passages"),
}
COLUMNS = {
    **UPSTREAM,
    "id": pa.Column(pl.String, _NAME, description="digest of upstream's four columns"),
    "original_id": pa.Column(
        pl.String, _NAME, description="digest of question and passages in any case and spacing"
    ),
    **ANNOTATION,
}
CONFIGS = {"native": Table(pa.DataFrameSchema(COLUMNS, strict=True, ordered=True), key="id")}


class IfqaAudit(PresuppositionAudit):
    """Ids follow from upstream's columns, annotations from the words of question and passage."""

    def identity(self, row: Row) -> Found:
        """Ids that are not made of the row."""
        expected = fingerprint({name: row[name] for name in UPSTREAM})
        if row["id"] != expected:
            yield "id", f"{expected}, from upstream's columns", row["id"]
        texts = (row["question"], *row["context"])
        expected = fingerprint([normalize(text).casefold() for text in texts])
        if row["original_id"] != expected:
            yield "original_id", f"{expected}, from question and passages", row["original_id"]


AUDIT = IfqaAudit
