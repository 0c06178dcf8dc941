"""Effects of interventions on a model, as an explainer of it estimates them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from irrealis.score.counting import Counted, count_each
from irrealis.score.facets import INTERVENTION, facets
from irrealis.score.formulas import icace_errors
from irrealis.score.labels import Asked
from irrealis.score.predictions import Line, Predictions
from irrealis.score.result import SIDES, Figures, Found, Measured, gaps
from irrealis.store import Folder

_MOST_TARGETS = 20  # more of them get no scores of their own


class _Pair(NamedTuple):
    """The splits that a pair is in, what its intervention sets, its group, and its facets."""

    splits: tuple[str, ...]
    target: str
    group: str
    facets: tuple[str, ...]


def score_effects(folder: Folder, source: Predictions, asked: Asked) -> Found:
    """Score estimates by the change of the model's probabilities, in all and by target."""
    pairs = _pairs(folder, asked)
    errors = _errors(source, pairs, asked)
    lacking: dict[str, list[str]] = {split: [] for split in asked.splits}
    sizes = dict.fromkeys(asked.splits, 0)
    for name, pair in pairs.items():
        for split in pair.splits:
            sizes[split] += 1
            if name not in errors:
                lacking[split].append(name)
    splits, notes = gaps(
        folder, lacking, sizes,
        of="pairs", source=source, whole=asked.whole, asked=asked.chosen,
    )  # fmt: skip
    counts: dict[str, dict[str, Figures]] = {
        "": {split: {"without_prediction": len(lacking[split])} for split in splits}
    }
    units: dict[str, dict[str, Sequence[Measured]]] = {}
    targets = sorted({pair.target for pair in pairs.values()})
    for part in ["", *(targets if 1 < len(targets) <= _MOST_TARGETS else [])]:
        units[part] = {
            split: [
                Measured(
                    name,
                    pair.group,
                    {f"icace_{k}": v for k, v in errors[name].items()},
                    pair.facets,
                )
                for name, pair in pairs.items()
                if split in pair.splits and name in errors and part in ("", pair.target)
            ]
            for split in splits
        }
    return Found("effects", "pairs", units, _count, counts, tuple(notes))


def _pairs(folder: Folder, asked: Asked) -> dict[str, _Pair]:
    """What is asked of each pair, by its id."""
    pairs: dict[str, _Pair] = {}
    for split in asked.splits:
        for row in folder.pairs(split, config=asked.config):
            target, *others = facets(row, [INTERVENTION, *asked.by], dataset=folder.dataset)
            before = pairs[row["id"]].splits if row["id"] in pairs else ()
            pairs[row["id"]] = _Pair((*before, split), target, row["group"], tuple(others))
    return pairs


def _errors(
    source: Predictions, pairs: Mapping[str, _Pair], asked: Asked
) -> dict[str, dict[str, float]]:
    """Of each pair with an estimate how far it is off, by each distance of `icace_errors`.

    Raises:
        IrrealisError: a second estimate, one of no pair, or vectors of different lengths.
    """
    errors: dict[str, dict[str, float]] = {}
    lines: dict[str, Line] = {}
    width = 0
    for line, record in source.records():
        name = source.text(line, record, "id")
        if name in lines:
            raise source.error(
                line, "a second effect for the same pair", row=name, expected="one",
                found=f"another in line {lines[name]}",
            )  # fmt: skip
        lines[name] = line
        if name not in pairs:
            raise source.error(
                line, "no such id in the data", row=name, field="id",
                expected=f"the id of a pair of {', '.join(asked.splits)}", found=name,
            )  # fmt: skip
        vectors = {
            **{key: source.probabilities(line, record, key) for key in SIDES},
            "effect": source.vector(line, record, "effect"),
        }
        width = width or len(vectors["effect"])
        for key, vector in vectors.items():
            if len(vector) != width:
                raise source.error(
                    line,
                    f"{key} has another length than the vectors before it",
                    row=name,
                    field=key,
                    expected=f"{width} numbers",
                    found=len(vector),
                )
        errors[name] = icace_errors(vectors[SIDES[0]], vectors[SIDES[1]], vectors["effect"])
    return errors


def _count(units: Sequence[Measured]) -> Counted:
    return count_each([unit.group for unit in units], [unit.values for unit in units])
