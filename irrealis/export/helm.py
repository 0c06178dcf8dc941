"""HELM: instances whose contrast set is the other side of the pair.

The fields are those of its class Instance: the original is the input, and the counterfactual stands
in `contrast_inputs` with its own `contrast_references`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from irrealis.export.asked import Question, questions
from irrealis.export.table import Table, json_document

NAME = "helm"
READS = "HELM, as instances.json of a scenario"
_SPLITS = {"train": "train", "validation": "valid", "dev": "valid", "test": "test"}


def write(table: Table, out: Path) -> None:
    """Write the instances of each split as one JSON array."""
    found: dict[str, list[dict[str, Any]]] = {split: [] for split in table.splits}
    for original, counterfactual in questions(table):
        found[original.split].append(
            {
                "input": {"text": original.prompt},
                "references": _references(original),
                "split": _SPLITS.get(original.split, "test"),
                "sub_split": original.effect,
                "id": f"{original.pair}:{original.part}" if original.part else original.pair,
                "contrast_inputs": [{"text": counterfactual.prompt}],
                "contrast_references": [_references(counterfactual)],
            }
        )
    for split, made in found.items():
        json_document(out / f"{split}.json", made)
        table.written[split] = len(made)


def _references(question: Question) -> list[dict[str, Any]]:
    """The right answers, and of a choice the wrong ones too."""
    right = [{"output": {"text": text}, "tags": ["correct"]} for text in question.answers]
    wrong = [c for c in question.choices if c not in question.answers]
    return [*right, *({"output": {"text": text}, "tags": []} for text in wrong)]
