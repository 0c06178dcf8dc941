"""Cost of all light metrics for each 100,000 pairs, and whether it grows with the pairs alone.

    python benchmarks/metrics.py [--pairs N] [--tokens N] [--json]

Pairs are made here: texts of words drawn from a vocabulary as language draws them (Zipf), five
counterfactuals of each original with a few words replaced, labels of two classes. Each size is a
process of its own, so that its peak memory is its own. Nothing is asserted: a time is a property of
a machine, so read the ratios, which come from one run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import accumulate
from random import Random
from typing import Any

from irrealis.measure import PairFigures

SIZES = (4, 2, 1)  # the pairs, divided by these
GROUP = 5
WORDS = 30_000
EDITS = 3
SEED = 0


def pairs(count: int, *, tokens: int) -> Iterator[dict[str, Any]]:
    """Rows as the contract of pairs has them, one at a time."""
    chance = Random(SEED)  # noqa: S311 not for secrets
    vocabulary = [f"w{number}" for number in range(WORDS)]
    weights = list(accumulate(1 / (rank + 1) for rank in range(WORDS)))
    original: list[str] = []
    for number in range(count):
        if number % GROUP == 0:
            original = chance.choices(vocabulary, cum_weights=weights, k=tokens)
        yield _pair(original, number, chance=chance, vocabulary=vocabulary, weights=weights)


def _pair(
    original: list[str],
    number: int,
    *,
    chance: Random,
    vocabulary: list[str],
    weights: list[float],
) -> dict[str, Any]:
    changed, edits = list(original), []
    starts = [0, *accumulate(len(word) + 1 for word in original)]
    for at in sorted(chance.sample(range(len(original)), EDITS)):
        before = original[at]
        changed[at] = after = f"{chance.choices(vocabulary, cum_weights=weights)[0]}x"
        span = (starts[at], starts[at] + len(before))
        edits.append(
            {"field": "text", "start": span[0], "end": span[1], "before": before, "after": after}
        )
    labels = ("yes", "no") if number // GROUP % 2 else ("no", "yes")
    text = " ".join(changed)
    return {
        "id": hashlib.sha256(f"{number} {text}".encode()).hexdigest()[:16],
        "group": f"{number // GROUP:016x}",
        "original": {"text": " ".join(original)},
        "counterfactual": {"text": text},
        "edits": edits,
        "intervention": [{"kind": "word", "target": "text", "from": "a", "to": "b"}],
        "label_original": labels[0],
        "label_counterfactual": labels[1],
        "label_effect": "flip",
    }


def measure(count: int, *, tokens: int) -> dict[str, float]:
    """Seconds of CPU and peak memory (MB) of the metrics of so many pairs.

    The time that the pairs take to be made is measured first, and taken off.
    """
    next(pairs(1, tokens=tokens))
    PairFigures().see(next(pairs(1, tokens=tokens)))  # spaCy is loaded
    started = time.process_time()
    for _ in pairs(count, tokens=tokens):
        pass
    making = time.process_time() - started
    before = _peak()
    started = time.process_time()
    figures = PairFigures()
    for row in pairs(count, tokens=tokens):
        figures.see(row)
    found = figures.figures()
    seconds = time.process_time() - started - making
    return {
        "pairs": count,
        "seconds": seconds,
        "seconds_per_100k": seconds / count * 100_000,
        "memory_mb": _peak() - before,
        "figures": len(found),
    }


def _peak() -> float:
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def main() -> None:
    """Measure each size in its own process, and print the figures and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=100_000, help="the largest size")
    parser.add_argument("--tokens", type=int, default=100, help="tokens of a text")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.pairs, tokens=given.tokens)))
        return
    rows = []
    for part in SIZES:
        options = ["--pairs", str(given.pairs // part), "--tokens", str(given.tokens), "--one"]
        done = subprocess.run(
            [sys.executable, __file__, *options], check=True, capture_output=True, text=True
        )
        rows.append(json.loads(done.stdout))
    first = rows[0]
    for row in rows:
        for name in ("pairs", "seconds", "memory_mb"):
            row[f"{name}_ratio"] = row[name] / max(first[name], 0.1)
    if given.json:
        print(json.dumps(rows, indent=2))
        return
    print(f"{given.tokens} tokens a text, {GROUP} counterfactuals of an original")
    print(f"{'pairs':>9} {'CPU s':>8} {'s/100k':>8} {'MB':>7}   ratio of pairs, time, memory")
    for row in rows:
        ratios = "  ".join(
            f"{row[f'{name}_ratio']:.1f}" for name in ("pairs", "seconds", "memory_mb")
        )
        print(
            f"{row['pairs']:>9,} {row['seconds']:>8.1f} {row['seconds_per_100k']:>8.1f} "
            f"{row['memory_mb']:>7.1f}   {ratios}"
        )


if __name__ == "__main__":
    main()
