"""Arithmetic in which numerals are read, or signs meant, in another way than usual.

The changes are of the kinds of MatheMagic (2025): of the digits of a number, and of what a sign
stands for. A rule is one reading of numerals with one meaning of signs. `RULES` has all of them, so
that examples can be shown to fit a single one.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations, permutations
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

BASES = (11, 12, 13, 16, 20)
MOST_ADDED = 9  # to a number that is read
MOST_EXTRA = 3  # to the result of a sign
SAFE_DIGITS = 12  # of all numbers together: in any base here the results are below 2**63
MARKS = MappingProxyType({"add": "+", "subtract": "-", "multiply": "×"})
OPERATIONS: MappingProxyType[str, Callable[[int, int], int]] = MappingProxyType(
    {
        "add": operator.add,
        "subtract": operator.sub,
        "multiply": operator.mul,
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
        return _reader(self).value(numeral)


class _Reader(NamedTuple):
    """What each digit is read as, in which base, what is added, and in which direction."""

    digits: dict[int, int]
    base: int = 10
    more: int = 0
    step: int = 1

    def value(self, numeral: str) -> int:
        return int(numeral.translate(self.digits)[:: self.step], self.base) + self.more


@cache
def _reader(reading: Reading) -> _Reader:
    numbers = reading.numbers
    match reading.kind:
        case "shift":
            return _Reader(_digits(lambda digit: (digit + numbers[0]) % 10))
        case "complement":
            return _Reader(_digits(lambda digit: 9 - digit))
        case "exchange":
            return _Reader(_digits(lambda d: sum(numbers) - d if d in numbers else d))
        case "offset":
            return _Reader({}, more=numbers[0])
        case "base":
            return _Reader({}, base=numbers[0])
        case "reverse":
            return _Reader({}, step=-1)
    return _Reader({})


def _digits(read: Callable[[int], int]) -> dict[int, int]:
    return {ord(str(digit)): ord(str(read(digit))) for digit in range(10)}


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
        return _operations(self)[sign](left, right)

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


@cache
def _operations(meaning: Meaning) -> Mapping[str, Callable[[int, int], int]]:
    """What is done for each sign."""

    def of(sign: str) -> Callable[[int, int], int]:
        operation = OPERATIONS[meaning.stands_for(sign)]
        if meaning.kind == "turn" and sign in meaning.of:
            return lambda left, right: operation(right, left)
        if meaning.extra and sign in meaning.of:
            return lambda left, right: operation(left, right) + meaning.extra
        return operation

    return {sign: of(sign) for sign in OPERATIONS}


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
RULES = tuple(Rule(reading, meaning) for meaning in ALL_MEANINGS for reading in ALL_READINGS)
_READERS = tuple(map(_reader, ALL_READINGS))
_PLACES = MappingProxyType({rule: at for at, rule in enumerate(RULES)})


def value(expression: Expression, rule: Rule) -> int:
    """What an expression stands for under a rule."""
    return _worked(expression, _reader(rule.reading), _operations(rule.meaning))


def _worked(
    expression: Expression, reader: _Reader, operations: Mapping[str, Callable[[int, int], int]]
) -> int:
    if isinstance(expression, str):
        return reader.value(expression)
    sign, left, right = expression
    return operations[sign](_worked(left, reader, operations), _worked(right, reader, operations))


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
    wanted = [_PLACES[rule] for rule in rules]
    left: list[NDArray[np.bool_]] = []
    found: list[Expression] = []
    while len(found) < most:
        drawn = example()
        if drawn in found:
            continue
        results = _all_values(drawn)
        fits = [results == results[at] for at in wanted]
        left = [fitting & more for fitting, more in zip(left, fits, strict=True)] if found else fits
        found.append(drawn)
        if all(np.count_nonzero(fitting) == 1 for fitting in left):
            return tuple(found)
    return None


def _all_values(expression: Expression) -> NDArray[Any]:
    """The value under each of `RULES`, in their order."""
    written = numerals(expression)
    read = [_read_in_all(numeral) for numeral in written]
    if sum(map(len, written)) > SAFE_DIGITS:
        read = [row.astype(object) for row in read]
    return np.ravel(_applied(expression, iter(read)))


@lru_cache(maxsize=2**11)
def _read_in_all(numeral: str) -> NDArray[Any]:
    """What a numeral stands for in each reading, as a row."""
    read = [[reader.value(numeral) for reader in _READERS]]
    return np.array(read, dtype=np.int64 if len(numeral) <= SAFE_DIGITS else object)


def _applied(expression: Expression, read: Iterator[NDArray[Any]]) -> NDArray[Any]:
    """The value under each meaning, a row, in each reading; of a numeral one row is all."""
    if isinstance(expression, str):
        return next(read)
    left, right = _applied(expression.left, read), _applied(expression.right, read)
    results = np.stack([left + right, left - right, left * right, right - left])
    which, more = _in_all_meanings(expression.sign)
    rows = range(len(ALL_MEANINGS)) if results.shape[1] > 1 else 0
    meant: NDArray[Any] = results[which, rows] + more
    return meant


@cache
def _in_all_meanings(sign: str) -> tuple[list[int], NDArray[Any]]:
    """Which result a sign has under each meaning, the last one with sides exchanged, and what more.

    The order of the results is that of `OPERATIONS`.
    """
    which, more = [], []
    for meaning in ALL_MEANINGS:
        turned = meaning.kind == "turn" and sign in meaning.of
        which.append(-1 if turned else tuple(OPERATIONS).index(meaning.stands_for(sign)))
        more.append([meaning.extra * (sign in meaning.of)])
    return which, np.array(more)
