"""Rows of altered-arithmetic, and the proof of every answer from the words of its row.

The audit parses the rule by a grammar of its own, or finds the one rule of all that fits the
results shown, and works the expression out with it (`families.rules.arithmetic`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar

import polars as pl
from irrealis.schemas.families.rules.arithmetic import (
    Told,
    Written,
    read_question,
    read_rule,
    run,
    vocabulary,
)
from irrealis.schemas.families.rules.audit import (
    RulesAudit,
    change,
    differences,
    native_table,
)

from irrealis.check import Found, Row
from irrealis.contract import pairs_table
from irrealis.store import BuildRecord

MODES = ("deduction", "induction")
CONFIGS = {
    "pairs": pairs_table(
        fields=["rule", "question"],
        label=pl.Int64(),
        facts=pl.Struct(
            {
                "numbers": pl.String(),
                "signs": pl.String(),
                "read": pl.List(pl.Int64()),
                "steps": pl.List(pl.String()),
                "mode": pl.String(),
                "vocabulary": pl.String(),
                "operands": pl.Int64(),
                "digits": pl.Int64(),
                "transforms": pl.Int64(),
                "examples": pl.Int64(),
            }
        ),
    ),
    "native": native_table(kinds=MODES, vocabularies=("signs", "words", "nonsense", "misleading")),
}


class AlteredArithmeticAudit(RulesAudit):
    """Every result follows from the words of its row."""

    fields = ("rule", "question")
    kind = "mode"
    definitions: ClassVar[Mapping[str, str]] = {
        **RulesAudit.definitions,
        "question_only": "right last digits by naive Bayes on the words of the question alone, "
        "two-fold",
        "last_digit": "share of the most frequent last digit, which is chance for question_only",
        "examples.mean": "results that show the rule, mean over pairs where it is not told",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split."""
        super().__init__(record, split)
        self._digits: Counter[str] = Counter()
        self._examples: Counter[int] = Counter()

    def shortcut(self, row: Row) -> tuple[str, str]:
        """The question, and the last digit of its answer: answers are too many to be classes."""
        digit = str(row["label_counterfactual"])[-1]
        self._digits[digit] += 1
        return row["counterfactual"]["question"], digit

    def prove(self, row: Row) -> Found:
        """What does not follow from the words."""
        texts, facts = row["original"], row["evidence"]["facts"]
        usual, told = (read_rule(row[side]["rule"]) for side in ("original", "counterfactual"))
        tokens = read_question(texts["question"], told.signs)
        written = [token for token in tokens if token.isdecimal()]
        answers = [_worked(each, tokens, written) for each in (usual, told)]
        signs = [token for token in tokens if not token.isdecimal()]
        steps = [
            f"{told.system.apply[sign](Written(left), Written(right))} = {result}"
            for sign, (left, right, result) in zip(signs, answers[1], strict=True)
        ]
        names = {"numbers": told.system.numbers, "signs": told.system.signs}
        changed = [
            change("rule", at, "usual", name) for at, name in names.items() if name != "usual"
        ]
        self._examples[told.examples] += 1
        expected: dict[str, Any] = {
            **names,
            "read": [told.system.read(numeral) for numeral in written],
            "steps": steps,
            "mode": MODES[told.examples > 0],
            "vocabulary": vocabulary(texts["rule"], texts["question"]),
            "operands": len(written),
            "digits": max(map(len, written)),
            "transforms": len(changed),
            "examples": told.examples,
        }
        yield from differences(
            "answer",
            ("question", texts["question"], row["counterfactual"]["question"]),
            ("original.rule", ("usual", "usual"), usual.system[:2]),
            ("original.rule", told.signs, usual.signs),
            ("original.rule", told.examples, usual.examples),
            ("intervention", changed, row["intervention"]),
            ("label_original", answers[0][-1][-1], row["label_original"]),
            ("label_counterfactual", answers[1][-1][-1], row["label_counterfactual"]),
            *((f"evidence.facts.{name}", fact, facts[name]) for name, fact in expected.items()),
            (
                "evidence.detail",
                f"numbers: {told.system.numbers}; signs: {told.system.signs}; "
                f"so the result is {answers[1][-1][-1]}",
                row["evidence"]["detail"],
            ),
        )

    def metrics(self) -> dict[str, float]:
        """Agreement, shortcuts, and how many results show a rule."""
        figures = super().metrics()
        shown = sum(of for count, of in self._examples.items() if count)
        if figures:
            figures["last_digit"] = self._digits.most_common(1)[0][1] / self._digits.total()
        if shown:
            results = sum(count * of for count, of in self._examples.items())
            figures["examples.mean"] = results / shown
        return figures


def _worked(told: Told, tokens: tuple[str, ...], written: list[str]) -> list[tuple[int, ...]]:
    return run(tokens, [told.system.read(numeral) for numeral in written], told.system.apply)


AUDIT = AlteredArithmeticAudit
