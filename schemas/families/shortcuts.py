"""What a reader gets right who sees a part of the input alone: measures of shortcuts."""

from __future__ import annotations

import math
import re
import tempfile
from array import array
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import BinaryIO

HELD = 1 << 18  # numbers in memory, 1 MB; the others are on disk
_WORD = re.compile(r"\w+")


class Shortcuts:
    """Naive Bayes on the words of questions, each half of them judged by what the other taught.

    Gururangan et al., "Annotation Artifacts in Natural Language Inference Data", NAACL 2018,
    section 2 trains a classifier that sees a part of the input alone; this one needs no library, so
    that a check can run it.
    """

    def __init__(self) -> None:
        # numbers in place of words: sets of texts would take 5 KB a question
        self._known: dict[str, int] = {}
        self._labels: dict[str, int] = {}
        # of each question: its half, its answer, how many words it has, and these
        self._held = array("I")
        self._many = 0
        self._file: BinaryIO | None = None
        self._blocks: list[int] = []  # bytes of each that is in the file

    def add(self, row: str, question: str, label: str) -> None:
        """Take a question with its answer; the last digit of `row`, an id, picks its half."""
        words = set(_WORD.findall(question.lower()))
        answer = self._labels.setdefault(label, len(self._labels))
        self._held.extend((int(row, 16) & 1, answer, len(words)))
        self._held.extend(self._known.setdefault(word, len(self._known)) for word in words)
        self._many += 1
        if len(self._held) >= HELD:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 closed with us
            self._file.seek(0, 2)
            self._blocks.append(self._file.write(self._held.tobytes()))
            self._held = array("I")

    def accuracy(self) -> float:
        """The share of right answers over both halves; 0 without questions."""
        right = sum(self._right(half) for half in (0, 1))
        return right / self._many if self._many else 0.0

    def _right(self, half: int) -> int:
        """How many answers of a half are what the other half teaches."""
        counts: Counter[str] = Counter()
        words: dict[str, Counter[int]] = {label: Counter() for label in self._labels}
        names = list(self._labels)
        for part, question, label in self._questions():
            if part != half:
                counts[names[label]] += 1
                words[names[label]].update(question)
        prior = {label: math.log(count) for label, count in sorted(counts.items())}
        logs: dict[str, dict[int, float]] = {label: {} for label in prior}

        def score(label: str, question: Sequence[int]) -> float:
            known = logs[label]
            for word in question:
                if word not in known:
                    share = (words[label][word] + 0.5) / (counts[label] + 1)
                    known[word] = math.log(share)
            return prior[label] + math.fsum(known[word] for word in question)

        right = 0
        for part, question, label in self._questions():
            if part == half and prior:
                # the first of equals, in the order of their names
                right += names[label] == max(prior, key=lambda name: score(name, question))
        return right

    def _questions(self) -> Iterator[tuple[int, Sequence[int], int]]:
        """Half, words and answer of each."""
        place = 0
        for size in (*self._blocks, 0):
            block = self._held
            if size and self._file is not None:
                self._file.seek(place)
                block = array("I", self._file.read(size))
                place += size
            at = 0
            while at < len(block):
                half, answer, many = block[at : at + 3]
                at += 3 + many
                yield half, block[at - many : at], answer


def guessed_by(keys: Sequence[Hashable], labels: Sequence[bool]) -> tuple[float, float]:
    """F1 of each label, if each record has the label of most others with the same key.

    Where others have no label more often than the other one, it has the more frequent label of all.

    Args:
        keys: what is known of each record.
        labels: its label.

    Returns:
        F1 of True and of False.
    """
    votes = Counter(zip(keys, labels, strict=True))
    most = 2 * sum(labels) > len(labels)
    guesses = []
    for key, label in zip(keys, labels, strict=True):
        yes, no = votes[key, True] - label, votes[key, False] - (not label)
        guesses.append(yes > no if yes != no else most)
    return _f1(guesses, labels, True), _f1(guesses, labels, False)


def _f1(guesses: Sequence[bool], labels: Sequence[bool], label: bool) -> float:
    right = sum(guess == gold == label for guess, gold in zip(guesses, labels, strict=True))
    return 2 * right / max(1, guesses.count(label) + labels.count(label))
