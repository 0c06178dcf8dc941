"""Families of dates that are moved."""

from __future__ import annotations

import re
from collections.abc import Iterator

from irrealis.builders.ifqa_style.cases.base import Answer, Case, Maker, shuffled
from irrealis.builders.ifqa_style.facts import Date, Fact
from irrealis.builders.ifqa_style.kinds import class_noun
from irrealis.builders.ifqa_style.things import (
    EVENT,
    ORGANIZATION,
    PERSON,
    PLACE,
    PRODUCT,
    WORK,
)
from irrealis.builders.ifqa_style.wording import Speaker, Unsayable, listed

# bodies that are closed, where others are dissolved
_HOUSED = frozenset(
    {"school", "university", "college", "museum", "station", "newspaper", "magazine", "library"}
)
# words of an end that no label may have
_ENDED = re.compile(
    r"\b(?:disband|dissol|defunct|clos(?:ed|ure|ing)\b|ceas|demolish|merge|broke up|break-?up|split"
    r"|fold(?:ed|ing)\b|abolish|wound up|shut|liquidat|bankrupt|acquired|sold|renamed|former\b"
    r"|until|captured|destroyed|surrender|lasted|continued for|discontinu"
    r"|disestablish|replaced|succeeded|final|last\b|ended)",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"\b(?:annivers|re-?issue|re-?release|reprint|remaster|jubilee|centen)", re.IGNORECASE
)
# what is signed or passed, and does not take place
_SIGNED = re.compile(r"\b(?:Treaty|Act|Agreement|Ordinance|Convention|Pact|Law|Oath|Accords?)\b")
# how an anniversary could be marked, by the relation that has the first day, and the kind of thing
_ANNIVERSARIES = (
    (
        "P577",
        (WORK, PRODUCT),
        (
            "if {s} had been brought out again on {its} {n} anniversary",
            "had a new edition of {s} come out on {its} {n} anniversary",
            "if {s} had come out once more for {its} {n} anniversary",
        ),
        "in what year did {s} come out",
    ),
    (
        "P585",
        (EVENT,),
        (
            "if a monument to {s} had been unveiled on {its} {n} anniversary",
            "had a medal marked the {n} anniversary of {s}",
            "if a museum about {s} had opened on {its} {n} anniversary",
        ),
        "in what year did {s} take place",
    ),
    (
        "P569",
        (PERSON,),
        (
            "if a portrait of {s} had been unveiled on {its} {n} birthday",
            "had a portrait of {s} been unveiled on {its} {n} birthday",
            "if a portrait had been unveiled for the {n} birthday of {s}",
        ),
        "in what year was {s} born",
    ),
    (
        "P571",
        (PLACE,),
        (
            "had a medal marked the {n} anniversary of the {o} of {s}",
            "if a book had come out on the {n} anniversary of the {o} of {s}",
        ),
        "in what year was {s} {v}",
    ),
    (
        "P571",
        (ORGANIZATION, PRODUCT),
        (
            "if a history of {s} had come out on the {n} anniversary of {its} founding",
            "had a medal marked the {n} anniversary of the founding of {s}",
        ),
        "in what year {was} {s} founded",
    ),
)
# what came first, by the relation that has its date: behind "have", and as it was
_CAME = {
    "P577": ("come out", "came out"),
    "P569": ("been born", "was born"),
    "P571": ("been founded", "was founded"),
}
# how a place came about: the sentence's verb, and its noun
_BEGUN = {
    "opened": "opening",
    "inaugurated": "inauguration",
    "built": "construction",
    "constructed": "construction",
    "founded": "founding",
    "established": "establishment",
    "completed": "completion",
}
# the words of a beginning with a year close behind; with two years there are two anniversaries
_BEGINNINGS = {
    relation: re.compile(rf"\b(?:{words})\w*\b[^.;()]{{0,40}}?\b(1\d{{3}}|20\d\d)\b")
    for relation, words in {
        "P571": "found|establish|open|creat|form|incorporat|built|complet|inaugurat|start|launch",
        "P577": "releas|publish|premier|came out|aired|issu",
        "P585": "held|took place|fought|signed",
    }.items()
}
_WHEN = (
    "in what year would that have been",
    "in which year would that have happened",
    "what year would that have been",
    "in what year would that have happened",
)
_NOW = 2024  # the first year in which nothing is marked any more
_PAST = 2010  # a year that has passed for every document


