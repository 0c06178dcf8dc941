"""scm-effects: questions about causal effects in small worlds of chance, with exact answers.

The types of question are CLadder's (Jin et al., "CLadder: Assessing Causal Reasoning in Language
Models", NeurIPS 2023). There a story gives some probabilities, of which an answer can be estimated;
here it gives every mechanism with its noise, so that each answer, counterfactual ones too, is one
exact number.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, NamedTuple

from irrealis.builders.families.worlds.effect_words import EffectWording
from irrealis.builders.families.worlds.effects import (
    TYPES,
    Asked,
    BackDoor,
    Effect,
    Graph,
    Type,
    Wanted,
    draw_effect,
    graphs,
    reverses,
)
from irrealis.builders.families.worlds.scm import Term
from irrealis.builders.families.worlds.words import vocabularies
from pydantic import Field, model_validator

from irrealis.build import Draw, Drop, GeneratedBuilder, Parameters, Row, within
from irrealis.contract import Evidence, Intervention, pair_id

ANSWERS = {True: "yes", False: "no"}


class ScmEffectsParameters(Parameters):
    """`types` of question, the `sides` that dice may have, and the range of events of a world."""

    types: tuple[Type, ...] = Field(TYPES, min_length=1)
    sides: tuple[Annotated[int, Field(ge=4, le=100)], ...] = Field((8, 10, 12, 20), min_length=1)
    variables: Annotated[tuple[int, int], within(3, 5)] = (3, 5)

    @model_validator(mode="after")
    def _possible(self) -> ScmEffectsParameters:
        for kind in self.types:
            if not self.graphs_of(kind):
                low, high = self.variables
                raise ValueError(f"types: no graph of {low} to {high} variables for {kind}")
        return self

    def graphs_of(self, kind: Type) -> list[Graph]:
        """The graphs of a wanted size that a type of question may be asked of."""
        low, high = self.variables
        return [g for g in graphs() if kind in g.types and low <= len(g.causes) <= high]


class Item(NamedTuple):
    """A question in words, and the world it is about."""

    vocabulary: str
    type: Type
    number: bool
    effect: Effect
    story: str
    actual: str
    asked: str


class ScmEffects(GeneratedBuilder[Item, None]):
    """Draws a world of chance and a question with wanted answers, and puts both into words."""

    parameters_type = ScmEffectsParameters
    parameters: ScmEffectsParameters

    def make(self, draw: Draw, *, split: str, number: int) -> Item | None:  # noqa: ARG002
        """A question whose type, form and answers follow from its number: they are balanced."""
        types = self.parameters.types
        kind = types[number % len(types)]
        bits = number // len(types)
        wanted = Wanted(
            type=kind,
            graphs=self.parameters.graphs_of(kind),
            sides=draw.choice(self.parameters.sides),
            before=bool(bits & 1),
            after=bool(bits & 2),
        )
        vocabulary = draw.choice(sorted(vocabularies()))
        verbs = vocabularies()[vocabulary]
        effect = draw_effect(draw, wanted, draw.sample(list(verbs), 5))
        if effect is None:
            return None
        wording = EffectWording(verbs, draw)
        as_number = bool(bits & 4) and kind != "backdoor"
        return Item(
            vocabulary,
            kind,
            as_number,
            effect,
            story=wording.story(effect.world),
            actual=wording.question(effect.original, number=as_number),
            asked=wording.question(effect.counterfactual, number=as_number),
        )

    def original_id(self, record: Item) -> str:
        """Made of the words, as two worlds that read alike are one."""
        texts = {"story": record.story, "question": record.actual}
        return pair_id(self.dataset, "", texts, {"question": record.asked})

    def rows(self, record: Item) -> Iterable[Row | Drop]:
        """The question one rung lower, and the question."""
        effect = record.effect
        original = {"story": record.story, "question": record.actual}
        before = _answer(effect, effect.original, record.number)
        after = _answer(effect, effect.counterfactual, record.number)
        facts = _facts(record)
        shown = facts["worked"] or [facts["after"]]
        pair = self.pair(
            record,
            original,
            {**original, "question": record.asked},
            labels=(before, after),
            otherwise="flip",
            interventions=_interventions(record),
            evidence=Evidence("execution", f"{'; '.join(shown)}: {after}", facts),
        )
        yield Row("pairs", pair)
        for asked, answer, rung in (
            (record.actual, before, "original"),
            (record.asked, after, "counterfactual"),
        ):
            question = f"{record.story} {asked}"
            yield Row(
                "native",
                {
                    "id": pair_id(self.dataset, "native", {"question": question}, {}),
                    "type": record.type,
                    "graph": effect.graph,
                    "vocabulary": record.vocabulary,
                    "group": pair["group"],
                    "question": question,
                    "answer": answer,
                    "side": rung,
                },
            )


def _answer(effect: Effect, asked: Asked | BackDoor, number: bool) -> str:
    if isinstance(asked, BackDoor):
        return ANSWERS[effect.is_met(asked)]
    value = asked.value(effect.world)
    return str(value) if number else ANSWERS[bool(asked.positive(value))]


def _facts(record: Item) -> dict[str, Any]:
    effect = record.effect
    worked = []
    for asked in (effect.original, effect.counterfactual):
        if isinstance(asked, Asked):
            worked += [
                f"{side.of(asked.target)} = {effect.world.probability(asked.target, side)}"
                for side in asked.sides
            ]
    return {
        "type": record.type,
        "form": "number" if record.number else "yes/no",
        "graph": effect.graph,
        "vocabulary": record.vocabulary,
        "variables": len(effect.world.mechanisms),
        "sides": effect.world.sides,
        "mechanisms": [str(mechanism) for mechanism in effect.world.mechanisms],
        "before": str(effect.original),
        "after": str(effect.counterfactual),
        "worked": worked,
        "reversal": reverses(effect),
    }


def _interventions(record: Item) -> list[Intervention]:
    """What the second question changes in the first."""
    before, after = record.effect.original, record.effect.counterfactual
    if isinstance(before, BackDoor) or isinstance(after, BackDoor):
        (event,) = {*_members(before)} ^ {*_members(after)}
        added = event in _members(after)
        states = ("left out", "adjusted for")
        return [Intervention("adjust", event, states[not added], states[added])]
    first, last = before.sides[0], after.sides[0]
    if last.kept is not None:
        return [
            Intervention("hold", last.kept[0], "follows", f"as under do({_spell(last.kept[1])})")
        ]
    if record.type == "collider":
        common = last.seen[0]
        return [Intervention("observe", common.event, "either way", _spell(common))]
    change = record.effect.x
    if record.type in ("ate", "ett"):
        return [Intervention("do", change.event, "seen", "set")]
    was = "set" if first.do else "seen" if first.seen else "left alone"
    state = "" if was == "left alone" else f" {_to(first.do or first.seen[0])}"
    return [Intervention("do", change.event, f"{was}{state}", f"set {_to(change)}")]


def _members(asked: Asked | BackDoor) -> tuple[str, ...]:
    return asked.adjusted if isinstance(asked, BackDoor) else ()


def _to(term: Term) -> str:
    return "to happen" if term.happens else "not to happen"


def _spell(term: Term) -> str:
    return "happen" if term.happens else "not happen"


BUILDER = ScmEffects
