"""scm-decisions: two engines agree, recourse is the cheapest, and no word changes unnoticed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.families.worlds.table_words import subjects
from irrealis.builders.families.worlds.tables import TRAIT, TREATMENT, Action, Model, Sum
from irrealis.schemas.families.worlds.path_effects import (
    change_along_paths,
    costs_of_success,
    score_of,
)
from irrealis.schemas.families.worlds.reading import UnreadableError
from irrealis.schemas.families.worlds.table_reading import (
    Flag,
    Scorecard,
    read_row,
    read_scorecard,
)
from irrealis.schemas.scm_decisions import SUBJECTS, ScmDecisionsAudit

from irrealis.build import Build, build, read_rows
from irrealis.errors import IrrealisError
from tests.wording import failures, more, rows_of, sub

NAME = "scm-decisions"
ROOT = Path(__file__).parent.parent
_failures = partial(failures, ScmDecisionsAudit, NAME)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(NAME, root=ROOT, out=tmp_path_factory.mktemp("decisions") / "out", size=160)


@pytest.fixture(scope="module")
def rows(made: Build) -> list[dict[str, Any]]:
    return rows_of(made, "pairs")["pairs"]


def _with(row: dict[str, Any], field: str, text: str) -> dict[str, Any]:
    sides = ("counterfactual",) if field == "row" else ("original", "counterfactual")
    return {**row, **{side: {**row[side], field: text} for side in sides}}


def _rows_exchanged(text: str) -> str:
    found = re.search(r"(\w+) is (-?\d+)(, and |, )(\w+) is (-?\d+)", text)
    if found is None or found[2] == found[5]:
        return text
    start, end = found.span()
    return f"{text[:start]}{found[1]} is {found[5]}{found[3]}{found[4]} is {found[2]}{text[end:]}"


# name, field, and a change of its words alone; a change that leaves a text alone is passed over
MUTATIONS: list[tuple[str, str, Callable[[str], str]]] = [
    ("a base", "rules", sub(r"( is | to | as )(\d+)(?=,)", more)),
    ("minus for plus", "rules", sub(r"plus (?!its)", "minus ")),
    ("plus for minus", "rules", sub(r"minus ", "plus ")),
    ("a weight", "rules", sub(r"((?:plus|minus) )(\d+)", more)),
    ("a part left out", "rules", sub(r", (?:plus|minus) (?!its)[^,.]+", "")),
    ("an arrow turned", "rules", sub(r"^(\w+) (is|comes to|is worked out as) ", r"Bucket \2 ")),
    ("another value of the trait", "rules", sub(r"if the (\w+) is (\w+)", r"if the \1 is puce")),
    ("another trait", "rules", sub(r"if the \w+ is", "if the bucket is")),
    ("the remainder left out", "rules", sub(r", plus its remainder", "")),
    ("remainders that change", "rules", sub(r"(and stays|never changes|stay as they)", "perhaps")),
    ("another bound", "rules", sub(r"(at least |score of |score is )(\d+)", more)),
    ("below for at least", "rules", sub(r"at least|or more", "below")),
    ("another cost", "rules", sub(r"(cost of |costs )(\d+)", more)),
    ("fewer points", "rules", sub(r"at most \d+", "at most 1")),
    ("an action left out", "rules", sub(r"[A-Z]\w+ can be moved[^.]+\. ", "")),
    (
        "what depends stays",
        "rules",
        sub(r"what is not moved still follows|all that depends on it follows", "nothing follows"),
    ),
    (
        "a move counts from its rule",
        "rules",
        sub(r"from the number in the row|from the one in the row", "from what its rule gives"),
    ),
    ("a number of the row", "row", sub(r"(is )(\d+)", more)),
    ("two numbers exchanged", "row", _rows_exchanged),
    ("the trait as it was", "row", sub(r"(?<=is )(\w+)(?=,? and the)", "puce")),
    ("the treatment turned", "row", sub(r"(, and|and) the (\w+) is not ", r"\1 the \2 is ")),
    ("another subject", "row", sub(r"(of|Of) the \w+", r"\1 the bucket")),
    ("a number left out", "row", sub(r", and \w+ is -?\d+", "")),
    ("another decision asked for", "question", sub(r"\w+\?$", "refused?")),
    ("another subject asked about", "question", sub(r"(is|Is|for) the \w+", r"\1 the bucket")),
    ("a question denied", "question", sub(r"(is|Is) the", r"\1 it false that the")),
]


@pytest.mark.parametrize(
    ("field", "change"), [m[1:] for m in MUTATIONS], ids=[m[0] for m in MUTATIONS]
)
def test_a_change_of_wording_alone_is_caught(
    rows: list[dict[str, Any]], field: str, change: Callable[[str], str]
) -> None:
    changed = 0
    for row in rows:
        side = row["counterfactual"]
        text = change(side[field])
        if text != side[field]:
            changed += 1
            assert _failures(_with(row, field, text)), text
    assert changed >= 20


def test_untouched_rows_pass(made: Build, rows: list[dict[str, Any]]) -> None:
    assert not [failure for row in rows for failure in _failures(row)]
    figures = made.report.metrics["train"]
    assert figures["answers_derived_again"] == figures["distinct"] == 1
    assert figures["yes.fairness"] == figures["yes.treatment"] == 0.5
    assert figures["yes.recourse"] == 1


@pytest.mark.parametrize("side", ["original", "counterfactual"])
def test_a_wrong_decision_is_caught(rows: list[dict[str, Any]], side: str) -> None:
    wrong = {"yes": "no", "no": "yes"}
    for row in rows:
        assert _failures({**row, f"label_{side}": wrong[row[f"label_{side}"]]})


# b follows a, both lead to the score; by hand: a point of a is worth 1 + 2 * 3 = 7, one of b 3
SUMS = {"a": Sum(10, ((TRAIT, 4),)), "b": Sum(0, (("a", 2), (TREATMENT, -5)))}
MODEL = Model(SUMS, Sum(0, (("a", 1), ("b", 3))), 85, (Action("a", 3, 5), Action("b", 4, 2)))
CARD = Scorecard(
    subject="wug",
    decided="gleeped",
    least=85,
    bases={"a": 10, "b": 0, "score": 0},
    weights={
        "a": {Flag("fep", "dax"): 4},
        "b": {"a": 2, Flag("zorp", "mibbed"): -5},
        "score": {"a": 1, "b": 3},
    },
    moves={"a": (3, 5), "b": (4, 2)},
)
ROW = {TRAIT: 0, TREATMENT: 0, "a": 11, "b": 21}


def test_what_a_row_would_have_been() -> None:
    assert MODEL.remainders(ROW) == {"a": 1, "b": -1}
    assert MODEL.under(ROW, {TRAIT: 1}) == {TRAIT: 1, TREATMENT: 0, "a": 15, "b": 29}
    assert MODEL.under(ROW, {TREATMENT: 1}) == {TRAIT: 0, TREATMENT: 1, "a": 11, "b": 16}
    assert MODEL.under(ROW, {"b": 30}) == {**ROW, "b": 30}
    trait: dict[str | Flag, int] = {Flag("fep", "dax"): 1}
    assert [change_along_paths(CARD, trait, name) for name in ("a", "b", "score")] == [4, 8, 28]


@pytest.mark.parametrize(
    ("missing", "moves", "costs"),
    [
        (3, {"b": 22}, [2, 4]),  # one point of b, or two
        (7, {"a": 12}, [5, 6]),  # one of a, or three of b
        (10, {"b": 25}, [8, 10]),  # four of b, or two of a; with b set, a point of a is worth 1
        (22, None, []),  # three points of a are worth 21
    ],
)
def test_recourse_is_the_cheapest_by_hand(
    missing: int, moves: dict[str, int] | None, costs: list[int]
) -> None:
    score = score_of(CARD, ROW, {})
    assert score == MODEL.score.of(ROW) == 74
    found = replace(MODEL, least=score + missing).recourse(ROW)
    assert (found.moves if found else None) == moves
    assert ([found.cost, found.second] if found else []) == costs
    assert [cost for cost, _ in costs_of_success(CARD, missing)[:2]] == costs


def test_two_that_cost_the_same_are_no_recourse() -> None:
    model = replace(MODEL, least=74 + 7, actions=(Action("a", 3, 6), Action("b", 4, 2)))
    assert model.recourse(ROW) is None


def test_every_subject_has_words_of_its_own() -> None:
    words: list[str] = []
    for vocabulary, subject in subjects().items():
        assert SUBJECTS[subject.subject] == vocabulary
        assert len(subject.numbers) == 5
        words += [subject.subject, subject.trait, subject.treatment, *subject.numbers]
    assert len(words) == len({*words})


def test_a_smaller_build_is_the_start_of_a_larger_and_seeds_share_no_row(tmp_path: Path) -> None:
    ids = {}
    for seed, size in ((0, 40), (0, 60), (1, 60)):
        made = build(NAME, root=ROOT, out=tmp_path / f"{seed}-{size}", seed=seed, size=size)
        rows = read_rows(made.folder, made.record, config="pairs", split="train")
        ids[seed, size] = {row["id"] for row in rows}
    assert ids[0, 40] <= ids[0, 60]
    assert not ids[0, 60] & ids[1, 60]


@pytest.mark.parametrize(
    ("overrides", "message"),
    [({"numbers": [5, 2]}, "the smaller number first"), ({"numbers": [1, 2]}, "numbers")],
)
def test_parameters_that_cannot_be_are_refused(
    tmp_path: Path, overrides: dict[str, object], message: str
) -> None:
    with pytest.raises(IrrealisError, match=message):
        build(NAME, root=ROOT, out=tmp_path / "none", overrides=overrides)


@pytest.mark.parametrize("text", ["", "Income is 5.", "The score is high."])
def test_what_are_no_rules_and_no_row_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_scorecard(text)
    with pytest.raises(UnreadableError):
        read_row(text)
