"""Answers of ifqa-style, derived again by brute force from a document and a row.

Written apart from the generator, and unlike it: nothing is indexed or propagated. A fact is looked
for among all labels of the document each time it is needed, dates are read by patterns of its own,
and what a sentence is said to tell is looked for in its words. What the two share is the language
machinery of the engine (demonyms, running text) and the data format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeAlias

from irrealis.text.demonyms import demonym_of
from irrealis.text.tokens import running_text, stands_in, untokenized

Row: TypeAlias = Mapping[str, Any]
Value: TypeAlias = str
"""An entity as "7", what a sentence tells as "t0", a date as "1953-04-06", a number, or a name."""

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = "(?P<month>" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + r"|sept)\.?"
_DATES = tuple(
    re.compile(rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?{pattern}", re.IGNORECASE)
    for pattern in (
        rf"(?P<day>\d\d?)(?:st|nd|rd|th)? {_MONTH}(?:, ?| )(?P<year>\d{{3,4}})",
        rf"{_MONTH} (?P<day>\d\d?)(?:st|nd|rd|th)?(?:, ?| )(?P<year>\d{{3,4}})",
        rf"{_MONTH}(?:, ?| of | )(?P<year>\d{{3,4}})",
        r"(?P<year>\d{3,4})",
    )
)
_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip
# the same fact told from its other end
_CONVERSE = {
    "P131": "P150",
    "P749": "P355",
    "P361": "P527",
    "P1441": "P674",
    "P1344": "P710",
    "P155": "P156",
    "P36": "P1376",
    "P1366": "P1365",
    "P161 of": "P161",
}
_DATED = frozenset({"P569", "P570", "P571", "P576", "P577", "P580", "P582", "P585"})
_WITH_EVIDENCE = frozenset({"P571", "P576", "P580", "P582", "P585"})
_TOLD = frozenset({"told", "amount", "named", "won by"})


class Underivable(Exception):
    """The document does not give what the row needs; the message says what."""


@dataclass(frozen=True, slots=True)
class Derived:
    """An answer, the strings that say it, and the facts it follows from."""

    value: object
    spellings: frozenset[str] | None  # None: the names of the entity `value`
    facts: frozenset[tuple[str, str, str]]


def read_date(text: str) -> Value | None:
    """A year, month or day as "1953", "1953-04", "1953-04-06"; None for any other time."""
    tidy = re.sub(r"\s*,\s*", ", ", " ".join(text.split())).strip()
    for pattern in _DATES:
        if match := pattern.fullmatch(tidy):
            parts = match.groupdict()
            year = int(parts["year"])
            if year < 100 or year > 2999:
                return None
            if not parts.get("month"):
                return f"{year:04}"
            month = [name[:3] for name in _MONTHS].index(parts["month"][:3].lower()) + 1
            if not parts.get("day"):
                return f"{year:04}-{month:02}"
            try:
                return date(year, month, int(parts["day"])).isoformat()
            except ValueError:
                return None
    return None


def read_number(text: str) -> int | None:
    """A whole number in digits, or in words up to twenty."""
    if text.lower() in _NUMBERS:
        return _NUMBERS.index(text.lower())
    digits = text.replace(",", "")
    return int(digits) if digits.isdecimal() else None


@dataclass(frozen=True)
class Paper:
    """A row of `documents`, to be asked."""

    row: Row
    told: Mapping[str, Row] = field(default_factory=dict)

    @cached_property
    def same(self) -> tuple[int, ...]:
        """For each entity the first one that is the same place."""
        first: dict[object, int] = {}
        found = []
        for i, entity in enumerate(self.row["vertexSet"]):
            place = None
            if {one["type"] for one in entity} in ({"LOC"}, {"ORG"}):
                rows = (demonym_of(re.sub(r"^[Tt]he ", "", one["name"])) for one in entity)
                place = next((row.place for row in rows if row and row.place), None)
            found.append(first.setdefault(place, i) if place else i)
        return tuple(found)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Sentences as running text."""
        return tuple(running_text(sent) for sent in self.row["sents"])

    @cached_property
    def called(self) -> tuple[frozenset[str], ...]:
        """All that each entity may be called: names with and without article, and its place."""
        found: dict[int, set[str]] = {}
        for i, entity in enumerate(self.row["vertexSet"]):
            names = found.setdefault(self.same[i], set())
            for mention in entity:
                name = untokenized(mention["name"])
                bare = re.sub(r"^[Tt]he ", "", name)
                row = demonym_of(bare) if entity[0]["type"] in ("LOC", "ORG") else None
                place = {row.place} if row and row.place else set()
                names |= {name, bare, f"the {bare}", *place, *(f"the {one}" for one in place)}
        return tuple(frozenset(found[self.same[i]]) for i in range(len(self.same)))

    def names(self, value: Value) -> frozenset[str]:
        """All that an entity may be called."""
        return self.called[int(value)]

    def named(self, value: Value, text: str) -> bool:
        """Whether a text has a name of the entity."""
        return any(stands_in(name, text) for name in self.names(value))

    def labels(self, subject: Value, relation: str) -> Iterator[tuple[int, Row]]:
        """Labels that say something of the subject by a relation, and the other end of each."""
        converse = _CONVERSE.get(relation)
        for label in self.row["labels"]:
            head, tail = self.same[label["h"]], self.same[label["t"]]
            if head == tail:
                continue
            if label["r"] == relation and str(head) == subject:
                yield label["t"] if relation in _DATED else tail, label
            if label["r"] == converse and str(tail) == subject:
                yield head, label

    def values(self, subject: Value, relation: str) -> frozenset[Value]:
        """What the document says that the relation has for the subject.

        Raises:
            Underivable: dates that cannot be read, or that exclude one another.
        """
        if relation in _TOLD:
            told = self.told.get(subject)
            return frozenset({self._read_told(told)}) if told else frozenset()
        found = list(self.labels(subject, relation))
        if relation in _DATED:
            return self._finest(subject, relation, found)
        values = {str(other) for other, _ in found}
        if relation == "P131":
            return frozenset(self._innermost(values))
        return frozenset(values)

    def _finest(
        self, subject: Value, relation: str, found: Sequence[tuple[int, Row]]
    ) -> frozenset[Value]:
        dates = set()
        for other, label in found:
            when = self._date_of(other)
            if when is None:
                raise Underivable(f"a date of {subject} by {relation} that cannot be read")
            if label["evidence"] or relation not in _WITH_EVIDENCE:
                dates.add(when)
        if not dates:
            return frozenset()
        finest = max(dates, key=len)
        if any(not finest.startswith(one) for one in dates):
            raise Underivable(f"dates of {subject} by {relation} that exclude one another")
        return frozenset({finest})

    def _date_of(self, entity: int) -> Value | None:
        mentions = self.row["vertexSet"][entity]
        dates = {read_date(mention["name"]) for mention in mentions}
        if mentions[0]["type"] != "TIME" or len(dates) != 1:
            return None
        return dates.pop()

    def _innermost(self, values: set[Value]) -> set[Value]:
        """Of places, those that hold no other of them, and no countries."""
        countries = {str(self.same[one["t"]]) for one in self.row["labels"] if one["r"] == "P17"}
        left = values - countries
        return {
            one
            for one in left
            if not any(
                one in {str(o) for o, _ in self.labels(other, "P131")}
                for other in left
                if other != one
            )
        }

    def _read_told(self, told: Row) -> Value:
        """The date, number, name or winner that a sentence is said to tell, if it does.

        Raises:
            Underivable: the sentence does not have these words.
        """
        text = self.sentences[told["sentence"]]
        kind, words, value = told["kind"], told["words"], told["value"]
        if kind == "happening":
            when = read_date(value)
            if when is None or not stands_in(untokenized(value), text):
                raise Underivable(f"no date {value!r} in the sentence")
            if not _in_order(words, text):
                raise Underivable(f"not told: {words!r}")
            return when
        if kind == "amount":
            number = read_number(value)
            counted = f"{value} {words}" if words != "population" else value
            if (
                number is None
                or not stands_in(counted, text)
                or not stands_in(words.split()[-1], text)
            ):
                raise Underivable(f"not told: {value} {words}")
            return str(number)
        if kind == "name":
            cue = re.search(r"\b(?:formerly|originally|previously|initially)\b", text)
            if cue is None or not stands_in(words, text[cue.start() :]):
                raise Underivable(f"not told as a former name: {words!r}")
            if value not in self.names(told["subject"]):
                raise Underivable(f"not what it is called: {value!r}")
            return str(value)
        return self._winner(told, text)

    def _winner(self, told: Row, text: str) -> Value:
        for cue, lost in (
            (r"\b(?:lost|losing) to\b|\bwas (?:defeated|beaten) by\b", True),
            (r"\b(?:defeated|beat|overcame|outpolled)\b", False),
        ):
            if match := re.search(cue, text):
                behind = text[match.end() :]
                winner = next(
                    str(i)
                    for i in range(len(self.row["vertexSet"]))
                    if told["value"] in self.names(str(i))
                )
                if _any_stands(self.names(winner), behind) == lost:
                    return str(self.same[int(winner)])
                raise Underivable(f"{told['value']} did not win")
        raise Underivable("no contest is told")

    def shown(
        self, subject: Value, relation: str, value: Value
    ) -> Iterator[tuple[bool, list[int]]]:
        """Whether labels of a fact have evidence, and sentences that show it, label by label."""
        if relation in _TOLD:
            yield False, [self.told[subject]["sentence"]]
            return
        for other, label in self.labels(subject, relation):
            if relation in _DATED:
                if self._date_of(other) != value:
                    continue
            elif str(other) != value:
                continue
            if label["evidence"]:
                yield True, list(label["evidence"])
            elif relation not in _WITH_EVIDENCE:
                both = self._mentioned(int(subject)) & self._mentioned(other)
                yield False, sorted(both)

    def _mentioned(self, entity: int) -> set[int]:
        return {
            mention["sent_id"]
            for i, mentions in enumerate(self.row["vertexSet"])
            if self.same[i] == self.same[entity]
            for mention in mentions
        }

    def around(self, value: Value) -> frozenset[Value]:
        """All places that a place is said to lie in, directly or not, itself included."""
        seen, left = {value}, [value]
        while left:
            at = left.pop()
            for relation in ("P131", "P17", "P30", "P361", "P706"):
                for other, _ in self.labels(at, relation):
                    if str(other) not in seen:
                        seen.add(str(other))
                        left.append(str(other))
        return frozenset(seen)


