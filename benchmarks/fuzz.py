"""Builds every dataset from files that are nearly right, and counts what breaks.

    python benchmarks/fuzz.py [NAME]... [--files 2000] [--first 0] [--seed 0] [--json]

The files of a sample's split are changed in one to three places: a value becomes null, another
type, an extreme or hostile text; keys, elements, cells, lines and bytes go, come twice or change
places. Each file is then built as `irrealis build NAME --input FILE` would, in one warm process and
in memory where there is such a folder. A build may succeed, or end in an error of ours. It may not
end in any other exception, and one that fails may not touch the folder that was there, nor leave
anything beside it but `<out>.failed`. A file depends on the seed, the dataset and its number alone,
so that a run can go on from `--first`.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from irrealis.build import build, run
from irrealis.errors import CheckFailed, IrrealisError
from irrealis.manifest import list_datasets, load_manifest

ROOT = Path(__file__).resolve().parent.parent
MEMORY = Path("/dev/shm")  # noqa: S108 a folder of its own is made in it
RECORDS = 6  # of a file that are kept: a build must be quick
HOSTILE: tuple[object, ...] = (
    *(None, True, 0, -1, 1.5, 2**70, 1e308, [], {}, [None], {"a": 1}, "", " ", "\n", "\t", "\x00"),
    *(
        "\u202eabc",
        "e\u0301",
        "🇩🇪",
        "\ufeff",
        "<b>&amp;</b>",
        "../../etc",
        "a" * 5000,
        "nan",
        "1e999",
    ),
    *("\x1b[31m", "\u2028", "'\"\\", "x" * 40 + " " * 40, "Ω≈ç√∫", "-0", "null"),
)
Rng: TypeAlias = random.Random
manifest_of = cache(load_manifest)


@dataclass
class Found:
    """What came of the files of a dataset."""

    dataset: str
    built: int = 0
    refused: Counter[str] = field(default_factory=Counter)  # by the first line, without its numbers
    broken: dict[str, str] = field(default_factory=dict)  # the last frame -> the whole traceback
    visible: list[str] = field(default_factory=list)  # what a failed build left or changed

    def as_dict(self) -> dict[str, object]:
        """For scripts."""
        return {
            "dataset": self.dataset,
            "built": self.built,
            "refused": sum(self.refused.values()),
            "broken": self.broken,
            "visible": self.visible,
        }


# -- changed files


def changed(path: Path, rng: Rng) -> bytes:
    """A file of a sample, of its first records, with one to three changes."""
    content = path.read_bytes()
    for _ in range(rng.choice((1, 1, 2, 3))):
        if rng.random() < 0.6:  # most files are nearly right
            content = in_structure(content, path.name, rng)
        else:
            content = rng.choice((in_lines, in_bytes))(content, rng)
    return content


def in_structure(content: bytes, name: str, rng: Rng) -> bytes:
    """Change a value, key or element of JSON or JSON lines, or a cell of a table."""
    text = content.decode(errors="replace")
    try:
        if ".csv" in name or ".tsv" in name:
            return in_cells(text, "," if ".csv" in name else "\t", rng)
        if (whole := few(text)) is not None:
            return json.dumps(in_value(whole, rng), ensure_ascii=False).encode(errors="replace")
        records = [json.loads(line) for line in text.splitlines() if line.strip()][:RECORDS]
        records = in_value(records, rng)
        if not isinstance(records, list):
            records = [records]
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        return "\n".join([*lines, ""]).encode(errors="replace")
    except (ValueError, RecursionError):
        return in_lines(content, rng)


def few(text: str) -> Any:
    """The first records of a file that is one JSON value; None for any other."""
    try:
        whole = json.loads(text)
    except ValueError:
        return None
    if isinstance(whole, dict) and len(whole) > RECORDS:
        return dict(list(whole.items())[:RECORDS])
    return whole[:RECORDS] if isinstance(whole, list) else whole


def in_value(value: Any, rng: Rng) -> Any:
    """A value with one change somewhere in it."""
    places: list[tuple[Any, Any]] = []

    def walk(part: Any) -> None:
        keys = (
            part if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ()
        )
        for key in keys:
            places.append((part, key))
            walk(part[key])

    walk(value)
    if not places:
        return rng.choice(HOSTILE)
    part, key = rng.choice(places)
    kind = rng.randrange(6)
    if kind == 0 and isinstance(part, dict):
        del part[key]
    elif kind == 0:
        part.insert(key, part[key])
    elif kind == 1 and isinstance(part, list):
        del part[key]
    elif kind == 1:
        part[f"{key} "] = part[key]
    elif kind == 2:  # what stands elsewhere
        other, there = rng.choice(places)
        part[key] = json.loads(json.dumps(other[there]))
    elif kind == 3 and isinstance(part[key], int):
        part[key] = part[key] + rng.choice((-1, 1, 1000))
    elif kind == 4 and isinstance(part[key], str):
        part[key] = part[key][: len(part[key]) // 2] + str(rng.choice(HOSTILE))
    else:
        part[key] = rng.choice(HOSTILE)
    return value


def in_cells(text: str, comma: str, rng: Rng) -> bytes:
    """A table with a cell, row or column changed."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=comma))[: 2 * RECORDS + 1]
    if not rows:
        return b""
    row = rng.choice(rows)
    kind = rng.randrange(5)
    if kind == 0 and row:
        row[rng.randrange(len(row))] = str(rng.choice(HOSTILE))
    elif kind == 1 and row:
        del row[rng.randrange(len(row))]
    elif kind == 2:
        row.append(str(rng.choice(HOSTILE)))
    elif kind == 3:
        rows.append(list(row))
    elif row and rows[0]:
        at = rng.randrange(len(rows[0]))
        for one in rows:
            del one[at : at + 1]
    out = io.StringIO()
    csv.writer(out, delimiter=comma, lineterminator="\n").writerows(rows)
    return out.getvalue().encode(errors="replace")


