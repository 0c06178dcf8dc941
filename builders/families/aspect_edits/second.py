"""A second reader, which shares nothing with the rules: linear models that learned from people.

What it knows was learned from the votes on CEBaB's training split (see `training`), n-gram by
n-gram. The rules' lexicon had no part in it. Of a domain that has no votes it knows whether a
clause is for or against, from the stars that people gave, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import TypeAlias

from irrealis.builders.families.aspect_edits.lexicon import Domain

HEADER = """\
# Weights of the second reader, written by
#     python -m irrealis.builders.families.aspect_edits.training FILE TABLE
# from the texts of CEBaB v1.1 (Abraham et al. 2022), train_inclusive, and people's votes on them.
# License: CC BY 4.0, as the data. Two linear models an aspect, and two of the review by its stars;
# the first line has their intercepts.
"""
ANY = "any"
HEARD = 0.5  # log-odds from which a text says something of an aspect
TRAINED = "restaurants"  # the domain of the votes
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
    """Words, and two or three in a row."""
    words = tokens(text)
    for size in (1, 2, 3):
        for at in range(len(words) - size + 1):
            yield " ".join(words[at : at + size])


Weights: TypeAlias = Mapping[str, Sequence[tuple[int, float]]]


@cache
def _table() -> tuple[list[str], Weights]:
    """The models, and the weights of each n-gram: numbers of models and what it has in them."""
    columns: list[str] = []
    table: dict[str, list[tuple[int, float]]] = {}
    for line in (files(__package__) / "second.tsv").read_text("utf-8").splitlines():
        name, *cells = line.split("\t")
        if line.startswith("# n-gram"):
            columns = cells
        elif not line.startswith("#"):
            table[name] = [(at, float(cell)) for at, cell in enumerate(cells) if cell]
    return columns, table


@lru_cache(4096)  # an original and its clauses are heard beside each of its edits
def scores(text: str) -> Mapping[str, float]:
    """The evidence of a text for each model, in log-odds beside its intercept."""
    columns, table = _table()
    found = [0.0] * len(columns)
    for name in dict.fromkeys(ngrams(text)):
        for at, weight in table.get(name, ()):
            found[at] += weight
    return dict(zip(columns, found, strict=True))


@cache
def intercepts() -> Mapping[str, float]:
    """The log-odds of each model for a text without words."""
    columns, table = _table()
    return {columns[at]: weight for at, weight in table[""]}


def leaning(text: str, aspect: str, *, domain: Domain) -> float:
    """How far a clause on an aspect is for it (above 0) or against it, in log-odds.

    Of an aspect that nobody voted on, how far it is for or against anything.
    """
    found = scores(text)
    head = aspect if f"{aspect}+" in found and domain.name == TRAINED else ANY
    return found[f"{head}+"] - found[f"{head}-"]


def hears(text: str, aspect: str, *, domain: Domain, sign: int, least: float = HEARD) -> bool:
    """Whether a text is for an aspect (sign 1) or against it (-1).

    Of a domain that nobody voted on it hears nothing.
    """
    if domain.name != TRAINED:
        return False
    head = f"{aspect}{'+' if sign > 0 else '-'}"
    return scores(text)[head] + intercepts()[head] > least
