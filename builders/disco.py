"""DISCO: premises of SNLI in which a language model replaced a span, toward another label.

Data: Chen et al., "DISCO: Distilling Counterfactuals with Large Language Models", ACL 2023, section
3. One span of a premise was left out, and GPT-3 filled the gap so that the hypothesis would have
another label; a model of inference (the teacher) then gave its score to that label.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from irrealis.builders.families.published import rows
from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Fault, Group, Native, Row, Side, Variant

from irrealis.contract import Generator, canonical, fingerprint

LABELS = ("entailment", "neutral", "contradiction")
PROMPTS = ("prompt", "prefix", "suffix")  # one prompt, or what stands before and after a gap
COLUMNS: dict[str, rows.Values] = {
    **dict.fromkeys(("guid", "premise", "hypothesis"), rows.ANY),
    **dict.fromkeys(("label", "new_label"), LABELS),
    **dict.fromkeys(PROMPTS, rows.BLANK),
    **dict.fromkeys(("span_prev", "gen_out", "new_premise"), rows.TEXT),
    "accept": (True, False),
    "score": rows.Where(lambda of: isinstance(of, float) and 0 <= of <= 1, "a number from 0 to 1"),
}
DOUBTFUL = 0.5  # of the teacher's score: another label may have more


class Disco(PublishedBuilder):
    """Pairs the premise with each of its new versions."""

    generator = Generator("model", "GPT-3 (DISCO)", "text-davinci-002")

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Group]:
        """Premises with their hypothesis and label, wherever in the files they stand."""
        read = partial(rows.read_rows, form="jsonl", columns=COLUMNS, optional=PROMPTS)
        found = [row for source, stream in files for row in read(stream, source=source)]
        texts = ((row["premise"], row["hypothesis"], row["label"]) for row in found)
        for key, edits in rows.gathered(zip(texts, found, strict=True)).items():
            yield Group(fingerprint(key), tuple(map(Native, edits)), tuple(map(_variant, edits)))


def _variant(row: Row) -> Variant:
    before = Side({"premise": row["premise"], "hypothesis": row["hypothesis"]}, row["label"])
    prompt = hashlib.sha256(canonical([row[name] for name in PROMPTS])).hexdigest()
    fault = None
    if not row["accept"]:
        fault = ("not-accepted", "upstream's filters did not accept it")
    elif row["premise"].replace(row["span_prev"], row["gen_out"]) != row["new_premise"]:
        fault = ("not-the-span", "the new premise is not the old one with the span filled in")
    elif row["label"] == row["new_label"]:
        fault = ("label-unchanged", f"both are {row['label']}")
    return Variant.of(
        row["guid"],
        before,
        Side({**before.fields, "premise": row["new_premise"]}, row["new_label"]),
        ("infill", "premise", row["span_prev"], row["gen_out"]),
        kind="judge",
        detail=_verdict(row),
        facts={"guid": row["guid"], "score": row["score"]},
        fault=fault,
        errata=_errata(row),
        generator=replace(Disco.generator, prompt_hash=prompt),
    )


def _verdict(row: Row) -> str:
    return f"the teacher gives {row['new_label']} {row['score']:.3f}"


def _errata(row: Row) -> Iterator[Fault]:
    if row["score"] < DOUBTFUL:
        yield "doubtful", _verdict(row)
    doubled = _doubled(row["new_premise"])
    if doubled and doubled != _doubled(row["premise"]):
        yield "doubled-words", doubled


def _doubled(text: str) -> str:
    """The first two or more words that are repeated right away."""
    words = text.lower().split()
    for start in range(len(words)):
        for middle in range(start + 2, (start + len(words)) // 2 + 1):
            if words[start:middle] == words[middle : 2 * middle - start]:
                return " ".join(words[start:middle])
    return ""


BUILDER = Disco
