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
        for one in pair:
            if not one.choices or len(one.answers) > 1 or one.query:
                raise Unfit("labels that are a few classes, and no question beside the texts")
            texts = tuple(one.texts.values())
            if (one.split, one.part, texts) in seen:
                continue
            seen.add((one.split, one.part, texts))
            name = f"{one.split}-{one.part}" if one.part else one.split
            file = found.setdefault(
                name,
                {"dataset": [], "input_columns": [*one.texts], "label_names": [*one.choices]},
            )
            if file["label_names"] != [*one.choices]:
                raise Unfit("classes that are the same for every row")
            given = texts[0] if len(texts) == 1 else list(texts)
            file["dataset"].append([given, one.choices.index(one.answers[0])])
            table.written[name] += 1
    for name, file in found.items():
        json_document(out / f"{name}.json", file)
