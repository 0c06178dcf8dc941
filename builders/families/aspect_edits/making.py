"""All edits that are asked for of some reviews: planned, made, read again, and kept or refused."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Self, TypeAlias

from irrealis.builders.families.aspect_edits.changes import Clash, applied, compose
from irrealis.builders.families.aspect_edits.checking import check
from irrealis.builders.families.aspect_edits.coherence import coherent
from irrealis.builders.families.aspect_edits.form import flaws
from irrealis.builders.families.aspect_edits.lexicon import Domain
from irrealis.builders.families.aspect_edits.parsing import BATCH, Parse, parse
from irrealis.builders.families.aspect_edits.rewriting import rewrite
from irrealis.builders.families.aspect_edits.rules import INSERT, plan
from irrealis.builders.families.aspect_edits.splicing import Piece, pieces, spliced
from irrealis.builders.families.aspect_edits.subject import SIGNS, NoEdit, Plan, Subject

from irrealis.contract import Edit, normalize

Maker: TypeAlias = Callable[..., Plan]


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
    """An edit before it is read again, but for a clause that was put in whole at `put`."""

    review: _Review
    aspect: str
    goal: str
    rule: str
    edits: list[Edit]
    text: str
    parts: list[Piece]
    put: int | None


def outcomes(requests: Iterable[Request], *, domain: Domain) -> Iterator[list[Outcome]]:
    """What comes of each request, in order; the reviews of a batch are parsed together.

    Where an opinion cannot be turned, or a reader objects to how it was, what is said of the aspect
    is rewritten, and read again. Each new sentence is parsed once, whatever it is for; a clause of
    the domain that stands by itself or at the end is not, since all of those are read by a test.
    """
    waiting = iter(requests)
    while batch := list(islice(waiting, BATCH)):
        parses = parse([one.text for one in batch], domain=domain)
        reviews = [_Review.of(one, parsed) for one, parsed in zip(batch, parses, strict=True)]
        known: dict[str, Parse] = {}
        for make in (plan, rewrite):
            drafts = [one for review in reviews for one in review.drafts(make)]
            texts = dict.fromkeys(part.text for one in drafts for part in one.parts)
            new = sorted((text for text in texts if text and text not in known), key=len)
            known.update(zip(new, parse(new, domain=domain), strict=True))
            for one in drafts:
                one.review.found[one.aspect, one.goal] = _checked(one, known)
        for review in reviews:
            yield review.outcomes()


@dataclass(slots=True)
class _Review:
    """A review under edit, and what came of each goal so far."""

    request: Request
    subject: Subject
    found: dict[tuple[str, str], Outcome]

    @classmethod
    def of(cls, request: Request, parsed: Parse) -> Self:
        return cls(request, Subject(parsed, request.labels, request.rating), {})

    def drafts(self, make: Maker) -> Iterator[_Draft]:
        """Edits for the goals that were not reached, as far as this way to make them has a say."""
        for aspect, goal in self.request.goals:
            before = self.found.get((aspect, goal))
            if before is not None and not (before.refused and self._may_rewrite(before)):
                continue
            try:
                done = self._planned(make, aspect, goal)
                edits, text = _made(self.request.text, done)
                coherent(self.subject, edits, aspect=aspect)
            except NoEdit as error:
                refused = Outcome(aspect, goal, error.reason, refused=error.detail)
                self.found.setdefault((aspect, goal), refused)
                continue
            all_parts = [] if done.rule == INSERT else pieces(self.subject, edits)
            said = {one.casefold() for one, of in self.subject.used.items() if of == (aspect, goal)}
            parts = [one for one in all_parts if one.text.rstrip(".!").casefold() not in said]
            put = next((one.start for one in all_parts if one not in parts), None)
            put = len(text) if done.rule == INSERT else put
            yield _Draft(self, aspect, goal, done.rule, edits, text, parts, put)

    def _planned(self, make: Maker, aspect: str, goal: str) -> Plan:
        if not self.subject.sentences:
            raise NoEdit("unread", "there is no sentence in it")
        return make(self.subject, aspect, goal, rng=self.request.rng)

    def _may_rewrite(self, refused: Outcome) -> bool:
        turned = refused.goal in SIGNS and self.request.labels[refused.aspect] in SIGNS
        return turned and refused.rule not in ("aspect-not-found", "universal", "consequence")

    def outcomes(self) -> list[Outcome]:
        """In the order of the goals; no text twice."""
        texts = {normalize(self.request.text)}
        found = []
        for aspect, goal in self.request.goals:
            one = self.found[aspect, goal]
            if one.text and normalize(one.text) in texts:
                again = "the text is that of the original or of another edit of it"
                one = Outcome(aspect, goal, "no-op", refused=again)
            texts.add(normalize(one.text))
            found.append(one)
        return found


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
    if broken := flaws(text, after, put=put):
        raise NoEdit("unsound", f"{broken[0]} would be in what is left: {after[:80]!r}")
    return edits, after


def _checked(draft: _Draft, parsed: Mapping[str, Parse]) -> Outcome:
    before = after = draft.review.subject
    if draft.rule != INSERT:
        after = Subject(spliced(before, draft.text, draft.parts, parsed), labels=before.labels)
    try:
        check(before, after, aspect=draft.aspect, goal=draft.goal, put=draft.put)
    except NoEdit as error:
        detail = f"{error.detail}: {draft.text}"
        return Outcome(draft.aspect, draft.goal, error.reason, refused=detail)
    return Outcome(draft.aspect, draft.goal, draft.rule, draft.edits, draft.text)
