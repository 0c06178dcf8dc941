"""sentiment-flip: sentences of film reviews whose sentiment words are replaced or removed.

After Yang et al., "Exploring the Efficacy of Automatically Generated Counterfactuals for Sentiment
Analysis", ACL 2021, which replaces the words that carry the sentiment of a review by antonyms, or
removes them. The reviews are the originals of CAD-IMDb (Kaushik et al., ICLR 2020), of which people
wrote revisions, so that both can be set side by side.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO, ClassVar

from irrealis.builders.families.aspect_edits.collecting import Made, text_digest
from irrealis.builders.families.aspect_edits.making import Outcome
from irrealis.builders.families.published.rows import ANY, gathered, read_rows
from irrealis.builders.sentiment_flip.flipping import Flip, flips

from irrealis.build import Builder, Drop, Row, record_rng
from irrealis.contract import Edit, Evidence, Generator, Intervention, Pair
from irrealis.errors import IrrealisError
from irrealis.text.parser import parser_models

COLUMNS = {"Sentiment": ("Negative", "Positive"), "Text": ANY, "batch_id": ANY}
GENERATOR = Generator("rules", "irrealis sentiment-flip", "4.0.0")


@dataclass(frozen=True, slots=True)
class Review:
    """A review with its sentiment, and what a person revised it to; both null for a bare text."""

    id: str
    text: str
    sentiment: str | None
    revision: str | None


@dataclass(frozen=True, slots=True)
class Flips:
    """What came of each review's sentences, and which texts are of several originals."""

    made: Made
    of: Mapping[tuple[str, str], Sequence[Flip]]


class SentimentFlip(Builder[Review, Flips]):
    """Replaces and removes the sentiment words of each sentence that was understood."""

    prepares: ClassVar[bool] = True

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Review]:
        """The first row of each batch, with the one that revises it.

        Raises:
            IrrealisError: what is not upstream's; says in which line and field.
        """
        rows = read_rows(stream, source=source, form="tsv", columns=COLUMNS)
        for name, batch in gathered((row["batch_id"], row) for row in rows).items():
            first, *others = batch
            revision = others[0]["Text"] if len(others) == 1 else None
            yield Review(name, first["Text"], first["Sentiment"], revision)

    def text_record(self, text: str, *, id: str, values: Mapping[str, object]) -> Review:  # noqa: A002
        """A review of somebody's own: its sentences are read, whatever its sentiment.

        Raises:
            IrrealisError: a value, since nothing else is asked of a review.
        """
        if values:
            raise IrrealisError(
                "not known of a review",
                dataset=self.dataset,
                field=min(values),
                expected="no values; the sentiment of a sentence is read from its words",
            )
        return Review(id, text, None, None)

    def original_id(self, record: Review) -> str:
        """The batch of the review."""
        return record.id

    def models(self) -> list[dict[str, str]]:
        """The parser: the rules go by what it says."""
        return parser_models()

    def prepare(self, records: Sequence[Review]) -> tuple[Any, list[bytes]]:
        """All edits of a chunk; reviews are parsed together."""
        rngs = [
            record_rng(dataset=self.dataset, seed=self.seed, original_id=record.id)
            for record in records
        ]
        found = list(flips(zip((record.text for record in records), rngs, strict=True)))
        kept = [
            (record.id, record.text, [asdict(flip) for flip in made])
            for record, made in zip(records, found, strict=True)
        ]
        digests = [
            text_digest(text)
            for record, made in zip(records, found, strict=True)
            for text in _texts(record.text, made)
        ]
        return kept, digests

    def context_from_notes(self, notes: Iterable[bytes], *, others: Iterable[bytes]) -> Flips:
        """Which texts come up more than once."""
        return Flips(Made.of_digests(notes, others=others), {})

    def context_with(self, context: Flips, records: Sequence[Review], kept: Any) -> Flips:  # noqa: ARG002
        """The edits of a chunk."""
        return Flips(
            context.made,
            {(name, text): [_flip(one) for one in found] for name, text, found in kept},
        )

    def edit(
        self,
        record: Review,
        *,
        context: Flips,
        rng: random.Random,  # noqa: ARG002 drawn from in `prepare`, in the same way
    ) -> Iterable[Row | Drop]:
        """The review, the edits of its sentences, and why there are no others."""
        found = context.of[record.id, record.text]
        if not found:
            yield Drop("no-opinion", "no sentence by itself has an opinion that is known")
            return
        made: list[Row] = []
        for flip in found:
            original = record.text[flip.start : flip.end]
            refused = context.made.refusal(flip.outcome)
            if refused is None and context.made.is_repeated(original):
                refused = "repeated-text", "another sentence is, or is edited to, this text"
            if refused is None:
                made.append(self._pair(record, flip, original))
            else:
                name = f"{flip.outcome.aspect}/{flip.start}"
                yield Drop(*refused, level="variant", variant=name)
        if not made:
            yield Drop("no-edits", f"none of {len(found)} edits is safe")
            return
        yield Row("native", asdict(record))
        yield from made

    def _pair(self, record: Review, flip: Flip, original: str) -> Row:
        way, outcome = flip.outcome.aspect, flip.outcome
        changed = [f"{edit.before} > {edit.after}" for edit in outcome.edits]
        pair = Pair(
            dataset=self.dataset,
            original_id=f"{record.id}/{flip.start}",
            original={"text": original},
            counterfactual={"text": outcome.text},
            edits=outcome.edits,
            interventions=[
                Intervention("sentiment", way, flip.label, outcome.goal, source=record.id)
            ],
            label_original=flip.label,
            label_counterfactual=outcome.goal,
            label_effect="flip",
            evidence=Evidence(
                "rule",
                f"all that the sentence says is {flip.label}, and is {way}d; nobody read it again",
                {"review": record.id, "start": flip.start, "changed": changed},
            ),
            generator=GENERATOR,
            seed=self.seed,
        )
        return Row("pairs", pair.row())


def _texts(text: str, found: Sequence[Flip]) -> Iterator[str]:
    """The texts of the edits of a review; a sentence that comes twice in it comes twice here."""
    made: dict[int, set[str]] = {}
    for flip in found:
        if not flip.outcome.refused:
            made.setdefault(flip.start, {text[flip.start : flip.end]}).add(flip.outcome.text)
    for texts in made.values():
        yield from texts


def _flip(kept: Mapping[str, Any]) -> Flip:
    outcome = kept["outcome"]
    edits = [Edit(**edit) for edit in outcome["edits"]]
    return Flip(kept["start"], kept["end"], kept["label"], Outcome(**{**outcome, "edits": edits}))


BUILDER = SentimentFlip
