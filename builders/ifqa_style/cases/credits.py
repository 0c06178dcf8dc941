"""Families in which something never was, and somewhere one is missing: a chain of two facts.

The facts are read in the direction in which they have one value, so that nothing hangs on what else
somebody made, or who else went to a school.
"""

from __future__ import annotations

from collections.abc import Iterator

from irrealis.builders.ifqa_style.cases.base import Answer, Case, absent, in_one_unit
from irrealis.builders.ifqa_style.cases.gone import COMPOSED, Losing
from irrealis.builders.ifqa_style.facts import Fact
from irrealis.builders.ifqa_style.kinds import class_noun
from irrealis.builders.ifqa_style.things import (
    PERSON,
    PLACE,
    belongs_to_larger,
    is_former,
    is_known,
    is_settled,
)
from irrealis.builders.ifqa_style.wording import Speaker, Unsayable

from irrealis.text.tokens import word_set

# what somebody is called that made something, by the relation
_MAKERS = {
    "P57": "a director", "P50": "a writer", "P162": "a producer", "P86": "a composer",
    "P58": "a screenwriter", "P175": "an artist", "P112": "a founder",
}  # fmt: skip
_BODIES = {
    "P175": "a band", "P264": "a label", "P123": "a publisher", "P178": "a developer",
    "P176": "a manufacturer", "P449": "a broadcaster", "P272": "a production company",
}  # fmt: skip
# what somebody joined, and what it would be short of
_JOINED = {
    "P69": ("a school", "student"),
    "P54": ("a team", "player"),
    "P19": ("", "native"),
}
# how a work of a noun comes about
_DONE = {
    **dict.fromkeys(("album", "song", "single", "soundtrack"), "recorded"),
    **dict.fromkeys(("novel", "book", "poem", "play", "musical", "opera"), "written"),
    **dict.fromkeys(("drama", "treatise", "sonata", "concerto", "cantata"), "written"),
    **dict.fromkeys(("film", "movie", "telenovela", "sitcom", "miniseries"), "made"),
    **dict.fromkeys(("game", "series", "show", "documentary", "episode"), "made"),
    **dict.fromkeys(("cartoon", "drawing", "mural", "sculpture", "franchise"), "made"),
    **dict.fromkeys(("car", "aircraft", "phone", "console", "ship", "locomotive"), "built"),
    **dict.fromkeys(("device", "smartphone", "tablet", "sedan", "vehicle"), "built"),
    **dict.fromkeys(("software", "app", "program", "platform", "processor"), "made"),
    **dict.fromkeys(("company", "band", "club", "school", "label", "party"), "founded"),
}
_DID = {
    "P57": "directed", "P50": "written", "P162": "produced", "P86": "composed", "P58": "written",
    "P175": "recorded", "P112": "founded", "P178": "developed", "P176": "built", "P272": "made",
    **dict.fromkeys(("P264", "P123"), "brought out"), "P449": "broadcast",
}  # fmt: skip
# who is short of somebody that never was, by the relation to what they had
_SHORT = {
    "P69": "which school would have had one student fewer",
    "P54": "which team would have had one player fewer",
    "P108": "which employer would have had one employee fewer",
    "P102": "which party would have had one member fewer",
    "P463": "which organization would have had one member fewer",
    "P166": "which award would have had one winner fewer",
    "P19": "which {town} would have had one native fewer",
}
# by what a place may be meant that leaves its unit or country
_INSIDE = frozenset({"P19", "P20", "P159", "P276", "P131"})
_OF_WHAT = {"P17": "country", "P27": "country"}


_PEOPLED = word_set(
    """village town city municipality county province district region state island commune suburb
    parish hamlet settlement township"""
)

# in names of places that tell, or all but tell, the country
_DIVISIONS = word_set(
    "county township parish shire borough prefecture oblast voivodeship canton raion"
)


