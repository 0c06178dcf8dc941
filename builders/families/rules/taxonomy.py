"""What everybody knows of everyday classes: a tree in which classes of one kind exclude others."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from irrealis.builders.families.rules.phrasings import table


@cache
def parents() -> MappingProxyType[str, str | None]:
    """Class -> the kind that it belongs to; None for a kind that belongs to no other."""
    found: dict[str, str | None] = {}
    for row in table("taxonomy"):
        found.setdefault(row["kind"], None)
        found.update(dict.fromkeys(row["classes"].split("; "), row["kind"]))
    return MappingProxyType(found)


@cache
def usable() -> tuple[str, ...]:
    """The classes that arguments speak of: all but kinds whose borders are loose.

    What stands under a loose kind excludes the rest of it, but whether it belongs there is not what
    everybody agrees on.
    """
    loose = {row["kind"] for row in table("taxonomy") if row["borders"] == "loose"}
    return tuple(name for name in parents() if name not in loose)


@cache
def chain(name: str) -> tuple[str, ...]:
    """A class and all kinds that it belongs to, the widest last.

    >>> chain("poodles")
    ('poodles', 'dogs', 'mammals', 'animals')
    """
    parent = parents()[name]
    return (name, *(chain(parent) if parent else ()))


@cache
def relatives(name: str) -> tuple[str, ...]:
    """Classes above and below a class, and those of its kind."""
    near = {parent for parent in parents() if name in chain(parent) or parent in chain(name)}
    near |= {other for other, parent in parents().items() if parent and parent == parents()[name]}
    return tuple(sorted(near.intersection(usable()) - {name}))


def holds(quantifier: str, subject: str, predicate: str) -> bool:
    """Whether a statement on two classes is true; every class has members, as things are.

    Args:
        quantifier: A (all are), E (none are), I (some are) or O (some are not).
        subject: the class that it speaks of.
        predicate: the class that it says they belong to.
    """
    return predicate in true_of(quantifier)[subject]


@cache
def true_of(quantifier: str) -> MappingProxyType[str, frozenset[str]]:
    """Class -> the classes of which a statement on it with this quantifier is true."""
    every = frozenset(parents())
    within = {name: frozenset(chain(name)) for name in every}
    if quantifier in "IE":
        below: dict[str, set[str]] = {name: set() for name in every}
        for name, above in within.items():
            for other in above:
                below[other].add(name)
        within = {name: above | below[name] for name, above in within.items()}
    if quantifier in "EO":
        return MappingProxyType({name: every - others for name, others in within.items()})
    return MappingProxyType(within)
