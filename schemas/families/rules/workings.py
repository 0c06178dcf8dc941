"""Works out an expression of numbers, by descent: what a certificate says was calculated."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from math import prod

from irrealis.schemas.families.rules.audit import UnreadableError
from irrealis.schemas.families.rules.second_paths import pascal

_TOKEN = re.compile(r"\*\*|//|\d+|[-+*/%(),]|[a-z]+")
_CALLS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "abs": lambda values: abs(values[0]),
    "max": max,
    "min": min,
    "comb": lambda values: Fraction(pascal(int(values[0]))[int(values[1])]),
    "crt": lambda values: _remainders(*map(int, values)),
    "divisors": lambda values: Fraction(len(_divisors(int(values[0])))),
    "fact": lambda values: Fraction(prod(range(1, int(values[0]) + 1))),
    "gcd": lambda values: Fraction(max(_divisors(int(values[0])) & _divisors(int(values[1])))),
    "lcm": lambda values: _common_multiple(*map(int, values)),
}


def _divisors(number: int) -> set[int]:
    return {x for x in range(1, number + 1) if number % x == 0}


def _common_multiple(a: int, b: int) -> Fraction:
    return Fraction(next(x for x in range(a, a * b + 1, a) if x % b == 0))


def _remainders(a: int, m: int, b: int, n: int) -> Fraction:
    return Fraction(next(x for x in range(1, m * n + 1) if (x % m, x % n) == (a, b)))


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _TOKEN.findall(text)
        if "".join(self.tokens) != text.replace(" ", ""):
            raise UnreadableError(f"not an expression: {text}")
        self.tokens.reverse()  # the next one is the last

    def take(self, *wanted: str) -> str:
        """The next token, if it is one of these; else an empty text."""
        return self.tokens.pop() if self.tokens and self.tokens[-1] in wanted else ""

    def need(self, token: str) -> None:
        """Go past this token."""
        if not self.take(token):
            raise UnreadableError(f"no {token} where one must be: {self.text}")

    def sum(self) -> Fraction:
        value = self.product()
        while sign := self.take("+", "-"):
            value += self.product() if sign == "+" else -self.product()
        return value

    def product(self) -> Fraction:
        value = self.signed()
        while sign := self.take("*", "/", "//", "%"):
            right = self.signed()
            if sign == "*":
                value *= right
            elif sign == "/":
                value /= right
            else:
                value = Fraction(value // right) if sign == "//" else value % right
        return value

    def signed(self) -> Fraction:
        return -self.signed() if self.take("-") else self.power()

    def power(self) -> Fraction:
        base = self.atom()
        return Fraction(base ** int(self.signed())) if self.take("**") else base

    def atom(self) -> Fraction:
        if self.tokens and self.tokens[-1].isdecimal():
            return Fraction(int(self.tokens.pop()))
        if name := self.take(*_CALLS):
            self.need("(")
            values = [self.sum()]
            while self.take(","):
                values.append(self.sum())
            self.need(")")
            return _CALLS[name](values)
        if self.take("("):
            value = self.sum()
            self.need(")")
            return value
        raise UnreadableError(f"no number where one must be: {self.text}")


def worked(text: str) -> Fraction:
    """The value of an expression.

    >>> worked("(1 + 2)/max(3, 4) - 2**3")
    Fraction(-29, 4)

    Raises:
        UnreadableError: no expression, or one without a value.
    """
    reader = _Reader(text)
    try:
        value = reader.sum()
    except (ArithmeticError, IndexError, StopIteration, TypeError, ValueError) as error:
        raise UnreadableError(f"no value: {text}") from error
    if reader.tokens:
        raise UnreadableError(f"more than an expression: {text}")
    return value
