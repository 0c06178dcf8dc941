"""Records of tables and of plain lines: separated values, Parquet, and one text a line."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, BinaryIO, Literal, TypeAlias

from irrealis.errors import IrrealisError
from irrealis.inputs.download import CHUNK, MAX_BYTES
from irrealis.inputs.formats import BINARY, NOT_UTF8, kind_of, numbered_json_records, other_format
from irrealis.inputs.opening import too_large

Format: TypeAlias = Literal["json", "jsonl", "csv", "tsv", "parquet", "lines"]
MAX_LINE = 1 << 20  # bytes of a plain line

_FAULTS = {  # what csv says -> what is wrong with the row
    "field larger": "a field has more than 131,072 characters, or quotes that are not closed",
    "unexpected end": "quotes are opened and never closed",
    "expected after": "text stands behind closing quotes",
}
_DIALECTS = {"csv": "excel", "tsv": "excel-tab"}
_KINDS = {"excel": "comma-separated values", "excel-tab": "tab-separated values"}


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
    header = True
    lines = text_of(stream)
    first = next(lines, "")
    if kind_of(first) not in (None, *_KINDS.values()):
        raise other_format(source, first, expected=_table(dialect, columns))
    for line, row in separated_rows(chain([first], lines), source=source, dialect=dialect):
        if header and optional and row == list(columns[: -len(optional)]):
            columns = row
        elif not header and len(row) == len(columns):
            yield line, dict(zip(columns, row, strict=True))
        elif header and len(row) == 1 < len(columns):  # with other separators
            raise other_format(source, first, expected=_table(dialect, columns))
        elif not header or row != list(columns):
            raise IrrealisError(
                f"{source}, line {line}: not a row of this format",
                expected=_header(columns) if header else f"{len(columns)} fields",
                found=_header(row)[:200] if header else f"{len(row)} fields",
            )
        header = False


def _table(dialect: str, columns: Sequence[str]) -> str:
    return f"{_KINDS[dialect]} with the columns {_header(columns)}"


def text_of(stream: BinaryIO) -> io.TextIOWrapper:
    """UTF-8 as text whose lines end as they do; a byte that is none becomes a lone surrogate."""
    return io.TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline="")


def separated_rows(
    lines: Iterable[str], *, source: str, dialect: str
) -> Iterator[tuple[int, list[str]]]:
    """The rows of lines of text (see `text_of`), each with the line (from 1) on which it begins.

    Args:
        lines: of the text.
        source: what errors call the file.
        dialect: `excel` for commas, `excel-tab` for tabs.

    Raises:
        IrrealisError: while iterating, naming source and line: bad quotes or UTF-8, a field of more
            than 128 Ki characters.
    """
    import csv

    rows = csv.reader(_valid(lines, source), dialect=dialect, strict=True)
    begin = 1
    try:
        for row in rows:
            yield begin, row
            begin = rows.line_num + 1
    except csv.Error as error:
        last = rows.line_num
        known = next((said for sign, said in _FAULTS.items() if sign in str(error)), str(error))
        raise IrrealisError(
            f"{source}, line {begin}: {known}",
            expected='a field that has quotes in quotes, and each of them twice: "a ""b"" c"',
            found=f"no end of the row up to line {last}" if last > begin else None,
        ) from None


def _header(columns: Sequence[str]) -> str:
    return ", ".join(column or '""' for column in columns)


def _valid(lines: Iterable[str], source: str) -> Iterator[str]:
    """Lines of text.

    Raises:
        IrrealisError: one has a byte that is not UTF-8, which was read as a lone surrogate.
    """
    for number, line in enumerate(lines, start=1):
        if number == 1 and kind_of(line) in BINARY:
            raise other_format(source, line, expected="text in UTF-8")
        if not line.isascii() and (broken := NOT_UTF8.search(line)):
            before = len(line[: broken.start()].encode())
            byte = ord(broken[0]) - 0xDC00
            raise IrrealisError(
                f"{source}, line {number}, byte {before + 1}: 0x{byte:02X} is not UTF-8",
                hint="save the file as UTF-8",
            )
        yield line


def _lines(stream: BinaryIO, source: str) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(_valid(_decoded(stream, source), source), start=1):
        if line.strip():
            yield number, {"line": line.rstrip("\r\n")}


def _decoded(stream: BinaryIO, source: str) -> Iterator[str]:
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
        encoding = "utf-8-sig" if number == 1 else "utf-8"
        yield data.decode(encoding, "surrogateescape")


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
        if stream.seekable():
            stream.seek(0)
            start = stream.read(100).decode("utf-8", "surrogateescape")
            if kind_of(start) != "Parquet":
                raise other_format(source, start, expected="Parquet") from error
        raise IrrealisError(f"{source} is not Parquet that can be read: {error}") from error


def _whole(stream: BinaryIO, source: str) -> BinaryIO:
    held = io.BytesIO()
    while data := stream.read(CHUNK):
        if held.tell() + len(data) > MAX_BYTES:
            raise too_large(source, MAX_BYTES)
        held.write(data)
    held.seek(0)
    return held
