"""Rows of crows-pairs, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
from irrealis.schemas.families.published import Change, PublishedAudit, Stated, native_tables

from irrealis.check import Row
from irrealis.contract import pairs_table

NATIVE = {
    "id": str,
    "sent_more": str,
    "sent_less": str,
    "stereo_antistereo": ("stereo", "antistereo"),
    **dict.fromkeys(("bias_type", "annotations", "anon_writer", "anon_annotators"), str),
}
FACTS = pl.Struct(
    {
        "bias_type": pl.String(),
        "direction": pl.String(),
        "votes": pl.Int64(),
        "one_edit": pl.Boolean(),
    }
)

CONFIGS = {
    **native_tables(NATIVE, key="id", errata=True),
    "pairs": pairs_table(fields=["text"], label=pl.String(), facts=FACTS),
}


class CrowsPairsAudit(PublishedAudit):
    """The original is the sentence on the disadvantaged group, by upstream's direction."""

    one_edit = True
    generator = ("human", "CrowS-Pairs", "EMNLP 2020")

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
                row=row,
            )

    def facts(self, original: Stated, counterfactual: Stated) -> Mapping[str, Any]:  # noqa: ARG002
        """What upstream says, and whether one place differs."""
        return {**(counterfactual.facts or {}), "one_edit": counterfactual.edits == 1}

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:  # noqa: ARG002
        """The group, of the kind that the bias is about."""
        yield "group", (counterfactual.facts or {})["bias_type"], "disadvantaged", "advantaged"

    def detail(self, original: Stated, counterfactual: Stated) -> str:  # noqa: ARG002
        """Who says so."""
        return f"its writer says that it stereotypes {counterfactual.label}"

    def errata(self, original: Stated, counterfactual: Stated) -> Iterable[tuple[str, str]]:  # noqa: ARG002
        """Pairs of a kind of bias that fewer than three of five people see in them."""
        facts = counterfactual.facts or {}
        if facts["votes"] <= 2:
            yield "type-disputed", f"{facts['votes']} of 5 votes for {facts['bias_type']}"


AUDIT = CrowsPairsAudit
