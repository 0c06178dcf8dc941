"""redocred-cf's audit of moved years: it reads every word of a date, and what else tells a time."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from irrealis.schemas.redocred_cf_years import moved_faults

from tests.ifqa_documents import made

Row = dict[str, Any]
TEXT = """[Oda Finn|PER] ( born [May 4 , 1921|TIME] ) taught in [1944 – 45|TIME]  [two years|TIME] .
She had [three|NUM] brothers in the [spring|TIME] of a long war ."""


def moved(text: str = TEXT, *changes: tuple[str, str]) -> tuple[Row, Row]:
    """A document, and the same with these mentions renamed."""
    original = made("Oda Finn", text)
    row: Row = copy.deepcopy(original)
    for entity in row["vertexSet"]:
        for mention in entity:
            for old, new in changes:
                if mention["name"] == old:
                    mention["name"] = new
                    row["sents"][mention["sent_id"]][slice(*mention["pos"])] = new.split()
    return original, row


MOVED = (("May 4 , 1921", "May 4 , 1924"), ("1944 – 45", "1947 – 48"))


def kinds(original: Row, row: Row) -> set[str]:
    return {kind for kind, *_ in moved_faults(original, row)}


def test_years_that_move_alike_are_fine() -> None:
    assert not kinds(*moved(TEXT, *MOVED))


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ((("May 4 , 1921", "June 4 , 1924"), MOVED[1]), "time-rewritten"),
        ((("May 4 , 1921", "May 5 , 1924"), MOVED[1]), "time-rewritten"),
        ((("May 4 , 1921", "May 5 , 1921"),), "time-rewritten"),
        ((*MOVED, ("two years", "six years")), "time-rewritten"),
        ((*MOVED, ("spring", "autumn")), "time-rewritten"),
        ((("three", "four"),), "time-rewritten"),
        ((MOVED[0], ("1944 – 45", "1947 – 49")), "years-apart"),
        ((MOVED[0],), "years-apart"),
    ],
)
def test_a_date_changes_in_its_years_alone(changes: tuple[tuple[str, str], ...], kind: str) -> None:
    assert kind in kinds(*moved(TEXT, *changes))


@pytest.mark.parametrize(
    "told",
    [
        "He lived in the nineteenth century .",
        "Music of the seventies was her love .",
        "Music of the ' 70s was her love .",
        "Music of the '70s was her love .",
        "In nineteen fifty she left .",
        "In two thousand and eight she left .",
        "She was back in [the 1970s|TIME] .",
        "She was back in the [19th century|TIME] .",
    ],
)
def test_nothing_tells_of_the_old_years(told: str) -> None:
    assert "year-left" in kinds(*moved(f"{TEXT}\n{told}", *MOVED))


@pytest.mark.parametrize(
    "told",
    [
        "He was nineteen .",
        "Two thousand men came .",
        "Two thousand five hundred .",
        "It was 5 ' long .",
    ],
)
def test_a_number_is_not_a_year(told: str) -> None:
    assert not kinds(*moved(f"{TEXT}\n{told}", *MOVED))


@pytest.mark.parametrize(
    ("old", "new"),
    [("the 1970s", "the 1973s"), ("the 1970s", "the 1980s"), ("19th century", "20th century")],
)
def test_a_decade_or_century_does_not_move(old: str, new: str) -> None:
    assert "time-rewritten" in kinds(*moved(f"{TEXT}\nBack in [{old}|TIME] .", (old, new)))