def in_lines(content: bytes, rng: Rng) -> bytes:
    """Lines that go, come twice, change places, or end in another way."""
    lines = content.split(b"\n")[: 4 * RECORDS]
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    kind = rng.randrange(6)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(other, lines[at])
    elif kind == 2:
        lines[at], lines[other] = lines[other], lines[at]
    elif kind == 3:
        return b"\r\n".join(lines)
    elif kind == 4:
        lines[at] = b""
    else:
        lines[at] = lines[at] + lines[other]
    return b"\n".join(lines)


def in_bytes(content: bytes, rng: Rng) -> bytes:
    """Bytes that change, go, or come first."""
    kind = rng.randrange(5)
    at = rng.randrange(len(content) + 1)
    if kind == 0:
        return content[:at]
    if kind == 1:
        return content[:at] + bytes([rng.randrange(256)]) + content[at + 1 :]
    if kind == 2:
        return rng.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"PK\x03\x04", b"\x1f\x8b")) + content
    if kind == 3:
        return rng.choice((b"", b"\n", b"null", b"[]", b"{}", b'"', b"[[[[", b"{" * 3000))
    return content[:at] + b"\\ud800" + content[at:]


# -- builds


def fuzz(name: str, files: int, *, seed: int, tell: Callable[[str], None], first: int = 0) -> Found:
    """Build a dataset from so many changed files; empty for what has no files."""
    found = Found(name)
    manifest = manifest_of(name, root=ROOT)
    given = {split: sample_files(name, split) for split in manifest.splits_of("sample")}
    if not any(given.values()):
        return found
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as scratch:
        out = Path(scratch) / "place" / "out"
        build(name, root=ROOT, out=out, reproducible=True)
        folder = Path(scratch) / "input"
        for number in range(first, first + files):
            rng = random.Random(f"{seed} {name} {number}")  # noqa: S311 no secret
            split = rng.choice([split for split, paths in given.items() if paths])
            victim = rng.choice(given[split])
            shutil.rmtree(folder, ignore_errors=True)
            inputs = []
            for at, path in enumerate(given[split]):
                copy = folder / str(at) / path.name
                copy.parent.mkdir(parents=True)
                copy.write_bytes(changed(path, rng) if path == victim else path.read_bytes())
                inputs.append(copy)
            try_one(found, number, inputs, split, out)
            if number % 100 == 99:
                tell(f"{name}: {number + 1} files, {len(found.broken)} kinds of breakage")
    return found


def sample_files(name: str, split: str) -> list[Path]:
    """The files of a split of the sample."""
    manifest = manifest_of(name, root=ROOT)
    sample = manifest.inputs.sample or {}
    return [manifest.folder / path for path in sample.get(split, [])]


def try_one(found: Found, number: int, inputs: Sequence[Path], split: str, out: Path) -> None:
    """Build from these files, in place of a build that is there."""
    aside = Path(f"{out}.failed")
    shutil.rmtree(aside, ignore_errors=True)
    before = listing(out)
    try:
        with redirect_stderr(io.StringIO()):
            build(
                found.dataset, root=ROOT, files=inputs, splits=[split], out=out, reproducible=True
            )
    except IrrealisError as error:
        line = str(error).splitlines()[0] if not isinstance(error, CheckFailed) else "check failed"
        found.refused["".join("#" if c.isdigit() else c for c in line)[:120]] += 1
        if listing(out) != before:
            found.visible.append(f"file {number}: {out} has changed after: {line}")
        stray = {path.name for path in out.parent.iterdir()} - {out.name, aside.name}
        if stray:
            found.visible.append(f"file {number}: {sorted(stray)} is left after: {line}")
    except Exception as error:  # noqa: BLE001 whatever it is, it is what is looked for
        last = traceback.extract_tb(error.__traceback__)[-1]
        key = f"{Path(last.filename).name}:{last.lineno} {type(error).__name__}"
        found.broken.setdefault(key, f"file {number}\n{traceback.format_exc()}")
    else:
        found.built += 1


def listing(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Every file of a folder, with what changes when it is written: number, size and time."""
    return {
        str(path.relative_to(folder)): (stat.st_ino, stat.st_size, stat.st_mtime_ns)
        for path in folder.rglob("*")
        if (stat := path.stat()) and path.is_file()
    }


def main() -> None:
    """Print what was found; leaves with 1 if anything broke."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first file")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    results = []
    # it does not change, and is half of the time of a refusal
    run.__dict__["load_manifest"] = manifest_of
    for name in chosen.names or list_datasets(ROOT):
        found = fuzz(
            name,
            chosen.files,
            seed=chosen.seed,
            first=chosen.first,
            tell=lambda line: print(line, file=sys.stderr),
        )
        results.append(found)
        if not chosen.json:
            print(
                f"{name}: {found.built} built, {sum(found.refused.values())} refused, "
                f"{len(found.broken)} kinds of other exceptions, {len(found.visible)} half-visible"
            )
            for text in found.broken.values():
                print(text)
            for line in found.visible:
                print(line)
    if chosen.json:
        print(json.dumps([one.as_dict() for one in results], indent=2))
    sys.exit(any(one.broken or one.visible for one in results))


if __name__ == "__main__":
    main()
