"""Progress bars: on standard error, and only where somebody is looking."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def meter(name: str, *, unit: str, total: int | None) -> Iterator[Callable[[int], object]]:
    """A bar that grows by what it is called with: how many so far, how many a second, time left."""
    from tqdm import tqdm

    silent = not sys.stderr.isatty()
    with tqdm(desc=name, unit=f" {unit}", total=total, disable=silent, leave=False) as bar:
        yield bar.update


def progress(items: Iterator[T], name: str, *, unit: str, total: int | None) -> Iterator[T]:
    """Show a bar while the items pass, if somebody is looking."""
    from tqdm import tqdm

    silent = not sys.stderr.isatty()
    yield from tqdm(items, desc=name, unit=f" {unit}", total=total, disable=silent, leave=False)
