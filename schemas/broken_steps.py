"""Rows of broken-steps, and the proof of both answers from the words of each row.

The audit reads the problem, goes a second way to its right answer, reads both drafts step by step,
finds the one step whose result is wrong, and follows what the draft makes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import polars as pl
from irrealis.schemas.families.rules.audit import (
    RulesAudit,
    UnreadableError,
    change,
    differences,
    native_table,
)
from irrealis.schemas.families.rules.draft_reading import (
    BROKEN,
    WHOLE,
    Draft,
    read_draft,
    read_steps,
    substituted,
)
from irrealis.schemas.math_families import FRAMES, answer_of, read

from irrealis.check import Found, Row
from irrealis.contract import pairs_table
from irrealis.store import BuildRecord

KINDS = ("carried", "ignored", "corrected", "broken", "broken and corrected")
CONFIGS = {
    "pairs": pairs_table(
        fields=["problem", "draft", "question"],
        label=pl.String(),
        facts=pl.Struct(
            {
                "kind": pl.String(),
                "family": pl.String(),
                "vocabulary": pl.String(),
                "name": pl.String(),
                "things": pl.String(),
                "numbers": pl.List(pl.Int64()),
                "step": pl.Int64(),
                "depth": pl.Int64(),
                "rest_original": pl.List(pl.String()),
                "rest": pl.List(pl.String()),
            }
        ),
    ),
    "native": native_table(
        kinds=KINDS, vocabularies=tuple(dict.fromkeys(name for name, _ in FRAMES))
    ),
}


class BrokenStepsAudit(RulesAudit):
    """Both answers follow from the words of each row."""

    fields = ("problem", "draft", "question")
    kind = "kind"
    definitions: ClassVar[Mapping[str, str]] = {
        **RulesAudit.definitions,
        "question_only": "right guesses, by naive Bayes on the words of problem and question, of "
        "whether the answer stays; two-fold, .5 is chance",
        "keep.*": "share of pairs of whole or of broken drafts whose answer stays",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split."""
        super().__init__(record, split)
        self._keep: dict[str, list[bool]] = {}

    def shortcut(self, row: Row) -> tuple[str, str]:
        """All but the draft, and whether its wrong step changes the answer."""
        sides = row["counterfactual"]
        return f"{sides['problem']} {sides['question']}", row["label_effect"]

    def prove(self, row: Row) -> Found:
        """What does not follow from the words."""
        texts, facts = row["original"], row["evidence"]["facts"]
        asked = read(texts["problem"])
        right = answer_of(asked)
        before, after = (read_draft(row[side]["draft"]) for side in ("original", "counterfactual"))
        broken = texts["question"] in BROKEN
        if not broken and texts["question"] not in WHOLE:
            raise UnreadableError(f"not a question: {texts['question']}")
        wrong = [at for at, step in enumerate(after.steps) if not step.right]
        if len(wrong) != 1 or len(after.steps) != len(before.steps):
            raise UnreadableError("not a draft with one wrong step in place of a right one")
        place = wrong[0]
        kind = _kind(before, after, broken=broken)
        slip = {before.steps[place].result: after.steps[place].result}
        later = before.steps[place + 1 :]
        rest_before = read_steps(facts["rest_original"] or [])
        rest = substituted(rest_before, slip if kind == "broken" else {})
        whole = (*before.steps, *rest_before)
        followed = (*after.steps[: place + 1], *rest)
        if not broken:
            followed = (*followed, *(substituted(later, slip) if kind == "carried" else later))
        elif kind.endswith("corrected") and not rest:
            raise UnreadableError("a draft that breaks off at its end")
        answer = followed[-1].result
        self._keep.setdefault("broken" if broken else "whole", []).append(answer == str(right))
        yield from differences(
            "answer",
            ("problem", texts["problem"], row["counterfactual"]["problem"]),
            ("question", texts["question"], row["counterfactual"]["question"]),
            ("original.draft", [], [step for step in whole if not step.right]),
            ("original.draft", str(right), whole[-1].result),
            ("original.draft", (None, None), (before.taken_back, before.correction)),
            ("draft", before.style, after.style),
            ("draft", before.steps[:place], after.steps[:place]),
            ("draft", before.steps[place].expression, after.steps[place].expression),
            ("draft", (*followed,)[: len(after.steps)], after.steps),
            ("draft", broken, len(before.steps) == place + 1 and before.end is None),
            ("draft.end", (None if broken else str(right)), before.end),
            ("draft.end", None if broken else answer, after.end),
            ("labels", [str(right), answer], [row["label_original"], row["label_counterfactual"]]),
            (
                "intervention",
                [change("step", f"number {place + 1}", *next(iter(slip.items())))],
                row["intervention"],
            ),
            ("evidence.detail", _reason(place, slip, kind, answer), row["evidence"]["detail"]),
            ("evidence.facts.kind", kind, facts["kind"]),
            ("evidence.facts.family", asked.family, facts["family"]),
            ("evidence.facts.vocabulary", asked.vocabulary, facts["vocabulary"]),
            ("evidence.facts.name", asked.name, facts["name"]),
            ("evidence.facts.things", asked.things, facts["things"]),
            ("evidence.facts.numbers", [*asked.numbers], facts["numbers"]),
            ("evidence.facts.step", place + 1, facts["step"]),
            ("evidence.facts.depth", len(whole), facts["depth"]),
            ("evidence.facts.rest", rest, read_steps(facts["rest"] or [])),
            ("evidence.facts.rest", broken, bool(rest)),
            ("evidence.facts.rest", False, None in (facts["rest"], facts["rest_original"])),
        )

    def metrics(self) -> dict[str, float]:
        """Agreement and balance."""
        figures = super().metrics()
        kept = {f"keep.{name}": sum(of) / len(of) for name, of in sorted(self._keep.items())}
        return {**figures, **kept} if figures else {}


def _reason(place: int, slip: Mapping[str, str], kind: str, answer: str) -> str:
    ((right, wrong),) = slip.items()
    return f"step {place + 1} says {wrong} for {right}: {kind}, so it leads to {answer}"


def _kind(before: Draft, after: Draft, *, broken: bool) -> str:
    """What becomes of the wrong step, as the drafts read.

    Raises:
        UnreadableError: a correction that does not restore the right step.
    """
    if after.correction is not None:
        place = after.taken_back or 0
        if after.correction != before.steps[place] or after.steps[place] == before.steps[place]:
            raise UnreadableError(f"not a correction: {after.correction}")
        return "broken and corrected" if broken else "corrected"
    if broken:
        return "broken"
    same = [step.expression for step in after.steps] == [step.expression for step in before.steps]
    return "ignored" if same else "carried"


AUDIT = BrokenStepsAudit
