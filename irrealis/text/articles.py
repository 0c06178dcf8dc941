"""The indefinite article before a name: "a German", "an Austrian", "an 1854 treaty".

The choice follows sound, which spelling shows only in part. `inflect` knows the exceptions of the
dictionary ("hour", "European", "one"); numerals, accented letters and the names that readers
disagree on are told apart here.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING, Literal

from irrealis.errors import IrrealisError, needs

if TYPE_CHECKING:
    import inflect

_OPENING = " \t\r\n\xa0\"'`´‘’‚“”„«»‹›([{<"
_LIGATURES = str.maketrans(
    {"Æ": "Ae", "æ": "ae", "Œ": "Oe", "œ": "oe", "Ø": "O", "ø": "o", "ı": "i"}
)

# Eight, eighty, 8,000; eleven, eighteen and what begins with them: 11th, 18,000, the year 1854.
_AN_NUMERAL = re.compile(r"8|1[18](?:\d\d)?(?!\d)")

# Beginnings whose sound is not that of their first letter, or that are said in two ways, and that
# inflect takes at their letter: "a(n) historic", "an Yves", "an Ypres", "a Ouagadougou",
# "a Ulysses", "a Uighur", "a(n) Mbeki", "a(n) Ng".
_ARGUABLE = re.compile(
    r"histor|hotel|herb|y[^aeiou]|ou[aei]|oax|ulys|u[iy]gh|utre|m[bdgkp]|n[bdgjkt]", re.IGNORECASE
)


_WITH_THE = frozenset(
    {
        "Bahamas", "Balkans", "Caribbean", "Congo", "Gambia", "Hague", "Levant",
        "Maghreb", "Maldives", "Netherlands", "Philippines", "Seychelles", "U.K", "U.K.",
        "U.S", "U.S.", "U.S.A.", "UAE", "UK", "US", "USA", "USSR", "Vatican",
    }
)  # fmt: skip
_HEADS = frozenset(
    {
        "Alps", "Andes", "Archipelago", "Bay", "Coast", "Commonwealth", "Confederacy",
        "Confederation", "Desert", "East", "Emirates", "Empire", "Federation", "Gulf", "Islands",
        "Isle", "Isles", "Kingdom", "Midwest", "Mountains", "Ocean", "Peninsula", "Region",
        "Republic", "River", "Sea", "States", "Strait", "Territories", "Union", "West",
    }
)  # fmt: skip


def indefinite_article(following: str) -> Literal["a", "an"]:
    """Choose the article that stands before `following`, by the sound of its first word.

    Args:
        following: a name or any text, tokenized or not; opening quotes and brackets are skipped.

    Raises:
        IrrealisError: nothing is left once they are.
    """
    word = _first_word(following)
    if not word:
        raise IrrealisError("there is no word to put an article before", found=repr(following))
    if word[0].isdigit():
        return "an" if _AN_NUMERAL.match(word) else "a"
    return "an" if _engine().a(word).startswith("an ") else "a"


def is_settled(following: str) -> bool:
    """Say whether no reader would argue about the article before `following`.

    That is so when the first letter (a vowel takes "an") and `inflect` agree, and the first word
    neither starts with a digit, nor may be read letter by letter ("FBI", "U.S.", "X-ray", "NASA"),
    nor belongs to the names said in more than one way.
    """
    word = _first_word(following)
    letters = re.match(r"[A-Za-z]+", word)
    if letters is None or len(letters[0]) == 1 or word[1].isupper() or _ARGUABLE.match(word):
        return False
    naive = "an" if word[0] in "AEIOUaeiou" else "a"
    return naive == indefinite_article(word)


def takes_the(place: str) -> bool:
    """Say whether the name of a place wants "the" before it: "United Kingdom", not "France".

    A name that begins with it needs no other.
    """
    head = place.split(" of ")[0].split()  # the Republic of Korea, but Korea
    return head[0].lower() != "the" and (place in _WITH_THE or head[-1] in _HEADS)


def _first_word(text: str) -> str:
    """The first word without opening punctuation and accents, which inflect cannot see through."""
    word, *_ = text.lstrip(_OPENING).split(maxsplit=1) or [""]
    decomposed = unicodedata.normalize("NFKD", word.translate(_LIGATURES))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).strip()


@functools.cache
def _engine() -> inflect.engine:
    # over a second, and most commands never need it; nine tenths of that would go into rewriting
    # inflect's code, so that typeguard checks its arguments
    import typeguard

    own = vars(typeguard)
    checked = own["typechecked"]
    own["typechecked"] = lambda target: target
    try:
        with needs("build", "choosing between a and an"):
            import inflect
    finally:
        own["typechecked"] = checked
    return inflect.engine()
