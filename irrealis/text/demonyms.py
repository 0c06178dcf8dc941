"""Demonyms: which form of a place's name a word is (Germany, German, a German, Germans).

A text slot that holds an adjective ("the _ army") must not be filled with a noun, nor the reverse.
The table is `demonyms.tsv`, beside this module; names are exact and case-sensitive. It knows names,
not entities: "Jordan", "Florence" or "Frank" may well be a person, so ask it about places,
peoples and organizations only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Form = Literal["place", "adjective", "person", "people"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that may stand before an adjective of the table and leave the whole one.
_MODIFIERS = _set("""
    north south east west northern southern eastern western central north-eastern north-western
    south-eastern south-western northeastern northwestern southeastern southwestern northeast
    northwest southeast southwest inner outer upper lower greater old new early late middle ancient
    medieval modern contemporary classical colonial imperial pre-colonial native indigenous ethnic
    non pan trans pro anti pre post proto neo ex inter intra semi all
    """)
_COMBINING = _set("""
    afro albano americano anglo arabo armeno austro balto belgo bulgaro celto dano euro finno franco
    gallo germano graeco greco hiberno hindu hispano hungaro ibero indo iraqi islamo israeli italo
    japano judaeo judeo latino luso malayo moldo nippo norse perso polono romano russo
    scandinavo scoto scotto serbo sino slavo soviet swedo swiss syro tibeto turco turko uralo
    """)
_JOINTS = re.compile(r"\s*[-–—‐]\s*|\s+")


@dataclass(frozen=True, slots=True)
class Demonym:
    """One row of the table; `place` is empty for peoples, languages and faiths without a place."""

    place: str
    other_places: tuple[str, ...]
    adjectives: tuple[str, ...]
    persons: tuple[str, ...]
    people: tuple[str, ...]

    @property
    def places(self) -> tuple[str, ...]:
        """Every name of the place, the usual one first."""
        return (self.place, *self.other_places) if self.place else ()


@cache
def demonyms() -> tuple[Demonym, ...]:
    """All rows of the table, in its order."""
    text = (files("irrealis.text") / "demonyms.tsv").read_text(encoding="utf-8")
    rows = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            place, *groups = line.split("\t")
            others, adjectives, persons, people = (
                tuple(group.split("|")) if group else () for group in groups
            )
            rows.append(Demonym(place, others, adjectives, persons, people))
    return tuple(rows)


@cache
def _index() -> dict[str, tuple[Form, Demonym]]:
    """Every name, with the form and the row it stands for."""
    index: dict[str, tuple[Form, Demonym]] = {}
    rows = demonyms()
    for row in rows:
        for name in row.adjectives:
            index.setdefault(name, ("adjective", row))
    for row in rows:
        for name in row.places:
            index.setdefault(name, ("place", row))
    for row in rows:
        for name in row.people:
            index.setdefault(name, ("people", row))
    for row in rows:
        for name in row.persons:
            index.setdefault(name, ("person", row))
    return index


def place_form(name: str) -> Form | None:
    """What `name` is by the table, or None if the table does not have it.

    A word that is several is the first of adjective, place, people, person: "German" and "Swiss"
    are adjectives, because a mention of just that word mostly stands before a noun, and a person
    or people of that name fits the same slot. Names of languages count as adjectives.
    """
    found = _index().get(name)
    return found[0] if found else None


def demonym_of(name: str) -> Demonym | None:
    """The row that has `name` in any form, or None.

    Of several rows, one that has it in the form `place_form` tells, and of those the first: the
    table puts the usual reading first. "American" and "America" are the United States, "Georgian"
    is the country, "Roman" the empire, "Congolese" the Democratic Republic.
    """
    found = _index().get(name)
    return found[1] if found else None


def adjectival(name: str) -> bool:
    """Whether `name` is an adjective of a place, a people, a language or a faith.

    By the table, or, for names of several words that it does not have, if the last word is such
    an adjective and every other word is one too, a direction or an age ("Northern Norwegian",
    "Ancient Persian"), or a combining form ("Anglo-Irish"). Hyphens may have spaces around them,
    as tokenized text has. False for every place of the table, whatever its ending ("Oman").
    """
    form = place_form(name)
    if form is not None:
        return form == "adjective"
    *before, last = _JOINTS.split(name)
    return (
        bool(before)
        and place_form(last) == "adjective"
        and all(
            word.lower() in _MODIFIERS | _COMBINING or place_form(word) == "adjective"
            for word in before
        )
    )
