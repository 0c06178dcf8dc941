"""Bytes that a publish uploads: the first one, then with no row, one row and every row changed.

Run it from the repository's root, with a build at hand (`irrealis build NAME`):

    python -m benchmarks.publish [NAME] [--build DIR] [--json]

The Hub is the tests' stand-in on loopback, which has LFS and no Xet. huggingface.co has Xet, which
looks for known chunks inside of a changed file too; that part cannot be measured without it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from irrealis.hub import Hub as Client
from irrealis.hub import Local
from irrealis.hub.publishing import _Publish, _Ready
from irrealis.manifest import Manifest, find_root, load_manifest
from irrealis.show import card
from irrealis.store import BuildRecord, ShardWriter, batches, content_hash, read_record
from tests.hub import Hub

TOKEN = "hf_benchmark"  # noqa: S105 of the stand-in
REPO = "org/benchmark"


def changed(build: Path, to: Path, *, record: BuildRecord, rows: int | None) -> BuildRecord:
    """A copy of a build whose first `rows` rows of the main config are others, or all rows of all.

    Returns:
        The copy's record.
    """
    shutil.copytree(build, to)
    record = record.model_copy(deep=True)
    left = rows
    for config, parts in record.configs.items():
        if rows is not None and config != record.main:
            continue
        for split, part in parts.items():
            if left == 0 or not part.rows:
                continue
            old = [row for shard in part.shards for row in _rows(build / shard)]
            count = len(old) if left is None else min(left, len(old))
            left = None if left is None else left - count
            new = [*map(_altered, old[:count]), *old[count:]]
            schema = _schema(build / part.shards[0])
            with ShardWriter(
                to / "data" / config,
                dataset=record.dataset,
                config=config,
                split=split,
                schema=schema,
            ) as writer:
                for row in new:
                    writer.write(row)
            part.content_hash = content_hash(writer.digests)
    return record


def _rows(shard: Path) -> Iterator[dict[str, Any]]:
    for batch in batches(shard):
        yield from batch.to_pylist()


def _schema(shard: Path) -> Any:
    import pyarrow.parquet as pq

    return pq.read_schema(shard)


def _altered(row: dict[str, Any]) -> dict[str, Any]:
    name = next(name for name, value in row.items() if isinstance(value, str))
    return {**row, name: f"{row[name]}~"}


def measure(name: str, *, root: Path, build: Path) -> Iterator[dict[str, object]]:
    """Publish four versions in turn, and yield what each of them uploaded."""
    record = read_record(build)
    with (
        tempfile.TemporaryDirectory() as folder,
        Hub({TOKEN: ("org",)}) as hub,
        mock.patch.dict(os.environ, {"HF_TOKEN": TOKEN}),
    ):
        home = Path(folder)
        shutil.copytree(root / "datasets" / name, home / "registry/datasets" / name)
        manifest = load_manifest(name, root=home / "registry")
        steps = [("first", 0), ("no change", 0), ("one row", 1), ("every row", None)]
        for number, (what, rows) in enumerate(steps):
            copy = home / f"release-{number}"
            made = changed(build, copy, record=record, rows=rows)
            made = made.model_copy(update={"version": f"1.{number}.0"})
            hub.reset()
            publish(_ready(copy, made, manifest), hub, scratch=home / f"scratch-{number}")
            data = sum(part.bytes for parts in made.configs.values() for part in parts.values())
            yield {
                "what": what,
                "files": hub.asked["lfs upload"],
                "uploaded": hub.uploaded,
                "data": data,
            }


def _ready(folder: Path, record: BuildRecord, manifest: Manifest) -> _Ready:
    record.write(folder)
    manifest = manifest.model_copy(update={"version": record.version})
    text = card.card_text(folder, manifest=manifest, record=record)
    (folder / card.CARD_FILE).write_text(text)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): Local.of(path) for path in paths}
    return _Ready(manifest, record, folder, files)


def publish(ready: _Ready, hub: Hub, *, scratch: Path) -> None:
    """Publish without the checks: the altered rows would not pass them, which is not the matter."""
    scratch.mkdir()
    client = Client(REPO, hub.endpoint, TOKEN)
    run = _Publish(ready, client, private=False, dry_run=False, replace=None, scratch=scratch)
    run.run()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("name", nargs="?", default="redocred-cf")
    parser.add_argument("--build", type=Path, help="[default: build/NAME]")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    root = find_root()
    found = list(
        measure(wanted.name, root=root, build=wanted.build or root / "build" / wanted.name)
    )
    if wanted.json:
        json.dump(found, sys.stdout, indent=2)
        return
    print(f"{'changed':12}{'data files':>12}{'bytes sent':>14}{'bytes of data':>16}")
    for one in found:
        print(f"{one['what']:12}{one['files']:>12}{one['uploaded']:>14,}{one['data']:>16,}")


if __name__ == "__main__":
    main()
