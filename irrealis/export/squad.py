"""SQuAD: questions on a text whose answers are spans of it, both sides of each pair.

The file has the fields of version 1.1 (Rajpurkar et al. 2016). An answer that the text does not
have in so many words is left out, and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from irrealis.export.asked import Question, questions
from irrealis.export.table import Table, Unfit, json_document

NAME = "squad"
READS = "readers of SQuAD 1.1 JSON"
CONTEXTS = ("context", "passage")


def write(table: Table, out: Path) -> None:
    """Write a file for each split."""
    made: dict[str, dict[str, list[dict[str, Any]]]] = {split: {} for split in table.splits}
    for question, context, wording in reading_questions(table):
        answers = [
            {"text": answer, "answer_start": context.find(answer)}
            for answer in question.answers
            if answer in context
        ]
        if not answers:
            table.left_out["an answer is no span of its text"] += 1
            continue
        added = {"id": question.id, "question": wording, "answers": answers}
        made[question.split].setdefault(context, []).append(added)
        table.written[question.split] += 1
    for split, contexts in made.items():
        data = [
            {
                "title": f"{table.folder.dataset} {split}",
                "paragraphs": [{"context": text, "qas": qas} for text, qas in contexts.items()],
            }
        ]
        json_document(out / f"{split}.json", {"version": "1.1", "data": data})


def reading_questions(table: Table) -> Iterator[tuple[Question, str, str]]:
    """Each side of each pair, with its passage and question.

    Raises:
        Unfit: there is no text to read, or no question.
    """
    schema = table.need_pairs()
    names = [field.name for field in table.fields() if field.kind == "text"]
    context = next((name for name in CONTEXTS if name in names), None)
    asked = "question" if "question" in names else None
    if context is None or (asked is None and "query" not in schema.names):
        raise Unfit(f"a text ({' or '.join(CONTEXTS)}) and a question or query")
    if any(field.kind == "choices" for field in table.fields()):
        raise Unfit("free answers, with none to choose from")
    for pair in questions(table):
        for side in pair:
            yield side, side.texts[context], side.texts[asked] if asked else str(side.query)
