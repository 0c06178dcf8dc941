"""Reads a prompt or a statement: which property of which subject it is about.

Written apart from the builder's wordings; what these patterns do not cover is no prompt.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

# Wikidata's relations by what they ask; a subject has one object in each row
PROPERTIES = {
    "P101": "field of work",
    "P103": "native language",
    "P106": "occupation",
    "P108": "employer",
    "P127": "owner",
    "P131": "location",
    "P136": "genre",
    "P140": "religion",
    "P159": "headquarters",
    "P17": "country",
    "P176": "manufacturer",
    "P178": "developer",
    "P19": "place of birth",
    "P20": "place of death",
    "P27": "citizenship",
    "P276": "location",
    "P30": "continent",
    "P364": "language of the work",
    "P37": "official language",
    "P407": "language of the work",
    "P413": "playing position",
    "P449": "network",
    "P495": "country of origin",
    "P740": "place of founding",
    "P937": "place of work",
    "P36": "capital",
    "P1303": "instrument",
    "P1376": "country of the capital",
    "P1412": "language used",
}
_S = "(?P<subject>.+?)"
_READERS = {
    "field of work": (
        rf"{_S} is known for work in the field of",
        rf"The field that {_S} is known for is",
        rf"The field with which {_S} is associated is",
    ),
    "native language": (
        rf"The first language that {_S} learned was",
        rf"The language that {_S} learned first was",
        rf"The mother tongue that {_S} grew up with was",
    ),
    "occupation": (
        rf"The (?:occupation|profession) that {_S} is known for is",
        rf"{_S} is known for the profession of",
    ),
    "employer": (
        rf"{_S} is known to have (?:worked for|been employed by)",
        rf"A known employer of {_S} is",
    ),
    "owner": (rf"{_S} is (?:owned by|the property of)", rf"The owner of {_S} is"),
    "instrument": (
        rf"{_S} is known (?:for playing|as a player of) the",
        rf"The instrument that {_S} is known for is the",
    ),
    "location": (rf"{_S} (?:is located|is|can be found) in", rf"The location of {_S} is"),
    "genre": (
        rf"The genre that {_S} is known for is",
        rf"The genre with which {_S} is associated is",
        rf"{_S} is associated with the genre of",
    ),
    "religion": (
        rf"The (?:religion|faith) that {_S} is known for is",
        rf"The religion with which {_S} is associated is",
    ),
    "language used": (
        rf"{_S} is known to have (?:spoken|communicated in)",
        rf"A language that {_S} is known to have spoken is",
    ),
    "headquarters": (
        rf"The headquarters of {_S} are in",
        rf"{_S} is (?:headquartered|based) in",
        rf"{_S}'s headquarters are in",
    ),
    "country": (
        rf"The country in which {_S} is located is",
        rf"The country where {_S} is found is",
        rf"{_S} is located in the country of",
    ),
    "manufacturer": (rf"{_S} is (?:produced by|a product of)", rf"The maker of {_S} is"),
    "developer": (rf"{_S} was (?:developed|created) by", rf"The developer of {_S} is"),
    "place of birth": (
        rf"{_S} was born in",
        rf"The birthplace of {_S} is",
        rf"The place where {_S} was born is",
    ),
    "place of death": (rf"{_S} (?:died|passed away) in", rf"{_S}'s life ended in"),
    "citizenship": (
        rf"{_S} is known as a citizen of",
        rf"{_S} is known to have had the citizenship of",
        rf"The country that {_S} is known as a citizen of is",
    ),
    "continent": (
        rf"{_S} is located on the continent of",
        rf"{_S} (?:belongs to|is a part of) the continent of",
    ),
    "language of the work": (
        rf"The original language of {_S} is",
        rf"The language in which {_S} first appeared is",
        rf"In the original, the language of {_S} is",
    ),
    "official language": (
        rf"An official language of {_S} is",
        rf"A language officially used in {_S} is",
        rf"Among the official languages of {_S} is",
    ),
    "playing position": (
        rf"The (?:playing )?position that {_S} is best known for is",
        rf"As a player, {_S} is best known in the position of",
    ),
    "network": (rf"{_S} (?:was originally aired|debuted|premiered) on",),
    "country of origin": (
        rf"{_S} originated in",
        rf"A country that {_S} comes from is",
        rf"The origins of {_S} are in",
    ),
    "place of founding": (rf"{_S} (?:was founded|was started|got its start) in",),
    "place of work": (
        rf"{_S} (?:worked|is known to have worked) in",
        rf"A place where {_S} is known to have worked is",
    ),
}
_COMPILED = [
    (name, re.compile(pattern)) for name, patterns in _READERS.items() for pattern in patterns
]


class Asked(NamedTuple):
    """A property of a subject, and the words beside the subject."""

    property: str
    subject: str
    words: str


@lru_cache(maxsize=2**18)
def readings(prompt: str) -> tuple[Asked, ...]:
    """All that a prompt may ask, the reading with the most words of its own first.

    >>> readings("The headquarters of Nokia are in")[0]
    Asked(property='headquarters', subject='Nokia', words='The headquarters of  are in')
    """
    found = []
    for name, pattern in _COMPILED:
        match = pattern.fullmatch(prompt)
        if match:
            start, end = match.span("subject")
            found.append(Asked(name, match["subject"], prompt[:start] + prompt[end:]))
    return tuple(sorted(found, key=lambda asked: (-len(asked.words), asked.property)))
