"""The edits between two texts, token by token: as a person would mark them, and exact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate

from cydifflib import SequenceMatcher  # the standard library's, in C: ten times as fast

from irrealis.contract import Edit, normalize

_TOKEN = re.compile(r"&#?\w+;|\w+(?:['’]\w+)*|\s+|[^\w\s]")


def token_edits(before: str, after: str, *, field: str = "text") -> list[Edit]:
    """Edits of a field that make `after` of `before`, token by token.

    Edits with only white space between them are one. None of them changes nothing but white space
    or the Unicode form of a character: such a change is widened by a token on either side, and
    takes in the next edit if that is not enough.

    >>> [(e.before, e.after) for e in token_edits("The soup was very good.", "The soup was bad.")]
    [('very good', 'bad')]

    Raises:
        ValueError: texts that are the same but for white space and Unicode form.
    """
    if normalize(before) == normalize(after):
        raise ValueError("no edit between texts that are the same")
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    spans = [span for tag, *span in matcher.get_opcodes() if tag != "equal"]
    while True:
        spans = _merged(spans, old)
        idle = [s for s in spans if _joined(old, s[0], s[1]) == _joined(new, s[2], s[3])]
        if not idle:
            break
        for span in idle:  # what lies between two spans is equal, so both sides move alike
            span[0], span[2] = max(span[0] - 1, 0), max(span[2] - 1, 0)
            span[1], span[3] = min(span[1] + 1, len(old)), min(span[3] + 1, len(new))
    at = list(accumulate(map(len, old), initial=0))
    return [
        Edit(field, at[a], at[b], before[at[a] : at[b]], "".join(new[c:d])) for a, b, c, d in spans
    ]


def _joined(tokens: Sequence[str], start: int, end: int) -> str:
    return normalize("".join(tokens[start:end]))


def _merged(spans: Iterable[list[int]], old: Sequence[str]) -> list[list[int]]:
    merged: list[list[int]] = []
    for span in spans:
        if merged and not "".join(old[merged[-1][1] : span[0]]).strip():
            # two that were widened may overlap by the token between them
            merged[-1][1], merged[-1][3] = span[1], span[3]
        else:
            merged.append(list(span))
    return merged
