"""Records of tables and of plain lines: separated values, Parquet, and one text a line."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, Literal, TypeAlias

from irrealis.errors import IrrealisError
from irrealis.inputs.download import CHUNK, MAX_BYTES
from irrealis.inputs.formats import numbered_json_records
from irrealis.inputs.opening import too_large

Format: TypeAlias = Literal["json", "jsonl", "csv", "tsv", "parquet", "lines"]
MAX_LINE = 1 << 20  # bytes of a plain line

_DIALECTS = {"csv": "excel", "tsv": "excel-tab"}


def read_records(
    stream: BinaryIO,
    *,
    source: str,
    form: Format,
    columns: Sequence[str] = (),
    optional: Sequence[str] = (),
) -> Iterator[tuple[int, dict[str, Any]]]:
    r"""Yield the records of a file by the name of its format, each with its number.

    Args:
        stream: its bytes, UTF-8 unless it is Parquet.
        source: what errors call the file.
        form: `json` and `jsonl` are told apart by their first character. `lines` gives each line
            that is not blank as the field `line`.
        columns: for tables the columns that must be there, in their order; the first line names
            them in `csv` and `tsv`. Of JSON, the keys that each record must have, and no others.
        optional: of `csv` and `tsv`, the last of the columns, which all rows of a file may lack.

    Yields:
        The line (from 1) on which the record begins, of Parquet the row (from 1), and the record.

    Raises:
        IrrealisError: while iterating, naming source, line and field: bytes that are not of this
            format, other columns or keys, or more bytes than are read of one file or line.

    >>> stream = io.BytesIO(b'a,b\n1,"x, y"\n')
    >>> list(read_records(stream, source="x.csv", form="csv", columns=["a", "b"]))
    [(2, {'a': '1', 'b': 'x, y'})]
    >>> list(read_records(io.BytesIO(b"one\n\ntwo\n"), source="x.txt", form="lines"))
    [(1, {'line': 'one'}), (3, {'line': 'two'})]
    """
    if form in _DIALECTS:
        yield from _separated(stream, source, _DIALECTS[form], columns, optional)
    elif form == "parquet":
        yield from _parquet(stream, source, columns)
    elif form == "lines":
        yield from _lines(stream, source)
    else:
        for line, record in numbered_json_records(stream, source=source):
            if columns and record.keys() != set(columns):
                wrong = sorted(record.keys() ^ set(columns))[0]
                raise IrrealisError(
                    f"{source}, line {line}: not a record of this format",
                    field=wrong,
                    expected=", ".join(columns),
                    found=", ".join(record)[:200],
                )
            yield line, record


def read_tsv_records(
    stream: BinaryIO, *, source: str, columns: Sequence[str]
) -> Iterator[dict[str, str]]:
    r"""Yield the rows of a file of tab-separated values, quoted as CSV is, one at a time.

    Args:
        stream: UTF-8 bytes; a byte order mark is skipped.
        source: what errors call the file.
        columns: what its first line must name.

    Raises:
        IrrealisError: while iterating, naming source and line: bad quotes or UTF-8, other columns,
            a row with more or fewer fields, a field of more than 128 Ki characters.

    >>> stream = io.BytesIO(b'a\tb\n1\t"a ""b"" c"\n')
    >>> list(read_tsv_records(stream, source="x.tsv", columns=["a", "b"]))
    [{'a': '1', 'b': 'a "b" c'}]
    """
    for _, row in _separated(stream, source, "excel-tab", columns):
        yield row


def _separated(
    stream: BinaryIO,
    source: str,
    dialect: str,
    columns: Sequence[str],
    optional: Sequence[str] = (),
) -> Iterator[tuple[int, dict[str, str]]]:
    import csv

    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    rows = csv.reader(text, dialect=dialect, strict=True)
    begin = 1
    try:
        for number, row in enumerate(rows):
            if not number and optional and row == list(columns[: -len(optional)]):
                columns = row
            elif number and len(row) == len(columns):
                yield begin, dict(zip(columns, row, strict=True))
            elif number or row != list(columns):
                raise IrrealisError(
                    f"{source}, line {begin}: not a row of this format",
                    expected=f"{len(columns)} fields" if number else "\t".join(columns),
                    found=f"{len(row)} fields" if number else "\t".join(row)[:200],
                )
            begin = rows.line_num + 1
    except (csv.Error, UnicodeDecodeError) as error:
        raise IrrealisError(f"{source}, after line {rows.line_num}: {error}") from None


def _lines(stream: BinaryIO, source: str) -> Iterator[tuple[int, dict[str, str]]]:
    left, number = MAX_BYTES, 0
    while data := stream.readline(MAX_LINE + 1):
        number += 1
        left -= len(data)
        if left < 0:
            raise too_large(source, MAX_BYTES)
        if len(data) > MAX_LINE:
            raise IrrealisError(
                f"{source}, line {number}: the line is too long", expected=f"{MAX_LINE:,} bytes"
            )
        try:
            line = data.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise IrrealisError(f"{source}, line {number}: {error}") from None
        if line.strip():
            yield number, {"line": line}


def _parquet(
    stream: BinaryIO, source: str, columns: Sequence[str]
) -> Iterator[tuple[int, dict[str, Any]]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # Parquet is read from its end, and the bytes of an archive cannot seek.
        file = pq.ParquetFile(stream if stream.seekable() else _whole(stream, source))
        found = file.schema_arrow.names
        if columns and found != list(columns):
            raise IrrealisError(
                f"{source}: not a table of this format",
                expected=", ".join(columns),
                found=", ".join(found)[:200],
            )
        number = 0
        for batch in file.iter_batches(batch_size=1024):
            for row in batch.to_pylist():
                number += 1
                yield number, row
    except (pa.ArrowException, OSError) as error:
        raise IrrealisError(f"{source} is not Parquet that can be read: {error}") from error


def _whole(stream: BinaryIO, source: str) -> BinaryIO:
    held = io.BytesIO()
    while data := stream.read(CHUNK):
        if held.tell() + len(data) > MAX_BYTES:
            raise too_large(source, MAX_BYTES)
        held.write(data)
    held.seek(0)
    return held
