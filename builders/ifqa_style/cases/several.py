"""Families that let the reader choose: which of several things of the passage would be concerned.

The things that are not concerned are facts too, so that nothing hangs on what the passage leaves
out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from irrealis.builders.ifqa_style.cases.base import (
    GROUPS,
    Answer,
    Case,
    absent,
    in_one_unit,
    shuffled,
)
from irrealis.builders.ifqa_style.cases.gone import Losing
from irrealis.builders.ifqa_style.facts import Fact
from irrealis.builders.ifqa_style.kinds import class_noun
from irrealis.builders.ifqa_style.things import COUNTRY, PERSON, PLACE, is_known, is_watery
from irrealis.builders.ifqa_style.wording import Speaker, Unsayable, listed

_NO_PLACE = re.compile(
    r"\b(?:Duke|Duchess|Earl|Count|Countess|Marquess|Marquis|Baron|Lord|Viscount|Prince|Princess|King"
    r"|Queen|Bishop|Archbishop) of$|\b(?:yacht|ship|vessel|boat|steamer|HMS|USS|SS)$"
)
_LOOKED_AT = 8  # choices of a country or unit


class Choosing(Losing):
    """One of two or three things, each of which is placed by the passage."""

    def _homes(self) -> dict[int, list[tuple[int, tuple[Fact, ...]]]]:
        """For each country the things that the passage puts there, with the facts that do so."""
        homes: dict[int, list[tuple[int, tuple[Fact, ...]]]] = {}
        for thing in self.facts.things:
            if thing is None or thing.kind != PLACE or is_known(thing):
                continue  # the choice would need no passage
            if self._tells(thing.index) or self._tells_country(thing.index):
                continue
            if is_watery(thing.name) or self._names_another(thing.index):
                continue  # it may be in two countries, or no place at all
            if self._is_natural(thing.index):
                continue  # it may be in two countries, or no place at all
            found = self.property(thing.index, "P17")
            if found is not None:
                homes.setdefault(found[0].things[0], []).append((thing.index, found[1]))
        return homes

    def _names_another(self, index: int) -> bool:
        """Whether all mentions of a place are in titles ("Duke of X"), or name a ship."""
        before = [
            " ".join(self.facts.document.sents[sent][max(start - 2, 0) : start])
            for sent, start, _ in self.facts.places(index)
        ]
        return all(map(_NO_PLACE.search, before))

    def _nations(self) -> dict[int, list[tuple[int, tuple[Fact, ...]]]]:
        """For each country its citizens."""
        nations: dict[int, list[tuple[int, tuple[Fact, ...]]]] = {}
        for fact in self.of("P27"):
            nations.setdefault(int(fact.value), []).append((fact.subject, (fact,)))  # type: ignore[arg-type]
        return nations

    def _several(self, family: str) -> Iterator[Case | None]:
        """A country never was: which of several things would be elsewhere?"""
        persons = family.startswith("nationality")
        homes = self._nations() if persons else self._homes()
        relation = "P27" if persons else "P17"
        for gone in shuffled(sorted(homes), self.rng):
            thing = self.facts.thing(gone)
            if thing is None or thing.kind != COUNTRY:
                continue
            likes = self._meant(gone) if family.endswith("described") else [None]
            for like in likes:
                for options in islice(self._options(homes, gone, like), _LOOKED_AT):
                    yield self._choice(family, relation, gone, options, like)

    def _options(
        self,
        homes: Mapping[int, list[tuple[int, tuple[Fact, ...]]]],
        gone: int,
        like: Fact | None,
    ) -> Iterator[list[tuple[int, tuple[Fact, ...]]]]:
        """The thing that is concerned, then one or two that are not; all of one kind."""
        abroad = [
            home
            for other in sorted(homes)
            if other != gone and not self.facts.nested(gone, other)
            for home in homes[other]
        ]
        for own in shuffled(homes[gone], self.rng):
            kind = self.facts.thing(own[0]).kind  # type: ignore[union-attr]
            if self._anyhow(gone, own[0]) or (like and like.subject == own[0]):
                continue
            others: list[tuple[int, tuple[Fact, ...]]] = []
            for other in shuffled(abroad, self.rng):
                chosen = [own[0], *(one for one, _ in others)]
                apart = not any(self.facts.nested(other[0], index) for index in chosen)
                alike = self.facts.thing(other[0]).kind == kind  # type: ignore[union-attr]
                if alike and apart and not (like and like.subject == other[0]):
                    others.append(other)
                if len(others) == 2:
                    break
            if others:
                yield [own, *others]

    def _choice(
        self,
        family: str,
        relation: str,
        gone: int,
        options: list[tuple[int, tuple[Fact, ...]]],
        like: Fact | None,
    ) -> Case | None:
        chosen = options[0][0]
        person = self.facts.thing(chosen).kind == PERSON  # type: ignore[union-attr]
        names = [self._name(index) for index, _ in shuffled(options, self.rng)]
        would = self.pick(
            [
                "would have been a citizen of another country",
                "would have had another nationality",
                "would have carried another passport",
            ]
            if person
            else [
                "would be in another country",
                "would belong to another country",
                "would have ended up in another country",
            ]
        )
        ask = f"{'who' if person else 'which'} {would}, {listed(names, by='or')}"
        if len(names) > 2 and self.rng.random() < 0.5:
            ask = f"which of {listed(names)} {would}"
        try:
            condition = self._gone(Speaker(self.facts), self.words[relation]["lost"], gone, like)
            twin = Speaker(self.facts).say(self.pick(self.words[relation]["was"]), s=chosen)
        except Unsayable:
            return None
        facts = (*((like,) if like else ()), *(fact for _, known in options for fact in known))
        return Case(
            family,
            condition,
            ask,
            twin,
            Answer((chosen,)),
            Answer((gone,)),
            facts,
            (),
            "name",
            absent(self._name(gone)),
            (relation, chosen, like is None),
        )

    def _one_of(self, family: str) -> Iterator[Case | None]:
        """What one of several things has is gone; the others have another value, for certain."""
        group = family.removesuffix(" of several")
        for relation in GROUPS.get(group) or self._group(f"{group} lost"):
            if not self.words[relation].get("lost"):
                continue
            known = self.of(relation)
            for own in known:
                gone = int(own.value)  # type: ignore[arg-type]
                others = [fact for fact in known if self._differs(own, fact)]
                others.sort(key=lambda fact: bool(set(fact.sentences) & set(own.sentences)))
                if others and self._may_go(relation, gone) and not self._anyhow(gone, own.subject):
                    yield self._among(family, own, others[: self.pick((1, 1, 2))])

    def _differs(self, own: Fact, other: Fact) -> bool:
        """Whether another thing of the same kind has another value."""
        a, b = int(own.value), int(other.value)  # type: ignore[arg-type]
        kinds = {self._kin_of(fact.subject) for fact in (own, other)}
        return (
            len(kinds) == 1
            and a != b
            and own.subject != other.subject
            and not self.facts.nested(a, b)
            and not self.facts.nested(own.subject, other.subject)
            and not self._one_name(own.subject, other.subject)
            and not self._one_name(a, b)
            and not (own.relation == "P276" and self._tells(own.subject))  # "the 2016 Olympics"
            and len(self.facts.labelled[other.subject, own.relation]) == 1
        )

    def _among(self, family: str, own: Fact, others: list[Fact]) -> Case | None:
        relation, gone = own.relation, int(own.value)  # type: ignore[arg-type]
        options = [own, *others]
        nouns = {class_noun(self.facts, option.subject) for option in options}
        person = self._kin_of(own.subject) == PERSON
        noun = nouns.pop() if len(nouns) == 1 else None
        asks = [
            re.sub(r"^(?:who|which \{k\}) ", "who " if person else f"which {noun or ''} ", ask)
            for ask in self.words[relation]["missed"]
            if re.match(r"(?:who|which \{k\}) would ", ask)
        ]
        if not asks:
            return None
        names = listed([self._name(fact.subject) for fact in shuffled(options, self.rng)], by="or")
        ask = f"{' '.join(self.pick(asks).split())}, {names}"
        try:
            condition = self._gone(Speaker(self.facts), self.words[relation]["lost"], gone, None)
            twin = Speaker(self.facts).say(self.pick(self.words[relation]["was"]), s=own.subject)
        except Unsayable:
            return None
        return Case(
            family,
            condition,
            ask,
            twin,
            Answer((own.subject,)),
            Answer((gone,)),
            tuple(options),
            (),
            "name",
            absent(self._name(gone)),
            (relation, gone),
        )

    def _region_of(self, family: str) -> Iterator[Case | None]:
        """A unit was never set up: which of two places in different ones would be elsewhere?"""
        known: dict[str, list[Fact]] = {}
        for fact in self.of("P131"):
            unit, thing = self._unit(int(fact.value)), self.facts.thing(fact.subject)  # type: ignore[arg-type]
            if unit is not None and thing is not None and in_one_unit(thing) and unit != thing.noun:
                known.setdefault(unit, []).append(fact)
        for unit, facts in sorted(known.items()):
            for own in facts:
                others = [fact for fact in facts if self._differs(own, fact)]
                others.sort(key=lambda fact: bool(set(fact.sentences) & set(own.sentences)))
                if not others or self._anyhow(int(own.value), own.subject):  # type: ignore[arg-type]
                    continue
                options = [own, *others[: self.pick((1, 1, 2))]]
                names = [self._name(fact.subject) for fact in shuffled(options, self.rng)]
                region = self._name(own.value)
                yield Case(
                    family,
                    self._never_set_up(int(own.value), unit),  # type: ignore[arg-type]
                    f"which would {self.pick(('belong to', 'be in'))} another {unit}, "
                    f"{listed(names, by='or')}",
                    f"in which {unit} {Speaker(self.facts).say('{sis} {s}', s=own.subject)}",
                    Answer((own.subject,)),
                    Answer((int(own.value),)),  # type: ignore[arg-type]
                    tuple(options),
                    (),
                    "name",
                    absent(region),
                    ("P131", own.value, "of several"),
                )

    def _neighbor(self, family: str) -> Iterator[Case | None]:
        """A place lies in another country: with which of two others does it share it then?"""
        homes = self._homes()
        for old in shuffled(sorted(homes), self.rng):
            for new in shuffled(sorted(homes), self.rng):
                if old == new or self.facts.nested(old, new):
                    continue
                for s, own in homes[old]:
                    yield self._moved_to(family, old, new, homes, s, own)

    def _moved_to(
        self,
        family: str,
        old: int,
        new: int,
        homes: Mapping[int, list[tuple[int, tuple[Fact, ...]]]],
        s: int,
        own: tuple[Fact, ...],
    ) -> Case | None:
        place = self.facts.thing(s)
        assert place is not None  # noqa: S101 it has a home
        if place.kind != PLACE:
            return None
        for u, of_u in shuffled(homes[old], self.rng):
            for t, of_t in shuffled(homes[new], self.rng):
                for v, of_v in shuffled(homes[new], self.rng):
                    four = (s, t, u, v)
                    if len(set(four)) < 4 or self._kin_of(u) != self._kin_of(v):
                        continue
                    if any(self.facts.nested(a, b) for a in four for b in four if a != b):
                        continue
                    return self._neighbors(family, old, new, four, (own, of_t, of_u, of_v))
        return None

    def _neighbors(
        self,
        family: str,
        old: int,
        new: int,
        four: tuple[int, int, int, int],
        known: tuple[tuple[Fact, ...], ...],
    ) -> Case | None:
        s, t, u, v = four
        own, of_t, of_u, of_v = known
        frame = self.pick(
            [
                "if {s} were not in {a} but in the same country as {t}",
                "were {s} in the same country as {t} instead of {a}",
                "if {s} belonged to the same country as {t} and not to {a}",
            ]
        )
        try:
            condition = Speaker(self.facts).say(frame, s=s, t=t, a=old)
        except Unsayable:
            return None
        names = " or ".join(self._name(index) for index in shuffled((u, v), self.rng))
        it = self._name(s)
        asks = [
            f"which would be in the same country as {it}, {names}",
            f"which would {it} share a country with, {names}",
        ]
        return Case(
            family,
            condition,
            self.pick(asks),
            f"which is in the same country as {it}, {names}",
            Answer((v,)),
            Answer((u,)),
            (*of_t, *of_v),
            (*own, *of_u),
            "name",
            (f"country: {it}", "replace", self._name(old), self._name(new)),
            (s, "neighbor"),
        )
