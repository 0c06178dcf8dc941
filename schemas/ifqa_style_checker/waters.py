"""Conditions in which a river is dry, or a town was never there: what water is short of it."""

from __future__ import annotations

import re

from irrealis.schemas.ifqa_style_checker.facts import Reader
from irrealis.schemas.ifqa_style_checker.grammar import THING, TOWNS, Found, full, match_of
from irrealis.schemas.ifqa_style_checker.nouns import called_a
from irrealis.schemas.ifqa_style_checker.paper import Underivable

# where a town lies, by what the water is
_ON_ITS = {
    "banks": r"river|creek|stream|brook|canal",
    "shores": r"lake|reservoir|lagoon",
    "coast": r"sea|ocean|bay|gulf",
}
_STREAMS = r"(?:river|creek|stream|brook|lake|canal|tributary)"


class Watering(Reader):
    """What a river flows into, and on which water a town lies."""

    def _dries(self, condition: str, asked: str) -> Found:
        found = match_of(rf"{THING} were to dry up|{THING} dried up for good", condition)
        match = full(r"which ([a-z]+) would (lose a tributary|get less water)", asked)
        if not found or not match:
            return None
        self._gone_is(found[0])
        if not any(re.fullmatch(_STREAMS, noun) for noun in self._called(found[0])):
            raise Underivable(f"{found[0]} is no water")
        mouth = self.value(found[0], "P403")
        if match[2] == "lose a tributary" and not any(
            re.search(r"\btributar", text) for text in self.paper.sentences
        ):
            raise Underivable("nothing is called a tributary")
        if len(self.paper.subjects("P403", mouth)) != 1:
            raise Underivable("another flows into it, too")
        if match[1] != "river" or "tributary" not in match[2]:
            self._water(mouth, match[1])
        return frozenset({mouth}), frozenset()

    def _ashore(self, condition: str, asked: str) -> Found:
        found = match_of(rf"{THING} had never been founded", condition)
        match = full(
            r"which ([a-z]+) would have had one ([a-z]+) fewer on its (banks|shores|coast)", asked
        )
        if not found or not match:
            return None
        self._gone_is(found[0])
        if match[2] not in TOWNS or not re.fullmatch(_ON_ITS[match[3]], match[1]):
            raise Underivable(f"a {match[2]} on the {match[3]} of a {match[1]}")
        self._kind(frozenset({found[0]}), match[2])
        return frozenset({self._water(self.value(found[0], "P206"), match[1])}), frozenset()

    def _called(self, thing: str) -> frozenset[str]:
        """The words of its names, and what the passage calls it."""
        words = {word.lower() for name in self.paper.names(thing) for word in name.split()}
        return frozenset(words) | called_a(self.paper, thing)

    def _water(self, thing: str, noun: str) -> str:
        """The water, if it is called by the noun.

        Raises:
            Underivable: it is not.
        """
        if noun not in self._called(thing):
            raise Underivable(f"{thing} is no {noun}")
        return thing
