"""gender-swap: documents with the gender of everybody in them swapped, whose label must not change.

After Hall Maudslay et al., "It's All in the Name: Mitigating Gender Bias with Name-Based
Counterfactual Data Substitution", EMNLP 2019: words and names are swapped in the whole document,
and for training a document is replaced by its swap with probability one half.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, BinaryIO, ClassVar, NamedTuple

import orjson
from irrealis.builders.families.swaps.documents import Document, read_documents
from irrealis.builders.families.swaps.names import Refusal
from irrealis.builders.families.swaps.swapping import Swapped, swap_all
from pydantic import Field

from irrealis.build import Builder, Draw, Drop, Parameters, Row
from irrealis.contract import Edit, Evidence, Generator, Intervention, Pair
from irrealis.errors import IrrealisError
from irrealis.text.parser import parser_models


class GenderSwapParameters(Parameters):
    """`substituted` is the probability that the config half has the swap of a document."""

    substituted: float = Field(0.5, ge=0, le=1)


class Swaps(NamedTuple):
    """Texts that people swapped too, by id, and the swaps of a chunk, by text."""

    texts: Mapping[str, str]
    done: Mapping[str, Swapped | Refusal]


class GenderSwap(Builder[Document, Swaps]):
    """Swaps each document as a whole, or says why not."""

    parameters_type: ClassVar[type[Parameters]] = GenderSwapParameters
    parameters: GenderSwapParameters
    lines: ClassVar[bool] = True
    prepares: ClassVar[bool] = True

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Document]:
        """The documents of a file, in its order."""
        return read_documents(stream, source=source)

    def text_record(self, text: str, *, id: str, values: Mapping[str, object]) -> Document:  # noqa: A002
        """A document of a text; `label` is what must not change with anybody's gender."""
        if unknown := sorted(values.keys() - {"label"}):
            raise IrrealisError(
                "not known of a document", dataset=self.dataset, field=unknown[0], expected="label"
            )
        return Document(id, text, text, str(values.get("label", "as before")))

    def original_id(self, record: Document) -> str:
        """The id of the document."""
        return record.id

    def models(self) -> list[dict[str, str]]:
        """The parser that tells her (saw her) from her (her car)."""
        return parser_models()

    def prepare(self, records: Sequence[Document]) -> tuple[Any, list[bytes]]:
        """The swaps of a chunk, whose texts are parsed together, and what people swapped."""
        done = swap_all(record.text for record in records)
        kept = [(text, isinstance(of, Swapped), _plain(of)) for text, of in done.items()]
        return kept, [orjson.dumps((of.id, of.text)) for of in records if of.partner]

    def context_from_notes(self, notes: Iterable[bytes], *, others: Iterable[bytes]) -> Swaps:  # noqa: ARG002
        """The texts that people swapped."""
        return Swaps(dict(map(orjson.loads, notes)), {})

    def context_with(self, context: Swaps, records: Sequence[Document], kept: Any) -> Swaps:  # noqa: ARG002
        """The swaps of a chunk."""
        return context._replace(
            done={
                text: _swapped(*values) if is_swapped else Refusal(*values)
                for text, is_swapped, values in kept
            }
        )

    def edit(self, record: Document, *, context: Swaps, rng: random.Random) -> Iterable[Row | Drop]:
        """The document as it is, its swap, and where people swapped it otherwise."""
        native = {"id": record.id, "text": record.raw, "label": record.label}
        yield Row("native", native)
        done = context.done[record.text]
        substituted = isinstance(done, Swapped) and Draw(rng).chance(self.parameters.substituted)
        text = done.text if substituted and isinstance(done, Swapped) else record.text
        yield Row("half", {**native, "text": text, "swapped": substituted})
        theirs = context.texts.get(record.partner or "")
        ours = done.text if isinstance(done, Swapped) else ""
        if theirs is not None and ours.split() != theirs.split():
            yield Row("differences", {"id": record.id, "ours": ours, "theirs": theirs})
        if isinstance(done, Refusal):
            yield Drop(done.reason, done.detail)
            return
        changes = {edit.before.lower(): edit for edit in done.edits}
        yield Row(
            "pairs",
            Pair(
                dataset=self.dataset,
                original_id=record.id,
                original={"text": record.text},
                counterfactual={"text": done.text},
                edits=done.edits,
                interventions=[
                    Intervention("gender", word, edit.before, edit.after)
                    for word, edit in changes.items()
                ],
                label_original=record.label,
                label_counterfactual=record.label,
                label_effect="keep",
                evidence=Evidence(
                    "rule",
                    "all words of one gender are swapped; the label depends on none of them",
                    {
                        "swapped": [f"{edit.before} > {edit.after}" for edit in done.edits],
                        "kept": list(done.kept),
                    },
                ),
                generator=Generator("rules", f"irrealis {self.dataset}", "1.0.0"),
                seed=self.seed,
            ).row(),
        )


def _plain(done: Swapped | Refusal) -> list[Any]:
    """A swap or a refusal as JSON has it."""
    if isinstance(done, Refusal):
        return list(done)
    return [done.text, [asdict(edit) for edit in done.edits], done.kept]


def _swapped(text: str, edits: Sequence[Mapping[str, Any]], kept: Sequence[str]) -> Swapped:
    return Swapped(text, tuple(Edit(**edit) for edit in edits), tuple(kept))


BUILDER = GenderSwap
