"""Input files as bounded streams: a file itself, or a member of an archive, never unpacked."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Self, cast

from irrealis.errors import IrrealisError, printable

if TYPE_CHECKING:
    import lzma
    from zipfile import ZipFile, ZipInfo

    from _typeshed import WriteableBuffer

from irrealis.inputs.download import CHUNK, MAX_BYTES, Pinned, file_name

_ZIP = b"PK\x03\x04"  # what an archive begins with


_TAR = b"ustar"  # at _TAR_AT of a tar archive
_TAR_AT = 257
_TARS = {".tgz": ".tar.gz", ".txz": ".tar.xz", ".tzst": ".tar.zst"}
_DICTIONARY = 1 << 28  # bytes of memory for xz, of which a header may ask for gigabytes
_HEADER = 1 << 20  # bytes of a name or of attributes in a tar archive, which are read at once
_ENTRIES = 100_000  # of a tar archive: each is remembered


@contextmanager
def open_input(
    pinned: Pinned | None, path: Path, *, max_bytes: int = MAX_BYTES
) -> Iterator[io.BufferedReader]:
    """Open the bytes of a file, or of a member of a zip or tar archive, for reading.

    What ends in .gz, .xz or .zst is decompressed; so is a tar archive that does, or that is a .tgz,
    .txz or .tzst. Nothing is unpacked to disk. The check sum of a member of a zip archive is
    verified when it is read to its end.

    Args:
        pinned: names the member, and by its URL the format; None for a user-supplied file.
        path: the file, as `fetch` returned it.
        max_bytes: the largest uncompressed size accepted, whatever a header says; of a tar archive,
            all that stands before the member counts too.

    Raises:
        IrrealisError: here, or later from reading: no such file or member, a member that is no
            file, an archive that is broken, encrypted or compressed in an unusual way, or too many
            bytes.
    """
    name = path.name if pinned is None else file_name(pinned.url)
    member = None if pinned is None else pinned.member
    suffix = _suffix(name)
    with ExitStack() as stack:
        try:
            file: IO[bytes] = stack.enter_context(path.open("rb"))
        except OSError as error:
            raise IrrealisError(f"cannot open {path}: {error.strerror}") from error
        label = name if member is None else f"{name}, member {member}"
        if member is not None and ".tar" not in suffix:
            file = stack.enter_context(_open_member(file, member, name, max_bytes))
        else:
            if pinned is None:
                _refuse_archive(file, path, suffix)
            file = stack.enter_context(_decompressed(file, suffix))
            if member is not None:
                whole = io.BufferedReader(_Bounded(file, label=name, max_bytes=max_bytes), CHUNK)
                file = _tar_member(stack, whole, member, name)
        yield stack.enter_context(bounded(file, label=label, max_bytes=max_bytes))


@contextmanager
def bounded_stream(file: IO[bytes], *, name: str, max_bytes: int) -> Iterator[BinaryIO]:
    """The bytes of a file that is open, decompressed if its name says so, and not more than that.

    Raises:
        IrrealisError: later from reading: it is damaged, or has too many bytes.
    """
    with ExitStack() as stack:
        whole = stack.enter_context(_decompressed(file, _suffix(name)))
        bounded = _Bounded(whole, label=name, max_bytes=max_bytes)
        yield stack.enter_context(io.BufferedReader(bounded, CHUNK))


def _suffix(name: str) -> str:
    """What the end of a name says of the format: .tar, .gz, .xz, .zst, or two of them."""
    stem, dot, last = name.lower().rpartition(".")
    last = _TARS.get(dot + last, dot + last)
    packed = last.replace(".zstd", ".zst")
    return f".tar{packed}" if packed in (".gz", ".xz", ".zst") and stem.endswith(".tar") else packed


def _refuse_archive(file: IO[bytes], path: Path, suffix: str) -> None:
    start = file.read(_TAR_AT + len(_TAR))
    file.seek(0)
    zipped = start.startswith(_ZIP)
    if zipped or ".tar" in suffix or start[_TAR_AT:] == _TAR:
        raise IrrealisError(
            f"{path} is a {'zip' if zipped else 'tar'} archive",
            expected="a file in upstream's format",
            hint="unpack it, and name the file that was in it",
        )


def _decompressed(file: IO[bytes], suffix: str) -> IO[bytes]:
    if suffix.endswith(".gz"):
        import gzip

        return cast("IO[bytes]", gzip.GzipFile(fileobj=file))
    if suffix.endswith(".xz"):
        return cast("IO[bytes]", io.BufferedReader(_Xz(file), CHUNK))
    if suffix.endswith(".zst"):
        import pyarrow as pa

        return cast("IO[bytes]", pa.CompressedInputStream(pa.PythonFile(file), "zstd"))
    return file


class _Xz(io.RawIOBase):
    """An .xz file as a stream; that of the standard library has no bound on memory."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self._decoder = self._new()
        self._fed = False

    @staticmethod
    def _new() -> lzma.LZMADecompressor:
        import lzma

        return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_DICTIONARY)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        while True:
            data = b""
            if self._decoder.eof:  # the next stream, behind which zeros may stand
                data = self._decoder.unused_data.lstrip(b"\0") or self._file.read(CHUNK)
                if not data:
                    return 0
                if not data.strip(b"\0"):
                    continue
                self._decoder = self._new()
            elif self._decoder.needs_input:
                data = self._file.read(CHUNK)
                if not data:
                    raise EOFError("the compressed data ends too early")
            found = self._decoder.decompress(data, len(view))
            if found:
                view[: len(found)] = found
                return len(found)


