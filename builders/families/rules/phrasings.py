"""Tables of phrasings: TSV files beside this module, read once."""

from __future__ import annotations

from csv import QUOTE_NONE, DictReader
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def table(name: str) -> tuple[MappingProxyType[str, str], ...]:
    """The rows of a table `NAME.tsv`, whose lines that start with `#` are comments."""
    text = (files(__package__) / f"{name}.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    rows = DictReader(lines, delimiter="\t", quoting=QUOTE_NONE)
    return tuple(MappingProxyType(dict(row)) for row in rows)


@cache
def phrasings(name: str) -> MappingProxyType[str, tuple[str, ...]]:
    """Part -> its phrasings, of a table with the columns `part` and `phrasing`."""
    found: dict[str, tuple[str, ...]] = {}
    for row in table(name):
        found[row["part"]] = (*found.get(row["part"], ()), row["phrasing"])
    return MappingProxyType(found)
