"""What a reader must know of a build before anything else, on card and page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from irrealis.manifest import Manifest
    from irrealis.store import BuildRecord


def of_a_sample(record: BuildRecord, manifest: Manifest | None) -> str | None:
    """What a reader must know of a build of the sample; None where the sample is all there is."""
    if record.inputs != "sample" or (manifest and not manifest.built_splits("upstream")):
        return None
    if record.sizes:
        return (
            "Drawn at the small size of the sample, which shows the format and tests the builder. "
            "The full size begins with the same rows."
        )
    return (
        "Built from the small sample in the registry, which shows the format and tests the "
        "builder. It is not upstream's data."
    )
