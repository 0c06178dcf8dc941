"""Rows of a build as a check reads them: decoded, typed, and compared with the schema."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from irrealis.contract import arrow_schema
from irrealis.store import Digests, SplitRecord, batches, content_hash, row_digest

if TYPE_CHECKING:
    import pyarrow


from irrealis.check.failure import Failure
from irrealis.check.report import Report
from irrealis.contract import Table

Row: TypeAlias = Mapping[str, Any]


def typed_rows(
    folder: Path,
    part: SplitRecord,
    table: Table,
    report: Report,
    *,
    add: Callable[..., None],
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Well-typed rows of one config and split, with their numbers; reports and skips all others.

    Args:
        folder: the build.
        part: what its record says of the config and split.
        table: the schema of the config.
        report: where the rows are counted.
        add: takes a failure, and the `number` of its row where it has one.
    """
    expected = arrow_schema(table.schema)
    digests = Digests()
    readable = True
    start = 0  # number of a row group's first row
    for shard in part.shards:
        for batch in _batches(folder / shard, add=add):
            differences = list(_differences(batch.schema, expected, shard))
            for failure in differences:
                add(failure)
            if differences:
                readable = False
                break
            rows = []
            for number, row in enumerate(_decoded(batch)):
                if row is None:
                    name = _name(batch, table.key, number)
                    add(
                        Failure("unicode", "row", "valid UTF-8", "undecodable text", name),
                        number=start + number,
                    )
                    readable = False
                else:
                    rows.append(row)
            broken = _violations(rows, batch, table, start=start, add=add)
            for number, row in enumerate(rows):
                report.rows += 1
                digests.append(row_digest(row))
                if number not in broken:
                    yield start + number, row
            start += batch.num_rows
    size = sum((folder / shard).stat().st_size for shard in part.shards)
    if size != part.bytes:
        add(Failure("counts", "build.json bytes", part.bytes, size))
    if readable and len(digests) != part.rows:
        add(Failure("counts", "build.json rows", part.rows, len(digests)))
    if readable and (found := content_hash(digests)) != part.content_hash:
        add(Failure("content-hash", "build.json content_hash", part.content_hash, found))


def _batches(path: Path, *, add: Callable[..., None]) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow as pa

    try:
        yield from batches(path)
    except (pa.ArrowException, OSError) as error:
        add(Failure("parquet", path.name, "a Parquet file", str(error)))


def _decoded(batch: pyarrow.RecordBatch) -> Iterator[dict[str, Any] | None]:
    """Rows as Python values; None for a row whose text is not valid UTF-8."""
    try:
        yield from batch.to_pylist()
    except UnicodeDecodeError:
        for number in range(batch.num_rows):
            try:
                yield from batch.slice(number, 1).to_pylist()
            except UnicodeDecodeError:
                yield None


def _name(batch: pyarrow.RecordBatch, key: str, number: int) -> str:
    """What a row is called in messages, even if its name is blank or no valid text."""
    raw = batch.column(key)[number].as_buffer()
    name = raw.to_pybytes().decode("utf-8", "backslashreplace") if raw else ""
    return name or f"#{number} of its row group"


def _differences(found: pyarrow.Schema, expected: pyarrow.Schema, shard: str) -> Iterator[Failure]:
    for name in dict.fromkeys([*expected.names, *found.names]):
        want = expected.field(name).type if name in expected.names else "no such column"
        have = found.field(name).type if name in found.names else "missing"
        if want != have:
            yield Failure("schema", name, want, have, shard)
    if found.names != expected.names and set(found.names) == set(expected.names):
        yield Failure("schema", "order of columns", expected.names, found.names, shard)
    if found.metadata != expected.metadata:
        yield Failure("schema", "features in the footer", expected.metadata, found.metadata, shard)


def _violations(
    rows: Sequence[Mapping[str, Any]],
    batch: pyarrow.RecordBatch,
    table: Table,
    *,
    start: int,
    add: Callable[..., None],
) -> set[int]:
    """Report the rows that break the schema; returns their numbers within the row group."""
    import pandera.polars as pa
    import polars as pl

    if len(rows) < batch.num_rows:
        return set(range(len(rows)))  # not a frame until its text can be decoded
    broken: set[int] = set()
    try:
        frame = pl.from_arrow(batch)
        assert isinstance(frame, pl.DataFrame)  # noqa: S101 a batch is a frame, a column a series
        table.schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        for case in errors.failure_cases.iter_rows(named=True):
            number = case["index"]
            failure = Failure("schema", str(case["column"]), case["check"], case["failure_case"])
            if number is None:  # a statement of the whole column
                broken |= set(range(len(rows)))
                add(failure)
            else:
                broken.add(number)
                name = _name(batch, table.key, number)
                add(replace(failure, row=name), number=start + number)
    # looking into every value of every row is slow, and most tables hold no float
    floats = any(_holds_floats(part.type) for part in batch.schema)
    for number, row in enumerate(rows if floats else ()):
        if number not in broken and (where := _not_finite(row)):
            broken.add(number)
            name = str(row[table.key])
            failure = Failure("schema", where, "a finite number", "NaN or infinite", name)
            add(failure, number=start + number)
    return broken


def _holds_floats(kind: pyarrow.DataType) -> bool:
    import pyarrow as pa

    return pa.types.is_floating(kind) or any(
        _holds_floats(kind.field(at).type) for at in range(kind.num_fields)
    )


def _not_finite(value: object, path: str = "") -> str | None:
    """Path of the first float that is NaN or infinite."""
    if isinstance(value, float):
        return None if math.isfinite(value) else path
    if isinstance(value, dict):
        found = (_not_finite(part, f"{path}.{name}".strip(".")) for name, part in value.items())
        return next((place for place in found if place is not None), None)
    if isinstance(value, list) and value and not isinstance(value[0], (str, int)):
        found = (_not_finite(part, f"{path}[{number}]") for number, part in enumerate(value))
        return next((place for place in found if place is not None), None)
    return None
