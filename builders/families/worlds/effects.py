"""Draws questions about effects, of a wanted type and with wanted answers.

The types are those of CLadder (Jin et al., NeurIPS 2023, section 3 and appendix A), each beside a
sibling that a lower rung of the ladder answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from csv import DictReader
from fractions import Fraction
from functools import cache
from graphlib import TopologicalSorter
from importlib.resources import files
from itertools import combinations, product
from typing import Literal, NamedTuple, TypeAlias

from irrealis.builders.families.worlds.chances import (
    ChanceWorld,
    Mechanism,
    Side,
    meets_back_door,
)
from irrealis.builders.families.worlds.scm import Term

from irrealis.build import Draw

Type: TypeAlias = Literal[
    "marginal",
    "conditional",
    "do",
    "ate",
    "ett",
    "nde",
    "nie",
    "backdoor",
    "collider",
    "counterfactual",
]
TYPES: tuple[Type, ...] = (
    "marginal",
    "conditional",
    "do",
    "ate",
    "ett",
    "nde",
    "nie",
    "backdoor",
    "collider",
    "counterfactual",
)
TRIES = 4000  # worlds that are drawn for one question before the space counts as exhausted
HALF = Fraction(1, 2)
SET_SIZES = ((0, 1), (1, 0), (1, 2), (2, 1))  # members of the sets of a pair on back doors


class Graph(NamedTuple):
    """A named graph over roles: the causes of each role, in causal order."""

    name: str
    causes: tuple[tuple[str, tuple[str, ...]], ...]
    types: tuple[str, ...]


class Asked(NamedTuple):
    """What is asked: one probability of the target, or the first of two less the second."""

    target: str
    sides: tuple[Side, ...]

    def value(self, world: ChanceWorld) -> Fraction:
        """The probability, or the difference."""
        first, *rest = (world.probability(self.target, side) for side in self.sides)
        return first - rest[0] if rest else first

    def positive(self, value: Fraction) -> bool | None:
        """The answer to "is it greater", than 1/2 or than the other; None on a tie."""
        middle = HALF if len(self.sides) == 1 else Fraction(0)
        return None if value == middle else value > middle

    def __str__(self) -> str:
        return " - ".join(side.of(self.target) for side in self.sides)


class BackDoor(NamedTuple):
    """Whether a set meets the back-door criterion for the effect of x on y."""

    x: str
    y: str
    adjusted: tuple[str, ...]

    def __str__(self) -> str:
        return f"back-door({{{', '.join(self.adjusted)}}}; {self.x} to {self.y})"


class Wanted(NamedTuple):
    """What a question is to be like."""

    type: Type
    graphs: Sequence[Graph]
    sides: int
    before: bool
    after: bool


class Effect(NamedTuple):
    """A question and its sibling about one world; values are None where there is no number."""

    graph: str
    world: ChanceWorld
    x: Term  # what is changed, and to what
    original: Asked | BackDoor
    counterfactual: Asked | BackDoor
    before: Fraction | None
    after: Fraction | None

    def is_met(self, asked: BackDoor) -> bool:
        """Whether a set meets the back-door criterion in this world."""
        return meets_back_door(self.world.causes, asked.x, asked.y, frozenset(asked.adjusted))


@cache
def graphs() -> tuple[Graph, ...]:
    """The named graphs."""
    text = (files(__package__) / "graphs.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    found = []
    for row in DictReader(lines, delimiter="\t"):
        causes: dict[str, list[str]] = {}
        for arrow in row["arrows"].split():
            cause, effect = arrow.split(">")
            causes.setdefault(effect, []).append(cause)
        order = list(TopologicalSorter(causes).static_order())
        inner = tuple(
            (role, tuple(sorted(causes.get(role, ()), key=order.index))) for role in order
        )
        found.append(Graph(row["name"], inner, tuple(row["types"].split())))
    return tuple(found)


def draw_effect(draw: Draw, wanted: Wanted, events: Sequence[str]) -> Effect | None:
    """A question as wanted, over the first of the events; None if none was found.

    A wanted answer is reached by drawing again, never by bending a world.
    """
    sizes = draw.choice(SET_SIZES)  # before a world is, so that they tell nothing of the answer
    for _ in range(TRIES):
        graph = draw.choice(wanted.graphs)
        roles = dict(zip([role for role, _ in graph.causes], events, strict=False))
        world = _world(draw, graph, roles, wanted.sides)
        change = Term(roles["X"], draw.chance(0.5))
        if wanted.type == "backdoor":
            found = _back_door(draw, wanted, graph, world, roles, sizes)
            if found is not None:
                return found
            continue
        original, asked = _pair(draw, wanted.type, roles, change)
        after = asked.value(world)
        if asked.positive(after) is not wanted.after:
            continue
        before = original.value(world)
        if original.positive(before) is wanted.before:
            return Effect(graph.name, world, change, original, asked, before, after)
    return None


def _world(draw: Draw, graph: Graph, roles: dict[str, str], sides: int) -> ChanceWorld:
    """Mechanisms in which every cause makes a difference."""
    return ChanceWorld(
        sides,
        tuple(
            Mechanism(
                roles[role],
                tuple(roles[cause] for cause in causes),
                _numbers(draw, len(causes), sides),
            )
            for role, causes in graph.causes
        ),
    )


def _numbers(draw: Draw, causes: int, sides: int) -> tuple[int, ...]:
    while True:
        numbers = tuple(draw.integer(1, sides - 1) for _ in range(1 << causes))
        cases = range(len(numbers))
        if all(any(numbers[c] != numbers[c ^ 1 << at] for c in cases) for at in range(causes)):
            return numbers


def _pair(draw: Draw, kind: Type, roles: dict[str, str], change: Term) -> tuple[Asked, Asked]:
    """The question of this type, and its sibling of a lower rung."""
    x, y = change.event, roles["Y"]
    happens, not_ = Term(x, True), Term(x, False)
    total = Asked(y, (Side(do=happens), Side(do=not_)))
    seen = Asked(y, (Side(seen=(happens,)), Side(seen=(not_,))))
    match kind:
        case "marginal":
            return Asked(y, (Side(),)), Asked(y, (Side(do=change),))
        case "conditional":
            return Asked(y, (Side(seen=(change,)),)), Asked(y, (Side(do=change),))
        case "do":
            term = Term(x, not change.happens)
            return Asked(y, (Side(do=term),)), Asked(y, (Side(do=change),))
        case "ate":
            return seen, total
        case "ett":
            treated = (change,)
            return seen, Asked(y, (Side(treated, happens), Side(treated, not_)))
        case "nde":
            direct = Side(do=happens, kept=(roles["M"], not_))
            return total, Asked(y, (direct, Side(do=not_)))
        case "nie":
            indirect = Side(do=not_, kept=(roles["M"], happens))
            return total, Asked(y, (indirect, Side(do=not_)))
        case "collider":
            common = Term(roles["C"], draw.chance(0.5))
            given = tuple(Side(seen=(common, *side.seen)) for side in seen.sides)
            return seen, Asked(y, given)
        case _:
            facts = (Term(x, not change.happens), Term(y, draw.chance(0.5)))
            return Asked(y, (Side(seen=(change,)),)), Asked(y, (Side(facts, change),))


def _back_door(
    draw: Draw,
    wanted: Wanted,
    graph: Graph,
    world: ChanceWorld,
    roles: dict[str, str],
    sizes: tuple[int, int],
) -> Effect | None:
    """Two sets that differ in one event, with the wanted answers; None if the graph has none."""
    x, y = roles["X"], roles["Y"]
    others = [event for event in world.causes if event not in (x, y)]
    good = {
        members: meets_back_door(world.causes, x, y, frozenset(members))
        for size in sizes
        for members in combinations(others, size)
    }
    pairs = [
        (one, other)
        for one, other in product(good, repeat=2)
        if (len(one), len(other)) == sizes
        and len({*one} ^ {*other}) == 1
        and (good[one], good[other]) == (wanted.before, wanted.after)
    ]
    if not pairs:
        return None
    before, after = draw.choice(pairs)
    original, asked = BackDoor(x, y, before), BackDoor(x, y, after)
    return Effect(graph.name, world, Term(x, True), original, asked, None, None)


def reverses(effect: Effect) -> bool:
    """Whether what is seen and what is done point in opposite directions (Simpson's paradox)."""
    if effect.before is None or effect.after is None or isinstance(effect.original, BackDoor):
        return False
    return len(effect.original.sides) == 2 and effect.before * effect.after < 0
