"""Answers questions about effects by trying every roll of every die, and back doors path by path.

Rolls that do the same in all cases are tried together, with their number as weight. In each state
of the dice every world that a question names is played out: as it is, and under each change.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import permutations

from irrealis.schemas.families.worlds.chance_reading import Dice, SetQuery, View

Happening = frozenset[str]

# adjacency of the named graphs; x and y are those of the question, others may be exchanged
GRAPHS = {
    "chain": {"x": "a", "a": "y"},
    "fork": {"x": "y", "a": "y"},
    "mediation": {"x": "ay", "a": "y"},
    "diamond": {"x": "ab", "a": "y", "b": "y"},
    "confounding": {"a": "xy", "x": "y"},
    "front-door": {"a": "xy", "x": "b", "b": "y"},
    "instrument": {"a": "x", "b": "xy", "x": "y"},
    "arrowhead": {"x": "ay", "b": "ay", "a": "y"},
    "confounded mediation": {"a": "xy", "x": "by", "b": "y"},
    "m-bias": {"a": "xb", "c": "by", "x": "y"},
    "collider": {"a": "xy", "x": "b", "y": "b"},
    "collider triangle": {"x": "ya", "y": "a"},
}


def probabilities(dice: Dice, target: str, views: Sequence[View]) -> list[Fraction]:
    """The exact probability of each view.

    Raises:
        ValueError: what is seen never happens, or an event that the story does not have.
    """
    places = {event: at for at, event in enumerate(dice.causes)}
    named = {target, *(n for view in views for n in _named(view))}
    if unknown := named - places.keys():
        raise ValueError(f"events that the story does not have: {', '.join(sorted(unknown))}")
    changes: list[tuple[tuple[str, bool] | None, tuple[str, int] | None]] = [(None, None)]
    shown = []
    for view in views:
        kept = None
        if view.kept:
            changes.append((view.kept[1], None))
            kept = (view.kept[0], len(changes) - 1)
        changes.append((view.made, kept))
        shown.append(len(changes) - 1)
    happening, there = [0] * len(views), [0] * len(views)
    goal = 1 << places[target]
    facts = [_bits(view.seen, places) for view in views]
    for weight, worlds in _states(dice, places, changes):
        actual = worlds[0]
        for at, (mask, values) in enumerate(facts):
            if actual & mask == values:
                there[at] += weight
                if worlds[shown[at]] & goal:
                    happening[at] += weight
    if not all(there):
        raise ValueError("what is seen never happens")
    return [Fraction(one, all_) for one, all_ in zip(happening, there, strict=True)]


def _states(
    dice: Dice,
    places: Mapping[str, int],
    changes: Sequence[tuple[tuple[str, bool] | None, tuple[str, int] | None]],
) -> list[tuple[int, tuple[int, ...]]]:
    """Each state of the dice: how many rolls it stands for, and what happens in each world."""
    states: list[tuple[int, tuple[int, ...]]] = [(1, (0,) * len(changes))]
    for place, (event, causes) in enumerate(dice.causes.items()):
        at = [places[cause] for cause in causes]
        ends = sorted({*dice.limits[event], dice.sides} - {0})
        upto = [bisect_left(ends, limit) + 1 if limit else 0 for limit in dice.limits[event]]
        widths = [end - start for start, end in zip([0, *ends], ends, strict=False)]
        plan = [
            (
                (change[1] if change and change[0] == event else None),
                (kept[1] if kept and kept[0] == event else None),
            )
            for change, kept in changes
        ]
        after = []
        for weight, worlds in states:
            most = []  # in each world, the event happens in so many of the first ranges of rolls
            for world, (value, copied) in zip(worlds, plan, strict=True):
                if value is not None:
                    most.append(len(widths) if value else 0)
                elif copied is not None:
                    most.append(most[copied])
                else:
                    case = 0
                    for cause in at:
                        case = 2 * case + (world >> cause & 1)
                    most.append(upto[case])
            for number, width in enumerate(widths):
                played = tuple(w | (number < m) << place for w, m in zip(worlds, most, strict=True))
                after.append((weight * width, played))
        states = after
    return states


def _named(view: View) -> Iterator[str]:
    yield from (name for name, _ in view.seen)
    if view.made:
        yield view.made[0]
    if view.kept:
        yield view.kept[0]
        yield view.kept[1][0]


def _bits(facts: Sequence[tuple[str, bool]], places: Mapping[str, int]) -> tuple[int, int]:
    mask = values = 0
    for name, holds in facts:
        mask |= 1 << places[name]
        values |= holds << places[name]
    return mask, values


def back_door_is_shut(dice: Dice, asked: SetQuery) -> bool:
    """Whether a set meets the back-door criterion: every path into x is looked at in turn.

    Raises:
        ValueError: an event that the story does not have.
    """
    if unknown := {asked.x, asked.y, *asked.members} - dice.causes.keys():
        raise ValueError(f"events that the story does not have: {', '.join(sorted(unknown))}")
    members = {*asked.members}
    if members & _below(dice, asked.x):
        return False
    return all(
        _blocked(dice, path, members)
        for path in _paths(dice, [asked.x], asked.y)
        if path[1] in dice.causes[asked.x]
    )


def _paths(dice: Dice, path: list[str], goal: str) -> Iterator[list[str]]:
    last = path[-1]
    if last == goal:
        yield path
        return
    for event, causes in dice.causes.items():
        if event not in path and (last in causes or event in dice.causes[last]):
            yield from _paths(dice, [*path, event], goal)


def _blocked(dice: Dice, path: Sequence[str], members: set[str]) -> bool:
    for before, event, after in zip(path, path[1:], path[2:], strict=False):
        if before in dice.causes[event] and after in dice.causes[event]:
            if not members & (_below(dice, event) | {event}):
                return True
        elif event in members:
            return True
    return False


def _below(dice: Dice, event: str) -> set[str]:
    """The effects of an event, near and far."""
    found: set[str] = set()
    for later, causes in dice.causes.items():  # causes come first
        if event in causes or found & {*causes}:
            found.add(later)
    return found


def graph_of(dice: Dice, x: str, y: str) -> str | None:
    """The name of the graph of a story, with x and y as they are; None if it has none."""
    arrows = {(cause, event) for event, of in dice.causes.items() for cause in of}
    others = [event for event in dice.causes if event not in (x, y)]
    for name, adjacency in GRAPHS.items():
        letters = sorted({*adjacency, *"".join(adjacency.values())} - {"x", "y"})
        if len(letters) != len(others):
            continue
        for order in permutations(others):
            roles = {"x": x, "y": y, **dict(zip(letters, order, strict=True))}
            found = {(roles[a], roles[b]) for a, to in adjacency.items() for b in to}
            if found == arrows:
                return name
    return None


def idle_causes(dice: Dice) -> list[str]:
    """Events of which some cause makes no difference in any case."""
    found = []
    for event, limits in dice.limits.items():
        count = len(dice.causes[event])
        for at in range(count):
            step = 2 ** (count - 1 - at)
            if all(limits[case] == limits[case ^ step] for case in range(len(limits))):
                found.append(event)
    return found
