"""What a dataset is worth, measured against something outside of its build.

The check of a build asks whether its rows are right. An evaluation compares them with what is not
in them: the edits that people made of the same originals, another dataset, a judge. It is run by
hand on a build of upstream's data, and what it found is kept in git beside the card that shows it.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from irrealis.errors import IrrealisError, printable
from irrealis.manifest import Manifest
from irrealis.store import Kept, read_kept, read_record, write_kept

EVALUATION_FILE = "evaluation.json"
_DIGITS = 4  # significant ones: the last of a float differ between processors

Cell = str | int | float | None


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Table(_Part):
    """Figures with a name for each column; `note` says how they were had."""

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


def evaluate(build: Path, *, manifest: Manifest, fluent: int = 0) -> Evaluation:
    """Run the evaluation of a dataset on a build of it.

    That is the function `evaluate` of the module `evaluation` in its builder's package; of a
    dataset without one, what the judges that its manifest declares say of its pairs. A language
    model is asked about `fluent` texts of each side.

    Raises:
        IrrealisError: the dataset has neither, or the folder is no build of it, or a damaged one.
        Unavailable: an optional package is missing.
    """
    record = read_record(build)
    if record.dataset != manifest.name:
        raise IrrealisError(
            f"{build} is a build of another dataset",
            dataset=manifest.name,
            expected=manifest.name,
            found=record.dataset,
        )
    import pyarrow as pa

    try:
        return _evaluated(build, manifest=manifest, fluent=fluent)
    except pa.ArrowException as error:
        raise IrrealisError(
            f"a file of {build} cannot be read: {printable(error)}",
            dataset=manifest.name,
            hint=f"irrealis check {build} says which",
        ) from None


def _evaluated(build: Path, *, manifest: Manifest, fluent: int) -> Evaluation:
    package = f"irrealis.builders.{manifest.builder}"
    try:
        module = import_module(f"{package}.evaluation")
    except ModuleNotFoundError as error:
        if error.name not in (package, f"{package}.evaluation"):
            raise
        if fluent:
            raise IrrealisError(
                "the evaluation of this dataset compares no texts",
                dataset=manifest.name,
                hint=f"of its pairs: irrealis metrics {manifest.name} --fluency {fluent}",
            ) from None
        if manifest.judges:
            from irrealis.evaluate.judges import judge_tables

            return Evaluation(tables=tuple(judge_tables(build, manifest=manifest)))
        raise IrrealisError(
            "no evaluation is written for this dataset",
            dataset=manifest.name,
            expected=f"a module builders/{manifest.builder}/evaluation.py with a function "
            "evaluate, or judges in its dataset.yaml",
        ) from None
    found: Evaluation = module.evaluate(build, manifest=manifest, fluent=fluent)
    return found


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
    """What was last kept of a dataset; None where nothing was.

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
