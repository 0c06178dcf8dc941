"""CEBaB: restaurant reviews, and what people made of them when asked to change one aspect.

Data: Abraham et al., "CEBaB: Estimating the Causal Effects of Real-World Concepts on NLP Model
Behavior", NeurIPS 2022, version 1.1. Nothing new is written here: each human edit is compared with
its original, and upstream's errors are found and left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Native, Side, Variant
from irrealis.builders.families.reviews import (
    ASPECTS,
    Review,
    label,
    native_row,
    original_of,
    read_groups,
)

from irrealis.build import Row
from irrealis.contract import Evidence, Generator, Intervention, group_id


class Cebab(PublishedBuilder):
    """Pairs each human edit with its original, and with the other edits of the same aspect."""

    generator = Generator("human", "CEBaB", "1.1")
    unique = ("original", "counterfactual")
    mixed = ("is_counterfactual",)

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Groups in the order in which the file first names them."""
        for group in read_groups(stream, source=source, dataset=self.dataset):
            original = original_of(group)
            edits = [review for review in group.reviews if not review.is_original]
            rows = tuple(Native(native_row(r), not r.is_original) for r in group.reviews)
            if original is not None and edits:
                variants = tuple(_variant(original, edited) for edited in edits)
                yield Group(group.original_id, rows, variants)
            else:
                lone = "nobody edited it" if original else "its original is not in this split"
                yield Group(group.original_id, rows, (), lone, tuple(map(_side, group.reviews)))

    def more(self, record: Group, kept: Sequence[Variant]) -> Iterable[Row]:
        """Pairs of two edits that were asked for different opinions of one aspect."""
        for one, other in combinations(kept, 2):
            (change,), (second,) = one.interventions, other.interventions
            if change.target == second.target and change.after != second.after:
                set_anew = Intervention(
                    "aspect", change.target, change.after, second.after, source=other.name
                )
                between = Variant(
                    other.name,
                    one.counterfactual,
                    other.counterfactual,
                    (set_anew,),
                    Evidence(
                        "human",
                        "; ".join(
                            map(
                                _confirms,
                                (one.counterfactual, other.counterfactual),
                                (change, second),
                            )
                        ),
                    ),
                )
                group = group_id(self.dataset, record.original_id)
                yield Row("edit_pairs", self.pair_row(one.name, between, group=group))


def _side(review: Review) -> Side:
    return Side({"text": review.description}, label(review))


def _variant(original: Review, edited: Review) -> Variant:
    aspect, goal = edited.asked()
    before = original.majority(aspect)
    fault = None
    if not before:
        fault = ("aspect-unlabeled", f"nobody said what the original says of {aspect}")
    elif before == goal:
        fault = ("goal-holds-already", f"{aspect} is {goal} in the original")
    copied = ", ".join(
        other
        for other in ASPECTS
        if other != aspect
        and original.voters(other)
        and edited.voters(other) == original.voters(other)
    )
    change, side = Intervention("aspect", aspect, before, goal, source=edited.id), _side(edited)
    detail = _confirms(side, change)
    if copied:
        detail += f"; copied from the original: the votes on {copied}"
    evidence = Evidence("human", detail)
    return Variant(edited.id, _side(original), side, (change,), evidence, fault=fault)


def _confirms(edited: Side, change: Intervention) -> str:
    """Whether the votes on an edit say what its editor was asked for."""
    aspect, goal = change.target, change.after
    votes = edited.label[aspect]["votes"]
    if votes is None:
        return f"{change.source}: nobody voted on {aspect}, so {goal} is not confirmed"
    confirmed = edited.label[aspect]["majority"] == goal
    return (
        f"{change.source}: {votes[goal]} of {sum(votes.values())} votes on {aspect} "
        f"say {goal}, so it is {'' if confirmed else 'not '}confirmed"
    )


BUILDER = Cebab
