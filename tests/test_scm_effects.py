"""scm-effects: two engines agree, known effects come out, and no word can change unnoticed."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.families.worlds.chances import (
    ChanceWorld,
    Mechanism,
    Side,
    meets_back_door,
)
from irrealis.builders.families.worlds.effects import TYPES, graphs
from irrealis.builders.families.worlds.scm import Term
from irrealis.schemas.families.worlds.chance_reading import (
    Dice,
    SetQuery,
    View,
    read_dice,
    read_effect,
)
from irrealis.schemas.families.worlds.reading import UnreadableError
from irrealis.schemas.families.worlds.rolls import back_door_is_shut, graph_of, probabilities
from irrealis.schemas.scm_effects import ScmEffectsAudit

from irrealis.build import Build, build, read_rows
from irrealis.errors import IrrealisError
from tests.wording import failures, more, rows_of, sub

NAME = "scm-effects"
_failures = partial(failures, ScmEffectsAudit, NAME)
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(NAME, root=ROOT, out=tmp_path_factory.mktemp("effects") / "out", size=400)


@pytest.fixture(scope="module")
def rows(made: Build) -> list[dict[str, Any]]:
    return rows_of(made, "pairs")["pairs"]


def _with(row: dict[str, Any], field: str, text: str) -> dict[str, Any]:
    sides = ("counterfactual",) if field == "question" else ("original", "counterfactual")
    return {**row, **{side: {**row[side], field: text} for side in sides}}


def _limits_exchanged(text: str) -> str:
    found = re.search(r"(\d+) if ([^,]+), (?:and )?(\d+) if", text)
    if found is None or found[1] == found[3]:
        return text
    start, end = found.span()
    return text[:start] + f"{found[3]} if {found[2]}, {found[1]} if" + text[end:]


def _another_cause(text: str) -> str:
    nouns = re.findall(r"(?:[Tt]he limit for|(?<=\. )The|lower,) (?:the )?([a-z]+)", text)
    return re.sub(rf"if the {nouns[0]} ", "if the bucket ", text, count=1)


# name, field, and a change of its words alone; a change that leaves a text alone is passed over
MUTATIONS: list[tuple[str, str, Callable[[str], str]]] = [
    ("a limit one higher", "story", sub(r"(is |up to |roll of )(\d+)", more)),
    ("two limits exchanged", "story", _limits_exchanged),
    ("negation dropped from a case", "story", sub(r"does not (\w+)", r"\1s")),
    ("a case left out", "story", sub(r"\d+ if [^,.]+, ", "")),
    ("a cause renamed", "story", _another_cause),
    ("dice with more sides", "story", sub(r"(with |have )(\d+)", more)),
    ("dice that are shared", "story", sub(r"of its own |no two|Every event has one", "two ")),
    ("below for at most", "story", sub(r"at or below|no higher than|its limit or less", "below")),
    ("a mechanism left out", "story", sub(r"(?<=\. )The [^.]+\. ", "")),
    ("what happens to what is changed", "story", sub(r"[^.]*\.$", " All rules go.")),
    ("the opposite is set", "question", sub(r"made (not )?to", "made sometimes to")),
    ("negation put into the setting", "question", sub(r"made to", "made not to")),
    ("negation dropped from the setting", "question", sub(r"made not to", "made to")),
    ("seeing for doing", "question", sub(r"if the (\w+) is made to (\w+)", r"if the \1 \2s")),
    (
        "a negation in the cases",
        "question",
        sub(r"(which the \w+) (?!does)(\w+)s", r"\1 does not \2"),
    ),
    ("another event held", "question", sub(r"while the \w+", "while the bucket")),
    ("what is held left out", "question", sub(r" while the .+?(?= than|, and sub)", "")),
    ("another event asked about", "question", sub(r"that the \w+", "that the bucket")),
    ("less for more", "question", sub(r"more likely that|greater (?=in|if|among|given)", "less ")),
    ("another bound", "question", sub(r"than 1/2", "than 1/3")),
    ("the sum for the difference", "question", sub(r"subtract from", "add to")),
    ("the cases left out", "question", sub(r"^[^.]*in which[^.]*\. ", "")),
    ("another set", "question", sub(r"the set of the (\w+)", r"the set of the bucket and the \1")),
    ("a member left out", "question", sub(r" and the \w+(?= meet|\?$| satisfy)", "")),
    ("x and y exchanged", "question", sub(r"of the (\w+) on the (\w+)", r"of the \2 on the \1")),
    ("front for back", "question", sub(r"back-door", "front-door")),
]


@pytest.mark.parametrize(
    ("field", "change"), [m[1:] for m in MUTATIONS], ids=[m[0] for m in MUTATIONS]
)
def test_a_change_of_wording_alone_is_caught(
    rows: list[dict[str, Any]], field: str, change: Callable[[str], str]
) -> None:
    changed = 0
    for row in rows:
        text = change(row["counterfactual"][field])
        if text != row["counterfactual"][field]:
            changed += 1
            assert _failures(_with(row, field, text)), text
            if changed == 60:
                break
    assert changed >= 10


def test_untouched_rows_pass(rows: list[dict[str, Any]]) -> None:
    assert not [failure for row in rows for failure in _failures(row)]


@pytest.mark.parametrize("side", ["original", "counterfactual"])
def test_a_wrong_answer_is_caught(rows: list[dict[str, Any]], side: str) -> None:
    wrong = {"yes": "no", "no": "yes"}
    for row in rows[:200]:
        label = f"label_{side}"
        assert _failures({**row, label: wrong.get(row[label], "1/7")})


# a known case of Simpson's paradox: P(x|z) 1/10 or 9/10, P(y|x,z) higher with x in either stratum
SIMPSON = ChanceWorld(
    10,
    (
        Mechanism("z", (), (5,)),
        Mechanism("x", ("z",), (1, 9)),
        Mechanism("y", ("z", "x"), (8, 9, 1, 2)),
    ),
)
X, NOT_X = Term("x", True), Term("x", False)


def test_seeing_and_doing_part_where_they_should() -> None:
    assert SIMPSON.probability("y", Side(do=X)) == Fraction(11, 20)
    assert SIMPSON.probability("y", Side(do=NOT_X)) == Fraction(9, 20)
    assert SIMPSON.probability("y", Side(seen=(X,))) == Fraction(27, 100)
    assert SIMPSON.probability("y", Side(seen=(NOT_X,))) == Fraction(73, 100)


def test_what_would_have_been_keeps_the_die() -> None:
    """y did not happen with x in the stratum of limits 1 and 2, or 8 and 9: nor without x."""
    seen = (X, Term("y", False))
    assert SIMPSON.probability("y", Side(seen, NOT_X)) == 0
    happened = (NOT_X, Term("y", True))
    assert SIMPSON.probability("y", Side(happened, X)) == 1


def test_effects_on_the_treated_and_through_a_mediator() -> None:
    """By hand: x leads to m, both to y; y is at most 2, 4 (m), 6 (x) or 8 (both) of 10."""
    world = ChanceWorld(
        10,
        (
            Mechanism("x", (), (5,)),
            Mechanism("m", ("x",), (2, 7)),
            Mechanism("y", ("x", "m"), (2, 4, 6, 8)),
        ),
    )
    none = world.probability("y", Side(do=NOT_X))
    assert none == Fraction(24, 100)
    direct = world.probability("y", Side(do=X, kept=("m", NOT_X))) - none
    indirect = world.probability("y", Side(do=NOT_X, kept=("m", X))) - none
    assert (direct, indirect) == (Fraction(40, 100), Fraction(10, 100))
    treated = world.probability("y", Side((X,), X))
    assert treated == world.probability("y", Side(seen=(X,)))


def _story(world: ChanceWorld) -> Dice:
    return Dice(world.sides, world.causes, {m.event: m.numbers for m in world.mechanisms})


def test_both_engines_give_the_known_numbers() -> None:
    views = [View((), ("x", True)), View((("x", True),)), View((("y", False),), ("x", False))]
    sides = [Side(do=X), Side(seen=(X,)), Side((Term("y", False),), NOT_X)]
    found = probabilities(_story(SIMPSON), "y", views)
    assert found == [SIMPSON.probability("y", side) for side in sides]


def test_both_judges_of_back_doors_agree_on_every_set_of_every_graph() -> None:
    compared = 0
    for graph in graphs():
        causes = dict(graph.causes)
        dice = Dice(2, causes, dict.fromkeys(causes, ()))
        others = [event for event in causes if event not in "XY"]
        for number in range(1 << len(others)):
            members = tuple(e for at, e in enumerate(others) if number >> at & 1)
            asked = SetQuery("X", "Y", members)
            verdict = meets_back_door(causes, "X", "Y", frozenset(members))
            assert back_door_is_shut(dice, asked) is verdict, (graph.name, members)
            compared += 1
        assert graph_of(dice, "X", "Y") == graph.name
    assert compared > 40


def test_answers_are_balanced_within_each_type(made: Build) -> None:
    figures = made.report.metrics["train"]
    assert {figures[f"yes.{kind}"] for kind in TYPES} == {0.5}
    assert figures["answers_derived_again"] == figures["distinct"] == 1
    assert figures["reversals"] == 0.5


def test_seeds_share_no_row_and_a_smaller_build_is_the_start_of_a_larger(tmp_path: Path) -> None:
    ids = {}
    for seed, size in ((0, 60), (0, 90), (1, 90)):
        made = build(NAME, root=ROOT, out=tmp_path / f"{seed}-{size}", seed=seed, size=size)
        rows = read_rows(made.folder, made.record, config="pairs", split="train")
        ids[seed, size] = [row["id"] for row in rows]
    assert {*ids[0, 60]} <= {*ids[0, 90]}
    assert not {*ids[0, 90]} & {*ids[1, 90]}


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"variables": [5, 3]}, "the smaller number first"),
        ({"types": ["nde"], "variables": [5, 5]}, "no graph of 5 to 5 variables for nde"),
        ({"types": ["luck"]}, "types"),
        ({"sides": [1]}, "sides"),
    ],
)
def test_an_impossible_combination_is_refused(
    tmp_path: Path, overrides: dict[str, object], message: str
) -> None:
    with pytest.raises(IrrealisError, match=message):
        build(NAME, root=ROOT, out=tmp_path / "none", overrides=overrides)


@pytest.mark.parametrize("text", ["", "The alarm rings.", "Is it likely?"])
def test_what_is_no_story_or_question_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_dice(text)
    with pytest.raises(UnreadableError):
        read_effect(text)
