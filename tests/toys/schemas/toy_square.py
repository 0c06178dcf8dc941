"""Rows of toy-square."""

import re

import polars as pl
from irrealis.schemas.toy import ToyAudit, change

from irrealis.check import Failure
from irrealis.contract import pairs_table, probes_table

CONFIGS = {
    "pairs": pairs_table(fields=["text"], label=pl.String(), query=True, axes=["name", "job"]),
    "probes": probes_table(),
}
TEXT = re.compile(r"(?P<name>\w+) is a (?P<job>\w+) in (?P<town>.+)\.")
QUERIES = {"Who is it?": "name", "What is the job?": "job"}


class ToySquareAudit(ToyAudit):
    def __init__(self, record, split):
        super().__init__(record, split)
        self._names = {}

    def expected(self, row):
        sides = {
            side: TEXT.fullmatch(row[side]["text"]).groupdict()
            for side in ("original", "counterfactual")
        }
        before, after = sides.values()
        axis = QUERIES[row["query"]]
        town, names = before["town"], {before["name"], after["name"]}
        self._names.setdefault(row["group"], (town, before["name"], set()))[2].update(names)
        return {
            "original_id": town,
            "coordinates": {s: {a: of[a] for a in ("name", "job")} for s, of in sides.items()},
            "intervention": [
                change("axis", one, before[one], after[one])
                for one in ("name", "job")
                if before[one] != after[one]
            ],
            "label_original": before[axis],
            "label_counterfactual": after[axis],
            "evidence": {"kind": "rule", "detail": "the sentence states it"},
        }

    def see(self, config, row):
        yield from super().see(config, row)
        if config == "probes":
            town, first, names = self._names[row["group"]]
            (other,) = names - {first}
            want = {
                "paraphrase": (f"Name the person of {town}.", first, other),
                "locality": (f"Is {town} a town?", "yes", "yes"),
            }.get(row["role"])
            found = row["prompt"], row["answer_before"], row["answer_after"]
            if found != want:
                yield Failure("toy", "prompt", want, found, row["id"])


AUDIT = ToySquareAudit
