"""counterfact-style: facts of ParaRel with another object, and what such an edit must not touch.

After CounterFact (Meng et al., "Locating and Editing Factual Associations in GPT", NeurIPS 2022,
appendix D), made anew from the triples and patterns of ParaRel.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from irrealis.builders.families.facts.cases import Case, CaseParameters, Fault, case_of, fault_of
from irrealis.builders.families.facts.index import Index
from irrealis.builders.families.facts.pararel import Triple
from irrealis.builders.families.facts.rows import (
    FactsBuilder,
    Prompt,
    facts_of,
    native_row,
    prompts_of,
)
from irrealis.builders.families.facts.tables import relations, several

from irrealis.build import Draw, Drop, Parameters, Row
from irrealis.contract import Pair
from irrealis.text.repeats import same


@dataclass(frozen=True, slots=True)
class Edits:
    """The facts of a split, and which fact of a subject may be edited, by its uuid.

    Two edits of one subject could contradict each other: a city in Japan, on another continent.
    """

    index: Index
    edited: Mapping[str, str]

    @classmethod
    def of(cls, triples: Iterable[Triple], wanted: CaseParameters) -> Edits:
        """Of each subject, a fact whose new object rules out the old one if there is any."""
        known = list(triples)
        index = Index.of(known)
        edited: dict[str, str] = {}
        for triple in sorted(known, key=lambda triple: (_is_shared(triple), triple.uuid)):
            if fault_of(triple, index, wanted, shared=True) is None:
                edited.setdefault(same(triple.subject), triple.uuid)
        return cls(index, edited)


class CounterfactStyle(FactsBuilder[Edits]):
    """Sets the object of a fact to another of its kind, and asks around it."""

    parameters_type: ClassVar[type[Parameters]] = CaseParameters
    parameters: CaseParameters

    def context(self, records: Iterable[Triple]) -> Edits:
        """All facts of the split, and which of them may be edited."""
        return Edits.of(records, self.parameters)

    def edit(self, record: Triple, *, context: Edits, rng: random.Random) -> Iterable[Row | Drop]:
        """The triple as it is, the rewrite, and its probes."""
        yield native_row(record)
        case = case_of(record, context.index, self.parameters, Draw(rng), shared=True)
        if isinstance(case, Fault):
            yield Drop(case.reason, case.detail)
            return
        edited = context.edited[same(record.subject)]
        if edited != record.uuid:
            yield Drop("subject-edited", f"{record.subject} has another object in {edited}")
            return
        pair = self.pair(record, case).row()
        yield Row("pairs", pair)
        yield from self.probes(self.prompts(record, case), group=pair["group"])

    def pair(self, record: Triple, case: Case) -> Pair:
        """The requested rewrite, which says whether the new object makes the old one false."""
        pair = super().pair(record, case)
        facts = {**facts_of(record, case), "exclusive": not _is_shared(record)}
        return replace(pair, evidence=replace(pair.evidence, facts=facts))

    def prompts(self, record: Triple, case: Case) -> Iterator[Prompt]:
        """The prompts of a case."""
        return prompts_of(record, case)


def _is_shared(triple: Triple) -> bool:
    """Whether a subject may have both the old object and a new one."""
    known = relations().get(triple.relation)
    return known is not None and known.property in several()


BUILDER = CounterfactStyle
