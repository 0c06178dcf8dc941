"""The words that the rules know: what names an aspect, and what is an opinion of it.

`english/` has what holds of reviews of anything; a file of `domains/` has the aspects of one kind
of thing, what names them and what is said of them. Each file tells its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Generic, TypeVar

from irrealis.builders.families.aspect_edits.tables import english, sections

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


@dataclass(frozen=True, slots=True)
class Template:
    """A clause or phrase to put in; see `insertion`."""

    text: str
    phrase: bool


class Domain:
    """What is known of reviews of one kind of thing: a file of `domains/`.

    Its lines are a section and its cells, parted by tabs:

    - aspect: a name. role: a part (see `role`) and the aspect that has it.
    - term: aspect, strength (see `Term`), phrases parted by commas.
    - opinion, event: polarity (+, -, 0), aspect (food? is said of food, but does not imply it),
      expressions and their opposites, each parted by |; the opposite of an event is "-", none.
    - opposite: aspect, polarity, what may stand for a general word of the other side.
    - insertion: aspect, polarity, register (clause or phrase), template; [a|b] is one of these,
      {was}, {were}, {we} and {us} take the tense and the person of the review.
    - list: a name that the rules ask about, and words parted by commas.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._sections = sections(f"domains/{name}.tsv")
        self.aspects = tuple(cells[0] for cells in self._sections["aspect"])
        self._roles: dict[str, str] = {
            cells[0]: cells[1] for cells in self._sections.get("role", ())
        }
        self.surroundings = frozenset(self._roles.get(role) for role in ("place", "sound")) - {None}
        self._lists: dict[str, tuple[str, ...]] = {
            name: _split(said) for name, said in self._sections.get("list", ())
        }

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by name."""
        return domain, (self.name,)

    def role(self, role: str) -> str | None:
        """The aspect that has a part in the grammar of reviews, if the domain has one.

        `persons`: people are judged for it; `goods`: what is had; `place`: where one is; `sound`:
        how loud it is there.
        """
        return self._roles.get(role)

    def listed(self, name: str) -> tuple[str, ...]:
        """A list of the domain, in its order; empty if it has none of that name."""
        return self._lists.get(name, ())

    def words(self, name: str) -> frozenset[str]:
        """A list of the domain, as a set."""
        found = self._sets.get(name)
        if found is None:
            found = self._sets[name] = frozenset(self.listed(name))
        return found

    @cached_property
    def _sets(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def terms(self) -> Phrases[Term]:
        """What names an aspect, or something else that is judged (`other`)."""
        found: Phrases[Term] = Phrases()
        general = english("terms", "aspect or other", "strength", "parts ,")
        for aspect, strength, said in (*self._sections["term"], *general):
            for phrase in dict.fromkeys(map(str.strip, said.split(","))):
                found.add(phrase, Term(aspect, strength))
        return found

    @cached_property
    def opinions(self) -> Phrases[Opinion]:
        """Expressions of opinion: those of the domain, then those of anything."""
        found: Phrases[Opinion] = Phrases()
        fitting: dict[int, tuple[str, ...]] = {1: (), -1: ()}
        for aspect, sign, options in self._sections.get("opposite", ()):
            fitting[1 if sign == "+" else -1] += tuple(
                f"{aspect}={option}" for option in options.split("|")
            )
        for line in (*self._sections.get("event", ()), *self._sections["opinion"]):
            for opinion in _opinions(line, {1: (), -1: ()}):
                found.add(opinion.phrase, opinion)
        for line in english("opinions", "polarity", "said of", "parts |", "opposites"):
            for opinion in _opinions(line, fitting):
                found.add(opinion.phrase, opinion)
        return found

    @cached_property
    def templates(self) -> Mapping[tuple[str, str], Sequence[Template]]:
        """What can be put in, by aspect and polarity."""
        found: dict[tuple[str, str], list[Template]] = {}
        for aspect, sign, register, text in self._sections["insertion"]:
            found.setdefault((aspect, sign), []).append(Template(text, register == "phrase"))
        return found


@cache
def domain(name: str) -> Domain:
    """The domain of this name."""
    return Domain(name)


def _opinions(line: Sequence[str], fitting: Mapping[int, tuple[str, ...]]) -> Iterator[Opinion]:
    sign, of, said, opposites = line
    sides = [tuple(side.strip().split("|")) for side in opposites.split(" ; ")]
    polarity = {"+": 1, "-": -1, "0": 0, ".": None}[sign]
    positive, negative = sides if polarity == 0 else ((), sides[0])
    if polarity == -1:
        positive, negative = sides[0], ()
    if of == "*=":
        positive = (*positive, *fitting[1]) if positive else ()
        negative = (*negative, *fitting[-1]) if negative else ()
    aspect = of.rstrip("?=")
    for entry in dict.fromkeys(said.split("|")):
        phrase, _, tag = entry.partition("/")
        yield Opinion(
            phrase=phrase,
            polarity=polarity,
            aspect=None if aspect == "*" else aspect,
            implies=aspect != "*" and not of.endswith("?"),
            positive=positive,
            negative=negative,
            tag=tag,
        )


@cache
def _english() -> Mapping[str, tuple[str, ...]]:
    return {name: _split(said) for name, said in english("words", "name", "parts ,")}


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip().replace("{comma}", ",") for part in text.split(","))


def listed(name: str) -> tuple[str, ...]:
    """A list of `english/words.tsv`, in its order."""
    return _english()[name]


@cache
def words(name: str) -> frozenset[str]:
    """A list of `english/words.tsv`, as a set."""
    return frozenset(listed(name))


@cache
def phrases(name: str) -> tuple[tuple[str, ...], ...]:
    """A list of `english/words.tsv`, each of its phrases as words; the longest first."""
    return tuple(
        sorted((tuple(phrase.split()) for phrase in listed(name)), key=lambda phrase: -len(phrase))
    )


def occurrences(name: str, tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where phrases of a list of `english/words.tsv` stand among words: start and end of each."""
    known = _by_first(name)
    for at, word in enumerate(tokens):
        for phrase in known.get(word, ()):
            if tuple(tokens[at : at + len(phrase)]) == phrase:
                yield at, at + len(phrase)


@cache
def _by_first(name: str) -> Mapping[str, Sequence[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases(name):
        found.setdefault(phrase[0], []).append(phrase)
    return found
