"""Builds in chunks: the same rows by whoever makes them, and nothing made twice after a fall."""

from __future__ import annotations

import gzip
import hashlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle, groupby
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet as pq
import pytest
import requests
from click.testing import CliRunner

from irrealis.build import Build, build, chunks, engines, load_builder, ray_engine, read_rows, work
from irrealis.build.origin import code_of
from irrealis.check import check_folder
from irrealis.cli import main
from irrealis.errors import IrrealisError, Unavailable
from irrealis.inputs import elsewhere, open_url
from irrealis.manifest import load_manifest
from irrealis.store import claims, content_hash, digests
from tests.conftest import CITIES, train_records, write_records
from tests.hub import Hub

pytestmark = pytest.mark.slow

Row = dict[str, Any]
RAY = pytest.param("ray", marks=[pytest.mark.ray, pytest.mark.xdist_group("ray")])
ENGINES = pytest.mark.parametrize("engine", ["local", RAY])


NODE = {"num_cpus": 1, "object_store_memory": 80 << 20}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A Ray cluster of a head that does no work and two nodes with a worker each."""
    pytest.importorskip("ray")
    from ray.cluster_utils import Cluster

    soon = {"health_check_period_ms": 500, "health_check_failure_threshold": 4}
    head = {**NODE, "num_cpus": 0, "include_dashboard": False, "_system_config": soon}
    made = Cluster(initialize_head=True, head_node_args=head)
    made.add_node(**NODE)
    made.add_node(**NODE)
    yield made
    made.shutdown()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dozen records are several chunks."""
    monkeypatch.setattr(chunks, "LEAST", 4)


@pytest.fixture
def spread(request: pytest.FixtureRequest) -> Callable[[str], Row]:
    """The options of a build by two workers of an engine."""

    def options(engine: str) -> Row:
        if engine == "local":
            return {"workers": 2}
        return {"engine": "ray", "address": request.getfixturevalue("cluster").address}

    return options


