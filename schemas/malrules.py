"""Rows of malrules, and the proof of every label from the words of its row.

The audit reads the problem and the belief by a grammar of its own and works out what every belief
gives (`families.rules.misconceptions`): each option must come of one belief alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, NamedTuple

import polars as pl
from irrealis.schemas.families.kept import Sayings
from irrealis.schemas.families.rules.audit import (
    RulesAudit,
    UnreadableError,
    change,
    differences,
    native_table,
)
from irrealis.schemas.families.rules.misconceptions import (
    ABSURD,
    KINDS,
    USUAL,
    given,
    read_problem,
)
from irrealis.schemas.families.rules.workings import worked

from irrealis.check import Failure, Found, Row
from irrealis.contract import Field, pairs_table
from irrealis.store import BuildRecord

VOCABULARIES = ("plain", "everyday", "nonsense", "unbelievable")
NAME = "([A-Z][a-z]+)"
THING = "((?:the|an?) [a-z]+(?: [a-z]+)*|yesterday)"
FRAMES = (
    ("everyday", rf'{NAME} finds this in a schoolbook: "'),
    ("everyday", rf'At school, {NAME} is asked: "'),
    ("everyday", rf'{NAME} has this for homework: "'),
    ("nonsense", rf'On a faraway planet, {NAME} is asked: "'),
    ("nonsense", rf'{NAME}, who is not of this world, reads: "'),
    ("nonsense", rf'A robot called {NAME} is given this: "'),
    ("unbelievable", rf'In a dream, {THING} turns to you and asks: "'),
    ("unbelievable", rf'One day, {THING} comes to the door with a question: "'),
    ("unbelievable", rf'In a letter from {THING}, you read: "'),
)
RIGHT = r"(?:Which answer is right\?|Pick the right answer\.|What is the right answer\?)"
WRONG = (
    r"(?:Which answer is given by somebody who believes that (.+)\?"
    r"|Pick the answer of somebody who believes that (.+)\."
    r"|What is the answer of somebody who believes that (.+)\?)"
)
EXPLAIN = (
    r"(?:Somebody answers (\S+)\. Which belief leads to this answer\?"
    r"|Somebody gives the answer (\S+)\. What does this person believe\?"
    r"|Which of these beliefs gives the answer (\S+)\?)"
)
CONFIGS = {
    "pairs": pairs_table(
        fields=["question", Field("choices", "choices")],
        label=pl.Int64(),
        facts=pl.Struct(
            {
                "kind": pl.String(),
                "problem": pl.String(),
                "area": pl.String(),
                "vocabulary": pl.String(),
                "name": pl.String(),
                "numbers": pl.List(pl.Int64()),
                "rules": pl.List(pl.String()),
                "beliefs": pl.List(pl.String()),
                "answers": pl.List(pl.String()),
                "workings": pl.List(pl.String()),
                "sources": pl.List(pl.String()),
            }
        ),
    ),
    "native": native_table(kinds=("answer", "belief"), vocabularies=VOCABULARIES),
}


class Asked(NamedTuple):
    """A question as it reads: the problem in its frame, and what is asked of it."""

    vocabulary: str
    name: str
    problem: str
    numbers: tuple[int, ...]
    kind: str  # answer or belief
    about: str | None  # a belief, an answer, or None where the right answer is asked for


class MalrulesAudit(RulesAudit):
    """Every label follows from the words of its row, and every option from one belief."""

    fields = ("question", "choices")
    kind = "kind"
    definitions: ClassVar[Mapping[str, str]] = {
        **RulesAudit.definitions,
        "question_only": "right places by naive Bayes on the words of the counterfactual question, "
        "two-fold; .25 is chance",
        "position.*": "share of counterfactuals whose label is at this place; .25 is chance",
        "rules": "misconceptions that there are among the options",
        "problems": "kinds of problem that there are",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: the name and source of a belief are compared over its rows."""
        super().__init__(record, split)
        self._places: Counter[int] = Counter()
        self._problems: set[str] = set()
        self._stated = Sayings[tuple[str, str, str]]()  # of where, a problem and a belief

    def prove(self, row: Row) -> Found:
        """What does not follow from the words."""
        facts, choices = row["evidence"]["facts"], row["original"]["choices"]
        before, after = (_read(row[side]["question"]) for side in ("original", "counterfactual"))
        found = given(after.problem, after.numbers)
        lists = [
            facts[name] or [] for name in ("beliefs", "answers", "workings", "rules", "sources")
        ]
        if {len(each) for each in (*lists, choices)} != {4}:
            yield "answer", "evidence.facts", "four of each", [len(each) for each in lists]
            return
        beliefs, answers, workings, *_ = lists
        usual = [belief for belief in beliefs if belief in USUAL]
        keys = ["" if belief in USUAL else belief for belief in beliefs]
        if len(usual) != 1 or not {*keys} <= {*found} or len({*keys}) < 4:
            yield "answer", "evidence.facts.beliefs", "four beliefs, one of them usual", beliefs
            return
        expected = [_written(found[key], after.problem) for key in keys]
        shown = expected if after.kind == "answer" else [f"{_capital(b)}." for b in beliefs]
        labels = [_label(each, beliefs, expected) for each in (before, after)]
        changed = change("belief", "somebody", None, str(after.about))
        if after.kind == "belief":
            changed = change("answer", "given", str(before.about), str(after.about))
        for place, working in enumerate(workings):
            if worked(working) != found[keys[place]]:
                yield "answer", "evidence.facts.workings", expected[place], working
        yield from differences(
            "answer",
            ("question", after._replace(about=None), before._replace(about=None)),
            ("choices", shown, choices),
            ("choices", choices, row["counterfactual"]["choices"]),
            ("labels", labels, [row["label_original"], row["label_counterfactual"]]),
            ("intervention", [changed], row["intervention"]),
            ("evidence.facts.answers", expected, answers),
            ("evidence.facts.kind", after.kind, facts["kind"]),
            ("evidence.facts.problem", after.problem, facts["problem"]),
            ("evidence.facts.numbers", [*after.numbers], facts["numbers"]),
            ("evidence.facts.area", KINDS[after.problem].area, facts["area"]),
            ("evidence.facts.vocabulary", after.vocabulary, facts["vocabulary"]),
            ("evidence.facts.name", after.name, facts["name"]),
            (
                "evidence.detail",
                f"{lists[3][labels[1]]}: {workings[labels[1]]} = {expected[labels[1]]}",
                row["evidence"]["detail"],
            ),
        )
        self._remember(row, after.problem, keys)

    def finish(self) -> Iterator[Failure]:
        """Names and sources of beliefs that other rows state otherwise."""
        yield from super().finish()
        for row, (where, *_), usual, stated in self._stated.odd():
            yield Failure("names", f"evidence.facts.{where}", usual, stated, row, "pairs")

    def metrics(self) -> dict[str, float]:
        """Balance of places, and how many misconceptions there are."""
        figures = super().metrics()
        if not figures:
            return {}
        total = self._places.total()
        return {
            **figures,
            **{f"position.{at}": self._places[at] / total for at in range(4)},
            "rules": sum(where == "rules" and belief != "" for where, _, belief in self._stated),
            "problems": len(self._problems),
        }

    def _remember(self, row: Row, problem: str, keys: list[str]) -> None:
        self._places[row["label_counterfactual"]] += 1
        self._problems.add(problem)
        for where in ("rules", "sources"):
            for belief, text in zip(keys, row["evidence"]["facts"][where], strict=True):
                self._stated.add(row["id"], (where, problem, belief), text)


