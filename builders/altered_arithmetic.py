"""altered-arithmetic: expressions whose numerals are read, or signs meant, in another way.

After MatheMagic (2025), which changes what digits and operators stand for. The rule is told, or
shown by results that fit one rule alone of all that there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from irrealis.builders.families.rules.altered import (
    EXAMPLE_OPERANDS,
    FIELDS,
    MODES,
    Item,
    evidence,
    in_words,
    interventions,
    too_large,
)
from irrealis.builders.families.rules.arithmetic import (
    ALL_MEANINGS,
    ALL_READINGS,
    MEANINGS,
    OPERATIONS,
    READINGS,
    USUAL,
    Expression,
    Node,
    Rule,
    value,
)
from irrealis.builders.families.rules.arithmetic_words import VOCABULARIES
from irrealis.builders.families.rules.rows import native_rows
from irrealis.builders.families.rules.splits import belongs
from pydantic import field_validator

from irrealis.build import Draw, Drop, GeneratedBuilder, Parameters, Row, within
from irrealis.contract import pair_id

SIGNS = tuple(OPERATIONS)
TRIES = 2000  # draws for one record before the space counts as exhausted
KEPT = 0.1  # share of records whose answer the rule is to leave alone
TRIES_KEPT = 100  # draws in which such an expression is looked for
KINDS: tuple[tuple[str, str], ...] = (
    *((reading, "usual") for reading in READINGS),
    *(("usual", meaning) for meaning in MEANINGS),
    *((reading, meaning) for reading in READINGS for meaning in MEANINGS),
)


class AlteredArithmeticParameters(Parameters):
    """Ranges of the axes of difficulty.

    `operands` is how many numbers an expression has, `digits` how many digits a number has, and
    `transforms` how much is changed: how numbers are read or what signs mean, or both.
    """

    operands: Annotated[tuple[int, int], within(2, 4)] = (2, 4)
    digits: Annotated[tuple[int, int], within(1, 3)] = (2, 3)
    transforms: Annotated[tuple[int, int], within(1, 2)] = (1, 2)

    @field_validator("digits")
    @classmethod
    def _readable(cls, digits: tuple[int, int]) -> tuple[int, int]:
        """Numbers of one digit alone would read the same backwards, and in any base."""
        if digits[1] == 1:
            raise ValueError("numbers of two digits or more, too")
        return digits


class AlteredArithmetic(GeneratedBuilder[Item, None]):
    """Draws a rule and an expression, and puts both into words."""

    parameters_type = AlteredArithmeticParameters
    parameters: AlteredArithmeticParameters

    def make(self, draw: Draw, *, split: str, number: int) -> Item | None:
        """An expression under a rule, whose kind and mode follow from the number."""
        low, high = self.parameters.transforms
        kinds = [kind for kind in KINDS if low <= 2 - kind.count("usual") <= high]
        mode, (reading, meaning) = MODES[number % 2], kinds[number // 2 % len(kinds)]
        vocabulary = draw.choice(VOCABULARIES)
        keep = draw.chance(KEPT)
        readings = [all_reading for all_reading in ALL_READINGS if all_reading.kind == reading]
        meanings = [all_meaning for all_meaning in ALL_MEANINGS if all_meaning.kind == meaning]
        for attempt in range(TRIES):
            rule = Rule(
                draw.choice(readings),
                draw.choice(meanings),
            )
            expression = self._expression(draw, draw.integer(*self.parameters.operands))
            usual, altered = value(expression, USUAL), value(expression, rule)
            # some rules leave no expression alone: then one that changes it has to do
            if (usual == altered) != (keep and attempt < TRIES_KEPT):
                continue
            if too_large(usual, altered) or not belongs(repr(expression), split):
                continue
            item = in_words(
                draw,
                mode,
                vocabulary,
                rule,
                expression,
                lambda: self._expression(draw, EXAMPLE_OPERANDS),
            )
            if item is not None:
                return item
        return None

    def _expression(self, draw: Draw, operands: int) -> Expression:
        """An expression of so many numbers, in a random shape."""
        if operands == 1:
            digits = draw.integer(*self.parameters.digits)
            return str(draw.integer(10 ** (digits - 1), 10**digits - 1))
        left = draw.integer(1, operands - 1)
        sign = draw.choice(SIGNS)
        return Node(sign, self._expression(draw, left), self._expression(draw, operands - left))

    def original_id(self, record: Item) -> str:
        """Made of the words, as two that read alike are one."""
        before, after = record.sides
        return pair_id(self.dataset, "", before, {"rule": after["rule"]})

    def rows(self, record: Item) -> Iterable[Row | Drop]:
        """The expression as usual, and the same under the rule."""
        pair = self.pair(
            record,
            *record.sides,
            labels=record.labels,
            otherwise="recomputed",
            interventions=interventions(record.rule),
            evidence=evidence(record),
        )
        yield Row("pairs", pair)
        yield from native_rows(self.dataset, pair, record.columns, FIELDS)


BUILDER = AlteredArithmetic
