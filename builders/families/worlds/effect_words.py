"""English for questions about effects: mechanisms, conditions and questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from csv import DictReader
from functools import cache
from importlib.resources import files
from itertools import product
from types import MappingProxyType

from irrealis.builders.families.worlds.chances import ChanceWorld, Mechanism, Side
from irrealis.builders.families.worlds.effects import Asked, BackDoor
from irrealis.builders.families.worlds.scm import Term
from irrealis.builders.families.worlds.words import CLOSINGS, Verb

from irrealis.build import Draw


@cache
def phrases() -> Mapping[str, tuple[str, ...]]:
    """The phrasings of each kind of sentence."""
    text = (files(__package__) / "effect_phrases.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    found: dict[str, tuple[str, ...]] = {}
    for row in DictReader(lines, delimiter="\t"):
        found[row["kind"]] = (*found.get(row["kind"], ()), row["phrase"])
    return MappingProxyType(found)


class EffectWording:
    """Words for the events of one vocabulary; a pair of questions is worded alike."""

    def __init__(self, verbs: Mapping[str, Verb], draw: Draw) -> None:
        self._verbs, self._draw = verbs, draw
        self._chosen = {kind: draw.choice(of) for kind, of in phrases().items()}

    def story(self, world: ChanceWorld) -> str:
        """The dice, the mechanisms, and what a change from outside does to them."""
        opening = self._chosen["opening"].format(sides=world.sides)
        mechanisms = map(self._mechanism, world.mechanisms)
        return " ".join([opening, *mechanisms, self._draw.choice(CLOSINGS)])

    def question(self, asked: Asked | BackDoor, *, number: bool) -> str:
        """A question that is answered by yes or no, or by a number."""
        if isinstance(asked, BackDoor):
            x, y = f"the {asked.x}", f"the {asked.y}"
            return _capital(self._say("back-door", set=_set(asked.adjusted), x=x, y=y))
        size = "one" if len(asked.sides) == 1 else "two"
        shared = [f for f in asked.sides[0].seen if all(f in side.seen for side in asked.sides)]
        shared = shared if len(shared) > 1 or size == "two" else []
        perfect = bool(shared) and asked.sides[0].do is not None
        conditions = [self._condition(side, shared, perfect=perfect) for side in asked.sides]
        question = self._say(
            f"{size}-{'number' if number else 'yes'}",
            y=self._outcome(asked.target, perfect=perfect),
            **dict(zip("cd", conditions, strict=False)),
        )
        if not shared:
            return question
        return f"{self._say('only', x=' and '.join(map(self._clause, shared)))} {question}"

    def _say(self, kind: str, **words: object) -> str:
        return self._chosen[kind].format(**words)

    def _mechanism(self, mechanism: Mechanism) -> str:
        event, causes, numbers = mechanism
        verb = self._verbs[event]
        words = {"noun": f"the {event}", "base": verb.base, "third": verb.third}
        if not causes:
            phrase = self._draw.choice(phrases()["root"])
            return _capital(phrase.format(number=numbers[0], **words))
        limits = dict(zip(product((False, True), repeat=len(causes)), numbers, strict=True))
        order = self._draw.shuffled(range(len(causes)))
        first = self._draw.choice((False, True))  # the cases stand in order, the last cause fastest
        cases = []
        for values in product((first, not first), repeat=len(causes)):
            values_of = list(zip(order, values, strict=True))
            clauses = [self._clause(Term(causes[at], value)) for at, value in values_of]
            number = limits[tuple(value for _, value in sorted(values_of))]
            cases.append(f"{number} if {' and '.join(clauses)}")
        text = f"{', '.join(cases[:-1])}, and {cases[-1]}"
        return _capital(self._draw.choice(phrases()["cases"]).format(cases=text, **words))

    def _condition(self, side: Side, shared: Sequence[Term], *, perfect: bool) -> str:
        parts = []
        if seen := [fact for fact in side.seen if fact not in shared]:
            parts.append(self._say("seen", x=" and ".join(map(self._clause, seen))))
        if side.do is not None:
            parts.append(f"if {self._made(side.do, 'had been' if perfect else 'is')}")
        if side.kept is not None:
            event, change = side.kept
            made = self._made(change, "were")
            parts.append(f"while the {event} does what it would do if {made}")
        return "".join(f" {part}" for part in parts)

    def _made(self, change: Term, be: str) -> str:
        negation = "" if change.happens else "not "
        return f"the {change.event} {be} made {negation}to {self._verbs[change.event].base}"

    def _outcome(self, event: str, *, perfect: bool) -> str:
        if perfect:
            return f"the {event} would have {self._verbs[event].participle}"
        return self._clause(Term(event, True))

    def _clause(self, term: Term) -> str:
        verb = self._verbs[term.event]
        return f"the {term.event} {verb.third if term.happens else f'does not {verb.base}'}"


def _set(events: Sequence[str]) -> str:
    if not events:
        return "the empty set"
    named = " and ".join(f"the {event}" for event in events)
    return f"the set of {named}" if len(events) > 1 else f"the set of {named} alone"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
