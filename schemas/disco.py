"""Rows of disco, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.published import Change, PublishedAudit, Stated, native_tables

from irrealis.check import Row
from irrealis.contract import canonical, pairs_table

LABELS = ("entailment", "neutral", "contradiction")
PROMPTS = ("prompt", "prefix", "suffix")
NATIVE = {
    **dict.fromkeys(("guid", "premise", "hypothesis"), str),
    **dict.fromkeys(("label", "new_label"), LABELS),
    **dict.fromkeys(PROMPTS, pa.Column(pl.String, nullable=True)),
    **dict.fromkeys(("span_prev", "gen_out", "new_premise"), pa.Column(pl.String)),
    "accept": pa.Column(pl.Boolean),
    "score": pa.Column(pl.Float64, pa.Check.in_range(0, 1)),
}

CONFIGS = {
    **native_tables(NATIVE, key="guid", errata=True),
    "pairs": pairs_table(
        fields=["premise", "hypothesis"],
        label=pl.String(),
        facts=pl.Struct({"guid": pl.String(), "score": pl.Float64()}),
    ),
}


class DiscoAudit(PublishedAudit):
    """A pair is an accepted row, whose premise has one span filled in anew."""

    evidence = "judge"

    def stated(self, row: Row) -> Iterable[Stated]:
        """A row states its original and one edit of it."""
        digits = hashlib.sha256(canonical([row["premise"], row["hypothesis"], row["label"]]))
        for premise, label in (("premise", "label"), ("new_premise", "new_label")):
            yield Stated(
                digits.hexdigest()[:16],
                row["guid"],
                {"premise": row[premise], "hypothesis": row["hypothesis"]},
                row[label],
                original=premise == "premise",
                facts={"guid": row["guid"], "score": row["score"]},
                row=row,
            )

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:  # noqa: ARG002
        """What was filled in."""
        row = counterfactual.row or {}
        yield "infill", "premise", row["span_prev"], row["gen_out"]

    def detail(self, original: Stated, counterfactual: Stated) -> str:  # noqa: ARG002
        """What the teacher says."""
        return f"the teacher gives {counterfactual.label} {(counterfactual.row or {})['score']:.3f}"

    def maker(self, counterfactual: Stated) -> Mapping[str, Any]:
        """The model, by the prompt of the row."""
        row = counterfactual.row or {}
        return {
            "kind": "model",
            "name": "GPT-3 (DISCO)",
            "version": "text-davinci-002",
            "prompt_hash": hashlib.sha256(canonical([row[name] for name in PROMPTS])).hexdigest(),
        }

    def errata(self, original: Stated, counterfactual: Stated) -> Iterable[tuple[str, str]]:
        """Low scores, and words that stand twice in a row as they did not before."""
        if (counterfactual.row or {})["score"] < 0.5:
            yield "doubtful", self.detail(original, counterfactual)
        before, after = (_doubled(one.fields["premise"]) for one in (original, counterfactual))
        if after and after != before:
            yield "doubled-words", after

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Rows that were not accepted, or whose new premise differs outside of the span."""
        row = counterfactual.row or {}
        kept = row["premise"].split(row["span_prev"] or "\0")
        if not row["accept"]:
            yield "not-accepted"
        elif row["gen_out"].join(kept) != row["new_premise"]:
            yield "not-the-span"
        elif original.label == counterfactual.label:
            yield "label-unchanged"


def _doubled(premise: str) -> str:
    words = " ".join(premise.casefold().split())
    found = re.search(r"(?:^| )([^ ]+(?: [^ ]+)+?) \1(?= |$)", words)
    return found[1] if found else ""


AUDIT = DiscoAudit
