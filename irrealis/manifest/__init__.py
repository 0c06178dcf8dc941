"""The manifest: what `dataset.yaml` says of a dataset, and where the datasets are.

The first station of a dataset's path. `model` types every key, `reading` reads the file strictly
and reports all of its errors at once, `registry` finds the root and lists the datasets under it. A
manifest only declares; whatever fetches, builds or checks by it stands further down the path.
"""

from irrealis.manifest.model import (
    MOST_RECORDS,
    Gate,
    Judging,
    Manifest,
    PinnedFile,
    Question,
    Version,
    masked,
)
from irrealis.manifest.reading import MANIFEST_FILE, MAX_BYTES, plain_values, read_manifest
from irrealis.manifest.registry import (
    FULL,
    MARKER,
    built_in,
    find_root,
    home,
    list_datasets,
    load_manifest,
    unmarked,
)
from irrealis.manifest.versions import TAG, Level, parts, raised

__all__ = [
    "FULL",
    "MANIFEST_FILE",
    "MARKER",
    "MAX_BYTES",
    "MOST_RECORDS",
    "TAG",
    "Gate",
    "Judging",
    "Level",
    "Manifest",
    "PinnedFile",
    "Question",
    "Version",
    "built_in",
    "find_root",
    "home",
    "list_datasets",
    "load_manifest",
    "masked",
    "parts",
    "plain_values",
    "raised",
    "read_manifest",
    "unmarked",
]
