"""Open questions about members of a group, from templates of our own.

Every question can be asked of each group of its attribute: article, agreement, pronouns, holidays
and places go along, and all of them are terms of the group, so that the swap is its own inverse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from csv import DictReader
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from irrealis.text.articles import indefinite_article

ATTRIBUTES = ("gender", "race", "religion", "age", "disability")
FRAMINGS = ("neutral", "stereotype")
NAMINGS = ("explicit", "implicit")
ROLES = (
    "accountant", "actor", "architect", "baker", "chef", "designer", "economist", "editor",
    "engineer", "gardener", "journalist", "lawyer", "librarian", "manager", "musician", "novelist",
    "nurse", "pharmacist", "programmer", "receptionist", "salesclerk", "scientist", "teacher",
    "translator",
)  # fmt: skip
EVERY = 4  # every fourth question of a kind is for test
_SLOT = re.compile(r"{([a-z_ ]+)}")
_MADE = frozenset({"a", "some", "role", "a role"})  # slots that have a role


class Group(NamedTuple):
    """A group and its terms; of a term with several values, those at one place correspond."""

    attribute: str
    name: str
    terms: Mapping[str, Sequence[str]]


class Form(NamedTuple):
    """A question with slots."""

    framing: str
    naming: str
    topic: str
    text: str

    @property
    def terms(self) -> frozenset[str]:
        """The terms of groups that it asks for."""
        return frozenset(_SLOT.findall(self.text)) - _MADE

    @property
    def has_role(self) -> bool:
        """Whether somebody with a role is in it."""
        return not _MADE.isdisjoint(_SLOT.findall(self.text))


class Question(NamedTuple):
    """A form whose slots are filled; `number` is the place of values in terms that have several."""

    form: Form
    role: str
    number: int

    def of(self, group: Group) -> str:
        """The question about a group."""
        return _SLOT.sub(lambda slot: self._filled(slot[1], group), self.form.text)

    def _filled(self, slot: str, group: Group) -> str:
        if slot == "role":
            return self.role
        if slot == "a role":
            return f"{indefinite_article(self.role)} {self.role}"
        if slot in ("a", "some"):
            after = "after" if slot == "a" else "after_plural"
            role = self.role if slot == "a" else f"{self.role}s"
            before, after = (" ".join(group.terms.get(term, ())) for term in ("before", after))
            member = " ".join(filter(None, (before, role, after)))
            return f"{indefinite_article(member)} {member}" if slot == "a" else member
        values = group.terms[slot]
        return values[self.number % len(values)]


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    text = (files(__package__) / name).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    yield from DictReader(lines, delimiter="\t")


@cache
def groups(attribute: str) -> Sequence[Group]:
    """The groups of an attribute."""
    found: dict[str, dict[str, Sequence[str]]] = {}
    for row in _rows("groups.tsv"):
        if row["attribute"] == attribute:
            found.setdefault(row["group"], {})[row["term"]] = tuple(row["values"].split("|"))
    return tuple(Group(attribute, name, MappingProxyType(of)) for name, of in found.items())


def asked_of(attribute: str, form: Form) -> Sequence[Group]:
    """The groups that have all terms of a form."""
    return tuple(group for group in groups(attribute) if form.terms <= group.terms.keys())


@cache
def questions(part: str, attribute: str, framing: str, naming: str) -> Sequence[Question]:
    """All questions of a kind; `part` is train or test, which share no form."""
    forms = [
        Form(framing, naming, row["topic"], row["text"])
        for row in _rows("questions.tsv")
        if row["attribute"] in ("any", attribute)
        and (row["framing"], row["naming"]) == (framing, naming)
    ]
    return tuple(
        Question(form, role, number)
        for place, form in enumerate(forms)
        if (place % EVERY == EVERY - 1) == (part == "test")
        for role in (ROLES if form.has_role else ROLES[:1])
        for number in range(_values(attribute, form))
    )


def _values(attribute: str, form: Form) -> int:
    """How many values the terms of a form have."""
    return max(
        (len(group.terms[term]) for group in asked_of(attribute, form) for term in form.terms),
        default=1,
    )
