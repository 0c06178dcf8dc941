"""altered-arithmetic: expressions whose numerals are read, or signs meant, in another way.

After MatheMagic (2025), which changes what digits and operators stand for. The rule is told, or
shown by results that fit one rule alone of all that there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, NamedTuple

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
    determining,
    numerals,
    steps,
    value,
)
from irrealis.builders.families.rules.arithmetic_words import VOCABULARIES, Wording
from irrealis.builders.families.rules.rows import native_rows
from irrealis.builders.families.rules.splits import belongs
from pydantic import field_validator

from irrealis.build import Draw, Drop, GeneratedBuilder, Parameters, Row, within
from irrealis.contract import Evidence, Intervention, pair_id

MODES = ("deduction", "induction")
LARGEST = 10**6  # an answer beyond it tests patience
MOST_EXAMPLES = 6
SIGNS = tuple(OPERATIONS)
TRIES = 2000  # draws for one record before the space counts as exhausted
KEPT = 0.1  # share of records whose answer the rule is to leave alone
TRIES_KEPT = 100  # draws in which such an expression is looked for
EXAMPLE_OPERANDS = 3
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


class Item(NamedTuple):
    """An expression under a rule, in words."""

    mode: str
    vocabulary: str
    rule: Rule
    expression: Expression
    examples: int
    usual_words: str
    rule_words: str
    question: str


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
        for attempt in range(TRIES):
            rule = Rule(
                draw.choice([one for one in ALL_READINGS if one.kind == reading]),
                draw.choice([one for one in ALL_MEANINGS if one.kind == meaning]),
            )
            expression = self._expression(draw, draw.integer(*self.parameters.operands))
            usual, altered = value(expression, USUAL), value(expression, rule)
            # some rules leave no expression alone: then one that changes it has to do
            if (usual == altered) != (keep and attempt < TRIES_KEPT) or _too_large(usual, altered):
                continue
            if not belongs(repr(expression), split):
                continue
            examples = self._examples(draw, rule, expression) if mode == "induction" else ()
            if examples is not None:
                return self._worded(draw, mode, vocabulary, rule, expression, examples)
        return None

    def _examples(self, draw: Draw, rule: Rule, asked: Expression) -> tuple[Expression, ...] | None:
        """Results that determine the rule, and under usual arithmetic that nothing is changed."""

        def example() -> Expression:
            while True:
                drawn = self._expression(draw, EXAMPLE_OPERANDS)
                if not _too_large(value(drawn, USUAL), value(drawn, rule)):
                    return drawn

        examples = determining((USUAL, rule), MOST_EXAMPLES, example)
        return None if examples is None or asked in examples else examples

    def _expression(self, draw: Draw, operands: int) -> Expression:
        """An expression of so many numbers, in a random shape."""
        if operands == 1:
            digits = draw.integer(*self.parameters.digits)
            return str(draw.integer(10 ** (digits - 1), 10**digits - 1))
        left = draw.integer(1, operands - 1)
        sign = draw.choice(SIGNS)
        return Node(sign, self._expression(draw, left), self._expression(draw, operands - left))

    def _worded(
        self,
        draw: Draw,
        mode: str,
        vocabulary: str,
        rule: Rule,
        expression: Expression,
        examples: tuple[Expression, ...],
    ) -> Item:
        wording = Wording(vocabulary, draw)
        if mode == "induction":
            usual_words, rule_words = wording.shown(examples, (USUAL, rule))
        else:
            usual_words, rule_words = wording.told(USUAL), wording.told(rule)
        question = wording.question(expression)
        return Item(
            mode, vocabulary, rule, expression, len(examples), usual_words, rule_words, question
        )

    def original_id(self, record: Item) -> str:
        """Made of the words, as two that read alike are one."""
        texts = {"rule": record.usual_words, "question": record.question}
        return pair_id(self.dataset, "", texts, {"rule": record.rule_words})

    def rows(self, record: Item) -> Iterable[Row | Drop]:
        """The expression as usual, and the same under the rule."""
        rule, expression = record.rule, record.expression
        original = {"rule": record.usual_words, "question": record.question}
        before, after = value(expression, USUAL), value(expression, rule)
        read = [rule.reading.value(numeral) for numeral in numerals(expression)]
        pair = self.pair(
            record,
            original,
            {**original, "rule": record.rule_words},
            labels=(before, after),
            otherwise="recomputed",
            interventions=_interventions(rule),
            evidence=Evidence(
                "execution",
                f"numbers: {rule.reading}; signs: {rule.meaning}; so the result is {after}",
                {
                    "numbers": str(rule.reading),
                    "signs": str(rule.meaning),
                    "read": read,
                    "steps": steps(expression, rule),
                    "mode": record.mode,
                    "vocabulary": record.vocabulary,
                    "operands": len(read),
                    "digits": max(map(len, numerals(expression))),
                    "transforms": rule.transforms,
                    "examples": record.examples,
                },
            ),
        )
        yield Row("pairs", pair)
        columns = {"kind": record.mode, "vocabulary": record.vocabulary}
        yield from native_rows(self.dataset, pair, columns, ("rule", "question"))


def _interventions(rule: Rule) -> list[Intervention]:
    """What a rule changes: how numbers are read, what signs mean, or both."""
    changes = {"numbers": str(rule.reading), "signs": str(rule.meaning)}
    return [
        Intervention("rule", target, "usual", change)
        for target, change in changes.items()
        if change != "usual"
    ]


def _too_large(usual: int, altered: int) -> bool:
    """Whether a result has too many digits for anybody's patience."""
    return max(abs(usual), abs(altered)) > LARGEST


BUILDER = AlteredArithmetic
