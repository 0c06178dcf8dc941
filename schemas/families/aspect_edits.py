"""What must hold of rows in which what a text says of one aspect was set, of whatever domain."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from irrealis.check import Found
from irrealis.text.articles import indefinite_article, is_settled

LONGEST = 400  # characters that the edits of a pair may put in, all together

# what a careful writer does not leave behind, in lower case; a text may have what its original has
_FLAWS = {
    "two spaces": re.compile(r"  "),
    "a space before a stop": re.compile(r"\s[,;.!?](?:\s|$)"),
    "a comma before a stop": re.compile(r",\s*[.!?;,]"),
    "a sentence that begins with a comma": re.compile(r"^\W*[,;:]|[.!?]\s+[,;:]"),
    "a connective before a stop": re.compile(
        r"\b(?:and|but|or|with|of|as to|the|an?|although|very)\s*(?:[.!?;]|$)"
    ),
    "half a sentence": re.compile(
        r"(?:^|[.!?]\s)\W*(?:it|there|they|we|i|he|she) (?:was|were|is|are)\s*(?:[.!?]|$)"
    ),
    "a word twice": re.compile(r"\b(\w+) \1\b"),
    "two connectives": re.compile(r"\b(?:and|but|or),? (?:and|but|or)\b"),
}
_PAIRED = (("(", ")"), ("[", "]"), ("“", "”"))
_FLAW_NAMES = (
    *_FLAWS,
    *(f"a {left} without a {right}" for left, right in _PAIRED),
    "an open quote",
)
_ARTICLE = re.compile(r"(?<![\w'’])(an?)\s+([A-Za-z][\w'’-]+)", re.IGNORECASE)
_OPENER = re.compile(r"\W*(?:and|but|or)\b", re.IGNORECASE)


def written(before: str, after: str, *, put: int) -> Found:
    """What edits that put in `put` characters leave is as well written as the original.

    The builder drops what is not, so that no unseen review can fail a whole build.
    """
    for name, old, new in zip(_FLAW_NAMES, _flaws(before), _flaws(after), strict=True):
        if new > old:
            yield "written", "counterfactual.text", f"not {name}, unless in the original", after
    first, now = before.lstrip()[:1], after.lstrip()[:1]
    if first.isupper() and now.islower():
        yield "written", "counterfactual.text", "a capital at its beginning", after[:40]
    if _OPENER.match(after) and not _OPENER.match(before):
        yield "written", "counterfactual.text", "no connective at its beginning", after[:40]
    wrong = _wrong_articles(after)
    if wrong and (more := Counter(wrong) - Counter(_wrong_articles(before))):
        yield "written", "counterfactual.text", "the right article", ", ".join(more)
    if before.isupper() and not after.isupper():
        yield "written", "counterfactual.text", "capitals alone, as in the original", after
    if put > LONGEST:
        yield "written", "edits", f"at most {LONGEST} characters put in", put


@lru_cache(64)  # an original is compared with each of its edits
def _flaws(text: str) -> tuple[int, ...]:
    """How often each flaw is in a text."""
    lowered = text.lower()
    return (
        *[len(flaw.findall(lowered)) for flaw in _FLAWS.values()],
        *(abs(text.count(left) - text.count(right)) for left, right in _PAIRED),
        text.count('"') % 2,
    )


@lru_cache(64)
def _wrong_articles(text: str) -> tuple[str, ...]:
    return tuple(
        f"{article} {word}"
        for article, word in _ARTICLE.findall(text)
        if _settled_article(word.lower()) not in (None, article.lower())
    )


@lru_cache(10_000)  # the same words come again and again
def _settled_article(word: str) -> str | None:
    return indefinite_article(word) if is_settled(word) else None
