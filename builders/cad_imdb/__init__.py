"""CAD-IMDb: film reviews, and what people made of them when asked for the other sentiment.

Data: Kaushik, Hovy and Lipton, "Learning the Difference that Makes a Difference with
Counterfactually-Augmented Data", ICLR 2020. Nothing is written anew here: each revision is set
against its original, and what upstream got wrong is found and left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Native, Side, Variant
from irrealis.builders.families.published.rows import ANY, gathered, read_rows

from irrealis.contract import Evidence, Generator, Intervention

COLUMNS = {"Sentiment": ("Negative", "Positive"), "Text": ANY, "batch_id": ANY}


class CadImdb(PublishedBuilder):
    """Pairs each revision with the review that it revises."""

    generator = Generator("human", "CAD", "ICLR 2020")
    unique = ("original", "counterfactual")
    mixed = ("is_counterfactual",)

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Batches in the order in which the file first names them: an original, its revision."""
        rows = read_rows(stream, source=source, form="tsv", columns=COLUMNS)
        for name, batch in gathered((row["batch_id"], row) for row in rows).items():
            native = tuple(Native(row, number > 0) for number, row in enumerate(batch))
            yield Group(name, native, tuple(_variants(batch)), "upstream has no revision of it")


def _variants(batch: Sequence[Mapping[str, str]]) -> Iterator[Variant]:
    original, *revisions = (Side({"text": row["Text"]}, row["Sentiment"]) for row in batch)
    for revision in revisions:
        fault = None
        if len(revisions) > 1:
            fault = ("not-two-rows", f"{len(batch)} rows have this batch_id")
        elif original.label == revision.label:
            fault = ("label-unchanged", f"both texts are {original.label}")
        yield Variant(
            f"revised to {revision.label}",
            original,
            revision,
            (Intervention("label", "sentiment", original.label, revision.label),),
            Evidence("human", f"a person was asked to revise the review to {revision.label}"),
            fault=fault,
        )


BUILDER = CadImdb
