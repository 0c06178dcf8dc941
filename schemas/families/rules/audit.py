"""What the audits of this family share: a proof for each pair, native rows, and shortcuts."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.kept import Owed
from irrealis.schemas.families.shortcuts import Shortcuts

from irrealis.check import Audit, Failure, Found, Row
from irrealis.contract import Table, pair_id
from irrealis.store import BuildRecord, Shelf

ID = pa.Check.str_matches(r"^[0-9a-f]{16}$")
SIDES = ("original", "counterfactual")


class UnreadableError(ValueError):
    """Words that the grammar does not cover."""


def native_table(*, kinds: Sequence[str], vocabularies: Sequence[str]) -> Table:
    """Each question as one prompt with its answer."""
    return Table(
        pa.DataFrameSchema(
            {
                "id": pa.Column(pl.String, ID),
                "kind": pa.Column(pl.String, pa.Check.isin(list(kinds))),
                "vocabulary": pa.Column(pl.String, pa.Check.isin(list(vocabularies))),
                "group": pa.Column(pl.String, ID),
                "prompt": pa.Column(pl.String, pa.Check.str_length(min_value=1)),
                "answer": pa.Column(pl.String, pa.Check.str_length(min_value=1)),
                "factual": pa.Column(pl.Boolean),
            },
            strict=True,
            ordered=True,
        ),
        key="id",
        holds="each question as one prompt with its answer, the factual and the counterfactual one",
    )


class RulesAudit(Audit):
    """Every label follows from the words of its row, and every certificate says what they say."""

    fields: ClassVar[tuple[str, ...]]  # that make up a prompt, in this order
    kind: ClassVar[str]  # the fact that is a native row's kind
    definitions: ClassVar[Mapping[str, str]] = {
        "answers_derived_again": "share of pairs whose two answers follow from their words",
        "question_only": "right answers of naive Bayes on the words of the counterfactual question "
        "alone, two-fold",
        "same_as_original": "share of pairs whose answer stays: what copying the original's gets",
        "largest_answer": "share of counterfactuals that have the most frequent answer: what "
        "saying the same always gets",
        "distinct": "share of records that are no repetition of an earlier one",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: what its pairs need of other rows is kept on disk where it is much."""
        super().__init__(record, split)
        self._native = Owed()
        self._pairs = self._kept = self._proved = 0
        self._answers = Shelf[str, int]()
        self._shortcuts = Shortcuts()

    @abstractmethod
    def prove(self, row: Row) -> Found:
        """What does not follow from the words of a pair.

        Raises:
            UnreadableError: words that the grammar does not cover.
        """

    def shortcut(self, row: Row) -> tuple[str, str]:
        """What a reader sees of a counterfactual who does not read all, and what is to be found."""
        return row["counterfactual"]["question"], str(row["label_counterfactual"])

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {"pairs": self._pair, "native": self._prompt}

    def finish(self) -> Iterator[Failure]:
        """Questions of pairs that `native` does not have."""
        for name in self._native.missing():
            yield Failure("native", "prompt", "a row for each side of a pair", None, name, "native")

    def metrics(self) -> dict[str, float]:
        """Agreement, shortcuts, and how many records are new."""
        if not self._pairs:
            return {}
        counts = self.record.counts[self.split]
        return {
            "answers_derived_again": self._proved / self._pairs,
            "question_only": self._shortcuts.accuracy(),
            "same_as_original": self._kept / self._pairs,
            "largest_answer": max(self._answers.values()) / self._pairs,
            "distinct": 1 - counts.rejects.get("id-seen-before", 0) / counts.records,
        }

    def _pair(self, row: Row) -> Found:
        self._pairs += 1
        self._kept += row["label_effect"] == "keep"
        answer = str(row["label_counterfactual"])
        self._answers[answer] = self._answers.get(answer, 0) + 1
        self._shortcuts.add(row["id"], *self.shortcut(row))
        self._expect(row)
        try:
            failures = list(self.prove(row))
        except UnreadableError as error:
            failures = [("reading", "original", "words that the grammar covers", str(error))]
        self._proved += not failures
        expected = {
            "kind": "rules",
            "name": f"irrealis {self.record.dataset}",
            "version": "1.0.0",
            "prompt_hash": None,
        }
        for where, wanted, found in (
            ("evidence.kind", "execution", row["evidence"]["kind"]),
            ("generator", expected, row["generator"]),
        ):
            if found != wanted:
                failures.append(("answer", where, wanted, found))
        yield from failures

    def _expect(self, row: Row) -> None:
        """What `native` must have of a pair."""
        facts = row["evidence"]["facts"]
        for side in SIDES:
            prompt = " ".join(_prompt(row[side][field]) for field in self.fields)
            label = row[f"label_{side}"]
            if "choices" in self.fields:
                label = chr(ord("A") + label)
            identity = {"prompt": prompt, "group": row["group"]}
            values = (prompt, str(label), side == "original", facts[self.kind])
            name = pair_id(self.record.dataset, "native", identity, {})
            self._native.expect(name, (*values, facts["vocabulary"], row["group"]))

    def _prompt(self, row: Row) -> Found:
        columns = ("prompt", "answer", "factual", "kind", "vocabulary", "group")
        found = tuple(row[column] for column in columns)
        if not self._native.meet(row["id"], found):
            yield "native", "prompt", "what its pair says", found


def _prompt(value: str | list[str]) -> str:
    if isinstance(value, str):
        return value
    return " ".join(f"({chr(ord('A') + at)}) {text}" for at, text in enumerate(value))


def change(kind: str, target: str, before: str | None, after: str) -> dict[str, Any]:
    """An intervention as it stands in a row."""
    return {
        "kind": kind,
        "target": target,
        "from": before,
        "to": after,
        "source": None,
        "source_name": None,
    }


def differences(
    kind: str, *checks: tuple[str, object, object]
) -> Iterator[tuple[str, str, Any, Any]]:
    """Of places with what is expected and found there, those where the two differ."""
    for where, expected, found in checks:
        if found != expected:
            yield kind, where, expected, found


class Lookup:
    """Guesses by what most rows of the same key have, each half judged by the other."""

    def __init__(self) -> None:
        self._rows: Counter[tuple[int, object, str]] = Counter()

    def add(self, row: str, key: object, label: str) -> None:
        """Take a row; the last digit of its id picks its half."""
        self._rows[int(row, 16) & 1, key, label] += 1

    def accuracy(self) -> float:
        """The share of right guesses; a key that the other half lacks is guessed as most rows."""
        right = 0
        for half in (0, 1):
            seen: dict[object, Counter[str]] = {}
            every: Counter[str] = Counter()
            for (part, key, label), count in self._rows.items():
                if part != half:
                    seen.setdefault(key, Counter())[label] += count
                    every[label] += count
            for (part, key, label), count in self._rows.items():
                if part == half and every:
                    counts = seen.get(key, every)
                    guess = min(counts, key=lambda one: (-counts[one], one))
                    right += count * (label == guess)
        return right / self._rows.total() if self._rows else 0.0
