"""What a second worker saves, and what memory a build takes, by the system's count of CPU seconds.

    python benchmarks/scale.py [--speed [DATASET ...]] [--records N] [--memory N ...] [--json]

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
SPEED = {"redocred-cf": 2_000, "gender-swap": 20_000, "cebab-edits": 20_000}
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


def documents(number: int) -> Iterator[dict[str, Any]]:
    """Re-DocRED's documents, again and again, each time under other titles."""
    from irrealis.inputs import fetch, read_json_records
    from irrealis.manifest import load_manifest

    manifest = load_manifest("redocred-cf", root=ROOT)
    pinned = next(p for _, p in manifest.upstream_files(["validation"]))
    with fetch(pinned, dataset=manifest.name, split="validation").open("rb") as stream:
        every = list(read_json_records(stream, source=_DOCUMENTS))
    for at in range(number):
        again, place = divmod(at, len(every))
        title = every[place]["title"]
        yield {**every[place], "title": f"{title}, part {again + 1}" if again else title}


def _labeled(review: dict[str, Any]) -> dict[str, Any]:
    """A review whose food is praised, and of which the other aspects are not spoken of."""
    return {**review, "aspects": dict.fromkeys(ASPECTS, "unknown") | {"food": "Positive"}}


def _voted(review: dict[str, Any]) -> dict[str, Any]:
    """The same as CEBaB has it."""
    row: dict[str, Any] = {"id": f"{review['id']}_0", "original_id": review["id"], "edit_id": "0"}
    row |= dict.fromkeys(("edit_goal", "edit_type", "edit_worker"))
    row |= {"is_original": True, "description": review["text"]}
    of = {"review": "5"}
    of |= {f"{aspect}_aspect": said for aspect, said in _labeled(review)["aspects"].items()}
    for name, said in of.items():
        workers = "review_workers" if name == "review" else f"{name}_validation_workers"
        row |= {f"{name}_majority": said, f"{name}_label_distribution": {said: 5}}
        row[workers] = {f"w{worker}": said for worker in range(5)}
    texts = ("restaurant_name", "cuisine", "price_tier", "dining_style", "dress_code", "parking")
    ratings = {f"rating_{one}": 5 for one in (*ASPECTS, "overall")}
    place = {"restaurant_id": 1, "region": "west", **dict.fromkeys(texts, "any"), **ratings}
    return {**row, "opentable_metadata": place}


def _rated(review: dict[str, Any]) -> dict[str, Any]:
    return {**review, "label": "Positive" if int(review["id"][1:]) % 2 else "Negative"}


FORMS = {"gender-swap": _rated, "cebab-edits": _voted, "restaurant-edits": _labeled}


def write_input(name: str, number: int, folder: Path) -> Path | None:
    """The records of a dataset in its own format; None where they are drawn."""
    from irrealis.manifest import load_manifest

    if load_manifest(name, root=ROOT).inputs.generate:
        return None
    path = folder / f"{name}.jsonl"
    records = documents(number) if name == "redocred-cf" else map(FORMS[name], reviews(number))
    with path.open("w") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)
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


def speeds(names: Sequence[str], records: int | None) -> Iterator[dict[str, Any]]:
    """What two workers save, of each of these datasets; of all if none is named."""
    for name in names or SPEED:
        number = records or SPEED.get(name, 2_000)
        alone, both = (measure(name, number, workers) for workers in (1, 2))
        if alone["content"] != both["content"]:
            raise SystemExit(f"{name}: two workers made other rows than one")
        saved = {"speed_up": round(alone["path_s"] / both["path_s"], 2)}
        saved["by_clock"] = round(alone["wall_s"] / both["wall_s"], 2)
        yield alone
        yield {**both, **saved}


def memories(sizes: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Peak memory of the leader and of a worker as the records grow."""
    for size in sizes:
        yield measure("math-families", size, 2)


def main() -> None:
    """Print the measurements, line by line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--speed",
        nargs="*",
        metavar="DATASET",
        help=f"rows a CPU second, and two workers; of {', '.join(SPEED)} if none is named",
    )
    parser.add_argument("--records", type=int, help="so many for --speed")
    parser.add_argument("--memory", type=int, nargs="+", default=[], metavar="RECORDS")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", nargs=5, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        name, number, workers, folder, file = given.one
        print(json.dumps(one(name, int(number), int(workers), Path(folder), file)))
        return
    columns = "dataset records rows workers leader_cpu_s workers_cpu_s path_s wall_s rows_per_cpu_s"
    columns += " leader_mb workers_mb speed_up by_clock"
    if not given.json:
        print(columns.replace(" ", "\t"))
    found = iter(()) if given.speed is None else speeds(given.speed, given.records)
    for measured in chain(found, memories(given.memory)):
        if given.json:
            print(json.dumps(measured), flush=True)
        else:
            print("\t".join(str(measured.get(name, "")) for name in columns.split()), flush=True)


if __name__ == "__main__":
    main()
