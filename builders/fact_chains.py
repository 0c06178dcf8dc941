"""fact-chains: questions of two and three hops over an edited fact, with answers computed anew.

After MQuAKE (Zhong et al., "MQuAKE: Assessing Knowledge Editing in Language Models via Multi-Hop
Questions", EMNLP 2023), made from the triples and patterns of ParaRel.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import ClassVar

from irrealis.builders.families.facts.cases import Case, CaseParameters, Fault, case_of
from irrealis.builders.families.facts.chains import FIRST, Chain, World
from irrealis.builders.families.facts.pararel import Triple
from irrealis.builders.families.facts.rows import (
    FactsBuilder,
    Prompt,
    facts_of,
    native_row,
    prompts_of,
)

from irrealis.build import Draw, Drop, Parameters, Row
from irrealis.contract import Pair


class FactChains(FactsBuilder[World]):
    """Edits a fact from which chains lead on, and follows them before and after."""

    parameters_type: ClassVar[type[Parameters]] = CaseParameters
    parameters: CaseParameters

    def context(self, records: Iterable[Triple]) -> World:
        """All facts of the split."""
        return World.of(records)

    def edit(self, record: Triple, *, context: World, rng: random.Random) -> Iterable[Row | Drop]:
        """The triple as it is, a question for each chain, and the probes."""
        yield native_row(record)
        case = self._case(record, context, Draw(rng))
        if isinstance(case, Fault):
            yield Drop(case.reason, case.detail)
            return
        chains = list(context.chains(record, case.new))
        pairs = [self._pair(record, case, chain).row() for chain in chains]
        yield from (Row("pairs", pair) for pair in pairs)
        prompts = {prompt[1]: prompt for prompt in _prompts(record, case, chains, context)}
        yield from self.probes(prompts.values(), group=pairs[0]["group"])

    def _case(self, record: Triple, world: World, draw: Draw) -> Case | Fault:
        if record.relation not in FIRST:
            return Fault("no-chain", f"no chain begins with {record.relation}")
        if not world.begins(record):
            return Fault("no-chain", f"no further fact of {record.object} is known")
        return case_of(
            record,
            world.index,
            self.parameters,
            draw,
            leads=lambda name: any(True for _ in world.chains(record, name)),
        )

    def _pair(self, record: Triple, case: Case, chain: Chain) -> Pair:
        """The rewrite, and what a chain leads to before it and after."""
        pair = self.pair(record, case)
        before, after = chain.before[-1], chain.after[-1]
        steps = {
            "hops": list(chain.hops),
            "path_before": list(chain.before),
            "path_after": list(chain.after),
        }
        return replace(
            pair,
            query=chain.question,
            label_original=before,
            label_counterfactual=after,
            label_effect="keep" if before == after else "recomputed",
            evidence=replace(pair.evidence, facts={**facts_of(record, case), **steps}),
        )


def _prompts(record: Triple, case: Case, chains: Iterable[Chain], world: World) -> Iterator[Prompt]:
    """The prompts of the case, of each chain, and of each fact on its way."""
    yield from prompts_of(record, case)
    for chain in chains:
        yield "portability", chain.question, chain.before[-1], chain.after[-1]
        for prompt, answer in world.conditions(chain):
            yield "locality", prompt, answer, answer


BUILDER = FactChains
