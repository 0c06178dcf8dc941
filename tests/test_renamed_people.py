"""Renamed people: who can be renamed, whose name they get, and what the audit reads off words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.families.documents.reading import Document, RawDocument, clean
from irrealis.builders.renamed_people import Person, fits, is_unambiguous, people
from irrealis.schemas.renamed_people import RenamedPeopleAudit

from irrealis.build import Build, build, read_rows
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
    assert person.countries == {"Swedish"}
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
    countries = frozenset({"Swedish"})
    found: dict[str, Any] = {"title": "x", "entity": 0, "gender": "female", "countries": countries}
    return Person(given=given, family=family, **{**found, **values})


def test_a_name_is_lent_by_a_compatriot_of_the_same_gender_whom_the_document_does_not_know() -> (
    None
):
    document = _document()
    [person] = people(document)
    assert fits(_lender(), person, document)
    for other in (
        _lender(gender="male"),
        _lender(countries=frozenset({"Danish"})),
        _lender(title="A pilot"),
        _lender("Eva Lund"),
    ):
        assert not fits(other, person, document)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build("renamed-people", root=ROOT, out=tmp_path_factory.mktemp("made") / "build")


def _replace(row: dict[str, Any], before: str, after: str) -> None:
    text = row["counterfactual"]["text"]
    assert before in text
    row["counterfactual"]["text"] = text.replace(before, after, 1)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda row: _replace(row, "Haugen taught", "Solberg taught"), "names"),
        (lambda row: _replace(row, "a Norwegian botanist", "a Danish botanist"), "names"),
        (lambda row: row["evidence"]["facts"].update(country="Danish"), "native"),
        (lambda row: row["evidence"]["facts"].update(entity=1), "native"),
        (lambda row: row["label_original"].pop(), "native"),
        (lambda row: row["intervention"][0].update(source="Paper Orchard"), "donor"),
        (lambda _: None, None),
    ],
    ids=["a name is left", "another word", "country", "entity", "label", "lender", "nothing"],
)
def test_the_audit_sees_a_change_of(
    made: Build, change: Callable[[dict[str, Any]], object], kind: str | None
) -> None:
    audit = RenamedPeopleAudit(made.record, "train")
    found: list[Failure] = []
    for config in ("documents", "pairs", "native", "rejects"):
        for row in read_rows(made.folder, made.record, config=config, split="train"):
            if config == "pairs" and row["original_id"] == "Ingrid Solberg":
                change(row)
            found += audit.see(config, row)
    found += audit.finish()
    assert {failure.kind for failure in found} >= ({kind} if kind else set())
    assert bool(found) == (kind is not None)
