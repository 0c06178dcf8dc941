"""Reviews, and the same reviews with one word replaced by its opposite.

A working example to edit: say here what the dataset is, and name the paper of the method.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, ClassVar, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from irrealis.build import Builder, Drop, Parameters, Repair, Row
from irrealis.contract import Edit, Evidence, Generator, Intervention, Pair
from irrealis.errors import IrrealisError
from irrealis.inputs import read_json_records

Label = Literal["negative", "positive"]

VERSION = "1"  # of the rule: raise it with each change of what it makes

# Change: what the intervention is. Opposites start alike, so that a/an before them stays right.
POSITIVE = {
    "clean": ("dirty",),
    "fascinating": ("boring",),
    "good": ("bad", "poor"),
    "loved": ("hated",),
    "polite": ("rude",),
}
OPPOSITES: dict[str, tuple[Label, tuple[str, ...]]] = {
    **{bad: ("negative", (good,)) for good, several in POSITIVE.items() for bad in several},
    **{good: ("positive", several) for good, several in POSITIVE.items()},
}
_WORD = re.compile(rf"\b(?:{'|'.join(OPPOSITES)})\b")


class Review(BaseModel):
    """Change: a record as upstream has it; what does not fit is an error, not a guess."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str = Field(min_length=1)
    text: str = Field(min_length=1)
    label: Label


class ReviewParameters(Parameters):
    """What a user may set with `--set`; the values used are those of dataset.yaml."""

    longest: int = Field(200, ge=1, description="characters; longer reviews are dropped")


class Reviews(Builder[Review, None]):
    """Replaces the only word of opinion in a review, which flips its label."""

    parameters_type: ClassVar[type[Parameters]] = ReviewParameters

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Review]:
        """Records of JSON lines, in the order of the file."""
        for number, record in enumerate(read_json_records(stream, source=source), start=1):
            try:
                yield Review.model_validate(record)
            except ValidationError as error:
                first = error.errors()[0]
                raise IrrealisError(
                    f"{source}, record {number}: {first['msg']}",
                    dataset=self.dataset,
                    field=".".join(map(str, first["loc"])),
                    found=repr(first["input"])[:100],
                ) from None

    def original_id(self, record: Review) -> str:
        """Upstream's own id."""
        return record.id

    def edit(
        self,
        record: Review,
        *,
        context: None,  # noqa: ARG002 what other records say; define `context` if you need it
        rng: random.Random,
    ) -> Iterable[Row | Drop | Repair]:
        """Pairs of one record, or a drop with its reason: a record never just disappears."""
        longest = cast(ReviewParameters, self.parameters).longest
        if len(record.text) > longest:
            yield Drop("too-long", f"{len(record.text)} characters, more than {longest}")
            return
        words = list(_WORD.finditer(record.text))
        if len(words) != 1:
            found = ", ".join(word[0] for word in words) or "none"
            yield Drop("not-one-word", f"words with a known opposite: {found}")
            return
        before, (start, end) = words[0][0], words[0].span()
        says, choices = OPPOSITES[before]
        if says != record.label:
            yield Drop("label-disagrees", f"{before} is {says}, the review is {record.label}")
            return
        after = choices[int(rng.random() * len(choices))]
        label: Label = "negative" if record.label == "positive" else "positive"
        pair = Pair(
            dataset=self.dataset,
            original_id=record.id,
            original={"text": record.text},
            counterfactual={"text": record.text[:start] + after + record.text[end:]},
            edits=[Edit("text", start, end, before, after)],
            interventions=[Intervention("word", "opinion", before, after)],
            label_original=record.label,
            label_counterfactual=label,
            label_effect="flip",
            evidence=Evidence("rule", "the only word of opinion is replaced by its opposite"),
            generator=Generator("rules", f"irrealis {self.dataset}", VERSION),
            seed=self.seed,
        )
        # Change: the native configs have upstream's columns, and the id of the original.
        original = {**record.model_dump(), "original_id": record.id}
        changed = {**original, "id": pair.id, "text": pair.counterfactual["text"], "label": label}
        yield Row("pairs", pair.row())
        yield Row("native", changed)
        yield Row("native_mix", {**original, "is_counterfactual": False})
        yield Row("native_mix", {**changed, "is_counterfactual": True})


BUILDER = Reviews
