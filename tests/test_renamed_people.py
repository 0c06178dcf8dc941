"""Renamed people: who can be renamed, whose name they get, and what the audit reads off words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.families.documents.reading import Document, RawDocument, clean
from irrealis.builders.renamed_people import (
    Lenders,
    Person,
    RenamedPeople,
    RenamingParameters,
    is_unambiguous,
    people,
)
from irrealis.schemas.renamed_people import RenamedPeopleAudit

from irrealis.build import Build, build, read_rows, record_rng
from irrealis.check import Failure

ROOT = Path(__file__).parents[1]
TEXT = "Anna Berg is a Swedish pilot . Berg lives in Lund ."


def _document(
    text: str = TEXT, *, names: tuple[str, ...] = ("Anna Berg",), **values: Any
) -> Document:
    sents = [f"{sentence} .".split() for sentence in text.removesuffix(" .").split(" . ")]

    def mention(name: str, kind: str) -> dict[str, Any]:
        words = name.split()
        for number, sent in enumerate(sents):
            for at in range(len(sent)):
                if sent[at : at + len(words)] == words:
                    pos = [at, at + len(words)]
                    return {"name": name, "pos": pos, "sent_id": number, "type": kind}
        raise ValueError(name)

    second = {"name": "Berg", "pos": [0, 1], "sent_id": 1, "type": "PER"}
    person = [
        *(mention(name, "PER") for name in names),
        *([second] if "Berg lives" in text else []),
    ]
    record = {
        "title": "A pilot",
        "sents": sents,
        "vertexSet": [person, [mention("Swedish", "LOC")]],
        "labels": [{"h": 0, "t": 1, "r": "P27", "evidence": [0]}],
        **values,
    }
    return clean(RawDocument.model_validate(record))


def test_a_person_with_two_names_and_a_country_can_be_renamed() -> None:
    document = _document()
    [person] = people(document)
    assert (person.name, person.gender) == ("Anna Berg", "female")
    assert person.countries == {"Sweden"}
    assert is_unambiguous(person, document)


@pytest.mark.parametrize(
    "document",
    [
        _document(TEXT.replace("lives in Lund", "and Karl Berg live in Lund")),
        _document(TEXT.replace("Lund", "Bergen")),
        _document(title="The life of Berg"),
    ],
    ids=["a relative", "within a word", "in the title"],
)
def test_a_name_that_stands_elsewhere_is_left_alone(document: Document) -> None:
    [person] = people(document)
    assert not is_unambiguous(person, document)


@pytest.mark.parametrize(
    "document",
    [
        _document("Anna Maria Berg is a Swedish pilot .", names=("Anna Maria Berg",)),
        _document("ANNA Berg is a Swedish pilot .", names=("ANNA Berg",)),
        _document("Qwx Berg is a Swedish pilot .", names=("Qwx Berg",)),
        _document(labels=[{"h": 0, "t": 1, "r": "P19", "evidence": [0]}]),
    ],
    ids=["three names", "capitals", "no gender", "no citizenship"],
)
def test_whose_name_does_not_show_enough_is_left_alone(document: Document) -> None:
    assert not list(people(document))


def _lender(name: str = "Eva Holm", **values: Any) -> Person:
    given, family = name.split()
    countries = frozenset({"Sweden"})
    found: dict[str, Any] = {"title": name, "entity": 0, "gender": "female", "countries": countries}
    return Person(given=given, family=family, **{**found, **values})


def test_names_are_lent_by_compatriots_of_the_same_gender_whom_the_document_does_not_know() -> None:
    document = _document()
    [person] = people(document)
    rng = record_rng(dataset="renamed-people", seed=0, original_id=document.title)
    eva, frida = _lender(), _lender("Frida Dahl")
    assert Lenders([eva], [frida]).draw(person, document, rng) == (eva, frida, "Sweden")
    for other in (
        _lender("Frida Dahl", gender="male"),
        _lender("Frida Dahl", countries=frozenset({"Denmark"})),
        _lender("Frida Dahl", title="A pilot"),
        _lender("Frida Dahl", title="Eva Holm"),
        _lender("Frida Lund"),
    ):
        assert Lenders([eva], [other]).draw(person, document, rng) is None


def test_a_given_name_that_goes_with_several_family_names_or_is_common_is_not_lent() -> None:
    def document(name: str) -> dict[str, Any]:
        text = f"{name} is a Swedish pilot ."
        vertices = [
            [{"name": name, "pos": [0, 2], "sent_id": 0, "type": "PER"}],
            [{"name": "Swedish", "pos": [4, 5], "sent_id": 0, "type": "LOC"}],
        ]
        labels = [{"h": 0, "t": 1, "r": "P27", "evidence": [0]}]
        return {"title": name, "sents": [text.split()], "vertexSet": vertices, "labels": labels}

    names = ("Sigrid Dahl", "Sigrid Holm", "Mary Kvist", "Astrid Alm")
    parameters = RenamingParameters.model_validate({})
    builder = RenamedPeople(dataset="renamed-people", parameters=parameters, seed=0)
    lenders = builder.context([document(name) for name in names])
    assert [one.given for one in lenders.given] == ["Astrid"]
    assert {one.family for one in lenders.family} == {"Alm", "Dahl", "Holm", "Kvist"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build("renamed-people", root=ROOT, out=tmp_path_factory.mktemp("made") / "build")


def _replace(row: dict[str, Any], before: str, after: str) -> None:
    text = row["counterfactual"]["text"]
    assert before in text
    row["counterfactual"]["text"] = text.replace(before, after, 1)


def _relabel(row: dict[str, Any]) -> None:
    row["label_counterfactual"].pop()
    row["label_effect"] = "recomputed"


def _exchange(row: dict[str, Any]) -> None:
    """Given name and family name of the new name change places, wherever they stand."""
    given, family = (change["to"] for change in row["intervention"])
    for change, name in zip(row["intervention"], (family, given), strict=True):
        change["to"] = name
    text = row["counterfactual"]["text"]
    row["counterfactual"]["text"] = (
        text.replace(given, "_").replace(family, given).replace("_", family)
    )


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda row: _replace(row, "Lunde taught", "Solberg taught"), "names"),
        (lambda row: _replace(row, "a Norwegian botanist", "a Danish botanist"), "names"),
        (_exchange, "donor"),
        (lambda row: row["evidence"]["facts"].update(country="Denmark"), "native"),
        (lambda row: row["evidence"]["facts"].update(entity=1), "native"),
        (lambda row: row["evidence"].update(detail="the same is said of either name"), "native"),
        (lambda row: row["label_original"].pop(), "native"),
        (_relabel, "native"),
        (lambda row: row["intervention"].pop(), "native"),
        (lambda row: row["intervention"].append(row["intervention"][0]), "native"),
        (lambda row: row["intervention"].clear(), "native"),
        (lambda row: row["intervention"][0].update(source="Paper Orchard"), "donor"),
        (lambda row: row["intervention"][0].update(source_name="Marit Lunde"), "donor"),
        (lambda row: row["intervention"][1].update(source="Harbor Lights ( film )"), "donor"),
        (lambda _: None, None),
    ],
    ids=[
        "a name is left",
        "another word",
        "names exchanged",
        "country",
        "entity",
        "detail",
        "label",
        "label of the counterfactual and effect",
        "one change",
        "three changes",
        "no change",
        "lender",
        "name of the lender",
        "one lender for both",
        "nothing",
    ],
)
def test_the_audit_sees_a_change_of(
    made: Build, change: Callable[[dict[str, Any]], object], kind: str | None
) -> None:
    found = _audited(made, change)
    assert {failure.kind for failure in found} >= ({kind} if kind else set())
    assert bool(found) == (kind is not None)


def test_the_audit_sees_a_name_that_another_person_has_too(made: Build) -> None:
    def change(document: dict[str, Any]) -> None:
        document["vertexSet"][3][1]["name"] = "Astrid Lunde"

    found = _audited(made, change, config="documents", name="Harbor Lights ( film )")
    assert any(one.kind == "donor" and "Astrid Haugen" in str(one.expected) for one in found)


def _audited(
    made: Build,
    change: Callable[[dict[str, Any]], object],
    *,
    config: str = "pairs",
    name: str = "Ingrid Solberg",
) -> list[Failure]:
    audit = RenamedPeopleAudit(made.record, "train")
    found: list[Failure] = []
    for each in ("documents", "pairs", "native", "rejects"):
        for row in read_rows(made.folder, made.record, config=each, split="train"):
            if each == config and name in (row.get("title"), row.get("original_id")):
                change(row)
            found += audit.see(each, row)
    return [*found, *audit.finish()]
