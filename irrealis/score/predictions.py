"""What a model predicted, read one record at a time, and errors that name the place of each."""

from __future__ import annotations

import io
import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from irrealis.contract import canonical
from irrealis.errors import IrrealisError
from irrealis.inputs import (
    bounded,
    numbered_json_records,
    open_input,
    separated_rows,
    text_of,
)
from irrealis.score.harness import (
    LM_EVAL,
    inspect_records,
    is_lm_eval,
    lm_eval_record,
    only_one_filter,
)

LARGEST = 1024**3  # bytes of a file
STDIN = "-"
_OFF = 1e-3  # by which probabilities may miss their sum
# cells of a table that hold what they say; all others hold JSON
_TEXTS = {"id", "side", "part", "label", "title", "head", "relation", "tail", "r"}
_HEADER = 1 << 16  # characters of the first line

Line: TypeAlias = int | str  # of a file, or the name of a member of an archive
Record: TypeAlias = tuple[Line, dict[str, Any]]
Given: TypeAlias = str | Path | Iterable[Mapping[str, Any]]


class Predictions:
    """The predictions of a model for a dataset; every error names file and line.

    Args:
        given: a file, a folder with the logs of a harness, `-` for stdin, or the records
            themselves. `docs/score.md` shows the formats.
        dataset: whose they are, for errors.

    They are read once, so that a pipe will do.
    """

    def __init__(self, given: Given, dataset: str) -> None:
        self.dataset = dataset
        self.name = "predictions"  # of the file that is being read
        self.title = "predictions"  # of all that was given
        if isinstance(given, str | Path):
            self.title = "stdin" if given == STDIN else Path(given).resolve().name
        self.folded = False  # whether labels are texts of a harness, whose case is of no account
        self._records = self._read(given)
        self._seen: list[Record] = []

    def records(self) -> Iterator[Record]:
        """Records with their lines; the second call goes on where the first one stopped.

        Raises:
            IrrealisError: no such file; bad JSON, NaN, equal keys, or more than `LARGEST` bytes.
        """
        seen, self._seen = self._seen, []
        return chain(seen, self._records)

    def first(self) -> dict[str, Any]:
        """The first record, which shows the format; empty if there is none."""
        self._seen = self._seen or [
            record for record in [next(self._records, None)] if record is not None
        ]
        return self._seen[0][1] if self._seen else {}

    def _read(self, given: Given) -> Iterator[Record]:
        try:
            if not isinstance(given, str | Path):
                yield from self._given(given)
                return
            for path in self._files(given):
                self.name = "stdin" if path == STDIN else Path(path).name
                if self.name.endswith(".eval"):
                    self.folded = True
                    yield from inspect_records(Path(path), max_bytes=LARGEST)
                else:
                    with _opened(path) as stream:
                        yield from self._stream(stream)
        except IrrealisError as error:
            error.at(dataset=self.dataset)
            raise

    def _files(self, given: str | Path) -> list[str | Path]:
        if given == STDIN or not Path(given).is_dir():
            return [given]
        found = sorted(
            path
            for pattern in (f"{LM_EVAL}*.jsonl", "*.eval")
            for path in Path(given).rglob(pattern)
            if path.is_file()
        )
        if not found:
            raise IrrealisError(
                f"{given} is a folder without logs",
                expected=f"{LM_EVAL}*.jsonl of lm-evaluation-harness, or *.eval of Inspect",
                hint="name a file of predictions",
            )
        return list(found)

    def _given(self, given: Iterable[Mapping[str, Any]]) -> Iterator[Record]:
        number = 0
        for number, record in enumerate(given, start=1):
            if not isinstance(record, Mapping):
                raise self.error(f"record {number}", "the record is not an object", found=record)
            yield f"record {number}", dict(record)
        if not number:
            raise IrrealisError("there are no predictions", expected="one for each text")

    def _stream(self, stream: io.BufferedReader) -> Iterator[Record]:
        start = stream.peek(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        if start and start not in b"{[\x1f":
            yield from self._table(stream)
            return
        records = numbered_json_records(stream, source=self.name, max_bytes=LARGEST)
        first = next(records, None)
        if first is None or not is_lm_eval(first[1]):
            yield from (chain([first], records) if first else ())
            return
        self.folded = True
        for line, record in only_one_filter(chain([first], records)):
            yield line, lm_eval_record(record, self.error, line)

    def _table(self, stream: BinaryIO) -> Iterator[Record]:
        text = text_of(stream)
        header = text.readline(_HEADER)
        dialect = "excel-tab" if "\t" in header else "excel"
        columns: list[str] = []
        rows = separated_rows(chain([header], text), source=self.name, dialect=dialect)
        for line, row in rows:
            if not columns:
                columns = self._columns(row)
            elif row:
                yield line, self._row(line, columns, row)

    def _columns(self, row: Sequence[str]) -> list[str]:
        if "label" in row and (parts := [name for name in row if name.startswith("label.")]):
            raise self.error(
                1,
                "a table has labels or parts of labels, not both",
                field="label",
                expected=f"the column label, or {', '.join(parts)}",
                found=", ".join(row),
            )
        if not {"id", "title"} & set(row) or len(set(row)) < len(row):
            raise self.error(
                1,
                "neither JSON nor a table of predictions",
                expected="columns id and label, and side for the sides of pairs",
                found=", ".join(row)[:200],
                hint="docs/score.md shows the formats",
            )
        return list(row)

    def _row(self, line: int, columns: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
        if len(row) != len(columns):
            raise self.error(
                line, "not a row of this table", expected=f"{len(columns)} fields", found=len(row)
            )
        record: dict[str, Any] = {}
        for name, cell in zip(columns, row, strict=True):
            if name in _TEXTS:
                record[name] = cell
            elif name.startswith("label.") and cell:
                record.setdefault("label", {})[name.removeprefix("label.")] = cell
            elif cell and not name.startswith("label."):
                try:
                    record[name] = json.loads(cell)
                except (ValueError, RecursionError):
                    record[name] = cell  # a column of the caller's own, which nobody reads
        return record

    def error(self, line: Line, message: str, **more: Any) -> IrrealisError:
        """An error that names file and line; `more` is as for IrrealisError."""
        if "found" in more:
            more["found"] = quoted(more["found"])
        where = f"line {line}" if isinstance(line, int) else line
        return IrrealisError(f"{self.name}, {where}: {message}", dataset=self.dataset, **more)

    def text(self, line: Line, record: Mapping[str, Any], name: str) -> str:
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

    def index(self, line: Line, record: Mapping[str, Any], name: str, below: int) -> int:
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

    def vector(self, line: Line, record: Mapping[str, Any], name: str) -> list[float]:
        """A field that must be a list of two or more finite numbers."""
        value = record.get(name)
        if not isinstance(value, list) or len(value) < 2 or not all(map(_is_number, value)):
            raise self.error(
                line,
                f"{name} is not a vector",
                field=name,
                expected="a list of two or more finite numbers, one for each class",
                found=value,
            )
        return [float(number) for number in value]

    def probabilities(self, line: Line, record: Mapping[str, Any], name: str) -> list[float]:
        """A field that must be a list of probabilities of all classes."""
        vector = self.vector(line, record, name)
        if not _sums_to_one(vector):
            raise self.error(
                line,
                f"{name} is not a vector of probabilities",
                field=name,
                expected="numbers from 0 that sum to 1",
                found=vector,
            )
        return vector

    def likely(self, line: Line, record: Mapping[str, Any]) -> dict[str, float] | None:
        """The field `probabilities`, label by label, if there is one."""
        value = record.get("probabilities")
        if value is None:
            return None
        if (
            not isinstance(value, dict)
            or not all(map(_is_number, value.values()))
            or not _sums_to_one(list(value.values()))
        ):
            raise self.error(
                line,
                "probabilities are none",
                field="probabilities",
                expected="an object of labels and numbers from 0 that sum to 1",
                found=value,
            )
        return {name: float(number) for name, number in value.items()}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _sums_to_one(values: Sequence[float]) -> bool:
    return bool(values) and min(values) >= -_OFF and abs(math.fsum(values) - 1) <= _OFF


@contextmanager
def _opened(path: str | Path) -> Iterator[io.BufferedReader]:
    """The bytes of stdin, of a pipe or of a file, bounded."""
    with ExitStack() as stack:
        if path == STDIN:
            yield bounded(sys.stdin.buffer, label="stdin", max_bytes=LARGEST)
        elif Path(path).is_fifo():
            pipe = stack.enter_context(Path(path).open("rb"))
            yield stack.enter_context(bounded(pipe, label=str(path), max_bytes=LARGEST))
        else:
            yield stack.enter_context(open_input(None, Path(path), max_bytes=LARGEST))


def quoted(value: object) -> str:
    """A value as an error quotes it: JSON, bounded."""
    try:
        text = canonical(value).decode()
    except TypeError:  # of Python's own, or a text that is not Unicode
        text = ascii(value)
    return text if len(text) <= 160 else f"{text[:159]}…"
