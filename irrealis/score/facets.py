"""What a row has in a column, or in a part of it, as one text to tell rows apart by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from irrealis.contract import canonical
from irrealis.errors import IrrealisError, nearest

INTERVENTION = "intervention"
NOTHING = "–"
_LONGEST = 80  # characters


def facets(row: Mapping[str, Any], columns: Sequence[str], *, dataset: str) -> tuple[str, ...]:
    """What the row has in each of the columns.

    A column is named by its path, such as `label_effect`, `intervention.kind` or
    `label_original.food`; `intervention` is what was set. Several values of a list are one text.

    Raises:
        IrrealisError: no such column.

    >>> row = {"intervention": [{"kind": "swap", "target": "city"}], "label": {"a": None}}
    >>> facets(row, ["intervention", "intervention.kind", "label.a"], dataset="x")
    ('swap city', 'swap', '–')
    """
    found = []
    for column in columns:
        if column == INTERVENTION and column in row:
            values = [f"{change['kind']} {change['target']}" for change in row[INTERVENTION]]
        else:
            values = [_text(part) for part in _at(row, column.split("."), column, dataset)]
        text = ", ".join(dict.fromkeys(values)) or NOTHING
        found.append(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")
    return tuple(found)


def _at(value: Any, path: Sequence[str], column: str, dataset: str) -> Iterator[Any]:
    if isinstance(value, list):
        for part in value:
            yield from _at(part, path, column, dataset)
    elif not path or value is None:
        yield value
    elif not isinstance(value, Mapping) or path[0] not in value:
        known = list(value) if isinstance(value, Mapping) else []
        raise IrrealisError(
            f"no column {column}{nearest(path[0], known)}",
            dataset=dataset,
            field="--by",
            expected=", ".join(known) or "a column without parts",
            found=path[0],
        )
    else:
        yield from _at(value[path[0]], path[1:], column, dataset)


def _text(value: Any) -> str:
    if value is None:
        return NOTHING
    return value if isinstance(value, str) else canonical(value).decode()
