"""The builder of a dataset of published pairs."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, BinaryIO, ClassVar

from irrealis.builders.families.published.faults import Known, fault
from irrealis.builders.families.published.parts import Group, Side, Variant
from pydantic import Field

from irrealis.build import Builder, Drop, Parameters, Repair, Row
from irrealis.contract import Generator, Pair, group_id, normalize, text_view
from irrealis.text.edits import record_edits


class PublishedParameters(Parameters):
    """`related`: the least similarity of the words of both sides; 0 asks for none."""

    related: float = Field(0.0, ge=0, le=1)


class PublishedBuilder(Builder[Group, Known]):
    """Writes upstream's rows as they are, and the pairs of a group that stand up to a check.

    A dataset defines `read` or `read_split`, and says who made the edits. Where upstream promises
    that each edit is in one place (`one_edit`), others are listed as errata. Sides that are named
    in `unique` (original, counterfactual) must not have the text of another row of the split.
    `mixed` are the columns that `native_mix` adds to upstream's.
    """

    parameters_type: ClassVar[type[Parameters]] = PublishedParameters
    parameters: PublishedParameters
    no_text = "its edits were published beside the originals"
    generator: ClassVar[Generator]
    one_edit: ClassVar[bool] = False
    unique: ClassVar[Sequence[str]] = ()
    mixed: ClassVar[Sequence[str]] = ("original_id", "is_counterfactual")

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """As `read_split`, which a dataset defines where a group is spread over several files."""
        if type(self).read_split is Builder.read_split:
            raise NotImplementedError(f"{type(self).__name__} defines neither read nor read_split")
        return self.read_split([(source, stream)])

    def original_id(self, record: Group) -> str:
        """Upstream's id of the group, or what the dataset makes of its texts."""
        return record.original_id

    def context_beside(self, records: Iterable[Group], *, others: Iterable[Group]) -> Known:
        """Texts with two labels, repeated pairs, and texts that are in two splits."""
        return Known.of(records, others=others, unique=self.unique)

    def edit(
        self,
        record: Group,
        *,
        context: Known,
        rng: random.Random,  # noqa: ARG002 nothing is drawn
    ) -> Iterable[Row | Drop | Repair]:
        """All rows of the group, and its pairs with their errata, or why there are none."""
        for row in record.rows:
            yield Row("native", dict(row.values))
            if row.is_counterfactual is not None:
                added = {
                    "original_id": record.original_id,
                    "is_counterfactual": row.is_counterfactual,
                    **row.added,
                }
                mixed = {name: added[name] for name in self.mixed}
                yield Row("native_mix", {**row.values, **mixed})
        for name, kind, detail in record.errata:
            yield self._erratum(record, name, kind, detail)
        kept = []
        for variant in record.variants:
            found = fault(record, variant, known=context, related=self.parameters.related)
            if found is not None:
                yield Drop(*found, level="variant", variant=variant.name)
                continue
            kept.append(variant)
            yield from self._pair(record, variant)
        if not record.variants:
            if record.lone is not None:
                yield Drop("alone", record.lone)
        elif not kept:
            yield Drop("no-pairs", f"none of {len(record.variants)} edits can be used")
        group = group_id(self.dataset, record.original_id)
        for first, second in combinations(kept, 2):
            pair = self.between(first, second)
            if pair is not None:
                yield Row("edit_pairs", self.pair_row(first.name, pair, group=group))

    def between(self, first: Variant, second: Variant) -> Variant | None:
        """Two edits of an original as a pair of their own, of `edit_pairs`; None if they are none.

        Both are pairs with their original, in upstream's order.
        """
        del first, second
        return None

    def _erratum(self, group: Group, name: str, kind: str, detail: str) -> Row:
        listed = {"variant": name, "fault": kind, "detail": detail}
        return Row("errata", {"original_id": group.original_id, **listed})

    def _pair(self, group: Group, variant: Variant) -> Iterator[Row | Repair]:
        original, counterfactual = variant.original, variant.counterfactual
        fields = dict(counterfactual.fields)
        for place, before, after in _idle(original, counterfactual):
            yield Repair("white-space", f"{place} of {variant.name}", after, before)
            name = place.partition("[")[0]
            value = fields[name]
            old = original.fields[name]
            fields[name] = (
                [b if a == after else a for a, b in zip(value, old, strict=True)]
                if isinstance(value, list)
                else old
            )
        row = self.pair_row(group.original_id, variant, fields)
        errata = list(variant.errata)
        if self.one_edit and len(row["edits"]) > 1:
            errata.append(("several-edits", f"{len(row['edits'])} places differ"))
        for kind, detail in errata:
            yield self._erratum(group, variant.name, kind, detail)
        yield Row("pairs", row)

    def pair_row(
        self,
        original_id: str,
        variant: Variant,
        fields: Mapping[str, Any] | None = None,
        *,
        group: str | None = None,
    ) -> dict[str, Any]:
        """The row of a pair.

        Args:
            original_id: of the original.
            variant: both sides, and what was set to what.
            fields: the counterfactual's, where they are not those of the variant.
            group: hexadecimal digits of the group, where the original is not its original.
        """
        original, counterfactual = variant.original, variant.counterfactual
        fields = counterfactual.fields if fields is None else fields
        places = (original.place, counterfactual.place)
        return Pair(
            dataset=self.dataset,
            original_id=original_id,
            original=original.fields,
            counterfactual=fields,
            edits=record_edits(original.fields, fields),
            interventions=variant.interventions,
            label_original=original.label,
            label_counterfactual=counterfactual.label,
            label_effect="keep" if original.label == counterfactual.label else "flip",
            evidence=variant.evidence,
            generator=variant.generator or self.generator,
            seed=self.seed,
            group=group,
            query=variant.query,
            coordinates=None if None in places else places,  # type: ignore[arg-type]
        ).row()


def _idle(original: Side, counterfactual: Side) -> Iterator[tuple[str, str, str]]:
    """Places whose two texts differ in white space or Unicode form alone."""
    after = text_view(counterfactual.fields)
    for place, before in text_view(original.fields).items():
        if before != after[place] and normalize(before) == normalize(after[place]):
            yield place, before, after[place]
