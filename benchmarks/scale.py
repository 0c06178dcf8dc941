"""What a second worker saves, and what memory a build takes, by the system's count of CPU seconds.

    python benchmarks/scale.py [--speed] [--memory 10000 100000] [--json]

A build of the same records runs in this many processes, each a process of its own. Wall time says
nothing on a machine that is shared, so what counts are CPU seconds: those of the process that
leads the build, which nobody can take from it, and those of its workers, which share theirs. The
time of a build with N workers is then the leader's plus the N-th part of the workers'.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOMEBODY = ("My wife", "My husband", "The waiter", "She", "He", "His mother", "The waitress")
DID = ("loved", "hated", "ordered", "brought", "tasted", "praised")
SOMETHING = ("the soup", "the pasta", "the dessert", "her drink", "his plate", "the view")
WAS = ("great", "awful", "slow", "friendly", "cold", "lovely", "dull", "warm")
ASPECTS = ("food", "service", "ambiance", "noise")
SPEED = {"gender-swap": 2_000, "restaurant-edits": 2_000, "redocred-cf": 500}
_DOCUMENTS = "dev_revised.json"


def reviews(number: int) -> Iterator[dict[str, Any]]:
    """Reviews of five to nine sentences that nobody wrote; no two are alike."""
    from irrealis.build import Draw, record_rng

    for at in range(number):
        draw = Draw(record_rng(dataset="benchmark", seed=0, original_id=str(at)))
        sentences = [
            f"{draw.choice(SOMEBODY)} {draw.choice(DID)} {draw.choice(SOMETHING)}, and it was "
            f"{draw.choice(WAS)} and {draw.choice(WAS)}."
            for _ in range(draw.integer(5, 9))
        ]
        yield {"id": f"r{at}", "text": f"{' '.join(sentences)} Visit {at} was {draw.choice(WAS)}."}


def write_input(name: str, number: int, folder: Path) -> Path | None:
    """The records of a dataset in its own format; None where they are drawn."""
    from irrealis.inputs import fetch, read_json_records
    from irrealis.manifest import load_manifest

    path = folder / f"{name}.jsonl"
    manifest = load_manifest(name, root=ROOT)
    if manifest.inputs.generate:
        return None
    if name == "redocred-cf":
        pinned = next(p for _, p in manifest.upstream_files(["validation"]))
        with fetch(pinned, dataset=name, split="validation").open("rb") as stream:
            documents = read_json_records(stream, source=_DOCUMENTS)
            lines = [
                json.dumps(record) for record, _ in zip(documents, range(number), strict=False)
            ]
        path.write_text("\n".join(lines))
        return path
    with path.open("w") as file:
        for at, review in enumerate(reviews(number)):
            if name == "gender-swap":
                more: dict[str, Any] = {"label": "Positive" if at % 2 else "Negative"}
            else:
                said = dict.fromkeys(ASPECTS, "unknown") | {"food": "Positive"}
                more = {"aspects": said}
            file.write(json.dumps({**review, **more}) + "\n")
    return path


def measure(name: str, number: int, workers: int) -> dict[str, Any]:
    """A build in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = write_input(name, number, Path(folder))
        command = [sys.executable, __file__, "--one", name, str(number), str(workers), folder]
        done = subprocess.run(
            [*command, str(file or "")], capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def one(name: str, number: int, workers: int, folder: Path, file: str) -> dict[str, Any]:
    """The build itself."""
    from irrealis.build import build

    unit = 1 if sys.platform == "darwin" else 1024
    before, start = _cpu(resource.RUSAGE_SELF), time.monotonic()
    made = build(
        name,
        root=ROOT,
        files=[Path(file)] if file else [],
        size=None if file else number,
        splits=[] if file else ["train"],
        workers=workers,
        out=folder / "out",
    )
    leader, others = _cpu(resource.RUSAGE_SELF) - before, _cpu(resource.RUSAGE_CHILDREN)
    records = sum(counts.records for counts in made.record.counts.values())
    return {
        "dataset": name,
        "records": records,
        "rows": made.report.rows,
        "workers": workers,
        "leader_cpu_s": round(leader, 1),
        "workers_cpu_s": round(others, 1),
        "path_s": round(leader + others / workers, 1),
        "wall_s": round(time.monotonic() - start, 1),
        "rows_per_cpu_s": round(made.report.rows / (leader + others), 1),
        "leader_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6),
        "workers_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6),
        "content": {
            config: part.content_hash
            for config, splits in made.record.configs.items()
            for part in splits.values()
        },
    }


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def speeds(records: int | None) -> Iterator[dict[str, Any]]:
    """What two workers save, of each dataset."""
    for name, most in SPEED.items():
        alone, both = (measure(name, min(records or most, most), workers) for workers in (1, 2))
        if alone["content"] != both["content"]:
            raise SystemExit(f"{name}: two workers made other rows than one")
        saved = {"speed_up": round(alone["path_s"] / both["path_s"], 2)}
        yield alone
        yield {**both, **saved}


def memories(sizes: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Peak memory of the leader and of a worker as the records grow."""
    for size in sizes:
        yield measure("math-families", size, 2)


def main() -> None:
    """Print the measurements, line by line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speed", action="store_true", help="rows a CPU second, and two workers")
    parser.add_argument("--records", type=int, help="at most so many for --speed")
    parser.add_argument("--memory", type=int, nargs="+", default=[], metavar="RECORDS")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", nargs=5, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        name, number, workers, folder, file = given.one
        print(json.dumps(one(name, int(number), int(workers), Path(folder), file)))
        return
    columns = "dataset records rows workers leader_cpu_s workers_cpu_s path_s rows_per_cpu_s"
    columns += " leader_mb workers_mb speed_up"
    if not given.json:
        print(columns.replace(" ", "\t"))
    found = speeds(given.records) if given.speed else iter(())
    for measured in chain(found, memories(given.memory)):
        if given.json:
            print(json.dumps(measured), flush=True)
        else:
            print("\t".join(str(measured.get(name, "")) for name in columns.split()), flush=True)


if __name__ == "__main__":
    main()
