"""counterexamples: two engines agree on every property, and no word changes unnoticed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.families.rules.claims import Claim, ClaimWording, draw_square
from irrealis.builders.families.rules.universes import BOUNDS, DOMAINS, Property, universe
from irrealis.schemas.counterexamples import CounterexamplesAudit
from irrealis.schemas.families.rules.audit import UnreadableError
from irrealis.schemas.families.rules.claim_reading import QUESTIONS, read_statement
from irrealis.schemas.families.rules.examples import TESTS, objects, shown

from irrealis.build import Draw, build, read_rows, record_rng
from irrealis.errors import IrrealisError
from tests.wording import Mutation, Pair, bumped, failures, last, made, missed, more, sub, swap

NAME = "counterexamples"
AFTER = ("counterfactual",)
MADE_UP = (
    r"\b(blickish|wuggy|daxy|zorbish|feppy|gorpish|plimmy|snebbish|kivvy|mulky|vontish|drelly)\b"
)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    return made(NAME, tmp_path_factory.mktemp(NAME))[1]


MUTATIONS = [
    Mutation("a negation dropped", "statement", sub(r" (is|does) not ", r" \1 ")),
    Mutation("a negation dropped on one side", "statement", sub(" is not ", " is "), AFTER),
    Mutation("a negation put in", "statement", sub(r" is (?!not)", " is not ")),
    Mutation("some for every", "statement", sub(r"^Every ", "Some ")),
    Mutation("some for every behind definitions", "statement", sub(r"\. Every ", ". Some ")),
    Mutation("there is one", "statement", sub("There is no ", "There is a ")),
    Mutation("there is none", "statement", sub(r"\bEvery (.+) that ", r"There is no \1 that ")),
    Mutation("and for but", "statement", swap(" but ", " and ")),
    Mutation("or for and", "statement", swap(" and ", " or ")),
    Mutation("unless for whenever", "statement", swap(" whenever ", " unless ")),
    Mutation("only if for if", "statement", sub(r"\bIf a (.+), then it ", r"Only if a \1, it ")),
    Mutation("unless for if in a definition", "statement", sub(" if it ", " unless it ")),
    Mutation("premise and conclusion exchanged", "statement", sub(
        r"a (\S+ ?\S*(?: \S+)*?) is (\S+), then it is (\S+)\.", r"a \1 is \3, then it is \2."
    )),
    Mutation("a definition left out", "statement", sub(r"^(Call|We say|Here,)[^.]+\. ", "")),
    Mutation("another word", "statement", sub(MADE_UP, "blorpish")),
    Mutation("another word where it is used", "statement", last(MADE_UP, "blorpish")),
    Mutation("a premise left out", "statement", sub(r" and .+?(?=,| but )", ""), least=10),
    Mutation("a number changed", "statement", sub(r"(?<= )\d+\b", bumped), AFTER),
    Mutation("its last number changed", "statement", last(r"(?<= )\d+\b", bumped)),
    Mutation("one more of each", "statement", sub(r"((?:at most|than|by|to|value) )(\d+)", more)),
    Mutation("a list of numbers", "statement", sub(r"\{1, 2", "{2, 3")),
    Mutation("the largest bound", "statement", sub(r"(with at most )(\d+)", more)),
    Mutation("even and odd", "statement", swap("even", "odd"), least=5),
    Mutation("more for fewer", "statement", swap(" or more ", " or fewer "), least=10),
    Mutation("fewer for more", "statement", swap("fewer than", "more than"), least=10),
    Mutation("at least for at most", "statement", sub("at most", "at least")),
    Mutation("largest and smallest", "statement", swap("largest", "smallest"), least=10),
    Mutation("square and cube", "statement", swap("square", "cube"), least=10),
    Mutation("every integer", "statement", sub("positive integer", "integer")),
    Mutation("the empty set, too", "statement", sub("nonempty subset", "subset")),
    Mutation("a graph of another kind", "statement", sub("simple graph", "directed graph")),
    Mutation("subgroup for element", "statement", swap("subgroup", "element"), least=10),
    Mutation(
        "the sense of the question",
        "question",
        sub("^(Is this|Does this).*", "Is there a counterexample to this statement?"),
    ),
    Mutation(
        "its sense turned back",
        "question",
        sub("^(Is there a counter|Can this|Does any).*", "Is this statement true?"),
    ),
    Mutation("a negation in the question", "question", sub(r"\btrue\b", "not true")),
]  # fmt: skip


@pytest.mark.parametrize("one", MUTATIONS, ids=[one.name for one in MUTATIONS])
def test_a_change_of_wording_alone_is_caught(rows: list[Pair], one: Mutation) -> None:
    assert missed(CounterexamplesAudit, NAME, rows, one) == []


def test_rows_pass_and_a_wrong_answer_does_not(rows: list[Pair]) -> None:
    wrong = {"yes": "no", "no": "yes"}
    for row in rows:
        assert failures(CounterexamplesAudit, NAME, row) == []
        for side in ("label_original", "label_counterfactual"):
            assert failures(CounterexamplesAudit, NAME, {**row, side: wrong[row[side]]})


def test_a_certificate_that_says_something_else_is_caught(rows: list[Pair]) -> None:
    for row in rows:
        facts = row["evidence"]["facts"]
        for name, stated in facts.items():
            other = [*stated[:1], *stated[:1]] if isinstance(stated, list) else f"{stated}1"
            if other == stated:
                other = [stated[0], "17"]
            mutant = {**row, "evidence": {**row["evidence"], "facts": {**facts, name: other}}}
            assert failures(CounterexamplesAudit, NAME, mutant), name


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_engines_agree_on_every_property_of_every_object(domain: str) -> None:
    for bounds in BOUNDS[domain]:
        about = universe(domain, bounds)
        first = [about.shown(1 << at) for at in range(len(about.objects))]
        found = about.objects if domain == "integers" else objects(domain, bounds)
        assert [shown(domain, each) for each in found] == first
        for each, mask in about.masks.items():
            test, *_ = TESTS[domain][each.name]
            having = [test(one, *each.numbers) == each.holds for one in found]
            assert sum(1 << at for at, is_so in enumerate(having) if is_so) == mask, each


def test_every_phrase_is_read_as_what_it_was_worded_from() -> None:
    met: set[tuple[str, str]] = set()
    for domain in DOMAINS:
        draw = Draw(record_rng(dataset=NAME, seed=3, original_id=domain))
        about = universe(domain, BOUNDS[domain][-1])
        for conclusion in about.masks:
            for vocabulary in ("plain", "nonsense", "misleading"):
                premise = draw.choice([p for p in about.masks if p.name != conclusion.name])
                wording = ClaimWording(draw, domain, asked="true", vocabulary=vocabulary)
                claim = Claim(about, (premise,), conclusion)
                read = read_statement(wording.statement(claim))
                assert read[:2] == (domain, () if domain == "integers" else about.bounds)
                assert read.vocabulary == vocabulary
                assert [tuple(each) for each in (*read.premises, read.conclusion)] == [
                    tuple(premise),
                    tuple(conclusion),
                ]
                met.add((domain, conclusion.name))
    assert met == {(domain, name) for domain, tests in TESTS.items() for name in tests}


def test_each_part_of_a_square_stands_in_a_true_and_in_a_false_statement() -> None:
    draw = Draw(record_rng(dataset=NAME, seed=3, original_id="squares"))
    found = 0
    for at in range(200):
        domain = DOMAINS[at % len(DOMAINS)]
        square = draw_square(
            draw, universe(domain, draw.choice(BOUNDS[domain])), 1 + at % 2, "train"
        )
        if square:
            found += 1
            holds = [[not square.claim(p, c).failing for c in (0, 1)] for p in (0, 1)]
            assert holds == [[True, False], [False, True]]
    assert found > 50


@pytest.mark.parametrize(
    ("domain", "premises", "conclusion", "expected"),
    [
        ("integers", [("divisible", 4), ("divisible", 6)], ("divisible", 12), ""),
        ("integers", [("divisible", 4), ("divisible", 6)], ("divisible", 8), "12"),
        ("integers", [("remainder", 1, 2)], ("square", 1, 8), ""),
        ("subsets", [("at least", 5)], ("add up", 9), ""),  # pigeons in 1+8, 2+7, 3+6, 4+5
        ("subsets", [("at least", 4)], ("add up", 9), "{1, 2, 3, 4}"),
        ("functions", [("one-to-one",)], ("onto",), ""),
        ("functions", [("onto",)], ("increasing",), "f(1) = 1, f(2) = 2, f(3) = 4, f(4) = 3"),
        ("graphs", [("vertices", 2)], ("equal degrees",), ""),
        ("graphs", [("degrees", 2)], ("triangle",), "vertices: 4; edges: 1-2, 1-3, 2-4, 3-4"),
        ("groups", [("prime",)], ("cyclic",), ""),
        ("groups", [("multiple", 6)], ("subgroup", 6), "A4 (the even permutations of 4 things)"),
        ("groups", [("abelian",)], ("cyclic",), "Z2 × Z2"),
    ],
)  # fmt: skip
def test_a_statement_by_hand(
    domain: str, premises: list[tuple[str, int]], conclusion: tuple[str, int], expected: str
) -> None:
    about = universe(domain, BOUNDS[domain][-1])
    said = [Property(name, tuple(numbers)) for name, *numbers in (*premises, conclusion)]
    assert about.shown(Claim(about, tuple(said[:-1]), said[-1]).failing) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Every positive integer is even.",
        "Every positive integer that is divisible by 2 is nice.",
        "Every positive integer that is wuggy is daxy.",
        "Every nonempty subset of {1, 3} that contains 1 contains 3.",
        "If a positive integer is divisible by 0, then it is divisible by 2. So there.",
        "Call a set wuggy if it contains 1. Every positive integer that is wuggy is even.",
        "Call a graph wuggy if it is connected. Call a graph wuggy if it is regular. Every simple "
        "graph with at most 4 vertices that is wuggy is wuggy.",
    ],
)
def test_what_is_no_statement_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_statement(text)


def test_a_division_by_zero_is_refused(rows: list[Pair]) -> None:
    row = next(row for row in rows if row["evidence"]["facts"]["domain"] == "integers")
    text = "If a positive integer is divisible by 0, then it is divisible by 2."
    mutant = {**row, "counterfactual": {**row["counterfactual"], "statement": text}}
    assert failures(CounterexamplesAudit, NAME, mutant)


def test_parameters_narrow_the_rows(tmp_path: Path, root: Path) -> None:
    overrides = {"domains": ["graphs", "groups"], "premises": [2, 2]}
    done = build(NAME, root=root, out=tmp_path / "out", size=40, overrides=overrides)
    facts = [
        row["evidence"]["facts"]
        for row in read_rows(done.folder, done.record, config="pairs", split="train")
    ]
    assert {(fact["domain"], fact["premises"]) for fact in facts} == {("graphs", 2), ("groups", 2)}
    refused: list[dict[str, Any]] = [
        {"domains": []},
        {"domains": ["rings"]},
        {"premises": [2, 1]},
        {"premises": [1, 3]},
    ]
    for wrong in refused:
        with pytest.raises(IrrealisError):
            build(NAME, root=root, out=tmp_path / "none", overrides=wrong)


def test_all_questions_are_asked(rows: list[Pair]) -> None:
    assert {row["original"]["question"] for row in rows} == {*QUESTIONS}
    assert all(re.fullmatch(r"yes|no", row["label_original"]) for row in rows)
