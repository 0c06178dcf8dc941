"""The audit of edits that may all be made: one a subject, each with its claim to exclude."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import polars as pl
from irrealis.schemas.families.facts.audit import CONFIGS as CASES
from irrealis.schemas.families.facts.audit import FACTS, CasesAudit, same
from irrealis.schemas.families.facts.kinds import exclusive
from irrealis.schemas.families.facts.reading import Asked

from irrealis.check import Found, Row
from irrealis.contract import pairs_table
from irrealis.store import BuildRecord

CONFIGS = {
    **CASES,
    "pairs": pairs_table(
        fields=["text"],
        label=pl.String(),
        facts=pl.Struct([*FACTS.fields, pl.Field("exclusive", pl.Boolean())]),
    ),
}


class EditsAudit(CasesAudit):
    """No two edits have one subject, and each says whether its objects exclude each other."""

    definitions: ClassVar[Mapping[str, str]] = {
        **CasesAudit.definitions,
        "exclusive": "cases of properties of which a subject has one object, so that the new "
        "object makes the old one false",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: the subject of each edit is kept in memory."""
        super().__init__(record, split)
        self._edit_of: dict[str, str] = {}
        self._exclusive = 0

    def excluded(self, row: Row, asked: Asked) -> Found:
        """The claim must be right, whichever it is."""
        expected, found = exclusive(asked.property), row["evidence"]["facts"]["exclusive"]
        self._exclusive += expected
        if found != expected:
            yield "excluded", "evidence.facts.exclusive", expected, found

    def answers(self, row: Row, asked: Asked, old: str, new: str) -> Found:
        """Another edit of the subject could contradict this one, whatever it is about."""
        yield from super().answers(row, asked, old, new)
        edit = self._edit_of.setdefault(same(asked.subject), row["id"])
        if edit != row["id"]:
            yield "conflict", "original", f"one edit of a subject (see {edit})", asked.subject

    def metrics(self) -> dict[str, float]:
        """How many edits there are, and how many of them exclude the old object."""
        found = super().metrics()
        return {**found, "exclusive": self._exclusive} if found else {}
