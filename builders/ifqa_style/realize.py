"""From a case to English: slots of a template become names, pronouns, spans of years and lists.

A thing is named at its first mention in a sentence and goes by a pronoun after that, if its gender
is sure and no other thing in the sentence could be meant. A clause that would repeat a name where
people use a pronoun, or that would hang an 's on a title, is not written at all: another paraphrase
takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from irrealis.builders.ifqa_style.things import PERSON, Thing
from irrealis.builders.ifqa_style.world import Change, When, World

_SLOT = re.compile(r"\{([^{}]+)\}")
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SUBJECT = {"male": "he", "female": "she", None: "it"}
_OBJECT = {"male": "him", "female": "her", None: "it"}
_POSSESSIVE = {"male": "his", "female": "her", None: "its"}
_PRONOUNS = frozenset({"he", "she", "it", "him", "her"})


class Unsayable(Exception):
    """This paraphrase does not read well for these things."""


def in_words(number: int) -> str:
    """A number as running text has it: in letters up to ten."""
    return _WORDS[number] if 0 <= number <= 10 else f"{number:,}"


def span(moved: tuple[int, int, int]) -> dict[str, str]:
    """Slots that tell by how many years, months and days a date moves.

    >>> span((0, -2, 0))
    {'n': 'two months', 'dir': 'earlier', 'moved': 'brought forward by', 'until': ''}
    """
    number = sum(moved)
    unit = ("year", "month", "day")[next(at for at in range(3) if moved[at])]
    many = f"{in_words(abs(number))} {unit}{'' if abs(number) == 1 else 's'}"
    if (abs(number), unit) == (100, "year"):
        many = "a century"
    return {
        "n": many,
        "dir": "later" if number > 0 else "earlier",
        "moved": "delayed by" if number > 0 else "brought forward by",
        "until": f"until {many} later" if number > 0 else "",
    }


def listed(names: Sequence[str], *, by: str) -> str:
    """Names in a row.

    >>> listed(["A", "B", "C"], by="and")
    'A, B and C'
    """
    return f"{', '.join(names[:-1])} {by} {names[-1]}"


@dataclass
class Speaker:
    """Puts one sentence into words; it remembers what was mentioned.

    `subject` is the thing that is changed ({s}), `other` another ({t}), `person` one whose age is
    asked ({p}); each may be the same thing as another of them.
    """

    world: World
    change: Change
    roles: dict[str, str]
    subject: int = 0
    other: int | None = None
    person: int | None = None
    items: tuple[int, ...] = ()
    value: int | None = None
    words: dict[str, str] = field(default_factory=dict)
    mentioned: list[int] = field(default_factory=list)
    _clause: list[int] = field(default_factory=list)

    def say(self, template: str) -> str:
        """The clause, without capital and end mark.

        Raises:
            Unsayable: it would not read well.
        """
        self._clause = []
        return _SLOT.sub(self._filled, template)

    def _filled(self, match: re.Match[str]) -> str:
        text = self._slot(match[1])
        if match.string[: match.start()].endswith(" of ") and text in _PRONOUNS:
            raise Unsayable("nobody says the founding of it")
        return text

    def _told_by(self, index: int) -> int:
        """The thing itself, or the one that did what the text tells."""
        thing = self._thing(index)
        told = thing.clause or thing.premise
        return index if told is None else told.subject

    def _thing(self, index: int) -> Thing:
        thing = self.world.things[index]
        assert thing is not None  # noqa: S101 a case is about things that have names
        return thing

    def _named(self, index: int) -> str:
        self.mentioned.append(index)
        self._clause.append(index)
        return self._thing(index).text

    def _pronoun(self, index: int, forms: dict[str | None, str]) -> str | None:
        """A pronoun for a thing that was mentioned, or None if it has to be named."""
        if index not in self.mentioned:
            return None
        thing = self._thing(index)
        if (thing.kind == PERSON and thing.gender is None) or thing.plural:
            return None
        for other in self.mentioned:
            rival = self._thing(other)
            if other == index or (rival.kind in ("country", "continent") and thing.kind != "place"):
                continue
            if thing.kind == PERSON:
                if rival.kind == PERSON and rival.gender in (thing.gender, None):
                    return None
            elif rival.kind == thing.kind and other in (self.other, *self.items):
                return None
        self._clause.append(index)
        return forms[thing.gender]

    def _refer(self, index: int, forms: dict[str | None, str]) -> str:
        pronoun = self._pronoun(index, forms)
        if pronoun is not None:
            return pronoun
        if index in self._clause:
            raise Unsayable("a name twice in one clause")
        return self._named(index)

    def _possessive(self, index: int) -> str:
        pronoun = self._pronoun(index, _POSSESSIVE)
        if pronoun is not None:
            return pronoun
        if index in self._clause:
            raise Unsayable("a name twice in one clause")
        thing = self._thing(index)
        if thing.quoted or thing.plural or len(thing.text.split()) > 4 or thing.name[-1] in "s)":
            raise Unsayable("no 's on such a name")
        return f"{self._named(index)}'s"

    def _role(self) -> str:
        """What stands in the changed relation to the subject: "its director"."""
        noun = self.roles[self.change.relation]
        pronoun = self._pronoun(self.subject, _POSSESSIVE)
        if pronoun is not None:
            return f"{pronoun} {noun}"
        if self.subject in self._clause:
            raise Unsayable("a name twice in one clause")
        return f"the {noun} of {self._named(self.subject)}"

    def _slot(self, name: str) -> str:
        if name in self.words:
            if not self.words[name]:
                raise Unsayable("nothing is put off until earlier")
            return self.words[name]
        base, _, rest = name.partition(":")
        who = {
            slot: None if index is None else self._told_by(index)
            for slot, index in (("s", self.subject), ("t", self.other), ("p", self.person))
        }
        if name.endswith("!"):
            index = who[name[0]]
            assert index is not None  # noqa: S101 the template is of a case that has it
            return self._thing(index).text
        if name.endswith("'s") and name[:-2] in who:
            index = who[name[:-2]]
            assert index is not None  # noqa: S101
            return self._possessive(index)
        if base in who:
            index = who[base]
            assert index is not None  # noqa: S101
            return self._refer(index, _OBJECT if rest == "obj" else _SUBJECT)
        if name in ("is", "was", "its"):
            plural = self._thing(self.subject).plural
            forms = {"is": ("is", "are"), "was": ("was", "were"), "its": ("its", "their")}
            return forms[name][plural]
        if name == "twas":
            assert self.other is not None  # noqa: S101
            return "were" if self._thing(self.other).plural else "was"
        if name == "r":
            return self._role()
        if name == "r's":
            role = self._role()
            if role.startswith("the "):
                raise Unsayable("no 's on a phrase with of")
            return f"{role}'s"
        if name in ("old", "new"):
            value = self.change.old if name == "old" else self.change.new
            assert isinstance(value, int)  # noqa: S101
            return self._named(value)
        if name == "v":
            assert self.value is not None  # noqa: S101
            return self._named(self.value)
        if name in ("y1", "y2"):
            date = self.change.old if name == "y1" else self.change.new
            assert isinstance(date, When)  # noqa: S101
            return str(date.year)
        if name in ("a", "o"):
            names = [self._named(item) for item in self.items]
            return listed(names, by="and" if name == "a" else "or")
        raise KeyError(name)


def sentence(text: str) -> str:
    """A clause as a question: with a capital and a question mark.

    >>> sentence("in what year was X born")
    'In what year was X born?'
    """
    first = 1 if text.startswith('"') else 0
    if first:
        return f"{text}?"
    return f"{text[0].upper()}{text[1:]}?"
