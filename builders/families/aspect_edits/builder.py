"""Edits of reviews of any domain: what a review says of one aspect is set, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import tee
from typing import Any, BinaryIO, ClassVar, Literal, TypeAlias

from irrealis.builders.families.aspect_edits.collecting import Made, evidence, prepared
from irrealis.builders.families.aspect_edits.lexicon import domain
from irrealis.builders.families.aspect_edits.making import Outcome, Request, outcomes
from irrealis.builders.families.aspect_edits.parsing import parse
from irrealis.builders.families.aspect_edits.subject import Subject, opinions
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from irrealis.build import Builder, Drop, Row, record_rng
from irrealis.contract import Evidence, Generator, Intervention, Pair
from irrealis.errors import IrrealisError, invalid, nearest
from irrealis.inputs import read_json_records
from irrealis.text.parser import parser_models

Opinion: TypeAlias = Literal["Positive", "Negative", "unknown"]
OPINIONS: tuple[Opinion, ...] = ("Positive", "Negative", "unknown")

VERSION = "7"  # of the rules: raise it with each change of what they make


class Review(BaseModel):
    """A review, and what it says of each aspect; null where that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str = Field(min_length=1)
    text: str = Field(min_length=1)
    aspects: dict[str, Opinion | None]
    rating: int | None = Field(None, ge=1, le=5)


class Asked(Review):
    """A review of somebody's own, and the edits that they ask for; by default all."""

    aspect: str | None = None
    to: Opinion | None = None


