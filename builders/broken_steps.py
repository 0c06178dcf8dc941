"""broken-steps: worked solutions with one wrong step, and the answer that they lead to.

A faithful reader of a draft answers what the draft says: a wrong result that is carried on changes
the answer, one that is ignored or taken back does not. Half of the pairs keep the answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, NamedTuple

from irrealis.builders.families.rules.drafts import KINDS, Slip, Wording, shown, slip, solvable
from irrealis.builders.families.rules.mathfamilies import Family
from irrealis.builders.families.rules.problem_words import Framed, framed
from irrealis.builders.families.rules.rows import native_rows
from irrealis.builders.families.rules.splits import belongs

from irrealis.build import Draw, Drop, GeneratedBuilder, Parameters, Row, within
from irrealis.contract import Evidence, Intervention, pair_id

TRIES_FAMILY = 60  # of these, choices of numbers of one family, most of which need fewer than ten
TRIES = 20_000  # choices of numbers for one record before the space counts as exhausted


class BrokenStepsParameters(Parameters):
    """`steps` is the range of the steps of a solution."""

    steps: Annotated[tuple[int, int], within(2, 4)] = (2, 4)


class Item(NamedTuple):
    """A problem with two drafts of its solution."""

    kind: str
    family: Family
    letters: dict[str, int]
    slip: Slip
    problem: Framed
    drafts: tuple[str, str]
    question: str


class BrokenSteps(GeneratedBuilder[Item, None]):
    """Draws a problem, a step, and what becomes of its wrong result."""

    parameters_type = BrokenStepsParameters
    parameters: BrokenStepsParameters

    def make(self, draw: Draw, *, split: str, number: int) -> Item | None:
        """A draft whose kind and family follow from its number."""
        low, high = self.parameters.steps
        wanted = [family for family in solvable() if low <= len(family.solution) <= high]
        kind, number = KINDS[number % len(KINDS)], number // len(KINDS)
        for attempt in range(TRIES):
            # some families hardly ever have whole results: then the next one has to do
            family = wanted[(number + attempt // TRIES_FAMILY) % len(wanted)]
            letters = family.draw(draw)
            if not family.admits(letters) or not belongs(f"{family.name} {letters}", split):
                continue
            made = slip(draw, family, letters)
            if made:
                wording = Wording(draw)
                problem = framed(draw, family, letters)
                drafts = wording.drafts(kind, made)
                return Item(kind, family, letters, made, problem, drafts, wording.question(kind))
        return None

    def original_id(self, record: Item) -> str:
        """Made of the words, as two that read alike are one."""
        before, after = self._sides(record)
        return pair_id(self.dataset, "", before, after)

    def rows(self, record: Item) -> Iterable[Row | Drop]:
        """The right draft, and the one with a wrong step."""
        right, wrong, place = record.slip
        original, counterfactual = self._sides(record)
        followed = wrong if record.kind in ("carried", "broken") else right
        before, after = str(right[-1][1]), str(followed[-1][1])
        broken = record.kind.startswith("broken")
        good, bad = str(right[place][1]), str(wrong[place][1])
        pair = self.pair(
            record,
            original,
            counterfactual,
            labels=(before, after),
            otherwise="recomputed",
            interventions=[Intervention("step", f"number {place + 1}", good, bad)],
            evidence=Evidence(
                "execution",
                f"step {place + 1} says {bad} for {good}: {record.kind}, so it leads to {after}",
                {
                    "kind": record.kind,
                    "family": record.family.name,
                    "vocabulary": record.problem.vocabulary,
                    "name": record.problem.name,
                    "things": record.problem.things,
                    "numbers": list(record.letters.values()),
                    "step": place + 1,
                    "depth": len(right),
                    "rest_original": shown(right[place + 1 :]) if broken else [],
                    "rest": shown(followed[place + 1 :]) if broken else [],
                },
            ),
        )
        yield Row("pairs", pair)
        columns = {"kind": record.kind, "vocabulary": record.problem.vocabulary}
        yield from native_rows(self.dataset, pair, columns, ("problem", "draft", "question"))

    def _sides(self, record: Item) -> tuple[dict[str, str], dict[str, str]]:
        first, second = (
            {"problem": record.problem.texts[0], "draft": draft, "question": record.question}
            for draft in record.drafts
        )
        return first, second


BUILDER = BrokenSteps
