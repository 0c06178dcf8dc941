"""Files of JSON lines and of Parquet that are elsewhere, or too large to read in one go: in pieces.

A piece is a range of bytes of JSON lines, or some row groups of Parquet, and gives the records that
begin in it as JSON lines, so that many processes read a file at once and none holds it. Where the
file is, is fsspec's affair: `s3://`, `hf://`, `gs://`, `https://` or `file://`.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import urlsplit
from urllib.request import url2pathname

from irrealis.errors import IrrealisError, Unavailable, to_install
from irrealis.inputs.download import CHUNK, MAX_BYTES, file_name, shown
from irrealis.inputs.formats import MAX_RECORD
from irrealis.inputs.opening import bounded_stream, too_large

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# what each file system needs; no chains of them, and none that runs or mounts something
_PACKAGES = {
    "file": "fsspec",
    "hf": "huggingface-hub",
    "s3": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "abfs": "adlfs",
    "az": "adlfs",
    "https": "aiohttp",
}
FORMS = (".jsonl", ".parquet")
_LEAST, _MOST = 1 << 18, 1 << 23  # bytes of a piece: some ten thousand texts at most
_PIECES = 2_000  # of a file, where its size allows that
_ROWS = 1_024  # of Parquet that are turned into lines at a time
_AHEAD = 1 << 20  # bytes that a client reads ahead at most; that of S3 would read 50 MB
_BESIDE = 1 << 17  # the same of Parquet, of which Arrow asks for whole columns of a row group


def is_url(name: str) -> bool:
    """Whether a name is that of a file elsewhere, and not a path."""
    return "://" in name


@contextmanager
def open_url(url: str) -> Iterator[BinaryIO]:
    """Open the bytes of a file elsewhere; what ends in .gz, .xz or .zst is decompressed.

    Raises:
        IrrealisError: here, or later from reading: a protocol that is not supported, no such file,
            one that is damaged, or too many bytes.
    """
    with (
        _open(url) as file,
        bounded_stream(file, name=file_name(url), max_bytes=MAX_BYTES) as stream,
    ):
        yield stream


def size_and_hash(url: str) -> tuple[int, str]:
    """Bytes of a file elsewhere, and their SHA-256; all of it is read once.

    Raises:
        IrrealisError: see `open_url`.
    """
    whole, size = hashlib.sha256(), 0
    with _open(url) as file:
        while data := file.read(CHUNK):
            whole.update(data)
            size += len(data)
    return size, whole.hexdigest()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some records of a file.

    Args:
        url: of the file.
        start: its first byte, or its first row group.
        stop: the byte or row group behind its last.
        columns: field -> column that gives it, and no other fields; all columns if empty.
    """

    url: str
    start: int
    stop: int
    columns: Mapping[str, str]

    @property
    def label(self) -> str:
        """What errors call it."""
        what = "row group" if _is_parquet(self.url) else "byte"
        return f"{file_name(self.url)} from {what} {self.start:,}"

    @contextmanager
    def stream(self) -> Iterator[BinaryIO]:
        """Its records as JSON lines.

        Raises:
            IrrealisError: here, or later from reading: the file is gone or damaged, a line is too
                long, or lacks a column.
        """
        lines = self._rows() if _is_parquet(self.url) else self._lines()
        with io.BufferedReader(_Lines(lines), CHUNK) as stream:
            yield stream

    def _lines(self) -> Iterator[bytes]:
        import orjson

        with _open(self.url, ahead=min(self.stop - self.start, _AHEAD)) as raw:
            file = io.BufferedReader(cast("io.RawIOBase", raw), CHUNK)
            if self.start:
                file.seek(self.start - 1)
                file.readline(MAX_RECORD)  # it began before us
            while file.tell() < self.stop and (line := file.readline(MAX_RECORD + 1)):
                if len(line) > MAX_RECORD:
                    raise too_large(f"a line of {self.label}", MAX_RECORD)
                if not self.columns or not line.strip():
                    yield line
                    continue
                try:
                    row = orjson.loads(line)
                except orjson.JSONDecodeError as error:
                    raise IrrealisError(
                        f"{self.label}: a line that is not JSON: {error}", found=repr(line[:80])
                    ) from None
                yield self._line(row)

    def _rows(self) -> Iterator[bytes]:
        import pyarrow.parquet as pq

        with (
            _open(self.url, ahead=_BESIDE) as raw,
            _readable(self.label),
            pq.ParquetFile(raw) as file,
        ):
            for group in range(self.start, self.stop):
                size = file.metadata.row_group(group).total_byte_size
                if size > MAX_BYTES:
                    raise too_large(f"row group {group:,} of {file_name(self.url)}", MAX_BYTES)
                names = list(dict.fromkeys(self.columns.values())) or None
                if lacking := sorted(set(names or ()) - set(file.schema_arrow.names)):
                    raise self._lacks(lacking[0], file.schema_arrow.names)
                for batch in file.iter_batches(_ROWS, row_groups=[group], columns=names):
                    for row in batch.to_pylist():
                        yield self._line(row)

    def _line(self, row: Any) -> bytes:
        import orjson

        if self.columns:
            if not isinstance(row, dict):
                raise IrrealisError(
                    f"{self.label}: a line that is not a JSON object", found=repr(row)[:80]
                )
            for column in self.columns.values():
                if column not in row:
                    raise self._lacks(column, row)
            row = {field: row[column] for field, column in self.columns.items()}
        try:
            return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
        except TypeError as error:
            raise IrrealisError(
                f"{self.label}: a record that cannot be read: {error}",
                hint="choose the columns that are needed with --column FIELD=COLUMN",
            ) from None

    def _lacks(self, column: str, found: Any) -> IrrealisError:
        return IrrealisError(
            f"{self.label}: no column {column}",
            field=column,
            expected=", ".join(self.columns.values()),
            found=", ".join(map(str, found))[:200],
        )


