"""CrowS-Pairs: sentences on a disadvantaged group, and the same on an advantaged one.

Data: Nangia et al., "CrowS-Pairs: A Challenge Dataset for Measuring Social Biases in Masked
Language Models", EMNLP 2020, section 2. A person wrote the sentence on the disadvantaged group: it
shows a stereotype (direction `stereo`) or goes against it (`antistereo`). Then the group was
replaced. Five others said which kind of bias the pair shows.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Native, Row, Side, Variant
from irrealis.builders.families.published.rows import ANY, Values, Where, read_rows

from irrealis.contract import Generator
from irrealis.text.edits import record_edits
from irrealis.text.repeats import same

TYPES = (
    *("race-color", "gender", "socioeconomic", "nationality", "religion", "age"),
    *("sexual-orientation", "physical-appearance", "disability"),
)


def _lists(annotations: object) -> list[Any] | None:
    """The kinds of bias that each of five people saw; None if it is no such list."""
    try:
        found = ast.literal_eval(str(annotations))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None
    lists = isinstance(found, list) and all(isinstance(kinds, list) for kinds in found)
    return found if lists and len(found) == 5 else None


COLUMNS: dict[str, Values] = {
    "": ANY,
    "sent_more": ANY,
    "sent_less": ANY,
    "stereo_antistereo": ("stereo", "antistereo"),
    "bias_type": TYPES,
    "annotations": Where(_lists, "a list of five lists of kinds of bias"),
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
        for row in read_rows(stream, source=source, form="csv", columns=COLUMNS):
            native = {"id": row.pop(""), **row}
            yield Group(native["id"], (Native(native),), (_variant(native),))


def _variant(row: Row) -> Variant:
    direction, bias = row["stereo_antistereo"], row["bias_type"]
    votes = sum(bias in kinds for kinds in _lists(row["annotations"]) or ())
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
    return Variant.of(
        second,
        sides[first],
        sides[second],
        ("group", bias, "disadvantaged", "advantaged"),
        detail=f"its writer says that it stereotypes {second}",
        facts=facts,
        errata=[("type-disputed", f"{votes} of 5 votes for {bias}")] if votes < MAJORITY else (),
    )


BUILDER = CrowsPairs
