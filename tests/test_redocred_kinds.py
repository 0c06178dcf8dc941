from __future__ import annotations

import pytest
from irrealis.builders.redocred_cf.kinds import kind_of, name_noun
from irrealis.builders.redocred_cf.support import supports
from irrealis.builders.redocred_cf.surfaces import analyze

from tests.test_redocred_documents import document


@pytest.mark.parametrize(
    ("name", "type_", "found"),
    [
        ("Ganges River", "LOC", ("river", "river")),
        ("Lake Odda", "LOC", ("lake", "lake")),
        ("University of Odda", "ORG", ("university", "university")),
        ("Odda", "LOC", None),
    ],
)
def test_the_noun_in_a_name_says_what_it_names(
    name: str, type_: str, found: tuple[str, str] | None
) -> None:
    assert name_noun(name, type_) == found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[0 LOC|Odda] is a river in the north .", "river"),
        ("They left [0 ORG|Lommen] , a Danish rock band .", "band"),
        ("In their album [0 MISC|Lommen] they sing .", "album"),
        ("In [0 LOC|Norway] .", "country"),
        ("In [0 LOC|Minnesota] .", "division"),
        ("They saw [0 LOC|Lommen] .", ""),
    ],
)
def test_a_kind_is_read_off_the_text_and_the_tables(text: str, kind: str) -> None:
    one = document(text)
    assert kind_of(one, one.entities[0], sport="").name == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[0 LOC|Odda] is a town in [1 LOC|Dresden] .", "suburb"),  # a city by the tables
        ("She lives in [0 LOC|Odda] .", ""),
        ("She lives in [0 LOC|Odda] , [1 LOC|Hesse] .", "town"),
        ("[0 LOC|Odda] is a town near the city of [1 LOC|Lommen] .", "suburb"),
        ("[0 LOC|Odda] is a suburban zone .", "suburb"),
        ("She lives in [0 LOC|Brooklyn] .", "suburb"),
        ("She lives in [0 LOC|Dresden] .", "city"),
        ("She lives in [0 LOC|Jamaica] .", "country"),  # a quarter of New York, too
    ],
)
def test_what_lies_in_a_city_is_a_quarter(text: str, kind: str) -> None:
    labels = [(0, "P131", 1)] if "[1 " in text else []
    one = document(text, labels=labels)
    assert kind_of(one, one.entities[0], sport="").name == kind


def test_a_name_that_the_text_explains_is_locked() -> None:
    found = analyze(document("[0 LOC|Odda] is also known as Oddeland .", labels=[]))
    assert found.locks == (None,)  # what stands in no relation is not looked at
    found = analyze(
        document(
            "[0 LOC|Odda] is also known as Oddeland , by [1 ORG|Union] .", labels=[(0, "P17", 1)]
        )
    )
    assert found.locks[0] is not None


def test_a_label_is_stated_inferred_or_upheld_by_knowledge_of_the_world() -> None:
    one = document(
        "[0 LOC|Odda] lies by [1 LOC|Lake Lom] , [2 LOC|Vestland] .",
        "There is [3 LOC|Norway] .",
        labels=[(1, "P131", 2), (2, "P150", 1), (2, "P17", 3), (0, "P17", 3)],
    )
    assert supports(one) == ("inferred", "inferred", "background", "background")
