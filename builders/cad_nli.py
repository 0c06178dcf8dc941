"""CAD-NLI: premises and hypotheses, and what people made of them when asked for other relations.

Data: Kaushik, Hovy and Lipton, "Learning the Difference that Makes a Difference with
Counterfactually-Augmented Data", ICLR 2020; its originals are of SNLI. Each original has two
revisions of its premise and two of its hypothesis. Upstream says whose they are by position alone:
rows 2i and 2i + 1 of a file of revisions belong to original i. Here that is asserted of every row.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Literal, NamedTuple, TypeAlias

from irrealis.builders.cad import GENERATOR, evidence, read_rows

from irrealis.build import Builder, Drop, Repair, Row
from irrealis.contract import Intervention, Pair, canonical, normalize
from irrealis.errors import IrrealisError
from irrealis.text.edits import token_edits
from irrealis.text.repeats import Repeats, same

Part: TypeAlias = Literal["premise", "hypothesis"]

PARTS: tuple[Part, ...] = ("premise", "hypothesis")
LABELS = ("entailment", "neutral", "contradiction")
COLUMNS = {"sentence1": (), "sentence2": (), "gold_label": LABELS}
FILES = ("original", "revised_premise", "revised_hypothesis")
REVISIONS = 2  # of each part of an original


class Inference(NamedTuple):
    """A premise, a hypothesis, and how they relate."""

    premise: str
    hypothesis: str
    label: str

    def text(self, part: Part) -> str:
        """The premise, or the hypothesis."""
        return self.premise if part == "premise" else self.hypothesis


class Revision(NamedTuple):
    """What became of an original when one part of it was revised."""

    part: Part
    inference: Inference


class Group(NamedTuple):
    """An original and its four revisions."""

    original: Inference
    revisions: tuple[Revision, ...]


Texts: TypeAlias = Repeats[tuple[str, str]]


class CadNli(Builder[Group, Texts]):
    """Pairs each revision with its original."""

    no_text = "its edits were published beside the originals"

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Group]:
        """Groups, put together of three files: originals, revised premises, revised hypotheses.

        Raises:
            IrrealisError: other files, in number or order, than these, or not two rows of revisions
                for each original.
        """
        parts = [(source, list(self._rows(stream, source))) for source, stream in files]
        if len(parts) != len(FILES):
            raise IrrealisError(
                "a split is three files",
                dataset=self.dataset,
                expected=", ".join(FILES),
                found=", ".join(source for source, _ in parts),
                hint="--input ORIGINAL --input REVISED_PREMISE --input REVISED_HYPOTHESIS",
            )
        (_, originals), *revised = parts
        for part, kept, (source, rows) in zip(PARTS, PARTS[::-1], revised, strict=True):
            if len(rows) != REVISIONS * len(originals):
                raise IrrealisError(
                    f"{source}, revisions of the {part}: they cannot be told apart by position",
                    dataset=self.dataset,
                    expected=f"{REVISIONS * len(originals)} rows, {REVISIONS} for each original",
                    found=f"{len(rows)} rows",
                )
            astray = sum(
                same(row.text(kept)) != same(originals[at // REVISIONS].text(kept))
                for at, row in enumerate(rows)
            )
            if 2 * astray > len(rows):
                raise IrrealisError(
                    f"{source}, revisions of the {part}: they are not of these originals",
                    dataset=self.dataset,
                    expected=f"in rows 2i and 2i + 1 the {kept} of original i",
                    found=f"another {kept} in {astray} of {len(rows)} rows",
                    hint=f"give the files in this order: {', '.join(FILES)}",
                )
        for at, original in enumerate(originals):
            yield Group(
                original,
                tuple(
                    Revision(part, row)
                    for part, (_, rows) in zip(PARTS, revised, strict=True)
                    for row in rows[REVISIONS * at : REVISIONS * (at + 1)]
                ),
            )

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """One file holds no whole group: see `read_split`, which says so."""
        return self.read_split([(source, stream)])

    def original_id(self, record: Group) -> str:
        """Made of the original's texts, as upstream has no ids."""
        return original_id(record.original.premise, record.original.hypothesis)

    def context_beside(self, records: Iterable[Group], *, others: Iterable[Group]) -> Texts:
        """Texts that stand more than once, in this split or beyond it.

        A revision that is its original again does not count: it is dropped for that.
        """
        return Repeats.of(
            (
                text
                for group in records
                for text in [
                    key(group.original),
                    *(
                        key(r.inference)
                        for r in group.revisions
                        if not _is_no_op(r, group.original)
                    ),
                ]
            ),
            others=(
                key(inference)
                for group in others
                for inference in (group.original, *(r.inference for r in group.revisions))
            ),
        )

    def edit(
        self,
        record: Group,
        *,
        context: Texts,
        rng: random.Random,  # noqa: ARG002 nothing is drawn
    ) -> Iterable[Row | Drop | Repair]:
        """Upstream's rows as they are, and the pairs that stand up to a check."""
        original, name = record.original, self.original_id(record)
        for part, inference in [(None, original), *record.revisions]:
            row = dict(zip(COLUMNS, inference, strict=True))
            yield Row("native", row)
            yield Row(
                "native_mix",
                {
                    **row,
                    "original_id": name,
                    "revised": part,
                    "is_counterfactual": part is not None,
                },
            )
        kept = 0
        for revision in record.revisions:
            part, inference = revision
            found = _fault(revision, original, context)
            if found is not None:
                what = f"{part} revised to {inference.label}"
                yield Drop(found[0], f"{what}: {found[1]}", level="variant")
                continue
            kept += 1
            other = _other(part)
            if inference.text(other) != original.text(other):
                yield Repair(
                    "white-space",
                    f"{other} beside the {part} revised to {inference.label}",
                    inference.text(other),
                    original.text(other),
                )
            yield Row("pairs", self._pair(name, original, revision).row())
        if not kept:
            yield Drop("no-pairs", f"none of {len(record.revisions)} revisions can be used")

    def _pair(self, name: str, original: Inference, revision: Revision) -> Pair:
        part, inference = revision
        texts: dict[str, str] = {one: original.text(one) for one in PARTS}
        return Pair(
            dataset=self.dataset,
            original_id=name,
            original=texts,
            counterfactual={**texts, part: inference.text(part)},
            edits=token_edits(original.text(part), inference.text(part), field=part),
            interventions=[Intervention("relation", part, original.label, inference.label)],
            label_original=original.label,
            label_counterfactual=inference.label,
            label_effect="flip",
            evidence=evidence(part, inference.label),
            generator=GENERATOR,
            seed=self.seed,
        )

    def _rows(self, stream: BinaryIO, source: str) -> Iterator[Inference]:
        for row in read_rows(stream, source=source, dataset=self.dataset, columns=COLUMNS):
            yield Inference(*(row[column] for column in COLUMNS))


