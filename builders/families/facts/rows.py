"""What builders of facts share: how they read, and the rows of triples, edits and prompts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Literal, NoReturn, TypeAlias, TypeVar

from irrealis.builders.families.facts.cases import Case, statement
from irrealis.builders.families.facts.pararel import Triple, read_triples
from irrealis.builders.families.facts.tables import SUBJECT, relations

from irrealis.build import Builder, Row
from irrealis.contract import Evidence, Generator, Intervention, Pair, Probe
from irrealis.errors import IrrealisError
from irrealis.text.edits import token_edits

Context = TypeVar("Context")
# role, prompt, answer before and answer after
Prompt: TypeAlias = tuple[Literal["paraphrase", "locality", "portability"], str, str, str]


class FactsBuilder(Builder[Triple, Context]):
    """A builder whose records are the triples of ParaRel, read with their patterns."""

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

    def pair(self, record: Triple, case: Case) -> Pair:
        """The requested rewrite; its labels are the objects."""
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
                facts_of(record, case),
            ),
            generator=Generator("rules", f"irrealis {self.dataset}", "1.0.0"),
            seed=self.seed,
        )

    def probes(self, prompts: Iterable[Prompt], *, group: str) -> Iterator[Row]:
        """Rows of the prompts of a group."""
        for role, prompt, before, after in prompts:
            probe = Probe(
                dataset=self.dataset,
                group=group,
                role=role,
                prompt=prompt,
                answer_before=before,
                answer_after=after,
            )
            yield Row("probes", probe.row())


def native_row(triple: Triple) -> Row:
    """The triple as it is."""
    return Row(
        "native",
        {
            "id": triple.uuid,
            "relation": triple.relation,
            "subject": triple.subject,
            "object": triple.object,
        },
    )


def facts_of(record: Triple, case: Case) -> dict[str, Any]:
    """The certificate of a rewrite, by the names that readers of CounterFact know."""
    return {
        "relation": record.relation,
        "subject": record.subject,
        "prompt": case.wording.replace(SUBJECT, "{}"),
        "target_true": record.object,
        "target_new": case.new,
    }


def prompts_of(record: Triple, case: Case) -> Iterator[Prompt]:
    """Paraphrases of the rewrite, and other subjects with the old object and the new one."""
    old, new = record.object, case.new
    yield from (("paraphrase", prompt, old, new) for prompt in case.paraphrases)
    yield from (("locality", prompt, old, old) for prompt in case.neighbors)
    yield from (("locality", prompt, new, new) for prompt in case.attributes)
