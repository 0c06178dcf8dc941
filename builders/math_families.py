"""math-families: families of problems with exact answers, and what one other number makes of them.

After "Executable Functional Abstractions" (2025): a family is a program on parameters, with
statements that they can be read from.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, NamedTuple, get_args

from irrealis.builders.families.rules.mathfamilies import Family, families
from irrealis.builders.families.rules.problem_words import Framed, framed
from irrealis.builders.families.rules.rows import native_rows
from irrealis.builders.families.rules.splits import belongs
from pydantic import Field

from irrealis.build import Draw, Drop, GeneratedBuilder, Parameters, Row, within
from irrealis.contract import Evidence, Intervention, pair_id

TRIES = 50_000  # choices of numbers for one record before the space counts as exhausted
TRIES_OTHER = 40  # choices of one other number for a problem
Area = Literal[
    "arithmetic",
    "number theory",
    "algebra",
    "sequences",
    "counting",
    "probability",
    "rates",
    "geometry",
]
AREAS: tuple[Area, ...] = get_args(Area)


class MathFamiliesParameters(Parameters):
    """`areas` are the parts of mathematics, `steps` the range of the steps of a solution."""

    areas: Annotated[tuple[Area, ...], Field(min_length=1)] = AREAS
    steps: Annotated[tuple[int, int], within(1, 4)] = (1, 4)


class Item(NamedTuple):
    """A problem with its numbers, and with one of them changed."""

    family: Family
    before: dict[str, int]
    after: dict[str, int]
    words: Framed


class MathFamilies(GeneratedBuilder[Item, None]):
    """Draws the numbers of a problem, then one of them again."""

    parameters_type = MathFamiliesParameters
    parameters: MathFamiliesParameters

    def make(self, draw: Draw, *, split: str, number: int) -> Item | None:
        """A problem whose family follows from its number."""
        low, high = self.parameters.steps
        wanted = [
            family
            for family in families()
            if family.area in self.parameters.areas and low <= len(family.solution) <= high
        ]
        if not wanted:
            return None
        family = wanted[number % len(wanted)]

        def admitted(letters: dict[str, int]) -> bool:
            return family.admits(letters) and belongs(f"{family.name} {letters}", split)

        for _ in range(TRIES):
            before = family.draw(draw)
            if not admitted(before):
                continue
            for _ in range(TRIES_OTHER):
                after = family.changed(draw, before)
                if after != before and admitted(after):
                    return Item(family, before, after, framed(draw, family, before, after))
        return None

    def original_id(self, record: Item) -> str:
        """Made of the words, as two that read alike are one."""
        original = {"question": record.words.texts[0]}
        return pair_id(self.dataset, "", original, {"question": record.words.texts[1]})

    def rows(self, record: Item) -> Iterable[Row | Drop]:
        """The problem, and the same with one number changed."""
        family = record.family
        original, counterfactual = ({"question": question} for question in record.words.texts)
        before, after = family.answer(record.before), family.answer(record.after)
        steps = family.steps(record.after)
        pair = self.pair(
            record,
            original,
            counterfactual,
            labels=(before, after),
            otherwise="recomputed",
            interventions=[
                Intervention("parameter", f"number {place}", str(one), str(other))
                for place, (one, other) in enumerate(
                    zip(record.before.values(), record.after.values(), strict=True), start=1
                )
                if one != other
            ],
            evidence=Evidence(
                "execution",
                f"{family.name}: {'; '.join(steps)}; so the answer is {after}",
                {
                    "family": family.name,
                    "area": family.area,
                    "vocabulary": record.words.vocabulary,
                    "name": record.words.name,
                    "things": record.words.things,
                    "numbers": list(record.after.values()),
                    "steps": steps,
                    "steps_original": family.steps(record.before),
                    "depth": len(steps),
                },
            ),
        )
        yield Row("pairs", pair)
        columns = {"kind": family.area, "vocabulary": record.words.vocabulary}
        yield from native_rows(self.dataset, pair, columns, ("question",))


BUILDER = MathFamilies
