"""Conditions that move places, or take countries apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from irrealis.schemas.ifqa_style_checker.facts import Reader
from irrealis.schemas.ifqa_style_checker.grammar import CALLED, NAMED, THING, Found, full, match_of
from irrealis.schemas.ifqa_style_checker.paper import Underivable

# what happened to a thing in the place that it is in by a relation
_THERE = (
    ("P131", "be"),
    ("P19", "have been born"),
    ("P20", "have died"),
    ("P159", "be based"),
    ("P69", "have studied"),
    ("P276", "have taken place"),
    ("P54", "have played"),
    ("P108", "have worked"),
)


class Placing(Reader):
    """Places in other places."""

    def _region(self, condition: str, asked: str) -> Found:
        """A place, or what it lies in, is where another thing is."""
        for pattern, order in (
            (rf"{THING} belonged to the same country as {THING}", "gt"),
            (rf"{THING} were not in {THING} but in the same country as {THING}", "gat"),
            (rf"{THING} were in the country where {THING} (?:is|are), and not in {THING}", "gta"),
            (rf"{THING} were in the same country as {THING} instead of {THING}", "gta"),
            (rf"{THING} belonged to the same country as {THING} and not to {THING}", "gta"),
        ):
            if found := match_of(pattern, condition):
                part = dict(zip(order, found, strict=True))
                home = Reader(self.paper, None).country(part["g"])
                if part.get("a", home) != home:
                    raise Underivable("it is not there")
                away = Reader(self.paper, None).country(part["t"])
                self._supposes("replace", f"country: ⟦{part['g']}⟧", f"⟦{home}⟧", f"⟦{away}⟧")
                two = match_of(
                    rf"which would be in the same country as {THING}, {THING} or {THING}", asked
                ) or match_of(
                    rf"which would {THING} share a country with, {THING} or {THING}", asked
                )
                if two:
                    if two[0] != part["g"]:
                        raise Underivable("asked of another")
                    return frozenset({self._neighbor(part["t"], two[1:])}), frozenset()
                where = self._along(part["g"], asked)
                if where is None:
                    return None
                self._use(where)
                return frozenset({self.country(part["t"])}), frozenset()
        for pattern, order in (
            (rf"{THING} were in the same ([a-z]+) as {THING} instead of {THING}", "suta"),
            (rf"{THING} were not in {THING} but in the ([a-z]+) where {THING} (?:is|are)", "saut"),
            (rf"{THING} were in the same ([a-z]+) as {THING} and not in {THING}", "suta"),
        ):
            if found := match_of(pattern, condition):
                part = dict(zip(order, found, strict=True))
                if self.paper.values(part["s"], "P131") != {part["a"]}:
                    raise Underivable("it is not there")
                new = self._unit(self.value(part["t"], "P131"), part["u"])
                self._supposes(
                    "replace", f"{part['u']}: ⟦{part['s']}⟧", f"⟦{part['a']}⟧", f"⟦{new}⟧"
                )
                match = full(rf"in (?:which|what) ([a-z]+) would (?:{CALLED}) be", asked)
                if not match:
                    return None
                if match[1] == "country":
                    return frozenset({self.country(new)}), frozenset()
                return frozenset({self._unit(self.value(new, "P131"), match[1])}), frozenset()
        return None

    def _along(self, place: str, asked: str) -> tuple[str, str, str] | None:
        """The fact that puts what is asked of in a place."""
        if found := match_of(
            rf"which country would {THING} be in|what country would {THING} belong to", asked
        ):
            return found[0], "P131", place
        for relation, would in _THERE:
            found = match_of(rf"in which country would {THING} {would}", asked)
            if found and place in self.paper.values(found[0], relation):
                return found[0], relation, place
        return None

    def _neighbor(self, place: str, two: Sequence[str]) -> str:
        """Which of two things is in the same country as a place."""
        home, where = self.country(place), {}
        for one in two:
            try:
                where[one] = Reader(self.paper, None).country(one)
            except Underivable:  # the labels know no single one: only the certificate does
                where[one] = ""
        near = [one for one in two if where[one] == home]
        if len(near) != 1:
            raise Underivable(f"{len(near)} of two are there")
        self.country(near[0])
        return near[0]

    def _union(self, condition: str, asked: str) -> Found:
        """The units of a country are countries."""
        meant = rf"({NAMED}|the country that .+? in|the home country of .+?)"
        for pattern in (
            rf"the ([a-z]+) of {meant} had never been united but were separate countries",
            rf"{meant} did not exist and each of its ([a-z]+) were a country of its own",
            rf"the ([a-z]+) of {meant} had all become independent countries",
            rf"{meant} fell apart and every one of its ([a-z]+) became a country",
            rf"the ([a-z]+) of {meant} were not parts of one country but independent",
        ):
            if found := match_of(pattern, condition):
                country = next(one for one in found if not one.isalpha())
                units = next(one for one in found if one.isalpha())
                place = self._dweller(asked)
                if place is None:
                    return None
                nation, _ = self._phrase(country)
                self._supposes("remove", f"country: ⟦{nation}⟧", "there", "not there")
                return frozenset({self._inside(place, nation, units)}), frozenset()
        return None

    def _dweller(self, asked: str) -> str | None:
        """The place that is asked of: a thing's own, or where somebody was born."""
        if found := match_of(
            rf"in which country would {THING} be|which country would {THING} belong to|"
            rf"to which of these new countries would {THING} belong",
            asked,
        ):
            return found[0]
        for relation, would in _THERE[1:]:
            found = match_of(rf"in which country would {THING} {would}", asked)
            if found and self.paper.values(found[0], relation):
                return self.value(found[0], relation)
        return None

    def _inside(self, place: str, nation: str, units: str) -> str:
        """The unit of a nation that a place lies in, by the certificate."""
        region = place
        for _ in range(3):
            outer = {f for f in self.certificate or () if f[0] == region and f[1] == "P131"}
            if len(outer) != 1:
                break
            region = self._use(outer.pop())
        if region == place:
            raise Underivable(f"no one unit of {place}")
        if self.paper.values(region, "P17") != {nation}:
            raise Underivable(f"{region} is not a part of {nation} alone")
        single = re.sub(r"ies$", "y", units) if units.endswith("ies") else re.sub(r"s$", "", units)
        single = "parish" if units == "parishes" else single
        return self._unit(region, single)

    def _seceded(self, condition: str, asked: str) -> Found:
        for pattern in (
            rf"the ([a-z]+) where {THING} (?:is|are) had broken away and become a country",
            rf"the ([a-z]+) that {THING} (?:is|are) in were no longer part of {THING} but a"
            rf" country of its own",
            rf"the ([a-z]+) where {THING} (?:is|are) had never joined {THING} but become a"
            rf" country of its own",
        ):
            if found := match_of(pattern, condition):
                place = self._dweller(asked)
                other, unit = found[1], found[0]
                if place is None or place == other:
                    return None
                regions = {
                    fact[2]
                    for fact in self.certificate or ()
                    if fact[0] == other and fact[1] == "P131"
                }
                if len(regions) != 1:
                    raise Underivable(f"{len(regions)} units of {other}")
                (region,) = regions
                nation = Reader(self.paper, None).value(region, "P17")
                self._supposes("remove", f"country: ⟦{region}⟧", f"⟦{nation}⟧", "none")
                self._use((other, "P131", region))
                self._use((place, "P131", region))
                if len(found) > 2 and self.paper.values(region, "P17") != {found[2]}:
                    raise Underivable(f"{region} is not a part of {found[2]} alone")
                return frozenset({self._unit(region, unit)}), frozenset()
        return None
