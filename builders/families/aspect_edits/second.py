"""A second reader, which shares nothing with the rules: linear models that learned from people.

What it knows was learned from the votes on CEBaB's training split (see `training`), n-gram by
n-gram. The rules' lexicon had no part in it. Of a domain that has no votes it knows whether a
clause is for or against, from the stars that people gave, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

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


@cache
def _table() -> tuple[list[str], Mapping[str, dict[str, float]]]:
    columns: list[str] = []
    table: dict[str, dict[str, float]] = {}
    for line in (files(__package__) / "second.tsv").read_text("utf-8").splitlines():
        name, *cells = line.split("\t")
        if line.startswith("# n-gram"):
            columns = cells
        elif not line.startswith("#"):
            table[name] = {
                column: float(cell) for column, cell in zip(columns, cells, strict=False) if cell
            }
    return columns, table


def scores(text: str) -> dict[str, float]:
    """The evidence of a text for each model, in log-odds beside its intercept."""
    columns, table = _table()
    found = dict.fromkeys(columns, 0.0)
    for name in set(ngrams(text)):
        for column, weight in table.get(name, {}).items():
            found[column] += weight
    return found


def intercepts() -> Mapping[str, float]:
    """The log-odds of each model for a text without words."""
    return _table()[1][""]


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
