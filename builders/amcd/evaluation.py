"""What clue words alone give away of the label: the figures of the check, for the card."""

from __future__ import annotations

import json
from pathlib import Path

from irrealis.builders.amcd import LANGUAGES

from irrealis.errors import IrrealisError
from irrealis.evaluate import Cell, Evaluation, Table
from irrealis.manifest import Manifest

FIGURES = ("sentences", "counterfactual", "clueless", "clues.f1", "clues.macro_f1")


def evaluate(build: Path, *, manifest: Manifest, fluent: int = 0) -> Evaluation:
    """Sizes and the clue baseline, by split and language.

    Raises:
        IrrealisError: `fluent` texts are to be measured, which people wrote.
    """
    if fluent:
        raise IrrealisError(
            "people wrote these sentences, so their fluency is not measured",
            dataset=manifest.name,
            hint=f"irrealis evaluate {manifest.name} --build {build}",
        )
    metrics = json.loads((build / "metrics.json").read_text("utf-8"))
    rows: list[tuple[Cell, ...]] = [
        (split, language, *(found.get(f"{figure}.{language}") for figure in FIGURES))
        for split, found in metrics.items()
        for language in LANGUAGES
    ]
    columns = ("split", "language", "sentences", "counterfactual", "without clue", "F1", "macro F1")
    note = (
        "Each sentence is given the label that most other sentences of its split with the same "
        "clue words have: F1 of the counterfactual label, and the mean of both labels'."
    )
    table = Table(
        title="What clue words alone give away", columns=columns, rows=tuple(rows), note=note
    )
    return Evaluation(tables=(table,))
