"""Rows of blimp, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections.abc import Iterable

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.published import SOME, PublishedAudit, Stated, configs

from irrealis.check import Row

PREFIXES = {  # columns whose texts, one after the other, begin the good and the bad sentence
    "one_prefix": (
        ("one_prefix_prefix", "one_prefix_word_good"),
        ("one_prefix_prefix", "one_prefix_word_bad"),
    ),
    "two_prefix": (
        ("two_prefix_prefix_good", "two_prefix_word"),
        ("two_prefix_prefix_bad", "two_prefix_word"),
    ),
}
NATIVE = {
    **dict.fromkeys(("sentence_good", "sentence_bad"), str),
    **dict.fromkeys(("one_prefix_prefix", "one_prefix_word_good", "one_prefix_word_bad"), SOME),
    **dict.fromkeys(("two_prefix_prefix_good", "two_prefix_prefix_bad", "two_prefix_word"), SOME),
    "crucial_item": SOME,
    "dependency_length": pa.Column(pl.Int64, nullable=True),
    **dict.fromkeys(("field", "linguistics_term", "UID"), str),
    "simple_LM_method": pa.Column(pl.Boolean, pa.Check.eq(True)),
    **dict.fromkeys(("one_prefix_method", "two_prefix_method", "lexically_identical"), bool),
    "pairID": str,
}
FACTS = dict.fromkeys(("paradigm", "phenomenon", "field"), str)
CONFIGS = configs(NATIVE, key="UID", fields=["text"], facts=FACTS)


class BlimpAudit(PublishedAudit):
    """A pair is a row of a paradigm, and its sentences begin as upstream says."""

    evidence = "rule"
    generator = ("rules", "BLiMP grammars", "TACL 2020")

    def name(self, row: Row) -> str:
        """A pair by its paradigm and number."""
        return f"{row['UID']}.{row['pairID']}"

    def stated(self, row: Row) -> Iterable[Stated]:
        """Both sentences."""
        paradigm = row["UID"]
        facts = {
            "paradigm": paradigm,
            "phenomenon": row["linguistics_term"],
            "field": row["field"],
        }
        for side, label in (("good", "acceptable"), ("bad", "unacceptable")):
            yield Stated(
                self.name(row),
                side,
                {"text": row[f"sentence_{side}"]},
                label,
                original=side == "good",
                facts=facts,
                changes=[("acceptability", paradigm, "acceptable", "unacceptable")],
                detail=f"a grammar of {paradigm} makes the one and not the other",
                row=row,
            )

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Sentences that do not begin with the prefixes that are said to begin them."""
        row = counterfactual.row
        for method, sides in PREFIXES.items():
            values = [row[name] for names in sides for name in names]
            given = None not in values
            begins = given and all(
                f"{side.fields['text']} ".replace(". ", " ")
                .replace("? ", " ")
                .startswith(" ".join(" ".join(row[name] for name in names).split()) + " ")
                for side, names in zip((original, counterfactual), sides, strict=True)
            )
            stray = not given and any(value is not None for value in values)
            if stray or row[f"{method}_method"] != given or (given and not begins):
                yield "prefix-disagrees"
                return


AUDIT = BlimpAudit
