"""The work of a build that is done chunk by chunk, by whatever process is given a task."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import orjson

from irrealis.build.builder import Builder, Drop, Repair, Row, edited, record_rng
from irrealis.build.chunks import ChunkWriter, place
from irrealis.errors import IrrealisError
from irrealis.inputs import Piece
from irrealis.store import FAILED_EDIT

if TYPE_CHECKING:
    import pyarrow as pa

# what a builder made of a record, and the error that it raised if it did
Answer: TypeAlias = tuple[list[Row | Drop | Repair], Exception | None]


class Lazy(Protocol):
    """Records that whoever needs them reads or draws."""

    def load(self, builder: Builder[Any, Any]) -> Sequence[Any]:
        """Read or draw them."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Records of a generated dataset by their numbers."""

    split: str
    start: int
    stop: int

    def load(self, builder: Builder[Any, Any]) -> Sequence[Any]:
        """Draw them."""
        return list(builder.generate(self.split, self.stop, start=self.start))


@dataclass(frozen=True, slots=True)
class Reading:
    """Records of a piece of a file."""

    piece: Piece

    def load(self, builder: Builder[Any, Any]) -> Sequence[Any]:
        """Read them."""
        with self.piece.stream() as stream:
            return list(builder.read(stream, source=self.piece.label))


@dataclass(frozen=True, slots=True)
class Task:
    """A chunk to work on.

    `before` tells of some of its records, by their place in it, which split has their id already.
    """

    split: str
    number: int
    first: str  # id of its first record, for whoever has to find it
    size: int  # records, or 1 where it is a piece of a file
    records: Sequence[Any] | Lazy
    before: Mapping[int, str] = field(default_factory=dict)

    def load(self, builder: Builder[Any, Any]) -> Sequence[Any]:
        """The records.

        Raises:
            IrrealisError: they cannot be read or drawn.
        """
        try:
            if isinstance(self.records, Sequence):
                return self.records
            return self.records.load(builder)
        except IrrealisError as error:
            error.at(dataset=builder.dataset, split=self.split)
            raise


class Work(Protocol):
    """What is done with every task, and all that is needed for it; it goes to each worker once."""

    @property
    def builder(self) -> Builder[Any, Any]:
        """Whose work it is."""

    @property
    def folder(self) -> Path:
        """Where the work is done: all who do it see it."""

    def do(self, task: Task) -> None:
        """Do it; what comes of it is on disk."""


@dataclass(frozen=True)
class Preparing:
    """Finds out of the records of a chunk what needs no context."""

    builder: Builder[Any, Any]
    folder: Path

    def do(self, task: Task) -> None:
        """Write what the builder prepares of the chunk."""
        kept, told = self.builder.prepare(task.load(self.builder))
        content = orjson.dumps({"kept": kept, "told": [one.hex() for one in told]})
        path = prepared_file(self.folder, task.split, task.number)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        os.replace(file.name, path)  # noqa: PTH105 a string is what the file has


@dataclass(frozen=True)
class Editing:
    """Edits the records of a chunk and writes their rows.

    `lenient` is the number of records of a split at which the builder may raise an error; whether
    all chunks together keep it is seen at the end.
    """

    builder: Builder[Any, Any]
    context: Any
    folder: Path
    main: str
    schemas: Mapping[str, pa.Schema]
    lenient: int

    def do(self, task: Task) -> None:
        """Write the chunk."""
        context, records = self.context, task.load(self.builder)
        if self.builder.prepares:
            kept, _ = prepared(self.folder, task.split, task.number)
            context = self.builder.context_with(context, records, kept)
        with ChunkWriter(
            place(self.folder, task.split, task.number),
            dataset=self.builder.dataset,
            split=task.split,
            main=self.main,
            schemas=self.schemas,
        ) as writer:
            for number, record in enumerate(records):
                original_id = self.builder.original_id(record)
                before = task.before.get(number)
                parts, error = ([], None) if before else self._edited(original_id, record, context)
                if error is not None:
                    writer.unedited += 1
                    writer.error = writer.error or f"{original_id}: {parts[0].detail}"  # type: ignore[union-attr]
                    if writer.unedited > self.lenient:
                        raise error
                writer.write(original_id, parts, before=before)

    def _edited(self, original_id: str, record: Any, context: Any) -> Answer:
        builder = self.builder
        rng = record_rng(dataset=builder.dataset, seed=builder.seed, original_id=original_id)
        try:
            return edited(builder, record, context=context, rng=rng), None
        except OSError:
            raise  # a disk or a model that is not there is not the record's fault
        except Exception as error:  # noqa: BLE001 a bad record must not cost the millions beside it
            error.add_note(f"while editing {original_id!r}")
            message = error.args[0] if isinstance(error, IrrealisError) else str(error)
            return [Drop(FAILED_EDIT, f"{type(error).__name__}: {message}"[:1000])], error


def prepared_file(folder: Path, split: str, number: int) -> Path:
    """Where the work folder has what was prepared of a chunk."""
    return folder / ".prepared" / split / f"{number:06}.json"


def prepared(folder: Path, split: str, number: int) -> tuple[Any, list[bytes]]:
    """What was prepared of a chunk: what `edit` needs, and what the context is made of.

    Raises:
        OSError, ValueError: it is not there, or not as it was written.
    """
    found = orjson.loads(prepared_file(folder, split, number).read_bytes())
    return found["kept"], [bytes.fromhex(one) for one in found["told"]]


def is_prepared(folder: Path, split: str, number: int) -> bool:
    """Whether that is there, as it was written."""
    try:
        prepared(folder, split, number)
    except (OSError, ValueError):
        return False
    return True
