"""Files elsewhere: which package reads them, whose fault it is if they cannot be, what is shown."""

from __future__ import annotations

import io
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import fsspec
import pyarrow
import pyarrow.parquet as pq
import pytest

from irrealis.build import build
from irrealis.errors import IrrealisError, Unavailable
from irrealis.inputs import file_name, open_url, pieces_of, size_and_hash

SIGNED = "https://me:secret@example.org/a/x.jsonl?token=abc"


@pytest.mark.parametrize(
    ("url", "package", "command"),
    [
        ("gs://b/x.jsonl", "gcsfs", "python -m pip install gcsfs"),
        ("az://b/x.jsonl", "adlfs", "python -m pip install adlfs"),
        ("https://example.org/x.jsonl", "aiohttp", "python -m pip install aiohttp"),
        ("s3://b/x.jsonl", "s3fs", "python -m pip install 'dvc-s3"),
    ],
)
def test_a_package_that_is_missing_is_named_with_the_command(
    url: str, package: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(*_: object, **__: object) -> None:
        raise ImportError("Please install what is needed")  # fsspec's own have no name

    monkeypatch.setattr(fsspec, "url_to_fs", lacking)
    with pytest.raises(Unavailable, match=f"needs {package}\\b") as caught:
        size_and_hash(url)
    assert str(caught.value.hint).startswith(command)


@pytest.mark.parametrize("error", [TypeError("unexpected keyword"), RuntimeError("403"), OSError()])
def test_whatever_a_client_raises_is_an_error_of_ours_without_what_is_secret(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(io.BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            raise error

    system = SimpleNamespace(open=lambda *_, **__: Failing())
    monkeypatch.setattr(fsspec, "url_to_fs", lambda url: (system, url))
    with pytest.raises(Unavailable, match=r"cannot read https://example\.org/a/x\.jsonl") as caught:
        size_and_hash(SIGNED)
    assert "secret" not in str(caught.value)
    assert "abc" not in str(caught.value)
    assert file_name(SIGNED) == "x.jsonl"


def test_an_error_of_whoever_reads_is_not_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"{}\n")
    with pytest.raises(ValueError, match="mine"), open_url(path.as_uri()):
        raise ValueError("mine")


def test_a_path_of_any_characters_is_read(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "my docs" / "ü %41 #1.parquet"
    path.parent.mkdir()
    rows = [{"id": "a", "text": "He saw her.", "label": "1"}]
    pq.write_table(pyarrow.Table.from_pylist(rows), path)
    made = build("gender-swap", root=root, files=[path], out=tmp_path / "out")
    assert made.record.counts["texts"].kept == 1
    assert made.record.input_files[0].name == path.name


@pytest.mark.parametrize("kind", ["folder", "pipe", "none"])
def test_what_is_no_file_is_said_to_be_none(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)  # opening it would wait for somebody to write
    with pytest.raises(IrrealisError, match="no file file://") as caught:
        pieces_of(path.as_uri(), {})
    assert caught.value.exit_code == 2


def test_an_address_without_ray_is_refused(registry: Path, tmp_path: Path) -> None:
    options: dict[str, Any] = {"address": "auto", "out": tmp_path / "out"}
    with pytest.raises(IrrealisError, match=r"--address(?s:.*)--engine ray"):
        build("tiny", root=registry, **options)
