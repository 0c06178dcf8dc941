"""Random draws that stay the same between versions of Python.

Of all methods of `random.Random`, `random()` alone is promised to give the same numbers from the
same seed in every version, so every draw is made of it.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Draws from one source of randomness, such as that of a record.

    >>> draw = Draw(random.Random(7))
    >>> draw.integer(1, 6), draw.choice("abc"), draw.shuffled([1, 2, 3])
    (2, 'a', [3, 1, 2])
    """

    def __init__(self, rng: random.Random) -> None:
        self._random = rng.random

    def integer(self, low: int, high: int) -> int:
        """An integer from `low` to `high`, both included."""
        return low + int(self._random() * (high - low + 1))

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self._random() < probability

    def choice(self, items: Sequence[T]) -> T:
        """One of the items.

        Raises:
            IndexError: there are none.
        """
        return items[int(self._random() * len(items))]

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        """One of the items, each as likely as its weight says; weights are at least 0."""
        sums = list(accumulate(weights))
        return items[min(bisect(sums, self._random() * sums[-1]), len(items) - 1)]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in a random order (Fisher-Yates)."""
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = int(self._random() * (last + 1))
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """So many different items, in a random order.

        Raises:
            ValueError: there are not as many.
        """
        if count > len(items):
            raise ValueError(f"{count} of {len(items)} items")
        return self.shuffled(items)[:count]
