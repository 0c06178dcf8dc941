"""The rules: setting what a review says of one aspect, and nothing else.

What an aspect is to be set to says how: a positive or negative opinion is turned, or put in where
there is none; for `unknown` what speaks of the aspect is taken out. A rule sees the review, its
labels and random numbers; no judge has a say.
"""

from __future__ import annotations

import random

from irrealis.builders.cebab_edits.addition import addition
from irrealis.builders.cebab_edits.removal import removal
from irrealis.builders.cebab_edits.subject import SIGNS, NoEdit, Plan, Subject
from irrealis.builders.cebab_edits.turning import turn


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
        return Plan("insert", addition(subject, aspect, sign, rng=rng))
    return turn(subject, aspect, sign, rng=rng)
