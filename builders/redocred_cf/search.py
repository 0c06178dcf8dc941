"""Which entities to replace, and by which donors, until enough of the relations are affected."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from irrealis.builders.families.documents.reading import Document, fold
from irrealis.builders.redocred_cf.kinds import words_of_all
from irrealis.builders.redocred_cf.pool import Donor
from irrealis.builders.redocred_cf.realize import (
    collapsed,
    fits_between,
    new_names,
    side_by_side,
)
from irrealis.builders.redocred_cf.similarity import UNIT
from irrealis.builders.redocred_cf.surfaces import Analysis

from irrealis.build import Drop


@dataclass(frozen=True, slots=True)
class Choice:
    """An entity's donor, and what each surface of the entity becomes.

    `folded` has these as they are compared, between blanks, so that a name that holds another in
    whole words contains it; `collapsed` says whether two different surfaces become the same.
    """

    donor: Donor
    names: dict[str, str]
    folded: frozenset[str]
    collapsed: bool


Choices = dict[int, Choice]
_TOGETHER = 6  # entities that have to go together; of more of them hardly any draw fits
_PARTS = frozenset({"division", "city", "suburb"})
_STATES = frozenset({"country", "former country"})
_LOOKS = 400  # donors that are looked at for such entities before they stay


class Search:
    """The search in one document; `variants` draws from it.

    Attributes:
        goal: share of relations of which more are affected by a draw.

    Args:
        document, analysis: the cleaned original and what is known of it.
        candidates: for each entity, donors that fit, best first.
        threshold: share of relations of which more are to be affected.
        least: share of which more must be, where so many cannot.
        most: donors that are kept of an entity.
        other: similarity above which two names of one document are too alike, as a cosine.
    """

    def __init__(
        self,
        document: Document,
        analysis: Analysis,
        candidates: Sequence[Sequence[Donor]],
        *,
        threshold: float,
        least: float,
        other: float,
        most: int = 1_000,
    ) -> None:
        self._document, self._analysis = document, analysis
        self._threshold, self._least, self._other = threshold, min(threshold, least), other
        self._old = {
            _padded(name)
            for entity, surfaces in zip(document.entities, analysis.surfaces, strict=True)
            for name in (*entity.names, *surfaces)
        }
        self._options = [self._choices(i, donors, most) for i, donors in enumerate(candidates)]
        degree = Counter(entity for label in document.labels for entity in (label.head, label.tail))
        self._order = sorted(degree, key=lambda i: (-degree[i], i))
        self.settle()

    def offered(self, i: int) -> int:
        """How many donors of an entity can stand in the document."""
        return len(self._options[i])

    def add(self, i: int, donors: Sequence[Donor]) -> None:
        """More donors of an entity; `settle` has to follow."""
        self._options[i] += self._choices(i, donors, len(donors))

    def ban(self, i: int) -> None:
        """Leave an entity as it is, with those that name the same."""
        for other, first in enumerate(self._analysis.kin):
            if first == self._analysis.kin[i]:
                self._options[other] = []
        self.settle()

    def settle(self) -> None:
        """Find out which entities go together, and what they reach, once all donors are known."""
        self._together = {i: self._closure(i) for i in range(len(self._document.entities))}
        self._free = {i for i in self._order if self._ways(i)}
        reach = self._share(self._free) if self._free else 0.0
        self.goal = self._threshold
        if reach <= self._threshold:  # of what can be affected, the share that is wanted of all
            self.goal = max(self._least, self._threshold * reach)

    def ease(self) -> bool:
        """Ask for half as much where no draw was good enough; whether that is still enough."""
        self.goal /= 2
        return self.goal > self._least

    def _choices(self, i: int, donors: Sequence[Donor], most: int) -> list[Choice]:
        """So many donors with the names they give, those that keep all aliases apart first."""
        apart: list[Choice] = []
        others: list[Choice] = []
        for donor in donors:
            choice = self._choice(i, donor)
            if choice is not None:
                (others if choice.collapsed else apart).append(choice)
            if len(apart) == most:
                break
        return [*apart, *others][:most]

    def _choice(self, i: int, donor: Donor) -> Choice | None:
        """The donor with the names it gives, if they can stand in this document."""
        if i in self._analysis.placed and donor.vectors is not None:
            return None
        names = new_names(self._analysis.surfaces[i], donor)
        if names is not None:
            names = {old: _closed(old, new) for old, new in names.items()}
        if names is None or side_by_side(self._analysis, i, names):
            return None
        if not fits_between(self._document, i, names):
            return None
        # the donor's own names were compared before; those derived from them were not
        # the years of dates that move together are none of the document's anyway
        if i in self._analysis.dated:
            return _choice(donor, names)
        person = self._document.entities[i].type == "PER"
        if _shared(names) if person else donor.vectors is not None and _named_alike(names):
            return None  # another Michael, and another Orland
        derived = [_padded(name) for name in names.values() if name not in donor.names]
        if any(old in new for new in derived for old in self._old):
            return None
        return _choice(donor, names)

    def _closure(self, i: int) -> list[int] | None:
        """The entities that have to go with entity `i`: those that name the same, under its lead.

        With them go those in whose names a trace of one of them stands, and so on. None if one of
        them cannot be replaced.
        """
        kin = self._analysis.kin
        found: set[int] = set()
        leaders: set[int] = set()
        wanted = [i]
        while wanted:
            first = kin[wanted.pop()]
            if first in leaders:
                continue
            leaders.add(first)
            for one in (other for other, leader in enumerate(kin) if leader == first):
                free = self._options[one] if kin[one] == one else not self._analysis.locks[one]
                if not free:
                    return None
                found.add(one)
                wanted += sorted(self._analysis.needs[one])
            if len(leaders) > _TOGETHER:
                return None
        return sorted(found, key=lambda one: (kin[one] != one, one))

    def _ways(self, i: int) -> list[list[int]]:
        """What may be replaced to change entity `i`: what its names are composed of, or itself."""
        bases = sorted({part.owner for parts in self._analysis.parts[i].values() for part in parts})
        ways = [way for base in bases if (way := self._together.get(base)) is not None]
        own = self._together[i]
        return [*ways, own] if own is not None else ways

    def blocked(self) -> Drop | None:
        """Why no choice can affect enough relations, if that is so."""
        labels = self._document.labels
        if not labels:
            return Drop("no-relations", "the document has no relations to affect")
        free, reach = self._free, self._share(self._free)
        if reach > self._least:
            return None
        reasons: Counter[str] = Counter()
        for i in self._order:
            if i not in free:
                weight = sum(i in (label.head, label.tail) for label in labels)
                if self._analysis.locks[i]:
                    reasons[f"locked ({self._analysis.locks[i]})"] += weight
                elif not self._options[i]:
                    reasons["no donor fits"] += weight
                else:
                    reasons["its name stands inside of one that cannot be replaced"] += weight
        kind = "no-donor" if reasons and "donor" in reasons.most_common(1)[0][0] else "locked"
        detail = "; ".join(f"{why}: {count} relation ends" for why, count in reasons.most_common())
        return Drop(
            kind, f"at most {reach:.0%} of {len(labels)} relations can be affected; {detail}"
        )

    def _share(self, replaced: set[int]) -> float:
        labels = self._document.labels
        return sum(label.head in replaced or label.tail in replaced for label in labels) / len(
            labels
        )

    def variants(self, rng: random.Random, *, tries: int) -> Iterator[Choices]:
        """Choices that affect enough relations, each another set of names; may be fewer."""
        seen: set[tuple[tuple[int, tuple[str, ...]], ...]] = set()
        for _ in range(tries):
            choices = self._draw(rng)
            if choices is None:
                continue
            # two donors may give the same names
            key = tuple(sorted((i, tuple(c.names.values())) for i, c in choices.items()))
            if key not in seen:
                seen.add(key)
                yield choices

    def _draw(self, rng: random.Random) -> Choices | None:
        """Replace entities in decreasing number of relations until enough are affected."""
        chosen: Choices = {}
        changed = self._changed(chosen)
        for i in self._order:
            if self._share(changed) > self.goal:
                break
            if i in changed:
                continue
            for way in self._ways(i):
                if self._take(way, chosen, rng):
                    changed = self._changed(chosen)
                    if i in changed:
                        break
        return chosen if self._share(self._changed(chosen)) > self.goal else None

    def _changed(self, chosen: Choices) -> set[int]:
        """The entities that are called otherwise after these choices."""
        found = set(chosen)
        wanted = list(chosen)
        while wanted:
            for holder in self._analysis.holders[wanted.pop()] - found:
                found.add(holder)
                wanted.append(holder)
        return found

    def _take(self, together: list[int], chosen: Choices, rng: random.Random) -> bool:
        """Choose a donor for each of these, or for none; one that suits not all is passed over."""

        looks = _LOOKS

        def taken(at: int, tentative: Choices) -> Choices | None:
            nonlocal looks
            if at == len(together):
                return tentative
            i = together[at]
            if i in tentative:
                return taken(at + 1, tentative)
            for choice in self._offers(i, tentative, rng):
                looks -= 1
                if looks < 0:
                    return None
                if self._compatible(i, choice, tentative):
                    found = taken(at + 1, {**tentative, i: choice})
                    if found is not None:
                        return found
            return None

        found = taken(0, chosen)
        if found is None:
            return False
        chosen.update(found)
        return True

    def _offers(self, i: int, chosen: Choices, rng: random.Random) -> list[Choice]:
        """Donors in random order; for an entity that follows another, that one's donor."""
        first = self._analysis.kin[i]
        if first == i:
            return _shuffled(self._options[i], rng)
        choice = self._choice(i, chosen[first].donor)
        return [] if choice is None else [choice]

    def _compatible(self, i: int, choice: Choice, chosen: Choices) -> bool:
        """Whether the document can hold this donor beside those chosen before."""
        for j, other in chosen.items():
            if j == i:
                continue
            mine, theirs = choice.folded, other.folded
            if self._analysis.kin[i] == self._analysis.kin[j]:
                if mine & theirs:
                    return False
                continue
            if any(a in b or b in a for a in mine for b in theirs):
                return False
            if self._apart(i, choice, j) or self._apart(j, other, i):
                return False
            if self._are_namesakes(i, choice, j, other):
                return False
            pair = choice.donor.vectors, other.donor.vectors
            if pair[0] is not None and pair[1] is not None:
                alike = pair[0] @ pair[1].T
                if float(alike.max()) > self._other * UNIT:
                    return False
        return True

    def _are_namesakes(self, i: int, choice: Choice, j: int, other: Choice) -> bool:
        """Whether two persons would have one given name made by rule, of which there are few."""
        entities = self._document.entities
        made = choice.donor.vectors is None and other.donor.vectors is None
        given = (one.donor.main.split(" ")[0] for one in (choice, other))
        return made and entities[i].type == entities[j].type == "PER" and len({*given}) == 1

    def _apart(self, i: int, choice: Choice, j: int) -> bool:
        """Whether a known part would take the place of one in a state that changes."""
        kinds = self._analysis.kinds
        known = choice.donor.vectors is not None
        return known and kinds[i].name in _PARTS and kinds[j].name in _STATES


