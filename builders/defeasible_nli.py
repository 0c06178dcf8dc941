"""Defeasible NLI: updates that make an inference more likely, and updates that make it less so.

Data: Rudinger et al., "Thinking Like a Skeptic: Defeasible Inference in Natural Language", Findings
of EMNLP 2020, section 4. For a premise and a hypothesis, one person wrote an update that
strengthens the hypothesis and an update that weakens it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Row, Side, Variant
from irrealis.builders.families.published.rows import ANY, BLANK, gathered, read_rows

from irrealis.contract import Generator, fingerprint

OPTIONAL = (
    *("SNLIPairId", "AtomicEventId", "AtomicEventRelationId", "AtomicRelationType"),
    "AtomicInference",
)
COLUMNS = {
    "DataSource": ("SNLI", "ATOMIC", "SOCIAL-CHEM-101"),
    **dict.fromkeys(("AssignmentIdAnon", "WorkerIdAnon", "Premise"), BLANK),
    "Hypothesis": ANY,
    **dict.fromkeys(OPTIONAL, BLANK),
    "Update": BLANK,
    "UpdateType": ("strengthener", "weakener"),
    "UpdateTypeImpossible": (True, False),
    "UpdateTypeImpossibleReason": BLANK,
}


class DefeasibleNli(PublishedBuilder):
    """Pairs the update that strengthens with that of the same person that weakens."""

    generator = Generator("human", "Defeasible NLI", "EMNLP Findings 2020")

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Updates by one person of one premise and hypothesis."""
        rows = read_rows(stream, source=source, form="jsonl", columns=COLUMNS, optional=OPTIONAL)
        for name, updates in gathered((_name(row), row) for row in rows).items():
            named = [{"id": f"{name}.{row['UpdateType']}", **row} for row in updates]
            yield Group.around(
                name,
                next((row for row in named if row["UpdateType"] == "strengthener"), None),
                named,
                _variant,
                no_original="there is no update that strengthens",
                no_edit="there is no update that weakens",
            )


def _name(row: Row) -> str:
    digits = fingerprint([row["Premise"], row["Hypothesis"]], digits=8)
    return f"{row['DataSource'].lower()}.{row['AssignmentIdAnon']}.{digits}"


def _variant(first: Row, row: Row) -> Variant:
    fault = None
    if first["UpdateTypeImpossible"] or row["UpdateTypeImpossible"]:
        which = first if first["UpdateTypeImpossible"] else row
        fault = ("update-impossible", f"its writer says that there is no {which['UpdateType']}")
    elif first["UpdateType"] == row["UpdateType"]:
        fault = ("same-type", f"both are {row['UpdateType']}")
    return Variant.of(
        row["id"],
        _side(first),
        _side(row),
        ("update", "update", first["Update"], row["Update"]),
        detail=f"one person wrote a {first['UpdateType']} and a {row['UpdateType']}",
        facts={"source": row["DataSource"]},
        fault=fault,
    )


def _side(row: Row) -> Side:
    names = ("Premise", "Hypothesis", "Update")
    return Side({name.lower(): row[name] for name in names}, row["UpdateType"])


BUILDER = DefeasibleNli
