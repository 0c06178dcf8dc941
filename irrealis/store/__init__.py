"""The store: rows and records on disk.

`shards` writes and reads Parquet and gives a split its content hash, `record` is `build.json`,
`folders` opens whatever folder holds a dataset, `releases` is the ledger of what was published, and
`kept` holds the figures that git keeps in a dataset's folder. `claims`, `digests` and `shelf` hold
what may be more than memory has room for.
"""

from irrealis.store.claims import Claims, repeated
from irrealis.store.digests import Digests
from irrealis.store.folders import Folder, find_folder, open_folder, read_metrics
from irrealis.store.kept import Kept, read_kept, write_kept
from irrealis.store.record import (
    CONTENTS,
    ENGINE_REASONS,
    FAILED_CHECK,
    FAILED_EDIT,
    RECORD_FILE,
    SEEN_BEFORE,
    BuildRecord,
    Counts,
    InputFile,
    Measured,
    SplitRecord,
    ordered_configs,
    parse_record,
    read_record,
)
from irrealis.store.releases import (
    RELEASES_FILE,
    YANKED,
    Content,
    Place,
    Released,
    content_of,
    differences,
    read_reasons,
    read_releases,
    record_release,
    write_reasons,
    write_releases,
    yanked_versions,
)
from irrealis.store.shards import (
    ROWS_PER_GROUP,
    RowBatcher,
    ShardWriter,
    batches,
    content_hash,
    row_digest,
    split_record,
)
from irrealis.store.shelf import Shelf

__all__ = [
    "CONTENTS",
    "ENGINE_REASONS",
    "FAILED_CHECK",
    "FAILED_EDIT",
    "RECORD_FILE",
    "RELEASES_FILE",
    "ROWS_PER_GROUP",
    "SEEN_BEFORE",
    "YANKED",
    "BuildRecord",
    "Claims",
    "Content",
    "Counts",
    "Digests",
    "Folder",
    "InputFile",
    "Kept",
    "Measured",
    "Place",
    "Released",
    "RowBatcher",
    "ShardWriter",
    "Shelf",
    "SplitRecord",
    "batches",
    "content_hash",
    "content_of",
    "differences",
    "find_folder",
    "open_folder",
    "ordered_configs",
    "parse_record",
    "read_kept",
    "read_metrics",
    "read_reasons",
    "read_record",
    "read_releases",
    "record_release",
    "repeated",
    "row_digest",
    "split_record",
    "write_kept",
    "write_reasons",
    "write_releases",
    "yanked_versions",
]
