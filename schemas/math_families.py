"""Rows of math-families, and the proof of every answer from the words of its row.

The audit reads the numbers from the statement and goes a second way to the answer
(`families.rules.second_paths`); the worked solution must be right step by step and end there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import ClassVar, NamedTuple, TypeAlias

import polars as pl
from irrealis.schemas.families.rules.audit import (
    RulesAudit,
    UnreadableError,
    change,
    differences,
    native_table,
)
from irrealis.schemas.families.rules.second_paths import Family, squared
from irrealis.schemas.families.rules.statements_cases import COUNTING, GEOMETRY, PROBABILITY, RATES
from irrealis.schemas.families.rules.statements_numbers import (
    ALGEBRA,
    ARITHMETIC,
    NUMBER_THEORY,
    SEQUENCES,
)
from irrealis.schemas.families.rules.workings import worked

from irrealis.check import Found, Row
from irrealis.contract import pairs_table
from irrealis.store import BuildRecord

AREAS: dict[str, dict[str, Family]] = {
    "arithmetic": ARITHMETIC,
    "number theory": NUMBER_THEORY,
    "algebra": ALGEBRA,
    "sequences": SEQUENCES,
    "counting": COUNTING,
    "probability": PROBABILITY,
    "rates": RATES,
    "geometry": GEOMETRY,
}
NAME = "([A-Z][a-z]+)"
ODD = (
    "(the moon|a snail|the north wind|a pair of shoes|a paper boat|a thundercloud|yesterday"
    "|a wooden spoon)"
)
FRAMES = (
    ("everyday", rf"At school, {NAME} is asked: "),
    ("everyday", rf"{NAME} has this for homework: "),
    ("everyday", rf"{NAME} finds this in a schoolbook: "),
    ("nonsense", rf"On a faraway planet, {NAME} is asked: "),
    ("nonsense", rf"{NAME}, who is not of this world, reads: "),
    ("nonsense", rf"A robot called {NAME} is given this: "),
    ("unbelievable", rf"In a dream, {ODD} turns to you and asks: "),
    ("unbelievable", rf"One day, {ODD} comes to the door with a question: "),
    ("unbelievable", rf"In a letter from {ODD}, you read: "),
)
CONFIGS = {
    "pairs": pairs_table(
        fields=["question"],
        label=pl.String(),
        facts=pl.Struct(
            {
                "family": pl.String(),
                "area": pl.String(),
                "vocabulary": pl.String(),
                "name": pl.String(),
                "things": pl.String(),
                "numbers": pl.List(pl.Int64()),
                "steps": pl.List(pl.String()),
                "steps_original": pl.List(pl.String()),
                "depth": pl.Int64(),
            }
        ),
    ),
    "native": native_table(
        kinds=tuple(AREAS), vocabularies=tuple(dict.fromkeys(name for name, _ in FRAMES))
    ),
}


class Asked(NamedTuple):
    """A question as it reads."""

    vocabulary: str
    name: str
    area: str
    family: str
    statement: str
    things: str
    numbers: tuple[int, ...]


class MathFamiliesAudit(RulesAudit):
    """Every answer follows from the words of its row by a second path."""

    fields = ("question",)
    kind = "area"
    definitions: ClassVar[Mapping[str, str]] = {
        **RulesAudit.definitions,
        "question_only": "right last digits by naive Bayes on the words of the question, two-fold",
        "last_digit": "share of the most frequent last digit, which is chance for question_only",
        "families": "families of problems that there are",
        "depth.mean": "steps of a solution, mean",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split."""
        super().__init__(record, split)
        self._digits: Counter[str] = Counter()
        self._families: Counter[str] = Counter()
        self._depth = 0

    def shortcut(self, row: Row) -> tuple[str, str]:
        """The question, and the last digit of its answer: answers are too many to be classes."""
        digit = str(row["label_counterfactual"])[-1:]
        self._digits[digit] += 1
        return row["counterfactual"]["question"], digit

    def prove(self, row: Row) -> Found:
        """What does not follow from the words."""
        facts = row["evidence"]["facts"]
        before, after = (read(row[side]["question"]) for side in ("original", "counterfactual"))
        for side, asked, steps in (
            ("original", before, facts["steps_original"]),
            ("counterfactual", after, facts["steps"]),
        ):
            label = row[f"label_{side}"]
            found, value = answer_of(asked), _value(asked, label)
            if found != value:
                yield "answer", f"label_{side}", str(found), label
            yield from _steps(steps or [], found)
        changes = [
            change("parameter", f"number {place}", str(one), str(other))
            for place, (one, other) in enumerate(
                zip(before.numbers, after.numbers, strict=False), start=1
            )
            if one != other
        ]
        self._families[after.family] += 1
        self._depth += len(facts["steps"] or [])
        yield from differences(
            "answer",
            ("question", before._replace(numbers=()), after._replace(numbers=())),
            ("intervention", 1, len(changes)),
            ("intervention", changes, row["intervention"]),
            ("evidence.facts.family", after.family, facts["family"]),
            ("evidence.facts.area", after.area, facts["area"]),
            ("evidence.facts.vocabulary", after.vocabulary, facts["vocabulary"]),
            ("evidence.facts.name", after.name, facts["name"]),
            ("evidence.facts.things", after.things, facts["things"]),
            ("evidence.facts.numbers", [*after.numbers], facts["numbers"]),
            ("evidence.facts.depth", len(facts["steps"] or []), facts["depth"]),
            ("evidence.facts.depth", len(facts["steps_original"] or []), facts["depth"]),
            (
                "evidence.detail",
                f"{after.family}: {'; '.join(facts['steps'] or [])}; "
                f"so the answer is {row['label_counterfactual']}",
                row["evidence"]["detail"],
            ),
        )

    def metrics(self) -> dict[str, float]:
        """Agreement, shortcuts, and how many families there are."""
        figures = super().metrics()
        if figures:
            figures["last_digit"] = self._digits.most_common(1)[0][1] / self._digits.total()
            figures["families"] = len(self._families)
            figures["depth.mean"] = self._depth / self._families.total()
        return figures


