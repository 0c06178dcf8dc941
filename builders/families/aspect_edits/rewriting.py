"""Saying something else of an aspect where what is said of it cannot be turned."""

from __future__ import annotations

import random
from collections.abc import Collection

from irrealis.builders.families.aspect_edits.addition import new_clause
from irrealis.builders.families.aspect_edits.changes import Change
from irrealis.builders.families.aspect_edits.removal import cut
from irrealis.builders.families.aspect_edits.subject import SIGNS, NoEdit, Plan, Subject


def rewrite(
    subject: Subject, aspect: str, goal: str, *, rng: random.Random, along: Collection[int] = ()
) -> Plan:
    """Leave out all that is said of an aspect, and put in a sentence that says the goal.

    Sentences of the numbers `along` go with what was said.

    Raises:
        NoEdit: it cannot be left out.
    """
    parse, voice = subject.parse, subject.voice
    wording = new_clause(subject, aspect, SIGNS[goal], phrase=voice.notes, rng=rng)
    wording = voice.said(wording, opens=True)
    changes = cut(subject, aspect, rng=rng, along=along)
    end = len(parse.text.rstrip())
    # in the place of the first sentence that is gone, if one is, or else at the end
    for sentence in subject.sentences:
        start, stop_at = parse.starts[sentence.start], parse.ends[sentence.end - 1]
        for number, one in enumerate(changes):
            if one.start <= start and stop_at <= one.end:
                gone = parse.text[one.start : one.end - len(one.after)]
                lead = gone[: len(gone) - len(gone.lstrip())]
                trail = gone[len(gone.rstrip()) :] or (" " if one.after else "")
                changes[number] = Change(one.start, one.end, f"{lead}{wording}.{trail}{one.after}")
                return Plan("rewrite", changes)
    if parse.text[:end][-1] not in ".!?" or any(change.end >= end for change in changes):
        raise NoEdit("entangled", "a new sentence has no place after what is left")
    return Plan("rewrite", [*changes, Change(end, end, f" {wording}.")])
