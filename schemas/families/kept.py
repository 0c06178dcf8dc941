"""What audits keep of their rows, in so little memory that a split may have millions of them."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterator

import numpy as np
from numpy.typing import NDArray

SHOWN = 20  # rows that are named of all that say the same


class Owed:
    """Rows that another config must have: of each its id, 16 hexadecimal digits, and a digest.

    Rows are met fast once all are expected, which is the order of a check: one config after another.
    """

    def __init__(self) -> None:
        self._names, self._digests = array("Q"), array("Q")
        self._met: NDArray[np.bool_] | None = None  # of the names, once they are sorted

    def expect(self, name: str, values: tuple[object, ...]) -> None:
        """Expect a row of these values; one that several pairs have is expected once."""
        if self._met is not None:
            names, digests, met = self._sorted()
            self._names = array("Q", names[~met].tobytes())
            self._digests = array("Q", digests[~met].tobytes())
            self._met = None
        self._names.append(int(name, 16))
        self._digests.append(_digest(values))

    def meet(self, name: str, values: tuple[object, ...]) -> bool:
        """Whether a row is expected, of these values, and was not met before."""
        names, digests, met = self._sorted()
        at = int(np.searchsorted(names, np.uint64(int(name, 16))))
        if at == len(names) or names[at] != int(name, 16) or met[at]:
            return False
        met[at] = True
        return bool(digests[at] == _digest(values))

    def missing(self) -> Iterator[str]:
        """The ids of rows that were not met."""
        names, _, met = self._sorted()
        for name in names[~met]:
            yield f"{int(name):016x}"

    def _sorted(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.bool_]]:
        names = np.frombuffer(self._names, dtype=np.uint64)
        digests = np.frombuffer(self._digests, dtype=np.uint64)
        if self._met is None:
            names, first = np.unique(names, return_index=True)
            self._names = array("Q", names.tobytes())
            self._digests = array("Q", digests[first].tobytes())
            self._met = np.zeros(len(names), dtype=bool)
            return self._sorted()
        return names, digests, self._met


def _digest(values: tuple[object, ...]) -> int:
    return hash(repr(values)) & (1 << 64) - 1


class Sayings:
    """What rows say of things of which all rows must say the same."""

    def __init__(self) -> None:
        self._said: dict[Hashable, dict[Hashable, tuple[int, tuple[str, ...]]]] = {}

    def __iter__(self) -> Iterator[Hashable]:
        """The things that are spoken of."""
        return iter(self._said)

    def add(self, row: str, thing: Hashable, stated: Hashable) -> None:
        """What a row, by its id, says of a thing."""
        sayings = self._said.setdefault(thing, {})
        count, rows = sayings.get(stated, (0, ()))
        sayings[stated] = (count + 1, (*rows, row) if len(rows) < SHOWN else rows)

    def odd(self) -> Iterator[tuple[str, Hashable, Hashable, Hashable]]:
        """Rows that say something else of a thing than most do: row, thing, usual and stated."""
        for thing, sayings in self._said.items():
            usual = max(sayings, key=lambda stated: sayings[stated][0])
            for stated, (_, rows) in sayings.items():
                if stated != usual:
                    for row in rows:
                        yield row, thing, usual, stated
