"""Takes records that fail the check out of a finished build, so that they do not cost the rest.

The check names the rows that fail. Which records they were made of is known from the build, so each
of these records becomes a reject, with the failure as its reason, and all of its rows go.
"""

from __future__ import annotations

import math
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from irrealis.check import Failure, Report, short
from irrealis.store import (
    FAILED_CHECK,
    SEEN_BEFORE,
    BuildRecord,
    Counts,
    ShardWriter,
    SplitRecord,
    batches,
    split_record,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from irrealis.contract import Table

SHARE = 0.02  # of a split's records that may fail; more mean that the builder is wrong
ALWAYS = 1  # record of a split that may fail however small it is
ROUNDS = 3  # a record may fail only once another is gone

# split -> config -> for each row, the id of the record that it was made of
Owners: TypeAlias = Mapping[str, Mapping[str, Sequence[str]]]
# split -> id of a record -> the first failure of its rows
Faults: TypeAlias = dict[str, dict[str, Failure]]
Owned: TypeAlias = tuple[str, dict[str, Any]]


def faults_of(
    report: Report, record: BuildRecord, owners: Owners, tables: Mapping[str, Table]
) -> Faults | None:
    """The records that the failures of a check can be blamed on.

    None if that is not all of the failures, or too many records of a split, or all of them.
    """
    if report.counts.total() > len(report.blamed):
        return None
    keys = _keys(report, record, owners, tables)
    faults: Faults = {}
    for failure in report.blamed:
        split = failure.split or ""
        owner = _owner(failure, owners.get(split, {}), keys.get(split, {}))
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
    *,
    folder: Path,
    record: BuildRecord,
    owners: Owners,
    schemas: Mapping[str, pa.Schema],
) -> tuple[BuildRecord, dict[str, dict[str, list[str]]]]:
    """Write the splits of a build again without these records, which become rejects."""
    configs = {config: dict(parts) for config, parts in record.configs.items()}
    counts = dict(record.counts)
    left = {split: {c: list(of) for c, of in o.items()} for split, o in owners.items()}
    for split, failed in faults.items():
        for config, schema in schemas.items():
            part = configs[config][split]
            rows = _without(_owned(folder, part, owners[split][config]), failed)
            if config == "rejects":
                rows = chain(rows, _rejects(failed, columns=schema.names))
            configs[config][split], left[split][config] = _rewritten(
                rows, folder=folder, record=record, config=config, split=split, schema=schema
            )
        counts[split] = _counts(counts[split], owners[split], failed, folder, configs, split)
    return record.model_copy(update={"configs": configs, "counts": counts}), left


def _keys(
    report: Report, record: BuildRecord, owners: Owners, tables: Mapping[str, Table]
) -> dict[str, dict[str, dict[str, str]]]:
    """Split -> config -> key of a row that a failure names, without its number -> its record.

    Under the config "" are the records that an audit names themselves.
    """
    named: dict[str, set[str]] = {}
    for failure in report.blamed:
        if failure.number is None and failure.row is not None:
            named.setdefault(failure.split or "", set()).add(failure.row)
    found: dict[str, dict[str, dict[str, str]]] = {}
    for split, rows in named.items():
        own = owners.get(split, {})
        found[split] = {
            config: {
                row[tables[config].key]: owner
                for owner, row in _owned(report.folder, record.configs[config][split], of)
                if row[tables[config].key] in rows
            }
            for config, of in own.items()
        }
        records = chain(own.get(record.main, ()), own.get("rejects", ()))
        found[split][""] = {name: name for name in records if name in rows}
    return found


def _owner(
    failure: Failure,
    owners: Mapping[str, Sequence[str]],
    keys: Mapping[str, Mapping[str, str]],
) -> str | None:
    """The record that a failure is of; None if it is of no record alone."""
    config = failure.config or ""
    if failure.number is not None:
        return owners[config][failure.number]
    if failure.row is None or not owners:
        return None
    names = [config] if config in owners else list(owners)
    found = (keys[name].get(failure.row) for name in ["", *names])
    return next((owner for owner in found if owner is not None), None)


def _owned(folder: Path, part: SplitRecord, owners: Sequence[str]) -> Iterator[Owned]:
    rows = (r for shard in part.shards for b in batches(folder / shard) for r in b.to_pylist())
    return zip(owners, rows, strict=True)


def _without(rows: Iterator[Owned], failed: Mapping[str, Failure]) -> Iterator[Owned]:
    """All but the rows of the records that failed; a later record of the same id stays dropped."""
    return (
        (owner, row)
        for owner, row in rows
        if owner not in failed or row.get("reason") == SEEN_BEFORE
    )


def _rejects(failed: Mapping[str, Failure], *, columns: Sequence[str]) -> Iterator[Owned]:
    for name, failure in failed.items():
        where = ", ".join(filter(None, [failure.config, failure.row, failure.field]))
        detail = (
            f"{failure.kind} ({where}): expected {short(failure.expected)}, "
            f"found {short(failure.found)}"
        )
        row: dict[str, Any] = dict.fromkeys(columns)  # no variant: the record as a whole
        row |= {"original_id": name, "level": "record", "reason": FAILED_CHECK, "detail": detail}
        yield name, row


def _rewritten(
    rows: Iterator[Owned],
    *,
    folder: Path,
    record: BuildRecord,
    config: str,
    split: str,
    schema: pa.Schema,
) -> tuple[SplitRecord, list[str]]:
    """Shards with these rows, in place of those that the record names, and the rows' owners."""
    home, beside = folder / "data" / config, folder / f".settling-{config}"
    with ShardWriter(
        beside, dataset=record.dataset, config=config, split=split, schema=schema
    ) as writer:
        owners = []
        for owner, row in rows:
            owners.append(owner)
            writer.write(row)
    for shard in record.configs[config][split].shards:
        (folder / shard).unlink()
    shards = [shard.rename(home / shard.name) for shard in writer.shards]
    shutil.rmtree(beside)
    return split_record(writer, shards, folder=folder), owners


def _counts(
    before: Counts,
    owners: Mapping[str, Sequence[str]],
    failed: Mapping[str, Failure],
    folder: Path,
    configs: Mapping[str, Mapping[str, SplitRecord]],
    split: str,
) -> Counts:
    """The counts of a split once the records that failed are rejects."""
    main = "pairs" if "pairs" in configs else "native"
    lost = Counter(owner for owner in owners[main] if owner in failed)

    def tally(config: str, column: str) -> dict[str, int]:
        part = configs[config][split]
        names = (
            value
            for shard in part.shards
            for batch in batches(folder / shard)
            for value in batch.column(column).to_pylist()
        )
        return dict(sorted(Counter(names).items()))

    return before.model_copy(
        update={
            "kept": before.kept - len(lost),
            "counterfactuals": before.counterfactuals - (lost.total() if main == "pairs" else 0),
            "rejects": tally("rejects", "reason"),
            "repairs": tally("repairs", "kind"),
        }
    )
