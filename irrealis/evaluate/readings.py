"""Readings: what people, or a model, found in a sample of the rows; kept for the card."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from irrealis.errors import invalid
from irrealis.evaluate.evaluation import Table
from irrealis.files import json_file, read_file, write_file
from irrealis.manifest import Manifest, parts
from irrealis.store import Kept

READING_FILE = "reading.json"
_LARGEST = 1024 * 1024


class Reading(Kept):
    """One draw of rows, and what its readers found.

    Args:
        form: digest of the form, that is of the rows and of the questions.
        build: content hash of the build that the rows were drawn from.
        config: the config that was drawn from.
        size, drawn: rows that were asked for, and that there were.
        readers: who read, in the readers' own words, one text each.
        dates: when, as YYYY-MM-DD, one each.
    """

    form: str
    build: str
    config: str
    size: int
    drawn: int
    readers: tuple[str, ...]
    dates: tuple[str, ...]
    table: Table


class _Readings(BaseModel):
    """All of `reading.json`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    readings: tuple[Reading, ...] = ()


def read_readings(manifest: Manifest) -> tuple[Reading, ...]:
    """The readings kept for a dataset, the newest version first; empty if there are none.

    Raises:
        IrrealisError: the file is not one of ours.
    """
    path = manifest.folder / READING_FILE
    if not path.is_file():
        return ()
    content = read_file(path, largest=_LARGEST)
    if content.strip() == b"null":  # nothing was read yet: dvc.yaml wants the file to exist
        return ()
    try:
        return _Readings.model_validate_json(content).readings
    except ValidationError as error:
        raise invalid(
            f"{path} is not a file of readings",
            error,
            dataset=manifest.name,
            hint="irrealis reading tally FORM... --keep",
        ) from None


def keep_readings(readings: Iterable[Reading], *, manifest: Manifest) -> Path:
    """Put readings into `datasets/<name>/reading.json`, for git and the card.

    One of the same form takes the place of the one that is there; all others stay.

    Raises:
        IrrealisError: the file that is there is not one of ours, or cannot be written.
    """
    kept = {reading.form: reading for reading in (*read_readings(manifest), *readings)}
    newest = sorted(
        kept.values(), key=lambda reading: (reading.dates[-1], reading.form), reverse=True
    )
    newest.sort(key=lambda reading: parts(reading.version), reverse=True)
    path = manifest.folder / READING_FILE
    write_file(path, json_file(_Readings(readings=tuple(newest)).model_dump(mode="json")))
    return path
