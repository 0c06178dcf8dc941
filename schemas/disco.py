"""Rows of disco, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.published import SOME, TEXT, PublishedAudit, Stated, configs, made_by

from irrealis.check import Row
from irrealis.contract import canonical, fingerprint

LABELS = ("entailment", "neutral", "contradiction")
PROMPTS = ("prompt", "prefix", "suffix")
NATIVE = {
    **dict.fromkeys(("guid", "premise", "hypothesis"), str),
    **dict.fromkeys(("label", "new_label"), LABELS),
    **dict.fromkeys(PROMPTS, SOME),
    **dict.fromkeys(("span_prev", "gen_out", "new_premise"), TEXT),
    "accept": bool,
    "score": pa.Column(pl.Float64, pa.Check.in_range(0, 1)),
}
FACTS = {"guid": str, "score": float}
CONFIGS = configs(NATIVE, key="guid", fields=["premise", "hypothesis"], facts=FACTS, errata=True)


class DiscoAudit(PublishedAudit):
    """A pair is an accepted row, in whose premise one span was replaced."""

    evidence = "judge"

    def stated(self, row: Row) -> Iterable[Stated]:
        """A row states its original and one edit of it."""
        name = fingerprint([row["premise"], row["hypothesis"], row["label"]])
        for premise, label in (("premise", "label"), ("new_premise", "new_label")):
            yield Stated(
                name,
                row["guid"],
                {"premise": row[premise], "hypothesis": row["hypothesis"]},
                row[label],
                original=premise == "premise",
                facts={fact: row[fact] for fact in FACTS},
                changes=[("infill", "premise", row["span_prev"], row["gen_out"])],
                detail=f"the teacher gives {row[label]} {row['score']:.3f}",
            )

    def maker(self, counterfactual: Stated) -> Mapping[str, Any]:
        """The model, by the prompt of the row."""
        prompt = canonical([counterfactual.row[name] for name in PROMPTS])
        model = made_by("model", "GPT-3 (DISCO)", "text-davinci-002")
        return {**model, "prompt_hash": hashlib.sha256(prompt).hexdigest()}

    def errata(self, original: Stated, counterfactual: Stated) -> Iterable[tuple[str, str]]:
        """Low scores, and words that are repeated right away, as they were not before."""
        if counterfactual.row["score"] < 0.5:
            yield "doubtful", self.detail(original, counterfactual)
        before, after = (_doubled(side.fields["premise"]) for side in (original, counterfactual))
        if after and after != before:
            yield "doubled-words", after

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Rows that were not accepted, or whose new premise differs outside of the span."""
        row = counterfactual.row
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
