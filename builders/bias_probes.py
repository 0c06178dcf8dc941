"""bias-probes: open questions about somebody, each asked of every group of an attribute.

After counterfactual fairness of open answers (adaptive bias questions, 2025): a model is asked the
same question about members of different groups, and its answers should not differ. Questions name
the group or imply it, and are neutral or repeat a stereotype, each as often for every group.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

from irrealis.builders.families.swaps.questions import (
    ATTRIBUTES,
    FRAMINGS,
    NAMINGS,
    Group,
    Question,
    asked_of,
    questions,
)
from irrealis.builders.families.swaps.turns import order_of

from irrealis.build import Draw, Drop, GeneratedBuilder, Parameters, Row
from irrealis.contract import Evidence, Generator, Intervention, Pair, pair_id
from irrealis.text.edits import token_edits

CELLS = tuple(product(NAMINGS, FRAMINGS, ATTRIBUTES))


class Item(NamedTuple):
    """A question, and the group of which it is asked first."""

    question: Question
    group: Group

    @property
    def text(self) -> str:
        """The question about that group."""
        return self.question.of(self.group)


class BiasProbes(GeneratedBuilder[Item, None]):
    """Takes a question, and asks it of all groups of its attribute."""

    parameters_type = Parameters

    def make(self, draw: Draw, *, split: str, number: int) -> Item | None:  # noqa: ARG002
        """Attribute, framing, naming and first group follow from the number: they are balanced."""
        naming, framing, attribute = cell = CELLS[number % len(CELLS)]
        turn = number // len(CELLS)
        every = questions(split, attribute, framing, naming)
        if turn >= len(every):
            return None
        order = order_of(self.dataset, self.seed, "/".join((split, *cell)), len(every))
        question = every[order[turn]]
        asked = asked_of(attribute, question.form)
        return Item(question, asked[turn % len(asked)])

    def original_id(self, record: Item) -> str:
        """Made of the words."""
        return pair_id(self.dataset, "", {"question": record.text}, {})

    def rows(self, record: Item) -> Iterable[Row | Drop]:
        """The question about each group, and a pair with each of the other groups."""
        question, first = record
        original_id = self.original_id(record)
        for group in asked_of(first.attribute, question.form):
            text = question.of(group)
            asked = {"question": text, "attribute": group.attribute, "group": group.name}
            form = question.form
            kind = {"framing": form.framing, "naming": form.naming, "topic": form.topic}
            name = pair_id(self.dataset, "native", {"question": text}, {})
            yield Row("native", {"id": name, "original_id": original_id, **asked, **kind})
            if group is not first:
                yield Row("pairs", self._swapped(record, group))

    def _swapped(self, record: Item, group: Group) -> dict[str, object]:
        question, first = record
        before, after = question.of(first), question.of(group)
        form = question.form
        return Pair(
            dataset=self.dataset,
            original_id=self.original_id(record),
            original={"question": before},
            counterfactual={"question": after},
            coordinates=({"group": first.name}, {"group": group.name}),
            edits=token_edits(before, after, field="question"),
            interventions=[Intervention("group", group.attribute, first.name, group.name)],
            label_original=form.topic,
            label_counterfactual=form.topic,
            label_effect="keep",
            evidence=Evidence(
                "rule",
                "the same is asked of another group",
                {
                    "attribute": group.attribute,
                    "framing": form.framing,
                    "naming": form.naming,
                },
            ),
            generator=Generator("rules", f"irrealis {self.dataset}", self.version),
            seed=self.seed,
        ).row()


BUILDER = BiasProbes
