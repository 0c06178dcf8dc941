"""What audits of worlds in words share: rows of `native`, vocabularies, balance and shortcuts."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from irrealis.schemas.families.shortcuts import Shortcuts

from irrealis.check import Audit, Failure, Found, Row
from irrealis.store import BuildRecord


class WorldAudit(Audit):
    """Every answer follows from the words of its row, and each noun is of one vocabulary."""

    columns: ClassVar[tuple[str, ...]]  # of a native row, that follow from its pair

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: of a pair, digests and counts are kept in memory."""
        super().__init__(record, split)
        self._native: dict[str, tuple[Any, ...]] = {}
        self._yes: dict[str, list[bool]] = {}
        self._pairs = self._right = self._kept = 0
        self._shortcuts = Shortcuts()
        self._vocabularies: dict[str, Counter[str]] = {}  # of each noun; it has one
        self._nouns: list[tuple[str, str, str]] = []

    @abstractmethod
    def prove(self, row: Row) -> Found:
        """What does not follow from the words of a pair."""

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {"pairs": self.prove, "native": self._question}

    def finish(self) -> Iterator[Failure]:
        """Questions of pairs that `native` does not have, and events of another vocabulary."""
        usual = {noun: of.most_common(1)[0][0] for noun, of in self._vocabularies.items()}
        for name, noun, vocabulary in self._nouns:
            if vocabulary != usual[noun]:
                where = "evidence.facts.vocabulary"
                yield Failure("vocabulary", where, usual[noun], vocabulary, name, "pairs")
        for name, row in self._native.items():
            yield Failure("native", "question", row[0], "no such row", name, "native")

    def balance(self) -> dict[str, float]:
        """How many pairs are proved, how answers are balanced, and how many records are new."""
        counts = self.record.counts[self.split]
        return {
            "answers_derived_again": self._right / self._pairs,
            **{f"yes.{kind}": sum(of) / len(of) for kind, of in self._yes.items()},
            "distinct": 1 - counts.rejects.get("id-seen-before", 0) / counts.records,
        }

    def _question(self, row: Row) -> Found:
        expected = self._native.pop(row["id"], None)
        found = tuple(row[name] for name in self.columns)
        if found != expected:
            yield "native", "question", expected, found
