"""What is made of upstream's rows before pairs: sides, variants, and groups of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self, TypeAlias

from irrealis.contract import Evidence, Generator, Intervention, text_view
from irrealis.text.repeats import same

Key: TypeAlias = tuple[str, ...]
Fault: TypeAlias = tuple[str, str]  # its kind, and a detail for people
Row: TypeAlias = Mapping[str, Any]  # as upstream has it
NO_EDIT = "upstream has no edit of it"


@dataclass(frozen=True, slots=True)
class Side:
    """A record as upstream has it: its fields, its label, and its place in a square or grid."""

    fields: Mapping[str, Any]
    label: Any
    place: Mapping[str, str] | None = None

    def key(self, query: str | None = None) -> Key:
        """Its texts as they are compared, and what is asked of them."""
        asked = () if query is None else (same(query),)
        return (*(same(text) for text in text_view(self.fields).values()), *asked)


@dataclass(frozen=True, slots=True)
class Variant:
    """An edit of an original as upstream has it.

    `name` is unique in its group: an audit accounts for it by that. `fault` is a reason for a drop
    that only the dataset knows, with its detail. `errata` are faults (kind and detail) that are
    listed and left as they are, if the variant becomes a pair. `generator` is who made it, where
    that is not the same for all of a dataset.
    """

    name: str
    original: Side
    counterfactual: Side
    interventions: tuple[Intervention, ...]
    evidence: Evidence
    query: str | None = None
    fault: tuple[str, str] | None = None
    errata: tuple[tuple[str, str], ...] = ()
    generator: Generator | None = None

    @classmethod
    def of(
        cls,
        name: str,
        original: Side,
        counterfactual: Side,
        *changes: tuple[Any, ...],
        detail: str,
        facts: Mapping[str, Any] | None = None,
        kind: Literal["human", "judge", "rule"] = "human",
        query: str | None = None,
        fault: tuple[str, str] | None = None,
        errata: Iterable[tuple[str, str]] = (),
        generator: Generator | None = None,
    ) -> Self:
        """An edit with its evidence.

        Args:
            name: of the variant.
            original: the side before.
            counterfactual: the side after.
            changes: kind and target of an intervention, and what was set to what.
            detail: the sentence of the evidence.
            facts: its certificate.
            kind: what it is.
            query: as of a variant, like those that follow.
            fault: see there.
            errata: see there.
            generator: see there.
        """
        interventions = tuple(Intervention(*change) for change in changes)
        evidence = Evidence(kind, detail, facts)
        errata = tuple(errata)
        return cls(
            name, original, counterfactual, interventions, evidence, query, fault, errata, generator
        )


@dataclass(frozen=True, slots=True)
class Native:
    """A row of upstream's; `is_counterfactual` is None where a row holds both sides of a pair.

    `added` are values of further columns of `native_mix`.
    """

    values: Mapping[str, Any]
    is_counterfactual: bool | None = None
    added: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """An original with its variants, and all of upstream's rows that it was made of.

    `lone` says why there is no variant; it is None where a dataset has no pairs at all. `others`
    are texts of the group that are no side of a variant, but count where each text must be used
    once. `errata` are faults of its rows, each the name of a row, the kind and the detail, that are
    listed whether the row becomes a pair or not.
    """

    original_id: str
    rows: tuple[Native, ...]
    variants: tuple[Variant, ...]
    lone: str | None = NO_EDIT
    others: tuple[Side, ...] = ()
    errata: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def around(
        cls,
        original_id: str,
        original: Mapping[str, Any] | None,
        rows: Iterable[Mapping[str, Any]],
        variant: Callable[[Mapping[str, Any], Mapping[str, Any]], Variant],
        *,
        no_original: str = "upstream has no original of it",
        no_edit: str = NO_EDIT,
    ) -> Self:
        """The group of rows that each hold one side: an original, and edits of it.

        Args:
            original_id: of the group.
            original: the row of the original, None if there is none.
            rows: all rows of the group, in upstream's order; the original is one of them.
            variant: makes a variant of the original's row and that of an edit.
            no_original: why the group has no pairs, if there is no original.
            no_edit: the same, if there is no edit.
        """
        rows = list(rows)
        edits = [row for row in rows if row is not original]
        return cls(
            original_id,
            tuple(Native(row, is_counterfactual=row is not original) for row in rows),
            () if original is None else tuple(variant(original, row) for row in edits),
            lone=no_original if original is None else no_edit,
        )
