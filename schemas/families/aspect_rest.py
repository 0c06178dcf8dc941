"""What an edit leaves of a review, and what the rest says against what was set.

The audit's own patterns, for words that say of the whole, or of what a place is good for, what a
reader takes as said of an aspect that is not named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from irrealis.schemas.families.aspect_words import aspects_in

from irrealis.check import Found, Row

_TAKEN, _LEFT = 3, 2  # words taken out from which there must be so many left
_LIMIT = re.compile(
    r"\bthat(?:['’]?s| is| was) (?:(?:about|pretty much|really) )?(?:it|all)\s*(?=[.!;,\n]|$)"
    r"|\ball (?:that )?(?:i|we|you) can say (?:for|about)\b|\bnot much else\b",
    re.IGNORECASE,
)
_DISMISSAL = re.compile(
    r"(?:^|[.!?\n])\W*nothing (?:too |very )?(?:special|spectacular|remarkable|memorable|great"
    r"|to (?:write home|rave|brag) about)\s*(?=[.!?\n]|$)",
    re.IGNORECASE,
)
_JUDGED = r"(?:not|n['’]t|never|perfect|great|good|ideal|nice|best|wonderful|lovely|terrible|bad)"
_PLACE = r"(?:place|spot|restaurant|atmosphere|setting)"
_PURPOSES = {
    "ambiance": r"date[- ]nights?|romantic (?:dinner|evening|night|meal|date|spot)"
    r"|(?:business|client) (?:lunch|dinner|meeting|meal)(?:s|es)?",
    "noise": r"quiet (?:talk|conversation|chat|dinner|evening|meal|lunch)"
    r"|business (?:lunch|dinner|meeting|meal)(?:s|es)?",
}


def fits_rest(row: Row, aspect: str, goal: str) -> Found:
    """An edit leaves a review, and nothing in it that speaks of the whole against the goal."""
    original, counterfactual = row["original"]["text"], row["counterfactual"]["text"]
    yield from _left(original, row["edits"])
    yield from _limited(original, counterfactual, aspect, goal)
    if goal == "Positive" and (found := _DISMISSAL.search(counterfactual)):
        yield "rest", "counterfactual.text", f"nothing that says the whole is not {goal}", found[0]
    said = _PURPOSES.get(aspect)
    if said and goal == "unknown":
        judged = rf"\b{_JUDGED}\b[^.!?;\n]*\b(?:{said})\b|\b(?:{said})\W+{_PLACE}\b"
        if found := re.search(judged, counterfactual, re.IGNORECASE):
            yield "rest", "counterfactual.text", f"no purpose that tells of {aspect}", found[0]


def _left(original: str, edits: Sequence[Mapping[str, Any]]) -> Found:
    """More than a word of the original, unless the edit takes a word or phrase."""
    left, at, taken = [], 0, 0
    for edit in edits:
        left.append(original[at : edit["start"]])
        taken += len(re.findall(r"\w+", edit["before"]))
        at = edit["end"]
    kept = len(re.findall(r"\w+", " ".join([*left, original[at:]])))
    if taken > _TAKEN and kept < _LEFT:
        yield "rest", "edits", f"at least {_LEFT} words of the original left", kept


def _limited(original: str, counterfactual: str, aspect: str, goal: str) -> Found:
    """What is said to be all that is good stays, and nothing else is good beside it."""
    for found in _LIMIT.finditer(counterfactual):
        before = re.split(r"(?<=[.!?\n])\s*", counterfactual[: found.start()].rstrip())
        said = next((one for one in reversed(before) if re.search(r"\w{4}", one)), "")
        if said.strip() not in original:
            yield "rest", "counterfactual.text", "what is all that is good as it was", said
        elif goal == "Positive" and aspect not in aspects_in(said, (aspect,)):
            yield "rest", "counterfactual.text", "nothing else that is good", found[0]
