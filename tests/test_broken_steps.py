"""broken-steps: a draft is followed as it reads, and no word of a row can change unnoticed."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.families.rules.drafts import Slip, Wording, slip, solvable
from irrealis.builders.families.rules.mathfamilies import families
from irrealis.schemas.broken_steps import BrokenStepsAudit
from irrealis.schemas.families.rules.audit import UnreadableError
from irrealis.schemas.families.rules.draft_reading import Step, read_draft, substituted

from irrealis.build import Draw, build, record_rng
from irrealis.errors import IrrealisError
from tests.wording import Mutation, Pair, bumped, failures, last, made, missed, sub, swap

NAME = "broken-steps"
AFTER = ("counterfactual",)
BACK = r"(Wait, that is wrong: |Correction: |No, this is right instead: )[^.]+\. ?"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    return made(NAME, tmp_path_factory.mktemp(NAME), size=240)[1]


MUTATIONS = [
    Mutation("a number of the problem changed", "problem", sub(r"\d+", bumped)),
    Mutation("another name", "problem", sub(r"\b(Anna|Ben|Zorp|the moon|a snail)\b", "Otto")),
    Mutation("a number of a step changed", "draft", sub(r"(?<= )\d+(?= [-+×=])", bumped), AFTER),
    Mutation("a result changed", "draft", sub(r"(?<== )\d+", bumped), AFTER),
    Mutation("the last result changed", "draft", last(r"(?<== )\d+", bumped), AFTER),
    Mutation("the stated answer changed", "draft", last(r"\d+(?=( as the answer)?\.$)", bumped)),
    Mutation("a sign changed", "draft", swap(" + ", " - "), AFTER),
    Mutation("times for plus", "draft", swap(" × ", " + "), AFTER),
    Mutation("a step left out", "draft", sub(r"^[^.]+\. ", ""), AFTER),
    Mutation("the last sentence left out", "draft", sub(r" [^.]+\.$", ""), AFTER),
    Mutation("a correction left out", "draft", sub(BACK, ""), AFTER),
    Mutation("wrong for right", "draft", swap("wrong", "right"), AFTER, least=10),
    Mutation("first for last", "draft", swap("First", "Last"), AFTER),
    Mutation("a number of a step", "draft", swap("Step 2", "Step 3"), AFTER),
    Mutation("the right draft is wrong", "draft", sub(r"(?<== )\d+", bumped), ("original",)),
    Mutation(
        "breaks off or not",
        "question",
        sub(r"^.*(breaks off|stops|missing).*$", "What answer does this draft arrive at?"),
    ),
    Mutation(
        "whole or not",
        "question",
        sub(
            r"^[^.]+(arrive at|or not|does it give)\?$",
            "The rest is missing. What is the answer if you trust the last result and go on?",
        ),
    ),
    Mutation("a negation in the question", "question", sub(r"\bdoes\b", "does not")),
]


@pytest.mark.parametrize("one", MUTATIONS, ids=[one.name for one in MUTATIONS])
def test_a_change_of_wording_alone_is_caught(rows: list[Pair], one: Mutation) -> None:
    assert missed(BrokenStepsAudit, NAME, rows, one) == []


def test_rows_pass_and_a_wrong_answer_does_not(rows: list[Pair]) -> None:
    for row in rows:
        assert failures(BrokenStepsAudit, NAME, row) == []
        for side in ("label_original", "label_counterfactual"):
            assert failures(BrokenStepsAudit, NAME, {**row, side: f"{row[side]}0"})


def test_half_of_each_sort_of_draft_keeps_the_answer(rows: list[Pair]) -> None:
    kept: Counter[tuple[bool, str]] = Counter()
    for row in rows:
        kind = row["evidence"]["facts"]["kind"]
        kept[kind.startswith("broken"), row["label_effect"]] += 1
        assert (row["label_effect"] == "keep") == (kind not in ("carried", "broken"))
    assert kept[True, "keep"] == kept[True, "recomputed"]
    assert kept[False, "keep"] == kept[False, "recomputed"]


def _slip() -> Slip:
    """7 boxes of 6 with 5 more: 42 and 47, or 44 and 49."""
    (family,) = (family for family in families() if family.name == "total-price")
    letters = {"a": 7, "b": 6, "c": 5}
    return Slip(family.values(letters), family.values(letters, {0: 44}), 0)


@pytest.mark.parametrize(
    ("kind", "steps", "end"),
    [
        ("carried", ["44", "49"], "49"),
        ("ignored", ["44", "47"], "47"),
        ("corrected", ["44", "47"], "47"),
        ("broken", ["44"], None),
        ("broken and corrected", ["44"], None),
    ],
)
def test_what_becomes_of_a_wrong_step_by_hand(kind: str, steps: list[str], end: str | None) -> None:
    wording = Wording(Draw(record_rng(dataset=NAME, seed=1, original_id=kind)))
    right, wrong = map(read_draft, wording.drafts(kind, _slip()))
    assert [step.result for step in right.steps] == ["42", "47"][: len(steps)]
    assert [step.result for step in wrong.steps] == steps
    assert wrong.end == end
    assert (wrong.correction is not None) == kind.endswith("corrected")


def test_a_result_is_put_in_place_of_another_in_all_later_steps() -> None:
    steps = [Step("3 × 4", "12"), Step("12 + 30", "42"), Step("42 - 12", "30")]
    assert [step.result for step in substituted(steps[1:], {"12": "13"})] == ["43", "30"]


def test_no_result_of_a_draft_is_equal_to_another_number_of_it() -> None:
    draw = Draw(record_rng(dataset=NAME, seed=4, original_id="slips"))
    found = 0
    for family in solvable():
        for _ in range(40):
            letters = family.draw(draw)
            made_slip = slip(draw, family, letters) if family.admits(letters) else None
            if made_slip:
                found += 1
                results = [str(value) for _, value in made_slip.right]
                others = {str(number) for number in letters.values()}
                assert len({*results}) == len(results)
                assert not {*results} & others
    assert found > 100


@pytest.mark.parametrize(
    "text",
    ["", "First, 1 + 1 = 2", "So the answer is 3.", "First, one is one.", "First, 1 = 1. Hm."],
)
def test_what_is_no_draft_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_draft(text)
    assert not re.fullmatch(r"First, .+ = \d+\.", text)


def test_steps_must_be_in_order(tmp_path: Path, root: Path) -> None:
    refused: list[dict[str, Any]] = [{"steps": [3, 2]}, {"steps": [1, 2]}]
    for wrong in refused:
        with pytest.raises(IrrealisError):
            build(NAME, root=root, out=tmp_path / "none", overrides=wrong)
