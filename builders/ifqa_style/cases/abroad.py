"""Families in which a country or unit never was, and what happened in it would have elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from irrealis.builders.ifqa_style.cases.base import THERE, Answer, Case, absent, shuffled
from irrealis.builders.ifqa_style.cases.gone import Losing
from irrealis.builders.ifqa_style.facts import Fact
from irrealis.builders.ifqa_style.things import COUNTRY, PERSON
from irrealis.builders.ifqa_style.wording import Speaker, Unsayable

# what would have happened in another country or unit, by the relation to the place
_ABROAD = {
    "P19": "have been born",
    "P20": "have died",
    "P69": "have studied",
    "P54": "have played",
    "P108": "have worked",
}
_CONCERNED = 3  # persons that a question may ask for


class Emigrating(Losing):
    """Who would have been elsewhere: two facts, of a person and a place."""

    def _abroad(self, family: str) -> Iterator[Case | None]:
        """A country never was: who would have been born, or have died, in another?"""
        for relation in _ABROAD:
            nations = self._dwellers(relation, "P17")
            for gone in shuffled(sorted(nations), self.rng):
                nation = self.facts.thing(gone)
                if nation is None or nation.kind != COUNTRY:
                    continue
                for like in self._meant(gone) if family.endswith("described") else [None]:
                    try:
                        speaker, lost = Speaker(self.facts), self.words["P17"]["lost"]
                        condition = self._gone(speaker, lost, gone, like)
                    except Unsayable:
                        continue
                    ends = gone, "country"
                    yield self._elsewhere(family, relation, ends, nations[gone], like, condition)

    def _other_unit(self, family: str) -> Iterator[Case | None]:
        """A county never was: who would have been born, or have studied, in another?"""
        for relation in _ABROAD:
            regions = self._dwellers(relation, "P131")
            for gone in shuffled(sorted(regions), self.rng):
                unit = self._unit(gone)
                if unit is not None:
                    condition = self._never_set_up(gone, unit)
                    ends = gone, unit
                    yield self._elsewhere(family, relation, ends, regions[gone], None, condition)

    def _dwellers(self, relation: str, asked: str) -> dict[int, dict[int, tuple[Fact, ...]]]:
        """For each country or unit the persons that were there by a relation, with the facts."""
        found: dict[int, dict[int, tuple[Fact, ...]]] = {}
        for fact in self.of(relation):
            chain = self.property(int(fact.value), asked)  # type: ignore[arg-type]
            if chain is not None and self.facts.thing(fact.subject).kind == PERSON:  # type: ignore[union-attr]
                known = found.setdefault(chain[0].things[0], {})
                known[fact.subject] = (fact, *chain[1])
        return found

    def _elsewhere(
        self,
        family: str,
        relation: str,
        ends: tuple[int, str],
        known: dict[int, tuple[Fact, ...]],
        like: Fact | None,
        condition: str,
    ) -> Case | None:
        """`ends` are the country or unit that is gone, and what it is."""
        gone, unit = ends
        having = {
            subject
            for (subject, other), places in self.facts.labelled.items()
            if other == relation and any(gone in self.facts.around(place) for place in places)
        }
        sure = tuple(sorted(known.keys() & having))
        aside = self._aside(sorted(having - set(sure)))
        if not 0 < len(sure) <= _CONCERNED or aside is None:
            return None
        if any(self._one_name(a, b) for a in having for b in having if a < b):
            return None
        if like is not None and (like.subject in having or like in known[sure[0]]):
            return None
        if any(self._anyhow(gone, index) for index in sure):
            return None
        is_, _ = THERE[relation]
        try:
            twin = f"in which {unit} {Speaker(self.facts).say(is_, s=sure[0])}"
        except Unsayable:
            return None
        facts = [fact for one in sure for fact in known[one]]
        return Case(
            family,
            condition,
            f"who{aside} would {_ABROAD[relation]} in another {unit}",
            twin,
            Answer(sure),
            Answer((gone,)),
            tuple(dict.fromkeys((*((like,) if like else ()), *facts))),
            (),
            "names" if len(sure) > 1 else "name",
            absent(self._name(gone)),
            (relation, gone, "abroad"),
        )
