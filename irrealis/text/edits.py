"""The edits between two texts, token by token: as a person would mark them, and exact."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

import regex
from cydifflib import SequenceMatcher  # the standard library's, in C: ten times as fast
from rapidfuzz.distance import Indel

from irrealis.contract import Edit, normalize, text_view

# A word holds its combining marks and joiners, and what is no word is one grapheme (Unicode UAX 29,
# which \X follows): no edit parts an accent from its letter, or a flag in two.
_TOKEN = regex.compile(
    r"&#?\w+;"
    r"|[\w\p{M}\u200c\u200d]+(?:['’][\w\p{M}\u200c\u200d]+)*"
    r"|\s+(?!\p{M})"
    r"|\X"
)
# Products of token counts. Up to the first, texts are compared whole, in a third of a second at
# most; up to the second, a part in which no token occurs once is, which takes 50 MB.
_SMALL = 16_000_000
_LARGEST = 400_000_000


def token_edits(before: str, after: str, *, field: str = "text") -> list[Edit]:
    """Edits of a field that make `after` of `before`, token by token.

    Edits with only white space between them are one. None of them changes nothing but white space
    or the Unicode form of a character: such a change is widened by a token on either side, and
    takes in the next edit if that is not enough. Graphemes stay whole. Time grows with the square
    of up to some 2,000 words, and from there on with the texts: those are compared between the
    words that each has once.

    >>> [(e.before, e.after) for e in token_edits("The soup was very good.", "The soup was bad.")]
    [('very good', 'bad')]

    Raises:
        ValueError: texts that are the same but for white space and Unicode form.
    """
    if normalize(before) == normalize(after):
        raise ValueError("no edit between texts that are the same")
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    spans = list(_changed(old, new))
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


def record_edits(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Edit]:
    """Edits of all fields of a record, sorted as they are replayed.

    >>> before = {"rule": "Add 2.", "choices": ["4", "5"]}
    >>> [edit.field for edit in record_edits(before, {**before, "choices": ["4", "6"]})]
    ['choices[1]']

    Raises:
        ValueError: a field that differs in white space or Unicode form alone.
    """
    old, new = text_view(before), text_view(after)
    return [
        edit
        for place in sorted(old)
        if old[place] != new[place]
        for edit in token_edits(old[place], new[place], field=place)
    ]


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[list[int]]:
    """Spans of both that differ: start and end in the old, start and end in the new."""
    if len(old) * len(new) <= _SMALL:
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        yield from (span for tag, *span in matcher.get_opcodes() if tag != "equal")
        return
    anchors = _anchors(old, new)
    if not anchors:
        if len(old) * len(new) > _LARGEST:
            yield [0, len(old), 0, len(new)]
            return
        for code in Indel.opcodes(old, new):
            if code.tag != "equal":
                yield [code.src_start, code.src_end, code.dest_start, code.dest_end]
        return
    a = c = 0
    for b, d in [*anchors, (len(old), len(new))]:
        if (a, c) != (b, d):
            for span in _changed(old[a:b], new[c:d]):
                yield [span[0] + a, span[1] + a, span[2] + c, span[3] + c]
        a, c = b + 1, d + 1


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Places in both of tokens that each has once, as many as stand in one order.

    The longest increasing sequence, as in the diff that Bram Cohen calls patience.
    """
    once_old, once_new = (
        {token for token, count in Counter(tokens).items() if count == 1} for tokens in (old, new)
    )
    common = once_old & once_new
    place = {token: at for at, token in enumerate(new) if token in common}
    pairs = [(at, place[token]) for at, token in enumerate(old) if token in common]
    ends: list[int] = []  # the least end of an increasing sequence of each length
    last: list[int] = []  # the pair of that end
    before: list[int] = []  # the pair before each
    for at, (_, there) in enumerate(pairs):
        length = bisect_left(ends, there)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [there]
        last[length : length + 1] = [at]
    chain = []
    at = last[-1] if last else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


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