def pieces_of(url: str, columns: Mapping[str, str]) -> list[Piece]:
    """A file of JSON lines or of Parquet in pieces, which follow from its bytes alone.

    Raises:
        IrrealisError: see `open_url`; or a file that is neither.
    """
    with _open(url, ahead=_BESIDE) as file:
        if _is_parquet(url):
            import pyarrow.parquet as pq

            with _readable(file_name(url)), pq.ParquetFile(file) as table:
                groups = range(table.num_row_groups)
                sizes = [table.metadata.row_group(group).total_byte_size for group in groups]
            bounds, held = [0], 0
            most = _most(sum(sizes))
            for group, size in enumerate(sizes, start=1):
                held += size
                if held >= most or group == len(sizes):
                    bounds.append(group)
                    held = 0
        elif file_name(url).endswith(".jsonl"):
            size = file.seek(0, 2)
            bounds = [*range(0, size, _most(size)), size]
        else:
            raise IrrealisError(f"{file_name(url)} has no pieces", expected=" or ".join(FORMS))
    return [Piece(url, start, stop, columns) for start, stop in pairwise(bounds)]


def _most(size: int) -> int:
    return min(max(_LEAST, size // _PIECES), _MOST)


def _is_parquet(url: str) -> bool:
    return file_name(url).endswith(".parquet")


@contextmanager
def _readable(label: str) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except pa.ArrowException as error:
        raise IrrealisError(f"{label} is not Parquet that can be read: {error}") from None


@contextmanager
def _open(url: str, *, ahead: int | None = None) -> Iterator[IO[bytes]]:
    """Open a file of which ranges are read, each with so many bytes after it; or all of it."""
    import fsspec

    protocol = url.partition("://")[0]
    if protocol not in _PACKAGES or "::" in url:
        raise IrrealisError(
            f"cannot read {shown(url)}",
            field="--input",
            expected=", ".join(f"{scheme}://" for scheme in _PACKAGES),
        )
    with ExitStack() as stack:
        with _reading(url):
            if protocol == "file":
                path = Path(url2pathname(urlsplit(url).path))
                if not path.is_file():  # a folder, or a pipe that nobody writes to
                    raise FileNotFoundError
                opened: Any = path.open("rb")
            else:
                system, name = fsspec.url_to_fs(url)
                opened = system.open(name, "rb", block_size=ahead)
            file = stack.enter_context(opened)
        yield cast("IO[bytes]", stack.enter_context(_Remote(file, url)))


@contextmanager
def _reading(url: str) -> Iterator[None]:
    """Say what a file system raises; not what its reader does with what it gives."""
    protocol = url.partition("://")[0]
    try:
        yield
    except ImportError as error:
        package = _PACKAGES[protocol]
        how = to_install("s3") if protocol == "s3" else f"python -m pip install {package}"
        raise Unavailable(f"{protocol}:// needs {error.name or package}", hint=how) from None
    except (FileNotFoundError, IsADirectoryError):
        raise IrrealisError(
            f"no file {shown(url)}",
            field="--input",
            hint="look at its name; one that is private looks as if it were not there",
        ) from None
    except Exception as error:  # noqa: BLE001 each client has classes of its own
        reason = " ".join(str(error).split()).replace(url, shown(url))
        raise Unavailable(
            f"cannot read {shown(url)}",
            field="--input",
            found=f"{type(error).__name__}: {reason}" if reason else type(error).__name__,
            hint=f"{_REACH.get(protocol, 'see that it can be reached')}; the same command goes on "
            "with what is left to do",
        ) from None


_REACH = {
    "hf": "see that the Hub can be reached, and that HF_ENDPOINT, if it is set, is its address; "
    "what is private needs HF_TOKEN",
    "s3": "see that AWS_ENDPOINT_URL and the credentials (aws configure) are those of the bucket",
    "https": "see that the address opens from this machine",
}


class _Remote(io.RawIOBase):
    """A file of a file system, whose errors are all ours."""

    def __init__(self, file: IO[bytes], url: str) -> None:
        super().__init__()
        self._file, self._url = file, url

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        with _reading(self._url):
            return self._file.read(size)

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        with _reading(self._url):
            return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


class _Lines(io.RawIOBase):
    """Lines as a stream, in bounded memory."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        super().__init__()
        self._lines = lines
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        if not self._left:
            self._left = memoryview(next(self._lines, b""))
        size = min(len(view), len(self._left))
        view[:size] = self._left[:size]
        self._left = self._left[size:]
        return size
