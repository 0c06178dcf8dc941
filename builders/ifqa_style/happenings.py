"""What a text says happened in a year, read off its plainest sentences.

"In 1991 Anders moved to Bergen to study law ." has a subject that is annotated, a finite verb of
`verbs.tsv` right behind it, and a year that is annotated. Nothing is parsed: a sentence of any
other form tells nothing here, and a clause is given up at the first word that could refer to
something outside of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from irrealis.builders.ifqa_style.sentences import Sentence
from irrealis.builders.ifqa_style.things import PERSON, Thing
from irrealis.builders.redocred_cf.documents import Document

from irrealis.text.tokens import running_text, untokenized, word_set

_ENDS = word_set(
    """. , ; : ( ) – — which who whom whose where when while after before because but although
    though since until that if following during despite making becoming leaving using under
    being having thus so to"""
)
# words that point outside of the clause, or that make another claim of it
_POINTS = word_set(
    """it they them their its this that these those there here such same other another others
    one ones both former latter also then again still later instead however too thus soon
    nearly almost not never n't eventually finally subsequently once twice only even yet we us
    our i my you your respectively back - entitled titled called all first"""
)
_POINTS |= {'"', "``", "''", "'", "he", "she", "him", "himself", "herself"}
_DANGLING = word_set(
    """the a an of in on at by for with from to into and or as his her than about over through
    between against under ' `` '' \""""
)
_LONGEST = 12  # tokens behind the verb
_ADVERBS = frozenset(
    {"first", "officially", "formally", "originally", "finally", "later", "also", "then"}
)
# what a text calls the thing that it is about
_NOUNS = word_set(
    """band group company album song single film movie series show game school college
    university team club party station newspaper magazine building bridge village town city
    museum organization organisation ship book novel label airline network channel church
    orchestra league"""
)
# verbs that say something without an object
_COMPLETE = word_set(
    """die retire resign graduate emigrate marry debut surrender close open reopen return
    enlist divorce premiere"""
)
_COMPLETE_PASSIVE = word_set(
    """found establish create form release publish launch build dissolve abolish destroy
    demolish arrest execute assassinate kill murder"""
)
_STATES = word_set("serve work play reign rule hold keep stand sit live attend study run lead")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the table."""

    base: str
    past: str
    participle: str


@dataclass(frozen=True, slots=True)
class Happening:
    """A clause: `subject` did (or was done) `rest` in a year.

    Attributes:
        subject: number of the thing that is the clause's subject.
        date: what the text calls the date.
        rest: running text of what follows the verb.
    """

    subject: int
    date: str
    sent: int
    verb: Verb
    passive: bool
    rest: str
    others: tuple[int, ...]

    @property
    def past(self) -> str:
        """ "moved to Bergen"."""
        return self._with(f"was {self.verb.participle}" if self.passive else self.verb.past)

    @property
    def asked(self) -> str:
        """What a question has behind its subject: "move to Bergen", "elected mayor"."""
        return self._with(self.verb.participle if self.passive else self.verb.base)

    @property
    def participle(self) -> str:
        """ "moved to Bergen", "been elected mayor"."""
        return self._with(f"been {self.verb.participle}" if self.passive else self.verb.participle)

    def _with(self, verb: str) -> str:
        return f"{verb} {self.rest}".strip()


@cache
def verbs() -> tuple[Mapping[str, Verb], Mapping[str, Verb]]:
    """Verbs by their past and by their participle."""
    text = (files("irrealis.builders.ifqa_style") / "verbs.tsv").read_text("utf-8")
    rows = [Verb(*line.split("\t")) for line in text.splitlines() if line[:1] != "#"]
    return {verb.past: verb for verb in rows}, {verb.participle: verb for verb in rows}


class _Reader(Sentence):
    __slots__ = ()

    def _is_time(self, entity: int) -> bool:
        return self.document.entities[entity].type == "TIME"

    def read(self) -> Iterator[Happening]:
        """What the sentence tells of its subject, clause by clause as far as "and" joins them."""
        at, time = 0, None
        if self.tokens[0] in ("In", "On") and 1 in self.starts:
            entity, at = self.starts[1]
            if not self._is_time(entity):
                return
            time = 1
            at += self._at(at) == ","
        found = self._subject(at)
        if found is not None:
            found = found[0], self._behind_aside(found[1])
        while found is not None:
            subject, at = found
            clause, at = self._clause(subject, at, time)
            if clause is not None:
                yield clause
            at += self._at(at) == ","
            found = (subject, at + 1) if self._at(at) == "and" else None
            time = None

    def _subject(self, at: int) -> tuple[Thing, int] | None:
        """The subject of the sentence, and the token after it."""
        hero, token = self.hero, self._at(at)
        if token in ("The", "the"):
            at += 1
            if self._at(at) in _NOUNS and at not in self.starts:
                return (hero, at + 1) if hero and hero.kind not in (PERSON, "country") else None
        if at in self.starts:
            subject, end = self.thing(at)
            called = untokenized(" ".join(self.tokens[at:end]))
            if subject is not None and called not in subject.name:
                return None  # upstream may have two things for one
        else:
            subject, end = self.meant(token), at + 1
        if subject is None or subject.plural:
            return None
        return None if subject.kind in ("country", "continent", "character") else (subject, end)

    def _clause(self, subject: Thing, at: int, time: int | None) -> tuple[Happening | None, int]:
        """The clause whose verb is expected at a token, and the token that ends it."""
        at = self._behind_adverbs(at)
        past, participle = verbs()
        passive = self._at(at) == "was"
        if passive:
            at = self._behind_adverbs(at + 1)
        verb = (participle if passive else past).get(self._at(at))
        if verb is None or verb.base in _STATES | {"die"}:  # of a death a relation tells
            return None, at
        rest: list[str] = []
        others: list[int] = []
        at += 1
        while True:
            word = self._at(at)
            if at in self.starts:
                entity, end = self.starts[at]
                if self._is_time(entity):
                    # a second date, or one without "in", spoils it
                    if time is not None or not rest or rest[-1] not in ("in", "on"):
                        return None, end
                    rest.pop()
                    time, at = at, end
                    if rest or self._at(at).lower() in _ENDS:  # "moved in 1991 to Paris" goes on
                        if self._at(at).lower() not in _ENDS | {"and", "with", "for"}:
                            return None, at
                        break
                    continue
                rest += self.tokens[at:end]
                others.append(self.stands_for[entity])
                at = end
                continue
            if word.lower() in _ENDS:
                leads_on = at + 1 in self.starts or self._at(at + 1) in ("the", "a", "an")
                if word != "to" or not leads_on:
                    break
            elif word == "and" and not (at + 1 in self.starts and self._at(at + 1)[:1].isupper()):
                break
            elif word.lower() in _POINTS | (set() if subject.kind == PERSON else {"his", "her"}):
                return None, at
            rest.append(word)
            at += 1
        complete = bool(rest) or verb.base in (_COMPLETE_PASSIVE if passive else _COMPLETE)
        whole = complete and (not rest or rest[-1].lower() not in _DANGLING)
        words = running_text(rest)
        if time is None or not whole or len(rest) > _LONGEST or subject.index in others:
            return None, at
        if (
            words.endswith(".")
            or any(char in words for char in "[]{}/*")
            or rest[:1] in (["and"], ["or"])
        ):
            return None, at
        date = " ".join(self.tokens[time : self.starts[time][1]])
        return Happening(subject.index, date, self.sent, verb, passive, words, tuple(others)), at

    def _behind_aside(self, at: int) -> int:
        """The token after "( ... )" or ", ... ,", if one stands there."""
        close = {"(": ")", ",": ","}.get(self._at(at))
        if close is None:
            return at
        end = next((i for i in range(at + 1, len(self.tokens)) if self.tokens[i] == close), None)
        return at if end is None or end - at > _LONGEST else end + 1

    def _behind_adverbs(self, at: int) -> int:
        while self._at(at) in _ADVERBS:
            at += 1
        return at


def happenings(
    document: Document, things: Sequence[Thing | None], stands_for: Sequence[int]
) -> Iterator[Happening]:
    """All that can be read, in the order of the text; of one subject and predicate, the first."""
    seen = set()
    for sentence in _Reader.each(document, things, stands_for):
        for found in sentence.read():
            if (key := (found.subject, found.past)) not in seen:
                seen.add(key)
                yield found
