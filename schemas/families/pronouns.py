"""Pronouns by gender and case, and the words of a sentence, for audits of swapped pronouns."""

from __future__ import annotations

import re

CASES = {  # of the words of each gender; "her" has two
    "male": {"he": "1", "his": "2", "him": "3", "himself": "4"},
    "female": {"she": "1", "her": "23", "hers": "2", "herself": "4"},
    "neutral": {
        "they": "1",
        "their": "2",
        "theirs": "2",
        "them": "3",
        "themself": "4",
        "themselves": "4",
    },
}
VERBS = dict(zip(("was", "is", "has"), ("were", "are", "have"), strict=True))


def words(text: str) -> list[str]:
    """The words and marks of a sentence, in one case."""
    return re.sub(r"([^\w'])", r" \1 ", text.casefold()).split()


def differing(before: str, after: str) -> list[tuple[str, str]]:
    """The words of two sentences that differ, place by place."""
    both = zip(words(before), words(after), strict=False)
    return [(old, new) for old, new in both if old != new]


def swapped(before: str, after: str, *, old: str, new: str) -> bool:
    """Whether two sentences differ in pronouns alone: of one gender here, of the other there.

    Args:
        before: a sentence.
        after: the other.
        old: the gender of the pronouns that differ in the first.
        new: of those in the second; verbs may agree with a neutral one.
    """
    pronouns = [
        set(CASES[old].get(a, "")) & set(CASES[new].get(b, ""))
        or (new == "neutral" and VERBS.get(a) == b)
        for a, b in differing(before, after)
    ]
    return len(words(before)) == len(words(after)) and bool(pronouns) and all(pronouns)
