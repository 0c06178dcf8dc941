"""What rows claim of ids, groups, texts and records, and the claims that do not agree.

Whatever needs all rows of a dataset is put as a claim: a key, a value, and where it was made. A
split's claims are compared with one another and with those of the splits before it, on disk where
they are many (`irrealis.store.Claims`), so that memory does not grow with the rows. A failure is of
the later of two rows, as if they had been looked at one after the other.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irrealis.store import BuildRecord, Claims

if TYPE_CHECKING:
    import polars as pl

_NAMING = ("id", "original_id", "group", "coordinates")
SLOTS = 16  # places of a row: what is found in it is told in their order


class Rule(IntEnum):
    """What is asked of a claim."""

    ONCE = 0  # nobody claimed the key before
    SAME = 1  # the value is that of the first claim on the key
    GROUP = 2  # the same, of a group
    NAMED = 3  # the same, of the name of a group's original
    MEMBER = 4  # a GROUP was claimed before, with this value first
    KEPT = 5  # nothing: the record is kept
    DROPPED = 6  # nothing: the record is dropped
    NOT_KEPT = 7  # the record was not kept before
    KNOWN = 8  # the record was kept or dropped before
    CALLED = 9  # nothing: the name of a group's original, in a table that may have several


@dataclass(frozen=True, slots=True)
class Broken:
    """A claim that does not agree with what was claimed before.

    `first` is where its key was claimed first, and `value` what it was claimed to be; `group` is
    where its group was.
    """

    place: int
    rule: Rule
    first: int | None
    value: int | None
    group: int | None


@dataclass
class Settled:
    """What became of the claims of a split.

    `first` has the first that are broken, in order; `more` counts the others by config, slot and
    rule. `kept` records were kept. In the rows of `unnamed`, by their number, another original is
    named than the group's.
    """

    first: list[Broken] = field(default_factory=list)
    more: Counter[tuple[str, int, Rule]] = field(default_factory=Counter)
    kept: int = 0
    unnamed: frozenset[int] = frozenset()


class Claimed:
    """All claims of a check; use as a context manager."""

    def __init__(self) -> None:
        self._claims = Claims()

    def __enter__(self) -> Claimed:
        self._claims.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._claims.__exit__(*raised)

    def add(self, rule: Rule, place: int, *key: str, value: int = 0) -> None:
        """Claim a value of a key."""
        self._claims.add(_hash(key), place, value, rule)

    def of_group(self, rule: Rule, place: int, group: str, *key: str, value: int) -> None:
        """Claim a value of something of a group; it is brought together with the group's others."""
        self._claims.add(_hash((group,))[:8] + _hash((group, *key))[:8], place, value, rule)

    def of_hash(self, place: int, key: bytes, *, value: int) -> None:
        """Claim a value of a key that is a hash of 16 bytes, which must be as it was first."""
        self._claims.add(key, place, value, Rule.SAME)

    def settle(self, since: int, *, rows: Rows, most: int) -> Settled:
        """What became of the claims from this place on.

        Args:
            since: the place.
            rows: knows the config of a place.
            most: broken claims that are given one by one; the others are counted.
        """
        import polars as pl

        held: pl.DataFrame | None = None
        settled = Settled()
        unnamed: list[pl.Series] = []
        for frame in self._claims.frames():
            settled.kept += _kept(frame, since)
            found = _broken(frame, since)
            of_name = found.filter(pl.col("rule") == Rule.NAMED)
            unnamed.append(of_name["place"] // SLOTS)
            # one original may break several rules at a place; all of these have one group
            found = found.sort("place", "rule").unique("place", keep="first", maintain_order=True)
            held = found if held is None else held.vstack(found).sort("place")
            if len(held) > most:
                rows.count(held[most:], settled.more)
                held = held[:most]
        if unnamed:
            settled.unnamed = frozenset(pl.concat(unnamed).to_list())
        for row in () if held is None else held.iter_rows():
            settled.first.append(Broken(row[0], Rule(row[1]), *row[2:]))
        return settled


def number_of(value: bytes) -> int:
    """A hash as the value of a claim."""
    return int.from_bytes(value[:8], "little")


def _hash(key: Iterable[str]) -> bytes:
    text = "\0".join(key).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).digest()[:16]


