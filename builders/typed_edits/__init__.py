"""typed-edits: a sentence edited in each of the ways that have a name.

The names are the control codes of Polyjuice (Wu et al., "Polyjuice: Generating Counterfactuals for
Explaining, Evaluating, and Improving Models", ACL 2021), whose edits a language model writes; here
rules write them, so that the code of each pair is known, and can be compared with its words.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any, BinaryIO, ClassVar

from irrealis.builders.typed_edits.editing import CODES, Change, NoEdit, changes, refusal

from irrealis.build import Builder, Drop, Row, record_rng
from irrealis.contract import Edit, Evidence, Generator, Intervention, Pair
from irrealis.errors import IrrealisError
from irrealis.inputs import numbered_json_records, read_tsv_records
from irrealis.store import repeated
from irrealis.text.parser import parser, parser_models
from irrealis.text.repeats import same

GENERATOR = Generator("rules", "irrealis typed-edits", "1.0.0")
ORIGINAL = "original"  # the label of a sentence that nobody edited


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its id."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a code: its changes, or the reason why there are none."""

    code: str
    changes: Sequence[Change] = ()
    text: str = ""
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Attempts:
    """What came of each sentence, and digests of the texts that come up more than once."""

    of: Mapping[str, Sequence[Attempt]]
    repeated: frozenset[bytes]

    def is_repeated(self, text: str) -> bool:
        """Whether another sentence has this text, or is edited to it."""
        return _digest(text) in self.repeated


