"""The packages that one builder alone needs, as its manifest names them."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from irrealis.errors import Unavailable
from irrealis.manifest import Manifest


def refuse_missing(manifest: Manifest) -> None:
    """See that what the builder of a dataset needs beside irrealis is installed.

    Raises:
        Unavailable: a package is missing, or of another version; says the command for all of them.
    """
    from packaging.requirements import Requirement

    for needed in manifest.requires:
        wanted = Requirement(needed)
        try:
            found = version(wanted.name)
        except PackageNotFoundError:
            found = None
        if found is None or not wanted.specifier.contains(found, prereleases=True):
            raise Unavailable(
                "its builder needs a package that is not installed",
                dataset=manifest.name,
                field="requires",
                expected=needed,
                found=f"{wanted.name} {found}" if found else "nothing",
                hint=f"python -m pip install {' '.join(map(repr, manifest.requires))}",
            )
