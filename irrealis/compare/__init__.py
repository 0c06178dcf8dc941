"""Comparisons of two versions of a dataset.

`revision` finds a version in a folder, in git or on the Hub, `matching` pairs the rows of two
folders, and `diff` says what changed and the least version that calls for.
"""

from irrealis.compare.diff import Diff, compare
from irrealis.compare.revision import Revision, resolve

__all__ = [
    "Diff",
    "Revision",
    "compare",
    "resolve",
]
