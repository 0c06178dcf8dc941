"""What a text gives that no relation of DocRED does: numbers of things, earlier names, outcomes.

Read off plain sentences, as in `happenings`: a number right behind a verb and its subject, a name
that is said to be a former one, a winner and a loser on either side of a verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from irrealis.builders.ifqa_style.happenings import verbs
from irrealis.builders.ifqa_style.sentences import Sentence
from irrealis.builders.ifqa_style.things import ORGANIZATION, PERSON, Thing
from irrealis.builders.redocred_cf.documents import Document

from irrealis.text.tokens import untokenized, word_set

_NUMERALS = {
    word: number
    for number, word in enumerate(
        re.findall(
            r"\w+",
            "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
            "sixteen seventeen eighteen nineteen twenty",
        ),
        start=2,
    )
}
_PRESENT = {
    "contains": ("contain", "contained"),
    "features": ("feature", "featured"),
    "has": ("have", "had"),
    "comprises": ("comprise", "comprised"),
    "serves": ("serve", "served"),
    "operates": ("operate", "operated"),
    "includes": ("include", "included"),
}
_MEASURES = word_set(
    """times years months days weeks hours miles kilometres kilometers meters metres feet acres
    others states"""
)
_FORMER = frozenset({"formerly", "originally", "previously", "initially"})
_CALLED = frozenset({"called", "named", "titled", "as"})
_BEAT = frozenset({"defeated", "beat", "overcame", "outpolled"})
_CLASSES = word_set(
    """village town city municipality band group company song album film movie series show
    school college university club team party newspaper magazine airline station railway
    district street building museum organization organisation league channel network label
    product game book novel ship river lake bridge park"""
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """`subject` does (or did) so many `things`; of a place's people, `things` is empty."""

    subject: int
    number: int
    spelled: str
    sent: int
    base: str = ""
    past: str = ""
    participle: str = ""
    things: str = ""
    present: bool = False


@dataclass(frozen=True, slots=True)
class Renaming:
    """What the passage is about bore another name before; `noun` is what kind of thing it is."""

    subject: int
    now: str
    before: str
    noun: str
    sent: int


@dataclass(frozen=True, slots=True)
class Contest:
    """`winner` beat `loser`."""

    winner: int
    loser: int
    sent: int

    @property
    def subject(self) -> int:
        """The one that the sentence is about."""
        return self.winner


def premises(
    document: Document, things: Sequence[Thing | None], stands_for: Sequence[int]
) -> Iterator[Quantity | Renaming | Contest]:
    """All that can be read, in the order of the text."""
    renamed = False
    for sentence in _Reader.each(document, things, stands_for):
        yield from sentence.quantities()
        yield from sentence.contests()
        if not renamed and (found := sentence.renaming()):
            renamed = True
            yield found


