"""Answers to the questions of a dataset that has no pairs."""

from __future__ import annotations

from collections.abc import Sequence

from irrealis.errors import IrrealisError
from irrealis.score.formulas import exact_match, mean, token_f1
from irrealis.score.predictions import Predictions
from irrealis.score.result import Figures, Score, missing
from irrealis.store import Folder


def score_questions(folder: Folder, source: Predictions, splits: Sequence[str]) -> Score:
    """Score answers by those that the column `answers` of the config `native` has."""
    gold: dict[str, list[str]] = {}
    home: dict[str, str] = {}
    for split in splits:
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
    said: dict[str, tuple[int, str]] = {}
    for line, record in source.records():
        name = source.text(line, record, "id")
        if name in said:
            raise source.error(
                line, "a second answer", row=name, expected="one",
                found=f"another in line {said[name][0]}",
            )  # fmt: skip
        if name not in gold:
            raise source.error(
                line, "no such id in the data", row=name, field="id",
                expected=f"the id of a row of native of {', '.join(splits)}", found=name,
            )  # fmt: skip
        said[name] = line, source.text(line, record, "label")
    figures: dict[str, Figures] = {}
    for split in splits:
        names = [name for name, at in home.items() if at == split]
        if lacking := [name for name in names if name not in said]:
            raise missing(folder, lacking, split=split, of="questions", source=source)
        figures[split] = {
            "questions": len(names),
            "exact_match": mean(exact_match(said[name][1], gold[name]) for name in names),
            "f1": mean(token_f1(said[name][1], gold[name]) for name in names),
        }
    return Score("answers", {"": figures})
