"""Changes of a text, and what keeps it well written where they end: spaces, capitals, a and an."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from irrealis.contract import Edit
from irrealis.text.articles import indefinite_article

_ARTICLE = re.compile(r"(?<![\w'’])(an?)(\s+)$", re.IGNORECASE)
_WORD = re.compile(r"\s*([A-Za-z][\w'’-]*)")
_TIGHT = re.compile(r"[\s,;:.!?)]")


@dataclass(frozen=True, slots=True)
class Change:
    """Characters `start` to `end` of the text become `after`."""

    start: int
    end: int
    after: str


class Clash(ValueError):
    """Two changes want the same characters."""


def compose(text: str, changes: Iterable[Change]) -> list[Edit]:
    """Edits that replay the changes, in order, those that touch made one.

    Spaces that a deletion would leave behind go with it, and an article before a new word is the
    right one.

    Raises:
        Clash: changes that overlap and do not contain one another.
    """
    joined: list[Change] = []
    for one in sorted(changes, key=lambda c: (c.start, -c.end)):
        last = joined[-1] if joined else None
        if last is not None and one.start < last.end:
            if one.end <= last.end:  # what it would change is gone
                continue
            raise Clash(f"{last} and {one}")
        if last is not None and one.start == last.end:
            joined[-1] = Change(last.start, one.end, last.after + one.after)
        else:
            joined.append(one)
    fitted = [_trimmed(text, _spaced(text, change)) for change in joined]
    mended = _opened(text, _articles(text, [change for change in fitted if change is not None]))
    return [
        Edit("text", change.start, change.end, text[change.start : change.end], change.after)
        for change in mended
    ]


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The text after the edits."""
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces += [text[at : edit.start], edit.after]
        at = edit.end
    return "".join([*pieces, text[at:]])


def reopening(text: str, start: int, content: int) -> Change:
    """Leave out `start` to `content`, at the beginning of a sentence; the rest begins as it did."""
    if text[start].isupper() and text[content].islower():
        return Change(start, content + 1, text[content].upper())
    return Change(start, content, "")


def cased(put: str, like: str) -> str:
    """`put` in the case of what it stands for: GREAT, Great or great."""
    letters = [char for char in like if char.isalpha()]
    if len(letters) > 1 and all(map(str.isupper, letters)) and like != "OK":
        return put.upper()
    return capitalized(put) if letters and letters[0].isupper() and like != "OK" else put


def capitalized(text: str) -> str:
    """The first letter in upper case."""
    return text[:1].upper() + text[1:]


def _spaced(text: str, change: Change) -> Change:
    """A deletion between spaces, or before a stop, takes one space along."""
    start, end = change.start, change.end
    if change.after or start == end:
        return change
    before = text[start - 1] if start else ""
    after = text[end] if end < len(text) else ""
    if before == " " and (not after or _TIGHT.match(after)):
        return Change(start - 1, end, "")
    if not before and after == " ":
        return Change(start, end + 1, "")
    return change


def _trimmed(text: str, change: Change) -> Change | None:
    """Without the words that both sides have in common at their ends."""
    start, end, after = change.start, change.end, change.after
    while start < end and after and text[start:end] != after:
        old, new = re.match(r"\w+|\s+|.", text[start:end]), re.match(r"\w+|\s+|.", after)
        if not old or not new or old[0] != new[0]:
            break
        start, after = start + len(old[0]), after[len(new[0]) :]
    while start < end and after:
        old, new = re.search(r"(\w+|\s|.)$", text[start:end]), re.search(r"(\w+|\s|.)$", after)
        if not old or not new or old[0] != new[0]:
            break
        end, after = end - len(old[0]), after[: -len(new[0])]
    return None if text[start:end] == after else Change(start, end, after)


def _opened(text: str, changes: list[Change]) -> list[Change]:
    """A text that begins with a capital begins with one after the changes."""
    start = len(text) - len(text.lstrip())
    if not changes or changes[0].start != start or not text[start : start + 1].isupper():
        return changes
    first, *rest = changes
    if first.after:
        return [Change(first.start, first.end, capitalized(first.after)), *rest]
    left = text[first.end : first.end + 1]
    if left.islower() and not any(change.start == first.end for change in rest):
        return [Change(first.start, first.end + 1, left.upper()), *rest]
    return changes


def _articles(text: str, changes: Sequence[Change]) -> list[Change]:
    found: list[Change] = []
    for number, change in enumerate(changes):
        floor = changes[number - 1].end if number else 0
        ceiling = changes[number + 1].start if number + 1 < len(changes) else len(text)
        article = _ARTICLE.search(text, floor, change.start)
        following = _WORD.match(change.after + text[change.end : ceiling])
        if article is None or following is None:
            found.append(change)
            continue
        right = indefinite_article(following[1].lower())
        if article[1].lower() == right:
            found.append(change)
            continue
        # "A" is upper case as the start of a sentence and as a shout; "AN" is a shout
        put = right.upper() if article[1] == "AN" else cased(right, article[1])
        found.append(Change(article.start(1), change.end, put + article[2] + change.after))
    return found