def _choice(donor: Donor, names: dict[str, str]) -> Choice:
    folded = frozenset(map(_padded, names.values()))
    return Choice(donor, names, folded, collapsed(names) > 0)


def _closed(old: str, new: str) -> str:
    """The new name with the mark that the annotation has at the end of the old one."""
    mark = old[-1] if old[-1] in "’'”\"" and not old.endswith(("s’", "s'")) else ""
    return new if new.endswith(mark) else f"{new}{mark}"


def _shared(names: Mapping[str, str]) -> bool:
    """Whether an old and a new name of a person have a word in common."""
    old, new = (
        {word for name in some for word in name.split(" ") if len(word) > 2 and word[0].isupper()}
        for some in (names.keys(), names.values())
    )
    return not old.isdisjoint(new)


def _named_alike(names: Mapping[str, str]) -> bool:
    """Whether an old and a new name of a thing share a word that is proper to them."""
    old, new = (
        {word for name in some for word in re.findall(r"[A-Z][^\W\d_]{3,}", name)}
        for some in (names.keys(), names.values())
    )
    return any(word.lower() not in words_of_all() for word in old & new)


def _padded(name: str) -> str:
    return f" {fold(name)} "


def _shuffled(options: Sequence[Choice], rng: random.Random) -> list[Choice]:
    """In random order, but those that keep all aliases apart before the others."""
    # random.shuffle may change between versions of Python; random() may not
    return sorted(options, key=lambda choice: (choice.collapsed, rng.random()))
