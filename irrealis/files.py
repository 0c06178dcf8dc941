"""Folders and files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

import orjson

from irrealis.errors import NO_ROOM, IrrealisError, Unavailable


def write_file(path: Path, content: bytes) -> None:
    """Write a file under a temporary name, force it to disk, then give it its name.

    Its folder is made if need be.

    Raises:
        IrrealisError: it cannot be written; what was there is as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as partial:
            try:
                partial.write(content)
                partial.flush()
                os.fsync(partial.fileno())
                # a temporary file is private; what we write is as readable as its neighbors
                Path(partial.name).chmod(0o666 & ~_umask())
                Path(partial.name).replace(path)
            except BaseException:
                Path(partial.name).unlink(missing_ok=True)
                raise
        _sync_folder(path.parent)
    except OSError as error:
        raise IrrealisError(f"cannot write {path}: {error.strerror or error}") from None


def json_file(value: object) -> bytes:
    """The content of a file of JSON that git or the Hub keeps: indented, so that it can be read."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def read_file(path: Path, *, largest: int) -> bytes:
    """Read a file that a person may have put there, if it has at most `largest` bytes.

    Raises:
        IrrealisError: it cannot be read, or is larger.
    """
    try:
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except OSError as error:
        raise IrrealisError(f"{path}: {error.strerror}") from None
    if len(content) > largest:
        raise IrrealisError(f"{path} is larger than {largest} bytes")
    return content


@contextlib.contextmanager
def staged_folder(
    out: Path, *, mark: str, contents: Collection[str] | None = None
) -> Iterator[Path]:
    """A temporary folder beside `out` that takes its place when the block ends without an error.

    A folder that is already there is replaced only if it is empty, or holds the file `mark` and
    nothing that is not named in `contents`, so that a mistyped --out never costs anybody their
    files. If the process is killed in the instant
    between the two renames, the folder that was there is kept beside it and the next call puts it
    back.

    Raises:
        IrrealisError: `out` is a file, or a folder of something else; or there is no room.
    """
    try:
        out = out.resolve()
        out.parent.mkdir(parents=True, exist_ok=True)
        _recover(out)
        staging = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}.partial-"))
    except (OSError, RuntimeError, ValueError) as error:
        raise IrrealisError(f"cannot write to {str(out)!a}: {error}") from None
    try:
        _refuse_foreign(out, mark, contents)
        staging.chmod(0o777 & ~_umask())
        with _held(staging):
            yield staging
            for path in staging.rglob("*"):
                if path.is_dir():
                    _sync_folder(path)
            _swap(staging, out)
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise IrrealisError(
            f"cannot write to {str(out)!a}: {os.strerror(error.errno)}",
            hint="make room, or choose another --out; existing files were left unchanged",
        ) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


@contextlib.contextmanager
def work_folder(out: Path, *, key: str) -> Iterator[Path]:
    """A folder beside `out` that a killed process leaves behind, for the next one of the same key.

    It is removed when the block ends, unless the block fails in a way that the next attempt may
    not: an interruption, no space, an external file that was missing. Folders of other keys are
    removed, unless a process is working in them. While another process works in the folder of this
    key, a new one is made, which no later call finds.
    """
    out = out.resolve()
    mine = out.parent / f".{out.name}.work-{key}"
    for left in sorted(out.parent.glob(f".{glob.escape(out.name)}.work-*")):
        with contextlib.suppress(BlockingIOError, FileNotFoundError), _held(left):
            if left != mine:
                shutil.rmtree(left, ignore_errors=True)
    mine.mkdir(exist_ok=True)
    kept = True
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(_held(mine))
        except BlockingIOError:
            mine, kept = Path(tempfile.mkdtemp(dir=out.parent, prefix=f"{mine.name}-")), False
            stack.enter_context(_held(mine))
        try:
            yield mine
        except BaseException as error:
            kept = kept and (isinstance(error, Unavailable) or not isinstance(error, IrrealisError))
            if not kept or not any(mine.iterdir()):
                shutil.rmtree(mine, ignore_errors=True)
            raise
        shutil.rmtree(mine, ignore_errors=True)


def _refuse_foreign(out: Path, mark: str, contents: Collection[str] | None) -> None:
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    names = {path.name for path in out.iterdir()} if out.is_dir() else set()
    others = sorted(names - set(contents)) if contents is not None else []
    if not (out / mark).is_file() or others:
        raise IrrealisError(
            f"{out} exists and was not made by irrealis",
            expected=f"a new folder, an empty one, or one that holds {mark}",
            found=", ".join(others[:5]) or None,
            hint="choose another --out, or move what is there",
        )


def _swap(staging: Path, out: Path) -> None:
    if not out.exists():
        staging.rename(out)
        _sync_folder(out.parent)
        return
    previous = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}.previous-"))
    with _held(out, wait=True):
        out.rename(previous)  # onto an empty folder, which rename replaces
        try:
            staging.rename(out)
        except BaseException:
            previous.rename(out)
            raise
        _sync_folder(out.parent)
        shutil.rmtree(previous, ignore_errors=True)


def _recover(out: Path) -> None:
    """Restore what a killed process had moved aside, and remove what it had not finished."""
    for role in ("previous", "partial"):
        for left in sorted(out.parent.glob(f".{glob.escape(out.name)}.{role}-*")):
            try:
                with _held(left):
                    if role == "previous" and not out.exists() and any(left.iterdir()):
                        left.rename(out)
                    else:
                        shutil.rmtree(left, ignore_errors=True)
            except (BlockingIOError, FileNotFoundError):
                continue  # whoever made it is alive, or was until now


@contextlib.contextmanager
def _held(folder: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold a lock on a folder, which the system releases when the process ends, however it ends."""
    try:
        import fcntl
    except ImportError:
        raise IrrealisError(
            "writing folders works on Linux and macOS only; Windows can read them",
            hint="use the Windows Subsystem for Linux",
        ) from None

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(handle)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
