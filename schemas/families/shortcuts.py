"""What a reader gets right who sees the question alone: the measure of a shortcut."""

from __future__ import annotations

import math
import re
from collections import Counter

_WORD = re.compile(r"\w+")


class Shortcuts:
    """Naive Bayes on the words of questions, each half of them judged by what the other taught.

    Gururangan et al., "Annotation Artifacts in Natural Language Inference Data", NAACL 2018,
    section 2 trains a classifier that sees a part of the input alone; this one needs no library, so
    that a check can run it.
    """

    def __init__(self) -> None:
        self._questions: list[tuple[int, frozenset[str], str]] = []

    def add(self, row: str, question: str, label: str) -> None:
        """Take a question with its answer; the last digit of `row`, an id, picks its half."""
        words = frozenset(_WORD.findall(question.lower()))
        self._questions.append((int(row, 16) & 1, words, label))

    def accuracy(self) -> float:
        """The share of right answers over both halves; 0 without questions."""
        right = 0
        for half in (0, 1):
            seen = [(words, label) for part, words, label in self._questions if part != half]
            labels = Counter(label for _, label in seen)
            words = {
                label: Counter(word for of, one in seen if one == label for word in of)
                for label in labels
            }
            for part, question, label in self._questions:
                if part == half and labels:
                    right += label == _likeliest(question, labels, words)
        return right / len(self._questions) if self._questions else 0.0


def _likeliest(
    question: frozenset[str], labels: Counter[str], words: dict[str, Counter[str]]
) -> str:
    def score(label: str) -> float:
        count = labels[label]
        return math.log(count) + math.fsum(
            math.log((words[label][word] + 0.5) / (count + 1)) for word in sorted(question)
        )

    return max(sorted(labels), key=score)
