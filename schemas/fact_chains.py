"""Rows of fact-chains: each question is taken apart again, and followed through the facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import ClassVar

import polars as pl
from irrealis.schemas.families.facts.audit import CONFIGS as CASES
from irrealis.schemas.families.facts.audit import FACTS, CasesAudit
from irrealis.schemas.families.facts.kinds import one_kind
from irrealis.schemas.families.facts.reading import Asked
from irrealis.schemas.families.wikidata import RELATIONS

from irrealis.check import Failure, Found, Row
from irrealis.contract import pairs_table
from irrealis.store import BuildRecord

STEPS = {name: pl.List(pl.String()) for name in ("hops", "path_before", "path_after")}
CONFIGS = {
    **CASES,
    "pairs": pairs_table(
        fields=["text"],
        label=pl.String(),
        query=True,
        facts=pl.Struct([*FACTS.fields, *(pl.Field(name, kind) for name, kind in STEPS.items())]),
    ),
}
# a noun phrase that leads on from another one
_HOPS = {
    "P36": (re.compile(r"the capital of (.+)"), "capital"),
    "P37": (re.compile(r"the official or main language of (.+)"), "official language"),
    "P30": (re.compile(r"the continent of (.+)"), "continent"),
    "P1376": (re.compile(r"the country whose capital is (.+)"), "country of the capital"),
}
_STARTS = (
    (re.compile(r"the country where (.+) is found"), "country"),
    (re.compile(r"the city where (.+) was born"), "place of birth"),
    (re.compile(r"the city where (.+) died"), "place of death"),
    (re.compile(r"the city where (.+) is located"), "location"),
    (re.compile(r"the city where (.+) has its headquarters"), "headquarters"),
    (re.compile(r"the city where (.+) was founded"), "place of founding"),
)
_CONDITIONS = (
    (re.compile(r"The capital of (.+) is"), "capital"),
    (re.compile(r"The country whose capital is (.+) is"), "country of the capital"),
    (re.compile(r"(.+) belongs to the continent of"), "continent"),
    (re.compile(r"The official or main language of (.+) is"), "official language"),
)


class FactChainsAudit(CasesAudit):
    """Every answer follows from the question's words and the facts, with the edit and without."""

    definitions: ClassVar[Mapping[str, str]] = {
        **CasesAudit.definitions,
        "questions.two_hops": "questions of two hops, the edited fact among them",
        "questions.three_hops": "questions of three hops",
        "answers.same": "share of questions whose answer stays: what ignoring the edit gets",
        "conditions.mean": "prompts for single facts on the way, a case",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: of each case, its questions are kept in memory."""
        super().__init__(record, split)
        self._chains: dict[str, dict[str, tuple[str, str]]] = {}
        self._needed: dict[str, dict[tuple[str, str], str]] = {}
        self._entities: dict[str, set[str]] = {}
        self._hops: Counter[int] = Counter()
        self._kept = self._conditions = 0

    def objects(self, row: Row) -> tuple[str, str]:
        """The object before and after, which the labels are not."""
        facts = row["evidence"]["facts"]
        return facts["target_true"], facts["target_new"]

    def answers(self, row: Row, asked: Asked, old: str, new: str) -> Found:
        """What the question asks, and what follows from the facts."""
        read = _question(row["query"])
        if read is None or read[:2] != (asked.property, asked.subject):
            yield "question", "query", f"a question about {asked.subject}", row["query"]
            return
        hops = read[2]
        like = "London" if " the city where " in row["query"] else "France"
        if not one_kind(old, like):
            yield "question", "query", f"a question that calls {old} what it is", row["query"]
        facts = row["evidence"]["facts"]
        before = self._path(old, hops, facts["path_before"])
        after = self._path(new, hops, facts["path_after"])
        for where, expected, found in (
            ("evidence.facts.hops", hops, facts["hops"]),
            ("evidence.facts.path_before", before, facts["path_before"]),
            ("evidence.facts.path_after", after, facts["path_after"]),
            ("label_original", before[-1], row["label_original"]),
            ("label_counterfactual", after[-1], row["label_counterfactual"]),
            (
                "label_effect",
                "keep" if before[-1] == after[-1] else "recomputed",
                row["label_effect"],
            ),
        ):
            if expected != found:
                yield "answer", where, expected, found
        answers = row["label_original"], row["label_counterfactual"]
        if any(answer.casefold() in row["query"].casefold() for answer in answers):
            yield "named", "query", f"a question that names neither of {answers}", row["query"]
        self._chains.setdefault(row["group"], {})[row["query"]] = answers
        needed = self._needed.setdefault(row["group"], {})
        for path in (before, after):
            needed |= {(_HOPS[hop][1], path[at]): row["id"] for at, hop in enumerate(hops)}
            self._entities.setdefault(row["group"], set()).update(path)
        self._hops[len(hops)] += 1
        self._kept += answers[0] == answers[1]

    def probe(self, row: Row) -> Found:
        """A question of a chain, a fact on its way, or a prompt of the case."""
        answers = row["answer_before"], row["answer_after"]
        if row["role"] == "portability":
            expected = self._chains.get(row["group"], {}).pop(row["prompt"], None)
            if expected != answers:
                yield "portability", "prompt", expected, (row["prompt"], *answers)
            return
        read = _condition(row["prompt"]) if row["role"] == "locality" else None
        if read is None:
            yield from super().probe(row)
            return
        self._conditions += 1
        self._needed.get(row["group"], {}).pop(read, None)
        if read[1] not in self._entities.get(row["group"], ()):
            yield "condition", "prompt", "a fact on the way, or its inverse", row["prompt"]
        held = self.held(*read, answers[0])
        if held != {answers[0]}:
            yield "condition", "answer_before", held, answers[0]

    def finish(self) -> Iterator[Failure]:
        """Questions and facts on the way for which there is no probe."""
        yield from super().finish()
        for group, chains in self._chains.items():
            for question in chains:
                yield Failure("portability", "prompt", "a probe", question, group, "pairs")
        for needed in self._needed.values():
            for fact, row in needed.items():
                yield Failure("condition", "prompt", f"a prompt for {fact}", "none", row, "pairs")

    def metrics(self) -> dict[str, float]:
        """How many questions of how many hops there are, and how many keep their answer."""
        found = super().metrics()
        questions = self._hops.total()
        if not questions:
            return found
        return {
            **found,
            "questions.two_hops": self._hops[1],
            "questions.three_hops": self._hops[2],
            "answers.same": self._kept / questions,
            "conditions.mean": self._conditions / found["cases"],
        }

    def _path(self, start: str, hops: list[str], stated: list[str]) -> list[str]:
        """What hops lead to, the start first; ends in a question mark where a fact is missing.

        A build of the first records of a split misses facts; what it states is taken to be right.
        """
        found = [start]
        for hop in hops:
            held = self.held(_HOPS[hop][1], found[-1], "?")
            found.append(next(iter(held)) if len(held) == 1 else "?")
        return found if "?" not in found or self.record.limit is None else stated


def _question(query: str) -> tuple[str, str, list[str]] | None:
    """Property and subject that a question begins with, and the hops that follow."""
    whole = re.fullmatch(r"The (.+) is", query)
    phrase = f"the {whole[1]}" if whole else ""
    hops: list[str] = []
    while True:
        for pattern, name in _STARTS:
            match = pattern.fullmatch(phrase)
            if match and hops:
                return name, match[1], hops[::-1]
        step = next(
            ((hop, match) for hop, (p, _) in _HOPS.items() if (match := p.fullmatch(phrase))), None
        )
        if step is None:
            return None
        hops.append(step[0])
        phrase = step[1][1]


def _condition(prompt: str) -> tuple[str, str] | None:
    """Property and subject of a prompt for a single fact on the way."""
    for pattern, name in _CONDITIONS:
        match = pattern.fullmatch(prompt)
        if match:
            return name, match[1]
    return None


AUDIT = FactChainsAudit
CODE_NAMES = RELATIONS
