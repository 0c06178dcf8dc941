"""Rows of blimp, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from irrealis.schemas.families.published import SOME, PublishedAudit, Stated, configs, maybe

from irrealis.check import Row

# parts of what begins a sentence, by method; {} is good or bad
PREFIXES = {"one_prefix": ("prefix", "word_{}"), "two_prefix": ("prefix_{}", "word")}
NATIVE = {
    **dict.fromkeys(("sentence_good", "sentence_bad"), str),
    **dict.fromkeys(("one_prefix_prefix", "one_prefix_word_good", "one_prefix_word_bad"), SOME),
    **dict.fromkeys(("two_prefix_prefix_good", "two_prefix_prefix_bad", "two_prefix_word"), SOME),
    "crucial_item": SOME,
    "dependency_length": maybe(int),
    **dict.fromkeys(("field", "linguistics_term", "UID"), str),
    "simple_LM_method": (True,),
    **dict.fromkeys(("one_prefix_method", "two_prefix_method", "lexically_identical"), bool),
    "pairID": str,
}
FACTS = {"paradigm": "UID", "phenomenon": "linguistics_term", "field": "field"}
CONFIGS = configs(NATIVE, key="UID", fields=["text"], facts=dict.fromkeys(FACTS, str))


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
        for side, label in (("good", "acceptable"), ("bad", "unacceptable")):
            yield Stated(
                self.name(row),
                side,
                {"text": row[f"sentence_{side}"]},
                label,
                original=side == "good",
                facts={name: row[column] for name, column in FACTS.items()},
                changes=[("acceptability", paradigm, "acceptable", "unacceptable")],
                detail=f"a grammar of {paradigm} makes the one and not the other",
            )

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Sentences that do not begin with the prefixes that upstream gives."""
        row = counterfactual.row
        for method, parts in PREFIXES.items():
            prefixes = [
                [row[f"{method}_{part.format(side)}"] for part in parts] for side in ("good", "bad")
            ]
            known = [part is not None for prefix in prefixes for part in prefix]
            begins = all(known) and all(
                re.sub(r"[.?!] ", " ", f"{side.fields['text']} ").startswith(_spaced(prefix))
                for side, prefix in zip((original, counterfactual), prefixes, strict=True)
            )
            if row[f"{method}_method"] != any(known) or any(known) != begins:
                yield "prefix-disagrees"
                return


def _spaced(words: list[str]) -> str:
    return " ".join(" ".join(words).split()) + " "


AUDIT = BlimpAudit
