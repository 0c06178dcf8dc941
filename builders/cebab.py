"""CEBaB: restaurant reviews, and what people made of them when asked to change one aspect.

Data: Abraham et al., "CEBaB: Estimating the Causal Effects of Real-World Concepts on NLP Model
Behavior", NeurIPS 2022, version 1.1. Nothing is written anew here: each human edit is set against
its original, and what upstream got wrong is found and left out.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Annotated, Any, BinaryIO, Literal, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from irrealis.build import Builder, Drop, Row
from irrealis.contract import Evidence, Generator, Intervention, Pair, group_id
from irrealis.errors import invalid
from irrealis.inputs import read_json_records
from irrealis.text.edits import token_edits
from irrealis.text.repeats import Repeats, same

Aspect: TypeAlias = Literal["food", "service", "ambiance", "noise"]
Opinion: TypeAlias = Literal["Positive", "Negative", "unknown"]
Rating: TypeAlias = Literal["1", "2", "3", "4", "5"]
Count: TypeAlias = Annotated[int, Field(ge=1)]
Name: TypeAlias = Annotated[str, Field(min_length=1)]

ASPECTS: tuple[Aspect, ...] = ("food", "service", "ambiance", "noise")
OPINIONS: tuple[Opinion, ...] = ("Positive", "Negative", "unknown")
RATINGS: tuple[Rating, ...] = ("1", "2", "3", "4", "5")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Restaurant(_Strict):
    """What OpenTable says of the restaurant, and the reviewer's stars."""

    restaurant_id: int
    restaurant_name: str
    cuisine: str
    price_tier: str
    dining_style: str
    dress_code: str
    parking: str
    region: str
    rating_ambiance: int
    rating_food: int
    rating_noise: int
    rating_service: int
    rating_overall: int


class Review(_Strict):
    """A row as upstream has it; an empty string is upstream's way to say that nobody voted."""

    id: Name
    original_id: Name
    edit_id: Name
    is_original: bool
    edit_goal: Opinion | None
    edit_type: Aspect | None
    edit_worker: str | None
    description: Name
    review_majority: Rating | Literal["no majority", ""]
    review_label_distribution: dict[Rating, Count] | Literal[""]
    review_workers: dict[Name, Rating] | Literal[""]
    food_aspect_majority: Opinion | Literal["no majority", ""]
    ambiance_aspect_majority: Opinion | Literal["no majority", ""]
    service_aspect_majority: Opinion | Literal["no majority", ""]
    noise_aspect_majority: Opinion | Literal["no majority", ""]
    food_aspect_label_distribution: dict[Opinion, Count] | Literal[""]
    ambiance_aspect_label_distribution: dict[Opinion, Count] | Literal[""]
    service_aspect_label_distribution: dict[Opinion, Count] | Literal[""]
    noise_aspect_label_distribution: dict[Opinion, Count] | Literal[""]
    food_aspect_validation_workers: dict[Name, Opinion] | Literal[""]
    ambiance_aspect_validation_workers: dict[Name, Opinion] | Literal[""]
    service_aspect_validation_workers: dict[Name, Opinion] | Literal[""]
    noise_aspect_validation_workers: dict[Name, Opinion] | Literal[""]
    opentable_metadata: Restaurant

    @model_validator(mode="before")
    @classmethod
    def _empty(cls, given: Any) -> Any:
        """Exports of the Hub's viewer have null for an empty string, and the reverse.

        They also have every label in every vote, null for one that nobody chose.
        """
        if not isinstance(given, dict):
            return given
        row = dict(given)
        for name, value in given.items():
            if name in ("edit_goal", "edit_type", "edit_worker"):
                row[name] = None if value == "" else value
            elif name.endswith(("_majority", "_distribution", "_workers")):
                if isinstance(value, dict):
                    value = {key: said for key, said in value.items() if said is not None}
                row[name] = value or ""
        return row

    @model_validator(mode="after")
    def _named(self) -> Review:
        if self.id != f"{self.original_id}_{self.edit_id}":
            raise ValueError("id is not original_id and edit_id")
        if not self.is_original and (self.edit_goal is None or self.edit_type is None):
            raise ValueError("an edit without edit_goal or edit_type")
        return self

    def majority(self, aspect: Aspect) -> str:
        """What most say of an aspect; `no majority` if that is nothing, empty if nobody voted."""
        return str(getattr(self, f"{aspect}_aspect_majority"))

    def votes(self, aspect: Aspect) -> Mapping[str, int]:
        """How many say what of an aspect."""
        return getattr(self, f"{aspect}_aspect_label_distribution") or {}

    def voters(self, aspect: Aspect) -> Mapping[str, str]:
        """Who says what of an aspect."""
        return getattr(self, f"{aspect}_aspect_validation_workers") or {}


