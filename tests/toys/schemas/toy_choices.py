"""Rows of toy-choices."""

import polars as pl
from irrealis.schemas.toy import ToyAudit, change

from irrealis.contract import Field, pairs_table

CONFIGS = {"pairs": pairs_table(fields=["question", Field("choices", "choices")], label=pl.Int64())}


class ToyChoicesAudit(ToyAudit):
    def expected(self, row):
        before, after = (row[side]["choices"] for side in ("original", "counterfactual"))
        at = next(
            at for at, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]
        )
        labels = [max(range(len(side)), key=lambda one: int(side[one])) for side in (before, after)]
        return {
            "intervention": [change("choice", f"choice {at}", before[at], after[at])],
            "label_original": labels[0],
            "label_counterfactual": labels[1],
            "evidence": {"kind": "rule", "detail": "numbers are compared"},
        }


AUDIT = ToyChoicesAudit
