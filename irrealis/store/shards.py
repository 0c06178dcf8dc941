"""Parquet shards of one config and split: written in bounded memory, identified by their rows."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irrealis.contract import canonical
from irrealis.errors import IrrealisError
from irrealis.store.digests import Digests
from irrealis.store.record import SplitRecord

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_PER_GROUP = 1_000
ROWS_PER_SHARD = 50_000


def row_digest(row: Mapping[str, Any]) -> bytes:
    """SHA-256 of a row's canonical JSON.

    Raises:
        TypeError: a value that has no exact JSON (an unpaired surrogate, an integer over 64 bits).
    """
    return hashlib.sha256(canonical(row)).digest()


def content_hash(digests: Iterable[bytes]) -> str:
    """Identity of a split: SHA-256 over its rows' digests, sorted.

    Unlike a hash of the files, it depends neither on the order of the rows nor on the version of
    the Parquet writer.
    """
    whole = hashlib.sha256()
    for digest in digests if isinstance(digests, Digests) else sorted(digests):
        whole.update(digest)
    return f"sha256:{whole.hexdigest()}"


def split_record(writer: ShardWriter, shards: Sequence[Path], *, folder: Path) -> SplitRecord:
    """What `build.json` says of a config and split once a writer has closed.

    Args:
        writer: has written the rows.
        shards: its files, where they are now.
        folder: the build's; shards are named relative to it.
    """
    return SplitRecord(
        rows=len(writer.digests),
        bytes=sum(shard.stat().st_size for shard in shards),
        content_hash=content_hash(writer.digests),
        shards=[shard.relative_to(folder).as_posix() for shard in shards],
    )


class RowBatcher:
    """Makes rows of a config into record batches that hold exactly what the rows say.

    Args:
        dataset, config, split: what errors name.
        schema: of the config.
    """

    def __init__(self, *, dataset: str, config: str, split: str, schema: pa.Schema) -> None:
        self.dataset, self.config, self.split, self.schema = dataset, config, split, schema
        self._names = set(schema.names)

    def digest(self, row: Mapping[str, Any], *, number: int) -> bytes:
        """The digest of a row.

        Raises:
            IrrealisError: columns other than the schema's, or text that is not valid Unicode.
        """
        if row.keys() != self._names:
            raise IrrealisError(
                f"config {self.config}: a row with other columns than the schema's",
                dataset=self.dataset,
                split=self.split,
                row=_name(row, number),
                expected=", ".join(self.schema.names),
                found=", ".join(row),
            )
        try:
            return row_digest(row)
        except TypeError as error:
            raise IrrealisError(
                f"config {self.config}: a row that cannot be written: {error}",
                dataset=self.dataset,
                split=self.split,
                row=_name(row, number),
                hint="fix the value in the builder, or drop the record with a reason",
            ) from None

    def batch(
        self, rows: Sequence[Mapping[str, Any]], digests: Sequence[bytes], *, number: int
    ) -> pa.RecordBatch:
        """A batch of these rows, the first of which is the `number`th of its split.

        Raises:
            IrrealisError: a value that Arrow would change or leave out.
        """
        import pyarrow as pa

        try:
            batch = pa.RecordBatch.from_pylist(rows, schema=self.schema)
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
            at, field = _misfit(rows, self.schema)
            raise self._unfit(rows[at], field, number + at, why=f": {error}") from None
        # Arrow casts in silence, 1.5 to 1 and a text to its letters, and leaves out what it does
        # not know
        for at, (kept, known) in enumerate(zip(batch.to_pylist(), digests, strict=True)):
            if row_digest(kept) != known:
                given = rows[at]
                field = next(
                    n for n in self.schema.names if canonical(given[n]) != canonical(kept[n])
                )
                raise self._unfit(given, field, number + at)
        return batch

    def _unfit(
        self, row: Mapping[str, Any], field: str, number: int, *, why: str = ""
    ) -> IrrealisError:
        return IrrealisError(
            f"config {self.config}: a value that does not fit the schema{why}",
            dataset=self.dataset,
            split=self.split,
            row=_name(row, number),
            field=field,
            expected=str(self.schema.field(field).type),
            found=ascii(row[field])[:160],
        )


def _name(row: Mapping[str, Any], number: int) -> str:
    return ascii(row.get("id", row.get("title", number)))


class ShardWriter:
    """Writes the rows of one config and split into `<folder>/<split>-00000-of-00001.parquet`, ...

    Rows are kept in memory only up to one row group. Use as a context manager; the final names
    appear when it closes without an error.
    """

    def __init__(
        self, folder: Path, *, dataset: str, config: str, split: str, schema: pa.Schema
    ) -> None:
        self.folder, self.split, self.schema = folder, split, schema
        self.digests = Digests(folder=folder)
        self.shards: list[Path] = []
        self._batcher = RowBatcher(dataset=dataset, config=config, split=split, schema=schema)
        self._rows: list[dict[str, Any]] = []
        self._own: list[bytes] = []  # digests of `_rows`
        self._batches: list[pa.RecordBatch] = []
        self._waiting = 0  # rows of `_batches`
        self._writer: Any = None
        self._in_shard = 0

    def __enter__(self) -> ShardWriter:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._flush_rows()
            self._flush(self._waiting)
            if not self.shards:
                self._open()  # a split without rows is an empty file, not a missing one
        if self._writer is not None:
            self._close()
        if kind is None:
            total = len(self.shards)
            self.shards = [
                part.rename(self.folder / f"{self.split}-{number:05}-of-{total:05}.parquet")
                for number, part in enumerate(self.shards)
            ]

    def write(self, row: dict[str, Any]) -> None:
        """Add a row.

        Raises:
            IrrealisError: columns other than the schema's, or text that is not valid Unicode.
        """
        self._own.append(self._batcher.digest(row, number=len(self.digests) + len(self._own)))
        self._rows.append(row)
        if len(self._rows) == ROWS_PER_GROUP:
            self._flush_rows()

    def write_batch(self, batch: pa.RecordBatch, digests: Sequence[bytes]) -> None:
        """Add rows that a `RowBatcher` made into a batch, with their digests."""
        self._flush_rows()
        self._add(batch, digests)

    def _flush_rows(self) -> None:
        if self._rows:
            made = self._batcher.batch(self._rows, self._own, number=len(self.digests))
            rows, self._rows = self._own, []
            self._own = []
            self._add(made, rows)

    def _add(self, batch: pa.RecordBatch, digests: Sequence[bytes]) -> None:
        self.digests.extend(digests)
        self._batches.append(batch)
        self._waiting += batch.num_rows
        if self._waiting >= ROWS_PER_GROUP:
            self._flush(self._waiting - self._waiting % ROWS_PER_GROUP)

    def _open(self) -> None:
        import pyarrow.parquet as pq

        path = self.folder / f".{self.split}-{len(self.shards):05}.parquet"
        self.shards.append(path)
        self._writer = pq.ParquetWriter(path, self.schema, compression="zstd", version="2.6")
        self._in_shard = 0

    def _close(self) -> None:
        self._writer.close()
        self._writer = None
        with self.shards[-1].open("rb") as written:
            os.fsync(written.fileno())

    def _flush(self, rows: int) -> None:
        """Write the first so many waiting rows as row groups."""
        import pyarrow as pa

        if not rows:
            return
        whole = pa.concat_batches(self._batches)
        for start in range(0, rows, ROWS_PER_GROUP):
            group = whole.slice(start, min(ROWS_PER_GROUP, rows - start))
            if self._writer is None:
                self._open()
            self._writer.write_batch(group)
            self._in_shard += group.num_rows
            if self._in_shard >= ROWS_PER_SHARD:
                self._close()
        self._batches = [whole.slice(rows)] if rows < self._waiting else []
        self._waiting -= rows


def _misfit(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> tuple[int, str]:
    """The first value that Arrow refuses, by number of the row and column."""
    import pyarrow as pa

    for number, row in enumerate(rows):
        for name in schema.names:
            try:
                pa.array([row[name]], schema.field(name).type)
            except (pa.ArrowException, OverflowError):
                return number, name
    return 0, schema.names[0]


def batches(path: Path, *, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Row groups of a Parquet file, one at a time; of these columns, or of all."""
    import pyarrow.parquet as pq

    # pre_buffer would read ahead of us, and memory would grow with the file
    with pq.ParquetFile(path, pre_buffer=False) as file:
        for group in range(file.num_row_groups):
            yield from file.read_row_group(group, columns=columns).combine_chunks().to_batches()
