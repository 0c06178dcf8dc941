"""Where a sentence can be put into a review so that it is read of what is reviewed, or nowhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from irrealis.builders.families.aspect_edits.lexicon import listed, occurrences, words
from irrealis.builders.families.aspect_edits.segments import OTHER, Sentence
from irrealis.builders.families.aspect_edits.subject import SIGNS, NoEdit, Subject, polarity

_ITEM = re.compile(r"[ \t]*(?P<bullet>[-*•+–]|\d{1,2}[.)])[ \t]+\S")
_PARTING = 12  # tokens of a sentence that only tells whether somebody will be back, at most


@dataclass(frozen=True, slots=True)
class Place:
    """The end of an item after which another can stand, on a line of its own: "- loud"."""

    at: int
    mark: str
    small: bool
    stop: str


def _headings(sign: int) -> str:
    return "|".join(map(re.escape, listed("headings +" if sign > 0 else "headings -")))


_HEADING = {
    sign: re.compile(rf"(?:the )?(?:{_headings(sign)})(?: points| things)?\s*", re.IGNORECASE)
    for sign in SIGNS.values()
}
_INLINE = re.compile(
    rf"(?:^|[.!?;,)]\s+|\n)\W*(?:the )?(?:{_headings(1)}|{_headings(-1)})\s*(?::|-(?=\s))",
    re.IGNORECASE,
)


@lru_cache(64)  # a review is looked at for each of its edits
def headings(text: str) -> tuple[tuple[int, int], ...]:
    """Where "Pros:" and the like stand: start and end of each, in characters."""
    found = [match.span() for match in _INLINE.finditer(text)]
    if len(text.split()) > 1:
        at = 0
        for line in text.split("\n"):
            alone = any(one.fullmatch(line.strip(" \t:*-#")) for one in _HEADING.values())
            if alone and "\n" in text:
                found.append((at, at + len(line)))
            at += len(line) + 1
    return tuple(sorted(set(found)))


def list_place(text: str, sign: int) -> Place | None:
    """Where an item can stand in a review that is a list; None if it is none.

    Raises:
        NoEdit: it has headings, and none of this sign with items on lines of their own.
    """
    body = text.rstrip()
    under, headed, at = 0, False, 0
    items: list[tuple[int, Place]] = []
    for line in body.split("\n"):
        heading = line.strip(" \t:*-#")
        signs = [one for one, of in _HEADING.items() if of.fullmatch(heading)]
        item = _ITEM.match(line)
        if signs and "\n" in body:
            under, headed = signs[0], True
        elif item:
            item_text = line[item.end() - 1 :].rstrip()
            stop = item_text[-1] if item_text[-1] in ".!" else ""
            end = at + len(line.rstrip())
            mark = line[: item.end() - 1]
            items.append((under, Place(end, mark, item_text[:1].islower(), "." if stop else "")))
        at += len(line) + 1
    if not headed and _INLINE.search(body):
        raise NoEdit("heading", "what stands under a heading is of its sign")
    if headed:
        mine = [place for of, place in items if of == sign]
        if not mine or mine[-1].mark.strip()[0].isdigit():
            raise NoEdit("heading", "no list stands under a heading of this sign")
        return mine[-1]
    if items and items[-1][1].at == len(body):
        if len(items) < 2 or items[-1][1].mark.strip()[0].isdigit():
            raise NoEdit("heading", "a list cannot be gone on with")
        return items[-1][1]
    return None


def last_place(subject: Subject, mood: int) -> int:
    """The number of the sentence after which another is put in.

    That is the last, but for what closes a review and what is said of another place or product.

    Raises:
        NoEdit: the last is of another, and nothing can stand before it.
    """
    at = len(subject.sentences) - 1
    while at and _is_parting(subject, at) and _is_stopped(subject, at - 1):
        at -= 1
    if not is_elsewhere(subject, subject.sentences[at], mood):
        return at
    while at and is_elsewhere(subject, subject.sentences[at], mood):
        if _points_back(subject, subject.sentences[at]):
            break
        at -= 1
        while at and _is_parting(subject, at):
            at -= 1
    if is_elsewhere(subject, subject.sentences[at], mood) or not _is_stopped(subject, at):
        raise NoEdit("elsewhere", "it would be read of another place or product")
    return at


def is_elsewhere(subject: Subject, sentence: Sentence, mood: int) -> bool:
    """Whether a sentence is of another than what is reviewed: "In contrast, Rosa's is a gem"."""
    parse = subject.parse
    span = range(sentence.start, sentence.body)
    tokens = parse.words[sentence.start : sentence.body]
    if any(occurrences("elsewhere", tokens)):
        return True
    named = any(
        one in words("others' names") and parse.tags[at + 1] in ("NNP", "NNPS")
        for at, (one, _) in zip(span, pairwise(tokens), strict=False)
        if one == "than" or parse.tags[at - 1 if at else 0] in ("VB", "VBP", "MD")
    )
    known = {
        at
        for segment in sentence.segments
        for mention in segment.mentions
        for at in range(mention.start, mention.end)
    }
    subjects = [
        at
        for at in span
        if parse.deps[at] == "nsubj"
        and parse.tags[at] == "NNP"
        and parse.surface(at)[:1].isupper()
        and at not in known
    ]
    tone = sum(polarity(segment) for segment in sentence.segments)
    return named or bool(subjects and tone * mood < 0)


def _points_back(subject: Subject, sentence: Sentence) -> bool:
    tokens = subject.parse.words[sentence.start : sentence.body]
    compared = subject.parse.tags[sentence.start] in ("JJR", "RBR")  # "Better than Rosa's."
    return compared or not words("points back").isdisjoint(tokens)


def _is_stopped(subject: Subject, number: int) -> bool:
    """Whether a sentence ends with a stop, so that another can follow."""
    parse, sentence = subject.parse, subject.sentences[number]
    return (
        parse.text[parse.ends[sentence.end - 1] - 1] in ".!"
        and parse.words[sentence.body : sentence.end] != []
    )


def _is_parting(subject: Subject, number: int) -> bool:
    """Whether a sentence only tells whether somebody will be back, or takes leave."""
    parse, sentence = subject.parse, subject.sentences[number]
    tokens = parse.words[sentence.start : sentence.body]
    back = not words("returning").isdisjoint(tokens) and tokens[0] in words("parting")
    named = any(
        reading.strong - {OTHER} or reading.says
        for reading in subject.readings
        if reading.segment.sentence == number
    )
    return (
        (back or tokens[0] in words("farewells"))
        and len(tokens) <= _PARTING
        and not named
        and not _points_back(subject, sentence)
    )
