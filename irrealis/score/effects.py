"""Effects of interventions on a model, as an explainer of it estimates them."""

from __future__ import annotations

from collections.abc import Sequence

from irrealis.score.counting import Counted, count_each
from irrealis.score.facets import INTERVENTION, facets
from irrealis.score.formulas import icace_errors
from irrealis.score.labels import Asked
from irrealis.score.predictions import Line, Predictions
from irrealis.score.result import SIDES, Figures, Found, Measured, gaps
from irrealis.store import Folder


def score_effects(folder: Folder, source: Predictions, asked: Asked) -> Found:
    """Score estimates by the change of the model's probabilities, in all and by target."""
    home: dict[str, list[str]] = {}
    known: dict[str, tuple[str, str, tuple[str, ...]]] = {}  # target, group, facets
    for split in asked.splits:
        for row in folder.pairs(split, config=asked.config):
            home.setdefault(row["id"], []).append(split)
            target, *others = facets(row, [INTERVENTION, *asked.by], dataset=folder.dataset)
            known[row["id"]] = target, row["group"], tuple(others)
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
        if name not in home:
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
    lacking: dict[str, list[str]] = {split: [] for split in asked.splits}
    sizes = dict.fromkeys(asked.splits, 0)
    for name, splits in home.items():
        for split in splits:
            sizes[split] += 1
            if name not in errors:
                lacking[split].append(name)
    splits, notes = gaps(
        folder, lacking, sizes,
        of="pairs", source=source, whole=asked.whole, asked=asked.chosen,
    )  # fmt: skip
    units: dict[str, dict[str, Sequence[Measured]]] = {}
    counts: dict[str, dict[str, Figures]] = {}
    targets = sorted({target for target, _, _ in known.values()})
    for split in splits:
        told = [name for name, at in home.items() if split in at and name in errors]
        counts.setdefault("", {})[split] = {"without_prediction": len(lacking[split])}
        for part in ["", *(targets if 1 < len(targets) <= _MOST_TARGETS else [])]:
            units.setdefault(part, {})[split] = [
                Measured(name, group, {f"icace_{k}": v for k, v in errors[name].items()}, more)
                for name in told
                for target, group, more in [known[name]]
                if part in ("", target)
            ]
    return Found("effects", "pairs", units, _count, counts, tuple(notes))


_MOST_TARGETS = 20


def _count(units: Sequence[Measured]) -> Counted:
    return count_each([one.group for one in units], [one.values for one in units])
