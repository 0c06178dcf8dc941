"""Measures of texts and pairs that need no other data.

`metrics` defines every figure and computes those of pairs in one pass, `near` finds
near-duplicates, and `perplexity` measures fluency by a small language model.
"""

from irrealis.measure.metrics import (
    APART,
    JUDGED,
    NEAR,
    PLOTS,
    PairFigures,
    Token,
    definition,
    grouped,
    headline,
    plots,
    rounded,
)
from irrealis.measure.near import NearDuplicates, NearIndex
from irrealis.measure.perplexity import MODEL, Perplexity, fluency

__all__ = [
    "APART",
    "JUDGED",
    "MODEL",
    "NEAR",
    "PLOTS",
    "NearDuplicates",
    "NearIndex",
    "PairFigures",
    "Perplexity",
    "Token",
    "definition",
    "fluency",
    "grouped",
    "headline",
    "plots",
    "rounded",
]