class Group(NamedTuple):
    """An original and its edits, as far as they are in one split."""

    original_id: str
    reviews: tuple[Review, ...]


class Cebab(Builder[Group, Repeats[str]]):
    """Pairs each human edit with its original, and with the other edits of the same aspect."""

    no_text = "its edits were published beside the originals"

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Groups in the order in which the file first names them."""
        return read_groups(stream, source=source, dataset=self.dataset)

    def original_id(self, record: Group) -> str:
        """Upstream's own id of the original."""
        return record.original_id

    def context_beside(self, records: Iterable[Group], *, others: Iterable[Group]) -> Repeats[str]:
        """Texts that stand more than once, in this split or beyond it.

        An edit that is its original again does not count: it is dropped for that.
        """
        return Repeats.of(
            (
                same(review.description)
                for group in records
                for review in group.reviews
                if not _is_no_op(review, original_of(group))
            ),
            others=(same(review.description) for group in others for review in group.reviews),
        )

    def edit(
        self,
        record: Group,
        *,
        context: Repeats[str],
        rng: random.Random,  # noqa: ARG002 nothing is drawn
    ) -> Iterable[Row | Drop]:
        """Upstream's rows as they are, and the pairs that stand up to a check."""
        for review in record.reviews:
            row = native_row(review)
            yield Row("native", row)
            yield Row("native_mix", {**row, "is_counterfactual": not review.is_original})
        original = original_of(record)
        edits = [review for review in record.reviews if not review.is_original]
        if not edits:
            yield Drop("no-edits", "an original that nobody edited")
            return
        kept = []
        for review in edits:
            found = _fault(review, original, context)
            if found is None and original is not None:
                kept.append(review)
                yield Row("pairs", self._pair(original, review).row())
            elif found is not None:
                yield Drop(found[0], f"{review.id}: {found[1]}", level="variant")
        if not kept:
            yield Drop("no-pairs", f"none of {len(edits)} edits can be used")
        for one, other in combinations(kept, 2):
            if one.edit_type == other.edit_type and one.edit_goal != other.edit_goal:
                yield Row("edit_pairs", self._edit_pair(one, other).row())

    def _pair(self, original: Review, edited: Review) -> Pair:
        aspect, goal = _asked(edited)
        copied = [
            other
            for other in ASPECTS
            if other != aspect
            and original.voters(other)
            and edited.voters(other) == original.voters(other)
        ]
        return self._between(
            original,
            edited,
            original_id=original.original_id,
            aspect=aspect,
            before=original.majority(aspect),
            after=goal,
            evidence=_confirms(edited)
            + (f"; copied from the original: the votes on {', '.join(copied)}" if copied else ""),
        )

    def _edit_pair(self, one: Review, other: Review) -> Pair:
        (aspect, before), (_, after) = _asked(one), _asked(other)
        return self._between(
            one,
            other,
            original_id=one.id,
            aspect=aspect,
            before=before,
            after=after,
            evidence=f"{_confirms(one)}; {_confirms(other)}",
        )

    def _between(
        self,
        one: Review,
        other: Review,
        *,
        original_id: str,
        aspect: Aspect,
        before: str,
        after: str,
        evidence: str,
    ) -> Pair:
        labels = label(one), label(other)
        return Pair(
            dataset=self.dataset,
            original_id=original_id,
            original={"text": one.description},
            counterfactual={"text": other.description},
            edits=token_edits(one.description, other.description),
            interventions=[Intervention("aspect", aspect, before, after, source=other.id)],
            label_original=labels[0],
            label_counterfactual=labels[1],
            label_effect="keep" if labels[0] == labels[1] else "flip",
            evidence=Evidence("human", evidence),
            generator=Generator("human", "CEBaB", "1.1"),
            seed=self.seed,
            group=group_id(self.dataset, one.original_id),
        )


