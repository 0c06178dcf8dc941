"""All edits that are asked for of some reviews: planned, made, read again, and kept or refused."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Self, TypeAlias

from irrealis.builders.families.aspect_edits.beside import fits_beside
from irrealis.builders.families.aspect_edits.changes import Clash, applied, compose
from irrealis.builders.families.aspect_edits.checking import check
from irrealis.builders.families.aspect_edits.coherence import coherent
from irrealis.builders.families.aspect_edits.form import flaws
from irrealis.builders.families.aspect_edits.lexicon import Domain
from irrealis.builders.families.aspect_edits.parsing import BATCH, Parse, parse
from irrealis.builders.families.aspect_edits.rewriting import rewrite
from irrealis.builders.families.aspect_edits.rules import INSERT, plan
from irrealis.builders.families.aspect_edits.segments import FINITE
from irrealis.builders.families.aspect_edits.splicing import Piece, pieces, spliced
from irrealis.builders.families.aspect_edits.subject import (
    SIGNS,
    NoEdit,
    Plan,
    Subject,
    hangs_on,
    of_visit,
)

from irrealis.contract import Edit, normalize

Maker: TypeAlias = Callable[..., Plan]
_ALONG = 2  # sentences that go along with what is said of an aspect, at most


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

    Where a sentence stands in the way that hangs on what is said of the aspect, it goes along;
    where an opinion cannot be turned, or a reader objects to how it was, what is said of the aspect
    is rewritten; and both are read again. Each new sentence is parsed once, whatever it is for; a
    clause of the domain that stands by itself or at the end is not, since all of those are read by
    a test.
    """
    waiting = iter(requests)
    while batch := list(islice(waiting, BATCH)):
        parses = parse([request.text for request in batch], domain=domain)
        reviews = [
            _Review.of(request, parsed) for request, parsed in zip(batch, parses, strict=True)
        ]
        known: dict[str, Parse] = {}
        for make in (plan, plan, plan, rewrite, rewrite):
            drafts = [draft for review in reviews for draft in review.drafts(make)]
            texts = dict.fromkeys(part.text for draft in drafts for part in draft.parts)
            new = sorted((text for text in texts if text and text not in known), key=len)
            known.update(zip(new, parse(new, domain=domain), strict=True))
            for one in drafts:
                one.review.keep(one, known)
        for review in reviews:
            yield review.outcomes()


