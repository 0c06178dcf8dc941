"""CEBaB: restaurant reviews, and what people made of them when asked to change one aspect.

Data: Abraham et al., "CEBaB: Estimating the Causal Effects of Real-World Concepts on NLP Model
Behavior", NeurIPS 2022, version 1.1. Nothing new is written here: each human edit is compared with
its original, and upstream's errors are found and left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from irrealis.builders.families import reviews
from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Native, Side, Variant

from irrealis.contract import Evidence, Generator, Intervention


class Cebab(PublishedBuilder):
    """Pairs each human edit with its original, and with the other edits of the same aspect."""

    generator = Generator("human", "CEBaB", "1.1")
    unique = ("original", "counterfactual")
    mixed = ("is_counterfactual",)

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Groups in the order in which the file first names them."""
        for group in reviews.read_groups(stream, source=source, dataset=self.dataset):
            original = reviews.original_of(group)
            edits = [review for review in group.reviews if not review.is_original]
            rows = tuple(Native(reviews.native_row(r), not r.is_original) for r in group.reviews)
            if original is not None and edits:
                variants = tuple(_variant(original, edited) for edited in edits)
                yield Group(group.original_id, rows, variants)
            else:
                lone = "nobody edited it" if original else "its original is not in this split"
                yield Group(group.original_id, rows, (), lone, tuple(map(_side, group.reviews)))

    def between(self, first: Variant, second: Variant) -> Variant | None:
        """Two edits that were asked for different opinions of one aspect."""
        (before,), (after,) = first.interventions, second.interventions
        if before.target != after.target or before.after == after.after:
            return None
        labels = first.counterfactual.label, second.counterfactual.label
        verdicts = map(reviews.verdict, labels, (before, after))
        return replace(
            second,
            original=first.counterfactual,
            interventions=(replace(after, before=before.after),),
            evidence=Evidence("human", "; ".join(verdicts)),
        )


def _side(review: reviews.Review) -> Side:
    return Side({"text": review.description}, reviews.label(review))


def _variant(original: reviews.Review, edited: reviews.Review) -> Variant:
    aspect, goal = edited.asked()
    before = original.majority(aspect)
    fault = None
    if not before:
        fault = ("aspect-unlabeled", f"nobody said what the original says of {aspect}")
    elif before == goal:
        fault = ("goal-holds-already", f"{aspect} is {goal} in the original")
    side = _side(edited)
    change = Intervention("aspect", aspect, before, goal, source=edited.id)
    copied = ", ".join(edited.copied_votes(original))
    note = f"; copied from the original: the votes on {copied}" if copied else ""
    evidence = Evidence("human", reviews.verdict(side.label, change) + note)
    return Variant(edited.id, _side(original), side, (change,), evidence, fault=fault)


BUILDER = Cebab