class AspectEdits(Builder[Review, Made]):
    """Sets each aspect of each review to the labels that it does not have.

    A subclass names its domain, a file of `domains/`.
    """

    domain: ClassVar[str]
    lines: ClassVar[bool] = True
    prepares: ClassVar[bool] = True

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Review]:
        """Reviews of a file, in its order.

        Raises:
            IrrealisError: a record that is no review of the domain; says which record and field.
        """
        aspects = set(domain(self.domain).aspects)
        for number, record in enumerate(read_json_records(stream, source=source), start=1):
            where, row = f"{source}, record {number}", str(record.get("id"))[:100]
            try:
                review = Review.model_validate(record)
            except ValidationError as error:
                raise invalid(where, error, dataset=self.dataset, row=row) from None
            if set(review.aspects) != aspects:
                raise IrrealisError(
                    f"{where}: not the aspects of {self.domain}",
                    dataset=self.dataset,
                    row=row,
                    field="aspects",
                    expected=", ".join(sorted(aspects)),
                    found=", ".join(sorted(review.aspects))[:200] or "none",
                    hint="label an aspect that nobody judged as null",
                )
            yield review

    def text_record(self, text: str, *, id: str, values: Mapping[str, object]) -> Review:  # noqa: A002
        """A review, of which the rules' own reader says what it says of each aspect.

        `values` may say better, aspect by aspect; `aspect` and `to` ask for one edit alone. What
        the reader finds mixed or does not understand is null, and is not edited.

        Raises:
            IrrealisError: a value of something else; says what there is.
        """
        known = domain(self.domain).aspects
        if unknown := sorted(values.keys() - {"aspect", "to", "rating", *known}):
            raise IrrealisError(
                "not known of a review",
                dataset=self.dataset,
                field=unknown[0],
                expected=f"aspect, to, rating, {', '.join(known)}{nearest(unknown[0], known)}",
            )
        (parsed,) = parse([text], domain=domain(self.domain))
        found = opinions(Subject(parsed, {}), known)
        asked = {name: values[name] for name in ("aspect", "to", "rating") if name in values}
        aspects = {name: values.get(name, found[name]) for name in known}
        try:
            review = Asked.model_validate({"id": id, "text": text, "aspects": aspects, **asked})
        except ValidationError as error:
            raise invalid("not a review", error, dataset=self.dataset, row=id) from None
        if review.aspect is not None and review.aspect not in known:
            raise IrrealisError(
                f"no such aspect{nearest(review.aspect, known)}",
                dataset=self.dataset,
                field="aspect",
                expected=", ".join(known),
                found=review.aspect,
            )
        return review

    def original_id(self, record: Review) -> str:
        """The review's own id."""
        return record.id

    def models(self) -> list[dict[str, str]]:
        """The parser: the rules go by what it says."""
        return parser_models()

    def context_beside(self, records: Iterable[Review], *, others: Iterable[Review]) -> Made:
        """All edits at once, of texts that are not a split of a build."""
        context = super().context_beside(records, others=others)
        assert context is not None  # noqa: S101 it is what `context_from_notes` gives
        return context

    def prepare(self, records: Sequence[Review]) -> tuple[Any, list[bytes]]:
        """All edits of a chunk; each review is parsed once, together with others."""
        return prepared(self._outcomes(records))

    def context_from_notes(self, notes: Iterable[bytes], *, others: Iterable[bytes]) -> Made:
        """Which texts come up more than once."""
        return Made.of_digests(notes, others=others)

    def context_with(self, context: Made, records: Sequence[Review], kept: Any) -> Made:  # noqa: ARG002
        """The edits of a chunk."""
        return context.within(kept)

    def edit(
        self,
        record: Review,
        *,
        context: Made,
        rng: random.Random,  # noqa: ARG002 drawn from with the context, in the same way
    ) -> Iterable[Row | Drop]:
        """The review, its edits, and why there are no others."""
        if context.is_repeated(record.text):
            yield Drop("repeated-text", "its text is that of another review too")
            return
        found = context.outcomes[record.id, record.text]
        if not found:
            yield Drop("aspects-unlabeled", "no aspect has a label that could be changed")
            return
        made: list[Row] = []
        for outcome in found:
            refused = context.refusal(outcome)
            if refused is None:
                made += self._rows(record, outcome)
            else:
                name = f"{record.id}_{outcome.aspect}-{outcome.goal}"
                yield Drop(refused[0], f"{name}: {refused[1]}", level="variant")
        if not made:
            yield Drop("no-edits", f"none of {len(found)} edits is safe")
            return
        yield Row("native", _native(record))
        yield from made

    def _outcomes(
        self, reviews: Iterable[Review]
    ) -> Iterator[tuple[tuple[str, str], list[Outcome]]]:
        mine, copies = tee(reviews)
        made = outcomes(map(self._request, copies), domain=domain(self.domain))
        for review, found in zip(mine, made, strict=True):
            yield (review.id, review.text), found

    def _request(self, review: Review) -> Request:
        goals = [
            (aspect, goal)
            for aspect in domain(self.domain).aspects
            for goal in OPINIONS
            if review.aspects[aspect] not in (None, goal)
        ]
        if isinstance(review, Asked):
            only, to = review.aspect, review.to
            goals = [goal for goal in goals if only in (None, goal[0]) and to in (None, goal[1])]
        rng = record_rng(dataset=self.dataset, seed=self.seed, original_id=review.id)
        return Request(review.text, review.aspects, goals, rng, review.rating)

    def _rows(self, review: Review, outcome: Outcome) -> Iterator[Row]:
        edited = f"{review.id}_{outcome.aspect}-{outcome.goal}"
        label = {aspect: review.aspects[aspect] for aspect in domain(self.domain).aspects}
        pair = Pair(
            dataset=self.dataset,
            original_id=review.id,
            original={"text": review.text},
            counterfactual={"text": outcome.text},
            edits=outcome.edits,
            interventions=[
                Intervention(
                    "aspect", outcome.aspect, label[outcome.aspect], outcome.goal, source=edited
                )
            ],
            label_original=label,
            label_counterfactual={**label, outcome.aspect: outcome.goal},
            label_effect="flip",
            evidence=Evidence("rule", evidence(outcome)),
            generator=Generator("rules", "aspect-edits", VERSION),
            seed=self.seed,
        )
        yield Row("pairs", pair.row())
        yield Row("native", _native(review, edited=edited, outcome=outcome))


def _native(review: Review, *, edited: str = "", outcome: Outcome | None = None) -> dict[str, Any]:
    """The columns of the input, and what was set in which original."""
    aspects = dict(sorted(review.aspects.items()))
    if outcome is not None:
        aspects[outcome.aspect] = outcome.goal  # type: ignore[assignment] # a goal is an opinion
    return {
        "id": edited or review.id,
        "text": outcome.text if outcome else review.text,
        "aspects": aspects,
        "rating": None if outcome else review.rating,
        "original_id": review.id,
        "edit_aspect": outcome.aspect if outcome else None,
        "edit_goal": outcome.goal if outcome else None,
    }
