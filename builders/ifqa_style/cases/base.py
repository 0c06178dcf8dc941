"""What the families of questions share: cases, and what a maker of cases looks up."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from irrealis.builders.ifqa_style.cues import Reader
from irrealis.builders.ifqa_style.facts import NESTED, Date, Fact, Facts, Value
from irrealis.builders.ifqa_style.kinds import class_noun
from irrealis.builders.ifqa_style.names import gives_away
from irrealis.builders.ifqa_style.things import (
    COUNTRY,
    ORGANIZATION,
    PERSON,
    PLACE,
    Thing,
    is_settled,
)
from irrealis.builders.ifqa_style.units import SHARED, largest_unit
from irrealis.builders.ifqa_style.wording import Speaker, Unsayable, listed, wordings

from irrealis.text.demonyms import place_form

T = TypeVar("T")
CREATED = ("P57", "P50", "P162", "P86", "P58", "P175", "P112", "P676")
_HOUSES = ("P264", "P123", "P178", "P176", "P449", "P749", "P127", "P272", "P137")
_JOINED = ("P69", "P54", "P108", "P102")
SITES = ("P19", "P20", "P159", "P276")
KIN = ("P26", "P22", "P25")
GROUPS: dict[str, tuple[str, ...]] = {
    "origin": ("P19", "P20"),
    "maker": CREATED,
    "house": _HOUSES,
    "school or team": _JOINED,
    "seat": ("P159", "P276"),
    "kin": KIN,
}
SINGLE = {
    "capital": "P36",
    "award": "P166",
    "series": "P179",
    "nationality": "P27",
    "country": "P17",
    "war": "P607",
    "event": "P1344",
    "league": "P118",
    "story": "P1441",
    "album": "P361",
    "cast": "P161",
    "provenance": "P495",
}
# what is asked of the value of a relation, by the kind of the value
_ASKED: dict[str, tuple[str, ...]] = {
    PERSON: ("P19", "P27", "P69", "P20", "P54", "P108", "P102", "P26", "P22", "P569", "P570"),
    ORGANIZATION: ("P17", "P159", "P112", "P749", "P127", "P118", "P131", "P571"),
    PLACE: ("P17", "P131"),
    COUNTRY: ("P36",),
}
# where a place is asked for by what happens there: the question as it is, and as it would be
THERE: dict[str, tuple[str, str]] = {
    "P19": ("{swas} {s} born", "would {s} have been born"),
    "P20": ("did {s} die", "would {s} have died"),
    "P159": ("{sis} {s} based", "would {s} be based"),
    "P276": ("did {s} take place", "would {s} have taken place"),
    "P131": ("{sis} {s}", "would {s} be"),
    "P69": ("did {s} study", "would {s} have studied"),
    "P54": ("did {s} play", "would {s} have played"),
    "P108": ("did {s} work", "would {s} have worked"),
}
UNITS = frozenset({"state", "province", "county", "region", "district", "prefecture", "department"})
TOWNS = frozenset({"city", "town", "village"})
NONE: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A question and its factual twin, in words, with their answers.

    Attributes:
        condition, consequent: the halves; the condition with the word that opens it.
        answer, twin_answer: things, a date, a number, a name or yes and no.
        facts: what the counterfactual answer rests on.
        twin_facts: what the factual one rests on beyond these.
        kind: what the answer is: name, names, date, number, yes/no.
        change: subject, what is changed, from, to, in words.
    """

    family: str
    condition: str
    consequent: str
    twin: str
    answer: Answer
    twin_answer: Answer
    facts: tuple[Fact, ...]
    twin_facts: tuple[Fact, ...]
    kind: str
    change: tuple[str, str, str, str]
    asks: tuple[object, ...]
    last: bool = False

    @property
    def control(self) -> bool:
        """Whether the answer stays what it is."""
        return self.answer == self.twin_answer


@dataclass(frozen=True, slots=True)
class Answer:
    """Things (a set), or anything else by the texts that say it."""

    things: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()


def absent(name: str) -> tuple[str, str, str, str]:
    """The change of a premise by which something never was."""
    return f"existence: {name}", "remove", "there", "not there"


