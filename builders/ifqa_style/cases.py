"""Which questions a document allows: a condition, what is asked under it, and both answers.

Each maker of a family yields cases whose answers follow from stated facts alone, already in words.
A case names the facts that its counterfactual answer rests on; those that only the factual twin
rests on are kept apart.
"""

# ruff: noqa: E501 one wording or pattern, one line

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from irrealis.builders.ifqa_style.cues import Reader
from irrealis.builders.ifqa_style.facts import NESTED, Date, Fact, Facts, Value
from irrealis.builders.ifqa_style.kinds import class_noun, kind_word, plural
from irrealis.builders.ifqa_style.things import (
    COUNTRY,
    ORGANIZATION,
    PERSON,
    PLACE,
    Thing,
    is_settled,
)
from irrealis.builders.ifqa_style.wording import (
    Speaker,
    Unsayable,
    in_words,
    listed,
    preposition,
    wordings,
)

T = TypeVar("T")

_CREATED = ("P57", "P50", "P162", "P86", "P58", "P175", "P112")
_HOUSES = ("P264", "P123", "P178", "P176", "P449", "P749", "P127", "P272", "P137")
_JOINED = ("P69", "P54", "P108", "P102")
_SITES = ("P19", "P20", "P159", "P276")
_KIN = ("P26", "P22", "P25")
_GROUPS: dict[str, tuple[str, ...]] = {
    "origin": ("P19", "P20"),
    "maker": _CREATED,
    "house": _HOUSES,
    "school or team": _JOINED,
    "seat": ("P159", "P276"),
    "kin": _KIN,
}
_SINGLE = {"capital": "P36", "award": "P166", "series": "P179", "water": "P206"}
# what is asked of the value of a relation, by the kind of the value
_ASKED: dict[str, tuple[str, ...]] = {
    PERSON: ("P19", "P27", "P69", "P20", "P54", "P108", "P102", "P26", "P22", "P569", "P570"),
    ORGANIZATION: ("P17", "P159", "P112", "P749", "P127", "P118", "P131", "P571"),
    PLACE: ("P17", "P131"),
    COUNTRY: ("P36",),
}
# where a place is asked for by what happens there: the question as it is, and as it would be
_THERE: dict[str, tuple[str, str]] = {
    "P19": ("{swas} {s} born", "would {s} have been born"),
    "P20": ("did {s} die", "would {s} have died"),
    "P159": ("{sis} {s} based", "would {s} be based"),
    "P276": ("did {s} take place", "would {s} have taken place"),
    "P131": ("{sis} {s}", "would {s} be"),
    "P69": ("did {s} study", "would {s} have studied"),
    "P54": ("did {s} play", "would {s} have played"),
    "P108": ("did {s} work", "would {s} have worked"),
}
_UNITS = frozenset(
    {"state", "province", "county", "region", "district", "prefecture", "department"}
)
_MADE = frozenset(
    [
        "album",
        "single",
        "season",
        "episode",
        "film",
        "novel",
        "book",
        "edition",
        "game",
        "volume",
        "symphony",
    ]
)
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
            "tenth", "eleventh", "twelfth")  # fmt: skip
_OF_PERSONS = ("appointed", "nominated", "trained", "hired", "signed", "coached", "managed")
_MOST = 30  # cases of a family that are looked at
_NONE: tuple[Fact, ...] = ()


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


def shuffled(items: Sequence[T], rng: random.Random) -> list[T]:
    """The items in random order, by `rng.random()` alone."""
    keyed = [(rng.random(), at) for at in range(len(items))]
    return [items[at] for _, at in sorted(keyed)]


