"""counterexamples: universal statements, true ones beside false ones that differ in one property.

After CounterMATH (2025), which asks whether a statement is true and wants an example if it is not.
Each false statement has its smallest counterexample, each true one what settles it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, NamedTuple, TypeAlias, get_args

from irrealis.builders.families.rules.claims import (
    VOCABULARIES,
    Claim,
    ClaimWording,
    changed,
    draw_square,
)
from irrealis.builders.families.rules.rows import native_rows
from irrealis.builders.families.rules.universes import BOUNDS, universe
from pydantic import Field

from irrealis.build import Draw, Drop, GeneratedBuilder, Parameters, Row, within
from irrealis.contract import Evidence, Intervention, pair_id

Domain: TypeAlias = Literal["integers", "subsets", "functions", "graphs", "groups"]
CHANGES = ("premise", "conclusion", "kept")  # what is changed; `kept` is a premise, to no effect
TRIES = 3000  # squares that are drawn for one record before the space counts as exhausted
TRIES_KEPT = 20  # changes to no effect that are drawn for one statement


class CounterexamplesParameters(Parameters):
    """`domains` are what statements are about, `premises` the range of how many they have."""

    domains: tuple[Domain, ...] = Field(get_args(Domain), min_length=1)
    premises: Annotated[tuple[int, int], within(1, 2)] = (1, 2)


class Item(NamedTuple):
    """Two statements, the original and the counterfactual, in words."""

    change: str
    vocabulary: str
    asked: str
    claims: tuple[Claim, Claim]
    statements: tuple[str, str]
    question: str


class Counterexamples(GeneratedBuilder[Item, None]):
    """Draws squares of statements, and takes two of each."""

    parameters_type = CounterexamplesParameters
    parameters: CounterexamplesParameters

    def make(self, draw: Draw, *, split: str, number: int) -> Item | None:
        """A pair whose domain, truth, question and change follow from its number."""
        domains = self.parameters.domains
        domain, number = domains[number % len(domains)], number // len(domains)
        holds, asked = not number & 1, ("true", "counterexample")[number >> 1 & 1]
        change = CHANGES[number % len(CHANGES)]
        vocabulary = draw.choice(VOCABULARIES)
        for _ in range(TRIES):
            claims = self._claims(draw, domain, change, split, holds=holds)
            if claims:
                words = ClaimWording(draw, domain, asked=asked, vocabulary=vocabulary)
                before, after = words.statements(*claims)
                return Item(change, vocabulary, asked, claims, (before, after), words.question)
        return None

    def _claims(
        self, draw: Draw, domain: Domain, change: str, split: str, *, holds: bool
    ) -> tuple[Claim, Claim] | None:
        """Two statements, the second of which holds or not; None if no square is found."""
        count = draw.integer(*self.parameters.premises)
        square = draw_square(draw, universe(domain, draw.choice(BOUNDS[domain])), count, split)
        if square is None:
            return None
        one = draw.integer(0, 1)
        other = one if holds else 1 - one
        after = square.claim(one, other)
        if change == "premise":
            return square.claim(1 - one, other), after
        if change == "conclusion":
            return square.claim(one, 1 - other), after
        for _ in range(TRIES_KEPT):
            old = changed(draw, square.universe, after.premises)
            before = after._replace(premises=old) if old else after
            if before != after and (not before.failing) == holds and before.may_be_in(split):
                return before, after
        return None

    def original_id(self, record: Item) -> str:
        """Made of the words, as two that read alike are one."""
        before, after = self._sides(record)
        return pair_id(self.dataset, "", before, after)

    def rows(self, record: Item) -> Iterable[Row | Drop]:
        """The statement, and the one with another property."""
        before, after = record.claims
        original, counterfactual = self._sides(record)
        answers = ["yes" if _holds(c) == (record.asked == "true") else "no" for c in record.claims]
        about = after.universe
        shown = [about.shown(claim.failing) for claim in record.claims]
        checked = [about.checked((*c.premises, c.conclusion)) for c in record.claims]
        sizes = [
            (_count(claim.cases, first), _count(claim.failing, first))
            for claim, first in zip(record.claims, checked, strict=True)
        ]
        scheme = "period" if about.domain == "integers" else "all cases"
        pair = self.pair(
            record,
            original,
            counterfactual,
            labels=(answers[0], answers[1]),
            otherwise="flip",
            interventions=list(_interventions(before, after)),
            evidence=Evidence(
                "execution",
                _reason(shown[1], scheme, checked[1]),
                {
                    "domain": about.domain,
                    "change": record.change,
                    "asked": record.asked,
                    "vocabulary": record.vocabulary,
                    "premises": len(after.premises),
                    "claims": [str(claim) for claim in record.claims],
                    "holds": [_holds(claim) for claim in record.claims],
                    "counterexamples": shown,
                    "scheme": scheme,
                    "checked": checked,
                    "cases": [cases for cases, _ in sizes],
                    "failing": [failing for _, failing in sizes],
                },
            ),
        )
        yield Row("pairs", pair)
        columns = {"kind": about.domain, "vocabulary": record.vocabulary}
        yield from native_rows(self.dataset, pair, columns, ("statement", "question"))

    def _sides(self, record: Item) -> tuple[dict[str, str], dict[str, str]]:
        before, after = (
            {"statement": text, "question": record.question} for text in record.statements
        )
        return before, after


def _holds(claim: Claim) -> bool:
    return not claim.failing


def _count(mask: int, checked: int) -> int:
    """How many of the first objects, which settle a statement, a mask has."""
    return (mask & ((1 << checked) - 1)).bit_count()


def _interventions(before: Claim, after: Claim) -> Iterable[Intervention]:
    if before.conclusion != after.conclusion:
        yield Intervention("property", "conclusion", str(before.conclusion), str(after.conclusion))
    for at, (old, new) in enumerate(zip(before.premises, after.premises, strict=True), start=1):
        if old != new:
            yield Intervention("property", f"premise {at}", str(old), str(new))


def _reason(shown: str, scheme: str, checked: int) -> str:
    if shown:
        return f"false, and the smallest counterexample is {shown}"
    if scheme == "period":
        return f"true: no counterexample from 1 to {checked}, behind which the properties repeat"
    return f"true: no counterexample among all {checked} cases"


BUILDER = Counterexamples
