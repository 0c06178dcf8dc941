"""Folders and files appear whole or not at all, at whatever instant the process is killed."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from irrealis.errors import IrrealisError
from irrealis.files import staged_folder, write_file

MARK = "mark.json"
OLD = {MARK: "old", "data/old": "1"}
NEW = {MARK: "new", "data/new": "2"}

# Replaces the folder in argv, and waits or dies where argv says; what it dies of is SIGKILL.
CHILD = """
import os, pathlib, shutil, signal, sys
from irrealis.files import staged_folder

out, instant = pathlib.Path(sys.argv[1]), sys.argv[2]

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

renames = 0
def rename(self, target, really=pathlib.Path.rename):
    global renames
    renames += 1
    if instant == f"before rename {renames}":
        die()
    done = really(self, target)
    if instant == f"after rename {renames}":
        die()
    return done

pathlib.Path.rename = rename
with staged_folder(out, mark="mark.json") as folder:
    (folder / "data").mkdir()
    (folder / "data/new").write_text("2")
    if instant == "in the block":
        die()
    if instant == "wait":
        print(folder, flush=True)
        sys.stdin.readline()
    (folder / "mark.json").write_text("new")
    if instant == "clearing up":
        shutil.rmtree = die
"""


def fill(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


def replace(out: Path) -> None:
    with staged_folder(out, mark=MARK) as folder:
        fill(folder, NEW)


class Stop(BaseException):
    """A way out of a block."""


def leave(out: Path, *, seeing: dict[str, str], by: BaseException) -> None:
    with staged_folder(out, mark=MARK) as folder:
        assert files(out) == seeing
        fill(folder, NEW)
        raise by


@pytest.mark.parametrize("before", ["nothing", "no parent", "empty", "marked"])
def test_a_folder_appears_or_replaces_an_empty_or_marked_one(before: str, tmp_path: Path) -> None:
    out = tmp_path / ("deep/er/out" if before == "no parent" else "out")
    if before == "empty":
        out.mkdir()
    if before == "marked":
        fill(out, OLD)
    with staged_folder(out, mark=MARK) as folder:
        assert folder.parent == out.parent
        fill(folder, NEW)
        assert not (out / MARK).exists() or files(out) == OLD
    assert files(out) == NEW
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("foreign", ["file", "folder", "folder named like the mark"])
def test_what_irrealis_did_not_make_is_never_replaced(foreign: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    if foreign == "file":
        out.write_text("mine")
    elif foreign == "folder":
        fill(out, {"thesis.tex": "mine"})
    else:
        fill(out, {f"{MARK}/thesis.tex": "mine"})
    with (
        pytest.raises(IrrealisError, match="was not made by irrealis"),
        staged_folder(out, mark=MARK),
    ):
        pytest.fail("the block ran")
    assert "mine" in (out.read_text() if foreign == "file" else files(out).values())
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
@pytest.mark.parametrize("old", [{}, OLD], ids=["nothing", "old"])
def test_an_error_in_the_block_leaves_everything_as_it_was(
    error: type[BaseException], old: dict[str, str], tmp_path: Path
) -> None:
    out = fill(tmp_path / "out", old)
    with pytest.raises(error):
        leave(out, seeing=old, by=error())
    assert files(out) == old
    assert list(tmp_path.iterdir()) == ([out] if old else [])


def kill(out: Path, instant: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, out, instant], capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.parametrize(
    ("instant", "seen", "recovered"),
    [
        ("in the block", OLD, OLD),
        ("before rename 1", OLD, OLD),
        ("after rename 1", {}, OLD),
        ("before rename 2", {}, OLD),
        ("after rename 2", NEW, NEW),
        ("clearing up", NEW, NEW),
    ],
)
def test_a_kill_while_a_folder_is_replaced_loses_nothing(
    instant: str, seen: dict[str, str], recovered: dict[str, str], tmp_path: Path
) -> None:
    out = fill(tmp_path / "out", OLD)
    kill(out, instant)
    assert files(out) == seen
    with pytest.raises(Stop):
        leave(out, seeing=recovered, by=Stop())
    assert files(out) == recovered
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(
    ("instant", "seen"),
    [("in the block", {}), ("before rename 1", {}), ("after rename 1", NEW)],
)
def test_a_kill_while_a_new_folder_appears_leaves_it_whole_or_not_at_all(
    instant: str, seen: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    kill(out, instant)
    assert (files(out) if out.exists() else {}) == seen
    replace(out)
    assert files(out) == NEW
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(
    "name",
    [
        "out.v2",
        "-out",
        pytest.param(
            "out[1]",
        ),
    ],
)
def test_a_kill_is_made_good_whatever_the_name_of_the_folder(name: str, tmp_path: Path) -> None:
    out = fill(tmp_path / name, OLD)
    kill(out, "before rename 2")
    with pytest.raises(Stop):
        leave(out, seeing=OLD, by=Stop())
    assert files(out) == OLD
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_with_something_else_in_it_is_not_replaced(tmp_path: Path) -> None:
    out = fill(tmp_path / "out", {**OLD, "thesis.txt": "mine"})
    with (
        pytest.raises(IrrealisError, match=r"thesis\.txt"),
        staged_folder(out, mark=MARK, contents={MARK, "data"}),
    ):
        pass
    assert files(out) == {**OLD, "thesis.txt": "mine"}


def test_what_another_folder_has_set_aside_is_left_alone(tmp_path: Path) -> None:
    kill(fill(tmp_path / "out.v2", OLD), "before rename 2")
    [aside] = [path for path in tmp_path.iterdir() if "previous" in path.name]
    replace(tmp_path / "out")
    assert files(aside) == OLD


def test_the_unfinished_folder_of_a_live_process_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, out, "wait"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        partial = Path(child.stdout.readline().rstrip())
        with staged_folder(out, mark=MARK) as folder:
            fill(folder, OLD)
        assert files(partial) == {"data/new": "2"}
        child.stdin.write("\n")
        child.stdin.flush()
        assert child.wait(timeout=60) == 0
    assert files(out) == NEW
    assert list(tmp_path.iterdir()) == [out]


def test_a_rename_that_fails_puts_back_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = fill(tmp_path / "out", OLD)
    really = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if ".partial-" in self.name:
            raise OSError("the disk is gone")
        return really(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="the disk is gone"):
        replace(out)
    assert files(out) == OLD


@pytest.mark.parametrize("old", [{}, OLD], ids=["dangling", "old"])
def test_a_link_to_a_folder_is_followed(old: dict[str, str], tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(fill(tmp_path / "there/out", old))
    replace(link)
    assert files(tmp_path / "there/out") == NEW


def test_the_current_folder_can_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")
    replace(Path())
    assert files(tmp_path / "out") == NEW


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_permissions_follow_the_umask(tmp_path: Path) -> None:
    replace(tmp_path / "out")
    write_file(tmp_path / "file", b"")
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o640
    assert os.umask(0o027) == 0o027


def test_a_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for content in (b"old", b"new"):
        write_file(path, content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_write_that_fails_leaves_the_file_as_it_was(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fill(tmp_path, {"file": "old"}) / "file"

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(step, fail)
    with pytest.raises(IrrealisError, match=r"cannot write .*/file: no space left"):
        write_file(path, b"new")
    assert files(tmp_path) == {"file": "old"}


def test_a_file_makes_its_folder_or_says_why_not(tmp_path: Path) -> None:
    write_file(tmp_path / "new/folder/file", b"new")
    assert files(tmp_path) == {"new/folder/file": "new"}
    with pytest.raises(IrrealisError, match=r"cannot write .*/file/below: "):
        write_file(tmp_path / "new/folder/file/below", b"")


def test_a_full_disk_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    out = fill(tmp_path / "out", OLD)
    told = r"cannot write to .*/out': No space left on device\n  to do:    make room"
    with pytest.raises(IrrealisError, match=told), staged_folder(out, mark=MARK):
        raise OSError(errno.ENOSPC, "while writing")
    assert files(out) == OLD
    assert list(tmp_path.iterdir()) == [out]


def test_what_another_process_clears_up_first_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".out.partial-gone").symlink_to(tmp_path / "gone")  # listed, and not to be opened
    replace(tmp_path / "out")
    assert files(tmp_path / "out") == NEW


def test_a_reader_never_sees_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = fill(tmp_path, {"file": "old"}) / "file"
    seen = []
    really = os.fsync

    def fsync(handle: int) -> None:
        seen.append(path.read_text())
        really(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    write_file(path, b"new")
    assert seen == ["old", "new"]  # the file's bytes reach the disk, then its name does
