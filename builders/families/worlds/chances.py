"""Causal models with exact chances: each event happens if its die shows at most a number.

The number depends on what happened before, and dice are independent, so this is a structural causal
model whose noise is known (Pearl, *Causality*, 2nd edition, section 7.1), and every query about it
has one exact answer. Two worlds that share their dice are followed together, event by event (the
twin network of section 7.1.4): with one die, an event happens at 3 of 10 whenever it does at 2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from irrealis.builders.families.worlds.scm import Term, spelled

Facts = tuple[Term, ...]


class Mechanism(NamedTuple):
    """`event` happens if its die shows at most `numbers[case]`; cases run over what its causes do.

    A case is a number in binary, the first cause the highest digit, 1 where it happens.
    """

    event: str
    causes: tuple[str, ...]
    numbers: tuple[int, ...]

    def __str__(self) -> str:
        """The mechanism as a certificate states it.

        >>> str(Mechanism("bell", ("door",), (2, 7)))
        'bell: 2 if not door; 7 if door'
        """
        cases = product((False, True), repeat=len(self.causes))
        parts = [
            " and ".join(spelled(Term(*pair)) for pair in zip(self.causes, case, strict=True))
            for case in cases
        ]
        if not self.causes:
            return f"{self.event}: {self.numbers[0]}"
        stated = (f"{n} if {part}" for n, part in zip(self.numbers, parts, strict=True))
        return f"{self.event}: {'; '.join(stated)}"


@dataclass(frozen=True, slots=True)
class Side:
    """One probability: that of the target, in what is seen, under what is set.

    Args:
        seen: facts of the actual world.
        do: the event that is set, if any.
        kept: an event that does what it would do under another setting of the same event.
    """

    seen: Facts = ()
    do: Term | None = None
    kept: tuple[str, Term] | None = None

    def of(self, target: str) -> str:
        """The probability as a certificate states it.

        >>> Side(seen=(Term("door", True),), do=Term("fuse", False)).of("bell")
        'P(bell under do(not fuse) | door)'
        """
        changes = [] if self.do is None else [f"do({spelled(self.do)})"]
        if self.kept:
            changes.append(f"{self.kept[0]} as under do({spelled(self.kept[1])})")
        under = f" under {', '.join(changes)}" if changes else ""
        given = f" | {', '.join(map(spelled, self.seen))}" if self.seen else ""
        return f"P({target}{under}{given})"


@dataclass(frozen=True, slots=True)
class ChanceWorld:
    """Mechanisms in causal order, each with a die of so many sides."""

    sides: int
    mechanisms: tuple[Mechanism, ...]
    _places: dict[str, int] = field(init=False, repr=False, compare=False)
    _causes: list[tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places = {mechanism.event: at for at, mechanism in enumerate(self.mechanisms)}
        object.__setattr__(self, "_places", places)
        causes = [tuple(places[cause] for cause in m.causes) for m in self.mechanisms]
        object.__setattr__(self, "_causes", causes)

    @property
    def causes(self) -> dict[str, tuple[str, ...]]:
        """The causes of each event."""
        return {mechanism.event: mechanism.causes for mechanism in self.mechanisms}

    def probability(self, target: str, side: Side) -> Fraction:
        """The exact probability of a side.

        Raises:
            ZeroDivisionError: what is seen never happens.
        """
        at = self._places[target]
        if side.kept:  # the first world is the one in which the kept event does what it does
            pairs = self._followed(side.kept[1], side.do, copied=self._places[side.kept[0]])
        else:
            pairs = self._followed(None, side.do)
        seen = sum(1 << self._places[event] for event, _ in side.seen)
        wanted = sum(1 << self._places[event] for event, happens in side.seen if happens)
        there = [(second, w) for first, second, w in pairs if first & seen == wanted]
        happening = sum(weight for second, weight in there if second >> at & 1)
        return Fraction(happening, sum(weight for _, weight in there))

    def _followed(
        self, first: Term | None, second: Term | None, copied: int | None = None
    ) -> list[tuple[int, int, int]]:
        """What happens in two worlds that share their dice: bits of either, and how many rolls."""
        states = {(0, 0): 1}
        for place, mechanism in enumerate(self.mechanisms):
            after: dict[tuple[int, int], int] = {}
            bit, causes = 1 << place, self._causes[place]
            for (one, other), weight in states.items():
                low = self._number(mechanism, causes, one, first)
                high = self._number(mechanism, causes, other, second)
                if place == copied:
                    high = low
                both = min(low, high)
                for ones, others, rolls in (
                    (bit, bit, both),
                    (bit, 0, low - both),
                    (0, bit, high - both),
                    (0, 0, self.sides - max(low, high)),
                ):
                    if rolls:
                        key = one | ones, other | others
                        after[key] = after.get(key, 0) + weight * rolls
            states = after
        return [(one, other, weight) for (one, other), weight in states.items()]

    def _number(
        self, mechanism: Mechanism, causes: tuple[int, ...], state: int, change: Term | None
    ) -> int:
        if change is not None and change.event == mechanism.event:
            return self.sides if change.happens else 0
        case = 0
        for cause in causes:
            case = case * 2 + (state >> cause & 1)
        return mechanism.numbers[case]


def meets_back_door(
    causes: Mapping[str, Sequence[str]], x: str, y: str, adjusted: frozenset[str]
) -> bool:
    """Whether a set meets the back-door criterion for the effect of x on y.

    None of it may be an effect of x, and it must separate x from y once the arrows out of x are
    gone (Pearl, *Causality*, definition 3.3.1); separation in the moral graph of the ancestors
    (Lauritzen et al., "Independence properties of directed Markov fields", 1990).
    """
    if adjusted & {event for event in causes if x in _ancestors(causes, {event}) and event != x}:
        return False
    cut = {event: [c for c in of if c != x] for event, of in causes.items()}
    kept = _ancestors(cut, {x, y, *adjusted})
    near: dict[str, set[str]] = {event: set() for event in kept}
    for event in kept:
        family = [event, *cut[event]]
        for one in family:
            near[one].update(other for other in family if other != one)
    reached, waiting = {x}, [x]
    while waiting:
        for event in near[waiting.pop()] - reached - adjusted:
            reached.add(event)
            waiting.append(event)
    return y not in reached


def _ancestors(causes: Mapping[str, Sequence[str]], events: set[str]) -> set[str]:
    """The events and all that lead to them."""
    found, waiting = set(events), sorted(events)
    while waiting:
        new = set(causes[waiting.pop()]) - found
        found |= new
        waiting.extend(sorted(new))
    return found
