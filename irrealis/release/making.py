"""Makes a dataset whole in one process: build, check and release."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from irrealis.build import Build, build, origin
from irrealis.errors import IrrealisError
from irrealis.manifest import home, load_manifest
from irrealis.release.folder import Release, offline, release
from irrealis.store import RECORD_FILE, read_record

if TYPE_CHECKING:
    from irrealis.check import Report


@dataclass(frozen=True, slots=True)
class Made:
    """A dataset that was made: its release, and its build unless that was current."""

    release: Release
    build: Build | None

    def summary(self) -> list[str]:
        """What was built, what was dropped and why, and where to look."""
        lines = self.build.summary() if self.build else [f"{self.release.record.dataset}: as built"]
        return [*lines, self.release.summary()]


def make(
    name: str,
    *,
    root: Path,
    inputs: Literal["sample", "upstream"] = "sample",
    seed: int = 0,
    here: bool = False,
) -> Made:
    """Build a dataset, check it once, and release it.

    A build that is there and was made from the same builder, schema, manifest, inputs and engine is
    not made again; its rows are checked all the same. With `here`, the release is loaded back in
    this process, within `loading_here`.

    Args:
        name: a dataset of the registry at `root`.
        root: the registry.
        inputs: `sample`, or `upstream` for all of it, which goes to `full/`.
        seed: of the build.
        here: see above.

    Raises:
        CheckFailed: see `build` and `release`; what was there stays.
        IrrealisError: bad input.
    """
    place = home(root, inputs)
    folder = place / "build" / name
    made: Build | None = None
    report: Report | None = None
    if not _is_current(name, folder, root=root, inputs=inputs, seed=seed):
        made = build(name, root=root, inputs=inputs, seed=seed, reproducible=True)
        report = made.report
    done = release(name, root=root, inputs=inputs, keep_card=True, report=report, here=here)
    return Made(done, made)


def _is_current(name: str, folder: Path, *, root: Path, inputs: str, seed: int) -> bool:
    """Whether a build is what building again would give."""
    if not (folder / RECORD_FILE).is_file():
        return False
    try:
        record = read_record(folder)
    except IrrealisError:
        return False
    manifest = load_manifest(name, root=root)
    return (
        record.made_from == origin(manifest, root=root)
        and (record.inputs, record.seed, record.limit) == (inputs, seed, None)
        and record.measured is None
        and record.splits == manifest.built_splits(inputs)
    )


@contextmanager
def loading_here() -> Iterator[None]:
    """Within, releases are loaded back in this process, which must not have imported `datasets`.

    The variables that the library reads when it is imported are those of a machine where nothing is
    configured and nothing is cached. Saves a process, and its imports, for each release.
    """
    if "datasets" in sys.modules:
        raise RuntimeError("datasets is imported, with whatever this process is configured for")
    with tempfile.TemporaryDirectory(prefix="irrealis-") as scratch:
        os.environ.update(offline(scratch))
        yield