@dataclass(frozen=True)
class World:
    """The document's world, or the one in which the row's change is made."""

    paper: Paper
    change: Row | None = None

    def values(self, subject: Value, relation: str) -> frozenset[Value]:
        """What the relation has for the subject here."""
        found = self.paper.values(subject, relation)
        change = self.change
        if change and (change["subject"], change["relation"]) == (subject, relation):
            found -= {change["from"]}
            if change["to"] is not None:
                found |= {change["to"]}
        return found

    def one(self, subject: Value, relation: str, used: set[tuple[str, str, str]]) -> Value:
        """The only value of a relation.

        Raises:
            Underivable: it has none or several.
        """
        found = self.values(subject, relation)
        if len(found) != 1:
            raise Underivable(f"{relation} of {subject} has {len(found)} values")
        (value,) = found
        self._use(subject, relation, value, used)
        return value

    def _use(
        self, subject: Value, relation: str, value: Value, used: set[tuple[str, str, str]]
    ) -> None:
        if value in self.paper.values(subject, relation):
            used.add((subject, relation, value))

    def answer(self, query: Row) -> Derived:
        """The answer to a query.

        Raises:
            Underivable: there is none, or not one alone.
        """
        used: set[tuple[str, str, str]] = set()
        value, spellings = getattr(self, f"_{query['kind']}")(query, used)
        return Derived(value, spellings, frozenset(used))

    def _walk(self, query: Row, used: set[tuple[str, str, str]]) -> Value:
        at: Value = query["subjects"][0]
        for relation in query["path"]:
            at = self.one(at, relation, used)
        return at

    def _follow(self, query: Row, used: set[tuple[str, str, str]]) -> tuple[object, None]:
        return self._walk(query, used), None

    def _name(self, query: Row, used: set[tuple[str, str, str]]) -> tuple[object, frozenset[str]]:
        name = self._walk(query, used)
        return name, frozenset({name})

    def _amount(self, query: Row, used: set[tuple[str, str, str]]) -> tuple[object, frozenset[str]]:
        return _counted(int(self._walk(query, used)), grouped=True)

    def _year(self, query: Row, used: set[tuple[str, str, str]]) -> tuple[object, frozenset[str]]:
        year = int(self._walk(query, used)[:4])
        return year, frozenset({str(year)})

    def _decade(self, query: Row, used: set[tuple[str, str, str]]) -> tuple[object, frozenset[str]]:
        year = int(self._walk(query, used)[:4])
        name = f"{year - year % 10}s"
        return name, frozenset({name, f"the {name}"})

    def _century(
        self, query: Row, used: set[tuple[str, str, str]]
    ) -> tuple[object, frozenset[str]]:
        year = int(self._walk(query, used)[:4])
        name = f"{_ordinal(-(-year // 100))} century"
        return name, frozenset({name, f"the {name}"})

    def _month(self, query: Row, used: set[tuple[str, str, str]]) -> tuple[object, frozenset[str]]:
        year, month = self._walk(query, used).split("-")[:2]
        name = f"{_MONTHS[int(month) - 1].capitalize()} {int(year)}"
        return name, frozenset({name})

    def _date(self, query: Row, used: set[tuple[str, str, str]]) -> tuple[object, frozenset[str]]:
        when = date.fromisoformat(self._walk(query, used))
        month = _MONTHS[when.month - 1].capitalize()
        return when, frozenset(
            {f"{when.day} {month} {when.year}", f"{month} {when.day}, {when.year}"}
        )

    def _age(self, query: Row, used: set[tuple[str, str, str]]) -> tuple[object, frozenset[str]]:
        (subject,) = query["subjects"]
        born, died = (
            date.fromisoformat(self.one(subject, relation, used)) for relation in query["path"]
        )
        age = 0  # birthdays are counted, one by one
        while (born.year + age + 1, born.month, born.day) <= (died.year, died.month, died.day):
            age += 1
        return _counted(age)

    def _turned(self, query: Row, used: set[tuple[str, str, str]]) -> tuple[object, frozenset[str]]:
        start, end = (
            int(self.one(subject, relation, used)[:4])
            for subject, relation in zip(query["subjects"], query["path"], strict=True)
        )
        if end < start:
            raise Underivable("it ends before it starts")
        return _counted(len(range(start, end)))

    def _gap(self, query: Row, used: set[tuple[str, str, str]]) -> tuple[object, frozenset[str]]:
        years = sorted(
            int(self.one(subject, relation, used)[:4])
            for subject, relation in zip(query["subjects"], query["path"], strict=True)
        )
        return _counted(len(range(*years)))

    def _aged(self, query: Row, used: set[tuple[str, str, str]]) -> tuple[object, frozenset[str]]:
        return _counted(self._since(query, used))

    def _anniversary(
        self, query: Row, used: set[tuple[str, str, str]]
    ) -> tuple[object, frozenset[str]]:
        name = _ordinal(self._since(query, used))
        return name, frozenset({name, f"the {name}"})

    def _since(self, query: Row, used: set[tuple[str, str, str]]) -> int:
        start = int(self.one(query["subjects"][0], query["path"][0], used)[:4])
        if query["year"] <= start:
            raise Underivable(f"{query['year']} is not after {start}")
        return len(range(start, query["year"]))

    def _before(self, query: Row, used: set[tuple[str, str, str]]) -> tuple[object, frozenset[str]]:
        one, other = (
            self.one(subject, relation, used)
            for subject, relation in zip(query["subjects"], query["path"], strict=True)
        )
        earlier = _is_earlier(one, other)
        if earlier is None:
            raise Underivable(f"{one} and {other} cannot be told apart")
        name = "yes" if earlier else "no"
        return name, frozenset({name})

    def _first(self, query: Row, used: set[tuple[str, str, str]]) -> tuple[object, None]:
        return self._extreme(query, used, first=True), None

    def _last(self, query: Row, used: set[tuple[str, str, str]]) -> tuple[object, None]:
        return self._extreme(query, used, first=False), None

    def _extreme(self, query: Row, used: set[tuple[str, str, str]], *, first: bool) -> Value:
        (relation,) = query["path"]
        subjects: list[Value] = query["subjects"]
        dates = {subject: self.one(subject, relation, used) for subject in subjects}
        left = [
            one
            for one in dates
            if all(
                _is_earlier(*(dates[one], dates[other])[:: 1 if first else -1])
                for other in dates
                if other != one
            )
        ]
        if len(left) != 1:
            raise Underivable(f"{len(left)} come {'first' if first else 'last'}")
        return left[0]

    def _those(self, query: Row, used: set[tuple[str, str, str]]) -> list[Value]:
        (relation,) = query["path"]
        found = []
        for subject in query["subjects"]:
            values = self.values(subject, relation)
            for value in values:
                self._use(subject, relation, value, used)
            if query["value"] in values:
                found.append(subject)
        return found

    def _count(self, query: Row, used: set[tuple[str, str, str]]) -> tuple[object, frozenset[str]]:
        number, spellings = _counted(len(self._those(query, used)))
        return number, spellings if number else frozenset({"0", "none"})

    def _which(self, query: Row, used: set[tuple[str, str, str]]) -> tuple[object, None]:
        found = self._those(query, used)
        if not 0 < len(found) < len(query["subjects"]):
            raise Underivable(f"{len(found)} of {len(query['subjects'])}")
        return tuple(found), None


