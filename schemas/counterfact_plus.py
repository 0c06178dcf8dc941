"""Rows of counterfact-plus: each probe is the edited assertion and a prompt about a neighbor."""

from __future__ import annotations

from irrealis.schemas.families.facts.audit import Case
from irrealis.schemas.families.facts.edits import CONFIGS, EditsAudit
from irrealis.schemas.families.wikidata import RELATIONS

from irrealis.check import Row

__all__ = ["AUDIT", "CONFIGS"]


class CounterfactPlusAudit(EditsAudit):
    """A case has neighbors alone, and each is asked for after the assertion of its edit."""

    def wanted(self) -> dict[str, object]:
        """So many neighbors, and nothing else."""
        return {**dict.fromkeys(super().wanted(), 0), "neighbors": super().wanted()["neighbors"]}

    def own_prompt(self, row: Row, case: Case) -> str | None:
        """What follows the assertion."""
        prompt: str = row["prompt"]
        before = f"{case.text} "
        return prompt.removeprefix(before) if prompt.startswith(before) else None


AUDIT = CounterfactPlusAudit
CODE_NAMES = RELATIONS
