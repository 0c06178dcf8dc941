"""Conditional questions: where their halves are, and how the condition is built."""

from __future__ import annotations

import pytest

from irrealis.text.conditionals import Form, hide, read_conditional, read_form, read_halves

HALVES = [
    # a comma in a place, a date, an apposition, a relative clause, a figure
    ("If the mill in Orrin, Vermont, had burned on May 1, 1902", "which town would have lost it"),
    ("If Ida Brandt, the Danish astronomer, hadn't looked up", "who would have found the comet"),
    ("If the law, which was written in 1932, had failed", "what would have been set up"),
    ("If the aunt, who would later be mayor, had not sold it", "whose would the house be"),
    ("If 1,000 fewer people had come", "how many seats would have stayed empty"),
    # a quotation that looks like a half, and one that ends the first half with its comma
    ('If "If, When, and What Would Be" had not been printed', "which poem would be the last"),
    ('If she had not sung "Salt Roads,"', "which song would have come first"),
    # an interrogative that is cut by an apposition, and questions without one
    (
        "If the play had failed",
        "which poet, then a clerk in Bath, would have gone back to the bank",
    ),
    ("If the play had failed", "would Quill, who wrote it, have given up"),
    ("If the ferry had not been sold", "she would still sail to which harbor"),
    # who did not happen to whom: an interrogative inside of the condition
    ("If the judge hadn't named which of the two", "could he have been elected"),
]


@pytest.mark.parametrize(("first", "second"), HALVES)
def test_halves_are_told_by_the_comma_between_them(first: str, second: str) -> None:
    comma = "" if first.endswith(',"') else ","
    question = f"{first}{comma} {second}?"
    found = read_halves(question)
    assert found is not None
    assert [span.of(question) for span in found] == [first, second]


def test_a_frame_in_front_belongs_to_neither_half() -> None:
    question = "According to the ledger, if the mill had burned, what would the owner have lost?"
    found = read_halves(question)
    assert found is not None
    assert found[0].of(question) == "if the mill had burned"
    assert found[1].of(question) == "what would the owner have lost"


def test_the_condition_may_come_last() -> None:
    question = "Under the old law, what would a widow have lost if she had married again?"
    found = read_halves(question)
    assert found is not None
    assert found[0].of(question) == "if she had married again"
    assert found[1].of(question) == "what would a widow have lost"


def test_a_condition_that_no_comma_ends_is_told_by_the_question() -> None:
    question = "If the mill had burned down what would the owner have lost?"
    found = read_halves(question)
    assert found is not None
    assert found[1].of(question) == "what would the owner have lost"


@pytest.mark.parametrize(
    "question", ["Who sold the mill?", "If the mill had burned.", "What if it rains?", "If", ""]
)
def test_what_asks_nothing_under_a_condition_is_none(question: str) -> None:
    assert read_conditional(question) is None


@pytest.mark.parametrize(
    ("antecedent", "form"),
    [
        ("If the mill had burned", Form.PAST_PERFECT),
        ("If the mill, which was old, had been sold", Form.PAST_PERFECT),
        ("If the bill passed on May 1 had been signed", Form.PAST_PERFECT),
        ("If the mill hadn't burned", Form.NEGATED_PAST_PERFECT),
        ("If she had never once looked up", Form.NEGATED_PAST_PERFECT),
        ("If nobody had come", Form.NEGATED_PAST_PERFECT),
        ("If no letters had been sent", Form.NEGATED_PAST_PERFECT),
        ("If there had been no delay", Form.NEGATED_PAST_PERFECT),
        ("If the mill were still in use", Form.WAS_WERE),
        ("If the letter was not sent", Form.WAS_WERE),
        ("If the moon were to vanish", Form.WERE_TO),
        ("If the moon did not exist", Form.DID_NOT),
        ("If Pluto had a ring", Form.SIMPLE_PAST),
        ("If the council decided to wait", Form.SIMPLE_PAST),
        ("If the council decides to wait", Form.PRESENT),
        ("If the key hasn't been found", Form.PRESENT),
        ("If nobody could swim", Form.COULD_WOULD),
        ("If Will Hart, the captain, had lost", Form.PAST_PERFECT),
        ('If "It Was Not to Be" had been filmed', Form.PAST_PERFECT),
    ],
)
def test_the_form_is_that_of_the_finite_verb(antecedent: str, form: Form) -> None:
    assert read_form(antecedent) is form


def test_what_is_hidden_keeps_its_place() -> None:
    text = 'in "A, B," (or C), he'
    assert hide(text) == "in _____,_       , he"
    assert len(hide(text)) == len(text)
