"""Texts that stand in the data more than once, so that what a pair says of one may not be all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

from irrealis.contract import normalize

T = TypeVar("T", bound=Hashable)


def same(text: str) -> str:
    """A text as texts are compared here: but for case, white space and Unicode form."""
    return normalize(text).casefold()


@dataclass(frozen=True, slots=True)
class Repeats(Generic[T]):
    """Texts of a split that several of its rows have, and those that another split has too."""

    repeated: frozenset[T]
    elsewhere: frozenset[T]

    @classmethod
    def of(cls, texts: Iterable[T], *, others: Iterable[T]) -> Self:
        """Repeats among the texts of a split, each as often as it stands there.

        Args:
            texts: spelled as they are to be compared.
            others: those of other splits.

        >>> Repeats.of(["good", "bad", "good"], others=["bad", "fair"])
        Repeats(repeated=frozenset({'good'}), elsewhere=frozenset({'bad'}))
        """
        times = Counter(texts)
        return cls(
            repeated=frozenset(text for text, count in times.items() if count > 1),
            elsewhere=frozenset(times.keys() & set(others)),
        )
