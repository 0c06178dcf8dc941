"""Speed of the edits of cebab-edits, beside a bare parse of the same reviews.

    python benchmarks/cebab.py [--input FILE] [--json]

Without --input it takes the pinned validation file, from the cache, IRREALIS_MIRROR or its URL. One
process, one thread, CPU seconds; bare parse and edits take turns, and the fastest of each counts. A
time is a property of a machine: read the ratio, which comes from one run.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

DATASET, SPLIT = "cebab-edits", "validation"
ROOT = Path(__file__).resolve().parent.parent
REPEATS = 5
ONE_THREAD = ("MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS")


def measure(file: Path | None) -> dict[str, Any]:
    """CPU seconds of each step, the fastest of all repeats."""
    from irrealis.builders.families.reviews import original_of

    from irrealis.build import Row, load_builder, record_rng
    from irrealis.inputs import fetch, open_input
    from irrealis.manifest import load_manifest
    from irrealis.text.parser import parser

    manifest = load_manifest(DATASET, root=ROOT)
    builder = load_builder(
        manifest.builder, dataset=DATASET, parameters=dict(manifest.parameters), seed=0
    )
    pinned = None
    if file is None:
        assert manifest.inputs.upstream is not None  # noqa: S101 this dataset has one
        pinned = manifest.inputs.upstream.splits[SPLIT][0]
        file = fetch(pinned, dataset=DATASET, split=SPLIT)
    seconds: dict[str, float] = {}

    def timed(name: str, step: Callable[[], Any]) -> Any:
        started = time.process_time()
        answer = step()
        spent = time.process_time() - started
        seconds[name] = min(seconds.get(name, spent), spent)
        return answer

    def read() -> list[Any]:
        with open_input(pinned, file) as stream:
            return list(builder.read(stream, source=file.name))

    def rows(groups: list[Any], made: Any) -> int:
        count = 0
        for group in groups:
            name = builder.original_id(group)
            rng = record_rng(dataset=DATASET, seed=0, original_id=name)
            for part in builder.edit(group, context=made, rng=rng):
                count += isinstance(part, Row) and part.config == "pairs"
        return count

    groups = read()
    originals = [original_of(group) for group in groups]
    texts = [review.description for review in originals if review is not None]
    nlp = parser()
    list(nlp.pipe(texts))  # what is loaded or cached at first use is no part of either
    builder.context_beside(groups, others=())
    edits = 0
    for _ in range(REPEATS):
        timed("bare parse", lambda: list(nlp.pipe(texts)))
        groups = timed("read", read)
        made = timed("parse and edit", partial(builder.context_beside, groups, others=()))
        edits = timed("rows", partial(rows, groups, made))
    return {"reviews": len(texts), "edits": edits, "seconds": seconds}


def table(result: dict[str, Any]) -> str:
    """The result for a reader."""
    spent, reviews = result["seconds"], result["reviews"]
    bare = spent["bare parse"]
    builder = spent["parse and edit"] + spent["rows"]
    lines = [f"{reviews} reviews, {result['edits']} edits, one thread, best of {REPEATS}", ""]
    lines.append(f"{'':<26}{'CPU s':>9}{'reviews/s':>11}{'times the bare parse':>22}")
    for name, value in (
        ("bare nlp.pipe", bare),
        ("parse and edit", spent["parse and edit"]),
        ("rows of the edits", spent["rows"]),
        ("the whole edit builder", builder),
        ("reading the file", spent["read"]),
    ):
        lines.append(f"{name:<26}{value:9.3f}{reviews / value:11.0f}{value / bare:22.2f}")
    return "\n".join(lines)


def main() -> None:
    """Run as a script, again with one thread if need be: libraries look when they are loaded."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--input", type=Path, metavar="FILE", help="reviews in CEBaB's format")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    args = parser.parse_args()
    if any(os.environ.get(name) != "1" for name in ONE_THREAD):
        env = {**os.environ, **dict.fromkeys(ONE_THREAD, "1")}
        os.execve(sys.executable, [sys.executable, *sys.argv], env)  # noqa: S606 itself
    result = measure(args.input)
    print(json.dumps(result, indent=2) if args.json else table(result))


if __name__ == "__main__":
    main()
