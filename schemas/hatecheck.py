"""Rows of hatecheck, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections.abc import Iterable

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.published import Change, PublishedAudit, Stated, native_tables

from irrealis.check import Row
from irrealis.contract import pairs_table

BLANK = pa.Column(pl.String)
NATIVE = {
    **dict.fromkeys(("row", "functionality", "case_id", "test_case"), str),
    "label_gold": ("hateful", "non-hateful"),
    **dict.fromkeys(("target_ident", "direction", "focus_words", "focus_lemma"), BLANK),
    **dict.fromkeys(("ref_case_id", "ref_templ_id"), BLANK),
    **dict.fromkeys(("templ_id", "case_templ"), str),
}

CONFIGS = {
    **native_tables(NATIVE, key="case_id", mix=True, errata=True),
    "pairs": pairs_table(
        fields=["text"], label=pl.String(), facts=pl.Struct({"target": pl.String()})
    ),
}


class HateCheckAudit(PublishedAudit):
    """A pair is a case and one that refers to it, on one target, with labels by functionality."""

    one_edit = True
    generator = ("human", "HateCheck", "ACL 2021")

    def name(self, row: Row) -> str:
        """A case by its id."""
        return str(row.get("case_id", row.get("")))

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
            row=row,
        )

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:
        """The functionality."""
        before, after = (one.row or {} for one in (original, counterfactual))
        yield "functionality", "text", before["functionality"], after["functionality"]

    def detail(self, original: Stated, counterfactual: Stated) -> str:  # noqa: ARG002
        """Who says so."""
        row = counterfactual.row or {}
        return f"written as {row['functionality']}, and judged {row['label_gold']} by people"

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Cases on two targets, of one functionality, or with a label that is not of theirs."""
        before, after = (one.row or {} for one in (original, counterfactual))
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
