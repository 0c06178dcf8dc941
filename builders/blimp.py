"""BLiMP: acceptable English sentences, each beside a minimal edit that is not acceptable.

Data: Warstadt et al., "BLiMP: The Benchmark of Linguistic Minimal Pairs for English", TACL 2020.
Grammars, written by linguists, made 1,000 pairs for each of 67 paradigms; people agree with the
grammars in 96.4% of a sample (section 4).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Fault, Group, Native, Row, Side, Variant
from irrealis.builders.families.published.rows import ANY, BLANK, read_rows

from irrealis.contract import Generator

ONE = ("one_prefix_prefix", "one_prefix_word_good", "one_prefix_word_bad")
TWO = ("two_prefix_prefix_good", "two_prefix_prefix_bad", "two_prefix_word")
OPTIONAL = (*ONE, *TWO, "crucial_item", "dependency_length")
METHODS = ("simple_LM_method", "one_prefix_method", "two_prefix_method")
COLUMNS = {
    **dict.fromkeys(("sentence_good", "sentence_bad"), ANY),
    **dict.fromkeys(OPTIONAL, BLANK),
    **dict.fromkeys(("field", "linguistics_term", "UID"), ANY),
    **dict.fromkeys((*METHODS, "lexically_identical"), (True, False)),
    "pairID": ANY,
}
FACTS = {"paradigm": "UID", "phenomenon": "linguistics_term", "field": "field"}


class Blimp(PublishedBuilder):
    """Pairs the acceptable sentence with the other."""

    generator = Generator("rules", "BLiMP grammars", "TACL 2020")

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Pairs of a paradigm."""
        rows = read_rows(stream, source=source, form="jsonl", columns=COLUMNS, optional=OPTIONAL)
        for row in rows:
            paradigm = row["UID"]
            variant = Variant.of(
                "bad",
                Side({"text": row["sentence_good"]}, "acceptable"),
                Side({"text": row["sentence_bad"]}, "unacceptable"),
                ("acceptability", paradigm, "acceptable", "unacceptable"),
                kind="rule",
                detail=f"a grammar of {paradigm} makes the one and not the other",
                facts={name: row[column] for name, column in FACTS.items()},
                fault=_fault(row),
            )
            yield Group(f"{paradigm}.{row['pairID']}", (Native(row),), (variant,))


def _fault(row: Row) -> Fault | None:
    """Whether the prefixes that upstream gives do not begin the sentences."""
    starts = {
        "one_prefix_method": ((ONE[0], ONE[1]), (ONE[0], ONE[2])),
        "two_prefix_method": ((TWO[0], TWO[2]), (TWO[1], TWO[2])),
    }
    for method, sides in starts.items():
        given = {row[name] is not None for names in sides for name in names}
        if given != {row[method]}:
            return "prefix-disagrees", f"{method} and the prefixes that are given disagree"
        for side, names in zip(("good", "bad"), sides, strict=True) if row[method] else ():
            begin = " ".join(str(row[name]) for name in names).split()
            sentence = row[f"sentence_{side}"].rstrip(".?!").split()
            if sentence[: len(begin)] != begin:
                return "prefix-disagrees", f"sentence_{side} does not begin with {names[0]}"
    return None


BUILDER = Blimp
