"""Renamed people: documents in which one person bears another name throughout.

After Yan et al., "On the Robustness of Reading Comprehension Models to Entity Renaming", NAACL
2022: a reader that goes by what a document says finds the same relations whatever the name. The
given name and the family name come from two people of other documents, who have the person's gender
and a country of citizenship in common. Both are rare, so that hardly anybody bears them together.
Data: documents in Re-DocRED's format.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, BinaryIO, ClassVar, cast

from irrealis.builders.families.documents.reading import (
    BrokenDocument,
    Document,
    DocumentParameters,
    Entity,
    Mention,
    cleaned,
    documents,
    read_documents,
    title_of,
)
from irrealis.builders.families.documents.rows import docred
from irrealis.builders.families.swaps.tables import name_shares
from pydantic import Field

from irrealis.build import Builder, Drop, Parameters, Repair, Row
from irrealis.contract import Evidence, Generator, Intervention, Pair
from irrealis.text.demonyms import demonym_of
from irrealis.text.edits import record_edits
from irrealis.text.persons import Gender, name_gender

CITIZENSHIP = "P27"
_COMMON = 0.1  # per cent of a gender; a more common given name goes with most family names
_GIVEN, _FAMILY = attrgetter("given"), attrgetter("family")
GENERATOR = Generator("rules", "irrealis renamed-people", "2.0.0")


class RenamingParameters(DocumentParameters):
    """How much is made of a document."""

    people: int = Field(3, ge=1, description="people who are renamed, each in a pair of its own")


@dataclass(frozen=True, slots=True)
class Person:
    """A person with a given name and a family name: entity number `entity` of a document."""

    title: str
    entity: int
    given: str
    family: str
    gender: Gender
    countries: frozenset[str]

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True)
class Lenders:
    """People of a split whose given names, and whose family names, are rare."""

    given: Sequence[Person]
    family: Sequence[Person]

    def draw(
        self, person: Person, document: Document, rng: random.Random
    ) -> tuple[Person, Person, str] | None:
        """Who lends the given and the family name, and the first country common to all three.

        They are of two documents: names of one family would make a name that somebody bears.
        """
        known = f"{document.title} {document.text}".casefold()
        given, family = (
            [
                lender
                for lender in lenders
                if fits(lender, person) and name(lender).casefold() not in known
            ]
            for lenders, name in ((self.given, _GIVEN), (self.family, _FAMILY))
        )
        first = int(rng.random() * len(given))
        for lender in (*given[first:], *given[:first]):
            shared = lender.countries & person.countries
            fitting = [
                relative
                for relative in family
                if relative.countries & shared and relative.title != lender.title
            ]
            if fitting:
                relative = fitting[int(rng.random() * len(fitting))]
                return lender, relative, min(relative.countries & shared)
        return None


class RenamedPeople(Builder[dict[str, Any], Lenders]):
    """Gives people other names, wherever their own names occur."""

    parameters_type: ClassVar[type[Parameters]] = RenamingParameters

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[dict[str, Any]]:
        """Documents of a JSON list, or of JSON lines."""
        return read_documents(stream, source=source)

    def original_id(self, record: dict[str, Any]) -> str:
        """The title: it is all that upstream has."""
        return title_of(record)

    def context(self, records: Iterable[dict[str, Any]]) -> Lenders:
        """The people of the split who have a rare name to lend."""
        found: dict[tuple[str, str], Person] = {}
        beside: dict[str, set[str]] = {}  # word of a person's name -> other words of such names
        for document in documents(records, self.parameters):
            for person in people(document):
                found[person.name, person.title] = person
            for entity in document.entities:
                for name in entity.names if entity.type == "PER" else ():
                    for word in name.split():
                        beside.setdefault(word, set()).update(name.split())
        known = [person for _, person in sorted(found.items())]
        return Lenders(
            [
                person
                for person in known
                if beside[person.given] == {person.given, person.family}
                and name_shares().get(person.given, 0.0) <= _COMMON
            ],
            [person for person in known if beside[person.family] == {person.given, person.family}],
        )

    def edit(
        self, record: dict[str, Any], *, context: Lenders, rng: random.Random
    ) -> Iterable[Row | Drop | Repair]:
        """The document as it was cleaned, and a pair for each person who can be renamed."""
        try:
            document = cleaned(record, self.parameters)
        except BrokenDocument as error:
            yield Drop(error.reason, str(error))
            return
        yield from document.repairs
        yield Row("documents", docred(document))
        renamed = [person for person in people(document) if is_unambiguous(person, document)]
        if not renamed:
            yield Drop(
                "no-person",
                "nobody has a given and a family name, a gender and a country that can be known, "
                "and no name in common with anything else",
            )
            return
        most = cast(RenamingParameters, self.parameters).people
        made = 0
        for person in renamed[:most]:
            drawn = context.draw(person, document, rng)
            if drawn is None:
                yield Drop(
                    "no-donor", f"no rare names of others fit {person.name}", level="variant"
                )
                continue
            made += 1
            yield from self._pair(document, person, *drawn)
        if not made:
            yield Drop("no-pairs", f"no names fit any of {len(renamed[:most])} people")

    def _pair(
        self, document: Document, person: Person, given: Person, family: Person, country: str
    ) -> Iterator[Row]:
        kept = without_background(document, person.entity)
        renamed = rename(kept, {person.given: given.given, person.family: family.family}, person)
        labels = [
            {"head": label.head, "relation": label.relation, "tail": label.tail}
            for label in document.labels
            if label.evidence
        ]
        pair = Pair(
            dataset=self.dataset,
            original_id=document.title,
            original={"text": document.text},
            counterfactual={"text": renamed.text},
            edits=record_edits({"text": document.text}, {"text": renamed.text}),
            interventions=[
                Intervention(
                    "name", part, before, after, source=lender.title, source_name=lender.name
                )
                for part, before, after, lender in (
                    ("given", person.given, given.given, given),
                    ("family", person.family, family.family, family),
                )
            ],
            label_original=labels,
            label_counterfactual=labels,
            label_effect="keep",
            evidence=Evidence(
                "rule",
                "the document says the same of either name; both new names are lent by citizens "
                f"of a country of the person's ({country})",
                {"entity": person.entity, "country": country},
            ),
            generator=GENERATOR,
            seed=self.seed,
        )
        yield Row("pairs", pair.row())
        yield Row("native", {"id": pair.id, "original_id": document.title, **docred(renamed)})


def people(document: Document) -> Iterator[Person]:
    """People of a document whose names show a gender, and whose citizenship is labeled."""
    countries: dict[int, set[str]] = {}
    for label in document.labels:
        if label.relation == CITIZENSHIP:
            names = document.entities[label.tail].names
            countries.setdefault(label.head, set()).update(map(country_of, names))
    for number, entity in enumerate(document.entities):
        parts = names_of(entity)
        if parts is None or number not in countries:
            continue
        gender = name_gender(" ".join(parts))
        if gender is not None:
            yield Person(document.title, number, *parts, gender, frozenset(countries[number]))


def country_of(name: str) -> str:
    """The country that a name or an adjective stands for: "American" is the United States."""
    row = demonym_of(name)
    return row.place if row and row.place else name


def names_of(entity: Entity) -> tuple[str, str] | None:
    """Given name and family name of a person, if all mentions use one or both of them."""
    if entity.type != "PER":
        return None
    full = max(entity.names, key=len).split()
    if len(full) != 2 or full[0] == full[1]:
        return None
    if not all(part.isalpha() and part.istitle() and len(part) > 1 for part in full):
        return None
    if any(name.split() not in (full, full[:1], full[1:]) for name in entity.names):
        return None
    return full[0], full[1]


def is_unambiguous(person: Person, document: Document) -> bool:
    """Whether the names occur in mentions of the person only, and not within other words."""
    parts = (person.given.casefold(), person.family.casefold())
    if document.title != person.name and any(part in document.title.casefold() for part in parts):
        return False
    return all(
        document.mentioned.get((sent, at)) == person.entity
        for sent, tokens in enumerate(document.sents)
        for at, token in enumerate(tokens)
        if any(part in token.casefold() for part in parts)
    )


def fits(lender: Person, person: Person) -> bool:
    """Whether a name of a person of another document may be this person's, too."""
    return (
        lender.title != person.title
        and lender.gender == person.gender
        and not lender.countries.isdisjoint(person.countries)
    )


def without_background(document: Document, entity: int) -> Document:
    """The document without relations of an entity that no sentence of it states.

    They are background knowledge about the bearer of the old name, not stated in the document.
    """
    labels = tuple(
        label
        for label in document.labels
        if label.evidence or entity not in (label.head, label.tail)
    )
    return replace(document, labels=labels)


def rename(document: Document, names: Mapping[str, str], person: Person) -> Document:
    """The document with a person's names replaced in sentences, mentions and title."""

    def renamed(text: str) -> str:
        return " ".join(names.get(word, word) for word in text.split())

    def mentions(entity: Entity) -> tuple[Mention, ...]:
        return tuple(replace(mention, name=renamed(mention.name)) for mention in entity.mentions)

    return replace(
        document,
        title=renamed(document.title) if document.title == person.name else document.title,
        sents=tuple(tuple(names.get(token, token) for token in sent) for sent in document.sents),
        entities=tuple(
            replace(entity, mentions=mentions(entity)) if number == person.entity else entity
            for number, entity in enumerate(document.entities)
        ),
    )


BUILDER = RenamedPeople
