"""A build in the making: splits as chunks of records, then as shards, then as a checked whole."""

from __future__ import annotations

import hashlib
import math
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import Any, Self

from irrealis.build.builder import Builder, name_of
from irrealis.build.chunks import (
    ChunkRecord,
    batches_of,
    chunked,
    finished,
    ids_of,
    place,
    read_chunk,
    sizes,
    total,
)
from irrealis.build.engines import Engine
from irrealis.build.settling import ROUNDS, SHARE, Owners, faults_of, without
from irrealis.build.sources import (
    Drawn,
    Source,
    alternates_of,
    read_records,
    records_of,
    sources_of,
)
from irrealis.build.work import (
    Drawing,
    Editing,
    Preparing,
    Reading,
    Task,
    Work,
    is_prepared,
    prepared,
)
from irrealis.check import Report, check_folder
from irrealis.contract import Table, arrow_schema
from irrealis.errors import Broken, IrrealisError, calling
from irrealis.inputs import Piece, pieces_of
from irrealis.manifest import Manifest
from irrealis.progress import meter
from irrealis.store import (
    BuildRecord,
    Claims,
    Counts,
    Measured,
    ShardWriter,
    SplitRecord,
    split_record,
)

_SPLIT = 1 << 48  # places of a split, so that a place says which one it is of


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be built: the record of the build, without anything that was made.

    `pieces` says whether chunks are pieces of files, which hold other records than those that are
    read by one process; `environment` is a digest of what is installed.
    """

    record: BuildRecord
    pieces: bool
    environment: str

    @property
    def key(self) -> str:
        """A digest of all that rows depend on: inputs, parameters, seed, code, models, packages."""
        content = self.record.model_dump_json(by_alias=True, exclude={"configs", "counts"})
        whole = f"{content}{self.pieces}{self.environment}"
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


class Making:
    """A build in the making; use as a context manager.

    Args:
        folder: the build's, into which shards go.
        work: where chunks are kept until they are shards.
        plan: what is to be built.
        builder: with its parameters.
        manifest: of the dataset.
        tables: of the dataset.
    """

    def __init__(
        self,
        folder: Path,
        work: Path,
        plan: Plan,
        builder: Builder[Any, Any],
        manifest: Manifest,
        *,
        tables: Mapping[str, Table],
    ) -> None:
        self.folder, self.work, self.plan = folder, work, plan
        self.builder, self.manifest, self.tables = builder, manifest, tables
        self.schemas = {config: arrow_schema(table.schema) for config, table in tables.items()}
        self.counts: dict[str, Counts] = {}
        self.configs: dict[str, dict[str, SplitRecord]] = {config: {} for config in tables}
        self._chunks: dict[str, list[Path]] = {}
        self._prepared: dict[str, int] = {}  # split -> its chunks
        self._ids = Claims(work)
        self._order = {split: number for number, split in enumerate(manifest.splits)}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._stack.enter_context(self._ids)
        return self

    def __exit__(self, *raised: Any) -> None:
        self._stack.__exit__(*raised)

    def split(self, split: str, sources: Sequence[Source | Drawn], *, engine: Engine) -> None:
        """Edit the records of a split and write what comes of them.

        Raises:
            IrrealisError: the input is bad, or holds no records.
        """
        limit = self.plan.record.limit
        pieces = self._pieces(sources)
        size = len(pieces) or self._size(split, sources)
        size = size if limit is None else min(size, limit)
        work = Editing(
            self.builder,
            self._context(split, sources, engine=engine),
            self.work,
            self.manifest.main,
            self.schemas,
            # how many records there are in a piece is known when it is read
            lenient=sys.maxsize if pieces else math.floor(SHARE * size),
        )
        tasks = partial(self._tasks, split, sources, limit=limit)
        many = self._run(
            work, tasks(), engine, name=f"build {split}", size=size, done=self._is_done
        )
        self._chunks[split] = [place(self.work, split, number) for number in range(many)]
        chunks = self._records(split)
        before = self._before(split, chunks)
        again = {
            number for number, chunk in enumerate(chunks) if chunk.before != before.get(number, {})
        }
        if again:  # that an id came up before is known only now that all are
            known = (
                replace(task, before=before.get(task.number, {}))
                for task in tasks()
                if task.number in again
            )
            self._run(work, known, engine, name=f"repeats of {split}", size=None)
            chunks = self._records(split)
        self._count(split, chunks)
        if not self.counts[split].records:
            raise IrrealisError(
                "the input holds no records",
                dataset=self.manifest.name,
                split=split,
                found=", ".join(source.name for source in sources if isinstance(source, Source)),
            )
        self._assemble(split)

    def record(self, *, measured: Measured | None) -> BuildRecord:
        """The record of the build."""
        made = {"configs": self.configs, "counts": self.counts, "measured": measured}
        return self.plan.record.model_copy(update=made)

    def settled(self, record: BuildRecord) -> tuple[BuildRecord, Report]:
        """Check the build; where few records fail, they become rejects and the rest stays."""
        report = check_folder(self.folder, manifest=self.manifest)
        for _ in range(ROUNDS):
            if report.ok:
                break
            owners = Owners(self._chunks)
            faults = faults_of(report, record, owners, self.tables)
            if faults is None:
                break
            for split, failed in faults.items():
                without(
                    failed,
                    self._chunks[split],
                    dataset=self.manifest.name,
                    split=split,
                    main=self.manifest.main,
                    schemas=self.schemas,
                )
                self._count(split, self._records(split))
                self._assemble(split)
            record = self.record(measured=record.measured)
            record.write(self.folder)
            report = check_folder(self.folder, manifest=self.manifest)
        return record, report

    def _pieces(self, sources: Sequence[Source | Drawn]) -> list[Piece]:
        """Pieces of the files of a split, where workers can read it so."""
        files = [source for source in sources if isinstance(source, Source) and self.plan.pieces]
        return [piece for file in files for piece in pieces_of(file.url, file.columns)]

    def _size(self, split: str, sources: Sequence[Source | Drawn]) -> int:
        drawn = [source.size for source in sources if isinstance(source, Drawn)]
        return drawn[0] if drawn else sum(1 for _ in self._read(split, sources))

    def _read(self, split: str, sources: Sequence[Source | Drawn]) -> Iterator[Any]:
        return read_records(self.builder, sources, split=split)

    def _tasks(
        self, split: str, sources: Sequence[Source | Drawn], *, limit: int | None = None
    ) -> Iterator[Task]:
        drawn = [source.size for source in sources if isinstance(source, Drawn)]
        start = 0
        if drawn:
            size = drawn[0] if limit is None else min(drawn[0], limit)
            for number, most in enumerate(sizes()):
                stop = min(start + most, size)
                if start == stop:
                    return
                given = Drawing(start, stop)
                yield Task(split, number, f"number {start}", stop - start, given)
                start = stop
        if pieces := self._pieces(sources):
            for number, piece in enumerate(pieces):
                yield Task(split, number, piece.label, 1, Reading(piece))
            return
        for number, records in enumerate(chunked(islice(self._read(split, sources), limit))):
            first = name_of(self.builder, records[0], split=split, row=f"number {start}")
            yield Task(split, number, first, len(records), records)
            start += len(records)

    def _is_done(self, task: Task) -> bool:
        return finished(place(self.work, task.split, task.number)) is not None

    def _run(
        self,
        work: Work,
        tasks: Iterator[Task],
        engine: Engine,
        *,
        name: str,
        size: int | None,
        done: Callable[[Task], bool] = lambda _: False,
    ) -> int:
        """Do the tasks that are not done; how many there are with those that were."""
        many = 0
        with meter(name, unit="records", total=size) as grow:

            def left() -> Iterator[Task]:
                nonlocal many
                for task in tasks:
                    many = task.number + 1
                    if done(task):
                        grow(task.size)
                    else:
                        yield task

            for task in engine.run(work, left()):
                grow(task.size)
        return many

    def _context(self, split: str, sources: Sequence[Source | Drawn], *, engine: Engine) -> Any:
        """What the builder must know of the records beside the one that it edits."""
        with calling(dataset=self.manifest.name, split=split):
            return self._found_context(split, sources, engine=engine)

    def _found_context(
        self, split: str, sources: Sequence[Source | Drawn], *, engine: Engine
    ) -> Any:
        inputs = self.plan.record.inputs
        apart = {split, *alternates_of(self.manifest, split), *self.manifest.held_back}
        rivals = [rival for rival in self.manifest.splits if rival not in apart]
        if inputs == "files":
            rivals = []
        if not self.builder.prepares:
            others = records_of(self.builder, self.manifest, inputs=inputs, splits=rivals)
            return self.builder.context_beside(self._read(split, sources), others=others)
        self._prepare(split, sources, engine=engine)
        given = self.manifest.splits_of(inputs)
        rivals = [rival for rival in rivals if rival in given]
        for rival in rivals:
            found = sources_of(self.manifest, inputs=inputs, files=(), splits=[rival])
            self._prepare(rival, found[rival], engine=engine)
        others = chain.from_iterable(map(self._notes, rivals))
        return self.builder.context_from_notes(self._notes(split), others=others)

    def _prepare(self, split: str, sources: Sequence[Source | Drawn], *, engine: Engine) -> None:
        """Have all records of a split prepared, whatever of them is edited."""
        if split not in self._prepared:
            self._prepared[split] = self._run(
                Preparing(self.builder, self.work),
                self._tasks(split, sources),
                engine,
                name=f"prepare {split}",
                size=None,
                done=lambda task: is_prepared(self.work, task.split, task.number),
            )

    def _notes(self, split: str) -> Iterator[bytes]:
        for number in range(self._prepared[split]):
            yield from prepared(self.work, split, number)[1]

    def _records(self, split: str) -> list[ChunkRecord]:
        return [read_chunk(folder) for folder in self._chunks[split]]

    def _before(self, split: str, chunks: Sequence[ChunkRecord]) -> dict[int, dict[int, str]]:
        """Chunk -> place of a record in it -> the split that has an earlier record of its id.

        One that is in an alternate split alone is meant to be here as well.
        """
        import polars as pl

        names = list(self._order)
        order, alternates = self._order[split], alternates_of(self.manifest, split)
        starts = list(accumulate((chunk.counts.records for chunk in chunks), initial=0))
        at = order * _SPLIT
        for folder in self._chunks[split]:
            for at, digest in enumerate(ids_of(folder), start=at):  # noqa: B020 goes on from there
                self._ids.add(digest, at, order)
            at += 1
        found: dict[int, dict[int, str]] = {}
        for frame in self._ids.frames():
            twice = frame.filter(pl.struct("high", "low").is_duplicated())
            key, first, here = None, -1, False
            for high, low, where, owner, _ in twice.iter_rows():
                if key != (high, low):
                    key, first, here = (high, low), owner, False
                elif owner == order:
                    before = split if here else names[first]
                    if before not in alternates:
                        number = bisect_right(starts, where - order * _SPLIT) - 1
                        inside = where - order * _SPLIT - starts[number]
                        found.setdefault(number, {})[inside] = before
                here = here or owner == order
        return found

    def _count(self, split: str, chunks: Sequence[ChunkRecord]) -> None:
        """Add up what the chunks of a split count.

        Raises:
            IrrealisError: the builder raised an error at too many records.
        """
        self.counts[split] = counts = total(chunk.counts for chunk in chunks)
        unedited = sum(chunk.unedited for chunk in chunks)
        if unedited > SHARE * counts.records:
            first = next(chunk for chunk in chunks if chunk.error)
            kind = Broken if first.code == Broken.exit_code else IrrealisError
            raise kind(
                f"the builder raised an error at {unedited:,} of {counts.records:,} records",
                dataset=self.manifest.name,
                split=split,
                expected=f"at most {SHARE:.0%}",
                found=first.error,
            )

    def _assemble(self, split: str) -> None:
        """Make the shards of a split from its chunks."""
        for config, schema in self.schemas.items():
            old = self.configs[config].get(split)
            for shard in old.shards if old else ():
                (self.folder / shard).unlink()
            with ShardWriter(
                self.folder / "data" / config,
                dataset=self.manifest.name,
                config=config,
                split=split,
                schema=schema,
            ) as writer:
                for folder in self._chunks[split]:
                    for batch, _, digests in batches_of(folder, config):
                        writer.write_batch(batch, digests)
            self.configs[config][split] = split_record(writer, writer.shards, folder=self.folder)
