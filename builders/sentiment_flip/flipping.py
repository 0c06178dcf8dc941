"""Two ways to change the sentiment of a sentence by its sentiment words: replace or remove them.

A sentence is taken from a review if the reader of the aspect edits understood all of it, and all
that it says is for one side. It is then read alone, its opinions are replaced by opposites or taken
out, and the result is read again by that reader, by VADER and by the second reader of the family.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeAlias

from irrealis.builders.families.aspect_edits.changes import Change, Clash, applied, compose
from irrealis.builders.families.aspect_edits.checking import flawless
from irrealis.builders.families.aspect_edits.coherence import coherent
from irrealis.builders.families.aspect_edits.form import flaws
from irrealis.builders.families.aspect_edits.lexicon import domain, words
from irrealis.builders.families.aspect_edits.making import Outcome
from irrealis.builders.families.aspect_edits.parsing import BATCH, Parse, parse
from irrealis.builders.families.aspect_edits.reading import FELT, feeling, felt
from irrealis.builders.families.aspect_edits.second import leaning
from irrealis.builders.families.aspect_edits.segments import FINITE, Judgment, Segment
from irrealis.builders.families.aspect_edits.subject import (
    SIGNS,
    NoEdit,
    Subject,
    is_neutral,
)
from irrealis.builders.families.aspect_edits.turning import joined, opposed
from irrealis.builders.sentiment_flip.stating import check_left, check_stated

Way: TypeAlias = Literal["replace", "remove"]
WAYS: tuple[Way, ...] = ("replace", "remove")
FILM = "film"  # the one aspect of the domain `films`
UNKNOWN = "unknown"
LEARNED = 0.5  # log-odds of a sentence, from which the second reader hears a side in it
LISTED = 0.3  # VADER's verdict on a sentence, from -1 to 1, from which it hears one
SHORTEST, LONGEST = 4, 40  # tokens of a sentence
_BREAK = "<br />"
# what a sentence by itself begins and ends with, and what it has none of
_WHOLE = re.compile(r"[A-Z][^<>\n\"“”()*/]*[.!]")
_HANGS = frozenset(
    "and but or so because which although then however still therefore plus yet also too".split()  # noqa: SIM905
)
_TWICE = frozenset({",", "and", "or", "but", "-", "yet"})  # beside one of two adjectives
_PRAISED = frozenset({"such", "so", "too", "how", "what", "as", "that"})  # of what follows
_CONCEDING = frozenset(
    "least however though although despite instead needed supposed expected".split()  # noqa: SIM905
)
_NOT_JUDGING = frozenset({"have", "below", "nothing special"})  # of "enjoy", "above", a phrase
_CHOSEN = frozenset({"favorite", "favourite", "best", "worst", "finest"})  # one of its kind
_EQUAL = frozenset(
    {"as", "so", "too", "how", "what", "that", "enough", "near"}
)  # beside a comparison


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a review, from character `start`."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Flip:
    """What came of a sentence in one way, named as the outcome's aspect.

    `start` and `end` are its characters in the review, `label` is its sentiment before; empty where
    it was not understood.
    """

    start: int
    end: int
    label: str
    outcome: Outcome


def flips(requests: Iterable[tuple[str, random.Random]]) -> Iterator[list[Flip]]:
    """What comes of the sentences of each review, in order.

    The reviews of a batch are parsed together, and so are their sentences, and the results.
    """
    films = domain("films")
    waiting = iter(requests)
    while batch := list(islice(waiting, BATCH)):
        reviews = parse([_legible(text) for text, _ in batch], domain=films)
        sentences = [
            list(_sentences(text, of)) for (text, _), of in zip(batch, reviews, strict=True)
        ]
        alone = iter(parse([each.text for found in sentences for each in found], domain=films))
        drafts = [
            (number, sentence, subject, draft)
            for number, found in enumerate(sentences)
            for sentence, subject in (
                (sentence, Subject(next(alone), {FILM: None})) for sentence in found
            )
            for draft in _drafts(subject, batch[number][1])
        ]
        texts = [draft.text for *_, (_, draft) in drafts if not draft.refused]
        again = iter(parse(texts, domain=films))
        made: list[list[Flip]] = [[] for _ in batch]
        for number, sentence, subject, (label, draft) in drafts:
            if not draft.refused:
                draft = _checked(subject, draft, Subject(next(again), {FILM: None}))
            made[number].append(
                Flip(sentence.start, sentence.start + len(sentence.text), label, draft)
            )
        yield from made


def _legible(text: str) -> str:
    """A text of the same length in which a line break is one, and no markup."""
    return text.replace(_BREAK, "\n" + " " * (len(_BREAK) - 1))


def _sentences(text: str, parsed: Parse) -> Iterator[Sentence]:
    """The sentences of a review that stand by themselves and say what somebody thinks."""
    subject = Subject(parsed, {FILM: None})
    for sentence in subject.sentences:
        if not any(segment.judgments for segment in sentence.segments):
            continue
        start, end = parsed.starts[sentence.start], parsed.ends[sentence.end - 1]
        said = text[start:end]
        if (
            SHORTEST <= sentence.end - sentence.start <= LONGEST
            and _WHOLE.fullmatch(said)
            and parsed.words[sentence.start] not in _HANGS
        ):
            yield Sentence(start, said)


def _drafts(subject: Subject, rng: random.Random) -> Iterator[tuple[str, Outcome]]:
    """Both edits of a sentence before they are read again, with its sentiment."""
    try:
        label = _sentiment(subject)
    except NoEdit as error:
        for way in WAYS:
            yield "", Outcome(way, UNKNOWN, error.reason, refused=error.detail)
        return
    subject.labels = {FILM: label}
    for way in WAYS:
        goal = UNKNOWN if way == "remove" else _other(label)
        try:
            changes = (
                _replaced(subject, SIGNS[goal], rng=rng) if way == "replace" else _removed(subject)
            )
            edits = compose(subject.parse.text, changes)
            coherent(subject, edits, aspect=FILM)
        except (NoEdit, Clash) as error:
            reason = error.reason if isinstance(error, NoEdit) else "entangled"
            yield label, Outcome(way, goal, reason, refused=str(error))
        else:
            text = applied(subject.parse.text, edits)
            yield label, Outcome(way, goal, way, edits, text)


def _other(label: str) -> str:
    return "Negative" if label == "Positive" else "Positive"


def _judgments(subject: Subject) -> list[tuple[Segment, list[Judgment]]]:
    return [(reading.segment, list(reading.segment.judgments)) for reading in subject.readings]


def _sentiment(subject: Subject) -> str:
    """The side that all of a sentence is for.

    Raises:
        NoEdit: it was not understood, or is for both, or a second reader hears the other.
    """
    if len(subject.sentences) != 1:
        raise NoEdit("not-one-sentence", f"{len(subject.sentences)} sentences")
    for reading in subject.readings:
        if reading.unread:
            raise NoEdit("unread", f"a clause has a {reading.unread} unread")
    for reading in subject.readings:
        clause = any(tag in FINITE for tag in _tags(subject.parse, reading.segment))
        if (
            clause
            and not reading.segment.judgments
            and not is_neutral(subject.parse, reading.segment)
        ):
            raise NoEdit("silent-clause", "a clause may say something in words that are not known")
    judgments = [each for _, found in _judgments(subject) for each in found]
    _is_plain(subject.parse, judgments)
    held = {at for judgment in judgments for at in range(judgment.start, judgment.end)}
    denials = held | {judgment.negation for judgment in judgments if judgment.negation is not None}
    check_stated(subject.parse, denials=denials)
    signs = {judgment.polarity for judgment in judgments}
    if "but" in subject.parse.words and sum(bool(found) for _, found in _judgments(subject)) < 2:
        raise NoEdit("contrast", "'but' sets it against something that was not read")
    if len(signs) != 1 or 0 in signs:
        raise NoEdit("both-sides", "it is for both, or neither")
    sign = signs.pop()
    for at, word in enumerate(subject.parse.words):
        if at not in held and _feels(subject.parse, word):
            raise NoEdit("feeling", f"{word!r} is in no opinion that is known")
    if not _is_for(subject.parse.text, sign):
        raise NoEdit("second-reader", "a second reader does not hear what the first reads")
    return next(label for label, of in SIGNS.items() if of == sign)


def _tags(parse: Parse, segment: Segment) -> Sequence[str]:
    return parse.tags[segment.start : segment.end]


def _feels(parse: Parse, word: str) -> bool:
    """Whether VADER knows a word as one of feeling, and it does not only say what a film is."""
    neutral = word in words("no feeling") or word in parse.domain.words("neutral")
    return not neutral and abs(feeling(word)) >= FELT


def _is_plain(parse: Parse, judgments: Sequence[Judgment]) -> None:
    """Nothing is compared, supposed, or said of people as such.

    Raises:
        NoEdit: something is.
    """
    held = {at for judgment in judgments for at in range(judgment.start, judgment.end)}
    if parse.words[0] == "like":
        raise NoEdit("comparison", "it is like something else")
    for at, (word, tag) in enumerate(zip(parse.words, parse.tags, strict=True)):
        if tag == "MD" and at not in held:
            raise NoEdit("supposed", f"what {word!r} tells is not so")
        if word in ("only", "else") and at not in held:
            raise NoEdit("exclusive", f"{word!r} says something of all others")
        if word in _CONCEDING and at not in held:
            raise NoEdit("contrast", f"{word!r} sets it against something that was not read")
    for one in judgments:
        before = parse.words[max(0, one.start - 1) : one.start]
        after = parse.words[one.end : one.end + 1]
        if _EQUAL.intersection((*before, *after)) and after != ["as"]:
            raise NoEdit("comparison", f"{one.entry.phrase!r} is as much as something else")
        if after == ["to"]:
            raise NoEdit("attitude", "it is felt about doing something")
        if after in (["people"], ["guy"], ["guys"], ["man"], ["men"], ["woman"], ["character"]):
            raise NoEdit("of-a-person", "it is said of somebody in the story")
        if one.entry.phrase == "poor" and parse.tags[one.end : one.end + 1] == ["NNP"]:
            raise NoEdit("of-a-person", "somebody is pitied")
        if one.entry.phrase == "fun" and parse.tags[one.start] == "NN":
            raise NoEdit("of-its-own-form", "there is no opposite of that form")


def _is_for(text: str, sign: int) -> bool:
    """Whether both second readers hear a side in a text, or one does and the other none."""
    learned, listed = leaning(text) * sign / LEARNED, felt(text) * sign / LISTED
    return max(learned, listed) >= 1 and min(learned, listed) > -1


def _replaced(subject: Subject, sign: int, *, rng: random.Random) -> list[Change]:
    """All opinions said the other way.

    Raises:
        NoEdit: one has no opposite.
    """
    clauses = [(segment, found) for segment, found in _judgments(subject) if found]
    made, turned = opposed(subject, clauses, sign, rng=rng)
    return [*made, *joined(subject, turned)]


def _removed(subject: Subject) -> list[Change]:
    """Without the adjectives that judge a thing which stays: "a [wonderful] film".

    Raises:
        NoEdit: it is said in other words, without which nothing would be said.
    """
    parse = subject.parse
    if parse.words[0] in _PRAISED or parse.text.endswith("!"):
        raise NoEdit("exclamation", "it is an exclamation of feeling without the word too")
    changes: list[Change] = []
    gone: set[int] = set()
    things: set[int] = set()
    for segment, found in _judgments(subject):
        for judgment in found:
            first = judgment.start
            attributive = all(
                parse.deps[at] == "amod"
                and parse.heads[at] >= judgment.end
                and parse.tags[at] == "JJ"
                for at in range(judgment.start, judgment.end)
            )
            while (
                first > segment.start
                and parse.deps[first - 1] == "advmod"
                and parse.heads[first - 1] in range(judgment.start, judgment.end)
            ):
                first -= 1
            beside = {
                *parse.words[judgment.end : judgment.end + 1],
                *parse.words[max(0, first - 1) : first],
            }
            degree = {*parse.words[max(0, first - 1) : judgment.start]}
            if parse.words[first - 2 : first] == ["of", "the"] or judgment.entry.phrase in _CHOSEN:
                raise NoEdit("predicate", "without it another thing is meant")
            if (
                judgment.negation is not None
                or not attributive
                or beside & _TWICE
                or degree & _PRAISED
            ):
                raise NoEdit("predicate", "without it the sentence would say nothing")
            if parse.starts[first] == parse.starts[0]:
                raise NoEdit("predicate", "it opens the sentence")
            if parse.tags[judgment.end] in ("RP", "IN"):
                raise NoEdit("predicate", "it is part of a name: a gross out film")
            changes.append(Change(parse.starts[first], parse.starts[judgment.end], ""))
            gone.update(range(first, judgment.end))
            things.add(parse.heads[judgment.end - 1])
    check_left(parse, gone=gone, things=things)
    return changes


def _checked(before: Subject, draft: Outcome, after: Subject) -> Outcome:
    """The edit, if its text is read as meant and is as well written as the original."""
    try:
        _in_place(draft)
        _agrees(after, draft)
        flawless(before, after)
    except NoEdit as error:
        return Outcome(draft.aspect, draft.goal, error.reason, refused=error.detail)
    put = sum(len(edit.after) for edit in draft.edits)
    for flaw in flaws(before.parse.text, draft.text, put=put):
        return Outcome(draft.aspect, draft.goal, "unsound", refused=flaw)
    return draft


def _in_place(draft: Outcome) -> None:
    """The opposites judge, and do so where they were put.

    Raises:
        NoEdit: one says something else, or ends a sentence that goes on.
    """
    for edit in draft.edits:
        put = edit.after.lower()
        if put in _NOT_JUDGING:
            raise NoEdit("of-its-own-form", f"{put!r} is no opposite here")
        if put.endswith("worth it") and not draft.text.rstrip(".!").endswith(edit.after):
            raise NoEdit("of-its-own-form", f"nothing can follow {put!r}")


def _agrees(after: Subject, draft: Outcome) -> None:
    """The result says the goal and nothing else, to all readers.

    Raises:
        NoEdit: to one of them it does not.
    """
    if draft.goal != UNKNOWN:
        if _sentiment(after) != draft.goal:
            raise NoEdit("left-over", "it is not read as meant")
        return
    unread = [reading.unread for reading in after.readings if reading.unread]
    if (
        unread
        or any(_feels(after.parse, word) for word in after.parse.words)
        or any(found for _, found in _judgments(after))
    ):
        raise NoEdit("left-over", "something that may be an opinion is left")
    if abs(leaning(draft.text)) > LEARNED or abs(felt(draft.text)) > LISTED:
        raise NoEdit("second-reader", "a second reader hears a side")