class Enumerator:
    """The cases of a document, family by family, in random order and a bounded number of each."""

    def __init__(self, facts: Facts, rng: random.Random) -> None:
        """Look at the facts; `rng` shuffles and picks wordings."""
        self.facts, self.rng = facts, rng
        self.words = wordings()["relations"]
        self.reader = Reader(facts)
        self._found: dict[str, list[Fact]] = {}

    @property
    def families(self) -> dict[str, Callable[[str], Iterator[Case | None]]]:
        """Every family by name, with what makes its cases."""
        found: dict[str, Callable[[str], Iterator[Case | None]]] = {}
        for group in _GROUPS:
            found[f"{group} replaced"] = self._replaced
            found[f"{group} described"] = self._described
            found[f"{group} exchanged"] = self._exchanged
            found[f"{group} lost"] = self._lost
        return found | {
            "capital lost": self._lost,
            "award lost": self._lost,
            "series lost": self._lost,
            "water lost": self._lost,
            "namesake lost": self._source,
            "place in a row": self._row,
            "largest gone": self._largest,
            "stayed on": self._turn,
            "union undone": self._union,
            "region seceded": self._seceded,
            "agent lost": self._agent,
            "region lost": self._region_lost,
            "region moved": self._region_moved,
            "region shared": self._region_shared,
            "neighbor changed": self._neighbor,
            "sequel lost": self._sequel,
            "one left out": self._left_out,
            "outcome reversed": self._outcome,
            "not moved": self._stayed,
            "name kept": self._renamed,
            "birth name kept": self._birth_name,
            "birthday reached": self._birthday,
            "born in another's year": self._same_year,
            "order changed": self._order,
            "same country": self._same_country,
        }

    def cases(self, family: str) -> list[Case]:
        """The cases of a family, at most a few dozen."""
        made = self.families[family](family)
        return list(islice((one for one in made if one is not None), _MOST))

    # what cases are made of

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
        return _GROUPS.get(group) or (_SINGLE[group],)

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
        if thing is None or thing.noun:
            return thing.noun if thing else None
        noun = class_noun(self.facts, place)
        return noun if noun in _UNITS else None

    def _questions(
        self, relation: str, asked: str, value: int, other: int
    ) -> list[tuple[str, str]]:
        """Wordings of what is asked of the value of a relation, as it is and as it would be."""
        unit = "country"
        if asked == "P131":
            first, second = (self.facts.one(one, "P131") for one in (value, other))
            assert first  # noqa: S101 it can be named
            assert second  # noqa: S101 it can be named
            units = {self._unit(int(fact.value)) for fact in (first, second)}  # type: ignore[arg-type]
            if len(units) != 1:
                return []
            unit = str(units.pop())
        if asked in ("P17", "P131") and relation in _THERE:
            return [
                (f"{opener} {unit} {is_}", f"{opener} {unit} {would}")
                for is_, would in (_THERE[relation],)
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

    # a value replaced by another

    def _candidates(self, fact: Fact) -> list[int]:
        """Things that could stand in the place of a value."""
        relation, subject, old = fact.relation, fact.subject, int(fact.value)  # type: ignore[arg-type]
        kind = self.facts.thing(old)
        assert kind is not None  # noqa: S101 the value of a fact can be named
        alike = next((group for group in _GROUPS.values() if relation in group), (relation,))
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
            elif relation in _KIN:
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
        grown = 14 if thing and thing.kind == PERSON and relation not in _KIN else 0
        if relation in ("P22", "P25"):
            return a[0] != -9999 and b[0] != -9999 and not 15 <= a[0] - b[0] <= 70
        known = a[0] != -9999 and b[0] != -9999
        return (known and b[0] + grown > a[0] and self.facts.thing(subject).kind != PERSON) or (  # type: ignore[union-attr]
            a[0] > b[1] or b[0] > a[1]
        )

    def _replaced(self, family: str) -> Iterator[Case | None]:
        for relation in self._group(family):
            for fact in self.of(relation):
                for new in self._candidates(fact):
                    for asked in self._properties(new, relation):
                        yield self._hop(family, fact, new, asked, None)

    def _properties(self, value: int, relation: str) -> list[str]:
        thing = self.facts.thing(value)
        asked = _ASKED.get(thing.kind or "", ()) if thing else ()
        return [one for one in shuffled(asked, self.rng) if one != relation or relation in ("P22",)]

    def _described(self, family: str) -> Iterator[Case | None]:
        """The new value is not named, but said to be another thing's."""
        for relation in self._group(family):
            if not self.words[relation]["described"]:
                continue
            for fact in self.of(relation):
                for new in self._candidates(fact):
                    ways = _SITES[:3] if relation in _SITES else (relation,)
                    for way in ways:
                        for like in self.of(way):
                            if like.value != new or like.subject in (fact.subject, fact.value):
                                continue
                            for asked in self._properties(new, relation):
                                yield self._hop(family, fact, new, asked, like)

    def _hop(self, family: str, fact: Fact, new: int, asked: str, like: Fact | None) -> Case | None:
        subject, old = fact.subject, int(fact.value)  # type: ignore[arg-type]
        before, after = self.property(old, asked), self.property(new, asked)
        if before is None or after is None:
            return None
        if asked == "P17" and self.facts.labelled.get((subject, "P17"), set()) - set(
            before[0].things
        ):
            return None
        questions = self._questions(fact.relation, asked, new, old)
        if not questions:
            return None
        is_, would = self.pick(questions)
        speaker = Speaker(self.facts)
        try:
            condition = (
                self._replacement(speaker, fact, new)
                if like is None
                else self._by_description(speaker, fact, like)
            )
            consequent = self._ask(speaker, would, fact.relation, subject)
            twin = self._ask(Speaker(self.facts), is_, fact.relation, subject)
        except Unsayable:
            return None
        facts = (*((like,) if like else ()), *after[1])
        role = self.words[fact.relation]["role"]
        return Case(
            family, condition, consequent, twin, after[0], before[0], facts,
            (fact, *before[1]), "date" if after[0].texts else "name",
            (f"{role}: {self._name(subject)}", "replace", self._name(old), self._name(new)),
            (subject, fact.relation, asked), self.rng.random() < 0.12,
        )  # fmt: skip

    def _replacement(self, speaker: Speaker, fact: Fact, new: int) -> str:
        """A clause that says that another value stands in the place of the one there is."""
        words = self.words[fact.relation]
        s, old = fact.subject, int(fact.value)  # type: ignore[arg-type]
        frames: list[tuple[str, str]] = []  # the frame, and what its order of names is
        for did in words["did"]:
            verb = did.replace(" {x}", "")
            prep = preposition(verb)
            frames += [
                (f"if {{s}} had {verb} {{b}} instead of {{a}}", ""),
                (f"if {{s}} had {verb} {{b}} rather than {prep}{{a}}", ""),
                (f"if {{s}} had not {verb} {{a}} but {prep}{{b}}", ""),
                (f"if {{s}} hadn't {verb} {{a}} but {prep}{{b}}", ""),
                (f"had {{s}} {verb} {{b}} rather than {prep}{{a}}", ""),
                (f"had {{s}} not {verb} {{a}} but {prep}{{b}}", ""),
                (f"in the event that {{s}} had {verb} {{b}} and not {prep}{{a}}", ""),
            ]
        for active in words.get("active", ()):
            verb = active.replace("{s}", "{s:obj}")
            frames += [
                (f"if {{b}} had {verb} instead of {{a}}", ""),
                (f"if {{b}}, not {{a}}, had {verb}", ""),
                (f"had {{b}} rather than {{a}} {verb}", ""),
                (f"if it had not been {{a}} but {{b}} who {verb}", ""),
            ]
        role = words["role"]
        frames += [
            (f"if the {role} of {{s}} had not been {{a}} but {{b}}", ""),
            (f"if {{b}} rather than {{a}} had been the {role} of {{s}}", ""),
            (f"had the {role} of {{s}} been {{b}} and not {{a}}", ""),
        ]
        frame, _ = self.pick(frames)
        if "who " in frame and speaker.thing(new).kind != PERSON:
            frame = frame.replace(" who ", " that ")
        return speaker.say(frame, s=s, a=old, b=new)

    def _by_description(self, speaker: Speaker, fact: Fact, like: Fact) -> str:
        words, t = self.words[fact.relation], like.subject
        phrase = self.pick(self.words[like.relation]["described"])
        s, old = fact.subject, int(fact.value)  # type: ignore[arg-type]
        frames = []
        for did in words["did"]:
            verb = did.replace(" {x}", "")
            prep = preposition(verb)
            frames += [
                f"if {{s}} had not {verb} {{a}} but {prep}{phrase}",
                f"if {{s}} had {verb} {phrase} instead of {prep}{{a}}",
                f"had {{s}} {verb} {phrase} rather than {prep}{{a}}",
                f"if {{s}} hadn't {verb} {{a}} but {prep}{phrase}",
            ]
        for active in words.get("active", ()):
            frames += [
                f"if {phrase} had {active} instead of {{a}}",
                f"if {phrase} rather than {{a}} had {active}",
                f"had {phrase}, and not {{a}}, {active}",
            ]
        if not frames:
            frames = [f"if the {words['role']} of {{s}} had not been {{a}} but {phrase}"]
        return speaker.say(self.pick(frames), s=s, a=old, t=t)

    def _exchanged(self, family: str) -> Iterator[Case | None]:
        """Two things have each other's value."""
        for relation in self._group(family):
            for one in self.of(relation):
                for other in self.of(relation):
                    a, b = int(one.value), int(other.value)  # type: ignore[arg-type]
                    if one.subject == other.subject or a == b or self.facts.nested(a, b):
                        continue
                    kinds = {self.facts.thing(i).kind for i in (one.subject, other.subject)}  # type: ignore[union-attr]
                    if len(kinds) > 1:
                        continue
                    for asked in self._properties(b, relation):
                        yield self._exchange(family, one, other, asked)

    def _exchange(self, family: str, one: Fact, other: Fact, asked: str) -> Case | None:
        a, b, relation = int(one.value), int(other.value), one.relation  # type: ignore[arg-type]
        swapped = self.words[relation].get("swapped")
        before, after = self.property(a, asked), self.property(b, asked)
        questions = self._questions(relation, asked, b, a) if before and after else []
        if not swapped or not before or not after or not questions:
            return None
        s, t = one.subject, other.subject
        is_, would = self.pick(questions)
        what = self.pick(swapped)
        pairs = [(s, t), (t, s)]
        x, y = self.pick(pairs)
        frame = self.pick(
            [
                f"if {{x}} and {{y}} had swapped {what}",
                f"had {{x}} and {{y}} exchanged {what}",
                f"if {{x}} and {{y}} had traded {what}",
                f"if the {what} of {{x}} and {{y}} had been the other way round",
            ]
        )
        speaker = Speaker(self.facts)
        try:
            condition = speaker.say(frame, x=x, y=y)
            fresh = Speaker(self.facts)  # of two that were named alike one is named again
            consequent = self._ask(fresh, would, relation, s)
            twin = self._ask(Speaker(self.facts), is_, relation, s)
        except Unsayable:
            return None
        role = self.words[relation]["role"]
        return Case(
            family, condition, self._shorter(consequent, s), twin, after[0], before[0],
            (other, *after[1]), (one, *before[1]), "date" if after[0].texts else "name",
            (f"{role}: {self._name(s)}", "exchange", self._name(a), self._name(b)),
            (s, relation, asked),
        )  # fmt: skip

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

    # a thing that is gone

    def _lost(self, family: str) -> Iterator[Case | None]:
        for relation in self._group(family):
            words = self.words[relation]
            if not words.get("lost"):
                continue
            for fact in shuffled(self.facts.stated(relation), self.rng):
                value = int(fact.value)  # type: ignore[arg-type]
                having = [
                    subject
                    for (subject, known), values in self.facts.labelled.items()
                    if known == relation and value in values
                ]
                sure = {one.subject for one in self.facts.stated(relation) if one.value == value}
                if not set(having) <= sure or len(having) > 4:
                    continue
                if fact.subject != min(having) or any(self._anyhow(value, one) for one in having):
                    continue
                if relation in ("P19", "P276", "P159", "P36") and not is_settled(
                    self.facts.thing(value)  # type: ignore[arg-type]
                ):
                    continue
                ask = self.pick(words["missed"])
                kinds = {kind_word(self.facts, one) for one in having}
                persons = {self.facts.thing(one).kind == PERSON for one in having}  # type: ignore[union-attr]
                if len(kinds) > 1 or len(persons) > 1:
                    continue
                kind, person, many = kinds.pop(), persons.pop(), len(having) > 1
                if ask.startswith("who ") and not person and kind is not None:
                    ask = ask.replace("who ", "which {k} ", 1)
                if ("{k}" in ask) == person or ("{k}" in ask and kind is None):
                    continue
                if many and not ask.startswith(("who ", "which {k} would")):
                    continue
                if many:
                    ask = ask.replace("{k}", plural(kind or ""))
                    if " another " in ask or " its " in ask or "somebody else" in ask:
                        ask = ask.replace("its headquarters", "headquarters")
                own = self._own(fact)
                if own is None:
                    continue
                speaker = Speaker(self.facts)
                try:
                    condition = "if " + speaker.say(self.pick(words["lost"]), x=value)
                    if self.rng.random() < 0.25 and condition.count(" had ") == 1:
                        front, back = condition[3:].split(" had ", 1)
                        if not front.endswith(("there", "nobody")):
                            condition = f"had {front} {back}"
                    consequent = ask.replace("{k}", kind or "")
                    twin = Speaker(self.facts).say(self.pick(words["was"]), s=fact.subject)
                except Unsayable:
                    continue
                yield Case(
                    family, condition, consequent, twin, Answer(tuple(having)), Answer(own),
                    tuple(one for one in self.facts.stated(relation) if one.value == value),
                    _NONE, "names" if many else "name",
                    (f"existence: {self._name(value)}", "remove", "there", "not there"),
                    (relation, value), self.rng.random() < 0.1,
                )  # fmt: skip

    def _own(self, fact: Fact) -> tuple[int, ...] | None:
        """All values that the relation has for the subject; None if not each of them is sure."""
        values = tuple(sorted(self.facts.labelled[fact.subject, fact.relation]))
        if fact.relation in NESTED:
            values = tuple(int(one.value) for one in self.facts.all(fact.subject, fact.relation))  # type: ignore[arg-type]
        sure = {
            one.value for one in self.facts.stated(fact.relation) if one.subject == fact.subject
        }
        return values if set(values) <= sure and 0 < len(values) <= 4 else None

    def _nation(self, region: int) -> int | None:
        """The one country that any label puts a place in, if the passage names it."""
        found = {
            one
            for one in self.facts.labelled.get((region, "P17"), ())
            if (thing := self.facts.thing(one)) and thing.kind == COUNTRY
        }
        every = self.facts.labelled.get((region, "P17"), set())
        return found.pop() if len(found) == 1 == len(every) else None

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
                if s is None or t is None or not _in_one_unit(s) or not _in_one_unit(t):
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
                condition = self.pick(
                    [
                        f"if the {unit} where {t.text} {is_} had broken away and become a country",
                        f"if the {unit} that {t.text} {is_} in were no longer part of {self._name(nation)} but a country of its own",
                        f"had the {unit} where {t.text} {is_} never joined {self._name(nation)} but become a country of its own",
                    ]
                )
                speaker = Speaker(self.facts)
                consequent = speaker.say(
                    self.pick(["in which country would {s} be", "which country would {s} belong to"]),
                    s=s.index)  # fmt: skip
                twin = "in which country " + Speaker(self.facts).say("{sis} {s}", s=s.index)
                yield Case(
                    family, condition, consequent, twin, Answer((region,)), Answer((nation,)),
                    (other, one), _NONE, "name",
                    (f"country: {self._name(region)}", "remove", self._name(nation), "none"),
                    (s.index, "union"),
                )  # fmt: skip

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
            if not _in_one_unit(subject) or subject.noun == unit:
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
                    f"if the {units} of {country} had never been united but were all countries of their own",
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
                is_, would = _THERE[fact.relation]
                consequent = "in which country " + speaker.say(would, s=fact.subject)
                twin = "in which country " + Speaker(self.facts).say(is_, s=fact.subject)
                through, place = (fact,), fact.subject
                if self.facts.labelled.get((place, "P17"), set()) - set(old[0].things):
                    continue
            else:
                consequent = speaker.say(
                    self.pick(["in which country would {s} be", "which country would {s} belong to",
                               "to which of these new countries would {s} belong"]), s=place)  # fmt: skip
                twin = Speaker(self.facts).say("in which country {sis} {s}", s=place)
            yield Case(
                family, condition, consequent, twin, Answer((region,)), old[0],
                (*through, inner),
                old[1], "name", (f"country: {country}", "remove", "there", "not there"),
                (place, "union"),
            )  # fmt: skip

    def _agent(self, family: str) -> Iterator[Case | None]:
        """Somebody who made something is gone; the verb is the passage's own."""
        for deed in shuffled(self.reader.deeds(), self.rng):
            agent, made = self.facts.thing(deed.agent), self.facts.thing(deed.made)
            if agent is None or made is None or self._anyhow(deed.agent, deed.made):
                continue
            person = agent.kind == PERSON
            kind = kind_word(self.facts, deed.made)
            if deed.participle in _OF_PERSONS and made.kind != PERSON:
                continue
            if made.kind == PERSON and deed.participle not in (
                *_OF_PERSONS,
                "described",
                "photographed",
                "painted",
            ):
                continue
            what = "who" if made.kind == PERSON else f"which {kind}" if kind else "what"
            name = agent.text
            lost = (
                [
                    f"if {name} had never been born",
                    f"had {name} never lived",
                    f"if {name} had never lived",
                ]
                if person
                else [
                    f"if {name} had never existed",
                    f"had {name} never existed",
                    f"if there had never been {name}",
                ]
            )
            verb = deed.base
            consequent = self.pick(
                [
                    f"{what} would somebody else have had to {verb}",
                    f"{what} would have had to be {deed.participle} by somebody else",
                ]
            )
            if made.kind == PERSON:
                consequent = f"who would have had to be {deed.participle} by somebody else"
            if not person:
                consequent = consequent.replace("somebody else", "others")
            twin = f"who {deed.past} {made.text}"
            yield Case(
                family, self.pick(lost), consequent, twin, Answer((deed.made,)),
                Answer((deed.agent,)), (Fact(deed.made, f"{deed.participle} by", deed.agent, (deed.sent,)),),
                _NONE, "name", (f"existence: {name}", "remove", "there", "not there"),
                (deed.agent, deed.participle),
            )  # fmt: skip

    def _source(self, family: str) -> Iterator[Case | None]:
        """Somebody that something is named after, or a work that another is based on, is gone."""
        for debt in shuffled(self.reader.debts(), self.rng):
            name, thing = self._name(debt.agent), self.facts.thing(debt.made)
            kind = kind_word(self.facts, debt.made)
            if self.facts.thing(debt.agent) is None or thing is None or kind is None:
                continue
            if debt.participle == "named":
                condition = self.pick([f"if {name} had never lived", f"had {name} never been born"])
                consequent = self.pick([f"which {kind} would have needed another name",
                                        f"which {kind} would bear another name"])  # fmt: skip
                twin = f"whom is {thing.text} named after"
            else:
                condition = self.pick(
                    [f"if {name} had never been written", f"had nobody ever written {name}"]
                )
                consequent = self.pick([f"which {kind} would have had nothing to be based on",
                                        f"which {kind} would have had to be based on something else"])  # fmt: skip
                twin = f"what is {thing.text} based on"
            yield Case(
                family, condition, consequent, twin, Answer((debt.made,)), Answer((debt.agent,)),
                (Fact(debt.made, f"{debt.participle} after", debt.agent, (debt.sent,)),), _NONE,
                "name", (f"existence: {name}", "remove", "there", "not there"),
                (debt.agent, debt.participle),
            )  # fmt: skip

    def _row(self, family: str) -> Iterator[Case | None]:
        """One of those before it in a row was never made; its number."""
        for rank in self.reader.ranks():
            if rank.size or rank.noun not in _MADE or rank.owner is None:
                continue
            thing, owner = self.facts.thing(rank.subject), self.facts.thing(rank.owner)
            assert thing  # noqa: S101 it can be named
            assert owner  # noqa: S101 it can be named
            condition = self.pick(
                [
                    f"if one of the earlier {plural(rank.noun)} of {owner.text} had never been made",
                    f"had one {rank.noun} of {owner.text} before {thing.text} never been made",
                    f"if the very first {rank.noun} of {owner.text} did not count",
                ]
            )
            it = "it" if thing.text in condition else thing.text
            number = rank.number - 1
            consequent = f"which number would {it} have among those {plural(rank.noun)}"
            if rank.number == 2:
                continue
            yield Case(
                family, condition, consequent,
                f"which number does {thing.text} have among the {plural(rank.noun)} of {owner.text}",
                Answer(texts=(ORDINALS[number - 1], f"{number}", *ordinal_forms(number))),
                Answer(texts=(ORDINALS[number], f"{number + 1}", *ordinal_forms(number + 1))),
                (Fact(rank.subject, f"number of {rank.noun}", rank.owner, (rank.sent,)),), _NONE,
                "number", (f"number: {thing.text}", "remove", "one before it", "none"), (rank.subject, "row"),
            )  # fmt: skip

    def _largest(self, family: str) -> Iterator[Case | None]:
        """The largest is gone, and the second largest takes its place."""
        for rank in self.reader.ranks():
            if not rank.size or rank.number != 2 or rank.owner is None:
                continue
            owner = self._name(rank.owner)
            condition = self.pick(
                [
                    f"if the {rank.size} {rank.noun} in {owner} did not exist",
                    f"had the {rank.size} {rank.noun} in {owner} never existed",
                ]
            )
            yield Case(
                family, condition, f"which {rank.noun} would take its place as the {rank.size}",
                f"which {rank.noun} is the second {rank.size} in {owner}",
                Answer((rank.subject,)), Answer((rank.subject,)),
                (Fact(rank.subject, f"second {rank.size} {rank.noun}", rank.owner, (rank.sent,)),),
                _NONE, "name", (f"existence: the {rank.size} {rank.noun}", "remove", "there", "not there"),
                (rank.subject, "size"),
            )  # fmt: skip

    def _turn(self, family: str) -> Iterator[Case | None]:
        for turn in self.reader.turns():
            a, b = self.facts.thing(turn.subject), self.facts.thing(turn.next)
            assert a  # noqa: S101 it can be named
            assert b  # noqa: S101 it can be named
            if turn.verb in ("succeeded", "replaced"):
                condition = self.pick([f"if {a.text} had stayed on and never been {turn.verb}",
                                       f"had {a.text} never been {turn.verb} by anybody"])  # fmt: skip
                consequent = self.pick(["who would have had to wait for the post",
                                        "who would not have come next"])  # fmt: skip
                twin = f"who {turn.verb} {a.text}"
            else:
                condition = self.pick([f"if {a.text} had stayed independent", f"had {a.text} never been sold",
                                       f"if {a.text} had not been {turn.verb} by anybody"])  # fmt: skip
                consequent = self.pick(
                    ["who would have had to do without it", "who would never have owned it"]
                )
                twin = f"who {turn.verb} {a.text}"
            yield Case(
                family, condition, consequent, twin, Answer((turn.next,)), Answer((turn.next,)),
                (Fact(turn.subject, f"{turn.verb} by", turn.next, (turn.sent,)),), _NONE, "name",
                (f"{turn.verb}: {a.text}", "remove", b.text, "none"), (turn.subject, turn.verb),
            )  # fmt: skip

    def _anyhow(self, value: int, subject: int) -> bool:
        """Whether the names of the two tell one another."""
        a, b = self.facts.thing(value), self.facts.thing(subject)
        assert a  # noqa: S101 it can be named
        assert b  # noqa: S101 it can be named
        words = {word for word in a.name.lower().split() if len(word) > 3}
        return bool(words & set(b.name.lower().split()))

    def _region_lost(self, family: str) -> Iterator[Case | None]:
        for fact in self.of("P131"):
            region, place = int(fact.value), fact.subject  # type: ignore[arg-type]
            unit = self._unit(region)
            inside = [
                subject
                for (subject, known), values in self.facts.labelled.items()
                if known in ("P131", "P276", "P159") and region in values
            ]
            kind = kind_word(self.facts, place)
            thing = self.facts.thing(place)
            if unit is None or inside != [place] or kind is None or thing is None:
                continue
            if not _in_one_unit(thing) or kind == unit or self._anyhow(region, place):
                continue
            name = self._name(region)
            condition = self.pick(
                [
                    f"if {name} had never been set up",
                    f"had {name} never been created",
                    f"if there had never been such a {unit} as {name}",
                ]
            )
            consequent = self.pick(
                [
                    f"which {kind} would belong to another {unit}",
                    f"which {kind} would have to be in some other {unit}",
                ]
            )
            twin = f"in which {unit} {Speaker(self.facts).say('{sis} {s}', s=place)}"
            yield Case(
                family, condition, consequent, twin, Answer((place,)), Answer((region,)), (fact,),
                _NONE, "name", (f"existence: {name}", "remove", "there", "not there"),
                ("P131", region),
            )  # fmt: skip

    # places in places

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
                        self.pick(["in which country would {s} be", "which country would {s} be in",
                                   "what country would {s} belong to"]), s=place)  # fmt: skip
                    twin = Speaker(self.facts).say("in which country {sis} {s}", s=place)
                except Unsayable:
                    continue
                yield Case(
                    family, condition, consequent, twin, new[0], old[0], (inner, *new[1]),
                    old[1], "name",
                    (f"country: {self._name(region)}", "replace", self._name(old[0].things[0]),
                     self._name(new[0].things[0])), (place, "P131", "P17"),
                )  # fmt: skip

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
                    family, condition,
                    self.pick([f"which would be in the same country as {it}, {names}",
                               f"which would {it} share a country with, {names}"]),
                    f"which is in the same country as {it}, {names}", Answer((v,)), Answer((u,)),
                    (*of_t, *of_v), (*own, *of_u), "name",
                    (f"country: {it}", "replace", self._name(old), self._name(new)), (s, "neighbor"),
                )  # fmt: skip

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
                        family, condition, consequent, twin, after[0], before[0],
                        (other, *after[1]), (fact, *before[1]), "name",
                        (f"{unit}: {self._name(place)}", "replace", self._name(old), self._name(new)),
                        (place, "P131", asked),
                    )  # fmt: skip

    # what follows what

    def _sequel(self, family: str) -> Iterator[Case | None]:
        """A follows B follows C: without B, A follows C."""
        for later in self.of("P155"):
            middle, last = int(later.value), later.subject  # type: ignore[arg-type]
            earlier = self.facts.one(middle, "P155")
            if earlier is None:
                continue
            first = int(earlier.value)  # type: ignore[arg-type]
            kinds = {self.facts.thing(one).kind for one in (first, middle, last)}  # type: ignore[union-attr]
            followers = [
                subject
                for (subject, known), values in self.facts.labelled.items()
                if known == "P155" and values & {first, middle}
            ]
            if len(kinds) > 1 or len(followers) != 2 or PERSON in kinds:
                continue
            forward = self.rng.random() < 0.5
            anchor, answer = (first, last) if forward else (last, first)
            speaker = Speaker(self.facts)
            condition = speaker.say(
                self.pick(
                    ["if {m} had never been made", "had {m} never come about",
                     "if there had never been {m}", "if {m} did not exist"]
                ), m=middle)  # fmt: skip
            word = kind_word(self.facts, answer) or "one"
            way = ("come right after", "came right after") if forward else (
                "come right before", "came right before")  # fmt: skip
            ends = speaker.name(anchor)
            consequent = f"which {word} would have {way[0]} {ends}"
            twin = f"which {word} {way[1]} {ends}"
            yield Case(
                family, condition, consequent, twin, Answer((answer,)), Answer((middle,)),
                (later, earlier), _NONE, "name",
                (f"existence: {self._name(middle)}", "remove", "there", "not there"),
                (anchor, "P155", forward), self.rng.random() < 0.2,
            )  # fmt: skip

    def _left_out(self, family: str) -> Iterator[Case | None]:
        """Of several values one is taken away; what is left."""
        for relation in (*_CREATED, "P161", "P69", "P54", "P166", "P176"):
            subjects = sorted({s for (s, known) in self.facts.labelled if known == relation})
            for subject in shuffled(subjects, self.rng):
                every = self.facts.all(subject, relation)
                if not 2 <= len(every) <= 4 or len({fact.sentences for fact in every}) > 2:
                    continue
                values = [int(fact.value) for fact in every]  # type: ignore[arg-type]
                things = [self.facts.thing(value) for value in values]
                if len({thing.kind for thing in things if thing}) != 1:
                    continue
                if any(self.facts.nested(a, b) for a in values for b in values if a != b):
                    continue
                gone = self.pick(values)
                left = tuple(value for value in values if value != gone)
                yield self._without(family, relation, subject, gone, left, every)

    def _without(
        self, family: str, relation: str, subject: int, gone: int, left: tuple[int, ...],
        every: tuple[Fact, ...],
    ) -> Case | None:  # fmt: skip
        speaker = Speaker(self.facts)
        many = len(left) > 1
        try:
            if relation in ("P54", "P69"):
                verb = "played for" if relation == "P54" else "attended"
                what = "team" if relation == "P54" else "school"
                condition = speaker.say(
                    self.pick([f"if {{s}} had never {verb} {{v}}", f"had {{s}} never {verb} {{v}}"]),
                    s=subject, v=gone)  # fmt: skip
                has = "played for" if relation == "P54" else "attended"
                did = "play for" if relation == "P54" else "attend"
                whats = f"{what}s" if many else what
                consequent = f"which {whats} would {speaker.say('{s}', s=subject)} still have {has}"
                twin = f"which {what}s did {self._name(subject)} {did}"
            elif relation == "P161":
                condition = speaker.say(
                    self.pick(["if {v} had turned down a part in {s}", "if {v} had not been in the cast of {s}",
                               "had {v} never been cast in {s}"]), s=subject, v=gone)  # fmt: skip
                consequent = self.pick(
                    [
                        "who would still have been in the cast",
                        "who would have been left of the cast",
                    ]
                )
                twin = f"who was in the cast of {self._name(subject)}"
            elif relation in self.words and relation != "P166":
                role = self.words[relation]["role"]
                condition = speaker.say(
                    self.pick([f"if {{v}} had not been one of the {role}s of {{s}}",
                               f"had {{v}} not been among the {role}s of {{s}}",
                               f"if {{v}} had never joined the {role}s of {{s}}"]),
                    s=subject, v=gone)  # fmt: skip
                consequent = f"who would {speaker.role(subject, role + 's' if many else 'only ' + role)} have been"
                twin = f"who were the {role}s of {self._name(subject)}"
            else:
                return None
        except Unsayable:
            return None
        return Case(
            family, condition, consequent, twin, Answer(left), Answer((gone, *left)),
            tuple(fact for fact in every if fact.value != gone),
            tuple(fact for fact in every if fact.value == gone), "names" if many else "name",
            (f"{relation}: {self._name(subject)}", "remove", self._name(gone), "none"),
            (subject, relation),
        )  # fmt: skip

    # what plain sentences tell

    def _outcome(self, family: str) -> Iterator[Case | None]:
        for contest in self.reader.contests():
            a, b = contest.winner, contest.loser
            if self.facts.thing(a).kind != self.facts.thing(b).kind:  # type: ignore[union-attr]
                continue
            word = contest.word
            speaker = Speaker(self.facts)
            condition = speaker.say(
                self.pick(
                    [f"if {{w}} had lost the {word} instead of winning it",
                     f"if {{w}} had not won but lost the {word}",
                     f"had {{w}} lost rather than won the {word}",
                     f"if {{w}} hadn't won the {word}"]
                ), w=a)  # fmt: skip
            fact = Fact(a, "beat", b, (contest.sent,))
            yield Case(
                family, condition, self.pick(["who would have won it", "who would the winner have been"]),
                f"who won the {word}, {listed(sorted([self._name(a), self._name(b)]), by='or')}",
                Answer((b,)), Answer((a,)), (fact,), _NONE, "name",
                (f"outcome: {self._name(a)}", "reverse", "won", "lost"), (word,),
            )  # fmt: skip

    def _stayed(self, family: str) -> Iterator[Case | None]:
        for move in self.reader.moves():
            speaker = Speaker(self.facts)
            body = self.facts.thing(move.goal).kind == ORGANIZATION  # type: ignore[union-attr]
            frames = ["if {s} had never moved to {g}", "had {s} not moved to {g}",
                      "if {s} hadn't moved to {g}", "if the move of {s} to {g} had never taken place"]  # fmt: skip
            try:
                condition = speaker.say(self.pick(frames), s=move.subject, g=move.goal)
                what = "with whom" if body else "where"
                who = speaker.say("{s}", s=move.subject)
                verb = self.pick(["stayed", "remained"])
            except Unsayable:
                continue
            yield Case(
                family, condition, f"{what} would {who} have {verb}",
                f"{'to whom' if body else 'where'} did {self._name(move.subject)} move from "
                f"{self._name(move.origin)}",
                Answer((move.origin,)), Answer((move.goal,)),
                (Fact(move.subject, "moved", move.origin, (move.sent,)),), _NONE, "name",
                (f"move: {self._name(move.subject)}", "remove", self._name(move.goal), "none"),
                (move.subject, "moved"),
            )  # fmt: skip

    def _birth_name(self, family: str) -> Iterator[Case | None]:
        found = self.reader.birth_name()
        thing = self.facts.thing(found.subject) if found else None
        if found is None or thing is None or thing.gender is None:
            return
        his = "his" if thing.gender == "male" else "her"
        he = "he" if thing.gender == "male" else "she"
        condition = self.pick(
            [f"if {thing.text} had kept the name {he} was born with", f"had {thing.text} never changed {his} name",
             f"if {thing.text} had stuck to {his} name at birth"]
        )  # fmt: skip
        consequent = self.pick([f"what would {he} be called", f"by what name would {he} be known"])
        yield Case(
            family, condition, consequent, f"by what name is {found.before} better known",
            Answer(texts=(found.before,)), Answer((found.subject,)),
            (Fact(found.subject, "called before", -1, (found.sent,)),), _NONE, "name",
            (f"name: {thing.text}", "keep", thing.text, found.before), (found.subject, "name"),
        )  # fmt: skip

    def _renamed(self, family: str) -> Iterator[Case | None]:
        found = self.reader.renaming()
        if found is None:
            return
        subject = found.subject
        speaker = Speaker(self.facts)
        try:
            condition = speaker.say(
                self.pick(
                    ["if {s} had kept {o} earlier name", "if the name of {s} had never been changed",
                     "had {s} never been given a new name", "if {s} had not been renamed"]
                ), s=subject, o="their" if speaker.thing(subject).plural else "its")  # fmt: skip
            consequent = speaker.say(
                self.pick(["what would {s} be called", "by what name would {s} be known"]),
                s=subject,
            )
        except Unsayable:
            return
        name = found.before
        noun = kind_word(self.facts, subject) or "place"
        yield Case(
            family, condition, consequent, f"what is the {noun} once called {name} known as now",
            Answer(texts=(name,)), Answer((subject,)),
            (Fact(subject, "called before", -1, (found.sent,)),), _NONE, "name",
            (f"name: {self._name(subject)}", "keep", self._name(subject), name), (subject, "name"),
        )  # fmt: skip

    # dates

    def _birthday(self, family: str) -> Iterator[Case | None]:
        for died in self.of("P570"):
            born = self.facts.one(died.subject, "P569")
            if born is None or not isinstance(born.value, Date) or not isinstance(died.value, Date):
                continue
            age = died.value.year - born.value.year
            birthday = next((one for one in (50, 60, 70, 75, 80, 90, 100) if one > age), None)
            if birthday is None or birthday - age > 30 or age < 14:
                continue
            if not self.facts.thing(died.subject).gender:  # type: ignore[union-attr]
                continue
            speaker = Speaker(self.facts)
            s = died.subject
            condition = speaker.say("{s}", s=s)
            his = speaker.again(s, "possessive")
            condition = self.pick(
                [
                    f"if {condition} had lived to celebrate {his} {birthday}th birthday",
                    f"had {condition} not died before {his} {birthday}th birthday",
                    f"if {condition} had lived to see {his} {birthday}th birthday",
                    f"if {condition} hadn't died before turning {birthday}",
                ]
            )
            consequent = self.pick(
                [
                    "in what year would that have been",
                    "in which year would that birthday have fallen",
                ]
            )
            if "turning" in condition:
                consequent = (
                    f"in what year would {speaker.again(s, 'subject')} have turned {birthday}"
                )
            yield Case(
                family, condition, consequent, f"in what year did {self._name(s)} die",
                Answer(texts=(str(born.value.year + birthday),)),
                Answer(texts=(str(died.value.year),)), (born,), (died,), "date",
                (f"date of death: {self._name(s)}", "delay", str(died.value.year), "later"),
                (s, "birthday"),
            )  # fmt: skip

    def _same_year(self, family: str) -> Iterator[Case | None]:
        for died in self.of("P570"):
            born = self.facts.one(died.subject, "P569")
            if born is None or not isinstance(born.value, Date) or not isinstance(died.value, Date):
                continue
            for other in self.of("P569"):
                assert isinstance(other.value, Date)  # noqa: S101 a birth has a date
                age = died.value.year - other.value.year
                if other.subject == died.subject or not 15 <= age <= 100:
                    continue
                if (
                    born.value.year == other.value.year
                    or abs(born.value.year - other.value.year) > 60
                ):
                    continue
                if self._related(died.subject, other.subject):
                    continue
                speaker = Speaker(self.facts)
                s, t = died.subject, other.subject
                try:
                    condition = speaker.say(
                        self.pick(["if {s} had been born in the same year as {t}",
                                   "had {s} been born in the year when {t} was born"]), s=s, t=t)  # fmt: skip
                    consequent = speaker.say("how old would {s} have turned in the year when ", s=s)
                    consequent += speaker.say("{s} died", s=s)
                    twin = f"how old did {self._name(s)} turn in the year of {'his' if speaker.thing(s).gender == 'male' else 'her'} death"
                    if speaker.thing(s).gender is None:
                        continue
                except Unsayable:
                    continue
                yield Case(
                    family, condition, consequent, twin, Answer(texts=(str(age),)),
                    Answer(texts=(str(died.value.year - born.value.year),)), (other, died), (born,),
                    "number",
                    (f"date of birth: {self._name(s)}", "replace", str(born.value.year), str(other.value.year)),
                    (s, "age"),
                )  # fmt: skip

    def _order(self, family: str) -> Iterator[Case | None]:
        """A date is set to another year; which of three comes first or last."""
        for relation, verb, _verbs in (
            ("P577", "come out", "come out"),
            ("P569", "been born", "been born"),
            ("P571", "been founded", "been founded"),
        ):
            dated = [fact for fact in self.of(relation) if not self._tells(fact.subject)]
            for fact in dated:
                kind = self.facts.thing(fact.subject).kind  # type: ignore[union-attr]
                others = [
                    other for other in dated
                    if other.subject != fact.subject and self.facts.thing(other.subject).kind == kind  # type: ignore[union-attr]
                ][:2]  # fmt: skip
                years = [one.value.year for one in (fact, *others) if isinstance(one.value, Date)]
                if len(others) < 2 or len(set(years)) < 3:
                    continue
                low, high = min(years[1:]), max(years[1:])
                first = self.rng.random() < 0.5
                step = self.pick((1, 2, 3, 4))
                beyond = low - step if first else high + step
                within = [
                    year
                    for year in (low + step, high - step)
                    if low < year < high and year != years[0]
                ]
                year = self.pick([beyond, *within, *within])
                if year == years[0] or abs(year - years[0]) > 40 or not 1000 < year < 2020:
                    continue
                changed = [year, *years[1:]]
                items = [fact.subject, *(other.subject for other in others)]
                best = items[changed.index(min(changed) if first else max(changed))]
                was = items[years.index(min(years) if first else max(years))]
                if best == was and self.rng.random() < 0.7:
                    continue
                listing = shuffled(items, self.rng)
                names = [self._name(item) for item in listing]
                word = "first" if first else "last"
                s = self._name(fact.subject)
                condition = self.pick(
                    [
                        f"if {s} had {verb} in {year} instead of {years[0]}",
                        f"had {s} not {verb} in {years[0]} but in {year}",
                        f"if {s} had not {verb} in {years[0]} but in {year}",
                    ]
                )
                rest = [
                    name for name, item in zip(names, listing, strict=True) if item != fact.subject
                ]
                be = {"come out": ("came out", "come out"), "been born": ("was born", "been born"),
                      "been founded": ("was founded", "been founded")}[verb]  # fmt: skip
                asks = "who" if kind == PERSON else "which"
                yield Case(
                    family, condition,
                    f"{asks} would have {be[1]} {word}, {s}, {listed(rest, by='or')}"
                    if self.rng.random() < 0.5
                    else f"{asks} of {listed(names)} would have {be[1]} {word}".replace("who of", "which of"),
                    f"which of {listed(names)} {be[0]} {word}", Answer((best,)), Answer((was,)),
                    tuple(others), (fact,), "name",
                    (f"date: {s}", "replace", str(years[0]), str(year)), (relation, word, tuple(sorted(items))),
                )  # fmt: skip

    def _tells(self, index: int) -> bool:
        return any(char.isdigit() for char in self._name(index))

    def _same_country(self, family: str) -> Iterator[Case | None]:
        """Whether two were born, or are, in one country, where one of them is put elsewhere."""
        for fact in self.of("P19"):
            for other in self.of("P19"):
                if other.subject == fact.subject:
                    continue
                theirs = self.property(int(other.value), "P17")  # type: ignore[arg-type]
                mine = self.property(int(fact.value), "P17")  # type: ignore[arg-type]
                if theirs is None or mine is None:
                    continue
                for new in self._candidates(fact):
                    after = self.property(new, "P17")
                    if after is None or new == other.value:
                        continue
                    now, then = (one[0] == theirs[0] for one in (mine, after))
                    if now == then:
                        continue
                    speaker = Speaker(self.facts)
                    try:
                        condition = self._replacement(speaker, fact, new)
                        who = speaker.say("{s}", s=fact.subject)
                    except Unsayable:
                        continue
                    t = self._name(other.subject)
                    yield Case(
                        family, condition,
                        f"would {who} and {t} have been born in the same country",
                        f"were {self._name(fact.subject)} and {t} born in the same country",
                        Answer(texts=("yes" if then else "no",)), Answer(texts=("yes" if now else "no",)),
                        (*after[1], other, *theirs[1]), (fact, *mine[1]), "yes/no",
                        (f"birthplace: {self._name(fact.subject)}", "replace",
                         self._name(fact.value), self._name(new)),
                        (fact.subject, "same country", other.subject),
                    )  # fmt: skip


def _in_one_unit(thing: Thing) -> bool:
    """Whether a thing lies as a whole in the unit that it is said to lie in: no range, river or road."""
    return thing.kind == ORGANIZATION or is_settled(thing)


def ordinal_forms(number: int) -> tuple[str, ...]:
    """A rank in figures, with and without its article."""
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}", f"the {number}{ending}"


def words_of_number(number: int) -> tuple[str, ...]:
    """A number in digits, and in letters up to ten."""
    return (str(number), in_words(number)) if number <= 10 else (str(number),)
