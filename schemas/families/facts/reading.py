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
        rf"{_S} (?:works in the (?:field|area) of|specializes in)",
        rf"The (?:expertise|domain of activity) of {_S} is",
    ),
    "native language": (
        rf"The (?:native language|mother tongue|first language) of {_S} is",
        rf"{_S} is a native speaker of",
    ),
    "occupation": (rf"The (?:occupation|profession) of {_S} is", rf"{_S}'s occupation is"),
    "employer": (rf"{_S} (?:works for|is employed by)", rf"The employer of {_S} is"),
    "owner": (rf"{_S} is (?:owned by|the property of)", rf"The owner of {_S} is"),
    "instrument": (
        rf"{_S} (?:plays|is known for playing) the",
        rf"The instrument that {_S} plays is the",
    ),
    "location": (rf"{_S} (?:is located|is|can be found) in", rf"The location of {_S} is"),
    "genre": (
        rf"The genre of {_S} is",
        rf"The genre that {_S} is known for is",
        rf"{_S} belongs to the genre of",
    ),
    "religion": (rf"The (?:religion|faith|official religion) of {_S} is",),
    "language used": (
        rf"{_S} (?:used to communicate|communicated) in",
        rf"The language used by {_S} was",
        rf"The language that {_S} spoke was",
    ),
    "headquarters": (
        rf"The headquarters of {_S} is in",
        rf"{_S} is (?:headquartered|based) in",
        rf"{_S}'s headquarters are in",
    ),
    "country": (
        rf"The country of {_S} is",
        rf"The country where {_S} is found is",
        rf"{_S} belongs to the country of",
    ),
    "manufacturer": (rf"{_S} is (?:produced by|a product of)", rf"The maker of {_S} is"),
    "developer": (rf"{_S} (?:(?:is|was) developed|was created) by",),
    "place of birth": (rf"{_S} (?:was born in|(?:is|was) originally from|is native to)",),
    "place of death": (rf"{_S} (?:died|passed away) in", rf"{_S}'s life ended in"),
    "citizenship": (rf"{_S} (?:is a citizen|(?:holds|has) a citizenship) of",),
    "continent": (
        rf"{_S} is located in the continent",
        rf"{_S} (?:belongs to|is a part of) the continent of",
    ),
    "language of the work": (
        rf"The (?:original )?language of {_S} (?:is|was)",
        rf"{_S} (?:is|was) written in",
    ),
    "official language": (
        rf"The official language of {_S} is",
        rf"The language officially used by {_S} is",
        rf"Officially, the language of {_S} is",
    ),
    "playing position": (
        rf"{_S} plays (?:in )?the position of",
        rf"The playing position of {_S} is",
    ),
    "network": (rf"{_S} (?:was originally aired|debuted|premiered|was released) on",),
    "country of origin": (rf"{_S} (?:originated|was (?:created|developed)) in",),
    "place of founding": (rf"{_S} (?:was founded|was started|started) in",),
    "place of work": (rf"{_S} (?:worked|used to work|was employed|found employment) in",),
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

    >>> readings("The headquarters of Nokia is in")[0]
    Asked(property='headquarters', subject='Nokia', words='The headquarters of  is in')
    """
    found = []
    for name, pattern in _COMPILED:
        match = pattern.fullmatch(prompt)
        if match:
            start, end = match.span("subject")
            found.append(Asked(name, match["subject"], prompt[:start] + prompt[end:]))
    return tuple(sorted(found, key=lambda asked: (-len(asked.words), asked.property)))
