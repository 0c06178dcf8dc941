"""Two sentences that are one but for the gender of a pronoun."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

Swaps: TypeAlias = Mapping[str, set[str]]  # a word -> what may stand in its place

FEMALE: Swaps = {
    "he": {"she"},
    "his": {"her", "hers"},
    "him": {"her"},
    "himself": {"herself"},
}
MALE: Swaps = {
    "she": {"he"},
    "her": {"his", "him"},
    "hers": {"his"},
    "herself": {"himself"},
}
NEUTRAL: Swaps = {
    "he": {"they"},
    "his": {"their", "theirs"},
    "him": {"them"},
    "himself": {"themself", "themselves"},
    # the verbs that agree with it
    "was": {"were"},
    "is": {"are"},
    "has": {"have"},
}


def changed_words(before: str, after: str) -> list[tuple[str, str]]:
    """The words of two sentences that differ, place by place, in lower case."""
    return [(a, b) for a, b in zip(_words(before), _words(after), strict=False) if a != b]


def is_swap(before: str, after: str, swaps: Swaps) -> bool:
    """Whether two sentences differ in nothing but words that may stand in one another's place.

    >>> is_swap("The chef said he left.", "The chef said she left.", FEMALE)
    True
    """
    return len(_words(before)) == len(_words(after)) and all(
        b in swaps.get(a, ()) for a, b in changed_words(before, after)
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+|[^\w\s]", text.lower())