def contents(folder: Path) -> Mapping[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def chunks_of(folder: Path) -> Mapping[Path, int]:
    """The finished chunks beside a build, each with when it was written."""
    found = folder.parent.glob(f".{folder.name}.work-*/*/*/chunk.json")
    return {path: path.stat().st_mtime_ns for path in found}


def made_by(options: Row, where: Path, registry: Path, files: list[Path]) -> Build:
    return build("tiny", root=registry, files=files, out=where, reproducible=True, **options)


SMALL = "from irrealis.build import chunks\nchunks.LEAST = 4\n"
START = "from irrealis.cli import main\nmain()"
# kills the leading process at an instant: instead of a function of ours
INSTEAD = """
import os, signal
from irrealis.build import making, run
{} = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
"""
# all chunks are finished, and none is in a shard
KILLED = INSTEAD.format("making.Making._count")
# as a disk that is full
LIMITED = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (24_000, 24_000))
"""


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + 120
    while not what():
        assert time.monotonic() < until, "nothing happened in two minutes"
        time.sleep(0.05)


def run(
    options: Sequence[str], first: str, *, cwd: Path, name: str = "tiny"
) -> subprocess.CompletedProcess[str]:
    """`irrealis build` in a process of its own, in which something else is run first."""
    return subprocess.run(
        [sys.executable, "-c", f"{SMALL}{first}\n{START}", "build", name, *options],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def started(
    own: Path, out: Path, options: Sequence[str], *, cwd: Path
) -> Iterator[subprocess.Popen[str]]:
    """The same, which goes on; it is ended with the block if it has not ended."""
    given = ["--input", str(own), "--out", str(out), "--reproducible", *options]
    line = [sys.executable, "-c", SMALL + START, "build", "tiny", *given]
    with subprocess.Popen(line, cwd=cwd, stderr=subprocess.PIPE, text=True) as building:
        try:
            yield building
        finally:
            building.kill()


@ENGINES
@pytest.mark.parametrize("name", ["hotel-edits", "gender-swap", "scm-questions", "cad-nli"])
def test_each_engine_makes_the_same_bytes(
    name: str, engine: str, spread: Callable[[str], Row], root: Path, tmp_path: Path
) -> None:
    here = build(name, root=root, out=tmp_path / "here", reproducible=True)
    there = build(name, root=root, out=tmp_path / "there", reproducible=True, **spread(engine))
    assert contents(there.folder) == contents(here.folder)
    assert here.report.rows > 20


@ENGINES
@pytest.mark.parametrize(
    ("act", "at"), [("die", 0), ("die", 5), ("die", 7), ("late", 6), ("hang", 5)]
)
def test_a_worker_that_is_lost_costs_nothing(
    act: str, at: int, engine: str, spread: Callable[[str], Row], registry: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    own = write_records(tmp_path / "own.jsonl", train_records())
    whole = made_by({}, tmp_path / "whole", registry, [own])
    once = tmp_path / "once"
    records = train_records()
    records[at] |= {"act": act, "once": str(once)}
    own = write_records(tmp_path / "lost.jsonl", records)
    patience = 8 if act == "hang" else 600
    deaths: list[int] = []
    count = engines.Deaths.count

    def noted(self: engines.Deaths, task: work.Task, why: str) -> None:
        deaths.append(task.number)
        count(self, task, why)

    monkeypatch.setattr(engines.Deaths, "count", noted)
    lost = made_by({**spread(engine), "patience": patience}, tmp_path / "lost", registry, [own])
    assert once.exists()
    assert deaths == [at // 4]
    assert contents(lost.folder / "data") == contents(whole.folder / "data")


def test_a_worker_that_is_lost_before_it_begins_costs_nothing(
    registry: Path, tmp_path: Path
) -> None:
    own = write_records(tmp_path / "own.jsonl", train_records())
    whole = made_by({}, tmp_path / "whole", registry, [own])
    once = tmp_path / "once"
    with (registry / "builders/tiny.py").open("a") as file:
        file.write(
            "\nimport multiprocessing\n"
            f"if multiprocessing.parent_process() and not os.path.exists({str(once)!r}):\n"
            f"    open({str(once)!r}, 'w').close()\n"
            "    os.kill(os.getpid(), signal.SIGKILL)\n"
        )
    lost = made_by({"workers": 2}, tmp_path / "lost", registry, [own])
    assert once.exists()
    assert contents(lost.folder / "data") == contents(whole.folder / "data")


@pytest.mark.ray
@pytest.mark.xdist_group("ray")
def test_a_node_that_is_lost_costs_nothing(cluster: Any, registry: Path, tmp_path: Path) -> None:
    records = train_records()
    own = write_records(tmp_path / "own.jsonl", records)
    whole = made_by({}, tmp_path / "whole", registry, [own])
    once, out = tmp_path / "once", tmp_path / "out"
    records[9] |= {"act": "hang", "once": str(once)}
    own = write_records(tmp_path / "lost.jsonl", records)
    with started(own, out, ["--engine", "ray", "--address", cluster.address], cwd=registry) as lost:
        wait_for(once.exists)
        line = ["ps", "-o", "ppid=", "-p", once.read_text()]
        raylet = int(subprocess.run(line, capture_output=True, check=True).stdout)
        (node,) = (
            one
            for one in cluster.worker_nodes
            if one.all_processes["raylet"][0].process.pid == raylet
        )
        cluster.remove_node(node, allow_graceful=False)  # kill -9 of all that the node runs
        try:
            _, told = lost.communicate(timeout=120)
        finally:
            cluster.add_node(**NODE)
    assert lost.returncode == 0, told
    assert contents(out / "data") == contents(whole.folder / "data")


@ENGINES
def test_a_chunk_that_costs_three_workers_is_named_and_the_others_are_kept(
    engine: str, spread: Callable[[str], Row], registry: Path, tmp_path: Path
) -> None:
    records = train_records()
    records[9]["act"] = "die"
    own = write_records(tmp_path / "own.jsonl", records)
    with pytest.raises(Unavailable) as caught:
        made_by(spread(engine), tmp_path / "out", registry, [own])
    said = str(caught.value)
    assert f"dataset tiny, split train, row {records[8]['id']} or one of the 3 after it" in said
    assert "chunk 2 was tried 3 times" in said
    assert caught.value.exit_code == 3
    assert not (tmp_path / "out").exists()
    left = {path.parent.name for path in chunks_of(tmp_path / "out")}
    assert left == {"000000", "000001"}


def edited_when(act: Callable[[], object]) -> list[int]:
    """The chunks that are edited in this process while something is done."""
    numbers: list[int] = []
    do = work.Editing.do

    def noted(self: work.Editing, task: work.Task) -> None:
        numbers.append(task.number)
        do(self, task)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work.Editing, "do", noted)
        act()
    return numbers


@pytest.mark.parametrize("engine", ["here", "local", RAY])
def test_a_build_that_was_killed_at_an_edit_goes_on_with_what_it_lacks(
    engine: str, spread: Callable[[str], Row], registry: Path, tmp_path: Path
) -> None:
    records = train_records()
    once, out = tmp_path / "once", tmp_path / "out"
    records[9] |= {"act": "hang", "once": str(once)}
    own = write_records(tmp_path / "own.jsonl", records)
    options = {"here": [], "local": ["--workers", "2"]}.get(engine)
    if options is None:
        options = ["--engine", "ray", "--address", spread("ray")["address"]]
    with started(own, out, options, cwd=registry) as building:
        wait_for(lambda: once.exists() and len(chunks_of(out)) == 2)
        building.kill()
    again = edited_when(lambda: made_by({}, out, registry, [own]))
    assert again == [2]
    whole = made_by({}, tmp_path / "whole", registry, [own])
    assert contents(out) == contents(whole.folder)
    assert not list(tmp_path.glob(".out*"))


@pytest.mark.parametrize(
    ("instant", "engine"),
    [
        pytest.param("making.Making._count", "local", id="chunks"),
        pytest.param("making.Making._count", *RAY.values, id="chunks-ray", marks=RAY.marks),
        pytest.param("making.split_record", "local", id="shards"),
        pytest.param("making.check_folder", "local", id="check"),
        pytest.param("run._refuse_failed", "local", id="checked"),
    ],
)
def test_a_build_that_was_killed_later_makes_no_chunk_again(
    instant: str, engine: str, spread: Callable[[str], Row], registry: Path, tmp_path: Path
) -> None:
    own = write_records(tmp_path / "own.jsonl", train_records())
    out = tmp_path / "out"
    options = ["--input", str(own), "--out", str(out), "--reproducible"]
    if engine == "ray":
        options += ["--engine", "ray", "--address", spread("ray")["address"]]
    done = run(options, INSTEAD.format(instant), cwd=registry)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not out.exists()
    assert len(chunks_of(out)) == 3
    again = edited_when(lambda: made_by({}, out, registry, [own]))
    assert again == []
    whole = made_by({}, tmp_path / "whole", registry, [own])
    assert contents(out) == contents(whole.folder)
    assert not list(tmp_path.glob(".out*"))


@pytest.mark.ray
@pytest.mark.xdist_group("ray")
@pytest.mark.parametrize("chunk", [0, 2])
def test_a_head_that_is_lost_ends_the_build_and_keeps_what_was_finished(
    chunk: int, registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = train_records()
    once = tmp_path / "once"
    records[4 * chunk + 1] |= {"act": "hang", "once": str(once)}
    own = write_records(tmp_path / "own.jsonl", records)
    out = tmp_path / "out"
    monkeypatch.setenv("RAY_gcs_rpc_server_reconnect_timeout_s", "2")
    with started(own, out, ["--engine", "ray", "--workers", "1"], cwd=registry) as building:
        wait_for(once.exists)
        subprocess.run(["pkill", "-KILL", "-P", str(building.pid), "gcs_server"], check=True)
        _, told = building.communicate(timeout=120)
    assert building.returncode not in (0, -signal.SIGKILL), told
    assert not out.exists()
    assert len(chunks_of(out)) == chunk, told
    resumed = made_by({}, out, registry, [own])
    whole = made_by({}, tmp_path / "whole", registry, [own])
    assert contents(resumed.folder) == contents(whole.folder)


@pytest.mark.ray
@pytest.mark.xdist_group("ray")
def test_a_node_with_other_code_edits_nothing(
    spread: Callable[[str], Row], registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_engine, "code_of", lambda _: {"engine": "another"})
    own = write_records(tmp_path / "own.jsonl", train_records())
    with pytest.raises(
        IrrealisError, match=r"other rows(?s:.*)expected: .*engine another"
    ) as caught:
        made_by(spread("ray"), tmp_path / "out", registry, [own])
    assert "engine" in str(caught.value.place["field"])
    assert not chunks_of(tmp_path / "out")


def test_without_ray_the_error_says_so(
    registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(Unavailable, match="--engine ray needs Ray"):
        build("tiny", root=registry, engine="ray", out=tmp_path / "out")
    assert not list(tmp_path.glob("*out*"))


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize(
    ("noisy", "finished"), [({9: 999}, 2), ({1: 130, 5: 130, 9: 130}, 3)], ids=["chunk", "shard"]
)
def test_a_full_disk_costs_nothing_that_was_finished(
    noisy: dict[int, int], finished: int, workers: str, registry: Path, tmp_path: Path
) -> None:
    records = train_records()
    for at, many in noisy.items():  # texts that cannot be compressed
        noise = "".join(hashlib.sha256(b"%d" % (at + 10 * n)).hexdigest() for n in range(many))
        records[at]["text"] = f"{records[at]['text']} {noise}"
    own = write_records(tmp_path / "own.jsonl", records)
    out = tmp_path / "out"
    options = ["--input", str(own), "--out", str(out), "--reproducible", "--workers", workers]
    done = run(options, LIMITED, cwd=registry)
    assert done.returncode == 2, done.stderr
    assert f"cannot write to '{out}': File too large" in done.stderr
    assert "make room" in done.stderr
    kept = {int(path.parent.name) for path in chunks_of(out)}
    if workers == "1":
        assert len(kept) == finished
    else:  # the other worker may have been at a chunk when the build ended
        assert finished - 1 <= len(kept) <= finished
    again = edited_when(lambda: made_by({}, out, registry, [own]))
    assert again == [number for number in range(3) if number not in kept]
    whole = made_by({}, tmp_path / "whole", registry, [own])
    assert contents(out) == contents(whole.folder)


def test_a_record_that_cannot_be_edited_is_a_reject_within_its_bound(
    registry: Path, tmp_path: Path
) -> None:
    records: list[dict[str, object]] = [
        {"id": f"r{number}", "text": f"Bus {number} leaves {city} .", "city": city}
        for number, city in zip(range(60), cycle(CITIES), strict=False)
    ]
    records[40]["act"] = "raise"
    own = write_records(tmp_path / "own.jsonl", records)
    made = made_by({}, tmp_path / "out", registry, [own])
    assert made.record.counts["train"].rejects == {"failed-edit": 1}
    (row,) = read_rows(made.folder, made.record, config="rejects", split="train")
    assert row["original_id"] == "r40"
    assert row["detail"] == "IrrealisError: the builder gives up"
    records[7]["act"] = "raise"
    own = write_records(tmp_path / "own.jsonl", records)
    with pytest.raises(
        IrrealisError, match=r"error at 2 of 60 records(?s:.*)at most 2%(?s:.*)r7: "
    ):
        made_by({}, tmp_path / "out", registry, [own])


def test_a_damaged_chunk_is_made_again(registry: Path, tmp_path: Path) -> None:
    own = write_records(tmp_path / "own.jsonl", train_records())
    out = tmp_path / "out"
    done = run(["--input", str(own), "--out", str(out), "--reproducible"], KILLED, cwd=registry)
    assert done.returncode == -signal.SIGKILL, done.stderr
    (damaged,) = tmp_path.glob(".out.work-*/train/000001/pairs.arrow")
    damaged.write_bytes(damaged.read_bytes()[:-9])
    assert contents(made_by({}, out, registry, [own]).folder) == contents(
        made_by({}, tmp_path / "whole", registry, [own]).folder
    )


def test_chunks_of_other_parameters_are_not_taken(registry: Path, tmp_path: Path) -> None:
    own = write_records(tmp_path / "own.jsonl", train_records())
    out = tmp_path / "out"
    options = ["--input", str(own), "--out", str(out), "--reproducible"]
    done = run([*options, "--set", "variants=3"], KILLED, cwd=registry)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert len(chunks_of(out)) == 3
    made = made_by({}, out, registry, [own])
    assert contents(made.folder) == contents(
        made_by({}, tmp_path / "whole", registry, [own]).folder
    )
    assert not list(tmp_path.glob(".out.work-*"))


@pytest.mark.parametrize("change", ["python", "package"])
def test_chunks_of_another_environment_are_not_taken(
    change: str, registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = write_records(tmp_path / "own.jsonl", train_records())
    out = tmp_path / "out"
    done = run(["--input", str(own), "--out", str(out), "--reproducible"], KILLED, cwd=registry)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert len(chunks_of(out)) == 3
    if change == "python":
        monkeypatch.setattr(sys, "version", "3.14.0")
    else:
        (tmp_path / "site-packages/tokens-2.0.dist-info").mkdir(parents=True)
        monkeypatch.syspath_prepend(str(tmp_path / "site-packages"))
    made: list[int] = []
    do = work.Editing.do

    def noted(self: work.Editing, task: work.Task) -> None:
        made.append(task.number)
        do(self, task)

    monkeypatch.setattr(work.Editing, "do", noted)
    made_by({}, out, registry, [own])
    assert made == [0, 1, 2]


def test_what_nodes_compare_names_the_packages_that_a_builder_imports(root: Path) -> None:
    manifest = load_manifest("gender-swap", root=root)
    builder = load_builder(manifest.builder, dataset="gender-swap", parameters={}, seed=0)
    assert {"spacy", "inflect", "pyarrow", "python", "builder"} <= code_of(builder).keys()


def test_many_digests_and_claims_go_by_the_disk_and_come_back_in_order(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = [hashlib.sha256(str(number % 700).encode()).digest() for number in range(1000)]
    found.append(bytes(32))  # zeros at the end are part of it
    monkeypatch.setattr(digests, "RUN", 64)
    assert list(digests.Digests(found, folder=tmp_path)) == sorted(found)
    assert content_hash(digests.Digests(found)) == content_hash(found)
    monkeypatch.setattr(claims, "HELD", 64)
    with claims.Claims(tmp_path) as many:
        for place, digest in enumerate(found):
            many.add(digest[:16], place)
        frames = list(many.frames())
        assert len(frames) > 10
        rows = [row for frame in frames for row in frame.rows()]
    assert sorted(row[2] for row in rows) == list(range(1001))
    together = [key for key, _ in groupby(row[:2] for row in rows)]
    assert len(together) == len(set(together)) == 701
    assert claims.repeated(one[:16] for one in found) == {one[:16] for one in found[:300]}


def test_a_check_that_goes_by_the_disk_says_what_one_in_memory_does(
    registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = build("tiny", root=registry, out=tmp_path / "out", reproducible=True)
    manifest = load_manifest("tiny", root=registry)
    (shard,) = made.record.configs["pairs"]["train"].shards
    (other,) = made.record.configs["pairs"]["validation"].shards
    table = pq.read_table(made.folder / shard)
    rows = [*table.to_pylist(), *table.to_pylist()[:3]]  # ids twice
    rows[-1]["label_counterfactual"] = "Nowhere"
    rows += pq.read_table(made.folder / other).to_pylist()  # groups and texts in two splits
    pq.write_table(pyarrow.Table.from_pylist(rows, schema=table.schema), made.folder / shard)
    said = check_folder(made.folder, manifest=manifest)
    kinds = {kind for _, _, kind in said.counts}
    assert {"id", "group", "leak", "two-labels", "counts", "content-hash"} <= kinds
    monkeypatch.setattr(claims, "HELD", 8)
    monkeypatch.setattr(digests, "RUN", 8)
    again = check_folder(made.folder, manifest=manifest)
    assert again.text() == said.text()
    assert again.blamed == said.blamed


def sentences(number: int) -> list[dict[str, object]]:
    return [
        {"id": f"s{at}", "text": f"He saw her brother at stop {at}.", "label": str(at % 3)}
        for at in range(number)
    ]


@pytest.mark.parametrize("form", ["jsonl", "parquet", "jsonl.gz", "columns"])
def test_a_file_elsewhere_gives_the_rows_of_one_here(
    form: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "_LEAST", 200)  # bytes of a piece: two or three records
    records = sentences(8)
    own = write_records(tmp_path / "own.jsonl", records)
    workers = 2 if form == "jsonl" else 1
    options: Row = {"root": root, "workers": workers, "out": tmp_path / "there"}
    file = tmp_path / f"all.{form}"
    if form == "jsonl":
        file.write_bytes(own.read_bytes().rstrip())  # without an end of its last line
    elif form == "jsonl.gz":
        file.write_bytes(gzip.compress(own.read_bytes()))
    else:
        file = tmp_path / "all.parquet"
        named = {"id": "key", "text": "body", "label": "stars"} if form == "columns" else {}
        table = pyarrow.Table.from_pylist(
            [{named.get(name, name): value for name, value in one.items()} for one in records]
        )
        pq.write_table(table.append_column("more", [list(range(8))]), file, row_group_size=3)
        options["columns"] = named or {name: name for name in ("id", "text", "label")}
    here = build("gender-swap", root=root, files=[own], out=tmp_path / "here")
    there = build("gender-swap", files=[file.as_uri()], **options)
    assert contents(there.folder / "data") == contents(here.folder / "data")
    assert there.record.counts == here.record.counts
    assert here.record.counts["texts"].kept == 8


@pytest.fixture
def bucket(s3: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, bytes], str]]:
    """Puts an object into the bucket of a store on this machine; gives its address."""
    client = pytest.importorskip("s3fs").S3FileSystem
    names = ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    for name, value in zip(
        (*names, "AWS_DEFAULT_REGION"), (s3, "k", "s", "us-east-1"), strict=True
    ):
        monkeypatch.setenv(name, value)
    client.clear_instance_cache()  # a client keeps the address that it was made with

    def put(name: str, content: bytes) -> str:
        requests.put(f"{s3}/data/{name}", data=content, timeout=10).raise_for_status()
        return f"s3://data/{name}"

    yield put
    client.clear_instance_cache()


@pytest.mark.parametrize(("form", "workers"), [("jsonl", 2), ("parquet", 2), ("jsonl.gz", 1)])
def test_a_bucket_gives_the_rows_of_a_file_here(
    form: str,
    workers: int,
    bucket: Callable[[str, bytes], str],
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(elsewhere, "_LEAST", 200)
    own = write_records(tmp_path / "own.jsonl", sentences(8))
    content = own.read_bytes()
    if form == "parquet":
        file = pyarrow.BufferOutputStream()
        pq.write_table(pyarrow.Table.from_pylist(sentences(8)), file, row_group_size=3)
        content = file.getvalue().to_pybytes()
    url = bucket(f"all.{form}", gzip.compress(content) if form == "jsonl.gz" else content)
    here = build("gender-swap", root=root, files=[own], out=tmp_path / "here")
    there = build("gender-swap", root=root, files=[url], out=tmp_path / "there", workers=workers)
    assert contents(there.folder / "data") == contents(here.folder / "data")
    assert there.record.input_files[0].name == f"all.{form}"
    with pytest.raises(IrrealisError, match=r"no file s3://data/none\.jsonl"):
        build("gender-swap", root=root, files=["s3://data/none.jsonl"], out=tmp_path / "none")


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_the_hub_gives_the_rows_of_a_file_here(
    form: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = write_records(tmp_path / "own.jsonl", sentences(8))
    held = tmp_path / "held"
    held.mkdir()
    (held / "all.jsonl").write_bytes(own.read_bytes())
    table = pyarrow.Table.from_pylist(sentences(8))
    pq.write_table(table, held / "all.parquet", row_group_size=3)
    here = build("gender-swap", root=root, files=[own], out=tmp_path / "here")
    options = ["--input", f"hf://datasets/org/texts@v1/all.{form}", "--workers", "2"]
    options += ["--out", str(tmp_path / "there")]
    first = "from irrealis.inputs import elsewhere\nelsewhere._LEAST = 200"
    with Hub() as hub:
        hub.hold("org/texts", {"v1": held})
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)  # read as its client is imported
        done = run(options, first, cwd=root, name="gender-swap")
        assert done.returncode == 0, done.stderr
        assert hub.asked.total() > 4  # it is there that it was read
        options[1] = options[1].replace("all.", "none.")
        done = run(options, first, cwd=root, name="gender-swap")
    assert done.returncode == 2, done.stderr
    assert f"no file hf://datasets/org/texts@v1/none.{form}" in done.stderr
    assert contents(tmp_path / "there/data") == contents(here.folder / "data")


@pytest.mark.parametrize(("form", "most"), [("jsonl", 1.5), ("parquet", 2)])
def test_a_piece_of_a_bucket_costs_few_bytes_more_than_it_has(
    form: str, most: float, bucket: Callable[[str, bytes], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    s3fs = pytest.importorskip("s3fs")
    noise = [hashlib.sha256(b"%d" % at).hexdigest() * 16 for at in range(6_000)]
    content = b"".join(b'{"id": "%d", "text": "%s"}\n' % (at, one.encode())
                       for at, one in enumerate(noise))  # fmt: skip
    if form == "parquet":
        file = pyarrow.BufferOutputStream()
        table = pyarrow.table({"id": list(map(str, range(len(noise)))), "text": noise})
        pq.write_table(table, file, row_group_size=300, compression="none", use_dictionary=False)
        content = file.getvalue().to_pybytes()
    url = bucket(f"many.{form}", content)
    fetched: list[int] = []
    fetch = s3fs.core.S3File._fetch_range

    def counted(self: Any, start: int, end: int) -> Any:
        fetched.append(end - start)
        return fetch(self, start, end)

    monkeypatch.setattr(s3fs.core.S3File, "_fetch_range", counted)
    pieces = elsewhere.pieces_of(url, {})
    assert len(pieces) > 10
    many = 0
    for piece in pieces:
        with piece.stream() as stream:
            many += sum(1 for _ in stream)
    assert many == len(noise)
    assert sum(fetched) < most * len(content)


@pytest.mark.parametrize(
    ("name", "content", "options", "said"),
    [
        ("none.jsonl", None, {}, ["no file file://"]),
        ("a.jsonl", b'{"id": "a"}\n{"id"', {}, ["a.jsonl from byte 0", "field text"]),
        ("a.jsonl", b'{"id": "a"}\n', {"id": "key"}, ["a.jsonl from byte 0: no column key"]),
        ("a.jsonl", b"{nothing}\n", {"id": "key"}, ["a line that is not JSON"]),
        ("a.parquet", b"PAR1", {}, ["a.parquet is not Parquet that can be read"]),
        ("a.csv", b"id\n", {"id": "id"}, ["a.csv cannot be read by columns", ".jsonl or .parquet"]),
    ],
)
def test_a_file_elsewhere_that_cannot_be_read_is_named(
    name: str,
    content: bytes | None,
    options: dict[str, str],
    said: list[str],
    root: Path,
    tmp_path: Path,
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    out = tmp_path / "out"
    with pytest.raises(IrrealisError) as caught:
        build("gender-swap", root=root, files=[file.as_uri()], columns=options, out=out)
    assert [part for part in said if part not in str(caught.value)] == []
    assert not out.exists()


class ClientError(Exception):
    """As a client of storage has it: no OSError, and of a package of its own."""

    __module__ = "botocore.exceptions"


@pytest.mark.parametrize(
    ("url", "error", "said"),
    [
        ("s3://bucket/a.jsonl", ClientError("no credentials\x07"), "AWS_ENDPOINT_URL"),
        ("hf://datasets/a/b/a.jsonl", ConnectionError("refused"), "HF_ENDPOINT"),
        ("https://me:hush@host.example/a.jsonl", ConnectionError("refused"), "opens from this"),
        ("gs://bucket/a.jsonl", ImportError("Please install it"), "python -m pip install gcsfs"),
    ],
)
def test_a_file_out_of_reach_says_what_to_do(
    url: str, error: Exception, said: str, root: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.chdir(root)
    monkeypatch.setattr("fsspec.url_to_fs", refuse)
    line = ["build", "gender-swap", "--input", url, "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(main, line)
    assert done.exit_code == 3, done.output
    assert said in done.stderr
    assert "hush" not in done.stderr
    assert done.stderr.replace("\n", "").isprintable()
    assert len(done.stderr.splitlines()) <= 5


def test_what_fails_in_reading_a_file_elsewhere_keeps_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n")
    with pytest.raises(ZeroDivisionError), open_url((tmp_path / "a.jsonl").as_uri()):
        _ = 1 / 0


@pytest.mark.parametrize("url", ["reference::s3://x/a.jsonl", "ssh://x/a.jsonl"])
def test_only_known_file_systems_are_asked(url: str, root: Path, tmp_path: Path) -> None:
    with pytest.raises(IrrealisError, match="expected: file://, hf://, s3://"):
        build("gender-swap", root=root, files=[url], out=tmp_path / "out")
