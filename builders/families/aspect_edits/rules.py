"""The rules: setting what a review says of one aspect, and nothing else.

What an aspect is to be set to says how: a positive or negative opinion is turned, or put in where
there is none; for `unknown` what speaks of the aspect is taken out. A rule sees the review, its
labels and random numbers; no judge has a say.
"""

from __future__ import annotations

import random

from irrealis.builders.families.aspect_edits.addition import addition
from irrealis.builders.families.aspect_edits.removal import removal
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
    if subject.labels[aspect] == "unknown":
        _silent(subject, aspect, sign)
        return Plan("insert", addition(subject, aspect, sign, rng=rng))
    return turn(subject, aspect, sign, rng=rng)


def _silent(subject: Subject, aspect: str, sign: int) -> None:
    """Nothing is put in beside what speaks of the aspect, or may.

    Raises:
        NoEdit: a clause says something of it, or could not be read.
    """
    for one in subject.readings:
        if one.says.get(aspect, frozenset()) - {sign}:
            raise NoEdit(
                "spoken-of", f"it says something of {aspect}, which nobody is known to say"
            )
        if one.unread and aspect in one.names:
            raise NoEdit("unread", f"a clause that names {aspect} has a {one.unread} unread")