def _read(question: str) -> Asked:
    vocabulary, name, rest = _framed(question)
    end = '"' if name else ""  # a problem within a frame is quoted
    for kind, ask in (("answer", RIGHT), ("answer", WRONG), ("belief", EXPLAIN)):
        if found := re.fullmatch(rf'(?P<problem>[^"]+?[.?]){end} {ask}', rest):
            problem, numbers, absurd = read_problem(found["problem"])
            if problem in ABSURD and absurd != (vocabulary == "unbelievable"):
                raise UnreadableError(f"{vocabulary} words around this problem: {question}")
            about = next((text for text in found.groups()[1:] if text), None)
            return Asked(vocabulary, name, problem, numbers, kind, about)
    raise UnreadableError(f"not a question: {question}")


def _framed(question: str) -> tuple[str, str, str]:
    """The vocabulary of a question, who is asked in it, and what is left of it."""
    for vocabulary, frame in FRAMES:
        if opened := re.match(frame, question):
            return vocabulary, opened[1], question[opened.end() :]
    return "plain", "", question


def _label(asked: Asked, beliefs: list[str], answers: list[str]) -> int:
    """The place of the option that a question asks for."""
    if asked.about is None:
        return next(at for at, belief in enumerate(beliefs) if belief in USUAL)
    places = beliefs if asked.kind == "answer" else answers
    if asked.about not in places:
        raise UnreadableError(f"not of an option: {asked.about}")
    return places.index(asked.about)


def _written(value: Fraction, problem: str) -> str:
    if KINDS[problem].area == "decimals":
        return f"{(Decimal(value.numerator) / value.denominator).normalize():f}"
    return str(value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


AUDIT = MalrulesAudit
