"""A build: the same rows in any order, at any speed, and after any interruption."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from irrealis.build import Build, build, making, read_rows, record_rng
from irrealis.check import check_folder
from irrealis.errors import CheckFailed, IrrealisError, Unavailable
from irrealis.inputs import download as inputs
from irrealis.manifest import load_manifest
from irrealis.store import read_record
from tests.conftest import train_records, write_records

Row = dict[str, Any]
IRREALIS = (sys.executable, "-c", "from irrealis.cli import main; main()")


def rows(made: Build, *, config: str = "pairs", split: str = "train") -> list[Row]:
    return list(read_rows(made.folder, made.record, config=config, split=split))


def of_each(made: Build) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows(made):
        found.setdefault(row["original_id"], []).append(row)
    return found


def hashes(made: Build) -> dict[str, dict[str, str]]:
    return {
        config: {split: part.content_hash for split, part in splits.items()}
        for config, splits in made.record.configs.items()
    }


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def make(registry: Path, tmp_path: Path) -> Callable[..., Build]:
    """Builds the tiny dataset: from these records, if there are any, into a folder of its own."""
    number = 0

    def make(*records: Row, **options: Any) -> Build:
        nonlocal number
        number += 1
        if records:
            options["files"] = [write_records(tmp_path / f"own{number}.jsonl", list(records))]
        options.setdefault("out", tmp_path / f"out{number}")
        return build("tiny", root=registry, **options)

    return make


def test_the_rows_of_a_record_do_not_depend_on_the_order_of_records(
    make: Callable[..., Build],
) -> None:
    records = train_records()
    whole = make(*records)
    shuffled = make(*records[::3], *records[1::3], *reversed(records[2::3]))
    assert [row["id"] for row in rows(shuffled)] != [row["id"] for row in rows(whole)]
    assert of_each(shuffled) == of_each(whole)
    assert hashes(shuffled) == hashes(whole)


def test_each_record_has_randomness_of_its_own() -> None:
    of: Row = {"dataset": "tiny", "seed": 0, "original_id": "t0"}
    others: list[Row] = [{}, {"dataset": "small"}, {"seed": 1}, {"original_id": "\ud800"}]
    drawn = [record_rng(**{**of, **change}).random() for change in others]
    assert len(set(drawn)) == len(others)
    assert drawn[0] == 0.15031297731468762  # as in every release so far


def test_a_limit_gives_the_first_rows_of_the_whole_build(make: Callable[..., Build]) -> None:
    whole, limited = make(), make(limit=5)
    for config in ("pairs", "native"):
        some = rows(limited, config=config)
        assert len(some) == 10
        assert some == rows(whole, config=config)[:10]
    assert limited.record.limit == 5
    assert limited.record.counts["train"].records == 5
    assert limited.record.counts["validation"].records == 2


def test_two_workers_make_what_one_makes(make: Callable[..., Build]) -> None:
    one, two = (make(workers=workers, reproducible=True) for workers in (1, 2))
    assert contents(two.folder) == contents(one.folder)


def test_a_reproducible_build_has_the_same_bytes_each_time(make: Callable[..., Build]) -> None:
    one, two = make(reproducible=True), make(reproducible=True)
    assert contents(one.folder) == contents(two.folder)
    assert one.record.measured is None
    assert "build.json" in contents(one.folder)


def test_seconds_and_memory_are_measured_otherwise(make: Callable[..., Build]) -> None:
    measured = make().record.measured
    assert measured is not None
    assert measured.peak_memory_mb > 10
    assert (measured.commit, measured.clean) == (None, None)  # git does not know the registry


def test_another_seed_makes_other_choices_of_the_same_records(make: Callable[..., Build]) -> None:
    zero, one = make(seed=0), make(seed=1)
    assert hashes(zero)["pairs"]["train"] != hashes(one)["pairs"]["train"]
    assert of_each(zero).keys() == of_each(one).keys()
    drawn = [{row["counterfactual"]["text"] for row in rows(made)} for made in (zero, one)]
    assert drawn[0] != drawn[1]
    assert {row["seed"] for row in rows(one)} == {one.record.seed} == {1}


def test_a_file_of_ones_own_is_built_as_train(make: Callable[..., Build]) -> None:
    made = make(*train_records()[:4])
    assert made.record.inputs == "files"
    assert made.record.splits == ["train"]
    assert made.not_built == ()
    assert len(of_each(made)) == 4


def test_files_of_ones_own_are_read_in_their_order_as_one_split(
    make: Callable[..., Build], tmp_path: Path
) -> None:
    records = train_records()
    files = [
        write_records(tmp_path / "first.jsonl", records[:6]),
        write_records(tmp_path / "second.jsonl", records[6:]),
    ]
    made = make(files=files, splits=["test"])
    assert made.record.splits == ["test"]
    assert [(file.split, file.name) for file in made.record.input_files] == [
        ("test", "first.jsonl"),
        ("test", "second.jsonl"),
    ]
    assert rows(made, split="test") == rows(make(*records))


def test_a_split_can_be_built_without_the_others(make: Callable[..., Build]) -> None:
    made = make(splits=["validation"])
    assert made.record.splits == ["validation"]
    assert made.not_built == ("train", "test")
    assert "  not built: train, test" in made.summary()
    assert hashes(made)["pairs"] == {"validation": hashes(make())["pairs"]["validation"]}


def test_what_was_built_dropped_and_mended_adds_up(make: Callable[..., Build]) -> None:
    made = make(overrides={"variants": 3})
    record = read_record(made.folder)
    assert record == made.record
    assert list(record.configs) == ["pairs", "native", "rejects", "repairs"]
    for split, counts in record.counts.items():
        for splits in record.configs.values():
            assert splits[split].bytes == sum(
                (made.folder / shard).stat().st_size for shard in splits[split].shards
            )
        table = {config: rows(made, config=config, split=split) for config in record.configs}
        assert {config: len(found) for config, found in table.items()} == {
            config: splits[split].rows for config, splits in record.configs.items()
        }
        assert counts.counterfactuals == len(table["pairs"]) == len(table["native"])
        assert counts.kept == len({row["original_id"] for row in table["pairs"]})
        assert counts.rejects == Counter(row["reason"] for row in table["rejects"])
        assert counts.repairs == Counter(row["kind"] for row in table["repairs"])
        dropped = sum(row["level"] == "record" for row in table["rejects"])
        assert counts.records == counts.kept + dropped
    assert record.counts["train"].records == 12
    assert record.counts["train"].kept == 11
    assert record.counts["train"].counterfactuals == 33
    assert record.counts["train"].rejects == {"no-city": 1}
    assert record.counts["train"].repairs == {"spaces": 1}
    assert record.counts["validation"].rejects == {"few-cities": 2}
    assert made.report.metrics["train"]["yield"] == pytest.approx(11 / 12)
    assert record.parameters == {"variants": 3}
    assert [file.name for file in record.input_files] == ["train.jsonl", "validation.jsonl"]
    assert json.loads((made.folder / "metrics.json").read_text())["train"]["yield"] == 0.9167


def test_the_summary_says_what_was_made_and_what_was_not(make: Callable[..., Build]) -> None:
    made = make(reproducible=True)
    assert made.summary() == [
        "tiny 1.0.0 from sample",
        "  train: 22 counterfactuals of 11 of 12 records (91.7%)",
        "    no-city: 1",
        "  validation: 2 counterfactuals of 2 of 2 records (100.0%)",
        "    few-cities: 2",
        "  not built: test",
        f"  {made.report.rows} rows checked, nothing wrong; see {made.folder}",
    ]


def test_a_record_whose_id_was_seen_before_is_dropped_with_its_reason(
    make: Callable[..., Build],
) -> None:
    records = train_records()
    made = make(*records[:3], {**records[3], "id": records[0]["id"]})
    assert made.record.counts["train"].kept == 3
    assert rows(made, config="rejects") == [
        {
            "original_id": "t0",
            "level": "record",
            "reason": "id-seen-before",
            "detail": "an earlier record of split train has it",
        }
    ]


def test_an_id_of_another_split_is_refused_unless_declared(
    make: Callable[..., Build], registry: Path
) -> None:
    sample = registry / "datasets/tiny/sample/validation.jsonl"
    write_records(
        sample,
        [
            {"id": "t0", "text": "See Bergen .", "city": "Bergen"},
            {"id": "v1", "text": "See Cork .", "city": "Cork"},
        ],
    )
    told = refused(make)
    assert "split validation, row t0: records have the id of a record of another split" in told
    assert "found:    ids of 1 of train, among 2 records" in told
    assert not (registry / "build/tiny").exists()
    manifest = registry / "datasets/tiny/dataset.yaml"
    manifest.write_text(f"{manifest.read_text()}repeated_ids: upstream has them in both\n")
    [drop] = [
        row
        for row in rows(make(), config="rejects", split="validation")
        if row["level"] == "record"
    ]
    assert drop["original_id"] == "t0"
    assert drop["detail"] == "an earlier record of split train has it"


def refused(make: Callable[..., Build], *records: Row, **options: Any) -> str:
    with pytest.raises(IrrealisError) as caught:
        make(*records, **options)
    assert caught.value.exit_code == 2
    return str(caught.value)


@pytest.mark.parametrize(
    ("yielded", "message", "found"),
    [
        ("None", "gives no parts", "found:    None"),
        ('[{"id": 1}]', "part 1 of what edit yields is none", "{'id': 1}"),
        ('[Row("pairs", [1])]', "part 1 of what edit yields is no row", "[1]"),
        ('[Drop("no-city", None)]', "part 1 of what edit yields: detail is no text", "None"),
        ('[Repair("a", "b", "c", 4)]', "part 1 of what edit yields: after is no text", "4"),
        ('[Drop("a", "b", "row")]', "no such level", "'row'"),
        (
            'Row("pairs", {**one.values, "seed": "x"}) if "seed" in getattr(one, "values", ()) '
            "else one for one in self.right(record, context, rng)",
            "a value that does not fit the schema",
            "field seed",
        ),
    ],
)
def test_what_edit_yields_is_checked_by_type_and_place(
    make: Callable[..., Build], registry: Path, yielded: str, message: str, found: str
) -> None:
    path = registry / "builders/tiny.py"
    text = path.read_text().replace("def edit(", "def right(", 1)
    text = text.replace("self, record: dict[str, Any], *, context", "self, record, context", 1)
    own = f"    def edit(self, record, *, context, rng):\n        return ({yielded})\n"
    path.write_text(text.replace("\n\nBUILDER = Tiny", f"\n{own}\n\nBUILDER = Tiny"))
    told = refused(make)
    assert "dataset tiny" in told
    assert message in told
    assert found in told


@pytest.mark.parametrize(
    ("act", "found"),
    [
        ("silent", "0 pairs and no drop"),
        ("both", "2 pairs and a drop"),
        pytest.param(
            "config",
            "nowhere",
        ),
    ],
)
def test_a_builder_that_breaks_its_contract_is_an_error_of_the_row(
    act: str, found: str, make: Callable[..., Build], tmp_path: Path
) -> None:
    records = train_records()
    records[5]["act"] = act
    message = refused(make, *records, out=tmp_path / "out")
    assert f"dataset tiny, split train, row {records[5]['id']}" in message
    assert found in message
    assert not (tmp_path / "out").exists()


def test_an_error_in_a_worker_reads_as_it_does_without(
    make: Callable[..., Build], tmp_path: Path
) -> None:
    records = train_records()
    records[5]["act"] = "raise"
    messages = [
        refused(make, *records, out=tmp_path / "out", workers=workers) for workers in (1, 2)
    ]
    where = f"dataset tiny, split train, row {records[5]['id']}"
    assert messages == [f"{where}: the builder gives up"] * 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"splits": ["dev"]}, ["split dev", "expected: train, validation"]),
        ({"splits": ["test"]}, ["split test", "the sample has no such split"]),
        ({"splits": ["dev"], "inputs": "upstream"}, ["split dev", "no upstream files", "test"]),
        ({"overrides": {"varants": 3}}, ["varants", "expected: variants"]),
        ({"overrides": {"variants": "many"}}, ["variants", "'many'"]),
        ({"overrides": {"variants": 0}}, ["variants", "greater than or equal to 1"]),
        ({"files": [Path("none.jsonl")]}, ["no file none.jsonl", "--input"]),
        ({"files": [Path()]}, [". is a folder", "--input", "a file"]),
        ({"files": [Path("x")], "splits": ["train", "test"]}, ["one --split at most"]),
        pytest.param(
            {"splits": ["dev"], "files": [Path(__file__)]},
            ["split dev", "expected: train, validation, test"],
        ),
    ],
    ids=str,
)
def test_a_request_that_cannot_be_met_says_what_can(
    options: Row, said: list[str], make: Callable[..., Build], tmp_path: Path
) -> None:
    message = refused(make, out=tmp_path / "out", **options)
    assert message.count("dataset tiny") == 1
    assert [part for part in said if part not in message] == []
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"id": "a", "text": "x", "city": null}\n{"id": ', "record 2, line 2"),
        ('{"id": "a", "text": "x", "city": null}\n[1]', "record 2, line 2"),
        ('{"id": "a", "id": "b", "text": "x", "city": null}', "record 1, line 1"),
        ('{"id": "a", "text": "x", "city": NaN}', "NaN"),
        ('{"id": "a", "text": "\\ud800", "city": null}', "record 1, line 1"),
        ('{"id": "a", "city": null}', "record 0: no text"),
    ],
    ids=["cut off", "list", "key twice", "NaN", "surrogate", "field"],
)
def test_bad_input_is_refused_by_file_and_record(
    content: str, said: str, make: Callable[..., Build], tmp_path: Path
) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(content)
    message = refused(make, files=[path], out=tmp_path / "out")
    assert "own.jsonl" in message
    assert said in message
    assert not (tmp_path / "out").exists()


def test_a_build_that_fails_its_check_is_kept_aside(
    make: Callable[..., Build], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    make(out=out)
    before = contents(out)
    records = train_records()
    for record in records[5:9]:
        record["act"] = "wrong"
    with pytest.raises(CheckFailed) as caught:
        make(*records, out=out)
    assert caught.value.exit_code == 1
    message = str(caught.value)
    assert "edits that replay on the original" in message
    assert f"kept in {out}.failed; {out} is as it was" in message
    assert contents(out) == before
    failed = tmp_path / "out.failed"
    kept = read_rows(failed, read_record(failed), config="pairs", split="train")
    broken = {row["id"] for row in kept if row["original_id"] == records[5]["id"]}
    assert len(broken) == 2
    assert all(f"dataset tiny, pairs, train, row {row}" in message for row in broken)
    assert not list(tmp_path.glob(".*"))
    make(out=out)  # a good build later does not mind what was kept
    assert contents(out).keys() == before.keys()


def test_the_failures_are_told_even_if_the_build_cannot_be_kept(
    make: Callable[..., Build], tmp_path: Path
) -> None:
    (tmp_path / "out.failed").mkdir()
    (tmp_path / "out.failed/notes.txt").write_text("mine")
    with pytest.raises(CheckFailed, match="edits that replay"):
        make(*({**one, "act": "wrong"} for one in train_records()[:4]), out=tmp_path / "out")


def test_the_failures_are_told_even_if_the_disk_is_full(
    make: Callable[..., Build], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise shutil.Error([("from", "to", "No space left on device")])

    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(CheckFailed, match=r"(?s)edits that replay.*could not be kept"):
        make(*({**one, "act": "wrong"} for one in train_records()[:4]), out=tmp_path / "out")


def test_a_kill_in_the_middle_leaves_nothing_and_the_next_build_is_the_same(
    make: Callable[..., Build], registry: Path, tmp_path: Path
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    done = subprocess.run(
        [*IRREALIS, "build", "tiny", "--out", place / "out"],
        cwd=registry,
        env={**os.environ, "TINY_KILL": "v1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    left, chunks = sorted(place.iterdir())
    assert left.name.startswith(".out.partial-")
    assert list(left.glob("data/pairs/train-*")), "killed before anything was written"
    assert [path.name for path in chunks.glob("train/*")] == ["000000"]
    made = make(out=place / "out")
    assert hashes(made) == hashes(make())
    assert list(place.iterdir()) == [place / "out"]


def test_workers_end_when_the_build_is_killed(registry: Path, tmp_path: Path) -> None:
    own = write_records(tmp_path / "own.jsonl", [{**train_records()[0], "act": "orphan"}])
    done = subprocess.run(
        [*IRREALIS, "build", "tiny", "--workers", "2", "--input", own, "--out", tmp_path / "out"],
        cwd=registry,
        capture_output=True,
        check=False,
        timeout=60,  # the output is at its end when the last worker is
    )
    assert done.returncode == -signal.SIGKILL
    assert not (tmp_path / "out").exists()


def test_an_error_in_a_record_of_a_file_names_dataset_split_file_and_field(
    make: Callable[..., Build], tmp_path: Path
) -> None:
    (tmp_path / "mine.jsonl").write_text('{"id": "1"}\n')
    where = r"^dataset tiny, split test, .*field text: mine\.jsonl"
    with pytest.raises(IrrealisError, match=where):
        make(files=[tmp_path / "mine.jsonl"], splits=["test"], out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("mirrored", [False, True])
def test_upstream_that_cannot_be_had_is_unavailable(
    mirrored: bool, make: Callable[..., Build], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if mirrored:
        (tmp_path / "mirror").mkdir()
        monkeypatch.setenv("IRREALIS_MIRROR", str(tmp_path / "mirror"))
    monkeypatch.setattr(inputs, "ATTEMPTS", 1)
    with pytest.raises(Unavailable) as caught:
        make(inputs="upstream", splits=["test"], out=tmp_path / "out")
    assert caught.value.exit_code == 3
    message = str(caught.value)
    assert "dataset tiny, split test" in message
    assert "127.0.0.1:9/tiny/test.jsonl" in message
    assert "IRREALIS_MIRROR" in message or str(tmp_path / "mirror") in message
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_split_of_upstream_is_built_from_the_mirror(
    root: Path, mirror: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IRREALIS_MIRROR", str(mirror))
    monkeypatch.setenv("IRREALIS_CACHE", str(tmp_path / "cache"))
    made = build(
        "redocred-cf",
        root=root,
        inputs="upstream",
        splits=["validation"],
        limit=20,
        out=tmp_path / "out",
    )
    assert made.record.counts["validation"].records == 20
    assert made.record.counts["validation"].counterfactuals > 20
    assert made.not_built == ("train", "test")
    [file] = made.record.input_files
    assert (file.name, file.size) == ("dev_revised.json", 3_245_588)
    assert check_folder(made.folder, manifest=load_manifest("redocred-cf", root=root)).ok


def test_a_split_held_back_knows_of_the_others_and_none_of_them_of_it(
    make: Callable[..., Build], registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = registry / "datasets/tiny/dataset.yaml"
    path.write_text(path.read_text() + "held_back: [validation]\n")
    known: list[list[str]] = []

    def others(*_: object, splits: list[str], **__: object) -> Iterator[Row]:
        known.append(splits)
        return iter(())

    monkeypatch.setattr(making, "records_of", others)
    assert list(make().record.counts) == ["train", "validation"]
    assert known == [["test"], ["train", "test"]]


def test_a_split_held_back_is_built_of_upstream_only_when_it_is_named(
    make: Callable[..., Build], registry: Path
) -> None:
    path = registry / "datasets/tiny/dataset.yaml"
    path.write_text(path.read_text() + "held_back: [test]\n")
    manifest = load_manifest("tiny", root=registry)
    assert [split for split, _ in manifest.upstream_files(["test"])] == ["test"]
    with pytest.raises(IrrealisError, match="all of them are held back"):
        make(inputs="upstream")
