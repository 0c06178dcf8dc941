"""Families in which somebody, or something, keeps to a place: where that is takes a second fact."""

from __future__ import annotations

import re
from collections.abc import Iterator

from irrealis.builders.ifqa_style.cases.base import Answer, Case, Maker
from irrealis.builders.ifqa_style.facts import Fact
from irrealis.builders.ifqa_style.things import (
    COUNTRY,
    ORGANIZATION,
    PERSON,
    PLACE,
    is_former,
    is_placed,
    is_settled,
)
from irrealis.builders.ifqa_style.wording import Speaker, Unsayable

_GRAVE = re.compile(
    r"\b(?:buried|burial|interred|grave\w*|cemeter\w+|cremat\w+|tomb|mausoleum|crypt"
    r"|laid to rest)\b",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"\b(?:moved?|moving|relocat\w+|headquarters in|branch\w*|offices in|campus\w*)\b",
    re.IGNORECASE,
)


class Staying(Maker):
    """A life in one's birthplace, a grave where one died, a body that leaves its town."""

    def _home(self, family: str) -> Iterator[Case | None]:
        """In which country, or county, a whole life would have been spent."""
        for fact in self.of("P19"):
            yield from self._where(
                family,
                fact,
                [
                    "if {s} had never left {h} birthplace",
                    "had {s} spent {h} whole life in {h} place of birth",
                    "if {s} had never moved away from {h} place of birth",
                    "if {s} had lived in {h} birthplace for good",
                ],
                ["in which {u} would {p} have lived", "in what {u} would {p} have spent {h} life"],
                "where was {s} born",
                ("home", "keep", "elsewhere", "the place of birth"),
            )

    def _grave(self, family: str) -> Iterator[Case | None]:
        """In which country, or county, somebody's grave would be."""
        if any(_GRAVE.search(text) for text in self.facts.sentences):
            return
        for fact in self.of("P20"):
            yield from self._where(
                family,
                fact,
                [
                    "if {s} had been buried in the town of {h} death",
                    "had {s} been buried in the place where {p} died",
                    "if {s} had been laid to rest in the place where {p} died",
                ],
                ["in which {u} would {h} grave be", "in what {u} would {h} tomb be"],
                "where did {s} die",
                ("grave", "set", "unknown", "the place of death"),
            )

    def _where(
        self,
        family: str,
        fact: Fact,
        frames: list[str],
        asks: list[str],
        twin: str,
        change: tuple[str, str, str, str],
    ) -> Iterator[Case | None]:
        person, place = self.facts.thing(fact.subject), self.facts.thing(int(fact.value))  # type: ignore[arg-type]
        if person is None or place is None or person.gender is None or not is_settled(place):
            return
        if person.kind != PERSON or place.kind != PLACE or self._tells_country(place.index):
            return
        if self._tells_country(person.index):
            return
        his, he = ("his", "he") if person.gender == "male" else ("her", "she")
        for asked in ("P17", "P131"):
            found = self.property(place.index, asked)
            if found is None or self._anyhow(found[0].things[0], place.index):
                continue
            thing = self.facts.thing(found[0].things[0])
            if thing is None or (asked == "P17" and (thing.kind != COUNTRY or is_former(thing))):
                continue
            unit = "country" if asked == "P17" else self._unit(thing.index)
            words = {"s": person.text, "h": his, "p": he, "u": str(unit)}
            yield Case(
                family,
                self.pick(frames).format(**words),
                self.pick(asks).format(**words),
                twin.format(**words),
                found[0],
                Answer((place.index,)),
                (fact, *found[1]),
                (),
                "name",
                (f"{change[0]}: {person.text}", *change[1:]),
                (person.index, change[0], asked),
            )

    def _body_left(self, family: str) -> Iterator[Case | None]:
        """A body, named or meant, leaves the place where it is: which is that?"""
        seats = [fact for relation in ("P159", "P131") for fact in self.of(relation)]
        told = any(_LASTING.search(text) for text in self.facts.sentences)
        for fact in seats if not told else ():
            body, place = self.facts.thing(fact.subject), self.facts.thing(int(fact.value))  # type: ignore[arg-type]
            if body is None or place is None or body.kind != ORGANIZATION:
                continue
            if not is_placed(body) or body.name.endswith(("Office", "Ministry", "Agency")):
                continue
            if not is_settled(place) or self._anyhow(place.index, body.index):
                continue
            noun = self._town(place.index)
            if place.noun or noun is None:
                continue  # a "place" that would lose it is its county, too
            if len(self.facts.labelled.get((body.index, fact.relation), ())) > 1:
                continue
            for like in self._meant(body.index) if family.endswith("described") else [None]:
                yield self._moving(family, fact, noun, like)

    def _freed(self, family: str) -> Iterator[Case | None]:
        """A company, named or meant, becomes independent: whose was it?"""
        for relation in ("P749", "P127"):
            for fact in self.of(relation):
                body, owner = self.facts.thing(fact.subject), self.facts.thing(int(fact.value))  # type: ignore[arg-type]
                if body is None or owner is None or self._anyhow(owner.index, body.index):
                    continue
                if body.kind != ORGANIZATION or owner.kind != ORGANIZATION:
                    continue
                others = {
                    one
                    for other in ("P749", "P127")
                    for one in self.facts.labelled.get((body.index, other), ())
                }
                if others != {owner.index}:
                    continue
                for like in self._meant(body.index) if family.endswith("described") else [None]:
                    yield self._free(family, fact, like)

    def _free(self, family: str, fact: Fact, like: Fact | None) -> Case | None:
        body, owner = fact.subject, int(fact.value)  # type: ignore[arg-type]
        if like is not None and (
            like.relation in ("P749", "P127") or self._anyhow(owner, like.subject)
        ):
            return None
        try:
            who = self._phrase(like) if like is not None else self._name(body)
        except Unsayable:
            return None
        twin = self._twin(*((like.relation, like.subject) if like else (fact.relation, body)))
        if twin is None or (like is not None and owner in twin[1]):
            return None
        return Case(
            family,
            self.pick(
                [
                    f"if {who} were to become independent",
                    f"were {who} to become independent",
                    f"if {who} were to become a company of its own",
                ]
            ),
            self.pick(
                [
                    "which organization would lose it",
                    "which organization would have to part with it",
                ]
            ),
            twin[0],
            Answer((owner,)),
            Answer(twin[1]),
            (*((like,) if like else ()), fact),
            (),
            "name",
            (f"owner: {self._name(body)}", "remove", self._name(owner), "none"),
            (body, "owner"),
        )

    def _moving(self, family: str, fact: Fact, noun: str, like: Fact | None) -> Case | None:
        body, place = fact.subject, int(fact.value)  # type: ignore[arg-type]
        if like is not None and (
            like.relation in ("P19", "P20", "P17", "P27") or self._anyhow(place, like.subject)
        ):
            return None
        try:
            if like is not None:
                who = self._phrase(like)
                twin, before = self._twin(like.relation, like.subject) or ("", ())
            else:
                who = self._name(body)
                known = self.property(body, "P17")
                if known is not None and known[0].things != (place,):
                    is_ = Speaker(self.facts).say("{sis} {s}", s=body)
                    twin, before = f"in which country {is_}", known[0].things
                else:
                    twin, before = self._twin(fact.relation, body) or ("", ())
        except Unsayable:
            return None
        if not twin or (like is not None and place in before):
            return None
        condition = self.pick(
            [
                f"if {who} were to move to another place",
                f"were {who} to move somewhere else",
                f"if {who} were to leave for another place",
            ]
        )
        return Case(
            family,
            condition,
            self.pick([f"which {noun} would lose it", f"which {noun} would have to do without it"]),
            twin,
            Answer((place,)),
            Answer(before),
            (*((like,) if like else ()), fact),
            (),
            "name",
            (f"seat: {self._name(body)}", "remove", self._name(place), "none"),
            (body, "seat"),
        )
