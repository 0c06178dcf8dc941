"""The audit's own look at dates: where one moved, all moved alike, and nothing tells of the old.

A date is split into its years and the words around them: the words stay, the years all move by one
number. Numbers that are no dates never change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from irrealis.check import Found, Row

_FULL = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
# "1944 – 45": the end of a range, which leaves out the digits that it shares
_RANGE = re.compile(r"(?<!\d)([12]\d{3})( ?[-–/] ?)(\d\d)(?!\d)")
# what tells a time by more than a year, and does not move with it
_AGE = re.compile(
    r"\d0 ?['’]?s\b|\bcentur(?:y|ies)\b|\b(?:twen|thir|for|fif|six|seven|eigh|nine)ties\b|"
    r"\bmillenni(?:um|a)\b|['’]\d\d\b",
    re.IGNORECASE,
)
# a year in letters: "nineteen fifty", "two thousand and eight"
_SPELLED = re.compile(
    r"\b(?:(?:thir|four|fif|six|seven|eigh|nine)teen[ -](?:hundred\b|oh\b|[a-z]+teen\b|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty\b)|two thousand(?: and)? (?:one|two|three|"
    r"four|five|six|seven|eight|nine|ten|eleven|[a-z]+teen|twenty)\b(?! hundred))",
    re.IGNORECASE,
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_KNOWN = ("War", "Olympics", "Olympic", "Revolution", "Cup")


class _Moved(NamedTuple):
    where: str
    old: str
    new: str


def moved_faults(original: Row, row: Row) -> Found:
    """Times that changed in anything but their years, or by different numbers, or are still told.

    Args:
        original, row: a document, and its counterfactual.
    """
    yield from _rewritten(original, row)
    pairs = [
        (time.where, *years)
        for time in _times(original, row)
        for years in zip(_years(time.old), _years(time.new), strict=False)
    ]
    by = {new - old for _, old, new in pairs}
    if by <= {0}:
        return
    if len(by) > 1:
        where = next(where for where, old, new in pairs if new - old != max(by))
        yield "years-apart", where, "all years moved by one number", sorted(by)
    yield from _still_told(original, row)
    old_years = {old for _, old, _ in pairs}
    for where, _, new in pairs:
        if new in old_years:
            yield "year-left", where, "a year that the original does not have", new


def _rewritten(original: Row, row: Row) -> Found:
    """Numbers that changed, and dates of which more than years did."""
    for time in _times(original, row, kind="NUM"):
        if time.old != time.new:
            yield "time-rewritten", time.where, f"the number as it was, {time.old}", time.new
    for time in _times(original, row):
        if time.old == time.new:
            continue
        frames = [_FULL.sub("year", _RANGE.sub(r"\1\2end", name)) for name in (time.old, time.new)]
        if frames[0] != frames[1] or _AGE.search(time.old):
            yield "time-rewritten", time.where, f"{time.old} with other years alone", time.new


def _still_told(original: Row, row: Row) -> Found:
    """Words that tell when it was, in a document whose dates moved."""
    taken = {
        (m["sent_id"], at)
        for entity in row["vertexSet"]
        for m in entity
        for at in range(*m["pos"])
        if m["type"] == "TIME"
    }
    for sent, tokens in enumerate(row["sents"]):
        for at, token in enumerate(tokens):
            told = token in _DAYS or token in _KNOWN or _AGE.search(token)
            if (sent, at) not in taken and (told or _FULL.search(token)):
                yield "year-left", f"sents[{sent}][{at}]", "nothing that tells a year", token
        if spelled := _SPELLED.search(" ".join(tokens)):
            yield "year-left", f"sents[{sent}]", "no year in letters", spelled[0]
    for time in _times(original, row):
        if time.old == time.new and _AGE.search(time.new):
            yield "year-left", time.where, "no age that stays", time.new


def _years(name: str) -> list[int]:
    """All years of a date, the short end of a range as well."""
    ends = [int(first[:2] + end) for first, _, end in _RANGE.findall(name)]
    return [*map(int, _FULL.findall(name)), *ends]


def _times(original: Row, row: Row, *, kind: str = "TIME") -> Iterator[_Moved]:
    """Each mention of a type, as it was and as it is."""
    for i, (old, new) in enumerate(zip(original["vertexSet"], row["vertexSet"], strict=True)):
        for j, (one, other) in enumerate(zip(old, new, strict=True)):
            if one["type"] == kind:
                yield _Moved(f"vertexSet[{i}][{j}]", one["name"], other["name"])
