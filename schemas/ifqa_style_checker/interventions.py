"""Whether the intervention of a pair is what the words of its question suppose."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from irrealis.schemas.ifqa_style_checker.paper import Change, Paper


def wrong_intervention(
    paper: Paper, change: Change | None, given: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """What was expected, if the intervention is another; things may go by any of their names."""
    if change is None:
        return {"kind": "none that can be read"}
    expected = {
        "kind": change.kind,
        "target": change.target,
        "from": change.before,
        "to": change.after,
        "source": None,
        "source_name": None,
    }
    if len(given) == 1 and given[0].keys() == expected.keys():
        pairs = [(given[0][key], value) for key, value in expected.items()]
        if all(
            said is value if said is None or value is None else _says(paper, value, said)
            for said, value in pairs
        ):
            return None
    return expected


def _says(paper: Paper, expected: str, text: str) -> bool:
    """Whether a text is another one, in which ⟦number⟧ stands for a name, perhaps in quotes."""
    pattern = "".join(
        f'"?(?:{"|".join(re.escape(name) for name in paper.names(part[1:-1]))})"?'
        if part.startswith("⟦")
        else re.escape(part)
        for part in re.split(r"(⟦\d+⟧)", expected)
        if part
    )
    return re.fullmatch(pattern, text) is not None
