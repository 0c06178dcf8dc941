"""Rows in scripts of bounded size, and an index by which a page finds a row or filters all of them.

A page that is opened from disk may not fetch files, but may load scripts from its own folder: so a
shard is a script that hands over its rows as JSON. The page loads the first, and others when it
comes to them. The index holds for every row its facets, the number of its changed words, and the
CRC-32 of its id, which leads a permalink to the shard.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from irrealis.errors import IrrealisError
from irrealis.show import Entry

LARGEST = 2_000_000  # bytes of a file of the site
TARGET = 350_000  # bytes of JSON after which a shard is full
TRACKED = 300  # distinct values beyond which a facet is none
LONGEST = 120  # characters of a value beyond which a facet is free text, which is searched
KEYS = 40  # facets of a dataset
_MANY, _FEW = 24, 8

Facets = Sequence[tuple[str, str]]  # (key, value); a key may come several times


@dataclass
class Shards:
    """Writes the rows of a dataset; memory is bounded by the size of a shard.

    Args:
        folder: where `rows-N.js` and `index-N.js` go.
        dataset: for errors.
        target: bytes of JSON of a shard.
    """

    folder: Path
    dataset: str
    target: int = TARGET
    counts: list[int] = field(default_factory=list)  # rows of each shard
    indexes: int = 0  # files of the index
    values: dict[str, Counter[str]] = field(default_factory=dict)  # of each facet
    _loose: set[str] = field(default_factory=set)
    _entries: list[bytes] = field(default_factory=list)
    _ids: list[int] = field(default_factory=list)
    _words: list[int] = field(default_factory=list)
    _facets: list[Facets] = field(default_factory=list)
    _size: int = 0
    _parts: list[bytes] = field(default_factory=list)  # of the index, not written yet

    @property
    def total(self) -> int:
        """Rows that were added."""
        return sum(self.counts) + len(self._entries)

    @property
    def full(self) -> bool:
        """Whether the next row should begin another shard."""
        return self._size >= self.target

    def add(self, entry: Entry, *, facets: Facets, words: int = 0) -> None:
        """Take a row, whose first part is its id."""
        for key, value in dict.fromkeys(facets):
            if key in self._loose:
                continue
            seen = self.values.setdefault(key, Counter())
            seen[value] += 1
            if len(seen) > TRACKED or len(value) > LONGEST or len(self.values) > KEYS:
                self._loose.add(key)
                del self.values[key]
        content = orjson.dumps(entry)
        self._entries.append(content)
        self._ids.append(zlib.crc32(str(entry[0]).encode("utf-8", "replace")))
        self._words.append(words)
        self._facets.append([facet for facet in facets if facet[0] not in self._loose])
        self._size += len(content)

    def grow(self, size: int) -> None:
        """Count bytes that the rows of the shard share."""
        self._size += size

    def end_shard(self, head: Sequence[Any] = ()) -> None:
        """Write the rows that were added since the last shard, after what they share."""
        if not self._entries:
            return
        number = len(self.counts)
        rows = b"[" + b",".join(self._entries) + b"]"
        whole = b"[" + b",".join([*(orjson.dumps(part) for part in head), rows]) + b"]"
        self._write(f"rows-{number}.js", "rows", number, whole)
        self.counts.append(len(self._entries))
        part = [number, self._ids, self._words, _columns(self._facets)]
        self._parts.append(orjson.dumps(part))
        if sum(map(len, self._parts)) >= self.target:
            self._end_index()
        self._entries, self._ids, self._words, self._facets = [], [], [], []
        self._size = 0

    def close(self) -> None:
        """Write what is left of the index."""
        if self._parts:
            self._end_index()

    def _end_index(self) -> None:
        whole = b"[" + b",".join(self._parts) + b"]"
        self._write(f"index-{self.indexes}.js", "index", self.indexes, whole)
        self.indexes += 1
        self._parts = []

    def _write(self, name: str, kind: str, number: int, content: bytes) -> None:
        text = script(kind, number, content.decode("utf-8", "replace"))
        if len(text) > LARGEST:
            first = orjson.loads(self._entries[0])[0] if self._entries else None
            raise IrrealisError(
                f"{name} of the site would be too large",
                dataset=self.dataset,
                row=first,
                expected=f"at most {LARGEST:,} bytes",
                found=f"{len(text):,}; its rows begin with the one that is named",
                hint="a row of so many bytes is no row to look at: make records smaller",
            )
        (self.folder / name).write_bytes(text)

    def facets(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """Facets that one can choose by: their values with counts, the most frequent first.

        One value is no choice, where nearly every row has its own nobody finds anything, and many
        numbers are a measure.
        """
        found = []
        for key, seen in self.values.items():
            several = len(seen) <= _MANY or 2 * len(seen) <= self.total
            if len(seen) > _FEW and all(value.isdecimal() for value in seen):
                continue
            if len(seen) > 1 and several:
                ordered = sorted(seen.items(), key=lambda item: (-item[1], item[0]))
                found.append((key, ordered))
        return found


def script(kind: str, number: int, content: str) -> bytes:
    """A script that hands a page its JSON as text, so that no key of it means anything to it."""
    text = orjson.dumps(content).decode()
    for char in "\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    text = text.replace("</", "<\\/").replace("<!--", "<\\u0021--")  # wherever it may be put
    return f"irrealis.{kind}({number},{text});\n".encode()


def _columns(facets: Sequence[Facets]) -> list[list[Any]]:
    """[key, values, which of them each row has: a number, several, or -1 for none] per facet."""
    keys = list(dict.fromkeys(key for row in facets for key, _ in row))
    found = []
    for key in keys:
        values: dict[str, int] = {}
        rows: list[Any] = []
        for row in facets:
            has = dict.fromkeys(value for name, value in row if name == key)
            places = [values.setdefault(value, len(values)) for value in has]
            rows.append(places[0] if len(places) == 1 else places or -1)
        found.append([key, list(values), rows])
    return found