def original_id(premise: str, hypothesis: str) -> str:
    """16 hexadecimal digits over both texts."""
    return hashlib.sha256(canonical([premise, hypothesis])).hexdigest()[:16]


def key(inference: Inference) -> tuple[str, str]:
    """Both texts as they are compared."""
    return same(inference.premise), same(inference.hypothesis)


def _other(part: Part) -> Part:
    return "hypothesis" if part == "premise" else "premise"


def _is_no_op(revision: Revision, original: Inference) -> bool:
    return key(revision.inference) == key(original)


def _fault(revision: Revision, original: Inference, texts: Texts) -> tuple[str, str] | None:
    """Why this revision makes no pair, and what a reader needs to agree."""
    part, inference = revision
    other = _other(part)
    if _is_no_op(revision, original):
        return "no-op", "the text is the original's, but for case and white space at most"
    if normalize(inference.text(other)) != normalize(original.text(other)):
        return "other-part-changed", f"the {other} is not the original's either"
    if inference.label == original.label:
        return "label-unchanged", f"the original is {original.label} as well"
    for one, whose in ((inference, "its"), (original, "its original's")):
        if key(one) in texts.elsewhere:
            return "text-in-two-splits", f"{whose} text is in another split too"
    if key(inference) in texts.repeated:
        return "repeated-text", "its text is that of another row too"
    return None


BUILDER = CadNli
