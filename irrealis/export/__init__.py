"""Exports: the pairs of a folder in the formats that other tools read.

One module a format: what it needs of a dataset, and what it writes. `table` says what a folder
holds, `asked` turns each side of a pair into a prompt and an answer, and `exporting` chooses the
format, puts its files into a folder, and says what was left out and why.
"""

from irrealis.export.exporting import FORMATS, Exported, export

__all__ = [
    "FORMATS",
    "Exported",
    "export",
]
