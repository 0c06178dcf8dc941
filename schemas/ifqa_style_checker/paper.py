"""The document of a row, looked up by what is asked of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

from irrealis.text.demonyms import demonym_of
from irrealis.text.tokens import running_text, stands_in, untokenized

Row: TypeAlias = Mapping[str, Any]
Key: TypeAlias = tuple[str, str, str]
"""A fact: subject, relation, value; things by the number of their entity."""


MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = "(?P<month>" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS) + r"|sept)\.?"
_DATES = tuple(
    re.compile(rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?{pattern}", re.IGNORECASE)
    for pattern in (
        rf"(?P<day>\d\d?)(?:st|nd|rd|th)? {_MONTH}(?:, ?| )(?P<year>\d{{4}})",
        rf"{_MONTH} (?P<day>\d\d?)(?:st|nd|rd|th)?(?:, ?| )(?P<year>\d{{4}})",
        rf"{_MONTH}(?:, ?| of | )(?P<year>\d{{4}})",
        r"(?P<year>\d{4})",
    )
)
# words of questions, which a name may be, too
_OF_QUESTIONS = frozenset(
    re.findall(
        "[a-z]+",
        "who whom whose what which where when how why if had were would not never in to by from"
        " with of on the a an it its he him his she her they them their and or that there one",
    )
)
DATED = frozenset({"P569", "P570", "P571", "P577", "P585"})
NESTED = frozenset({"P19", "P20", "P131", "P159", "P276"})
# the same fact told from its other end
_CONVERSE = {
    "P131": "P150",
    "P749": "P355",
    "P361": "P527",
    "P1344": "P710",
    "P155": "P156",
    "P36": "P1376",
    "P1366": "P1365",
    "P26": "P26",
    "P3373": "P3373",
    "P1441": "P674",
}


class Underivable(Exception):
    """The words, or the document, do not give an answer; the message says why."""


class Untold(Underivable):
    """The words are read, but the document has no value of a relation for a thing."""

    def __init__(self, subject: str, relation: str) -> None:
        """Of which thing, by which relation."""
        super().__init__(f"{relation} of {subject} has no value")
        self.subject, self.relation = subject, relation


@dataclass(frozen=True, slots=True)
class Change:
    """What a condition changes, in texts in which ⟦number⟧ stands for any name of a thing."""

    kind: str
    target: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Derived:
    """An answer: things by number, or the texts that say it; and the facts it follows from."""

    things: frozenset[str]
    texts: frozenset[str]
    facts: frozenset[Key]
    change: Change | None = None


def read_date(text: str) -> str | None:
    """A year, month or day as "1953", "1953-04", "1953-04-06"; None for any other time."""
    tidy = re.sub(r"\s*,\s*", ", ", " ".join(text.split())).strip()
    for pattern in _DATES:
        if match := pattern.fullmatch(tidy):
            parts = match.groupdict()
            year = int(parts["year"])
            if not 1000 <= year <= 2999:
                return None
            if not parts.get("month"):
                return f"{year:04}"
            month = [name[:3] for name in MONTHS].index(parts["month"][:3].lower()) + 1
            if not parts.get("day"):
                return f"{year:04}-{month:02}"
            try:
                return date(year, month, int(parts["day"])).isoformat()
            except ValueError:
                return None
    return None


@dataclass(frozen=True)
class Paper:
    """A row of `documents`, to be asked."""

    row: Row

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
        if (hero := self._hero) is not None:
            found[hero].add(self._title)
        return tuple(frozenset(found[self.same[i]]) for i in range(len(self.same)))

    @cached_property
    def _title(self) -> str:
        return str(re.sub(r" *\([^()]*\) *$", "", self.row["title"].partition(" ### ")[0]))

    @cached_property
    def _hero(self) -> int | None:
        """The person whose full name has all words of the title in their order."""
        inside = ".*".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in self._title.split())
        found = {
            self.same[i]
            for i, entity in enumerate(self.row["vertexSet"])
            for mention in entity
            if mention["type"] == "PER" and re.search(f"{inside}$", mention["name"])
        }
        return min(found) if len(found) == 1 and " " in self._title else None

    @cached_property
    def owners(self) -> Mapping[str, frozenset[int]]:
        """For each name without article the things that bear it."""
        found: dict[str, set[int]] = {}
        for i, names in enumerate(self.called):
            if all(one["type"] in ("TIME", "NUM") for one in self.row["vertexSet"][i]):
                continue  # dates and numbers are read as such
            for name in names:
                bare = re.sub(r"^[Tt]he ", "", name)
                if bare.lower() not in _OF_QUESTIONS:
                    found.setdefault(bare, set()).add(self.same[i])
        return {name: frozenset(owners) for name, owners in found.items()}

    @cached_property
    def _longest_first(self) -> tuple[str, ...]:
        return tuple(sorted(self.owners, key=lambda name: (-len(name), name)))

    def names(self, thing: str) -> frozenset[str]:
        """All that a thing may be called."""
        return self.called[int(thing)]

    def masked(self, text: str) -> str:
        """The text with each name, its article and its quotation marks as the number of its thing.

        Raises:
            Underivable: a name that two things bear.
        """
        found: dict[str, frozenset[int]] = {}
        for name in self._longest_first:
            if len(name) < 2 or name not in text or not stands_in(name, text):
                continue
            mark = f"⟦x{len(found)}⟧"
            pattern = rf'(?:\b[Tt]he )?"?(?:\b[Tt]he )?(?<![\w⟦]){re.escape(name)}(?![\w⟧])"?'
            text, count = re.subn(pattern, mark, text)
            if count:
                found[mark] = self.owners[name]
        for mark, owners in found.items():
            if mark not in text:
                continue
            if len(owners) > 1:
                raise Underivable(f"a name that {len(owners)} things bear")
            text = text.replace(mark, f"⟦{min(owners)}⟧")
        return text

    def labels(self, relation: str) -> Iterator[tuple[str, str, Row]]:
        """All labels that say something by a relation, from either end."""
        converse = _CONVERSE.get(relation)
        for label in self.row["labels"]:
            head, tail = self.same[label["h"]], self.same[label["t"]]
            if head == tail:
                continue
            if label["r"] == relation:
                value = label["t"] if relation in DATED else tail
                yield str(head), str(value), label
            if label["r"] == converse:
                yield str(tail), str(head), label

    def values(self, subject: str, relation: str) -> frozenset[str]:
        """What the labels say that a relation has for a subject; of nested places the innermost.

        Raises:
            Underivable: dates that cannot be read, or that exclude one another.
        """
        found = {value for one, value, _ in self.labels(relation) if one == subject}
        if relation in DATED:
            dates = {self.date_of(int(value)) for value in found}
            if None in dates:
                raise Underivable(f"a date of {subject} by {relation} that cannot be read")
            finest = max((one for one in dates if one), key=len, default=None)
            if finest is None:
                return frozenset()
            if any(not finest.startswith(str(one)) for one in dates):
                raise Underivable(f"dates of {subject} by {relation} that exclude one another")
            return frozenset({finest})
        if relation in NESTED:
            nations = {value for _, value, _ in self.labels("P17")}
            if found - nations:
                found -= nations
            return frozenset(
                one
                for one in found
                if not any(entity != one and one in self.around(entity) for entity in found)
            )
        return frozenset(found)

    def subjects(self, relation: str, value: str) -> frozenset[str]:
        """The things for which any label gives this value."""
        return frozenset(one for one, other, _ in self.labels(relation) if other == value)

    def without(
        self, relation: str, known: frozenset[str], gone: str
    ) -> Iterator[tuple[str, frozenset[str]]]:
        """Other things of the types of the known ones, each with the values that labels give it.

        Left out are those that are said to be something of what is gone: its author, its seat.
        """
        entities = self.row["vertexSet"]
        its = {str(self.same[label["t"]]) for label in self.row["labels"]
               if str(self.same[label["h"]]) == gone}  # fmt: skip
        types = {mention["type"] for one in known for mention in entities[int(one)]}
        for i in sorted(set(self.same)):
            if (
                str(i) not in known | its | {gone}
                and {mention["type"] for mention in entities[i]} & types
            ):
                yield (
                    str(i),
                    frozenset(value for one, value, _ in self.labels(relation) if one == str(i)),
                )

    def date_of(self, entity: int) -> str | None:
        """The date that all mentions of an entity say; None if they do not say one."""
        mentions = self.row["vertexSet"][entity]
        dates = {read_date(mention["name"]) for mention in mentions}
        return (
            dates.pop() if {m["type"] for m in mentions} == {"TIME"} and len(dates) == 1 else None
        )

    def around(self, value: str) -> frozenset[str]:
        """All places that a place is said to lie in, directly or not, itself included."""
        seen, left = {value}, [value]
        while left:
            at = left.pop()
            for relation in ("P131", "P17", "P30", "P361", "P706"):
                for one, other, _ in self.labels(relation):
                    if one == at and other not in seen:
                        seen.add(other)
                        left.append(other)
        return frozenset(seen)

    def about(self, thing: str, sentence: int) -> bool:
        """Whether a sentence mentions a thing, or says "It" first, of what the passage is about.

        That is what the title names, or what the first sentence opens with.
        """
        types = {mention["type"] for mention in self.row["vertexSet"][int(thing)]}
        said = self.sentences[sentence].startswith("It ") and types != {"PER"}
        opens = any(
            mention["sent_id"] == 0 and mention["pos"][0] <= 1
            for i, mentions in enumerate(self.row["vertexSet"])
            if str(self.same[i]) == thing
            for mention in mentions
        )
        hero = opens or self._title in self.names(thing)
        return self.mentioned(thing, sentence) or (said and hero)

    def mentioned(self, thing: str, sentence: int) -> bool:
        """Whether a sentence mentions a thing."""
        return any(
            mention["sent_id"] == sentence
            for i, mentions in enumerate(self.row["vertexSet"])
            if str(self.same[i]) == thing
            for mention in mentions
        )
