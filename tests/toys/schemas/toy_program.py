"""Rows of toy-program."""

import re

import polars as pl
from irrealis.schemas.toy import ToyAudit, change

from irrealis.contract import Field, pairs_table

CONFIGS = {
    "pairs": pairs_table(
        fields=[Field("code", "code"), Field("comment", optional=True)], label=pl.String()
    )
}
PROGRAM = re.compile(r"(\w+) = (\d+)\nfor _ in range\((\d+)\):\n    \1 \+= 1\n")


class ToyProgramAudit(ToyAudit):
    def expected(self, row):
        found = [PROGRAM.fullmatch(row[side]["code"]) for side in ("original", "counterfactual")]
        name, before, times = found[0].groups()
        after = found[1][2]
        return {
            "original_id": re.sub(r"(?=\d)", "/", name, count=1),
            "intervention": [change("number", name, before, after)],
            "label_original": str(int(before) + int(times)),
            "label_counterfactual": str(int(after) + int(times)),
            "label_effect": "recomputed",
            "evidence": {"kind": "execution", "detail": "the program was run"},
            "original": {"code": row["original"]["code"], "comment": None},
        }


AUDIT = ToyProgramAudit
