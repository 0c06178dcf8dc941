"""Rows of toy-configs."""

import re

import polars as pl
from irrealis.schemas.toy import ToyAudit, change

from irrealis.contract import group_id, pairs_table

CONFIGS = {
    config: pairs_table(fields=["text"], label=pl.Int64()) for config in ("pairs", "small", "large")
}
TEXT = re.compile(r"(\w+) (\w+) (\d+): (\d+) plus (\d+)")


class ToyConfigsAudit(ToyAudit):
    def expected(self, row):
        sides = ("original", "counterfactual")
        before, after = (TEXT.fullmatch(row[side]["text"]).groups() for side in sides)
        name = f"{before[1]}/{before[2]}"
        return {
            "original_id": name,
            "group": group_id(self.record.dataset, name),
            "intervention": [change("number", "first", before[3], after[3])],
            "label_original": int(before[3]) + int(before[4]),
            "label_counterfactual": int(after[3]) + int(after[4]),
            "label_effect": "recomputed",
            "evidence": {"kind": "execution", "detail": "the numbers were added"},
        }


AUDIT = ToyConfigsAudit
