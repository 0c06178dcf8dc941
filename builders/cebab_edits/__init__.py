"""CEBaB-style edits made by rule: what a review says of one aspect is set, and nothing else.

Originals: Abraham et al., "CEBaB: Estimating the Causal Effects of Real-World Concepts on NLP Model
Behavior", NeurIPS 2022, version 1.1. The edits are ours; those of people serve as the measure.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import tee
from typing import Any, BinaryIO, ClassVar, Literal, cast

from irrealis.builders.families.aspect_edits.collecting import Made, evidence, prepared
from irrealis.builders.families.aspect_edits.lexicon import domain
from irrealis.builders.families.aspect_edits.making import Outcome, Request, outcomes
from irrealis.builders.families.reviews import (
    ASPECTS,
    OPINIONS,
    Aspect,
    Group,
    Opinion,
    Review,
    label,
    native_row,
    original_of,
    read_groups,
)
from pydantic import Field

from irrealis.build import Builder, Drop, Parameters, Repair, Row, record_rng
from irrealis.contract import Evidence, Generator, Intervention, Pair
from irrealis.text.parser import parser_models

VERSION = "7"  # of the rules: raise it with each change of what they make
WORKER = "rules"
RESTAURANTS = domain("restaurants")


class EditParameters(Parameters):
    """Which edits are asked for."""

    goals: Literal["all", "asked"] = Field(
        "all",
        description="all: every goal other than an aspect's label; asked: those that upstream "
        "asked its editors for",
    )


class CebabEdits(Builder[Group, Made]):
    """Sets each aspect of each original to the labels that it does not have."""

    parameters_type: ClassVar[type[Parameters]] = EditParameters
    prepares: ClassVar[bool] = True
    no_text = "its records are groups of CEBaB; restaurant-edits has the same rules for any text"

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Groups in the order in which the file first names them."""
        return read_groups(stream, source=source, dataset=self.dataset)

    def original_id(self, record: Group) -> str:
        """Upstream's own id of the original."""
        return record.original_id

    def models(self) -> list[dict[str, str]]:
        """The parser: the rules go by what it says."""
        return parser_models()

    def context_beside(self, records: Iterable[Group], *, others: Iterable[Group]) -> Made:
        """All edits at once, of texts that are not a split of a build."""
        context = super().context_beside(records, others=others)
        assert context is not None  # noqa: S101 it is what `context_from_notes` gives
        return context

    def prepare(self, records: Sequence[Group]) -> tuple[Any, list[bytes]]:
        """All edits of a chunk; each original is parsed once, together with others."""
        return prepared(self._outcomes(records))

    def context_from_notes(self, notes: Iterable[bytes], *, others: Iterable[bytes]) -> Made:
        """Which texts come up more than once."""
        return Made.of_digests(notes, others=others)

    def context_with(self, context: Made, records: Sequence[Group], kept: Any) -> Made:  # noqa: ARG002
        """The edits of a chunk."""
        return context.within(kept)

    def edit(
        self,
        record: Group,
        *,
        context: Made,
        rng: random.Random,  # noqa: ARG002 drawn from with the context, in the same way
    ) -> Iterable[Row | Drop | Repair]:
        """The original, its edits, and why there are no others."""
        original = original_of(record)
        if original is None:
            yield Drop("original-missing", "its original is not in this split")
            return
        if context.is_repeated(original.description):
            yield Drop("repeated-description", "its text is that of another review too")
            return
        outcomes = context.outcomes[original.original_id, original.description]
        if not outcomes:
            yield Drop("aspects-unlabeled", "no aspect has a label that could be changed")
            return
        made: list[Row] = []
        row = native_row(original)
        for key in ("edit_goal", "edit_type", "edit_worker"):
            if row[key] is not None:  # in CEBaB's observational file
                yield Repair("edit-of-an-original", f"{original.id}.{key}", str(row[key]), "null")
                row[key] = None
        for outcome in outcomes:
            refused = context.refusal(outcome)
            if refused is None:
                made += self._rows(original, row, outcome)
            else:
                name = f"{original.original_id}_{outcome.aspect}-{outcome.goal}"
                yield Drop(refused[0], f"{name}: {refused[1]}", level="variant")
        if not made:
            yield Drop("no-edits", f"none of {len(outcomes)} edits is safe")
            return
        yield Row("native", row)
        yield Row("native_mix", {**row, "is_counterfactual": False})
        yield from made

    def _outcomes(self, groups: Iterable[Group]) -> Iterator[tuple[tuple[str, str], list[Outcome]]]:
        """What can be made of each original."""
        found = ((group, review) for group in groups if (review := original_of(group)) is not None)
        mine, copies = tee(found)
        requests = (self._request(group, original) for group, original in copies)
        for (_, original), made in zip(mine, outcomes(requests, domain=RESTAURANTS), strict=True):
            yield (original.original_id, original.description), made

    def _request(self, group: Group, original: Review) -> Request:
        return Request(
            text=original.description,
            labels={aspect: _known(original, aspect) for aspect in ASPECTS},
            goals=list(self._asked(group, original)),
            rng=record_rng(dataset=self.dataset, seed=self.seed, original_id=original.original_id),
            rating=int(original.review_majority) if original.review_majority.isdigit() else None,
        )

    def _asked(self, group: Group, original: Review) -> Iterator[tuple[Aspect, Opinion]]:
        asked = {(review.edit_type, review.edit_goal) for review in group.reviews}
        everything = cast(EditParameters, self.parameters).goals == "all"
        for aspect in ASPECTS:
            known = _known(original, aspect)
            for goal in OPINIONS:
                if known not in (None, goal) and (everything or (aspect, goal) in asked):
                    yield aspect, goal

    def _rows(self, original: Review, row: Mapping[str, Any], outcome: Outcome) -> Iterator[Row]:
        edited = _edited(row, outcome)
        known = label(original)
        nobody = {"majority": None, "votes": None}
        pair = Pair(
            dataset=self.dataset,
            original_id=original.original_id,
            original={"text": original.description},
            counterfactual={"text": outcome.text},
            edits=outcome.edits,
            interventions=[
                Intervention(
                    "aspect",
                    outcome.aspect,
                    original.majority(cast("Aspect", outcome.aspect)),
                    outcome.goal,
                    source=edited["id"],
                )
            ],
            label_original=known,
            label_counterfactual={
                **known,
                "review": nobody,
                outcome.aspect: {**nobody, "majority": outcome.goal},
            },
            label_effect="flip",
            evidence=Evidence("rule", evidence(outcome)),
            generator=Generator("rules", self.dataset, VERSION),
            seed=self.seed,
        )
        yield Row("pairs", pair.row())
        yield Row("native", edited)
        yield Row("native_mix", {**edited, "is_counterfactual": True})


def _known(review: Review, aspect: Aspect) -> str | None:
    majority = review.majority(aspect)
    return majority if majority in OPINIONS else None


def _edited(row: Mapping[str, Any], outcome: Outcome) -> dict[str, Any]:
    """The native row of an edit, from its original's.

    Nobody voted on it; on the other aspects the votes are as they were.
    """
    edit_id = f"{outcome.aspect}-{outcome.goal}"
    return {
        **row,
        "id": f"{row['original_id']}_{edit_id}",
        "edit_id": edit_id,
        "is_original": False,
        "edit_goal": outcome.goal,
        "edit_type": outcome.aspect,
        "edit_worker": WORKER,
        "description": outcome.text,
        "review_majority": "",
        "review_label_distribution": None,
        "review_workers": None,
        f"{outcome.aspect}_aspect_majority": outcome.goal,
        f"{outcome.aspect}_aspect_label_distribution": None,
        f"{outcome.aspect}_aspect_validation_workers": None,
    }


BUILDER = CebabEdits
