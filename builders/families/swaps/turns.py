"""Takes items of a small space in a random order without repeating one, for generated datasets."""

from __future__ import annotations

from functools import lru_cache

from irrealis.build import Draw, record_rng


@lru_cache(maxsize=256)
def order_of(dataset: str, seed: int, cell: str, size: int) -> tuple[int, ...]:
    """The places of the items of a cell, in the order that dataset, seed and cell give.

    So record number k of a cell depends on nothing else, a larger build begins with a smaller one,
    and no item comes twice.
    """
    draw = Draw(record_rng(dataset=dataset, seed=seed, original_id=f"order/{cell}"))
    return tuple(draw.shuffled(range(size)))
