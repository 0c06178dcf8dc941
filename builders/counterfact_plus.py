"""counterfact-plus: the edits of counterfact-style, stated just before each neighbor is asked for.

After CounterFact+ (Hoelscher-Obermaier et al., "Detecting Edit Failures in Large Language Models:
An Improved Specificity Benchmark", Findings of ACL 2023, section 3): a prompt about a neighbor that
follows the edited assertion shows interference that the prompt alone does not.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from irrealis.builders.counterfact_style import CounterfactStyle, Edits
from irrealis.builders.families.facts.cases import Case, statement
from irrealis.builders.families.facts.pararel import Triple
from irrealis.builders.families.facts.rows import Prompt

from irrealis.build import Drop, Row, record_rng

SAME_CASES = "counterfact-style"


class CounterfactPlus(CounterfactStyle):
    """The cases of counterfact-style, with other probes."""

    def edit(
        self,
        record: Triple,
        *,
        context: Edits,
        rng: random.Random,
    ) -> Iterable[Row | Drop]:
        """As counterfact-style, with the randomness that it has: so both have the same edits."""
        rng = record_rng(dataset=SAME_CASES, seed=self.seed, original_id=record.uuid)
        return super().edit(record, context=context, rng=rng)

    def prompts(self, record: Triple, case: Case) -> Iterator[Prompt]:
        """Each neighbor, after the edited assertion."""
        assertion = statement(case.wording, record.subject, case.new)
        for prompt in case.neighbors:
            yield "locality", f"{assertion} {prompt}", record.object, record.object


BUILDER = CounterfactPlus
