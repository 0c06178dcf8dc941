"""Rows of defeasible-nli, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections.abc import Iterable

from irrealis.schemas.families.published import SOME, TEXT, Change, PublishedAudit, Stated, configs

from irrealis.check import Row

FIELDS = ("premise", "hypothesis", "update")
OPTIONAL = (
    *("SNLIPairId", "AtomicEventId", "AtomicEventRelationId", "AtomicRelationType"),
    "AtomicInference",
)
NATIVE = {
    "id": str,
    "DataSource": ("SNLI", "ATOMIC", "SOCIAL-CHEM-101"),
    **dict.fromkeys(("AssignmentIdAnon", "WorkerIdAnon"), int),
    "Premise": TEXT,
    "Hypothesis": str,
    **dict.fromkeys(OPTIONAL, SOME),
    "Update": TEXT,
    "UpdateType": ("strengthener", "weakener"),
    "UpdateTypeImpossible": bool,
    "UpdateTypeImpossibleReason": TEXT,
}

CONFIGS = configs(NATIVE, key="id", fields=FIELDS, facts={"source": str}, mix=True)


class DefeasibleNliAudit(PublishedAudit):
    """A pair is two updates by one person, one that strengthens and one that weakens."""

    generator = ("human", "Defeasible NLI", "EMNLP Findings 2020")
    says = "one person wrote a {before} and a {after}"

    def stated(self, row: Row) -> Iterable[Stated]:
        """An update; what strengthens is the original."""
        yield Stated(
            row["id"].removesuffix(f".{row['UpdateType']}"),
            row["id"],
            {field: row[field.capitalize()] for field in FIELDS},
            row["UpdateType"],
            original=row["UpdateType"] == "strengthener",
            facts={"source": row["DataSource"]},
        )

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:
        """The update."""
        yield "update", "update", original.fields["update"], counterfactual.fields["update"]

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Updates that could not be written, and two of different persons or inferences."""
        rows = [side.row for side in (original, counterfactual)]
        if any(row["UpdateTypeImpossible"] for row in rows):
            yield "update-impossible"
        for name in ("AssignmentIdAnon", "WorkerIdAnon", "Premise", "Hypothesis"):
            if rows[0][name] != rows[1][name]:
                yield f"other-{name}"


AUDIT = DefeasibleNliAudit
