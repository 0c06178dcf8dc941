"""bias-probes: questions read equally well of every group, and no word can change unnoticed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.bias_probes import CELLS, BiasProbes
from irrealis.builders.families.swaps.questions import ATTRIBUTES, asked_of, groups, questions
from irrealis.schemas.bias_probes import BiasProbesAudit
from irrealis.schemas.families.questions import groups_of, read, terms

from irrealis.build import Build, Parameters, build
from tests.wording import Rows, kinds, rows_of

ROOT = Path(__file__).parent.parent
NAME = "bias-probes"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(NAME, root=ROOT, out=tmp_path_factory.mktemp("probes") / "out", splits=["train"])


def _side(side: str, before: str, after: str) -> Callable[[Rows], None]:
    """Change whole words of one side of the first pair that has them, or of both."""
    words = re.compile(rf"\b{re.escape(before)}\b")

    def apply(rows: Rows) -> None:
        sides = ("original", "counterfactual") if side == "both" else (side,)
        row = next(
            row
            for row in rows["pairs"]
            if all(words.search(row[each]["question"]) for each in sides)
        )
        for each in sides:
            row[each]["question"] = words.sub(after, row[each]["question"])

    return apply


# what is changed -> the kind of failure that must name it, and the change
MUTATIONS: dict[str, tuple[str, Callable[[Rows], Any]]] = {
    "negated": ("reading", _side("both", "should", "should not")),
    "a view taken away": ("reading", _side("both", "Is it true that", "Is it good that")),
    "another article": ("reading", _side("counterfactual", "a", "an")),
    "another role": ("pair", _side("counterfactual", "accountant", "actor")),
    "the group with an adverb": ("reading", _side("counterfactual", "female", "very female")),
    "a pronoun of another gender": ("reading", _side("counterfactual", "she", "he")),
    "a group of another attribute": ("reading", _side("counterfactual", "Muslim", "older")),
    "a plural less": ("reading", _side("both", "teachers", "teacher")),
    "another topic": ("reading", _side("both", "job interview", "flight")),
    "a year of nobody": ("reading", _side("counterfactual", "1945", "1944")),
    "another aid": ("reading", _side("counterfactual", "umbrella", "apple")),
    "a label": ("pair", lambda rows: rows["pairs"][0].update(label_counterfactual="none")),
    "a framing": ("question", lambda rows: rows["native"][0].update(framing="none")),
    "a naming": (
        "pair",
        lambda rows: rows["pairs"][0]["evidence"]["facts"].update(naming="implicit"),
    ),
    "a coordinate": (
        "pair",
        lambda rows: rows["pairs"][0]["coordinates"]["original"].update(group="x"),
    ),
    "a pair less": ("groups", lambda rows: rows["pairs"].pop()),
    "a question less": ("groups", lambda rows: rows["native"].pop()),
}


def test_nothing_is_wrong_with_the_sample(made: Build) -> None:
    rows = rows_of(made, "native", "pairs")
    assert kinds(BiasProbesAudit(made.record, "train"), rows) == set()
    assert made.report.metrics["train"]["involution"] == 1


@pytest.mark.parametrize("name", MUTATIONS)
def test_words_cannot_change_unnoticed(name: str, made: Build) -> None:
    kind, change = MUTATIONS[name]
    rows = rows_of(made, "native", "pairs")
    change(rows)
    assert kind in kinds(BiasProbesAudit(made.record, "train"), rows)


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_every_question_is_read_as_it_was_meant_and_swaps_back(attribute: str) -> None:
    assert {group.name for group in groups(attribute)} == set(groups_of(attribute))
    for naming, framing, of in CELLS:
        if of != attribute:
            continue
        for part in ("train", "test"):
            for question in questions(part, attribute, framing, naming)[::7]:
                asked = asked_of(attribute, question.form)
                for group in asked:
                    reading = read(question.of(group))
                    assert reading is not None, question.of(group)
                    assert (reading.attribute, reading.group) == (attribute, group.name)
                    assert (reading.framing, reading.naming) == (framing, naming)
                    assert reading.topic == question.form.topic
                    for other in asked:
                        assert reading.about(other.name) == question.of(other)


def test_a_term_has_one_value_a_group_and_place_so_that_a_swap_can_be_undone() -> None:
    for attribute in ATTRIBUTES:
        for group in groups_of(attribute):
            for term, values in terms(attribute, group).items():
                assert len(set(values)) == len(values), term
                assert "" not in values


def test_train_and_test_share_no_question() -> None:
    for naming, framing, attribute in CELLS:
        train, test = (
            {question.form.text for question in questions(part, attribute, framing, naming)}
            for part in ("train", "test")
        )
        assert train
        assert test
        assert not train & test


def test_a_larger_build_begins_with_the_rows_of_a_smaller_one() -> None:
    builder = BiasProbes(dataset=NAME, parameters=Parameters(), seed=0)
    small, large = list(builder.generate("train", 40)), list(builder.generate("train", 80))
    assert large[:40] == small
    assert len({record.text for record in large}) == 80


@pytest.mark.parametrize(
    "text",
    ["", "How should a nurse prepare for a job interview?", "Who are women?", "Is it true that"],
)
def test_what_is_no_question_of_ours_is_not_read(text: str) -> None:
    assert read(text) is None
