"""The contract: the pair that every dataset shares, and the tables that a dataset declares.

`fields` says what a record is made of and when two are the same, `columns` states the columns of a
pair, `pair` and `probe` are rows in the making, `schema` and `arrow` derive the schemas, and
`tables` finds those of every config of a dataset. Builders make what is declared here; `check`
verifies it. `docs/contract.md` explains it.
"""

from irrealis.contract.arrow import arrow_schema, arrow_type, footer_fields
from irrealis.contract.columns import (
    COLUMNS,
    LABEL_EFFECTS,
    MEANINGS,
    OPTIONAL,
    PairRow,
    column_types,
)
from irrealis.contract.fields import Field, Sameness, field_of, normalize, text_view
from irrealis.contract.pair import (
    Edit,
    Evidence,
    Generator,
    Intervention,
    Pair,
    canonical,
    fingerprint,
    group_id,
    pair_id,
    replay,
)
from irrealis.contract.probe import Probe, probe_id
from irrealis.contract.schema import pairs_schema
from irrealis.contract.tables import (
    Table,
    load_schemas,
    pairs_table,
    probes_table,
    rejects_table,
    schema_module,
)

__all__ = [
    "COLUMNS",
    "LABEL_EFFECTS",
    "MEANINGS",
    "OPTIONAL",
    "Edit",
    "Evidence",
    "Field",
    "Generator",
    "Intervention",
    "Pair",
    "PairRow",
    "Probe",
    "Sameness",
    "Table",
    "arrow_schema",
    "arrow_type",
    "canonical",
    "column_types",
    "field_of",
    "fingerprint",
    "footer_fields",
    "group_id",
    "load_schemas",
    "normalize",
    "pair_id",
    "pairs_schema",
    "pairs_table",
    "probe_id",
    "probes_table",
    "rejects_table",
    "replay",
    "schema_module",
    "text_view",
]
