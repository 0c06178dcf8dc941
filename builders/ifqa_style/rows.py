"""Rows of the configs `documents` and `questions`: what an answer can be checked against."""

from __future__ import annotations

from typing import Any

from irrealis.builders.families.documents.reading import Document
from irrealis.builders.families.documents.rows import docred
from irrealis.builders.ifqa_style.facts import Date, Fact
from irrealis.builders.ifqa_style.questions import Question, hops

from irrealis.contract import Pair, fingerprint


def document_row(document: Document) -> dict[str, Any]:
    """A cleaned document in DocRED's columns; its id is a digest of all the others."""
    row = docred(document)
    return {"id": fingerprint(row), **row}


def question_row(question: Question, pair: Pair, *, document: str) -> dict[str, Any]:
    """What is asked, what answers it, and the facts that the answer rests on."""
    case = question.case
    facts = list(dict.fromkeys(case.facts))
    return {
        "id": pair.id,
        "original_id": pair.original_id,
        "document": document,
        "family": case.family,
        "antecedent": dict(zip(("start", "end"), question.antecedent, strict=True)),
        "consequent": dict(zip(("start", "end"), question.consequent, strict=True)),
        "answer_type": case.kind,
        "answer_items": [list(item) for item in question.items],
        "control": case.control,
        "derivation": [fact_row(fact) for fact in facts],
        "facts": len(facts),
        "hops": hops(facts),
    }


def fact_row(fact: Fact) -> dict[str, Any]:
    """A fact: things by the number of their entity, dates as 1953, 1953-04 or 1953-04-06."""
    value = fact.value
    written = (
        "-".join([f"{value.year:04}", *(f"{part:02}" for part in value[1:] if part)])
        if isinstance(value, Date)
        else str(value)
    )
    return {
        "subject": str(fact.subject),
        "relation": fact.relation,
        "value": written,
        "sentences": list(fact.sentences),
    }
