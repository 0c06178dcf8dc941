"""Rows of toy-grid."""

import polars as pl
from irrealis.schemas.toy import ToyAudit, change

from irrealis.contract import Field, pairs_table

CONFIGS = {
    "pairs": pairs_table(
        fields=[Field("grid", "grid")],
        label=pl.Int64(),
        values=pl.Int64(),
        facts=pl.Struct({"row": pl.Int64(), "column": pl.Int64()}),
    )
}


class ToyGridAudit(ToyAudit):
    def expected(self, row):
        facts = row["evidence"]["facts"]
        before, after = (row[side]["grid"] for side in ("original", "counterfactual"))
        y, x = facts["row"], facts["column"]
        return {
            "intervention": [change("cell", f"{y}, {x}", before[y][x], after[y][x])],
            "label_original": sum(map(sum, before)),
            "label_counterfactual": sum(map(sum, after)),
            "label_effect": "recomputed",
            "evidence": {"kind": "execution", "detail": "ones are counted", "facts": facts},
        }


AUDIT = ToyGridAudit
