"""Effects of interventions on a model, as an explainer of it estimates them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from irrealis.score.formulas import icace_errors, mean
from irrealis.score.predictions import Predictions
from irrealis.score.result import SIDES, Figures, Score, missing
from irrealis.store import Folder


def score_effects(folder: Folder, source: Predictions, splits: Sequence[str], config: str) -> Score:
    """Score estimates by the change of the model's probabilities, in all and by target."""
    home: dict[str, list[str]] = {}
    targets: dict[str, str] = {}
    for split in splits:
        for row in folder.pairs(split, config=config):
            home.setdefault(row["id"], []).append(split)
            changed = dict.fromkeys((one["kind"], one["target"]) for one in row["intervention"])
            targets[row["id"]] = ", ".join(f"{kind} {target}" for kind, target in changed)
    errors: dict[str, dict[str, float]] = {}
    lines: dict[str, int] = {}
    width = 0
    for line, record in source.records():
        name = source.text(line, record, "id")
        if name in lines:
            raise source.error(
                line, "a second effect for the same pair", row=name, expected="one",
                found=f"another in line {lines[name]}",
            )  # fmt: skip
        lines[name] = line
        if name not in home:
            raise source.error(
                line, "no such id in the data", row=name, field="id",
                expected=f"the id of a pair of {', '.join(splits)}", found=name,
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
    figures: dict[str, dict[str, Figures]] = {"": {}}
    named = sorted(set(targets.values()))
    for split in splits:
        names = [name for name, at in home.items() if split in at]
        if lacking := [name for name in names if name not in errors]:
            raise missing(folder, lacking, split=split, of="pairs", source=source)
        figures[""][split] = _icace_figures([errors[name] for name in names])
        if 1 < len(named) <= 20:
            for target in named:
                of = [errors[name] for name in names if targets[name] == target]
                figures.setdefault(target, {})[split] = _icace_figures(of)
    return Score("effects", figures)


def _icace_figures(errors: Sequence[Mapping[str, float]]) -> Figures:
    return {
        "pairs": len(errors),
        **{f"icace_{name}": mean(e[name] for e in errors) for name in ("l2", "cosine", "normdiff")},
    }
