"""A small world: the facts of one document, the worlds that one change makes of it, and questions.

A fact joins a thing to another or to a date. `World.do` sets what one fact says and leaves every
other as it is; what follows from facts (the country of a birthplace, an age, who was born first) is
never stored, so that it is worked out anew in every world. After Pearl, "Causality" (2009), ch. 7:
the answer to a counterfactual is the same query, asked of the world in which the change is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal, NamedTuple, TypeAlias

from irrealis.builders.ifqa_style.happenings import happenings
from irrealis.builders.ifqa_style.premises import Quantity, Renaming, premises
from irrealis.builders.ifqa_style.relations import KEPT_AS, relations
from irrealis.builders.ifqa_style.things import (
    COUNTRY,
    DATE,
    HAPPENING,
    PLACE,
    Thing,
    things,
)
from irrealis.builders.redocred_cf.documents import Document

from irrealis.text.dates import date_form, period


class When(NamedTuple):
    """A date as far as it is known: month and day are 0 where only the year is."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return self.day > 0

    def moved(self, years: int, months: int = 0, days: int = 0) -> When:
        """The date so much later, earlier if negative, as far as it is known.

        Raises:
            ValueError: there is no such day.
        """
        month = self.month + months
        year = self.year + years + (month - 1) // 12 if self.month else self.year + years
        month = (month - 1) % 12 + 1 if self.month else 0
        if not self.day:
            return When(year, month)
        day = date(year, month, self.day) + timedelta(days)
        return When(day.year, day.month, day.day)


# relations of what the text alone tells: to its date, its number, its present name, its winner
TOLD, AMOUNT, NAMED, WON_BY = "told", "amount", "named", "won by"


class Amount(NamedTuple):
    """How many."""

    number: int


class Name(NamedTuple):
    """What something is called."""

    text: str


Value: TypeAlias = int | When | Amount | Name  # the number of a thing, or what is no thing
Key: TypeAlias = tuple[int, str]  # subject and relation


@dataclass(frozen=True, slots=True)
class Fact:
    """What a document says: `sentences` are those annotated, or else those that name both ends."""

    subject: int
    relation: str
    value: Value
    sentences: tuple[int, ...]
    annotated: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What is set to what: the value of (subject, relation) is `old` and becomes `new`.

    `new` is None where the fact is taken away. `like` is the thing whose value it becomes, where
    the question names that thing and not the value. `moved` says by how many years, months and days
    a date moves.
    """

    kind: Literal["replace", "same", "shift", "set", "remove", "amount", "name", "outcome"]
    subject: int
    relation: str
    old: Value
    new: Value | None
    like: int | None = None
    moved: tuple[int, int, int] = (0, 0, 0)


QueryKind: TypeAlias = Literal[
    "follow", "year", "decade", "century", "age", "turned", "gap", "first", "last", "before",
    "count", "which", "amount", "name", "date", "month", "aged", "anniversary",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """A question to a world.

    `follow` goes from the first of `subjects` along `path`; `year`, `decade`, `century` do so and
    read the date at its end. `age` is that of the subject between its two dates in `path`. `turned`
    is the age that the first subject reaches in the year of the second's date, `gap` the years
    between the years of two dates. `first` and `last` choose among the subjects by the date of
    `path`; `before` says whether the first's date comes before the second's. `count` and `which`
    are of the subjects for which the relation in `path` has the value `value`.
    """

    kind: QueryKind
    subjects: tuple[int, ...]
    path: tuple[str, ...]
    value: int | None = None
    year: int | None = None


Answer: TypeAlias = int | When | tuple[int, ...] | bool | str


class Number(int):
    """A number as an answer, which a thing's number is not."""


class Unanswerable(Exception):
    """A world that has no answer, or more than one."""


