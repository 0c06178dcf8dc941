"""Ways to an answer that need no formula for it: repeating, counting, and solving exactly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import Any, NamedTuple, TypeAlias

from irrealis.schemas.families.rules.audit import UnreadableError

Point: TypeAlias = tuple[int, int]


class Family(NamedTuple):
    """The answer to the numbers of a statement in their order, and how statements read.

    In a statement, # stands for a number and @ for things. Where `square` is true, what is asked
    for is the square root of `answer`.
    """

    answer: Callable[..., Fraction | int]
    statements: tuple[str, ...]
    square: bool = False


def root(balance: Callable[[Fraction], Fraction | int]) -> Fraction:
    """Where a linear balance is zero: one step of the secant method, which is exact there."""
    at_zero, at_one = balance(Fraction(0)), balance(Fraction(1))
    if at_zero == at_one:
        raise UnreadableError("an equation without one solution")
    return Fraction(at_zero) / (at_zero - at_one)


def repeated(step: Callable[[Any], Any], start: Any, times: int) -> Any:
    """What a step, repeated so many times, makes of a start."""
    for _ in range(times):
        start = step(start)
    return start


def pascal(row: int) -> list[int]:
    """A row of Pascal's triangle, by adding."""
    found = [1]
    for _ in range(row):
        found = [1, *(a + b for a, b in pairwise(found)), 1]
    return found


def paths(right: int, up: int) -> int:
    """Paths on a grid, counted corner by corner."""
    ways = [1] * (right + 1)
    for _ in range(up):
        for at in range(1, right + 1):
            ways[at] += ways[at - 1]
    return ways[right]


def shares(things: int, boxes: int) -> int:
    """Ways to put equal things into boxes, box by box."""
    ways = [1] + [0] * things
    for _ in range(boxes):
        ways = [sum(ways[: left + 1]) for left in range(things + 1)]
    return ways[things]


def share(cases: Iterable[bool]) -> Fraction:
    """The share of equally likely cases that are so."""
    found = list(cases)
    return Fraction(sum(found), len(found))


def trace_of_square(matrix: tuple[Point, Point]) -> int:
    """The sum of the squares of the eigenvalues: that of the diagonal of the matrix squared."""
    (a, b), (c, d) = matrix
    return a * a + b * c + c * b + d * d


def heron(point: Point, other: Point) -> Fraction:
    """The area of a triangle with a corner at the origin, from the lengths of its sides alone."""
    third = (point[0] - other[0], point[1] - other[1])
    p, q, r = (x * x + y * y for x, y in (point, other, third))
    return Fraction(isqrt(4 * p * q - (p + q - r) ** 2), 4)


def squared(answer: str) -> int:
    """The square of a surd such as 2√5, which must be in lowest terms.

    Raises:
        UnreadableError: no surd, or one with a square left under its root.
    """
    found = re.fullmatch(r"(?P<factor>[1-9]\d*)?(?:√(?P<under>[1-9]\d*))?", answer)
    if not found or not answer:
        raise UnreadableError(f"not a surd: {answer}")
    factor, under = int(found["factor"] or 1), int(found["under"] or 1)
    if any(under % (n * n) == 0 for n in range(2, isqrt(under) + 1)) or found["under"] == "1":
        raise UnreadableError(f"a surd that is not in lowest terms: {answer}")
    return factor * factor * under
