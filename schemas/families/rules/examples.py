"""Objects that universal statements are about, one by one, and tests of their properties.

Sets are sets, functions are dictionaries, graphs are sets of edges, and groups are multiplied out
from generating permutations: each property is tested by its definition on the object itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, permutations, product
from typing import Any, NamedTuple, TypeAlias

Permutation: TypeAlias = tuple[int, ...]


class Graph(NamedTuple):
    """A simple graph: how many vertices it has, and its edges as sets of two."""

    vertices: int
    edges: frozenset[frozenset[int]]

    def near(self, vertex: int) -> set[int]:
        """The neighbors of a vertex."""
        return {other for edge in self.edges if vertex in edge for other in edge - {vertex}}

    def degrees(self) -> list[int]:
        """How many neighbors each vertex has."""
        return list(_degrees(self))


class Function(NamedTuple):
    """A function: what it sends each number to, and the set that its values are from."""

    sends: dict[int, int]
    codomain: frozenset[int]

    @property
    def values(self) -> list[int]:
        """The value of each number."""
        return list(self.sends.values())

    def twice(self, at: int) -> int | None:
        """What a number is sent to by the function applied twice; None if by nothing."""
        return self.sends.get(self.sends[at])


class Group(NamedTuple):
    """A group of permutations."""

    name: str
    elements: frozenset[Permutation]

    @property
    def orders(self) -> dict[int, int]:
        """Order -> how many elements have it."""
        return _orders(self)

    @property
    def center(self) -> int:
        """How many elements commute with all."""
        return _center(self.elements)


@cache
def _degrees(graph: Graph) -> tuple[int, ...]:
    return tuple(len(graph.near(vertex)) for vertex in range(1, graph.vertices + 1))


@cache
def _center(elements: frozenset[Permutation]) -> int:
    return sum(all(_times(a, b) == _times(b, a) for b in elements) for a in elements)


@cache
def objects(domain: str, bounds: tuple[int, ...]) -> tuple[Any, ...]:
    """The objects of a finite domain, the smallest first."""
    if domain == "functions":
        sources, targets = (range(1, bound + 1) for bound in bounds)
        values = sorted(product(targets, repeat=len(sources)))
        codomain = frozenset(targets)
        return tuple(Function(dict(zip(sources, v, strict=True)), codomain) for v in values)
    if domain == "groups":
        return tuple(sorted(_groups(bounds[0]), key=lambda group: len(group.elements)))
    if domain == "graphs":
        return tuple(
            Graph(n, frozenset(map(frozenset, edges)))
            for n in range(1, bounds[0] + 1)
            for edges in _subsets(list(combinations(range(1, n + 1), 2)))
        )
    return tuple(frozenset(s) for s in _subsets(range(1, bounds[0] + 1)) if s)


def _subsets(items: Sequence[Any]) -> list[tuple[Any, ...]]:
    chosen = product((False, True), repeat=len(items))
    every = [tuple(item for item, is_in in zip(items, c, strict=True) if is_in) for c in chosen]
    return sorted(every, key=lambda s: (len(s), s))


def shown(domain: str, example: Any) -> str:
    """An object in words."""
    if domain == "subsets":
        return "{" + ", ".join(str(each) for each in sorted(example)) + "}"
    if domain == "functions":
        return ", ".join(f"f({at}) = {value}" for at, value in sorted(example.sends.items()))
    if domain == "graphs":
        edges = sorted(tuple(sorted(edge)) for edge in example.edges)
        listed = ", ".join(f"{a}-{b}" for a, b in edges) if edges else "none"
        return f"vertices: {example.vertices}; edges: {listed}"
    return str(example.name if domain == "groups" else example)


def _groups(most: int) -> Iterator[Group]:
    """The groups of up to so many elements but for isomorphism, by generating permutations."""
    abelian = [f"Z{n}" for n in range(2, most + 1)]
    for name in ["Z1 (the trivial group)", *abelian, *_PRODUCTS, *_OTHERS]:
        if name in _OTHERS:
            generators = _OTHERS[name]
        else:
            factors = [int(part[1:].split()[0]) for part in name.split(" × ")]
            generators = _cycles(*factors)
        elements = _generated(generators)
        if len(elements) <= most:
            yield Group(name, elements)


def _cycles(*lengths: int) -> list[Permutation]:
    """A cycle of each length, on points of its own."""
    made, start, total = [], 0, sum(lengths)
    for length in lengths:
        turned = list(range(total))
        turned[start : start + length] = [start + (at + 1) % length for at in range(length)]
        made.append(tuple(turned))
        start += length
    return made


def _turns(n: int) -> list[Permutation]:
    """A turn and a reflection of a regular polygon."""
    return [tuple((at + 1) % n for at in range(n)), tuple(-at % n for at in range(n))]


_PRODUCTS = ("Z2 × Z2", "Z4 × Z2", "Z2 × Z2 × Z2", "Z3 × Z3", "Z6 × Z2")
_OTHERS: dict[str, list[Permutation]] = {
    "S3 (the permutations of 3 things)": list(permutations(range(3))),
    "D4 (the symmetries of a square)": _turns(4),
    "Q8 (the quaternion group)": [(1, 2, 3, 0, 5, 6, 7, 4), (4, 7, 6, 5, 2, 1, 0, 3)],
    "D5 (the symmetries of a regular pentagon)": _turns(5),
    "A4 (the even permutations of 4 things)": [(1, 2, 0, 3), (1, 0, 3, 2)],
    "D6 (the symmetries of a regular hexagon)": _turns(6),
    "Dic3 (the dicyclic group of 12 elements)": [(1, 2, 0, 3, 4, 5, 6), (0, 2, 1, 4, 5, 6, 3)],
    "D7 (the symmetries of a regular heptagon)": _turns(7),
}


def _times(a: Permutation, b: Permutation) -> Permutation:
    return tuple(a[at] for at in b)


def _generated(generators: Sequence[Permutation]) -> frozenset[Permutation]:
    unit = tuple(range(len(generators[0])))
    found, new = {unit}, [unit]
    while new:
        new = [each for a in new for b in generators if (each := _times(a, b)) not in found]
        found |= {*new}
    return frozenset(found)


@cache
def _orders(group: Group) -> dict[int, int]:
    counts: dict[int, int] = {}
    for element in group.elements:
        order = len(_generated([element]))
        counts[order] = counts.get(order, 0) + 1
    return counts


@cache
def _subgroups(group: Group) -> frozenset[int]:
    """The sizes of the subgroups; three elements generate any group of up to 15 elements."""
    elements = sorted(group.elements)
    some = (chosen for count in (1, 2, 3) for chosen in combinations(elements, count))
    return frozenset(len(_generated(chosen)) for chosen in some)


def _reached(graph: Graph, start: int) -> set[int]:
    found, todo = {start}, [start]
    while todo:
        todo = [other for vertex in todo for other in graph.near(vertex) - found]
        found |= {*todo}
    return found


def _acyclic(graph: Graph) -> bool:
    """Whether nothing is left when vertices with one neighbor or none are taken away."""
    edges = graph.edges
    for _ in range(graph.vertices):
        rest = Graph(graph.vertices, edges)
        ends = {v for v in range(1, graph.vertices + 1) if len(rest.near(v)) == 1}
        edges = frozenset(edge for edge in edges if not edge & ends)
    return not edges


def _two_colors(graph: Graph) -> bool:
    return any(
        all(len({colors[v - 1] for v in edge}) == 2 for edge in graph.edges)
        for colors in product((0, 1), repeat=graph.vertices)
    )


def _prime(n: int) -> bool:
    return sum(n % d == 0 for d in range(1, n + 1)) == 2


# Domain -> name -> a test of an object and numbers, and phrases, each with its denial.
TESTS: Mapping[str, Mapping[str, tuple[Callable[..., bool], *tuple[str, ...]]]] = {
    "integers": {
        "divisible": (
            lambda n, k: n // k * k == n,
            "is divisible by # | is not divisible by #",
            "is a multiple of # | is not a multiple of #",
        ),
        "remainder": (
            lambda n, r, k: r < k and (n - r) % k == 0,
            "leaves remainder # when divided by # | does not leave remainder # when divided by #",
            "is # more than a multiple of # | is not # more than a multiple of #",
        ),
        "square divisible": (
            lambda n, k: n * n % k == 0,
            "has a square that is divisible by # | has a square that is not divisible by #",
        ),
        "cube divisible": (
            lambda n, k: n**3 % k == 0,
            "has a cube that is divisible by # | has a cube that is not divisible by #",
        ),
        "square": (
            lambda n, r, k: n * n % k == r,
            "has a square that leaves remainder # when divided by #"
            " | has a square that does not leave remainder # when divided by #",
        ),
        "cube": (
            lambda n, r, k: n**3 % k == r,
            "has a cube that leaves remainder # when divided by #"
            " | has a cube that does not leave remainder # when divided by #",
        ),
        "digit": (
            lambda n, d: str(n)[-1] == str(d),
            "ends in the digit # | does not end in the digit #",
            "has # as its last digit | does not have # as its last digit",
        ),
        "greater": (
            lambda n, k: n > k,
            "is greater than # | is at most #",
            "exceeds # | does not exceed #",
        ),
    },
    "subsets": {
        "contains": (
            lambda s, k: k in s,
            "contains # | does not contain #",
            "has # as an element | does not have # as an element",
        ),
        "at least": (
            lambda s, k: len(s) >= k,
            "has # or more elements | has fewer than # elements",
        ),
        "exactly": (
            lambda s, k: len(s) == k,
            "has exactly # elements | does not have exactly # elements",
        ),
        "largest": (
            lambda s, k: max(s) == k,
            "has # as its largest element | does not have # as its largest element",
        ),
        "smallest": (
            lambda s, k: min(s) == k,
            "has # as its smallest element | does not have # as its smallest element",
        ),
        "differ": (
            lambda s, k: any(abs(a - b) == k for a, b in combinations(s, 2)),
            "contains two numbers that differ by # | contains no two numbers that differ by #",
        ),
        "add up": (
            lambda s, k: any(a + b == k for a, b in combinations(s, 2)),
            "contains two different numbers that add up to #"
            " | contains no two different numbers that add up to #",
        ),
        "sum greater": (
            lambda s, k: sum(s) > k,
            "has a sum of more than # | has a sum of at most #",
        ),
        "sum divisible": (
            lambda s, k: sum(s) % k == 0,
            "has a sum that is divisible by # | has a sum that is not divisible by #",
        ),
        "even": (
            lambda s: not all(a % 2 for a in s),
            "contains an even number | contains no even number",
        ),
        "odd": (lambda s: any(a % 2 for a in s), "contains an odd number | contains no odd number"),
        "divides": (
            lambda s: any(a % b == 0 for a, b in permutations(s, 2)),
            "contains a number that divides another of its elements"
            " | contains no number that divides another of its elements",
        ),
    },
    "functions": {
        "one-to-one": (
            lambda f: all(a != b for a, b in combinations(f.values, 2)),
            "is one-to-one | is not one-to-one",
            "takes no value twice | takes some value at least twice",
        ),
        "onto": (lambda f: f.codomain == {*f.values}, "is onto | is not onto"),
        "constant": (
            lambda f: all(a == b for a, b in combinations(f.values, 2)),
            "is constant | is not constant",
        ),
        "never decreases": (
            lambda f: all(a <= b for a, b in combinations(f.values, 2)),
            "never decreases | decreases somewhere",
        ),
        "increasing": (
            lambda f: all(a < b for a, b in combinations(f.values, 2)),
            "is strictly increasing | is not strictly increasing",
        ),
        "fixed": (
            lambda f: any(at == value for at, value in f.sends.items()),
            "sends some number to itself | sends no number to itself",
        ),
        "even sum": (
            lambda f: sum(value % 2 for value in f.values) % 2 == 0,
            "has values whose sum is even | has values whose sum is odd",
        ),
        "value": (
            lambda f, v: any(value == v for value in f.values),
            "takes the value # | never takes the value #",
        ),
        "twice": (
            lambda f, v: sum(value == v for value in f.values) >= 2,
            "takes the value # at least twice | takes the value # at most once",
        ),
        "values": (
            lambda f, k: len(set(f.values)) == k,
            "takes exactly # different values | does not take exactly # different values",
        ),
        "sends": (lambda f, at, v: f.sends.get(at) == v, "sends # to # | does not send # to #"),
        "idempotent": (
            lambda f: all(f.twice(at) == value for at, value in f.sends.items()),
            "gives the same results applied twice as applied once"
            " | does not give the same results applied twice as applied once",
        ),
        "involution": (
            lambda f: all(f.twice(at) == at for at in f.sends),
            "gives every number back when applied twice"
            " | does not give every number back when applied twice",
        ),
    },
    "graphs": {
        "connected": (
            lambda g: len(_reached(g, 1)) == g.vertices,
            "is connected | is not connected",
        ),
        "cycle": (lambda g: not _acyclic(g), "contains a cycle | contains no cycle"),
        "triangle": (
            lambda g: any(
                g.edges >= {frozenset(pair) for pair in combinations(three, 2)}
                for three in combinations(range(1, g.vertices + 1), 3)
            ),
            "contains a triangle | contains no triangle",
        ),
        "bipartite": (_two_colors, "is bipartite | is not bipartite"),
        "regular": (
            lambda g: max(g.degrees()) == min(g.degrees()),
            "is regular | is not regular",
            "has the same degree at every vertex | does not have the same degree at every vertex",
        ),
        "equal degrees": (
            lambda g: any(a == b for a, b in combinations(g.degrees(), 2)),
            "has two vertices of equal degree | has no two vertices of equal degree",
        ),
        "only even degrees": (
            lambda g: all(d % 2 == 0 for d in g.degrees()),
            "has only vertices of even degree | has a vertex of odd degree",
        ),
        "more edges": (
            lambda g: len(g.edges) > g.vertices,
            "has more edges than vertices | has at most as many edges as vertices",
        ),
        "odd edges": (
            lambda g: len(g.edges) % 2 == 1,
            "has an odd number of edges | has an even number of edges",
        ),
        "degree": (
            lambda g, k: any(d == k for d in g.degrees()),
            "has a vertex of degree # | has no vertex of degree #",
        ),
        "degrees": (
            lambda g, k: all(d >= k for d in g.degrees()),
            "has only vertices of degree # or more | has a vertex of degree less than #",
        ),
        "edges": (lambda g, k: len(g.edges) >= k, "has # or more edges | has fewer than # edges"),
        "vertices": (
            lambda g, k: g.vertices >= k,
            "has # or more vertices | has fewer than # vertices",
        ),
        "exact vertices": (
            lambda g, k: g.vertices == k,
            "has exactly # vertices | does not have exactly # vertices",
        ),
    },
    "groups": {
        "abelian": (
            lambda g: g.center == len(g.elements),
            "is abelian | is not abelian",
            "is commutative | is not commutative",
        ),
        "cyclic": (
            lambda g: any(len(_generated([a])) == len(g.elements) for a in g.elements),
            "is cyclic | is not cyclic",
            "is generated by a single element | is not generated by a single element",
        ),
        "own inverses": (
            lambda g: all(_times(a, a) == tuple(range(len(a))) for a in g.elements),
            "has only elements that are their own inverses"
            " | has an element that is not its own inverse",
        ),
        "trivial center": (
            lambda g: g.center == 1,
            "has a trivial center | has a nontrivial center",
        ),
        "prime": (
            lambda g: _prime(len(g.elements)),
            "has a prime number of elements | does not have a prime number of elements",
        ),
        "multiple": (
            lambda g, k: len(g.elements) % k == 0,
            "has an order that is divisible by # | has an order that is not divisible by #",
        ),
        "elements": (
            lambda g, k: len(g.elements) >= k,
            "has # or more elements | has fewer than # elements",
        ),
        "element": (
            lambda g, k: g.orders.get(k, 0) > 0,
            "has an element of order # | has no element of order #",
        ),
        "subgroup": (
            lambda g, k: k in _subgroups(g),
            "has a subgroup of order # | has no subgroup of order #",
        ),
        "of order two": (
            lambda g, k: g.orders.get(2, 0) == k,
            "has exactly # elements of order 2 | does not have exactly # elements of order 2",
        ),
        "central": (
            lambda g, k: g.center > k,
            "has a center of more than # elements | has a center of at most # elements",
        ),
    },
}
