"""CAD-IMDb: film reviews, and what people made of them when asked for the other sentiment.

Data: Kaushik, Hovy and Lipton, "Learning the Difference that Makes a Difference with
Counterfactually-Augmented Data", ICLR 2020. Nothing new is written here: each revision is compared
with its original, and upstream's errors are found and left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Native, Row, Side, Variant
from irrealis.builders.families.published.rows import ANY, gathered, read_rows

from irrealis.contract import Generator
from irrealis.errors import IrrealisError

COLUMNS = {"Sentiment": ("Negative", "Positive"), "Text": ANY, "batch_id": ANY}


class CadImdb(PublishedBuilder):
    """Pairs each revision with the review that it revises."""

    generator = Generator("human", "CAD", "ICLR 2020")
    unique = ("original", "counterfactual")
    mixed = ("is_counterfactual",)

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Group]:
        """Batches in the order in which the files first name them: an original, its revision.

        Contrast sets are two files without `batch_id`, originals and their contrasts in the same
        order: each two rows are a batch, named by a digest of the original.

        Raises:
            IrrealisError: what is not upstream's, or one file, or three, without `batch_id`, or two
                with more rows in one than in the other.
        """
        batches: Iterable[Sequence[Row]]
        parts = [(source, list(_rows(stream, source))) for source, stream in files]
        if bare := [name for name, rows in parts if rows and rows[0]["batch_id"] is None]:
            if len(bare) != 2 or len(parts) != 2 or len(parts[0][1]) != len(parts[1][1]):
                raise IrrealisError(
                    f"{bare[0]} has no batch_id, which matches a revision to its original",
                    dataset=self.dataset,
                    field="batch_id",
                    expected="the column, or two files in which row i revises row i",
                    found=", ".join(f"{source} with {len(rows)} rows" for source, rows in parts),
                    hint="--input ORIGINALS --input CONTRASTS, or add a column batch_id",
                )
            for original, contrast in zip(parts[0][1], parts[1][1], strict=True):
                text = original["Text"].encode("utf-8", "surrogatepass")
                original["batch_id"] = contrast["batch_id"] = hashlib.sha256(text).hexdigest()[:16]
            batches = list(zip(parts[0][1], parts[1][1], strict=True))
        else:
            batches = gathered((row["batch_id"], row) for _, rows in parts for row in rows).values()
        for batch in batches:
            native = tuple(Native(row, number > 0) for number, row in enumerate(batch))
            yield Group(
                batch[0]["batch_id"],
                native,
                tuple(_variants(batch)),
                "upstream has no revision of it",
            )


def _rows(stream: BinaryIO, source: str) -> Iterator[dict[str, str]]:
    return read_rows(stream, source=source, form="tsv", columns=COLUMNS, optional=["batch_id"])


def _variants(batch: Sequence[Row]) -> Iterator[Variant]:
    original, *revisions = (Side({"text": row["Text"]}, row["Sentiment"]) for row in batch)
    for revision in revisions:
        fault = None
        if len(revisions) > 1:
            fault = ("not-two-rows", f"{len(batch)} rows have this batch_id")
        elif original.label == revision.label:
            fault = ("label-unchanged", f"both texts are {original.label}")
        yield Variant.of(
            f"revised to {revision.label}",
            original,
            revision,
            ("label", "sentiment", original.label, revision.label),
            detail=f"a person was asked to revise the review to {revision.label}",
            fault=fault,
        )


BUILDER = CadImdb
