"""Rows of crows-pairs, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from irrealis.schemas.families.published import PublishedAudit, Stated, configs

from irrealis.check import Row

NATIVE = {
    **dict.fromkeys(("id", "sent_more", "sent_less"), str),
    "stereo_antistereo": ("stereo", "antistereo"),
    **dict.fromkeys(("bias_type", "annotations", "anon_writer", "anon_annotators"), str),
}
FACTS = {"bias_type": str, "direction": str, "votes": int, "one_edit": bool}
CONFIGS = configs(NATIVE, key="id", fields=["text"], facts=FACTS, errata=True)


class CrowsPairsAudit(PublishedAudit):
    """The original is the sentence on the disadvantaged group, by upstream's direction."""

    one_edit = True
    generator = ("human", "CrowS-Pairs", "EMNLP 2020")
    says = "its writer says that it stereotypes {after}"

    def stated(self, row: Row) -> Iterable[Stated]:
        """Both sentences: who wrote against a stereotype wrote the one that stereotypes less."""
        wrote_more = row["stereo_antistereo"] == "stereo"
        lists = re.findall(r"\[([^\[\]]*)\]", row["annotations"])
        facts = {
            "bias_type": row["bias_type"],
            "direction": row["stereo_antistereo"],
            "votes": sum(f"'{row['bias_type']}'" in kinds for kinds in lists),
        }
        for label in ("more", "less"):
            yield Stated(
                row["id"],
                label,
                {"text": row[f"sent_{label}"]},
                label,
                original=(label == "more") == wrote_more,
                facts=facts,
                changes=[("group", row["bias_type"], "disadvantaged", "advantaged")],
            )

    def facts(self, original: Stated, counterfactual: Stated) -> Mapping[str, Any]:  # noqa: ARG002
        """What upstream says, and whether one place differs."""
        return {**counterfactual.facts, "one_edit": counterfactual.edits == 1}

    def errata(self, original: Stated, counterfactual: Stated) -> Iterable[tuple[str, str]]:  # noqa: ARG002
        """Pairs of a kind of bias that fewer than three of five people see in them."""
        facts = counterfactual.facts
        if facts["votes"] <= 2:
            yield "type-disputed", f"{facts['votes']} of 5 votes for {facts['bias_type']}"


AUDIT = CrowsPairsAudit
