"""Comparisons of two versions of a dataset.

`revision` finds a version in a folder, in git or on the Hub, `matching` pairs the rows of two
folders, and `diff` says what changed and the least version that calls for. The page of a dataset
shows the changes that `matching` finds, too. `overlap` compares two datasets, and `kept_overlap` is
what git keeps of that.
"""

from irrealis.compare.diff import Diff, compare
from irrealis.compare.kept_overlap import OVERLAP_FILE, KeptOverlap, keep_overlap, read_overlap
from irrealis.compare.matching import RowChange, Side, fetch_rows, row_changes, unchanged_splits
from irrealis.compare.overlap import Overlap, overlap
from irrealis.compare.revision import Revision, resolve

__all__ = [
    "OVERLAP_FILE",
    "Diff",
    "KeptOverlap",
    "Overlap",
    "Revision",
    "RowChange",
    "Side",
    "compare",
    "fetch_rows",
    "keep_overlap",
    "overlap",
    "read_overlap",
    "resolve",
    "row_changes",
    "unchanged_splits",
]
