"""Chunks: a build is made in pieces of records, each of which is on disk as a whole or not at all.

A chunk is a folder named by its place in the split, `<work>/<split>/000012/`, with the rows of each
config as Arrow, their digests, the record that each was made of, and `chunk.json`. The work folder
is named by a digest of all that rows depend on. So a build that was interrupted goes on with the
chunks that it lacks, and chunks of other inputs, parameters or code are never taken for its own.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict

from irrealis.build.builder import Drop, Repair, Row
from irrealis.errors import Broken, IrrealisError, printable
from irrealis.inputs import sha256_file
from irrealis.store import (
    FAILED_CHECK,
    ROWS_PER_GROUP,
    SEEN_BEFORE,
    Counts,
    RowBatcher,
    row_digest,
)

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")
Part: TypeAlias = Row | Drop | Repair

LEAST, MOST = 32, 8_192  # records of a chunk
_GROWTH = 64  # a chunk has this part of the records before it
_OWNER, _DIGEST = "__owner", "__digest"
_FILE, _IDS = "chunk.json", "ids"
_ID_WIDTH = 16


def sizes() -> Iterator[int]:
    """Records of the first chunk of a split, of the second, and so on.

    They depend on nothing else: small ones keep several workers busy from 200 records on, and large
    ones keep the chunks of a hundred million few (13,000).
    """
    start = 0
    while True:
        size = min(max(LEAST, start // _GROWTH // LEAST * LEAST), MOST)
        yield size
        start += size


def chunked(records: Iterable[T]) -> Iterator[list[T]]:
    """The records of a split in chunks."""
    left = iter(records)
    for size in sizes():
        chunk = list(islice(left, size))
        if not chunk:
            return
        yield chunk


class ChunkRecord(BaseModel):
    """What `chunk.json` says: counts of records, what its files are, and what was left out."""

    model_config = ConfigDict(extra="forbid")

    counts: Counts
    files: dict[str, str]  # name -> SHA-256
    before: dict[int, str] = {}  # of records whose id came up before: place -> split that has it
    unedited: int = 0  # records at which the builder raised an error
    error: str = ""  # the first of these
    code: int = 0  # its exit code


def place(work: Path, split: str, number: int) -> Path:
    """The folder of a chunk."""
    return work / split / f"{number:06}"


def read_chunk(folder: Path) -> ChunkRecord:
    """The record of a chunk.

    Raises:
        OSError, ValueError: there is none.
    """
    return ChunkRecord.model_validate_json((folder / _FILE).read_bytes())


def finished(folder: Path) -> ChunkRecord | None:
    """The record of a chunk whose files are as they were written; of any other, None."""
    try:
        record = read_chunk(folder)
        whole = all(sha256_file(folder / name) == found for name, found in record.files.items())
    except (OSError, ValueError):
        return None
    return record if whole else None


class ChunkWriter:
    """Writes what a builder makes of the records of a chunk; use as a context manager.

    The folder appears when it closes without an error.

    Args:
        folder: of the chunk.
        dataset: its name.
        split: the split's name.
        main: the config that a record is kept in.
        schemas: the Arrow schema of each config.
    """

    def __init__(
        self,
        folder: Path,
        *,
        dataset: str,
        split: str,
        main: str,
        schemas: Mapping[str, pa.Schema],
    ) -> None:
        self._folder, self._dataset, self._split, self._main = folder, dataset, split, main
        self._variants = "variant" in schemas["rejects"].names
        self._schemas = schemas
        self._stack = ExitStack()
        self._open: dict[str, _ConfigWriter] = {}
        self._staging = folder
        self.counts = Counts()
        self.unedited, self.error, self.code = 0, "", 0
        self.ids: list[bytes] = []
        self.before: Mapping[int, str] = {}

    def __enter__(self) -> Self:
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        name = tempfile.mkdtemp(dir=self._folder.parent, prefix=f".{self._folder.name}-")
        self._staging = Path(name)
        self._stack.callback(shutil.rmtree, self._staging, ignore_errors=True)
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        with self._stack:
            for writer in self._open.values():
                writer.close(whole=kind is None)
            if kind is not None:
                return
            (self._staging / _IDS).write_bytes(b"".join(self.ids))
            names = [_IDS, *(writer.path.name for writer in self._open.values())]
            record = ChunkRecord(
                counts=self.counts,
                files={name: sha256_file(self._staging / name) for name in names},
                before=dict(self.before),
                unedited=self.unedited,
                error=self.error,
                code=self.code,
            )
            (self._staging / _FILE).write_text(record.model_dump_json())
            shutil.rmtree(self._folder, ignore_errors=True)  # what is damaged, if anything
            try:
                self._staging.rename(self._folder)
            except OSError:  # another worker has just made the same chunk, or there is no room
                if finished(self._folder) is None:
                    raise

    def failed(self, original_id: str, error: IrrealisError) -> None:
        """Note a record at which the builder raised an error."""
        self.unedited += 1
        if not self.error:
            found = f": {error.found}" if isinstance(error, Broken) and error.found else ""
            self.error = printable(f"{original_id}: {error.args[0]}{found}")[:1000]
            self.code = error.exit_code

    def write(self, original_id: str, parts: Sequence[Part], *, before: str | None = None) -> None:
        """Write what was made of a record, which is kept if it has a row of the main config.

        Args:
            original_id: of the record.
            parts: what the builder gives of it.
            before: the split in which an earlier record has this id; then all of it is dropped.

        Raises:
            IrrealisError: a row of an unknown config or with other columns, or neither a row nor a
                drop: the builder is wrong.
        """
        counts = self.counts
        if before is not None:
            self.before = {**self.before, counts.records: before}
        counts.records += 1
        self.ids.append(id_digest(original_id))
        parts = self._checked(parts, before)
        made = sum(isinstance(part, Row) and part.config == self._main for part in parts)
        dropped = any(isinstance(part, Drop) and part.level == "record" for part in parts)
        if dropped == bool(made):
            raise self._wrong(
                f"the builder must give {self._main} of a record, or drop it with a reason",
                original_id,
                found=f"{made} {self._main} and {'a' if dropped else 'no'} drop",
            )
        counts.kept += bool(made)
        counts.counterfactuals += made if self._main == "pairs" else 0
        for part in parts:
            self._write(original_id, part)

    def add(self, config: str, row: dict[str, Any], *, owner: str) -> None:
        """Write a row as it is, which counts as nothing."""
        writer = self._open.get(config)
        if writer is None:
            writer = self._open[config] = _ConfigWriter(
                self._staging / f"{config}.arrow",
                RowBatcher(
                    dataset=self._dataset,
                    config=config,
                    split=self._split,
                    schema=self._schemas[config],
                ),
            )
        writer.write(row, owner)

    def _checked(self, parts: Sequence[Part], before: str | None) -> Sequence[Part]:
        """The parts of a record that may be written; else why it is dropped."""
        if before is not None:
            return [Drop(SEEN_BEFORE, f"an earlier record of split {before} has it")]
        for part in parts:
            kind = part.config if isinstance(part, Row) else f"a {type(part).__name__}".lower()
            try:
                row_digest(part.values if isinstance(part, Row) else asdict(part))
            except TypeError as error:  # text that is not valid Unicode, say
                return [Drop(FAILED_CHECK, f"{kind}: cannot be written: {error}")]
        return parts

    def _write(self, original_id: str, part: Part) -> None:
        if isinstance(part, Row):
            if part.config not in self._schemas:
                raise self._wrong(
                    "the builder gives a row of a config that the schema does not have",
                    original_id,
                    expected=", ".join(self._schemas),
                    found=part.config,
                )
            self.add(part.config, part.values, owner=original_id)
            return
        tally = self.counts.rejects if isinstance(part, Drop) else self.counts.repairs
        if isinstance(part, Drop):
            key, config = part.reason, "rejects"
            row: dict[str, Any] = {"level": part.level, "reason": part.reason}
            row["detail"] = part.detail
            if self._variants:
                row["variant"] = part.variant
        else:
            key, config = part.kind, "repairs"
            row = {
                "kind": part.kind,
                "where": part.where,
                "before": part.before,
                "after": part.after,
            }
        tally[key] = tally.get(key, 0) + 1
        self.add(config, {"original_id": original_id, **row}, owner=original_id)

    def _wrong(self, message: str, original_id: str, **sides: str) -> IrrealisError:
        return IrrealisError(
            message, dataset=self._dataset, split=self._split, row=original_id, **sides
        )


class _ConfigWriter:
    """The rows of one config of a chunk."""

    def __init__(self, path: Path, batcher: RowBatcher) -> None:
        import pyarrow as pa

        self.path, self.rows = path, 0
        self._batcher = batcher
        self._held: list[tuple[dict[str, Any], bytes, str]] = []
        self._file = path.open("wb")
        schema = batcher.schema.append(pa.field(_OWNER, pa.string()))
        self._schema = schema.append(pa.field(_DIGEST, pa.binary(32)))
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        self._writer = pa.ipc.new_stream(self._file, self._schema, options=options)

    def write(self, row: dict[str, Any], owner: str) -> None:
        self._held.append((row, self._batcher.digest(row, number=self.rows), owner))
        self.rows += 1
        if len(self._held) == ROWS_PER_GROUP:
            self._flush()

    def close(self, *, whole: bool) -> None:
        with self._file:
            if whole:
                self._flush()
                self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa

        if not self._held:
            return
        rows, digests, owners = map(list, zip(*self._held, strict=True))
        batch = self._batcher.batch(rows, digests, number=self.rows - len(rows))
        more = [pa.array(owners, pa.string()), pa.array(digests, pa.binary(32))]
        self._writer.write_batch(
            pa.RecordBatch.from_arrays([*batch.columns, *more], schema=self._schema)
        )
        self._held = []


def rewrite(
    folder: Path,
    before: ChunkRecord,
    counts: Counts,
    rows: Mapping[str, Sequence[tuple[str, dict[str, Any]]]],
    *,
    dataset: str,
    split: str,
    schemas: Mapping[str, pa.Schema],
) -> None:
    """Put these rows into a chunk in place of those that it has.

    Args:
        folder: of the chunk.
        before: its record.
        counts: what is then to be counted.
        rows: config -> rows, each with the record that it was made of.
        dataset, split, schemas: as a `ChunkWriter` takes them.
    """
    writer = ChunkWriter(folder, dataset=dataset, split=split, main="pairs", schemas=schemas)
    writer.counts, writer.before, writer.ids = counts, before.before, list(ids_of(folder))
    writer.unedited, writer.error, writer.code = before.unedited, before.error, before.code
    with writer:
        for config, owned in rows.items():
            for owner, row in owned:
                writer.add(config, row, owner=owner)


def batches_of(
    folder: Path, config: str
) -> Iterator[tuple[pa.RecordBatch, Sequence[str], Sequence[bytes]]]:
    """Rows of a config of a chunk, with the record that each was made of, and their digests."""
    import pyarrow as pa

    path = folder / f"{config}.arrow"
    if not path.is_file():
        return  # no rows
    with path.open("rb") as file, pa.ipc.open_stream(file) as stream:
        for batch in stream:
            owners, digests = (batch.column(name).to_pylist() for name in (_OWNER, _DIGEST))
            yield batch.drop_columns([_OWNER, _DIGEST]), owners, digests


def owners_of(folder: Path, config: str) -> Iterator[str]:
    """Of each row of a config of a chunk the record that it was made of; nothing else is read."""
    import pyarrow as pa

    path = folder / f"{config}.arrow"
    if not path.is_file():
        return
    with path.open("rb") as file, pa.ipc.open_stream(file) as stream:
        place = stream.schema.get_field_index(_OWNER)
    only = pa.ipc.IpcReadOptions(included_fields=[place])
    with path.open("rb") as file, pa.ipc.open_stream(file, options=only) as stream:
        for batch in stream:
            yield from batch.column(_OWNER).to_pylist()


def id_digest(original_id: str) -> bytes:
    """16 bytes that stand for the id of a record."""
    return hashlib.sha256(original_id.encode("utf-8", "surrogatepass")).digest()[:_ID_WIDTH]


def ids_of(folder: Path) -> Iterator[bytes]:
    """The digests of the ids of the records of a chunk, in their order."""
    content = (folder / _IDS).read_bytes()
    return (content[at : at + _ID_WIDTH] for at in range(0, len(content), _ID_WIDTH))


def total(parts: Iterable[Counts]) -> Counts:
    """The counts of a split, from those of its chunks."""
    whole = Counts()
    rejects: Counter[str] = Counter()
    repairs: Counter[str] = Counter()
    for part in parts:
        whole.records += part.records
        whole.kept += part.kept
        whole.counterfactuals += part.counterfactuals
        rejects.update(part.rejects)
        repairs.update(part.repairs)
    whole.rejects, whole.repairs = dict(sorted(rejects.items())), dict(sorted(repairs.items()))
    return whole
