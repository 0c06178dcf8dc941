"""CounterBench: yes/no questions on what would have happened, each answered anew.

Data: Chen et al., "CounterBench: A Benchmark for Counterfactuals Reasoning in Large Language
Models", 2025. Nothing is written anew but the factual sibling of each question. The engine of the
family `worlds` answers both; a row whose stated answer does not follow goes to `errata`.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

from irrealis.builders.families.worlds.causes import (
    Circle,
    NotCovered,
    Story,
    factual_question,
    opposite,
    read_info,
    read_question,
)
from irrealis.builders.families.worlds.scm import Query, Term, World, settled, spelled

from irrealis.build import Builder, Drop, Row
from irrealis.contract import Evidence, Generator, Intervention, Pair
from irrealis.errors import IrrealisError
from irrealis.inputs import numbered_json_records
from irrealis.text.edits import token_edits

ANSWERS = {True: "yes", False: "no", None: "open"}
TEXTS = ("question", "given_info", "answer", "type")
META = {"story_id": str, "rung": int, "query_type": str, "model_id": int, "graph_id": str}


class Solved(NamedTuple):
    """Both answers, and what each event is under the change where the facts settle it."""

    before: str
    after: str
    under_change: list[str]


class CounterBench(Builder[dict[str, Any], None]):
    """Solves each question, and keeps those whose stated answer follows."""

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[dict[str, Any]]:
        """Upstream's records."""
        for line, record in numbered_json_records(stream, source=source):
            for field, kind in (*((f, str) for f in TEXTS), ("question_id", int), ("meta", dict)):
                _require(record, field, kind, at=f"{source}, line {line}", dataset=self.dataset)
            for field, kind in META.items():
                place = f"{source}, line {line}, meta"
                _require(record["meta"], field, kind, at=place, dataset=self.dataset)
            if record["answer"] not in ("yes", "no"):
                raise IrrealisError(
                    f"{source}, line {line}: not one of upstream's answers",
                    dataset=self.dataset,
                    field="answer",
                    expected="yes or no",
                    found=repr(record["answer"])[:100],
                    hint="the file is not CounterBench's, or a later version of it",
                )
            yield record

    def original_id(self, record: dict[str, Any]) -> str:
        """Upstream's question_id."""
        return str(record["question_id"])

    def edit(
        self,
        record: dict[str, Any],
        *,
        context: None,  # noqa: ARG002
        rng: random.Random,  # noqa: ARG002 nothing is drawn
    ) -> Iterable[Row | Drop]:
        """Upstream's row as it is, and the pair, or what is wrong with its answer."""
        meta = {name: record["meta"][name] for name in META}
        texts = {name: record[name] for name in TEXTS}
        yield Row("native", {"question_id": self.original_id(record), **texts, "meta": meta})
        try:
            story = read_info(record["given_info"])
            query = Query(*read_question(record["question"]))
        except NotCovered as error:
            yield Drop("not-covered", str(error)[:300])
            return
        if unknown := {query.target, *(term.event for term in story.seen)} - {*story.named}:
            yield Drop("unknown-event", f"no rule has {', '.join(sorted(unknown))}")
            return
        try:
            world = story.world(query.do)
        except Circle as circle:
            yield from self._erratum(record, story, query, "circle", None, [str(circle)])
            return
        columns = world.columns()
        if not world.states(story.seen, columns):
            never = [f"never {' and '.join(map(spelled, story.seen))}"]
            yield from self._erratum(record, story, query, "impossible-observation", None, never)
            return
        solved = _solve(story, world, query)
        if solved.after != record["answer"]:
            reason = "open-answer" if solved.after == "open" else "wrong-answer"
            yield from self._erratum(
                record, story, query, reason, solved.after, solved.under_change
            )
            return
        yield Row("pairs", self._pair(record, story, query, solved))

    def _pair(
        self, record: dict[str, Any], story: Story, query: Query, solved: Solved
    ) -> dict[str, Any]:
        info, asked = record["given_info"], record["question"]
        actual = factual_question(asked)
        return Pair(
            dataset=self.dataset,
            original_id=self.original_id(record),
            original={"given_info": info, "question": actual},
            counterfactual={"given_info": info, "question": asked},
            edits=token_edits(actual, asked, field="question"),
            interventions=[_intervention(term) for term in query.do],
            label_original=solved.before,
            label_counterfactual=solved.after,
            label_effect="keep" if solved.before == solved.after else "flip",
            evidence=Evidence(
                "execution",
                f"{query}: {solved.after}, in every state of the world that agrees with what was "
                "observed",
                {
                    **_stated(story, query),
                    "type": record["type"],
                    "derivation": solved.under_change,
                },
            ),
            generator=Generator("rules", "CounterBench, with irrealis counterbench", "1.0.0"),
            seed=self.seed,
        ).row()

    def _erratum(
        self,
        record: dict[str, Any],
        story: Story,
        query: Query,
        reason: str,
        right: str | None,
        derivation: list[str],
    ) -> Iterator[Row | Drop]:
        yield Row(
            "errata",
            {
                "question_id": self.original_id(record),
                "given_info": record["given_info"],
                "question": record["question"],
                "type": record["type"],
                "answer": record["answer"],
                "right_answer": right,
                "reason": reason,
                **_stated(story, query),
                "derivation": derivation,
            },
        )
        yield Drop(reason, f"upstream says {record['answer']}; see errata")


def _solve(story: Story, world: World, query: Query) -> Solved:
    """Both answers by abduction, action and prediction; the facts agree with some state."""
    actual = Query(query.target, tuple(map(opposite, query.do)))
    columns = world.columns()
    states = world.states(story.seen, columns)
    full = (1 << (1 << len(world.exogenous))) - 1
    changed = world.columns({event: full if happens else 0 for event, happens in query.do})
    events = ((event, settled(changed[event], states)) for event in story.named)
    return Solved(
        before=ANSWERS[world.answer(actual, story.seen, columns)],
        after=ANSWERS[world.answer(query, story.seen, columns)],
        under_change=[spelled(Term(event, is_so)) for event, is_so in events if is_so is not None],
    )


def _stated(story: Story, query: Query) -> dict[str, Any]:
    return {
        "equations": [str(rule) for rule in story.rules],
        "known": [spelled(term) for term in story.seen],
        "query": str(query),
    }


def _intervention(term: Term) -> Intervention:
    values = {True: "occurs", False: "does not occur"}
    return Intervention("do", term.event, values[not term.happens], values[term.happens])


def _require(values: dict[str, Any], field: str, kind: type, *, at: str, dataset: str) -> None:
    value = values.get(field)
    if type(value) is not kind or value == "":
        raise IrrealisError(
            f"{at}: not as upstream's rows are",
            dataset=dataset,
            field=field,
            expected={str: "a text", int: "an integer", dict: "an object"}[kind],
            found=repr(value)[:100],
            hint="the file is not CounterBench's, or a later version of it",
        )


BUILDER = CounterBench
