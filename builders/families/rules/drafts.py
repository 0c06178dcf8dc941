"""Drafts: worked solutions in words, right ones and ones with a step that is not.

After work on the faithfulness of thinking drafts (2025): a wrong step is carried on or not, and is
taken back or not; what follows from a draft is another question than what is right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple, TypeAlias

from irrealis.builders.families.rules.formulas import Number
from irrealis.builders.families.rules.mathfamilies import Family, families
from irrealis.builders.families.rules.phrasings import phrasings

from irrealis.build import Draw

KINDS = ("carried", "ignored", "carried", "corrected", "broken", "broken and corrected")
SLIPS = (-10, -2, -1, 1, 2, 10)  # a miscount, or a carry that is forgotten or made twice
SMALLEST = {1: 10, 2: 10, 10: 30}  # result of which somebody may be off by so much
MOST = 10**6  # a result beyond it is hard to read
Steps: TypeAlias = list[tuple[str, Number]]


class Slip(NamedTuple):
    """A solution, and the same with a wrong result at a place, from 0, that later steps use."""

    right: Steps
    wrong: Steps
    place: int


@cache
def solvable() -> tuple[Family, ...]:
    """Families whose solutions have several steps of plain arithmetic, on whole numbers."""
    return tuple(
        family
        for family in families()
        if len(family.solution) > 1
        and not family.root
        and family.area != "probability"
        and not any(re.search(r"[a-z]{2}|//|%", formula) for _, formula in family.solution)
    )


def slip(draw: Draw, family: Family, letters: Mapping[str, int]) -> Slip | None:
    """A wrong result for a step before the last; None if it can be mistaken for another number."""
    place, off = draw.integer(0, len(family.solution) - 2), draw.choice(SLIPS)
    right = _whole(family, letters)
    if right is None or not _plain(family, letters, right):
        return None
    value = right[place] + off
    steps = family.values(letters)
    if not _plausible(steps[place][0], right[place], value):
        return None
    try:
        wrong = _whole(family, letters, {place: value})
    except ZeroDivisionError:
        return None
    if wrong is None or wrong[-1] == right[-1]:
        return None
    return Slip(steps, family.values(letters, {place: value}), place)


def _plausible(formula: str, right: int, wrong: int) -> bool:
    """Whether people slip like this: by little, and not to a sum that is less than a part of it.

    >>> [_plausible("89 - 5", 84, wrong) for wrong in (83, 94)]
    [True, False]
    """
    if right < SMALLEST[abs(wrong - right)]:
        return False
    found = re.fullmatch(r"(\d+) ([+-]) (\d+)", formula)
    if found is None:
        return True
    first, second = int(found[1]), int(found[3])
    return max(first, second) < wrong if found[2] == "+" else wrong < first


def _whole(
    family: Family, letters: Mapping[str, int], slipped: Mapping[int, int] | None = None
) -> list[int] | None:
    """The results of a solution, if all are positive integers that are not too large."""
    found = []
    for value in family.results(letters, slipped):
        if value.denominator != 1 or not 0 < value <= MOST:
            return None
        found.append(int(value))
    return found


def _plain(family: Family, letters: Mapping[str, int], results: Sequence[int]) -> bool:
    """Whether a result is equal to no other number that a solution has."""
    written = {*letters.values(), *_constants(family.solution)}
    return len({*results, *written}) == len(results) + len(written)


@cache
def _constants(solution: tuple[tuple[str, str], ...]) -> frozenset[int]:
    """The numbers that the formulas of a solution have."""
    return frozenset(int(n) for _, formula in solution for n in re.findall(r"\d+", formula))


class Wording:
    """Words for drafts in one style."""

    def __init__(self, draw: Draw) -> None:
        self._style = draw.integer(0, 2)
        self._ask = draw.integer(0, 2)

    def drafts(self, kind: str, made: Slip) -> tuple[str, str]:
        """The right draft, and the one of this kind."""
        right, wrong, place = made
        broken = kind.startswith("broken")
        taken = right[: place + 1] if broken else right
        before = [self._step(at, step) for at, step in enumerate(taken)]
        after = list(before)
        if kind == "carried":
            after = [self._step(at, step) for at, step in enumerate(wrong)]
        after[place] = self._step(place, wrong[place])
        if kind.endswith("corrected"):
            after[place] += f" {self._words('back')}{_shown(right[place])}."
        if not broken:
            before.append(self._words("end", v=right[-1][1]))
            after.append(self._words("end", v=(wrong if kind == "carried" else right)[-1][1]))
        return " ".join(before), " ".join(after)

    def question(self, kind: str) -> str:
        """What is asked of both drafts."""
        return phrasings("drafts")["broken" if kind.startswith("broken") else "whole"][self._ask]

    def _step(self, at: int, step: tuple[str, Number]) -> str:
        return f"{self._words('then' if at else 'first', n=at + 1)}{_shown(step)}."

    def _words(self, part: str, **slots: object) -> str:
        return phrasings("drafts")[part][self._style].format(**slots)


def _shown(step: tuple[str, Number]) -> str:
    """A step as people write it.

    >>> _shown(("2*3**2", 18))
    '2 × 3^2 = 18'
    """
    formula, value = step
    return f"{formula.replace('**', '^').replace('*', ' × ')} = {value}"


def shown(steps: Steps) -> list[str]:
    """Steps as people write them."""
    return [_shown(step) for step in steps]
