"""What audits of worlds in words share: rows of `native`, vocabularies, balance and shortcuts."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

from irrealis.schemas.families.kept import Owed, Sayings
from irrealis.schemas.families.shortcuts import Shortcuts

from irrealis.check import Audit, Failure, Found, Row
from irrealis.store import BuildRecord


class WorldAudit(Audit):
    """Every answer follows from the words of its row, and each noun is of one vocabulary."""

    columns: ClassVar[tuple[str, ...]]  # of a native row, that follow from its pair

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: of a pair, digests and counts are kept in memory."""
        super().__init__(record, split)
        self._native = Owed()
        self._yes: dict[str, list[bool]] = {}
        self._pairs = self._right = self._kept = 0
        self._shortcuts = Shortcuts()
        self._vocabularies = Sayings[str]()  # of each noun; it has one

    @abstractmethod
    def prove(self, row: Row) -> Found:
        """What does not follow from the words of a pair."""

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {"pairs": self.prove, "native": self._question}

    def finish(self) -> Iterator[Failure]:
        """Questions of pairs that `native` does not have, and events of another vocabulary."""
        for name, _, usual, vocabulary in self._vocabularies.odd():
            where = "evidence.facts.vocabulary"
            yield Failure("vocabulary", where, usual, vocabulary, name, "pairs")
        for name in self._native.missing():
            expected = "a row for each side of a pair"
            yield Failure("native", "question", expected, None, name, "native")

    def balance(self) -> dict[str, float]:
        """How many pairs are proved, how answers are balanced, and how many records are new."""
        counts = self.record.counts[self.split]
        return {
            "answers_derived_again": self._right / self._pairs,
            **{f"yes.{kind}": sum(of) / len(of) for kind, of in self._yes.items()},
            "distinct": 1 - counts.rejects.get("id-seen-before", 0) / counts.records,
        }

    def _question(self, row: Row) -> Found:
        found = tuple(row[name] for name in self.columns)
        if not self._native.meet(row["id"], found):
            yield "native", "question", "what its pair says", found
