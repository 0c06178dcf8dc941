"""Rows of hotel-edits, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from typing import ClassVar

from irrealis.schemas.families.aspect_edits import AspectEditsAudit, tables

ASPECTS = ("room", "staff", "location", "breakfast", "noise")

CONFIGS = tables(ASPECTS)


class HotelEditsAudit(AspectEditsAudit):
    """An edit sets one aspect and nothing else, and is as well written as its original."""

    aspects: ClassVar[tuple[str, ...]] = ASPECTS


AUDIT = HotelEditsAudit
