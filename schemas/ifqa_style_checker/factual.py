"""Factual questions, read and answered."""

from __future__ import annotations

import re

from irrealis.schemas.ifqa_style_checker.causes import effect
from irrealis.schemas.ifqa_style_checker.grammar import (
    ROLES,
    THING,
    Found,
    choice,
    full,
    in_letters,
    match_of,
    rank_texts,
)
from irrealis.schemas.ifqa_style_checker.paper import Derived, Underivable
from irrealis.schemas.ifqa_style_checker.places import Placing
from irrealis.schemas.ifqa_style_checker.properties import HAPPENED, PROPERTIES
from irrealis.schemas.ifqa_style_checker.rows import Ranking
from irrealis.schemas.ifqa_style_checker.stated import PAST
from irrealis.schemas.ifqa_style_checker.told import AT_BIRTH, FORMERLY, earlier_names

from irrealis.text.tokens import stands_in

# a factual question for the value of a relation
_WAS: tuple[tuple[str, str], ...] = (
    (rf"where was {THING} born", "P19"),
    (rf"where did {THING} die", "P20"),
    (rf"where (?:is|are) {THING} based", "P159"),
    (rf"where (?:is|are) {THING}", "P131"),
    (rf"where did {THING} study|which schools? did {THING} attend", "P69"),
    (rf"which teams? did {THING} play for", "P54"),
    (rf"who employed {THING}|whom did {THING} work for", "P108"),
    (rf"which party did {THING} belong to|what was the party of {THING}", "P102"),
    (rf"who directed {THING}|who (?:was|were) the directors? of {THING}", "P57"),
    (rf"who wrote {THING}|who (?:was|were) the authors? of {THING}", "P50"),
    (rf"who produced {THING}|who (?:was|were) the producers? of {THING}", "P162"),
    (rf"who composed {THING}|who (?:was|were) the composers? of {THING}", "P86"),
    (rf"who wrote the script of {THING}|who were the screenwriters of {THING}", "P58"),
    (rf"who performed {THING}|who recorded {THING}|who were the performers of {THING}", "P175"),
    (rf"which label released {THING}|what was the record label of {THING}", "P264"),
    (rf"who founded {THING}|who (?:was|were) the founders? of {THING}", "P112"),
    (rf"who developed {THING}|who (?:was|were) the developers? of {THING}", "P178"),
    (rf"who manufactured {THING}|who (?:was|were) the manufacturers? of {THING}", "P176"),
    (rf"who published {THING}|who was the publisher of {THING}", "P123"),
    (rf"who broadcast {THING}", "P449"),
    (rf"who owned {THING}|who was the owner of {THING}", "P127"),
    (rf"what was the parent company of {THING}", "P749"),
    (rf"who operated {THING}", "P137"),
    (rf"which company made {THING}", "P272"),
    (rf"whom did {THING} marry|who was the spouse of {THING}", "P26"),
    (rf"who was the father of {THING}", "P22"),
    (rf"who was the mother of {THING}", "P25"),
    (rf"what is the capital of {THING}", "P36"),
    (rf"who wrote the lyrics of {THING}|who were the lyricists of {THING}", "P676"),
    (rf"what is {THING} the sequel to", "P155"),
    (rf"where did {THING} take place", "P276"),
    (rf"of which country was {THING} a citizen", "P27"),
    (rf"which award did {THING} win", "P166"),
    (rf"which series is {THING} part of", "P179"),
    (rf"on which water does {THING} lie", "P206"),
    (rf"who was in the cast of {THING}", "P161"),
    (rf"in which war did {THING} fight", "P607"),
    (rf"in which event did {THING} take part", "P1344"),
    (rf"which work does {THING} appear in", "P1441"),
    (rf"which album is {THING} on", "P361"),
    (rf"in which league (?:does|do) {THING} play", "P118"),
    (rf"which country did {THING} come from|in which country was {THING} made", "P495"),
)


