"""A set of answers is right if each part was said once, by any of its names, in any order."""

from __future__ import annotations

from itertools import permutations

import pytest

from irrealis.score.reading import Asked

CITY, STATE, BOTH = ("New York City", "New York"), ("New York State", "New York"), ("Albany",)


def asked(*items: tuple[str, ...]) -> Asked:
    return Asked("q", (), items, "names", "f", "1", "others", "d")


@pytest.mark.parametrize("said", permutations(["New York", "New York City", "Albany"]))
@pytest.mark.parametrize("items", permutations([CITY, STATE, BOTH]))
def test_a_name_of_several_parts_goes_to_the_one_that_needs_it(
    items: tuple[tuple[str, ...], ...], said: tuple[str, ...]
) -> None:
    assert asked(*items).right(said)


@pytest.mark.parametrize(
    "said",
    [
        ["New York City", "New York City", "Albany"],
        ["New York", "New York", "New York"],
        ["New York", "Albany"],
        ["New York City", "New York", "Albany", "Albany"],
        ["New York City", "Buffalo", "Albany"],
        [],
    ],
)
def test_a_part_that_was_not_said_or_said_twice_is_wrong(said: list[str]) -> None:
    assert not asked(CITY, STATE, BOTH).right(said)


def test_many_names_of_many_parts_are_matched_in_no_time() -> None:
    names = tuple(f"n{number}" for number in range(120))
    items = [names] * 119 + [("n0",)]
    assert asked(*items).right(names)
    assert not asked(*items, ("n0",)).right([*names, "n1"])
