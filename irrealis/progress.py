"""Progress bars: on standard error, and only in a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")
QUIET = "IRREALIS_QUIET"  # set it and nothing but results and errors is printed


def progress(items: Iterator[T], name: str, *, unit: str, total: int | None) -> Iterator[T]:
    """Show a bar while iterating, if standard error is a terminal."""
    from tqdm import tqdm

    silent = not sys.stderr.isatty() or QUIET in os.environ
    yield from tqdm(items, desc=name, unit=f" {unit}", total=total, disable=silent, leave=False)