def _tar_member(stack: ExitStack, whole: BinaryIO, member: str, name: str) -> IO[bytes]:
    import tarfile

    class Info(tarfile.TarInfo):
        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
            info = super().frombuf(buf, encoding, errors)
            if not info.isfile() and info.size > _HEADER:
                raise tarfile.ReadError(f"an entry that is no file has {info.size:,} bytes")
            return info

    names = []
    try:
        archive = stack.enter_context(tarfile.TarFile.open(fileobj=whole, mode="r|", tarinfo=Info))
        for info in archive:
            if info.name == member:
                file = archive.extractfile(info) if info.isreg() else None
                if file is None:
                    raise IrrealisError(
                        f"{name}, member {member} cannot be read",
                        expected="a file",
                        found="a link" if info.issym() or info.islnk() else "no file",
                    )
                return stack.enter_context(file)
            if info.isreg():
                names.append(info.name)
            if len(names) > _ENTRIES:
                raise tarfile.ReadError(f"more than {_ENTRIES:,} files")
    except (tarfile.TarError, ValueError) as error:
        raise IrrealisError(f"{name} is not a tar archive that can be read: {error}") from error
    raise _no_member(name, member, names, found=0)


def _no_member(name: str, member: str, names: list[str], *, found: int) -> IrrealisError:
    from difflib import get_close_matches

    tail = member.rpartition("/")[2]
    near = [name for name in names if name.rpartition("/")[2] == tail and not found]
    near += get_close_matches(member, set(names) - set(near), n=5, cutoff=0.4)
    return IrrealisError(
        f"{name} holds {found} files of this name",
        expected=f"one, {member}",
        found=f"{len(names)} files, nearest: {', '.join(near[:5]) or 'none is near'}",
        hint="correct the member in dataset.yaml",
    )


def _open_member(archive: IO[bytes], member: str, name: str, max_bytes: int) -> IO[bytes]:
    opened = _zip_archive(archive, name)
    files = [
        info
        for info in opened.infolist()
        if not info.filename.startswith("__MACOSX/") and not info.filename.endswith("/")
    ]
    found = [info for info in files if info.filename == member]
    if len(found) != 1:
        raise _no_member(name, member, [info.filename for info in files], found=len(found))
    return _opened(opened, found[0], f"{name}, member {member}", max_bytes)


