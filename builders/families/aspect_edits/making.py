"""All edits that are asked for of some reviews: planned, made, read again, and kept or refused."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from irrealis.builders.families.aspect_edits.changes import Clash, applied, compose
from irrealis.builders.families.aspect_edits.checking import check
from irrealis.builders.families.aspect_edits.lexicon import Domain
from irrealis.builders.families.aspect_edits.parsing import BATCH, Parse, parse
from irrealis.builders.families.aspect_edits.rules import plan
from irrealis.builders.families.aspect_edits.splicing import Piece, pieces, spliced
from irrealis.builders.families.aspect_edits.subject import NoEdit, Plan, Subject
from irrealis.schemas.families.aspect_edits import written

from irrealis.contract import Edit, normalize


@dataclass(frozen=True, slots=True)
class Request:
    """A review, the known label of each aspect (None: not known), and what is to be set.

    `rating` is how good the review is as a whole, from 1 to 5, where somebody said so.
    """

    text: str
    labels: Mapping[str, str | None]
    goals: Sequence[tuple[str, str]]
    rng: random.Random
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of setting an aspect: a rule, its edits and their text, or why there is none."""

    aspect: str
    goal: str
    rule: str
    edits: Sequence[Edit] = ()
    text: str = ""
    refused: str = ""


@dataclass(slots=True)
class _Draft:
    subject: Subject
    aspect: str
    goal: str
    rule: str
    edits: list[Edit]
    text: str
    parts: list[Piece]


def outcomes(requests: Iterable[Request], *, domain: Domain) -> Iterator[list[Outcome]]:
    """What comes of each request, in order; the reviews of a batch are parsed together."""
    waiting = iter(requests)
    while batch := list(islice(waiting, BATCH)):
        parses = parse([one.text for one in batch], domain=domain)
        drafts = [list(_drafts(one, parsed)) for one, parsed in zip(batch, parses, strict=True)]
        new = dict.fromkeys(
            part.text
            for drafted in drafts
            for one in drafted
            if isinstance(one, _Draft)
            for part in one.parts
            if part.kept is None
        )
        parsed = dict(zip(new, parse(new, domain=domain), strict=True))
        for drafted in drafts:
            yield [one if isinstance(one, Outcome) else _checked(one, parsed) for one in drafted]


def _drafts(request: Request, parsed: Parse) -> Iterator[_Draft | Outcome]:
    subject = Subject(parsed, labels=request.labels, rating=request.rating)
    texts = {normalize(request.text)}
    for aspect, goal in request.goals:
        try:
            done = plan(subject, aspect, goal, rng=request.rng)
            edits, text = _made(request.text, done)
        except NoEdit as error:
            yield Outcome(aspect, goal, error.reason, refused=error.detail)
            continue
        if normalize(text) in texts:
            again = "the text is that of the original or of another edit of it"
            yield Outcome(aspect, goal, "no-op", refused=again)
            continue
        texts.add(normalize(text))
        yield _Draft(subject, aspect, goal, done.rule, edits, text, pieces(subject, edits))


def _made(text: str, done: Plan) -> tuple[list[Edit], str]:
    """The edits of a plan and what they make.

    Raises:
        NoEdit: it would not be well written; says why.
    """
    try:
        edits = compose(text, done.changes)
    except Clash as error:
        raise NoEdit("clash", f"two rules want to change the same words: {error}") from None
    after = applied(text, edits)
    put = sum(len(edit.after) for edit in edits)
    if any(written(text, after, put=put)):
        raise NoEdit("unsound", f"what is left would not be well formed: {after[:80]!r}")
    return edits, after


def _checked(draft: _Draft, parsed: Mapping[str, Parse]) -> Outcome:
    again = Subject(
        spliced(draft.subject, draft.text, draft.parts, parsed), labels=draft.subject.labels
    )
    try:
        check(draft.subject, again, aspect=draft.aspect, goal=draft.goal)
    except NoEdit as error:
        return Outcome(
            draft.aspect, draft.goal, error.reason, text="", refused=f"{error.detail}: {draft.text}"
        )
    return Outcome(draft.aspect, draft.goal, draft.rule, draft.edits, draft.text)
