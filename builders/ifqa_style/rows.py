"""Rows of the configs `documents` and `questions`: what an answer can be checked against.

A thing is written as the number of its entity in the document, something that the text alone tells
as "t" and its number, a date as 1953, 1953-04 or 1953-04-06.
"""

from __future__ import annotations

import hashlib
from typing import Any

from irrealis.builders.ifqa_style.happenings import Happening
from irrealis.builders.ifqa_style.premises import Quantity, Renaming
from irrealis.builders.ifqa_style.questions import Question
from irrealis.builders.ifqa_style.world import Amount, Name, Value, When, World
from irrealis.builders.redocred_cf.documents import Document

from irrealis.contract import Pair, canonical

ARITHMETIC = frozenset(
    {"age", "turned", "gap", "count", "aged", "anniversary", "decade", "century"}
)


def document_row(document: Document) -> dict[str, Any]:
    """A cleaned document in DocRED's columns; its id is a digest of all the others."""
    row = {
        "title": document.title,
        "sents": [list(sent) for sent in document.sents],
        "vertexSet": [
            [
                {
                    "name": mention.name,
                    "pos": [mention.start, mention.end],
                    "sent_id": mention.sent,
                    "type": mention.type,
                }
                for mention in entity.mentions
            ]
            for entity in document.entities
        ],
        "labels": [
            {"h": one.head, "t": one.tail, "r": one.relation, "evidence": list(one.evidence)}
            for one in document.labels
        ],
    }
    return {"id": hashlib.sha256(canonical(row)).hexdigest()[:16], **row}


def written(world: World, value: Value | None) -> str | None:
    """A value as the columns have it."""
    if value is None:
        return None
    if isinstance(value, When):
        return _date(value)
    if isinstance(value, Amount):
        return str(value.number)
    if isinstance(value, Name):
        return value.text
    entities = len(world.document.entities)
    return str(value) if value < entities else f"t{value - entities}"


def spelled(world: World, value: Value) -> str:
    """A value for people: the name of a thing."""
    return world.name(value) if isinstance(value, int) else str(written(world, value))


def _date(when: When) -> str:
    return "-".join([f"{when.year:04}", *(f"{part:02}" for part in when[1:] if part)])


def question_row(world: World, question: Question, pair: Pair, *, document: str) -> dict[str, Any]:
    """What was changed, what is asked, and the facts that the answers follow from."""
    case = question.case
    change, query = case.change, case.query
    years, months, days = change.moved
    involved = {change.subject, *query.subjects, *(fact.subject for fact in case.facts)}
    sentences = {sent for fact in case.facts for sent in fact.sentences}
    return {
        "id": pair.id,
        "original_id": pair.original_id,
        "document": document,
        "family": case.family,
        "antecedent": dict(zip(("start", "end"), question.antecedent, strict=True)),
        "consequent": dict(zip(("start", "end"), question.consequent, strict=True)),
        "change": {
            "kind": change.kind,
            "subject": written(world, change.subject),
            "relation": change.relation,
            "from": written(world, change.old),
            "to": written(world, change.new),
            "like": written(world, change.like),
            "years": years,
            "months": months,
            "days": days,
        },
        "query": {
            "kind": query.kind,
            "subjects": [written(world, one) for one in query.subjects],
            "path": list(query.path),
            "value": written(world, query.value),
            "year": query.year,
        },
        "told": [
            _told(world, index)
            for index in sorted(involved)
            if index >= len(world.document.entities)
        ],
        "derivation": [
            {
                "subject": written(world, fact.subject),
                "relation": fact.relation,
                "value": written(world, fact.value),
                "sentences": list(fact.sentences),
                "annotated": fact.annotated,
            }
            for fact in case.facts
        ],
        "answer_type": question.answer_type,
        "holds": case.holds,
        "facts": len(case.facts),
        "arithmetic": change.kind in ("shift", "amount") or query.kind in ARITHMETIC,
        "evidence_sentences": len(sentences),
        "distractors": _distractors(world, question),
    }


def _told(world: World, index: int) -> dict[str, Any]:
    """What the text alone tells, in its own words: who, what, and the date, number or name."""
    thing = world.things[index]
    assert thing is not None  # noqa: S101 it is told
    told = thing.clause or thing.premise
    if isinstance(told, Happening):
        kind, words, value = "happening", told.past, told.date
    elif isinstance(told, Quantity):
        kind, words, value = "amount", told.things or "population", told.spelled
    elif isinstance(told, Renaming):
        kind, words, value = "name", told.before, told.now
    else:
        assert told is not None  # noqa: S101
        kind, words, value = "contest", world.name(told.loser), world.name(told.winner)
    return {
        "ref": written(world, index),
        "kind": kind,
        "sentence": told.sent,
        "subject": written(world, told.subject),
        "words": words,
        "value": value,
    }


def _distractors(world: World, question: Question) -> int:
    """How many other entities of the passage are of the type of the counterfactual answer."""
    case = question.case
    types = [entity.type for entity in world.document.entities]
    if question.answer_type == "date":
        return types.count("TIME")
    if question.answer_type == "number":
        return types.count("NUM")
    if question.answer_type == "name" and isinstance(case.counterfactual, int):
        return types.count(types[case.counterfactual]) - 1
    return len(case.query.subjects) - 1
