"""How two versions of a dataset differ, row by row, as a page shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from irrealis.compare import RowChange, fetch_rows, row_changes, unchanged_splits
from irrealis.errors import IrrealisError
from irrealis.show.labels import as_json
from irrealis.show.sample import draw

if TYPE_CHECKING:
    from irrealis.compare import Side
    from irrealis.show.entries import Entry

_MOST = 5_000  # rows that are fetched to be shown
_VERBS = ("changed", "removed", "added")


@dataclass
class Changes:
    """How two versions differ: counts of all rows, and as many of them as fit.

    An entry is [what, entry of the newer or None, entry of the older or None, columns that differ].
    """

    counts: dict[str, int]
    entries: list[list[Any]]

    @property
    def total(self) -> int:
        """Rows that are not in both versions as they are."""
        return sum(self.counts[verb] for verb in _VERBS)


def changes_of(
    older: Side,
    newer: Side,
    *,
    config: str,
    entry: Callable[[str, Mapping[str, Any]], Entry],
    size: Callable[[Mapping[str, Any]], int],
    room: int,
) -> Changes:
    """What `irrealis diff` finds of a config, with as many of the rows as fit.

    A row is known by its id, a pair also by what was done to which original; see
    `compare.matching`.

    Args:
        older, newer: the two versions.
        config: that both of them have.
        entry: what a page knows of a row, given its split.
        size: bytes that it takes.
        room: bytes of all entries.

    Raises:
        IrrealisError: a version that does not have the config, or rows other than its record says.
    """
    sides = (older, newer)
    for side in sides:
        if config not in side.folder.files:
            raise IrrealisError(
                f"{side.label} has no config {config} to compare",
                dataset=side.folder.dataset,
                expected=config,
                found=", ".join(side.folder.files),
            )
    same = unchanged_splits(config, *sides)
    splits = dict.fromkeys([*older.folder.files[config], *newer.folder.files[config]])
    altered = [split for split in splits if split not in same]
    was, now = older.columns(config), newer.columns(config)
    columns = [name for name in was if name in now]
    found = row_changes(config, *sides, splits=altered, columns=columns)
    counts = Counter(map(_verb, found))
    counts["unchanged"] = newer.folder.count(config) - counts["added"] - counts["changed"]
    entries: list[list[Any]] = []
    drawn = sorted(found, key=lambda change: draw(f"{change.first.split} {change.first.at}"))
    drawn = drawn[:_MOST]
    for change, (before, after) in zip(drawn, fetch_rows(config, sides, drawn), strict=True):
        if (room := room - sum(size(row) for row in (before, after) if row is not None)) < 0:
            break
        entries.append(
            [
                _verb(change),
                entry(change.last.split, after) if after else None,
                entry(change.first.split, before) if before else None,
                _differences(change, before, after) if before and after else [],
            ]
        )
    entries.sort(key=lambda one: _VERBS.index(one[0]))
    return Changes({name: counts[name] for name in (*_VERBS, "unchanged")}, entries)


def _verb(change: RowChange) -> str:
    if change.after is None:
        return "removed"
    return "added" if change.before is None else "changed"


def _differences(
    change: RowChange, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[list[str]]:
    """[column, before, after] of what differs."""
    moved = [["split", change.first.split, change.last.split]] if change.moved else []
    return moved + [
        [column, as_json(before[column]), as_json(after[column])] for column in change.columns
    ]
