"""Draws worlds, and queries about them, of a wanted size and with wanted answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from irrealis.builders.families.worlds.scm import Query, Rule, Term, World

from irrealis.build import Draw

Kind: TypeAlias = Literal["basic", "joint", "held", "through", "conditional"]

KINDS: tuple[Kind, ...] = ("basic", "joint", "held", "through", "conditional")
MOST_EXOGENOUS = 6
STATES = 4  # exogenous states that are tried in one world
TRIES = 2000  # worlds that are drawn for one question before the space counts as exhausted


class Wanted(NamedTuple):
    """What a question is to be like: the answers before and after, and what the change sets."""

    kind: Kind
    variables: int
    before: bool
    after: bool
    set_to: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A query about a world of which some facts are known, with both answers."""

    world: World
    facts: tuple[Term, ...]
    query: Query
    before: bool
    after: bool
    depth: int  # steps of the longest causal path from what is set to the target


def draw_question(draw: Draw, wanted: Wanted, events: Sequence[str]) -> Question | None:
    """A question as wanted, over the first of the events; None if none was found.

    A wanted answer is reached by drawing again, never by bending a rule, so that the rules of
    questions with the answer yes are distributed as those of questions with the answer no.
    """
    names = events[: wanted.variables]
    for _ in range(TRIES):
        world = draw_world(draw, names)
        for _ in range(STATES):
            found = _question(draw, wanted, world)
            if found is not None:
                return found
    return None


def draw_world(draw: Draw, events: Sequence[str]) -> World:
    """A world of these events, the first of them exogenous; every exogenous event has an effect."""
    # no more than there are rules, each of which uses one that has no effect yet
    exogenous = draw.integer(2, min(MOST_EXOGENOUS, len(events) // 2))
    rules: list[Rule] = []
    unused = list(events[:exogenous])
    for place in range(exogenous, len(events)):
        known = list(events[:place])
        # what nothing depends on yet comes first, and recent events, so that paths get long
        first = draw.choice(unused or known[-3:])
        rest = draw.shuffled([event for event in known if event != first])
        rules.append(_rule(draw, events[place], [first, *rest]))
        unused = [e for e in unused if all(e != term.event for term in rules[-1].inputs)]
    return World(tuple(events[:exogenous]), tuple(rules))


def _rule(draw: Draw, event: str, inputs: Sequence[str]) -> Rule:
    choices: list[tuple[str, int, int]] = [("is", 1, 0), ("and", 2, 0), ("or", 2, 0), ("xor", 2, 0)]
    if len(inputs) >= 3:
        choices += [("and", 3, 0), ("or", 3, 0), ("at least", 3, 2)]
    operator, count, least = draw.choice([c for c in choices if c[1] <= len(inputs)])
    terms = tuple(Term(e, draw.chance(0.7)) for e in draw.shuffled(inputs[:count]))
    return Rule(event, operator, terms, least)  # type: ignore[arg-type]


def _question(draw: Draw, wanted: Wanted, world: World) -> Question | None:
    state = draw.integer(0, (1 << len(world.exogenous)) - 1)
    actual = {event: bool(column >> state & 1) for event, column in world.columns().items()}
    effects = [rule.event for rule in world.rules if actual[rule.event] == wanted.before]
    if not effects:
        return None
    target = draw.choice(effects)
    causes = [
        event
        for event in world.events
        if event != target
        and actual[event] != wanted.set_to
        and world.distance(event, target) is not None
    ]
    if not causes:
        return None
    change = (Term(draw.choice(causes), wanted.set_to),)
    cause = change[0].event
    between = [
        event
        for event in world.events
        if event not in (cause, target)
        and world.distance(cause, event) is not None
        and world.distance(event, target) is not None
    ]
    query = Query(target, change)
    if wanted.kind in ("held", "through"):
        if not between:
            return None
        middle = draw.choice(between)
        query = (
            Query(target, change, held=(middle,))
            if wanted.kind == "held"
            else Query(target, change, through=middle)
        )
    elif wanted.kind == "joint":
        others = [e for e in world.events if e not in (cause, target)]
        reaching = [e for e in others if world.distance(e, target) is not None]
        if not reaching:
            return None
        second = draw.choice(reaching)
        query = Query(target, (*change, Term(second, not actual[second])))
    facts = tuple(Term(event, actual[event]) for event in world.exogenous)
    if wanted.kind == "conditional":
        hidden = draw.choice(world.exogenous)
        seen = draw.shuffled([rule.event for rule in world.rules if rule.event != target])[:2]
        kept = {*world.exogenous, *seen} - {hidden}
        facts = tuple(Term(event, actual[event]) for event in world.events if event in kept)
    after = world.answer(query, facts)
    if after is not wanted.after or world.fact(target, facts) is not wanted.before:
        return None
    depth = max(world.distance(term.event, target) or 0 for term in query.do)
    return Question(world, facts, query, wanted.before, wanted.after, depth)
