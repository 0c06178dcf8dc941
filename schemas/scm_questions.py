"""Rows of scm-questions, and the proof of every answer from the words of its row.

The audit parses story, facts and question by a grammar of its own and tries every state of the
world (`families.worlds`); the certificate must say what the words say, and the label what follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.worlds.audit import WorldAudit
from irrealis.schemas.families.worlds.enumeration import answers, depth, exogenous
from irrealis.schemas.families.worlds.reading import (
    UnreadableError,
    read_actual,
    read_facts,
    read_question,
    read_story,
)

from irrealis.check import Found, Row
from irrealis.contract import Table, pair_id, pairs_schema
from irrealis.store import BuildRecord

KINDS = ("basic", "joint", "held", "through", "conditional")
VOCABULARIES = ("everyday", "impossible", "nonsense")
FACTS = pl.Struct(
    {
        "equations": pl.List(pl.String()),
        "known": pl.List(pl.String()),
        "query": pl.String(),
        "kind": pl.String(),
        "vocabulary": pl.String(),
        "variables": pl.Int64(),
        "depth": pl.Int64(),
    }
)
GENERATOR = {
    "kind": "rules",
    "name": "irrealis scm-questions",
    "version": "1.0.0",
    "prompt_hash": None,
}
YES = {True: "yes", False: "no"}

CONFIGS = {
    "pairs": Table(
        pairs_schema(fields=["story", "facts", "question"], label=pl.String(), facts=FACTS),
        key="id",
    ),
    "native": Table(
        pa.DataFrameSchema(
            {
                "id": pa.Column(pl.String, pa.Check.str_matches(r"^[0-9a-f]{16}$")),
                "kind": pa.Column(pl.String, pa.Check.isin(KINDS)),
                "vocabulary": pa.Column(pl.String, pa.Check.isin(VOCABULARIES)),
                "group": pa.Column(pl.String, pa.Check.str_matches(r"^[0-9a-f]{16}$")),
                "question": pa.Column(pl.String, pa.Check.str_length(min_value=1)),
                "answer": pa.Column(pl.String, pa.Check.isin(list(YES.values()))),
                "factual": pa.Column(pl.Boolean),
            },
            strict=True,
            ordered=True,
        ),
        key="id",
        holds="each question as one text with its answer, the factual and the counterfactual one",
    ),
}


class ScmQuestionsAudit(WorldAudit):
    """Every answer follows from the words of its row, and every certificate says what they say."""

    columns = ("question", "answer", "factual", "kind", "vocabulary")

    definitions: ClassVar[Mapping[str, str]] = {
        "answers_derived_again": "share of pairs whose two answers follow from their words",
        "yes.*": "share of counterfactual questions of this kind whose answer is yes",
        "question_only": "right answers of naive Bayes on the words of the counterfactual question "
        "alone, two-fold; .5 is chance",
        "same_as_factual": "share of pairs whose answer stays: what copying the factual one gets",
        "distinct": "share of records that are no repetition of an earlier one",
        "depth.mean": "steps of the longest causal path from what is set to what is asked, mean",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split."""
        super().__init__(record, split)
        self._depth = 0

    def metrics(self) -> dict[str, float]:
        """Balance, shortcuts, and how many records are new."""
        if not self._pairs:
            return {}
        return {
            **self.balance(),
            "question_only": self._shortcuts.accuracy(),
            "same_as_factual": self._kept / self._pairs,
            "depth.mean": self._depth / self._pairs,
        }

    def prove(self, row: Row) -> Found:
        """What does not follow from the words of a pair."""
        texts, facts = row["original"], row["evidence"]["facts"]
        question = row["counterfactual"]["question"]
        for field in ("story", "facts"):
            if row["counterfactual"][field] != texts[field]:
                yield "field", field, "the same on both sides", row["counterfactual"][field]
        try:
            equations = read_story(texts["story"])
            known = read_facts(texts["facts"])
            target = read_actual(texts["question"])
            asked = read_question(question)
            found = answers(equations, known, asked)
        except (UnreadableError, LookupError, ValueError) as error:
            yield "reading", "original", "words that the grammar covers", str(error)
            return
        failures = [
            ("answer", where, expected, stated)
            for where, expected, stated in (
                ("question", asked.target, target),
                *_certified(row, equations, known, asked),
                ("answers", 1, len(found)),
                (
                    "labels",
                    [[YES[before], YES[after]] for before, after in found],
                    [[row["label_original"], row["label_counterfactual"]]],
                ),
            )
            if stated != expected
        ]
        self._right += not failures
        yield from failures
        for noun in dict.fromkeys([target, *sorted(_events(equations))]):
            self._vocabularies.add(row["id"], noun, facts["vocabulary"])
        self._count(row, question)

    def _count(self, row: Row, question: str) -> None:
        facts = row["evidence"]["facts"]
        self._pairs += 1
        self._kept += row["label_effect"] == "keep"
        self._depth += facts["depth"]
        self._yes.setdefault(facts["kind"], []).append(row["label_counterfactual"] == "yes")
        self._shortcuts.add(row["id"], question, row["label_counterfactual"])
        for side, factual in (("original", True), ("counterfactual", False)):
            text = " ".join(row[side][field] for field in ("story", "facts", "question"))
            name = pair_id(self.record.dataset, "native", {"question": text}, {})
            values = (text, row[f"label_{side}"], factual, facts["kind"], facts["vocabulary"])
            self._native.expect(name, values)


def _certified(
    row: Row, equations: list[Any], known: list[tuple[str, bool]], asked: Any
) -> Iterator[tuple[str, object, object]]:
    """What the row states of its own words: the place, what follows from the words, the value."""
    facts, evidence = row["evidence"]["facts"], row["evidence"]
    changes = [
        {
            "kind": "do",
            "target": name,
            "from": _happens(not holds),
            "to": _happens(holds),
            "source": None,
            "source_name": None,
        }
        for name, holds in asked.set_to
    ]
    yield "evidence.facts.equations", [str(e) for e in equations], facts["equations"]
    yield "evidence.facts.known", [_term(*fact) for fact in known], facts["known"]
    yield "evidence.facts.query", str(asked), facts["query"]
    yield "evidence.facts.variables", len(_events(equations)), facts["variables"]
    yield "evidence.facts.depth", depth(equations, asked), facts["depth"]
    yield "evidence.facts.kind", _kind(asked, known, equations), facts["kind"]
    yield "intervention", changes, row["intervention"]
    detail = (
        f"{asked}: {row['label_counterfactual']}, in every state of the world that "
        "agrees with the facts"
    )
    yield "evidence.detail", detail, evidence["detail"]
    yield "evidence.kind", "execution", evidence["kind"]
    yield "generator", GENERATOR, row["generator"]


def _events(equations: list[Any]) -> set[str]:
    return {*exogenous(equations), *(equation.event for equation in equations)}


def _kind(asked: Any, known: list[tuple[str, bool]], equations: list[Any]) -> str:
    if asked.carrier:
        return "through"
    if asked.kept:
        return "held"
    if {name for name, _ in known} != set(exogenous(equations)):
        return "conditional"
    return "joint" if len(asked.set_to) > 1 else "basic"


def _term(name: str, holds: bool) -> str:
    return name if holds else f"not {name}"


def _happens(holds: bool) -> str:
    return "happens" if holds else "does not happen"


AUDIT = ScmQuestionsAudit
