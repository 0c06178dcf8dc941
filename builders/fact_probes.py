"""fact-probes: true statements, minimally false ones, and questions that take them for granted.

After work on telling true statements from false ones inside of models (Azaria and Mitchell, "The
Internal State of an LLM Knows When It's Lying", Findings of EMNLP 2023) and on questions with false
premises (Yu et al., "CREPE: Open-Domain Question Answering with False Presuppositions", ACL 2023),
made from the triples and patterns of ParaRel.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from csv import DictReader
from dataclasses import replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from irrealis.builders import families
from irrealis.builders.families.facts.balance import Exchange
from irrealis.builders.families.facts.cases import Case, CaseParameters, fault_of
from irrealis.builders.families.facts.pararel import Triple
from irrealis.builders.families.facts.rows import FactsBuilder, facts_of, native_row
from irrealis.builders.families.facts.tables import OBJECT, SUBJECT, relations

from irrealis.build import Draw, Drop, Parameters, Row, record_rng
from irrealis.contract import Evidence, Pair, normalize
from irrealis.text.edits import token_edits

ANY = CaseParameters(paraphrases=1, neighbors=1, attributes=1)  # no prompts are made of them


class FactProbes(FactsBuilder[Exchange]):
    """Gives each fact the object of another one of its property."""

    parameters_type = Parameters
    parameters: Parameters

    def context(self, records: Iterable[Triple]) -> Exchange:
        """All facts of the split, and which of them exchange objects."""
        return Exchange.of(records, ANY, self._order)

    def _order(self, triple: Triple) -> float:
        return record_rng(
            dataset=self.dataset, seed=self.seed, original_id=f"order/{triple.uuid}"
        ).random()

    def edit(
        self, record: Triple, *, context: Exchange, rng: random.Random
    ) -> Iterable[Row | Drop]:
        """The triple as it is, a true and a false statement, and a question about either."""
        yield native_row(record)
        fault = fault_of(record, context.index, ANY)
        if fault is not None:
            yield Drop(fault.reason, fault.detail)
            return
        new = context.objects.get(record.uuid)
        if new is None or normalize(new) == normalize(record.object):
            yield Drop("no-partner", f"no fact with another object than {record.object} is left")
            return
        case = Case(Draw(rng).choice(record.wordings), new, (), (), ())
        yield Row("pairs", self._statements(record, case).row())
        yield Row("questions", self._questions(record, case).row())

    def _statements(self, record: Triple, case: Case) -> Pair:
        return replace(
            self.pair(record, case),
            label_original="true",
            label_counterfactual="false",
            label_effect="flip",
        )

    def _questions(self, record: Triple, case: Case) -> Pair:
        pair = self._statements(record, case)
        wording = questions()[relations()[record.relation].property]
        asked = [
            wording.replace(SUBJECT, record.subject).replace(OBJECT, of)
            for of in (record.object, case.new)
        ]
        premises = {
            "premise_original": pair.original["text"],
            "premise_counterfactual": pair.counterfactual["text"],
        }
        return replace(
            pair,
            original={"text": asked[0]},
            counterfactual={"text": asked[1]},
            edits=token_edits(*asked),
            evidence=Evidence(
                "rule",
                "a question holds if what it takes for granted does",
                {**facts_of(record, case), **premises},
            ),
        )


@cache
def questions() -> Mapping[str, str]:
    """A question for each property, which takes the fact for granted."""
    text = (files(families) / "facts" / "questions.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = DictReader(lines, delimiter="\t")
    return MappingProxyType({row["property"]: row["question"] for row in rows})


BUILDER = FactProbes
