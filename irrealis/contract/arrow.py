"""Arrow schemas, from the pandera schemas that declare them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandera.polars
    import pyarrow as pa


def arrow_schema(schema: pandera.polars.DataFrameSchema) -> pa.Schema:
    """The Arrow schema that a pandera schema declares, with Hugging Face features in its metadata.

    Parquet written with it loads with `load_dataset` as exactly these features.
    """
    import polars as pl
    import pyarrow as pa
    from datasets import Features

    def plain(kind: pa.DataType) -> pa.DataType:
        # polars speaks of large strings and lists; the Hub's features do not
        if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
            return pa.string()
        if pa.types.is_large_list(kind):
            return pa.list_(plain(kind.value_type))
        if pa.types.is_struct(kind):
            return pa.struct([pa.field(part.name, plain(part.type)) for part in kind])
        return kind

    fields = [
        pa.field(name, plain(pl.Series([], dtype=column.dtype.type).to_arrow().type))
        for name, column in schema.columns.items()
    ]
    return Features.from_arrow_schema(pa.schema(fields)).arrow_schema
