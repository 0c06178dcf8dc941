"""What answers are made of: facts, each of which the certificate must have."""

from __future__ import annotations

import re
from collections.abc import Sequence

from irrealis.schemas.ifqa_style_checker.grammar import FEDERAL, THING, UNITS, match_of
from irrealis.schemas.ifqa_style_checker.nouns import WORKS, another_kind, called_a
from irrealis.schemas.ifqa_style_checker.paper import DATED, Change, Key, Paper, Underivable, Untold
from irrealis.schemas.ifqa_style_checker.pronouns import is_person, means
from irrealis.schemas.ifqa_style_checker.properties import PHRASES

KINDS = frozenset(
    {
        "thing",
        "work",
        "works",
        "organization",
        "organizations",
        "place",
        "places",
        "product",
        "products",
        "event",
        "events",
        "country",
        "countries",
    }
)
SOME_YEAR, SOMEWHERE = "1000", "-2"  # what stands for a value that is assumed
OF_PERSONS = frozenset({"politician", "politicians", "player", "players"})


class Reader:
    """Looks facts up.

    `certificate` holds the facts that an answer may rest on; None where any label counts. What the
    document does not tell may be assumed: then the rest of a question can be read.
    """

    def __init__(
        self,
        paper: Paper,
        certificate: Sequence[Key] | None,
        *,
        assumed: tuple[str, str] | None = None,
    ) -> None:
        """Start with nothing used."""
        self.assumed = assumed  # subject and relation
        self.paper = paper
        self.certificate = None if certificate is None else frozenset(certificate)
        self.used: set[Key] = set()
        self.change: Change | None = None
        self.named: frozenset[str] = frozenset()  # by the question that is read

    def _supposes(self, kind: str, target: str, before: str, after: str) -> None:
        """Note what the words change; see `Change`."""
        self.change = Change(kind, target, before, after)

    def _gone_is(self, thing: str) -> None:
        self._supposes("remove", f"existence: ⟦{thing}⟧", "there", "not there")

    def _use(self, fact: Key) -> str:
        if self.certificate is not None and fact not in self.certificate:
            raise Underivable(f"the answer needs {fact}, which the derivation lacks")
        self.used.add(fact)
        return fact[2]

    def value(self, subject: str, relation: str) -> str:
        """The only value of a relation.

        Raises:
            Underivable: it has none or several, or the certificate lacks it.
        """
        found = self.paper.values(subject, relation)
        if not found and self.assumed == (subject, relation):
            return SOME_YEAR if relation in DATED else SOMEWHERE
        if not found:
            raise Untold(subject, relation)
        if len(found) != 1:
            raise Underivable(f"{relation} of {subject} has {len(found)} values")
        return self._use((subject, relation, *found))  # type: ignore[arg-type]

    def year(self, subject: str, relation: str) -> int:
        """The year of a date."""
        return int(self.value(subject, relation)[:4])

    def country(self, place: str, depth: int = 4) -> str:
        """The country of a place: its own, or that of what it lies in."""
        if place == SOMEWHERE:
            return place
        own = self.paper.values(place, "P17")
        direct = len(own) == 1 and (
            self.certificate is None or (place, "P17", next(iter(own))) in self.certificate
        )
        if direct:
            return self.value(place, "P17")
        inner = self.paper.values(place, "P131")
        if len(own) > 1 or len(inner) != 1 or not depth:
            raise Underivable(f"the country of {place} is not one")
        found = self.country(self.value(place, "P131"), depth - 1)
        if own and own != {found}:
            raise Underivable(f"another country of {place}")
        return found

    def told(self, subject: str | None, relation: str, value: str | None) -> Key:
        """The fact of the certificate that words of the passage tell."""
        found = [
            fact
            for fact in self.certificate or ()
            if fact[1] == relation and subject in (None, fact[0]) and value in (None, fact[2])
        ]
        if len(found) != 1:
            raise Underivable(f"{len(found)} facts of {relation}")
        self._use(found[0])
        return found[0]

    def of(self, subject: str, asked: str) -> tuple[frozenset[str], frozenset[str]]:
        """What a property of a thing is: things, or texts."""
        if asked == "P17":
            return frozenset({self.country(subject)}), frozenset()
        if asked in DATED:
            return frozenset(), frozenset({str(self.year(subject, asked))})
        return frozenset({self.value(subject, asked)}), frozenset()

    def _phrase(self, text: str) -> tuple[str, tuple[str, str] | None]:
        """The thing that a phrase means, and the relation by which it does, if by one."""
        if name := match_of(THING, text):
            return name[0], None
        for pattern, relation in PHRASES:
            if found := match_of(pattern, text):
                value = self.value(found[0], relation)
                if relation == "P131":
                    self._unit(value, text.split()[1])
                return value, (found[0], relation)
        raise Underivable(f"who is meant: {text}")

    def _means(self, word: str, thing: str, asked: str) -> None:
        """See that a word of what is asked can mean a thing; see `pronouns.means`."""
        means(self.paper, word, thing, {*re.findall(THING, asked), *self.named})

    def _all_mean(self, thing: str, *clauses: str) -> None:
        """See that each "he" and "her" of these clauses can mean one person."""
        for word in re.findall(r"\b(?:he|she|him|his|her)\b", " ".join(clauses)):
            self._means(word, thing, "")

    def _who_or_which(self, asked: str, things: Sequence[str]) -> None:
        """See that "who" asks for persons alone, and "which" for none."""
        persons = {is_person(self.paper, thing) for thing in things}
        if persons != {asked.startswith("who ")}:
            raise Underivable(f"{asked.split()[0]} of {sorted(things)}")

    def _distinct(self, things: frozenset[str]) -> None:
        """See that no two of several things may be one under two names.

        Raises:
            Underivable: all words of a name are in a name of another.
        """
        words = {
            thing: [
                frozenset(re.findall(r"\w+", mention["name"].lower()))
                for mention in self.paper.row["vertexSet"][int(thing)]
            ]
            for thing in things
        }
        for one, own in words.items():
            for other, theirs in words.items():
                if one != other and own[0] <= theirs[0]:
                    raise Underivable(f"{one} and {other} may be one")

    def _unit(self, place: str, noun: str) -> str:
        """The place, if its name, the passage or everybody calls it the unit that is asked for."""
        names = self.paper.names(place)
        words = {word.lower() for name in names for word in name.split()}
        federal = {unit for unit, members in FEDERAL.items() if names & members}
        if federal and any(
            "Pakistan" in self.paper.names(entity) for entity in self.paper.around(place)
        ):
            federal = {"province"}  # one of two that are called Punjab
        told = UNITS & words or UNITS & federal or UNITS & called_a(self.paper, place)
        if noun not in told:
            raise Underivable(f"{place} is no {noun}")
        return place

    def _kind(self, things: frozenset[str], kind: str | None) -> None:
        """Whether "who" or "which film" may ask for the things.

        Raises:
            Underivable: it may not.
        """
        persons = all(
            mention["type"] == "PER"
            for thing in things
            for mention in self.paper.row["vertexSet"][int(thing)]
        )
        if (kind is None or kind in OF_PERSONS) != persons:
            raise Underivable(f"{kind or 'who'} for {sorted(things)}")
        if kind is None or kind in KINDS | OF_PERSONS:
            return
        for thing in things:
            if another_kind(self.paper, thing, kind):
                raise Underivable(f"{thing} is no {kind}")
        if kind.removesuffix("s") in WORKS:
            return
        text = " ".join(self.paper.sentences).lower()
        single = kind if kind in text else re.sub(r"ies$", "y", kind)
        single = single if single in text else re.sub(r"e?s$", "", kind)
        if single not in text:
            raise Underivable(f"nothing is called a {kind}")
