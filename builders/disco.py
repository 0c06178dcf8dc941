"""DISCO: premises of SNLI in which a language model replaced a span, toward another label.

Data: Chen et al., "DISCO: Distilling Counterfactuals with Large Language Models", ACL 2023, section
3. One span of a premise was left out, and GPT-3 filled the gap so that the hypothesis would have
another label; a model of inference (the teacher) then gave its score to that label.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Native, Side, Variant
from irrealis.builders.families.published.rows import (
    ANY,
    BLANK,
    TEXT,
    Values,
    Where,
    gathered,
    read_rows,
)

from irrealis.contract import Evidence, Generator, Intervention, canonical, fingerprint

LABELS = ("entailment", "neutral", "contradiction")
COLUMNS: dict[str, Values] = {
    **dict.fromkeys(("guid", "premise", "hypothesis"), ANY),
    **dict.fromkeys(("label", "new_label"), LABELS),
    **dict.fromkeys(("prompt", "prefix", "suffix"), BLANK),
    **dict.fromkeys(("span_prev", "gen_out", "new_premise"), TEXT),
    "accept": (True, False),
    "score": Where(
        lambda score: isinstance(score, float) and 0 <= score <= 1, "a number from 0 to 1"
    ),
}
PROMPTS = ("prompt", "prefix", "suffix")  # one prompt, or what stands before and after a gap
DOUBTFUL = 0.5  # of the teacher's score: another label may have more


class Disco(PublishedBuilder):
    """Pairs the premise with each of its new versions."""

    generator = Generator("model", "GPT-3 (DISCO)", "text-davinci-002")

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Group]:
        """Premises with their hypothesis and label, wherever in the files they stand."""
        read = partial(read_rows, form="jsonl", columns=COLUMNS, optional=PROMPTS)
        rows = [row for source, stream in files for row in read(stream, source=source)]
        texts = gathered(((row["premise"], row["hypothesis"], row["label"]), row) for row in rows)
        for key, edits in texts.items():
            yield Group(fingerprint(key), tuple(map(Native, edits)), tuple(map(_variant, edits)))


def _variant(row: Mapping[str, Any]) -> Variant:
    before = Side({"premise": row["premise"], "hypothesis": row["hypothesis"]}, row["label"])
    after = Side({**before.fields, "premise": row["new_premise"]}, row["new_label"])
    prompt = canonical([row[name] for name in PROMPTS])
    return Variant(
        row["guid"],
        before,
        after,
        (Intervention("infill", "premise", row["span_prev"], row["gen_out"]),),
        Evidence(
            "judge",
            f"the teacher gives {row['new_label']} {row['score']:.3f}",
            {"guid": row["guid"], "score": row["score"]},
        ),
        fault=_fault(row),
        errata=tuple(_errata(row)),
        generator=Generator(
            "model", "GPT-3 (DISCO)", "text-davinci-002", hashlib.sha256(prompt).hexdigest()
        ),
    )


def _fault(row: Mapping[str, Any]) -> tuple[str, str] | None:
    if not row["accept"]:
        return "not-accepted", "upstream's filters did not accept it"
    if row["premise"].replace(row["span_prev"], row["gen_out"]) != row["new_premise"]:
        return "not-the-span", "the new premise is not the old one with the span filled in"
    if row["label"] == row["new_label"]:
        return "label-unchanged", f"both are {row['label']}"
    return None


def _errata(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if row["score"] < DOUBTFUL:
        yield "doubtful", f"the teacher gives {row['new_label']} {row['score']:.3f}"
    doubled = _doubled(row["new_premise"])
    if doubled and doubled != _doubled(row["premise"]):
        yield "doubled-words", doubled


def _doubled(text: str) -> str:
    """The first two or more words that are repeated right away."""
    words = text.lower().split()
    for start in range(len(words)):
        for size in range(2, (len(words) - start) // 2 + 1):
            middle = start + size
            if words[start:middle] == words[middle : middle + size]:
                return " ".join(words[start:middle])
    return ""


BUILDER = Disco
