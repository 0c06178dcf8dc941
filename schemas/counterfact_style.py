"""Rows of counterfact-style: see `families.facts.edits`."""

from irrealis.schemas.families.facts.edits import CONFIGS, EditsAudit
from irrealis.schemas.families.wikidata import RELATIONS

__all__ = ["AUDIT", "CONFIGS"]

AUDIT = EditsAudit
CODE_NAMES = RELATIONS