class TypedEdits(Builder[Sentence, Attempts]):
    """Edits each sentence by every code that can be had of it."""

    prepares: ClassVar[bool] = True

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Sentence]:
        """Sentences of a file, each once: JSON lines of id and text, or SNLI's columns as a table.

        Raises:
            IrrealisError: a record that is neither; says which line and field.
        """
        if not source.endswith(".tsv"):
            for line, record in numbered_json_records(stream, source=source):
                for field in ("id", "text"):
                    value = record.get(field)
                    if not isinstance(value, str) or not value.strip():
                        raise IrrealisError(
                            f"{source}, line {line}: a sentence has an id and a text",
                            dataset=self.dataset,
                            field=field,
                            expected="a text that is not blank",
                            found=repr(value)[:100] if field in record else "no such field",
                        )
                yield Sentence(record["id"], record["text"])
            return
        columns = ("sentence1", "sentence2", "gold_label")
        seen: set[str] = set()
        for row in read_tsv_records(stream, source=source, columns=columns):
            for field in columns[:2]:
                text = row[field]
                if text.strip() and same(text) not in seen:
                    seen.add(same(text))
                    yield Sentence(_digest(text).hex(), text)

    def text_record(self, text: str, *, id: str, values: Mapping[str, object]) -> Sentence:  # noqa: A002
        """A sentence of somebody's own.

        Raises:
            IrrealisError: a value, since nothing else is asked of a sentence.
        """
        if values:
            raise IrrealisError(
                "not known of a sentence",
                dataset=self.dataset,
                field=min(values),
                expected="no values; a sentence is edited by every code",
            )
        return Sentence(id, text)

    def original_id(self, record: Sentence) -> str:
        """The id of the sentence."""
        return record.id

    def models(self) -> list[dict[str, str]]:
        """The parser: the rules go by what it says."""
        return parser_models()

    def prepare(self, records: Sequence[Sentence]) -> tuple[Any, list[bytes]]:
        """All edits of a chunk; the sentences are parsed together."""
        kept: list[tuple[str, list[dict[str, Any]]]] = []
        digests: list[bytes] = []
        docs = parser().pipe([record.text for record in records])
        for record, doc in zip(records, docs, strict=True):
            rng = record_rng(dataset=self.dataset, seed=self.seed, original_id=record.id)
            refused = refusal(doc)
            found = [] if refused else [_attempt(doc, code, rng) for code in CODES]
            if refused:
                found = [Attempt("", reason="no-sentence", detail=refused)]
            kept.append((record.id, [asdict(attempt) for attempt in found]))
            digests += {_digest(text) for text in (record.text, *(a.text for a in found if a.text))}
        return kept, digests

    def context_from_notes(self, notes: Iterable[bytes], *, others: Iterable[bytes]) -> Attempts:
        """Which texts come up more than once."""
        return Attempts({}, repeated(chain(notes, others)))

    def context_with(self, context: Attempts, records: Sequence[Sentence], kept: Any) -> Attempts:  # noqa: ARG002
        """The edits of a chunk."""
        made = {name: [_kept(attempt) for attempt in found] for name, found in kept}
        return Attempts(made, context.repeated)

    def edit(
        self,
        record: Sentence,
        *,
        context: Attempts,
        rng: random.Random,  # noqa: ARG002 drawn from in `prepare`, in the same way
    ) -> Iterable[Row | Drop]:
        """The sentence, its edits, and why there are no others."""
        found = context.of[record.id]
        if found[0].reason == "no-sentence":
            yield Drop("no-sentence", found[0].detail)
            return
        if context.is_repeated(record.text):
            yield Drop("repeated-text", "another sentence is, or is edited to, this text")
            return
        made: list[Row] = []
        for attempt in found:
            if not attempt.reason and not context.is_repeated(attempt.text):
                made += self._rows(record, attempt)
                continue
            reason = attempt.reason or "text-of-another"
            detail = attempt.detail or "another sentence is, or is edited to, this text"
            yield Drop(reason, detail, level="variant", variant=attempt.code)
        if not made:
            yield Drop("no-edits", "by no code")
            return
        yield Row("native", {"id": record.id, "text": record.text, "code": None, "of": record.id})
        yield from made

    def _rows(self, record: Sentence, attempt: Attempt) -> Iterator[Row]:
        name = f"{record.id}:{attempt.code}"
        pair = Pair(
            dataset=self.dataset,
            original_id=record.id,
            original={"text": record.text},
            counterfactual={"text": attempt.text},
            edits=[
                Edit("text", each.start, each.end, record.text[each.start : each.end], each.after)
                for each in attempt.changes
            ],
            interventions=[Intervention("code", "sentence", ORIGINAL, attempt.code, source=name)],
            label_original=ORIGINAL,
            label_counterfactual=attempt.code,
            label_effect="flip",
            evidence=Evidence(
                "rule",
                f"edited by {attempt.code}, as the words of both texts say",
                {"code": attempt.code, "places": len(attempt.changes)},
            ),
            generator=GENERATOR,
            seed=self.seed,
        )
        yield Row("pairs", pair.row())
        yield Row(
            "native", {"id": name, "text": attempt.text, "code": attempt.code, "of": record.id}
        )


def _attempt(doc: Any, code: str, rng: random.Random) -> Attempt:
    text = doc.text
    try:
        made = sorted(changes(doc, code, rng=rng), key=lambda change: change.start)
    except NoEdit as error:
        return Attempt(code, reason=error.reason, detail=error.detail)
    fitted = [_trimmed(text, change) for change in made]
    after, at = "", 0
    for change in fitted:
        after += text[at : change.start] + change.after
        at = change.end
    after += text[at:]
    if same(after) == same(text):
        return Attempt(code, reason="no-change", detail="nothing changes")
    return Attempt(code, fitted, after)


def _trimmed(text: str, change: Change) -> Change:
    """Without what both sides have in common at the end of a word."""
    start, after = change.start, change.after
    while start < change.end and after and text[start : start + 2] == after[:2] == "A ":
        start, after = start + 2, after[2:]
    return Change(start, change.end, after)


def _kept(values: Mapping[str, Any]) -> Attempt:
    return Attempt(**{**values, "changes": [Change(**change) for change in values["changes"]]})


def _digest(text: str) -> bytes:
    return hashlib.sha256(same(text).encode("utf-8", "surrogatepass")).digest()[:16]


BUILDER = TypedEdits
