"""Pairs facts of one property so that they exchange objects, and objects tell nothing.

A false statement whose object is drawn is told by that object alone wherever one object is common.
Where two facts exchange theirs, each object is as often true as false, exactly.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from irrealis.builders.families.facts.cases import CaseParameters, fault_of
from irrealis.builders.families.facts.index import Index, names
from irrealis.builders.families.facts.pararel import Triple
from irrealis.builders.families.facts.tables import kind_of, relations


@dataclass(frozen=True, slots=True)
class Exchange:
    """The facts of a split, and the object that each gets from its partner, by uuid."""

    index: Index
    objects: Mapping[str, str]

    @classmethod
    def of(
        cls, triples: Iterable[Triple], wanted: CaseParameters, order: Callable[[Triple], float]
    ) -> Exchange:
        """Partners for as many facts as can have one.

        Args:
            triples: all facts of a split.
            wanted: what a fact must have to be used.
            order: a number for each fact, by which partners are found.
        """
        known = list(triples)
        index = Index.of(known)
        groups: dict[tuple[str, str], dict[str, list[Triple]]] = {}
        for triple in sorted(known, key=lambda triple: (order(triple), triple.uuid)):
            if fault_of(triple, index, wanted) is None:
                key = relations()[triple.relation].property, kind_of(triple.object) or ""
                groups.setdefault(key, {}).setdefault(triple.object, []).append(triple)
        objects: dict[str, str] = {}
        for of in groups.values():
            for first, second in _partners(of):
                named = names(second.object, first.subject), names(first.object, second.subject)
                if not any(named):
                    objects |= {first.uuid: second.object, second.uuid: first.object}
        return cls(index, objects)


def _partners(groups: Mapping[str, list[Triple]]) -> Iterator[tuple[Triple, Triple]]:
    """Facts of different objects, two by two; of the two objects that have most left."""
    left = [(-len(of), name, list(of)) for name, of in sorted(groups.items())]
    heapq.heapify(left)
    while len(left) > 1:
        first, second = heapq.heappop(left), heapq.heappop(left)
        yield first[2].pop(), second[2].pop()
        for count, name, of in (first, second):
            if of:
                heapq.heappush(left, (count + 1, name, of))
