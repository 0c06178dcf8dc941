"""Families of problems: parameters, statements, solutions, and answers that are exact.

After "Executable Functional Abstractions" (2025), section 3: a family can be executed (its solution
is a program on its parameters), its parameters can be extracted from a statement, and its answers
depend on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from irrealis.builders.families.rules.formulas import Number, compiled, filled, holds
from irrealis.builders.families.rules.phrasings import table

from irrealis.build import Draw


@dataclass(frozen=True, slots=True)
class Family:
    """A family of problems.

    Args:
        ranges: parameter -> its smallest and largest value, in the order of the statement.
        condition: what must hold of the parameters.
        solution: formulas one after the other, each with the name that its value gets; the value of
            the last is the answer, or where `root` its square.
        asks: statements with the parameters as slots.
    """

    name: str
    area: str
    root: bool
    ranges: Mapping[str, tuple[int, int]]
    condition: str
    solution: tuple[tuple[str, str], ...]
    asks: tuple[str, ...]

    def draw(self, draw: Draw) -> dict[str, int]:
        """Parameters, which may not be admitted."""
        return {name: draw.integer(*ends) for name, ends in self.ranges.items()}

    def changed(self, draw: Draw, letters: Mapping[str, int]) -> dict[str, int]:
        """The same with one parameter drawn again, which may not be admitted."""
        name = draw.choice(tuple(self.ranges))
        return {**letters, name: draw.integer(*self.ranges[name])}

    def admits(self, letters: Mapping[str, int]) -> bool:
        """Whether there is such a problem."""
        return holds(self.condition, letters)

    def answer(self, letters: Mapping[str, int]) -> str:
        """The exact answer: an integer, a fraction or a surd such as 2√5."""
        *_, value = self.results(letters)
        return surd(int(value)) if self.root else str(value)

    def steps(self, letters: Mapping[str, int]) -> list[str]:
        """The worked solution: each formula with numbers in it, and its value."""
        return [f"{formula} = {value}" for formula, value in self.values(letters)]

    def results(
        self, letters: Mapping[str, int], slipped: Mapping[int, int] | None = None
    ) -> Iterator[Number]:
        """The value of each formula in turn.

        Args:
            letters: the parameters.
            slipped: place of a step -> its wrong value, which all later ones take over.
        """
        known: dict[str, Number] = dict(letters)
        for place, (name, formula) in enumerate(self.solution):
            value = compiled(formula)(known)
            if slipped:
                value = slipped.get(place, value)
            known[name] = value
            yield value

    def values(
        self, letters: Mapping[str, int], slipped: Mapping[int, int] | None = None
    ) -> list[tuple[str, Number]]:
        """Each formula with numbers in it, and its value, as in `results`."""
        known: dict[str, Number] = dict(letters)
        found = []
        results = self.results(letters, slipped)
        for (name, formula), value in zip(self.solution, results, strict=True):
            found.append((filled(formula, known), value))
            known[name] = value
        return found


def surd(square: int) -> str:
    """The square root of a positive integer, with no square left under the root.

    >>> surd(20), surd(9), surd(7)
    ('2√5', '3', '√7')
    """
    factor = 1
    for number in range(2, square + 1):
        if number * number > square:
            break
        while square % (number * number) == 0:
            factor, square = factor * number, square // (number * number)
    if square == 1:
        return str(factor)
    return f"{factor if factor > 1 else ''}√{square}"


@cache
def families() -> tuple[Family, ...]:
    """All families, in the order of their table."""
    return tuple(
        Family(
            row["family"],
            row["area"],
            row["answer"] == "root",
            dict(_range(part) for part in row["letters"].split("; ")),
            row["condition"],
            tuple(_step(part) for part in row["solution"].split("; ")),
            tuple(row["asks"].split(" | ")),
        )
        for row in table("mathfamilies")
    )


def _range(text: str) -> tuple[str, tuple[int, int]]:
    name, ends = text.split()
    low, high = ends.split("-")
    return name, (int(low), int(high))


def _step(text: str) -> tuple[str, str]:
    name, _, formula = text.rpartition(" = ")
    return name or "answer", formula
