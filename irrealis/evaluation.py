"""What a dataset is worth, measured against something outside of its build.

The check of a build asks whether its rows are right. An evaluation compares them with what is not
in them: the edits that people made of the same originals, another dataset, a judge. It is run by
hand on a build of upstream's data, and what it found is kept in git beside the card that shows it.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from irrealis.errors import IrrealisError
from irrealis.manifest import Manifest
from irrealis.record import read_record
from irrealis.staging import read_file, write_file

NAME = "evaluation.json"
_LARGEST = 1024 * 1024
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


class Kept(_Part):
    """All of `evaluation.json`: the tables, and the build that they speak of."""

    version: str
    inputs: Literal["sample", "upstream", "files"]
    splits: tuple[str, ...]
    seed: int
    tables: tuple[Table, ...]


def evaluate(build: Path, *, manifest: Manifest, fluent: int = 0) -> Evaluation:
    """Run the evaluation of a dataset on a build of it.

    That is the function `evaluate` of the module `evaluation` in its builder's package; of a
    dataset without one, what the judges that its manifest declares say of its pairs. A language
    model is asked about `fluent` texts of each side.

    Raises:
        IrrealisError: the dataset has neither, or the folder is no build of it.
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
    package = f"irrealis.builders.{manifest.builder}"
    try:
        module = import_module(f"{package}.evaluation")
    except ModuleNotFoundError as error:
        if error.name not in (package, f"{package}.evaluation"):
            raise
        if manifest.judges and not fluent:
            from irrealis.judges import judge_tables

            return Evaluation(tables=tuple(judge_tables(build, manifest=manifest)))
        raise IrrealisError(
            "no evaluation is written for this dataset",
            dataset=manifest.name,
            expected=f"a module builders/{manifest.builder}/evaluation.py with a function "
            "evaluate, or judges in its dataset.yaml",
            hint=f"irrealis metrics {manifest.name} --fluency {fluent}" if fluent else None,
        ) from None
    found: Evaluation = module.evaluate(build, manifest=manifest, fluent=fluent)
    return found


def keep(evaluation: Evaluation, *, build: Path, manifest: Manifest) -> Path:
    """Write what was found to `datasets/<name>/evaluation.json`, for git and the card."""
    record = read_record(build)
    kept = Kept(
        version=record.version,
        inputs=record.inputs,
        splits=tuple(record.splits),
        seed=record.seed,
        tables=evaluation.tables,
    )
    path = manifest.folder / NAME
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    write_file(path, orjson.dumps(kept.model_dump(mode="json"), option=options))
    return path


def read_kept(manifest: Manifest) -> Kept | None:
    """What was last kept of a dataset; None where nothing was.

    Raises:
        IrrealisError: the file is not one of ours.
    """
    path = manifest.folder / NAME
    if not path.is_file():
        return None
    content = read_file(path, largest=_LARGEST)
    try:
        # an evaluation that was never made: dvc.yaml wants the file to exist
        return Kept.model_validate_json(content) if content.strip() != b"null" else None
    except ValidationError as error:
        first = error.errors()[0]
        raise IrrealisError(
            f"{path} is not an evaluation: {first['msg']}",
            dataset=manifest.name,
            field=".".join(map(str, first["loc"])) or None,
            hint=f"irrealis evaluate {manifest.name} --build FOLDER --keep",
        ) from None
