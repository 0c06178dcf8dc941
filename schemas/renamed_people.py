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
from irrealis.text.persons import given_names

CITIZENSHIP = "P27"
GENERATOR = {
    "kind": "rules",
    "name": "irrealis renamed-people",
    "version": "1.0.0",
    "prompt_hash": None,
}
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
    """One person's names are replaced wherever they stand, and nothing else is."""

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
        """Sources that do not have the new name, and documents without a pair or a reject."""
        for row in self._pairs.values():
            (change,), facts = row["intervention"], row["evidence"]["facts"]
            lender = self._documents.get(change["source"])
            countries = set().union(
                *(
                    _countries(lender, number)
                    for number, mentions in enumerate(lender["vertexSet"] if lender else ())
                    if change["to"] in {m["name"] for m in mentions if m["type"] == "PER"}
                )
            )
            if facts["country"] not in countries or change["source"] == row["original_id"]:
                expected = f"a document with {change['to']} and the citizenship {facts['country']}"
                yield Failure(
                    "donor", "intervention.source", expected, change["source"], row["id"], "pairs"
                )
            if row["id"] not in self._native:
                yield Failure("native", "id", "a row in native", "none", row["id"], "pairs")
        renamed = {row["original_id"] for row in self._pairs.values()}
        for title in self._documents.keys() - renamed - self._rejected:
            yield Failure("missing", "title", "a pair or a reject", "neither", title, "documents")

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
        full = row["intervention"][0]["from"]
        called = {mention["name"] for mention in mentions}
        if {m["type"] for m in mentions} != {"PER"} or not full in called <= {full, *names}:
            yield "native", "intervention.from", f"the name of entity {number}", full
        if facts["country"] not in _countries(document, number):
            expected = sorted(_countries(document, number))
            yield "native", "evidence.facts.country", expected, facts["country"]
        texts = [row[side]["text"] for side in ("original", "counterfactual")]
        if squeezed(texts[0]) != text_of(document):
            yield "native", "original", "the sentences of the document", texts[0]
        yield from _name_faults(texts, names)
        labels = [
            {"head": label["h"], "relation": label["r"], "tail": label["t"]}
            for label in document["labels"]
            if label["evidence"]
        ]
        if row["label_original"] != labels:
            yield "native", "label_original", labels, row["label_original"]

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
        number, change = pair["evidence"]["facts"]["entity"], pair["intervention"][0]
        whole = document["title"] == change["from"]
        for where, expected in (
            ("original_id", pair["original_id"]),
            ("title", change["to"] if whole else document["title"]),
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
    (change, *more) = row["intervention"]
    before, after = (str(change[side]).split() for side in ("from", "to"))
    sound = len(before) == len(after) == 2 and not more and change["source_name"] is None
    if not sound or (change["kind"], change["target"]) != ("name", "person"):
        return None
    return dict(zip(before, after, strict=True))


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


def _countries(document: Row | None, number: int) -> set[str]:
    """Names of what a person is a citizen of, by the labels."""
    labels = document["labels"] if document else ()
    tails = [label["t"] for label in labels if (label["h"], label["r"]) == (number, CITIZENSHIP)]
    entities = document["vertexSet"] if document else ()
    return {entities[tail][0]["name"] for tail in tails if 0 <= tail < len(entities)}


def _without_background(document: Row, number: int) -> list[Row]:
    """The labels but for those of the person that no sentence states."""
    labels = document["labels"]
    return [
        label for label in labels if label["evidence"] or number not in (label["h"], label["t"])
    ]


AUDIT = RenamedPeopleAudit
