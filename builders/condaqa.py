"""CondaQA: questions on what a negation implies, on a passage and on three edits of it.

Data: Ravichander et al., "CondaQA: A Contrastive Reading Comprehension Dataset for Reasoning about
Negation", EMNLP 2022, section 2. For a passage with a negation, one person wrote a paraphrase, a
passage in which the negation has another scope, and one without it, and questions on all four.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Native, Row, Side, Variant
from irrealis.builders.families.published.rows import ANY, BLANK, gathered, read_rows

from irrealis.contract import Generator, normalize

EDITS = {0: "original", 1: "paraphrase", 2: "scope", 3: "affirmative"}
COLUMNS = {
    **dict.fromkeys(("QuestionID", "original cue"), ANY),
    "PassageEditID": tuple(EDITS),
    "original passage": ANY,
    "SampleID": BLANK,
    "label": ANY,
    "original sentence": BLANK,
    "sentence2": ANY,
    "PassageID": BLANK,
    "sentence1": ANY,
}


class CondaQa(PublishedBuilder):
    """Pairs a passage with each of its edits, for each question that both have an answer to."""

    generator = Generator("human", "CondaQA", "EMNLP 2022")

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Passages with all of their edits and questions."""
        rows = (
            {name.replace(" ", "_"): value for name, value in row.items()}
            for row in read_rows(stream, source=source, form="jsonl", columns=COLUMNS)
        )
        for name, members in gathered((str(row["PassageID"]), row) for row in rows).items():
            firsts = {row["sentence2"]: row for row in members if row["PassageEditID"] == 0}
            edits = [row for row in members if row["PassageEditID"] != 0]
            yield Group(
                name,
                tuple(Native(row, is_counterfactual=row["PassageEditID"] != 0) for row in members),
                tuple(_variant(firsts.get(row["sentence2"]), row) for row in edits if firsts),
                lone="no question has an answer on the passage and on an edit of it",
            )


def _variant(first: Row | None, row: Row) -> Variant:
    kind = EDITS[row["PassageEditID"]]
    passage = first["sentence1"] if first else row["original_passage"]
    label = first["label"] if first else None
    fault = None
    if first is None:
        fault = ("no-answer", "upstream has no answer to this question on the original passage")
    elif normalize(first["sentence1"]) != normalize(row["original_passage"]):
        fault = ("other-original", "the passage of edit 0 is not its original passage")
    turned = kind == "paraphrase" and label != row["label"]
    return Variant.of(
        str(row["SampleID"]),
        Side({"passage": passage}, label),
        Side({"passage": row["sentence1"]}, row["label"]),
        ("edit", row["original_cue"], "original", kind),
        detail=f"people answer {row['label']} on the {kind} edit",
        facts={"sample_id": row["SampleID"], "cue": row["original_cue"]},
        query=row["sentence2"],
        fault=fault,
        errata=[("paraphrase-turns", f"{label} becomes {row['label']}")] if turned else (),
    )


BUILDER = CondaQa
