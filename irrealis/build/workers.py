"""Runs the edits of a split, in this process or in several, in the order of the records."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from typing import Any, TypeAlias

from irrealis.build.builder import Builder, Drop, Repair, Row, edited, record_rng
from irrealis.build.sources import Drawn, Source, read_records
from irrealis.errors import Unavailable
from irrealis.progress import progress

CHUNK = 8  # records that a worker takes at a time

# a record's id, and what the builder made of it
Answer: TypeAlias = tuple[str, list[Row | Drop | Repair]]


def answers(
    builder: Builder[Any, Any],
    *,
    split: str,
    sources: Sequence[Source | Drawn],
    others: Iterable[Any],
    limit: int | None,
    workers: int,
) -> Iterator[Answer]:
    """What the builder says of each record, in the order of the records."""
    read = partial(read_records, builder, sources, split=split)
    total = sum(1 for _ in read()) if sys.stderr.isatty() else None
    context = builder.context_beside(read(), others=others)
    records = islice(read(), limit)
    bar = partial(progress, name=f"build {split}", unit="records", total=total)
    if workers == 1:
        _start(builder, context)
        yield from bar(map(_edit, records))
        return
    # spawned, not forked: a fork copies the locks of libraries' threads in whatever state they are
    with ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_worker,
        initargs=(builder, context),
    ) as pool:
        try:
            yield from bar(_windowed(pool, records, ahead=4 * workers))
        except BrokenProcessPool:
            raise Unavailable(
                "a worker process was killed",
                dataset=builder.dataset,
                split=split,
                hint="if memory ran out, build with fewer --workers",
            ) from None


def _windowed(pool: ProcessPoolExecutor, records: Iterator[Any], *, ahead: int) -> Iterator[Answer]:
    """Like `pool.map`, but with no more than `ahead` chunks waiting, to bound the memory."""
    waiting: deque[Future[list[Answer]]] = deque()
    try:
        while chunk := list(islice(records, CHUNK)):
            waiting.append(pool.submit(_edit_all, chunk))
            if len(waiting) == ahead:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


_edit: Callable[[Any], Answer]


def _start(builder: Builder[Any, Any], context: Any) -> None:
    """Make this process ready to edit: the one thing a worker keeps is what never changes."""
    global _edit
    _edit = partial(_answer, builder, context)


def _start_worker(builder: Builder[Any, Any], context: Any) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _start(builder, context)


def _end_with_parent() -> None:
    """End this worker when the process that started it is gone, by whatever signal."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 a worker has one
    parent.join()
    os._exit(1)


def _edit_all(records: list[Any]) -> list[Answer]:
    return [_edit(record) for record in records]


def _answer(builder: Builder[Any, Any], context: Any, record: Any) -> Answer:
    original_id = builder.original_id(record)
    rng = record_rng(dataset=builder.dataset, seed=builder.seed, original_id=original_id)
    try:
        return original_id, edited(builder, record, context=context, rng=rng)
    except Exception as error:
        error.add_note(f"while editing {original_id!r}")
        raise
