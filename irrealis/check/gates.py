"""Gates: bounds of the manifest that figures must keep."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from irrealis.measure import APART, definition

if TYPE_CHECKING:
    from irrealis.manifest import Manifest

from irrealis.check.failure import Failure


def outside_gates(
    metrics: Mapping[str, Mapping[str, float]],
    *,
    manifest: Manifest,
    inputs: str,
    limited: bool = False,
    apart: bool = False,
    exact: bool | None = None,
) -> Iterator[Failure]:
    """The gates that these figures do not keep; no data is needed, so JSON that git holds will do.

    Args:
        metrics: split -> name -> number.
        inputs: what the build was made of: sample, upstream or files.
        limited: only the first records of each split were edited, a sample that is too narrow,
            so that gates for some inputs alone do not apply.
        exact: only the gates that every row must keep, or only those of a whole corpus; all of them
            if None.
        apart: the figures that no check finds (near-duplicates, what judges say) are there too.
    """
    for gate in manifest.gates:
        if exact is not None and gate.exact != exact:
            continue
        known = definition(gate.metric)
        if not apart and known and known.group in APART:
            continue
        for split in metrics:
            if not gate.applies(inputs, split) or (limited and gate.inputs != "any"):
                continue
            value = metrics[split].get(gate.metric)
            if value is None and metrics[split].get("yield") == 0:
                continue  # nothing was kept that it could be measured on
            low = -math.inf if gate.min is None else gate.min
            high = math.inf if gate.max is None else gate.max
            if value is None or not low <= value <= high:
                yield Failure(
                    "gate",
                    gate.metric,
                    f"{low} to {high}: {gate.reason}",
                    "no such metric" if value is None else value,
                    split=split,
                )
