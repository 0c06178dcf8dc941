"""A shelf is a dictionary, wherever its values are; what uses one says the same by the disk."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from irrealis.schemas.families import shortcuts

from irrealis.build import build
from irrealis.check import Report, check_folder
from irrealis.manifest import load_manifest
from irrealis.store import Shelf, shelf

KEYS = st.sampled_from([*"abcdefgh", "", "é", "🍚"])
ACTS = st.lists(st.tuples(st.sampled_from(["put", "take", "drop"]), KEYS, st.integers()))


@given(ACTS)
def test_a_shelf_is_a_dictionary(acts: list[tuple[str, str, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "HELD", 2)
        here: dict[str, tuple[int, str]] = {}
        there = Shelf[str, tuple[int, str]]()
        for act, key, number in acts:
            if act == "put":
                here[key] = there[key] = (number, key)
            elif act == "take":
                assert here.pop(key, None) == there.pop(key, None)
            elif key in here:
                del here[key], there[key]
            else:
                with pytest.raises(KeyError):
                    del there[key]
            assert (key in here) == (key in there)
            assert len(here) == len(there)
        assert here.items() == there.items()
        assert sorted(here) == sorted(there)


def test_keys_come_back_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "HELD", 3)
    kept = Shelf[str, int]()
    for number in range(50):
        kept[f"key {number}"] = number
    kept["key 20"] = -20
    assert list(kept.values()) == [-20 if number == 20 else number for number in range(50)]
    with pytest.raises(KeyError):
        kept["key 50"]


def test_no_room_is_an_error_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "HELD", 0)
    kept = Shelf[str, bytes]()
    kept["first"] = b""
    assert kept._disk is not None
    kept._disk.execute("PRAGMA max_page_count = 20")
    with pytest.raises(OSError, match="full") as raised:
        kept["second"] = bytes(1 << 20)
    assert raised.value.errno == errno.ENOSPC


def test_questions_on_disk_teach_what_those_in_memory_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def taught() -> float:
        questions = shortcuts.Shortcuts()
        for number in range(300):
            label = "odd" if number % 2 else "even"
            # one word in three gives it away
            hint = label if number % 3 == 0 else "neither"
            questions.add(f"{number // 2:x}", f"Is {number % 11} so, says {hint}?", label)
        return questions.accuracy()

    here = taught()
    monkeypatch.setattr(shortcuts, "HELD", 20)
    assert taught() == here
    assert 0.5 < here < 1


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("math-families", {"native": "prompt"}),
        ("gender-swap", {"native": "text"}),
        ("hotel-edits", {"native": "text", "pairs": "id"}),
        ("cebab-edits", {"native_mix": "description", "native": "description", "pairs": "id"}),
        ("redocred-cf", {"native_mix": "title", "native": "title", "pairs": "id"}),
    ],
)
def test_an_audit_by_the_disk_says_what_one_in_memory_does(
    name: str,
    columns: dict[str, str],
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = build(name, root=root, out=tmp_path / "out", reproducible=True)
    manifest = load_manifest(name, root=root)
    split = next(iter(made.record.counts))
    here: dict[str, Report] = {}
    for config, column in columns.items():
        broken = shutil.copytree(made.folder, tmp_path / config)
        (shard,) = made.record.configs[config][split].shards
        table = pq.read_table(broken / shard)
        rows: list[dict[str, Any]] = table.to_pylist()
        # a row that is not what the others say, one that is gone, and one that is there twice
        rows[1][column] += " Or so."
        rows = [*rows[:2], *rows[3:], rows[-1]]
        pq.write_table(pyarrow.Table.from_pylist(rows, schema=table.schema), broken / shard)
        here[config] = check_folder(broken, manifest=manifest)
        assert len(here[config].counts) > 2
    monkeypatch.setattr(shelf, "HELD", 2)
    monkeypatch.setattr(shortcuts, "HELD", 2)
    for config, said in here.items():
        there = check_folder(tmp_path / config, manifest=manifest)
        assert there.text() == said.text()
        assert there.blamed == said.blamed
    assert check_folder(made.folder, manifest=manifest).metrics == made.report.metrics
