"""CEBaB's reviews as upstream has them: what cebab and cebab-edits are made of.

Data: Abraham et al., "CEBaB: Estimating the Causal Effects of Real-World Concepts on NLP Model
Behavior", NeurIPS 2022, version 1.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, BinaryIO, Literal, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from irrealis.contract import Intervention
from irrealis.errors import invalid
from irrealis.inputs import read_json_records

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
    """A row as upstream has it; an empty string means that nobody voted."""

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
                    value = {key: opinion for key, opinion in value.items() if opinion is not None}
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

    def copied_votes(self, original: Review) -> list[Aspect]:
        """Aspects that its editor was not asked to change, with the votes of the original."""
        return [
            aspect
            for aspect in ASPECTS
            if aspect != self.edit_type
            and original.voters(aspect)
            and self.voters(aspect) == original.voters(aspect)
        ]

    def asked(self) -> tuple[Aspect, Opinion]:
        """What the editor was asked to set, and to what; of an edit alone."""
        assert self.edit_type is not None and self.edit_goal is not None  # noqa: PT018, S101
        return self.edit_type, self.edit_goal


class Group(NamedTuple):
    """An original and its edits, as far as they are in one split."""

    original_id: str
    reviews: tuple[Review, ...]


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


def verdict(label: Mapping[str, Any], change: Intervention) -> str:
    """A sentence on whether the votes on an edit confirm what its editor was asked for.

    Args:
        label: of the edit; see `label`.
        change: of an aspect, with the edit as its source.
    """
    name, aspect, goal = change.source, change.target, change.after
    votes = label[aspect]["votes"]
    if votes is None:
        return f"{name}: nobody voted on {aspect}, so {goal} is not confirmed"
    word = "" if label[aspect]["majority"] == goal else "not "
    count = f"{votes[goal]} of {sum(votes.values())} votes on {aspect}"
    return f"{name}: {count} say {goal}, so it is {word}confirmed"


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
                {"worker": worker, "label": opinion}
                for worker, opinion in (row[name] or {}).items()
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
