"""belief-logic: two engines agree on every form, and no word of a row can change unnoticed."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from irrealis.builders.families.rules.arguments import rare, status
from irrealis.builders.families.rules.logic import (
    Compound,
    Form,
    Statement,
    countermodel,
    neighbors,
    scheme,
    schemes,
    shape,
    syllogisms,
)
from irrealis.builders.families.rules.logic_words import Wording, nonsense
from irrealis.builders.families.rules.taxonomy import chain, holds, parents, relatives
from irrealis.schemas.belief_logic import BeliefLogicAudit
from irrealis.schemas.families.rules import logic as second
from irrealis.schemas.families.rules.argument_reading import read_argument, read_formula
from irrealis.schemas.families.rules.audit import UnreadableError

from irrealis.build import Draw, build, record_rng
from irrealis.errors import IrrealisError
from tests.wording import Mutation, Pair, failures, last, made, missed, sub, swap

NAME = "belief-logic"
CLASSES = ("dogs", "birds", "tools", "cars", "oaks", "pies", "gems", "cups")


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    return made(NAME, tmp_path_factory.mktemp(NAME))[1]


def _class(text: str, name: str) -> str:
    """The first class that is subject of a statement, renamed."""
    return re.sub(r"\b(\w+) are ", f"{name} are ", text, count=1)


MUTATIONS = [
    Mutation("a negation dropped", "premises", sub(r" are not ", " are ")),
    Mutation("a negation put in", "premises", last(r" are (?!not)", " are not ")),
    Mutation(
        "the whole denied no more",
        "premises",
        sub(r"[Ii]t is (not true|false|not the case) that ", ""),
        least=10,
    ),
    Mutation("not all is all", "premises", sub(r"\b[Nn]ot all ", "all "), least=10),
    Mutation("all is not all", "premises", sub(r"(?<!ot )\ball (?!of)", "not all "), least=10),
    Mutation("all for some", "premises", sub(r"\b(at least )?some (?=\w+ are)", "all ")),
    Mutation("some for all", "premises", sub(r"\b(A|a)ll ", "Some ")),
    Mutation("no for all", "premises", sub(r"\bAll ", "No "), least=10),
    Mutation("an exception", "premises", sub("without exception", "with exceptions")),
    Mutation("another class", "premises", lambda text: _class(text, "gravels")),
    Mutation("then and if", "premises", sub(r"If (.+?), then (.+?)\.", r"If \2, then \1.")),
    Mutation("and for or", "premises", swap(" or ", " and "), least=10),
    Mutation("or not both", "premises", sub(", or both", ", but not both"), least=10),
    Mutation("a premise left out", "premises", lambda text: text.rpartition(". ")[0] + "."),
    Mutation(
        "no members", "premises", sub(r"(There are some|Each of|There is at least) [^.]+\. ", "")
    ),
    Mutation("not as given", "premises", lambda text: text.partition(". ")[2]),
    Mutation("another conclusion", "question", lambda text: _class(text, "gravels")),
    Mutation("all for some in it", "question", sub(r"\b(at least )?some (?=\w+ are)", "all ")),
    Mutation("its negation dropped", "question", sub(r" are not ", " are ")),
    Mutation("a negation put into it", "question", sub(r" are (?!not)", " are not ")),
    Mutation("its classes exchanged", "question", sub(r"all (\w+) are (\w+)\b", r"all \2 are \1")),
    Mutation("might it not", "question", sub("(Could all|might the)", r"\1 not")),
    Mutation(
        "the sense of the question",
        "question",
        sub("^Does it follow that", "Could all of this be true and the following be false:"),
    ),
]


@pytest.mark.parametrize("one", MUTATIONS, ids=[one.name for one in MUTATIONS])
def test_a_change_of_wording_alone_is_caught(rows: list[Pair], one: Mutation) -> None:
    assert missed(BeliefLogicAudit, NAME, rows, one) == []


def test_rows_pass_and_a_wrong_answer_does_not(rows: list[Pair]) -> None:
    wrong = {"yes": "no", "no": "yes"}
    for row in rows:
        assert failures(BeliefLogicAudit, NAME, row) == []
        for side in ("label_original", "label_counterfactual"):
            assert failures(BeliefLogicAudit, NAME, {**row, side: wrong[row[side]]})


def test_of_256_forms_24_are_valid_and_both_engines_agree_on_which() -> None:
    draw = Draw(record_rng(dataset=NAME, seed=1, original_id="forms"))
    for form in syllogisms().values():
        wording = Wording(draw, asked="valid")
        classes = tuple(draw.sample(nonsense(), 3))
        given = read_argument(wording.premises(form, classes), wording.question(form, classes))
        valid, name, (minor, middle, major) = second.syllogism(given)
        assert (valid, name, (minor, middle, major)) == (form.valid, form.name, classes)
    assert sum(form.valid for form in syllogisms().values()) == 24
    assert len(syllogisms()) == 256


@pytest.mark.parametrize(
    ("name", "valid"),
    [("AAA-1", True), ("AAI-1", True), ("EAO-4", True), ("AAA-2", False), ("IEO-1", False)],
)
def test_a_form_by_hand(name: str, valid: bool) -> None:
    """Barbara, Barbari and Fesapo; an undistributed middle; an illicit major."""
    assert syllogisms()[name].valid is valid


@pytest.mark.parametrize("row", schemes(), ids=[row[0] for row in schemes()])
def test_both_engines_agree_on_a_scheme_and_its_twin(row: tuple[str, str, str, str]) -> None:
    draw = Draw(record_rng(dataset=NAME, seed=1, original_id=row[0]))
    for name, text, valid in ((row[0], row[1], True), (row[2], row[3], False)):
        for quantifiers in ("AEIO", "OIEA", "IIAA"):
            form = scheme(name, text, quantifiers)
            wording = Wording(draw, asked="possible")
            given = read_argument(wording.premises(form, CLASSES), wording.question(form, CLASSES))
            assert form.valid is second.provable(given) is valid
            assert shape(form) == second.shape(given) == text
            assert second.refutes(given, countermodel(form) or ()) is not valid


def test_every_form_is_drawn_and_the_rare_ones_have_no_valid_one_near() -> None:
    valid = {name for name, form in syllogisms().items() if form.valid}
    near = {name for one in valid for name in neighbors()[one]}
    assert valid | near | set(rare()) == set(syllogisms())
    assert not near & set(rare())


def test_the_taxonomy_is_a_tree_of_everyday_classes() -> None:
    assert len(parents()) >= 400
    assert not set(parents()) & set(nonsense())
    for one, other in combinations(sorted(parents()), 2):
        above = other in chain(one) or one in chain(other)
        assert holds("E", one, other) is holds("E", other, one) is not above
        assert not (holds("A", one, other) and holds("A", other, one))
    assert "dogs" in relatives("poodles")


@pytest.mark.parametrize(
    ("quantifier", "subject", "predicate", "expected"),
    [
        ("A", "poodles", "animals", True),
        ("A", "animals", "poodles", False),
        ("E", "poodles", "oaks", True),
        ("I", "animals", "poodles", True),
        ("O", "animals", "poodles", True),
        ("O", "poodles", "animals", False),
    ],
)
def test_belief_by_hand(quantifier: str, subject: str, predicate: str, expected: bool) -> None:
    assert holds(quantifier, subject, predicate) is expected
    chains = {name: chain(name) for name in (subject, predicate)}
    assert second.believed((quantifier, subject, predicate), chains) is expected


def test_a_conditional_is_open_where_its_condition_is_not_so() -> None:
    true, false = Statement("A", 0, 1), Statement("A", 1, 0)
    classes = ("poodles", "dogs")
    assert status(Compound("if", (false, true)), classes) == "open"
    assert status(Compound("if", (true, false)), classes) == "clashes"
    assert status(Compound("not", (Compound("if", (true, false)),)), classes) == "agrees"
    assert status(true, ("wugs", "kivs")) == "none"


@pytest.mark.parametrize(
    "text",
    ["dogs are birds", "all dogs is birds", "if all dogs are birds", "most dogs are birds", ""],
)
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_formula(text)


def test_statements_on_one_class_are_refused() -> None:
    form = Form("propositional", "x", (Statement("A", 0, 1),), Statement("I", 0, 1), 2)
    wording = Wording(Draw(record_rng(dataset=NAME, seed=1, original_id="x")), asked="valid")
    given = read_argument(wording.premises(form, CLASSES), wording.question(form, CLASSES))
    with pytest.raises(UnreadableError, match="same class"):
        second.provable(given)


def test_letters_must_be_in_order(tmp_path: Path, root: Path) -> None:
    with pytest.raises(IrrealisError, match="the smaller number first"):
        build(NAME, root=root, out=tmp_path / "out", overrides={"letters": [3, 2]})


def test_a_countermodel_that_is_none_is_caught(rows: list[Pair]) -> None:
    changed = 0
    for row in rows:
        facts = row["evidence"]["facts"]
        for side, model in enumerate(facts["countermodels"]):
            wrong = [*facts["countermodels"]]
            wrong[side] = model[1:] if model else ["dogs"]
            mutant = {
                **row,
                "evidence": {**row["evidence"], "facts": {**facts, "countermodels": wrong}},
            }
            if wrong[side] != model:
                changed += 1
                assert failures(BeliefLogicAudit, NAME, mutant)
    assert changed > len(rows)
