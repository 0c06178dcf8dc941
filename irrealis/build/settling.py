"""Takes records that fail the check out of a finished build, so that they do not cost the rest.

The check names the rows that fail. Which records they were made of is known from the chunks, so
each of these records becomes a reject, with the failure as its reason, and all of its rows go.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from irrealis.build.chunks import (
    batches_of,
    id_digest,
    ids_of,
    owners_of,
    read_chunk,
    rewrite,
)
from irrealis.check import Failure, Report, short
from irrealis.store import FAILED_CHECK, SEEN_BEFORE, BuildRecord, SplitRecord, batches

if TYPE_CHECKING:
    import pyarrow as pa

    from irrealis.contract import Table

SHARE = 0.02  # of a split's records that may fail; more mean that the builder is wrong
ALWAYS = 1  # record of a split that may fail however small it is
ROUNDS = 3  # a record may fail only once another is gone

# id of a record -> the first failure of its rows
Faults: TypeAlias = dict[str, Failure]


class Owners:
    """For each row, the id of the record that it was made of, as the chunks of a build say.

    Args:
        chunks: split -> the folders of its chunks, in their order.
    """

    def __init__(self, chunks: Mapping[str, Sequence[Path]]) -> None:
        self._chunks = chunks

    def of(self, split: str, config: str) -> Iterator[str]:
        """Those of the rows of a config and split, in the order of the rows."""
        for folder in self._chunks.get(split, ()):
            yield from owners_of(folder, config)


def faults_of(
    report: Report, record: BuildRecord, owners: Owners, tables: Mapping[str, Table]
) -> dict[str, Faults] | None:
    """Split -> the records that the failures of a check can be blamed on.

    None if that is not all of the failures, or too many records of a split, or all of them.
    """
    if report.counts.total() > len(report.blamed):
        return None
    named = {
        split: _named(list(failures), record, split, owners, tables, folder=report.folder)
        for split, failures in groupby(
            sorted(report.blamed, key=lambda failure: failure.split or ""),
            key=lambda failure: failure.split or "",
        )
    }
    faults: dict[str, Faults] = {}
    for failure in report.blamed:
        split = failure.split or ""
        owner = _owner(failure, named[split])
        if owner is None:
            return None
        faults.setdefault(split, {}).setdefault(owner, failure)
    for split, failed in faults.items():
        records = record.counts[split].records
        if len(failed) == records or len(failed) > max(ALWAYS, math.floor(SHARE * records)):
            return None
    return faults


def without(
    faults: Faults,
    chunks: Sequence[Path],
    *,
    dataset: str,
    split: str,
    main: str,
    schemas: Mapping[str, pa.Schema],
) -> None:
    """Write the chunks of a split that hold these records again; there they become rejects.

    No other chunk is read.
    """
    wanted = {id_digest(name) for name in faults}
    for folder in chunks:
        if wanted.isdisjoint(ids_of(folder)):
            continue
        rows = {config: list(_owned(folder, config)) for config in schemas}
        failed = {
            owner: faults[owner]
            for owned in rows.values()
            for owner, row in owned
            if owner in faults and row.get("reason") != SEEN_BEFORE
        }
        if not failed:
            continue
        before = read_chunk(folder)
        kept = {
            config: [(o, row) for o, row in owned if o not in failed or _stays(row)]
            for config, owned in rows.items()
        }
        # in the order of the failures, as they are reported
        blamed = {owner: failure for owner, failure in faults.items() if owner in failed}
        kept["rejects"] += _rejects(blamed, columns=schemas["rejects"].names)
        lost = Counter(owner for owner, _ in rows[main] if owner in failed)
        counts = before.counts.model_copy(
            update={
                "kept": before.counts.kept - len(lost),
                "counterfactuals": before.counts.counterfactuals
                - (lost.total() if main == "pairs" else 0),
                "rejects": dict(Counter(row["reason"] for _, row in kept["rejects"])),
                "repairs": dict(Counter(row["kind"] for _, row in kept["repairs"])),
            }
        )
        rewrite(folder, before, counts, kept, dataset=dataset, split=split, schemas=schemas)


def _stays(row: Mapping[str, Any]) -> bool:
    """A later record of the same id stays dropped."""
    return row.get("reason") == SEEN_BEFORE


def _owned(folder: Path, config: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for batch, owners, _ in batches_of(folder, config):
        yield from zip(owners, batch.to_pylist(), strict=True)


@dataclass(frozen=True, slots=True)
class _Named:
    """The records of the rows of a split that failures name."""

    numbers: Mapping[tuple[str, int], str]  # config and number of a row
    keys: Mapping[tuple[str, str], str]  # config and key of a row
    records: frozenset[str]  # that are named themselves, as by an audit
    configs: Sequence[str]


def _named(
    failures: Sequence[Failure],
    record: BuildRecord,
    split: str,
    owners: Owners,
    tables: Mapping[str, Table],
    *,
    folder: Path,
) -> _Named:
    numbered = {(f.config, f.number) for f in failures if f.number is not None}
    names = {f.row for f in failures if f.number is None and f.row is not None}
    numbers: dict[tuple[str, int], str] = {}
    keys: dict[tuple[str, str], str] = {}
    records: set[str] = set()
    for config, table in tables.items():
        part = record.configs[config].get(split)
        if part is None:
            continue
        found = _keys(folder, part, table.key) if names else repeat(None)
        for number, (owner, key) in enumerate(zip(owners.of(split, config), found, strict=False)):
            if (config, number) in numbered:
                numbers[config, number] = owner
            if key in names and key is not None:
                keys[config, key] = owner
            if owner in names and config in (record.main, "rejects"):
                records.add(owner)
    return _Named(numbers, keys, frozenset(records), list(tables))


def _keys(folder: Path, part: SplitRecord, key: str) -> Iterator[str]:
    for shard in part.shards:
        for batch in batches(folder / shard, columns=[key]):
            yield from batch.column(key).to_pylist()


def _owner(failure: Failure, named: _Named) -> str | None:
    """The record that a failure is of; None if it is of no record alone."""
    config = failure.config or ""
    if failure.number is not None:
        return named.numbers.get((config, failure.number))
    if failure.row is None:
        return None
    if failure.row in named.records:
        return failure.row
    configs = [config] if config in named.configs else named.configs
    found = (named.keys.get((config, failure.row)) for config in configs)
    return next((owner for owner in found if owner is not None), None)


def _rejects(
    failed: Mapping[str, Failure], *, columns: Sequence[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, failure in failed.items():
        where = ", ".join(filter(None, [failure.config, failure.row, failure.field]))
        detail = (
            f"{failure.kind} ({where}): expected {short(failure.expected)}, "
            f"found {short(failure.found)}"
        )
        row: dict[str, Any] = dict.fromkeys(columns)  # no variant: the record as a whole
        row |= {"original_id": name, "level": "record", "reason": FAILED_CHECK, "detail": detail}
        yield name, row
