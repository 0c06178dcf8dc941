"""Families in which a country never was, and what happened in it would have happened abroad."""

from __future__ import annotations

from collections.abc import Iterator

from irrealis.builders.ifqa_style.cases.base import THERE, Answer, Case, absent, shuffled
from irrealis.builders.ifqa_style.cases.gone import Losing
from irrealis.builders.ifqa_style.facts import Fact
from irrealis.builders.ifqa_style.things import COUNTRY, PERSON
from irrealis.builders.ifqa_style.wording import Speaker, Unsayable

# what would have happened in another country, by the relation to the place
_ABROAD = {
    "P19": "have been born in another country",
    "P20": "have died in another country",
    "P69": "have studied in another country",
    "P54": "have played in another country",
    "P108": "have worked in another country",
}
_CONCERNED = 3  # persons that a question may ask for


class Emigrating(Losing):
    """Who would have been elsewhere: two facts, of a person and a place."""

    def _abroad(self, family: str) -> Iterator[Case | None]:
        for relation in _ABROAD:
            nations: dict[int, dict[int, tuple[Fact, ...]]] = {}
            for fact in self.of(relation):
                chain = self.property(int(fact.value), "P17")  # type: ignore[arg-type]
                person = self.facts.thing(fact.subject).kind == PERSON  # type: ignore[union-attr]
                if chain is not None and person:
                    known = nations.setdefault(chain[0].things[0], {})
                    known[fact.subject] = (fact, *chain[1])
            for gone in shuffled(sorted(nations), self.rng):
                nation = self.facts.thing(gone)
                likes = self._meant(gone) if family.endswith("described") else [None]
                if nation is None or nation.kind != COUNTRY:
                    continue
                for like in likes:
                    yield self._elsewhere(family, relation, gone, nations[gone], like)

    def _elsewhere(
        self,
        family: str,
        relation: str,
        gone: int,
        known: dict[int, tuple[Fact, ...]],
        like: Fact | None,
    ) -> Case | None:
        having = {
            subject
            for (subject, other), places in self.facts.labelled.items()
            if other == relation and any(gone in self.facts.around(one) for one in places)
        }
        sure = tuple(sorted(known.keys() & having))
        aside = self._aside(sorted(having - set(sure)))
        if not 0 < len(sure) <= _CONCERNED or aside is None:
            return None
        if any(self._one_name(a, b) for a in having for b in having if a < b):
            return None
        if like is not None and (like.subject in having or like in known[sure[0]]):
            return None
        if any(self._anyhow(gone, one) for one in sure):
            return None
        is_, _ = THERE[relation]
        try:
            condition = self._gone(Speaker(self.facts), self.words["P17"]["lost"], gone, like)
            twin = f"in which country {Speaker(self.facts).say(is_, s=sure[0])}"
        except Unsayable:
            return None
        facts = [fact for one in sure for fact in known[one]]
        return Case(
            family,
            condition,
            f"who{aside} would {_ABROAD[relation]}",
            twin,
            Answer(sure),
            Answer((gone,)),
            tuple(dict.fromkeys((*((like,) if like else ()), *facts))),
            (),
            "names" if len(sure) > 1 else "name",
            absent(self._name(gone)),
            (relation, gone, "abroad"),
        )
