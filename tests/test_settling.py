"""Records that fail the check of a build become rejects, and do not cost the rest of a split."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from irrealis.build import Build, build, chunks, read_rows, settling
from irrealis.check import check_folder, report
from irrealis.errors import CheckFailed
from irrealis.manifest import load_manifest
from irrealis.store import read_record
from tests.conftest import train_records, write_records

AUDIT = '''

from irrealis.check import Audit, Failure


class TinyAudit(Audit):
    """Refuses one city, by the row or once all rows were seen, and a reject it does not know."""

    def __init__(self, record, split):
        super().__init__(record, split)
        self.late = []

    def see(self, config, row):
        if config == "pairs" and row["label_original"] == "Oulu":
            yield Failure("city", "label_original", "a city in reach", "Oulu", row["id"])
        if config == "pairs" and row["label_original"] == "Porto":
            self.late.append(row["original_id"])
        if config == "rejects" and row["reason"] not in ("no-city", "few-cities"):
            yield Failure("reason", "reason", "a reason of the builder", row["reason"])

    def finish(self):
        for name in self.late:
            yield Failure("late", "original_id", "a city in reach", "Porto", name, "pairs")


AUDIT = TinyAudit
'''


@pytest.fixture
def make(registry: Path, tmp_path: Path) -> Callable[..., Build]:
    """Builds the tiny dataset from records of one's own."""

    def make(records: list[dict[str, Any]], **options: Any) -> Build:
        files = [write_records(tmp_path / "own.jsonl", records)]
        return build("tiny", root=registry, files=files, out=tmp_path / "out", **options)

    return make


def _rows(made: Build, config: str) -> list[dict[str, Any]]:
    return list(read_rows(made.folder, read_record(made.folder), config=config, split="train"))


def _failed(made: Build) -> dict[str, str]:
    return {
        row["original_id"]: row["detail"]
        for row in _rows(made, "rejects")
        if row["reason"] == "failed-check"
    }


def test_a_record_whose_rows_fail_becomes_a_reject(
    make: Callable[..., Build], registry: Path
) -> None:
    whole = make(train_records())
    rows = {config: _rows(whole, config) for config in ("pairs", "native", "repairs")}
    records: list[dict[str, Any]] = train_records()
    bad = records[3]  # white space in it is repaired
    bad["act"] = "wrong"
    made = make(records)
    assert list(_failed(made)) == [bad["id"]]
    assert "expected edits that replay on the original" in _failed(made)[bad["id"]]
    gone = {row["id"] for row in rows["pairs"] if row["original_id"] == bad["id"]}
    assert _rows(made, "pairs") == [row for row in rows["pairs"] if row["id"] not in gone]
    assert _rows(made, "native") == [row for row in rows["native"] if row["id"] not in gone]
    assert _rows(made, "repairs") == []
    counts = made.record.counts["train"]
    assert (counts.records, counts.kept) == (12, 10)
    assert counts.rejects == {"failed-check": 1, "no-city": 1}
    assert made.report.metrics["train"]["rejects.failed-check"] == 1
    assert check_folder(made.folder, manifest=load_manifest("tiny", root=registry)).ok


@pytest.mark.parametrize("workers", [1, 2])
def test_the_rows_that_stay_do_not_depend_on_workers(
    make: Callable[..., Build], workers: int
) -> None:
    records: list[dict[str, Any]] = train_records()
    records[5]["act"] = "wrong"
    alone = make(records).record.configs
    assert make(records, workers=workers).record.configs == alone


@pytest.mark.parametrize(("city", "kind"), [("Oulu", "city"), ("Porto", "late")])
def test_a_failure_of_the_audit_is_blamed_on_its_record(
    make: Callable[..., Build], registry: Path, city: str, kind: str
) -> None:
    with (registry / "schemas/tiny.py").open("a") as schema:
        schema.write(AUDIT)
    records = [one for one in train_records() if one["city"] not in {"Oulu", "Porto"} - {city}]
    failed = _failed(make(records))
    assert list(failed) == [one["id"] for one in records if one["city"] == city]
    assert next(iter(failed.values())).startswith(f"{kind} (pairs, ")


def test_text_that_is_no_unicode_costs_its_record_alone(make: Callable[..., Build]) -> None:
    records: list[dict[str, Any]] = train_records()
    records[5]["act"] = "unicode"
    made = make(records)
    assert list(_failed(made)) == [records[5]["id"]]


def test_of_two_records_with_one_text_and_two_labels_the_later_goes(
    make: Callable[..., Build],
) -> None:
    records: list[dict[str, Any]] = train_records()
    twin = {"id": "twin", "text": "Train 0 leaves Bergen to Cork .", "city": "Cork"}
    first = {"id": "first", "text": "Train 0 leaves Bergen to Cork .", "city": "Bergen"}
    made = make([first, *records, twin])
    assert list(_failed(made)) == ["twin"]
    assert "two-labels" in _failed(made)["twin"]


def test_a_later_record_of_the_same_id_stays_dropped(make: Callable[..., Build]) -> None:
    records: list[dict[str, Any]] = train_records()
    records[5]["act"] = "wrong"
    made = make([*records, {**records[5], "act": None}])
    assert made.record.counts["train"].rejects["id-seen-before"] == 1
    assert list(_failed(made)) == [records[5]["id"]]


def test_many_failing_records_fail_the_build(make: Callable[..., Build]) -> None:
    records: list[dict[str, Any]] = train_records()
    for record in records[:2]:
        record["act"] = "wrong"
    with pytest.raises(CheckFailed, match="edits that replay on the original"):
        make(records)


def test_only_the_chunks_of_the_records_that_fail_are_read_and_written_again(
    make: Callable[..., Build], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "LEAST", 4)
    records: list[dict[str, Any]] = train_records()
    records[5]["act"] = "wrong"
    read: set[str] = set()

    def noted(folder: Path, config: str) -> Any:
        read.add(folder.name)
        return chunks.batches_of(folder, config)

    monkeypatch.setattr(settling, "batches_of", noted)
    assert list(_failed(make(records))) == [records[5]["id"]]
    assert read == {"000001"}


def test_failures_past_a_bound_are_counted_and_not_kept(
    make: Callable[..., Build], registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make(train_records()).folder
    record = read_record(folder)
    (shard,) = record.configs["pairs"]["train"].shards
    table = pq.read_table(folder / shard)
    rows = [{**row, "seed": 7, "label_effect": "keep"} for row in table.to_pylist()] * 3
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), folder / shard)
    manifest = load_manifest("tiny", root=registry)
    whole = check_folder(folder, manifest=manifest)
    assert len(whole.blamed) > 100
    assert {"id", "seed", "label-effect", "content-hash"} <= {kind for _, _, kind in whole.counts}
    monkeypatch.setattr(report, "MOST_BLAMED", 10)
    few = check_folder(folder, manifest=manifest)
    assert few.counts == whole.counts
    assert len(few.blamed) == 10
    assert f"{whole.counts.total()} failures in" in few.text()
    assert few.failures["pairs", "train", "seed"] == whole.failures["pairs", "train", "seed"]
