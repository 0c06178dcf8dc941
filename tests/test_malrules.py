"""malrules: two engines agree on every misconception, and no word can change unnoticed."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from irrealis.builders.families.rules.malrules import Problem, problems
from irrealis.builders.families.rules.phrasings import phrasings
from irrealis.schemas.families.rules.audit import UnreadableError
from irrealis.schemas.families.rules.misconceptions import (
    ABSURD,
    KINDS,
    USUAL,
    given,
    read_problem,
)
from irrealis.schemas.families.rules.workings import worked
from irrealis.schemas.malrules import MalrulesAudit

from irrealis.build import Draw, build, read_rows, record_rng
from irrealis.errors import IrrealisError
from tests.wording import Mutation, Pair, bumped, failures, last, made, missed, sub, swap

NAME = "malrules"
AFTER = ("counterfactual",)
DIGITS = r"\d+(?=[^.]*[.?] )"  # of the problem, which is not the last sentence
THINGS = r"\b(mouse|mountain|snowmen|stone|snail|ant|ocean|planets|stamp|whales)\b(?! turns)"
DREAMS = r"^In a dream, .+? turns to you and asks"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    return made(NAME, tmp_path_factory.mktemp(NAME), size=528)[1]


def _exchanged(text: str) -> str:
    """The first two numbers change places."""
    return re.sub(r"(\d+)(\D+)(\d+)", r"\3\2\1", text, count=1)


MUTATIONS = [
    Mutation("a number changed", "question", sub(DIGITS, bumped)),
    Mutation("numbers exchanged", "question", _exchanged),
    Mutation("plus for minus", "question", swap(" + ", " - ")),
    Mutation("times for divided", "question", swap(" × ", " ÷ ")),
    Mutation("divided for plus", "question", swap(" + ", " ÷ "), least=10),
    Mutation("both for one", "question", swap("both fail", "one fails"), least=3),
    Mutation("least for most", "question", swap("at least one", "at most one"), least=3),
    Mutation("a rise for a fall", "question", swap("rose", "fell"), least=3),
    Mutation("another unit", "question", swap("minutes", "seconds"), least=10),
    Mutation("another name", "question", sub(r"\b(Anna|Ben|Clara|Zorp|Quib|Mulk)\b", "Otto")),
    Mutation("another thing", "question", sub(THINGS, "pen"), least=10),
    Mutation("a dream for school", "question", sub(DREAMS, "At school, Ben is asked"), least=10),
    Mutation("a belief denied", "question", sub("who believes that", "who denies that"), AFTER),
    Mutation("a negation in a belief", "question", last(r" are | is ", " is not "), AFTER),
    Mutation("larger for smaller", "question", swap("larger", "smaller"), least=3),
    Mutation("added for multiplied", "question", swap("added", "multiplied"), AFTER, least=10),
    Mutation("first for last", "question", swap("first", "last"), AFTER, least=5),
    Mutation("another answer", "question", sub(r"(?<=answers )\S+(?=\.)", "1000003"), AFTER),
    Mutation("wrong for right", "question", swap("right answer", "wrong answer"), least=40),
    Mutation("belief for disbelief", "question", swap("believe?", "doubt?"), least=20),
]


@pytest.mark.parametrize("one", MUTATIONS, ids=[one.name for one in MUTATIONS])
def test_a_change_of_wording_alone_is_caught(rows: list[Pair], one: Mutation) -> None:
    assert missed(MalrulesAudit, NAME, rows, one) == []


def test_rows_pass_and_a_wrong_label_or_choice_does_not(rows: list[Pair]) -> None:
    for row in rows[:200]:
        assert failures(MalrulesAudit, NAME, row) == []
        for side in ("label_original", "label_counterfactual"):
            for label in {0, 1, 2, 3, 4} - {row[side]}:
                assert failures(MalrulesAudit, NAME, {**row, side: label})
        choices = row["original"]["choices"]
        turned = {
            side: {**row[side], "choices": [*choices[1:], choices[0]]}
            for side in ("original", "counterfactual")
        }
        assert failures(MalrulesAudit, NAME, {**row, **turned})


@pytest.mark.parametrize("problem", problems(), ids=[each.name for each in problems()])
def test_both_engines_agree_on_every_rule_of_a_problem(problem: Problem) -> None:
    kind = KINDS[problem.name]
    assert {rule.belief for rule in problem.rules} == {"", *kind.beliefs}
    assert problem.area == kind.area
    draw = Draw(record_rng(dataset=NAME, seed=3, original_id=problem.name))
    for _ in range(40):
        letters = problem.draw(draw)
        assert letters is not None
        text = draw.choice((*problem.asks, *problem.absurd)).format(**letters)
        text = text if text.endswith("?") else f"What is {text}?"
        found = given(*read_problem(text)[:2])
        values = dict(
            zip((rule.belief for rule in problem.rules), problem.values(letters), strict=True)
        )
        assert found == values
        workings = [worked(working) for working in problem.workings(letters)]
        assert workings == list(values.values())


@pytest.mark.parametrize(
    ("text", "belief", "expected"),
    [
        ("What is 1/2 + 2/3?", "", "7/6"),
        (
            "What is 1/2 + 2/3?",
            "fractions are added by adding the tops and adding the bottoms",
            "3/5",
        ),
        ("What is 5 - (-8)?", "", "13"),
        (
            "What is 2.7 + 1.54?",
            "what stands before and after the point is added apart, each as a whole number",
            "3.61",
        ),
        ("Work out 3^(-2).", "a negative exponent makes the power negative", "-9"),
        ("What is x if 3x + 4 = 19?", "", "5"),
        (
            "How many minutes are 2.5 hours?",
            "the digit after the point counts tens of minutes",
            "170",
        ),
        (
            "What is the mean of 2, 5, 9 and 0?",
            "a zero does not count when a mean is taken",
            "16/3",
        ),
    ],
)
def test_an_answer_by_hand(text: str, belief: str, expected: str) -> None:
    assert given(*read_problem(text)[:2])[belief] == Fraction(expected)


def test_there_are_more_than_40_misconceptions_each_with_a_source() -> None:
    rules = [rule for problem in problems() for rule in problem.rules[1:]]
    assert len({rule.name for rule in rules}) == len(rules) >= 40
    assert all(re.search(r"(19|20)\d\d$", rule.source) for rule in rules)
    assert set(phrasings("malwords")["usual"]) == set(USUAL)


def test_what_is_about_things_is_asked_of_things_that_nobody_believes(rows: list[Pair]) -> None:
    asked = {problem.name: problem.absurd for problem in problems()}
    assert {name for name, ways in asked.items() if ways} == set(ABSURD)
    seen = set()
    for row in rows:
        facts = row["evidence"]["facts"]
        question = row["original"]["question"]
        absurd = '"' in question and read_problem(question.split('"')[1])[2]
        believed = facts["vocabulary"] != "unbelievable"
        assert absurd == (not believed and facts["problem"] in ABSURD)
        seen.add((facts["problem"], absurd))
    assert {name for name, absurd in seen if absurd} == set(ABSURD)


@pytest.mark.parametrize("text", ["", "1/2 +", "(1", "1 2", "max(1", "1/0", "one", "2 ** x"])
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        worked(text)


def test_two_rules_with_one_answer_are_refused() -> None:
    with pytest.raises(UnreadableError, match="two rules"):
        given("power", (2, 2))


def test_areas_are_chosen(tmp_path: Path, root: Path) -> None:
    overrides = {"areas": ["units"]}
    done = build(
        NAME, root=root, out=tmp_path / "out", size=40, splits=["train"], overrides=overrides
    )
    rows = read_rows(done.folder, done.record, config="pairs", split="train")
    assert {row["evidence"]["facts"]["area"] for row in rows} == {"units"}
    for wrong in ([], ["botany"]):
        with pytest.raises(IrrealisError):
            build(NAME, root=root, out=tmp_path / "none", overrides={"areas": wrong})
