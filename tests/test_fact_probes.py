"""fact-probes: objects tell nothing, and no word of a row can change unnoticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.fact_probes import questions
from irrealis.builders.families.facts.balance import Exchange
from irrealis.builders.families.facts.cases import CaseParameters
from irrealis.builders.families.facts.pararel import Triple
from irrealis.builders.families.facts.tables import OBJECT, SUBJECT, relations, several
from irrealis.schemas.fact_probes import _QUESTIONS, FactProbesAudit

from irrealis.build import Build, build
from tests.wording import Rows, changed, kinds, rows_of

ROOT = Path(__file__).parent.parent
WORDINGS = ("[X] was born in", "The birthplace of [X] is")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build("fact-probes", root=ROOT, out=tmp_path_factory.mktemp("probes") / "out")


@pytest.fixture(scope="module")
def rows(made: Build) -> Rows:
    return rows_of(made, "native", "pairs", "questions", "rejects")


def _replaced(config: str, side: str, before: str, after: str) -> Callable[[Rows], None]:
    def apply(rows: Rows) -> None:
        row = next(row for row in rows[config] if before in row[side]["text"])
        row[side]["text"] = row[side]["text"].replace(before, after)

    return apply


def _swapped(config: str) -> Callable[[Rows], None]:
    def apply(rows: Rows) -> None:
        row = rows[config][0]
        row["original"], row["counterfactual"] = row["counterfactual"], row["original"]

    return apply


MUTATIONS: dict[str, Callable[[Rows], Any]] = {
    "true and false exchanged": _swapped("pairs"),
    "questions exchanged": _swapped("questions"),
    "a statement negated": _replaced("pairs", "counterfactual", " is ", " is not "),
    "a statement about another": _replaced("pairs", "original", "Ada", "Ida"),
    "a statement of another property": _replaced("pairs", "counterfactual", "born", "raised"),
    "a question about another": _replaced("questions", "counterfactual", "Ada", "Ida"),
    "a question of another property": _replaced("questions", "original", "was", "did"),
    "a question that takes nothing for granted": _replaced(
        "questions", "original", "In which year was", "Was"
    ),
    "a question with another object": _replaced("questions", "original", "Vienna", "Lisbon"),
    "a label": lambda rows: rows["pairs"][0].update(label_counterfactual="true"),
    "a label of a question": lambda rows: rows["questions"][0].update(label_original="false"),
    "a premise": lambda rows: rows["questions"][0]["evidence"]["facts"].update(
        premise_original="Nora Quist was born in Oslo."
    ),
    "a question less": lambda rows: rows["questions"].pop(),
    "a fact that is not so": lambda rows: rows["native"][0].update(object="Paris"),
    "a triple that nothing became of": lambda rows: rows["rejects"].pop(),
}


def test_nothing_is_wrong_with_the_sample(rows: Rows, made: Build) -> None:
    assert kinds(FactProbesAudit(made.record, "train"), rows) == set()


@pytest.mark.parametrize("change", MUTATIONS.values(), ids=list(MUTATIONS))
def test_words_cannot_change_unnoticed(
    change: Callable[[Rows], Any], rows: Rows, made: Build
) -> None:
    assert kinds(FactProbesAudit(made.record, "train"), changed(rows, change))


def test_every_object_is_as_often_true_as_false(rows: Rows, made: Build) -> None:
    facts = [row["evidence"]["facts"] for row in rows["pairs"]]
    true = Counter((of["relation"], of["target_true"]) for of in facts)
    assert true == Counter((of["relation"], of["target_new"]) for of in facts)
    assert made.report.metrics["train"]["object_only"] == 0.5


def _born(number: int, subject: str, of: str) -> Triple:
    return Triple(f"{number:02}", "P19", subject, of, WORDINGS)


def test_facts_of_a_common_object_that_have_no_partner_are_left_out() -> None:
    facts = [_born(number, f"Nora Quist {number}", "Paris") for number in range(5)]
    facts += [_born(9, "Ida Quist", "Oslo")]
    wanted = CaseParameters(paraphrases=1, neighbors=1, attributes=1)
    objects = Exchange.of(facts, wanted, lambda _: 0.0).objects
    assert sorted(objects.values()) == ["Oslo", "Paris"]
    assert objects["09"] == "Paris"


def test_facts_whose_subject_names_the_other_object_do_not_exchange() -> None:
    facts = [_born(1, "Nora of Oslo", "Paris"), _born(2, "Ida Quist", "Oslo")]
    wanted = CaseParameters(paraphrases=1, neighbors=1, attributes=1)
    assert Exchange.of(facts, wanted, lambda _: 0.0).objects == {}


def test_every_question_is_read_as_its_own() -> None:
    edited = {of.property for of in relations().values()} - set(several())
    assert set(questions()) == set(_QUESTIONS) == edited
    for name, question in questions().items():
        text = question.replace(SUBJECT, "Nora Quist").replace(OBJECT, "Peru")
        match = _QUESTIONS[name].fullmatch(text)
        assert match is not None
        assert match.groupdict() == {"subject": "Nora Quist", "object": "Peru"}
