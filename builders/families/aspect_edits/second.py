"""A second reader, which shares nothing with the rules: a linear model that learned from people.

It learned from the film reviews of CAD-IMDb and people's revisions of them to the other sentiment
(see `training`), in which little more differs than what makes the sentiment. Neither the rules'
lexicon had a part in it, nor the votes on CEBaB, of which the judges of an evaluation learn. It
hears whether a text is for or against anything; of what, it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

HEADER = """\
# Weights of the second reader, written by
#     python -m irrealis.builders.families.aspect_edits.training FILE TABLE
# from the film reviews of CAD-IMDb (Kaushik, Hovy and Lipton 2020), its training split in pairs.
# License: Apache-2.0, as the data. Log-odds of a positive review for each n-gram that is in it.
"""
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[!?$]")
_QUOTES = str.maketrans("’‘`", "'''")
_NEGATED = re.compile(r"\b(ca|wo|sha|[a-z]+)n'?t\b")
_WHOLE = {"ca": "can", "wo": "will", "sha": "shall"}


def tokens(text: str) -> list[str]:
    """Words in lower case, "n't" as "not".

    >>> tokens("It wasn’t GOOD!")
    ['it', 'was', 'not', 'good', '!']
    """
    lowered = text.lower().translate(_QUOTES)
    spread = _NEGATED.sub(
        lambda found: f"{_WHOLE.get(found[1], found[1])} not" if "'" in found[0] else found[0],
        lowered,
    )
    return _TOKEN.findall(spread)


def ngrams(text: str) -> Iterator[str]:
    """Words, and two in a row."""
    words = tokens(text)
    for size in (1, 2):
        for at in range(len(words) - size + 1):
            yield " ".join(words[at : at + size])


@cache
def _table() -> Mapping[str, float]:
    lines = (files(__package__) / "second.tsv").read_text("utf-8").splitlines()
    cells = (line.split("\t") for line in lines if not line.startswith("#"))
    return {name: float(weight) for name, weight in cells}


@lru_cache(4096)  # an original and its clauses are heard beside each of its edits
def leaning(text: str) -> float:
    """How far a text is for what it speaks of (above 0) or against it, in log-odds."""
    weights = _table()
    return sum(weights.get(name, 0.0) for name in dict.fromkeys(ngrams(text)))
