"""counterfact-style: facts of ParaRel with another object, and what such an edit must not touch.

After CounterFact (Meng et al., "Locating and Editing Factual Associations in GPT", NeurIPS 2022,
appendix D), made anew from the triples and patterns of ParaRel.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import ClassVar

from irrealis.builders.families.facts.cases import Case, CaseParameters, Fault, case_of
from irrealis.builders.families.facts.index import Index
from irrealis.builders.families.facts.pararel import Triple
from irrealis.builders.families.facts.rows import FactsBuilder, Prompt, native_row, prompts_of

from irrealis.build import Draw, Drop, Parameters, Row


class CounterfactStyle(FactsBuilder[Index]):
    """Sets the object of a fact to another of its kind, and asks around it."""

    parameters_type: ClassVar[type[Parameters]] = CaseParameters
    parameters: CaseParameters

    def context(self, records: Iterable[Triple]) -> Index:
        """All facts of the split."""
        return Index.of(records)

    def edit(self, record: Triple, *, context: Index, rng: random.Random) -> Iterable[Row | Drop]:
        """The triple as it is, the rewrite, and its probes."""
        yield native_row(record)
        case = case_of(record, context, self.parameters, Draw(rng))
        if isinstance(case, Fault):
            yield Drop(case.reason, case.detail)
            return
        pair = self.pair(record, case).row()
        yield Row("pairs", pair)
        yield from self.probes(self.prompts(record, case), group=pair["group"])

    def prompts(self, record: Triple, case: Case) -> Iterator[Prompt]:
        """The prompts of a case."""
        return prompts_of(record, case)


BUILDER = CounterfactStyle
