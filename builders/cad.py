"""What cad-imdb and cad-nli share: the form of upstream's files, and who made the pairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from irrealis.contract import Evidence, Generator
from irrealis.errors import IrrealisError
from irrealis.inputs import read_tsv_records

GENERATOR = Generator("human", "CAD", "ICLR 2020")


def evidence(part: str, label: str) -> Evidence:
    """Why a label holds: somebody was asked for it."""
    return Evidence("human", f"a person was asked to revise the {part} to {label}")


def read_rows(
    stream: BinaryIO,
    *,
    source: str,
    dataset: str,
    columns: Mapping[str, Sequence[str]],
    optional: Sequence[str] = (),
) -> Iterator[dict[str, str]]:
    """The rows of a file of upstream's.

    Args:
        stream: a file of tab-separated values.
        source: what errors call it.
        dataset: whose it is.
        columns: what each may hold; any text that is not blank if nothing is named.
        optional: the last of them, which all rows of a file may lack.

    Raises:
        IrrealisError: a value that is not one of these; says in which row and column.
    """
    rows = read_tsv_records(stream, source=source, columns=tuple(columns), optional=optional)
    for number, row in enumerate(rows, start=1):
        for field, values in columns.items():
            if field not in row:
                continue
            if row[field] not in values if values else not row[field].strip():
                raise IrrealisError(
                    f"{source}, row {number}: not one of upstream's",
                    dataset=dataset,
                    field=field,
                    expected=" or ".join(values) or "a text",
                    found=repr(row[field])[:100],
                )
        yield row