class Dating(Maker):
    """Birthdays, ages, and which of three comes first."""

    def _birthday(self, family: str) -> Iterator[Case | None]:
        for died in self.of("P570"):
            born = self.facts.one(died.subject, "P569")
            if born is None or not isinstance(born.value, Date) or not isinstance(died.value, Date):
                continue
            age = died.value.year - born.value.year
            birthday = next((one for one in (50, 60, 70, 75, 80, 90, 100) if one > age), None)
            if birthday is None or birthday - age > 30 or age < 14:
                continue
            if not self.facts.thing(died.subject).gender:  # type: ignore[union-attr]
                continue
            speaker = Speaker(self.facts)
            s = died.subject
            condition = speaker.say("{s}", s=s)
            his = speaker.again(s, "possessive")
            condition = self.pick(
                [
                    f"if {condition} had lived to celebrate {his} {birthday}th birthday",
                    f"if {condition} had lived to see {his} {birthday}th birthday",
                    f"if {condition} hadn't died before turning {birthday}",
                ]
            )
            consequent = self.pick(
                [
                    "in what year would that have been",
                    "in which year would that birthday have fallen",
                ]
            )
            if "turning" in condition:
                consequent = (
                    f"in what year would {speaker.again(s, 'subject')} have turned {birthday}"
                )
            yield Case(
                family,
                condition,
                consequent,
                f"in what year did {self._name(s)} die",
                Answer(texts=(str(born.value.year + birthday),)),
                Answer(texts=(str(died.value.year),)),
                (born,),
                (died,),
                "date",
                (f"date of death: {self._name(s)}", "delay", str(died.value.year), "later"),
                (s, "birthday"),
            )

    def _died_young(self, family: str) -> Iterator[Case | None]:
        """Somebody dies on a birthday that is past; at an age could be either of two years."""
        for born in self.of("P569"):
            thing = self.facts.thing(born.subject)
            died = self.facts.one(born.subject, "P570")
            if thing is None or thing.gender is None or not isinstance(born.value, Date):
                continue
            if (born.subject, "P570") in self.facts.undated:
                continue
            last = died.value.year if died and isinstance(died.value, Date) else _PAST
            ages = [age for age in (20, 25, 30, 35, 40, 45) if born.value.year + age < last]
            if not ages or (died is None and self._has_died(born.subject)):
                continue
            age = self.pick(ages)
            s = born.subject
            retires = not any("retire" in text.lower() for text in self.facts.sentences)
            frame = self.pick(
                [
                    *(
                        [f"if {{s}} had retired on {{his}} {age}th birthday"] * 2
                        if retires and age >= 30
                        else []
                    ),
                    f"if {{s}} had died on {{his}} {age}th birthday",
                    f"had {{s}} died on {{his}} {age}th birthday",
                    f"if {{s}} had lost {{his}} life on {{his}} {age}th birthday",
                ]
            )
            his = "his" if thing.gender == "male" else "her"
            likes = self._meant(s) if family.endswith("described") else [None]
            for like in likes:
                try:
                    who = Speaker(self.facts).thing(s).text
                    if like is not None:
                        who = self._phrase(like)
                except Unsayable:
                    continue
                yield Case(
                    family,
                    frame.format(s=who, his=his),
                    self.pick(_WHEN),
                    f"in what year was {self._name(s)} born",
                    Answer(texts=(str(born.value.year + age),)),
                    Answer(texts=(str(born.value.year),)),
                    (*((like,) if like else ()), born),
                    (),
                    "date",
                    (
                        f"date of {'retirement' if 'retired' in frame else 'death'}: "
                        f"{self._name(s)}",
                        "set",
                        "later",
                        f"at {age}",
                    ),
                    (s, "birthday"),
                )

    def _has_died(self, person: int) -> bool:
        """Whether any label tells of a death, if one without a date that can be read."""
        return any(
            label.relation in ("P20", "P570") and self.facts.same[label.head] == person
            for label in self.facts.document.labels
        )

    def _closed(self, family: str) -> Iterator[Case | None]:
        """A body is closed on an anniversary of its founding."""
        for began in self.of("P571"):
            thing = self.facts.thing(began.subject)
            if thing is None or thing.kind != ORGANIZATION or not isinstance(began.value, Date):
                continue
            ended = (began.subject, "P576") in self.facts.labelled or any(
                label.relation == "P576" and label.head == began.subject
                for label in self.facts.document.labels
            )
            years = [one for one in (10, 20, 25, 30) if began.value.year + one < _PAST]
            if (
                ended
                or not years
                or self._began_again("P571", began)
                or any(_ENDED.search(text) for text in self.facts.sentences)
            ):
                continue
            number = self.pick(years)
            its = "their" if thing.plural else "its"
            nouns = {class_noun(self.facts, thing.index), *thing.name.lower().split()}
            end = "closed down" if nouns & _HOUSED else "dissolved"
            frames = [
                f"if {thing.text} had been {end} on {its} {number}th anniversary",
                f"had {thing.text} been {end} on {its} {number}th anniversary",
            ]
            was = "were" if thing.plural else "was"
            yield Case(
                family,
                self.pick(frames),
                self.pick(_WHEN),
                f"in what year {was} {thing.text} founded",
                Answer(texts=(str(began.value.year + number),)),
                Answer(texts=(str(began.value.year),)),
                (began,),
                (),
                "date",
                (f"end: {thing.text}", "set", "later", f"after {number} years"),
                (began.subject, "anniversary"),
            )

    def _marked(self, family: str) -> Iterator[Case | None]:
        """An anniversary is marked in some way: which year is that?"""
        if any(_MARKED.search(text) for text in self.facts.sentences):
            return
        for relation, kinds, frames, was in _ANNIVERSARIES:
            for began in self.of(relation):
                thing = self.facts.thing(began.subject)
                if thing is None or thing.kind not in kinds or not isinstance(began.value, Date):
                    continue
                if (thing.index, "P570") in self.facts.undated:
                    continue
                spans = (20, 30, 40, 50) if thing.kind == PERSON else (10, 25, 40, 50, 75, 100)
                _, end = self._years(thing.index)
                years = [
                    span
                    for span in spans
                    if began.value.year + span < (min(_NOW, end) if thing.kind == PERSON else _NOW)
                ]
                if not years or self._tells(thing.index) or self._began_again(relation, began):
                    continue
                number = self.pick(years)
                its = "their" if thing.plural else "its"
                if thing.kind == PERSON:
                    its = "his" if thing.gender == "male" else "her"
                day = "birthday" if thing.kind == PERSON else "anniversary"
                signed = relation == "P585" and _SIGNED.search(thing.name)
                was_when = "of what year is {s}" if signed else was
                told = " ".join(self.facts.sentences[sent] for sent in began.sentences)
                verbs = [verb for verb in _BEGUN if re.search(rf"\b{verb}\b", told)]
                if thing.kind == PLACE and (len(verbs) != 1 or thing.plural):
                    continue
                verb = verbs[0] if verbs else "founded"
                unsure = thing.kind == PERSON and thing.gender is None
                frame = self.pick([frame for frame in frames if not (unsure and "{its}" in frame)])
                words = {"s": thing.text, "n": f"{number}th", "its": its, "o": _BEGUN[verb]}
                yield Case(
                    family,
                    frame.format(**words),
                    self.pick(
                        [
                            "in what year would that have been",
                            "in which year would that have happened",
                            "what year would that have been",
                        ]
                    ),
                    was_when.format(s=thing.text, v=verb, was="were" if thing.plural else "was"),
                    Answer(texts=(str(began.value.year + number),)),
                    Answer(texts=(str(began.value.year),)),
                    (began,),
                    (),
                    "date",
                    (f"{day}: {thing.text}", "add", "none", f"{number}th"),
                    (began.subject, "anniversary"),
                )

    def _began_again(self, relation: str, began: Fact) -> bool:
        """Whether the passage has a word of such a beginning with another year behind it."""
        words, year = _BEGINNINGS.get(relation), began.value[0]  # type: ignore[index]
        return words is not None and any(
            int(match[1]) != year for text in self.facts.sentences for match in words.finditer(text)
        )

    def _same_year(self, family: str) -> Iterator[Case | None]:
        for died in self.of("P570"):
            born = self.facts.one(died.subject, "P569")
            if born is None or not isinstance(born.value, Date) or not isinstance(died.value, Date):
                continue
            for fact in self.of("P569"):
                assert isinstance(fact.value, Date)  # noqa: S101 a birth has a date
                age = died.value.year - fact.value.year
                if fact.subject == died.subject or not 15 <= age <= 100:
                    continue
                if (
                    born.value.year == fact.value.year
                    or abs(born.value.year - fact.value.year) > 60
                ):
                    continue
                if self._related(died.subject, fact.subject):
                    continue
                speaker = Speaker(self.facts)
                s, t = died.subject, fact.subject
                try:
                    condition = speaker.say(
                        self.pick(
                            [
                                "if {s} had been born in the same year as {t}",
                                "had {s} been born in the year when {t} was born",
                            ]
                        ),
                        s=s,
                        t=t,
                    )
                    consequent = speaker.say("how old would {s} have turned in the year when ", s=s)
                    consequent += speaker.say("{s} died", s=s)
                    his = "his" if speaker.thing(s).gender == "male" else "her"
                    twin = f"how old did {self._name(s)} turn in the year of {his} death"
                    if speaker.thing(s).gender is None:
                        continue
                except Unsayable:
                    continue
                yield Case(
                    family,
                    condition,
                    consequent,
                    twin,
                    Answer(texts=(str(age),)),
                    Answer(texts=(str(died.value.year - born.value.year),)),
                    (fact, died),
                    (born,),
                    "number",
                    (
                        f"date of birth: {self._name(s)}",
                        "replace",
                        str(born.value.year),
                        str(fact.value.year),
                    ),
                    (s, "age"),
                )

    def _order(self, family: str) -> Iterator[Case | None]:
        """A date is set to another year; which of three comes first or last."""
        for relation in _CAME:
            dated = [fact for fact in self.of(relation) if not self._tells(fact.subject)]
            for fact in dated:
                kind = self.facts.thing(fact.subject).kind  # type: ignore[union-attr]
                others = [
                    other
                    for other in dated
                    if other.subject != fact.subject
                    and self.facts.thing(other.subject).kind == kind  # type: ignore[union-attr]
                ][:2]
                years = [one.value.year for one in (fact, *others) if isinstance(one.value, Date)]
                if len(others) == 2 and len(set(years)) == 3:
                    yield self._reordered(family, relation, (fact, *others), years)

    def _new_year(self, years: list[int], *, first: bool) -> int | None:
        """Another year for the first of three: beyond the other two, or between them."""
        low, high = min(years[1:]), max(years[1:])
        step = self.pick((1, 2, 3, 4))
        within = [
            year for year in (low + step, high - step) if low < year < high and year != years[0]
        ]
        year = self.pick([low - step if first else high + step, *within, *within])
        far = abs(year - years[0]) > 40 or not 1000 < year < 2020
        return None if year == years[0] or far else year

    def _reordered(
        self, family: str, relation: str, facts: tuple[Fact, ...], years: list[int]
    ) -> Case | None:
        """The first of three has another date: which comes first, or last?"""
        first = self.rng.random() < 0.5
        year = self._new_year(years, first=first)
        if year is None:
            return None
        items = [fact.subject for fact in facts]
        choose, changed = min if first else max, [year, *years[1:]]
        best, was = items[changed.index(choose(changed))], items[years.index(choose(years))]
        if best == was and self.rng.random() < 0.7:
            return None
        word = "first" if first else "last"
        listing = shuffled(items, self.rng)
        verb, came = _CAME[relation]
        s = self._name(items[0])
        condition = self.pick(
            [
                f"if {s} had {verb} in {year} instead of {years[0]}",
                f"had {s} not {verb} in {years[0]} but in {year}",
                f"if {s} had not {verb} in {years[0]} but in {year}",
            ]
        )
        names = listed([self._name(item) for item in listing])
        return Case(
            family,
            condition,
            self._which_comes(verb, word, listing, items[0]),
            f"which of {names} {came} {word}",
            Answer((best,)),
            Answer((was,)),
            facts[1:],
            facts[:1],
            "name",
            (f"date: {s}", "replace", str(years[0]), str(year)),
            (relation, word, tuple(sorted(items))),
        )

    def _which_comes(self, verb: str, word: str, listing: list[int], moved: int) -> str:
        """What is asked: of three in a row, or with the one that has another date first."""
        if self.rng.random() < 0.5:
            rest = [self._name(item) for item in listing if item != moved]
            person = self.facts.thing(moved).kind == PERSON  # type: ignore[union-attr]
            asks = "who" if person else "which"
            return f"{asks} would have {verb} {word}, {self._name(moved)}, {listed(rest, by='or')}"
        names = listed([self._name(item) for item in listing])
        return f"which of {names} would have {verb} {word}"
