"""How right and how consistent a model is on pairs: one small function a formula.

Each says where it comes from. `docs/score.md` has them in one place, with examples.
"""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def mean(values: Iterable[float]) -> float | None:
    """The mean, or None where there is nothing to take it of."""
    found = list(values)
    return math.fsum(found) / len(found) if found else None


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with what a model predicted of both sides.

    `original` names the original's text, so that one with many counterfactuals is known to be one;
    `group` its contrast set. `f1` is of answers on both sides. `moved` is by how much the
    probability of the new label rises, or where the label stays, how far probabilities move.
    """

    id: str
    group: Hashable
    original: Hashable
    original_right: bool
    counterfactual_right: bool
    predicted_flip: bool
    is_flip: bool
    f1: tuple[float, float] | None = None
    moved: float | None = None
    facets: tuple[str, ...] = ()


def cohens_h(first: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """The effect size of two shares: the difference of their arcsines (Cohen 1988, chapter 6)."""
    import numpy as np

    return np.asarray(2 * (np.arcsin(np.sqrt(first)) - np.arcsin(np.sqrt(other))))


def cohens_d(
    mean_of: NDArray[np.float64], mean_of_squares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The effect size of paired differences: their mean by their standard deviation (d_z).

    NaN where all of them are the same (Cohen 1988, section 2.3.5).
    """
    import numpy as np

    variance = mean_of_squares - mean_of**2
    return np.where(variance > 1e-12, mean_of / np.sqrt(np.maximum(variance, 1e-12)), np.nan)


def moved(before: Mapping[str, float], after: Mapping[str, float], *, label: str | None) -> float:
    """How much the edit moves the probabilities that a model gives to labels.

    Args:
        before, after: label -> probability, of both sides.
        label: the one that the counterfactual has now: by how much its probability rises, the
            effect of the edit on it. None where the label stays: the total variation distance.

    >>> moved({"pos": 0.75, "neg": 0.25}, {"pos": 0.5, "neg": 0.5}, label="neg")
    0.25
    """
    if label is not None:
        return after.get(label, 0.0) - before.get(label, 0.0)
    return sum(abs(before.get(k, 0.0) - after.get(k, 0.0)) for k in {*before, *after}) / 2


def normalized_answer(text: str) -> str:
    """An answer as SQuAD compares it (Rajpurkar et al., EMNLP 2016; its evaluation script).

    Lower case, no ASCII punctuation, no articles, white space folded.

    >>> normalized_answer("The  Beatles!")
    'beatles'
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(predicted: str, answers: Sequence[str]) -> bool:
    """Whether an answer is one of those that are right, after SQuAD's normalization."""
    return normalized_answer(predicted) in map(normalized_answer, answers)


def token_f1(predicted: str, answers: Sequence[str]) -> float:
    """The best F1 of the words of an answer against those of a right one (SQuAD).

    Where either has no words left, it is 1 if both have none and else 0 (SQuAD 2.0).

    >>> token_f1("in the Paris of 1900", ["Paris"])
    0.4
    """
    return max(
        (_f1(normalized_answer(predicted), normalized_answer(answer)) for answer in answers),
        default=0,
    )


def _f1(predicted: str, right: str) -> float:
    ours, theirs = predicted.split(), right.split()
    if not ours or not theirs:
        return float(ours == theirs)
    shared = (Counter(ours) & Counter(theirs)).total()
    return 2 * shared / (len(ours) + len(theirs))


@dataclass
class Triples:
    """Counts of triples over documents: the right ones, those predicted, and those there are."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def see(self, predicted: Collection[object], gold: Collection[object]) -> None:
        """Count the triples of a document."""
        self.right += sum(triple in gold for triple in predicted)
        self.predicted += len(predicted)
        self.gold += len(gold)

    def figures(self) -> dict[str, float | None]:
        """Micro precision, recall and F1 (DocRED; Yao et al., ACL 2019)."""
        return {
            "precision": self.right / self.predicted if self.predicted else None,
            "recall": self.right / self.gold if self.gold else None,
            "f1": 2 * self.right / (self.predicted + self.gold)
            if self.predicted + self.gold
            else None,
        }


@dataclass
class TripleConsistency:
    """Of the triples that are extracted rightly from an original, those that still are from its
    counterfactual (CovEReD; Modarressi et al., Findings of EMNLP 2024).
    """

    right: int = 0
    still: int = 0

    def see(self, original: Collection[object], counterfactual: Collection[object]) -> None:
        """Count the triples of a pair that are right on either side, named alike on both."""
        self.right += len(original)
        self.still += sum(triple in counterfactual for triple in original)

    def share(self) -> float | None:
        """The share, or None where nothing is right on the side of the originals."""
        return self.still / self.right if self.right else None


def icace_errors(
    original: Sequence[float], counterfactual: Sequence[float], effect: Sequence[float]
) -> dict[str, float]:
    """How far an explainer's estimate is from a model's individual causal concept effect.

    The effect is the change of the model's probabilities from original to counterfactual; `effect`
    is what the explainer says of it (Abraham et al., NeurIPS 2022, section 4 and its code). As
    there, the change is rounded to four decimals, so that the noise of a model that does not move
    has no direction, and the cosine distance is 1 where either of the two is zero.

    Args:
        original: probabilities of the classes on the original.
        counterfactual: the same on the counterfactual.
        effect: the estimated change, class by class.
    """
    # round(change, 4) would break ties otherwise than numpy, by which CEBaB rounds
    true = [
        round((after - before) * 1e4) / 1e4
        for before, after in zip(original, counterfactual, strict=True)
    ]
    norms = math.hypot(*true), math.hypot(*effect)
    dot = math.fsum(wanted * other for wanted, other in zip(true, effect, strict=True))
    return {
        "l2": math.dist(true, effect),
        "cosine": max(0.0, 1 - dot / (norms[0] * norms[1])) if all(norms) else 1.0,
        "normdiff": abs(norms[0] - norms[1]),
    }
