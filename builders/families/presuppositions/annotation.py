"""The structure of a question under a counterfactual condition, as columns of its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from irrealis.builders.families.presuppositions.answers import (
    AnswerType,
    Match,
    find_answers,
    read_answer_type,
)
from irrealis.builders.families.presuppositions.arithmetic import Step, find_step
from irrealis.builders.families.presuppositions.kinds import Kind, read_kind

from irrealis.text.conditionals import Span, read_conditional


class Annotation(NamedTuple):
    """What a question says.

    Args:
        columns: the values of the columns of an annotation, by name.
        lacks_step: whether a number or a date is shifted, and no step of arithmetic leads from the
            passage to the answer.
    """

    columns: Mapping[str, Any]
    lacks_step: bool


def annotate(question: str, *, answers: Sequence[str], context: Sequence[str]) -> Annotation | None:
    """Read a question into its parts.

    Args:
        question: a question with an if-clause.
        answers: any of which is right; none is blank.
        context: the passages that it is about.

    Returns:
        None where there is no if-clause, or nothing that is asked under it.
    """
    found = read_conditional(question)
    if found is None:
        return None
    # "In which years, if the mill had burned, would it ...": what opens the question asks, too
    asked = f"{question[: found.antecedent.start]}{found.consequent.of(question)}"
    kind = read_kind(question, found)
    matches = find_answers(answers, context)
    answer_type = read_answer_type(answers, asked=asked, context=context, matches=matches)
    shifted = kind.kind is Kind.SHIFTED and answer_type in (AnswerType.NUMBER, AnswerType.DATE)
    step = None
    if shifted:
        step = find_step(
            question, antecedent=found.antecedent, asked=asked, answers=answers, context=context
        )
    columns = {
        "antecedent": _quoted(found.antecedent, question),
        "consequent": _quoted(found.consequent, question),
        "form": found.form.value,
        "kind": kind.kind.value,
        "cue": _quoted(kind.cue, question),
        "answer_type": answer_type.value,
        "matches": [_matched(match, context) for match in matches],
        "arithmetic": step and _worked(step, question=question, context=context),
    }
    return Annotation(columns, lacks_step=shifted and step is None)


def _quoted(span: Span, text: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.of(text)}


def _matched(match: Match, context: Sequence[str]) -> dict[str, Any]:
    span = Span(match.start, match.end)
    return {
        "answer": match.answer,
        "passage": match.passage,
        **_quoted(span, context[match.passage]),
    }


def _worked(step: Step, *, question: str, context: Sequence[str]) -> dict[str, Any]:
    return {
        "operation": step.operation.value,
        "unit": step.unit.value,
        "operands": [
            {
                "passage": operand.passage,
                **_quoted(
                    operand.span,
                    question if operand.passage is None else context[operand.passage],
                ),
            }
            for operand in step.operands
        ],
        "answer": step.answer,
    }
