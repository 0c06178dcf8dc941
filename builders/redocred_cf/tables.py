"""The builder's tables: tab-separated files beside it, in which a line with # is a comment."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files


def rows(name: str) -> Iterator[list[str]]:
    """The cells of each row of a table."""
    text = (files("irrealis.builders.redocred_cf") / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def common_words() -> frozenset[str]:
    """Words that texts write in lower case; see the head of the table."""
    return frozenset(word for row in rows("common.tsv") for word in row)
