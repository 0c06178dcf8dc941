"""Families over two facts: who was in a place that never was, and whose work would miss something.

Somebody studied at a school, and the school is in a town; a label brought out an album, and the
album is by a band.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from irrealis.builders.ifqa_style.cases.base import CREATED, Answer, Case, absent, shuffled
from irrealis.builders.ifqa_style.cases.gone import Losing
from irrealis.builders.ifqa_style.facts import Fact
from irrealis.builders.ifqa_style.kinds import class_noun
from irrealis.builders.ifqa_style.things import ORGANIZATION, PERSON
from irrealis.builders.ifqa_style.wording import Speaker

# what somebody would have had to do in another town, by the relation to the body in it
_IN_TOWN = {"P69": "study", "P54": "play", "P108": "work"}
_HOUSES = ("P264", "P123", "P361", "P162", "P86", "P58", "P57", "P449", "P272")
_MAKERS = ("P175", "P50", "P57")  # whose a work is
# works that are somebody's: no episode is its director's
_OWN = frozenset({"album", "song", "single", "novel", "book", "poem", "film", "movie", "opera"})
_CONCERNED = 3  # persons that a question may ask for
# who of a group is concerned: subject -> what puts them there
Known = dict[int, tuple[Fact, ...]]


class Chaining(Losing):
    """A body's town, a team's league, a work's maker, a parent's child."""

    def _through(self, relation: str, onward: tuple[str, ...]) -> dict[int, Known]:
        """For each value of a body's relation the persons of the body, with the facts."""
        found: dict[int, Known] = {}
        for fact in self.of(relation):
            person, body = self.facts.thing(fact.subject), int(fact.value)  # type: ignore[arg-type]
            steps = [one for way in onward if (one := self.facts.one(body, way)) is not None]
            if person is None or person.kind != PERSON or not steps:
                continue
            found.setdefault(int(steps[0].value), {})[person.index] = (fact, steps[0])  # type: ignore[arg-type]
        return found

    def _all_concerned(
        self, relation: str, onward: tuple[str, ...], end: int, known: Known
    ) -> bool:
        """Whether the persons are few, told apart, and no others may be concerned by the labels."""
        bodies = {
            subject
            for (subject, way), values in self.facts.labelled.items()
            if way in onward and any(end in self.facts.around(value) for value in values)
        }
        having = {
            subject
            for (subject, way), values in self.facts.labelled.items()
            if way == relation and values & bodies
        }
        alike = any(self._one_name(a, b) for a in having for b in having if a < b)
        told = any(self._anyhow(end, index) for index in known)
        return having == set(known) and len(known) <= _CONCERNED and not alike and not told

    def _elsewhere_too(self, family: str) -> Iterator[Case | None]:
        """A town was never founded: who would have studied, played or worked in another?"""
        for relation, verb in _IN_TOWN.items():
            towns = self._through(relation, ("P159", "P131"))
            for town in shuffled(sorted(towns), self.rng):
                noun, known = self._town(town), towns[town]
                if noun is None or not self._all_concerned(relation, ("P159", "P131"), town, known):
                    continue
                ask = f"who would have had to {verb} in another {noun}"
                yield self._missing_there(family, relation, town, known, ask, "P159")

    def _league_further(self, family: str) -> Iterator[Case | None]:
        """A league was never founded: who would have had to play in another?"""
        leagues = self._through("P54", ("P118",))
        for league in shuffled(sorted(leagues), self.rng):
            known = leagues[league]
            if self._all_concerned("P54", ("P118",), league, known):
                ask = "who would have had to play in another league"
                yield self._missing_there(family, "P54", league, known, ask, "P118")

    def _missing_there(
        self, family: str, relation: str, gone: int, known: Known, ask: str, lost: str
    ) -> Case | None:
        persons = tuple(sorted(known))
        twin = self._twin(relation, persons[0])
        if twin is None or gone in twin[1] or not self._may_go(lost, gone):
            return None
        frames = [one for one in self.words[lost]["lost"] if "town called" not in one]
        facts = tuple(dict.fromkeys(fact for person in persons for fact in known[person]))
        return Case(
            family,
            self._gone(Speaker(self.facts), frames, gone, None),
            ask,
            twin[0],
            Answer(persons),
            Answer(twin[1]),
            facts,
            (),
            "names" if len(persons) > 1 else "name",
            absent(self._name(gone)),
            (relation, gone, "through"),
        )

    def _whose(self, family: str) -> Iterator[Case | None]:
        """A label, album or producer never was: whose work would have needed another?"""
        for relation in _HOUSES:
            values = sorted({int(fact.value) for fact in self.facts.stated(relation)})  # type: ignore[arg-type]
            for value in shuffled(values, self.rng):
                if not self._may_go(relation, value):
                    continue
                for kind, having, rest in self._missing(relation, value):
                    if len(having) == 1 and not rest and kind is not None:
                        yield self._of_whom(family, relation, value, kind, having[0])

    def _of_whom(self, family: str, relation: str, value: int, kind: str, work: int) -> Case | None:
        ways = (self.facts.one(work, way) for way in _MAKERS if way != relation)
        made = next((way for way in ways if way is not None), None)
        twin = self._twin(relation, work)
        if made is None or twin is None or int(made.value) in (value, *twin[1]):  # type: ignore[arg-type]
            return None
        maker, noun = int(made.value), class_noun(self.facts, work)  # type: ignore[arg-type]
        asks = [
            re.sub(r"^which \{k\} ", f"whose {noun} ", ask)
            for ask in self._asks(relation, kind)
            if ask.startswith("which {k} would ") and "never have been" not in ask
        ]
        if noun not in _OWN or not asks or self._anyhow(value, maker) or self._anyhow(maker, work):
            return None
        fact = next(
            fact
            for fact in self.facts.stated(relation)
            if (fact.subject, fact.value) == (work, value)
        )
        return Case(
            family,
            self._gone(Speaker(self.facts), self.words[relation]["lost"], value, None),
            self.pick(asks),
            twin[0],
            Answer((maker,)),
            Answer(twin[1]),
            (fact, made),
            (),
            "name",
            absent(self._name(value)),
            (relation, value, "whose"),
        )

    def _childless(self, family: str) -> Iterator[Case | None]:
        """Somebody had no children: which work of a child would have needed another maker?"""
        for by in ("P22", "P25"):
            for parent in sorted({int(fact.value) for fact in self.facts.stated(by)}):  # type: ignore[arg-type]
                children = [fact for fact in self.of(by) if fact.value == parent]
                having = {
                    subject
                    for (subject, way), values in self.facts.labelled.items()
                    if way == by and parent in values
                }
                if having != {fact.subject for fact in children} or self._has_more_kin(having):
                    continue
                for relation in CREATED:
                    makers = [fact for fact in children if self._makes(relation, fact.subject)]
                    if len(makers) == 1:
                        yield from self._unmade(family, makers[0], relation)

    def _makes(self, relation: str, maker: int) -> bool:
        """Whether any label says that somebody made something."""
        return any(
            way == relation and maker in values for (_, way), values in self.facts.labelled.items()
        )

    def _unmade(self, family: str, child: Fact, relation: str) -> Iterator[Case | None]:
        parent, maker = int(child.value), child.subject  # type: ignore[arg-type]
        for kind, having, rest in self._missing(relation, maker):
            asks = self._asks(relation, kind)
            twin = self._twin(relation, having[0])
            if len(having) > 1 or rest or not asks or twin is None or kind is None:
                continue
            fact = next(
                fact
                for fact in self.facts.stated(relation)
                if (fact.subject, fact.value) == (having[0], maker)
            )
            if self._anyhow(parent, having[0]):
                continue
            yield Case(
                family,
                self._gone(Speaker(self.facts), self.words[child.relation]["lost"], parent, None),
                self.pick(asks).replace("{k}", kind),
                twin[0],
                Answer(having),
                Answer(twin[1]),
                (child, fact),
                (),
                "name",
                absent(self._name(parent)),
                (relation, parent, "childless"),
            )

    def _no_sequel(self, family: str) -> Iterator[Case | None]:
        """A work never had a sequel: which other one would not have been made?"""
        for later in self.of("P155"):
            first, second = int(later.value), later.subject  # type: ignore[arg-type]
            told = " ".join(self.facts.sentences[sent] for sent in later.sentences)
            noun = class_noun(self.facts, second)
            after = self.facts.labelled.get((second, "P156"), set()) | {
                subject
                for (subject, way), values in self.facts.labelled.items()
                if way == "P155" and values & {first, second}
            }
            if "sequel" not in told or noun is None or after - {second}:
                continue
            if self._anyhow(first, second) or self._kin_of(first) == ORGANIZATION:
                continue
            name = self._name(first)
            yield Case(
                family,
                self.pick([f"if {name} had never had a sequel", f"had {name} never had a sequel"]),
                f"which {noun} would never have been made",
                f"what is {self._name(second)} the sequel to",
                Answer((second,)),
                Answer((first,)),
                (later,),
                (),
                "name",
                absent(f"a sequel to {name}"),
                (second, "P155"),
            )