def _kept(frame: pl.DataFrame, since: int) -> int:
    import polars as pl

    here = frame.filter(pl.col("rule") == Rule.KEPT, pl.col("place") >= since)
    return here.select("high", "low").n_unique() if len(here) else 0


def _broken(frame: pl.DataFrame, since: int) -> pl.DataFrame:
    import polars as pl

    key, place, value, rule = ["high", "low"], pl.col("place"), pl.col("value"), pl.col("rule")

    def first(column: pl.Expr, *rules: Rule, over: list[str] = key) -> pl.Expr:
        return column.filter(rule.is_in([int(which) for which in rules])).first().over(over)

    holders = (Rule.ONCE, Rule.SAME, Rule.GROUP, Rule.NAMED, Rule.CALLED)
    known = frame.with_columns(
        first=first(place, *holders),
        first_value=first(value, *holders),
        group=first(place, Rule.GROUP, over=["high"]),
        kept=first(place, Rule.KEPT),
        known=first(place, Rule.KEPT, Rule.DROPPED),
    )
    at, first_value = pl.col("first"), pl.col("first_value")
    same = rule.is_in([int(Rule.SAME), int(Rule.GROUP), int(Rule.NAMED)])
    wrong = (
        ((rule == Rule.ONCE) & (place > at))
        | (same & (value != first_value))
        | ((rule == Rule.MEMBER) & (at.is_null() | (at > place) | (value != first_value)))
        | ((rule == Rule.NOT_KEPT) & (pl.col("kept") < place))
        | ((rule == Rule.KNOWN) & (pl.col("known").is_null() | (pl.col("known") > place)))
    )
    found = known.filter(wrong.fill_null(False), place >= since)
    return found.select("place", "rule", "first", "first_value", "group")


class Rows:
    """Rows of a build by the order in which a check sees them.

    Args:
        folder: the build's.
        record: its record.
    """

    def __init__(self, folder: Path, record: BuildRecord) -> None:
        self._folder, self._record = folder, record
        self._starts: list[int] = []
        self._parts: list[tuple[str, str]] = []  # config and split

    def begin(self, config: str, split: str, *, at: int) -> None:
        """The rows of this config and split have the numbers from `at` on."""
        self._starts.append(at)
        self._parts.append((config, split))

    def place(self, at: int) -> tuple[str, str, int]:
        """Config, split and number within them of a row."""
        part = bisect_right(self._starts, at) - 1
        return *self._parts[part], at - self._starts[part]

    def count(self, broken: pl.DataFrame, counts: Counter[tuple[str, int, Rule]]) -> None:
        """Count claims, by their `place` and `rule`, by the config, the slot and the rule."""
        import polars as pl

        part = pl.Series(self._starts).search_sorted(broken["place"] // SLOTS, side="right")
        known = broken.select("rule", slot=pl.col("place") % SLOTS).with_columns(part=part - 1)
        for rule, slot, at, many in known.group_by("rule", "slot", "part").len().iter_rows():
            counts[self._parts[at][0], slot, Rule(rule)] += many

    def named(self, rows: Iterable[int]) -> dict[int, Mapping[str, Any]]:
        """Of each of these rows the columns by which it is named, as far as it has them."""
        wanted: dict[tuple[str, str], dict[int, int]] = {}
        for at in sorted(set(rows)):
            config, split, number = self.place(at)
            wanted.setdefault((config, split), {})[number] = at
        found: dict[int, Mapping[str, Any]] = {}
        for (config, split), numbers in wanted.items():
            for number, row in self._read(config, split, numbers):
                found[numbers[number]] = row
        return found

    def _read(
        self, config: str, split: str, numbers: Mapping[int, int]
    ) -> Iterator[tuple[int, Mapping[str, Any]]]:
        import pyarrow.parquet as pq

        start = 0
        for shard in self._record.configs[config][split].shards:
            with pq.ParquetFile(self._folder / shard, pre_buffer=False) as file:
                names = [name for name in _NAMING if name in file.schema_arrow.names]
                for group in range(file.num_row_groups):
                    size = file.metadata.row_group(group).num_rows
                    inside = [n for n in range(start, start + size) if n in numbers]
                    if inside:
                        table = file.read_row_group(group, columns=names)
                        for number in inside:
                            (row,) = table.slice(number - start, 1).to_pylist()
                            yield number, row
                    start += size
