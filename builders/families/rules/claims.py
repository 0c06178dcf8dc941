"""Universal statements, in squares of two premises and two conclusions of which half are true.

Each premise and each conclusion of a square stands once in a true and once in a false statement, so
that no word of a statement tells whether it is true.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from irrealis.builders.families.rules.phrasings import phrasings, table
from irrealis.builders.families.rules.splits import belongs
from irrealis.builders.families.rules.universes import DOMAINS, Property, Universe

from irrealis.build import Draw

NEAR = 0.7  # share of changes that keep the kind of property and change a number, or deny it
VOCABULARIES = ("plain", "nonsense", "misleading")


class Claim(NamedTuple):
    """All objects of a universe that have the premises have the conclusion."""

    universe: Universe
    premises: tuple[Property, ...]
    conclusion: Property

    @property
    def cases(self) -> int:
        """The mask of the objects that have all premises."""
        return _cases(self.universe, self.premises)

    @property
    def failing(self) -> int:
        """The mask of the counterexamples."""
        return self.cases & ~self.universe.masks[self.conclusion]

    def may_be_in(self, split: str) -> bool:
        """Whether a split may have the statement, whatever its numbers, denials and words."""
        names = tuple(sorted(each.name for each in self.premises))
        return _belongs(self.universe.domain, names, self.conclusion.name, split)

    def __str__(self) -> str:
        """As certificates show it."""
        return f"{' & '.join(map(str, self.premises))} -> {self.conclusion}"


@cache
def _belongs(domain: str, premises: tuple[str, ...], conclusion: str, split: str) -> bool:
    return belongs(f"{domain}: {premises}: {conclusion}", split)


class Square(NamedTuple):
    """Premises and conclusions; the first follows from the first and the second from the second."""

    universe: Universe
    premises: tuple[tuple[Property, ...], tuple[Property, ...]]
    conclusions: tuple[Property, Property]

    def claim(self, premises: int, conclusion: int) -> Claim:
        """One of the four statements, which is true where both numbers are equal."""
        return Claim(self.universe, self.premises[premises], self.conclusions[conclusion])


def draw_square(draw: Draw, universe: Universe, count: int, split: str) -> Square | None:
    """A square whose premises are so many properties; None if there is none for those drawn.

    All four statements may be in the split.
    """
    every = tuple(universe.masks)
    first = tuple(draw.choice(every) for _ in range(count))
    second = changed(draw, universe, first)
    if second is None or not sensible(universe, first):
        return None
    masks = [_cases(universe, premises) for premises in (first, second)]
    premised = {p._replace(holds=holds) for p in (*first, *second) for holds in (True, False)}
    conclusions: list[Property] = []
    for here, there in (masks, masks[::-1]):
        found = [
            each
            for each, mask in universe.masks.items()
            if not here & ~mask and there & ~mask and each not in premised
        ]
        if conclusions and draw.chance(NEAR):
            found = [each for each in found if each.name == conclusions[0].name] or found
        one = next(
            (
                each
                for each in draw.shuffled(found)
                if all(Claim(universe, these, each).may_be_in(split) for these in (first, second))
            ),
            None,
        )
        if one is None:
            return None
        conclusions.append(one)
    return Square(universe, (first, second), (conclusions[0], conclusions[1]))


def changed(
    draw: Draw, universe: Universe, premises: tuple[Property, ...]
) -> tuple[Property, ...] | None:
    """The premises with one property changed; None if that makes no sense or no difference."""
    at = draw.integer(0, len(premises) - 1)
    pool = universe.named[premises[at].name] if draw.chance(NEAR) else tuple(universe.masks)
    new = (*premises[:at], draw.choice(pool), *premises[at + 1 :])
    different = _cases(universe, new) != _cases(universe, premises)
    return new if different and sensible(universe, new) else None


def sensible(universe: Universe, premises: tuple[Property, ...]) -> bool:
    """Whether something has the premises, and each of several leaves something out."""
    whole = _cases(universe, premises)
    rest = (premises[:at] + premises[at + 1 :] for at in range(len(premises)))
    return whole > 0 and all(_cases(universe, part) != whole for part in rest)


def _cases(universe: Universe, premises: Iterable[Property]) -> int:
    mask = -1
    for each in premises:
        mask &= universe.masks[each]
    return mask


@cache
def _negations() -> dict[str, tuple[str, ...]]:
    """Part -> the column `negation` of its phrasings."""
    found: dict[str, tuple[str, ...]] = {}
    for row in table("claims"):
        found[row["part"]] = (*found.get(row["part"], ()), row["negation"])
    return found


@cache
def parts_of(domain: str) -> dict[str, tuple[str, ...]]:
    """Part -> its phrasings, of what statements of a domain are made of."""
    every = phrasings("claims")
    others = {name for name in DOMAINS if name != domain}
    return {part: of for part, of in every.items() if part.partition(".")[0] not in others}


EVERY, IF, NO = 0, 1, 3  # places of forms in their table


class ClaimWording:
    """Words for statements of one domain, with one phrasing for each part, for both sides."""

    def __init__(self, draw: Draw, domain: str, *, asked: str, vocabulary: str) -> None:
        """Draw the phrasings; `asked` is `true` or `counterexample`, the sense of the question."""
        words = phrasings("claims")
        self._domain = domain
        self._at = {part: draw.integer(0, len(of) - 1) for part, of in parts_of(domain).items()}
        self.question = words[asked][self._at[asked]]
        pool = {"nonsense": "nonsense", "misleading": f"misleading.{domain}"}.get(vocabulary)
        self._adjectives = draw.sample(words[pool], 3) if pool else []

    def statements(self, *claims: Claim) -> tuple[str, ...]:
        """Claims in words, all in a form in which none of them says `not` where it misleads.

        `Every ... does not` may be taken for `not every`, and nobody wants to work out what `no ...
        that does not ... but does not` says.
        """
        if not self._adjectives:
            denying = [self._denies(each.conclusion) for each in claims]
            denied = [
                self._denies(each.conclusion, denied=True) and any(map(self._denies, each.premises))
                for each in claims
            ]
            if (self._at["form"] == EVERY and any(denying)) or (
                self._at["form"] == NO and any(denied)
            ):
                self._at["form"] = IF
        return tuple(map(self.statement, claims))

    def statement(self, claim: Claim) -> str:
        """A claim in words, behind definitions of its properties unless they are said plainly."""
        properties = (*claim.premises, claim.conclusion)
        defined = [f"is {adjective}" for adjective in self._adjectives[-len(properties) :]]
        phrases = defined or [self._said(each) for each in properties]
        if defined:
            denied = defined[-1].replace("is ", "is not ", 1)
        else:
            denied = self._said(claim.conclusion._replace(holds=not claim.conclusion.holds))
        sentences = [
            self._phrase("define", s=_negations()[self._domain][0], w=word[3:], p=self._said(each))
            for word, each in zip(defined, properties, strict=False)
        ]
        slots = {"p": " and ".join(phrases[:-1]), "q": phrases[-1], "c": denied}
        sentences.append(self._phrase("form", n=self._noun(claim.universe), **slots))
        return " ".join(sentences)

    def _phrase(self, part: str, **slots: object) -> str:
        return phrasings("claims")[part][self._at[part]].format(**slots)

    def _said(self, each: Property) -> str:
        part = f"{self._domain}.{each.name}"
        words = (phrasings("claims") if each.holds else _negations())[part][self._at[part]]
        return words.format(**dict(zip("ab", each.numbers, strict=False)))

    def _denies(self, each: Property, *, denied: bool = False) -> bool:
        wording = self._said(each._replace(holds=each.holds != denied))
        return wording.startswith(("is not ", "does not ", "never "))

    def _noun(self, universe: Universe) -> str:
        bounds: list[object] = [*universe.bounds]
        if self._domain in ("subsets", "functions"):
            bounds = ["{" + ", ".join(map(str, range(1, n + 1))) + "}" for n in universe.bounds]
        return self._phrase(self._domain, **dict(zip("ab", bounds, strict=False)))
