"""Conditions that somebody misses by way of another thing: a school in a town, a label's album."""

from __future__ import annotations

from collections.abc import Sequence

from irrealis.schemas.ifqa_style_checker.gone import MISSED, Losing
from irrealis.schemas.ifqa_style_checker.grammar import THING, TOWNS, Found, full, match_of
from irrealis.schemas.ifqa_style_checker.paper import Underivable

# what somebody does where: the verb, by what they belong to a body
_DOES = {"study": "P69", "play": "P54", "work": "P108"}
_MAKES = ("P175", "P50", "P57")
_OWN = r"(?:album|song|single|novel|book|poem|film|movie|opera)"


class Chaining(Losing):
    """Two facts: of somebody and a body, and of the body and what is gone."""

    def _further(self, condition: str, asked: str) -> Found:
        for ways, gone, _ in self._goners(condition):
            self._gone_is(gone)
            answer = (
                self._by_way(ways, gone, asked)
                or self._whose(ways, gone, asked)
                or self._childless(ways, gone, asked)
            )
            if answer is not None:
                return answer
        return None

    def _by_way(self, ways: Sequence[str], gone: str, asked: str) -> Found:
        """Who belongs to a body that is in the town, or plays in the league, that is gone."""
        match = full(r"who would have had to ([a-z]+) in another ([a-z]+)", asked)
        if match is None or match[1] not in _DOES:
            return None
        league = match[2] == "league"
        if not league and match[2] not in TOWNS:
            return None
        onward = ("P118",) if league else ("P159", "P131")
        if league != (match[1] == "play" and "P118" in ways) or not {*onward} & {*ways}:
            return None
        if not league:
            self._kind(frozenset({gone}), match[2])
        bodies = {
            body
            for way in onward
            for body, end, _ in self.paper.labels(way)
            if gone in self.paper.around(end)
        }
        persons = frozenset(
            one for one, body, _ in self.paper.labels(_DOES[match[1]]) if body in bodies
        )
        for person in persons:
            body = self.value(person, _DOES[match[1]])
            steps = [
                fact for fact in self.certificate or () if fact[0] == body and fact[1] in onward
            ]
            if len(steps) != 1 or self.value(body, steps[0][1]) != gone:
                raise Underivable(f"{body} is not there")
        self._kind(persons, None)
        self._distinct(persons)
        return persons, frozenset()

    def _whose(self, ways: Sequence[str], gone: str, asked: str) -> Found:
        """Whose only work it is that misses what is gone."""
        for pattern, relations in MISSED:
            match = full(rf"whose ({_OWN}) (?:{pattern})", asked)
            if match is None:
                continue
            for relation in relations.split():
                works = self.paper.subjects(relation, gone)
                if relation not in ways or not works:
                    continue
                self._nobody_else(works, relation, gone, match[1])
                left = self._left(works, frozenset(), relation, gone, match[1])
                if len(left) != 1:
                    raise Underivable(f"{len(left)} works")
                (work,) = left
                made = [f[1] for f in self.certificate or () if f[0] == work and f[1] in _MAKES]
                made = [way for way in made if way != relation]
                if len(made) != 1:
                    raise Underivable("by nobody, or in several ways")
                return frozenset({self.value(work, made[0])}), frozenset()
        return None

    def _childless(self, ways: Sequence[str], gone: str, asked: str) -> Found:
        """What a child of somebody made, who would not have been born."""
        by = next((way for way in ("P22", "P25") if self.paper.subjects(way, gone)), None)
        if by is None or by not in ways:
            return None
        for pattern, relations in MISSED:
            match = full(rf"which ([a-z ]+?) (?:{pattern})", asked)
            if match is None:
                continue
            children = self.paper.subjects(by, gone)
            for relation in set(relations.split()) - {"P22", "P25"}:
                makers = [entity for entity in children if self.paper.subjects(relation, entity)]
                if len(makers) != 1:
                    continue
                (maker,) = makers
                works = self.paper.subjects(relation, maker)
                self._use((maker, by, gone))
                self._nobody_else(works, relation, maker, match[1])
                left = self._left(works, frozenset(), relation, maker, match[1])
                if any(self.paper.values(entity, relation) != {maker} for entity in left):
                    raise Underivable("others made it, too")
                return left, frozenset()
        return None

    def _no_sequel(self, condition: str, asked: str) -> Found:
        """The only thing that comes after another."""
        found = match_of(rf"{THING} had never had a sequel", condition)
        match = full(r"which ([a-z ]+) would never have been made", asked)
        if not found or not match:
            return None
        later = self.paper.subjects("P155", found[0])
        if not any("sequel" in text for text in self.paper.sentences) or len(later) != 1:
            raise Underivable(f"{len(later)} sequels")
        (entity,) = later
        if self.paper.subjects("P155", entity):
            raise Underivable("a sequel of the sequel")
        self._supposes("remove", f"existence: a sequel to ⟦{found[0]}⟧", "there", "not there")
        self._use((entity, "P155", found[0]))
        self._kind(later, match[1])
        return later, frozenset()