class _Reader(Sentence):
    __slots__ = ()

    def _subject(self) -> tuple[Thing, int] | None:
        at = 1 if self._at(0) == "The" and 1 in self.starts else 0
        if at in self.starts:
            subject, end = self.thing(at)
        else:
            subject, end = self.meant(self._at(0)), 1
        return (subject, end) if subject else None

    def quantities(self) -> Iterator[Quantity]:
        """Numbers that stand right behind a verb and its subject; people of a place."""
        if self.tokens[:2] == ("The", "population") and self._at(2) == "was" and self.hero:
            yield from self._people(self.hero, 3)
        for subject, at in self._subjects():
            if subject.plural:
                continue
            if self.tokens[at : at + 4] in (
                ("has", "a", "population", "of"),
                ("had", "a", "population", "of"),
            ):
                yield from self._people(subject, at + 4)
            elif (found := self._counted(subject, at)) is not None:
                yield found

    def _counted(self, subject: Thing, at: int) -> Quantity | None:
        verb = verbs()[0].get(self._at(at)) or verbs()[1].get(self._at(at))
        present = self._at(at) in _PRESENT
        if self._at(at) == "has" and (done := verbs()[1].get(self._at(at + 1))):
            verb, present, at = done, False, at + 1
        if present:
            base, participle = _PRESENT[self._at(at)]
            forms = base, participle, participle
        elif verb is not None:
            forms = verb.base, verb.past, verb.participle
        else:
            return None
        at += 1
        link = self._at(at) if self._at(at) in ("in", "for", "of") else ""
        at += bool(link)
        number, end = self._number(at)
        if number is None or number < 2:
            return None
        noun = [self._at(end)]
        if not self._plural(noun[0]):
            noun.append(self._at(end + 1))
        if not re.fullmatch(r"[a-z]+", noun[0]) or not self._plural(noun[-1]):
            return None
        if self._at(end + len(noun)) in ("-", "and"):
            return None
        base, past, participle = (f"{form} {link}".strip() for form in forms)
        return Quantity(
            subject.index, number, " ".join(self.tokens[at:end]), self.sent, base, past,
            participle, " ".join(noun), present,
        )  # fmt: skip

    def _subjects(self) -> Iterator[tuple[Thing, int]]:
        """Things in whose place a verb may follow, with the token behind them."""
        if (opening := self._subject()) is not None:
            yield opening
        elif self._at(0) == "The" and self._at(1) in _CLASSES and self.hero:
            yield self.hero, 2
        for start in self.starts:
            subject, end = self.thing(start)
            if subject and start > 1 and self._at(start - 1) in (",", "that", "which"):
                yield subject, end

    @staticmethod
    def _plural(word: str) -> bool:
        if word in ("people", "children", "men", "women"):
            return True
        return bool(re.fullmatch(r"[a-z]+[^su\W]s", word)) and word not in _MEASURES

    def _people(self, place: Thing, at: int) -> Iterator[Quantity]:
        number, end = self._number(at)
        if number is not None and number > 10 and place.kind == "place" and self._at(end) != "-":
            yield Quantity(place.index, number, " ".join(self.tokens[at:end]), self.sent)

    def _number(self, at: int) -> tuple[int | None, int]:
        """The number that is mentioned at a token, and the token after it."""
        if at not in self.starts:
            return None, at
        entity, end = self.starts[at]
        text = " ".join(self.tokens[at:end])
        if self.document.entities[entity].type != "NUM":
            return None, at
        return read_number(text), end

    def contests(self) -> Iterator[Contest]:
        """Mentions on either side of "defeated", "lost to" and the like."""
        for subject, at in self._subjects():
            lost = False
            words = self.tokens[at : at + 3]
            if words[:1] and words[0] in _BEAT:
                at += 1
            elif words[:2] == ("lost", "to") or words[:2] == ("losing", "to"):
                at, lost = at + 2, True
            elif words == ("was", "defeated", "by") or words == ("was", "beaten", "by"):
                at, lost = at + 3, True
            else:
                continue
            for start in range(at, at + 6):
                if start in self.starts:
                    other, end = self.thing(start)
                    if other is None or other == subject or self._at(end) == "'s":
                        break
                    if other.kind == subject.kind and subject.kind in (PERSON, ORGANIZATION):
                        pair = (other, subject) if lost else (subject, other)
                        yield Contest(pair[0].index, pair[1].index, self.sent)
                        return
                if self._at(start) in (",", ".", ";", "(", "in", "at", "by", "to"):
                    break

    def renaming(self) -> Renaming | None:
        """A former name of what the passage is about, in its first sentences."""
        hero = self.hero
        if hero is None or hero.kind in (PERSON, "country") or self.sent > 3:
            return None
        noun = _class(self.document.sents[0])
        if noun is None:
            return None
        for at, token in enumerate(self.tokens):
            if token not in _FORMER or self._at(at - 1) not in (",", "(", ";", "(;", "was", "and"):
                continue
            begin = at + 1
            if self._at(begin) == "known" and self._at(begin + 1) == "as":
                begin += 2
            elif self._at(begin) in _CALLED - {"as"}:
                begin += 1
            elif self._at(at - 1) == "was":
                continue
            begin += self._at(begin) in ("the", "The", '"')
            end = begin
            while re.match(r"[A-ZÀ-Þ0-9]", self._at(end)) or (
                self._at(end) in ("of", "de", "and", "-")
                and re.match(r"[A-ZÀ-Þ]", self._at(end + 1))
            ):
                end += 1
            name = untokenized(" ".join(self.tokens[begin:end]))
            if end == begin or self._at(end) not in (
                ")",
                "(",
                ",",
                ".",
                ";",
                '"',
                "until",
                "and",
                "before",
            ):
                continue
            if name.casefold() == hero.name.casefold():
                continue
            return Renaming(hero.index, hero.name, name, noun, self.sent)
        return None


def _class(tokens: Sequence[str]) -> str | None:
    """What kind of thing the first sentence says that it is: "is a village in ..."."""
    for at, token in enumerate(tokens):
        if token in ("is", "was") and tokens[at + 1 : at + 2] in (("a",), ("an",), ("the",)):
            for end in range(at + 2, min(at + 9, len(tokens))):
                following = tokens[end + 1] if end + 1 < len(tokens) else "."
                if tokens[end] in _CLASSES and following in (
                    "in", "of", "by", "from", "located", ",", ".", "and", "that", "based", "which",
                    "on", "at", "for", "written", "recorded", "released",
                ):  # fmt: skip
                    return tokens[end]
            return None
    return None


def read_number(text: str) -> int | None:
    """A whole number, in digits or in words up to twenty; None for any other.

    >>> read_number("7,284"), read_number("ten"), read_number("3.5"), read_number("over 100")
    (7284, 10, None, None)
    """
    if text.lower() in _NUMERALS:
        return _NUMERALS[text.lower()]
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+|\d+", text):
        return int(text.replace(",", ""))
    return None
