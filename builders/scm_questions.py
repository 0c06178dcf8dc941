"""scm-questions: yes/no questions on what would have happened in small causal worlds.

After CounterBench (Chen et al., 2025, section 3) and "Reasoning Elicitation in Language Models via
Counterfactual Feedback" (Huyuk et al., 2024, section 4): Boolean models, and basic, joint, nested
and conditional counterfactuals. Each question stands beside its factual sibling on the same world.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, NamedTuple

from irrealis.builders.families.worlds.draw import KINDS, Question, Wanted, draw_question
from irrealis.builders.families.worlds.scm import Term, spelled
from irrealis.builders.families.worlds.words import Wording, vocabularies

from irrealis.build import Draw, Drop, GeneratedBuilder, Parameters, Row, within
from irrealis.contract import Evidence, Intervention, pair_id

FEWEST, MOST = 4, 12
ANSWERS = {True: "yes", False: "no"}


class ScmQuestionsParameters(Parameters):
    """`variables` is the range of the number of events in a world."""

    variables: Annotated[tuple[int, int], within(FEWEST, MOST)] = (FEWEST, MOST)


class Item(NamedTuple):
    """A question in words, and the world it is about."""

    vocabulary: str
    kind: str
    question: Question
    story: str
    facts: str
    actual: str
    asked: str


class ScmQuestions(GeneratedBuilder[Item, None]):
    """Draws a world and a query with wanted answers, and puts both into words."""

    parameters_type = ScmQuestionsParameters
    parameters: ScmQuestionsParameters

    def make(self, draw: Draw, *, split: str, number: int) -> Item | None:  # noqa: ARG002
        """A question whose kind and answers follow from its number, so that they are balanced."""
        low, high = self.parameters.variables
        kinds, sizes = len(KINDS), high - low + 1
        wanted = Wanted(
            kind=KINDS[number % kinds],
            before=bool(number // kinds & 1),
            after=bool(number // kinds & 2),
            set_to=bool(number // kinds & 4),
            variables=low + number // (8 * kinds) % sizes,
        )
        vocabulary = draw.choice(sorted(vocabularies()))
        verbs = vocabularies()[vocabulary]
        question = draw_question(draw, wanted, draw.shuffled(list(verbs)))
        if question is None:
            return None
        wording = Wording(verbs, draw)
        return Item(
            vocabulary,
            wanted.kind,
            question,
            story=wording.story(question.world.rules),
            facts=wording.facts(question.facts),
            actual=wording.actual(question.query.target),
            asked=wording.question(question.query),
        )

    def original_id(self, record: Item) -> str:
        """Made of the words, as two worlds that read alike are one."""
        texts = {"story": record.story, "facts": record.facts, "question": record.actual}
        return pair_id(self.dataset, "", texts, {"question": record.asked})

    def rows(self, record: Item) -> Iterable[Row | Drop]:
        """The factual question, and the same under the change."""
        world, query = record.question.world, record.question.query
        original = {"story": record.story, "facts": record.facts, "question": record.actual}
        before, after = ANSWERS[record.question.before], ANSWERS[record.question.after]
        pair = self.pair(
            record,
            original,
            {**original, "question": record.asked},
            labels=(before, after),
            otherwise="flip",
            interventions=[_intervention(term) for term in query.do],
            evidence=Evidence(
                "execution",
                f"{query}: {after}, in every state of the world that agrees with the facts",
                {
                    "equations": [str(rule) for rule in world.rules],
                    "known": [spelled(fact) for fact in record.question.facts],
                    "query": str(query),
                    "kind": record.kind,
                    "vocabulary": record.vocabulary,
                    "variables": len(world.events),
                    "depth": record.question.depth,
                },
            ),
        )
        yield Row("pairs", pair)
        native = {"kind": record.kind, "vocabulary": record.vocabulary, "group": pair["group"]}
        for asked, answer, factual in (
            (record.actual, before, True),
            (record.asked, after, False),
        ):
            question = f"{record.story} {record.facts} {asked}"
            digest = pair_id(self.dataset, "native", {"question": question}, {})
            yield Row(
                "native",
                {
                    "id": digest,
                    **native,
                    "question": question,
                    "answer": answer,
                    "factual": factual,
                },
            )


def _intervention(term: Term) -> Intervention:
    values = {True: "happens", False: "does not happen"}
    return Intervention("do", term.event, values[not term.happens], values[term.happens])


BUILDER = ScmQuestions
