"""IfQA: questions under a counterfactual condition, with the structure that is implicit upstream.

Data: Yu et al., "IfQA: A Dataset for Open-domain Question Answering under Counterfactual
Presuppositions", EMNLP 2023. Nothing of upstream's is changed: each question is read into its
antecedent and consequent, its kind is found, its answers are looked up in the passage, and where a
number or a date was shifted, the step from the passage to the answer is sought.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, BinaryIO

from irrealis.builders.families.presuppositions.annotation import annotate
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from irrealis.build import Builder, Drop, Row
from irrealis.contract import fingerprint, normalize
from irrealis.errors import invalid
from irrealis.inputs import read_json_records
from irrealis.text.parser import parser_models

NO_STEP = "no-single-step"


class Question(BaseModel):
    """A row as upstream has it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    idx: Annotated[int, Field(ge=0)]
    question: str
    answers: list[str]
    context: list[str]


class Ifqa(Builder[Question, None]):
    """Annotates each question by rules; what cannot be read is dropped with the reason."""

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Question]:
        """Questions in the file's order."""
        for number, record in enumerate(read_json_records(stream, source=source), start=1):
            try:
                yield Question.model_validate(record)
            except ValidationError as error:
                raise invalid(
                    f"{source}, record {number}",
                    error,
                    dataset=self.dataset,
                    row=None if record.get("idx") is None else str(record["idx"])[:100],
                ) from None

    def original_id(self, record: Question) -> str:
        """16 hexadecimal digits over question and passages, as upstream's `idx` is of a split.

        Case and spacing aside, the same question on the same passages is the same record: a second
        one, in this split or in a later one, is dropped.
        """
        return question_id(record.question, record.context)

    def edit(
        self,
        record: Question,
        *,
        context: None,  # noqa: ARG002 a question stands alone
        rng: random.Random,  # noqa: ARG002 nothing is drawn
    ) -> Iterable[Row | Drop]:
        """The row, or why there is none; a step that was not found is reported beside it."""
        if not any(passage.strip() for passage in record.context):
            yield Drop("no-passage", "there is nothing that the question could be about")
            return
        if not record.answers or not all(answer.strip() for answer in record.answers):
            yield Drop("no-answer", f"answers {record.answers!r}")
            return
        found = annotate(record.question, answers=record.answers, context=record.context)
        if found is None:
            yield Drop("no-condition", f"no if-clause in {record.question[:200]!r}")
            return
        if found.lacks_step:
            yield Drop(
                NO_STEP,
                f"idx {record.idx}: no step from a number of the passage gives "
                f"{' or '.join(record.answers)}",
                level="variant",
            )
        names = {"id": row_id(record), "original_id": self.original_id(record)}
        yield Row("native", {**record.model_dump(), **names, **found.columns})

    def models(self) -> list[dict[str, str]]:
        """The parser that finds forms and kinds."""
        return parser_models()


def question_id(question: str, context: Sequence[str]) -> str:
    """Identity of a question on its passages, whatever their case and spacing."""
    return fingerprint([normalize(text).casefold() for text in (question, *context)])


def row_id(record: Question) -> str:
    """Identity of upstream's row, by all that it says."""
    return fingerprint(record.model_dump())


BUILDER = Ifqa
