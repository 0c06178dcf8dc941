"""The tables of the family: words and names with their counterparts, and what is not swapped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, NamedTuple


class Kept(NamedTuple):
    """Words that are not swapped: what becomes of them, and why."""

    action: Literal["keep", "drop"]
    reason: str
    pattern: re.Pattern[str]
    why: str


def _rows(name: str) -> Iterator[list[str]]:
    for line in (files(__package__) / name).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def _both_ways(name: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for word, counterpart, *_ in _rows(name):
        found |= {word: counterpart, counterpart: word}
    return MappingProxyType(found)


@cache
def terms() -> Mapping[str, str]:
    """Words in lower case and their counterparts, both ways."""
    return _both_ways("terms.tsv")


@cache
def name_pairs() -> Mapping[str, str]:
    """Given names and their counterparts, both ways."""
    return _both_ways("names.tsv")


@cache
def female_names() -> frozenset[str]:
    """The names of `name_pairs` that women bear."""
    return frozenset(woman for woman, *_ in _rows("names.tsv"))


@cache
def known_names() -> Mapping[str, bool]:
    """Given names, with and without accents, and whether each is a common word as well."""
    lines = (files("irrealis.text") / "given_names.tsv").read_text("utf-8").splitlines()
    names = dict.fromkeys(
        (line.split("\t")[0] for line in lines if not line.startswith("#")), False
    )
    names |= dict.fromkeys(map(_fold, [*names]), False)
    names |= dict.fromkeys(name_pairs(), False)
    names |= {name: kind == "word" for name, kind in _rows("given.tsv")}
    return MappingProxyType(names)


def _fold(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


@cache
def name_shares() -> Mapping[str, float]:
    """Given names, each with the share (per cent) of its gender that bears it, as in the census."""
    shares: dict[str, float] = {}
    for woman, man, of_women, of_men in _rows("names.tsv"):
        shares |= {woman: float(of_women), man: float(of_men)}
    return MappingProxyType(shares)


@cache
def kept() -> tuple[Kept, ...]:
    """What is not swapped, in the order of the table."""
    found = []
    for action, reason, pattern, why in _rows("kept.tsv"):
        # (?<!\w) and (?!\w), not \b: a phrase may end in a full stop
        whole = re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE)
        found.append(Kept("drop" if action == "drop" else "keep", reason, whole, why))
    return tuple(found)
