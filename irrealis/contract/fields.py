"""Fields: what a record is made of, and when two values of it are the same.

A field is a text, a program, a list of choices, a number or a grid. Whatever it is, it has a *text
view*: one text for each of its places. Edits are spans of these texts, and what shows, measures or
compares records reads them through `text_view`, so that none of them knows the types.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from irrealis.errors import IrrealisError

if TYPE_CHECKING:
    import polars as pl

Kind: TypeAlias = Literal["text", "code", "choices", "number", "grid"]
Equality: TypeAlias = Literal["prose", "exact"]
EQUALITY: dict[Kind, Equality] = {
    "text": "prose",
    "code": "exact",
    "choices": "prose",
    "number": "exact",
    "grid": "exact",
}
MEANING_OF_KIND: dict[Kind, tuple[str, str]] = {  # kind -> value, text view
    "text": ("string", "itself"),
    "code": ("string", "itself"),
    "choices": ("list of strings, none empty", "each member at its place, `name[0]`, `name[1]`, …"),
    "number": ("64-bit float", "as Python writes it, whole ones without a fraction"),
    "grid": ("rows of integers, all of one length", "a line for each row, cells apart by spaces"),
}
_EXACT_INTEGERS = 2**53  # beyond it, not every integer is a float
_MEMBER = re.compile(r"\[\d+\]\Z")


@dataclass(frozen=True)
class Field:
    """A field of `original` and `counterfactual`.

    Args:
        name: as in the columns.
        kind: `text` and `code` are strings, `choices` a list of strings, `number` a float, and
            `grid` a list of rows of integers, all of one length.
        equality: `prose` compares texts after NFKC with white space folded, `exact` as they are.
            By default text and choices are prose, and all else is exact.
        optional: a record may lack it (null).
    """

    name: str
    kind: Kind = "text"
    equality: Equality | None = None
    optional: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z_]\w*", self.name) or self.kind not in EQUALITY:
            raise IrrealisError(
                "no such field",
                field=self.name,
                expected=f"an identifier, and one of the kinds {', '.join(EQUALITY)}",
                found=f"{self.name!r}, {self.kind!r}",
            )
        if self.equality == "prose" and EQUALITY[self.kind] == "exact" and self.kind != "code":
            raise IrrealisError("numbers and grids cannot be compared as prose", field=self.name)

    @property
    def prose(self) -> bool:
        """Whether its texts are prose: compared as such, and counted in words."""
        return (self.equality or EQUALITY[self.kind]) == "prose"

    @property
    def plain(self) -> bool:
        """Whether it is a text that is always there and compared as prose, as most fields are."""
        return self == Field(self.name) or self == Field(self.name, equality="prose")

    @property
    def type(self) -> pl.DataType:
        """The polars type of its column."""
        import polars as pl

        return {
            "text": pl.String(),
            "code": pl.String(),
            "choices": pl.List(pl.String()),
            "number": pl.Float64(),
            "grid": pl.List(pl.List(pl.Int64())),
        }[self.kind]

    def state(self) -> dict[str, Any]:
        """The declaration as the footer of a file states it."""
        stated = {"name": self.name, "kind": self.kind, "optional": self.optional}
        return {**stated, "equality": "prose" if self.prose else "exact"}


def fields_of(fields: Iterable[Field | str]) -> tuple[Field, ...]:
    """Fields as they are declared; a name alone is a text that is compared as prose.

    Raises:
        IrrealisError: no field, or one twice.
    """
    declared = tuple(Field(field) if isinstance(field, str) else field for field in fields)
    names = [field.name for field in declared]
    if not names or len({*names}) < len(names):
        raise IrrealisError(
            "a record needs at least one field, and no field twice",
            found=", ".join(names) or "none",
        )
    return declared


def text_view(record: Mapping[str, Any]) -> dict[str, str]:
    """The texts of a record: place -> text.

    A text is its own view; of choices each member has a place. A number is written as Python
    writes it, whole ones without a fraction; a grid has a line for each row, its cells apart by
    spaces. What is not there is an empty text. Two records of one dataset have the same view only
    if they are the same.

    >>> text_view({"choices": ["Oulu", "Cork"], "length": 3.0, "grid": [[0, 1], [1, 1]]})
    {'choices[0]': 'Oulu', 'choices[1]': 'Cork', 'length': '3', 'grid': '0 1\\n1 1'}
    """
    view: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, str):
            view[name] = value
        elif isinstance(value, list) and value and isinstance(value[0], str):
            view |= {f"{name}[{at}]": text or "" for at, text in enumerate(value)}
        else:
            view[name] = _text(value)
    return view


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _EXACT_INTEGERS
        return format(value, ".0f") if whole else repr(value)
    if isinstance(value, list):
        return "\n".join(" ".join(map(str, row)) for row in value)
    return str(value)


def field_of(place: str) -> str:
    """The field that a place belongs to.

    >>> field_of("choices[2]"), field_of("question")
    ('choices', 'question')
    """
    return _MEMBER.sub("", place)


def normalize(text: str) -> str:
    """Text as it is compared for sameness: NFKC, white space folded, ends stripped."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True)
class Sameness:
    """When records of a dataset, and values in them, count as the same."""

    fields: Sequence[Field]

    @cached_property
    def _prose(self) -> frozenset[str]:
        return frozenset(field.name for field in self.fields if field.prose)

    def is_prose(self, place: str) -> bool:
        """Whether the texts of a place are prose."""
        return place in self._prose or field_of(place) in self._prose

    def text(self, place: str, text: str) -> str:
        """A text of a place, as it is compared."""
        return normalize(text) if self.is_prose(place) else text

    def record(self, record: Mapping[str, Any]) -> dict[str, str]:
        """A record, as it is compared."""
        return {place: self.text(place, text) for place, text in text_view(record).items()}

    def value(self, value: object) -> object:
        """A value of an intervention, as it is compared: as prose only where all fields are."""
        prose = isinstance(value, str) and all(field.prose for field in self.fields)
        return normalize(str(value)) if prose else value
