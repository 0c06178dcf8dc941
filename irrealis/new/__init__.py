"""New datasets: a scaffold that works from the start, and the DVC pipeline of each dataset.

`scaffolding` writes a dataset from the template, `model` as a copy of one that is here already, and
`importing` from a file of pairs; `pipeline` writes `dvc.yaml`.
"""

from irrealis.new.importing import IMPORTED, Imported
from irrealis.new.model import families, model_named, model_of
from irrealis.new.pipeline import (
    commit_locks,
    datasets_of,
    stale_datasets,
    stale_pipelines,
    write_pipelines,
)
from irrealis.new.scaffolding import left_of_template, scaffold, without_parameters

__all__ = [
    "IMPORTED",
    "Imported",
    "commit_locks",
    "datasets_of",
    "families",
    "left_of_template",
    "model_named",
    "model_of",
    "scaffold",
    "stale_datasets",
    "stale_pipelines",
    "without_parameters",
    "write_pipelines",
]
