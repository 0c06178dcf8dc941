"""Families in which a value is replaced by another: named, described, or exchanged."""

from __future__ import annotations

from collections.abc import Iterator

from irrealis.builders.ifqa_style.cases.base import SITES, Answer, Case, Maker
from irrealis.builders.ifqa_style.facts import Fact
from irrealis.builders.ifqa_style.things import PERSON, PLACE, is_known
from irrealis.builders.ifqa_style.wording import Speaker, Unsayable, preposition


class Replacing(Maker):
    """One value in the place of another."""

    def _replaced(self, family: str) -> Iterator[Case | None]:
        for relation in self._group(family):
            for fact in self.of(relation):
                for new in self._candidates(fact):
                    for asked in self._properties(new, relation):
                        yield self._hop(family, fact, new, asked, None)

    def _described(self, family: str) -> Iterator[Case | None]:
        """The new value is not named, but said to be another thing's."""
        for relation in self._group(family):
            if not self.words[relation]["described"]:
                continue
            for fact in self.of(relation):
                for new in self._candidates(fact):
                    ways = SITES[:3] if relation in SITES else (relation,)
                    for way in ways:
                        for like in self.of(way):
                            if like.value != new or like.subject in (fact.subject, fact.value):
                                continue
                            for asked in self._properties(new, relation):
                                yield self._hop(family, fact, new, asked, like)

    def _hop(self, family: str, fact: Fact, new: int, asked: str, like: Fact | None) -> Case | None:
        subject, old = fact.subject, int(fact.value)  # type: ignore[arg-type]
        before, after = self.property(old, asked), self.property(new, asked)
        if before is None or after is None:
            return None
        if asked in ("P17", "P131") and any(
            thing is not None and thing.kind == PLACE and is_known(thing)
            for thing in (self.facts.thing(new),)
        ):
            return None  # where that is needs no passage
        if asked == "P17" and self.facts.labelled.get((subject, "P17"), set()) - set(
            before[0].things
        ):
            return None
        questions = self._questions(fact.relation, asked, new, old)
        if not questions:
            return None
        is_, would = self.pick(questions)
        speaker = Speaker(self.facts)
        try:
            condition = (
                self._replacement(speaker, fact, new)
                if like is None
                else self._by_description(speaker, fact, like)
            )
            consequent = self._ask(speaker, would, fact.relation, subject)
            twin = self._ask(Speaker(self.facts), is_, fact.relation, subject)
        except Unsayable:
            return None
        facts = (*((like,) if like else ()), *after[1])
        role = self.words[fact.relation]["role"]
        return Case(
            family,
            condition,
            consequent,
            twin,
            after[0],
            before[0],
            facts,
            (fact, *before[1]),
            "date" if after[0].texts else "name",
            (f"{role}: {self._name(subject)}", "replace", self._name(old), self._name(new)),
            (subject, fact.relation, asked),
            self.rng.random() < 0.12,
        )

    def _replacement(self, speaker: Speaker, fact: Fact, new: int) -> str:
        """A clause that says that another value stands in the place of the one there is."""
        words = self.words[fact.relation]
        s, old = fact.subject, int(fact.value)  # type: ignore[arg-type]
        frames: list[tuple[str, str]] = []  # the frame, and what its order of names is
        for did in words["did"]:
            verb = did.replace(" {x}", "")
            prep = preposition(verb)
            frames += [
                (f"if {{s}} had {verb} {{b}} instead of {{a}}", ""),
                (f"if {{s}} had {verb} {{b}} rather than {prep}{{a}}", ""),
                (f"if {{s}} had not {verb} {{a}} but {prep}{{b}}", ""),
                (f"if {{s}} hadn't {verb} {{a}} but {prep}{{b}}", ""),
                (f"had {{s}} {verb} {{b}} rather than {prep}{{a}}", ""),
                (f"had {{s}} not {verb} {{a}} but {prep}{{b}}", ""),
                (f"in the event that {{s}} had {verb} {{b}} and not {prep}{{a}}", ""),
            ]
        for active in words.get("active", ()):
            verb = active.replace("{s}", "{s:obj}")
            frames += [
                (f"if {{b}} had {verb} instead of {{a}}", ""),
                (f"if {{b}}, not {{a}}, had {verb}", ""),
                (f"had {{b}} rather than {{a}} {verb}", ""),
                (f"if it had not been {{a}} but {{b}} who {verb}", ""),
            ]
        role = words["role"]
        frames += [
            (f"if the {role} of {{s}} had not been {{a}} but {{b}}", ""),
            (f"if {{b}} rather than {{a}} had been the {role} of {{s}}", ""),
            (f"had the {role} of {{s}} been {{b}} and not {{a}}", ""),
        ]
        frame, _ = self.pick(frames)
        if "who " in frame and speaker.thing(new).kind != PERSON:
            frame = frame.replace(" who ", " that ")
        return speaker.say(frame, s=s, a=old, b=new)

    def _by_description(self, speaker: Speaker, fact: Fact, like: Fact) -> str:
        words, t = self.words[fact.relation], like.subject
        phrase = self.pick(self.words[like.relation]["described"])
        s, old = fact.subject, int(fact.value)  # type: ignore[arg-type]
        frames = []
        for did in words["did"]:
            verb = did.replace(" {x}", "")
            prep = preposition(verb)
            frames += [
                f"if {{s}} had not {verb} {{a}} but {prep}{phrase}",
                f"if {{s}} had {verb} {phrase} instead of {prep}{{a}}",
                f"had {{s}} {verb} {phrase} rather than {prep}{{a}}",
                f"if {{s}} hadn't {verb} {{a}} but {prep}{phrase}",
            ]
        for active in words.get("active", ()):
            frames += [
                f"if {phrase} had {active} instead of {{a}}",
                f"if {phrase} rather than {{a}} had {active}",
                f"had {phrase}, and not {{a}}, {active}",
            ]
        if not frames:
            frames = [f"if the {words['role']} of {{s}} had not been {{a}} but {phrase}"]
        return speaker.say(self.pick(frames), s=s, a=old, t=t)

    def _exchanged(self, family: str) -> Iterator[Case | None]:
        """Two things have each other's value."""
        for relation in self._group(family):
            for fact in self.of(relation):
                for other in self.of(relation):
                    a, b = int(fact.value), int(other.value)  # type: ignore[arg-type]
                    if fact.subject == other.subject or a == b or self.facts.nested(a, b):
                        continue
                    kinds = {self.facts.thing(i).kind for i in (fact.subject, other.subject)}  # type: ignore[union-attr]
                    if len(kinds) > 1:
                        continue
                    for asked in self._properties(b, relation):
                        yield self._exchange(family, fact, other, asked)

    def _exchange(self, family: str, fact: Fact, other: Fact, asked: str) -> Case | None:
        a, b, relation = int(fact.value), int(other.value), fact.relation  # type: ignore[arg-type]
        swapped = self.words[relation].get("swapped")
        before, after = self.property(a, asked), self.property(b, asked)
        questions = self._questions(relation, asked, b, a) if before and after else []
        if not swapped or not before or not after or not questions:
            return None
        s, t = fact.subject, other.subject
        is_, would = self.pick(questions)
        what = self.pick(swapped)
        pairs = [(s, t), (t, s)]
        x, y = self.pick(pairs)
        frame = self.pick(
            [
                f"if {{x}} and {{y}} had swapped {what}",
                f"had {{x}} and {{y}} exchanged {what}",
                f"if {{x}} and {{y}} had traded {what}",
                f"if the {what} of {{x}} and {{y}} had been the other way round",
            ]
        )
        speaker = Speaker(self.facts)
        try:
            condition = speaker.say(frame, x=x, y=y)
            fresh = Speaker(self.facts)  # of two that were named alike one is named again
            consequent = self._ask(fresh, would, relation, s)
            twin = self._ask(Speaker(self.facts), is_, relation, s)
        except Unsayable:
            return None
        role = self.words[relation]["role"]
        return Case(
            family,
            condition,
            self._shorter(consequent, s),
            twin,
            after[0],
            before[0],
            (other, *after[1]),
            (fact, *before[1]),
            "date" if after[0].texts else "name",
            (f"{role}: {self._name(s)}", "exchange", self._name(a), self._name(b)),
            (s, relation, asked),
        )

    def _same_country(self, family: str) -> Iterator[Case | None]:
        """Whether two were born, or are, in one country, where one of them is put elsewhere."""
        for fact in self.of("P19"):
            for other in self.of("P19"):
                if other.subject == fact.subject:
                    continue
                theirs = self.property(int(other.value), "P17")  # type: ignore[arg-type]
                mine = self.property(int(fact.value), "P17")  # type: ignore[arg-type]
                if theirs is None or mine is None:
                    continue
                for new in self._candidates(fact):
                    after = self.property(new, "P17")
                    if after is None or new == other.value:
                        continue
                    now, then = (one[0] == theirs[0] for one in (mine, after))
                    if now == then:
                        continue
                    speaker = Speaker(self.facts)
                    try:
                        condition = self._replacement(speaker, fact, new)
                        who = speaker.say("{s}", s=fact.subject)
                    except Unsayable:
                        continue
                    t = self._name(other.subject)
                    yield Case(
                        family,
                        condition,
                        f"would {who} and {t} have been born in the same country",
                        f"were {self._name(fact.subject)} and {t} born in the same country",
                        Answer(texts=("yes" if then else "no",)),
                        Answer(texts=("yes" if now else "no",)),
                        (*after[1], other, *theirs[1]),
                        (fact, *mine[1]),
                        "yes/no",
                        (
                            f"birthplace: {self._name(fact.subject)}",
                            "replace",
                            self._name(fact.value),
                            self._name(new),
                        ),
                        (fact.subject, "same country", other.subject),
                    )
