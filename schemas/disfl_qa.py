"""Rows of disfl-qa, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections.abc import Iterable

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.published import Change, PublishedAudit, Stated, native_tables

from irrealis.check import Row
from irrealis.contract import pairs_table

NATIVE = dict.fromkeys(("squad_v2_id", "original", "disfluent"), pa.Column(pl.String))

CONFIGS = {
    **native_tables(NATIVE, key="squad_v2_id"),
    "pairs": pairs_table(fields=["question"], label=pl.String()),
}


class DisflQaAudit(PublishedAudit):
    """A pair is a question and its disfluent version, with the answer of SQuAD's question."""

    generator = ("human", "Disfl-QA", "ACL Findings 2021")

    def stated(self, row: Row) -> Iterable[Stated]:
        """Both questions, which have the answer of one question of SQuAD 2.0."""
        for side in ("original", "disfluent"):
            yield Stated(
                row["squad_v2_id"],
                side,
                {"question": row[side]},
                row["squad_v2_id"],
                original=side == "original",
                row=row,
            )

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:
        """How it is asked."""
        del original, counterfactual
        yield "disfluency", "question", "fluent", "disfluent"

    def detail(self, original: Stated, counterfactual: Stated) -> str:  # noqa: ARG002
        """Who says so."""
        return f"people made question {original.label} disfluent, so that its answer stays"


AUDIT = DisflQaAudit
