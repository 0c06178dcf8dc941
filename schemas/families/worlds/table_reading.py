"""Reads the rules of a table and its rows by a grammar of its own.

Names are told from their sentences: whatever stands where a number, a trait, a treatment or the
score must stand is one. Whatever the grammar does not cover is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from irrealis.schemas.families.worlds.reading import UnreadableError

_NUMBER = r"-?\d+"
_SUM = re.compile(
    rf"(The score|[A-Z][a-z]+) (?:is|comes to|is worked out as) ({_NUMBER}(?:, .+)?)\."
)
_PART = re.compile(
    r"(plus|minus) (?:(?P<size>\d+) if the (?P<what>[a-z]+) is (?P<state>[a-z]+)"
    r"|(?:(?P<times>\d+) times )?(?P<name>[a-z]+))"
)
_REMAINDER = re.compile(
    r"Each remainder belongs to the ([a-z]+), and stays the same whatever else is changed\."
    r"|A remainder is the ([a-z]+)'s own and never changes, whatever else does\."
    r"|Whatever is changed, the remainders of the ([a-z]+) stay as they are\."
)
_DECISIONS = (
    rf"The (?P<s>[a-z]+) is (?P<d>[a-z]+) if the score is at least (?P<n>{_NUMBER}), and not"
    r" otherwise\.",
    rf"At a score of (?P<n>{_NUMBER}) or more the (?P<s>[a-z]+) is (?P<d>[a-z]+), and below that it"
    r" is not\.",
    rf"The (?P<s>[a-z]+) is (?P<d>[a-z]+) exactly when the score is (?P<n>{_NUMBER}) or more\.",
)
_ACTIONS = (
    r"(?P<f>[A-Z][a-z]+) can be moved up or down by at most (?P<most>\d+), at a cost of"
    r" (?P<cost>\d+) for each point\.",
    r"Each point by which (?P<f>[a-z]+) is moved, up or down, costs (?P<cost>\d+), and at most"
    r" (?P<most>\d+) points are possible\.",
)
_MOVED = re.compile(
    r"Every move counts from the number in the row, whatever else is moved; what is not moved still"
    r" follows by its rule\."
    r"|What is moved is set to a new number, counted from the one in the row, and all that depends"
    r" on it follows by the rules\."
)
_ROWS = (
    r"The (?P<trait>[a-z]+) of the (?P<s>[a-z]+) is (?P<value>[a-z]+), and the (?P<t>[a-z]+) is"
    r" (?P<not>not )?(?P<done>[a-z]+)\. (?P<numbers>[^.]+)\.",
    r"Of the (?P<s>[a-z]+) we know that the (?P<trait>[a-z]+) is (?P<value>[a-z]+) and the"
    r" (?P<t>[a-z]+) is (?P<not>not )?(?P<done>[a-z]+)\. (?P<numbers>[^.]+)\.",
)
_QUESTIONS = (
    r"(?:Is|By these rules, is) the (?P<s>[a-z]+) (?P<d>[a-z]+)\?",
    r"Is the score high enough for the (?P<s>[a-z]+) to be (?P<d>[a-z]+)\?",
)


class Flag(NamedTuple):
    """Something that is so or not: a trait with a value, or a treatment that took place."""

    what: str
    state: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The rules as they read: base and weights of each number and of the score, and the moves."""

    subject: str
    decided: str
    least: int
    bases: dict[str, int]  # in the order of the rules; the score under its own name
    weights: dict[str, dict[str | Flag, int]]
    moves: dict[str, tuple[int, int]] = field(default_factory=dict)  # most points, cost of each

    @property
    def numbers(self) -> list[str]:
        """The numbers, in the order of the rules."""
        return [name for name in self.bases if name != "score"]

    def spelled(self, name: str) -> str:
        """A rule as a certificate states it."""
        text = f"{name} = {self.bases[name]}"
        for cause, weight in self.weights[name].items():
            called = f"[{cause.what} {cause.state}]" if isinstance(cause, Flag) else cause
            text += f" {'-' if weight < 0 else '+'} {abs(weight)} {called}"
        return text


