"""The sentences of a document, and where its things stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from irrealis.builders.ifqa_style.facts import Facts
from irrealis.builders.ifqa_style.things import PERSON, Thing

from irrealis.text.demonyms import place_form

UNSURE = re.compile(r"\b(?:would|might|may|not|never|allegedly|claimed|planned|if|unless)\b|n't")


class Sentences:
    """Looks up what each token begins."""

    _last = -1

    def __init__(self, facts: Facts) -> None:
        """Look up what each token begins."""
        self.facts = facts
        self._starts: dict[tuple[int, int], tuple[int, int]] = {}
        for i, entity in enumerate(facts.document.entities):
            for mention in entity.mentions:
                self._starts[mention.sent, mention.start] = facts.same[i], mention.end

    def _subjects(self, sent: int) -> Iterator[tuple[Thing, int]]:
        """Mentions with a verb right behind; the hero where the sentence opens with a pronoun."""
        tokens = self.facts.document.sents[sent]
        hero = self.facts.thing(self.facts.hero) if self.facts.hero is not None else None
        pronoun = {"male": "He", "female": "She", None: "It"}[hero.gender] if hero else ""
        if hero and tokens[:1] == (pronoun,) and (hero.kind == PERSON) == (pronoun != "It"):
            yield hero, 1
        for (at, _), (index, end) in sorted(self._starts.items()):
            thing = self.facts.thing(index)
            if at == sent and thing is not None:
                yield thing, end

    def _he(self, sent: int, at: int) -> Thing | None:
        """The hero, by the pronoun that stands there, where the sentence names no other person."""
        tokens = self.facts.document.sents[sent]
        hero = self.facts.thing(self.facts.hero) if self.facts.hero is not None else None
        if hero is None or hero.gender is None or not 0 <= at < len(tokens):
            return None
        named = any(
            other == sent and start < at and self.facts.document.entities[index].type == "PER"
            for (other, start), (index, _) in self._starts.items()
        )
        pronoun = {"male": "he", "female": "she"}[hero.gender]
        return hero if tokens[at] == pronoun and not named else None

    def _next(self, sent: int, at: int, kinds: set[str]) -> tuple[int, int] | None:
        """The first mention of such a kind within a few words, and the token behind it."""
        tokens = self.facts.document.sents[sent]
        for start in range(at, min(at + 5, len(tokens))):
            if (sent, start) in self._starts:
                index, end = self._starts[sent, start]
                thing = self.facts.thing(index)
                self._last = index
                return (index, end) if thing and thing.kind in kinds else None
            if tokens[start] in (",", ".", ";", "(", "in", "at", "by", "to", "and"):
                return None
        return None

    def _owner(self, sent: int, end: int) -> int:
        tokens = self.facts.document.sents[sent]
        owned = tokens[end : end + 1] in (("'s",), ("'",)) or tokens[end : end + 1] == ("and",)
        return -1 if not owned else self._last

    def _is_noun(self, sent: int, start: int) -> bool:
        """Whether the mention that begins there is a name, not an adjective before one."""
        _, end = self._starts[sent, start]
        words = " ".join(self.facts.document.sents[sent][start:end])
        return place_form(words) not in ("adjective", "people", "person")
