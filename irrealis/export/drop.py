"""DROP: questions on a passage whose answers are numbers or texts, both sides of each pair.

The file has the fields of Dua et al. 2019: passages by id, each with its `qa_pairs`.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from irrealis.export.squad import reading_questions
from irrealis.export.table import Table, json_document

NAME = "drop"
READS = "readers of DROP's JSON, such as AllenNLP's"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def write(table: Table, out: Path) -> None:
    """Write a file for each split."""
    made: dict[str, dict[str, dict[str, Any]]] = {split: {} for split in table.splits}
    for question, context, wording in reading_questions(table):
        name = hashlib.sha256(context.encode()).hexdigest()[:16]
        passage = made[question.split].setdefault(name, {"passage": context, "qa_pairs": []})
        first, *alternatives = question.answers
        added: dict[str, Any] = {
            "question": wording,
            "query_id": question.id,
            "answer": _answer(first),
        }
        if alternatives:
            added["validated_answers"] = [_answer(alternative) for alternative in alternatives]
        passage["qa_pairs"].append(added)
        table.written[question.split] += 1
    for split, passages in made.items():
        json_document(out / f"{split}.json", passages)


def _answer(text: str) -> dict[str, Any]:
    number = text if _NUMBER.fullmatch(text) else ""
    date = {"day": "", "month": "", "year": ""}
    return {"number": number, "date": date, "spans": [] if number else [text]}
