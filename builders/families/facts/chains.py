"""Follows an edited fact: what is the capital of the country that somebody is now a citizen of?

After MQuAKE (Zhong et al., "MQuAKE: Assessing Knowledge Editing in Language Models via Multi-Hop
Questions", EMNLP 2023, section 3): a question of several hops whose first fact is edited, so that
its answer is computed anew, with the facts on the way as questions of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from irrealis.builders.families.facts.index import Index, names
from irrealis.builders.families.facts.pararel import Triple
from irrealis.builders.families.facts.tables import SUBJECT, kind_of

CAPITAL, CAPITAL_OF, CONTINENT, LANGUAGE = "P36", "P1376", "P30", "P37"
# how the object of an edited fact is called, for those that a chain begins with
FIRST = MappingProxyType(
    {
        "P17": "the country where [X] is found",
        "P19": "the city where [X] was born",
        "P20": "the city where [X] died",
        "P131": "the city where [X] is located",
        "P159": "the city where [X] has its headquarters",
        "P740": "the city where [X] was founded",
    }
)
PHRASES = MappingProxyType(
    {
        CAPITAL: "the capital of [X]",
        CAPITAL_OF: "the country whose capital is [X]",
        CONTINENT: "the continent of [X]",
        LANGUAGE: "the official or main language of [X]",
    }
)
CONDITIONS = MappingProxyType(
    {
        CAPITAL: "The capital of [X] is",
        CAPITAL_OF: "The country whose capital is [X] is",
        CONTINENT: "[X] belongs to the continent of",
        LANGUAGE: "The official or main language of [X] is",
    }
)
OF_A_COUNTRY = ((CAPITAL,), (LANGUAGE,), (CONTINENT,))
OF_A_CITY = ((CAPITAL_OF,), (CAPITAL_OF, LANGUAGE), (CAPITAL_OF, CONTINENT))


class State(NamedTuple):
    """What is true of a state."""

    capital: str
    continents: tuple[str, ...]
    languages: tuple[str, ...]


@cache
def states() -> Mapping[str, State]:
    """The states by name."""
    text = (files(__package__) / "countries.tsv").read_text("utf-8")
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name, capital, continents, languages = line.split("\t")
            found[name] = State(capital, tuple(continents.split("|")), tuple(languages.split("|")))
    return MappingProxyType(found)


class Chain(NamedTuple):
    """The hops after an edited fact, and what each of them leads to, before and after."""

    hops: tuple[str, ...]
    question: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """The facts of a split, and those that a chain may follow: relation, subject, object."""

    index: Index
    hops: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, triples: Iterable[Triple]) -> World:
        """The facts of these triples."""
        known = list(triples)
        held: dict[tuple[str, str], set[str]] = {}
        for triple in known:
            if triple.relation in PHRASES:
                held.setdefault((triple.relation, triple.subject), set()).add(triple.object)
        hops: dict[str, dict[str, str]] = {name: {} for name in PHRASES}
        for (relation, subject), objects in held.items():
            if len(objects) == 1 and _agrees(relation, subject, *objects):
                (hops[relation][subject],) = objects
        return cls(Index.of(known), hops)

    def path(self, start: str, hops: Iterable[str]) -> tuple[str, ...] | None:
        """What hops lead to from an object, the object first; None if a fact is missing."""
        found = [start]
        for hop in hops:
            reached = self.hops[hop].get(found[-1])
            if reached is None:
                return None
            found.append(reached)
        return tuple(found)

    def chains(self, triple: Triple, new: str) -> Iterator[Chain]:
        """All chains from a fact, whose object is set to `new`."""
        for hops in hops_of(triple):
            before, after = self.path(triple.object, hops), self.path(new, hops)
            if before is None or after is None:
                continue
            asked = question(triple, hops)
            if not any(names(answer, asked) for answer in (before[-1], after[-1])):
                yield Chain(hops, asked, before, after)

    def begins(self, triple: Triple) -> bool:
        """Whether any chain leads on from a fact."""
        return any(self.path(triple.object, hops) for hops in hops_of(triple))

    def conditions(self, chain: Chain) -> Iterator[tuple[str, str]]:
        """A prompt for each hop, on either side, and for its inverse where it is one-to-one.

        None of these facts is edited, so their answers stay.
        """
        inverse = {CAPITAL: CAPITAL_OF, CAPITAL_OF: CAPITAL}
        for path in (chain.before, chain.after):
            for hop, start, end in zip(chain.hops, path, path[1:], strict=False):
                yield CONDITIONS[hop].replace(SUBJECT, start), end
                back = inverse.get(hop, hop)
                if back != hop and self.hops[back].get(end) == start:
                    yield CONDITIONS[back].replace(SUBJECT, end), start


def hops_of(triple: Triple) -> tuple[tuple[str, ...], ...]:
    """The hops that may follow the object of a fact, which the first phrase calls by its kind."""
    kind = kind_of(triple.object) or ""
    if not FIRST[triple.relation].startswith(f"the {kind} "):
        return ()
    return {"country": OF_A_COUNTRY, "city": OF_A_CITY}[kind]


def question(triple: Triple, hops: Iterable[str]) -> str:
    """A prompt for what hops lead to."""
    phrase = FIRST[triple.relation].replace(SUBJECT, triple.subject)
    for hop in hops:
        phrase = PHRASES[hop].replace(SUBJECT, phrase)
    return f"{phrase[0].upper()}{phrase[1:]} is"


def _agrees(relation: str, subject: str, of: str) -> bool:
    """Whether the table of states has a fact, too."""
    if relation == CAPITAL_OF:
        return of in states() and states()[of].capital == subject
    state = states().get(subject)
    if state is None:
        return False
    allowed = {CAPITAL: (state.capital,), CONTINENT: state.continents, LANGUAGE: state.languages}
    return of in allowed[relation]
