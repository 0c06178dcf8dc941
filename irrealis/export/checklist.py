"""CheckList: tests of invariance and of direction, as the data that its classes take.

Ribeiro et al. 2020: a test of invariance (INV) holds where the label must not change, one of
direction (DIR) where it must; `data` has both texts of each pair, `labels` what holds of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from irrealis.export.asked import questions
from irrealis.export.table import Table, json_document

NAME = "checklist"
READS = "CheckList: INV(data, labels=...) and DIR(data, expect, labels=...)"


def write(table: Table, out: Path) -> None:
    """Write the suite of each split: a list of tests, one a kind and part of the label."""
    found: dict[str, dict[tuple[str, str], dict[str, Any]]] = {s: {} for s in table.splits}
    for original, counterfactual in questions(table):
        kind = "INV" if original.effect == "keep" else "DIR"
        name = f"{table.folder.dataset} {original.part}".strip()
        test = found[original.split].setdefault(
            (kind, original.part), {"type": kind, "name": name, "data": [], "labels": [], "ids": []}
        )
        texts = [tuple(side.texts.values()) for side in (original, counterfactual)]
        test["data"].append([side[0] if len(side) == 1 else list(side) for side in texts])
        test["labels"].append([side.answers[0] for side in (original, counterfactual)])
        test["ids"].append(original.pair)
        table.written[original.split] += 1
    for split, tests in found.items():
        json_document(out / f"{split}.json", list(tests.values()))
