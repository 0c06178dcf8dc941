"""Rows of counterfact-style: see `families.facts.audit`."""

from irrealis.schemas.families.facts.audit import CONFIGS, CasesAudit

__all__ = ["AUDIT", "CONFIGS"]

AUDIT = CasesAudit
