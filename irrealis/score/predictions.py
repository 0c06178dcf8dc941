"""A file of predictions, read one record at a time, and the errors that name its lines."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from irrealis.contract import canonical
from irrealis.errors import IrrealisError
from irrealis.inputs import numbered_json_records, open_input

LARGEST = 1024**3  # bytes of a file
_OFF = 1e-3  # by which probabilities may miss their sum


@dataclass(frozen=True, slots=True)
class Predictions:
    """A file of predictions for a dataset; every error names the line."""

    path: Path
    dataset: str

    def records(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Records with their lines.

        Raises:
            IrrealisError: no such file, or a pipe; bad JSON, NaN, equal keys, or more than
                `LARGEST` bytes.
        """
        if self.path.is_fifo():
            raise IrrealisError(
                f"{self.path} is a pipe, which cannot be read twice",
                dataset=self.dataset,
                expected="a file of predictions",
            )
        try:
            with open_input(None, self.path, max_bytes=LARGEST) as stream:
                yield from numbered_json_records(stream, source=self.path.name, max_bytes=LARGEST)
        except IrrealisError as error:
            error.at(dataset=self.dataset)
            raise

    def first(self) -> dict[str, Any]:
        """The first record, which shows the format; empty if there is none."""
        return next((record for _, record in self.records()), {})

    def error(self, line: int, message: str, **more: Any) -> IrrealisError:
        """An error that names file and line; `more` is as for IrrealisError."""
        if "found" in more:
            more["found"] = quoted(more["found"])
        return IrrealisError(
            f"{self.path.name}, line {line}: {message}", dataset=self.dataset, **more
        )

    def text(self, line: int, record: Mapping[str, Any], name: str) -> str:
        """A field that must be a text."""
        value = record.get(name)
        if not isinstance(value, str) or not value:
            raise self.error(
                line,
                f"no {name}" if value is None else f"{name} is not a text",
                field=name,
                expected="a text",
                found=value,
                hint="docs/score.md shows the formats",
            )
        return value

    def index(self, line: int, record: Mapping[str, Any], name: str, below: int) -> int:
        """A field that must be the number of an entity, from 0 up to `below`."""
        value = record.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < below:
            raise self.error(
                line,
                f"{name} is no entity of the document",
                field=name,
                expected=f"a whole number from 0 to {below - 1}",
                found=value,
            )
        return value

    def vector(self, line: int, record: Mapping[str, Any], name: str) -> list[float]:
        """A field that must be a list of two or more finite numbers."""
        value = record.get(name)
        if (
            not isinstance(value, list)
            or len(value) < 2
            or not all(
                isinstance(one, int | float) and not isinstance(one, bool) and math.isfinite(one)
                for one in value
            )
        ):
            raise self.error(
                line,
                f"{name} is not a vector",
                field=name,
                expected="a list of two or more finite numbers, one for each class",
                found=value,
            )
        return [float(one) for one in value]

    def probabilities(self, line: int, record: Mapping[str, Any], name: str) -> list[float]:
        """A field that must be a list of probabilities of all classes."""
        vector = self.vector(line, record, name)
        if min(vector) < -_OFF or abs(math.fsum(vector) - 1) > _OFF:
            raise self.error(
                line,
                f"{name} is not a vector of probabilities",
                field=name,
                expected="numbers from 0 that sum to 1",
                found=vector,
            )
        return vector


def quoted(value: object) -> str:
    """A value as an error quotes it: JSON, bounded."""
    text = canonical(value).decode()
    return text if len(text) <= 160 else f"{text[:159]}…"