@dataclass(frozen=True)
class World:
    """The facts of a document; `changed` holds what `do` has set."""

    document: Document
    things: tuple[Thing | None, ...]
    facts: Mapping[Key, Mapping[Value, Fact]]
    raw: Mapping[Key, frozenset[int]]  # every label that joins entities, fit for a fact or not
    changed: Mapping[Key, frozenset[Value]] = field(default_factory=dict)

    def values(self, subject: int, relation: str) -> frozenset[Value]:
        """What the relation has for the subject in this world."""
        key = subject, relation
        if key in self.changed:
            return self.changed[key]
        return frozenset(self.facts.get(key, ()))

    def do(self, change: Change) -> World:
        """The world in which the fact is set, and all others are as they were."""
        key = change.subject, change.relation
        kept = self.values(*key) - {change.old}
        new = kept if change.new is None else kept | {change.new}
        return World(self.document, self.things, self.facts, self.raw, {**self.changed, key: new})

    def one(self, subject: int, relation: str, used: list[Fact]) -> Value:
        """The single value of a relation, and the fact is added to those used.

        Raises:
            Unanswerable: no value, several, or one that the document does not show.
        """
        values = self.values(subject, relation)
        if len(values) != 1:
            raise Unanswerable(f"{subject} has {len(values)} values for {relation}")
        (value,) = values
        fact = self.facts.get((subject, relation), {}).get(value)
        if fact is not None:
            if not fact.sentences:
                raise Unanswerable(f"no sentence shows {relation} of {subject}")
            used.append(fact)
        return value

    def when(self, subject: int, relation: str, used: list[Fact]) -> When:
        """The single date of a relation."""
        value = self.one(subject, relation, used)
        if not isinstance(value, When):
            raise Unanswerable(f"{relation} is no date")
        return value

    def answer(self, query: Query) -> tuple[Answer, list[Fact]]:
        """The answer in this world, and the facts that it follows from.

        Raises:
            Unanswerable: there is none, or not one alone.
        """
        used: list[Fact] = []
        first = query.subjects[0]
        if query.kind in ("follow", "year", "decade", "century", "amount", "name", "date", "month"):
            at: Value = first
            for relation in query.path:
                if not isinstance(at, int):
                    raise Unanswerable("only things have relations")
                at = self.one(at, relation, used)
            if query.kind == "follow" and isinstance(at, int):
                return at, used
            if isinstance(at, Amount):
                return Number(at.number), used
            if isinstance(at, Name):
                return at.text, used
            if not isinstance(at, When):
                raise Unanswerable("no date at the end of the path")
            if query.kind in ("date", "month"):
                return at, used
            if query.kind == "year":
                return Number(at.year), used
            if query.kind == "decade":
                if at.year < 2000 and at.year % 100 < 10:
                    raise Unanswerable("the 1700s are a century to many")
                return f"the {at.year // 10 * 10}s", used
            return Number((at.year - 1) // 100 + 1), used
        if query.kind in ("aged", "anniversary"):
            begun = self.when(first, query.path[0], used)
            assert query.year is not None  # noqa: S101 these two have it
            if query.year <= begun.year:
                raise Unanswerable("nothing to count before the beginning")
            return Number(query.year - begun.year), used
        if query.kind == "age":
            born, end = (self.when(first, relation, used) for relation in query.path)
            if not (born.exact and end.exact):
                raise Unanswerable("an age needs two days")
            return Number(end.year - born.year - (end[1:] < born[1:])), used
        if query.kind in ("turned", "gap"):
            one, other = (
                self.when(subject, relation, used)
                for subject, relation in zip(query.subjects, query.path, strict=True)
            )
            years = other.year - one.year
            if query.kind == "turned" and years < 0:
                raise Unanswerable("not born yet")
            return Number(abs(years)), used
        if query.kind in ("first", "last", "before"):
            paths = query.path * (len(query.subjects) if len(query.path) == 1 else 1)
            dates = [
                self.when(subject, relation, used)
                for subject, relation in zip(query.subjects, paths, strict=True)
            ]
            if query.kind == "before":
                return self._is_before(dates[0], dates[1]), used
            best = [
                subject
                for subject, date in zip(query.subjects, dates, strict=True)
                if all(
                    date is other
                    or self._is_before(*((date, other)[:: 1 if query.kind == "first" else -1]))
                    for other in dates
                )
            ]
            if len(best) != 1:
                raise Unanswerable("not one alone comes first")
            return best[0], used
        (relation,) = query.path
        found = []
        for subject in query.subjects:
            values = self.values(subject, relation)
            for value in values:
                fact = self.facts.get((subject, relation), {}).get(value)
                if fact is not None:
                    if not fact.sentences:
                        raise Unanswerable(f"no sentence shows {relation} of {subject}")
                    used.append(fact)
            if query.value in values:
                found.append(subject)
        if query.kind == "count":
            return Number(len(found)), used
        if not found:
            raise Unanswerable("none is left")
        return tuple(found), used

    @staticmethod
    def _is_before(one: When, other: When) -> bool:
        """Whether one date comes before another, as certainly as their parts tell.

        Raises:
            Unanswerable: the parts that both have are the same.
        """
        for a, b in zip(one, other, strict=True):
            if a == 0 or b == 0:
                break
            if a != b:
                return a < b
        raise Unanswerable("which comes first cannot be told")

    def name(self, index: int) -> str:
        """What a thing is called; of what the text alone tells, what it says."""
        thing = self.things[index]
        assert thing is not None  # noqa: S101 no case is about a thing without a name
        if thing.premise is not None:
            return self.name(thing.premise.subject)
        return thing.text

    def around(self, thing: int) -> frozenset[int]:
        """All that the document puts the place in, itself included."""
        seen, left = {thing}, [thing]
        while left:
            at = left.pop()
            for relation in ("P131", "P17", "P30", "P361", "P706"):
                for value in self.raw.get((at, relation), ()):
                    if value not in seen:
                        seen.add(value)
                        left.append(value)
        return frozenset(seen)


# dates that upstream's guesses, which it gives without evidence, often get wrong
_DOUBTED = frozenset({"P571", "P576", "P580", "P582", "P585"})
_FIT = {
    "place": frozenset({PLACE, COUNTRY}),
}


def _fits(kind: str | None, wanted: frozenset[str]) -> bool:
    return kind is not None and (
        "any" in wanted or any(kind in _FIT.get(one, frozenset({one})) for one in wanted)
    )


def build_world(document: Document) -> World:
    """The world of a document: facts whose ends fit the relation, each with its sentences."""
    found, stands_for = things(document)
    known = relations()
    facts: dict[Key, dict[Value, Fact]] = {}
    raw: dict[Key, set[int]] = {}
    dates: dict[Key, list[tuple[When, tuple[int, ...], bool]]] = {}
    broken: set[Key] = set()
    unfit: dict[Key, set[int]] = {}
    sentences = [
        frozenset(mention.sent for mention in entity.mentions) for entity in document.entities
    ]
    merged: dict[int, set[int]] = {}
    for i, j in enumerate(stands_for):
        merged.setdefault(j, set()).update(sentences[i])
    for label in document.labels:
        head, relation, tail = label.head, label.relation, label.tail
        if relation in KEPT_AS:
            head, relation, tail = tail, KEPT_AS[relation], head
        if relation not in known:
            continue
        head, tail = stands_for[head], stands_for[tail]
        if head == tail:
            continue
        shown = label.evidence or tuple(sorted(merged[head] & merged[tail]))
        key = head, relation
        subject, value = found[head], found[tail]
        if DATE in known[relation].range:
            when = _when(document, tail)
            if when is None:
                broken.add(key)
            elif not label.evidence and relation in _DOUBTED:
                continue
            elif subject is not None and _fits(subject.kind, known[relation].domain):
                dates.setdefault(key, []).append((when, shown, bool(label.evidence)))
            continue
        raw.setdefault(key, set()).add(tail)
        if (
            subject is None
            or value is None
            or not _fits(subject.kind, known[relation].domain)
            or not _fits(value.kind, known[relation].range)
        ):
            unfit.setdefault(key, set()).add(tail)
            continue
        held = facts.setdefault(key, {}).get(tail)
        if held is None or (label.evidence and not held.annotated):
            facts[key][tail] = Fact(head, relation, tail, shown, bool(label.evidence))
    for key, given in dates.items():
        fine = max(given, key=lambda one: (one[0].day > 0, one[0].month > 0, bool(one[1])))
        if key not in broken and all(_contains(one[0], fine[0]) for one in given):
            facts[key] = {fine[0]: Fact(key[0], key[1], fine[0], fine[1], fine[2])}
    told = _told(document, found, stands_for, facts)
    frozen = {key: frozenset(values) for key, values in raw.items()}
    countries = frozenset(value for key, tails in raw.items() if key[1] == "P17" for value in tails)
    inner = {key: _innermost(key[0], frozen, countries) for key in frozen if key[1] == "P131"}
    for key, values in inner.items():
        if key in facts:
            facts[key] = {value: fact for value, fact in facts[key].items() if value in values}
    for key, others in unfit.items():
        if key[1] != "P131" or others & inner[key]:
            broken.add(key)  # another value, if one that no question can name
    for key in broken:
        facts.pop(key, None)
    return World(document, (*found, *told), facts, frozen)


def _told(
    document: Document,
    found: Sequence[Thing | None],
    stands_for: Sequence[int],
    facts: dict[Key, dict[Value, Fact]],
) -> list[Thing]:
    """What the text alone tells, as things of their own behind the entities, with their facts."""
    told: list[Thing] = []
    nothing = Thing(
        -1, HAPPENING, "", (), article=False, quoted=False, plural=False, gender=None, noun=None,
        sentences=frozenset(),
    )  # fmt: skip

    def add(relation: str, value: Value | None, thing: Thing, sent: int) -> None:
        if value is None:
            return
        index = len(found) + len(told)
        told.append(replace(thing, index=index, sentences=frozenset({sent})))
        fact = Fact(index, relation, value, (sent,), annotated=False)
        facts[index, relation] = {value: fact}

    for clause in happenings(document, found, stands_for):
        subject = found[clause.subject]
        assert subject is not None  # noqa: S101 a clause has a subject that can be named
        dated = "P571" if clause.verb.base in ("found", "establish", "create", "form") else "P577"
        if clause.passive and (clause.subject, dated) in facts and not clause.rest:
            continue  # a relation says it already
        name = f"{subject.text} {clause.past}"
        thing = replace(nothing, name=name, clause=clause)
        add(TOLD, read_date(clause.date), thing, clause.sent)
    for premise in premises(document, found, stands_for):
        thing = replace(nothing, premise=premise)
        if isinstance(premise, Quantity):
            add(AMOUNT, Amount(premise.number), thing, premise.sent)
        elif isinstance(premise, Renaming):
            add(NAMED, Name(premise.now), thing, premise.sent)
        else:
            add(WON_BY, premise.winner, thing, premise.sent)
    return told


def _innermost(
    subject: int, raw: Mapping[Key, frozenset[int]], countries: frozenset[int]
) -> frozenset[int]:
    """Of the places that a thing lies in, those that hold no other of them, and no countries."""
    values = raw[subject, "P131"] - countries
    wide = {outer for inner in values for outer in raw.get((inner, "P131"), ()) if outer != inner}
    return values - wide


def _when(document: Document, entity: int) -> When | None:
    """The date that an entity names, if it names one: a day, a month of a year, or a year."""
    names = document.entities[entity].names
    if document.entities[entity].type != "TIME":
        return None
    found = None
    for name in names:
        when = read_date(name)
        if when is None or (found is not None and found != when):
            return None
        found = when
    return found


def read_date(name: str) -> When | None:
    """A year, a month of a year or a day, as a text has it; None for any other time."""
    form, days = date_form(name), period(name)
    if days is None or days[0][0] < 100:
        return None
    (year, month, day), end = days
    if form == "year":
        return When(year)
    if form == "month year":
        return When(year, month)
    return When(year, month, day) if (year, month, day) == end else None


def _contains(wide: When, fine: When) -> bool:
    return all(a in (0, b) for a, b in zip(wide, fine, strict=True))