def shuffled(items: Sequence[T], rng: random.Random) -> list[T]:
    """The items in random order, by `rng.random()` alone."""
    keyed = [(rng.random(), at) for at in range(len(items))]
    return [items[at] for _, at in sorted(keyed)]


# relations by which a value can be meant without its name: "the home country of X"
_BY_ROLE = (
    "P17", "P27", "P57", "P50", "P162", "P86", "P58", "P175", "P264", "P123", "P178", "P176",
    "P749", "P69", "P54", "P108", "P102", "P19", "P20", "P159", "P112", "P127", "P26", "P495",
    "P22", "P25", "P131",
)  # fmt: skip

_NATURAL = (
    "(?:tributary|stream|river|creek|brook|lake|mountain|peak|hill|glacier|canal|highway|road|trail"
    "|railway|valley)"
)
_SET_ASIDE = 2  # things that a question sets aside, at most
_SETS_ASIDE = re.compile(r"(?:who|which [a-z]+)\b")


class Maker:
    """Looks at the facts of a document; families build on it."""

    def __init__(self, facts: Facts, rng: random.Random) -> None:
        """Look at the facts; `rng` shuffles and picks wordings."""
        self.facts, self.rng = facts, rng
        self.words = wordings()["relations"]
        self.reader = Reader(facts)
        self._found: dict[str, list[Fact]] = {}

    def of(self, relation: str) -> list[Fact]:
        """Facts of a relation with one value, in random order."""
        if relation not in self._found:
            self._found[relation] = self.facts.of(relation)
        return shuffled(self._found[relation], self.rng)

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[int(self.rng.random() * len(items))]

    def _group(self, family: str) -> tuple[str, ...]:
        group = family.rpartition(" ")[0]
        return GROUPS.get(group) or (SINGLE[group],)

    def _name(self, index: Value) -> str:
        assert isinstance(index, int)  # noqa: S101 of a thing
        return Speaker(self.facts).thing(index).text

    def property(self, index: int, asked: str) -> tuple[Answer, tuple[Fact, ...]] | None:
        """What a property of a thing is, and the facts that it follows from."""
        if asked == "P17":
            chain = self.facts.country(index)
            if not chain or not isinstance(chain[-1].value, int):
                return None
            return Answer((chain[-1].value,)), chain
        fact = self.facts.one(index, asked)
        if fact is None:
            return None
        if isinstance(fact.value, Date):
            return Answer(texts=(str(fact.value.year),)), (fact,)
        if asked == "P131" and self._unit(fact.value) is None:
            return None
        return Answer((fact.value,)), (fact,)

    def _unit(self, place: int) -> str | None:
        """What kind of administrative unit a place is, by its name or what the passage calls it."""
        thing = self.facts.thing(place)
        if thing is None:
            return None
        if thing.noun is None:
            noun = class_noun(self.facts, place)
            return noun if noun in UNITS else None
        nation = self._nation(place)
        largest = largest_unit(self._name(nation)) if nation is not None else None
        if thing.name in SHARED and largest is not None:
            return largest
        return thing.noun

    def _town(self, place: int) -> str | None:
        """What kind of town the passage calls a place; "place" would be its county, too."""
        noun = class_noun(self.facts, place)
        return noun if noun in TOWNS else None

    def _nation(self, region: int) -> int | None:
        """The one country that any label puts a place in, if the passage names it."""
        found = {
            index
            for index in self.facts.labelled.get((region, "P17"), ())
            if (thing := self.facts.thing(index)) and thing.kind == COUNTRY
        }
        every = self.facts.labelled.get((region, "P17"), set())
        return found.pop() if len(found) == 1 == len(every) else None

    def _values(self, subject: int, relation: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The values of a relation that are sure, and those that a question must set aside."""
        known = self.facts.labelled[subject, relation]
        if relation in NESTED:
            known = {int(fact.value) for fact in self.facts.all(subject, relation)}  # type: ignore[arg-type]
        sure = {int(fact.value) for fact in self.facts.stated(relation) if fact.subject == subject}  # type: ignore[arg-type]
        return tuple(sorted(known & sure)), tuple(sorted(known - sure))

    def _aside(self, rest: Sequence[int]) -> str | None:
        """What sets things aside: "besides X"; None if they are too many, or have no names."""
        things = [self.facts.thing(index) for index in rest]
        if len(rest) > _SET_ASIDE or not all(things):
            return None
        return f" besides {listed([thing.text for thing in things if thing])}" if rest else ""

    def _twin(self, relation: str, subject: int) -> tuple[str, tuple[int, ...]] | None:
        """The factual question for the values of a relation, with its answer."""
        own, rest = self._values(subject, relation)
        aside = self._aside(rest)
        asks = [one for one in self.words[relation]["was"] if not rest or _SETS_ASIDE.match(one)]
        if not 0 < len(own) <= 4 or aside is None or not asks:
            return None
        ask = _SETS_ASIDE.sub(lambda head: f"{head[0]}{aside}", self.pick(asks), count=1)
        try:
            return Speaker(self.facts).say(ask, s=subject), own
        except Unsayable:
            return None

    def _questions(
        self, relation: str, asked: str, value: int, other: int
    ) -> list[tuple[str, str]]:
        """Wordings of what is asked of the value of a relation, as it is and as it would be."""
        unit = "country"
        if asked == "P131":
            first, second = (self.facts.one(index, "P131") for index in (value, other))
            assert first  # noqa: S101 it can be named
            assert second  # noqa: S101 it can be named
            units = {self._unit(int(fact.value)) for fact in (first, second)}  # type: ignore[arg-type]
            if len(units) != 1:
                return []
            unit = str(units.pop())
        if asked in ("P17", "P131") and relation in THERE:
            return [
                (f"{opener} {unit} {is_}", f"{opener} {unit} {would}")
                for is_, would in (THERE[relation],)
                for opener in ("in which", "in what")
            ]
        return [
            (is_.replace("{n}", unit), would.replace("{n}", unit))
            for is_, would in wordings()["properties"].get(asked, ())
        ]

    def _ask(self, speaker: Speaker, question: str, relation: str, subject: int) -> str:
        """A question of the value of a relation, which goes by its role."""
        if "{r}" not in question:
            return speaker.say(question, s=subject)
        return question.replace("{r}", speaker.role(subject, self.words[relation]["role"]))

    def _candidates(self, fact: Fact) -> list[int]:
        """Things that could stand in the place of a value."""
        relation, subject, old = fact.relation, fact.subject, int(fact.value)  # type: ignore[arg-type]
        kind = self.facts.thing(old)
        assert kind is not None  # noqa: S101 the value of a fact can be named
        alike = next((group for group in GROUPS.values() if relation in group), (relation,))
        if relation in ("P69", "P54", "P108", "P102", "P26", "P22", "P25"):
            alike = (relation,)
        found = []
        used = {
            value
            for one in alike
            for (_, known), values in self.facts.labelled.items()
            if known == one
            for value in values
        }
        for thing in self.facts.things:
            if thing is None or thing.kind != kind.kind or thing.index in (old, subject):
                continue
            if thing.index in self.facts.labelled.get((subject, relation), ()):
                continue
            if kind.kind == PLACE:
                if not is_settled(thing) or self.facts.nested(old, thing.index):
                    continue
            elif relation in KIN:
                if kind.kind != PERSON or self._related(subject, thing.index):
                    continue
                if thing.gender != kind.gender or thing.gender is None:
                    continue
            elif thing.index not in used and not (
                relation == "P69"
                and any(w in thing.name for w in ("University", "College", "School"))
            ):
                continue
            if self.facts.nested(subject, thing.index) or self._anachronism(
                subject, thing.index, relation
            ):
                continue
            found.append(thing.index)
        return shuffled(found, self.rng)

    def _related(self, one: int, other: int) -> bool:
        return any(
            (other in values and subject == one) or (one in values and subject == other)
            for (subject, _), values in self.facts.labelled.items()
        )

    def _years(self, index: int) -> tuple[int, int]:
        thing = self.facts.thing(index)
        start, end = ("P569", "P570") if thing and thing.kind == PERSON else ("P571", "P576")
        first, last = self.facts.one(index, start), self.facts.one(index, end)
        out = self.facts.one(index, "P577") if first is None else None
        begun = first or out
        return (
            begun.value.year if begun and isinstance(begun.value, Date) else -9999,
            last.value.year if last and isinstance(last.value, Date) else 9999,
        )

    def _anachronism(self, subject: int, value: int, relation: str) -> bool:
        """Whether the two were never there at once, or the one was a child when the other came."""
        a, b = self._years(subject), self._years(value)
        thing = self.facts.thing(value)
        grown = 14 if thing and thing.kind == PERSON and relation not in KIN else 0
        if relation in ("P22", "P25"):
            return a[0] != -9999 and b[0] != -9999 and not 15 <= a[0] - b[0] <= 70
        known = a[0] != -9999 and b[0] != -9999
        return (known and b[0] + grown > a[0] and self.facts.thing(subject).kind != PERSON) or (  # type: ignore[union-attr]
            a[0] > b[1] or b[0] > a[1]
        )

    def _properties(self, value: int, relation: str) -> list[str]:
        thing = self.facts.thing(value)
        asked = _ASKED.get(thing.kind or "", ()) if thing else ()
        return [one for one in shuffled(asked, self.rng) if one != relation or relation in ("P22",)]

    def _shorter(self, text: str, index: int) -> str:
        """A person is named a second time by the surname, where the passage does so too."""
        thing = self.facts.thing(index)
        assert thing is not None  # noqa: S101 it was named
        try:
            return (
                text.replace(thing.text, Speaker._surname(thing, ()))
                if thing.kind == PERSON
                else text
            )
        except Unsayable:
            return text

    def _meant(self, value: int) -> list[Fact]:
        """Facts by which a phrase about another thing means the value."""
        ways = [way for way in _BY_ROLE if self.words[way]["described"]]
        found = [fact for way in ways for fact in self.of(way) if fact.value == value]
        return [
            fact
            for fact in found
            if not self._anyhow(value, fact.subject)
            and not self._tells_country(fact.subject)
            and (fact.relation != "P17" or is_settled(self.facts.thing(fact.subject)))  # type: ignore[arg-type]
            and (fact.relation != "P131" or in_one_unit(self.facts.thing(fact.subject)))  # type: ignore[arg-type]
        ][:6]

    def _phrase(self, like: Fact) -> str:
        """A value as a phrase about the subject of a fact: "the director of X".

        Raises:
            Unsayable: it needs the noun of a unit, which the value has not.
        """
        way, value = self.pick(self.words[like.relation]["described"]), int(like.value)  # type: ignore[arg-type]
        unit = self._unit(value)
        if "{n}" in way and unit is None:
            raise Unsayable("no noun for the unit")
        return Speaker(self.facts).say(way.replace("{n}", str(unit)), t=like.subject)

    def _kin_of(self, index: int) -> str | None:
        thing = self.facts.thing(index)
        return thing.kind if thing else None

    def _anyhow(self, value: int, subject: int) -> bool:
        """Whether the names of the two tell one another."""
        a, b = self.facts.thing(value), self.facts.thing(subject)
        assert a  # noqa: S101 it can be named
        assert b  # noqa: S101 it can be named
        words = {word for word in a.name.lower().split() if len(word) > 3}
        return bool(words & set(b.name.lower().split())) or gives_away(a.name, b.name)

    def _is_natural(self, index: int) -> bool:
        """Whether the passage calls a place a stream, a mountain or a road."""
        thing = self.facts.thing(index)
        assert thing is not None  # noqa: S101 it can be named
        name = re.escape(thing.name)
        # "a town on the side of a mountain" is none
        head = r"(?:(?! (?:in|on|at|by|near|located|situated|along|between)\b)[^.;,])*?"
        what = re.compile(rf"{name}\b[^.;,]{{0,30}} (?:is|was) an? {head}\b{_NATURAL}\b")
        return any(what.search(text) for text in self.facts.sentences)

    def _tells_country(self, index: int) -> bool:
        """Whether a name has a country in it: "the Norwegian Red Cross"."""
        words = re.split(r"[\s–-]+", self._name(index))
        return any(place_form(word) in ("adjective", "people") for word in words)

    def _tells(self, index: int) -> bool:
        return any(char.isdigit() for char in self._name(index))


def in_one_unit(thing: Thing) -> bool:
    """Whether a thing lies as a whole in the unit that it is said to lie in, as no river does."""
    return thing.kind == ORGANIZATION or is_settled(thing)
