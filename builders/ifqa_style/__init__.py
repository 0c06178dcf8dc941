"""ifqa-style: counterfactual questions whose answers are computed from the facts of a document.

In the manner of IfQA (Yu et al., "IfQA: A Dataset for Open-domain Question Answering under
Counterfactual Presuppositions", EMNLP 2023), whose questions people wrote. Here the facts that a
document's sentences state in words give the answer before and after one change.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO, ClassVar, TypeAlias, cast

from irrealis.builders.families.documents.reading import (
    BrokenDocument,
    DocumentParameters,
    cleaned,
    contradicting_dates,
    documents,
    read_documents,
    title_of,
)
from irrealis.builders.ifqa_style.cases import shuffled
from irrealis.builders.ifqa_style.facts import Facts
from irrealis.builders.ifqa_style.forms import Passage, Untold, distractors, passage_of, untold
from irrealis.builders.ifqa_style.questions import Question, questions
from irrealis.builders.ifqa_style.rows import document_row, question_row
from pydantic import Field

from irrealis.build import Builder, Drop, Parameters, Repair, Row
from irrealis.contract import Evidence, Generator, Intervention, Pair, group_id
from irrealis.text.edits import token_edits

VERSION = "8"  # of the method: raise it with each change of what it makes

Record: TypeAlias = dict[str, Any]


class IfqaStyleParameters(DocumentParameters):
    """What is asked of a document."""

    questions: int = Field(8, ge=1, description="questions wanted of a document, at most")
    distractors: int = Field(4, ge=1, le=50, description="passages that a question stands among")


class IfqaStyle(Builder[Record, Sequence[Passage]]):
    """Documents in DocRED's format, and questions that their facts answer in two worlds."""

    parameters_type: ClassVar[type[Parameters]] = IfqaStyleParameters

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Record]:
        """Records of a JSON list, or of JSON lines."""
        return read_documents(stream, source=source)

    def original_id(self, record: Record) -> str:
        """The title: it is all that upstream has."""
        return title_of(record)

    def context(self, records: Iterable[Record]) -> Sequence[Passage]:
        """The passages of the split: of a title, or a text, that is there again the first."""
        found: dict[str, Passage] = {}
        texts: set[str] = set()
        for document in documents(records, self.parameters):
            passage = passage_of(document)
            if passage.text not in texts:
                found.setdefault(passage.title, passage)
            texts.add(passage.text)
        return tuple(found.values())

    def edit(
        self,
        record: Record,
        *,
        context: Sequence[Passage],
        rng: random.Random,
    ) -> Iterable[Row | Drop | Repair]:
        """The document as it was cleaned, and its questions."""
        try:
            document = cleaned(record, self.parameters)
        except BrokenDocument as error:
            yield Drop(error.reason, str(error))
            return
        yield from document.repairs
        own = passage_of(document)
        name = passage_id(own.title, own.text)
        yield Row("passages", {"id": name, "title": own.title, "text": own.text})
        for head, relation, one, other in contradicting_dates(document):
            name = document.entities[head].names[0]
            yield Drop(
                "contradicting-dates", f"{name} has two dates for {relation}: {one}; {other}"
            )
            return
        facts = Facts(document)
        settings = cast(IfqaStyleParameters, self.parameters)
        chosen = questions(facts, rng, most=settings.questions)
        asked = chosen.questions
        for family, number in chosen.held_back:
            yield Drop("family-balance", f"{number} of the family {family}", level="variant")
        if not asked:
            labels = len(document.labels)
            yield Drop("no-question", f"of {labels} labels none is stated and can be asked about")
            return
        row = document_row(document)
        yield Row("documents", row)
        passage = own.text
        originals: set[str] = set()
        for question in asked:
            pair = self._pair(document.title, question, passage)
            yield Row("pairs", pair.row())
            yield Row("questions", question_row(question, pair, document=row["id"]))
            told = _native(
                pair.id, question.counterfactual, question.counterfactual_answers, passage
            )
            yield Row("native", told)
            yield Row("native_mix", {**told, "is_counterfactual": True})
            bare = {key: told[key] for key in ("idx", "question", "answers")}
            yield Row("open", {**bare, "title": document.title})
            beside = distractors(facts, question, own, context, rng, size=settings.distractors)
            if beside is not None:
                among = shuffled([own, *beside], rng)
                texts = [passage.text for passage in among]
                yield Row("distractors", {**bare, "context": texts, "gold": among.index(own)})
            if pair.original_id not in originals:
                originals.add(pair.original_id)
                group = group_id(self.dataset, pair.original_id)
                told = _native(group, question.factual, question.factual_answers, passage)
                yield Row("native_mix", {**told, "is_counterfactual": False})
        if (asks := untold(facts, rng)) is not None:
            yield _unanswerable(asks, row["id"], passage)

    def _pair(self, title: str, question: Question, passage: str) -> Pair:
        case = question.case
        target, kind, before, after = case.change
        sentences = {sent for fact in case.facts for sent in fact.sentences}
        return Pair(
            dataset=self.dataset,
            original_id=original_id(title, question.factual),
            original={"question": question.factual, "context": passage},
            counterfactual={"question": question.counterfactual, "context": passage},
            edits=token_edits(question.factual, question.counterfactual, field="question"),
            interventions=[Intervention(kind=kind, target=target, before=before, after=after)],
            label_original=list(question.factual_answers),
            label_counterfactual=list(question.counterfactual_answers),
            label_effect="keep" if case.control else "recomputed",
            evidence=Evidence(
                "rule",
                f"facts that the answer follows from: {len(set(case.facts))}; sentences of the "
                f"passage that state them: {len(sentences)}",
            ),
            generator=Generator("rules", "ifqa_style", VERSION),
            seed=self.seed,
        )


def _unanswerable(asks: Untold, document: str, passage: str) -> Row:
    digest = hashlib.sha256(f"{document}\0{asks.question}".encode()).hexdigest()
    return Row(
        "unanswerable",
        {
            "idx": int(digest[:12], 16),
            "question": asks.question,
            "answers": [],
            "context": [passage],
            "document": document,
            "missing": {"subject": str(asks.subject), "relation": asks.relation},
        },
    )


def passage_id(title: str, text: str) -> str:
    """A digest of a passage and its title."""
    return hashlib.sha256(f"{title}\0{text}".encode()).hexdigest()[:16]


def original_id(title: str, question: str) -> str:
    """The id of a question as it is: that of its document, "#", and a digest of its words."""
    return f"{title}#{hashlib.sha256(question.encode()).hexdigest()[:8]}"


def _native(name: str, question: str, answers: Iterable[str], passage: str) -> Record:
    """A row in IfQA's columns; `idx` is made of the first 12 digits of a pair's or group's id."""
    return {
        "idx": int(name[:12], 16),
        "question": question,
        "answers": list(answers),
        "context": [passage],
    }


BUILDER = IfqaStyle