class TableRow(NamedTuple):
    """A row as it reads."""

    subject: str
    trait: Flag
    treatment: Flag
    treated: bool
    numbers: dict[str, int]


def read_decision(question: str) -> tuple[str, str]:
    """The subject and the decision that a question asks about.

    Raises:
        UnreadableError: another question.
    """
    found = _one_of(_QUESTIONS, question)
    return found["s"], found["d"]


def read_scorecard(text: str) -> Scorecard:
    """The rules of a table.

    Raises:
        UnreadableError: words that the grammar does not cover, in another order, or of two things.
    """
    sentences = re.split(r"(?<=\.) (?=[A-Z])", text)
    bases: dict[str, int] = {}
    weights: dict[str, dict[str | Flag, int]] = {}
    subjects: list[str] = []
    while sentences and (found := _SUM.fullmatch(sentences[0])):
        _sum(found[1].removeprefix("The ").lower(), found[2], bases, weights)
        sentences.pop(0)
        if sentences and (own := _REMAINDER.fullmatch(sentences[0])):
            subjects += [group for group in own.groups() if group]
            sentences.pop(0)
    if list(bases)[-1:] != ["score"] or len(subjects) != 1 or len(sentences) < 2:
        raise UnreadableError("no rules of numbers, of the remainders and of the score")
    decision = _one_of(_DECISIONS, sentences.pop(0))
    if not _MOVED.fullmatch(sentences.pop()):
        raise UnreadableError("no sentence on what is moved, and what a move counts from")
    moves = {}
    for sentence in sentences:
        action = _one_of(_ACTIONS, sentence)
        moves[action["f"].lower()] = int(action["most"]), int(action["cost"])
    if len(moves) < len(sentences) or not {*moves} <= {*bases} - {"score"}:
        raise UnreadableError("a number that is moved twice, or one that is none")
    if decision["s"] != subjects[0]:
        raise UnreadableError(f"rules of a {subjects[0]}, and a decision on a {decision['s']}")
    return Scorecard(decision["s"], decision["d"], int(decision["n"]), bases, weights, moves)


def read_row(text: str) -> TableRow:
    """A row of a table.

    Raises:
        UnreadableError: words that the grammar does not cover.
    """
    found = _one_of(_ROWS, text)
    numbers: dict[str, int] = {}
    parts = re.split(r", and |, ", found["numbers"])
    for part in parts:
        words = re.fullmatch(rf"([A-Za-z][a-z]*) is ({_NUMBER})", part)
        if words is None:
            raise UnreadableError(f"not a number of a row: {part}")
        numbers[words[1].lower()] = int(words[2])
    if len(numbers) < len(parts):
        raise UnreadableError("a number that is given twice")
    trait, treatment = Flag(found["trait"], found["value"]), Flag(found["t"], found["done"])
    return TableRow(found["s"], trait, treatment, not found["not"], numbers)


def _sum(
    name: str, text: str, bases: dict[str, int], weights: dict[str, dict[str | Flag, int]]
) -> None:
    base, *parts = text.split(", ")
    if name in bases or "score" in bases:
        raise UnreadableError(f"a second rule of {name}, or one after the score's")
    if name != "score" and (not parts or parts.pop() != "plus its remainder"):
        raise UnreadableError(f"{name} has no remainder at its end")
    own: dict[str | Flag, int] = {}
    for part in parts:
        found = _PART.fullmatch(part)
        if found is None:
            raise UnreadableError(f"not a part of a sum: {part}")
        cause = Flag(found["what"], found["state"]) if found["what"] else found["name"]
        if cause in own or (isinstance(cause, str) and cause not in bases):
            raise UnreadableError(f"a part twice, or before its own rule: {part}")
        size = int(found["size"] or found["times"] or 1)
        own[cause] = size if found[1] == "plus" else -size
    bases[name], weights[name] = int(base), own


def _one_of(patterns: tuple[str, ...], text: str) -> dict[str, str]:
    for pattern in patterns:
        if found := re.fullmatch(pattern, text):
            return found.groupdict()
    raise UnreadableError(f"not a sentence of these rules: {text}")