@dataclass(slots=True)
class _Review:
    """A review under edit, what came of each goal so far, and what was tried for it last.

    `along` are the numbers of the sentences that go along, for each goal.
    """

    request: Request
    subject: Subject
    found: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    tried: dict[tuple[str, str], tuple[Maker, frozenset[int]]] = field(default_factory=dict)
    along: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, request: Request, parsed: Parse) -> Self:
        return cls(request, Subject(parsed, request.labels, request.rating))

    def drafts(self, make: Maker) -> Iterator[_Draft]:
        """Edits for the goals that were not reached, as far as this way to make them has a say."""
        for aspect, goal in self.request.goals:
            along = self.along.get((aspect, goal), frozenset())
            if not self._is_due(make, aspect, goal, along):
                continue
            self.tried[aspect, goal] = make, along
            try:
                done = self._planned(make, aspect, goal, along)
                edits, text = _made(self.request.text, done)
                coherent(self.subject, edits, aspect=aspect)
                fits_beside(self.subject, edits, aspect=aspect, goal=goal)
            except NoEdit as error:
                refused = Outcome(aspect, goal, error.reason, refused=error.detail)
                self.found.setdefault((aspect, goal), refused)
                self._send_along(aspect, goal, error.sentence, pointed=True)
                continue
            all_parts = [] if done.rule == INSERT else pieces(self.subject, edits)
            used = {
                clause.casefold()
                for clause, of in self.subject.used.items()
                if of == (aspect, goal)
            }
            parts = [
                all_part
                for all_part in all_parts
                if all_part.text.rstrip(".!").casefold() not in used
            ]
            put = next((all_part.start for all_part in all_parts if all_part not in parts), None)
            put = len(text) if done.rule == INSERT else put
            yield _Draft(self, aspect, goal, done.rule, edits, text, parts, put)

    def keep(self, draft: _Draft, known: Mapping[str, Parse]) -> None:
        """What comes of a draft, once it is read again."""
        goal = draft.aspect, draft.goal
        try:
            self.found[goal] = _checked(draft, known)
        except NoEdit as error:
            detail = f"{error.detail}: {draft.text}"
            self.found[goal] = Outcome(*goal, error.reason, refused=detail)
            kept = [part for part in draft.parts if error.at is not None and part.start <= error.at]
            self._send_along(*goal, kept[-1].kept if kept else None, pointed=False)

    def _is_due(self, make: Maker, aspect: str, goal: str, along: frozenset[int]) -> bool:
        """Whether a goal is not reached, and this was not tried."""
        before = self.found.get((aspect, goal))
        if before is None:
            return True
        if not before.refused or self.tried.get((aspect, goal)) == (make, along):
            return False
        return make is plan or self._may_rewrite(before)

    def _send_along(self, aspect: str, goal: str, number: int | None, *, pointed: bool) -> None:
        """A sentence that stands in the way goes along, if it hangs on the aspect.

        That is where it points at what is changed, or names the aspect, or where no other aspect
        is judged alike, for which it could be.
        """
        mine = self.subject.labels[aspect]
        if number is None or mine not in SIGNS:
            return
        alike = self.subject.is_judged_alike(aspect)
        clauses = [
            reading for reading in self.subject.readings if reading.segment.sentence == number
        ]
        named = any(clause.speaks_of(aspect) for clause in clauses)
        sentence = self.subject.sentences[number]
        span = range(sentence.start, sentence.body)
        tells = any(self.subject.parse.tags[at] in FINITE for at in span)
        if alike and not (pointed and tells) and not named:
            return
        sign = of_visit(self.subject, number)
        by_name = any(aspect in clause.strong for clause in clauses)
        if sign is not None and not by_name and (alike or sign != SIGNS[mine]):
            return  # "I will not be back" is for what was bad
        along = self.along.get((aspect, goal), frozenset())
        if len(along) < _ALONG and hangs_on(self.subject, number, aspect):
            self.along[aspect, goal] = along | {number}

    def _planned(self, make: Maker, aspect: str, goal: str, along: frozenset[int]) -> Plan:
        if not self.subject.sentences:
            raise NoEdit("no-words", "there is no sentence in it")
        return make(self.subject, aspect, goal, rng=self.request.rng, along=along)

    def _may_rewrite(self, refused: Outcome) -> bool:
        turned = refused.goal in SIGNS and self.request.labels[refused.aspect] in SIGNS
        return turned and refused.rule not in ("aspect-not-found", "universal", "consequence")

    def outcomes(self) -> list[Outcome]:
        """In the order of the goals; no text twice."""
        texts = {normalize(self.request.text)}
        found = []
        for aspect, goal in self.request.goals:
            outcome = self.found[aspect, goal]
            if outcome.text and normalize(outcome.text) in texts:
                again = "the text is that of the original or of another edit of it"
                outcome = Outcome(aspect, goal, "no-op", refused=again)
            texts.add(normalize(outcome.text))
            found.append(outcome)
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
    """What a draft comes to.

    Raises:
        NoEdit: a reader objects.
    """
    before = after = draft.review.subject
    if draft.rule != INSERT:
        after = Subject(spliced(before, draft.text, draft.parts, parsed), labels=before.labels)
    check(before, after, aspect=draft.aspect, goal=draft.goal, put=draft.put)
    return Outcome(draft.aspect, draft.goal, draft.rule, draft.edits, draft.text)
