"""Objects that universal statements are about, and which of them have which property.

A property of a universe is a bit mask over its objects, the smallest object first: so the truth of
a statement is a matter of set inclusion, and its smallest counterexample the lowest bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from math import lcm
from typing import Any, NamedTuple, TypeAlias

from irrealis.builders.families.rules.phrasings import table

DOMAINS = ("integers", "subsets", "functions", "graphs", "groups")
MODULI = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12)
PERIOD = lcm(*MODULI)
LARGEST = 40  # the largest number that a statement on integers compares with
MOST_ELEMENTS = 15  # of a group


class Property(NamedTuple):
    """A property by the name that phrasings have, with its numbers; `holds` is whether it is so."""

    name: str
    numbers: tuple[int, ...] = ()
    holds: bool = True

    def __str__(self) -> str:
        """As interventions name it."""
        text = " ".join([self.name, *map(str, self.numbers)])
        return text if self.holds else f"not: {text}"


class Group(NamedTuple):
    """What is known of a group: how many of its elements have which order, and its center."""

    name: str
    size: int
    abelian: bool
    orders: dict[int, int]
    center: int
    subgroups: frozenset[int]


class Graph(NamedTuple):
    """A simple graph on the vertices 1, 2, …, with a bit mask of neighbors for each."""

    edges: tuple[tuple[int, int], ...]
    neighbors: tuple[int, ...]


@dataclass(frozen=True)
class Universe:
    """The objects of a domain that a statement speaks of, and the masks of their properties."""

    domain: str
    bounds: tuple[int, ...]
    objects: Sequence[Any]
    masks: dict[Property, int]
    named: dict[str, list[Property]]  # name -> its properties, with other numbers or denied

    def shown(self, mask: int) -> str:
        """The smallest object of a mask in words; empty if there is none."""
        if not mask:
            return ""
        return _SHOWN[self.domain](self.objects[(mask & -mask).bit_length() - 1])

    def checked(self, properties: Sequence[Property]) -> int:
        """How many objects settle a statement: of the integers, a period behind every bound."""
        if self.domain != "integers":
            return len(self.objects)
        above = max((p.numbers[0] for p in properties if p.name == "greater"), default=0)
        return above + lcm(*(_period(p) for p in properties))


def _period(each: Property) -> int:
    """After how many integers a property repeats, once behind what it compares with."""
    return {"greater": 1, "digit": 10}.get(each.name, each.numbers[-1])


@cache
def universe(domain: str, bounds: tuple[int, ...]) -> Universe:
    """The objects of a domain within bounds, with every property that tells some from others."""
    objects = _OBJECTS[domain](*bounds)
    everything = (1 << len(objects)) - 1
    masks: dict[Property, int] = {}
    for name, numbers, test in _PROPERTIES[domain](*bounds):
        mask = sum(1 << at for at, each in enumerate(objects) if test(each, *numbers))
        if 0 < mask < everything:
            masks[Property(name, numbers)] = mask
            masks[Property(name, numbers, holds=False)] = everything ^ mask
    named: dict[str, list[Property]] = {}
    for each in masks:
        named.setdefault(each.name, []).append(each)
    return Universe(domain, bounds, objects, masks, named)


BOUNDS: dict[str, tuple[tuple[int, ...], ...]] = {
    "integers": ((PERIOD + LARGEST,),),
    "subsets": tuple((n,) for n in range(4, 9)),
    "functions": tuple((n, m) for n in range(2, 5) for m in range(2, 5) if n * m > 4),
    "graphs": ((4,), (5,)),
    "groups": tuple((n,) for n in range(8, MOST_ELEMENTS + 1)),
}


# Each of these gives properties as a name, numbers, and a test of an object and the numbers.
_Tests: TypeAlias = Iterator[tuple[str, tuple[int, ...], Callable[..., bool]]]


def _integers(_: int) -> _Tests:
    for k in MODULI:
        yield "divisible", (k,), lambda n, k: n % k == 0
        yield "square divisible", (k,), _power(2)
        yield "cube divisible", (k,), _power(3)
        for r in range(1, k):
            yield "remainder", (r, k), lambda n, r, k: n % k == r
            yield "square", (r, k), _power(2)
            yield "cube", (r, k), _power(3)
    for r in range(10):
        yield "digit", (r,), lambda n, r: n % 10 == r
    for k in range(1, LARGEST + 1):
        yield "greater", (k,), lambda n, k: n > k


def _power(power: int) -> Callable[..., bool]:
    """Whether the power of a number leaves a remainder, by way of the remainder of the number."""
    return lambda n, *of: pow(n % of[-1], power, of[-1]) == (of[0] if len(of) > 1 else 0)


def _subsets(most: int) -> _Tests:
    for k in range(2, most + 1):
        yield "at least", (k,), lambda s, k: len(s) >= k
        yield "exactly", (k,), lambda s, k: len(s) == k
    for k in range(1, most + 1):
        yield "contains", (k,), lambda s, k: k in s
        yield "largest", (k,), lambda s, k: s[-1] == k
        yield "smallest", (k,), lambda s, k: s[0] == k
        yield "differ", (k,), lambda s, k: any(a + k in s for a in s)
    for k in range(3, 2 * most):
        yield "add up", (k,), lambda s, k: any(k - a in s for a in s if 2 * a != k)
    for k in range(2, most * (most + 1) // 2, 2):
        yield "sum greater", (k,), lambda s, k: sum(s) > k
    for k in range(2, 7):
        yield "sum divisible", (k,), lambda s, k: sum(s) % k == 0
    yield "even", (), lambda s: any(a % 2 == 0 for a in s)
    yield "odd", (), lambda s: any(a % 2 for a in s)
    yield "divides", (), lambda s: any(b % a == 0 for a, b in combinations(s, 2))


def _functions(n: int, m: int) -> _Tests:
    yield "one-to-one", (), lambda f: len({*f}) == n
    yield "onto", (), lambda f: len({*f}) == m
    yield "constant", (), lambda f: len({*f}) == 1
    yield "never decreases", (), lambda f: list(f) == sorted(f)
    yield "increasing", (), lambda f: list(f) == sorted({*f})
    yield "fixed", (), lambda f: any(f[at] == at + 1 for at in range(n))
    yield "even sum", (), lambda f: sum(f) % 2 == 0
    for v in range(1, m + 1):
        yield "value", (v,), lambda f, v: v in f
        yield "twice", (v,), lambda f, v: f.count(v) > 1
        if v > 1:
            yield "values", (v,), lambda f, v: len({*f}) == v
        for at in range(1, n + 1):
            yield "sends", (at, v), lambda f, at, v: f[at - 1] == v
    if n == m:
        yield "idempotent", (), lambda f: all(f[v - 1] == v for v in f)
        yield "involution", (), lambda f: all(f[v - 1] == at for at, v in enumerate(f, start=1))


def _graphs(most: int) -> _Tests:
    yield "connected", (), lambda g: _components(g) == 1
    yield "cycle", (), lambda g: len(g.edges) > len(g.neighbors) - _components(g)
    yield "triangle", (), lambda g: any(g.neighbors[a - 1] & g.neighbors[b - 1] for a, b in g.edges)
    yield "bipartite", (), _bipartite
    yield "regular", (), lambda g: len({*_degrees(g)}) == 1
    yield "equal degrees", (), lambda g: len({*_degrees(g)}) < len(g.neighbors)
    yield "only even degrees", (), lambda g: not any(d % 2 for d in _degrees(g))
    yield "more edges", (), lambda g: len(g.edges) > len(g.neighbors)
    yield "odd edges", (), lambda g: len(g.edges) % 2 == 1
    for k in range(most):
        yield "degree", (k,), lambda g, k: k in _degrees(g)
    for k in range(2, most * (most - 1) // 2 + 1):
        yield "edges", (k,), lambda g, k: len(g.edges) >= k
    for k in range(2, most + 1):
        yield "vertices", (k,), lambda g, k: len(g.neighbors) >= k
        yield "exact vertices", (k,), lambda g, k: len(g.neighbors) == k
        yield "degrees", (k - 1,), lambda g, k: min(_degrees(g)) >= k


def _groups(most: int) -> _Tests:
    yield "abelian", (), lambda g: g.abelian
    yield "cyclic", (), lambda g: g.size in g.orders
    yield "own inverses", (), lambda g: max(g.orders) <= 2
    yield "trivial center", (), lambda g: g.center == 1
    yield "prime", (), lambda g: g.size > 1 and all(g.size % d for d in range(2, g.size))
    for k in range(2, most + 1):
        yield "multiple", (k,), lambda g, k: g.size % k == 0
        yield "elements", (k,), lambda g, k: g.size >= k
        yield "element", (k,), lambda g, k: k in g.orders
        yield "subgroup", (k,), lambda g, k: k in g.subgroups
    for k in range(2, 8):
        yield "of order two", (k,), lambda g, k: g.orders.get(2, 0) == k
        yield "central", (k,), lambda g, k: g.center > k


def _components(graph: Graph) -> int:
    """Parts that hang together, by joining the ends of each edge."""
    part = list(range(len(graph.neighbors)))
    for a, b in graph.edges:
        old, new = part[a - 1], part[b - 1]
        part = [new if each == old else each for each in part]
    return len({*part})


def _bipartite(graph: Graph) -> bool:
    """Whether no vertex is reached both by an even and by an odd number of steps."""
    seen: set[int] = set()
    for start in range(len(graph.neighbors)):
        if start in seen:
            continue
        even, odd = 1 << start, 0
        for _ in graph.neighbors:
            for at, near in enumerate(graph.neighbors):
                even |= near if odd >> at & 1 else 0
                odd |= near if even >> at & 1 else 0
        if even & odd:
            return False
        seen |= {at for at in range(len(graph.neighbors)) if (even | odd) >> at & 1}
    return True


def _degrees(graph: Graph) -> list[int]:
    return [near.bit_count() for near in graph.neighbors]


def _all_graphs(most: int) -> list[Graph]:
    """The graphs of up to so many vertices; fewer vertices first, then fewer edges."""
    made = []
    for n in range(1, most + 1):
        every = list(combinations(range(1, n + 1), 2))
        for count in range(len(every) + 1):
            for edges in combinations(every, count):
                near = [0] * n
                for a, b in edges:
                    near[a - 1] |= 1 << (b - 1)
                    near[b - 1] |= 1 << (a - 1)
                made.append(Graph(edges, tuple(near)))
    return made


def _all_groups(most: int) -> list[Group]:
    """The groups of up to so many elements but for isomorphism, from their table."""
    made = []
    for row in table("groups"):
        orders = dict(_pair(part) for part in row["orders"].split())
        size, center = sum(orders.values()), int(row["center"])
        missing = {int(part) for part in row["no subgroup"].split()}
        subgroups = {k for k in range(1, size + 1) if size % k == 0} - missing
        if size <= most:
            made.append(
                Group(row["name"], size, center == size, orders, center, frozenset(subgroups))
            )
    return made


def _pair(text: str) -> tuple[int, int]:
    order, _, count = text.partition(":")
    return int(order), int(count)


def _all_subsets(most: int) -> list[tuple[int, ...]]:
    """The subsets that are not empty; fewer elements first."""
    return [s for k in range(1, most + 1) for s in combinations(range(1, most + 1), k)]


_OBJECTS: dict[str, Callable[..., Sequence[Any]]] = {
    "integers": lambda most: range(1, most + 1),
    "subsets": _all_subsets,
    "functions": lambda n, m: list(product(range(1, m + 1), repeat=n)),
    "graphs": _all_graphs,
    "groups": _all_groups,
}
_PROPERTIES: dict[str, Callable[..., _Tests]] = {
    "integers": _integers,
    "subsets": _subsets,
    "functions": _functions,
    "graphs": _graphs,
    "groups": _groups,
}
_SHOWN: dict[str, Callable[[Any], str]] = {
    "integers": str,
    "subsets": lambda s: "{" + ", ".join(map(str, s)) + "}",
    "functions": lambda f: ", ".join(f"f({at}) = {v}" for at, v in enumerate(f, start=1)),
    "graphs": lambda g: (
        f"vertices: {len(g.neighbors)}; edges: "
        + (", ".join(f"{a}-{b}" for a, b in g.edges) or "none")
    ),
    "groups": lambda g: g.name,
}
