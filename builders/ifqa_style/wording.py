"""Facts in words: names at first mention, what they are called after that, and whole clauses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from irrealis.builders.ifqa_style.facts import Facts
from irrealis.builders.ifqa_style.kinds import class_noun
from irrealis.builders.ifqa_style.things import CHARACTER, CONTINENT, COUNTRY, PERSON, PLACE, Thing

_SLOT = re.compile(r"\{([^{}]+)\}")
_FORMS = {
    "subject": {"male": "he", "female": "she", "thing": "it", "plural": "they"},
    "object": {"male": "him", "female": "her", "thing": "it", "plural": "them"},
    "possessive": {"male": "his", "female": "her", "thing": "its", "plural": "their"},
}
_PLACES = (PLACE, COUNTRY, CONTINENT)
_PREPOSITIONS = ("in", "at", "by", "for", "of", "to")


class Unsayable(Exception):
    """This wording does not read well for these things."""


@cache
def wordings() -> Mapping[str, Any]:
    """`wordings.yaml`."""
    text = (files("irrealis.builders.ifqa_style") / "wordings.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def preposition(verb: str) -> str:
    """The preposition that a verb phrase ends with, with a space behind it.

    >>> preposition("been born in"), preposition("attended")
    ('in ', '')
    """
    last = verb.split()[-1]
    return f"{last} " if last in _PREPOSITIONS else ""


def listed(names: Sequence[str], *, by: str = "and") -> str:
    """Names in a row.

    >>> listed(["A", "B", "C"])
    'A, B and C'
    """
    return f"{', '.join(names[:-1])} {by} {names[-1]}" if len(names) > 1 else names[0]


@dataclass
class Speaker:
    """Says things of one document; it remembers what the sentence has named."""

    facts: Facts
    named: list[int] = field(default_factory=list)

    def thing(self, index: int) -> Thing:
        """The thing, which has a name: a case is about no other."""
        thing = self.facts.thing(index)
        assert thing is not None  # noqa: S101 see above
        return thing

    def name(self, index: int) -> str:
        """The name of a thing, which must not have been named before."""
        if index in self.named:
            raise Unsayable("a name twice")
        self.named.append(index)
        return self.thing(index).text

    def of(self, index: int) -> str:
        """The possessive of a name; of titles, plurals and long names there is none."""
        thing = self.thing(index)
        if thing.quoted or thing.plural or len(thing.text.split()) > 4 or thing.name[-1] in "s.)":
            raise Unsayable("no 's on such a name")
        return f"{self.name(index)}'s"

    def again(self, index: int, form: str) -> str:
        """A pronoun, a surname, or "the film": what a thing that was named is called next.

        Raises:
            Unsayable: nothing of the kind is sure to mean it.
        """
        thing = self.thing(index)
        if index not in self.named:
            return self.of(index) if form == "possessive" else self.name(index)
        rivals = [self.thing(other) for other in self.named if other != index]
        if thing.kind in (PERSON, CHARACTER):
            others = [rival for rival in rivals if rival.kind in (PERSON, CHARACTER)]
            if thing.gender and all(one.gender not in (thing.gender, None) for one in others):
                return _FORMS[form][thing.gender]
            return self._surname(thing, others) + ("'s" if form == "possessive" else "")
        if not any(
            rival.kind not in (PERSON, CHARACTER)
            and (rival.kind in _PLACES) == (thing.kind in _PLACES)
            and not (rival.kind in (COUNTRY, CONTINENT) and thing.kind == PLACE)
            for rival in rivals
        ):
            return _FORMS[form]["plural" if thing.plural else "thing"]
        noun = class_noun(self.facts, index)
        if noun is None or any(class_noun(self.facts, rival.index) == noun for rival in rivals):
            raise Unsayable("nothing to call it by")
        if form == "possessive":
            return f"the {noun}'s"
        return f"the {noun}"

    @staticmethod
    def _surname(thing: Thing, others: Sequence[Thing]) -> str:
        words = thing.name.split()
        last = words[-1]
        if len(words) < 2 or not last[:1].isupper() or not last.isalpha():
            raise Unsayable("no surname")
        if last not in thing.aliases or any(last in thing.name.split() for thing in others):
            raise Unsayable("the passage does not use the surname")
        return last

    def role(self, index: int, noun: str) -> str:
        """What stands in a relation to a thing: "the director of X", later "its director"."""
        if index not in self.named:
            return f"the {noun} of {self.name(index)}"
        pronoun = self.again(index, "possessive")
        if pronoun.endswith("'s") and not pronoun.startswith("the "):
            return f"{pronoun} {noun}"
        return f"the {noun} of {pronoun[:-2]}" if pronoun.endswith("'s") else f"{pronoun} {noun}"

    def say(self, template: str, **slots: int | str) -> str:
        """A template with its slots filled, from left to right.

        `{s}` names the thing in slot `s`, or calls it again; `{s's}` is its possessive, `{s:obj}`
        its object form; `{sis}` and `{swas}` agree with it; a text stands as it is.
        """

        def filled(match: re.Match[str]) -> str:
            key = match[1]
            if key in slots and isinstance(slots[key], str):
                return str(slots[key])
            if key in slots:
                return self.again(int(slots[key]), "subject")
            base = key.removesuffix("'s").removesuffix(":obj")
            if base in slots and key.endswith("'s"):
                return self.again(int(slots[base]), "possessive")
            if base in slots and key.endswith(":obj"):
                return self.again(int(slots[base]), "object")
            for word, (one, many) in _AGREEING.items():
                if key.endswith(word) and key.removesuffix(word) in slots:
                    plural = self.thing(int(slots[key.removesuffix(word)])).plural
                    return many if plural else one
            raise KeyError(key)

        return _SLOT.sub(filled, template)


_AGREEING = {
    "is": ("is", "are"),
    "was": ("was", "were"),
    "has": ("has", "have"),
    "does": ("does", "do"),
}


def sentence(text: str) -> str:
    """A clause as a question: with a capital and a question mark.

    >>> sentence("in what year was X born")
    'In what year was X born?'
    """
    return f"{text[0].upper()}{text[1:]}?"
