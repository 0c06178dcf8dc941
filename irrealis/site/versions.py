"""What the page of a dataset tells of its versions: which rows one has, and another has not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from irrealis.compare import Side, resolve
from irrealis.errors import IrrealisError, printable
from irrealis.show import Originals, changes_of, pair_entry, prove
from irrealis.site.rows import row_entry
from irrealis.site.shards import script
from irrealis.store import content_of, open_folder

if TYPE_CHECKING:
    from irrealis.show import Entry
    from irrealis.store import Folder

MOST = 5  # versions that are compared with one another
ROOM = 400_000  # bytes of JSON of the rows that two versions do not share


@dataclass(frozen=True, slots=True)
class Between:
    """What lies between two versions: counts of rows, and how many of them the site shows."""

    older: str
    newer: str
    counts: Mapping[str, int]
    shown: int


@dataclass
class Versions:
    """The versions of a dataset beside one another; `why_not` names those that cannot be had."""

    between: list[Between] = field(default_factory=list)
    why_not: list[str] = field(default_factory=list)


def write_versions(
    folder: Folder,
    earlier: Sequence[str],
    *,
    config: str,
    into: Path,
    root: Path,
    sample: bool,
) -> Versions:
    """Write `changes-N.js` for the newest version beside each other, and for each and the next.

    Args:
        folder: the newest version, which the site shows.
        earlier: revisions before it, the newest first, in the forms of `irrealis diff`.
        config: which is compared.
        into: the dataset's folder of the site.
        root: of the registry.
        sample: whether versions are the releases of samples.
    """
    found = Versions()
    with ExitStack() as stack:
        sides = [Side(folder, label=folder.version)]
        known = [folder.record and content_of(folder.record)]
        for spec in earlier:
            if len(sides) == MOST:
                break
            try:
                revision = stack.enter_context(resolve(spec, root=root, sample=sample))
                other = open_folder(revision.folder)
            except IrrealisError as error:
                found.why_not.append(printable(str(error).splitlines()[0]))
                continue
            content = other.record and content_of(other.record)
            if content is None or content not in known:
                of_record = other.version not in [side.label for side in sides]
                sides.append(Side(other, label=other.version if of_record else spec))
                known.append(content)
        for older, newer in _chosen(sides):
            try:
                between = _compared(older, newer, config, into=into, number=len(found.between))
            except IrrealisError as error:
                found.why_not.append(printable(str(error).splitlines()[0]))
            else:
                found.between.append(between)
    return found


def _chosen(sides: Sequence[Side]) -> Iterator[tuple[Side, Side]]:
    """Older and newer: the newest beside each of the others, and each beside the one before it."""
    for at, newer in enumerate(sides):
        for older in sides[1:] if at == 0 else sides[at + 1 : at + 2]:
            yield older, newer


def _compared(older: Side, newer: Side, config: str, *, into: Path, number: int) -> Between:
    originals = Originals()
    dataset = newer.folder.dataset

    def entry(split: str, row: Mapping[str, Any]) -> Entry:
        if config != "pairs":
            return row_entry(split, row, dataset=dataset)
        prove(row, dataset=dataset, split=split)
        return pair_entry(split, row, originals)

    found = changes_of(
        older,
        newer,
        config=config,
        entry=entry,
        # a pair is held with its original, and neither is larger than the row
        size=lambda row: len(orjson.dumps(row, option=orjson.OPT_NON_STR_KEYS)),
        room=ROOM,
    )
    content = orjson.dumps([originals.fields, originals.entries, found.entries]).decode()
    (into / f"changes-{number}.js").write_bytes(script("changes", number, content))
    return Between(older.label, newer.label, found.counts, len(found.entries))
