"""Whether one name gives another away: "Krieger" and "Kriegers Flak", "Norwegian" and Norway."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from irrealis.text.demonyms import demonym_of
from irrealis.text.tokens import word_set

# words of many names, which say nothing of another name that has them, too
_COMMON = word_set(
    """county province district region state states prefecture department oblast governorate
    municipality parish canton voivodeship township borough city town village island islands river
    lake mount mountain mountains north south east west northern southern eastern western central
    upper lower great greater little saint santa university college school academy institute museum
    library hospital station airport company corporation group records music party league club
    football association society council committee united national international royal first second
    third world grand prix award prize medal cup championship war battle republic kingdom empire
    church cathedral street road bridge park house hall tower center centre fort port band choir
    orchestra with from that this they your what when where which"""
)
_SHORTEST = 4  # letters of a word that tells something
_STEM = 5  # letters that a word and a form of it have in common, at least


@cache
def telling_words(name: str) -> frozenset[str]:
    """The words of a name that few other names have, in lower case and without accents.

    >>> sorted(telling_words("the Orm County Library of Sædal"))
    ['saedal']
    >>> sorted(telling_words("Ravnö University"))
    ['ravno']
    """
    plain = unicodedata.normalize("NFD", name.replace("æ", "ae").replace("ø", "o"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.findall(r"[^\W\d_]+", letters.lower())
    return frozenset(word for word in words if len(word) >= _SHORTEST) - _COMMON


@cache
def gives_away(one: str, other: str) -> bool:
    """Whether a name has a word of another, a form of one, or the adjective of the place it names.

    >>> gives_away("Krieger", "Kriegers Flak"), gives_away("the Danish Mint", "Denmark")
    (True, True)
    >>> gives_away("Orm County", "Tolm County")
    False
    """
    a, b = telling_words(one), telling_words(other)
    if any(_form(x, y) for x in a for y in b):
        return True
    return any(_of_place(x, y) for x, y in ((one, other), (other, one)))


def _form(one: str, other: str) -> bool:
    """Whether two words are one, or begin alike for the most part."""
    if one == other:
        return True
    stem = len(_common_start(one, other))
    return stem >= _STEM and 3 * stem >= 2 * max(len(one), len(other))


def _common_start(one: str, other: str) -> str:
    pairs = zip(one, other, strict=False)
    end = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
    return one[:end]


def _of_place(name: str, place: str) -> bool:
    """Whether a word of a name is the adjective of a place, or what its people are called."""
    bare = re.sub(r"^[Tt]he ", "", place)
    rows = (demonym_of(word) for word in re.findall(r"[^\W\d_]+", name))
    return any(row is not None and bare in row.places for row in rows)
