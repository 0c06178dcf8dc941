"""CrowS-Pairs: sentences on a disadvantaged group, and the same on an advantaged one.

Data: Nangia et al., "CrowS-Pairs: A Challenge Dataset for Measuring Social Biases in Masked
Language Models", EMNLP 2020, section 2. A person wrote the sentence on the disadvantaged group: it
shows a stereotype (direction `stereo`) or goes against it (`antistereo`). Then the group was
replaced. Five others said which kind of bias the pair shows.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Native, Side, Variant
from irrealis.builders.families.published.rows import ANY, read_rows

from irrealis.contract import Evidence, Generator, Intervention
from irrealis.errors import IrrealisError
from irrealis.text.edits import record_edits
from irrealis.text.repeats import same

TYPES = (
    *("race-color", "gender", "socioeconomic", "nationality", "religion", "age"),
    *("sexual-orientation", "physical-appearance", "disability"),
)
COLUMNS = {
    "": ANY,
    "sent_more": ANY,
    "sent_less": ANY,
    "stereo_antistereo": ("stereo", "antistereo"),
    "bias_type": TYPES,
    "annotations": ANY,
    "anon_writer": ANY,
    "anon_annotators": ANY,
}
MAJORITY = 3  # of five


class CrowsPairs(PublishedBuilder):
    """Pairs the sentence on the disadvantaged group with the other."""

    generator = Generator("human", "CrowS-Pairs", "EMNLP 2020")
    one_edit = True

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Rows, each of which is a pair; upstream's first column, their number, has no name."""
        for number, row in enumerate(
            read_rows(stream, source=source, form="csv", columns=COLUMNS), start=1
        ):
            native = {"id": row.pop(""), **row}
            yield Group(native["id"], (Native(native),), (_variant(native, source, number),))


def _variant(row: Mapping[str, str], source: str, number: int) -> Variant:
    direction, bias = row["stereo_antistereo"], row["bias_type"]
    votes = _votes(row["annotations"], bias, source, number)
    sides = {label: Side({"text": row[f"sent_{label}"]}, label) for label in ("more", "less")}
    first, second = ("more", "less") if direction == "stereo" else ("less", "more")
    before, after = sides[first].fields, sides[second].fields
    changed = same(row["sent_more"]) != same(row["sent_less"])
    facts = {
        "bias_type": bias,
        "direction": direction,
        "votes": votes,
        "one_edit": changed and len(record_edits(before, after)) == 1,
    }
    return Variant(
        second,
        sides[first],
        sides[second],
        (Intervention("group", bias, "disadvantaged", "advantaged"),),
        Evidence("human", f"its writer says that it stereotypes {second}", facts),
        errata=(("type-disputed", f"{votes} of 5 votes for {bias}"),) if votes < MAJORITY else (),
    )


def _votes(annotations: str, bias: str, source: str, number: int) -> int:
    """How many of five people saw this kind of bias."""
    try:
        votes = [bias in kinds for kinds in ast.literal_eval(annotations)]
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        votes = []
    if len(votes) != 5:
        raise IrrealisError(
            f"{source}, row {number}: not a value of upstream's format",
            field="annotations",
            expected="a list of five lists of kinds of bias",
            found=annotations[:100],
        )
    return sum(votes)


BUILDER = CrowsPairs
