"""Families in which a group, a country, a river or a shore is short of one.

Each reads a fact from the end at which it has one value: what somebody belonged to, what a river
flows into.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from irrealis.builders.ifqa_style.cases.base import (
    CREATED,
    NONE,
    Answer,
    Case,
    absent,
)
from irrealis.builders.ifqa_style.cases.gone import Losing
from irrealis.builders.ifqa_style.facts import STATED, Fact
from irrealis.builders.ifqa_style.kinds import class_noun
from irrealis.builders.ifqa_style.names import telling_words
from irrealis.builders.ifqa_style.things import (
    COUNTRY,
    EVENT,
    ORGANIZATION,
    PERSON,
    PLACE,
    WORK,
    Thing,
    is_former,
    is_known,
    is_placed,
    is_settled,
)
from irrealis.builders.ifqa_style.wording import Speaker

from irrealis.text.tokens import word_set

# what somebody belonged to: what it is, what it would be short of, and who belonged to it
_BELONGING = {
    "P463": ("organization", "member", "who was a member of {v}"),
    "P102": ("party", "member", "who belonged to {v}"),
    "P108": ("employer", "employee", "who worked for {v}"),
    "P54": ("team", "player", "who played for {v}"),
    "P69": ("school", "student", "who studied at {v}"),
    "P1344": ("event", "participant", "who took part in {v}"),
}
_CITIZENS = "who was a citizen of {v}"
_MADE = frozenset(
    {"film", "movie", "telenovela", "sitcom", "miniseries", "series", "show", "documentary", "game"}
)
# what waters are called, and where on them a town lies
_WATERS = {
    **dict.fromkeys(("river", "creek", "stream", "brook", "canal"), "on its banks"),
    **dict.fromkeys(("lake", "reservoir", "lagoon"), "on its shores"),
    **dict.fromkeys(("sea", "ocean", "bay", "gulf"), "on its coast"),
}
_FLOWING = frozenset({"river", "creek", "stream", "brook", "lake", "canal", "tributary"})
# how it comes that there is no such place, by the last word of its name or what it is called
_SITES = {
    **dict.fromkeys(
        ("park", "square", "cemetery", "garden", "road", "highway", "trail", "street", "avenue"),
        "never been laid out",
    ),
    **dict.fromkeys(
        ("hotel", "hospital", "station", "bridge", "airport", "stadium", "museum", "library",
         "theatre", "theater", "castle", "church", "cathedral", "prison", "dam", "monument",
         "tramway", "railway", "railroad", "canal", "tunnel", "lighthouse", "fort", "fortress",
         "tower", "palace", "temple", "mosque", "abbey", "monastery", "building", "pier",
         "reservoir", "camp", "base", "arena", "mill", "mansion", "synagogue", "obelisk"),
        "never been built",
    ),
    **dict.fromkeys(("school", "college", "university", "gallery"), "never been opened"),
    **dict.fromkeys(("river", "creek", "stream", "brook", "lake", "lagoon"), "dried up"),
    "glacier": "melted away",
    "island": "sunk into the sea",
    **dict.fromkeys(("mountain", "peak", "hill", "volcano"), "never risen"),
}  # fmt: skip
# what may cross the border of a unit, or of a country
_LONG = word_set("river creek stream brook road highway trail railway railroad canal")
_FIRST = {"mount": "mountain", "lake": "lake", "river": "river"}
_KIN = ("P22", "P25")  # by whom no citizen is meant: the child would have another country, too
_NAMED_ALIKE = 4  # things that a factual question may ask for


class Belonging(Losing):
    """One member, one citizen, one tributary fewer."""

    def _everybody(self, relation: str, value: int, ask: str) -> tuple[str, tuple[int, ...]] | None:
        """The factual question for all that have a value, if sentences say so of each of them."""
        having = {
            subject
            for (subject, known), values in self.facts.labelled.items()
            if known == relation and value in values
        }
        sure = {fact.subject for fact in self.facts.stated(relation) if fact.value == value}
        if having != sure or not 0 < len(having) <= _NAMED_ALIKE:
            return None
        if not all(self.facts.thing(index) for index in having):
            return None
        return ask.format(v=self._name(value)), tuple(sorted(having))

    def _members(self, family: str) -> Iterator[Case | None]:
        """Somebody was never born: what would have had one member fewer?"""
        for relation, (general, member, who) in _BELONGING.items():
            for fact in self.of(relation):
                person, body = self.facts.thing(fact.subject), self.facts.thing(int(fact.value))  # type: ignore[arg-type]
                if person is None or body is None or person.kind != PERSON:
                    continue
                if self._anyhow(body.index, person.index) or self._of_others(fact, body.kind):
                    continue
                twin = self._everybody(relation, body.index, who)
                if twin is None or (relation == "P1344" and body.kind != EVENT):
                    continue
                noun = class_noun(self.facts, body.index) if relation == "P463" else None
                name = person.text
                yield Case(
                    family,
                    self.pick([f"if {name} had never been born", f"had {name} never been born"]),
                    f"which {noun or general} would have had one {member} fewer",
                    twin[0],
                    Answer((body.index,)),
                    Answer(twin[1]),
                    (fact,),
                    NONE,
                    "name",
                    absent(name),
                    (person.index, relation, "fewer"),
                )

    def _of_others(self, fact: Fact, kind: str | None) -> bool:
        """Whether a sentence of the fact, or one that tells of the like, names something else.

        Labels may lack a second school, where the passage says that somebody graduated from it.
        """
        cue = STATED.get(fact.relation)
        told = {
            sent
            for sent, text in enumerate(self.facts.sentences)
            if cue and self.facts.beside(fact.subject, sent) and re.search(cue, text.lower())
        }
        return any(
            thing.kind == kind
            and thing.index not in (fact.value, fact.subject)
            and thing.sentences & {*fact.sentences, *told}
            and not self.facts.nested(thing.index, int(fact.value))  # type: ignore[arg-type]
            for thing in self.facts.things
            if thing
        )

    def _citizen(self, family: str) -> Iterator[Case | None]:
        """Somebody, named or meant by a role, gives up their citizenship: of which country?"""
        for fact in self.of("P27"):
            person, country = self.facts.thing(fact.subject), self.facts.thing(int(fact.value))  # type: ignore[arg-type]
            if person is None or country is None or person.gender is None:
                continue
            if country.kind != COUNTRY or self._tells_country(person.index):
                continue
            if self._of_others(fact, COUNTRY):
                continue
            if not family.endswith("described"):
                if person.index != self.facts.hero:
                    continue  # whom a passage only mentions many readers know
                twin = self._everybody("P27", country.index, _CITIZENS)
                yield self._passport(family, fact, twin or self._twin("P27", person.index), None)
                continue
            for like in self._meant(person.index):
                if like.relation in _KIN or set(like.sentences) & set(fact.sentences):
                    continue
                if not self._anyhow(country.index, like.subject):
                    twin = self._twin(like.relation, like.subject)
                    yield self._passport(family, fact, twin, like)

    def _passport(
        self,
        family: str,
        fact: Fact,
        twin: tuple[str, tuple[int, ...]] | None,
        like: Fact | None,
    ) -> Case | None:
        person, country = self.facts.thing(fact.subject), self._name(fact.value)
        if twin is None or person is None:
            return None
        his = "his" if person.gender == "male" else "her"
        name = person.text if like is None else self._phrase(like)
        return Case(
            family,
            self.pick(
                [
                    f"if {name} had given up {his} citizenship",
                    f"had {name} given up {his} citizenship",
                    f"if {name} had handed back {his} passport for good",
                ]
            ),
            self.pick(
                [
                    "which country would have lost a citizen",
                    "which country would have had one citizen fewer",
                ]
            ),
            twin[0],
            Answer((int(fact.value),)),  # type: ignore[arg-type]
            Answer(twin[1]),
            (*((like,) if like else ()), fact),
            NONE,
            "name",
            (f"citizenship: {person.text}", "remove", country, "none"),
            (person.index, "P27"),
        )

    def _site_noun(self, site: Thing) -> str | None:
        """What a place is called, by its name or else by the passage, if both agree."""
        words = site.name.lower().split()
        named = (words[-1] if words[-1] in _SITES else _FIRST.get(words[0])) if words[1:] else None
        called = class_noun(self.facts, site.index) if site.kind == PLACE else None
        noun = named or called
        is_a = re.compile(rf"{re.escape(site.name)} (?:is|was) an? ([^;]+)")
        plain = [re.sub(r" ?\([^()]*\)", "", text) for text in self.facts.sentences]
        said = [found[1] for text in plain if (found := is_a.search(text))]
        dry = any("dried up" in text for text in plain)
        if noun not in _SITES or dry or (named is None and not said):
            return None
        alike = {one for one, gone in _SITES.items() if gone == _SITES[noun]}
        alike |= {"tributary"} if noun in _LONG else set()
        if said and not alike & set(re.findall(r"[a-z]+", said[0])):
            return None  # "Foots Creek is a community"
        return noun

    def _sites(self, family: str) -> Iterator[Case | None]:
        """A park or a river was never there: which county, city or country has one fewer?"""
        for fact in (*self.of("P131"), *self.of("P17")):
            site, region = self.facts.thing(fact.subject), int(fact.value)  # type: ignore[arg-type]
            noun = self._site_noun(site) if site else None
            unit = "country" if fact.relation == "P17" else self._unit(region) or self._town(region)
            if site is None or noun not in _SITES or unit is None or site.plural:
                continue
            if not telling_words(site.name) or (noun in _LONG and unit != "country"):
                continue  # "the National Park"
            if self._anyhow(region, site.index) or self._tells_country(site.index):
                continue
            if unit == "country" and (is_known(site) or len(fact.sentences) > 1):
                continue
            if unit == "country" and site.index != self.facts.hero:
                continue  # where what a passage only mentions is many readers know
            if len(self.facts.labelled.get((site.index, "P205"), ())) > 1:
                continue  # its waters come from several countries
            twin = self._where_else(site.index, region, unit)
            if twin is None:
                continue
            gone = _SITES[noun]
            yield Case(
                family,
                self.pick([f"if {site.text} had {gone}", f"had {site.text} {gone}"]),
                f"which {unit} would have one {noun} fewer",
                twin[0],
                Answer((region,)),
                Answer(twin[1]),
                (fact,),
                NONE,
                "name",
                absent(site.text),
                (site.index, "P131"),
            )

    def _where_else(self, site: int, region: int, unit: str) -> tuple[str, tuple[int, ...]] | None:
        """A factual question about a place, if there is one about other than its region."""
        if unit != "country" and (known := self.property(site, "P17")):
            is_ = Speaker(self.facts).say("{sis} {s}", s=site)
            return f"in which country {is_}", known[0].things
        for relation in ("P131", "P127", "P137", "P112") if unit == "country" else ():
            if self.facts.labelled.get((site, relation)):
                twin = self._twin(relation, site)
                if twin is not None and region not in twin[1]:
                    return twin
        is_ = Speaker(self.facts).say("{sis} {s}", s=site)
        return f"in which {unit} {is_}", (region,)

    def _abroad_body(self, family: str) -> Iterator[Case | None]:
        """A body leaves its country: which one is that?"""
        for fact in self.of("P17"):
            body, nation = self.facts.thing(fact.subject), self.facts.thing(int(fact.value))  # type: ignore[arg-type]
            if body is None or nation is None or body.kind != ORGANIZATION:
                continue
            if not is_placed(body) or self._tells_country(body.index) or body.plural:
                continue
            if self._anyhow(nation.index, body.index) or is_former(nation):
                continue
            if len(fact.sentences) > 1 or self._of_others(fact, COUNTRY):
                continue
            seats = (
                self._twin(way, body.index)
                for way in ("P159", "P131")
                if self.facts.one(body.index, way)
            )
            twin = next((seat for seat in seats if seat), None) or self._twin("P17", body.index)
            if twin is None:
                continue
            yield Case(
                family,
                self.pick(
                    [
                        f"if {body.text} were to move abroad",
                        f"were {body.text} to move abroad",
                        f"if {body.text} were to leave for another country",
                    ]
                ),
                self.pick(["which country would lose it", "which country would it leave behind"]),
                twin[0],
                Answer((nation.index,)),
                Answer(twin[1]),
                (fact,),
                NONE,
                "name",
                (f"country: {body.text}", "remove", nation.text, "none"),
                (body.index, "P17"),
            )

    def _origin(self, family: str) -> Iterator[Case | None]:
        """A work was never made: which country made one fewer?"""
        for fact in self.of("P495"):
            work, country = self.facts.thing(fact.subject), self.facts.thing(int(fact.value))  # type: ignore[arg-type]
            noun = class_noun(self.facts, fact.subject)
            if work is None or country is None or work.kind != WORK or noun not in _MADE:
                continue
            twins = (
                self._twin(one, work.index) for one in CREATED if self.facts.one(work.index, one)
            )
            twin = next((twin for twin in twins if twin), None)
            if twin is None or self._anyhow(country.index, work.index):
                continue
            yield Case(
                family,
                self.pick(
                    [f"if {work.text} had never been made", f"had {work.text} never been made"]
                ),
                f"which country would have made one {noun} fewer",
                twin[0],
                Answer((country.index,)),
                Answer(twin[1]),
                (fact,),
                NONE,
                "name",
                absent(work.text),
                (work.index, "P495", "fewer"),
            )

    def _water_noun(self, index: int) -> str | None:
        """What a water is called: by its name, or by the passage."""
        words = self._name(index).lower().split()
        named = next((word for word in (words[-1], words[0]) if word in _WATERS), None)
        if named is None and words[0] == "the" and len(words) > 1:
            named = words[1] if words[1] in _WATERS else None
        noun = named or class_noun(self.facts, index)
        return noun if noun in _WATERS else None

    def _dried(self, family: str) -> Iterator[Case | None]:
        """A river dries up: what does it flow into?"""
        for fact in self.of("P403"):
            river, mouth = fact.subject, int(fact.value)  # type: ignore[arg-type]
            told = " ".join(self.facts.sentences[sent] for sent in fact.sentences)
            tributary = "tributar" in told
            noun = self._water_noun(mouth) or ("river" if tributary else None)
            own = self._water_noun(river) or ("river" if self._is_natural(river) else None)
            twin = self._everybody("P403", mouth, "what flows into {v}")
            if noun is None or own not in _FLOWING or twin is None or self._anyhow(mouth, river):
                continue
            if len(twin[1]) > 1:
                continue  # a stream may reach it by way of another
            name = self._name(river)
            lost = tributary and noun == "river"
            yield Case(
                family,
                self.pick(
                    [
                        f"if {name} were to dry up",
                        f"were {name} to dry up",
                        f"if {name} dried up for good",
                    ]
                ),
                "which river would lose a tributary"
                if lost
                else f"which {noun} would get less water",
                twin[0],
                Answer((mouth,)),
                Answer(twin[1]),
                (fact,),
                NONE,
                "name",
                absent(name),
                (river, "P403"),
            )

    def _banks(self, family: str) -> Iterator[Case | None]:
        """A town was never founded: on which river, lake or sea is there one fewer?"""
        for fact in self.of("P206"):
            town, water = self.facts.thing(fact.subject), int(fact.value)  # type: ignore[arg-type]
            noun, kind = self._water_noun(water), self._town(fact.subject)
            if town is None or noun is None or kind is None or town.kind != PLACE:
                continue
            if not is_settled(town) or self._anyhow(water, town.index):
                continue
            known = self.property(town.index, "P17")
            is_ = Speaker(self.facts).say("{sis} {s}", s=town.index)
            twin = (
                (f"in which country {is_}", known[0].things)
                if known
                else self._twin("P206", town.index)
            )
            if twin is None:
                continue
            yield Case(
                family,
                self.pick(
                    [
                        f"if {town.text} had never been founded",
                        f"had {town.text} never been founded",
                    ]
                ),
                f"which {noun} would have had one {kind} fewer {_WATERS[noun]}",
                twin[0],
                Answer((water,)),
                Answer(twin[1]),
                (fact,),
                known[1] if known else NONE,
                "name",
                absent(town.text),
                (town.index, "P206"),
            )
