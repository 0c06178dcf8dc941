"""What datasets of altered arithmetic share: an expression under a rule in words, and its pair."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from irrealis.builders.families.rules.arithmetic import (
    USUAL,
    Expression,
    Rule,
    determining,
    numerals,
    steps,
    value,
)
from irrealis.builders.families.rules.arithmetic_words import Wording

from irrealis.build import Draw
from irrealis.contract import Evidence, Intervention

LARGEST = 10**6  # an answer beyond it tests patience
MOST_EXAMPLES = 6
EXAMPLE_OPERANDS = 3
MODES = ("deduction", "induction")
FIELDS = ("rule", "question")


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

    @property
    def sides(self) -> tuple[dict[str, str], dict[str, str]]:
        """The fields before and after."""
        before, after = (
            {"rule": words, "question": self.question}
            for words in (self.usual_words, self.rule_words)
        )
        return before, after

    @property
    def labels(self) -> tuple[int, int]:
        """The results before and after."""
        return value(self.expression, USUAL), value(self.expression, self.rule)

    @property
    def columns(self) -> dict[str, str]:
        """What native rows say beside the prompt."""
        return {"kind": self.mode, "vocabulary": self.vocabulary}


def in_words(
    draw: Draw,
    mode: str,
    vocabulary: str,
    rule: Rule,
    expression: Expression,
    example: Callable[[], Expression],
) -> Item | None:
    """An expression under a rule that is told, or that results of drawn examples show.

    None if no examples determine the rule, or the expression is one of them.
    """
    examples: tuple[Expression, ...] = ()
    if mode == "induction":
        found = _examples(rule, example)
        if found is None or expression in found:
            return None
        examples = found
        wording = Wording(vocabulary, draw)
        usual_words, rule_words = wording.shown(examples, (USUAL, rule))
    else:
        wording = Wording(vocabulary, draw)
        usual_words, rule_words = wording.told(USUAL), wording.told(rule)
    question = wording.question(expression)
    return Item(
        mode, vocabulary, rule, expression, len(examples), usual_words, rule_words, question
    )


def _examples(rule: Rule, example: Callable[[], Expression]) -> tuple[Expression, ...] | None:
    """Results that determine the rule, and under usual arithmetic that nothing is changed."""

    def small() -> Expression:
        while True:
            drawn = example()
            if not too_large(value(drawn, USUAL), value(drawn, rule)):
                return drawn

    return determining((USUAL, rule), MOST_EXAMPLES, small)


def evidence(item: Item) -> Evidence:
    """The certificate of the result under the rule: how numbers are read, and every step."""
    rule, expression = item.rule, item.expression
    read = [rule.reading.value(numeral) for numeral in numerals(expression)]
    facts: dict[str, Any] = {
        "numbers": str(rule.reading),
        "signs": str(rule.meaning),
        "read": read,
        "steps": steps(expression, rule),
        "mode": item.mode,
        "vocabulary": item.vocabulary,
        "operands": len(read),
        "digits": max(map(len, numerals(expression))),
        "transforms": rule.transforms,
        "examples": item.examples,
    }
    detail = f"numbers: {rule.reading}; signs: {rule.meaning}; so the result is {item.labels[1]}"
    return Evidence("execution", detail, facts)


def interventions(rule: Rule) -> list[Intervention]:
    """What a rule changes: how numbers are read, what signs mean, or both."""
    changes = {"numbers": str(rule.reading), "signs": str(rule.meaning)}
    return [
        Intervention("rule", target, "usual", change)
        for target, change in changes.items()
        if change != "usual"
    ]


def too_large(*results: int) -> bool:
    """Whether one of these results has too many digits for anybody's patience."""
    return max(map(abs, results)) > LARGEST
