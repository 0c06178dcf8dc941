"""Which datasets hold records of another: `overlap.json`, kept in git for card and catalog."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from irrealis.compare.overlap import Overlap
from irrealis.errors import IrrealisError
from irrealis.evaluate import Cell, Table
from irrealis.manifest import Manifest
from irrealis.store import Folder, Kept, read_kept, write_kept

OVERLAP_FILE = "overlap.json"


class Side(BaseModel):
    """Of the records of one side, those that stand in the other dataset; see `overlap.Shared`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    side: str  # empty in native rows
    records: int
    same: int
    near: int | None


class Other(BaseModel):
    """The dataset that was looked in, and what was found of each side in all splits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dataset: str
    version: str
    sides: tuple[Side, ...]


class KeptOverlap(Kept):
    """All of `overlap.json`."""

    others: tuple[Other, ...]

    def table(self) -> Table:
        """What card and catalog show."""
        rows: list[tuple[Cell, ...]] = [
            (f"{other.dataset} {other.version}", of.side or "rows", of.records, of.same, of.near)
            for other in self.others
            for of in other.sides
        ]
        return Table(
            title="Records that stand in other datasets",
            columns=("dataset", "side", "records", "same words", "nearly the same"),
            rows=tuple(rows),
            note=f"Of version {self.version}, by `irrealis overlap` on all splits of upstream's "
            "data that are not held back, without case, punctuation, white space and markup.",
        )


def keep_overlap(found: Overlap, *, first: Folder, second: Folder, manifest: Manifest) -> Path:
    """Write into `datasets/<name>/overlap.json` what was found; other datasets in it stay.

    Args:
        found: what `overlap` says of both folders.
        first: a build of the dataset, whole and of this version.
        second: a build of the other one.
        manifest: of the first one.

    Raises:
        IrrealisError: one of them is no whole build of all data.
    """
    for folder, name in ((first, manifest.name), (second, second.dataset)):
        record = folder.record
        if not record or (record.inputs, record.limit, record.dataset) != ("upstream", None, name):
            raise IrrealisError(
                f"{folder.path} is not what an overlap is kept of",
                dataset=name,
                expected=f"a whole build of {name} from upstream",
                found=f"{record.dataset} from {record.inputs}" if record else "no build.json",
                hint=f"irrealis build {name} --inputs upstream",
            )
    record = first.record
    assert record is not None  # noqa: S101 it was looked at above
    sides = dict.fromkeys(part.side for part in found.shared)
    other = Other(
        dataset=found.second,
        version=second.version,
        sides=tuple(
            Side(
                side=side,
                records=sum(part.records for part in found.shared if part.side == side),
                same=sum(part.same for part in found.shared if part.side == side),
                near=None
                if any(part.near is None for part in found.shared)
                else sum(part.near or 0 for part in found.shared if part.side == side),
            )
            for side in sides
        ),
    )
    before = read_overlap(manifest)
    kept = before.others if before and before.version == record.version else ()
    others = {known.dataset: known for known in kept} | {other.dataset: other}
    return write_kept(
        manifest.folder / OVERLAP_FILE,
        KeptOverlap(
            version=record.version,
            inputs="upstream",
            splits=tuple(record.splits),
            seed=record.seed,
            others=tuple(others[name] for name in sorted(others)),
        ),
    )


def read_overlap(manifest: Manifest) -> KeptOverlap | None:
    """What git keeps of the overlaps of a dataset; None where nobody looked.

    Raises:
        IrrealisError: the file is not one of ours.
    """
    return read_kept(
        manifest.folder / OVERLAP_FILE,
        KeptOverlap,
        what="a file of overlaps",
        dataset=manifest.name,
        hint=f"irrealis overlap {manifest.name} OTHER --keep",
    )
