"""Claims: what rows say of keys, such as ids and texts, brought together in bounded memory.

A key is a hash. Claims on equal keys meet in one of 1,024 files by the first bits of the key, each
small enough to be sorted in memory, so that what a key was first claimed to be is found for any
number of rows. Fewer claims than fit into memory never touch the disk.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

HELD = 1 << 17  # claims in memory: 4 MB, and 50 MB while they are compared
_BITS = 10  # of the key: so many files, 2 ** 10
_LAYOUT = struct.Struct("<16sQQB")
_FIELDS = [("high", "<u8"), ("low", "<u8"), ("place", "<u8"), ("value", "<u8"), ("rule", "u1")]


class Claims:
    """Claims (key, place, value, rule) in any order of keys; use as a context manager.

    Memory is `HELD` claims, or the 1,024th part of all where that is more: at 100 million rows with
    nine claims each, 30 MB of bytes a file, and 250 MB while they are compared.

    Args:
        folder: where files are kept; the system's folder for temporary files if not given.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._held = bytearray()
        self._place: tempfile.TemporaryDirectory[str] | None = None
        self._files: list[int] = []  # claims in each file

    def __enter__(self) -> Claims:
        return self

    def __exit__(self, *_: object) -> None:
        if self._place is not None:
            self._place.cleanup()

    def add(self, key: bytes, place: int, value: int = 0, rule: int = 0) -> None:
        """Add a claim.

        Args:
            key: 16 bytes of a hash.
            place: where it is made; of the claims on a key, the one of the least place is first.
            value: what is claimed, below 2**64.
            rule: what is asked of such claims, below 256.
        """
        self._held += _LAYOUT.pack(key, place, value, rule)
        if len(self._held) >= HELD * _LAYOUT.size:
            self._spill()

    def frames(self) -> Iterator[pl.DataFrame]:
        """All claims, those on one key in one frame, by key and then by place.

        Columns are `high` and `low` (the key), `place`, `value` and `rule`.
        """
        if self._place is None:
            yield _frame(bytes(self._held))
            return
        self._spill()
        waiting: list[int] = []
        for number, count in enumerate(self._files):
            if waiting and count + sum(self._files[file] for file in waiting) > HELD:
                yield self._read(waiting)
                waiting = []
            waiting.append(number)
        yield self._read(waiting)

    def _read(self, numbers: list[int]) -> pl.DataFrame:
        paths = [self._path(number) for number in numbers if self._files[number]]
        return _frame(b"".join(path.read_bytes() for path in paths))

    def _path(self, number: int) -> Path:
        assert self._place is not None  # noqa: S101 made before the first file
        return Path(self._place.name) / f"{number:04}"

    def _spill(self) -> None:
        import numpy as np

        if self._place is None:
            self._place = tempfile.TemporaryDirectory(dir=self._folder, prefix=".claims-")
            self._files = [0] * (1 << _BITS)
        claims = np.frombuffer(bytes(self._held), dtype=_FIELDS)
        parts = claims["high"] >> np.uint64(64 - _BITS)
        order = np.argsort(parts, kind="stable")
        claims = claims[order]
        bounds = np.searchsorted(parts[order], np.arange((1 << _BITS) + 1))
        for number in range(1 << _BITS):
            low, high = int(bounds[number]), int(bounds[number + 1])
            if low < high:
                with self._path(number).open("ab") as file:
                    file.write(claims[low:high].tobytes())
                self._files[number] += high - low
        self._held = bytearray()


def repeated(keys: Iterable[bytes]) -> frozenset[bytes]:
    """The keys, 16 bytes of a hash each, that come up more than once.

    >>> repeated([b"a" * 16, b"b" * 16, b"a" * 16]) == {b"a" * 16}
    True
    """
    import polars as pl

    found: set[bytes] = set()
    with Claims() as claims:
        for place, key in enumerate(keys):
            claims.add(key, place)
        for frame in claims.frames():
            twice = frame.filter(pl.struct("high", "low").is_duplicated())
            found.update(
                struct.pack("<QQ", high, low)
                for high, low in twice.select("high", "low").unique().iter_rows()
            )
    return frozenset(found)


def _frame(content: bytes) -> pl.DataFrame:
    import numpy as np
    import polars as pl

    claims: np.ndarray[Any, Any] = np.frombuffer(content, dtype=_FIELDS)
    columns = {name: np.ascontiguousarray(claims[name]) for name, _ in _FIELDS}
    return pl.DataFrame(columns).sort("high", "low", "place")
