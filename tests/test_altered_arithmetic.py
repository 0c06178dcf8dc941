"""altered-arithmetic: two engines agree, shown rules are the only ones, and words are proved."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from irrealis.builders.families.rules.arithmetic import (
    ALL_MEANINGS,
    ALL_READINGS,
    RULES,
    USUAL,
    Meaning,
    Node,
    Reading,
    Rule,
    determining,
    value,
)
from irrealis.schemas.altered_arithmetic import AlteredArithmeticAudit
from irrealis.schemas.families.rules.arithmetic import (
    meanings,
    postfix,
    read_rule,
    readers,
    run,
)
from irrealis.schemas.families.rules.audit import UnreadableError

from irrealis.build import Draw, build, read_rows, record_rng
from irrealis.errors import IrrealisError
from tests.wording import Mutation, Pair, bumped, failures, last, made, missed, sub, swap

NAME = "altered-arithmetic"
SIGNS = {"+": "add", "-": "subtract", "×": "multiply"}
AFTER = ("counterfactual",)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    return made(NAME, tmp_path_factory.mktemp(NAME))[1]


def _turned(text: str) -> str:
    """The first two words of a legend that misleads change places."""
    misleads = r'^((?:Here|Whoever|In the language)[^"]+)"(\w+)"([^"]+)"(\w+)"'
    return re.sub(misleads, r'\1"\4"\3"\2"', text)


MUTATIONS = [
    Mutation("a number of the question changed", "question", sub(r"\d+", bumped)),
    Mutation("its last number changed", "question", last(r"\d+", bumped)),
    Mutation("a sign changed", "question", swap("+", "-"), least=10),
    Mutation("a word for a sign changed", "question", swap("plus", "times"), least=10),
    Mutation("words of a legend exchanged", "rule", _turned, least=10),
    Mutation("parentheses left out", "question", lambda t: re.sub(r"[()]", "", t)),
    Mutation("another question", "question", sub(r"^\w+", "Why")),
    Mutation("a number of the rule changed", "rule", sub(r"(?<= )\d+(?=[ .])", bumped), AFTER),
    Mutation("a result that is shown changed", "rule", sub(r"(?<== )-?\d+", bumped), AFTER),
    Mutation("the sign of a result changed", "rule", sub("= -", "= "), AFTER, least=10),
    Mutation("a shown result left out", "rule", sub(r"right: [^;]+; ", "right: "), AFTER),
    Mutation("an operation changed", "rule", sub("multiplication", "division"), AFTER),
    Mutation("operations exchanged", "rule", swap("addition", "subtraction"), AFTER),
    Mutation("more for less", "rule", swap("more", "less"), AFTER, least=10),
    Mutation("greater for smaller", "rule", swap("greater", "smaller"), AFTER, least=10),
    Mutation("right and left", "rule", swap("right to left", "left to right"), AFTER, least=1),
    Mutation("usual for unusual", "rule", swap("usual", "unusual"), AFTER),
    Mutation("a negation put in", "rule", swap(" is ", " is not "), AFTER),
    Mutation("the rule left out", "rule", lambda text: text.rpartition(". ")[2], AFTER),
    Mutation("another sign", "rule", sub(r'"[^"]+"', '"per"'), AFTER),
    Mutation("another base of results", "rule", swap("base 10", "base 12"), AFTER),
]


@pytest.mark.parametrize("one", MUTATIONS, ids=[one.name for one in MUTATIONS])
def test_a_change_of_wording_alone_is_caught(rows: list[Pair], one: Mutation) -> None:
    assert missed(AlteredArithmeticAudit, NAME, rows, one) == []


@pytest.mark.parametrize(
    "legend",
    [
        'Here, "plus" is the usual word for addition, "minus" for subtraction and "times" for '
        "multiplication.",
        'Here, "dax" is the usual word for addition, "wug" for subtraction and "kiv" for '
        "multiplication.",
        'Usually, "minus" stands for addition, "times" for subtraction and "plus" for '
        "multiplication.",
    ],
)
def test_a_legend_has_the_words_of_its_vocabulary(legend: str) -> None:
    rule = "All numbers and signs have their usual meaning. Results are given as usual, in base 10."
    with pytest.raises(UnreadableError, match="legend"):
        read_rule(f"{legend} {rule}")


def test_misleading_words_mean_what_the_legend_says() -> None:
    told = read_rule(
        'Here, "minus" is the usual word for addition, "times" for subtraction and "plus" for '
        "multiplication. All numbers and signs have their usual meaning. Results are given as "
        "usual, in base 10."
    )
    tokens = postfix("7 minus (8 plus 2)", told.signs)
    assert run(tokens, [7, 8, 2], told.system.apply)[-1][-1] == 7 + 8 * 2


def test_rows_pass_and_a_wrong_answer_does_not(rows: list[Pair]) -> None:
    for row in rows:
        assert failures(AlteredArithmeticAudit, NAME, row) == []
        for side in ("label_original", "label_counterfactual"):
            assert failures(AlteredArithmeticAudit, NAME, {**row, side: row[side] + 1})


def test_both_engines_know_the_same_rules_and_agree_on_all_of_them() -> None:
    assert {str(each) for each in ALL_READINGS} == set(readers())
    assert {str(each) for each in ALL_MEANINGS} == set(meanings())
    expression = Node("multiply", Node("subtract", "208", "37"), Node("add", "46", "915"))
    tokens = postfix("(208 - 37) × (46 + 915)", SIGNS)
    for rule in RULES:
        numbers = [readers()[str(rule.reading)](t) for t in ("208", "37", "46", "915")]
        result = run(tokens, numbers, meanings()[str(rule.meaning)])[-1][-1]
        assert value(expression, rule) == result


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (USUAL, 35 * 4),
        (Rule(Reading("reverse")), 53 * 4),
        (Rule(Reading("complement")), 64 * 5),
        (Rule(Reading("shift", (3,))), 68 * 7),
        (Rule(Reading("base", (12,))), 41 * 4),
        (Rule(Reading("exchange", (3, 4))), 45 * 3),
        (Rule(meaning=Meaning("swap", ("add", "multiply"))), 39),
        (Rule(meaning=Meaning("cycle", ("add", "multiply", "subtract"))), 31),
        (Rule(meaning=Meaning("extra", ("multiply",), 2)), 142),
        (Rule(Reading("offset", (1,)), Meaning("replace", ("multiply", "subtract"))), 31),
    ],
)
def test_a_rule_by_hand(rule: Rule, expected: int) -> None:
    assert value(Node("multiply", "35", "4"), rule) == expected


def test_operands_exchanged_by_hand() -> None:
    assert value(Node("subtract", "35", "4"), Rule(meaning=Meaning("turn", ("subtract",)))) == -31


def test_shown_results_fit_one_rule_alone() -> None:
    draw = Draw(record_rng(dataset=NAME, seed=5, original_id="examples"))

    def example() -> Node:
        a, b, c = (str(draw.integer(100, 999)) for _ in range(3))
        return Node(draw.choice(["add", "subtract"]), Node("multiply", a, b), c)

    rule = Rule(Reading("exchange", (2, 7)), Meaning("turn", ("subtract",)))
    shown = determining((USUAL, rule), 20, example)
    assert shown is not None
    for wanted in (USUAL, rule):
        values = [value(each, wanted) for each in shown]
        assert [r for r in RULES if [value(each, r) for each in shown] == values] == [wanted]


def test_results_that_fit_several_rules_are_refused() -> None:
    words = (
        "Numbers, signs or both may or may not have their usual meaning. Results are given as "
        "usual, in base 10. These results are right: 1 + 1 = 2."
    )
    with pytest.raises(UnreadableError, match="rules fit"):
        read_rule(words)


@pytest.mark.parametrize(
    "text", ["2 + 3 × 4", "(2 + 3", "2 +", "2 + 3)", "", "5", "2 3 +", "2 ÷ 3"]
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        postfix(text, SIGNS)


def test_parameters_narrow_the_rows(tmp_path: Path, root: Path) -> None:
    overrides = {"operands": [3, 3], "transforms": [2, 2], "digits": [1, 2]}
    done = build(NAME, root=root, out=tmp_path / "out", size=40, overrides=overrides)
    facts = [
        row["evidence"]["facts"]
        for row in read_rows(done.folder, done.record, config="pairs", split="train")
    ]
    assert {(fact["operands"], fact["transforms"]) for fact in facts} == {(3, 2)}
    assert {fact["digits"] for fact in facts} <= {1, 2}
    for wrong in ({"operands": [4, 3]}, {"digits": [1, 1]}, {"transforms": [0, 1]}):
        with pytest.raises(IrrealisError):
            build(NAME, root=root, out=tmp_path / "none", overrides=wrong)