def moved(when: Value, *, years: int, months: int, days: int) -> Value:
    """A date so much later.

    Raises:
        ValueError: there is no such day.
    """
    parts = [int(part) for part in when.split("-")]
    parts[0] += years
    for _ in range(abs(months)):
        parts[1] += 1 if months > 0 else -1
        if parts[1] in (0, 13):
            parts[0] += 1 if months > 0 else -1
            parts[1] = 12 if months < 0 else 1
    if len(parts) < 3:
        return "-".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])])
    return (date(*parts) + timedelta(days=days)).isoformat()


def _is_earlier(one: Value, other: Value) -> bool | None:
    """Whether a date comes before another; None if the dates do not tell."""
    size = min(len(one), len(other))
    return None if one[:size] == other[:size] else one[:size] < other[:size]


def _counted(number: int, *, grouped: bool = False) -> tuple[int, frozenset[str]]:
    found = {str(number)}
    if grouped and number > 999:
        found.add(f"{number:,}")
    elif number <= 10:
        found.add(_NUMBERS[number] if number else "none")
    return number, frozenset(found)


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}" + {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _any_stands(names: frozenset[str], text: str) -> bool:
    return any(stands_in(name, text) for name in names)


def _in_order(words: str, text: str) -> bool:
    """Whether all words stand in the text, one after the other."""
    at = 0
    for word in words.split():
        found = text.find(word, at)
        if found < 0:
            return False
        at = found + len(word)
    return True
