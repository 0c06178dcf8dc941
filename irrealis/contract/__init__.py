"""The contract: the pair that every dataset shares, and the tables that a dataset declares.

`pair` states the columns of the config `pairs` and how edits replay, `tables` finds the schema of
every config of a dataset, and `arrow` derives the Arrow schema from it. Builders make what is
declared here; `check` verifies it.
"""

from irrealis.contract.arrow import arrow_schema
from irrealis.contract.pair import (
    LABEL_EFFECTS,
    Edit,
    Evidence,
    Generator,
    Intervention,
    Pair,
    canonical,
    group_id,
    normalize,
    pair_id,
    pairs_schema,
    replay,
)
from irrealis.contract.tables import Table, load_schemas, schema_module

__all__ = [
    "LABEL_EFFECTS",
    "Edit",
    "Evidence",
    "Generator",
    "Intervention",
    "Pair",
    "Table",
    "arrow_schema",
    "canonical",
    "group_id",
    "load_schemas",
    "normalize",
    "pair_id",
    "pairs_schema",
    "replay",
    "schema_module",
]
