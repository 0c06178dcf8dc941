"""Versions X.Y.Z, how far a change raises them, and the tags NAME@vX.Y.Z of releases."""

from __future__ import annotations

import re
from enum import IntEnum

TAG = re.compile(r"([a-z0-9][a-z0-9-]*)@v((?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2})", re.ASCII)


class Level(IntEnum):
    """How much a change affects users of the data; the larger, the more."""

    NONE = 0
    PATCH = 1  # the same rows
    MINOR = 2  # rows, columns, configs or splits were added
    MAJOR = 3  # something that was there is another thing now, or gone


def parts(version: str) -> tuple[int, int, int]:
    """A version as numbers, which compare as versions do.

    >>> parts("1.10.0") > parts("1.9.3")
    True
    """
    major, minor, patch = map(int, version.split("."))
    return major, minor, patch


def raised(version: str, level: Level) -> str:
    """The next version after a change of this level.

    >>> [raised("1.4.2", level) for level in Level]
    ['1.4.2', '1.4.3', '1.5.0', '2.0.0']
    """
    major, minor, patch = parts(version)
    match level:
        case Level.NONE:
            return version
        case Level.PATCH:
            return f"{major}.{minor}.{patch + 1}"
        case Level.MINOR:
            return f"{major}.{minor + 1}.0"
        case Level.MAJOR:
            return f"{major + 1}.0.0"
