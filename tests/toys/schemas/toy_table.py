"""Rows of toy-table."""

import polars as pl
from irrealis.schemas.toy import ToyAudit, change

from irrealis.contract import Field, pairs_table

CONFIGS = {
    "pairs": pairs_table(
        fields=["name", Field("income", "number"), Field("debt", "number", optional=True)],
        label=pl.Boolean(),
        values=pl.Float64(),
    )
}


class ToyTableAudit(ToyAudit):
    def expected(self, row):
        before, after = row["original"], row["counterfactual"]
        return {
            "original_id": before["name"],
            "counterfactual": {**before, "debt": after["debt"]},
            "intervention": [change("column", "debt", before["debt"], after["debt"])],
            "label_original": before["income"] > (before["debt"] or 0),
            "label_counterfactual": after["income"] > after["debt"],
            "evidence": {
                "kind": "rule",
                "detail": "a loan is given where the income is above the debt",
            },
        }


AUDIT = ToyTableAudit
