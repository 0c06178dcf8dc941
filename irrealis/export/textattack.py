"""TextAttack: examples with numbered labels, as the arguments of its class Dataset.

`Dataset([tuple(one) for one in file["dataset"]], file["input_columns"], label_names=...)` reads
them. Each original stands once, and each counterfactual.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from irrealis.export.asked import questions
from irrealis.export.table import Table, Unfit, json_document

NAME = "textattack"
READS = "TextAttack: textattack.datasets.Dataset"


def write(table: Table, out: Path) -> None:
    """Write a file for each split and part of the label."""
    found: dict[str, dict[str, Any]] = {}
    seen: set[tuple[str, str, tuple[str, ...]]] = set()
    for pair in questions(table):
        for question in pair:
            if not question.choices or len(question.answers) > 1 or question.query:
                raise Unfit("labels that are a few classes, and no question beside the texts")
            texts = tuple(question.texts.values())
            if (question.split, question.part, texts) in seen:
                continue
            seen.add((question.split, question.part, texts))
            name = f"{question.split}-{question.part}" if question.part else question.split
            file = found.setdefault(
                name,
                {
                    "dataset": [],
                    "input_columns": [*question.texts],
                    "label_names": [*question.choices],
                },
            )
            if file["label_names"] != [*question.choices]:
                raise Unfit("classes that are the same for every row")
            given = texts[0] if len(texts) == 1 else list(texts)
            file["dataset"].append([given, question.choices.index(question.answers[0])])
            table.written[name] += 1
    for name, file in found.items():
        json_document(out / f"{name}.json", file)
