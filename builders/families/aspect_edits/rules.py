"""The rules: setting what a review says of one aspect, and nothing else.

What an aspect is to be set to says how: a positive or negative opinion is turned, or put in where
there is none; for `unknown` what speaks of the aspect is taken out. A rule sees the review, its
labels and random numbers; no judge has a say.
"""

from __future__ import annotations

import random
from collections.abc import Collection

from irrealis.builders.families.aspect_edits.addition import addition
from irrealis.builders.families.aspect_edits.beside import limited
from irrealis.builders.families.aspect_edits.lexicon import phrases
from irrealis.builders.families.aspect_edits.removal import cut
from irrealis.builders.families.aspect_edits.subject import (
    SIGNS,
    NoEdit,
    Plan,
    Subject,
    polarity,
)
from irrealis.builders.families.aspect_edits.turning import turn

_ALONE = frozenset({"only", "one", "best"})  # there is no other: "only complaint", "one good thing"
INSERT = "insert"  # the rule that only puts in a clause


def plan(
    subject: Subject, aspect: str, goal: str, *, rng: random.Random, along: Collection[int] = ()
) -> Plan:
    """How to set an aspect to a goal other than its label.

    Sentences of the numbers `along` go with what is said of the aspect.

    Raises:
        NoEdit: no safe way is known.
    """
    if not subject.is_english:
        raise NoEdit("not-english", "hardly a word of it is known")
    if goal == "unknown":
        return Plan("delete", cut(subject, aspect, rng=rng, along=along))
    sign = SIGNS[goal]
    _not_universal(subject, aspect, sign, along=along)
    _not_limited(subject, aspect, sign, along=along)
    silent = not any(reading.speaks_of(aspect) for reading in subject.readings)
    if subject.labels[aspect] == "unknown" or silent:
        if subject.labels[aspect] != "unknown":
            _only_inferred(subject, aspect)
        _silent(subject, aspect)
        return Plan(INSERT, addition(subject, aspect, sign, rng=rng))
    return turn(subject, aspect, sign, rng=rng, along=along)


def _silent(subject: Subject, aspect: str) -> None:
    """Nothing is put in beside what speaks of the aspect, or may.

    Raises:
        NoEdit: a clause says something of it, or could not be read.
    """
    for reading in subject.readings:
        if aspect in reading.says:
            raise NoEdit(
                "spoken-of", f"it says something of {aspect}, which nobody is known to say"
            )
        if reading.unread and aspect in reading.names:
            raise NoEdit("unread", f"a clause that names {aspect} has a {reading.unread} unread")


def _only_inferred(subject: Subject, aspect: str) -> None:
    """Somebody heard of a place by how loud it is, and no clause may speak of how it looks.

    Raises:
        NoEdit: a clause may, or nothing tells by what it was heard.
    """
    parse = subject.parse
    place, sound = parse.domain.role("place"), parse.domain.role("sound")
    alike = subject.labels.get(str(sound)) == subject.labels[aspect]
    loud = any(sound in reading.says for reading in subject.readings)
    doubtful = any(
        reading.unread
        or reading.loose
        or any(each.strength == "site" for each in reading.segment.mentions)
        for reading in subject.readings
    )
    if aspect != place or not (alike and loud) or doubtful:
        raise NoEdit("aspect-not-found", f"somebody heard of {aspect}, and no clause was read")


def _not_universal(subject: Subject, aspect: str, sign: int, *, along: Collection[int]) -> None:
    """Nothing is set against "We loved everything", nor against "I can't fault it".

    Raises:
        NoEdit: it is said of everything.
    """
    words = subject.parse.words
    for at, end in subject.occurrences("universals -" if sign > 0 else "universals +"):
        number = next(n for n, sentence in enumerate(subject.sentences) if at < sentence.end)
        if number in along:
            continue
        rest = tuple(words[at : at + 2]) == ("everything", "else")  # of which this is part
        of_all = any(
            segment.start <= at < segment.end
            and (polarity(segment) == -sign or (rest and polarity(segment) != sign))
            for segment in subject.segments()
        )
        inside = [
            reading
            for reading in subject.readings
            if reading.segment.start <= at < reading.segment.end
        ]
        if any(
            each.entry.implies and each.start < at < each.end
            for reading in inside
            for each in reading.segment.judgments
        ):
            continue  # "In the center of everything"
        neutral = tuple(words[at:end]) in phrases("all of it")
        if neutral and words[at] != "everything" and any(reading.says for reading in inside):
            continue  # "Delicious from start to finish"
        named = any(reading.strong for reading in inside)
        scoped = words[at] not in _ALONE and (
            named or words[end : end + 1] in (["about"], ["with"])
        )
        if of_all or (not neutral and not scoped):
            heard = subject.labels[aspect] in SIGNS
            raise NoEdit(
                "universal",
                "the opposite is said of everything",
                sentence=number if heard else None,
            )


def _not_limited(subject: Subject, aspect: str, sign: int, *, along: Collection[int]) -> None:
    """Nothing is good beside "Nothing special.", nor beside "and that was about it".

    Where the clause names what it is said of ("The pie was nothing special"), it is of that alone.

    Raises:
        NoEdit: it would be.
    """
    if sign < 0:
        return
    limits = [(at, True) for at in limited(subject)]
    dismissed = [(at, False) for at, _ in subject.occurrences("dismissals")]
    for at, is_limit in (*limits, *dismissed):
        number = next(n for n, sentence in enumerate(subject.sentences) if at < sentence.end)
        named = {
            name
            for reading in subject.readings
            if reading.segment.sentence == number and reading.segment.start <= at
            for name in reading.strong
        }
        scoped = aspect in named if is_limit else named
        if number in along or scoped:
            continue
        heard = subject.labels[aspect] in SIGNS
        raise NoEdit(
            "universal", "it says that nothing else is good", sentence=number if heard else None
        )
