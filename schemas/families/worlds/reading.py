"""Reads the English of worlds by a grammar of its own: rules, facts and questions.

An event is known by its noun alone. Whatever the grammar does not cover is refused, so that no word
of a row can change without the reading changing or failing. Equations and queries are given in a
canonical form, in which a certificate can be compared with them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NOUN = r"the (?P<noun>[a-z]+)"
PRESENT = re.compile(rf"{NOUN} (?:(?P<no>does not) [a-z]+|[a-z]+)")
PAST = re.compile(rf"{NOUN} (?:(?P<no>did not) [a-z]+|[a-z]+)")
PERFECT = re.compile(rf"{NOUN} had (?P<no>not )?[a-z]+")
OUTSIDE = re.compile(
    r"If something is changed from outside, all other rules still hold\."
    r"|A change from outside replaces the rule of what is changed and leaves the others alone\."
    r"|Whatever somebody changes by hand, the remaining rules stay in force\."
)
EQUIVALENCE = re.compile(r" (?:if and only if|exactly when|when, and only when,) ")
NUMBERS = {"one": 1, "two": 2, "three": 3}


class UnreadableError(ValueError):
    """Words that the grammar does not cover."""


@dataclass(frozen=True, slots=True)
class Equation:
    """What an event depends on: it holds where from `low` to `high` of its terms do."""

    event: str
    terms: tuple[tuple[str, bool], ...]
    low: int
    high: int
    spelling: str

    def __str__(self) -> str:
        inside = ", ".join(name if holds else f"not {name}" for name, holds in self.terms)
        return f"{self.event} = {self.spelling}({inside})"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it reads: what is asked, what is set, left as it was, or lets it through."""

    target: str
    set_to: tuple[tuple[str, bool], ...]
    kept: tuple[str, ...]
    carrier: str | None

    def __str__(self) -> str:
        change = ", ".join(name if holds else f"not {name}" for name, holds in self.set_to)
        if self.carrier:
            return f"{self.target} under {self.carrier} as under do({change})"
        return ", ".join(
            [f"{self.target} under do({change})", *(f"{name} as it was" for name in self.kept)]
        )


def read_story(story: str) -> list[Equation]:
    """The equations of a story, in its order.

    Raises:
        UnreadableError: a sentence that is no rule, or no sentence on changes from outside.
    """
    sentences = re.split(r"(?<=[.]) (?=[A-Z])", story)
    if not OUTSIDE.fullmatch(sentences[-1]):
        raise UnreadableError(f"not a sentence on changes from outside: {sentences[-1]}")
    return [_equation(sentence) for sentence in sentences[:-1]]


def read_facts(facts: str) -> list[tuple[str, bool]]:
    """The events that are known to have happened, or not to have happened.

    Raises:
        UnreadableError: a sentence that is no fact.
    """
    found = []
    for sentence in re.split(r"(?<=[.]) (?=[A-Z])", facts):
        words = re.fullmatch(r"(?:It is known that |We saw that )?([Tt]he [a-z ]+)\.", sentence)
        if words is None:
            raise UnreadableError(f"not a fact: {sentence}")
        found.append(_clause(PAST, _small(words[1])))
    return found


def read_actual(question: str) -> str:
    """The event that a question asks about as it was.

    Raises:
        UnreadableError: another question.
    """
    found = re.fullmatch(rf"Did {NOUN} [a-z]+\?", question)
    if found is None:
        raise UnreadableError(f"not a question of what happened: {question}")
    return found["noun"]


def read_question(question: str) -> Asked:
    """A question of what would have happened.

    Raises:
        UnreadableError: another question.
    """
    would = r"[Ww]ould the (?P<target>[a-z]+) have [a-z]+"
    for pattern in (
        rf"{would} if (?P<change>.+)\?",
        rf"If (?P<change>.+), {would}\?",
        rf"Suppose (?P<change>.+)\. {would}\?",
    ):
        if found := re.fullmatch(pattern, question):
            return _asked(found["target"], found["change"])
    raise UnreadableError(f"not a question of what would have happened: {question}")


def _asked(target: str, change: str) -> Asked:
    carrier = None
    if through := re.fullmatch(r"the ([a-z]+) alone had behaved as though (.+)", change):
        carrier, change = through[1], through[2]
    change, *left = change.split(", with ")
    kept = []
    for words in left:
        found = re.fullmatch(rf"{NOUN} left as it was", words)
        if found is None:
            raise UnreadableError(f"not a part of a supposition: {words}")
        kept.append(found["noun"])
    set_to = tuple(_clause(PERFECT, part) for part in change.split(" and "))
    return Asked(target, set_to, tuple(kept), carrier)


def _equation(sentence: str) -> Equation:
    if found := re.fullmatch(r"If (.+), (the [a-z]+ [a-z]+); otherwise it does not\.", sentence):
        effect, condition = found[2], found[1]
    else:
        sides = EQUIVALENCE.split(sentence.removesuffix("."))
        if len(sides) != 2 or not sentence.endswith("."):
            raise UnreadableError(f"not a rule: {sentence}")
        effect, condition = _small(sides[0]), sides[1]
    event, happens = _clause(PRESENT, effect)
    if not happens:
        raise UnreadableError(f"a rule of what does not happen: {sentence}")
    return _condition(event, condition)


def _condition(event: str, words: str) -> Equation:
    if found := re.fullmatch(
        r"(at least|exactly) (one|two|three) of these (?:is|are) so: (.+)", words
    ):
        terms = tuple(_clause(PRESENT, part) for part in found[3].split("; "))
        least = NUMBERS[found[2]]
        if found[1] == "exactly":
            return Equation(event, terms, least, least, "xor")
        name = "or" if least == 1 else f"at least {least}"
        return Equation(event, terms, least, len(terms), name)
    if found := re.fullmatch(r"either (.+) or (.+), but not both", words):
        terms = (_clause(PRESENT, found[1]), _clause(PRESENT, found[2]))
        return Equation(event, terms, 1, 1, "xor")
    if found := re.fullmatch(r"(.+) or (.+), or both", words):
        terms = (_clause(PRESENT, found[1]), _clause(PRESENT, found[2]))
        return Equation(event, terms, 1, 2, "or")
    terms = tuple(_clause(PRESENT, part) for part in re.split(r", | and ", words))
    return Equation(event, terms, len(terms), len(terms), "and" if len(terms) > 1 else "is")


def _clause(tense: re.Pattern[str], words: str) -> tuple[str, bool]:
    found = tense.fullmatch(words)
    if found is None:
        raise UnreadableError(f"not a clause: {words}")
    return found["noun"], not found["no"]


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
