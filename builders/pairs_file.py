"""Pairs of a table, as the manifest of a dataset declares its columns: an import without a builder.

The file has both sides of a pair in a row, or one side, where a column says which rows are the
originals. Rows that share the column `id` are a group; where there is none, rows do that have the
same original.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO, ClassVar, Literal, NamedTuple, Self

from irrealis.builders.families.published.builder import PublishedBuilder, PublishedParameters
from irrealis.builders.families.published.parts import Group, Native, Side, Variant
from irrealis.builders.families.published.rows import gathered
from pydantic import BaseModel, ConfigDict, Field, model_validator

from irrealis.build import Parameters
from irrealis.contract import Evidence, Generator, Intervention
from irrealis.errors import IrrealisError
from irrealis.inputs import read_records

ADDED = ("original_id", "is_counterfactual")  # columns of native_mix


class Maker(BaseModel):
    """Who made the edits, and the version of what was made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["rules", "human", "model"]
    name: str
    version: str


class PairsFileParameters(PublishedParameters):
    """What the columns of the file hold.

    `columns` are all of them, in their order. `fields` gives each field of a record its column, and
    `label` the label's: two, of the original and of the counterfactual, or one, if both sides share
    it. With `original`, a column and its value, each row is one side, and has one column of each.
    `id` is the column that the rows of a group share.
    """

    form: Literal["csv", "tsv", "jsonl"]
    columns: tuple[str, ...] = Field(min_length=1)
    fields: dict[str, tuple[str, ...]] = Field(min_length=1)
    label: tuple[str, ...] = Field(min_length=1, max_length=2)
    id: str | None = None
    original: tuple[str, str] | None = None
    made_by: Maker
    evidence: Literal["rule", "judge", "execution", "solver", "human"] = "human"

    @model_validator(mode="after")
    def _of_the_file(self) -> Self:
        named = [*self.label, *(column for columns in self.fields.values() for column in columns)]
        named += [name for name in (self.id, self.original and self.original[0]) if name]
        if unknown := [name for name in named if name not in self.columns]:
            raise ValueError(f"{unknown[0]} is not one of the columns {', '.join(self.columns)}")
        if len(set(self.columns)) < len(self.columns):
            raise ValueError("each column once")
        counts = [len(self.label), *(len(columns) for columns in self.fields.values())]
        if self.original is None and 2 not in counts[1:]:
            raise ValueError("a field with two columns, or `original` and one side in each row")
        if max(counts) > 2 or not min(counts) or (self.original is not None and max(counts) > 1):
            raise ValueError("a column of each side, or one column")
        if self.original is not None and self.id is None:
            raise ValueError("`id`, the column that the rows of a group share")
        if self.original is not None and set(ADDED) & set(self.columns):
            raise ValueError(f"no columns {' and '.join(ADDED)}, which native_mix adds")
        return self


class _Row(NamedTuple):
    """A row with its place in the file, as errors name it."""

    place: str
    values: dict[str, str]


class PairsFile(PublishedBuilder):
    """Pairs the sides that the rows of a table state."""

    parameters_type: ClassVar[type[Parameters]] = PairsFileParameters
    parameters: PairsFileParameters

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """The groups of a file, in the order of their first rows.

        Raises:
            IrrealisError: a row without an id, an id with several originals, or a value that is
                neither text nor a number.
        """
        wanted = self.parameters
        rows = []
        for line, found in read_records(
            stream, source=source, form=wanted.form, columns=wanted.columns
        ):
            place = f"{source}, line {line}"
            values = {name: self._text(found[name], name, place) for name in wanted.columns}
            rows.append((self._group_of(values, place), _Row(place, values)))
        make = self._of_rows if wanted.original is None else self._of_sides
        for name, members in gathered(rows).items():
            yield make(name, members)

    def _text(self, value: Any, field: str, place: str) -> str:
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        if isinstance(value, bool | int | float):
            return json.dumps(value)
        raise self._wrong(place, field, "a text or a number", repr(value)[:100])

    def _wrong(self, place: str, field: str, expected: str, found: str) -> IrrealisError:
        return IrrealisError(
            f"{place}: not a row as dataset.yaml declares it",
            dataset=self.dataset,
            field=field,
            expected=expected,
            found=found,
        )

    def _group_of(self, row: Mapping[str, str], place: str) -> str:
        column = self.parameters.id
        if column is None:
            side = self._side(row, 0)
            return _digest([*side.fields.values(), side.label])
        if not row[column].strip():
            raise self._wrong(place, column, "the id of a group", "a blank")
        return row[column]

    def _side(self, row: Mapping[str, str], at: int) -> Side:
        """A side of a row: the original (0) or the counterfactual (1)."""
        fields = {name: row[columns[: at + 1][-1]] for name, columns in self._fields()}
        return Side(fields, row[self.parameters.label[: at + 1][-1]])

    def _fields(self) -> Sequence[tuple[str, tuple[str, ...]]]:
        return list(self.parameters.fields.items())

    def _of_rows(self, name: str, rows: Sequence[_Row]) -> Group:
        """A group of rows that have both sides."""
        original = self._side(rows[0].values, 0)
        for place, values in rows:
            if self._side(values, 0) != original:
                column = str(self.parameters.id)
                raise self._wrong(place, column, "one original for each id", f"another of {name}")
        edits = [self._side(values, 1) for _, values in rows]
        natives = tuple(Native(values) for _, values in rows)
        return Group(name, natives, tuple(self._variants(original, edits)))

    def _of_sides(self, name: str, rows: Sequence[_Row]) -> Group:
        """A group of rows that have one side each."""
        column, value = self.parameters.original or ("", "")
        first = [row for row in rows if row.values[column] == value]
        edits = [self._side(row.values, 0) for row in rows if row.values[column] != value]
        if len(first) > 1:
            raise self._wrong(first[1].place, column, f"one original of {name}", "a second")
        natives = tuple(Native(row.values, row.values[column] != value) for row in rows)
        if not first:
            return Group(name, natives, (), lone=f"no row of it has {value} as its {column}")
        return Group(name, natives, tuple(self._variants(self._side(first[0].values, 0), edits)))

    def _variants(self, original: Side, edits: Sequence[Side]) -> Iterator[Variant]:
        maker, seen = self.parameters.made_by, set()
        for edit in edits:
            name = _digest([*edit.fields.values(), edit.label])
            fault = None
            if not original.label.strip() or not edit.label.strip():
                fault = ("no-label", "a side without a label")
            elif name in seen:
                fault = ("repeated", "the group has this edit already")
            seen.add(name)
            yield Variant(
                name,
                original,
                edit,
                (self._change(original.label, edit.label),),
                Evidence(self.parameters.evidence, "the file states the labels of both sides"),
                fault=fault,
                generator=Generator(maker.kind, maker.name, maker.version),
            )

    def _change(self, before: str, after: str) -> Intervention:
        """The label that the edit was made for, or, where that stays, what was rewritten."""
        if before != after:
            return Intervention("label", "label", before, after)
        whole = self.parameters.original is not None
        fields = [name for name, columns in self._fields() if whole or len(columns) > 1]
        return Intervention("rewrite", ", ".join(fields), "original", "rewritten")


def _digest(texts: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:16]


BUILDER = PairsFile