def read(question: str) -> Asked:
    """A question in its frame.

    Raises:
        UnreadableError: words that no frame or no statement has.
    """
    for vocabulary, frame in _frames():
        opened = frame.match(question)
        if opened is None:
            continue
        rest = question[opened.end() :]
        for area, family, statement, pattern in _patterns().get(_ends(rest), ()):
            if found := pattern.fullmatch(rest):
                things = found.groupdict().get("things") or ""
                numbers = tuple(int(text) for text in found.groups() if text.isdecimal())
                return Asked(vocabulary, opened[1], area, family, statement, things, numbers)
    raise UnreadableError(f"not a question: {question}")


@cache
def _frames() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((vocabulary, re.compile(frame)) for vocabulary, frame in FRAMES)


Known: TypeAlias = tuple[str, str, str, re.Pattern[str]]


@cache
def _patterns() -> Mapping[tuple[str, str], list[Known]]:
    """Area, family, statement and pattern of every statement, by its first and its last word."""
    found: dict[tuple[str, str], list[Known]] = {}
    for area, families in AREAS.items():
        for name, family in families.items():
            for text in family.statements:
                found.setdefault(_ends(text), []).append((area, name, text, _pattern(text)))
    return found


def _ends(text: str) -> tuple[str, str]:
    """The first and the last word, with a mark for numbers as statements have it."""
    first, last = text.partition(" ")[0], text.rpartition(" ")[2]
    return re.sub(r"\d+", "#", first), re.sub(r"\d+", "#", last)


def _pattern(statement: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in re.split("[#@]", statement)]
    slots = {"#": r"(0|[1-9]\d*)", "@": "(?P<things>[a-z]+)"}
    marks = [slots[mark] for mark in re.findall("[#@]", statement)]
    return re.compile(
        "".join(text for pair in zip(parts, [*marks, ""], strict=True) for text in pair)
    )


def answer_of(asked: Asked) -> Fraction:
    """The answer to a question, of a root its square, by the second path.

    Raises:
        UnreadableError: there is none.
    """
    try:
        return Fraction(AREAS[asked.area][asked.family].answer(*asked.numbers))
    except (ArithmeticError, IndexError, StopIteration, ValueError) as error:
        raise UnreadableError(f"no answer to: {asked}") from error


def _value(asked: Asked, label: str) -> Fraction:
    """What a label says, of a root its square.

    Raises:
        UnreadableError: it is no number in lowest terms.
    """
    if AREAS[asked.area][asked.family].square:
        return Fraction(squared(label))
    if not re.fullmatch(r"-?\d+(/\d+)?", label) or str(Fraction(label)) != label:
        raise UnreadableError(f"not a number in lowest terms: {label}")
    return Fraction(label)


def _steps(steps: Sequence[str], answer: Fraction) -> Found:
    """Steps that are not right, and whether the last gives the answer."""
    where, last = "evidence.facts.steps", None
    for step in steps:
        formula, _, result = (step or "").rpartition(" = ")
        if not formula or str(worked(formula)) != result:
            yield "answer", where, str(worked(formula)) if formula else "a step", step
        last = result
    if last != str(answer):
        yield "answer", where, str(answer), last


AUDIT = MathFamiliesAudit
