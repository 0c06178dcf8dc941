"""Arithmetic in which numerals are read, or signs meant, in another way than usual.

The changes are of the kinds of MatheMagic (2025): of the digits of a number, and of what a sign
stands for. A rule is one reading of numerals with one meaning of signs. `RULES` has all of them, so
that examples can be shown to fit a single one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, permutations
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import numpy as np

BASES = (11, 12, 13, 16, 20)
MOST_ADDED = 9  # to a number that is read
MOST_EXTRA = 3  # to the result of a sign
MARKS = MappingProxyType({"add": "+", "subtract": "-", "multiply": "×"})
OPERATIONS: MappingProxyType[str, Callable[[int, int], int]] = MappingProxyType(
    {
        "add": lambda left, right: left + right,
        "subtract": lambda left, right: left - right,
        "multiply": lambda left, right: left * right,
    }
)
READINGS = ("reverse", "shift", "complement", "exchange", "offset", "base")
MEANINGS = ("swap", "cycle", "replace", "turn", "extra")


@dataclass(frozen=True, slots=True)
class Reading:
    """How numerals are read: `usual` or one of `READINGS`, with its numbers."""

    kind: str = "usual"
    numbers: tuple[int, ...] = ()

    def __str__(self) -> str:
        return " ".join([self.kind, *map(str, self.numbers)])

    def value(self, numeral: str) -> int:
        """What a numeral stands for.

        >>> Reading("shift", (3,)).value("28"), Reading("base", (12,)).value("28")
        (51, 32)
        """
        return _read(self, numeral)


@lru_cache(maxsize=2**17)  # every numeral of three digits, read in every way
def _read(reading: Reading, numeral: str) -> int:
    digits = [ord(sign) - ord("0") for sign in numeral]
    base, offset = 10, 0
    match reading.kind:
        case "reverse":
            digits.reverse()
        case "shift":
            digits = [(digit + reading.numbers[0]) % 10 for digit in digits]
        case "complement":
            digits = [9 - digit for digit in digits]
        case "exchange":
            one, other = reading.numbers
            digits = [sum(reading.numbers) - d if d in (one, other) else d for d in digits]
        case "offset":
            offset = reading.numbers[0]
        case "base":
            base = reading.numbers[0]
    value = 0
    for digit in digits:
        value = value * base + digit
    return value + offset


@dataclass(frozen=True, slots=True)
class Meaning:
    """What signs stand for: `usual` or one of `MEANINGS`, of which operations, and a number."""

    kind: str = "usual"
    of: tuple[str, ...] = ()
    extra: int = 0

    def __str__(self) -> str:
        return " ".join([self.kind, *self.of, *([str(self.extra)] if self.extra else [])])

    def result(self, sign: str, left: int, right: int) -> int:
        """What a sign gives, named by its usual operation.

        >>> Meaning("swap", ("add", "multiply")).result("add", 3, 4)
        12
        """
        if self.kind == "turn" and sign in self.of:
            left, right = right, left
        return OPERATIONS[self.stands_for(sign)](left, right) + (
            self.extra if sign in self.of else 0
        )

    def written(self, sign: str, left: int, right: int) -> str:
        """What is worked out for a sign, in usual arithmetic.

        >>> Meaning("extra", ("multiply",), 1).written("multiply", 3, -4)
        '3 × (-4) + 1'
        """
        if self.kind == "turn" and sign in self.of:
            left, right = right, left
        last = f"({right})" if right < 0 else str(right)
        more = f" + {self.extra}" if self.extra and sign in self.of else ""
        return f"{left} {MARKS[self.stands_for(sign)]} {last}{more}"

    def stands_for(self, sign: str) -> str:
        """The operation that a sign stands for."""
        match self.kind:
            case "swap" if sign in self.of:
                return self.of[1 - self.of.index(sign)]
            case "cycle":
                return self.of[(self.of.index(sign) + 1) % 3]
            case "replace" if sign == self.of[0]:
                return self.of[1]
        return sign


class Rule(NamedTuple):
    """How numerals are read, and what signs stand for."""

    reading: Reading = Reading()
    meaning: Meaning = Meaning()

    @property
    def transforms(self) -> int:
        """How many of the two are changed."""
        return (self.reading.kind != "usual") + (self.meaning.kind != "usual")


USUAL = Rule()


class Node(NamedTuple):
    """An operation on two expressions, in parentheses unless it is all there is."""

    sign: str
    left: Expression
    right: Expression


Expression: TypeAlias = str | Node


def _readings() -> Iterator[Reading]:
    yield Reading()
    yield Reading("reverse")
    yield Reading("complement")
    yield from (Reading("shift", (step,)) for step in range(1, 10))
    yield from (Reading("exchange", pair) for pair in combinations(range(10), 2))
    yield from (Reading("offset", (number,)) for number in range(1, MOST_ADDED + 1))
    yield from (Reading("base", (base,)) for base in BASES)


def _meanings() -> Iterator[Meaning]:
    signs = tuple(OPERATIONS)
    yield Meaning()
    yield from (Meaning("swap", pair) for pair in combinations(signs, 2))
    yield Meaning("cycle", ("add", "subtract", "multiply"))
    yield Meaning("cycle", ("add", "multiply", "subtract"))
    yield from (Meaning("replace", pair) for pair in permutations(signs, 2))
    yield Meaning("turn", ("subtract",))
    for extra in range(1, MOST_EXTRA + 1):
        yield from (Meaning("extra", (sign,), extra) for sign in signs)


ALL_READINGS, ALL_MEANINGS = tuple(_readings()), tuple(_meanings())
RULES = tuple(Rule(reading, meaning) for reading in ALL_READINGS for meaning in ALL_MEANINGS)


def value(expression: Expression, rule: Rule) -> int:
    """What an expression stands for under a rule."""
    if isinstance(expression, str):
        return rule.reading.value(expression)
    left, right = value(expression.left, rule), value(expression.right, rule)
    return rule.meaning.result(expression.sign, left, right)


def numerals(expression: Expression) -> list[str]:
    """The numerals of an expression, from left to right."""
    if isinstance(expression, str):
        return [expression]
    return numerals(expression.left) + numerals(expression.right)


def steps(expression: Expression, rule: Rule) -> list[str]:
    """The worked solution in usual arithmetic: what is done with the numbers that were read."""
    if isinstance(expression, str):
        return []
    left, right = (value(side, rule) for side in (expression.left, expression.right))
    result = rule.meaning.result(expression.sign, left, right)
    before = steps(expression.left, rule) + steps(expression.right, rule)
    return [*before, f"{rule.meaning.written(expression.sign, left, right)} = {result}"]


def determining(
    rules: Sequence[Rule], most: int, example: Callable[[], Expression]
) -> tuple[Expression, ...] | None:
    """Examples whose values under each of the rules fit that rule alone, of all `RULES`.

    Args:
        rules: what the examples have to tell from all others.
        most: how many examples there may be.
        example: draws one.

    Returns:
        The examples; None where so many did not do.
    """
    left: list[Sequence[int]] = [range(len(RULES)) for _ in rules]
    found: list[Expression] = []
    while len(found) < most:
        drawn = example()
        if drawn in found:
            continue
        left = [_fitting(drawn, rule, fits) for rule, fits in zip(rules, left, strict=True)]
        found.append(drawn)
        if all(len(fits) == 1 for fits in left):
            return tuple(found)
    return None


def _fitting(expression: Expression, rule: Rule, left: Sequence[int]) -> Sequence[int]:
    """Of these rules, by their place in `RULES`, those that give the value of this rule."""
    wanted = value(expression, rule)
    if len(left) == len(RULES):
        return [at for at, result in enumerate(_all_values(expression)) if result == wanted]
    return [at for at in left if value(expression, RULES[at]) == wanted]


def _all_values(expression: Expression) -> list[int]:
    """The value under each of `RULES`, worked out for all readings in one step."""
    # as objects, integers have no largest value
    numbers = [
        np.array([reading.value(numeral) for reading in ALL_READINGS], dtype=object)
        for numeral in numerals(expression)
    ]
    columns = [_applied(expression, iter(numbers), meaning) for meaning in ALL_MEANINGS]
    return [result for row in zip(*columns, strict=True) for result in row]


def _applied(expression: Expression, numbers: Iterator[Any], meaning: Meaning) -> Any:
    if isinstance(expression, str):
        return next(numbers)
    left = _applied(expression.left, numbers, meaning)
    return meaning.result(expression.sign, left, _applied(expression.right, numbers, meaning))
