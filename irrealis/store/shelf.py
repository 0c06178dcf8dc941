"""A mapping of any size: what does not fit into a bounded part of memory is on disk.

An audit remembers rows until it has seen those that they belong to. In a dictionary, that is the
memory of a whole split.
"""

from __future__ import annotations

import ast
import errno
import sqlite3
from collections.abc import Iterator, MutableMapping
from typing import Any, TypeVar

HELD = 1 << 14  # values in memory
_CACHE_KB = 8_192  # of the part on disk

Key = TypeVar("Key", str, bytes, int)
Value = TypeVar("Value")


class Shelf(MutableMapping[Key, Value]):
    """A dictionary whose first `HELD` values are in memory, and the others in a temporary file.

    Keys are iterated in the order in which they came. A value is what Python writes as a literal:
    texts, numbers, None, and tuples, lists and dictionaries of these. It must not be altered in
    place: put it again.

    >>> shelf = Shelf[str, tuple[int, ...]]()
    >>> shelf["a"] = (1, 2)
    >>> shelf.pop("a"), shelf.get("a"), len(shelf)
    ((1, 2), None, 0)
    """

    def __init__(self) -> None:
        self._held: dict[Key, Value] = {}
        self._disk: sqlite3.Connection | None = None
        self._there = 0  # values on disk

    def __len__(self) -> int:
        return len(self._held) + self._there

    def __iter__(self) -> Iterator[Key]:
        yield from self._held
        if self._there:
            for (key,) in self._run("SELECT key FROM kept ORDER BY rowid"):
                yield key

    def __contains__(self, key: object) -> bool:
        if key in self._held:
            return True
        return bool(self._there) and bool(
            self._run("SELECT 1 FROM kept WHERE key = ?", key).fetchone()
        )

    def __getitem__(self, key: Key) -> Value:
        if key in self._held:
            return self._held[key]
        found = self._run("SELECT value FROM kept WHERE key = ?", key) if self._there else None
        row = found.fetchone() if found is not None else None
        if row is None:
            raise KeyError(key)
        value: Value = ast.literal_eval(row[0])
        return value

    def __setitem__(self, key: Key, value: Value) -> None:
        # once some are on disk, what is new goes there, so that the order stays
        if key in self._held or (not self._there and len(self._held) < HELD):
            self._held[key] = value
            return
        content = repr(value)  # as a literal: tuples stay tuples, and reading it runs nothing
        done = self._run("UPDATE kept SET value = ? WHERE key = ?", content, key)
        if not done.rowcount:
            self._run("INSERT INTO kept (key, value) VALUES (?, ?)", key, content)
            self._there += 1

    def __delitem__(self, key: Key) -> None:
        if key in self._held:
            del self._held[key]
        elif self._there and self._run("DELETE FROM kept WHERE key = ?", key).rowcount:
            self._there -= 1
        else:
            raise KeyError(key)

    def _run(self, command: str, *values: Any) -> sqlite3.Cursor:
        try:
            if self._disk is None:
                # a file without a name, which is gone when it is closed
                self._disk = sqlite3.connect("", isolation_level=None)
                for pragma in (
                    f"cache_size = -{_CACHE_KB}",
                    "journal_mode = OFF",
                    "synchronous = OFF",
                ):
                    self._disk.execute(f"PRAGMA {pragma}")
                self._disk.execute("CREATE TABLE kept (key UNIQUE NOT NULL, value NOT NULL)")
                self._disk.execute("BEGIN")  # one transaction for all, of which nothing is kept
            return self._disk.execute(command, values)
        except sqlite3.OperationalError as error:
            raise OSError(errno.ENOSPC, f"temporary file of a check: {error}") from error
