"""Breaking a good build in one place, and what the validator then says of it.

A mutation is applied to a copy of a build; `build.json` is then brought up to date (rows, bytes,
content hash), so that only a check of what the rows say can tell.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import irrealis.check.rows
from irrealis.check import Failure, check_folder, short
from irrealis.contract import Table, arrow_schema
from irrealis.errors import IrrealisError
from irrealis.manifest import Manifest, load_manifest
from irrealis.store import content_hash, row_digest

ROOT = Path(__file__).parents[1]

Row: TypeAlias = dict[str, Any]
Change: TypeAlias = Callable[[Row], object]
Names: TypeAlias = Sequence[str]  # what a message must name: all of these
Step: TypeAlias = str | int


class Copy:
    """A copy of a build, to be broken; what `save` writes agrees with its build.json."""

    def __init__(self, base: Path, folder: Path, *, split: str) -> None:
        shutil.copytree(base, folder)
        self.folder = folder
        self.split = split
        self.record: dict[str, Any] = orjson.loads((folder / "build.json").read_bytes())
        self.rehash = True
        self._rows: dict[tuple[str, str], list[Row]] = {}

    def shard(self, config: str, split: str | None = None) -> str:
        return str(self.record["configs"][config][split or self.split]["shards"][0])

    def table(self, config: str, split: str | None = None) -> pa.Table:
        return pq.read_table(self.folder / self.shard(config, split))

    def rows(self, config: str, split: str | None = None) -> list[Row]:
        """Rows of a config and split; what is changed in them is written by `save`."""
        key = config, split or self.split
        if key not in self._rows:
            self._rows[key] = self.table(*key).to_pylist()
        return self._rows[key]

    def put(self, table: pa.Table, config: str, split: str | None = None) -> None:
        path = self.folder / self.shard(config, split)
        pq.write_table(table, path, compression="zstd")
        self.record["configs"][config][split or self.split]["bytes"] = path.stat().st_size

    def save(self) -> None:
        for (config, split), rows in self._rows.items():
            self.put(pa.Table.from_pylist(rows, self.table(config, split).schema), config, split)
            part = self.record["configs"][config][split]
            part["rows"] = len(rows)
            if self.rehash:
                part["content_hash"] = content_hash(map(row_digest, rows))
        self._rows.clear()
        (self.folder / "build.json").write_bytes(orjson.dumps(self.record))


@dataclass(frozen=True, slots=True)
class Mutation:
    """`apply` breaks a copy of the build, and says what a failure must name."""

    kind: str
    config: str
    apply: Callable[[Copy], Names]
    expected: str | None = None  # kind of the failure, where others would be caught by accident


def change(*path: Step, to: object = None, by: Callable[[Any], object] | None = None) -> Change:
    """Set what is at `path` of a row, or replace it by a function of itself."""

    def apply(row: Row) -> None:
        *outer, last = path
        place: Any = row
        for step in outer:
            place = place[step]
        place[last] = by(place[last]) if by else to

    return apply


def more(number: int) -> int:
    return number + 1


def less(number: int) -> int:
    return number - 1


def twice(parts: list[Any]) -> list[Any]:
    return [parts[0], *parts]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a row, somewhere in it, and something else that could stand there."""

    path: tuple[Step, ...]
    kind: str
    to: object

    @property
    def name(self) -> str:
        """The path without numbers: all elements of a list are alike."""
        return ".".join(step for step in self.path if isinstance(step, str))


def values(value: object, kind: pa.DataType, path: tuple[Step, ...]) -> Iterator[Value]:
    """Every value in `value`, with others of the same type that could stand in its place."""
    if value is None:
        yield Value(path, "given", example(kind))
        return
    yield Value(path, "null", None)
    if isinstance(value, dict):
        for name, part in value.items():
            yield from values(part, kind.field(name).type, (*path, name))
    elif isinstance(value, list):
        if value:
            yield Value(path, "without the first", value[1:])
            yield Value(path, "with the first twice", twice(value))
            yield from values(value[0], kind.value_type, (*path, 0))
        else:
            yield Value(path, "with an element", [example(kind.value_type)])
    else:
        yield Value(path, "other", other(value))


def other(value: object) -> object:
    """Another value of the same type, as near as can be."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    assert isinstance(value, str)
    return value.swapcase() if value.swapcase() != value else f"{value}1"


def example(kind: pa.DataType) -> object:
    """Some value of a type."""
    if pa.types.is_struct(kind):
        return {field.name: example(field.type) for field in kind}
    if pa.types.is_list(kind):
        return [example(kind.value_type)]
    return pa.scalar(1).cast(kind).as_py()


def said(copy: Copy, manifest: Manifest) -> list[tuple[str | None, str]]:
    """Kind and text of all that the validator holds against a build."""
    try:
        report = check_folder(copy.folder, manifest=manifest)
    except IrrealisError as error:
        return [(None, str(error))]
    return [(one.kind, message(one)) for one in report.blamed]


def message(one: Failure) -> str:
    place = ", ".join(part for part in (one.config, one.split, one.row, one.field) if part)
    return f"{one.kind}: {place}: expected {short(one.expected)}, found {short(one.found)}"


def ungated(name: str, *, root: Path = ROOT) -> Manifest:
    """Without gates: they are for the figures of a build, and no mutation may hide behind them."""
    return load_manifest(name, root=root).model_copy(update={"gates": []})


def caught(copy: Copy, mutation: Mutation, manifest: Manifest) -> str | None:
    """The first message that names what was broken, if there is one."""
    names = mutation.apply(copy)
    copy.save()
    return next(
        (
            text
            for kind, text in said(copy, manifest)
            if all(name in text for name in names) and mutation.expected in (None, kind)
        ),
        None,
    )


@contextmanager
def schemas_checked_once() -> Iterator[None]:
    """Within, pandera does not look again at a table in which it found nothing.

    It takes most of the time of a check of few rows, and a mutation leaves most tables as they are.
    """
    look = irrealis.check.rows._violations
    clean: set[bytes] = set()

    def violations(
        rows: Any, batch: pa.RecordBatch, table: Table, *, start: int, add: Any
    ) -> set[int]:
        # with the config and the split that `add` is given
        key = batch.serialize().to_pybytes() + repr(add.keywords).encode()
        if key in clean:
            return set()
        found: list[Failure] = []

        def note(failure: Failure, **place: Any) -> None:
            found.append(failure)
            add(failure, **place)

        broken = look(rows, batch, table, start=start, add=note)
        if not found:
            clean.add(key)
        return broken

    known: dict[int, tuple[Any, pa.Schema]] = {}  # with the schema, so that its id stays its own

    def schema_of(schema: Any) -> pa.Schema:
        if id(schema) not in known:
            known[id(schema)] = schema, arrow_schema(schema)
        return known[id(schema)][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(irrealis.check.rows, "_violations", violations)
        patch.setattr(irrealis.check.rows, "arrow_schema", schema_of)
        yield
