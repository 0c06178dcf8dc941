"""Ids that two splits share: whoever numbers each split from 0 would lose records in silence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from irrealis.errors import IrrealisError
from irrealis.store import SEEN_BEFORE, BuildRecord, batches

_WHERE = "an earlier record of split "  # what a reject says of the split that has the id


def refuse_repeated_ids(folder: Path, record: BuildRecord) -> None:
    """Refuse a build of which records are left out since another split has their ids.

    Raises:
        IrrealisError: there are some; names the first, and how many there are.
    """
    for split, counts in record.counts.items():
        if SEEN_BEFORE not in counts.rejects:
            continue
        lost: Counter[str] = Counter()
        first = ""
        for shard in record.configs["rejects"][split].shards:
            for batch in batches(folder / shard):
                for row in batch.to_pylist():
                    other = row["detail"].removeprefix(_WHERE).removesuffix(" has it")
                    if row["reason"] == SEEN_BEFORE and other != split:
                        lost[other] += 1
                        first = first or row["original_id"]
        if lost:
            others = ", ".join(f"{count} of {other}" for other, count in sorted(lost.items()))
            raise IrrealisError(
                "records have the id of a record of another split",
                dataset=record.dataset,
                split=split,
                row=first,
                expected="ids that differ between splits",
                found=f"ids of {others}, among {counts.records} records",
                hint="let original_id tell splits apart; or say in dataset.yaml, "
                "`repeated_ids: REASON`, why they are left out",
            )
