"""Rows of two folders, matched: which are the same, changed, removed or added.

Rows are matched by id, then across splits, then by what was done to which original, because the id
of a pair is made of its texts. Rows without unique ids are compared as a bag. What is remembered of
a row is its id and a digest of each column, so memory grows with ids, not with rows.
"""

from __future__ import annotations

import filecmp
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from irrealis.contract import canonical
from irrealis.errors import IrrealisError
from irrealis.progress import progress
from irrealis.store import content_hash, row_digest

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from irrealis.store import Folder

_DIGEST = 8  # bytes of a column's


@dataclass(frozen=True, slots=True)
class Row:
    """What is remembered of a row: where it is, a digest a column, and what was done to whom."""

    split: str
    at: int
    digests: bytes
    deed: bytes


@dataclass(frozen=True, slots=True)
class Matched:
    """Rows that changed, rows that were removed, and rows that were added."""

    pairs: list[tuple[Row, Row]]
    gone: list[Row]
    new: list[Row]


Rows = dict[bytes, Row]


class Side:
    """A folder that is compared with another: its record if it has one, columns and rows."""

    def __init__(self, folder: Folder, *, label: str) -> None:
        self.folder, self.label = folder, label

    def columns(self, config: str) -> dict[str, Column]:
        """The columns of a config as the footer of its first shard has them."""
        import pyarrow.parquet as pq

        for shards in self.folder.files[config].values():
            for shard in shards:
                with self._reading(shard):
                    return _columns(pq.read_schema(shard))
        return {}

    def content_hash(self, config: str, split: str) -> str | None:
        """The hash that the record gives a split; None if there is no split, or no record."""
        record = self.folder.record
        part = record.configs.get(config, {}).get(split) if record else None
        return part.content_hash if part else None

    def prove(self, config: str, split: str) -> None:
        """Hash the rows of a split, and compare with the record.

        Raises:
            IrrealisError: they are others.
        """
        self._refuse_others(config, split, map(row_digest, self.folder.rows(config, split)))

    def _refuse_others(self, config: str, split: str, digests: Iterable[bytes]) -> None:
        expected, found = self.content_hash(config, split), content_hash(digests)
        if expected is not None and found != expected:
            raise IrrealisError(
                f"{self.label}: config {config} does not hold the rows of its build.json",
                dataset=self.folder.dataset,
                split=split,
                expected=expected,
                found=found,
                hint="build again, or fetch it again",
            )

    def read(self, config: str, split: str, *, columns: Sequence[str], by_id: bool) -> Rows:
        """Keys and digests of a split's rows.

        Raises:
            IrrealisError: the rows are not those of the record.
        """
        record = self.folder.record
        total = record.configs[config][split].rows if record else None
        found: Rows = {}
        whole: list[bytes] = []
        times: Counter[bytes] = Counter()
        named = f"{self.label} {config} {split}"
        rows = progress(self.folder.rows(config, split), named, unit="rows", total=total)
        for at, row in enumerate(rows):
            whole.append(row_digest(row))
            digests = b"".join(_digest(row[name]) for name in columns)
            deed = (
                _digest([row["original_id"], row["intervention"], row.get("query")])
                if _is_pair(row)
                else b""
            )
            key = str(row["id"]).encode() if by_id else digests
            if key in found:
                if by_id:
                    raise NotUnique
                times[key] += 1
                key += b"%d" % times[key]
            found[key] = Row(split, at, digests, deed)
        self._refuse_others(config, split, whole)
        return found

    def fetch(self, config: str, split: str, wanted: Collection[int]) -> dict[int, dict[str, Any]]:
        """Rows at these places of a split; row groups that hold none of them are passed over."""
        import pyarrow.parquet as pq

        found, start = {}, 0
        for shard in self.folder.files[config][split]:
            with self._reading(shard), pq.ParquetFile(shard, pre_buffer=False) as file:
                for group in range(file.num_row_groups):
                    end = start + file.metadata.row_group(group).num_rows
                    if here := [at for at in wanted if start <= at < end]:
                        table = file.read_row_group(group)
                        for at in here:
                            found[at] = table.slice(at - start, 1).to_pylist()[0]
                    start = end
        return found

    @contextmanager
    def _reading(self, path: Path) -> Iterator[None]:
        import pyarrow as pa

        try:
            yield
        except (pa.ArrowException, OSError) as error:
            raise IrrealisError(
                f"{path} cannot be read: {error}",
                dataset=self.folder.dataset,
                hint="build again, or fetch it again",
            ) from error


class NotUnique(Exception):
    """Two rows of a split share their id."""


class Column(NamedTuple):
    """An Arrow type, and what the footer says of its feature, such as the names of classes."""

    type: Any
    feature: object

    def __str__(self) -> str:
        names = self.feature.get("names") if isinstance(self.feature, dict) else None
        return f"{self.type}{f' of the classes {names}' if names else ''}"


def _columns(schema: pa.Schema) -> dict[str, Column]:
    try:
        stated = orjson.loads((schema.metadata or {}).get(b"huggingface", b"{}"))
        features = stated.get("info", {}).get("features", {})
    except (orjson.JSONDecodeError, AttributeError):
        features = {}
    return {field.name: Column(field.type, features.get(field.name)) for field in schema}


def _digest(value: object) -> bytes:
    return blake2b(canonical(value), digest_size=_DIGEST).digest()


def _is_pair(row: Mapping[str, Any]) -> bool:
    return {"id", "original_id", "intervention"} <= row.keys()


