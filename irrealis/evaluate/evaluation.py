"""A dataset measured against something outside of its build.

The check of a build asks whether its rows are right. An evaluation compares them with what is not
in them: the edits that people made of the same originals, another dataset, a judge. It is run by
hand on a build of the upstream data, and its results are kept in git beside the card.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from irrealis.manifest import Manifest
from irrealis.store import Kept, read_kept, read_record, write_kept

EVALUATION_FILE = "evaluation.json"
_DIGITS = 4  # significant ones: the last of a float differ between processors

Cell = str | int | float | None


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Table(_Part):
    """Figures with a name for each column; `note` says how they were obtained."""

    title: str
    columns: tuple[str, ...] = Field(min_length=1)
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    @field_validator("rows")
    @classmethod
    def _rounded(cls, rows: tuple[tuple[Cell, ...], ...]) -> tuple[tuple[Cell, ...], ...]:
        return tuple(
            tuple(float(f"{c:.{_DIGITS}g}") if isinstance(c, float) else c for c in row)
            for row in rows
        )

    def text(self) -> str:
        """The table for a terminal."""
        from tabulate import tabulate

        shown = tabulate(self.rows, headers=self.columns, disable_numparse=True)
        return "\n".join(filter(None, [self.title, shown, self.note]))


class Evaluation(_Part):
    """What was found, in tables that the card prints in their order."""

    tables: tuple[Table, ...]

    def text(self) -> str:
        """The tables for a terminal."""
        return "\n\n".join(table.text() for table in self.tables)

    def as_dict(self) -> dict[str, Any]:
        """All of it for scripts."""
        return self.model_dump(mode="json")


class KeptEvaluation(Kept):
    """All of `evaluation.json`: the tables, and the build that they speak of."""

    tables: tuple[Table, ...]


def keep_evaluation(evaluation: Evaluation, *, build: Path, manifest: Manifest) -> Path:
    """Write what was found to `datasets/<name>/evaluation.json`, for git and the card."""
    record = read_record(build)
    kept = KeptEvaluation(
        version=record.version,
        inputs=record.inputs,
        splits=tuple(record.splits),
        seed=record.seed,
        tables=evaluation.tables,
    )
    return write_kept(manifest.folder / EVALUATION_FILE, kept)


def read_evaluation(manifest: Manifest) -> KeptEvaluation | None:
    """What was last kept for a dataset; None if nothing was.

    Raises:
        IrrealisError: the file is not one of ours.
    """
    return read_kept(
        manifest.folder / EVALUATION_FILE,
        KeptEvaluation,
        what="an evaluation",
        dataset=manifest.name,
        hint=f"irrealis evaluate {manifest.name} --build FOLDER --keep",
    )
