"""The pandera schemas of tables of pairs and of probes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from irrealis.contract.columns import (
    EVIDENCE_KINDS,
    GENERATOR_KINDS,
    LABEL_EFFECTS,
    MEANINGS,
    column_types,
)
from irrealis.contract.fields import Field, fields_of
from irrealis.contract.probe import ROLES

if TYPE_CHECKING:
    import pandera.polars as pa
    import polars as pl

FIELDS = "irrealis"  # where the metadata of a schema and of a file state the fields


def pairs_schema(
    *,
    fields: Sequence[Field | str],
    label: pl.DataType,
    facts: pl.Struct | None = None,
    values: pl.DataType | None = None,
    query: bool = False,
    axes: Sequence[str] = (),
) -> pa.DataFrameSchema:
    """The pandera schema of a table of pairs.

    Args:
        fields: those of `original` and `counterfactual`; a name alone is a text compared as prose.
        label: polars type of the two label columns.
        facts: polars type of the certificate in `evidence`, of a dataset whose rows have one.
        values: polars type of `from` and `to` of an intervention; text if not given.
        query: whether there is a column `query`.
        axes: names of the coordinates of a group, of a dataset whose groups are squares or grids.

    Raises:
        IrrealisError: no field, one twice, or one that cannot be.
    """
    import pandera.polars as pa
    import polars as pl

    declared = fields_of(fields)
    types = column_types(
        {
            "fields": pl.Struct({field.name: field.type for field in declared}),
            "label": label,
            "value": values or pl.String(),
            "facts": facts,
            "query": pl.String() if query else None,
            "axes": pl.Struct(dict.fromkeys(axes, pl.String())) if axes else None,
        }
    )
    checks = _pair_checks(declared, facts=facts is not None, axes=axes)
    stated = None if all(f.plain for f in declared) else {FIELDS: [f.state() for f in declared]}
    # with queries, more than the two texts tells pairs apart
    about = {"id": f"{MEANINGS['id']}, the query and the interventions"} if query else {}
    return pa.DataFrameSchema(
        {
            name: pa.Column(kind, checks.get(name), description=about.get(name))
            for name, kind in types.items()
        },
        strict=True,
        ordered=True,
        metadata=stated,
    )


def _pair_checks(declared: Sequence[Field], *, facts: bool, axes: Sequence[str]) -> dict[str, Any]:
    """The checks of each column of a table of pairs.

    Args:
        declared: the fields of a record.
        facts: whether the evidence of each row has a certificate.
        axes: names of the coordinates.
    """
    import pandera.polars as pa

    hexadecimal = pa.Check.str_matches(r"^[0-9a-f]{16}$")
    filled = pa.Check.str_length(min_value=1)
    records = [_sound(field) for field in declared]
    return {
        "id": hexadecimal,
        "original_id": filled,
        "group": hexadecimal,
        "coordinates": [
            _check(f"{side}.{axis} is not empty", _filled(side, axis))
            for side in ("original", "counterfactual")
            for axis in axes
        ],
        "original": records,
        "counterfactual": records,
        "query": filled,
        "edits": _edit_checks(declared),
        "intervention": _intervention_checks(),
        "label_effect": pa.Check.isin(LABEL_EFFECTS),
        "evidence": [
            _one_of("kind", EVIDENCE_KINDS),
            _check("detail is not empty", _filled("detail")),
            *([_check("facts are given", _given("facts"))] if facts else []),
        ],
        "generator": [
            _one_of("kind", GENERATOR_KINDS),
            _check("name is not empty", _filled("name")),
            _check("version is not empty", _filled("version")),
        ],
        "seed": pa.Check.ge(0),
    }


def _edit_checks(declared: Sequence[Field]) -> list[pa.Check]:
    """Edits are of a field or of a member of its choices, and have a span and both texts."""
    import polars as pl

    part = pl.element().struct.field
    names = [field.name for field in declared]
    places = "|".join(rf"{f.name}\[\d+\]" if f.kind == "choices" else f.name for f in declared)
    return [
        _some(),
        _each(
            f"field is one of {', '.join(names)}",
            part("field").is_in(names)
            if not any(field.kind == "choices" for field in declared)
            else part("field").str.contains(rf"^(?:{places})$"),
        ),
        _each("0 <= start <= end", (part("start") >= 0) & (part("start") <= part("end"))),
        _each(
            "before and after are given",
            part("before").is_not_null() & part("after").is_not_null(),
        ),
    ]


def _intervention_checks() -> list[pa.Check]:
    """Interventions set a target of a kind to a value that it did not have."""
    import polars as pl

    part = pl.element().struct.field
    return [
        _some(),
        _each("kind is not empty", part("kind").str.len_chars() > 0),
        _each("target is not empty", part("target").str.len_chars() > 0),
        _each("to is given", part("to").is_not_null()),
        _each("from and to differ", part("from").ne_missing(part("to"))),
    ]


def probes_schema() -> pa.DataFrameSchema:
    """The pandera schema of the config `probes`; see `Probe`."""
    import pandera.polars as pa
    import polars as pl

    hexadecimal = pa.Check.str_matches(r"^[0-9a-f]{16}$")
    filled = pa.Check.str_length(min_value=1)
    return pa.DataFrameSchema(
        {
            "id": pa.Column(pl.String, hexadecimal),
            "group": pa.Column(pl.String, hexadecimal),
            "role": pa.Column(pl.String, pa.Check.isin(ROLES)),
            "prompt": pa.Column(pl.String, filled),
            "answer_before": pa.Column(pl.String, filled),
            "answer_after": pa.Column(pl.String, filled),
        },
        strict=True,
        ordered=True,
    )


def stated_fields(schema: pa.DataFrameSchema) -> tuple[Field, ...]:
    """The fields that a schema of pairs declares."""
    stated = (schema.metadata or {}).get(FIELDS)
    if stated is not None:
        return fields_from(stated)
    return tuple(Field(part.name) for part in schema.columns["original"].dtype.type.fields)


def fields_from(stated: Sequence[Any]) -> tuple[Field, ...]:
    """The fields of a statement in a file.

    Raises:
        IrrealisError, TypeError: something else.
    """
    return fields_of(Field(**field) for field in stated)


Condition = Callable[[str], "pl.Expr"]


def _check(name: str, condition: Condition) -> pa.Check:
    import pandera.polars as pa

    return pa.Check(
        # a null would pass
        lambda data: data.lazyframe.select(condition(data.key).fill_null(value=False)),
        name=name,
    )


def _sound(field: Field) -> pa.Check:
    import polars as pl

    def condition(key: str) -> pl.Expr:
        value = pl.col(key).struct.field(field.name)
        if field.kind in ("text", "code"):
            sound = value.str.len_chars() > 0
        elif field.kind == "choices":
            each = (pl.element().str.len_chars() > 0).fill_null(value=False)
            sound = (value.list.len() > 0) & value.list.eval(each).list.all()
        elif field.kind == "grid":
            cells = pl.element().list.eval(pl.element().is_not_null()).list.all()
            widths = value.list.eval(pl.element().list.len().fill_null(0))
            sound = (
                (value.list.len() > 0)
                & (widths.list.min() > 0)
                & (widths.list.min() == widths.list.max())
                & value.list.eval(cells.fill_null(value=False)).list.all()
            )
        else:
            sound = value.is_not_null()
        if field.optional:
            return pl.col(key).is_not_null() & (sound | value.is_null())
        return sound

    what = {
        "choices": "is at least one choice, none of them empty",
        "grid": "is rows of one length, at least one cell, no null",
        "number": "is given",
    }.get(field.kind, "is not empty")
    return _check(f"{field.name} {what}{', or null' if field.optional else ''}", condition)


def _filled(*path: str) -> Condition:
    return lambda key: _at(key, path).str.len_chars() > 0


def _given(*path: str) -> Condition:
    return lambda key: _at(key, path).is_not_null()


def _at(key: str, path: Sequence[str]) -> pl.Expr:
    import polars as pl

    value = pl.col(key)
    for name in path:
        value = value.struct.field(name)
    return value


def _one_of(name: str, allowed: Sequence[str]) -> pa.Check:
    return _check(
        f"{name} is one of {', '.join(allowed)}", lambda key: _at(key, [name]).is_in(list(allowed))
    )


def _each(name: str, condition: pl.Expr) -> pa.Check:
    import polars as pl

    return _check(
        name, lambda key: pl.col(key).list.eval(condition.fill_null(value=False)).list.all()
    )


def _some() -> pa.Check:
    import polars as pl

    return _check("has at least one element", lambda key: pl.col(key).list.len() > 0)
