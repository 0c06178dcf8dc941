"""Rows of counterexamples, and the proof of both answers from the words of each row.

The audit parses both statements by a grammar of its own and tries every object that there is, the
smallest first (`families.rules.claim_reading`, `families.rules.examples`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import lcm
from typing import Any, ClassVar, NamedTuple

import polars as pl
from irrealis.schemas.families.rules.audit import (
    SIDES,
    Lookup,
    RulesAudit,
    UnreadableError,
    change,
    differences,
    native_table,
)
from irrealis.schemas.families.rules.claim_reading import QUESTIONS, Said, Stated, read_statement
from irrealis.schemas.families.rules.examples import TESTS, objects, shown

from irrealis.check import Found, Row
from irrealis.contract import pairs_table
from irrealis.store import BuildRecord

VOCABULARIES = ("plain", "nonsense", "misleading")
CONFIGS = {
    "pairs": pairs_table(
        fields=["statement", "question"],
        label=pl.String(),
        facts=pl.Struct(
            {
                "domain": pl.String(),
                "change": pl.String(),
                "asked": pl.String(),
                "vocabulary": pl.String(),
                "premises": pl.Int64(),
                "claims": pl.List(pl.String()),
                "holds": pl.List(pl.Boolean()),
                "counterexamples": pl.List(pl.String()),
                "scheme": pl.String(),
                "checked": pl.List(pl.Int64()),
                "cases": pl.List(pl.Int64()),
                "failing": pl.List(pl.Int64()),
            }
        ),
    ),
    "native": native_table(kinds=tuple(TESTS), vocabularies=VOCABULARIES),
}


class Tried(NamedTuple):
    """What trying every object shows of a statement."""

    checked: int
    cases: int
    failing: int
    counterexample: str


class CounterexamplesAudit(RulesAudit):
    """Every answer follows from the words of its row, and every counterexample is the smallest."""

    fields = ("statement", "question")
    kind = "domain"
    definitions: ClassVar[Mapping[str, str]] = {
        **RulesAudit.definitions,
        "question_only": "right answers of naive Bayes on all words of the counterfactual, "
        "two-fold; .5 is chance",
        "premises_only": "right guesses of truth from the premises alone, by the majority of rows "
        "that have the same ones, two-fold; .5 is chance",
        "conclusion_only": "the same from the conclusion alone; .5 is chance",
        "change_only": "the same from the property that is changed, before and after; .5 is chance",
        "true.*": "share of counterfactual statements of this domain that are true",
        "distinct_properties": "different properties that statements of the split are made of",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: of a pair, digests and counts are kept in memory."""
        super().__init__(record, split)
        self._lookups = {name: Lookup() for name in ("premises", "conclusion", "change")}
        self._true: dict[str, list[bool]] = {}
        self._properties: set[tuple[str, str]] = set()

    def shortcut(self, row: Row) -> tuple[str, str]:
        """All words of the counterfactual, and its answer."""
        texts = row["counterfactual"]
        return f"{texts['statement']} {texts['question']}", row["label_counterfactual"]

    def prove(self, row: Row) -> Found:
        """What does not follow from the words."""
        texts, facts = [row[side] for side in SIDES], row["evidence"]["facts"]
        asked = QUESTIONS.get(texts[0]["question"])
        if asked is None:
            raise UnreadableError(f"not a question: {texts[0]['question']}")
        before, after = (read_statement(each["statement"]) for each in texts)
        tried = [_tried(each) for each in (before, after)]
        holds = [not each.failing for each in tried]
        answers = ["yes" if hold == (asked == "true") else "no" for hold in holds]
        changes = _changes(before, after)
        kept = "kept" if holds[0] == holds[1] else changes[0]["target"].split()[0]
        expected: dict[str, Any] = {
            "domain": after.domain,
            "change": kept,
            "asked": asked,
            "vocabulary": after.vocabulary,
            "premises": len(after.premises),
            "claims": [str(before), str(after)],
            "holds": holds,
            "counterexamples": [each.counterexample for each in tried],
            "scheme": "period" if after.domain == "integers" else "all cases",
            "checked": [each.checked for each in tried],
            "cases": [each.cases for each in tried],
            "failing": [each.failing for each in tried],
        }
        yield from differences(
            "answer",
            ("question", texts[0]["question"], texts[1]["question"]),
            ("statement", before[:2], after[:2]),
            ("statement", before.vocabulary, after.vocabulary),
            ("statement", True, all(each.cases for each in tried)),
            ("intervention", changes, row["intervention"]),
            ("labels", answers, [row[f"label_{side}"] for side in SIDES]),
            *((f"evidence.facts.{name}", fact, facts[name]) for name, fact in expected.items()),
            ("evidence.detail", _reason(tried[1], after.domain), row["evidence"]["detail"]),
        )
        self._remember(row["id"], after, changes[0], true=holds[1])

    def metrics(self) -> dict[str, float]:
        """Agreement, balance, and shortcuts."""
        figures = super().metrics()
        if not figures:
            return {}
        return {
            **figures,
            **{f"{name}_only": lookup.accuracy() for name, lookup in self._lookups.items()},
            **{f"true.{name}": sum(of) / len(of) for name, of in sorted(self._true.items())},
            "distinct_properties": len(self._properties),
        }

    def _remember(self, row: str, after: Stated, changed: Row, *, true: bool) -> None:
        keys = {
            "premises": (after.domain, after.premises),
            "conclusion": (after.domain, after.conclusion),
            "change": (after.domain, changed["from"], changed["to"]),
        }
        for name, key in keys.items():
            self._lookups[name].add(row, key, str(true))
        self._true.setdefault(after.domain, []).append(true)
        said = (*after.premises, after.conclusion)
        self._properties |= {(after.domain, str(each)) for each in said}


