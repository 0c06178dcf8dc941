"""A family of causes that were not there: who would not have done what came about by them."""

from __future__ import annotations

from collections.abc import Iterator

from irrealis.builders.ifqa_style.cases.base import NONE, Answer, Case, Maker
from irrealis.builders.ifqa_style.facts import Fact
from irrealis.builders.ifqa_style.kinds import class_noun
from irrealis.builders.ifqa_style.things import CHARACTER, COUNTRY, PERSON


class Causing(Maker):
    """What somebody did because of something."""

    def _caused(self, family: str) -> Iterator[Case | None]:
        """Without its cause it would not have come about; the verb is the passage's own."""
        for effect in self.reader.effects():
            thing = self.facts.thing(effect.subject)
            if thing is None or thing.name in effect.cause:
                continue
            noun = "country" if thing.kind == COUNTRY else class_noun(self.facts, thing.index)
            who = (
                "who" if thing.kind in (PERSON, CHARACTER) else f"which {noun}" if noun else "what"
            )
            yield Case(
                family,
                self.pick(
                    [
                        f"if it had not been for {effect.cause}",
                        f"had it not been for {effect.cause}",
                    ]
                ),
                f"{who} would not have {effect.done}",
                f"what was the reason why {thing.text} {effect.did}",
                Answer((thing.index,)),
                Answer(texts=(effect.cause,)),
                (Fact(thing.index, "because of", -1, (effect.sent,)),),
                NONE,
                "name",
                (f"cause: {thing.text}", "remove", effect.cause, "none"),
                (thing.index, effect.done),
            )
