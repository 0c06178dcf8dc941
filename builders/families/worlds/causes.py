"""CounterBench's English: "Ziklo causes Blaf, Blaf and Trune together cause not Vork".

Each clause is a condition, the verb, and effects; a piece between commas without a verb lists more
effects of the clause before it. Every effect happens if and only if its condition holds, and its
opposite is what "causes not" says (Chen et al., CounterBench, 2025, section 3).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from irrealis.builders.families.worlds.scm import Operator, Rule, Term, World

_TERM = r"(?:not )?[A-Z][a-z]+"
_INFO = re.compile(r"We know that (?P<rules>[^.]+)\.(?: We observed (?P<seen>[^.]+)\.?)?\s*")
_CLAUSE = re.compile(
    rf"(?P<condition>{_TERM}(?P<rest>(?: and {_TERM})*|(?: or {_TERM})*))(?: together)? causes?"
    rf" (?P<effects>{_TERM}(?: and {_TERM})*)"
)
_MORE = re.compile(rf"{_TERM}(?: and {_TERM})*")
_QUESTIONS = {
    "instead": re.compile(
        rf"Would (?P<target>[A-Z][a-z]+) occur if (?P<a>{_TERM}) instead of (?P<was>{_TERM})\?"
    ),
    "together": re.compile(
        rf"Would (?P<target>[A-Z][a-z]+) occur if (?P<a>{_TERM}) and (?P<b>{_TERM})\?"
    ),
    "nested": re.compile(
        rf"Assume (?P<a>{_TERM}), and based on this assumption, further suppose (?P<b>{_TERM})\."
        r" Would (?P<target>[A-Z][a-z]+) occur\?"
    ),
}


class NotCovered(ValueError):
    """Words of upstream's that are not of its own pattern."""


class Circle(ValueError):
    """Rules of which some depend on one another: events in a circle, the first again at its end."""

    def __init__(self, events: list[str]) -> None:
        super().__init__(" <- ".join(events))
        self.events = events


class Story(NamedTuple):
    """What `given_info` says: its rules in their order, and what was observed."""

    rules: tuple[Rule, ...]
    seen: tuple[Term, ...]

    @property
    def named(self) -> list[str]:
        """The events, in the order in which the rules name them."""
        every = (n for r in self.rules for n in (*(t.event for t in r.inputs), r.event))
        return list(dict.fromkeys(every))

    def world(self, change: Sequence[Term]) -> World:
        """The world of these rules; what is changed is in it, even where no rule has it.

        Raises:
            Circle: they have no causal order.
        """
        effects = {rule.event: rule for rule in self.rules}
        causes = {event: [t.event for t in rule.inputs] for event, rule in effects.items()}
        try:
            order = list(TopologicalSorter(causes).static_order())
        except CycleError as error:
            raise Circle(list(reversed(error.args[1]))) from None
        events = dict.fromkeys([*self.named, *(term.event for term in change)])
        exogenous = tuple(event for event in events if event not in effects)
        return World(exogenous, tuple(effects[event] for event in order if event in effects))


def read_info(text: str) -> Story:
    """The rules and observations of `given_info`.

    Raises:
        NotCovered: anything that is not in upstream's pattern, or an event with two rules.
    """
    found = _INFO.fullmatch(text)
    if found is None:
        raise NotCovered(f"not of upstream's pattern: {text}")
    rules: list[Rule] = []
    clause: re.Match[str] | None = None
    for piece in re.split(r",\s*", found["rules"]):
        words = piece.removeprefix("and ")
        started = _CLAUSE.fullmatch(words)
        clause = started or clause
        if clause is None or not (started or _MORE.fullmatch(words)):
            raise NotCovered(f"no clause, and no more effects of one: {piece}")
        effects = started["effects"] if started else words
        rules += [_rule(effect, clause) for effect in _terms(effects)]
    if len({rule.event for rule in rules}) < len(rules):
        raise NotCovered("an event with two rules, which upstream's pattern does not define")
    return Story(tuple(rules), tuple(_terms(found["seen"] or "")))


def read_question(text: str) -> tuple[str, tuple[Term, ...]]:
    """The target of a question and what it sets.

    Raises:
        NotCovered: another question.
    """
    for pattern in _QUESTIONS.values():
        if found := pattern.fullmatch(text):
            parts = found.groupdict()
            change = tuple(_term(parts[name]) for name in ("a", "b") if parts.get(name))
            if "was" in parts and _term(parts["was"]) != opposite(change[0]):
                raise NotCovered(f"not the opposite of what is set: {parts['was']}")
            return parts["target"], change
    raise NotCovered(f"not a question of upstream's pattern: {text}")


def factual_question(text: str) -> str:
    """The same question with the opposite of what it sets.

    >>> factual_question("Would Lumbo occur if not Ziklo instead of Ziklo?")
    'Would Lumbo occur if Ziklo?'

    Raises:
        NotCovered: another question.
    """
    for pattern in _QUESTIONS.values():
        if found := pattern.fullmatch(text):
            places = [found.span(name) for name in ("b", "a") if found.groupdict().get(name)]
            for start, end in places:
                text = text[:start] + _spelled(opposite(_term(text[start:end]))) + text[end:]
            return re.sub(rf" instead of {_TERM}\?$", "?", text)
    raise NotCovered(f"not a question of upstream's pattern: {text}")


def opposite(term: Term) -> Term:
    """The same event, the other way."""
    return Term(term.event, not term.happens)


def _rule(effect: Term, clause: re.Match[str]) -> Rule:
    inputs = tuple(_terms(clause["condition"]))
    operator: Operator = "or" if " or " in clause["rest"] else "and"
    if not effect.happens:  # De Morgan
        inputs = tuple(map(opposite, inputs))
        operator = "and" if operator == "or" else "or"
    return Rule(effect.event, operator if len(inputs) > 1 else "is", inputs)


def _terms(words: str) -> list[Term]:
    return [_term(word) for word in re.findall(_TERM, words)]


def _term(word: str) -> Term:
    return Term(word.removeprefix("not "), not word.startswith("not "))


def _spelled(term: Term) -> str:
    return term.event if term.happens else f"not {term.event}"
