"""What is known of all subjects and objects: the context in which a fact is edited."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from irrealis.builders.families.facts.pararel import Triple
from irrealis.builders.families.facts.tables import fits, kind_of, names_of, relations

from irrealis.build import Draw
from irrealis.text.repeats import same

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Index:
    """The facts of a split.

    Attributes:
        held: property and subject -> its objects, each with the triples that say so.
        sharing: property and object -> facts that can be asked for, one a subject.
        family: the same by family: facts of any property that has such objects.
        objects: property and kind -> its objects, and how many facts have each.
    """

    held: Mapping[tuple[str, str], Mapping[str, Sequence[str]]]
    sharing: Mapping[tuple[str, str], Sequence[Triple]]
    family: Mapping[tuple[str, str], Sequence[Triple]]
    objects: Mapping[tuple[str, str], Mapping[str, int]]

    @classmethod
    def of(cls, triples: Iterable[Triple]) -> Index:
        """The index of these facts; those of relations that are not edited are left out."""
        known = [triple for triple in triples if triple.relation in relations()]
        held: dict[tuple[str, str], dict[str, list[str]]] = {}
        for triple in known:
            at = held.setdefault(subject_key(triple), {})
            at.setdefault(triple.object, []).append(triple.uuid)
        sharing: dict[tuple[str, str], list[Triple]] = {}
        family: dict[tuple[str, str], dict[str, Triple]] = {}
        counts: dict[tuple[str, str], Counter[str]] = {}
        for triple in known:
            kind, objects = kind_of(triple.object), held[subject_key(triple)]
            if kind is None or len(objects) > 1 or objects[triple.object][0] != triple.uuid:
                continue
            if names(triple.object, triple.subject) or not triple.wordings:
                continue
            if not fits(triple.relation, triple.object):
                continue
            of = relations()[triple.relation]
            sharing.setdefault((of.property, triple.object), []).append(triple)
            family.setdefault((of.family, triple.object), {}).setdefault(
                same(triple.subject), triple
            )
            counts.setdefault((of.property, kind), Counter())[triple.object] += 1
        return cls(
            held=held,
            sharing=sharing,
            family={key: tuple(of.values()) for key, of in family.items()},
            objects=counts,
        )


def subject_key(triple: Triple) -> tuple[str, str]:
    """A property of a subject, in which facts may not disagree."""
    return relations()[triple.relation].property, same(triple.subject)


def names(name: str, text: str) -> bool:
    """Whether a text names an object: by its name, even within a word, or by another name of it.

    >>> names("Peru", "Peruvian Paso"), names("Rome", "Romeo"), names("Rome", "Paris")
    (True, True, False)
    """
    if name.casefold() in text.casefold():
        return True
    return any(
        re.search(rf"(?<!\w){re.escape(alias)}(?!\w)", text, re.IGNORECASE)
        for alias in names_of(name)
        if alias.casefold() in text.casefold()
    )


def in_random_order(draw: Draw, items: Sequence[T]) -> Iterator[T]:
    """The items in a random order, drawn one at a time, since few of many are needed."""
    moved: dict[int, int] = {}
    for last in range(len(items) - 1, -1, -1):
        at = draw.integer(0, last)
        yield items[moved.get(at, at)]
        moved[at] = moved.get(last, last)
