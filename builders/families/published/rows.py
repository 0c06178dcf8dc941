"""Values of upstream's rows: what each column may hold, and rows gathered by an id."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeAlias, TypeVar

from irrealis.errors import IrrealisError
from irrealis.inputs import Format, read_records

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
N = TypeVar("N", int, float)

ANY: tuple[str, ...] = ()  # any text that is not blank
TEXT: tuple[str, ...] = ("",)  # any text, a blank one too
BLANK: tuple[str, ...] = ("*",)  # any value, a blank text too


@dataclass(frozen=True, slots=True)
class Where:
    """Any value of a column that passes a test.

    Args:
        test: whether a value passes.
        expected: what errors say of the values that do.
    """

    test: Callable[[Any], object]
    expected: str


Values: TypeAlias = Sequence[Any] | Where


def malformed(
    where: str,
    *,
    expected: str,
    found: object,
    field: str | None = None,
    unit: str = "a value",
) -> IrrealisError:
    """The error that a part of a file is not in upstream's format.

    Args:
        where: the file, and the place in it.
        expected: what upstream has there.
        found: what is there instead.
        field: of the record.
        unit: what the part is.
    """
    return IrrealisError(
        f"{where}: not {unit} of upstream's format",
        field=field,
        expected=expected,
        found=repr(found)[:100],
    )


def numeric(row: Mapping[str, Any], field: str, *, kind: Callable[[Any], N], of: str) -> N:
    """A number that a row has as text, as `kind` (`int` or `float`) reads it.

    Raises:
        IrrealisError: it is none, or not finite; says in which row (`of` is what errors call it)
            and field.
    """
    try:
        number = kind(row[field])
        if math.isfinite(number):
            return number
    except (ValueError, OverflowError):
        pass
    raise malformed(of, field=field, expected="a number", found=row[field])


def read_rows(
    stream: BinaryIO,
    *,
    source: str,
    form: Format,
    columns: Mapping[str, Values],
    optional: Collection[str] = (),
) -> Iterator[dict[str, Any]]:
    """The rows of a file of upstream's.

    Args:
        stream: the file.
        source: what errors call it.
        form: its format.
        columns: all of its columns, in their order, and what each may hold: one of these values,
            `ANY`, `TEXT`, `BLANK`, or a value that passes a test (`Where`).
        optional: keys of JSON that a record may lack, or the last columns of a table, which all of
            its rows may; their values are None then.

    Raises:
        IrrealisError: a value that is not one of these; says in which line and field.
    """
    lenient = optional and form not in ("csv", "tsv")
    names = () if lenient else tuple(columns)
    for line, found in read_records(
        stream, source=source, form=form, columns=names, optional=tuple(optional)
    ):
        row = {field: found.get(field) for field in columns} if optional else found
        unknown = sorted(found.keys() - columns.keys())
        if unknown:
            raise IrrealisError(
                f"{source}, line {line}: not a key of upstream's format", found=unknown[0]
            )
        for field, values in columns.items():
            value = row[field]
            if value is None and field in optional and field not in found:
                continue
            if not _may_hold(values, value):
                raise malformed(
                    f"{source}, line {line}",
                    field=field or "(no name)",
                    expected=values.expected
                    if isinstance(values, Where)
                    else " or ".join(filter(None, map(str, values))) or "a text",
                    found=value,
                )
        yield row


def _may_hold(values: Values, value: object) -> bool:
    if isinstance(values, Where):
        return bool(values.test(value))
    if values is BLANK:
        return True
    if values is TEXT or values is ANY:
        return isinstance(value, str) and (values is TEXT or bool(value.strip()))
    # a truth value is no number, though True == 1
    return any(type(value) is type(allowed) and value == allowed for allowed in values)


def read_files(
    files: Iterable[tuple[str, BinaryIO]], kinds: Mapping[str, Callable[..., Iterable[T]]]
) -> list[list[T]]:
    """What is read of the files of a split, each of which is open only while it is its turn.

    Args:
        files: what errors call each, and its bytes.
        kinds: upstream's name of each file, in their order, and its reader, which takes the bytes
            and `source`.

    Raises:
        IrrealisError: more or fewer files than these; what a reader raises.
    """
    names, found = [], []
    readers = iter(kinds.values())
    for source, stream in files:
        names.append(source)
        reader = next(readers, None)
        if reader is not None:
            found.append(list(reader(stream, source=source)))
    if len(names) != len(kinds):
        raise IrrealisError(
            f"a split is {len(kinds)} files, in this order",
            expected=", ".join(kinds),
            found=", ".join(names),
            hint=" ".join(f"--input {name}" for name in kinds),
        )
    return found


def aligned(
    files: Mapping[str, Sequence[T]],
    *,
    by: Callable[[T], object] = lambda _: None,
    fit: Callable[[T, T], object] = lambda *_: True,
    order: Iterable[str] = (),
) -> Iterator[tuple[T, ...]]:
    """The rows of files that belong together line by line.

    Args:
        files: their rows, by the name of the file.
        by: what all rows of a line must have in common.
        fit: whether a row belongs to that of the first file; it must in at least half of the lines,
            so that files in another order are not taken for these.
        order: in which the files are to be given, if these are not all.

    Raises:
        IrrealisError: a file whose rows do not belong to those of the first; says how many.

    >>> list(aligned({"a": [1, 2], "b": [3, 4]}))
    [(1, 3), (2, 4)]
    """
    first, *others = files
    wanted = files[first]
    for name in others:
        pairs = list(zip(wanted, files[name], strict=False))
        astray = sum(not fit(*pair) for pair in pairs)
        differ = sum(by(row) != by(own) for row, own in pairs)
        if differ or 2 * astray > len(pairs) or len(files[name]) != len(wanted):
            raise IrrealisError(
                f"{name}: its rows do not belong to those of {first}",
                expected=f"{len(wanted)} rows, each for the same row of {first}",
                found=f"{len(files[name])} rows, of which {max(astray, differ)} are for another",
                hint=f"give the files in this order: {', '.join(order or files)}",
            )
    yield from zip(*files.values(), strict=True)


def gathered(items: Iterable[tuple[K, T]]) -> dict[K, list[T]]:
    """Items by their key, keys in the order in which they first come.

    >>> gathered([("a", 1), ("b", 2), ("a", 3)])
    {'a': [1, 3], 'b': [2]}
    """
    found: dict[K, list[T]] = {}
    for key, item in items:
        found.setdefault(key, []).append(item)
    return found
