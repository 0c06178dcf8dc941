"""Reads stories of dice and questions about effects by a grammar of its own.

Whatever the grammar does not cover is refused. Of a mechanism it keeps the limit of each case; of a
question, what is asked of which cases under which change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from irrealis.schemas.families.worlds.reading import OUTSIDE, UnreadableError

Literal = tuple[str, bool]

_CLAUSE = re.compile(r"the ([a-z]+) (?:(does not) [a-z]+|[a-z]+)")
_OPENING = re.compile(
    r"(?:Each event below has a fair die of its own with (\d+) sides, which is rolled once; the "
    r"event happens exactly when the roll is at or below its limit\."
    r"|For every event a fair die with (\d+) sides is rolled once, and no two events share one\. "
    r"An event happens exactly when its roll is no higher than its limit\."
    r"|All dice here are fair and have (\d+) sides\. Every event has one die, rolled once, and "
    r"happens if and only if the die shows its limit or less\.) "
)
_MECHANISMS = (
    re.compile(r"The limit for the ([a-z]+) to [a-z]+ is (\d.*)\."),
    re.compile(r"The ([a-z]+) [a-z]+ on a roll of up to (\d.*)\."),
    re.compile(r"At a roll of (?P<number>\d+) or lower, the (?P<event>[a-z]+) [a-z]+\."),
)
_ONLY = re.compile(
    r"(?:Take only the cases in which|Consider only the cases in which"
    r"|This is about the cases in which) (?P<facts>[a-z ]+)\. (?P<rest>.+)"
)
_OUTCOME = r"the [a-z]+ (?:would have )?(?:does not )?[a-z]+"
_SEEN = r"(?:(?:in|among) the cases in which|given that) the [a-z]+ (?:does not )?[a-z]+"
_MADE = r"if the [a-z]+ (?:is|had been) made (?:not )?to [a-z]+"
_KEPT = r" while the [a-z]+ does what it would do if the [a-z]+ were made (?:not )?to [a-z]+"
_CONDITION = rf"{_SEEN}|{_MADE}(?:{_KEPT})?"
_QUESTIONS = {  # (whether a number is asked for) -> patterns
    False: (
        rf"Is it more likely than not that (?P<y>{_OUTCOME})(?: (?P<c>{_CONDITION}))?\?",
        rf"Is the probability greater than 1/2 that (?P<y>{_OUTCOME})(?: (?P<c>{_CONDITION}))?\?",
        rf"Is it more likely that (?P<y>{_OUTCOME}) (?P<c>{_CONDITION}) than (?P<d>{_CONDITION})\?",
        rf"Is it more probable that (?P<y>{_OUTCOME}) (?P<c>{_CONDITION}) than"
        rf" (?P<d>{_CONDITION})\?",
    ),
    True: (
        rf"What is the probability that (?P<y>{_OUTCOME})(?: (?P<c>{_CONDITION}))?\?",
        rf"How probable is it that (?P<y>{_OUTCOME})(?: (?P<c>{_CONDITION}))?\?",
        rf"How much greater is the probability that (?P<y>{_OUTCOME}) (?P<c>{_CONDITION})"
        rf" than (?P<d>{_CONDITION})\? If it is smaller, the answer is negative\.",
        rf"Take the probability that (?P<y>{_OUTCOME}) (?P<c>{_CONDITION}), and subtract from it"
        rf" the probability that (?P<z>{_OUTCOME}) (?P<d>{_CONDITION})\. What is the result\?",
    ),
}
_MADE_PARTS = re.compile(
    r"if the (?P<x>[a-z]+) (?P<be>is|had been) made (?P<not>not )?to [a-z]+"
    r"(?: while the (?P<m>[a-z]+) does what it would do"
    r" if the (?P<w>[a-z]+) were made (?P<never>not )?to [a-z]+)?"
)
_SET = r"(?P<set>the empty set|the set of the [a-z]+(?:(?: and the [a-z]+)+| alone))"
_BACK_DOOR = (
    rf"Does {_SET} meet the back-door criterion for the effect of the (?P<x>[a-z]+) on the"
    r" (?P<y>[a-z]+)\?",
    rf"For the effect of the (?P<x>[a-z]+) on the (?P<y>[a-z]+), does {_SET} satisfy the back-door"
    r" criterion\?",
    r"Is the back-door criterion for the effect of the (?P<x>[a-z]+) on the (?P<y>[a-z]+) met by"
    rf" {_SET}\?",
)


class Dice(NamedTuple):
    """A story: sides of the dice, causes of each event, and its limit in each case of them.

    Events stand in the order of the story, causes in the order of the events; a case is the values
    of the causes, False before True, the first cause slowest.
    """

    sides: int
    causes: dict[str, tuple[str, ...]]
    limits: dict[str, tuple[int, ...]]

    def spelled(self, event: str) -> str:
        """A mechanism as a certificate states it."""
        causes, limits = self.causes[event], self.limits[event]
        if not causes:
            return f"{event}: {limits[0]}"
        parts = []
        for case, limit in enumerate(limits):
            bits = format(case, f"0{len(causes)}b")
            names = (n if bit == "1" else f"not {n}" for n, bit in zip(causes, bits, strict=True))
            parts.append(f"{limit} if {' and '.join(names)}")
        return f"{event}: {'; '.join(parts)}"


@dataclass(frozen=True, slots=True)
class View:
    """A probability that is asked for: in which cases, under which change, with what kept."""

    seen: tuple[Literal, ...]
    made: Literal | None = None
    kept: tuple[str, Literal] | None = None

    def spelled(self, target: str) -> str:
        """The probability as a certificate states it."""
        text = target
        if self.made:
            text += f" under do({literal(*self.made)})"
        if self.kept:
            text += f", {self.kept[0]} as under do({literal(*self.kept[1])})"
        given = ", ".join(literal(*fact) for fact in self.seen)
        return f"P({text} | {given})" if given else f"P({text})"


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it reads; of two views the second is subtracted."""

    target: str
    views: tuple[View, ...]
    number: bool

    def __str__(self) -> str:
        return " - ".join(view.spelled(self.target) for view in self.views)


