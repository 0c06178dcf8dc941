"""From what a model got right to figures, their intervals, and tests of two models.

Every figure is a ratio of two sums over contrast sets (an original with all of its
counterfactuals), so that sets can be drawn again: pairs of one original are not independent.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from irrealis.contract import canonical
from irrealis.score.formulas import Judged, cohens_d, cohens_h

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RESAMPLES = 1000
LEVEL = 0.95  # of intervals
_MOST = 4_000_000  # draws that are held at a time

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Counted:
    """What pairs add up to.

    `sums` has for each figure two sums a set: what is counted, and of how many. `outcomes` has for
    each figure that counts what is right every unit of it by name: a text, a pair or a set.
    """

    size: int
    sums: dict[str, tuple[list[float], list[float]]] = field(default_factory=dict)
    outcomes: dict[str, dict[Hashable, bool]] = field(default_factory=dict)

    def add(self, name: str, at: int, value: float, of: float = 1) -> None:
        """Add to a figure, in the set of this number."""
        top, below = self.sums.setdefault(name, ([0.0] * self.size, [0.0] * self.size))
        top[at] += value
        below[at] += of

    def decide(self, name: str, at: int, unit: Hashable, *, right: bool) -> None:
        """Count whether a unit is right, once."""
        known = self.outcomes.setdefault(name, {})
        if unit not in known:
            known[unit] = right
            self.add(name, at, right)


# figures in the order in which they are shown
PAIR_FIGURES = (
    *("accuracy_original", "exact_match_original", "f1_original"),
    *("accuracy_counterfactual", "exact_match_counterfactual", "f1_counterfactual"),
    *("accuracy_drop", "cohens_h", "both_right", "contrast_consistency", "flip_agreement"),
    *("flip_rate", "keep_rate", "consistency"),
    *("probability_shift", "cohens_d", "probability_drift"),
)


def count_pairs(pairs: Sequence[Judged], *, answers: bool = False) -> Counted:
    """Count pairs.

    - `accuracy_original`: share of the originals that are right, each counted once;
    - `accuracy_counterfactual`: share of the counterfactuals that are right;
    - `accuracy_drop` and `cohens_h`: the first less the second, and the effect size of that;
    - `both_right`: share of the pairs with both sides right;
    - `contrast_consistency`: share of the contrast sets of which every member is right (Gardner et
      al., Findings of EMNLP 2020);
    - `flip_agreement`: share of the pairs on which the prediction changes exactly if the label
      does, right or not; of those whose label flips it is `flip_rate`, of the others `keep_rate`;
    - `consistency`: of the pairs whose original is right, the share whose counterfactual is too;
    - `probability_shift` and `cohens_d`: by how much the probability of the new label rises where
      the label flips, and the effect size; `probability_drift`: the total variation where it stays.

    Args:
        pairs: each with what was predicted of both sides.
        answers: whether they are answers, whose accuracy is called exact match.
    """
    numbers = {name: number for number, name in enumerate(dict.fromkeys(p.group for p in pairs))}
    accuracy = "exact_match" if answers else "accuracy"
    found = Counted(len(numbers))
    sets: dict[Hashable, bool] = {}
    f1s: set[Hashable] = set()
    for pair in pairs:
        at = numbers[pair.group]
        both = pair.original_right and pair.counterfactual_right
        sets[pair.group] = sets.get(pair.group, True) and both
        found.decide(f"{accuracy}_original", at, pair.original, right=pair.original_right)
        found.decide(f"{accuracy}_counterfactual", at, pair.id, right=pair.counterfactual_right)
        found.decide("both_right", at, pair.id, right=both)
        found.add("flip_agreement", at, pair.predicted_flip == pair.is_flip)
        if pair.is_flip:
            found.add("flip_rate", at, pair.predicted_flip)
        else:
            found.add("keep_rate", at, not pair.predicted_flip)
        if pair.original_right:
            found.add("consistency", at, pair.counterfactual_right)
        if pair.f1:
            found.add("f1_counterfactual", at, pair.f1[1])
            if pair.original not in f1s:
                found.add("f1_original", at, pair.f1[0])
                f1s.add(pair.original)
        if pair.moved is not None:
            found.add("probability_shift" if pair.is_flip else "probability_drift", at, pair.moved)
            if pair.is_flip:
                found.add("_squared", at, pair.moved**2)
    for group, right in sets.items():
        found.decide("contrast_consistency", numbers[group], group, right=right)
    return found


def count_each(groups: Iterable[Hashable], values: Sequence[Mapping[str, float | bool]]) -> Counted:
    """Count what has one value a figure, each of a group; one that is true or false is a unit."""
    names = list(groups)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    found = Counted(len(numbers))
    for unit, (group, figures) in enumerate(zip(names, values, strict=True)):
        for name, value in figures.items():
            if isinstance(value, bool):
                found.decide(name, numbers[group], (group, unit), right=value)
            else:
                found.add(name, numbers[group], value)
    return found


def figures_of(counted: Counted) -> dict[str, float | None]:
    """The figures, each None where there is nothing to take it of."""
    import numpy as np

    found = _values(counted, np.ones((1, counted.size)))
    return {name: _number(values[0]) for name, values in found.items()}


def intervals_of(counted: Counted, *, resamples: int, seed: int, of: object) -> dict[str, Interval]:
    """Percentile bootstrap intervals over contrast sets, for each figure that has one.

    Args:
        resamples: how often sets are drawn, as many as there are, with replacement.
        seed, of: the draws follow from both: `of` says what is counted.
    """
    if counted.size < 2 or not resamples:
        return {}
    return _bounds(_resampled([counted], resamples, seed, of)[0])


def compare(
    mine: Counted, other: Counted, *, resamples: int, seed: int, of: object
) -> dict[str, dict[str, Any]]:
    """Compare two models on the same pairs, figure by figure.

    The difference is `mine` minus `other`; its interval draws the same sets for both. Where units
    are right or wrong, the exact McNemar test asks whether those that only one model gets right
    are as many for either; pairs of one set are not independent, sets are.
    """
    figures = [figures_of(counted) for counted in (mine, other)]
    bounds: dict[str, Interval] = {}
    if mine.size > 1 and resamples:
        drawn = _resampled([mine, other], resamples, seed, of)
        both = [name for name in drawn[0] if name in drawn[1]]
        bounds = _bounds({name: drawn[0][name] - drawn[1][name] for name in both})
    found: dict[str, dict[str, Any]] = {}
    # a model may lack a figure: one that gets no original right has no consistency
    for name in _in_order(figures[0].keys() | figures[1].keys()):
        if name.startswith("cohens_"):
            continue  # effect sizes of one model; their difference is none of two
        first, second = (of.get(name) for of in figures)
        row: dict[str, Any] = {"first": first, "second": second, "difference": None}
        if first is not None and second is not None:  # without the dust of a subtraction
            row["difference"] = round(first - second, 12)
        row["interval"] = bounds.get(name)
        if name in mine.outcomes and name in other.outcomes:
            ours, theirs = mine.outcomes[name], other.outcomes[name]
            row["only_first"] = sum(right and not theirs[unit] for unit, right in ours.items())
            row["only_second"] = sum(theirs[unit] and not right for unit, right in ours.items())
            row["p"] = mcnemar(row["only_first"], row["only_second"])
        found[name] = row
    return found


def mcnemar(first: int, second: int) -> float:
    """The two-sided p of the exact McNemar test: a fair coin for each unit on which two differ.

    McNemar, Psychometrika 1947; exact by the binomial distribution.

    >>> mcnemar(1, 9)
    0.021484375
    """
    n = first + second
    if n <= 1000:
        tail = sum(math.comb(n, k) for k in range(min(first, second) + 1))
        return min(1.0, tail / 2 ** (n - 1)) if n else 1.0
    whole = math.lgamma(n + 1) - n * math.log(2)
    logs = (
        whole - math.lgamma(k + 1) - math.lgamma(n - k + 1) for k in range(min(first, second) + 1)
    )
    return min(1.0, 2 * math.fsum(map(math.exp, logs)))


def _resampled(
    several: Sequence[Counted], resamples: int, seed: int, of: object
) -> list[dict[str, NDArray[np.float64]]]:
    """Figures of draws, the same draws for each."""
    import numpy as np

    size = several[0].size
    named = hashlib.sha256(canonical([seed, of])).digest()[:16]
    random = np.random.Generator(np.random.PCG64(int.from_bytes(named)))
    found: list[list[dict[str, NDArray[np.float64]]]] = [[] for _ in several]
    step = max(1, _MOST // size)
    for begin in range(0, resamples, step):
        weights = np.zeros((min(step, resamples - begin), size))
        for row in weights:
            row += np.bincount(random.integers(size, size=size), minlength=size)
        for values, counted in zip(found, several, strict=True):
            values.append(_values(counted, weights))
    return [
        {name: np.concatenate([values[name] for values in parts]) for name in parts[0]}
        for parts in found
    ]


def _values(counted: Counted, weights: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Every figure for each row of weights of the sets; NaN where there is nothing to divide by."""
    import numpy as np

    found: dict[str, NDArray[np.float64]] = {}
    with np.errstate(invalid="ignore", divide="ignore"):
        for name, (top, below) in counted.sums.items():
            found[name] = (weights @ np.array(top)) / (weights @ np.array(below))
        if "_squared" in found:
            found["cohens_d"] = cohens_d(found["probability_shift"], found.pop("_squared"))
        for accuracy in ("accuracy", "exact_match"):
            if f"{accuracy}_original" in found and f"{accuracy}_counterfactual" in found:
                sides = found[f"{accuracy}_original"], found[f"{accuracy}_counterfactual"]
                found["accuracy_drop"] = sides[0] - sides[1]
                found["cohens_h"] = cohens_h(*sides)
    return {name: found[name] for name in _in_order(found)}


def _in_order(names: Iterable[str]) -> list[str]:
    """Figures as they are shown: those of pairs, then others by their names."""
    order = {name: number for number, name in enumerate(PAIR_FIGURES)}
    return sorted(names, key=lambda name: (order.get(name, len(order)), name))


def _bounds(drawn: Mapping[str, NDArray[np.float64]]) -> dict[str, Interval]:
    import numpy as np

    found = {}
    for name, values in drawn.items():
        finite = values[np.isfinite(values)]
        if len(finite):
            low, high = np.quantile(finite, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
            found[name] = (float(low), float(high))
    return found


def _number(value: Any) -> float | None:
    return float(value) if math.isfinite(value) else None
