"""Rows of amcd, and what must hold of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.published import columns_schema
from irrealis.schemas.families.shortcuts import guessed_by

from irrealis.check import Audit, Failure, Found, Row
from irrealis.contract import Table, canonical
from irrealis.store import BuildRecord

MASK = "[MASK]"
UPSTREAM = ("language", "line", "sentence", "is_counterfactual")
SPAN = pl.Struct({"start": pl.Int64(), "end": pl.Int64(), "text": pl.String()})
COLUMNS = {
    "id": str,
    "original_id": str,
    "language": ("en", "de", "ja"),
    "line": pa.Column(pl.Int64, pa.Check.ge(2), description="upstream's, from 2"),
    "sentence": str,
    "is_counterfactual": (0, 1),
    "clues": pa.Column(pl.List(SPAN), description="where words of upstream's list stand"),
    "masked": pa.Column(pl.String, description=f"the sentence with {MASK} for each clue"),
}
CONFIGS = {"native": Table(columns_schema(COLUMNS), key="id")}


class AmcdAudit(Audit):
    """Clues say their text and are all masked; the label that they give away is measured."""

    definitions: ClassVar[Mapping[str, str]] = {
        "sentences.*": "sentences of this language",
        "counterfactual.*": "share of them that are labeled as counterfactual",
        "clueless.*": "share of them without a clue word",
        "clues.f1.*": "F1 of the counterfactual label, if each sentence has the label that most "
        "other sentences of its split with the same clue words have, or else the most frequent one",
        "clues.macro_f1.*": "the same, mean of both labels",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: sentences and clues are kept in memory."""
        super().__init__(record, split)
        self._rows: list[Row] = []

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {"native": self._see_native}

    def _see_native(self, row: Row) -> Found:
        self._rows.append(row)
        values = canonical({name: row[name] for name in UPSTREAM})
        name = hashlib.sha256(values).hexdigest()[:16]
        if row["id"] != name:
            yield "id", "id", name, row["id"]
        digits = hashlib.sha256(row["sentence"].encode()).hexdigest()[:8]
        name = f"{row['language']}.{row['line']}.{digits}"
        if row["original_id"] != name:
            yield "id", "original_id", name, row["original_id"]
        ends, parts = 0, []
        for clue in row["clues"]:
            if clue["start"] < ends or row["sentence"][clue["start"] : clue["end"]] != clue["text"]:
                yield "clues", "clues", "its text at its place, in order", clue
                return
            parts += [row["sentence"][ends : clue["start"]], MASK]
            ends = clue["end"]
        masked = "".join([*parts, row["sentence"][ends:]])
        if row["masked"] != masked:
            yield "clues", "masked", masked, row["masked"]

    def finish(self) -> Iterator[Failure]:
        """Clues of one sentence that are left in another of its language."""
        known: dict[str, set[str]] = {}
        for row in self._rows:
            known.setdefault(row["language"], set()).update(_clues(row))
        for row in self._rows:
            for clue in known[row["language"]]:
                if _stands(clue, row["masked"].replace(MASK, "\0"), row["language"]):
                    yield Failure("clues", "masked", f"{MASK} for {clue}", row["masked"], row["id"])

    def metrics(self) -> dict[str, float]:
        """Sizes, and what the clues give away, by language."""
        found: dict[str, float] = {}
        for language in sorted({row["language"] for row in self._rows}):
            rows = [row for row in self._rows if row["language"] == language]
            labels = [bool(row["is_counterfactual"]) for row in rows]
            found[f"sentences.{language}"] = float(len(rows))
            found[f"counterfactual.{language}"] = sum(labels) / len(rows)
            found[f"clueless.{language}"] = sum(not row["clues"] for row in rows) / len(rows)
            scores = guessed_by([frozenset(_clues(row)) for row in rows], labels)
            found[f"clues.f1.{language}"] = scores[0]
            found[f"clues.macro_f1.{language}"] = sum(scores) / 2
        return found


def _clues(row: Row) -> set[str]:
    return {_spelled(clue["text"]) for clue in row["clues"]}


def _spelled(clue: str) -> str:
    return clue.lower().replace("’", "'")


def _stands(clue: str, words: str, language: str) -> bool:
    """Whether a clue stands in a text; not within a word, where words are set apart by spaces."""
    words = _spelled(words)
    start = words.find(clue)
    while start >= 0:
        around = f" {words} "[start], f" {words} "[start + len(clue) + 1]
        if language == "ja" or not any(char.isalnum() or char == "_" for char in around):
            return True
        start = words.find(clue, start + 1)
    return False


AUDIT = AmcdAudit
