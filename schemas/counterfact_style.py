"""Rows of counterfact-style: see `families.facts.audit`."""

from irrealis.schemas.families.facts.audit import CONFIGS, CasesAudit
from irrealis.schemas.families.wikidata import RELATIONS

__all__ = ["AUDIT", "CONFIGS"]

AUDIT = CasesAudit
CODE_NAMES = RELATIONS