@dataclass(frozen=True, slots=True)
class SetQuery:
    """A question whether a set meets the back-door criterion."""

    x: str
    y: str
    members: tuple[str, ...]

    def __str__(self) -> str:
        return f"back-door({{{', '.join(self.members)}}}; {self.x} to {self.y})"


def literal(name: str, holds: bool) -> str:
    """An event as a certificate states it."""
    return name if holds else f"not {name}"


def read_dice(story: str) -> Dice:
    """The dice and limits of a story.

    Raises:
        UnreadableError: words that the grammar does not cover, or cases that are not all there.
    """
    opening = _OPENING.match(story)
    if opening is None:
        raise UnreadableError(f"not the start of a story of dice: {story[:80]}")
    sides = int(next(group for group in opening.groups() if group))
    *sentences, closing = re.split(r"(?<=\.) (?=[A-Z])", story[opening.end() :])
    if not OUTSIDE.fullmatch(closing):
        raise UnreadableError(f"not a sentence on changes from outside: {closing}")
    tables = dict(map(_mechanism, sentences))
    if len(tables) < len(sentences):
        raise UnreadableError("an event with two mechanisms")
    causes: dict[str, tuple[str, ...]] = {}
    limits: dict[str, tuple[int, ...]] = {}
    for event, table in tables.items():
        named = {name for case in table for name, _ in case}
        causes[event] = tuple(name for name in causes if name in named)
        if len(causes[event]) < len(named):
            raise UnreadableError(f"a cause of {event} that does not come before it")
        wanted = [
            frozenset(zip(causes[event], map(bool, map(int, bits)), strict=True))
            for bits in _binary(len(causes[event]))
        ]
        if {*wanted} != {*table} or not all(0 <= n <= sides for n in table.values()):
            raise UnreadableError(f"cases of {event} that are not all there, or a limit beyond")
        limits[event] = tuple(table[case] for case in wanted)
    return Dice(sides, causes, limits)


def read_effect(text: str) -> Query | SetQuery:
    """A question about an effect.

    Raises:
        UnreadableError: another question.
    """
    for pattern in _BACK_DOOR:
        if found := re.fullmatch(pattern, text):
            members = tuple(re.findall(r"the ([a-z]+)", found["set"].partition(" of ")[2]))
            return SetQuery(found["x"], found["y"], members)
    facts: tuple[Literal, ...] = ()
    question = text
    if only := _ONLY.fullmatch(text):
        facts, question = _clauses(only["facts"]), only["rest"]
    for number, patterns in _QUESTIONS.items():
        for pattern in patterns:
            if found := re.fullmatch(pattern, question):
                return _query(found.groupdict(), facts, number=number)
    raise UnreadableError(f"not a question about an effect: {text}")


def _query(parts: dict[str, str | None], facts: tuple[Literal, ...], *, number: bool) -> Query:
    outcome = parts["y"] or ""
    if parts.get("z", outcome) != outcome:
        raise UnreadableError("the two probabilities are of different outcomes")
    conditions = [parts["c"], *([parts["d"]] if "d" in parts else [])]
    perfect = " would have " in outcome
    if any((" had been made" in (c or "")) != perfect for c in conditions):
        raise UnreadableError("an outcome and a condition in different tenses")
    views = tuple(_view(condition, facts) for condition in conditions)
    plain = outcome.replace("would have ", "")
    ((target, happens),) = _clauses(plain)
    if not happens:
        raise UnreadableError("the outcome is that something does not happen")
    return Query(target, views, number)


def _view(condition: str | None, facts: tuple[Literal, ...]) -> View:
    if condition is None:
        return View(facts)
    found = _MADE_PARTS.fullmatch(condition)
    if found is None:
        clause = re.sub(r"^(?:(?:in|among) the cases in which|given that) ", "", condition)
        return View((*facts, *_clauses(clause)))
    kept = (found["m"], (found["w"], not found["never"])) if found["m"] else None
    return View(facts, (found["x"], not found["not"]), kept)


def _mechanism(sentence: str) -> tuple[str, dict[frozenset[Literal], int]]:
    for pattern in _MECHANISMS[:2]:
        if found := pattern.fullmatch(sentence):
            return found[1], dict(map(_case, re.split(r", (?:and )?(?=\d)", found[2])))
    if found := _MECHANISMS[2].fullmatch(sentence):
        return found["event"], {frozenset(): int(found["number"])}
    raise UnreadableError(f"not a mechanism: {sentence}")


def _case(words: str) -> tuple[frozenset[Literal], int]:
    found = re.fullmatch(r"(\d+)(?: if (.+))?", words)
    if found is None:
        raise UnreadableError(f"not a limit: {words}")
    return frozenset(_clauses(found[2]) if found[2] else ()), int(found[1])


def _clauses(words: str) -> tuple[Literal, ...]:
    found = [_CLAUSE.fullmatch(part) for part in words.split(" and ")]
    if None in found:
        raise UnreadableError(f"not clauses: {words}")
    return tuple((clause[1], not clause[2]) for clause in found if clause)


def _binary(digits: int) -> list[str]:
    return [format(n, f"0{digits}b") if digits else "" for n in range(2**digits)]
