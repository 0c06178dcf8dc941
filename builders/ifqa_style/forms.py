"""Other forms of the same questions: among passages that do not help, and beside a passage that
does not tell what is asked.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from irrealis.builders.families.documents.reading import Document
from irrealis.builders.ifqa_style.cases.base import shuffled
from irrealis.builders.ifqa_style.facts import Facts
from irrealis.builders.ifqa_style.questions import Question
from irrealis.builders.ifqa_style.things import ORGANIZATION, PERSON, WORK, Thing, is_watery
from irrealis.builders.ifqa_style.wording import sentence

from irrealis.text.demonyms import demonym_of
from irrealis.text.tokens import stands_in, untokenized, word_set

_LOOKED_AT = 60  # passages that are compared with the one that answers
_COMMON = word_set("the of and in a to was is for on by with as at from an it he she that his her")
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_BORN = re.compile(
    r"\b(?:born|birth\w*|aged?|native|raised|grew up|home ?town|née?)\b|\b\d+[- ]year[- ]old\b",
    re.IGNORECASE,
)
_FOUNDED = re.compile(r"\b(?:found|establish|form(?:ed|ation)|start|creat|annivers)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of a document of the split, with the words that it is compared by."""

    title: str
    text: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Untold:
    """A question that a passage does not answer: it has no `relation` of the thing `subject`."""

    question: str
    subject: int
    relation: str


def passage_of(document: Document) -> Passage:
    """The text of a document."""
    words = frozenset(re.findall(r"[a-z]{3,}", document.text.lower()))
    return Passage(document.title, document.text, words - _COMMON)


def distractors(
    facts: Facts,
    question: Question,
    own: Passage,
    others: Sequence[Passage],
    rng: random.Random,
    *,
    size: int,
) -> list[Passage] | None:
    """Passages of other documents that are like the question's, and name nothing that it names.

    None if the split has too few.
    """
    names = _named(facts, question)
    at = {int(rng.random() * len(others)) for _ in range(_LOOKED_AT)} if others else set()
    looked_at = [passage for passage in (others[i] for i in sorted(at)) if passage.text != own.text]
    fit = [
        passage for passage in looked_at if not any(stands_in(name, passage.text) for name in names)
    ]
    fit.sort(key=lambda passage: (-len(passage.words & own.words), passage.title))
    return fit[:size] if len(fit) >= size else None


def _named(facts: Facts, question: Question) -> frozenset[str]:
    """All names that the document has for the things that a question names."""
    found: set[str] = set()
    for thing in facts.things:
        if thing is not None and stands_in(thing.name, question.counterfactual):
            found |= {thing.name, *thing.aliases}
            for index, entity in enumerate(facts.document.entities):
                if facts.same[index] == thing.index:
                    found |= {untokenized(name) for name in entity.names}
    rows = [demonym_of(re.sub(r"^[Tt]he ", "", name)) for name in found]
    return frozenset({*found, *(row.place for row in rows if row and row.place)})


def untold(facts: Facts, rng: random.Random) -> Untold | None:
    """A question about something that the passage names and does not tell enough of."""
    things = [thing for thing in facts.things if thing is not None]
    for thing in shuffled(things, rng):
        for relation in shuffled(_ASKABLE.get(thing.kind or "", ()), rng):
            if thing.kind == PERSON and thing.gender is None:
                continue
            if any(
                facts.same[label.head] == thing.index and label.relation == relation
                for label in facts.document.labels
            ):
                continue
            if any(char.isdigit() for char in thing.name) or is_watery(thing.name):
                continue
            if not _told(facts, thing, relation):
                return Untold(_put(thing, relation, rng), thing.index, relation)
    return None


_ASKABLE = {PERSON: ("P569", "P19"), WORK: ("P577",), ORGANIZATION: ("P571",)}


def _told(facts: Facts, thing: Thing, relation: str) -> bool:
    """Whether any words of the passage may tell it after all."""
    if relation == "P19" and facts.labelled.get((thing.index, "P27")):
        return True  # of what country somebody is lets one guess
    if relation in ("P569", "P19"):
        return any(_BORN.search(text) for text in facts.sentences) or any(
            re.search(rf"{re.escape(name)}[^.;]{{0,30}}\([^)]*\d{{4}}", text)
            for name in (thing.name, *thing.aliases)
            for text in facts.sentences
        )
    at = {sent for sent, *_ in facts.places(thing.index)}
    if any("annivers" in text.lower() for text in facts.sentences):
        return True
    near = [facts.sentences[sent] for sent in sorted(at | {sent + 1 for sent in at})
            if sent < len(facts.sentences)]  # fmt: skip
    if thing.index == facts.hero:
        near = facts.sentences
    words = relation == "P571" and any(_FOUNDED.search(text) for text in near)
    return words or any(_YEAR.search(text) for text in near)


def _put(thing: Thing, relation: str, rng: random.Random) -> str:
    number = (10, 25, 50)[int(rng.random() * 3)]
    when = ("in what year would that have been", "in which year would that have happened")[
        int(rng.random() * 2)
    ]
    his, he = ("his", "he") if thing.gender == "male" else ("her", "she")
    its = "their" if thing.plural else "its"
    frames = {
        "P569": (
            f"if a portrait of {thing.text} had been unveiled on {his} {number + 10}th birthday, "
            f"{when}",
        ),
        "P19": (
            f"if {thing.text} had never left {his} birthplace, in which country would {he} have "
            "lived",
            f"had {thing.text} spent {his} whole life in {his} place of birth, in which country "
            f"would {he} have lived",
        ),
        "P577": (
            f"if {thing.text} had been brought out again on {its} {number}th anniversary, {when}",
            f"if {thing.text} had come out once more for {its} {number}th anniversary, {when}",
        ),
        "P571": (
            f"if a history of {thing.text} had come out on the {number}th anniversary of {its} "
            f"founding, {when}",
            f"had a medal marked the {number}th anniversary of the founding of {thing.text}, "
            f"{when}",
        ),
    }[relation]
    return sentence(frames[int(rng.random() * len(frames))])
