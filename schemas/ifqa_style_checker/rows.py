"""Conditions that take one out of a row or a list."""

from __future__ import annotations

import re
from typing import TypeAlias

from irrealis.schemas.ifqa_style_checker.facts import Reader
from irrealis.schemas.ifqa_style_checker.grammar import (
    CALLED,
    MANY_ROLES,
    NAMED,
    ORDINALS,
    ROLES,
    THEM,
    THING,
    WHOSE,
    Found,
    choice,
    full,
    match_of,
    rank_texts,
)
from irrealis.schemas.ifqa_style_checker.paper import Underivable

# subject, relation and what is gone; whether several are left; what is set aside
_Out: TypeAlias = tuple[tuple[str, str, str], bool | None, frozenset[str]]


class Ranking(Reader):
    """Rows and lists, of which one is taken away."""

    def _sequel(self, condition: str, asked: str) -> Found:
        found = match_of(
            rf"{THING} had never been made|{THING} had never come about|there had never been"
            rf" {THING}|{THING} did not exist",
            condition,
        )
        match = full(rf"which [a-z ]+ would have come right (after|before) {THING}", asked)
        if not found or not match:
            return None
        middle, anchor = found[0], match[2]
        self._gone_is(middle)
        if match[1] == "after":
            self._use((middle, "P155", anchor))
            later = self.paper.subjects("P155", middle)
        else:
            self._use((anchor, "P155", middle))
            later = self.paper.values(middle, "P155")
        if len(later) != 1:
            raise Underivable(f"{len(later)} come next")
        (answer,) = later
        self._use((answer, "P155", middle) if match[1] == "after" else (middle, "P155", answer))
        return frozenset({answer}), frozenset()

    def _left_out(self, condition: str, asked: str) -> Found:
        read = (
            self._out_of_a_body(condition, asked)
            or self._out_of_a_cast(condition, asked)
            or self._out_of_a_role(condition, asked)
        )
        if read is None:
            return None
        (subject, relation, gone), many, aside = read
        what = {"P54": "team", "P69": "school", "P161": "cast"}.get(relation) or next(
            role for role, one in ROLES.items() if one == relation
        )
        self._supposes("remove", f"{what}: ⟦{subject}⟧", f"⟦{gone}⟧", "none")
        every = self.paper.values(subject, relation)
        left = every - {gone} - aside
        if (
            not aside | {gone} <= every
            or gone in aside
            or not left
            or (many is not None and many != (len(left) > 1))
        ):
            raise Underivable(f"{sorted(every)} without {gone}")
        for one in left:
            self._use((subject, relation, one))
        return left, frozenset()

    def _out_of_a_body(self, condition: str, asked: str) -> _Out | None:
        """A school or team of several that somebody never was at."""
        for verb, relation, noun in (("played for", "P54", "team"), ("attended", "P69", "school")):
            found = match_of(rf"{THING} had never {verb} {THING}", condition)
            match = full(
                rf"which ({noun}s?)(?: besides (.+?))? would (?P<called>{CALLED}) still"
                rf" have {verb}",
                asked,
            )
            if found and match:
                self._means(match["called"], found[0], asked)
                aside = frozenset(choice(match[2], by="and") if match[2] else ())
                return (found[0], relation, found[1]), match[1].endswith("s"), aside
        return None

    def _out_of_a_cast(self, condition: str, asked: str) -> _Out | None:
        """One of those in a cast."""
        found = match_of(
            rf"{THING} had turned down a part in {THING}|{THING} had not been in the cast of"
            rf" {THING}|"
            rf"{THING} had never been cast in {THING}",
            condition,
        )
        if not found or asked not in (
            "who would still have been in the cast",
            "who would have been left of the cast",
        ):
            return None
        return (found[1], "P161", found[0]), None, frozenset()

    def _out_of_a_role(self, condition: str, asked: str) -> _Out | None:
        """One of several directors, writers or founders."""
        for roles, relation in MANY_ROLES.items():
            found = match_of(
                rf"{THING} had not been (?:one of|among) the {roles} of {THING}|{THING} had"
                rf" never joined the {roles} of {THING}",
                condition,
            )
            one = next(role for role, of in ROLES.items() if of == relation)
            match = full(
                rf"who would (?:(?P<whose>{WHOSE}) (only {one}|{roles})|the (only {one}|{roles}) of"
                rf" (?P<whom>{NAMED}|{THEM})) have been",
                asked,
            )
            if found and match:
                self._means(match["whose"] or match["whom"], found[1], asked)
                many = not (match[2] or match[3]).startswith("only")
                return (found[1], relation, found[0]), many, frozenset()
        return None

    def _rank(self, condition: str, asked: str) -> Found:
        found = full(
            rf"one of the earlier (?P<many>[a-z]+) of (?P<a>{NAMED}) had never been made|"
            rf"one (?P<noun>[a-z]+) of (?P<b>{NAMED}) before (?P<next>{NAMED}) had never been made|"
            rf"the very first (?P<first>[a-z]+) of (?P<c>{NAMED}) did not count",
            condition,
        )
        if found and (
            match := full(rf"what number would (?:it|{THING}) be among those ([a-z]+)", asked)
        ):
            noun = found["noun"] or found["first"] or re.sub(r"s$", "", found["many"])
            if match[2] not in (noun, f"{noun}s"):
                raise Underivable("of another row")
            fact = next((f for f in self.certificate or () if f[1].startswith("number of ")), None)
            if (
                fact is None
                or fact[1]
                != f"number of {noun.removesuffix('s') if fact[1].split()[-1] != noun else noun}"
            ):
                raise Underivable("no row is told")
            said = {f"⟦{match[1]}⟧" if match[1] else None, found["next"]} - {None}
            owner = found["a"] or found["b"] or found["c"]
            if said != {f"⟦{fact[0]}⟧"} or owner != f"⟦{fact[2]}⟧":
                raise Underivable("another row")
            self._use(fact)
            number = self._number(fact[1].split()[-1])
            self._supposes("remove", f"number: ⟦{fact[0]}⟧", "one before it", "none")
            return frozenset(), rank_texts(number - 1)
        largest = full(
            rf"the ([a-z]+) ([a-z]+) in {THING} (?:did not exist|had never existed)", condition
        )
        if largest and asked == f"which {largest[2]} would take its place as the {largest[1]}":
            fact = self.told(None, f"second {largest[1]} {largest[2]}", largest[3])
            if not any(
                re.search(rf"\bsecond[- ]{largest[1]} {largest[2]}\b", text)
                for text in self.paper.sentences
            ):
                raise Underivable("no second")
            target = f"existence: the {largest[1]} {largest[2]}"
            self._supposes("remove", target, "there", "not there")
            return frozenset({fact[0]}), frozenset()
        return None

    def _number(self, noun: str) -> int:
        """The ordinal that the first sentences give, right before the noun."""
        found = {
            match[1].lower()
            for text in self.paper.sentences[:3]
            for match in re.finditer(
                rf"\b(?:is|was) the ({'|'.join(ORDINALS)})(?: (?:and final|studio|full-length"
                rf"|feature|solo|official))* {noun}\b",
                text,
            )
        }
        if len(found) != 1:
            raise Underivable(f"{len(found)} ranks")
        return ORDINALS.index(found.pop()) + 1

    def _turn(self, condition: str, asked: str) -> Found:
        for pattern, verbs, asks in (
            (
                rf"{THING} had stayed on and never been (succeeded|replaced)|{THING} had"
                rf" never been (succeeded|replaced) by anybody",
                "succeeded replaced",
                ("who would have had to wait for the post",),
            ),
            (
                rf"{THING} had stayed independent|{THING} had never been sold|{THING} had not"
                rf" been (acquired|bought|purchased|absorbed) by anybody",
                "acquired bought purchased absorbed",
                ("who would have had to do without it", "who would never have owned it"),
            ),
        ):
            found = match_of(pattern, condition)
            if found and asked in asks:
                facts = [
                    fact
                    for fact in self.certificate or ()
                    if fact[0] == found[0] and fact[1].removesuffix(" by") in verbs.split()
                ]
                if len(facts) != 1 or (len(found) > 1 and facts[0][1] != f"{found[1]} by"):
                    raise Underivable("nobody came next")
                self._use(facts[0])
                verb = facts[0][1].removesuffix(" by")
                self._supposes("remove", f"{verb}: ⟦{found[0]}⟧", f"⟦{facts[0][2]}⟧", "none")
                return frozenset({facts[0][2]}), frozenset()
        return None