def read_groups(stream: BinaryIO, *, source: str, dataset: str) -> Iterator[Group]:
    """Groups of a file in upstream's format, in the order in which it first names them.

    Raises:
        IrrealisError: a row that is not upstream's; says which record and field.
    """
    groups: dict[str, list[Review]] = {}
    for number, record in enumerate(read_json_records(stream, source=source), start=1):
        try:
            review = Review.model_validate(record)
        except ValidationError as error:
            row = str(record.get("id"))[:100]
            raise invalid(f"{source}, record {number}", error, dataset=dataset, row=row) from None
        groups.setdefault(review.original_id, []).append(review)
    for original_id, reviews in groups.items():
        yield Group(original_id, tuple(sorted(reviews, key=lambda review: review.id)))


def label(review: Review) -> dict[str, Any]:
    """The rating and the four aspects, each with its majority and its votes; null if none."""
    return {
        "review": {
            "majority": review.review_majority or None,
            "votes": _votes(review.review_label_distribution, RATINGS),
        },
        **{
            aspect: {
                "majority": review.majority(aspect) or None,
                "votes": _votes(review.votes(aspect), OPINIONS),
            }
            for aspect in ASPECTS
        },
    }


def native_row(review: Review) -> dict[str, Any]:
    """Upstream's columns. What has keys of its own in each row gets one form for all rows.

    Votes are a struct of all labels, 0 for one that nobody chose; workers a list of worker and
    label; either is null where upstream has an empty string for it.
    """
    row = review.model_dump()
    for name in row:
        if name.endswith("_label_distribution"):
            row[name] = _votes(row[name], RATINGS if name.startswith("review") else OPINIONS)
        elif name.endswith("_workers"):
            row[name] = [
                {"worker": worker, "label": said} for worker, said in (row[name] or {}).items()
            ] or None
    return row


def _votes(given: Mapping[Any, int] | str, labels: Sequence[str]) -> dict[str, int] | None:
    return (
        {name: given.get(name, 0) for name in labels}
        if isinstance(given, Mapping) and given
        else None
    )


def original_of(group: Group) -> Review | None:
    """The review that the others of a group were made of, if it is there."""
    return next((review for review in group.reviews if review.is_original), None)


def _asked(edited: Review) -> tuple[Aspect, Opinion]:
    assert edited.edit_type is not None and edited.edit_goal is not None  # noqa: PT018, S101
    return edited.edit_type, edited.edit_goal


def _is_no_op(review: Review, original: Review | None) -> bool:
    return (
        original is not None
        and not review.is_original
        and same(review.description) == same(original.description)
    )


def _fault(edited: Review, original: Review | None, texts: Repeats[str]) -> tuple[str, str] | None:
    """Why this edit makes no pair, and what a reader needs to agree."""
    if original is None:
        return "original-missing", "its original is not in this split"
    if _is_no_op(edited, original):
        return "no-op", "the text is the original's, but for case and white space at most"
    for review, whose in ((edited, "its text"), (original, "its original's text")):
        text = same(review.description)
        if text in texts.elsewhere:
            return "text-in-two-splits", f"{whose} is in another split too"
        if text in texts.repeated:
            return "repeated-description", f"{whose} is that of another row too"
    aspect, goal = _asked(edited)
    if not original.majority(aspect):
        return "aspect-unlabeled", f"nobody said what the original says of {aspect}"
    if original.majority(aspect) == goal:
        return "goal-holds-already", f"{aspect} is {goal} in the original"
    return None


def _confirms(edited: Review) -> str:
    """Whether the votes on an edit say what its editor was asked for."""
    aspect, goal = _asked(edited)
    votes = edited.votes(aspect)
    if not votes:
        return f"{edited.id}: nobody voted on {aspect}, so {goal} is not confirmed"
    confirmed = edited.majority(aspect) == goal
    return (
        f"{edited.id}: {votes.get(goal, 0)} of {sum(votes.values())} votes on {aspect} "
        f"say {goal}, so it is {'' if confirmed else 'not '}confirmed"
    )


BUILDER = Cebab
