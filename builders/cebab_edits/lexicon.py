"""The words that the rules know: what names an aspect, and what is an opinion of it.

They stand in the tables beside this module, each with its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Generic, TypeVar

T = TypeVar("T")

_TOKEN = re.compile(r"\w+(?:\.\w+)+\.?|\w+(?:['’]\w+)?|[^\w\s]")
GAP = "~"
_LONGEST_GAP = 3


@dataclass(frozen=True, slots=True)
class Term:
    """What a phrase names.

    `strength`: strong, weak (a mention only where an opinion is said of it) or site (only where
    that opinion is one of this very aspect).
    """

    aspect: str
    strength: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """An expression with its polarity (+1, -1, 0: faint praise, None: no opinion) and opposites.

    `aspect` is what it is said of, None for anything; `implies` if it names that aspect by itself.
    `opposites` are for the positive and the negative side.
    """

    phrase: str
    polarity: int | None
    aspect: str | None
    implies: bool
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    tag: str


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A phrase that was found: tokens `start` to `end`, and what is known of it."""

    start: int
    end: int
    found: T


class Phrases(Generic[T]):
    """Phrases to be found in tokens; the longest wins, and none overlaps another."""

    def __init__(self) -> None:
        self._of: dict[str, list[tuple[tuple[str, ...], list[T]]]] = {}

    def add(self, phrase: str, what: T) -> None:
        """Know a phrase; several things may be known of one."""
        words = tuple("and" if word == "&" else word for word in _TOKEN.findall(phrase))
        known = self._of.setdefault(words[0], [])
        for other, things in known:
            if other == words:
                things.append(what)
                return
        known.append((words, [what]))
        known.sort(key=lambda item: -len(item[0]))

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, list[T]]]:
        """Start, end and what is known, from left to right."""
        reached = 0
        for at, word in enumerate(words):
            known = self._of.get(word)
            if known is None or at < reached:
                continue
            following = (*words[at + 1 : at + 2], GAP)
            for phrase, things in known:
                if len(phrase) > 1 and phrase[1] not in following:
                    continue  # most end here
                end = _matched(phrase, words, at)
                if end is not None:
                    yield at, end, things
                    reached = end
                    break


def _matched(phrase: tuple[str, ...], words: Sequence[str], at: int) -> int | None:
    if len(phrase) == 1:
        return at + 1
    for place, part in enumerate(phrase):
        if part == GAP:
            rest = phrase[place + 1 :]
            for end in range(at + 1, min(at + 1 + _LONGEST_GAP, len(words))):
                if tuple(words[end : end + len(rest)]) == rest:
                    return end + len(rest)
            return None
        if at >= len(words) or words[at] != part:
            return None
        at += 1
    return at


@cache
def terms() -> Phrases[Term]:
    """What names an aspect, or something else that is judged (`other`)."""
    found: Phrases[Term] = Phrases()
    for aspect, strength, listed in rows("aspects.tsv"):
        for phrase in dict.fromkeys(map(str.strip, listed.split(","))):
            found.add(phrase, Term(aspect, strength))
    return found


@cache
def opinions() -> Phrases[Opinion]:
    """Expressions of opinion."""
    found: Phrases[Opinion] = Phrases()
    for sign, of, listed, opposites in rows("opinions.tsv"):
        sides = [tuple(side.strip().split("|")) for side in opposites.split(" ; ")]
        polarity = {"+": 1, "-": -1, "0": 0, ".": None}[sign]
        positive, negative = sides if polarity == 0 else ((), sides[0])
        if polarity == -1:
            positive, negative = sides[0], ()
        for entry in dict.fromkeys(listed.split("|")):
            phrase, _, tag = entry.partition("/")
            aspect = of.rstrip("?")
            found.add(
                phrase,
                Opinion(
                    phrase=phrase,
                    polarity=polarity,
                    aspect=None if aspect == "*" else aspect,
                    implies=aspect != "*" and not of.endswith("?"),
                    positive=positive,
                    negative=negative,
                    tag=tag,
                ),
            )
    return found


@cache
def listed(name: str) -> tuple[str, ...]:
    """A list of `words.tsv`, in its order."""
    found = [said for name_, said in rows("words.tsv") if name_ == name]
    if len(found) != 1:
        raise KeyError(name)
    return tuple(one.strip().replace("{comma}", ",") for one in found[0].split(","))


@cache
def words(name: str) -> frozenset[str]:
    """A list of `words.tsv`, as a set."""
    return frozenset(listed(name))


@cache
def phrases(name: str) -> tuple[tuple[str, ...], ...]:
    """A list of `words.tsv`, each of its phrases as words; the longest first."""
    return tuple(sorted((tuple(one.split()) for one in listed(name)), key=lambda one: -len(one)))


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a table beside this module, without its comments."""
    for line in (files(__package__) / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
