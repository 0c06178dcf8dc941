"""Boolean structural causal models, and the answers to questions about them.

A world has exogenous events and, in causal order, rules: an event happens if and only if its
condition on earlier events holds (Pearl, *Causality*, 2nd edition, section 7.1). Answers follow the
three steps of that section: abduction, action, prediction. A set of exogenous states is the set
bits of an integer, so that all states are looked at in one step: bit `s` of an event's column is
what the event is in state `s`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import and_, or_
from typing import Literal, NamedTuple, TypeAlias

Operator: TypeAlias = Literal["is", "and", "or", "xor", "at least"]


class Term(NamedTuple):
    """An event, or that it does not happen."""

    event: str
    happens: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """`event` happens if and only if `operator` holds of `inputs`.

    `is` has one input, `xor` two; `least` is the number of inputs that `at least` asks for.
    """

    event: str
    operator: Operator
    inputs: tuple[Term, ...]
    least: int = 0

    def __str__(self) -> str:
        """The rule as a certificate states it.

        >>> str(Rule("bell", "and", (Term("door", True), Term("fuse", False))))
        'bell = and(door, not fuse)'
        """
        name = f"at least {self.least}" if self.operator == "at least" else self.operator
        return f"{self.event} = {name}({', '.join(map(spelled, self.inputs))})"


def spelled(term: Term) -> str:
    """A term as a certificate states it: `fuse` or `not fuse`."""
    return term.event if term.happens else f"not {term.event}"


@dataclass(frozen=True, slots=True)
class Query:
    """Would `target` have happened under the change?

    Args:
        do: events that are set, and to what.
        held: events that stay as they were, whatever else is set (a controlled direct effect).
        through: an event that alone behaves as though `do` had been so; nothing else is set (a
            natural indirect effect, Pearl 2001, section 2.4).
    """

    target: str
    do: tuple[Term, ...]
    held: tuple[str, ...] = ()
    through: str | None = None

    def __str__(self) -> str:
        """The query as a certificate states it.

        >>> str(Query("bell", (Term("door", False),), held=("lamp",)))
        'bell under do(not door), lamp as it was'
        """
        change = f"do({', '.join(map(spelled, self.do))})"
        if self.through:
            return f"{self.target} under {self.through} as under {change}"
        return f"{self.target} under {', '.join([change, *(f'{e} as it was' for e in self.held)])}"


@dataclass(frozen=True, slots=True)
class World:
    """Exogenous events and the rules of all others, each after the events that it depends on."""

    exogenous: tuple[str, ...]
    rules: tuple[Rule, ...]

    @property
    def events(self) -> tuple[str, ...]:
        """All events in causal order."""
        return (*self.exogenous, *(rule.event for rule in self.rules))

    def columns(self, do: Mapping[str, int] | None = None) -> dict[str, int]:
        """What each event is in all exogenous states, where `do` has columns that replace rules."""
        do, size = do or {}, 1 << len(self.exogenous)
        full = (1 << size) - 1
        found: dict[str, int] = {}
        for place, event in enumerate(self.exogenous):
            block = ((1 << (1 << place)) - 1) << (1 << place)  # 1s in the upper half of a block
            column = reduce(or_, (block << at for at in range(0, size, 2 << place)), 0)
            found[event] = do.get(event, column)
        for rule in self.rules:
            if rule.event in do:
                found[rule.event] = do[rule.event]
            else:
                inputs = [found[e] if happens else full ^ found[e] for e, happens in rule.inputs]
                found[rule.event] = _holds(rule, inputs)
        return found

    def states(self, facts: Sequence[Term], actual: Mapping[str, int]) -> int:
        """Abduction: the exogenous states that agree with the facts.

        Args:
            facts: events that are known to have happened, or not to have.
            actual: `columns()` of this world, which many questions about it share.
        """
        full = (1 << (1 << len(self.exogenous))) - 1
        return reduce(
            and_, (actual[e] if happens else full ^ actual[e] for e, happens in facts), full
        )

    def answer(
        self, query: Query, facts: Sequence[Term], actual: Mapping[str, int] | None = None
    ) -> bool | None:
        """Whether the target would have happened; None where the facts leave it open.

        Raises:
            ValueError: no state agrees with the facts.
        """
        actual = actual or self.columns()
        states = self.states(facts, actual)
        if not states:
            raise ValueError("no state of the world agrees with the facts")
        full = (1 << (1 << len(self.exogenous))) - 1
        do = {event: full if happens else 0 for event, happens in query.do}
        if query.through:
            do = {query.through: self.columns(do)[query.through]}
        do |= {event: actual[event] for event in query.held}
        return settled(self.columns(do)[query.target], states)

    def paths(self) -> dict[str, dict[str, int]]:
        """Steps of the longest causal path to each event, from each event that reaches it."""
        found: dict[str, dict[str, int]] = {event: {} for event in self.exogenous}
        for rule in self.rules:
            steps: dict[str, int] = {}
            for event, _ in rule.inputs:
                steps[event] = max(steps.get(event, 0), 1)
                for source, far in found[event].items():
                    steps[source] = max(steps.get(source, 0), far + 1)
            found[rule.event] = steps
        return found


def settled(column: int, states: int) -> bool | None:
    """What an event is in all of these states; None where it is not the same in all."""
    if not states & ~column:
        return True
    return None if states & column else False


def _holds(rule: Rule, inputs: Sequence[int]) -> int:
    match rule.operator:
        case "is" | "and":
            return reduce(and_, inputs)
        case "or":
            return reduce(or_, inputs)
        case "xor":
            return inputs[0] ^ inputs[1]
        case "at least":
            return reduce(or_, (reduce(and_, some) for some in combinations(inputs, rule.least)))
