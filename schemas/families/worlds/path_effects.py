"""Works out what a row would have been by the paths from what is changed (Wright, 1921).

In a linear model a change of a cause changes an effect by the sum over all paths between them of
the products of their weights; a path ends at a number that is set. Remainders are not needed. The
cheapest moves are found by trying every combination of moves, set by set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from irrealis.schemas.families.worlds.table_reading import Flag, Scorecard

Cause = str | Flag


def change_along_paths(
    card: Scorecard, changes: Mapping[Cause, int], goal: str, fixed: frozenset[str] = frozenset()
) -> int:
    """By how much a number, or the score, changes with its causes, past what is fixed."""
    if goal in changes:
        return changes[goal]
    if goal in fixed:
        return 0
    total = 0
    for cause, weight in card.weights[goal].items():
        if cause in changes:
            total += weight * changes[cause]
        elif isinstance(cause, str):
            total += weight * change_along_paths(card, changes, cause, fixed)
    return total


def score_of(card: Scorecard, numbers: Mapping[str, int], flags: Mapping[Flag, bool]) -> int:
    """The score of a row.

    Raises:
        KeyError: a number or flag that the row does not have.
    """
    parts = (
        weight * (flags[cause] if isinstance(cause, Flag) else numbers[cause])
        for cause, weight in card.weights["score"].items()
    )
    return card.bases["score"] + sum(parts)


def remainder(
    card: Scorecard, name: str, numbers: Mapping[str, int], flags: Mapping[Flag, bool]
) -> int:
    """What a number is beyond the sum of its rule."""
    parts = (
        weight * (flags[cause] if isinstance(cause, Flag) else numbers[cause])
        for cause, weight in card.weights[name].items()
    )
    return numbers[name] - card.bases[name] - sum(parts)


def costs_of_success(card: Scorecard, missing: int) -> list[tuple[int, dict[str, int]]]:
    """Every combination of moves that raises the score enough, with its cost, cheapest first."""
    found = []
    for names in _subsets([*card.moves]):
        # each moved number alone, while the others of the set stand where they are put
        gains = [
            change_along_paths(card, {name: 1}, "score", frozenset(names) - {name})
            for name in names
        ]
        steps = [[by for by in range(-card.moves[n][0], card.moves[n][0] + 1) if by] for n in names]
        for bys in product(*steps):
            if sum(gain * by for gain, by in zip(gains, bys, strict=True)) >= missing:
                moved = dict(zip(names, bys, strict=True))
                cost = sum(card.moves[name][1] * abs(by) for name, by in moved.items())
                found.append((cost, moved))
    return sorted(found, key=lambda one: one[0])


def _subsets(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for bits in range(1, 1 << len(names)):
        yield tuple(name for at, name in enumerate(names) if bits >> at & 1)
