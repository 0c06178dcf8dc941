"""Rows of hatecheck, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections.abc import Iterable

from irrealis.schemas.families.published import TEXT, Change, PublishedAudit, Stated, configs

from irrealis.check import Row

NATIVE = {
    **dict.fromkeys(("row", "functionality", "case_id", "test_case"), str),
    "label_gold": ("hateful", "non-hateful"),
    **dict.fromkeys(("target_ident", "direction", "focus_words", "focus_lemma"), TEXT),
    **dict.fromkeys(("ref_case_id", "ref_templ_id"), TEXT),
    **dict.fromkeys(("templ_id", "case_templ"), str),
}

CONFIGS = configs(
    NATIVE, key="case_id", fields=["text"], facts={"target": str}, mix=True, errata=True
)


class HateCheckAudit(PublishedAudit):
    """A pair is a case and one that refers to it, on one target, with labels by functionality."""

    named_by = "case_id"
    one_edit = True
    generator = ("human", "HateCheck", "ACL 2021")

    def stated(self, row: Row) -> Iterable[Stated]:
        """A case; what it refers to is its original, unless that refers to another itself."""
        reference = row["ref_case_id"]
        yield Stated(
            reference or row["case_id"],
            row["case_id"],
            {"text": row["test_case"]},
            row["label_gold"],
            original=not reference,
            facts={"target": row["target_ident"]},
            detail=f"written as {row['functionality']}, and judged {row['label_gold']} by people",
        )

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:
        """The functionality."""
        before, after = (side.row for side in (original, counterfactual))
        yield "functionality", "text", before["functionality"], after["functionality"]

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Cases on two targets, of one functionality, or with a label that is not of theirs."""
        before, after = (side.row for side in (original, counterfactual))
        if before["functionality"] == after["functionality"]:
            yield "same-functionality"
        elif before["target_ident"] != after["target_ident"]:
            yield "other-target"
        elif any(
            row["functionality"].endswith("_nh") != row["label_gold"].startswith("non")
            for row in (before, after)
        ):
            yield "label-disagrees"


AUDIT = HateCheckAudit
