"""HateCheck: test cases for hate speech detectors, each edit beside the case that it refers to.

Data: Röttger et al., "HateCheck: Functional Tests for Hate Speech Detection Models", ACL 2021. Many
cases were made of another one, which upstream names: some keep its label, others have the contrary.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Fault, Group, Row, Side, Variant
from irrealis.builders.families.published.rows import ANY, BLANK, gathered, read_rows

from irrealis.contract import Generator

LABELS = ("hateful", "non-hateful")
COLUMNS = {
    **dict.fromkeys(("", "functionality", "case_id", "test_case"), ANY),
    "label_gold": LABELS,
    **dict.fromkeys(("target_ident", "direction", "focus_words", "focus_lemma"), BLANK),
    **dict.fromkeys(("ref_case_id", "ref_templ_id"), BLANK),
    **dict.fromkeys(("templ_id", "case_templ"), ANY),
}
SUFFIXES = {"h": "hateful", "nh": "non-hateful"}  # of a functionality


class HateCheck(PublishedBuilder):
    """Pairs each case that refers to another one with that."""

    generator = Generator("human", "HateCheck", "ACL 2021")
    one_edit = True

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Cases that refer to none, each with those that refer to it."""
        rows = [
            {"row": row.pop(""), **row}
            for row in read_rows(stream, source=source, form="csv", columns=COLUMNS)
        ]
        firsts = {row["case_id"]: row for row in rows if not row["ref_case_id"]}
        edits = gathered((row["ref_case_id"], row) for row in rows)
        for name, row in firsts.items():
            made = [row, *edits.get(name, [])]
            yield Group.around(name, row, made, _variant, no_edit="no case refers to it")
        for name, made in edits.items():
            if name and name not in firsts:
                lone = "the case of this id is not there, or refers to another itself"
                yield Group.around(name, None, made, _variant, no_original=lone)


def _variant(first: Row, row: Row) -> Variant:
    return Variant.of(
        row["case_id"],
        _side(first),
        _side(row),
        ("functionality", "text", first["functionality"], row["functionality"]),
        detail=f"written as {row['functionality']}, and judged {row['label_gold']} by people",
        facts={"target": row["target_ident"]},
        fault=_fault(first, row),
    )


def _side(row: Row) -> Side:
    return Side({"text": row["test_case"]}, row["label_gold"])


def _fault(first: Row, row: Row) -> Fault | None:
    if first["functionality"] == row["functionality"]:
        return "same-functionality", f"both are {row['functionality']}"
    if first["target_ident"] != row["target_ident"]:
        return "other-target", f"{first['target_ident']} and {row['target_ident']}"
    for case in (first, row):
        suffix = case["functionality"].rpartition("_")[2]
        if SUFFIXES.get(suffix) != case["label_gold"]:
            return "label-disagrees", f"{case['functionality']} is labeled {case['label_gold']}"
    return None


BUILDER = HateCheck
