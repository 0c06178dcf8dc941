"""Writes what a builder makes of the records of a split, config by config, and counts it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from irrealis.build.builder import Drop, Repair, Row
from irrealis.errors import IrrealisError
from irrealis.store import (
    FAILED_CHECK,
    SEEN_BEFORE,
    Counts,
    ShardWriter,
    SplitRecord,
    row_digest,
    split_record,
)

if TYPE_CHECKING:
    import pyarrow as pa

Part = Row | Drop | Repair


class SplitWriter:
    """One split of a build; use as a context manager.

    Args:
        folder: the build's.
        dataset: its name.
        split: the split's name.
        main: the config that a record is kept in.
        schemas: the Arrow schema of each config.
        seen: id of an original -> the split that has it; shared by all splits of a build.
        alternates: splits that may hold the same records as this one.
    """

    def __init__(
        self,
        folder: Path,
        *,
        dataset: str,
        split: str,
        main: str,
        schemas: Mapping[str, pa.Schema],
        seen: dict[str, str],
        alternates: Collection[str],
    ) -> None:
        self._folder, self._dataset, self._split, self._main = folder, dataset, split, main
        self._seen, self._alternates = seen, alternates
        self._variants = "variant" in schemas["rejects"].names
        self._here: set[str] = set()
        self._records = self._kept = self._pairs = 0
        self._rejects: Counter[str] = Counter()
        self._repairs: Counter[str] = Counter()
        self._stack = ExitStack()
        self._writers = {
            config: ShardWriter(
                folder / "data" / config,
                dataset=dataset,
                config=config,
                split=split,
                schema=schema,
            )
            for config, schema in schemas.items()
        }
        self.owners: dict[str, list[str]] = {config: [] for config in schemas}

    def __enter__(self) -> Self:
        for writer in self._writers.values():
            self._stack.enter_context(writer)
        return self

    def __exit__(self, *raised: Any) -> None:
        self._stack.__exit__(*raised)

    @property
    def counts(self) -> Counts:
        """Records read, kept and dropped so far."""
        return Counts(
            records=self._records,
            kept=self._kept,
            counterfactuals=self._pairs,
            rejects=dict(sorted(self._rejects.items())),
            repairs=dict(sorted(self._repairs.items())),
        )

    @property
    def configs(self) -> dict[str, SplitRecord]:
        """What `build.json` says of each config, once the writer has closed."""
        return {
            config: split_record(writer, writer.shards, folder=self._folder)
            for config, writer in self._writers.items()
        }

    def write(self, original_id: str, parts: Sequence[Part]) -> None:
        """Write what was made of a record, which is kept if it has a row of the main config.

        Raises:
            IrrealisError: a row of an unknown config or with other columns, or neither a row nor a
                drop: the builder is wrong.
        """
        self._records += 1
        parts = self._checked(original_id, parts)
        made = sum(isinstance(part, Row) and part.config == self._main for part in parts)
        dropped = any(isinstance(part, Drop) and part.level == "record" for part in parts)
        if dropped == bool(made):
            raise self._wrong(
                f"the builder must give {self._main} of a record, or drop it with a reason",
                original_id,
                found=f"{made} {self._main} and {'a' if dropped else 'no'} drop",
            )
        self._kept += bool(made)
        self._pairs += made if self._main == "pairs" else 0
        for part in parts:
            self._write(original_id, part)

    def _checked(self, original_id: str, parts: Sequence[Part]) -> Sequence[Part]:
        """The parts of a record that may be written; else why it is dropped."""
        before = self._split if original_id in self._here else self._seen.get(original_id)
        self._seen.setdefault(original_id, self._split)
        self._here.add(original_id)
        # a record seen in an alternate split alone is meant to be here as well
        if before is not None and before not in self._alternates:
            return [Drop(SEEN_BEFORE, f"an earlier record of split {before} has it")]
        for part in parts:
            if isinstance(part, Row):
                try:
                    row_digest(part.values)
                except TypeError as error:  # text that is not valid Unicode, say
                    return [Drop(FAILED_CHECK, f"{part.config}: cannot be written: {error}")]
        return parts

    def _write(self, original_id: str, part: Part) -> None:
        if isinstance(part, Row):
            if part.config not in self._writers:
                raise self._wrong(
                    "the builder gives a row of a config that the schema does not have",
                    original_id,
                    expected=", ".join(self._writers),
                    found=part.config,
                )
            config, row = part.config, part.values
        elif isinstance(part, Drop):
            self._rejects[part.reason] += 1
            config, row = (
                "rejects",
                {"level": part.level, "reason": part.reason, "detail": part.detail},
            )
            if self._variants:
                row["variant"] = part.variant
        else:
            self._repairs[part.kind] += 1
            config, row = (
                "repairs",
                {
                    "kind": part.kind,
                    "where": part.where,
                    "before": part.before,
                    "after": part.after,
                },
            )
        if not isinstance(part, Row):
            row = {"original_id": original_id, **row}
        self._writers[config].write(row)
        self.owners[config].append(original_id)

    def _wrong(self, message: str, original_id: str, **sides: str) -> IrrealisError:
        return IrrealisError(
            message, dataset=self._dataset, split=self._split, row=original_id, **sides
        )
