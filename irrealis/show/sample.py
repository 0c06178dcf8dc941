"""A sample of pairs that fits into so many bytes and has some of all that one can filter by."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

SEED = 0
EACH = 3  # pairs of every value of a facet that the sample has at least, if there are as many
VALUES = 500  # of facets, beyond which there would be room for nothing else


class _Item(NamedTuple):
    split: str
    row: dict[str, Any]
    own: int  # bytes
    shared: int  # bytes of what its group has in common


@dataclass
class Sample:
    """Groups by the hash of their name while there is room, and a few pairs of every facet's value.

    Groups are drawn whole, so that the counterfactuals of one original stand side by side. The
    sample does not depend on the order of the rows; memory is bounded by `budget`.

    Args:
        budget: bytes.
        size: of a row, its own bytes, and those that it shares with others of its group.
    """

    budget: int
    size: Callable[[dict[str, Any]], tuple[int, int]]
    _heap: list[tuple[int, int]] = field(default_factory=list)  # (-priority, number of the row)
    _kept: dict[int, _Item] = field(default_factory=dict)
    _groups: Counter[str] = field(default_factory=Counter)
    _covered: dict[tuple[str, ...], list[tuple[int, int]]] = field(default_factory=dict)
    _held: dict[int, _Item] = field(default_factory=dict)
    _spent: int = 0
    _seen: int = 0
    _full: bool = False

    def offer(self, split: str, row: dict[str, Any], *, facets: Iterable[tuple[str, ...]]) -> None:
        """Consider a pair; `facets` are the values under which a reader may look for it."""
        number, self._seen = self._seen, self._seen + 1
        drawn = draw(row["group"]) + draw(row["id"])
        priority = int.from_bytes(drawn)
        item: _Item | None = None
        if not self._full or (self._heap and priority < -self._heap[0][0]):
            item = _Item(split, row, *self.size(row))
            heapq.heappush(self._heap, (-priority, number))
            self._kept[number] = item
            self._spent += _added(item, self._groups)
            while self._spent > self.budget:
                self._full = True
                self._drop(self._kept.pop(heapq.heappop(self._heap)[1]))
        for facet in facets:
            best = self._covered.get(facet)
            if best is None:
                if len(self._covered) == VALUES:
                    continue
                best = self._covered[facet] = []
            if len(best) < EACH or priority < -best[0][0]:
                heapq.heappush(best, (-priority, number))
                item = item or _Item(split, row, *self.size(row))
                self._held[number] = item
                if len(best) > EACH:
                    heapq.heappop(best)
        if len(self._held) > 2 * EACH * VALUES:
            self._forget()

    def chosen(self) -> list[tuple[str, dict[str, Any]]]:
        """The sample, in the order in which its pairs were offered."""
        ranked = [sorted(best, reverse=True) for best in self._covered.values()]
        cover = [best[at][1] for at in range(EACH) for best in ranked if at < len(best)]
        rest = [number for _, number in sorted(self._heap, reverse=True)]
        found: dict[int, _Item] = {}
        groups: Counter[str] = Counter()
        spent = 0
        # what covers the facets may take half of the room if not everything fits
        half = self.budget // 2 if self._full else self.budget
        for numbers, source, limit in ((cover, self._held, half), (rest, self._kept, self.budget)):
            for number in numbers:
                item = source[number]
                cost = item.own + (0 if groups[item.row["group"]] else item.shared)
                if number not in found and spent + cost <= limit:
                    found[number] = item
                    spent += _added(item, groups)
        return [(item.split, item.row) for _, item in sorted(found.items())]

    def _drop(self, item: _Item) -> None:
        group = item.row["group"]
        self._groups[group] -= 1
        self._spent -= item.own + (0 if self._groups[group] else item.shared)

    def _forget(self) -> None:
        wanted = {number for best in self._covered.values() for _, number in best}
        self._held = {number: item for number, item in self._held.items() if number in wanted}


def _added(item: _Item, groups: Counter[str]) -> int:
    """Count an item of its group, and return the bytes that it adds."""
    group = item.row["group"]
    groups[group] += 1
    return item.own + (item.shared if groups[group] == 1 else 0)


def draw(name: str) -> bytes:
    """Eight bytes drawn for a name: the order of a sample."""
    return hashlib.sha256(f"{SEED}\0{name}".encode()).digest()[:8]
