"""Values of upstream's rows: what each column may hold, and rows gathered by an id."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, TypeVar

from irrealis.errors import IrrealisError
from irrealis.inputs import Format, read_records

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

ANY: tuple[str, ...] = ()  # any text that is not blank
BLANK: tuple[str, ...] = ("*",)  # any value, a blank text too


def read_rows(
    stream: BinaryIO, *, source: str, form: Format, columns: Mapping[str, Sequence[Any]]
) -> Iterator[dict[str, Any]]:
    """The rows of a file of upstream's.

    Args:
        stream: the file.
        source: what errors call it.
        form: its format.
        columns: all of its columns, in their order, and what each may hold: one of these values,
            `ANY` or `BLANK`.

    Raises:
        IrrealisError: a value that is not one of these; says in which line and field.
    """
    for line, row in read_records(stream, source=source, form=form, columns=tuple(columns)):
        for field, values in columns.items():
            value = row[field]
            if values is BLANK or (values is ANY and isinstance(value, str) and value.strip()):
                continue
            if value not in values:
                raise IrrealisError(
                    f"{source}, line {line}: not a value of upstream's format",
                    field=field or "(no name)",
                    expected=" or ".join(map(str, values)) or "a text",
                    found=repr(value)[:100],
                )
        yield row


def gathered(items: Iterable[tuple[K, T]]) -> dict[K, list[T]]:
    """Items by their key, keys in the order in which they first come.

    >>> gathered([("a", 1), ("b", 2), ("a", 3)])
    {'a': [1, 3], 'b': [2]}
    """
    found: dict[K, list[T]] = {}
    for key, item in items:
        found.setdefault(key, []).append(item)
    return found
