"""Which questions a document allows: a change, a query, and both answers, before any wording.

Every enumerator yields what the facts allow; what makes a world impossible on its face, or a
question pointless, is refused by `gates`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from irrealis.builders.ifqa_style.gates import impossible, nested
from irrealis.builders.ifqa_style.premises import Contest, Quantity, Renaming
from irrealis.builders.ifqa_style.realize import in_words, span
from irrealis.builders.ifqa_style.templates import Ask, Family, templates
from irrealis.builders.ifqa_style.things import (
    ORGANIZATION,
    PERSON,
    PLACE,
    Thing,
    is_former,
    is_placed,
    is_settled,
)
from irrealis.builders.ifqa_style.world import (
    AMOUNT,
    NAMED,
    TOLD,
    WON_BY,
    Amount,
    Answer,
    Change,
    Fact,
    Name,
    Query,
    Unanswerable,
    Value,
    When,
    World,
    read_date,
)

T = TypeVar("T")

MAKERS = ("P50", "P57", "P58", "P86", "P112", "P162", "P170", "P175", "P676")
_COMPANIES = ("P108", "P123", "P127", "P137", "P176", "P178", "P272", "P749")
# whose values may stand for one another in a relation
_ALIKE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(MAKERS, MAKERS),
    **dict.fromkeys(_COMPANIES, _COMPANIES),
    "P22": ("P22", "P25", "P26"),
    "P25": ("P22", "P25", "P26"),
    "P26": ("P22", "P25", "P26"),
    "P6": ("P6", "P35"),
    "P35": ("P6", "P35"),
}
_PLACES = ("P19", "P20", "P131", "P159", "P276", "P551", "P740", "P937")
_DATES = ("P569", "P570", "P571", "P577", "P580", "P585")
_COUNTRIES = ("P17", "P27", "P495")
# what is signed or passed, and does not take place
_SIGNED = re.compile(
    r"\b(?:treaty|conventions?|acts?|agreement|constitution|ordinance|charter|oath|clause|law|"
    r"declaration|census|elections?)\b",
    re.IGNORECASE,
)
_MOST = 40  # cases of a family that are looked at
_DAYS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30)
_MONTHS = (2, 3, 4, 5, 6, 7, 8, 9, 10)
_SPANS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25)
_LONG_SPANS = (10, 20, 30, 40, 50, 60, 80, 100)


@dataclass(frozen=True, slots=True)
class Case:
    """A question that can be asked: what is changed, what is asked, and what follows.

    Attributes:
        clauses: wordings of the change.
        asks: wordings of the question, as it is and as it would be.
        words: values of slots that the change and the query do not give.
    """

    family: str
    change: Change
    query: Query
    factual: Answer
    counterfactual: Answer
    facts: tuple[Fact, ...]
    clauses: tuple[str, ...]
    asks: tuple[Ask, ...]
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether the answer stays what it is: a control."""
        return self.factual == self.counterfactual


def shuffled(items: Sequence[T], rng: random.Random) -> list[T]:
    """The items in random order, by `rng.random()` alone."""
    keyed = [(rng.random(), at) for at in range(len(items))]
    return [items[at] for _, at in sorted(keyed)]


def solve(world: World, change: Change, query: Query) -> tuple[Answer, Answer, tuple[Fact, ...]]:
    """Both answers, and the facts that they follow from, the changed one first.

    Raises:
        Unanswerable: there is no answer in one of the worlds, or not one alone.
    """
    factual, used = world.answer(query)
    counterfactual, also = world.do(change).answer(query)
    own = world.facts[change.subject, change.relation].get(change.old)
    like = (
        world.facts[change.like, change.relation].get(change.new)
        if change.like is not None and change.new is not None
        else None
    )
    together = [fact for fact in (own, like, *used, *also) if fact is not None]
    return factual, counterfactual, tuple(dict.fromkeys(together))


