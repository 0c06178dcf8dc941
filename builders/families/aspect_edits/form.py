"""Whether an edit leaves a text as well formed as it was: its spaces, marks, articles and case.

The audit looks at the same things by rules of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from irrealis.text.articles import indefinite_article, is_settled

LONGEST = 400  # characters that an edit may put in
_JOINS = r"(?:and|but|or)"
# each is looked for by itself, since one may begin within another; in small letters
_BROKEN = {
    name: re.compile(pattern)
    for name, pattern in {
        "two spaces": r"(?<= ) ",
        "a space before a stop": r"(?<=\s)[,;.!?](?!\S)",
        "two marks": r"(?<=,)\s*[.!?;,]",
        "a comma that opens a sentence": r"(?:\A\W*|(?<=[.!?])\s+)[,;:]",
        "a word that goes on before a stop": (
            r"\b(?:and|but|or|with|of|as to|the|an?|although|very)(?=\s*(?:[.!?;]|\Z))"
        ),
        "a verb without its predicate": (
            r"(?:\A|(?<=[.!?]\s))\W*(?:it|there|they|we|i|he|she) (?:was|were|is|are)"
            r"(?=\s*(?:[.!?]|\Z))"
        ),
        "a word twice": r"\b(\w++)(?= \1\b)",
        "two connectives": rf"\b{_JOINS}(?=,? {_JOINS}\b)",
    }.items()
}
_OPENS = re.compile(rf"\W*{_JOINS}\b", re.IGNORECASE)
_ARTICLE = re.compile(r"(?<![\w'’])(an?)\s+([a-z][\w'’-]+)")
_CLOSES = {"(": ")", "[": "]", "“": "”"}


def flaws(before: str, after: str, *, put: int) -> list[str]:
    """What is broken in a text that was whole, or less so, before `put` characters were put in."""
    old = _flaws(before)
    found = sorted(
        flaw for flaw, count in _flaws(after).items() for _ in range(count - old.get(flaw, 0))
    )
    if before.lstrip()[:1].isupper() and after.lstrip()[:1].islower():
        found.append("a small letter at its beginning")
    if _OPENS.match(after) and not _OPENS.match(before):
        found.append("a connective at its beginning")
    if before.isupper() and not after.isupper():
        found.append("small letters among capitals")
    if put > LONGEST:
        found.append("too much that is new")
    return found


@lru_cache(64)  # an original is compared with each of its edits
def _flaws(text: str) -> Mapping[str, int]:
    """How often each flaw is in a text; those alone that are."""
    found: dict[str, int] = {}
    lowered = text.lower()
    for name, broken in _BROKEN.items():
        if count := len(broken.findall(lowered)):
            found[name] = count
    for opens, closes in _CLOSES.items():
        if opens in text or closes in text:
            found[f"{opens} without {closes}"] = abs(text.count(opens) - text.count(closes))
    if text.count('"') % 2:
        found["an open quote"] = 1
    for article, word in _ARTICLE.findall(lowered):
        if _settled_article(word) not in (None, article):
            found[f"{article} {word}"] = found.get(f"{article} {word}", 0) + 1
    return found


@lru_cache(10_000)  # the same words come again and again
def _settled_article(word: str) -> str | None:
    return indefinite_article(word) if is_settled(word) else None
