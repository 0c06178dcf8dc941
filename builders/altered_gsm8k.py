"""altered-gsm8k: the sums of GSM8K's solutions, whose numerals are read or signs meant otherwise.

Data: Cobbe et al., "Training Verifiers to Solve Math Word Problems", 2021. Each solution marks its
sums for a calculator; those of whole numbers that are added, subtracted or multiplied stand under a
rule of the family, as the drawn expressions of altered-arithmetic do.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import BinaryIO, NamedTuple

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
    OPERATIONS,
    USUAL,
    Expression,
    Node,
    Rule,
    value,
)
from irrealis.builders.families.rules.arithmetic_words import VOCABULARIES
from irrealis.builders.families.rules.rows import native_rows

from irrealis.build import Builder, Draw, Drop, Row
from irrealis.contract import Generator, Pair
from irrealis.errors import IrrealisError
from irrealis.inputs import numbered_json_records
from irrealis.text.edits import record_edits

MARKED = re.compile(r"<<([^<>]*)>>")  # how a solution marks a sum: <<3*4=12>>
LONGEST = 200  # characters of a sum
MOST_OPERANDS = 8
TRIES = 200  # rules that are drawn for one sum
NUMBER = re.compile(r"0|[1-9][0-9]{0,6}")
SIGNS: dict[type[ast.operator], str] = {ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply"}


class Sum(NamedTuple):
    """A sum as it is marked, by the number of its line and its own within the solution."""

    line: int
    number: int
    marked: str


class NotCovered(Exception):
    """A sum that is not one of whole numbers with these signs."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class AlteredGsm8k(Builder[Sum, dict[str, str]]):
    """Puts each sum under a rule that changes its result."""

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Sum]:
        """The marked sums of all solutions."""
        for line, record in numbered_json_records(stream, source=source):
            answer = record.get("answer")
            if not isinstance(answer, str):
                raise IrrealisError(
                    f"{source}, line {line}: not as upstream's rows are",
                    dataset=self.dataset,
                    field="answer",
                    expected="a text, the worked solution",
                    found=repr(answer)[:100],
                    hint="the file is not GSM8K's, or a later version of it",
                )
            for number, marked in enumerate(MARKED.findall(answer), start=1):
                yield Sum(line, number, marked)

    def original_id(self, record: Sum) -> str:
        """The line of the problem, and which of its sums it is."""
        return f"{record.line}.{record.number}"

    def context(self, records: Iterable[Sum]) -> dict[str, str]:
        """Sum -> the id of the first record that has it."""
        first: dict[str, str] = {}
        for record in records:
            first.setdefault(_plain(record), self.original_id(record))
        return first

    def edit(
        self, record: Sum, *, context: dict[str, str], rng: random.Random
    ) -> Iterable[Row | Drop]:
        """The sum as usual, and the same under a rule."""
        first = context[_plain(record)]
        if first != self.original_id(record):
            yield Drop("repeated", f"{record.marked[:LONGEST]} is record {first}, too")
            return
        try:
            expression = read_sum(record.marked)
        except NotCovered as error:
            yield Drop(error.reason, str(error)[:300])
            return
        item = _altered(Draw(rng), expression)
        if item is None:
            yield Drop("no-rule", f"no rule gives {record.marked} another result of six digits")
            return
        before, after = item.labels
        original, counterfactual = item.sides
        pair = Pair(
            dataset=self.dataset,
            original_id=self.original_id(record),
            original=original,
            counterfactual=counterfactual,
            edits=record_edits(original, counterfactual),
            interventions=interventions(item.rule),
            label_original=before,
            label_counterfactual=after,
            label_effect="keep" if before == after else "recomputed",
            evidence=evidence(item),
            generator=Generator("rules", f"irrealis {self.dataset}", "1.0.0"),
            seed=self.seed,
        ).row()
        yield Row("pairs", pair)
        yield from native_rows(self.dataset, pair, item.columns, FIELDS)


def read_sum(marked: str) -> Expression:
    """The expression of a sum such as `16-3-4=9`, whose result is as stated.

    Raises:
        NotCovered: division, a part of a whole, no sign at all, too many numbers or too large
            ones, or a result that does not follow.
    """
    text, _, stated = marked.replace(" ", "").rpartition("=")
    if len(marked) > LONGEST:
        raise NotCovered("too-long", f"{len(marked)} characters")
    for reason, pattern in (("division", r"[/÷]"), ("percentage", "%"), ("decimals", r"\.")):
        if re.search(pattern, text):
            raise NotCovered(reason, marked)
    if not re.fullmatch(r"[0-9()+*-]+", text):
        raise NotCovered("other-signs", marked)
    try:
        expression = _node(ast.parse(re.sub(r"\b0+(?=[0-9])", "", text), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise NotCovered("no-sum", marked) from error
    if isinstance(expression, str):
        raise NotCovered("no-sum", marked)
    if _operands(expression) > MOST_OPERANDS:
        raise NotCovered("too-many-numbers", marked)
    try:
        follows = value(expression, USUAL) == Fraction(stated)
    except (ValueError, ZeroDivisionError):
        follows = False
    if not follows:
        raise NotCovered("wrong-result", f"{marked}: it is {value(expression, USUAL)}")
    return expression


def _node(tree: ast.expr) -> Expression:
    if isinstance(tree, ast.BinOp) and type(tree.op) in SIGNS:
        return Node(SIGNS[type(tree.op)], _node(tree.left), _node(tree.right))
    if isinstance(tree, ast.Constant) and NUMBER.fullmatch(str(tree.value)):
        return str(tree.value)
    raise ValueError(ast.dump(tree)[:100])


def _operands(expression: Expression) -> int:
    if isinstance(expression, str):
        return 1
    return _operands(expression.left) + _operands(expression.right)


def _plain(record: Sum) -> str:
    return record.marked.replace(" ", "").rpartition("=")[0]


def _altered(draw: Draw, expression: Expression) -> Item | None:
    """The sum in words under a rule that gives it another result; None if none was found."""
    mode, vocabulary = draw.choice(MODES), draw.choice(VOCABULARIES)
    reading = draw.choice(sorted({all_reading.kind for all_reading in ALL_READINGS}))
    meaning = draw.choice(sorted({all_meaning.kind for all_meaning in ALL_MEANINGS}))
    for attempt in range(TRIES):
        # some kinds leave a sum alone, such as one of digits that are read backwards
        rule = Rule(
            draw.choice(
                [
                    all_reading
                    for all_reading in ALL_READINGS
                    if attempt > TRIES / 2 or all_reading.kind == reading
                ]
            ),
            draw.choice(
                [
                    all_meaning
                    for all_meaning in ALL_MEANINGS
                    if attempt > TRIES / 2 or all_meaning.kind == meaning
                ]
            ),
        )
        usual, altered = value(expression, USUAL), value(expression, rule)
        if usual == altered or too_large(usual, altered):
            continue
        item = in_words(draw, mode, vocabulary, rule, expression, lambda: _example(draw))
        if item is not None:
            return item
    return None


def _example(draw: Draw, operands: int = EXAMPLE_OPERANDS) -> Expression:
    """An expression of so many numbers, of two or three digits, in a random shape."""
    if operands == 1:
        digits = draw.integer(2, 3)
        return str(draw.integer(10 ** (digits - 1), 10**digits - 1))
    left = draw.integer(1, operands - 1)
    return Node(
        draw.choice(tuple(OPERATIONS)), _example(draw, left), _example(draw, operands - left)
    )


BUILDER = AlteredGsm8k
