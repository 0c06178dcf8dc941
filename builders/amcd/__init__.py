"""AMCD: sentences of product reviews in three languages, labeled as counterfactual or not.

Data: O'Neill et al., "I Wish I Would Have Loved This One, But I Didn't: A Multilingual Dataset for
Counterfactual Detection in Product Reviews", EMNLP 2021. Upstream chose its sentences by lists of
clue words (section 3), so that whoever knows the clues knows much of the label. Each sentence
stands here with its clues, and once more with all of them masked.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

from irrealis.builders.families.published.rows import ANY, gathered, read_files, read_rows

from irrealis.build import Builder, Drop, Row
from irrealis.contract import canonical
from irrealis.errors import IrrealisError
from irrealis.inputs import read_records
from irrealis.text.repeats import same

LANGUAGES = {"en": "EN", "de": "DE", "ja": "JP"}  # and upstream's names of them
WHOLE = {"en": True, "de": True, "ja": False}  # whether a clue begins and ends with a word
COLUMNS = {"sentence": ANY, "is_counterfactual": ("0", "1")}
MASK = "[MASK]"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A row of upstream's, and where clues of its language stand in it."""

    language: str
    line: int
    text: str
    label: int
    clues: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Rows of the same text, those of this split first, and texts of other splits."""

    rows: Mapping[tuple[str, str], list[Sentence]]
    elsewhere: frozenset[tuple[str, str]]


class Amcd(Builder[Sentence, Known]):
    """Finds and masks the clues of each sentence."""

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Sentence]:
        """A file of sentences for each language, then its clues for each."""
        rows = partial(read_rows, form="tsv", columns=COLUMNS)
        lines = partial(read_records, form="lines")
        names = {f"{name}.tsv": rows for name in LANGUAGES.values()}
        clues = {f"clue_words_{name.lower()}.txt": lines for name in LANGUAGES.values()}
        found: list[list[Any]] = read_files(files, {**names, **clues})
        for at, language in enumerate(LANGUAGES):
            words = [record["line"].strip() for _, record in found[len(LANGUAGES) + at]]
            pattern = _pattern(words, whole=WHOLE[language])
            for line, row in enumerate(found[at], start=2):
                text, label = row["sentence"], int(row["is_counterfactual"])
                spans = tuple(match.span() for match in pattern.finditer(text))
                yield Sentence(language, line, text, label, spans)

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Sentence]:  # noqa: ARG002
        """Never: one file does not say what its clues are."""
        raise IrrealisError(f"{source}: sentences need the clue words of their language")

    def original_id(self, record: Sentence) -> str:
        """Language and line, with 8 hexadecimal digits over the sentence."""
        return f"{record.language}.{record.line}.{_digest(record.text)[:8]}"

    def context_beside(self, records: Iterable[Sentence], *, others: Iterable[Sentence]) -> Known:
        """Rows whose text stands in the data more than once."""
        here = gathered((_key(row), row) for row in records)
        elsewhere = gathered((_key(row), row) for row in others if _key(row) in here)
        rows = {key: [*found, *elsewhere.get(key, [])] for key, found in here.items()}
        return Known(
            {key: found for key, found in rows.items() if len(found) > 1}, frozenset(elsewhere)
        )

    def edit(
        self,
        record: Sentence,
        *,
        context: Known,
        rng: random.Random,  # noqa: ARG002 nothing is drawn
    ) -> Iterable[Row | Drop]:
        """The row with its clues; none of a text that has both labels, or stands twice."""
        key, here = _key(record), f"line {record.line} of {LANGUAGES[record.language]}"
        rows = context.rows.get(key, [record])
        if len({row.label for row in rows}) > 1:
            yield Drop("two-labels", f"{here}: its text stands as 0 and as 1")
            return
        if key in context.elsewhere:
            yield Drop("text-in-two-splits", f"{here}: its text is in another split too")
            return
        if rows[0].line != record.line:
            yield Drop("repeated", f"{here}: its text is that of line {rows[0].line}")
            return
        values = {
            "language": record.language,
            "line": record.line,
            "sentence": record.text,
            "is_counterfactual": record.label,
        }
        spans = [
            {"start": start, "end": end, "text": record.text[start:end]}
            for start, end in record.clues
        ]
        names = {
            "id": _digest(canonical(values).decode()),
            "original_id": self.original_id(record),
        }
        yield Row("native", {**names, **values, "clues": spans, "masked": _masked(record)})


def _key(row: Sentence) -> tuple[str, str]:
    return row.language, same(row.text)


def _pattern(clues: Iterable[str], *, whole: bool) -> re.Pattern[str]:
    """Any of the clues, the longest first; either apostrophe is one."""
    parts = [re.escape(clue).replace("'", "['’]") for clue in sorted(clues, key=len, reverse=True)]
    any_of = f"(?:{'|'.join(parts)})"
    return re.compile(rf"(?<!\w){any_of}(?!\w)" if whole else any_of, re.IGNORECASE)


def _masked(record: Sentence) -> str:
    text = record.text
    for start, end in reversed(record.clues):
        text = text[:start] + MASK + text[end:]
    return text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


BUILDER = Amcd
