"""Progress bars: on standard error, and only in a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
QUIET = "IRREALIS_QUIET"  # set it and nothing but results and errors is printed


@contextmanager
def meter(name: str, *, unit: str, total: int | None) -> Iterator[Callable[[int], object]]:
    """A bar that grows by what it is called with: how many so far, how many a second, time left."""
    from tqdm import tqdm

    with tqdm(desc=name, unit=f" {unit}", total=total, disable=_silent(), leave=False) as bar:
        yield bar.update


def progress(items: Iterator[T], name: str, *, unit: str, total: int | None) -> Iterator[T]:
    """Show a bar while iterating, if standard error is a terminal."""
    from tqdm import tqdm

    yield from tqdm(items, desc=name, unit=f" {unit}", total=total, disable=_silent(), leave=False)


def _silent() -> bool:
    return not sys.stderr.isatty() or QUIET in os.environ
