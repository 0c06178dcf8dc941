"""Rows of renamed-people, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.documents import COLUMNS, document_faults, squeezed, text_of

from irrealis.check import Audit, Failure, Found, Row
from irrealis.contract import Table, pairs_table
from irrealis.store import BuildRecord
from irrealis.text.demonyms import demonym_of
from irrealis.text.persons import given_names

CITIZENSHIP = "P27"
GENERATOR = {
    "kind": "rules",
    "name": "irrealis renamed-people",
    "version": "2.0.0",
    "prompt_hash": None,
}
PARTS = ("given", "family")
_NAME = pa.Column(pl.String, pa.Check.str_length(min_value=1))
TRIPLE = pl.Struct({"head": pl.Int64(), "relation": pl.String(), "tail": pl.Int64()})

CONFIGS = {
    "documents": Table(
        pa.DataFrameSchema(COLUMNS, strict=True, ordered=True),
        key="title",
        holds="the documents as they were cleaned",
    ),
    "pairs": pairs_table(
        fields=["text"],
        label=pl.List(TRIPLE),
        facts=pl.Struct({"entity": pl.Int64(), "country": pl.String()}),
    ),
    "native": Table(
        pa.DataFrameSchema(
            {"id": _NAME, "original_id": _NAME, **COLUMNS}, strict=True, ordered=True
        ),
        key="id",
        holds="the counterfactuals in DocRED's columns",
    ),
}


class RenamedPeopleAudit(Audit):
    """One person's names are replaced wherever they stand by rare ones, and nothing else is."""

    definitions: ClassVar[Mapping[str, str]] = {
        "documents": "documents that could be read",
        "documents.renamed": "share of them with a pair",
        "names.mean": "places where a name was replaced in a text, mean",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: all documents are kept in memory."""
        super().__init__(record, split)
        self._documents: dict[str, Row] = {}
        self._pairs: dict[str, Row] = {}
        self._native: set[str] = set()
        self._rejected: set[str] = set()

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {
            "documents": self._see_document,
            "pairs": self._see_pair,
            "native": self._see_native,
            "rejects": self._see_reject,
        }

    def name_of(self, config: str, row: Row) -> str | None:
        """The id of a pair or a reject's document, or the title of a document."""
        return super().name_of(config, row) or row["title"]

    def finish(self) -> Iterator[Failure]:
        """Names that are lent by nobody or are not rare; documents without a pair or a reject."""
        beside: dict[str, set[str]] = {}  # word of a person's name -> other words of such names
        for document in self._documents.values():
            for words in _words_of_people(document):
                for word in words:
                    beside.setdefault(word, set()).update(words)
        for row in self._pairs.values():
            for field, expected, found in self._loan_faults(row, beside):
                yield Failure("donor", field, expected, found, row["id"], "pairs")
            if row["id"] not in self._native:
                yield Failure("native", "id", "a row in native", "none", row["id"], "pairs")
        renamed = {row["original_id"] for row in self._pairs.values()}
        for title in self._documents.keys() - renamed - self._rejected:
            yield Failure("missing", "title", "a pair or a reject", "neither", title, "documents")

    def _loan_faults(
        self, row: Row, beside: Mapping[str, set[str]]
    ) -> Iterator[tuple[str, str, object]]:
        """What does not hold of those who lent both names: field, expected, found."""
        if _names(row) is None:
            return  # named already
        country = row["evidence"]["facts"]["country"]
        titles = [row["original_id"]]
        for place, change in enumerate(row["intervention"]):
            title, name = change["source"], change["source_name"]
            where = f"intervention[{place}]"
            if title in titles:
                yield f"{where}.source", "a document of its own", title
            titles.append(title)
            lender = self._documents.get(title)
            people = _people_called(lender, name)
            if not any(country in _countries(lender, number) for number in people):
                expected = f"a document with a citizen of {country} called {name}"
                yield f"{where}.source", expected, title
            words = str(name).split()
            if len(words) != 2 or words[place] != change["to"]:
                expected = f"two names, the {change['target']} name of which is {change['to']}"
                yield f"{where}.source_name", expected, name
            elif beside.get(words[place]) != {*words}:
                expected = f"a name that only one family or given name goes with, {name}"
                yield f"{where}.to", expected, sorted(beside.get(words[place], ()))

    def metrics(self) -> dict[str, float]:
        """How many documents have a pair, and how often a name stands in one."""
        pairs = self._pairs.values()
        renamed = {row["original_id"] for row in pairs}
        names = [len(row["edits"]) for row in pairs]
        return {
            "documents": float(len(self._documents)),
            "documents.renamed": len(renamed) / max(1, len(self._documents)),
            **({"names.mean": sum(names) / len(names)} if names else {}),
        }

    def _see_document(self, row: Row) -> Found:
        self._documents[row["title"]] = row
        yield from document_faults(row)

    def _see_pair(self, row: Row) -> Found:
        self._pairs[row["id"]] = row
        document, facts = self._documents.get(row["original_id"]), row["evidence"]["facts"]
        if document is None:
            yield "native", "original_id", "a document", row["original_id"]
            return
        number, names = facts["entity"], _names(row)
        if number is None or not 0 <= number < len(document["vertexSet"]):
            yield "native", "evidence.facts.entity", "an entity of the document", number
            return
        if names is None or row["generator"] != GENERATOR or row["evidence"]["kind"] != "rule":
            yield "native", "intervention", "two names for two, by the rules", row["intervention"]
            return
        mentions = document["vertexSet"][number]
        full = " ".join(names)
        called = {mention["name"] for mention in mentions}
        if {m["type"] for m in mentions} != {"PER"} or not full in called <= {full, *names}:
            yield "native", "intervention.from", f"the name of entity {number}", full
        if facts["country"] not in _countries(document, number):
            expected = sorted(_countries(document, number))
            yield "native", "evidence.facts.country", expected, facts["country"]
        detail = _detail(facts["country"])
        if row["evidence"]["detail"] != detail:
            yield "native", "evidence.detail", detail, row["evidence"]["detail"]
        texts = [row[side]["text"] for side in ("original", "counterfactual")]
        if squeezed(texts[0]) != text_of(document):
            yield "native", "original", "the sentences of the document", texts[0]
        yield from _name_faults(texts, names)
        labels = [
            {"head": label["h"], "relation": label["r"], "tail": label["t"]}
            for label in document["labels"]
            if label["evidence"]
        ]
        for side in ("label_original", "label_counterfactual"):
            if row[side] != labels:
                yield "native", side, labels, row[side]

    def _see_reject(self, row: Row) -> Found:
        self._rejected.add(row["original_id"])
        return iter(())

    def _see_native(self, row: Row) -> Found:
        self._native.add(row["id"])
        yield from document_faults(row)
        pair, document = self._pairs.get(row["id"]), self._documents.get(row["original_id"])
        names = _names(pair) if pair else None
        if pair is None or document is None or names is None:
            yield "native", "id", "a pair and its document", row["id"]
            return
        number = pair["evidence"]["facts"]["entity"]
        whole = document["title"] == " ".join(names)
        for where, expected in (
            ("original_id", pair["original_id"]),
            ("title", " ".join(names.values()) if whole else document["title"]),
            ("sents", [[names.get(token, token) for token in s] for s in document["sents"]]),
            ("labels", _without_background(document, number)),
            (
                "vertexSet",
                [
                    [{**m, "name": _replaced(m["name"], names)} for m in mentions]
                    if place == number
                    else mentions
                    for place, mentions in enumerate(document["vertexSet"])
                ],
            ),
        ):
            if row[where] != expected:
                yield "native", where, expected, row[where]


def _names(row: Row) -> dict[str, str] | None:
    """Given name and family name, each with the one that takes its place."""
    changes = row["intervention"]
    if [(change["kind"], change["target"]) for change in changes] != [
        ("name", part) for part in PARTS
    ]:
        return None
    if not all(str(change[side]).isalpha() for change in changes for side in ("from", "to")):
        return None
    names = {str(change["from"]): str(change["to"]) for change in changes}
    return names if len(names) == len(PARTS) else None


def _detail(country: str) -> str:
    return (
        "the document says the same of either name; both new names are lent by citizens of a "
        f"country of the person's ({country})"
    )


def _name_faults(texts: list[str], names: Mapping[str, str]) -> Found:
    """Texts that differ in more than the names, keep an old name, or had the new one before."""
    replaced = _replaced(texts[0], names)
    if texts[1] != replaced:
        yield "names", "counterfactual", replaced, texts[1]
    for before, after in names.items():
        if before.casefold() in texts[1].casefold():
            yield "names", "counterfactual", f"nothing left of {before}", texts[1]
        if after.casefold() in texts[0].casefold():
            yield "names", "original", f"a text without {after}", texts[0]
    genders = {given_names().get(name) for name in next(iter(names.items()))} - {None}
    if len(genders) > 1:
        yield "names", "intervention.to", "a given name of the same gender", [*names.values()]


def _replaced(text: str, names: Mapping[str, str]) -> str:
    any_of = "|".join(map(re.escape, names))
    return re.sub(rf"(?<![^\W_])(?:{any_of})(?![^\W_])", lambda found: names[found[0]], text)


def _words_of_people(document: Row) -> Iterator[list[str]]:
    """The words of each name of a person."""
    for mentions in document["vertexSet"]:
        if {mention["type"] for mention in mentions} == {"PER"}:
            yield from (mention["name"].split() for mention in mentions)


def _people_called(document: Row | None, name: str | None) -> list[int]:
    """Numbers of the people of a document who have a name."""
    return [
        number
        for number, mentions in enumerate(document["vertexSet"] if document else ())
        if name in {mention["name"] for mention in mentions if mention["type"] == "PER"}
    ]


def _countries(document: Row | None, number: int) -> set[str]:
    """The countries a person is a citizen of, by the labels; "American" is the United States."""
    labels = document["labels"] if document else ()
    tails = [label["t"] for label in labels if (label["h"], label["r"]) == (number, CITIZENSHIP)]
    entities = document["vertexSet"] if document else ()
    names = {m["name"] for tail in tails if 0 <= tail < len(entities) for m in entities[tail]}
    rows = {name: demonym_of(name) for name in names}
    return {row.place if row and row.place else name for name, row in rows.items()}


def _without_background(document: Row, number: int) -> list[Row]:
    """The labels but for those of the person that no sentence states."""
    labels = document["labels"]
    return [
        label for label in labels if label["evidence"] or number not in (label["h"], label["t"])
    ]


AUDIT = RenamedPeopleAudit
