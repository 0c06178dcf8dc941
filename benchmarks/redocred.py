"""Speed, memory and yield of redocred-cf, beside the floor that no build can beat.

    python benchmarks/redocred.py [--input FILE] [--json]
    python benchmarks/redocred.py --against COMMIT [--rounds N]

Without --input it takes the pinned validation file, from the cache, IRREALIS_MIRROR or its URL.
Each measurement is a process of its own, with one thread for BLAS, Arrow and tokenizers. Nothing is
asserted: a time is a property of a machine, so read the ratios, which come from one run. With
--against, this tree and that of a commit build the same file in turns, for their CPU seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

DATASET, SPLIT = "redocred-cf", "validation"
ROOT = Path(__file__).resolve().parent.parent
POOLS = (100, 200, 400, 500)
EDITED = 100  # documents that are edited with each of the pools: the first of the file
REPEATS = 3  # of these edits; the fastest counts
THREADS = (
    "ARROW_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "POLARS_MAX_THREADS",
    "RAYON_NUM_THREADS",
)
STAGES = ("read", "clean and pool", "edit", "write", "check", "rest")


class Clock:
    """Seconds by stage; a stage inside another is not counted in that one."""

    def __init__(self) -> None:
        """Start with the stage "rest"."""
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self._running = ["rest"]
        self._since = time.perf_counter()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens inside for the stage `name`."""
        self._lap()
        self._running.append(name)
        try:
            yield
        finally:
            self._lap()
            self._running.pop()

    def _lap(self) -> None:
        now = time.perf_counter()
        self.seconds[self._running[-1]] += now - self._since
        self._since = now

    def timing(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, counted for the stage `name`."""

        @wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.stage(name):
                return function(*args, **kwargs)

        return timed

    def timing_each(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same for a generator: only what it does is counted, not what is done with it."""

        @wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Iterator[Any]:
            items = function(*args, **kwargs)
            while True:
                with self.stage(name):
                    try:
                        item = next(items)
                    except StopIteration:
                        return
                yield item

        return timed


def measure_build(file: Path, *, out: Path, workers: int) -> dict[str, Any]:
    """A whole build: seconds (by stage with one worker), peak memory, yield."""
    clock = Clock()
    from irrealis.builders.redocred_cf import RedocredCf

    from irrealis.build import run
    from irrealis.build.chunks import ChunkWriter
    from irrealis.build.making import Making
    from irrealis.build.work import Editing

    imported = time.perf_counter()
    with ExitStack() as patches:
        if workers == 1:
            for owner, name, stage in (
                (RedocredCf, "context", "clean and pool"),
                (ChunkWriter, "write", "write"),
                (ChunkWriter, "__exit__", "write"),
                (Making, "_assemble", "write"),
                (Editing, "_edited", "edit"),
                (Making, "settled", "check"),
            ):
                timed = clock.timing(stage, getattr(owner, name))
                patches.enter_context(patch.object(owner, name, timed))
            read = clock.timing_each("read", RedocredCf.read)
            patches.enter_context(patch.object(RedocredCf, "read", read))
        built = run.build(
            DATASET, root=ROOT, files=[file], splits=[SPLIT], out=out, workers=workers
        )
        with clock.stage("rest"):
            seconds = time.perf_counter() - imported
    counts = built.record.counts[SPLIT]
    assert built.record.measured is not None  # noqa: S101 only --reproducible leaves it out
    metrics = built.report.metrics[SPLIT]
    return {
        "workers": workers,
        "seconds": seconds,
        "documents_per_second": counts.records / seconds,
        "peak_memory_mb": built.record.measured.peak_memory_mb,
        "documents": counts.records,
        "yield": counts.kept / counts.records,
        "counterfactuals": counts.counterfactuals,
        "relations_affected": metrics.get("relations_affected.mean"),
        "rejects": counts.rejects,
        "stages": clock.seconds if workers == 1 else None,
        "content": built.record.configs["pairs"][SPLIT].content_hash,
    }


def measure_pools(file: Path) -> list[dict[str, Any]]:
    """Time of editing the same documents with pools of growing size, and of the search in them."""
    from irrealis.builders.redocred_cf.pool import Pool

    from irrealis.build import load_builder, record_rng
    from irrealis.manifest import load_manifest

    manifest = load_manifest(DATASET, root=ROOT)
    builder = load_builder(
        manifest.builder, dataset=DATASET, parameters=dict(manifest.parameters), seed=0
    )
    with file.open("rb") as stream:
        records = list(builder.read(stream, source=file.name))
    edited = records[:EDITED]
    results: list[dict[str, Any]] = []
    for size in sorted({min(size, len(records)) for size in POOLS}):
        started = time.perf_counter()
        pool = builder.context(records[:size])
        set_up = time.perf_counter() - started
        runs: list[tuple[float, float]] = []
        for _ in range(REPEATS + (not results)):  # the very first run also imports and caches
            clock = Clock()
            search = clock.timing("clean and pool", Pool.candidates)
            with patch.object(Pool, "candidates", search), clock.stage("edit"):
                for record in edited:
                    title = builder.original_id(record)
                    rng = record_rng(dataset=DATASET, seed=0, original_id=title)
                    list(builder.edit(record, context=pool, rng=rng))
            spent = clock.seconds
            runs.append((spent["edit"] + spent["clean and pool"], spent["clean and pool"]))
        whole, candidates = min(runs)
        results.append(
            {
                "pool": size,
                "set_up_seconds": set_up,
                "edit_ms": 1000 * whole / len(edited),
                "candidates_ms": 1000 * candidates / len(edited),
            }
        )
    return results


def measure_floor(file: Path, *, build: Path) -> dict[str, Any]:
    """Reading the file and writing the rows of a build of it, with nothing between."""
    import orjson
    import pyarrow as pa
    import pyarrow.parquet as pq

    from irrealis.store import ROWS_PER_GROUP, read_record

    tables = [
        pq.read_table(build / shard)
        for splits in read_record(build).configs.values()
        for part in splits.values()
        for shard in part.shards
    ]
    rows = [(table.schema, table.to_pylist()) for table in tables]
    started = time.perf_counter()
    content = file.read_bytes()
    try:
        orjson.loads(content)
    except orjson.JSONDecodeError:
        for line in content.splitlines():
            orjson.loads(line)
    read = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as folder:
        for number, (schema, values) in enumerate(rows):
            path = Path(folder, f"{number}.parquet")
            with pq.ParquetWriter(path, schema, compression="zstd", version="2.6") as writer:
                for at in range(0, len(values), ROWS_PER_GROUP):
                    part = values[at : at + ROWS_PER_GROUP]
                    writer.write_batch(pa.RecordBatch.from_pylist(part, schema=schema))
        seconds = time.perf_counter() - started
    return {"seconds": seconds, "read_seconds": read, "rows": sum(len(v) for _, v in rows)}


def measure(what: str, file: Path, folder: Path) -> Any:
    """One measurement, in this process."""
    if what == "pools":
        return measure_pools(file)
    if what == "floor":
        return measure_floor(file, build=folder / "build-1")
    workers = int(what.removeprefix("build-"))
    return measure_build(file, out=folder / what, workers=workers)


def run_apart(what: str, file: Path, folder: Path) -> Any:
    """The measurement in a fresh process with one thread; its answer is its last line."""
    one_thread = {**dict.fromkeys(THREADS, "1"), "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(
        [sys.executable, __file__, "--input", str(file), "--measure", what, str(folder)],
        env={**os.environ, **one_thread},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{what}: exit code {done.returncode}, see above")
    return json.loads(done.stdout.splitlines()[-1])


# Runs in a process of its own: it has to import one tree, wherever the environment was installed
# from, so the finder of an editable install is taken out and the registry is put in by hand.
_BUILD_A_TREE = """
import importlib.util, resource, sys
from pathlib import Path
tree, file, out = map(Path, sys.argv[1:])
sys.meta_path[:] = [one for one in sys.meta_path if "editable" not in repr(one).lower()]
sys.path.insert(0, str(tree))
import irrealis
for name in ("builders", "schemas"):
    place = tree / name
    spec = importlib.util.spec_from_file_location(
        f"irrealis.{name}", place / "__init__.py", submodule_search_locations=[str(place)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[f"irrealis.{name}"] = module
    setattr(irrealis, name, module)
    spec.loader.exec_module(module)
from irrealis.build import run
built = run.build(
    "redocred-cf", root=tree, files=[file], splits=["validation"], out=out, workers=1
)
counts = built.record.counts["validation"]
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, counts.kept / counts.records, Path(irrealis.__file__).parent)
"""


def compare(commit: str, file: Path, *, rounds: int) -> dict[str, Any]:
    """CPU seconds of a build by this tree and by that of a commit, in turns; the least of each."""
    found: dict[str, list[float]] = {"this tree": [], commit: []}
    yields: dict[str, float] = {}
    one_thread = {**dict.fromkeys(THREADS, "1"), "TOKENIZERS_PARALLELISM": "false"}
    with tempfile.TemporaryDirectory() as name:
        other = Path(name, "tree")
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--detach", "--quiet", str(other), commit], check=True)
        try:
            for number in range(rounds):
                for what, tree in (("this tree", ROOT), (commit, other)):
                    out = Path(name, f"{number}-{tree.name}")
                    done = subprocess.run(
                        [sys.executable, "-c", _BUILD_A_TREE, str(tree), str(file), str(out)],
                        env={**os.environ, **one_thread},
                        cwd=tree,
                        stdout=subprocess.PIPE,
                        text=True,
                        check=True,
                    )
                    seconds, kept, where = done.stdout.splitlines()[-1].split(" ", 2)
                    if Path(where).resolve() != (tree / "irrealis").resolve():
                        sys.exit(f"{what}: the package was imported from {where}, not from {tree}")
                    found[what].append(float(seconds))
                    yields[what] = float(kept)
        finally:
            subprocess.run([*git, "remove", "--force", str(other)], check=True)
    least = {what: min(seconds) for what, seconds in found.items()}
    ratio = least["this tree"] / least[commit]
    return {"cpu_seconds": least, "yield": yields, "ratio": ratio, "rounds": rounds}


def pinned_file() -> Path:
    """The validation file that the manifest pins."""
    from irrealis.inputs import fetch
    from irrealis.manifest import load_manifest

    upstream = load_manifest(DATASET, root=ROOT).inputs.upstream
    assert upstream is not None  # noqa: S101 this dataset has one
    return fetch(upstream.splits[SPLIT][0], dataset=DATASET, split=SPLIT)


def table(result: dict[str, Any]) -> Iterator[str]:
    """The result for a reader, line by line."""
    one, two, floor, pools = (result[key] for key in ("build", "two_workers", "floor", "pools"))
    yield f"{result['input']}: {one['documents']} documents, one thread"
    yield ""
    yield f"{'whole build':<24}{'1 worker':>12}{'2 workers':>12}{'floor':>12}"
    yield f"{'seconds':<24}{one['seconds']:12.2f}{two['seconds']:12.2f}{floor['seconds']:12.2f}"
    yield (
        f"{'times the floor':<24}{one['seconds'] / floor['seconds']:12.1f}"
        f"{two['seconds'] / floor['seconds']:12.1f}{1:12.1f}"
    )
    rates = [part["documents_per_second"] for part in (one, two)]
    rates.append(one["documents"] / floor["seconds"])
    yield f"{'documents/s':<24}" + "".join(f"{rate:12.1f}" for rate in rates)
    # of the largest process: with two workers the whole is up to three of these
    yield (
        f"{'peak MB, one process':<24}{one['peak_memory_mb']:12.0f}{two['peak_memory_mb']:12.0f}"
        f"{'':>12}"
    )
    for stage, seconds in one["stages"].items():
        yield f"  {stage:<22}{seconds:12.2f}"
    yield ""
    affected = one["relations_affected"] or 0.0
    yield (
        f"yield {one['yield']:.1%}: {one['counterfactuals']} counterfactuals, on average "
        f"{affected:.1%} of the relations affected"
    )
    yield f"dropped: {', '.join(f'{why} {n}' for why, n in one['rejects'].items()) or 'nothing'}"
    same = "the same" if one["content"] == two["content"] else "OTHER"
    yield f"2 workers write {same} rows; the floor writes {floor['rows']} rows"
    yield ""
    count = min(EDITED, one["documents"])
    yield f"{count} documents, ms each, best of {REPEATS}; times the first line in parentheses"
    yield f"{'pool':>12}{'edit':>18}{'of that, search':>20}{'set-up s':>12}"
    base = pools[0]
    for part in pools:
        cells = [
            f"{part[key]:.1f} ({part[key] / base[key]:.2f})" for key in ("edit_ms", "candidates_ms")
        ]
        size = f"{part['pool']} ({part['pool'] / base['pool']:.0f})"
        yield f"{size:>12}{cells[0]:>18}{cells[1]:>20}{part['set_up_seconds']:12.2f}"


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--input", type=Path, metavar="FILE", help="documents in DocRED's format")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    parser.add_argument("--against", metavar="COMMIT", help="compare CPU seconds with its tree")
    parser.add_argument("--rounds", type=int, default=2, metavar="N", help="of such builds")
    parser.add_argument("--measure", nargs=2, metavar=("WHAT", "FOLDER"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    file = (args.input or pinned_file()).resolve()
    if args.measure:
        print(json.dumps(measure(args.measure[0], file, Path(args.measure[1]))))
        return
    if args.against:
        both = compare(args.against, file, rounds=args.rounds)
        if args.json:
            print(json.dumps(both, indent=2))
            return
        for what, seconds in both["cpu_seconds"].items():
            print(f"{what:<44}{seconds:8.1f} CPU s, yield {both['yield'][what]:.1%}")
        print(f"ratio {both['ratio']:.2f}, the least of {both['rounds']} builds each")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        result = {
            "input": args.input.name if args.input else "pinned validation file",
            "build": run_apart("build-1", file, folder),
            "two_workers": run_apart("build-2", file, folder),
            "floor": run_apart("floor", file, folder),
            "pools": run_apart("pools", file, folder),
        }
    print(json.dumps(result, indent=2) if args.json else "\n".join(table(result)))


if __name__ == "__main__":
    main()
