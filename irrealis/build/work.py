"""The work of a build that is done chunk by chunk, by whatever process is given a task."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import orjson

from irrealis.build.builder import (
    Builder,
    Drop,
    Repair,
    Row,
    edited,
    located,
    name_of,
    record_rng,
)
from irrealis.build.chunks import ChunkWriter, place
from irrealis.errors import Broken, IrrealisError, Unavailable, calling, printable
from irrealis.inputs import Piece
from irrealis.store import FAILED_EDIT

if TYPE_CHECKING:
    import pyarrow as pa

# what a builder made of a record, and the error that it raised if it did
Answer: TypeAlias = tuple[list[Row | Drop | Repair], IrrealisError | None]

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_PATH = re.compile(r"(?<![\w:/.<])(?:~|[A-Za-z]:)?[/\\](?:[^\s'\"<>|:;,()]+[/\\])[^\s'\"<>|:;,()]*")


class Lazy(Protocol):
    """Records that whoever needs them reads or draws."""

    def load(self, builder: Builder[Any, Any], split: str) -> Sequence[Any]:
        """Read or draw them.

        Raises:
            IrrealisError: they cannot be; see `theirs`.
        """


@dataclass(frozen=True, slots=True)
class Drawing:
    """Records of a generated dataset by their numbers."""

    start: int
    stop: int

    def load(self, builder: Builder[Any, Any], split: str) -> Sequence[Any]:
        """Draw them."""

        def drawn() -> Iterable[Any]:
            return builder.generate(split, self.stop, start=self.start)

        return list(located(drawn, builder=builder, split=split, start=self.start))


@dataclass(frozen=True, slots=True)
class Reading:
    """Records of a piece of a file."""

    piece: Piece

    def load(self, builder: Builder[Any, Any], split: str) -> Sequence[Any]:
        """Read them."""
        label = self.piece.label
        with self.piece.stream() as stream:
            read = partial(builder.read, stream, source=label)
            return list(located(read, builder=builder, split=split, source=f"{label}, number"))


@dataclass(frozen=True, slots=True)
class Task:
    """A chunk to work on.

    `before` names the split that has the id of a record already, by the record's place in the
    chunk.
    """

    split: str
    number: int
    first: str  # id of its first record, for whoever has to find it
    size: int  # records, or 1 where it is a piece of a file
    records: Sequence[Any] | Lazy
    before: Mapping[int, str] = field(default_factory=dict)

    @property
    def named(self) -> str:
        """Its records, as errors name them."""
        return self.first + f" or one of the {self.size - 1} after it" * (self.size > 1)

    def load(self, builder: Builder[Any, Any]) -> Sequence[Any]:
        """The records.

        Raises:
            IrrealisError: they cannot be read or drawn.
        """
        if isinstance(self.records, Sequence):
            return self.records
        return self.records.load(builder, self.split)


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
        records = task.load(self.builder)
        with calling(dataset=self.builder.dataset, split=task.split, row=task.named):
            kept, notes = self.builder.prepare(records)
        content = orjson.dumps({"kept": kept, "notes": [note.hex() for note in notes]})
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
            with calling(dataset=self.builder.dataset, split=task.split, row=task.named):
                context = self.builder.context_with(context, records, kept)
        with ChunkWriter(
            place(self.folder, task.split, task.number),
            dataset=self.builder.dataset,
            split=task.split,
            main=self.main,
            schemas=self.schemas,
        ) as writer:
            for number, record in enumerate(records):
                row = task.first if not number else f"number {number} from {task.first} on"
                original_id = name_of(self.builder, record, split=task.split, row=row)
                before = task.before.get(number)
                if before is not None:
                    parts: list[Row | Drop | Repair] = []
                else:
                    parts, error = self._edited(original_id, record, context, split=task.split)
                    if error is not None:
                        writer.failed(original_id, error)
                        if writer.unedited > self.lenient:
                            raise error
                writer.write(original_id, parts, before=before)

    def _edited(self, original_id: str, record: Any, context: Any, *, split: str) -> Answer:
        builder = self.builder
        rng = record_rng(dataset=builder.dataset, seed=builder.seed, original_id=original_id)
        try:
            with calling(dataset=builder.dataset, split=split, row=original_id):
                return edited(builder, record, context=context, rng=rng), None
        except Unavailable:
            raise  # a package, a file or memory that is missing is not the record's fault
        except IrrealisError as error:  # a bad record must not cost the millions beside it
            raised = error.__cause__ if isinstance(error, Broken) else None
            message = error.args[0] if raised is None else str(raised)
            detail = f"{type(raised or error).__name__}: {message}"
            return [Drop(FAILED_EDIT, steady(detail)[:1000])], error


def steady(message: str) -> str:
    """A message without what differs from run to run, or says where somebody keeps their files.

    Paths and addresses of objects give way to an ellipsis; what no file holds is escaped.

    >>> steady("no <Token object at 0x7f6dbe0a1c50> in '/home/me/corpus/a.json'")
    "no <Token object at …> in '…'"
    """
    return printable(_PATH.sub("…", _ADDRESS.sub("…", message)))


def prepared_file(folder: Path, split: str, number: int) -> Path:
    """Where the work folder has what was prepared of a chunk."""
    return folder / ".prepared" / split / f"{number:06}.json"


def prepared(folder: Path, split: str, number: int) -> tuple[Any, list[bytes]]:
    """What was prepared of a chunk: what `edit` needs, and what the context is made of.

    Raises:
        OSError, ValueError: it is not there, or not as it was written.
    """
    found = orjson.loads(prepared_file(folder, split, number).read_bytes())
    return found["kept"], [bytes.fromhex(digits) for digits in found["notes"]]


def is_prepared(folder: Path, split: str, number: int) -> bool:
    """Whether that is there, as it was written."""
    try:
        prepared(folder, split, number)
    except (OSError, ValueError):
        return False
    return True
