"""CAD-IMDb: film reviews, and what people made of them when asked for the other sentiment.

Data: Kaushik, Hovy and Lipton, "Learning the Difference that Makes a Difference with
Counterfactually-Augmented Data", ICLR 2020. Nothing is written anew here: each revision is set
against its original, and what upstream got wrong is found and left out.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, ClassVar, NamedTuple

from cydifflib import SequenceMatcher
from irrealis.builders.cad import GENERATOR, evidence, read_rows
from pydantic import Field

from irrealis.build import Builder, Drop, Parameters, Row
from irrealis.contract import Intervention, Pair
from irrealis.errors import IrrealisError
from irrealis.text.edits import token_edits
from irrealis.text.repeats import Repeats, same

SENTIMENTS = ("Negative", "Positive")
COLUMNS = {"Sentiment": SENTIMENTS, "Text": (), "batch_id": ()}


class CadImdbParameters(Parameters):
    """`related`: the least similarity of a revision to its original.

    It is that of their words in order, from 0 to 1 (twice what they share, over all of both). A
    revision with less is of another text.
    """

    related: float = Field(0.2, ge=0, le=1)


class Review(NamedTuple):
    """A text with its label."""

    sentiment: str
    text: str


class Batch(NamedTuple):
    """The rows of one batch_id in upstream's order: an original, then its revision."""

    batch_id: str
    reviews: tuple[Review, ...]


class CadImdb(Builder[Batch, Repeats[str]]):
    """Pairs each revision with the review that it revises."""

    parameters_type: ClassVar[type[Parameters]] = CadImdbParameters
    parameters: CadImdbParameters

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Batch]:
        """Batches in the order in which the files first name them.

        Contrast sets are two files without `batch_id`, originals and their contrasts in the same
        order: each two rows are a batch, named by a digest of the original.

        Raises:
            IrrealisError: what is not upstream's, or one file, or three, without `batch_id`, or two
                with more rows in one than in the other.
        """
        parts = [(source, list(self._rows(stream, source))) for source, stream in files]
        bare = [source for source, rows in parts if rows and "batch_id" not in rows[0]]
        if bare:
            sizes = [len(rows) for _, rows in parts]
            if len(bare) != len(parts) or len(parts) != 2 or sizes[0] != sizes[1]:
                raise IrrealisError(
                    f"{bare[0]} has no batch_id, which says what is a revision of what",
                    dataset=self.dataset,
                    field="batch_id",
                    expected="the column, or two files in which row i revises row i",
                    found=", ".join(f"{source} with {len(rows)} rows" for source, rows in parts),
                    hint="--input ORIGINALS --input CONTRASTS, or add a column batch_id",
                )
            for one, other in zip(parts[0][1], parts[1][1], strict=True):
                name = hashlib.sha256(one["Text"].encode("utf-8", "surrogatepass")).hexdigest()[:16]
                yield Batch(name, (_review(one), _review(other)))
            return
        batches: dict[str, list[Review]] = {}
        for _, rows in parts:
            for row in rows:
                batches.setdefault(row["batch_id"], []).append(_review(row))
        for batch_id, reviews in batches.items():
            yield Batch(batch_id, tuple(reviews))

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Batch]:
        """As `read_split`, of one file."""
        return self.read_split([(source, stream)])

    def _rows(self, stream: BinaryIO, source: str) -> Iterator[dict[str, str]]:
        return read_rows(
            stream, source=source, dataset=self.dataset, columns=COLUMNS, optional=["batch_id"]
        )

    def original_id(self, record: Batch) -> str:
        """Upstream's batch_id."""
        return record.batch_id

    def context_beside(self, records: Iterable[Batch], *, others: Iterable[Batch]) -> Repeats[str]:
        """Texts of more than one batch, in this split or beyond it."""
        return Repeats.of(
            (text for batch in records for text in {same(r.text) for r in batch.reviews}),
            others=(same(review.text) for batch in others for review in batch.reviews),
        )

    def edit(
        self,
        record: Batch,
        *,
        context: Repeats[str],
        rng: random.Random,  # noqa: ARG002 nothing is drawn
    ) -> Iterable[Row | Drop]:
        """Upstream's rows as they are, and the pair if it stands up to a check."""
        for number, (sentiment, text) in enumerate(record.reviews):
            row = {"Sentiment": sentiment, "Text": text, "batch_id": record.batch_id}
            yield Row("native", row)
            yield Row("native_mix", {**row, "is_counterfactual": number > 0})
        found = self._fault(record, context)
        if found is not None:
            yield Drop(*found)
            return
        original, revised = record.reviews
        yield Row(
            "pairs",
            Pair(
                dataset=self.dataset,
                original_id=record.batch_id,
                original={"text": original.text},
                counterfactual={"text": revised.text},
                edits=token_edits(original.text, revised.text),
                interventions=[
                    Intervention("label", "sentiment", original.sentiment, revised.sentiment)
                ],
                label_original=original.sentiment,
                label_counterfactual=revised.sentiment,
                label_effect="flip",
                evidence=evidence("review", revised.sentiment),
                generator=GENERATOR,
                seed=self.seed,
            ).row(),
        )

    def _fault(self, batch: Batch, texts: Repeats[str]) -> tuple[str, str] | None:
        """Why this batch makes no pair, and what a reader needs to agree."""
        if len(batch.reviews) != 2:
            return "not-two-rows", f"{len(batch.reviews)} rows have this batch_id"
        original, revised = batch.reviews
        one, other = same(original.text), same(revised.text)
        if one == other:
            labels = f"{original.sentiment} and {revised.sentiment}"
            return "no-op", f"the same text twice, but for case and white space, as {labels}"
        if original.sentiment == revised.sentiment:
            return "label-unchanged", f"both texts are {original.sentiment}"
        likeness = SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()
        if likeness < self.parameters.related:
            return "unrelated-texts", f"the revision is of another text: similarity {likeness:.2f}"
        for text, whose in ((one, "the original's"), (other, "the revision's")):
            if text in texts.elsewhere:
                return "text-in-two-splits", f"{whose} text is in another split too"
            if text in texts.repeated:
                return "repeated-text", f"{whose} text is that of another batch too"
        return None


def _review(row: Mapping[str, str]) -> Review:
    return Review(row["Sentiment"], row["Text"])


BUILDER = CadImdb
