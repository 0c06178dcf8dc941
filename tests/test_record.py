"""The record of a build is read as strictly as any file that others may have written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from irrealis.errors import IrrealisError
from irrealis.store import (
    BuildRecord,
    Counts,
    InputFile,
    Measured,
    SplitRecord,
    read_record,
    record,
)

SHARD = "data/pairs/train-00000-of-00001.parquet"
Values = dict[str, Any]


def make_record(**changes: Any) -> BuildRecord:
    values: Values = {
        "dataset": "tiny",
        "version": "1.0.0",
        "inputs": "sample",
        "input_files": [InputFile(split="train", name="train.jsonl", size=3, sha256="0" * 64)],
        "builder": "tiny",
        "schema": "tiny",
        "parameters": {"variants": 2, "bounds": [0.5, 1], "deep": {"é": None}},
        "seed": 0,
        "limit": None,
        "engine": {"irrealis": "0.1.0"},
        "models": [{"name": "none", "version": "0"}],
        "configs": {
            "pairs": {
                "train": SplitRecord(
                    rows=2, bytes=3, content_hash=f"sha256:{'0' * 64}", shards=[SHARD]
                )
            }
        },
        "counts": {"train": Counts(records=3, kept=1, counterfactuals=2, rejects={"no-city": 2})},
    }
    return BuildRecord(**{**values, **changes})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A build folder inside of another, so that there is something to escape to."""
    folder = tmp_path / "out"
    (folder / SHARD).parent.mkdir(parents=True)
    (folder / SHARD).write_bytes(b"abc")
    (tmp_path / "secret").write_bytes(b"abc")
    make_record().write(folder)
    return folder


def test_a_record_reads_back_as_it_was_written(folder: Path) -> None:
    assert read_record(folder) == make_record()
    assert read_record(folder).splits == ["train"]


def test_what_was_measured_is_in_the_file_only_if_it_was(folder: Path) -> None:
    assert "measured" not in json.loads((folder / "build.json").read_text())
    measured = Measured(seconds=1.5, peak_memory_mb=80.0, python="3.11.7", platform="Linux")
    make_record(measured=measured).write(folder)
    assert read_record(folder).measured == measured


def test_the_same_record_has_the_same_bytes(folder: Path) -> None:
    before = (folder / "build.json").read_bytes()
    read_record(folder).write(folder)
    assert (folder / "build.json").read_bytes() == before
    assert before.endswith(b"}\n")


def refused(folder: Path) -> str:
    with pytest.raises(IrrealisError) as caught:
        read_record(folder)
    assert caught.value.exit_code == 2
    assert len(str(caught.value)) < 5_000
    return str(caught.value)


def rewrite(folder: Path, change: Callable[[Values], None]) -> None:
    values = json.loads((folder / "build.json").read_text())
    change(values)
    (folder / "build.json").write_text(json.dumps(values))


@pytest.mark.parametrize(
    "shard",
    [
        "../secret",
        "data/../../secret",
        "{outside}",
        "link/secret",
        "linked",
        "data/pairs",
        "data/pairs/none.parquet",
        "",
        pytest.param(
            "nul\0",
        ),
        pytest.param(
            "n" * 300,
        ),
        pytest.param(
            "loop",
        ),
    ],
    ids=lambda shard: shard[:20] or "empty",
)
def test_a_shard_that_is_not_a_file_inside_of_the_folder_is_refused(
    shard: str, folder: Path
) -> None:
    (folder / "link").symlink_to(folder.parent)
    (folder / "linked").symlink_to(folder.parent / "secret")
    (folder / "loop").symlink_to("loop")
    shard = shard.format(outside=folder.parent / "secret")

    def change(values: Values) -> None:
        values["configs"]["pairs"]["train"]["shards"] = [SHARD, shard]

    rewrite(folder, change)
    message = refused(folder)
    assert "dataset tiny, split train, field configs.pairs.train.shards" in message
    assert "names a shard that is not there" in message


def put(*path: str, to: object) -> Callable[[Values], None]:
    def change(values: Values) -> None:
        for part in path[:-1]:
            values = values[part]
        values[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (put("note", to="x"), "note"),
        (put("configs", "pairs", "train", "note", to="x"), "configs.pairs.train.note"),
        (put("counts", "train", "note", to=1), "counts.train.note"),
        (put("format", to=2), "format"),
        (put("dataset", to=None), "dataset"),
        (put("seed", to="0"), "seed"),
        (put("limit", to=1.5), "limit"),
        (put("inputs", to="web"), "inputs"),
        (put("configs", to=[]), "configs"),
        (put("configs", "pairs", "train", "rows", to=-1), "configs.pairs.train.rows"),
        (put("configs", "pairs", "train", "rows", to=True), "configs.pairs.train.rows"),
        (
            put("configs", "pairs", "train", "content_hash", to="sha256:0"),
            "configs.pairs.train.content_hash",
        ),
        (put("configs", "pairs", "train", "shards", to=[1]), "configs.pairs.train.shards.0"),
        (put("counts", "train", "rejects", to={"x": "1"}), "counts.train.rejects.x"),
        (lambda values: values.pop("schema"), "schema"),
        (lambda values: values.pop("counts"), "counts"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_value_is_refused_by_the_name_of_its_field(
    change: Callable[[Values], None], field: str, folder: Path
) -> None:
    rewrite(folder, change)
    message = refused(folder)
    assert message.startswith(f"field {field}: ")
    assert "build.json is not a build record" in message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 10_000,
        b'{"format": 1}',
        b'{"a": ' + b"9" * 9999,
    ],
    ids=["empty", "cut off", "list", "null", "not UTF-8", "deep", "keys", "digits"],
)
def test_a_file_that_is_no_record_is_refused(content: bytes, folder: Path) -> None:
    (folder / "build.json").write_bytes(content)
    message = refused(folder)
    assert "build.json is not a build record" in message
    assert not message.startswith("field :")


def test_a_huge_file_is_refused_unread(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (folder / "build.json").open("wb") as file:
        file.truncate((1 << 24) + 1)
    monkeypatch.delattr(Path, "read_bytes")
    assert "larger than 16777216 bytes" in refused(folder)
    assert record._LARGEST == 1 << 24


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("nowhere", "not built yet"),
        (".", "holds no build.json"),
        ("out/build.json", "holds no build.json"),
        ("tree", "holds no build.json"),
    ],
)
def test_a_place_without_a_record_is_refused(place: str, reason: str, folder: Path) -> None:
    (folder.parent / "tree/build.json").mkdir(parents=True)
    message = refused(folder.parent / place)
    assert reason in message
    assert "irrealis build" in message
