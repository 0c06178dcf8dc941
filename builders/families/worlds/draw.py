"""Draws worlds, and queries about them, of a wanted size and with wanted answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from irrealis.builders.families.worlds.scm import Query, Rule, Term, World, settled

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
        columns, paths = world.columns(), world.paths()
        for _ in range(STATES):
            found = _question(draw, wanted, world, columns, paths)
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


def _question(
    draw: Draw,
    wanted: Wanted,
    world: World,
    columns: Mapping[str, int],
    paths: Mapping[str, Mapping[str, int]],
) -> Question | None:
    """A question about one exogenous state of a world; None if it is not as wanted."""
    state = draw.integer(0, (1 << len(world.exogenous)) - 1)
    actual = {event: bool(column >> state & 1) for event, column in columns.items()}
    effects = [rule.event for rule in world.rules if actual[rule.event] == wanted.before]
    if not effects:
        return None
    target = draw.choice(effects)
    causes = [event for event in paths[target] if actual[event] != wanted.set_to]
    if not causes:
        return None
    cause = draw.choice(causes)
    query = _query(draw, wanted, target, cause, actual, paths)
    if query is None:
        return None
    facts = _facts(draw, wanted, world, target, actual)
    if world.answer(query, facts, columns) is not wanted.after:
        return None
    if settled(columns[target], world.states(facts, columns)) is not wanted.before:
        return None
    depth = max(paths[target][term.event] for term in query.do)
    return Question(world, facts, query, wanted.before, wanted.after, depth)


def _query(
    draw: Draw,
    wanted: Wanted,
    target: str,
    cause: str,
    actual: Mapping[str, bool],
    paths: Mapping[str, Mapping[str, int]],
) -> Query | None:
    """A query of the wanted kind; None if the world has no event that it needs."""
    change = (Term(cause, wanted.set_to),)
    if wanted.kind in ("basic", "conditional"):
        return Query(target, change)
    others = [event for event in paths[target] if event != cause]
    if wanted.kind != "joint":  # an event between the two
        others = [event for event in others if cause in paths[event]]
    if not others:
        return None
    other = draw.choice(others)
    if wanted.kind == "joint":
        return Query(target, (*change, Term(other, not actual[other])))
    if wanted.kind == "held":
        return Query(target, change, held=(other,))
    return Query(target, change, through=other)


def _facts(
    draw: Draw, wanted: Wanted, world: World, target: str, actual: Mapping[str, bool]
) -> tuple[Term, ...]:
    """All exogenous events; of a conditional question one less, and what it may have led to."""
    kept = set(world.exogenous)
    if wanted.kind == "conditional":
        seen = draw.shuffled([rule.event for rule in world.rules if rule.event != target])[:2]
        kept = {*kept, *seen} - {draw.choice(world.exogenous)}
    return tuple(Term(event, actual[event]) for event in world.events if event in kept)
