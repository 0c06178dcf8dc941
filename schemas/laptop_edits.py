"""Rows of laptop-edits, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from typing import ClassVar

from irrealis.schemas.families.aspect_edits import AspectEditsAudit, tables

ASPECTS = ("battery", "screen", "keyboard", "performance", "support")

CONFIGS = tables(ASPECTS)


class LaptopEditsAudit(AspectEditsAudit):
    """An edit sets one aspect and nothing else, and is as well written as its original."""

    aspects: ClassVar[tuple[str, ...]] = ASPECTS


AUDIT = LaptopEditsAudit