def _zip_archive(file: Path | IO[bytes], name: str) -> ZipFile:
    import zipfile

    try:
        return zipfile.ZipFile(file)
    except _unreadable() as error:
        raise IrrealisError(f"{name} is not a zip archive that can be read: {error}") from error


def _unreadable() -> tuple[type[Exception], ...]:
    """What zipfile raises of a broken archive, or of one in a way that it does not know."""
    import struct
    import zipfile

    # struct's: the header of a member is cut off; RuntimeError: a way to encrypt
    more = (zipfile.BadZipFile, struct.error, RuntimeError)
    return (*more, OSError, EOFError, ValueError, OverflowError, NotImplementedError)


def _opened(archive: ZipFile, info: ZipInfo, label: str, max_bytes: int) -> IO[bytes]:
    import zipfile

    # bz2 and lzma members are decompressed by zipfile without a bound on memory.
    if info.flag_bits & 1 or info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise IrrealisError(
            f"{label} cannot be read",
            expected="a member that is stored or deflated, and not encrypted",
            found="encrypted" if info.flag_bits & 1 else f"compression method {info.compress_type}",
        )
    if info.file_size > max_bytes:
        raise too_large(label, max_bytes)
    try:
        return archive.open(info)
    except _unreadable() as error:
        raise IrrealisError(f"{label} cannot be read: {error}") from error


def bounded(stream: IO[bytes], *, label: str, max_bytes: int = MAX_BYTES) -> io.BufferedReader:
    """A stream, such as a pipe, that ends in an error past `max_bytes`; `label` names it there."""
    return io.BufferedReader(_Bounded(stream, label=label, max_bytes=max_bytes), CHUNK)


@contextmanager
def zip_members(
    path: Path, wanted: Callable[[str], bool], *, max_bytes: int = MAX_BYTES
) -> Iterator[Iterator[tuple[str, BinaryIO]]]:
    """The members of a zip archive whose names are wanted, each as a bounded stream, by name.

    Nothing is unpacked to disk, so that what a name says is only a name. All of them together have
    at most `max_bytes`.

    Raises:
        IrrealisError: here, or from reading: not a zip archive, one that is broken, with too many
            members or two of one name, or with a member that is encrypted, compressed in an unusual
            way or too large.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
        except OSError as error:
            raise IrrealisError(f"cannot open {path}: {error.strerror}") from error
        archive = stack.enter_context(_zip_archive(file, path.name))
        infos = [info for info in archive.infolist() if wanted(info.filename)]
        if len(infos) > _ENTRIES:
            raise IrrealisError(
                f"{path.name} holds too many files", expected=f"{_ENTRIES:,}", found=len(infos)
            )
        names = Counter(info.filename for info in infos)
        if twice := [name for name, count in names.items() if count > 1]:
            raise IrrealisError(
                f"{path.name} holds {names[twice[0]]} files of one name",
                expected="each name once",
                found=twice[0],
            )
        if sum(info.file_size for info in infos) > max_bytes:
            raise too_large(path.name, max_bytes)

        def members() -> Iterator[tuple[str, BinaryIO]]:
            for info in sorted(infos, key=lambda info: info.filename):
                name = f"{path.name}, {printable(info.filename)}"
                with _opened(archive, info, name, max_bytes) as file:
                    yield info.filename, bounded(file, label=name, max_bytes=info.file_size)

        yield members()


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
        import lzma
        import tarfile
        import zipfile
        import zlib

        broken = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError)
        view = memoryview(buffer).cast("B")
        try:
            chunk = self._stream.read(min(len(view), self._left + 1))
        except (*broken, EOFError, OSError) as error:
            raise IrrealisError(f"{self._label} is damaged: {error}") from error
        self._left -= len(chunk)
        if self._left < 0:
            raise too_large(self._label, self._max)
        view[: len(chunk)] = chunk
        return len(chunk)
