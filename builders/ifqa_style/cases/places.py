"""Families of places that lie elsewhere, and of countries that fall apart."""

from __future__ import annotations

from collections.abc import Iterator

from irrealis.builders.ifqa_style.cases.base import (
    NONE,
    THERE,
    Answer,
    Case,
    Maker,
    in_one_unit,
    shuffled,
)
from irrealis.builders.ifqa_style.facts import Fact
from irrealis.builders.ifqa_style.kinds import plural
from irrealis.builders.ifqa_style.things import ORGANIZATION, PLACE, Thing, is_known, is_settled
from irrealis.builders.ifqa_style.units import is_union, largest_unit
from irrealis.builders.ifqa_style.wording import Speaker, Unsayable


class Placing(Maker):
    """Places in other places."""

    def _seceded(self, family: str) -> Iterator[Case | None]:
        """The unit that another thing lies in is a country of its own."""
        inside: dict[int, list[Fact]] = {}
        for fact in self.facts.stated("P131"):
            inside.setdefault(int(fact.value), []).append(fact)  # type: ignore[arg-type]
        for region, facts in inside.items():
            unit, nation = self._unit(region), self._nation(region)
            if unit is None or nation is None or len(facts) < 2:
                continue
            pairs = [(a, b) for a in facts for b in facts if a.subject != b.subject]
            for one, other in shuffled(pairs, self.rng)[:4]:
                s, t = self.facts.thing(one.subject), self.facts.thing(other.subject)
                if s is None or t is None or not in_one_unit(s) or not in_one_unit(t):
                    continue
                if any(
                    self._anyhow(*two)
                    for two in ((region, s.index), (region, t.index), (s.index, t.index))
                ):
                    continue
                if self.facts.nested(s.index, t.index) or s.noun == unit or t.noun == unit:
                    continue
                if one.sentences == other.sentences:
                    continue
                if self.facts.labelled.get((s.index, "P17"), set()) - {nation}:
                    continue
                is_ = Speaker(self.facts).say("{tis}", t=t.index)
                home = self._name(nation)
                condition = self.pick(
                    [
                        f"if the {unit} where {t.text} {is_} had broken away and become a country",
                        f"if the {unit} that {t.text} {is_} in were no longer part of {home} "
                        "but a country of its own",
                        f"had the {unit} where {t.text} {is_} never joined {home} "
                        "but become a country of its own",
                    ]
                )
                speaker = Speaker(self.facts)
                consequent = speaker.say(
                    self.pick(
                        ["in which country would {s} be", "which country would {s} belong to"]
                    ),
                    s=s.index,
                )
                twin = "in which country " + Speaker(self.facts).say("{sis} {s}", s=s.index)
                yield Case(
                    family,
                    condition,
                    consequent,
                    twin,
                    Answer((region,)),
                    Answer((nation,)),
                    (other, one),
                    NONE,
                    "name",
                    (f"country: {self._name(region)}", "remove", self._name(nation), "none"),
                    (s.index, "union"),
                )

    def _ways(self) -> list[tuple[int, int, tuple[Fact, ...]]]:
        """Places with a unit that they lie in, by one fact or two."""
        stated = self.facts.stated("P131")
        direct = [(fact.subject, int(fact.value), (fact,)) for fact in stated]  # type: ignore[arg-type]
        further = [
            (fact.subject, int(two.value), (fact, two))  # type: ignore[arg-type]
            for fact in stated
            for two in stated
            if fact.value == two.subject
        ]
        return [*direct, *further]

    def _union(self, family: str) -> Iterator[Case | None]:
        """The units of a country are countries of their own; the country is named, or meant."""
        for place, region, inner in shuffled(self._ways(), self.rng):
            unit, nation = self._unit(region), self._nation(region)
            if unit is None or nation is None or not self._part_of(place, region, unit, nation):
                continue
            likes = self._meant(nation) if family.endswith("described") else [None]
            dwellers = [
                fact
                for relation in ("P19", "P20", "P69")
                for fact in self.of(relation)
                if fact.value == place
                and not self.facts.labelled.get((fact.subject, "P17"), set()) - {nation}
            ]
            thing = self.facts.thing(place)
            told = thing is not None and (is_known(thing) or thing.kind == ORGANIZATION)
            for like in likes:
                if like is not None and like.subject in (place, region):
                    continue
                for fact in dwellers if told else (*dwellers, None):
                    if fact is None or like is None or like.subject != fact.subject:
                        yield self._undone(family, place, region, nation, inner, fact, like)

    def _part_of(self, place: int, region: int, unit: str, nation: int) -> bool:
        """Whether a place is in one unit of a country, and its name does not tell which."""
        subject = self.facts.thing(place)
        if subject is None or self._anyhow(region, place) or not in_one_unit(subject):
            return False
        if subject.noun == unit or self._is_natural(place) or self._tells_country(region):
            return False
        if unit != largest_unit(self._name(nation)):
            return False
        others = self.facts.labelled.get((place, "P131"), set()) - {region}
        if any(self._unit(index) == unit for index in others):
            return False
        return not self.facts.labelled.get((place, "P17"), set()) - {nation}

    def _undone(
        self,
        family: str,
        place: int,
        region: int,
        nation: int,
        inner: tuple[Fact, ...],
        dweller: Fact | None,
        like: Fact | None,
    ) -> Case | None:
        units = plural(str(self._unit(region)))
        country = self._name(nation)
        united = is_union(country)
        frames = [
            f"if {{c}} did not exist and each of its {units} were a country of its own",
            f"if {{c}} fell apart and every one of its {units} became a country",
        ]
        if united:
            frames.append(
                f"if the {units} of {{c}} had never been united but were separate countries"
            )
        if like is None:
            frames.append(f"had the {units} of {{c}} all become independent countries")
        if like is None and united:
            frames.append(f"were the {units} of {{c}} not parts of one country but independent")
        asks = ["in which country would {s} be", "which country would {s} belong to",
                "to which of these new countries would {s} belong"]  # fmt: skip
        is_ = "{sis} {s}"
        if dweller is not None:
            is_, would = THERE[dweller.relation]
            asks = [f"in which country {would}"]
        subject = place if dweller is None else dweller.subject
        try:
            if like is not None:
                country = self._phrase(like)
            consequent = Speaker(self.facts).say(self.pick(asks), s=subject)
            twin = "in which country " + Speaker(self.facts).say(is_, s=subject)
        except Unsayable:
            return None
        return Case(
            family,
            self.pick(frames).replace("{c}", country),
            consequent,
            twin,
            Answer((region,)),
            Answer((nation,)),
            (*((like,) if like else ()), *((dweller,) if dweller else ()), *inner),
            self.facts.country(region),
            "name",
            (f"country: {self._name(nation)}", "remove", "there", "not there"),
            (subject, "union"),
        )

    def _region_moved(self, family: str) -> Iterator[Case | None]:
        """A place lies in another country, and with it what is in it, or happened there."""
        for relation in ("P131", *THERE):
            for inner in self.of(relation):
                region = int(inner.value)  # type: ignore[arg-type]
                old, subject = self.property(region, "P17"), self.facts.thing(region)
                if old is None or subject is None or not is_settled(subject):
                    continue
                if self.facts.labelled.get((inner.subject, "P17"), set()) - set(old[0].things):
                    continue
                for thing in shuffled([t for t in self.facts.things if t], self.rng):
                    if thing.kind == PLACE and thing.index != region and not is_known(thing):
                        yield self._moved_along(family, inner, old, thing)

    def _moved_along(
        self, family: str, inner: Fact, old: tuple[Answer, tuple[Fact, ...]], thing: Thing
    ) -> Case | None:
        region, place = int(inner.value), inner.subject  # type: ignore[arg-type]
        if thing.index == place or self._anyhow(region, place):
            return None  # a school that bears the name of its town tells where that is
        new = self.property(thing.index, "P17")
        if new is None or self.facts.nested(old[0].things[0], new[0].things[0]):
            return None
        frame = self.pick(
            [
                "if {g} belonged to the same country as {t}",
                "if {g} were not in {a} but in the same country as {t}",
                "if {g} were in the country where {t} {tis}, and not in {a}",
                "were {g} in the same country as {t} instead of {a}",
            ]
        )
        is_, would = THERE[inner.relation]
        speaker = Speaker(self.facts)
        try:
            condition = speaker.say(frame, g=region, t=thing.index, a=old[0].things[0])
            consequent = f"in which country {speaker.say(would, s=place)}"
            twin = f"in which country {Speaker(self.facts).say(is_, s=place)}"
        except Unsayable:
            return None
        return Case(
            family,
            condition,
            consequent,
            twin,
            new[0],
            old[0],
            (inner, *new[1]),
            old[1],
            "name",
            (
                f"country: {self._name(region)}",
                "replace",
                self._name(old[0].things[0]),
                self._name(new[0].things[0]),
            ),
            (place, inner.relation, "P17"),
        )

    def _region_shared(self, family: str) -> Iterator[Case | None]:
        """A place lies where another lies, and so in another country or larger unit."""
        for fact in self.of("P131"):
            place, old = fact.subject, int(fact.value)  # type: ignore[arg-type]
            unit = self._unit(old)
            thing = self.facts.thing(place)
            if unit is None or thing is None or thing.kind not in (PLACE, ORGANIZATION):
                continue
            for other in self.of("P131"):
                new = int(other.value)  # type: ignore[arg-type]
                if other.subject == place or self._unit(new) != unit or self.facts.nested(old, new):
                    continue
                if self.facts.nested(place, other.subject):
                    continue
                for asked in ("P17", "P131"):
                    before, after = self.property(old, asked), self.property(new, asked)
                    if before is None or after is None or before[0] == after[0]:
                        continue
                    if (
                        asked == "P131"
                        and len({self._unit(one[0].things[0]) for one in (before, after)}) != 1
                    ):
                        continue
                    what = "country" if asked == "P17" else str(self._unit(after[0].things[0]))
                    if what == unit:
                        continue
                    speaker = Speaker(self.facts)
                    frame = self.pick(
                        [
                            f"if {{s}} were in the same {unit} as {{t}} instead of {{a}}",
                            f"if {{s}} were not in {{a}} but in the {unit} where {{t}} {{tis}}",
                            f"were {{s}} in the same {unit} as {{t}} and not in {{a}}",
                        ]
                    )
                    try:
                        condition = speaker.say(frame, s=place, t=other.subject, a=old)
                        consequent = f"{self.pick(['in which', 'in what'])} {what} would "
                        consequent += speaker.say("{s} be", s=place)
                        twin = f"in which {what} " + Speaker(self.facts).say("{sis} {s}", s=place)
                    except Unsayable:
                        continue
                    yield Case(
                        family,
                        condition,
                        consequent,
                        twin,
                        after[0],
                        before[0],
                        (other, *after[1]),
                        (fact, *before[1]),
                        "name",
                        (
                            f"{unit}: {self._name(place)}",
                            "replace",
                            self._name(old),
                            self._name(new),
                        ),
                        (place, "P131", asked),
                    )