def differing(before: Row, after: Row, columns: Sequence[str]) -> Iterator[str]:
    """The columns, but the id, in which two rows are not the same."""
    for at, name in enumerate(columns):
        place = slice(at * _DIGEST, (at + 1) * _DIGEST)
        if name != "id" and before.digests[place] != after.digests[place]:
            yield name


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that is not the same on both sides: None where it is not, and the columns that differ.

    `columns` may be empty, for a row that only moved to another split.
    """

    before: Row | None
    after: Row | None
    columns: tuple[str, ...] = ()

    @property
    def moved(self) -> bool:
        """It is in another split than it was."""
        return bool(self.before and self.after) and self.first.split != self.last.split

    @property
    def first(self) -> Row:
        """The row before, or else after."""
        row = self.before or self.after
        assert row is not None  # noqa: S101 a change is of a row
        return row

    @property
    def last(self) -> Row:
        """The row after, or else before."""
        return self.after or self.first


def row_changes(
    config: str, before: Side, after: Side, *, splits: Sequence[str], columns: Sequence[str]
) -> list[RowChange]:
    """What changed in the rows of some splits of a config: gone, new, then those that differ.

    Args:
        config: which both sides have.
        before: the older side.
        after: the newer side.
        splits: in the order of reading.
        columns: which both sides have; others are not compared.

    Raises:
        IrrealisError: the rows of a side are not those of its record.
    """
    matched = _matched(config, before, after, splits=splits, columns=columns)
    return [
        *(RowChange(row, None) for row in matched.gone),
        *(RowChange(None, row) for row in matched.new),
        *(RowChange(old, new, tuple(differing(old, new, columns))) for old, new in matched.pairs),
    ]


def fetch_rows(
    config: str, sides: tuple[Side, Side], changes: Sequence[RowChange]
) -> list[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """The rows of some changes, before and after, in their order."""
    found: list[list[dict[str, Any] | None]] = []
    for side, rows in zip(
        sides, ([c.before for c in changes], [c.after for c in changes]), strict=True
    ):
        wanted: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            if row is not None:
                wanted[row.split].add(row.at)
        there = {split: side.fetch(config, split, places) for split, places in wanted.items()}
        found.append([there[row.split][row.at] if row else None for row in rows])
    return list(zip(*found, strict=True))


def unchanged_splits(config: str, before: Side, after: Side) -> list[str]:
    """Splits of a config whose rows are the same on both sides, by their hashes.

    A record says what a split's rows hash to, and a shard may have been replaced since. So where
    the records agree, the shards must have the same bytes, or the rows are hashed.

    Raises:
        IrrealisError: the rows of a side are not those of its record.
    """
    same = []
    for split in before.folder.files[config].keys() & after.folder.files[config].keys():
        known = before.content_hash(config, split)
        if known is None or known != after.content_hash(config, split):
            continue
        shards = (before.folder.files[config][split], after.folder.files[config][split])
        if len(shards[0]) != len(shards[1]) or not all(map(_same_bytes, *shards)):
            before.prove(config, split)
            after.prove(config, split)
        same.append(split)
    return same


def _same_bytes(first: Path, second: Path) -> bool:
    return filecmp.cmp(first, second, shallow=False)


def _matched(
    config: str, before: Side, after: Side, *, splits: Sequence[str], columns: Sequence[str]
) -> Matched:
    """Match the rows of some splits of a config, by these columns, which both sides have."""

    def read(*, by_id: bool) -> list[dict[str, Rows]]:
        return [
            {
                split: side.read(config, split, columns=columns, by_id=by_id)
                for split in splits
                if split in side.folder.files[config]
            }
            for side in (before, after)
        ]

    try:
        return _match(*read(by_id="id" in columns))
    except NotUnique:
        return _match(*read(by_id=False))


def _match(before: dict[str, Rows], after: dict[str, Rows]) -> Matched:
    matched: list[tuple[Row, Row]] = []
    gone: list[tuple[bytes, Row]] = []
    new: list[tuple[bytes, Row]] = []
    for split in dict.fromkeys([*before, *after]):
        old, now = before.get(split, {}), after.get(split, {})
        for key, row in old.items():
            if (counterpart := now.get(key)) is None:
                gone.append((key, row))
            elif counterpart.digests != row.digests:
                matched.append((row, counterpart))
        new += [(key, row) for key, row in now.items() if key not in old]
    # the same row in another split
    gone, new, found = _paired(gone, new, lambda key, _: key)
    matched += found
    # the same deed with other texts: in the same split if that can be, else in another
    gone, new, found = _paired(gone, new, lambda _, row: row.deed and row.deed + row.split.encode())
    matched += found
    gone, new, found = _paired(gone, new, lambda _, row: row.deed)
    matched += found
    return Matched(matched, [row for _, row in gone], [row for _, row in new])


_Keyed = list[tuple[bytes, Row]]


def _paired(
    gone: _Keyed, new: _Keyed, key_of: Callable[[bytes, Row], bytes]
) -> tuple[_Keyed, _Keyed, list[tuple[Row, Row]]]:
    """Pair rows of the two lists that share a key, in their order; an empty key is shared by none.

    Returns:
        What is left of either list, and the pairs.
    """
    waiting: dict[bytes, deque[Row]] = defaultdict(deque)
    for key, row in new:
        if shared := key_of(key, row):
            waiting[shared].append(row)
    left: _Keyed = []
    found: list[tuple[Row, Row]] = []
    for key, row in gone:
        if candidates := waiting.get(key_of(key, row)):
            found.append((row, candidates.popleft()))
        else:
            left.append((key, row))
    taken = {id(row) for _, row in found}
    return left, [item for item in new if id(item[1]) not in taken], found
