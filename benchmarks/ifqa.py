"""Speed and memory of ifqa-style: documents and questions a second, with and without the check.

    python benchmarks/ifqa.py [--input FILE] [--json]

Without --input it takes the pinned validation file, from the cache, IRREALIS_MIRROR or its URL. The
measurement is a process of its own, with one thread, and times are CPU seconds of that process, so
that what else the machine does is not in them. Nothing is asserted: compare runs of one machine.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

DATASET, SPLIT = "ifqa-style", "validation"
ROOT = Path(__file__).resolve().parent.parent
THREADS = (
    "ARROW_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "POLARS_MAX_THREADS",
    "RAYON_NUM_THREADS",
)
STAGES = ("clean", "facts", "questions", "write", "check")


class Clock:
    """CPU seconds by stage; none of the stages is inside another."""

    def __init__(self) -> None:
        """Start at nought."""
        self.seconds = dict.fromkeys(STAGES, 0.0)

    def timing(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, counted for a stage."""

        @wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            started = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                self.seconds[stage] += time.process_time() - started

        return timed


def measure(file: Path) -> dict[str, Any]:
    """A whole build of a file with one worker, in this process."""
    import irrealis.builders.ifqa_style as package

    from irrealis.build import run
    from irrealis.build.chunks import ChunkWriter
    from irrealis.build.making import Making
    from irrealis.contract import load_schemas
    from irrealis.manifest import load_manifest
    from irrealis.text.demonyms import demonym_of

    # what every command pays once: imports, schemas, the table of demonyms
    load_schemas(load_manifest(DATASET, root=ROOT))
    demonym_of("Norway")
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        patches = [
            patch.object(owner, name, clock.timing(stage, getattr(owner, name)))
            for owner, name, stage in (
                (package, "clean", "clean"),
                (package, "Facts", "facts"),
                (package, "questions", "questions"),
                (ChunkWriter, "write", "write"),
                (ChunkWriter, "__exit__", "write"),
                (Making, "_assemble", "write"),
                (Making, "settled", "check"),
            )
        ]
        for one in patches:
            one.start()
        started = time.process_time()
        built = run.build(
            DATASET, root=ROOT, files=[file], splits=[SPLIT], out=Path(folder, "build")
        )
        seconds = time.process_time() - started
        for one in patches:
            one.stop()
    counts = built.record.counts[SPLIT]
    unit = 1 if sys.platform == "darwin" else 1024
    without = seconds - clock.seconds["check"]
    return {
        "documents": counts.records,
        "questions": counts.counterfactuals,
        "seconds": seconds,
        "seconds_without_check": without,
        "documents_per_second": counts.records / without,
        "questions_per_second": counts.counterfactuals / without,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6,
        "stages": clock.seconds,
    }


def run_apart(file: Path) -> dict[str, Any]:
    """The measurement in a fresh process with one thread; its answer is its last line."""
    done = subprocess.run(
        [sys.executable, __file__, "--input", str(file), "--measure"],
        env={**os.environ, **dict.fromkeys(THREADS, "1")},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"exit code {done.returncode}, see above")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def pinned_file() -> Path:
    """The validation file that the manifest pins."""
    from irrealis.inputs import fetch
    from irrealis.manifest import load_manifest

    upstream = load_manifest(DATASET, root=ROOT).inputs.upstream
    assert upstream is not None  # noqa: S101 this dataset has one
    return fetch(upstream.splits[SPLIT][0], dataset=DATASET, split=SPLIT)


def table(result: dict[str, Any]) -> Iterator[str]:
    """The result for a reader, line by line."""
    yield f"{result['documents']} documents, {result['questions']} questions, one thread"
    yield ""
    yield f"{'CPU seconds':<28}{result['seconds']:10.2f}"
    for stage, seconds in result["stages"].items():
        yield f"  {stage:<26}{seconds:10.2f}"
    yield f"{'CPU seconds without check':<28}{result['seconds_without_check']:10.2f}"
    yield f"{'documents/s without check':<28}{result['documents_per_second']:10.1f}"
    yield f"{'questions/s without check':<28}{result['questions_per_second']:10.1f}"
    yield f"{'peak MB':<28}{result['peak_memory_mb']:10.0f}"


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--input", type=Path, metavar="FILE", help="documents in DocRED's format")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    file = (args.input or pinned_file()).resolve()
    if args.measure:
        print(json.dumps(measure(file)))
        return
    result = run_apart(file)
    print(json.dumps(result, indent=2) if args.json else "\n".join(table(result)))


if __name__ == "__main__":
    main()
