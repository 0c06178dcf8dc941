"""Answers to the questions of a dataset that has no pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from irrealis.errors import IrrealisError
from irrealis.score.counting import Counted, count_each
from irrealis.score.facets import facets
from irrealis.score.formulas import exact_match, token_f1
from irrealis.score.labels import Asked
from irrealis.score.predictions import Line, Predictions
from irrealis.score.result import Figures, Found, Measured, gaps
from irrealis.store import Folder


def score_questions(folder: Folder, source: Predictions, asked: Asked) -> Found:
    """Score answers by those that the column `answers` of the config `native` has."""
    gold: dict[str, list[str]] = {}
    home: dict[str, str] = {}
    columns: dict[str, tuple[str, ...]] = {}
    for split in asked.splits:
        for row in folder.rows("native", split):
            answers = row.get("answers")
            if not isinstance(row.get("id"), str) or not isinstance(answers, list):
                raise IrrealisError(
                    "a dataset without pairs is scored by the column `answers` of `native`",
                    dataset=folder.dataset,
                    split=split,
                    expected="columns id (a text) and answers (a list of texts)",
                    found=", ".join(row),
                )
            gold[row["id"]], home[row["id"]] = answers, split
            columns[row["id"]] = facets(row, asked.by, dataset=folder.dataset)
    predicted: dict[str, tuple[Line, str]] = {}
    for line, record in source.records():
        name = source.text(line, record, "id")
        if name in predicted:
            raise source.error(
                line, "a second answer", row=name, expected="one",
                found=f"another in line {predicted[name][0]}",
            )  # fmt: skip
        if name not in gold:
            raise source.error(
                line, "no such id in the data", row=name, field="id",
                expected=f"the id of a row of native of {', '.join(asked.splits)}", found=name,
            )  # fmt: skip
        predicted[name] = line, source.text(line, record, "label")
    names = {split: [name for name, at in home.items() if at == split] for split in asked.splits}
    lacking = {split: [name for name in of if name not in predicted] for split, of in names.items()}
    splits, notes = gaps(
        folder, lacking, {split: len(of) for split, of in names.items()},
        of="questions", source=source, whole=asked.whole, asked=asked.chosen,
    )  # fmt: skip
    units = {
        split: [_unit(n, predicted, gold, columns) for n in names[split] if n in predicted]
        for split in splits
    }
    counts: dict[str, Figures] = {s: {"without_prediction": len(lacking[s])} for s in splits}
    return Found("answers", "questions", {"": {**units}}, _count, {"": counts}, tuple(notes))


def _unit(
    name: str,
    predicted: Mapping[str, tuple[Line, str]],
    gold: Mapping[str, Sequence[str]],
    columns: Mapping[str, tuple[str, ...]],
) -> Measured:
    answer = predicted[name][1]
    values = {
        "exact_match": exact_match(answer, gold[name]),
        "f1": float(token_f1(answer, gold[name])),
    }
    return Measured(name, name, values, columns[name])


def _count(units: Sequence[Measured]) -> Counted:
    return count_each([unit.group for unit in units], [unit.values for unit in units])
