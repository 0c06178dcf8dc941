"""Families in which a thing is gone, and something else misses it."""

from __future__ import annotations

from collections.abc import Iterator

from irrealis.builders.ifqa_style.cases.base import NONE, Answer, Case, Maker, in_one_unit, shuffled
from irrealis.builders.ifqa_style.facts import Fact
from irrealis.builders.ifqa_style.kinds import kind_word, plural
from irrealis.builders.ifqa_style.things import PERSON, is_settled
from irrealis.builders.ifqa_style.wording import Speaker, Unsayable

_OF_PERSONS = ("appointed", "nominated", "trained", "hired", "signed", "coached", "managed")


class Losing(Maker):
    """Somebody or something that never was."""

    def _lost(self, family: str) -> Iterator[Case | None]:
        for relation in self._group(family):
            words = self.words[relation]
            if not words.get("lost"):
                continue
            for fact in shuffled(self.facts.stated(relation), self.rng):
                value = int(fact.value)  # type: ignore[arg-type]
                having = [
                    subject
                    for (subject, known), values in self.facts.labelled.items()
                    if known == relation and value in values
                ]
                sure = {one.subject for one in self.facts.stated(relation) if one.value == value}
                if not set(having) <= sure or len(having) > 4:
                    continue
                if fact.subject != min(having) or any(self._anyhow(value, one) for one in having):
                    continue
                if relation in ("P19", "P276", "P159", "P36") and not is_settled(
                    self.facts.thing(value)  # type: ignore[arg-type]
                ):
                    continue
                ask = self.pick(words["missed"])
                kinds = {kind_word(self.facts, one) for one in having}
                persons = {self.facts.thing(one).kind == PERSON for one in having}  # type: ignore[union-attr]
                if len(kinds) > 1 or len(persons) > 1:
                    continue
                kind, person, many = kinds.pop(), persons.pop(), len(having) > 1
                if ask.startswith("who ") and not person and kind is not None:
                    ask = ask.replace("who ", "which {k} ", 1)
                if ("{k}" in ask) == person or ("{k}" in ask and kind is None):
                    continue
                if many and not ask.startswith(("who ", "which {k} would")):
                    continue
                if many:
                    ask = ask.replace("{k}", plural(kind or ""))
                    if " another " in ask or " its " in ask or "somebody else" in ask:
                        ask = ask.replace("its headquarters", "headquarters")
                own = self._own(fact)
                if own is None:
                    continue
                speaker = Speaker(self.facts)
                try:
                    condition = "if " + speaker.say(self.pick(words["lost"]), x=value)
                    if self.rng.random() < 0.25 and condition.count(" had ") == 1:
                        front, back = condition[3:].split(" had ", 1)
                        if not front.endswith(("there", "nobody")):
                            condition = f"had {front} {back}"
                    consequent = ask.replace("{k}", kind or "")
                    twin = Speaker(self.facts).say(self.pick(words["was"]), s=fact.subject)
                except Unsayable:
                    continue
                yield Case(
                    family,
                    condition,
                    consequent,
                    twin,
                    Answer(tuple(having)),
                    Answer(own),
                    tuple(one for one in self.facts.stated(relation) if one.value == value),
                    NONE,
                    "names" if many else "name",
                    (f"existence: {self._name(value)}", "remove", "there", "not there"),
                    (relation, value),
                    self.rng.random() < 0.1,
                )

    def _agent(self, family: str) -> Iterator[Case | None]:
        """Somebody who made something is gone; the verb is the passage's own."""
        for deed in shuffled(self.reader.deeds(), self.rng):
            agent, made = self.facts.thing(deed.agent), self.facts.thing(deed.made)
            if agent is None or made is None or self._anyhow(deed.agent, deed.made):
                continue
            person = agent.kind == PERSON
            kind = kind_word(self.facts, deed.made)
            if deed.participle in _OF_PERSONS and made.kind != PERSON:
                continue
            if made.kind == PERSON and deed.participle not in (
                *_OF_PERSONS,
                "described",
                "photographed",
                "painted",
            ):
                continue
            what = "who" if made.kind == PERSON else f"which {kind}" if kind else "what"
            name = agent.text
            lost = (
                [
                    f"if {name} had never been born",
                    f"had {name} never lived",
                    f"if {name} had never lived",
                ]
                if person
                else [
                    f"if {name} had never existed",
                    f"had {name} never existed",
                    f"if there had never been {name}",
                ]
            )
            verb = deed.base
            consequent = self.pick(
                [
                    f"{what} would somebody else have had to {verb}",
                    f"{what} would have had to be {deed.participle} by somebody else",
                ]
            )
            if made.kind == PERSON:
                consequent = f"who would have had to be {deed.participle} by somebody else"
            if not person:
                consequent = consequent.replace("somebody else", "others")
            twin = f"who {deed.past} {made.text}"
            yield Case(
                family,
                self.pick(lost),
                consequent,
                twin,
                Answer((deed.made,)),
                Answer((deed.agent,)),
                (Fact(deed.made, f"{deed.participle} by", deed.agent, (deed.sent,)),),
                NONE,
                "name",
                (f"existence: {name}", "remove", "there", "not there"),
                (deed.agent, deed.participle),
            )

    def _source(self, family: str) -> Iterator[Case | None]:
        """Somebody that something is named after, or a work that another is based on, is gone."""
        for debt in shuffled(self.reader.debts(), self.rng):
            name, thing = self._name(debt.agent), self.facts.thing(debt.made)
            kind = kind_word(self.facts, debt.made)
            if self.facts.thing(debt.agent) is None or thing is None or kind is None:
                continue
            if debt.participle == "named":
                condition = self.pick([f"if {name} had never lived", f"had {name} never been born"])
                consequent = self.pick(
                    [
                        f"which {kind} would have needed another name",
                        f"which {kind} would bear another name",
                    ]
                )
                twin = f"whom is {thing.text} named after"
            else:
                condition = self.pick(
                    [f"if {name} had never been written", f"had nobody ever written {name}"]
                )
                consequent = self.pick(
                    [
                        f"which {kind} would have had nothing to be based on",
                        f"which {kind} would have had to be based on something else",
                    ]
                )
                twin = f"what is {thing.text} based on"
            yield Case(
                family,
                condition,
                consequent,
                twin,
                Answer((debt.made,)),
                Answer((debt.agent,)),
                (Fact(debt.made, f"{debt.participle} after", debt.agent, (debt.sent,)),),
                NONE,
                "name",
                (f"existence: {name}", "remove", "there", "not there"),
                (debt.agent, debt.participle),
            )

    def _region_lost(self, family: str) -> Iterator[Case | None]:
        for fact in self.of("P131"):
            region, place = int(fact.value), fact.subject  # type: ignore[arg-type]
            unit = self._unit(region)
            inside = [
                subject
                for (subject, known), values in self.facts.labelled.items()
                if known in ("P131", "P276", "P159") and region in values
            ]
            kind = kind_word(self.facts, place)
            thing = self.facts.thing(place)
            if unit is None or inside != [place] or kind is None or thing is None:
                continue
            if not in_one_unit(thing) or kind == unit or self._anyhow(region, place):
                continue
            name = self._name(region)
            condition = self.pick(
                [
                    f"if {name} had never been set up",
                    f"had {name} never been created",
                    f"if there had never been such a {unit} as {name}",
                ]
            )
            consequent = self.pick(
                [
                    f"which {kind} would belong to another {unit}",
                    f"which {kind} would have to be in some other {unit}",
                ]
            )
            twin = f"in which {unit} {Speaker(self.facts).say('{sis} {s}', s=place)}"
            yield Case(
                family,
                condition,
                consequent,
                twin,
                Answer((place,)),
                Answer((region,)),
                (fact,),
                NONE,
                "name",
                (f"existence: {name}", "remove", "there", "not there"),
                ("P131", region),
            )
