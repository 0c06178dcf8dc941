"""What audits keep of many rows: rows that are owed, and what rows say of the same thing."""

from __future__ import annotations

import resource

import pytest
from irrealis.schemas.families.kept import SHOWN, Owed, Sayings

ONE, OTHER = "00000000000000a1", "ffffffffffffffff"


def test_a_row_is_met_once_with_the_values_that_were_expected() -> None:
    owed = Owed()
    for name, text in ((OTHER, "b"), (ONE, "a")):
        owed.expect(name, (text, True, [1]))
    assert owed.meet(ONE, ("a", True, [1]))
    assert not owed.meet(ONE, ("a", True, [1]))
    assert list(owed.missing()) == [OTHER]
    assert not owed.meet(OTHER, ("b", False, [1]))
    assert not list(owed.missing())


@pytest.mark.parametrize("name", [OTHER, "0000000000000000"])
def test_a_row_that_nothing_owes_is_none_of_them(name: str) -> None:
    owed = Owed()
    assert not owed.meet(name, ("a",))
    assert not list(owed.missing())


def test_what_two_pairs_owe_is_owed_once() -> None:
    owed = Owed()
    owed.expect(ONE, ("a",))
    owed.expect(ONE, ("a",))
    assert list(owed.missing()) == [ONE]
    assert owed.meet(ONE, ("a",))
    assert not list(owed.missing())


def test_rows_may_be_expected_after_others_were_met() -> None:
    owed = Owed()
    owed.expect(OTHER, ("b",))
    owed.expect(ONE, ("a",))
    assert owed.meet(ONE, ("a",))
    owed.expect("0" * 16, ("c",))
    assert list(owed.missing()) == ["0" * 16, OTHER]
    assert owed.meet(OTHER, ("b",))
    assert list(owed.missing()) == ["0" * 16]


def test_a_row_takes_few_bytes_however_long_its_text_is() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    owed = Owed()
    for number in range(100_000):
        owed.expect(f"{number:016x}", (f"{number}" * 200,))
    assert owed.meet(f"{7:016x}", ("7" * 200,))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 20_000  # KB; the texts alone are 98,000


def test_a_row_that_says_something_else_than_most_is_named() -> None:
    sayings = Sayings[str]()
    for row in ("r1", "r2", "r3"):
        sayings.add(row, "moon", "impossible")
        sayings.add(row, "lamp", "everyday")
    sayings.add("r4", "moon", "everyday")
    assert list(sayings) == ["moon", "lamp"]
    assert list(sayings.odd()) == [("r4", "moon", "impossible", "everyday")]


def test_of_many_odd_rows_the_first_are_named() -> None:
    sayings = Sayings[str]()
    for number in range(100):
        sayings.add(f"r{number}", "lamp", number < 50 + SHOWN)
    assert [row for row, *_ in sayings.odd()] == [f"r{at}" for at in range(70, 70 + SHOWN)]
