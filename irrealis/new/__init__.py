"""New datasets: a scaffold that works from the start, for a contributor to edit."""

from irrealis.new.scaffolding import INDEX, datasets_of, index_is_current, scaffold, write_index

__all__ = [
    "INDEX",
    "datasets_of",
    "index_is_current",
    "scaffold",
    "write_index",
]
