"""The labels that a prediction may be, where these are a few classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MOST_CLASSES = 20  # labels more varied than that are answers of their own


def plain(label: Any) -> Any:
    """A label as it is compared: numbers and truth values are the texts that they are in JSON.

    >>> [plain(one) for one in ("pos", 4, True, None)]
    ['pos', '4', 'true', None]
    """
    if isinstance(label, bool):
        return "true" if label else "false"
    return str(label) if isinstance(label, int) else label


def folded(text: str) -> str:
    """A text that a language model wrote, without case, white space around it and full stops.

    >>> folded(" Positive.")
    'positive'
    """
    return " ".join(text.strip().strip(".").split()).casefold()


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of a label; empty where it has none, so that any prediction will do."""

    names: frozenset[str]
    truths: bool = False  # whether they are true and false, which tables write in many ways

    @classmethod
    def of(cls, labels: Iterable[Any]) -> Classes:
        """The classes of labels, if they are few and each comes about twice or more."""
        counts = Counter(plain(label) for label in labels if label is not None)
        few = 1 < len(counts) <= MOST_CLASSES and counts.total() >= 2 * len(counts)
        known = frozenset(counts) if few else frozenset()
        return cls(known, known == {"true", "false"})

    def read(self, predicted: Any, *, fold: bool) -> tuple[Any, bool]:
        """What was predicted as a label, and whether it may be one.

        Args:
            predicted: a text, a number, or true or false.
            fold: whether it is what a language model wrote.
        """
        found = plain(predicted)
        if self.truths and isinstance(found, str):
            found = found.lower()
        if not self.names or found in self.names:
            return found, True
        if fold and isinstance(found, str):
            near = [name for name in self.names if folded(name) == folded(found)]
            if len(near) == 1:
                return near[0], True
        return found, False
