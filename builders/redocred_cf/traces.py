"""Traces of an entity elsewhere in its document, and who has to be replaced for them to go.

"Russia" cannot become Chad while "Soviet Union" stands beside it. Where every trace stands in the
name of another entity, the two can go together; where one stands in plain words, the entity stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from irrealis.builders.families.documents.reading import Document, Entity
from irrealis.builders.redocred_cf.families import Parts, leaks
from irrealis.builders.redocred_cf.residue import residue
from irrealis.builders.redocred_cf.shortened import Words, nicknamed, repeated, shortened

Cell = tuple[int, int]  # sentence, token
_MOST = 4  # others that may have to go with an entity; more of them hardly ever fit together


@dataclass(frozen=True, slots=True)
class Traces:
    """What was found of one entity.

    Attributes:
        reason: why it has to stay, or None.
        needs: entities that have to be replaced with it.
        words: what must be gone when they are.
        short: the abbreviation of its name among these, or "".
        leak: the word of its name among these, or "".
    """

    reason: str | None = None
    needs: frozenset[int] = frozenset()
    words: frozenset[str] = frozenset()
    short: str = ""
    leak: str = ""


_REASONS = {
    "short": "{} elsewhere is short for it",
    "nickname": "{} elsewhere is a nickname of it",
    "part": "{} elsewhere is a part of its name",
    "kindred": "{} elsewhere is kindred to it",
    "leak": "{} elsewhere gives it away",
}


@dataclass(frozen=True)
class Finder:
    """Looks for the traces of the entities of one document.

    Attributes:
        document: the document.
        parts: of each entity, what its names hold of others.
        covered: of each entity, the tokens that change when it is replaced.
        owners: token -> the entity that has to be replaced for it to change.
        composed: whether an entity takes no donor of its own.
        words: what may be short for a name.
        capitals: the capitalized tokens.
        shared: words that several names share, which change wherever they stand.
    """

    document: Document
    parts: Sequence[Parts]
    covered: Sequence[set[Cell]]
    owners: Mapping[Cell, int]
    composed: Sequence[bool]
    words: Words
    capitals: Sequence[tuple[int, int, str, str]]
    shared: set[str]

    def of(self, i: int) -> Traces:
        """The traces of entity `i`."""
        covered = set(self.covered[i])
        needs: set[int] = set()
        words: set[str] = set()
        short = leak = ""
        while (found := self._first(i, covered)) is not None:
            kind, word = found
            short = short or (word if kind == "short" else "")
            leak = leak or (word if kind == "leak" else "")
            more = self._holding(word, covered)
            needs |= more
            words.add(word)
            if not more or len(needs) > _MOST:
                return Traces(_REASONS[kind].format(word), short=short, leak=leak)
            for other in more:
                covered |= self.covered[other]
        return Traces(None, frozenset(needs), frozenset(words), short, leak)

    def _first(self, i: int, covered: set[Cell]) -> tuple[str, str] | None:
        document, entity = self.document, self.document.entities[i]
        looks: tuple[tuple[str, Callable[[], str | None]], ...] = (
            ("short", lambda: shortened(document, entity, covered, self.words)),
            ("nickname", lambda: nicknamed(document, entity, covered, self.words)),
            ("part", lambda: self._part(entity, i, covered)),
            ("kindred", lambda: residue(document, entity, covered, self.shared, self.words)),
            ("leak", lambda: None if self.composed[i] else leaks(self.capitals, entity, covered)),
        )
        found = ((kind, look()) for kind, look in looks)
        return next(((kind, word) for kind, word in found if word is not None), None)

    def _part(self, entity: Entity, i: int, covered: set[Cell]) -> str | None:
        if self.composed[i]:
            return None
        return repeated(self.document, entity, covered, self.parts[i], self.words)

    def _holding(self, word: str, covered: set[Cell]) -> set[int]:
        """The entities with which all of its occurrences change; none if one would be left."""
        found: set[int] = set()
        for cells in self._places(word):
            if not covered.isdisjoint(cells):
                continue
            owner = next((self.owners[cell] for cell in cells if cell in self.owners), None)
            if owner is None:
                return set()
            found.add(owner)
        return found

    def _places(self, word: str) -> Iterator[list[Cell]]:
        wanted = tuple(word.split(" "))
        for sent, tokens in enumerate(self.document.sents):
            for at in range(len(tokens) - len(wanted) + 1):
                if tokens[at : at + len(wanted)] == wanted:
                    yield [(sent, at + n) for n in range(len(wanted))]