# a factual question for the year of a date
_IN_YEAR: tuple[tuple[str, str], ...] = (
    (rf"in what year was {THING} born", "P569"),
    (rf"in what year did {THING} die", "P570"),
    (rf"in what year (?:was|were) {THING} founded", "P571"),
    (rf"in what year did {THING} come out", "P577"),
    (rf"in what year did {THING} take place|of what year is {THING}", "P585"),
)
# a factual question for all that have a value of a relation
_HAVING: tuple[tuple[str, str], ...] = (
    (rf"who was a member of {THING}", "P463"),
    (rf"who belonged to {THING}", "P102"),
    (rf"who worked for {THING}", "P108"),
    (rf"who played for {THING}", "P54"),
    (rf"who studied at {THING}", "P69"),
    (rf"who took part in {THING}", "P1344"),
    (rf"who was a citizen of {THING}", "P27"),
    (rf"what flows into {THING}", "P403"),
)


class Recalling(Ranking, Placing):
    """Questions about what the document says."""

    def factual(self, question: str) -> Derived:
        """The answer to a question about what the document says.

        Raises:
            Underivable: the words cannot be read, or have no one answer.
        """
        text = self.paper.masked(question.strip())
        if not text.endswith("?"):
            raise Underivable("no question mark")
        text = text[0].lower() + text[1:-1]
        for read in (
            self._fact, self._where, self._of_role, self._when, self._of_two, self._told_fact
        ):  # fmt: skip
            found = read(text)
            if found is not None:
                return Derived(frozenset(found[0]), frozenset(found[1]), frozenset(self.used))
        raise Underivable(f"cannot be read: {text}")

    def _fact(self, text: str) -> Found:
        aside = full(rf"(who|which [a-z]+) besides ({THING}(?: and {THING})?) (.+)", text)
        if aside is not None:
            whole = self._fact(f"{aside[1]} {aside[5]}")
            others = frozenset(choice(aside[2], by="and"))
            if whole is None or not others < whole[0]:
                raise Underivable("nothing is left besides")
            return whole[0] - others, frozenset()
        for pattern, relation in _WAS:
            found = match_of(pattern, text)
            if found and (values := self.paper.values(found[0], relation)):
                return values, frozenset()
        for pattern, relation in _HAVING:
            found = match_of(pattern, text)
            if found and (those := self.paper.subjects(relation, found[0])):
                return those, frozenset()
        return None

    def _where(self, text: str) -> Found:
        """In which country, or county, something is or happened."""
        for relation, _, is_ in HAPPENED:
            match = full(rf"in (?:which|what) ([a-z]+) {is_}", text)
            if match is None or match[1] == "year":
                continue
            if relation != "P131":
                place = self.value(match[2], relation)
                if match[1] == "country":
                    return frozenset({self.country(place)}), frozenset()
                return frozenset({self._unit(self.value(place, "P131"), match[1])}), frozenset()
            if match[1] == "country":
                return frozenset({self.country(match[2])}), frozenset()
            return frozenset({self._unit_around(match[2], match[1])}), frozenset()
        return None

    def _unit_around(self, place: str, noun: str) -> str:
        """The unit of a kind that a place lies in, directly or not."""
        inner = self.paper.values(place, "P131")
        for _ in range(3):
            (entity,) = inner if len(inner) == 1 else ("",)
            if not entity:
                break
            try:
                return self._unit(entity, noun)
            except Underivable:
                inner = self.paper.values(entity, "P131")
        raise Underivable(f"in no one {noun}")

    def _of_role(self, text: str) -> Found:
        """A property of who, or what, stands in a role."""
        for role, relation in ROLES.items():
            for prop, _, is_ in PROPERTIES:
                found = match_of(
                    is_.replace("{r}", rf"(?:the {role} of {THING}|{THING}'s {role})"), text
                )
                if found:
                    return self.of(self.value(found[0], relation), prop)
        return None

    def _when(self, text: str) -> Found:
        """In what year something came about, or how old somebody became."""
        for pattern, relation in _IN_YEAR:
            if found := match_of(pattern, text):
                return frozenset(), {str(self.year(found[0], relation))}
        if found := match_of(
            rf"in what year was {THING} (opened|inaugurated|built|constructed|established"
            r"|completed)",
            text,
        ):
            began = str(self.year(found[0], "P571"))
            if not any(
                began in sentence and found[1] in sentence for sentence in self.paper.sentences
            ):
                raise Underivable(f"not {found[1]} in {began}")
            return frozenset(), {began}
        if found := match_of(rf"how old did {THING} turn in the year of (?:his|her) death", text):
            age = self.year(found[0], "P570") - self.year(found[0], "P569")
            return frozenset(), {str(age), in_letters(age)}
        return None

    def _of_two(self, text: str) -> Found:
        """What two or three things have in common, or which of them comes first."""
        if found := match_of(rf"whose brother or sister was {THING}", text):
            return self.paper.values(found[0], "P3373"), frozenset()
        if found := match_of(rf"were {THING} and {THING} born in the same country", text):
            one, other = (self.country(self.value(thing, "P19")) for thing in found)
            return frozenset(), {"yes" if one == other else "no"}
        if match := full(r"which of (.+) (came out|was born|was founded) (first|last)", text):
            relation = {"came out": "P577", "was born": "P569", "was founded": "P571"}[match[2]]
            things = choice(match[1], by="and")
            years = {thing: self.year(thing, relation) for thing in things}
            if len(set(years.values())) != len(years):
                raise Underivable("two of one year")
            choose = min if match[3] == "first" else max
            return frozenset({choose(years, key=lambda one: years[one])}), frozenset()
        if found := match_of(rf"which is in the same country as {THING}, {THING} or {THING}", text):
            return frozenset({self._neighbor(found[0], found[1:])}), frozenset()
        if match := full(rf"which [a-z ]+ came right (after|before) {THING}", text):
            next_ = (
                self.paper.subjects("P155", match[2])
                if match[1] == "after"
                else self.paper.values(match[2], "P155")
            )
            return (next_, frozenset()) if len(next_) == 1 else None
        return None

    def _told_fact(self, text: str) -> Found:
        """What a sentence tells, of which the derivation says where."""
        for fact in sorted(self.certificate or ()):
            subject, relation, value = fact
            me, that = f"⟦{subject}⟧", f"⟦{value}⟧"
            verb = relation.split()[0]
            if relation.endswith(" by") and match_of(rf"who ({PAST.get(verb, verb)}) {me}", text):
                others = self.certificate or ()
                return frozenset(f[2] for f in others if f[:2] == fact[:2]), frozenset()
            ends = (rf"(?:whom|what) did {THING} ([a-z]+)", text)
            if (found := match_of(*ends)) and found[0] == value:
                same = verb in (f"{found[1]}d", f"{found[1]}ed") or (verb, found[1]) == (
                    "bought", "buy",
                )  # fmt: skip
                if relation.endswith(" by") and same:
                    return frozenset({subject}), frozenset()
            if relation == "because of" and (
                why := match_of(rf"what was the reason why ⟦{subject}⟧ (.+)", text)
            ):
                cause = effect(self.paper, subject, why[0], None)
                return (frozenset(), {cause}) if cause else None
            if relation == "based after" and text == f"what is {me} based on":
                return frozenset({value}), frozenset()
            if (
                relation == "beat"
                and (found := match_of(rf"who won the [a-z-]+, {THING} or {THING}", text))
                and {subject, value} == set(found)
            ):
                return frozenset({subject}), frozenset()
            if (
                relation == "moved"
                and (found := match_of(rf"(?:where|to whom) did {me} move from {that}", text))
                is not None
            ):
                return self._goal(value), frozenset()
            if relation == "called before":
                for pattern, cue in (
                    (r"what is the [a-z ]+ once called (.+) known as now", FORMERLY),
                    (r"by what name is (.+) better known", AT_BIRTH),
                ):
                    names = earlier_names(self.paper, cue)
                    if (found := match_of(pattern, text)) and found[0] in {
                        form for name in names for form in (name, self.paper.masked(name))
                    }:
                        return frozenset({subject}), frozenset()
            if relation.startswith("number of ") and full(
                rf"what number is {me} among the [a-z]+ of {that}", text
            ):
                return frozenset(), rank_texts(self._number(relation.split()[-1]))
            if relation.startswith("second ") and text == (
                f"which {relation.split()[-1]} is the {relation.rpartition(' ')[0]} in {that}"
            ):
                return frozenset({subject}), frozenset()
        return None

    def _goal(self, origin: str) -> frozenset[str]:
        names = self.paper.names(origin)
        for text in self.paper.sentences:
            match = re.search(r"\bfrom (.*?) to (.*)", text)
            if match and any(stands_in(name, match[1]) for name in names):
                masked = re.match(rf"(?:the )?{THING}", self.paper.masked(match[2]))
                if masked:
                    return frozenset({masked[1]})
        raise Underivable("no move")
