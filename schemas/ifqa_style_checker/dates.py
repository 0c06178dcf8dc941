"""Conditions that move a date."""

from __future__ import annotations

import re

from irrealis.schemas.ifqa_style_checker.facts import Reader
from irrealis.schemas.ifqa_style_checker.grammar import (
    CALLED,
    THING,
    Found,
    choice,
    full,
    in_letters,
    match_of,
)
from irrealis.schemas.ifqa_style_checker.nouns import another_kind, is_plural
from irrealis.schemas.ifqa_style_checker.paper import Underivable

_OVER = (
    r".*\b(?:disbanded|dissolved|defunct|closed|ceased|demolished|merged|broke up|split up|folded"
    r"|abolished|bankrupt|shut down|sold to|discontinued|replaced by|succeeded by).*"
)


# what tells of a beginning, by the relation that has its date
_BEGAN = {
    "P571": "found|establish|open|creat|form|incorporat|built|complet|inaugurat|launch",
    "P577": "releas|publish|premier|came out|issu",
    "P585": "held|took place|fought|signed",
}
# the verbs of a beginning, by its noun
_COMING = {
    "opening": r"\bopened\b",
    "inauguration": r"\binaugurated\b",
    "construction": r"\b(?:built|constructed)\b",
    "establishment": r"\bestablished\b",
    "completion": r"\bcompleted\b",
}


