"""Puts problems of families to somebody, in words of one vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from irrealis.builders.families.rules.mathfamilies import Family
from irrealis.builders.families.rules.phrasings import phrasings

from irrealis.build import Draw

VOCABULARIES = ("everyday", "nonsense", "unbelievable")


class Framed(NamedTuple):
    """A problem in words, once for each choice of numbers; `things` may be empty."""

    vocabulary: str
    name: str
    things: str
    texts: tuple[str, ...]


def framed(draw: Draw, family: Family, *sides: Mapping[str, int]) -> Framed:
    """A problem with these numbers, put to somebody in words that all sides share."""
    words = phrasings("mathwords")
    vocabulary = draw.choice(VOCABULARIES)
    name = draw.choice(words[f"{vocabulary} names"])
    things = draw.choice(words[f"{vocabulary} things"])
    ask, frame = draw.choice(family.asks), draw.choice(words[vocabulary])
    texts = (frame.format(name=name, x=ask.format(t=things, **letters)) for letters in sides)
    return Framed(vocabulary, name, things if "{t}" in ask else "", tuple(texts))
