"""What makes a variant unfit to be a pair, found in the texts of all splits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from cydifflib import SequenceMatcher
from irrealis.builders.families.published.parts import Group, Key, Variant

from irrealis.contract import canonical, text_view


@dataclass(frozen=True, slots=True)
class Known:
    """What a variant may be asked about all texts of upstream.

    Args:
        labels: of the texts of this split that stand with more than one label, their labels; none
            where sides are `unique`, as such a text is repeated.
        elsewhere: texts that are in another split too.
        first: two texts that are a pair more than once -> the first of them, original and variant.
        repeated: texts that several rows of this split have.
        unique: the sides (original, counterfactual) that must not have such a text.
    """

    labels: Mapping[Key, tuple[str, ...]]
    elsewhere: frozenset[Key]
    first: Mapping[tuple[Key, Key], tuple[str, str]]
    repeated: frozenset[Key]
    unique: Sequence[str]

    @classmethod
    def of(
        cls, groups: Iterable[Group], *, others: Iterable[Group], unique: Sequence[str] = ()
    ) -> Self:
        """Look through the groups of a split, and those of all other splits.

        An edit that changes nothing is dropped for that alone: its label does not count here.

        Args:
            groups: of the split.
            others: of all other splits.
            unique: the sides (original, counterfactual) whose text no other row may have.
        """
        labels: dict[Key, set[bytes]] = {}
        rows: Counter[Key] = Counter()
        pairs: dict[tuple[Key, Key], list[tuple[str, str]]] = {}
        for group in groups:
            rows.update(side.key() for side in group.others)
            rows.update({_keys(variant)[0] for variant in group.variants})
            for variant in group.variants:
                before, after = _keys(variant)
                pairs.setdefault((before, after), []).append((group.original_id, variant.name))
                labels.setdefault(before, set()).add(canonical(variant.original.label))
                if before != after:
                    labels.setdefault(after, set()).add(canonical(variant.counterfactual.label))
                    rows[after] += 1
        beyond = {key for group in others for key in _all_keys(group)}
        return cls(
            labels={
                key: tuple(sorted(label.decode() for label in found))
                for key, found in labels.items()
                if len(found) > 1 and not unique
            },
            elsewhere=frozenset(beyond & labels.keys()),
            first={pair: found[0] for pair, found in pairs.items() if len(found) > 1},
            repeated=frozenset(key for key in rows if rows[key] > 1),
            unique=unique,
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
    for key, side in ((before, "original"), (after, "counterfactual")):
        if key in known.labels:
            return "two-labels", f"the {side}'s text stands as {' and as '.join(known.labels[key])}"
        if key in known.elsewhere:
            return "text-in-two-splits", f"the {side}'s text is in another split too"
        if side in known.unique and key in known.repeated:
            return "repeated-text", f"the {side}'s text is that of another row too"
    first = known.first.get((before, after), (group.original_id, variant.name))
    if first != (group.original_id, variant.name):
        return "repeated", f"the same two texts are the pair {first[1]} of {first[0]}"
    return None


def _keys(variant: Variant) -> tuple[Key, Key]:
    return variant.original.key(variant.query), variant.counterfactual.key(variant.query)


def _all_keys(group: Group) -> Iterator[Key]:
    yield from (side.key() for side in group.others)
    for variant in group.variants:
        yield from _keys(variant)


def _texts(variant: Variant) -> Iterator[tuple[str, Any]]:
    for name in ("original", "counterfactual"):
        fields = getattr(variant, name).fields
        stated = {field: value for field, value in fields.items() if value is not None}
        for place, text in text_view(stated).items():
            yield f"{name}.{place}", text


def _likeness(before: Key, after: Key) -> float:
    """Twice the words that both share in order, over all words of both."""
    words = [" ".join(key).split() for key in (before, after)]
    return float(SequenceMatcher(None, *words, autojunk=False).ratio())
