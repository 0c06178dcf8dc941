"""A sentence as `happenings` and `premises` read it: its tokens, and what they mention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from irrealis.builders.ifqa_style.things import PERSON, Thing
from irrealis.builders.redocred_cf.documents import Document


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and where its mentions begin: token -> (entity, first token after it).

    `hero` is the thing that the document is about.
    """

    document: Document
    things: Sequence[Thing | None]
    stands_for: Sequence[int]
    hero: Thing | None
    sent: int
    starts: Mapping[int, tuple[int, int]]

    @classmethod
    def each(
        cls, document: Document, things: Sequence[Thing | None], stands_for: Sequence[int]
    ) -> Iterator[Self]:
        """The sentences of a document, in their order."""
        hero = _hero(document, things)
        starts: list[dict[int, tuple[int, int]]] = [{} for _ in document.sents]
        for i, entity in enumerate(document.entities):
            for mention in entity.mentions:
                starts[mention.sent][mention.start] = i, mention.end
        for sent, at in enumerate(starts):
            yield cls(document, things, stands_for, hero, sent, at)

    @property
    def tokens(self) -> Sequence[str]:
        """The words of the sentence."""
        return self.document.sents[self.sent]

    def _at(self, at: int) -> str:
        """The token there; a stop beyond the sentence."""
        return self.tokens[at] if 0 <= at < len(self.tokens) else "."

    def thing(self, at: int) -> tuple[Thing | None, int]:
        """What the mention that begins at a token stands for, and the token after it."""
        entity, end = self.starts[at]
        return self.things[self.stands_for[entity]], end

    def meant(self, pronoun: str) -> Thing | None:
        """The hero, if a sentence may call it "he", "she" or "it" and this is the word."""
        gender = {"he": "male", "she": "female", "it": None}.get(pronoun.lower(), "no pronoun")
        hero = self.hero
        fits = hero and gender == hero.gender and (hero.kind == PERSON) == (gender is not None)
        return hero if fits else None


def _hero(document: Document, things: Sequence[Thing | None]) -> Thing | None:
    """The thing that the document is about: the one its first sentence opens with."""
    for i, entity in enumerate(document.entities):
        if any(mention.sent == 0 and mention.start <= 1 for mention in entity.mentions):
            return things[i]
    return None
