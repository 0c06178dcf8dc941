"""Arrow schemas, from the pandera schemas that declare them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from irrealis.contract.fields import Field, fields_of
from irrealis.contract.schema import FIELDS, fields_from
from irrealis.errors import IrrealisError

if TYPE_CHECKING:
    import pandera.polars
    import polars as pl
    import pyarrow as pa


def arrow_schema(schema: pandera.polars.DataFrameSchema) -> pa.Schema:
    """The Arrow schema that a pandera schema declares, with Hugging Face features in its metadata.

    Parquet written with it loads with `load_dataset` as exactly these features. Fields of pairs
    that are more than texts compared as prose are stated in the metadata, for `footer_fields`.
    """
    import pyarrow as pa
    from datasets import Features

    fields = [
        pa.field(name, arrow_type(column.dtype.type)) for name, column in schema.columns.items()
    ]
    made = Features.from_arrow_schema(pa.schema(fields)).arrow_schema
    stated = (schema.metadata or {}).get(FIELDS)
    if stated is None:
        return made
    return made.with_metadata({**made.metadata, FIELDS.encode(): orjson.dumps(stated)})


def arrow_type(kind: pl.DataType) -> pa.DataType:
    """The Arrow type of a polars type, as the Hub's features know it."""
    import polars as pl

    return _plain(pl.Series([], dtype=kind).to_arrow().type)


def _plain(kind: pa.DataType) -> pa.DataType:
    """Polars speaks of large strings and lists; the Hub's features do not."""
    import pyarrow as pa

    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_large_list(kind):
        return pa.list_(_plain(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(part.name, _plain(part.type)) for part in kind])
    return kind


def footer_fields(schema: pa.Schema) -> tuple[Field, ...]:
    """The fields of pairs, as the footer of their file states them.

    Raises:
        IrrealisError: the footer states something else.
    """
    stated = (schema.metadata or {}).get(FIELDS.encode())
    if stated is None:
        return fields_of(part.name for part in schema.field("original").type)
    try:
        return fields_from(orjson.loads(stated))
    except (orjson.JSONDecodeError, TypeError) as error:
        raise IrrealisError(
            "the file does not declare the fields of its pairs", found=str(error)
        ) from None
