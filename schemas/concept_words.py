"""Rows of concept-words: words and contexts are read again, by rules and lists of an audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.concepts import proved, read
from irrealis.schemas.families.shortcuts import Shortcuts

from irrealis.check import Audit, Failure, Found, Row
from irrealis.contract import Table, pairs_table
from irrealis.store import BuildRecord

GENERATOR = {
    "kind": "rules",
    "name": "irrealis concept-words",
    "version": "1.0.0",
    "prompt_hash": None,
}
_TEXT = pa.Check.str_length(min_value=1)
_COLUMNS = ("id", "concept", "before", "after", "context")
CONFIGS = {
    "native": Table(
        pa.DataFrameSchema(
            {name: pa.Column(pl.String, _TEXT) for name in _COLUMNS}, strict=True, ordered=True
        ),
        key="id",
        holds="pairs of words by concept, each with a context in which both fit",
    ),
    "pairs": pairs_table(
        fields=["text"],
        label=pl.String(),
        query=True,
        facts=pl.Struct({"concept": pl.String(), "before": pl.String(), "after": pl.String()}),
    ),
}


class ConceptWordsAudit(Audit):
    """Two sentences differ in one word, the two words by one concept, and both fit the context."""

    definitions: ClassVar[Mapping[str, str]] = {
        "concepts": "concepts of the pairs",
        "words.least": "different pairs of words of the concept that has fewest",
        "words": "different pairs of words, of all concepts",
        "proved": "share of pairs whose words differ by the concept by the audit's lists and rules",
        "context_only": "how often a reader of the context, without the word, tells the form; each "
        "context is that of both forms, so that one half is the most",
        "counterparts.least": "of the concepts, the least share of words that have one counterpart",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: the pairs of words are kept in memory."""
        super().__init__(record, split)
        self._native: dict[str, tuple[str, ...]] = {}
        self._words: dict[str, dict[str, set[str]]] = {}
        self._forms: dict[str, tuple[str, str]] = {}
        self._pairs = self._proved = 0
        self._shortcuts = Shortcuts()

    def see(self, config: str, row: dict[str, Any]) -> Iterator[Failure]:
        """Failures that this row shows."""
        if config == "native":
            self._native[row["id"]] = tuple(row[name] for name in _COLUMNS[1:])
        elif config == "pairs":
            for kind, where, expected, found in self._pair(row):
                of = (row["original_id"], "native") if kind == "native" else (row["id"], None)
                yield Failure(kind, where, expected, found, *of)

    def finish(self) -> Iterator[Failure]:
        """Rows of native that are of no pair."""
        for name, row in self._native.items():
            yield Failure("native", "id", "a pair with this original_id", row, name, "native")

    def metrics(self) -> dict[str, float]:
        """How many concepts and words there are, and what the context tells."""
        if not self._pairs:
            return {}
        single = [
            sum(len(others) == 1 for others in of.values()) / len(of) for of in self._words.values()
        ]
        counts = [sum(map(len, of.values())) for of in self._words.values()]
        return {
            "concepts": len(self._words),
            "words": sum(counts),
            "words.least": min(counts),
            "proved": self._proved / self._pairs,
            "context_only": self._shortcuts.accuracy(),
            "counterparts.least": min(single),
        }

    def _pair(self, row: Row) -> Found:
        concept = row["query"]
        texts = row["original"]["text"], row["counterfactual"]["text"]
        sentence = read(concept, *texts)
        if sentence is None:
            yield "context", "original", f"one context of {concept}, with two words", texts
            return
        context, before, after = sentence
        self._pairs += 1
        right = proved(concept, before, after)
        self._proved += right
        if not right:
            yield "words", "counterfactual", f"{before} by {concept}", after
        self._words.setdefault(concept, {}).setdefault(before, set()).add(after)
        labels = row["label_original"], row["label_counterfactual"]
        for label in labels:
            self._shortcuts.add(row["id"], context, label)
        listed = self._native.pop(row["original_id"], None)
        if listed != (concept, before, after, context):
            yield "native", "context", (concept, before, after, context), listed
        stated = {"concept": concept, "before": before, "after": after}
        change = {
            "kind": "word",
            "target": concept,
            "from": before,
            "to": after,
            "source": None,
            "source_name": None,
        }
        for where, expected, found in (
            ("labels", self._forms.setdefault(concept, labels), labels),
            ("labels", _forms(concept), labels),
            ("intervention", [change], row["intervention"]),
            ("evidence.facts", stated, row["evidence"]["facts"]),
            (
                "evidence.detail",
                f"{after} is to {before} as {labels[1]} to {labels[0]}",
                row["evidence"]["detail"],
            ),
            ("evidence.kind", "rule", row["evidence"]["kind"]),
            ("generator", GENERATOR, row["generator"]),
        ):
            if expected != found:
                yield "pair", where, expected, found


def _forms(concept: str) -> tuple[str, str]:
    """The names of both forms: those in the concept's, but for what a word is made of."""
    before, _, after = concept.partition("-")
    bases = {"verb", "adjective", "noun", "act", "country", "male", "lower", "cardinal"}
    return ("base" if before in bases else before), after


AUDIT = ConceptWordsAudit
