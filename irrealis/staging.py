"""Folders and files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from irrealis.errors import IrrealisError


def write_file(path: Path, content: bytes) -> None:
    """Write a file under a temporary name, force it to disk, then give it its name."""
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


@contextlib.contextmanager
def staged_folder(out: Path, *, mark: str) -> Iterator[Path]:
    """A temporary folder beside `out` that takes its place when the block ends without an error.

    A folder that is already there is replaced only if it is empty or holds the file `mark`, so that
    a mistyped --out never costs anybody their files. If the process is killed in the instant
    between the two renames, the folder that was there is kept beside it and the next call puts it
    back.

    Raises:
        IrrealisError: `out` is a file, or a folder of something else.
    """
    _recover(out)
    if out.exists() and not (out.is_dir() and (not any(out.iterdir()) or (out / mark).is_file())):
        raise IrrealisError(
            f"{out} exists and was not made by irrealis",
            expected=f"a new folder, an empty one, or one that holds {mark}",
            hint="choose another --out, or move what is there",
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(dir=out.parent, prefix=_prefix(out, "partial")))
    staging.chmod(0o777 & ~_umask())
    try:
        yield staging
        for path in staging.rglob("*"):
            if path.is_dir():
                _sync_folder(path)
        _swap(staging, out)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _prefix(out: Path, role: str) -> str:
    return f".{out.name}.{role}-{os.getpid()}-"


def _swap(staging: Path, out: Path) -> None:
    if not out.exists():
        staging.rename(out)
        _sync_folder(out.parent)
        return
    previous = Path(tempfile.mkdtemp(dir=out.parent, prefix=_prefix(out, "previous")))
    out.rename(previous)  # onto an empty folder, which rename replaces
    staging.rename(out)
    _sync_folder(out.parent)
    shutil.rmtree(previous, ignore_errors=True)


def _recover(out: Path) -> None:
    """Put back what a killed process had set aside, and clear what it had not finished."""
    for role in ("previous", "partial"):
        for left in sorted(out.parent.glob(f".{out.name}.{role}-*-*")):
            owner = left.name.rsplit("-", 2)[1]
            if owner.isdigit() and _alive(int(owner)):
                continue
            if role == "previous" and not out.exists() and any(left.iterdir()):
                left.rename(out)
            else:
                shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


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
