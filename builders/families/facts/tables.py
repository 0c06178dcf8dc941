"""Tables of the family: relations with their wordings, objects with their kinds and names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from csv import DictReader
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from irrealis.text.demonyms import demonym_of

SUBJECT = "[X]"
OBJECT = "[Y]"


class Relation(NamedTuple):
    """What a relation asks, and the prompts for it; `[X]` in a prompt stands for the subject."""

    property: str
    family: str
    ours: tuple[str, ...]
    pararel: tuple[str, ...]


class Unused(NamedTuple):
    """Why a relation is not edited: a short reason, and a sentence."""

    reason: str
    why: str


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    text = (files(__package__) / name).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    yield from DictReader(lines, delimiter="\t")


@cache
def relations() -> Mapping[str, Relation]:
    """The relations that are edited, by ParaRel's (and Wikidata's) name of them."""
    found: dict[str, Relation] = {}
    for row in _rows("relations.tsv"):
        for name in row["relations"].split():
            known = found.get(name, Relation(row["property"], row["family"], (), ()))
            if row["source"] == "ours":
                found[name] = known._replace(ours=(*known.ours, row["wording"]))
            else:
                found[name] = known._replace(pararel=(*known.pararel, row["wording"]))
    return MappingProxyType(found)


@cache
def unused() -> Mapping[str, Unused]:
    """The relations that are not edited, and why."""
    rows = _rows("unused.tsv")
    return MappingProxyType({row["relation"]: Unused(row["reason"], row["why"]) for row in rows})


@cache
def several() -> Mapping[str, str]:
    """The properties of which one subject may have several objects at once, and why."""
    rows = _rows("properties.tsv")
    return MappingProxyType(
        {row["property"]: row["why"] for row in rows if row["objects"] == "several"}
    )


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    text = (files(__package__) / "families.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return MappingProxyType({family: frozenset(kinds.split("|")) for family, kinds in rows})


def fits(relation: str, name: str) -> bool:
    """Whether an object is of a kind that a relation can have: of an employer, not a city."""
    return kind_of(name) in _kinds()[relations()[relation].family]


@cache
def _objects() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    text = (files(__package__) / "objects.tsv").read_text("utf-8")
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            kind, names = line.split("\t")
            name, *others = names.split("|")
            found[name] = kind, tuple(others)
    return MappingProxyType(found)


def kind_of(name: str) -> str | None:
    """The kind of an object; None for one that is not in the table."""
    return _objects().get(name, (None,))[0]


@cache
def names_of(name: str) -> tuple[str, ...]:
    """What an object is called beside its name: aliases, and of a country what is of it.

    >>> names_of("Peru")
    ('Perú', 'Peruvian', 'Peruvians')
    """
    kind, others = _objects().get(name, ("", ()))
    known = demonym_of(name) if kind == "country" else None
    if known:
        others += (*known.other_places, *known.adjectives, *known.persons, *known.people)
    return tuple(dict.fromkeys(alias for alias in others if alias != name))
