"""English for worlds: rules, facts and questions, each in several phrasings.

Every event is a noun and an intransitive verb, so that one table of verb forms is enough. Which
phrasing a sentence gets is drawn apart from what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from csv import DictReader
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from irrealis.builders.families.worlds.scm import Query, Rule, Term

from irrealis.build import Draw

# "Just in case" is "if and only if" among logicians only, so it is not one of these.
BICONDITIONALS = ("if and only if", "exactly when", "when, and only when,")
KNOWN = ("", "It is known that ", "We saw that ")
CLOSINGS = (
    "If something is changed from outside, all other rules still hold.",
    "A change from outside replaces the rule of what is changed and leaves the others alone.",
    "Whatever somebody changes by hand, the remaining rules stay in force.",
)
COUNTS = MappingProxyType({1: "one", 2: "two", 3: "three"})


class Verb(NamedTuple):
    """The forms of a verb: ring, rings, rang, rung."""

    base: str
    third: str
    past: str
    participle: str


@cache
def vocabularies() -> MappingProxyType[str, MappingProxyType[str, Verb]]:
    """The vocabularies: name -> noun of an event -> its verb."""
    text = (files(__package__) / "events.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    found: dict[str, dict[str, Verb]] = {}
    for row in DictReader(lines, delimiter="\t"):
        verb = Verb(row["base"], row["third"], row["past"], row["participle"])
        found.setdefault(row["vocabulary"], {})[row["noun"]] = verb
    return MappingProxyType({name: MappingProxyType(verbs) for name, verbs in found.items()})


class Wording:
    """Words for the events of one vocabulary, with phrasings drawn as they are asked for."""

    def __init__(self, verbs: MappingProxyType[str, Verb], draw: Draw) -> None:
        self._verbs, self._draw = verbs, draw

    def story(self, rules: Sequence[Rule]) -> str:
        """The rules, and what a change from outside does to them."""
        return " ".join([*map(self._rule, rules), self._draw.choice(CLOSINGS)])

    def facts(self, facts: Sequence[Term]) -> str:
        """What is known to have happened, a sentence for each fact."""
        return " ".join(
            _capital(f"{self._draw.choice(KNOWN)}{self._past(fact)}.") for fact in facts
        )

    def actual(self, target: str) -> str:
        """The question whether an event happened."""
        return f"Did the {target} {self._verbs[target].base}?"

    def question(self, query: Query) -> str:
        """The question whether an event would have happened."""
        would = f"would the {query.target} have {self._verbs[query.target].participle}"
        change = " and ".join(map(self._perfect, query.do))
        if query.through:
            antecedent = f"if the {query.through} alone had behaved as though {change}"
        else:
            kept = "".join(f", with the {event} left as it was" for event in query.held)
            antecedent = f"if {change}{kept}"
        if query.through is None and self._draw.chance(1 / 3):
            return f"Suppose{antecedent.removeprefix('if')}. {_capital(would)}?"
        if self._draw.chance(0.5):
            return _capital(f"{antecedent}, {would}?")
        return _capital(f"{would} {antecedent}?")

    def _rule(self, rule: Rule) -> str:
        terms = [self._present(term) for term in rule.inputs]
        effect = self._present(Term(rule.event, happens=True))
        if rule.operator in ("is", "and") and self._draw.chance(0.3):
            # behind a comma, the last of several conditions would seem to be an effect
            return _capital(f"if {' and '.join(terms)}, {effect}; otherwise it does not.")
        if rule.operator in ("is", "and"):
            condition = _listed(terms)
        elif rule.operator == "at least":
            condition = f"at least {COUNTS[rule.least]} of these are so: {'; '.join(terms)}"
        elif rule.operator == "or" and len(terms) == 2 and self._draw.chance(0.5):
            condition = f"{terms[0]} or {terms[1]}, or both"
        elif rule.operator == "or":
            condition = f"at least one of these is so: {'; '.join(terms)}"
        elif self._draw.chance(0.5):
            condition = f"either {terms[0]} or {terms[1]}, but not both"
        else:
            condition = f"exactly one of these is so: {'; '.join(terms)}"
        # "exactly when exactly one" is hard to read
        joints = BICONDITIONALS[:1] if condition.startswith("exactly") else BICONDITIONALS
        return _capital(f"{effect} {self._draw.choice(joints)} {condition}.")

    def _present(self, term: Term) -> str:
        verb = self._verbs[term.event]
        return f"the {term.event} {verb.third if term.happens else f'does not {verb.base}'}"

    def _past(self, term: Term) -> str:
        verb = self._verbs[term.event]
        return f"the {term.event} {verb.past if term.happens else f'did not {verb.base}'}"

    def _perfect(self, term: Term) -> str:
        return f"the {term.event} had {'' if term.happens else 'not '}{self._participle(term)}"

    def _participle(self, term: Term) -> str:
        return self._verbs[term.event].participle


def _listed(terms: Sequence[str]) -> str:
    return terms[0] if len(terms) == 1 else f"{', '.join(terms[:-1])} and {terms[-1]}"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
