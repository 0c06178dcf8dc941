"""Reviews of CEBaB that people wrote, each beside another that differs in one aspect label alone.

Nothing is edited: the counterfactual is a review of somebody else, about another visit, that agrees
with the original in the labels of all aspects but one, and is the nearest in its words of all that
do. Wu et al. ("Causal Proxy Models for Concept-Based Model Explanations", ICML 2023) draw such a
review at random where nobody wrote a counterfactual, as an approximate one; the nearest is ours.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, ClassVar, Literal

from irrealis.builders.families.reviews import (
    ASPECTS,
    OPINIONS,
    Aspect,
    Group,
    Review,
    label,
    native_row,
    original_of,
    read_groups,
)
from pydantic import Field

from irrealis.build import Builder, Drop, Parameters, Row
from irrealis.contract import Evidence, Generator, Intervention, Pair
from irrealis.text.edits import token_edits
from irrealis.text.repeats import Repeats, same

_WORD = re.compile(r"[^\W_]+")
_DIGITS = 6  # of a similarity: what differs by less is as near


class MatchParameters(Parameters):
    """What a match must have in common with the original beside its labels."""

    alike: Literal["labels", "cuisine", "region", "both"] = Field(
        "labels",
        description="labels: those of the other aspects alone; cuisine, region, both: that of the "
        "restaurant as well",
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """An original of which every aspect has a label, and the weights of its words."""

    review: Review
    labels: Mapping[Aspect, str]
    weights: Mapping[str, float]

    def nearness(self, known: _Known) -> float:
        """The cosine of the weights of both, from 0 to 1."""
        shared = self.weights.keys() & known.weights.keys()
        return round(math.fsum(self.weights[w] * known.weights[w] for w in shared), _DIGITS)


@dataclass(frozen=True, slots=True)
class Pool:
    """The originals of a split that can be matched, by id, and texts that stand more than once."""

    known: Mapping[str, _Known]
    repeats: Repeats[str]


class CebabMatched(Builder[Group, Pool]):
    """Pairs each original with the nearest of those that differ from it in one aspect label."""

    parameters_type: ClassVar[type[Parameters]] = MatchParameters

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Groups in the order in which the file first names them."""
        return read_groups(stream, source=source, dataset=self.dataset)

    def original_id(self, record: Group) -> str:
        """Upstream's own id of the original."""
        return record.original_id

    def context_beside(self, records: Iterable[Group], *, others: Iterable[Group]) -> Pool:
        """All originals of the split: each may be the match of another."""
        originals = [review for group in records if (review := original_of(group)) is not None]
        repeats = Repeats.of(
            (same(review.description) for review in originals),
            others=(
                same(review.description)
                for group in others
                if (review := original_of(group)) is not None
            ),
        )
        labeled = [
            review
            for review in originals
            if all(review.majority(aspect) in OPINIONS for aspect in ASPECTS)
            and same(review.description) not in repeats.repeated | repeats.elsewhere
        ]
        weights = _weights([review.description for review in labeled])
        return Pool(
            {
                review.original_id: _Known(
                    review, {of: review.majority(of) for of in ASPECTS}, weight
                )
                for review, weight in zip(labeled, weights, strict=True)
            },
            repeats,
        )

    def edit(
        self,
        record: Group,
        *,
        context: Pool,
        rng: random.Random,  # noqa: ARG002 nothing is drawn
    ) -> Iterable[Row | Drop]:
        """Upstream's rows as they are, and a pair for each aspect and label that has a match."""
        for review in record.reviews:
            row = native_row(review)
            yield Row("native", row)
            yield Row("native_mix", {**row, "is_counterfactual": not review.is_original})
        original = original_of(record)
        if original is None:
            yield Drop("original-missing", "its original is not in this split")
            return
        text = same(original.description)
        if text in context.repeats.repeated or text in context.repeats.elsewhere:
            yield Drop("repeated-description", "its text is that of another original too")
            return
        known = context.known.get(original.original_id)
        if known is None:
            yield Drop("aspects-unlabeled", "an aspect has no label that most people agree on")
            return
        found = 0
        for aspect in ASPECTS:
            for goal in OPINIONS:
                if goal == known.labels[aspect]:
                    continue
                match = self._nearest(known, context.known.values(), aspect, goal)
                if match is None:
                    name = f"{original.original_id}_{aspect}-{goal}"
                    yield Drop("no-match", f"{name}: no review differs so", level="variant")
                else:
                    found += 1
                    yield Row("pairs", self._pair(known, match, aspect).row())
        if not found:
            yield Drop("no-pairs", "no review agrees with it in all aspects but one")

    def _nearest(
        self, known: _Known, pool: Iterable[_Known], aspect: Aspect, goal: str
    ) -> _Known | None:
        want = {**known.labels, aspect: goal}
        fit = [
            candidate
            for candidate in pool
            if candidate.labels == want and self._alike(known, candidate)
        ]
        return max(
            fit,
            key=lambda candidate: (known.nearness(candidate), candidate.review.original_id),
            default=None,
        )

    def _alike(self, known: _Known, match: _Known) -> bool:
        ours, theirs = known.review.opentable_metadata, match.review.opentable_metadata
        alike = self.parameters.alike  # type: ignore[attr-defined] # of MatchParameters
        cuisine = alike not in ("cuisine", "both") or ours.cuisine == theirs.cuisine
        return cuisine and (alike not in ("region", "both") or ours.region == theirs.region)

    def _pair(self, known: _Known, match: _Known, aspect: Aspect) -> Pair:
        original, matched = known.review, match.review
        near = known.nearness(match)
        return Pair(
            dataset=self.dataset,
            original_id=original.original_id,
            original={"text": original.description},
            counterfactual={"text": matched.description},
            edits=token_edits(original.description, matched.description),
            interventions=[
                Intervention(
                    "aspect",
                    aspect,
                    known.labels[aspect],
                    match.labels[aspect],
                    source=matched.id,
                    source_name=matched.opentable_metadata.restaurant_name,
                )
            ],
            label_original=label(original),
            label_counterfactual=label(matched),
            label_effect="flip",
            evidence=Evidence(
                "human",
                f"{matched.id} is another review, of which people say the same of all aspects but "
                f"{aspect}; its words are the nearest ({near:.2f})",
                {"nearness": near},
            ),
            generator=Generator("human", "CEBaB", "1.1"),
            seed=self.seed,
        )


def _weights(texts: Sequence[str]) -> list[dict[str, float]]:
    """Of each text its words, rare ones more: counts times ln(texts / texts with the word).

    Each list has length 1.
    """
    counts = [Counter(word.casefold() for word in _WORD.findall(text)) for text in texts]
    among = Counter(word for count in counts for word in count)
    found = []
    for count in counts:
        raw = {word: times * math.log(len(texts) / among[word]) for word, times in count.items()}
        length = math.sqrt(math.fsum(weight * weight for weight in raw.values()))
        found.append({word: weight / length for word, weight in raw.items()} if length else {})
    return found


BUILDER = CebabMatched
