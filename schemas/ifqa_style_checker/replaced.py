"""Conditions that put a value in the place of another, and what is asked of it."""

from __future__ import annotations

import re

from irrealis.schemas.ifqa_style_checker.facts import Reader
from irrealis.schemas.ifqa_style_checker.grammar import (
    CALLED,
    MANY_ROLES,
    NAMED,
    ROLES,
    THEM,
    THING,
    WHOSE,
    Found,
    full,
    match_of,
)
from irrealis.schemas.ifqa_style_checker.paper import NESTED, Underivable
from irrealis.schemas.ifqa_style_checker.properties import HAPPENED, PROPERTIES

from irrealis.text.tokens import stands_in

_DID = {
    "been born in": "P19",
    "come into the world in": "P19",
    "died in": "P20",
    "passed away in": "P20",
    "been based in": "P159",
    "had headquarters in": "P159",
    "studied at": "P69",
    "been educated at": "P69",
    "attended": "P69",
    "played for": "P54",
    "joined": "P54|P102",
    "worked for": "P108",
    "been employed by": "P108",
    "belonged to": "P102",
    "been a member of": "P102",
    "been directed by": "P57",
    "been written by": "P50",
    "been produced by": "P162",
    "been composed by": "P86",
    "been scripted by": "P58",
    "been performed by": "P175",
    "been recorded by": "P175",
    "been released by": "P264",
    "been founded by": "P112",
    "been developed by": "P178",
    "been manufactured by": "P176",
    "been published by": "P123",
    "been broadcast by": "P449",
    "been owned by": "P127",
    "been a subsidiary of": "P749",
    "been operated by": "P137",
    "been made by": "P272",
    "married": "P26",
    "been married to": "P26",
    "taken place in": "P276",
}
_MADE = {
    "directed": "P57",
    "written": "P50",
    "produced": "P162",
    "composed": "P86",
    "scripted": "P58",
    "written the lyrics of": "P676",
    "recorded": "P175",
    "released": "P264",
    "founded": "P112",
    "developed": "P178",
    "manufactured": "P176",
    "published": "P123",
    "broadcast": "P449",
    "owned": "P127",
    "operated": "P137",
}


