"""The rules: setting what a review says of one aspect, and nothing else.

What an aspect is to be set to says how: a positive or negative opinion is turned, or put in where
there is none; for `unknown` what speaks of the aspect is taken out. A rule sees the review, its
labels and random numbers; no judge has a say.
"""

from __future__ import annotations

import random

from irrealis.builders.families.aspect_edits.addition import addition
from irrealis.builders.families.aspect_edits.removal import removal
from irrealis.builders.families.aspect_edits.second import TRAINED, hears
from irrealis.builders.families.aspect_edits.subject import SIGNS, NoEdit, Plan, Subject
from irrealis.builders.families.aspect_edits.turning import turn


def plan(subject: Subject, aspect: str, goal: str, *, rng: random.Random) -> Plan:
    """How to set an aspect to a goal other than its label.

    Raises:
        NoEdit: no safe way is known.
    """
    if not subject.sentences:
        raise NoEdit("no-words", "there is nothing to read")
    if goal == "unknown":
        return Plan("delete", removal(subject, aspect, rng=rng))
    sign = SIGNS[goal]
    _not_universal(subject, sign)
    silent = not any(one.speaks_of(aspect) for one in subject.readings)
    if subject.labels[aspect] == "unknown" or silent:
        _silent(subject, aspect)
        return Plan("insert", addition(subject, aspect, sign, rng=rng))
    return turn(subject, aspect, sign, rng=rng)


UNHEARD = -1.0  # log-odds below which the second reader is sure that nothing is said of an aspect


def _silent(subject: Subject, aspect: str) -> None:
    """Nothing is put in beside what speaks of the aspect, or may.

    Raises:
        NoEdit: a clause says something of it, or could not be read.
    """
    parse = subject.parse
    trained = parse.domain.name == TRAINED
    if trained and not any(
        hears(parse.text, aspect, domain=parse.domain, sign=sign, least=UNHEARD) for sign in (1, -1)
    ):
        return
    for one in subject.readings:
        if aspect in one.says:
            raise NoEdit(
                "spoken-of", f"it says something of {aspect}, which nobody is known to say"
            )
        if one.unread and aspect in one.names:
            raise NoEdit("unread", f"a clause that names {aspect} has a {one.unread} unread")


def _not_universal(subject: Subject, sign: int) -> None:
    """Nothing is set against "We loved everything".

    Raises:
        NoEdit: it is said of everything.
    """
    for one in subject.segments():
        said = subject.parse.words[one.start : one.end]
        if "everything" in said and any(each.polarity == -sign for each in one.judgments):
            raise NoEdit("universal", "the opposite is said of everything")
