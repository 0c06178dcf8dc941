"""New datasets: a scaffold that works from the start, and the DVC pipeline of each dataset."""

from irrealis.new.pipeline import (
    commit_locks,
    datasets_of,
    stale_datasets,
    stale_pipelines,
    write_pipelines,
)
from irrealis.new.scaffolding import scaffold

__all__ = [
    "commit_locks",
    "datasets_of",
    "scaffold",
    "stale_datasets",
    "stale_pipelines",
    "write_pipelines",
]
