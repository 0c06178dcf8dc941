"""Rows of defeasible-nli, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections.abc import Iterable

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.published import Change, PublishedAudit, Stated, native_tables

from irrealis.check import Row
from irrealis.contract import pairs_table

FIELDS = ("premise", "hypothesis", "update")
OPTIONAL = (
    *("SNLIPairId", "AtomicEventId", "AtomicEventRelationId", "AtomicRelationType"),
    "AtomicInference",
)
NATIVE = {
    "id": str,
    "DataSource": ("SNLI", "ATOMIC", "SOCIAL-CHEM-101"),
    "AssignmentIdAnon": pa.Column(pl.Int64),
    "WorkerIdAnon": pa.Column(pl.Int64),
    "Premise": pa.Column(pl.String),
    "Hypothesis": str,
    **dict.fromkeys(OPTIONAL, pa.Column(pl.String, nullable=True)),
    "Update": pa.Column(pl.String),
    "UpdateType": ("strengthener", "weakener"),
    "UpdateTypeImpossible": pa.Column(pl.Boolean),
    "UpdateTypeImpossibleReason": pa.Column(pl.String),
}

CONFIGS = {
    **native_tables(NATIVE, key="id", mix=True),
    "pairs": pairs_table(
        fields=FIELDS, label=pl.String(), facts=pl.Struct({"source": pl.String()})
    ),
}


class DefeasibleNliAudit(PublishedAudit):
    """A pair is two updates by one person, one that strengthens and one that weakens."""

    fields = FIELDS
    generator = ("human", "Defeasible NLI", "EMNLP Findings 2020")

    def stated(self, row: Row) -> Iterable[Stated]:
        """An update; what strengthens is the original."""
        yield Stated(
            row["id"].removesuffix(f".{row['UpdateType']}"),
            row["id"],
            {field: row[field.capitalize()] for field in FIELDS},
            row["UpdateType"],
            original=row["UpdateType"] == "strengthener",
            facts={"source": row["DataSource"]},
            row=row,
        )

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:
        """The update."""
        yield "update", "update", original.fields["update"], counterfactual.fields["update"]

    def detail(self, original: Stated, counterfactual: Stated) -> str:
        """Who says so."""
        return f"one person wrote a {original.label} and a {counterfactual.label}"

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Updates that could not be written, and two of different persons or inferences."""
        rows = [one.row or {} for one in (original, counterfactual)]
        if any(row["UpdateTypeImpossible"] for row in rows):
            yield "update-impossible"
        for name in ("AssignmentIdAnon", "WorkerIdAnon", "Premise", "Hypothesis"):
            if rows[0][name] != rows[1][name]:
                yield f"other-{name}"


AUDIT = DefeasibleNliAudit
