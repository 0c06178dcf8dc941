"""Whether an edit leaves a review, and fits what the rest says of the whole or of the aspect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from irrealis.builders.families.aspect_edits.coherence import uncased
from irrealis.builders.families.aspect_edits.segments import FINITE, Segment
from irrealis.builders.families.aspect_edits.subject import (
    SIGNS,
    NoEdit,
    Subject,
    is_neutral,
    polarity,
)

from irrealis.contract import Edit

_WORDS = 2  # of the original that an edit leaves, at least, unless it replaces a word or phrase
_PHRASE = 3  # words of a phrase, at most


def fits_beside(subject: Subject, edits: Sequence[Edit], *, aspect: str, goal: str) -> None:
    """What an edit leaves is a review, and says nothing against it.

    Raises:
        NoEdit: it does not; says why.
    """
    changed = {
        at
        for at in range(len(subject.parse))
        if any(
            edit.start < subject.parse.ends[at] and edit.end > subject.parse.starts[at]
            for edit in map(uncased, edits)
            if edit.before.strip()
        )
    }
    _something_left(subject, changed)
    _limits_fit(subject, changed)
    _purposes_fit(subject, changed, aspect=aspect, goal=goal)


def _something_left(subject: Subject, changed: set[int]) -> None:
    """A clause of the original is left, or something that is judged or named."""
    parse = subject.parse
    spoken = [at for at in range(len(parse)) if any(map(str.isalnum, parse.surface(at)))]
    kept = [at for at in spoken if at not in changed]
    if len(spoken) - len(kept) <= _PHRASE:
        return
    segments = list(subject.segments())
    named = {mention.start for segment in segments for mention in segment.mentions}
    judged = {judgment.start for segment in segments for judgment in segment.judgments}
    told = any(parse.tags[at] in FINITE or at in named | judged for at in kept)
    if len(kept) < _WORDS or not told:
        raise NoEdit("nothing-left", "hardly a word of the review would be left")


def limited(subject: Subject) -> Iterator[int]:
    """Where it is said that no more is good: "and that was about it", "that is all"."""
    for at, end in subject.occurrences("limits"):
        last = subject.parse.words[end - 1] in ("it", "all")
        ends = any(segment.start <= at and end == segment.end for segment in subject.segments())
        if ends or not last:
            yield at


def _limits_fit(subject: Subject, changed: set[int]) -> None:
    """What is said to be all that is good stays as it is: "Kind staff, but that was about it"."""
    for at in limited(subject):
        number = next(n for n, sentence in enumerate(subject.sentences) if at < sentence.end)
        first = number if at > subject.sentences[number].start + 1 else max(0, number - 1)
        span = range(subject.sentences[first].start, subject.sentences[number].end)
        if at not in changed and not changed.isdisjoint(span):
            raise NoEdit("universal", "what is all that is good would be another", sentence=number)


def _purposes_fit(subject: Subject, changed: set[int], *, aspect: str, goal: str) -> None:
    """What a place is good for tells how it is there: "not a date night restaurant".

    What somebody came for does not: "We went there for date night".
    """
    sign = SIGNS.get(goal, 0)
    for segment in subject.segments():
        if not changed.isdisjoint(range(segment.start, segment.end)) and sign:
            continue  # it was turned
        if changed.issuperset(range(segment.start, segment.end)):
            continue
        fits = sign and polarity(segment) == sign
        if not fits and _tells_purpose(subject, segment, aspect):
            detail = f"what it is good for tells of {aspect}"
            raise NoEdit("purpose", detail, sentence=segment.sentence)


def _tells_purpose(subject: Subject, segment: Segment, aspect: str) -> bool:
    parse = subject.parse
    words = " ".join(parse.words[segment.start : segment.end])
    said = f" {' '.join(words.replace('-', ' ').replace(chr(34), ' ').split())} "
    named = any(f" {phrase} " in said for phrase in parse.domain.listed(f"purposes {aspect}"))
    return named and not is_neutral(parse, segment)