class Dating(Reader):
    """Birthdays, ages, and which of three comes first."""

    def _birthday(self, condition: str, asked: str) -> Found:
        found = match_of(
            rf"{THING} had lived to (?:celebrate|see) (?:his|her) (\d+)th birthday|"
            rf"{THING} had not died before (?:his|her) (\d+)th birthday|{THING} had not died"
            rf" before turning (\d+)",
            condition,
        )
        if not found:
            return None
        turned = match_of(r"in what year would (?:he|she) have turned (\d+)", asked)
        if asked not in (
            "in what year would that have been",
            "in which year would that birthday have fallen",
        ) and turned != [found[1]]:
            return None
        self._all_mean(found[0], condition, asked)
        born = self.year(found[0], "P569")
        died = Reader(self.paper, None).year(found[0], "P570")
        if died - born >= int(found[1]):
            raise Underivable(f"{found[0]} lived to be {found[1]}")
        self._supposes("delay", f"date of death: ⟦{found[0]}⟧", str(died), "later")
        return frozenset(), {str(born + int(found[1]))}

    def _died_young(self, condition: str, asked: str) -> Found:
        found = match_of(
            r"(.+) had (died|retired|lost (?:his|her) life) on (?:his|her) (\d+)th birthday",
            condition,
        )
        if not found or asked not in (
            "in what year would that have been",
            "in which year would that have happened",
            "what year would that have been",
            "in what year would that have happened",
        ):
            return None
        person, _ = self._phrase(found[0])
        self._all_mean(person, condition)
        year = self.year(person, "P569") + int(found[2])
        end = "retirement" if found[1] == "retired" else "death"
        if end == "retirement" and any("retire" in text for text in self.paper.sentences):
            raise Underivable(f"{person} did retire")
        if any(int(died[:4]) <= year for died in self.paper.values(person, "P570")):
            raise Underivable(f"{person} did not live longer")
        self._supposes("set", f"date of {end}: ⟦{person}⟧", "later", f"at {found[2]}")
        return frozenset(), {str(year)}

    def _closed(self, condition: str, asked: str) -> Found:
        found = match_of(
            rf"{THING} had been (?:dissolved|closed down) on (?:its|their) (\d+)th anniversary",
            condition,
        )
        if not found or asked not in (
            "in what year would that have been",
            "in which year would that have happened",
            "what year would that have been",
            "in what year would that have happened",
        ):
            return None
        if any(full(_OVER, text) for text in self.paper.sentences):
            raise Underivable("the passage may tell of its end")
        self._began_once("P571", self.year(found[0], "P571"))
        self._supposes("set", f"end: ⟦{found[0]}⟧", "later", f"after {found[1]} years")
        return frozenset(), {str(self.year(found[0], "P571") + int(found[1]))}

    def _marked(self, condition: str, asked: str) -> Found:
        """An anniversary of what came out, took place or was founded."""
        its = "(?:its|their)"
        for pattern, relation in (
            (
                rf"{THING} had been brought out again on {its} (\d+)th anniversary|a new edition of"
                rf" {THING} had come out on {its} (\d+)th anniversary|{THING} had come out once"
                rf" more for {its} (\d+)th anniversary",
                "P577",
            ),
            (
                rf"a (?:monument to|museum about) {THING} had (?:been unveiled|opened) on {its}"
                r" (\d+)th anniversary",
                "P585",
            ),
            (
                rf"a history of {THING} had come out on the (\d+)th anniversary of {its} founding",
                "P571",
            ),
        ):
            if found := match_of(pattern, condition):
                return self._year_of(found[0], relation, int(found[1]), asked)
        found = match_of(
            rf"a portrait of {THING} had been unveiled on (?:his|her) (\d+)th birthday", condition
        )
        if found is None and (
            after := match_of(
                rf"a portrait had been unveiled for the (\d+)th birthday of {THING}", condition
            )
        ):
            found = after[::-1]
        if found:
            self._all_mean(found[0], condition)
            year = self.year(found[0], "P569") + int(found[1])
            if any(int(died[:4]) <= year for died in self.paper.values(found[0], "P570")):
                raise Underivable(f"{found[0]} did not live that long")
            return self._year_of(found[0], "P569", int(found[1]), asked)
        found = match_of(rf"a medal had marked the (\d+)th anniversary of {THING}", condition)
        if found:
            return self._year_of(found[1], "P585", int(found[0]), asked)
        place = match_of(
            r"(?:a medal had marked|a book had come out on) the (\d+)th anniversary of the"
            rf" ({'|'.join(_COMING)}) of {THING}",
            condition,
        )
        if place:
            began = str(self.year(place[2], "P571"))
            if not any(
                began in text and re.search(_COMING[place[1]], text)
                for text in self.paper.sentences
            ):
                raise Underivable(f"no {place[1]} in {began}")
            return self._year_of(place[2], "P571", int(place[0]), asked)
        found = match_of(
            r"(?:a medal had marked|a book had come out on) the (\d+)th anniversary of the founding"
            rf" of {THING}",
            condition,
        )
        return self._year_of(found[1], "P571", int(found[0]), asked) if found else None

    def _year_of(self, thing: str, relation: str, number: int, asked: str) -> Found:
        if asked not in (
            "in what year would that have been",
            "in which year would that have happened",
            "what year would that have been",
        ):
            return None
        if self.assumed is None and any(
            re.search(r"(?i)annivers|re-?issue|re-?release", t) for t in self.paper.sentences
        ):
            raise Underivable("the passage may tell of an anniversary")
        self._began_once(relation, self.year(thing, relation))
        day = "birthday" if relation == "P569" else "anniversary"
        self._supposes("add", f"{day}: ⟦{thing}⟧", "none", f"{number}th")
        return frozenset(), {str(self.year(thing, relation) + number)}

    def _began_once(self, relation: str, year: int) -> None:
        """See that the passage tells of no such beginning in another year.

        Raises:
            Underivable: it does, a few words behind the verb.
        """
        verbs = _BEGAN.get(relation)
        for text in self.paper.sentences if verbs and self.assumed is None else ():
            for after in re.findall(rf"\b(?:{verbs})\w*((?: [\w,’'-]+){{1,5}})", text):
                if any(other != str(year) for other in re.findall(r"\b(?:1\d|20)\d\d\b", after)):
                    raise Underivable(f"it may have begun twice: {after.strip()}")

    def _career(self, condition: str, asked: str) -> Found:
        """What came out after somebody stopped."""
        found = match_of(
            rf"{THING} had (given up music|given up directing|given up writing|broken up|"
            r"disbanded|died) in (\d{4})",
            condition,
        )
        match = full(
            r"which ([a-z]+)(?: besides (.+?))? would (?:he |she )?never have (?:been )?"
            r"(recorded|directed|written)",
            asked,
        )
        if not found or not match:
            return None
        self._all_mean(found[0], asked)
        maker, stop, year = found[0], found[1], int(found[2])
        calling, relation = {
            "recorded": ("music", "P175"),
            "directed": ("directing", "P57"),
            "written": ("writing", "P50"),
        }[match[3]]
        if stop.startswith("given up") and stop != f"given up {calling}":
            raise Underivable(f"{stop}, and {match[3]}")
        self._supposes("end", f"career: ⟦{maker}⟧", "later", str(year))
        aside = frozenset(choice(match[2], by="and") if match[2] else ())
        works = frozenset(
            work
            for work in self.paper.subjects(relation, maker) - aside
            if not another_kind(self.paper, work, match[1])
        )
        if not aside <= self.paper.subjects(relation, maker):
            raise Underivable("nothing to set aside")
        for work in works:
            self._use((work, relation, maker))
        years = {work: self.year(work, "P577") for work in works}
        late = frozenset(work for work, one in years.items() if one > year)
        if not late or any(one - year == 1 for one in years.values()):
            raise Underivable("a work of the next year may be finished")
        if is_plural(match[1]) != (len(late) > 1):
            raise Underivable(f"{len(late)} works")
        self._kind(late, match[1])
        return late, frozenset()

    def _same_year(self, condition: str, asked: str) -> Found:
        found = match_of(
            rf"{THING} had been born in the same year as {THING}|{THING} had been born in the"
            rf" year when {THING} was born",
            condition,
        )
        if not found or not full(
            rf"how old would (?:{CALLED}) have turned in the year when (?:{CALLED}) died", asked
        ):
            return None
        age = self.year(found[0], "P570") - self.year(found[1], "P569")
        old, new = (Reader(self.paper, None).year(one, "P569") for one in found[:2])
        self._supposes("replace", f"date of birth: ⟦{found[0]}⟧", str(old), str(new))
        return frozenset(), {str(age), in_letters(age)}

    def _order(self, condition: str, asked: str) -> Found:
        for did, relation in (
            ("come out", "P577"),
            ("been born", "P569"),
            ("been founded", "P571"),
        ):
            found = full(
                rf"{THING} had (?:{did} in (?P<new>\d+) instead of (?P<old>\d+)|not {did} in"
                rf" (?P<was>\d+) but in (?P<then>\d+))",
                condition,
            )
            match = full(
                rf"(?:who|which) would have {did} (first|last), (.+)|which of (.+) would have"
                rf" {did} (first|last)",
                asked,
            )
            if not found or not match:
                continue
            old, new = found["old"] or found["was"], found["new"] or found["then"]
            subject = found[1]
            if Reader(self.paper, None).year(subject, relation) != int(old):
                raise Underivable(f"not of {old}")
            self._supposes("replace", f"date: ⟦{subject}⟧", old, new)
            things = choice(match[2]) if match[2] else choice(match[3], by="and")
            years = {
                thing: int(new) if thing == subject else self.year(thing, relation)
                for thing in things
            }
            if not asked.startswith("which of"):
                self._who_or_which(asked, things)
            if subject not in years or len(years) != 3 or len(set(years.values())) != 3:
                raise Underivable("not three that differ")
            choose = min if (match[1] or match[4]) == "first" else max
            return frozenset({choose(years, key=lambda one: years[one])}), frozenset()
        return None
