"""Releases: a checked build as its users get it, and its version.

`folder` makes the release folder and loads it back as a user would, `next_version` finds and sets
the version that a change calls for, and `tags` makes the annotated git tag of a release.
"""

from irrealis.release.folder import (
    CHANGELOG,
    Release,
    Served,
    load_back,
    release,
    release_files,
)
from irrealis.release.next_version import bump, check_version, least_version
from irrealis.release.tags import make_tag, released

__all__ = [
    "CHANGELOG",
    "Release",
    "Served",
    "bump",
    "check_version",
    "least_version",
    "load_back",
    "make_tag",
    "release",
    "release_files",
    "released",
]
