"""Figures of a model, and the tables that show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from irrealis.errors import IrrealisError
from irrealis.evaluate import Table
from irrealis.score.predictions import Predictions
from irrealis.store import Folder

SIDES = ("original", "counterfactual")
FIRST = 5  # of many that an error or a note names

Figures = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Score:
    """Figures by part of the label (`""` where it has none) and split, and what to know of them."""

    task: str
    figures: dict[str, dict[str, Figures]]
    notes: tuple[str, ...] = ()

    def tables(self) -> list[Table]:
        """A table for each part: a row a figure, a column a split."""
        return [
            Table(
                title=part,
                columns=("figure", *splits),
                rows=tuple(
                    (name, *(_shown(of.get(name)) for of in splits.values()))
                    for name in dict.fromkeys(name for of in splits.values() for name in of)
                ),
            )
            for part, splits in self.figures.items()
        ]

    def as_dict(self) -> dict[str, Any]:
        """The score for scripts."""
        return {"task": self.task, "figures": self.figures, "notes": list(self.notes)}


def _shown(value: float | None) -> float | int | str:
    return "–" if value is None else value


def missing(
    folder: Folder, names: Sequence[str], *, split: str, of: str, source: Predictions
) -> IrrealisError:
    """The error of predictions that are not complete."""
    some = ", ".join(names[:FIRST]) + (", …" if len(names) > FIRST else "")
    return IrrealisError(
        f"{source.path.name}: {len(names)} {of} have no prediction",
        dataset=folder.dataset,
        split=split,
        row=names[0],
        expected="one for each",
        found=f"none for {some}",
        hint="add them, or score fewer splits with --split",
    )
