"""Rows of fact-probes: statements and questions are read again, and held against the facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

import polars as pl
from irrealis.schemas.families.facts.audit import CONFIGS as CASES
from irrealis.schemas.families.facts.audit import FACTS, Case, CasesAudit
from irrealis.schemas.families.facts.reading import Asked
from irrealis.schemas.families.wikidata import RELATIONS

from irrealis.check import Failure, Found, Row
from irrealis.contract import pairs_table
from irrealis.store import BuildRecord

_PREMISES = ("premise_original", "premise_counterfactual")
CONFIGS = {
    "native": CASES["native"],
    "pairs": CASES["pairs"],
    "questions": pairs_table(
        fields=["text"],
        label=pl.String(),
        facts=pl.Struct([*FACTS.fields, *(pl.Field(name, pl.String()) for name in _PREMISES)]),
        holds="a question that takes a true statement for granted, and one that takes a false one",
    ),
}
_X, _Y = "(?P<subject>.+)", "(?P<object>[^,?]+)"
_QUESTIONS = {
    name: re.compile(pattern.replace("<X>", _X).replace("<Y>", _Y) + r"\?")
    for name, pattern in {
        "native language": "When did <X> begin to learn <Y> as a first language",
        "owner": "Since when has <Y> owned <X>",
        "location": "In which part of <Y> is <X> located",
        "headquarters": "Since when has <X> had its headquarters in <Y>",
        "country": "In which part of <Y> does one find <X>",
        "manufacturer": "When did <Y> begin to make <X>",
        "developer": "When did <Y> begin to develop <X>",
        "place of birth": "In which year was <X> born in <Y>",
        "place of death": "In which year did <X> die in <Y>",
        "continent": "In which part of the continent of <Y> is <X>",
        "language of the work": "Why is <Y> the original language of <X>",
        "playing position": "When did <X> become known as a player in the position of <Y>",
        "network": "In which year did <X> debut on <Y>",
        "place of founding": "Who founded <X> in <Y>",
    }.items()
}


class FactProbesAudit(CasesAudit):
    """What is labeled true is a fact, what is labeled false is none, and objects tell nothing."""

    definitions: ClassVar[Mapping[str, str]] = {
        "cases": CasesAudit.definitions["cases"],
        "subjects": CasesAudit.definitions["subjects"],
        "object_only": "right answers, true or false, of a reader who knows of each property how "
        "often an object stands in true and in false statements; .5 is chance",
        "questions": "pairs of questions that were read and agree with their statements",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: of each case, its statements are kept in memory."""
        super().__init__(record, split)
        self._asked_of: dict[str, None] = {}
        self._objects: Counter[tuple[str, str, bool]] = Counter()

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """As of any facts; and the questions."""
        return {**super().looks(), "questions": self._question}

    def objects(self, row: Row) -> tuple[str, str]:
        """The object before and after, which the labels are not."""
        facts = row["evidence"]["facts"]
        return facts["target_true"], facts["target_new"]

    def answers(self, row: Row, asked: Asked, old: str, new: str) -> Found:
        """The first statement is true, and the second is not."""
        labels = row["label_original"], row["label_counterfactual"], row["label_effect"]
        if labels != ("true", "false", "flip"):
            yield "answer", "labels", ("true", "false", "flip"), labels
        if new in self.held(asked.property, asked.subject, old):
            yield "answer", "label_counterfactual", f"an object that {asked.subject} lacks", new
        self._objects[asked.property, old, True] += 1
        self._objects[asked.property, new, False] += 1

    def wanted(self) -> dict[str, object]:
        """No prompts beside the statements."""
        return {}

    def finish(self) -> Iterator[Failure]:
        """Statements about which no question is asked."""
        yield from super().finish()
        for group, case in self.cases.items():
            if group not in self._asked_of:
                yield Failure("question", "text", "a question", "none", case.row, "pairs")

    def metrics(self) -> dict[str, float]:
        """How many cases there are, and what the object alone tells."""
        found = super().metrics()
        if not found:
            return {}
        keys = {key[:2] for key in self._objects}
        right = sum(max(self._objects[*key, True], self._objects[*key, False]) for key in keys)
        return {
            "cases": found["cases"],
            "subjects": found["subjects"],
            "object_only": right / self._objects.total(),
            "questions": len(self._asked_of),
        }

    def _question(self, row: Row) -> Found:
        case = self.cases.get(row["group"])
        if case is None:
            return  # reported as a pair that was not read
        self._asked_of[row["group"]] = None
        for side, of in (("original", case.old), ("counterfactual", case.new)):
            match = _QUESTIONS[case.asked.property].fullmatch(row[side]["text"])
            found = (match["subject"], match["object"]) if match else row[side]["text"]
            if found != (case.asked.subject, of):
                yield "question", side, (case.asked.subject, of), found
        for where, expected, found in (
            ("labels", ("true", "false", "flip"), _labels(row)),
            ("evidence.facts", _certificate(case), row["evidence"]["facts"]),
            (
                "evidence.detail",
                "a question holds if what it takes for granted does",
                row["evidence"]["detail"],
            ),
            ("evidence.kind", "rule", row["evidence"]["kind"]),
            *(
                (name, case.stated[name], row[name])
                for name in ("generator", "intervention", "original_id")
            ),
        ):
            if expected != found:
                yield "question", where, expected, found


def _labels(row: Row) -> tuple[str, str, str]:
    return row["label_original"], row["label_counterfactual"], row["label_effect"]


def _certificate(case: Case) -> dict[str, str]:
    """What the certificate of a question must say: that of its statements, and what they are."""
    facts: dict[str, str] = case.stated["evidence"]["facts"]
    sides = zip(_PREMISES, ("original", "counterfactual"), strict=True)
    return {**facts, **{name: case.stated[side]["text"] for name, side in sides}}


AUDIT = FactProbesAudit
CODE_NAMES = RELATIONS