class Crediting(Losing):
    """One work fewer, one student fewer."""

    def _credit(self, family: str) -> Iterator[Case | None]:
        """What somebody made was never made: from where is who has one work fewer?"""
        for relation in dict.fromkeys((*_MAKERS, *_BODIES)):
            for fact in self.of(relation):
                maker = self.facts.thing(int(fact.value))  # type: ignore[arg-type]
                noun = class_noun(self.facts, fact.subject)
                done = _DONE.get(noun or "")
                assert maker is not None  # noqa: S101 it can be named
                names = _MAKERS if maker.kind == PERSON else _BODIES
                if done is None or relation not in names:
                    continue
                if (done == "founded") != (relation == "P112"):
                    continue
                if (done == "recorded") < (relation == "P175"):
                    continue
                if relation == "P86" and noun not in COMPOSED:
                    continue  # only the music of a film
                if relation == "P50":
                    done = "written"
                verb = _DID[relation]
                who = names[relation].split(" ", 1)[1]
                ask = f"which {who} would have {verb} one {noun} fewer"
                yield self._fewer(family, fact, "", done, ask)
                for asked in ("P27", "P19") if maker.kind == PERSON else ("P17", "P159"):
                    who = {
                        "P27": f"{names[relation]} from which country",
                        "P17": f"{names[relation]} from which country",
                        "P19": "a native of which {town}",
                        "P159": f"{names[relation]} based in which {{town}}",
                    }[asked]
                    ask = f"{who} would have {verb} one {noun} fewer"
                    yield self._fewer(family, fact, asked, done, ask)

    def _member(self, family: str) -> Iterator[Case | None]:
        """Somebody was never born: in which country is the school with one student fewer?"""
        for relation, (body, member) in _JOINED.items():
            for fact in self.of(relation):
                ends = fact.value, fact.subject
                value, subject = (self.facts.thing(int(index)) for index in ends)  # type: ignore[arg-type]
                if value is None or subject is None or subject.kind != PERSON:
                    continue
                if relation == "P19" and not is_settled(value):
                    continue
                for asked in ("P131",) if relation == "P19" else ("P131", "P17"):
                    unit = _OF_WHAT.get(asked)
                    if unit is None and (inner := self.facts.one(value.index, "P131")) is not None:
                        unit = self._unit(int(inner.value))  # type: ignore[arg-type]
                    if unit is None or self._tells_country(value.index) or unit == value.noun:
                        continue
                    ask = f"{body} in which {unit} would have had one {member} fewer"
                    if relation == "P19":
                        ask = f"which {unit} would have had one {member} fewer"
                    yield self._fewer(family, fact, asked, "born", ask)

    def _meant_member(self, family: str) -> Iterator[Case | None]:
        """Somebody who is meant by what they made was never born; who is short of them?"""
        persons = [thing.index for thing in self.facts.things if thing and thing.kind == PERSON]
        for person in persons:
            likes = self._meant(person)
            for relation, ask in _SHORT.items() if likes else ():
                fact = self.facts.one(person, relation)
                if fact is None or fact.relation != relation:
                    continue
                value = int(fact.value)  # type: ignore[arg-type]
                asked = self._with_town(ask, Answer((value,)))
                if asked is None:
                    continue
                for like in likes:
                    twin = self._twin(like.relation, like.subject)
                    if like.relation in ("P22", "P25"):
                        continue  # the child would be missing, too
                    if twin is None or len(twin[1]) > 1 or value == like.subject:
                        continue
                    if self._anyhow(value, like.subject) or self._tells_country(like.subject):
                        continue
                    condition = self._gone(
                        Speaker(self.facts),
                        ["{x} had never been born", "{x} had never lived"],
                        person,
                        like,
                    )
                    yield Case(
                        family,
                        condition,
                        asked,
                        twin[0],
                        Answer((value,)),
                        Answer(twin[1]),
                        (like, fact),
                        (),
                        "name",
                        absent(self._name(person)),
                        (person, relation, "fewer"),
                    )

    def _fewer(self, family: str, fact: Fact, asked: str, done: str, ask: str) -> Case | None:
        """The value, or where `asked` says so a property of it, would have one fewer."""
        subject, value = fact.subject, int(fact.value)  # type: ignore[arg-type]
        found = self.property(value, asked) if asked else (Answer((value,)), ())
        twin = self._twin(fact.relation, subject) if asked else self._other_twin(fact)
        if found is None or twin is None or subject in found[0].things:
            return None
        if (question := self._with_town(ask, found[0])) is None:
            return None
        if any(self._anyhow(thing, subject) for thing in found[0].things) or (
            asked and (value in found[0].things or self._anyhow(found[0].things[0], value))
        ):
            return None
        name = self._name(subject)
        condition = self.pick(
            [
                f"if {name} had never been {done}",
                f"had {name} never been {done}",
                f"if nobody had ever {done} {name}" if done in ("recorded", "written") else "",
                f"if {name} had not been {done}",
            ]
        )
        return Case(
            family,
            condition or f"if {name} hadn't been {done}",
            question,
            twin[0],
            found[0],
            Answer(twin[1]),
            tuple(dict.fromkeys((fact, *found[1]))),
            (),
            "name",
            absent(name),
            (subject, "fewer"),
        )

    def _other_twin(self, fact: Fact) -> tuple[str, tuple[int, ...]] | None:
        """A factual question about a work that has another answer than a fact of it, if one is."""
        value, subject = int(fact.value), fact.subject  # type: ignore[arg-type]
        for relation in (*_MAKERS, *_BODIES, "P495"):
            if relation != fact.relation and self.facts.one(subject, relation) is not None:
                twin = self._twin(relation, subject)
                if twin is not None and value not in twin[1]:
                    return twin
        return self._twin(fact.relation, subject)

    def _unit_left(self, family: str) -> Iterator[Case | None]:
        """A place, named or meant, leaves the unit that it is in: which one is that?"""
        for fact in self.of("P131"):
            place, region = self.facts.thing(fact.subject), int(fact.value)  # type: ignore[arg-type]
            unit = self._unit(region)
            if place is None or place.kind != PLACE or unit is None or not in_one_unit(place):
                continue
            if place.noun == unit or self._anyhow(region, place.index) or is_known(place):
                continue
            if self._is_natural(place.index) or self._tells_country(region):
                continue
            if family.endswith("described"):
                for like in self._meant(place.index):
                    if like.relation in _INSIDE and like.subject != region:
                        yield self._leaving(family, fact, unit, like)
            else:
                yield self._leaving(family, fact, unit, None)

    def _leaving(self, family: str, fact: Fact, unit: str, like: Fact | None) -> Case | None:
        place, region = fact.subject, int(fact.value)  # type: ignore[arg-type]
        known = self.property(place, "P17")
        try:
            if like is not None:
                if self._anyhow(region, like.subject):
                    return None
                who = self._phrase(like)
                found = self._twin(like.relation, like.subject)
                twin, before = found if found else ("", ())
            else:
                who = self._name(place)
                what, before = ("country", known[0].things) if known else (unit, (region,))
                twin = f"in which {what} {Speaker(self.facts).say('{sis} {s}', s=place)}"
        except Unsayable:
            return None
        if not before or (like and region in before):
            return None
        condition = self.pick(
            [
                f"if {who} were to leave the {unit} that it is in",
                f"were {who} to break away from its {unit}",
                f"if {who} were to break away from its {unit}",
                f"if {who} were no longer a part of its {unit}",
            ]
        )
        return Case(
            family,
            condition,
            self.pick([f"which {unit} would lose it", f"which {unit} would be the smaller for it"]),
            twin,
            Answer((region,)),
            Answer(before),
            (*((like,) if like else ()), fact),
            known[1] if known and like is None else (),
            "name",
            (f"{unit}: {self._name(place)}", "remove", self._name(region), "none"),
            (place, "P131"),
        )

    def _country_left(self, family: str) -> Iterator[Case | None]:
        """A place, named or meant, becomes a state: which country is the smaller for it?"""
        for fact in self.of("P17"):
            if len(fact.sentences) > 1 and not self.facts.one(fact.subject, "P131"):
                continue  # no one sentence tells it
            place, nation = self.facts.thing(fact.subject), self.facts.thing(int(fact.value))  # type: ignore[arg-type]
            if place is None or nation is None or not self._is_peopled(place.index):
                continue
            if is_known(place) or (_DIVISIONS & {*place.name.lower().split()}):
                continue  # which country that is needs no passage
            if self._anyhow(nation.index, place.index) or self._tells_country(place.index):
                continue
            if belongs_to_larger(nation) or is_former(nation):
                continue
            for like in self._meant(place.index) if family.endswith("described") else [None]:
                if like is None or like.relation in _INSIDE:
                    yield self._independent(family, fact, like)

    def _is_peopled(self, index: int) -> bool:
        """Whether the passage calls a place a town or unit, or has something in it."""
        place = self.facts.thing(index)
        if place is None or place.kind != PLACE or not is_settled(place):
            return False
        if self._is_natural(index):
            return False
        if place.noun or class_noun(self.facts, index) in _PEOPLED:
            return True
        return any(
            index in values
            for (_, relation), values in self.facts.labelled.items()
            if relation in ("P131", "P19", "P20", "P159", "P36")
        )

    def _independent(self, family: str, fact: Fact, like: Fact | None) -> Case | None:
        place, nation = fact.subject, int(fact.value)  # type: ignore[arg-type]
        who = self._name(place)
        if like is None:
            inner = self.facts.one(place, "P131")
            twin = self._twin("P131", place) if inner is not None else None
            if twin is None or nation in twin[1]:
                twin = self._twin("P17", place)
        else:
            twin = self._twin(like.relation, like.subject)
            try:
                who = self._phrase(like)
            except Unsayable:
                return None
        if (
            twin is None
            or (like and nation in twin[1])
            or (like and self._anyhow(nation, like.subject))
        ):
            return None
        condition = self.pick(
            [
                f"if {who} were to declare its independence",
                f"were {who} to declare its independence",
                f"if {who} were to become a country of its own",
                f"were {who} to become a country of its own",
            ]
        )
        asks = ["which country would lose it", "which country would be the smaller for it"]
        return Case(
            family,
            condition,
            self.pick(asks),
            twin[0],
            Answer((nation,)),
            Answer(twin[1]),
            (*((like,) if like else ()), fact),
            (),
            "name",
            (f"country: {self._name(place)}", "remove", self._name(nation), "none"),
            (place, "P17"),
        )
