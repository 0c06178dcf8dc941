"""Works out an expression of numbers, by descent: what a certificate says was calculated."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from irrealis.schemas.families.rules.audit import UnreadableError

_TOKEN = re.compile(r"\*\*|\d+|[-+*/(),]|abs|max|min")
_CALLS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "abs": lambda values: abs(values[0]),
    "max": max,
    "min": min,
}


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
        while sign := self.take("*", "/"):
            value = value * self.signed() if sign == "*" else value / self.signed()
        return value

    def signed(self) -> Fraction:
        return -self.signed() if self.take("-") else self.power()

    def power(self) -> Fraction:
        base = self.atom()
        return Fraction(base ** int(self.signed())) if self.take("**") else base

    def atom(self) -> Fraction:
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
        if not self.tokens or not self.tokens[-1].isdecimal():
            raise UnreadableError(f"no number where one must be: {self.text}")
        return Fraction(int(self.tokens.pop()))


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
    except ZeroDivisionError as error:
        raise UnreadableError(f"no value: {text}") from error
    if reader.tokens:
        raise UnreadableError(f"more than an expression: {text}")
    return value
