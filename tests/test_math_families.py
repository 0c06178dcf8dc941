"""math-families: each family can be executed, read back, depends on its numbers, and is solved."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.families.rules.formulas import evaluate
from irrealis.builders.families.rules.mathfamilies import Family, families, surd
from irrealis.builders.families.rules.phrasings import phrasings
from irrealis.schemas.families.rules.audit import UnreadableError
from irrealis.schemas.families.rules.second_paths import root, squared
from irrealis.schemas.families.rules.workings import worked
from irrealis.schemas.math_families import AREAS, MathFamiliesAudit, read

from irrealis.build import Draw, build, read_rows, record_rng
from irrealis.errors import IrrealisError
from tests.wording import Mutation, Pair, bumped, failures, last, made, missed, sub, swap

NAME = "math-families"
AFTER = ("counterfactual",)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    return made(NAME, tmp_path_factory.mktemp(NAME), size=426)[1]


MUTATIONS = [
    Mutation("a number changed on one side", "question", sub(r"\d+", bumped), AFTER),
    Mutation("the last number changed", "question", last(r"\d+", bumped)),
    Mutation("another number of both sides", "question", sub(r"(?<= )\d+(?= \w)", bumped)),
    Mutation("plus for minus", "question", swap(" + ", " - "), least=10),
    Mutation("sum for difference", "question", swap("sum", "difference"), least=10),
    Mutation("greatest for least", "question", swap("largest", "smallest"), least=5),
    Mutation("at least for at most", "question", swap("at least", "at most"), least=3),
    Mutation("first for last", "question", swap("first", "last"), least=10),
    Mutation("red for green", "question", swap("red", "green"), least=5),
    Mutation("exactly left out", "question", swap("exactly ", ""), least=3),
    Mutation("a negation put in", "question", last(" is | are ", " is not "), least=40),
    Mutation("a negation dropped", "question", sub(r"\bnot ", ""), least=5),
    Mutation("and for or", "question", swap(" and ", " or "), least=40),
    Mutation("another unit", "question", swap("hours", "minutes"), least=20),
    Mutation("other things", "question", sub(r"\b(apples|pens|wugs|ghosts|rivers)\b", "nuts")),
    Mutation("another name", "question", sub(r"\b(Anna|Ben|Zorp|the moon|a snail)\b", "Otto")),
    Mutation(
        "other things on one side",
        "question",
        sub(r"\b(cups|feps|planets)\b", "kits"),
        AFTER,
        least=5,
    ),
    Mutation("the question left out", "question", lambda text: text.rpartition(". ")[0], least=40),
]


@pytest.mark.parametrize("one", MUTATIONS, ids=[one.name for one in MUTATIONS])
def test_a_change_of_wording_alone_is_caught(rows: list[Pair], one: Mutation) -> None:
    assert missed(MathFamiliesAudit, NAME, rows, one) == []


def test_rows_pass_and_a_wrong_answer_or_step_does_not(rows: list[Pair]) -> None:
    for row in rows[:150]:
        assert failures(MathFamiliesAudit, NAME, row) == []
        for side in ("label_original", "label_counterfactual"):
            assert failures(MathFamiliesAudit, NAME, {**row, side: f"{row[side]}1"})
        facts = row["evidence"]["facts"]
        for steps in (facts["steps"][:-1], [*facts["steps"][:-1], "1 + 1 = 3"]):
            wrong = {**row["evidence"], "facts": {**facts, "steps": steps}}
            assert failures(MathFamiliesAudit, NAME, {**row, "evidence": wrong})


def test_there_are_more_than_60_families_and_each_is_known_to_both_engines() -> None:
    known = {(area, name) for area, of in AREAS.items() for name in of}
    assert {(family.area, family.name) for family in families()} == known
    assert len(known) == 71
    assert all(count >= 6 for count in Counter(area for area, _ in known).values())


def _admitted(family: Family, draw: Draw) -> dict[str, int]:
    return next(
        letters for letters in iter(lambda: family.draw(draw), None) if family.admits(letters)
    )


@pytest.mark.parametrize("family", families(), ids=[family.name for family in families()])
def test_a_family_is_extractable_executable_solved_and_sensitive(family: Family) -> None:
    """The four properties of the paper (section 3.2)."""
    draw = Draw(record_rng(dataset=NAME, seed=2, original_id=family.name))
    matter: set[str] = set()
    for number in range(30):
        letters = _admitted(family, draw)
        things = draw.choice(phrasings("mathwords")["nonsense things"])
        statement = family.asks[number % len(family.asks)].format(t=things, **letters)
        asked = read(f"At school, Anna is asked: {statement}")
        assert (asked.area, asked.family) == (family.area, family.name)
        assert asked.numbers == tuple(letters.values())
        answer = family.answer(letters)
        second = AREAS[family.area][family.name].answer(*asked.numbers)
        assert second == (squared(answer) if family.root else Fraction(answer))
        formula, result = family.steps(letters)[-1].split(" = ")
        assert worked(formula) == Fraction(result) == second
        for name, ends in family.ranges.items():
            for _ in range(20):
                other = {**letters, name: draw.integer(*ends)}
                if family.admits(other) and family.answer(other) != answer:
                    matter.add(name)
    assert matter == set(family.ranges)


@pytest.mark.parametrize(
    ("name", "letters", "expected"),
    [
        ("left-over", {"a": 23, "b": 5}, "3"),
        ("boxes-needed", {"a": 23, "b": 5}, "5"),
        ("divisors", {"a": 12}, "6"),
        ("two-remainders", {"a": 2, "m": 3, "b": 3, "n": 5}, "8"),
        ("squares-of-roots", {"s": 5, "p": 6}, "13"),
        ("handshakes", {"n": 5}, "10"),
        ("boxes-for-equals", {"a": 3, "b": 2}, "4"),
        ("two-dice", {"n": 6, "s": 7}, "1/6"),
        ("average-speed", {"a": 30, "b": 60}, "40"),
        ("rectangle-diagonal", {"a": 2, "b": 4}, "2√5"),
        ("polygon-angle", {"n": 6}, "120"),
        ("garden-path", {"a": 3, "b": 4, "w": 1}, "18"),
    ],
)
def test_an_answer_by_hand(name: str, letters: dict[str, int], expected: str) -> None:
    (family,) = (family for family in families() if family.name == name)
    assert family.answer(letters) == expected


def test_a_surd_is_in_lowest_terms() -> None:
    for square in range(1, 300):
        assert squared(surd(square)) == square
    for wrong in ("√8", "√1", "", "0", "2√", "x"):
        with pytest.raises(UnreadableError):
            squared(wrong)


def test_an_equation_without_one_solution_is_refused() -> None:
    with pytest.raises(UnreadableError):
        root(lambda _: 1)


def test_both_evaluators_know_the_same_functions() -> None:
    for text in (
        "comb(5, 2)",
        "gcd(12, 18)",
        "lcm(4, 6)",
        "divisors(36)",
        "fact(5)",
        "7 // 2",
        "7 % 4",
    ):
        assert evaluate(text, {}) == worked(text)
    assert evaluate("crt(2, 3, 3, 5)", {}) == worked("crt(2, 3, 3, 5)") == 8


def test_areas_and_steps_are_chosen(tmp_path: Path, root: Path) -> None:
    overrides = {"areas": ["geometry"], "steps": [2, 2]}
    done = build(
        NAME, root=root, out=tmp_path / "out", size=80, splits=["train"], overrides=overrides
    )
    facts = [
        row["evidence"]["facts"]
        for row in read_rows(done.folder, done.record, config="pairs", split="train")
    ]
    assert {(fact["area"], fact["depth"]) for fact in facts} == {("geometry", 2)}
    refused: list[dict[str, Any]] = [{"areas": []}, {"steps": [0, 2]}, {"steps": [3, 2]}]
    for wrong in refused:
        with pytest.raises(IrrealisError):
            build(NAME, root=root, out=tmp_path / "none", overrides=wrong)
