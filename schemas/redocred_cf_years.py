"""The audit's own look at dates: where one moved, all moved alike, and nothing tells of the old."""

from __future__ import annotations

import re
from collections.abc import Iterator

from irrealis.check import Found, Row

_FULL = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_KNOWN = ("War", "Olympics", "Olympic", "Revolution", "Cup")


def moved_faults(original: Row, row: Row) -> Found:
    """Years of dates that moved by different numbers, or that something else still tells.

    Args:
        original, row: a document, and its counterfactual.
    """
    pairs = list(_dates(original, row))
    by = {int(new) - int(old) for _, old, new in pairs}
    if by <= {0}:
        return
    if len(by) > 1:
        where = next(where for where, old, new in pairs if int(new) - int(old) != max(by))
        yield "years-apart", where, "all years moved by one number", sorted(by)
    taken = {
        (m["sent_id"], at)
        for entity in row["vertexSet"]
        for m in entity
        for at in range(*m["pos"])
        if m["type"] == "TIME"
    }
    for sent, tokens in enumerate(row["sents"]):
        for at, token in enumerate(tokens):
            if (sent, at) not in taken and (
                _FULL.search(token) or token in _DAYS or token in _KNOWN
            ):
                yield "year-left", f"sents[{sent}][{at}]", "nothing that tells a year", token
    old_years = {old for _, old, _ in pairs}
    for where, _, new in pairs:
        if new in old_years:
            yield "year-left", where, "a year that the original does not have", new


def _dates(original: Row, row: Row) -> Iterator[tuple[str, str, str]]:
    """Where each year of a date stands, before and after."""
    for i, (old, new) in enumerate(zip(original["vertexSet"], row["vertexSet"], strict=True)):
        for j, (one, other) in enumerate(zip(old, new, strict=True)):
            if one["type"] == "TIME":
                before, after = _FULL.findall(one["name"]), _FULL.findall(other["name"])
                for pair in zip(before, after, strict=False):
                    yield f"vertexSet[{i}][{j}]", *pair
