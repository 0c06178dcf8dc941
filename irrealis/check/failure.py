"""A failure: something that does not hold, where, and how a message quotes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TypeAlias

from irrealis.errors import printable

Found: TypeAlias = Iterator[tuple[str, str, object, object]]  # kind, field, expected, found
_WIDEST = 160  # characters of a value that an error message quotes


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that does not hold: where, what was expected, and what was found.

    `row` is what messages call the row, and `number` its place in its config and split.
    """

    kind: str
    field: str
    expected: object
    found: object
    row: str | None = None
    config: str | None = None
    split: str | None = None
    number: int | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Config, split and kind; each column breaks its schema in its own way."""
        kind = f"schema: {self.field}" if self.kind == "schema" else self.kind
        return self.config or "", self.split or "", kind

    def brief(self) -> Failure:
        """The same as far as a message quotes it, which a hundred thousand can be kept of."""
        return replace(self, expected=short(self.expected), found=short(self.found))


def short(value: object) -> str:
    """A value as a message quotes it: one line, bounded, and safe to print."""
    text = printable(value if isinstance(value, str) else repr(value))
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def apart(expected: object, found: object) -> tuple[object, object]:
    """Where two values part: long ones may share all that a message would show."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in expected:
            if expected[name] != found.get(name):
                return apart(expected[name], found.get(name))
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for wanted, given in zip(expected, found, strict=True):
            if wanted != given:
                return apart(wanted, given)
    if isinstance(expected, str) and isinstance(found, str):
        equal = takewhile(lambda pair: pair[0] == pair[1], zip(expected, found, strict=False))
        start = max(0, sum(1 for _ in equal) - 40)
        return expected[start:], found[start:]
    return expected, found
