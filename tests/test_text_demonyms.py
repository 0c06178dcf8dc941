from __future__ import annotations

import pytest

from irrealis.text.demonyms import adjectival, demonym_of, demonyms, place_form


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Germany", "place"),
        ("German", "adjective"),
        ("Germans", "people"),
        ("Swiss", "adjective"),
        ("Dane", "person"),
        ("Danes", "people"),
        ("Danish", "adjective"),
        ("Luxembourg", "place"),
        ("Scots", "adjective"),
        ("the Netherlands", "place"),
        ("U.S.", "place"),
        ("New Yorker", "person"),
        ("Irishmen", "people"),
        ("Hindi", "adjective"),
        ("Catholics", "people"),
        ("german", None),
        ("Germanyish", None),
        ("", None),
    ],
)
def test_a_name_has_the_form_of_the_table(name: str, form: str | None) -> None:
    assert place_form(name) == form


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("American", "United States"),
        ("Georgian", "Georgia"),
        ("Congolese", "Democratic Republic of the Congo"),
        ("Roman", "Roman Empire"),
        ("Rome", "Rome"),
        ("Luxembourg", "Luxembourg"),
        ("Poles", "Poland"),
        ("Soviet", "Soviet Union"),
        ("Kurd", "Kurdistan"),
        ("Jews", ""),
    ],
)
def test_any_form_finds_its_row(name: str, place: str) -> None:
    row = demonym_of(name)
    assert row is not None
    assert row.place == place


@pytest.mark.parametrize(
    "name",
    [
        "North Korean",
        "Anglo-Irish",
        "Anglo - Irish",
        "Franco – Prussian",
        "Greek Cypriot",
        "Northern Norwegian",
        "Ancient Persian",
        "Italian-American",
    ],
)
def test_an_adjective_of_several_words_is_adjectival(name: str) -> None:
    assert adjectival(name)


@pytest.mark.parametrize(
    "name",
    [
        "Iran",
        "Milan",
        "Oman",
        "Michigan",
        "Japan",
        "New Orleans",
        "Austin",
        "Chinese Christians",
        "The American",
        "Jamaican Observer",
        "Prussian Blue",
        "-",
        "",
    ],
)
def test_a_place_or_another_name_is_not_adjectival(name: str) -> None:
    assert not adjectival(name)


def test_no_place_of_the_table_is_adjectival_unless_its_adjective_is_the_same_word() -> None:
    for row in demonyms():
        for name in row.places:
            assert adjectival(name) == any(name in other.adjectives for other in demonyms())


def test_the_table_is_clean() -> None:
    rows = demonyms()
    assert len(rows) > 700
    for row in rows:
        forms = (row.adjectives, row.persons, row.people)
        assert any((row.places, *forms)), row
        for names in (row.places, *forms):
            assert len(names) == len(set(names)), row
            assert all(name and name == name.strip() for name in names), row
