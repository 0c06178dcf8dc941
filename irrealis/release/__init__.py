"""Releases: a checked build as its users get it, and its version.

`folder` makes the release folder and loads it back as a user would, `making` does all from build to
page in one process, `next_version` finds and sets the version that a change calls for, and `tags`
makes the annotated git tag of a release.
"""

from irrealis.release.folder import (
    CHANGELOG,
    Release,
    Served,
    load_back,
    release,
    release_files,
)
from irrealis.release.making import Made, loading_here, make
from irrealis.release.next_version import bump, check_version, heading_of, least_version
from irrealis.release.tags import make_tag, part_of, refuse_part, released

__all__ = [
    "CHANGELOG",
    "Made",
    "Release",
    "Served",
    "bump",
    "check_version",
    "heading_of",
    "least_version",
    "load_back",
    "loading_here",
    "make",
    "make_tag",
    "part_of",
    "refuse_part",
    "release",
    "release_files",
    "released",
]
