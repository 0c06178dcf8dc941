"""Row digests in any number: kept in sorted runs on disk once they are many, read back in order."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

WIDTH = 32  # bytes of a digest
RUN = 1 << 17  # digests that are sorted at a time: 4 MiB, and three times that in Python
_PARTS = 256  # by the first byte


class Digests:
    """SHA-256 digests, added in any order and read in ascending order, as often as each was added.

    Memory is one run, and while reading the 256th part of all: 13 MB of 100 million.

    Args:
        folder: where runs are kept; the system's folder for temporary files if not given.
    """

    def __init__(self, digests: Iterable[bytes] = (), *, folder: Path | None = None) -> None:
        self._folder = folder
        self._held = bytearray()
        self._runs: list[tuple[int, Any]] = []  # where a run begins, and its digests by first byte
        self._file: Any = None
        self._many = 0
        self.extend(digests)

    def __len__(self) -> int:
        return self._many

    def append(self, digest: bytes) -> None:
        """Add one."""
        self.extend((digest,))

    def extend(self, digests: Iterable[bytes]) -> None:
        """Add several."""
        for digest in digests:
            self._held += digest
            self._many += 1
            if len(self._held) >= RUN * WIDTH:
                self._spill()

    def __iter__(self) -> Iterator[bytes]:
        if not self._runs:
            held = bytes(self._held)
            yield from sorted(held[at : at + WIDTH] for at in range(0, len(held), WIDTH))
            return
        import numpy as np

        self._spill()
        for part in range(_PARTS):
            pieces = [self._piece(start, bounds, part) for start, bounds in self._runs]
            for digest in np.sort(np.concatenate(pieces)):
                yield digest.ljust(WIDTH, b"\0")  # numpy leaves out zeros at the end

    def _spill(self) -> None:
        import numpy as np

        if not self._held:
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 closed with us
        run = np.sort(np.frombuffer(self._held, dtype=f"S{WIDTH}"))
        first = run.view("u1").reshape(-1, WIDTH)[:, 0]
        bounds = np.searchsorted(first, np.arange(_PARTS + 1))
        self._file.seek(0, 2)
        self._runs.append((self._file.tell(), bounds))
        self._file.write(run.tobytes())
        self._held = bytearray()

    def _piece(self, start: int, bounds: Any, part: int) -> np.ndarray[Any, Any]:
        import numpy as np

        low, high = int(bounds[part]), int(bounds[part + 1])
        self._file.seek(start + low * WIDTH)
        return np.frombuffer(self._file.read((high - low) * WIDTH), dtype=f"S{WIDTH}")
