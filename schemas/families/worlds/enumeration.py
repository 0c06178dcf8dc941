"""Answers questions about worlds by trying every exogenous state in turn.

The definition of a counterfactual, taken literally (Pearl, *Causality*, 2nd edition, definition
7.1.5): in every state that agrees with the facts, what is the target once the change is made?
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from irrealis.schemas.families.worlds.reading import Asked, Equation


def exogenous(equations: Sequence[Equation]) -> list[str]:
    """The events that no equation explains, in the order in which they are named."""
    explained = {equation.event for equation in equations}
    named = (name for equation in equations for name, _ in equation.terms)
    return list(dict.fromkeys(name for name in named if name not in explained))


def unrolled(
    equations: Sequence[Equation], state: Mapping[str, bool], fixed: Mapping[str, bool]
) -> dict[str, bool]:
    """Every event in one exogenous state, where what is fixed follows no equation.

    Raises:
        ValueError: the equations depend on one another in a circle.
    """
    values = {**state, **fixed}
    waiting = [equation for equation in equations if equation.event not in fixed]
    while waiting:
        ready = [e for e in waiting if all(name in values for name, _ in e.terms)]
        if not ready:
            raise ValueError("equations that depend on one another in a circle")
        for equation in ready:
            holding = sum(values[name] == holds for name, holds in equation.terms)
            values[equation.event] = equation.low <= holding <= equation.high
        waiting = [equation for equation in waiting if equation.event not in values]
    return values


def agreeing(
    equations: Sequence[Equation], facts: Sequence[tuple[str, bool]]
) -> Iterator[tuple[dict[str, bool], dict[str, bool]]]:
    """The exogenous states that agree with the facts, each with what happens in it."""
    names = exogenous(equations)
    for values in product((False, True), repeat=len(names)):
        state = dict(zip(names, values, strict=True))
        world = unrolled(equations, state, {})
        if all(world.get(name) == happened for name, happened in facts):
            yield state, world


def answers(
    equations: Sequence[Equation], facts: Sequence[tuple[str, bool]], asked: Asked
) -> set[tuple[bool, bool]]:
    """The answers (as it was, under the change) that the facts allow; one where they settle both.

    Raises:
        ValueError: a circle of equations, or an event that the story does not have.
    """
    found = set()
    for state, world in agreeing(equations, facts):
        fixed = dict(asked.set_to)
        if asked.carrier:
            fixed = {asked.carrier: unrolled(equations, state, fixed)[asked.carrier]}
        fixed |= {name: world[name] for name in asked.kept}
        if unknown := fixed.keys() - world.keys():
            raise ValueError(f"events that the story does not have: {', '.join(sorted(unknown))}")
        found.add((world[asked.target], unrolled(equations, state, fixed)[asked.target]))
    return found


def depth(equations: Sequence[Equation], asked: Asked) -> int:
    """Steps of the longest causal path from what is set to the target; 0 where there is none."""
    causes = {equation.event: [name for name, _ in equation.terms] for equation in equations}
    starts = {name for name, _ in asked.set_to}

    def steps(event: str) -> int | None:
        found = [0] if event in starts else []
        found += [1 + far for name in causes.get(event, ()) if (far := steps(name)) is not None]
        return max(found, default=None)

    return steps(asked.target) or 0
