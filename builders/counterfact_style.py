"""counterfact-style: facts of ParaRel with another object, and what such an edit must not touch.

After CounterFact (Meng et al., "Locating and Editing Factual Associations in GPT", NeurIPS 2022,
appendix D), made anew from the triples and patterns of ParaRel.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, ClassVar, Literal, NoReturn, TypeAlias

from irrealis.builders.families.facts.cases import (
    Case,
    CaseParameters,
    Fault,
    case_of,
    statement,
)
from irrealis.builders.families.facts.index import Index
from irrealis.builders.families.facts.pararel import Triple, read_triples
from irrealis.builders.families.facts.tables import SUBJECT, relations

from irrealis.build import Builder, Draw, Drop, Parameters, Row
from irrealis.contract import Evidence, Generator, Intervention, Pair, Probe
from irrealis.errors import IrrealisError
from irrealis.text.edits import token_edits

# role, prompt, answer before and answer after
Prompt: TypeAlias = tuple[Literal["paraphrase", "locality"], str, str, str]


class CounterfactStyle(Builder[Triple, Index]):
    """Sets the object of a fact to another of its kind, and asks around it."""

    parameters_type: ClassVar[type[Parameters]] = CaseParameters
    parameters: CaseParameters

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Triple]:
        """The triples of all files; patterns are files of their own."""
        return read_triples(files)

    def read(self, stream: BinaryIO, *, source: str) -> NoReturn:  # noqa: ARG002
        """A file alone says too little.

        Raises:
            IrrealisError: always.
        """
        raise IrrealisError(
            "triples are read with their patterns", expected="read_split", found=source
        )

    def original_id(self, record: Triple) -> str:
        """ParaRel's uuid of the triple."""
        return record.uuid

    def context(self, records: Iterable[Triple]) -> Index:
        """All facts of the split."""
        return Index.of(records)

    def edit(self, record: Triple, *, context: Index, rng: random.Random) -> Iterable[Row | Drop]:
        """The triple as it is, the rewrite, and its probes."""
        yield Row(
            "native",
            {
                "id": record.uuid,
                "relation": record.relation,
                "subject": record.subject,
                "object": record.object,
            },
        )
        case = case_of(record, context, self.parameters, Draw(rng))
        if isinstance(case, Fault):
            yield Drop(case.reason, case.detail)
            return
        pair = self._pair(record, case)
        yield Row("pairs", pair)
        for role, prompt, before, after in self.prompts(record, case):
            probe = Probe(
                dataset=self.dataset,
                group=pair["group"],
                role=role,
                prompt=prompt,
                answer_before=before,
                answer_after=after,
            )
            yield Row("probes", probe.row())

    def prompts(self, record: Triple, case: Case) -> Iterator[Prompt]:
        """Role, prompt, answer before and answer after of each probe."""
        old, new = record.object, case.new
        yield from (("paraphrase", prompt, old, new) for prompt in case.paraphrases)
        yield from (("locality", prompt, old, old) for prompt in case.neighbors)
        yield from (("locality", prompt, new, new) for prompt in case.attributes)

    def _pair(self, record: Triple, case: Case) -> dict[str, Any]:
        before = statement(case.wording, record.subject, record.object)
        after = statement(case.wording, record.subject, case.new)
        asked = relations()[record.relation].property
        return Pair(
            dataset=self.dataset,
            original_id=record.uuid,
            original={"text": before},
            counterfactual={"text": after},
            edits=token_edits(before, after),
            interventions=[Intervention("object", asked, record.object, case.new)],
            label_original=record.object,
            label_counterfactual=case.new,
            label_effect="recomputed",
            evidence=Evidence(
                "rule",
                f"the {asked} of {record.subject} is set to {case.new}",
                {
                    "relation": record.relation,
                    "subject": record.subject,
                    "prompt": case.wording.replace(SUBJECT, "{}"),
                    "target_true": record.object,
                    "target_new": case.new,
                },
            ),
            generator=Generator("rules", f"irrealis {self.dataset}", "1.0.0"),
            seed=self.seed,
        ).row()


BUILDER = CounterfactStyle
