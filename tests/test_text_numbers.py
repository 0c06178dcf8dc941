"""Small numbers in letters."""

from __future__ import annotations

import pytest

from irrealis.text.numbers import ORDINALS, in_letters, number_in


@pytest.mark.parametrize("number", [0, 1, 9, 10, 13, 20, 21, 40, 99, 100, 101, 1984])
def test_what_is_written_is_read_back(number: int) -> None:
    assert number_in(in_letters(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Seven.", 7),
        ("seven years old", 7),
        ("twenty one", 21),
        ("a hundred", 100),
        ("one hundred and five", 105),
        ("seven hundred", 700),
        ("the twelfth", 12),
        ("3rd", 3),
        ("1,200 men", 1200),
        ("no members", 0),
    ],
)
def test_a_number_is_read_in_its_usual_forms(text: str, number: int) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the",
        "seven thousand",
        "seven hundred thousand",
        "seven or eight",
        "about seven",
        "one and a half",
        "a dozen",
        "twenty-third",
        "nineteen fifty",
        "12 June 1953",
        "3.5",
        "none",
    ],
)
def test_what_is_not_sure_is_no_number(text: str) -> None:
    assert number_in(text) is None


def test_the_ranks_are_in_order() -> None:
    assert [number_in(rank) for rank in ORDINALS] == list(range(1, 13))
