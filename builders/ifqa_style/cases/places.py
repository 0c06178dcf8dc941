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
from irrealis.builders.ifqa_style.things import ORGANIZATION, PLACE, is_settled
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

    def _union(self, family: str) -> Iterator[Case | None]:
        """The units of a country are countries of their own."""
        for inner in shuffled(self.facts.stated("P131"), self.rng):
            place, region = inner.subject, int(inner.value)  # type: ignore[arg-type]
            unit = self._unit(region)
            nation = self._nation(region)
            subject = self.facts.thing(place)
            if unit is None or nation is None or subject is None or self._anyhow(region, place):
                continue
            old = Answer((nation,)), self.facts.country(region)
            if not in_one_unit(subject) or subject.noun == unit:
                continue
            others = self.facts.labelled.get((place, "P131"), set()) - {region}
            if any(self._unit(one) == unit for one in others):
                continue
            if self.facts.labelled.get((place, "P17"), set()) - set(old[0].things):
                continue
            units = plural(unit)
            country = self._name(old[0].things[0])
            condition = self.pick(
                [
                    f"if the {units} of {country} had never been united "
                    "but were all countries of their own",
                    f"if {country} did not exist and each of its {units} were a country of its own",
                    f"had the {units} of {country} all become independent countries",
                    f"if {country} fell apart and every one of its {units} became a country",
                    f"were the {units} of {country} not parts of one country but independent",
                ]
            )
            speaker = Speaker(self.facts)
            dwellers = [
                fact
                for relation in ("P19", "P20", "P69", "P159")
                for fact in self.of(relation)
                if fact.value == place
            ]
            through: tuple[Fact, ...] = ()
            if dwellers and self.rng.random() < 0.8:
                fact = self.pick(dwellers)
                is_, would = THERE[fact.relation]
                consequent = "in which country " + speaker.say(would, s=fact.subject)
                twin = "in which country " + Speaker(self.facts).say(is_, s=fact.subject)
                through, place = (fact,), fact.subject
                if self.facts.labelled.get((place, "P17"), set()) - set(old[0].things):
                    continue
            else:
                consequent = speaker.say(
                    self.pick(
                        [
                            "in which country would {s} be",
                            "which country would {s} belong to",
                            "to which of these new countries would {s} belong",
                        ]
                    ),
                    s=place,
                )
                twin = Speaker(self.facts).say("in which country {sis} {s}", s=place)
            yield Case(
                family,
                condition,
                consequent,
                twin,
                Answer((region,)),
                old[0],
                (*through, inner),
                old[1],
                "name",
                (f"country: {country}", "remove", "there", "not there"),
                (place, "union"),
            )

    def _region_moved(self, family: str) -> Iterator[Case | None]:
        """A region lies in another country, and with it what lies in the region."""
        for inner in self.of("P131"):
            region, place = int(inner.value), inner.subject  # type: ignore[arg-type]
            old = self.property(region, "P17")
            subject = self.facts.thing(region)
            if old is None or subject is None or subject.kind != PLACE or not is_settled(subject):
                continue
            if self.facts.labelled.get((place, "P17"), set()) - set(old[0].things):
                continue
            for other in shuffled([t for t in self.facts.things if t], self.rng):
                if other.kind not in (PLACE, ORGANIZATION) or other.index in (region, place):
                    continue
                if other.kind == ORGANIZATION and not self.facts.one(other.index, "P159"):
                    continue
                new = self.property(other.index, "P17")
                if new is None or self.facts.nested(old[0].things[0], new[0].things[0]):
                    continue
                speaker = Speaker(self.facts)
                frame = self.pick(
                    [
                        "if {g} belonged to the same country as {t}",
                        "if {g} were not in {a} but in the same country as {t}",
                        "if {g} were in the country where {t} {tis}, and not in {a}",
                        "were {g} in the same country as {t} instead of {a}",
                    ]
                )
                try:
                    condition = speaker.say(frame, g=region, t=other.index, a=old[0].things[0])
                    consequent = speaker.say(
                        self.pick(
                            [
                                "in which country would {s} be",
                                "which country would {s} be in",
                                "what country would {s} belong to",
                            ]
                        ),
                        s=place,
                    )
                    twin = Speaker(self.facts).say("in which country {sis} {s}", s=place)
                except Unsayable:
                    continue
                yield Case(
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
                    (place, "P131", "P17"),
                )

    def _neighbor(self, family: str) -> Iterator[Case | None]:
        """A place lies in another country: with which of two others does it share it then?"""
        homes: dict[int, list[tuple[int, tuple[Fact, ...]]]] = {}
        for thing in self.facts.things:
            if thing is None or thing.kind not in (PLACE, ORGANIZATION) or self._tells(thing.index):
                continue
            found = self.property(thing.index, "P17")
            if found is not None:
                homes.setdefault(found[0].things[0], []).append((thing.index, found[1]))
        for old, at_home in homes.items():
            for new, abroad in homes.items():
                if old == new or self.facts.nested(old, new) or len(at_home) < 2 or len(abroad) < 2:
                    continue
                (s, own), (u, of_u) = shuffled(at_home, self.rng)[:2]
                (t, of_t), (v, of_v) = shuffled(abroad, self.rng)[:2]
                if any(
                    self.facts.nested(a, b) for a in (s, u, t, v) for b in (s, u, t, v) if a != b
                ):
                    continue
                kinds = {self.facts.thing(one).kind for one in (u, v)}  # type: ignore[union-attr]
                if len(kinds) > 1 or self.facts.thing(s).kind != PLACE:  # type: ignore[union-attr]
                    continue
                pair = (u, v) if self.rng.random() < 0.5 else (v, u)
                speaker = Speaker(self.facts)
                frame = self.pick(
                    [
                        "if {s} were not in {a} but in the same country as {t}",
                        "were {s} in the same country as {t} instead of {a}",
                        "if {s} belonged to the same country as {t} and not to {a}",
                    ]
                )
                try:
                    condition = speaker.say(frame, s=s, t=t, a=old)
                except Unsayable:
                    continue
                names = " or ".join(self._name(one) for one in pair)
                it = self._name(s)
                yield Case(
                    family,
                    condition,
                    self.pick(
                        [
                            f"which would be in the same country as {it}, {names}",
                            f"which would {it} share a country with, {names}",
                        ]
                    ),
                    f"which is in the same country as {it}, {names}",
                    Answer((v,)),
                    Answer((u,)),
                    (*of_t, *of_v),
                    (*own, *of_u),
                    "name",
                    (f"country: {it}", "replace", self._name(old), self._name(new)),
                    (s, "neighbor"),
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