def _changes(before: Stated, after: Stated) -> list[dict[str, Any]]:
    """The property that another one stands for.

    Raises:
        UnreadableError: not exactly one does, or the numbers of premises differ.
    """
    if len(before.premises) != len(after.premises):
        raise UnreadableError("statements with as many premises as each other")
    places = [("conclusion", before.conclusion, after.conclusion)] + [
        (f"premise {at}", old, new)
        for at, (old, new) in enumerate(zip(before.premises, after.premises, strict=True), start=1)
    ]
    found = [change("property", at, str(old), str(new)) for at, old, new in places if old != new]
    if len(found) != 1:
        raise UnreadableError(f"statements that differ in one property, not in {len(found)}")
    return found


def _reason(tried: Tried, domain: str) -> str:
    if tried.failing:
        return f"false, and the smallest counterexample is {tried.counterexample}"
    among = f"among all {tried.checked} cases"
    if domain == "integers":
        among = f"from 1 to {tried.checked}, behind which the properties repeat"
    return f"true: no counterexample {among}"


@cache
def _having(domain: str, bounds: tuple[int, ...], said: Said) -> frozenset[int]:
    """Which objects of a finite domain have a property, by their numbers."""
    test, *_ = TESTS[domain][said.name]
    return frozenset(
        at
        for at, each in enumerate(objects(domain, bounds))
        if test(each, *said.numbers) == said.holds
    )


def _tried(stated: Stated) -> Tried:
    """Whether the statement holds of every object, and the first one of which it does not."""
    domain, bounds, premises, conclusion, _ = stated
    if domain == "integers":
        return _tried_integers(premises, conclusion)
    every = [_having(domain, bounds, each) for each in premises]
    having = every[0].intersection(*every[1:])
    lacking = having - _having(domain, bounds, conclusion)
    found = objects(domain, bounds)
    first = shown(domain, found[min(lacking)]) if lacking else ""
    return Tried(len(found), len(having), len(lacking), first)


def _tried_integers(premises: Sequence[Said], conclusion: Said) -> Tried:
    """The same of all positive integers, which are settled by the first of them.

    Behind every number that is compared with, all other properties repeat after the least common
    multiple of what they divide by.

    Raises:
        UnreadableError: a remainder on division by 0.
    """
    above, period = 0, 1
    for each in (*premises, conclusion):
        if each.name == "greater":
            above = max(above, *each.numbers)
        else:
            period = lcm(period, 10 if each.name == "digit" else each.numbers[-1])
    if not period:
        raise UnreadableError("a remainder on division by 0")
    tests = TESTS["integers"]
    given = [(tests[each.name][0], each.numbers, each.holds) for each in premises]
    last, *_ = tests[conclusion.name]
    cases = [
        n
        for n in range(1, above + period + 1)
        if all(test(n, *numbers) == holds for test, numbers, holds in given)
    ]
    failing = [n for n in cases if last(n, *conclusion.numbers) != conclusion.holds]
    first = shown("integers", failing[0]) if failing else ""
    return Tried(above + period, len(cases), len(failing), first)


AUDIT = CounterexamplesAudit
