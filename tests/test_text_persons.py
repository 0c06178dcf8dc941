from __future__ import annotations

import pytest

from irrealis.text.persons import Position, gender_in, genders, name_gender, pronoun_genders


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("Alice Moor", "female"),
        ("Karl Brandt", "male"),
        ("Sofía Ruiz", "female"),
        ("Sofia Ruiz", "female"),
        ("René Dupont", "male"),
        ("Renée Dupont", "female"),
        ("Jean-Pierre Blanc", "male"),
        ("Jean - Pierre Blanc", "male"),
        ("Marie-Claire Blanc", "female"),
        ("Mrs. John Smith", "female"),
        ("Sir Robin Hale", "male"),
        ("Queen Anne", "female"),
        ("Robin, Duchess of Hale", "female"),
        ("Saint Agnes", "female"),
        ("J. Edgar Moor", "male"),
        ("Dr. Helga Braun", "female"),
        ("Lena Petrova", "female"),
        ("Zuzka Novotná-Malinová", "female"),
        ("Abu Nasr ibn Harun", "male"),
        ("Sheikh Leila Mansur", "female"),
        ("Yao Bin", None),
        ("Robin Hale", None),
        ("Andrea Rossi", None),
        ("Michele Rossi", None),
        ("Michèle Roux", "female"),
        ("Thomas", None),
        ("Rose", None),
        ("Brandt", None),
        ("Smith, John", None),
        ("Anne Robert Moreau", None),
        ("Li Na", None),
        ("Kim Min-su", None),
        ("H. G. Thomas", None),
        ("King", None),
        ("", None),
        (" - ", None),
    ],
)
def test_a_name_shows_its_gender(name: str, gender: str | None) -> None:
    assert name_gender(name) == gender


def _read(text: str) -> tuple[list[list[str]], dict[str, list[Position]]]:
    """Sentences of blank-separated tokens, one a line; the persons are the tokens `A`, `B`, `C`."""
    sents = [line.split() for line in text.split(" / ")]
    found: dict[str, list[Position]] = {}
    for s, tokens in enumerate(sents):
        for t, token in enumerate(tokens):
            if token in ("A", "B", "C"):
                found.setdefault(token, []).append((s, t, t + 1))
    return sents, found


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("A sings . / She lives in Rome .", "female"),
        ("A sings . / Years later , he moved .", "male"),
        ("A met B . / She left .", None),
        ("A sang . / Then she met B .", "female"),
        ("A met B in Rome . / It rained . / A slept at her house .", "female"),
        ("A lives in Rome . / His wife is ill , and she stays at home .", "male"),
        ("A lives with a man . / He cooks .", None),
        ("A commanded the ship . / She sank in May .", None),
        ("If A calls , he or she may stay .", None),
        ('A wrote " She Waits " .', None),
        ("The actress A was there .", "female"),
        ("The film is by Mr. A .", "male"),
        ("Mr. and Mrs. A came .", None),
        ("B left . / His wife , A , stayed .", "female"),
        ("After the death of his wife , A moved .", None),
        ("A is a Danish actress and singer .", "female"),
        ("A ( born 1950 ) was an English businessman .", "male"),
        ("A , daughter of B , ruled .", "female"),
        ("A was the teacher of a queen .", None),
        ("A is a king penguin .", None),
        ("A is a tenor saxophonist .", None),
        ("A 's daughter B sings .", None),
        ("A sings .", None),
        ("A sings . / She paints , too . / He swims .", None),
    ],
)
def test_a_document_shows_the_gender_of_a_person(text: str, gender: str | None) -> None:
    sents, found = _read(text)
    others = [mentions for name, mentions in sorted(found.items()) if name != "A"]
    assert gender_in(sents, found["A"], others) == gender


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("A sings .", [["Alice Moor"]], ["female"]),
        ("A sings . / He paints .", [["Alice Moor"]], ["male"]),
        ("A sings . / He paints . / She swims .", [["Alice Moor"]], ["unsure"]),
        ("A sings .", [["Robin Hale"]], [None]),
        (
            "B ruled . / His queen was there . / Princess A left his house .",
            [["Helen"], ["Karl Brandt"]],
            ["female", "male"],
        ),
        ("A sings .", [["Alice Moor", "Karl Brandt"]], ["unsure"]),
        ("A met B . / She left .", [["Robin Hale"], ["Karl Brandt"]], ["female", "male"]),
        (
            "A met B . / It rained . / B left ; she ran .",
            [["Robin Hale"], ["Karl Brandt"]],
            ["female", "unsure"],
        ),
    ],
)
def test_what_the_document_shows_wins_over_the_name(
    text: str, names: list[list[str]], expected: list[str | None]
) -> None:
    sents, found = _read(text)
    assert genders(sents, [found[name] for name in sorted(found)], names) == expected


def test_a_document_without_persons_has_no_genders() -> None:
    assert genders([["It", "rains", "."]], [], []) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She saw him .", {"female", "male"}),
        ("Herself alone .", {"female"}),
        ("They left , heroes all .", set()),
    ],
)
def test_pronoun_genders_are_those_the_text_uses(text: str, expected: set[str]) -> None:
    assert pronoun_genders([text.split()]) == expected
