"""SQuAD: questions on a text whose answers are spans of it, both sides of each pair.

The file has the fields of version 1.1 (Rajpurkar et al. 2016). An answer that the text does not
have as words of its own is left out, and counted; so is "yes" or "no", which no span answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from irrealis.export.asked import Question, questions
from irrealis.export.table import Table, Unfit, json_document

NAME = "squad"
READS = "readers of SQuAD 1.1 JSON"
CONTEXTS = ("context", "passage")

Asked: TypeAlias = dict[str, Any]
ByContext: TypeAlias = dict[str, dict[str, list[Asked]]]
"""Split -> text -> what is asked of it."""


def write(table: Table, out: Path) -> None:
    """Write a file for each split."""
    made = answered(table)
    put(made, table, out, version="1.1")


def answered(table: Table) -> ByContext:
    """The questions that a span answers; the others are counted as left out.

    Raises:
        Unfit: there is no text to read, or no question.
    """
    made: ByContext = {split: {} for split in table.splits}
    for question, context, wording in reading_questions(table):
        answers = [
            {"text": answer, "answer_start": found.start()}
            for answer in question.answers
            if answer.lower() not in ("yes", "no")
            and (found := re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", context))
        ]
        if not answers:
            table.left_out["an answer is no span of its text"] += 1
            continue
        added = {"id": question.id, "question": wording, "answers": answers}
        made[question.split].setdefault(context, []).append(added)
        table.written[question.split] += 1
    return made


def put(made: ByContext, table: Table, out: Path, *, version: str) -> None:
    """Write the files."""
    for split, contexts in made.items():
        data = [
            {
                "title": f"{table.folder.dataset} {split}",
                "paragraphs": [{"context": text, "qas": qas} for text, qas in contexts.items()],
            }
        ]
        json_document(out / f"{split}.json", {"version": version, "data": data})


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