class Enumerator:
    """All cases of a document, family by family, in random order and a bounded number of each."""

    def __init__(self, world: World, rng: random.Random) -> None:
        """Look at a world; `rng` shuffles."""
        self.world, self.rng = world, rng
        self.texts = templates()
        self._single: dict[str, list[tuple[int, Value]]] = {}
        for (subject, relation), values in world.facts.items():
            if len(values) == 1:
                ((value, fact),) = values.items()
                if fact.sentences and world.things[subject] is not None:
                    self._single.setdefault(relation, []).append((subject, value))

    def cases(self, family: Family) -> list[Case]:
        """Cases of a family: at most a few dozen."""
        makers: dict[str, Callable[[Family], Iterator[Case]]] = {
            "same as another": self._same,
            "same year as another": self._same_year,
            "year shifted": self._year,
            "decade or century shifted": self._period,
            "day or month shifted": self._day,
            "age or anniversary": self._aged,
            "two hops": self._two_hops,
            "number changed": self._number,
            "name kept": self._name,
            "outcome reversed": self._outcome,
            "age at death": self._age,
            "age in a year": self._turned,
            "years between": self._gap,
            "first of two": self._order,
            "first of three": self._order_of_three,
            "before or not": self._before,
            "lived to see": self._lifetime,
            "counted with a change": self._among,
            "listed with a change": self._among,
            "membership negated": self._negated,
            "event shifted": self._year,
            "event's decade or century": self._period,
            "event before or not": self._before_told,
            "years to an event": self._after_told,
            "age at an event": self._age_at_told,
        }
        make = makers.get(family.name, self._replaced)
        return shuffled(list(islice(make(family), _MOST)), self.rng)

    # facts

    def single(self, relation: str) -> list[tuple[int, Value]]:
        """Subjects for which the document gives one value, and shows it."""
        return shuffled(self._single.get(relation, []), self.rng)

    def dated(self, relation: str) -> list[tuple[int, When]]:
        """The same for dates, but of things whose name tells no year."""
        return [
            (subject, value)
            for subject, value in self.single(relation)
            if isinstance(value, When) and not self._tells_a_year(subject)
        ]

    def _tells_a_year(self, subject: int) -> bool:
        if self.thing(subject).clause is not None:
            return re.search(r"\b\d{4}\b", self.thing(subject).name) is not None
        return (
            any(char.isdigit() for char in self.thing(subject).name)
            and self.thing(subject).kind != PERSON
        )

    def thing(self, index: int) -> Thing:
        """The thing of that number, which must be one."""
        thing = self.world.things[index]
        assert thing is not None  # noqa: S101 facts join things that can be named
        return thing

    def _case(
        self,
        family: Family,
        change: Change,
        query: Query,
        asks: Sequence[Ask],
        clauses: Sequence[str] = (),
        **words: str,
    ) -> Case | None:
        key = self._key(change.kind, change.relation, change.subject)
        clauses = clauses or self.texts.antecedents(change.kind, key)
        if not asks or not clauses:
            return None
        try:
            factual, counterfactual, facts = solve(self.world, change, query)
        except Unanswerable:
            return None
        if impossible(self.world, change):
            return None
        return Case(
            family.name,
            change,
            query,
            factual,
            counterfactual,
            facts,
            tuple(clauses),
            tuple(asks),
            words,
        )

    def _key(self, part: str, relation: str, subject: int) -> str:
        """The key of a relation's wording: places lie where other things are based."""
        of_places = f"{relation} place"
        is_place = self.thing(subject).kind == PLACE
        return of_places if is_place and of_places in self.texts.parts[part] else relation

    # a fact replaced

    def _candidates(self, relation: str, subject: int, old: int) -> list[int]:
        """Things that could stand in the place of a value."""
        kind, noun = self.thing(old).kind, self.thing(old).noun
        if relation in _COUNTRIES:
            pool = [
                t.index
                for t in self.world.things
                if t and t.kind == kind and (relation == "P27" or not is_former(t))
            ]
        elif relation in _PLACES:
            pool = [
                t.index
                for t in self.world.things
                if t and t.kind == PLACE and is_settled(t) and t.noun == noun
            ]
            if not is_settled(self.thing(old)) or kind != PLACE:
                pool = []
        else:
            alike = _ALIKE.get(relation, (relation,))
            pool = [
                value
                for (_, other), values in self.world.facts.items()
                if other in alike
                for value in values
                if isinstance(value, int) and self.thing(value).kind == kind
            ]
            if kind == PERSON and relation in (*MAKERS, "P22", "P25", "P26"):
                pool += [t.index for t in self.world.things if t and t.kind == PERSON]
        gender = self.thing(old).gender
        return [
            one
            for one in dict.fromkeys(pool)
            if one not in (old, subject)
            and one not in self.world.raw.get((subject, relation), ())
            and not self._alike(one, old)
            and not nested(self.world, one, old)
            and not nested(self.world, one, subject)
            and (
                relation not in ("P22", "P25", "P26")
                or (self.thing(one).gender == gender and gender is not None)
            )
        ]

    def _alike(self, one: int, other: int) -> bool:
        """Whether one name holds the other: they may well be one thing."""
        a, b = self.thing(one).name, self.thing(other).name
        return a in b or b in a

    def _replaced(self, family: Family) -> Iterator[Case]:
        for relation in shuffled(family.relations, self.rng):
            for subject, old in self.single(relation):
                if not isinstance(old, int) or not self._fit_to_change(relation, subject):
                    continue
                for new in shuffled(self._candidates(relation, subject, old), self.rng)[:4]:
                    change = Change("replace", subject, relation, old, new)
                    for path in shuffled(family.paths, self.rng):
                        yield from self._followed(family, change, path)

    def _followed(self, family: Family, change: Change, path: tuple[str, ...]) -> Iterator[Case]:
        if change.relation == "P361" and not self.thing(change.subject).quoted:
            return  # "the work that it is part of"
        whole = (change.relation, *path)
        kind = "year" if path[-1] in _DATES else "follow"
        query = Query(kind, (change.subject,), whole)  # type: ignore[arg-type]
        asks = self.texts.asks("follow", " ".join(whole)) or (
            self.texts.asks("follow", " ".join(("*", *path)))
            if change.relation in self.texts.parts["roles"] and change.relation not in _PLACES
            else ()
        )
        words = {}
        case = self._case(family, change, query, asks)
        if case and path[-1] == "P131":
            nouns = {self.thing(one).noun for one in (case.factual, case.counterfactual)}  # type: ignore[arg-type]
            (noun,) = nouns if len(nouns) == 1 else (None,)
            if noun is None:
                return
            words["unit2"] = noun
            case = self._case(family, change, query, asks, **words)
        if case:
            yield case

    def _fit_to_change(self, relation: str, subject: int) -> bool:
        """Whether the wording of the relation fits what the subject is."""
        thing = self.thing(subject)
        if relation in ("P131", "P17"):
            fights = any((subject, other) in self.world.raw for other in ("P607", "P1344"))
            return is_placed(thing) and (thing.kind == PLACE or not fights)
        if relation in ("P463", "P607", "P1344"):
            return thing.kind in (PERSON, ORGANIZATION)
        if relation == "P264":
            return thing.quoted
        if relation == "P54":
            return thing.kind == PERSON
        return True

    # a fact as another thing has it

    def _same(self, family: Family) -> Iterator[Case]:
        for relation in shuffled(family.relations, self.rng):
            known = [(s, v) for s, v in self.single(relation) if self._fit_to_change(relation, s)][
                :8
            ]
            for subject, old in known:
                for like, new in known:
                    if old == new or not isinstance(old, int) or not isinstance(new, int):
                        continue
                    if nested(self.world, old, new) or nested(self.world, new, subject):
                        continue
                    if new in self.world.raw.get((subject, relation), ()):
                        continue
                    if self.thing(subject).kind != self.thing(like).kind or like == old:
                        continue
                    words: dict[str, str] = {}
                    clauses: Sequence[str] = ()
                    if relation == "P131":
                        noun = self.thing(old).noun
                        if noun is None or noun != self.thing(new).noun:
                            continue
                        words["unit"] = noun
                        clauses = self.texts.antecedents("same", "P131 unit")
                    change = Change("same", subject, relation, old, new, like)
                    query = Query("follow", (subject,), (relation,))
                    asks = self.texts.asks("ask", self._key("ask", relation, subject))
                    case = self._case(family, change, query, asks, clauses=clauses, **words)
                    if case:
                        yield case

    def _two_hops(self, family: Family) -> Iterator[Case]:
        """What follows from a fact that is as another thing has it."""
        for relation in shuffled(family.relations, self.rng):
            known = [(s, v) for s, v in self.single(relation) if self._fit_to_change(relation, s)]
            for subject, old in known[:8]:
                for like, new in known[:8]:
                    kinds = {self.thing(subject).kind, self.thing(like).kind}
                    if old == new or len(kinds) > 1 or like == old:
                        continue
                    if new in self.world.raw.get((subject, relation), ()):
                        continue
                    if nested(self.world, old, new) or nested(self.world, new, subject):
                        continue
                    change = Change("same", subject, relation, old, new, like)
                    for path in shuffled(family.paths, self.rng):
                        yield from self._followed(family, change, path)

    def _same_year(self, family: Family) -> Iterator[Case]:
        for relation in shuffled(family.relations, self.rng):
            known = self.dated(relation)[:8]
            for subject, old in known:
                for like, new in known:
                    if old.year == new.year or self.thing(subject).kind != self.thing(like).kind:
                        continue
                    change = Change("same", subject, relation, old, new, like)
                    query = Query("year", (subject,), (relation,))
                    words = self._words(relation, subject)
                    if words is None or words != self._words(relation, like):
                        continue
                    case = self._case(family, change, query, self._when("year", relation), **words)
                    if case:
                        yield case

    # dates

    def _when(self, kind: str, relation: str) -> tuple[Ask, ...]:
        return tuple(
            (fact.replace("{when}", when), then.replace("{when}", when))
            for when in self.texts.parts["when"][kind]
            for fact, then in self.texts.asks("date", relation)
        )

    def _words(self, relation: str, subject: int, *, of: str = "") -> dict[str, str] | None:
        """Verb and nouns of a date by what its subject is, in slots that begin with `of`."""
        clause = self.thing(subject).clause
        if clause is not None:
            return {
                f"{of}past": clause.past,
                f"{of}did": "was" if clause.passive else "did",
                f"{of}asked": clause.asked,
                f"{of}participle": clause.participle,
            }
        by_kind = self.texts.parts["words"].get(relation, {})
        thing = self.thing(subject)
        if relation in ("P580", "P582", "P585") and _SIGNED.search(thing.name):
            return None
        kind = thing.kind
        if relation == "P577" and thing.quoted and (subject, "P50") in self.world.facts:
            kind = "book"
        if kind not in by_kind:
            return None
        verb, noun, noun2 = by_kind[kind]
        return {f"{of}verb": verb, f"{of}noun": noun, f"{of}noun2": noun2}

    def _shifts(
        self, family: Family, spans: Sequence[int], *, most: int = 3
    ) -> Iterator[tuple[Change, dict[str, str]]]:
        """Dates that come earlier or later, or are set to another year, as the family says."""
        kinds = family.change.split(" or ")
        for relation in shuffled(family.relations, self.rng):
            for subject, old in self.dated(relation):
                words = self._words(relation, subject)
                if words is None:
                    continue
                signed = [sign * span for span in spans for sign in (-1, 1)]
                for years in shuffled(signed, self.rng)[:most]:
                    kind = kinds[int(self.rng.random() * len(kinds))]
                    if kind == "set":
                        new = When(old.year + years)
                        yield Change("set", subject, relation, old, new), words
                    else:
                        yield from self._moved(subject, relation, old, (years, 0, 0), words)

    def _moved(
        self,
        subject: int,
        relation: str,
        old: When,
        moved: tuple[int, int, int],
        words: Mapping[str, str],
    ) -> Iterator[tuple[Change, dict[str, str]]]:
        try:
            new = old.moved(*moved)
        except ValueError:  # the 29th of February of another year
            return
        yield Change("shift", subject, relation, old, new, moved=moved), {**words, **span(moved)}

    def _day(self, family: Family) -> Iterator[Case]:
        spans = [(0, 0, sign * n) for n in _DAYS for sign in (-1, 1)]
        spans += [(0, sign * n, 0) for n in _MONTHS for sign in (-1, 1)]
        for relation in shuffled(family.relations, self.rng):
            for subject, old in self.dated(relation):
                words = self._words(relation, subject)
                if words is None or not old.month:
                    continue
                for moved in shuffled(spans, self.rng)[:6]:
                    if moved[2] and not old.exact:
                        continue
                    kind = "date" if moved[2] else "month"
                    for change, all_words in self._moved(subject, relation, old, moved, words):
                        query = Query(kind, (subject,), (relation,))  # type: ignore[arg-type]
                        asks = self._when(kind, relation)
                        case = self._case(family, change, query, asks, **all_words)
                        if case:
                            yield case

    def _years_named(self) -> list[int]:
        """Years that the passage names, of whatever."""
        found = {
            when.year
            for entity in self.world.document.entities
            if entity.type == "TIME"
            for name in entity.names
            if (when := read_date(name)) is not None
        }
        return shuffled(sorted(found), self.rng)

    def _aged(self, family: Family) -> Iterator[Case]:
        for change, words in self._shifts(family, _SPANS[:9], most=2):
            kind = "aged" if change.relation == "P569" else "anniversary"
            assert isinstance(change.old, When)  # noqa: S101 a date is shifted
            for year in self._years_named()[:4]:
                if not 18 <= year - change.old.year <= (85 if kind == "aged" else 300):
                    continue
                query = Query(kind, (change.subject,), (change.relation,), year=year)  # type: ignore[arg-type]
                asks = self.texts.asks(kind)
                case = self._case(family, change, query, asks, year=str(year), **words)
                if case and self._alive(change, year):
                    yield case

    def _alive(self, change: Change, year: int) -> bool:
        """Whether nothing says that the thing is gone by that year, in either world."""
        end = "P570" if change.relation == "P569" else "P576"
        values = self.world.values(change.subject, end)
        return all(isinstance(value, When) and year <= value.year for value in values)

    def _year(self, family: Family) -> Iterator[Case]:
        for change, words in self._shifts(family, _SPANS):
            query = Query("year", (change.subject,), (change.relation,))
            asks = self._when("year", change.relation)
            case = self._case(family, change, query, asks, **words)
            if case:
                yield case

    def _period(self, family: Family) -> Iterator[Case]:
        for kind in ("decade", "century"):
            spans = _LONG_SPANS[:3] if TOLD in family.relations else _LONG_SPANS
            for change, words in self._shifts(family, spans, most=2):
                query = Query(kind, (change.subject,), (change.relation,))
                asks = self._when(kind, change.relation)
                case = self._case(family, change, query, asks, **words)
                if case and not case.holds:
                    yield case

    def _age(self, family: Family) -> Iterator[Case]:
        for change, words in self._shifts(family, _SPANS[:9]):
            query = Query("age", (change.subject,), ("P569", "P570"))
            asks = self.texts.asks("age")
            case = self._case(family, change, query, asks, **words)
            if case:
                yield case

    def _turned(self, family: Family) -> Iterator[Case]:
        born = self.dated("P569")
        for change, words in self._shifts(family, _SPANS[:9]):
            if change.relation == "P569":
                others = [
                    (subject, relation)
                    for relation in self.texts.parts["done"]
                    for subject, _ in self.dated(relation)
                    if subject != change.subject and self._related(subject, change.subject)
                ]
                pairs = [(change.subject, other) for other in others]
            else:
                pairs = [
                    (person, (change.subject, change.relation))
                    for person, _ in born
                    if self._related(person, change.subject)
                ]
            for person, (other, relation) in shuffled(pairs, self.rng)[:2]:
                theirs = self._words(relation, other, of="t")
                if theirs is None:
                    continue
                query = Query("turned", (person, other), ("P569", relation))
                done = self.texts.parts["done"][relation]
                asks = [
                    (fact.replace("{done}", done), then.replace("{done}", done))
                    for fact, then in self.texts.asks("turned")
                ]
                case = self._case(family, change, query, asks, **words, **theirs)
                if case and 5 <= int(case.factual) <= 100 and 5 <= int(case.counterfactual) <= 100:  # type: ignore[arg-type]
                    yield case

    def _related(self, one: int, other: int) -> bool:
        return any(
            other in values if subject == one else one in values
            for (subject, _), values in self.world.raw.items()
            if subject in (one, other)
        )

    def _gap(self, family: Family) -> Iterator[Case]:
        for change, words in self._shifts(family, _SPANS):
            for other in self._rivals(change)[:2]:
                if self._words(change.relation, other) != self._words(
                    change.relation, change.subject
                ):
                    continue
                query = Query("gap", (change.subject, other), (change.relation,) * 2)
                asks = self.texts.asks("gap")
                case = self._case(family, change, query, asks, **words)
                if case and case.factual and case.counterfactual:
                    yield case

    # what the text tells

    def _phrases(self, change: Change) -> Iterator[tuple[int, str, str]]:
        """Other dated things, with their relation and a clause that says what happened to them."""
        clause = self.thing(change.subject).clause
        assert clause is not None  # noqa: S101 these families change what is told
        for relation, template in self.texts.parts["done"].items():
            for other, _ in self.dated(relation)[:3]:
                if other == change.subject:
                    continue
                told = self.thing(other).clause
                subject = self.thing(told.subject if told else other)
                words = self._words(relation, other, of="t")
                if words is None or (told is None and subject.index == clause.subject):
                    continue
                if subject.kind == PERSON and subject.index == clause.subject and told:
                    named = {"male": "he", "female": "she"}.get(subject.gender or "")
                    if named is None:
                        continue
                else:
                    named = subject.text
                verb = template.removeprefix("that ").removeprefix("in which ")
                plural = "were" if subject.plural else "was"
                values = {"t": named, "twas": plural, **words}
                yield other, relation, re.sub(r"\{(\w+)\}", lambda m: values[m[1]], verb)  # noqa: B023

    def _before_told(self, family: Family) -> Iterator[Case]:
        for change, words in self._shifts(family, _SPANS, most=6):
            for other, relation, phrase in self._phrases(change):
                query = Query("before", (change.subject, other), (TOLD, relation))
                asks = self.texts.asks("before told")
                case = self._case(family, change, query, asks, then=phrase, **words)
                if case:
                    yield case

    def _after_told(self, family: Family) -> Iterator[Case]:
        for change, words in self._shifts(family, _SPANS, most=6):
            for other, relation, phrase in self._phrases(change):
                query = Query("turned", (other, change.subject), (relation, TOLD))
                asks = self.texts.asks("years after told")
                case = self._case(family, change, query, asks, then=phrase, **words)
                if case and case.factual and case.counterfactual:
                    yield case

    def _age_at_told(self, family: Family) -> Iterator[Case]:
        for change, words in self._shifts(family, _SPANS[:9]):
            clause = self.thing(change.subject).clause
            if clause is not None:
                pairs = [(clause.subject, change.subject)]
            else:
                pairs = [
                    (change.subject, told)
                    for told, _ in self.dated(TOLD)
                    if (of := self.thing(told).clause) and of.subject == change.subject
                ][:2]
            for person, told in pairs:
                query = Query("turned", (person, told), ("P569", TOLD))
                asks = self.texts.asks("turned when told" if clause else "turned when born")
                own = self._words(TOLD, told)
                assert own is not None  # noqa: S101 it is told
                case = self._case(family, change, query, asks, **{**words, **own})
                if case and 5 <= int(case.factual) <= 100 and 5 <= int(case.counterfactual) <= 100:  # type: ignore[arg-type]
                    yield case

    def _rivals(self, change: Change) -> list[int]:
        """Other things of the same kind for which the document gives the same sort of date."""
        kind = self.thing(change.subject).kind
        return [
            subject
            for subject, _ in self.dated(change.relation)
            if subject != change.subject and self.thing(subject).kind == kind
        ]

    def _order(self, family: Family) -> Iterator[Case]:
        for change, words in self._shifts(family, _SPANS, most=6):
            for other in self._rivals(change)[:2]:
                for kind in ("first", "last"):
                    subjects = tuple(shuffled((change.subject, other), self.rng))
                    query = Query(kind, subjects, (change.relation,))
                    asks = self.texts.asks(kind, change.relation)
                    case = self._case(family, change, query, asks, **words)
                    if case:
                        yield case

    def _order_of_three(self, family: Family) -> Iterator[Case]:
        for change, words in self._shifts(family, _SPANS, most=6):
            rivals = self._rivals(change)[:2]
            if len(rivals) < 2:
                continue
            for kind in ("first", "last"):
                subjects = tuple(shuffled((change.subject, *rivals), self.rng))
                query = Query(kind, subjects, (change.relation,))
                asks = self.texts.asks(f"{kind} of three", change.relation)
                case = self._case(family, change, query, asks, **words)
                if case:
                    yield case

    def _before(self, family: Family) -> Iterator[Case]:
        for change, words in self._shifts(family, _SPANS, most=6):
            for other in self._rivals(change)[:2]:
                relation = change.relation
                query = Query("before", (change.subject, other), (relation, relation))
                asks = self.texts.asks("before", f"{relation} {relation}")
                case = self._case(family, change, query, asks, **words)
                if case:
                    yield case

    def _lifetime(self, family: Family) -> Iterator[Case]:
        for change, words in self._shifts(family, _SPANS, most=8):
            for relation, asks in self.texts.parts["lifetime"].items():
                for other, _ in self.dated(relation)[:3]:
                    theirs = self._words(relation, other, of="t")
                    if other == change.subject or theirs is None:
                        continue
                    query = Query("before", (other, change.subject), (relation, "P570"))
                    case = self._case(
                        family,
                        change,
                        query,
                        [(one[0], one[1]) for one in asks],
                        **words,
                        **theirs,
                    )
                    if case and self._after_birth(change.subject, other, relation):
                        yield case

    def _after_birth(self, person: int, other: int, relation: str) -> bool:
        """Whether the person is known to have been born well before the date."""
        try:
            born = self.world.when(person, "P569", [])
            date = self.world.when(other, relation, [])
        except Unanswerable:
            return False
        return born.year + 10 < date.year

    # what the text alone gives

    def _number(self, family: Family) -> Iterator[Case]:
        for index, old in self.single(AMOUNT):
            told = self.thing(index).premise
            assert isinstance(told, Quantity)  # noqa: S101 it has an amount
            assert isinstance(old, Amount)  # noqa: S101
            part = "population" if not told.things else "number now" if told.present else "number"
            few = max(2, old.number // 10)
            step = 2 + int(self.rng.random() * min(8, few))
            if old.number > 100:
                step *= 10
            for how, number in (
                ("double", 2 * old.number),
                ("triple", 3 * old.number),
                ("more", old.number + step),
                ("fewer", old.number - step),
            ):
                if number < 1:
                    continue
                change = Change("amount", index, AMOUNT, old, Amount(number))
                query = Query("amount", (index,), (AMOUNT,))
                texts = self.texts.parts[part]
                case = self._case(
                    family,
                    change,
                    query,
                    [(one[0], one[1]) for one in texts["asks"]],
                    clauses=texts["changes"][how],
                    k=in_words(step),
                    things=told.things,
                    do=told.base,
                    did=told.past,
                    done=told.participle,
                )
                if case:
                    yield case

    def _name(self, family: Family) -> Iterator[Case]:
        for index, old in self.single(NAMED):
            told = self.thing(index).premise
            assert isinstance(told, Renaming)  # noqa: S101 it has a name
            change = Change("name", index, NAMED, old, Name(told.before))
            query = Query("name", (index,), (NAMED,))
            texts = self.texts.parts["name"]
            asks = [(one[0], one[1]) for one in texts["asks"]]
            words = {"class": told.noun}
            case = self._case(family, change, query, asks, clauses=texts["changes"], **words)
            if case:
                yield case

    def _outcome(self, family: Family) -> Iterator[Case]:
        for index, old in self.single(WON_BY):
            told = self.thing(index).premise
            assert isinstance(told, Contest)  # noqa: S101 it has a winner
            change = Change("outcome", index, WON_BY, old, told.loser)
            pair = tuple(shuffled((told.winner, told.loser), self.rng))
            query = Query("follow", (index, *pair), (WON_BY,))
            texts = self.texts.parts["outcome"]
            asks = [(one[0], one[1]) for one in texts["asks"]]
            case = self._case(family, change, query, asks, clauses=texts["changes"])
            if case:
                yield case

    # several things

    def _among(self, family: Family) -> Iterator[Case]:
        kind = "count" if family.name.startswith("counted") else "which"
        for relation in shuffled(family.relations, self.rng):
            known = [(s, v) for s, v in self.single(relation) if self._fit_to_change(relation, s)]
            by_kind: dict[str | None, list[tuple[int, Value]]] = {}
            for subject, value in known:
                by_kind.setdefault(self.thing(subject).kind, []).append((subject, value))
            for group in by_kind.values():
                if len(group) < 3:
                    continue
                for subject, old in group:
                    others = shuffled([one for one in group if one[0] != subject], self.rng)
                    size = 2 + int(self.rng.random() * 3)
                    if not isinstance(old, int):
                        continue
                    for new in shuffled(self._candidates(relation, subject, old), self.rng)[:2]:
                        change = Change("replace", subject, relation, old, new)
                        items = shuffled([subject, *(s for s, _ in others[:size])], self.rng)
                        if any(
                            nested(self.world, item, value)
                            for item in items
                            for value in (old, new)
                            if relation not in ("P17", "P131")
                        ):
                            continue
                        for value in (old, new):
                            if value in items or self._indirect(relation, items, value):
                                continue
                            query = Query(kind, tuple(items), (relation,), value)  # type: ignore[arg-type]
                            yield from self._counted(family, change, query)

    def _indirect(self, relation: str, items: Sequence[int], value: Value) -> bool:
        """Whether one of the places lies in the value, but not as its relation says."""
        return relation in ("P131", "P17") and any(
            value in self.world.around(item) and value not in self.world.values(item, relation)
            for item in items
        )

    def _counted(self, family: Family, change: Change, query: Query) -> Iterator[Case]:
        (relation,) = query.path
        word = "how many" if query.kind == "count" else "which"
        key = self._key("among", relation, change.subject)
        asks = tuple(
            (fact.replace("{#}", word), then.replace("{#}", word))
            for fact, then in self.texts.asks("among", key)
        )
        case = self._case(family, change, query, asks)
        if case is None:
            return
        size = len(query.subjects)
        if query.kind == "count" and not (case.factual and case.counterfactual):
            return  # nobody asks how many there are where there are none
        if self._tells_its_place(query):
            return
        if query.kind == "which" and any(
            len(answer) == size  # type: ignore[arg-type]
            for answer in (case.factual, case.counterfactual)
        ):
            return  # all of them can be read off the question
        yield case

    def _tells_its_place(self, query: Query) -> bool:
        """Whether a name has the value's in it, as Western Pennsylvania has Pennsylvania."""
        assert query.value is not None  # noqa: S101 several things are compared by one
        name = self.thing(query.value).name
        return any(name in self.thing(item).name for item in query.subjects)

    def _negated(self, family: Family) -> Iterator[Case]:
        for relation in shuffled(family.relations, self.rng):
            members: dict[Value, list[int]] = {}
            for (subject, other), values in self.world.facts.items():
                if other == relation and self._fit_to_change(relation, subject):
                    for value, fact in values.items():
                        if fact.sentences:
                            members.setdefault(value, []).append(subject)
            for value, subjects in members.items():
                if not isinstance(value, int):
                    continue
                by_kind: dict[str | None, list[int]] = {}
                for subject in subjects:
                    by_kind.setdefault(self.thing(subject).kind, []).append(subject)
                for group in by_kind.values():
                    if len(group) < 3:
                        continue
                    items = [
                        item
                        for item in shuffled(group, self.rng)
                        if not any(
                            nested(self.world, item, other) for other in group if other != item
                        )
                    ][:5]
                    if len(items) < 3 or value in items:
                        continue
                    for subject in items[:2]:
                        change = Change("remove", subject, relation, value, None)
                        query = Query("count", tuple(shuffled(items, self.rng)), (relation,), value)
                        yield from self._counted(family, change, query)
