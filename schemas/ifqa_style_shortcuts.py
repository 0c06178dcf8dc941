"""Readers of ifqa-style that do not read: how far a question gives its answer away.

Without the passage: a constant, the number in the question and its neighbors, the first name in it.
With it: the factual answer, the first date, the first name, and a small pattern reader, which takes
the sentence that shares most words with the question and in it the nearest name, or year, that the
question lacks. A dataset that they solve measures its templates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

_YEAR = re.compile(r"\b[12]\d{3}\b")
_OPENERS = frozenset(
    [
        "If",
        "Had",
        "Were",
        "In",
        "Who",
        "Which",
        "What",
        "Where",
        "Whose",
        "The",
        "A",
        "An",
        "It",
        "He",
        "She",
        "They",
        "To",
        "At",
        "On",
        "By",
        "For",
        "From",
        "With",
        "Would",
        "How",
        "Somebody",
    ]
)


def names_in(text: str) -> list[tuple[int, str]]:
    """Runs of capitalized words, each with where it starts; without words that open a sentence."""
    found = []
    for match in re.finditer(
        r"(?:[A-ZÀ-Þ][\w'’-]*\.?)(?: (?:of |de |the |van |von )?[A-ZÀ-Þ][\w'’-]*\.?)*", text
    ):
        words = match[0].split()
        start = match.start()
        while words and words[0] in _OPENERS:
            start += len(words[0]) + 1
            words = words[1:]
        if words:
            found.append((start, " ".join(words).rstrip(".").removesuffix("'s")))
    return found


def without_passage(question: str, kind: str) -> str | None:
    """What the question's own words suggest; None where they suggest nothing."""
    numbers = re.findall(r"\b\d+\b", question)
    if kind == "yes/no":
        return "no" if re.search(r"\bnot\b|n't|instead|rather", question) else "yes"
    if kind in ("number", "date"):
        return str(int(numbers[0]) - 1) if kind == "number" and numbers else (numbers or [None])[0]
    names = names_in(question)
    return names[0][1] if names else None


def with_passage(question: str, passage: Sequence[str], kind: str) -> Mapping[str, str | None]:
    """What each of the readers that see the passage says."""
    text = " ".join(passage)
    names = [name for _, name in names_in(text)]
    years = _YEAR.findall(text)
    return {
        "first_name": names[0] if names else None,
        "first_date": years[0] if years else None,
        "pattern": _pattern(question, passage, kind),
    }


def _pattern(question: str, passage: Sequence[str], kind: str) -> str | None:
    words = set(re.findall(r"\w{3,}", question.lower()))
    asked = {name for _, name in names_in(question)}
    best = max(
        passage,
        key=lambda sentence: (
            2 * sum(name in sentence for name in asked)
            + 0.1 * len(words & set(re.findall(r"\w{3,}", sentence.lower())))
        ),
        default="",
    )
    if kind in ("number", "date"):
        found = [one for one in _YEAR.findall(best) if one not in question]
        return found[0] if found else None
    if kind == "yes/no":
        return "no"
    anchors = [at for at, name in names_in(best) if name in asked]
    near = [
        (min((abs(at - anchor) for anchor in anchors), default=at), at, name)
        for at, name in names_in(best)
        if not any(name in one or one in name for one in asked)
    ]
    return min(near)[2] if near else None


def folded(answer: str) -> str:
    """An answer as it is compared: lower case, no article, no punctuation."""
    plain = re.sub(r"[^\w\s]", " ", answer.lower())
    return " ".join(word for word in plain.split() if word not in ("a", "an", "the"))


class Shortcuts:
    """Counts how often each reader is right."""

    def __init__(self) -> None:
        """Start a split."""
        self._right: Counter[str] = Counter()
        self._first: Counter[str] = Counter()
        self._total = 0

    def add(
        self, question: str, passage: Sequence[str], kind: str, answers: Sequence[str],
        factual: Sequence[str],
    ) -> None:  # fmt: skip
        """Let all readers answer a question."""
        right = {folded(answer) for answer in answers}
        said = {
            "question_only": without_passage(question, kind),
            "factual_answer": factual[0],
            **with_passage(question, passage, kind),
        }
        self._total += 1
        for name, answer in said.items():
            self._right[name] += answer is not None and folded(answer) in right
        self._first[folded(answers[0])] += 1

    def figures(self) -> dict[str, float]:
        """Share of questions that each reader has right."""
        if not self._total:
            return {}
        names = ("question_only", "factual_answer", "first_name", "first_date", "pattern")
        found = {f"shortcut.{name}": self._right[name] / self._total for name in names}
        found["shortcut.constant"] = max(self._first.values()) / self._total
        return found
