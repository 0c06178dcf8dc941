"""Input files as bounded streams: a file itself, or a member of an archive, never unpacked."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from irrealis.errors import IrrealisError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

from irrealis.inputs.download import CHUNK, MAX_BYTES, Pinned, file_name

_ZIP = b"PK\x03\x04"  # what an archive begins with


@contextmanager
def open_input(
    pinned: Pinned | None, path: Path, *, max_bytes: int = MAX_BYTES
) -> Iterator[BinaryIO]:
    """Open the bytes of a file, of a member of a zip archive, or of a .gz file, for reading.

    Nothing is unpacked to disk. The check sum of a member is verified when it is read to its end.

    Args:
        pinned: names the member, and by its URL a .gz file; None for a file of the user's own.
        path: the file, as `fetch` returned it.
        max_bytes: the largest uncompressed size accepted, whatever a header says.

    Raises:
        IrrealisError: here, or later from reading: no such file or member, an archive that is
            broken, encrypted or compressed in an unusual way, or too many bytes.
    """
    name = path.name if pinned is None else file_name(pinned.url)
    with ExitStack() as stack:
        try:
            file: IO[bytes] = stack.enter_context(path.open("rb"))
        except OSError as error:
            raise IrrealisError(f"cannot open {path}: {error.strerror}") from error
        if pinned is not None and pinned.member is not None:
            label = f"{name}, member {pinned.member}"
            file = stack.enter_context(_open_member(file, pinned.member, name, max_bytes))
        elif name.endswith(".gz"):
            import gzip

            label = name
            file = cast("IO[bytes]", stack.enter_context(gzip.GzipFile(fileobj=file)))
        else:
            label = name
            if pinned is None and file.read(len(_ZIP)) == _ZIP:
                raise IrrealisError(
                    f"{path} is a zip archive",
                    expected="a file in upstream's format",
                    hint="unpack it, and name the file that was in it",
                )
            file.seek(0)
        bounded = _Bounded(file, label=label, max_bytes=max_bytes)
        yield stack.enter_context(io.BufferedReader(bounded, CHUNK))


def _open_member(archive: IO[bytes], member: str, name: str, max_bytes: int) -> IO[bytes]:
    import zipfile
    from difflib import get_close_matches

    try:
        opened = zipfile.ZipFile(archive)
        infos = [info for info in opened.infolist() if not info.filename.startswith("__MACOSX/")]
        found = [info for info in infos if info.filename == member and not info.is_dir()]
        if len(found) != 1:
            names = [info.filename for info in infos if not info.is_dir()]
            tail = member.rpartition("/")[2]
            near = [other for other in names if other.rpartition("/")[2] == tail and not found]
            near += get_close_matches(member, set(names) - set(near), n=5, cutoff=0.4)
            raise IrrealisError(
                f"{name} holds {len(found)} files of this name",
                expected=f"one, {member}",
                found=f"{len(names)} files, nearest: {', '.join(near[:5]) or 'none is near'}",
                hint="correct the member in dataset.yaml",
            )
        info = found[0]
        # bz2 and lzma members are decompressed by zipfile without a bound on memory.
        if info.flag_bits & 1 or info.compress_type not in {
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        }:
            raise IrrealisError(
                f"{name}, member {member} cannot be read",
                expected="a member that is stored or deflated, and not encrypted",
                found="encrypted"
                if info.flag_bits & 1
                else f"compression method {info.compress_type}",
            )
        if info.file_size > max_bytes:
            raise too_large(f"{name}, member {member}", max_bytes)
        return opened.open(info)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise IrrealisError(f"{name} is not a zip archive that can be read: {error}") from error


def too_large(label: str, max_bytes: int) -> IrrealisError:
    """The error of a file that has more bytes than are read of one."""
    return IrrealisError(f"{label} is too large", expected=f"at most {max_bytes:,} bytes")


class _Bounded(io.RawIOBase):
    """A stream that ends in an error past its bound, and whose errors are all ours."""

    def __init__(self, stream: IO[bytes], *, label: str, max_bytes: int) -> None:
        super().__init__()
        self._stream, self._label, self._max = stream, label, max_bytes
        self._left = max_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        import zipfile
        import zlib

        view = memoryview(buffer).cast("B")
        try:
            chunk = self._stream.read(min(len(view), self._left + 1))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise IrrealisError(f"{self._label} is damaged: {error}") from error
        self._left -= len(chunk)
        if self._left < 0:
            raise too_large(self._label, self._max)
        view[: len(chunk)] = chunk
        return len(chunk)
