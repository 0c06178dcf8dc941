"""Puts problems of families to somebody, in words of one vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from irrealis.builders.families.rules.mathfamilies import Family
from irrealis.builders.families.rules.phrasings import phrasings

from irrealis.build import Draw

VOCABULARIES = ("everyday", "nonsense", "unbelievable")


class Framed(NamedTuple):
    """A problem in words; `things` is what it is about, empty if about none."""

    vocabulary: str
    name: str
    things: str
    text: str


def framed(draw: Draw, family: Family, letters: Mapping[str, int]) -> Framed:
    """A problem with these numbers, put to somebody."""
    words = phrasings("mathwords")
    vocabulary = draw.choice(VOCABULARIES)
    name = draw.choice(words[f"{vocabulary} names"])
    things = draw.choice(words[f"{vocabulary} things"])
    ask = draw.choice(family.asks)
    text = draw.choice(words[vocabulary]).format(name=name, x=ask.format(t=things, **letters))
    return Framed(vocabulary, name, things if "{t}" in ask else "", text)
