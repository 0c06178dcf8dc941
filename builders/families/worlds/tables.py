"""Linear causal models of the rows of a table, with a scorecard, and the changes that turn it.

Every number is a sum of others, of a trait and of a treatment, and a remainder that is the row's
own; so what a row would have been follows by abduction, action and prediction (Pearl, *Causality*,
2nd edition, section 7.1). A recourse is an intervention on actionable numbers whose consequences
are worked out too (Karimi, Schölkopf and Valera, "Algorithmic Recourse: from Counterfactual
Explanations to Interventions", 2021, section 4); the cheapest is found by trying all in order of
cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal, NamedTuple, TypeAlias

from irrealis.build import Draw

TRAIT, TREATMENT, SCORE = "trait", "treatment", "score"
RecourseKind: TypeAlias = Literal["cheapest point", "another", "several"]
RECOURSES: tuple[RecourseKind, ...] = ("cheapest point", "another", "several")
TRIES = 4000  # models that are drawn for one record before the space counts as exhausted
MOST = {2: 4, 3: 3}  # points by which a number can be moved, by how many can be


class Sum(NamedTuple):
    """A number: a base, and so much of each cause (trait and treatment are 0 or 1)."""

    base: int
    parts: tuple[tuple[str, int], ...]

    def of(self, values: Mapping[str, int]) -> int:
        """The sum, without a remainder."""
        return self.base + sum(times * values[name] for name, times in self.parts)


class Action(NamedTuple):
    """A number that can be moved by at most so many points, each at a cost."""

    name: str
    most: int
    cost: int


class Recourse(NamedTuple):
    """The cheapest moves after which the decision is yes, their cost, and the next best cost."""

    moves: dict[str, int]  # name -> new number
    cost: int
    second: int | None


@dataclass(frozen=True, slots=True)
class Model:
    """Sums in causal order, the score, its least value for a yes, and what can be moved."""

    sums: Mapping[str, Sum]
    score: Sum
    least: int
    actions: tuple[Action, ...]

    def remainders(self, row: Mapping[str, int]) -> dict[str, int]:
        """Abduction: what each number of a row is beyond its sum."""
        return {name: row[name] - of.of(row) for name, of in self.sums.items()}

    def under(self, row: Mapping[str, int], do: Mapping[str, int]) -> dict[str, int]:
        """What a row would have been, had some of its values been set."""
        remainders = self.remainders(row)
        values = {name: do.get(name, row[name]) for name in (TRAIT, TREATMENT)}
        for name, of in self.sums.items():
            values[name] = do[name] if name in do else of.of(values) + remainders[name]
        return values

    def decides(self, row: Mapping[str, int]) -> bool:
        """Whether the score is enough."""
        return self.score.of(row) >= self.least

    def recourse(self, row: Mapping[str, int]) -> Recourse | None:
        """The cheapest moves that turn a no into a yes; None where there is no single best."""
        found: tuple[dict[str, int], int] | None = None
        for cost, moves in self._moves(row):
            if self.decides(self.under(row, moves)):
                if found is not None:
                    return Recourse(*found, cost) if cost > found[1] else None
                found = moves, cost
        return Recourse(*found, None) if found else None

    def kind_of(self, recourse: Recourse) -> RecourseKind:
        """What a greedy search makes of it: is the number whose point costs least enough?"""
        if len(recourse.moves) > 1:
            return "several"
        least = min(action.cost for action in self.actions)
        greedy = {action.name for action in self.actions if action.cost == least}
        return "cheapest point" if greedy >= {*recourse.moves} else "another"

    def _moves(self, row: Mapping[str, int]) -> Iterator[tuple[int, dict[str, int]]]:
        ranges = [range(-action.most, action.most + 1) for action in self.actions]
        priced = [
            (sum(a.cost * abs(by) for a, by in zip(self.actions, bys, strict=True)), bys)
            for bys in product(*ranges)
        ]
        for cost, bys in sorted(priced):
            moved = zip(self.actions, bys, strict=True)
            yield cost, {a.name: row[a.name] + by for a, by in moved if by}


class Wanted(NamedTuple):
    """What a record is to be like."""

    numbers: int
    decision: bool  # of the row as it is
    trait_turns: bool  # whether the other trait turns it
    treatment_turns: bool
    recourse: RecourseKind


class Case(NamedTuple):
    """A model, a row of it, and its recourse, if its decision is no."""

    model: Model
    row: dict[str, int]
    recourse: Recourse | None


def draw_case(draw: Draw, wanted: Wanted, names: Sequence[str]) -> Case | None:
    """A model and a row as wanted; None if none was found."""
    for _ in range(TRIES):
        model, row = _model(draw, names[: wanted.numbers])
        others = [model.under(row, {name: 1 - row[name]}) for name in (TRAIT, TREATMENT)]
        scores = [model.score.of(other) for other in others]
        least = _least(draw, wanted, model.score.of(row), scores)
        if least is None:
            continue
        model = replace(model, least=least, actions=_actions(draw, [*model.sums]))
        recourse = None if wanted.decision else model.recourse(row)
        if recourse is not None:
            others.append(model.under(row, recourse.moves))
        fits = model.kind_of(recourse) == wanted.recourse if recourse else wanted.decision
        # numbers below zero would be odd of an age
        if fits and min(map(min, (other.values() for other in others))) >= 0:
            return Case(model, row, recourse)
    return None


def _model(draw: Draw, names: Sequence[str]) -> tuple[Model, dict[str, int]]:
    """A model in which trait and treatment lead to some number each, and a row of it."""
    row = {TRAIT: draw.integer(0, 1), TREATMENT: draw.integer(0, 1)}
    sums: dict[str, Sum] = {}
    for at, name in enumerate(names):
        earlier = draw.sample(names[:at], min(at, draw.integer(1, 2)))
        parts = [(cause, draw.choice((-2, -1, 1, 2, 3))) for cause in earlier]
        parts += [
            (cause, draw.choice((-7, -6, -5, -4, -3, 3, 4, 5, 6, 7)))
            for cause in (TRAIT, TREATMENT)
            if draw.chance(0.4)
        ]
        sums[name] = _raised(draw.integer(10, 40), parts, row)
        row[name] = sums[name].of(row) + draw.integer(-6, 6)
    found = {cause for of in sums.values() for cause, _ in of.parts}
    if not {TRAIT, TREATMENT} <= found:
        return _model(draw, names)
    return Model(sums, _score(draw, names, row), 0, ()), row


def _raised(base: int, parts: list[tuple[str, int]], row: Mapping[str, int]) -> Sum:
    """A sum whose base makes up for what its parts take away."""
    total = sum(times * row[name] for name, times in parts)
    return Sum(base + max(0, -total), tuple(parts))


def _score(draw: Draw, names: Sequence[str], row: Mapping[str, int]) -> Sum:
    """A score of at least two numbers, the last among them; sometimes of the trait itself."""
    chosen = {names[-1], *draw.sample(names[:-1], draw.integer(1, len(names) - 1))}
    parts = [(name, draw.choice((-3, -2, -1, 1, 2, 3))) for name in names if name in chosen]
    parts += [
        (cause, draw.choice((-9, -6, 6, 9))) for cause in (TRAIT, TREATMENT) if draw.chance(0.25)
    ]
    return _raised(draw.integer(20, 60), parts, row)


def _least(draw: Draw, wanted: Wanted, score: int, others: Sequence[int]) -> int | None:
    """A bound of the score with the wanted decisions, near the score of the row."""
    turned = (wanted.trait_turns, wanted.treatment_turns)
    fitting = [
        least
        for least in range(score - 14, score + 16)
        if (score >= least) is wanted.decision
        and all(
            ((other >= least) is not wanted.decision) is turns
            for other, turns in zip(others, turned, strict=True)
        )
    ]
    return draw.choice(fitting) if fitting else None


def _actions(draw: Draw, names: Sequence[str]) -> tuple[Action, ...]:
    count = draw.integer(2, min(3, len(names)))
    chosen = sorted(draw.sample(names, count), key=names.index)
    return tuple(Action(name, draw.integer(2, MOST[count]), draw.integer(1, 9)) for name in chosen)