class Replacing(Reader):
    """One value in the place of another."""

    def _swap(self, condition: str) -> tuple[str, str, str, str] | None:
        """Subject, relation, old and new value (as words) of a condition that replaces one."""
        for did, relations in _DID.items():
            last = did.split()[-1]
            prep = rf"(?:{last} )?" if last in ("in", "at", "by", "for", "of", "to") else ""
            for pattern, order in (
                (
                    rf"({NAMED}) had {did} (.+?) (?:instead of|rather than|and not)"
                    rf" {prep}({NAMED})",
                    "sba",
                ),
                (rf"({NAMED}) had not {did} ({NAMED}) but {prep}(.+)", "sab"),
            ):
                if found := match_of(pattern, condition):
                    parts = dict(zip(order, found, strict=True))
                    return parts["s"], relations, parts["a"], parts["b"]
        for made, relation in _MADE.items():
            for pattern, order in (
                (rf"(.+?) had {made} ({NAMED}) instead of ({NAMED})", "bsa"),
                (rf"(.+?), (?:and )?not ({NAMED}), had {made} ({NAMED})", "bas"),
                (rf"(.+?) rather than ({NAMED}) had {made} ({NAMED})", "bas"),
                (rf"it had not been ({NAMED}) but ({NAMED}) (?:who|that) {made} ({NAMED})", "abs"),
            ):
                if found := match_of(pattern, condition):
                    parts = dict(zip(order, found, strict=True))
                    return parts["s"], relation, parts["a"], parts["b"]
        for role, relation in ROLES.items():
            for pattern, order in (
                (rf"the {role} of ({NAMED}) had not been ({NAMED}) but (.+)", "sab"),
                (rf"(.+?) rather than ({NAMED}) had been the {role} of ({NAMED})", "bas"),
                (rf"the {role} of ({NAMED}) had been (.+?) and not ({NAMED})", "sba"),
            ):
                if found := match_of(pattern, condition):
                    parts = dict(zip(order, found, strict=True))
                    return parts["s"], relation, parts["a"], parts["b"]
        return None

    def _supposed(self, condition: str) -> tuple[str, str, str, str] | None:
        """Subject, relation, old and new value; the old one is what the document has."""
        found = self._swap(condition)
        if found is None:
            return None
        subject, old = (text.strip("⟦⟧") for text in (found[0], found[2]))
        relation = next(
            (part for part in found[1].split("|") if self.paper.values(subject, part) == {old}),
            None,
        )
        if relation is None:
            raise Underivable(f"{old} is not what {found[1]} of {subject} is")
        new, _ = self._phrase(found[3])
        if new in (old, subject):
            raise Underivable("nothing is changed")
        if relation in NESTED and (new in self.paper.around(old) or old in self.paper.around(new)):
            raise Underivable("one place lies in the other")
        return subject, relation, old, new

    def _replaced(self, condition: str, asked: str) -> Found:
        change = self._supposed(condition)
        if change is None:
            return None
        subject, relation, old, new = change
        self._supposes("replace", f"{_role(relation)}: ⟦{subject}⟧", f"⟦{old}⟧", f"⟦{new}⟧")
        if relation == "P19" and (
            pair := match_of(
                rf"would (?:{NAMED}|{CALLED}) and {THING} have been born in the same country", asked
            )
        ):
            other = self.country(self.value(pair[0], "P19"))
            return frozenset(), {"yes" if self.country(new) == other else "no"}
        return self._asked(asked, subject, relation, new)

    def _asked(self, asked: str, subject: str, relation: str, new: str) -> Found:
        """What is asked of the value of a relation."""
        roles = [role for role, one in ROLES.items() if one == relation]
        for place, would, _ in HAPPENED:
            would = would.replace(CALLED, f"(?P<called>{CALLED})")
            if place == relation and (found := full(rf"in (?:which|what) ([a-z]+) {would}", asked)):
                self._means(found["called"], subject, asked)
                if found[1] == "country":
                    return frozenset({self.country(new)}), frozenset()
                return frozenset({self._unit(self.value(new, "P131"), found[1])}), frozenset()
        for role in roles:
            phrase = (
                rf"(?:(?P<whose>{WHOSE}|{NAMED}'s) {role}|the {role} of (?P<whom>{NAMED}|{THEM}))"
            )
            for prop, would, _ in PROPERTIES:
                match = full(would.replace("{r}", phrase), asked)
                if match:
                    self._means(match["whose"] or match["whom"], subject, asked)
                    return self.of(new, prop)
        return None

    def _exchanged(self, condition: str, asked: str) -> Found:
        for roles, relation in MANY_ROLES.items():
            found = match_of(
                rf"{THING} and {THING} had (?:swapped|exchanged|traded) {roles}", condition
            ) or match_of(
                rf"the {roles} of {THING} and {THING} had been the other way round", condition
            )
            if not found:
                continue
            named = [one for one in re.findall(THING, asked) if one in found]
            for subject, entity in (found, found[::-1]):
                if named and named[0] != subject:
                    continue
                if not named and not self._by_surname(subject, asked):
                    continue
                new = self.value(entity, relation)
                old = Reader(self.paper, None).value(subject, relation)
                self._supposes(
                    "exchange", f"{_role(relation)}: ⟦{subject}⟧", f"⟦{old}⟧", f"⟦{new}⟧"
                )
                return self._asked(asked, subject, relation, new)
        return None

    def _by_surname(self, thing: str, text: str) -> bool:
        return any(stands_in(name.split()[-1], text) for name in self.paper.names(thing))


def _role(relation: str) -> str:
    return next(role for role, one in ROLES.items() if one == relation)
