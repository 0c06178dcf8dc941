"""What makes a variant unfit to be a pair, found in the texts of all splits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from cydifflib import SequenceMatcher
from irrealis.builders.families.published.parts import Group, Key, Variant

from irrealis.contract import canonical, text_view


@dataclass(frozen=True, slots=True)
class Known:
    """What a variant may be asked about all texts of upstream.

    Args:
        labels: of the texts of this split that stand with more than one label, their labels.
        elsewhere: texts that are in another split too.
        first: two texts that are a pair more than once -> the first of them, original and variant.
    """

    labels: Mapping[Key, tuple[str, ...]]
    elsewhere: frozenset[Key]
    first: Mapping[tuple[Key, Key], tuple[str, str]]

    @classmethod
    def of(cls, groups: Iterable[Group], *, others: Iterable[Group]) -> Self:
        """Look through the groups of a split, and those of all other splits.

        An edit that changes nothing is dropped for that alone: its label does not count here.
        """
        labels: dict[Key, set[bytes]] = {}
        pairs: dict[tuple[Key, Key], list[tuple[str, str]]] = {}
        for group in groups:
            for variant in group.variants:
                before, after = _keys(variant)
                pairs.setdefault((before, after), []).append((group.original_id, variant.name))
                labels.setdefault(before, set()).add(canonical(variant.original.label))
                if before != after:
                    labels.setdefault(after, set()).add(canonical(variant.counterfactual.label))
        beyond = {key for group in others for variant in group.variants for key in _keys(variant)}
        return cls(
            labels={
                key: tuple(sorted(label.decode() for label in found))
                for key, found in labels.items()
                if len(found) > 1
            },
            elsewhere=frozenset(beyond & labels.keys()),
            first={pair: found[0] for pair, found in pairs.items() if len(found) > 1},
        )


def fault(
    group: Group, variant: Variant, *, known: Known, related: float
) -> tuple[str, str] | None:
    """Why this variant makes no pair, and what a reader needs to agree; None if it is fit.

    Args:
        group: it is of.
        variant: an edit of the group's original.
        known: about the texts of all splits.
        related: the least similarity of the words of both sides, from 0 to 1.
    """
    before, after = _keys(variant)
    blank = [place for place, text in _texts(variant) if not text.strip()]
    if blank:
        return variant.fault or ("no-text", f"{blank[0]} is blank")
    if before == after:
        return "no-op", "both texts are the same, but for case and white space at most"
    if variant.fault is not None:
        return variant.fault
    likeness = _likeness(before, after) if related else 1.0
    if likeness < related:
        return "unrelated-texts", f"the texts share too few words: similarity {likeness:.2f}"
    for key, whose in ((before, "the original's"), (after, "the counterfactual's")):
        if key in known.labels:
            return "two-labels", f"{whose} text stands as {' and as '.join(known.labels[key])}"
        if key in known.elsewhere:
            return "text-in-two-splits", f"{whose} text is in another split too"
    first = known.first.get((before, after), (group.original_id, variant.name))
    if first != (group.original_id, variant.name):
        return "repeated", f"the same two texts are the pair {first[1]} of {first[0]}"
    return None


def _keys(variant: Variant) -> tuple[Key, Key]:
    return variant.original.key(variant.query), variant.counterfactual.key(variant.query)


def _texts(variant: Variant) -> Iterator[tuple[str, Any]]:
    for name in ("original", "counterfactual"):
        fields = getattr(variant, name).fields
        stated = {field: value for field, value in fields.items() if value is not None}
        for place, text in text_view(stated).items():
            yield f"{name}.{place}", text


def _likeness(before: Key, after: Key) -> float:
    """Twice the words that both share in order, over all words of both."""
    one, other = " ".join(before).split(), " ".join(after).split()
    return float(SequenceMatcher(None, one, other, autojunk=False).ratio())
