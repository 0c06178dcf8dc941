"""What audits keep of their rows, in so little memory that a split may have millions of them."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterator
from typing import Generic, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Thing = TypeVar("Thing", bound=Hashable)
_Sorted: TypeAlias = tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.bool_]]
SHOWN = 20  # rows that are named of all that say the same


class Owed:
    """Rows that another config must have: of each its id, 16 hexadecimal digits, and a digest.

    Rows are met fast once all are expected, which is the order of a check: config after config.
    """

    def __init__(self) -> None:
        self._names, self._digests = array("Q"), array("Q")
        self._sorted: _Sorted | None = None  # of all rows that were expected so far

    def expect(self, name: str, values: tuple[object, ...]) -> None:
        """Expect a row of these values; one that several pairs have is expected once."""
        if self._sorted is not None:
            names, digests, met = self._sorted
            self._names = array("Q", names[~met].tobytes())
            self._digests = array("Q", digests[~met].tobytes())
            self._sorted = None
        self._names.append(int(name, 16))
        self._digests.append(_digest(values))

    def meet(self, name: str, values: tuple[object, ...]) -> bool:
        """Whether a row is expected, of these values, and was not met before."""
        names, digests, met = self._sorted or self._sort()
        wanted = np.uint64(int(name, 16))
        at = int(names.searchsorted(wanted))
        if at == len(names) or names[at] != wanted or met[at]:
            return False
        met[at] = True
        return int(digests[at]) == _digest(values)

    def missing(self) -> Iterator[str]:
        """The ids of rows that were not met."""
        names, _, met = self._sorted or self._sort()
        for name in names[~met]:
            yield f"{int(name):016x}"

    def _sort(self) -> _Sorted:
        names, first = np.unique(np.array(self._names, dtype=np.uint64), return_index=True)
        digests = np.array(self._digests, dtype=np.uint64)[first]
        self._sorted = (names, digests, np.zeros(len(names), dtype=bool))
        self._names, self._digests = array("Q"), array("Q")
        return self._sorted


def _digest(values: tuple[object, ...]) -> int:
    return hash(repr(values)) & (1 << 64) - 1


class Sayings(Generic[Thing]):
    """What rows say of things of which all rows must say the same."""

    def __init__(self) -> None:
        self._said: dict[Thing, dict[Hashable, tuple[int, tuple[str, ...]]]] = {}

    def __iter__(self) -> Iterator[Thing]:
        """The things that are spoken of."""
        return iter(self._said)

    def add(self, row: str, thing: Thing, stated: Hashable) -> None:
        """What a row, by its id, says of a thing."""
        sayings = self._said.setdefault(thing, {})
        count, rows = sayings.get(stated, (0, ()))
        sayings[stated] = (count + 1, (*rows, row) if len(rows) < SHOWN else rows)

    def odd(self) -> Iterator[tuple[str, Thing, Hashable, Hashable]]:
        """Rows that say something else of a thing than most do: row, thing, usual and stated."""
        for thing, sayings in self._said.items():
            usual = max(sayings, key=lambda stated: sayings[stated][0])
            for stated, (_, rows) in sayings.items():
                if stated != usual:
                    for row in rows:
                        yield row, thing, usual, stated
