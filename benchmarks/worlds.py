"""Speed of the generated worlds: rows a CPU second of each builder, beside its check.

    python benchmarks/worlds.py [NAME ...] [--size N] [--growth N] [--json]
    python benchmarks/worlds.py --table [NAME ...] [--size N] [--json]

Each dataset is drawn in a process of its own with one thread: --size records are made and put into
rows, and every row is then looked at by the dataset's own audit, in turns of a tenth; what Parquet
and the invariants of the contract cost is the same for all datasets and is left out. With --growth
it draws N records of each after that, in a loop that keeps the ids of pairs alone, to show that
speed and memory stay as they are, and which share of the pairs is new. A time is a property of a
machine: read the ratio of the two columns, which comes from one run.

With --table each dataset is built and checked, and a line says how many rows there are, which share
is distinct, whether both engines agree, what shortcuts get right, and which share of the pairs the
next seed has, too.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from array import array
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NAMES = (
    "scm-questions",
    "scm-effects",
    "causal-grids",
    "scm-decisions",
    "altered-arithmetic",
    "belief-logic",
    "malrules",
    "math-families",
    "broken-steps",
    "counterexamples",
)
READ = ("counterbench", "altered-gsm8k")  # of the same families, and read from upstream's files
SHORTCUTS = re.compile(r".+_only|same_as_.+|largest_.+|patched")
SPLIT, TURNS = "train", 10


def measure(name: str, size: int, growth: int) -> dict[str, Any]:
    """Rows, CPU seconds of builder and check, and peak memory in MB before and after growth."""
    from irrealis.build import Row, load_builder, record_rng
    from irrealis.check.audit import load_audit
    from irrealis.manifest import load_manifest
    from irrealis.store import BuildRecord

    manifest = load_manifest(name, root=ROOT)
    builder = load_builder(
        manifest.builder, dataset=name, parameters=dict(manifest.parameters), seed=0
    )
    record = BuildRecord.model_construct(dataset=name, counts={})
    audit = load_audit(manifest)(record, SPLIT)
    made = checked = 0.0
    pairs = rows = failures = 0

    def drawn(records: Any) -> list[Row]:
        every: list[Row] = []
        for item in records:
            rng = record_rng(dataset=name, seed=0, original_id=builder.original_id(item))
            parts = builder.edit(item, context=None, rng=rng)
            every += (part for part in parts if isinstance(part, Row))
        return every

    source = builder.generate(SPLIT, size + growth)
    drawn([next(builder.generate("warm", 1))])  # what is loaded at first use is no part of it
    turn = max(size // TURNS, 1)
    for _ in range(TURNS):
        started = time.process_time()
        batch = drawn(next(source) for _ in range(turn))
        middle = time.process_time()
        # configs in the order in which a check meets them
        batch.sort(key=lambda row: row.config != "pairs")
        failures += sum(1 for row in batch for _ in audit.see(row.config, row.values))
        made += middle - started
        checked += time.process_time() - middle
        rows += len(batch)
        pairs += sum(row.config == "pairs" for row in batch)
    memory = _peak()
    figures = {"records": TURNS * turn, "pairs": pairs, "rows": rows, "failures": failures}
    seconds = {"build_seconds": made, "check_seconds": checked}
    ids, more = array("Q"), 0
    started = time.process_time()
    for _ in range(growth):
        batch = drawn([next(source)])
        ids.extend(int(row.values["id"], 16) for row in batch if row.config == "pairs")
        more += len(batch)
    grown = {
        "grown_rows": more,
        "grown_seconds": time.process_time() - started,
        "mb_after_growth": _peak(),
        "grown_distinct": len(set(ids)) / len(ids) if ids else 1.0,
    }
    return {"name": name, **figures, **seconds, "mb": memory, **grown}


def tabulated(name: str, size: int) -> dict[str, Any]:
    """A line of the table: a dataset built and checked, and again with the next seed."""
    from irrealis.build import build, read_rows

    options: dict[str, Any] = {"inputs": "upstream"} if name in READ else {"size": size}
    split = "test" if name in READ else SPLIT
    with tempfile.TemporaryDirectory() as place:
        started = time.process_time()
        done = build(name, root=ROOT, out=Path(place, "0"), splits=[split], **options)
        seconds = time.process_time() - started
        rows = list(read_rows(done.folder, done.record, config="pairs", split=split))
        figures = json.loads((done.folder / "metrics.json").read_text())[split]
        if name in READ:
            again = build(name, root=ROOT, out=Path(place, "1"), splits=[split], seed=1, **options)
            others = read_rows(again.folder, again.record, config="pairs", split=split)
            other = {row["id"] for row in others}
        else:
            other = _drawn(name, size)
    counts = {config: of[split].rows for config, of in done.record.configs.items()}
    return {
        "name": name,
        "records": figures["records"],
        "rows": sum(counts.values()) - counts.get("rejects", 0),
        "distinct": len({json.dumps(row["counterfactual"]) for row in rows}) / len(rows),
        "seconds": seconds,
        "agreement": figures["answers_derived_again"],
        "shortcuts": {key: value for key, value in figures.items() if SHORTCUTS.fullmatch(key)},
        "shared": sum(row["id"] in other for row in rows) / len(rows),
    }


def _drawn(name: str, size: int) -> set[str]:
    """The ids of the pairs that the next seed makes."""
    from irrealis.build import Row, load_builder, record_rng
    from irrealis.manifest import load_manifest

    manifest = load_manifest(name, root=ROOT)
    builder = load_builder(
        manifest.builder, dataset=name, parameters=dict(manifest.parameters), seed=1
    )
    found = set()
    for item in builder.generate(SPLIT, size):
        rng = record_rng(dataset=name, seed=1, original_id=builder.original_id(item))
        for part in builder.edit(item, context=None, rng=rng):
            if isinstance(part, Row) and part.config == "pairs":
                found.add(part.values["id"])
    return found


def lines(results: list[dict[str, Any]]) -> str:
    """The table for a reader, with the sum of all rows."""
    head = f"{'':<20}{'rows':>8}{'distinct':>10}{'CPU s':>7}{'agree':>8}{'shared':>8}  shortcuts"
    made = [head]
    for one in results:
        shortcuts = ", ".join(f"{name} {value:.3f}" for name, value in one["shortcuts"].items())
        made.append(
            f"{one['name']:<20}{one['rows']:>8}{one['distinct']:>10.4f}{one['seconds']:>7.0f}"
            f"{one['agreement']:>8.3f}{one['shared']:>8.4f}  {shortcuts}"
        )
    return "\n".join([*made, f"{'':<20}{sum(one['rows'] for one in results):>8}"])


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(results: list[dict[str, Any]]) -> str:
    """The results for a reader."""
    head = f"{'':<16}{'pairs':>8}{'pairs/s':>9}{'rows/s':>8}{'checked/s':>11}{'check/build':>13}"
    lines = [f"{head}{'failures':>10}{'MB':>6}{'grown':>7}{'grown rows':>12}{'/s':>6}{'new':>9}"]
    for one in results:
        made, checked = one["build_seconds"], one["check_seconds"]
        lines.append(
            f"{one['name']:<16}{one['pairs']:>8}{one['pairs'] / made:>9.0f}"
            f"{one['rows'] / made:>8.0f}{one['rows'] / checked:>11.0f}{checked / made:>13.2f}"
            f"{one['failures']:>10}{one['mb']:>6.0f}{one['mb_after_growth']:>7.0f}"
            f"{one['grown_rows']:>12}{one['grown_rows'] / max(one['grown_seconds'], 1e-9):>6.0f}"
            f"{one['grown_distinct']:>9.5f}"
        )
    return "\n".join(lines)


def main() -> None:
    """Run as a script: each dataset in a process of its own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--size", type=int, default=2000, help="records of each")
    parser.add_argument("--growth", type=int, default=0, help="records drawn after that")
    parser.add_argument("--table", action="store_true", help="build, check and compare seeds")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one and args.table:
        print(json.dumps(tabulated(args.names[0], args.size)))
    elif args.one:
        print(json.dumps(measure(args.names[0], args.size, args.growth)))
    else:
        names = args.names or ((*NAMES, *READ) if args.table else NAMES)
        results = [_in_process(name, args) for name in names]
        shown = lines if args.table else table
        print(json.dumps(results, indent=2) if args.json else shown(results))


def _in_process(name: str, args: argparse.Namespace) -> dict[str, Any]:
    """The figures of a dataset, from a process of its own with one thread."""
    sizes = ["--size", str(args.size), "--growth", str(args.growth)]
    command = [sys.executable, __file__, name, "--one", *sizes, *(["--table"] * args.table)]
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=env)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


if __name__ == "__main__":
    main()
