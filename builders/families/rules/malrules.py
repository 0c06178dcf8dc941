"""Problems, and the answers that named misconceptions give to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from irrealis.builders.families.rules.formulas import Number, evaluate, filled, holds
from irrealis.builders.families.rules.phrasings import table

from irrealis.build import Draw

TRIES = 2000  # choices of numbers for one problem; some conditions hold of few


@dataclass(frozen=True, slots=True)
class Malrule:
    """A misconception: what somebody believes who has it, and what it gives."""

    name: str
    formula: str
    belief: str
    source: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem, with the rules that apply to it; the first one is right.

    `absurd` is how it is asked of things that nobody believes, where it is about things at all.
    """

    name: str
    area: str
    decimal: bool
    ranges: Mapping[str, tuple[int, int]]
    condition: str
    asks: tuple[str, ...]
    absurd: tuple[str, ...]
    rules: tuple[Malrule, ...]

    def draw(self, draw: Draw) -> dict[str, int] | None:
        """Numbers for which no two rules give one answer; None if none are found."""
        for _ in range(TRIES):
            letters = {name: draw.integer(*ends) for name, ends in self.ranges.items()}
            if holds(self.condition, letters) and self._apart(letters):
                return letters
        return None

    def values(self, letters: Mapping[str, int]) -> list[Number]:
        """What each rule gives.

        Raises:
            ZeroDivisionError: one of them gives nothing.
        """
        return [evaluate(rule.formula, letters) for rule in self.rules]

    def workings(self, letters: Mapping[str, int]) -> list[str]:
        """How each rule gets its answer."""
        return [filled(rule.formula, letters) for rule in self.rules]

    def _apart(self, letters: Mapping[str, int]) -> bool:
        try:
            values = self.values(letters)
        except ZeroDivisionError:
            return False
        return len(set(values)) == len(values)

    def written(self, value: Number) -> str:
        """A value as an answer to this problem."""
        if not self.decimal or value.denominator == 1:
            return str(value)
        places = next(p for p in range(1, 9) if 10**p % value.denominator == 0)
        sign = "-" if value < 0 else ""
        whole, rest = divmod(abs(value) * 10**places, 10**places)
        return f"{sign}{whole}.{int(rest):0{places}d}"


@cache
def problems() -> tuple[Problem, ...]:
    """All kinds of problem, in the order of their table."""
    rules: dict[str, list[Malrule]] = {}
    for row in table("malrules"):
        rule = Malrule(row["name"], row["formula"], row["belief"], row["source"])
        rules.setdefault(row["type"], []).append(rule)
    return tuple(
        Problem(
            row["type"],
            row["area"],
            row["answer"] == "decimal",
            {part.split()[0]: _range(part.split()[1]) for part in row["letters"].split("; ")},
            row["condition"],
            tuple(row["asks"].split(" | ")),
            tuple(filter(None, row["absurd"].split(" | "))),
            (Malrule("usual rules", row["formula"], "", ""), *rules[row["type"]]),
        )
        for row in table("problems")
    )


def _range(text: str) -> tuple[int, int]:
    low, high = text.split("-")
    return int(low), int(high)
