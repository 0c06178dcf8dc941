"""English for the rules of a table and for its rows."""

from __future__ import annotations

from collections.abc import Mapping
from csv import DictReader
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

from irrealis.builders.families.worlds.tables import SCORE, TRAIT, TREATMENT, Model, Sum

from irrealis.build import Draw


class Subject(NamedTuple):
    """What a table is about, in words."""

    subject: str
    trait: str
    values: tuple[str, str]
    treatment: str
    done: str
    decided: str
    numbers: tuple[str, ...]

    def state(self, treated: int) -> str:
        """Whether the treatment took place."""
        return self.done if treated else f"not {self.done}"


def _lines(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / name).read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return list(DictReader(lines, delimiter="\t"))


@cache
def subjects() -> Mapping[str, Subject]:
    """The subjects by vocabulary."""
    return MappingProxyType(
        {
            row["vocabulary"]: Subject(
                row["subject"],
                row["trait"],
                (row["usual"], row["other"]),
                row["treatment"],
                row["done"],
                row["decided"],
                tuple(row["numbers"].split()),
            )
            for row in _lines("tables.tsv")
        }
    )


@cache
def phrases() -> Mapping[str, tuple[str, ...]]:
    """The phrasings of each kind of sentence."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _lines("table_phrases.tsv"):
        found[row["kind"]] = (*found.get(row["kind"], ()), row["phrase"])
    return MappingProxyType(found)


class TableWording:
    """Words for one table; its rows are worded alike."""

    def __init__(self, subject: Subject, draw: Draw) -> None:
        self._subject, self._draw = subject, draw
        self._row = draw.choice(phrases()["row"])

    def rules(self, model: Model) -> str:
        """The rules of the numbers, of the score and of the decision, and what can be moved."""
        told = [self._rule(name, of, ", plus its remainder") for name, of in model.sums.items()]
        told.append(self._say("remainder"))
        told.append(self._rule(f"the {SCORE}", model.score, ""))
        told.append(self._say("decision", least=model.least))
        told += [self._say("action", **action._asdict()) for action in model.actions]
        told.append(self._say("moved"))
        return " ".join(sentence[:1].upper() + sentence[1:] for sentence in told)

    def row(self, values: Mapping[str, int], names: Mapping[str, Any]) -> str:
        """A row as sentences; `names` are its numbers, in their order."""
        told = [f"{name} is {values[name]}" for name in names]
        numbers = f"{', '.join(told[:-1])}, and {told[-1]}"
        subject = self._subject
        return self._row.format(
            subject=subject.subject,
            trait=subject.trait,
            value=subject.values[values[TRAIT]],
            treatment=subject.treatment,
            done=subject.state(values[TREATMENT]),
            numbers=numbers[:1].upper() + numbers[1:],
        )

    def question(self) -> str:
        """Whether the decision on a row is yes."""
        return self._say("question")

    def _say(self, kind: str, **words: Any) -> str:
        phrase = self._draw.choice(phrases()[kind])
        subject = self._subject
        return phrase.format(subject=subject.subject, decided=subject.decided, **words)

    def _rule(self, name: str, of: Sum, end: str) -> str:
        terms = f"{of.base}{''.join(self._term(*part) for part in of.parts)}{end}"
        return self._say("rule", name=name, terms=terms)

    def _term(self, cause: str, times: int) -> str:
        sign, size = ("plus", times) if times > 0 else ("minus", -times)
        if cause == TRAIT:
            return f", {sign} {size} if the {self._subject.trait} is {self._subject.values[1]}"
        if cause == TREATMENT:
            return f", {sign} {size} if the {self._subject.treatment} is {self._subject.done}"
        return f", {sign} {cause}" if size == 1 else f", {sign} {size} times {cause}"


def certificate(model: Model, subject: Subject) -> tuple[list[str], list[str]]:
    """The rules, such as `income = 5 + 2 age`, and what can be moved, as a certificate states."""
    named = {
        TRAIT: f"[{subject.trait} {subject.values[1]}]",
        TREATMENT: f"[{subject.treatment} {subject.done}]",
    }
    rules = []
    for name, of in (*model.sums.items(), (SCORE, model.score)):
        parts = (
            f" {'+' if times > 0 else '-'} {abs(times)} {named.get(cause, cause)}"
            for cause, times in of.parts
        )
        rules.append(f"{name} = {of.base}{''.join(parts)}")
    return rules, [f"{a.name}: at most {a.most}, {a.cost} each" for a in model.actions]
