"""CEBaB-style edits made by rule: what a review says of one aspect is set, and nothing else.

Originals: Abraham et al., "CEBaB: Estimating the Causal Effects of Real-World Concepts on NLP Model
Behavior", NeurIPS 2022, version 1.1. The edits are ours; those of people serve as the measure.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, ClassVar, Literal, cast

from irrealis.builders.cebab import (
    ASPECTS,
    OPINIONS,
    Aspect,
    Group,
    Opinion,
    Review,
    label,
    native_row,
    original_of,
    read_groups,
)
from irrealis.builders.cebab_edits.changes import Clash, applied, compose
from irrealis.builders.cebab_edits.parsing import BATCH, Parse, parse
from irrealis.builders.cebab_edits.rules import plan
from irrealis.builders.cebab_edits.subject import NoEdit, Plan, Subject
from irrealis.schemas.cebab_edits import written
from pydantic import Field

from irrealis.build import Builder, Drop, Parameters, Row, record_rng
from irrealis.contract import Edit, Evidence, Generator, Intervention, Pair, normalize
from irrealis.text.parser import parser_models
from irrealis.text.repeats import same

VERSION = "1"  # of the rules: raise it with each change of what they make
WORKER = "rules"


class EditParameters(Parameters):
    """Which edits are asked for."""

    goals: Literal["all", "asked"] = Field(
        "all",
        description="all: every goal other than an aspect's label; asked: those that upstream "
        "asked its editors for",
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of setting an aspect: a rule, its edits and their text, or why there is none."""

    aspect: Aspect
    goal: Opinion
    rule: str
    edits: Sequence[Edit] = ()
    text: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """All edits of a split, by original and its text, and what must not be made of them.

    A text that two originals could be edited into ("Great service.") may not stand in two splits,
    nor with two labels, so that edits have to be known before the first of them is written.
    `repeated` are digests of texts that came up more than once, in this split or in another.
    """

    outcomes: Mapping[tuple[str, str], Sequence[Outcome]]
    repeated: frozenset[bytes]


class CebabEdits(Builder[Group, Made]):
    """Sets each aspect of each original to the labels that it does not have."""

    parameters_type: ClassVar[type[Parameters]] = EditParameters

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Groups in the order in which the file first names them."""
        return read_groups(stream, source=source, dataset=self.dataset)

    def original_id(self, record: Group) -> str:
        """Upstream's own id of the original."""
        return record.original_id

    def models(self) -> list[dict[str, str]]:
        """The parser: the rules go by what it says."""
        return parser_models()

    def context_beside(self, records: Iterable[Group], *, others: Iterable[Group]) -> Made:
        """All edits of the split; each original is parsed once, together with others."""
        outcomes: dict[tuple[str, str], Sequence[Outcome]] = {}
        seen: set[bytes] = set()
        repeated: set[bytes] = set()
        for split, groups in ((True, records), (False, others)):
            for original, said in self._outcomes(groups):
                if split:
                    outcomes.setdefault((original.original_id, original.description), said)
                texts = (original.description, *(one.text for one in said if one.text))
                for digest in {_digest(text) for text in texts}:
                    (repeated if digest in seen else seen).add(digest)
        return Made(outcomes, frozenset(repeated))

    def edit(
        self,
        record: Group,
        *,
        context: Made,
        rng: random.Random,  # noqa: ARG002 drawn from with the context, in the same way
    ) -> Iterable[Row | Drop]:
        """The original, its edits, and why there are no others."""
        original = original_of(record)
        if original is None:
            yield Drop("original-missing", "its original is not in this split")
            return
        if _digest(original.description) in context.repeated:
            yield Drop("repeated-description", "its text is that of another review too")
            return
        outcomes = context.outcomes[original.original_id, original.description]
        if not outcomes:
            yield Drop("aspects-unlabeled", "no aspect has a label that could be changed")
            return
        made: list[Row] = []
        row = native_row(original)
        for one in outcomes:
            reason, detail = one.rule, one.refused
            if not detail and _digest(one.text) in context.repeated:
                reason, detail = "text-of-another", "another review has, or is edited to, this text"
            if detail:
                name = f"{original.original_id}_{one.aspect}-{one.goal}"
                yield Drop(reason, f"{name}: {detail}", level="variant")
            else:
                made += self._rows(original, row, one)
        if not made:
            yield Drop("no-edits", f"none of {len(outcomes)} edits is safe")
            return
        yield Row("native", row)
        yield Row("native_mix", {**row, "is_counterfactual": False})
        yield from made

    def _outcomes(self, groups: Iterable[Group]) -> Iterator[tuple[Review, list[Outcome]]]:
        """What can be made of each original; those of a batch are parsed together."""
        waiting = iter(groups)
        while batch := list(islice(waiting, BATCH)):
            found = [(group, one) for group in batch if (one := original_of(group)) is not None]
            parses = parse([original.description for _, original in found])
            for (group, original), parsed in zip(found, parses, strict=True):
                yield original, self._outcome(group, original, parsed)

    def _outcome(self, group: Group, original: Review, parsed: Parse) -> list[Outcome]:
        rng = record_rng(dataset=self.dataset, seed=self.seed, original_id=original.original_id)
        subject = Subject(
            parsed,
            labels={aspect: _known(original, aspect) for aspect in ASPECTS},
            rating=int(original.review_majority) if original.review_majority.isdigit() else None,
        )
        texts = {normalize(original.description)}
        outcomes: list[Outcome] = []
        for aspect, goal in self._asked(group, original):
            try:
                done = plan(subject, aspect, goal, rng=rng)
                edits, text = _made(original.description, done)
            except NoEdit as error:
                outcomes.append(Outcome(aspect, goal, error.reason, refused=error.detail))
                continue
            if normalize(text) in texts:
                again = "the text is that of the original or of another edit of it"
                outcomes.append(Outcome(aspect, goal, "no-op", refused=again))
                continue
            texts.add(normalize(text))
            outcomes.append(Outcome(aspect, goal, done.rule, edits, text))
        return outcomes

    def _asked(self, group: Group, original: Review) -> Iterator[tuple[Aspect, Opinion]]:
        asked = {(review.edit_type, review.edit_goal) for review in group.reviews}
        everything = cast(EditParameters, self.parameters).goals == "all"
        for aspect in ASPECTS:
            known = _known(original, aspect)
            for goal in OPINIONS:
                if known not in (None, goal) and (everything or (aspect, goal) in asked):
                    yield aspect, goal

    def _rows(self, original: Review, row: Mapping[str, Any], one: Outcome) -> Iterator[Row]:
        edited = _edited(row, one)
        said = label(original)
        nobody = {"majority": None, "votes": None}
        pair = Pair(
            dataset=self.dataset,
            original_id=original.original_id,
            original={"text": original.description},
            counterfactual={"text": one.text},
            edits=one.edits,
            interventions=[
                Intervention(
                    "aspect",
                    one.aspect,
                    original.majority(one.aspect),
                    one.goal,
                    source=edited["id"],
                )
            ],
            label_original=said,
            label_counterfactual={
                **said,
                "review": nobody,
                one.aspect: {**nobody, "majority": one.goal},
            },
            label_effect="flip",
            evidence=Evidence("rule", _evidence(one)),
            generator=Generator("rules", self.dataset, VERSION),
            seed=self.seed,
        )
        yield Row("pairs", pair.row())
        yield Row("native", edited)
        yield Row("native_mix", {**edited, "is_counterfactual": True})


def _digest(text: str) -> bytes:
    return hashlib.sha256(same(text).encode("utf-8", "surrogatepass")).digest()[:16]


def _known(review: Review, aspect: Aspect) -> str | None:
    said = review.majority(aspect)
    return said if said in OPINIONS else None


def _made(text: str, done: Plan) -> tuple[list[Edit], str]:
    """The edits of a plan and what they make.

    Raises:
        NoEdit: it would not be well written; says why.
    """
    try:
        edits = compose(text, done.changes)
    except Clash as error:
        raise NoEdit("clash", f"two rules want to change the same words: {error}") from None
    after = applied(text, edits)
    put = sum(len(edit.after) for edit in edits)
    if any(written(text, after, put=put)):
        raise NoEdit("unsound", f"what is left would not be well formed: {after[:80]!r}")
    return edits, after


def _edited(row: Mapping[str, Any], one: Outcome) -> dict[str, Any]:
    """The native row of an edit, from its original's.

    Nobody voted on it; on the other aspects the votes are as they were.
    """
    edit_id = f"{one.aspect}-{one.goal}"
    return {
        **row,
        "id": f"{row['original_id']}_{edit_id}",
        "edit_id": edit_id,
        "is_original": False,
        "edit_goal": one.goal,
        "edit_type": one.aspect,
        "edit_worker": WORKER,
        "description": one.text,
        "review_majority": "",
        "review_label_distribution": None,
        "review_workers": None,
        f"{one.aspect}_aspect_majority": one.goal,
        f"{one.aspect}_aspect_label_distribution": None,
        f"{one.aspect}_aspect_validation_workers": None,
    }


def _evidence(one: Outcome) -> str:
    put = sum(not edit.before for edit in one.edits)
    taken = sum(not edit.after for edit in one.edits)
    return (
        f"rule {one.rule}: {put} put in, {taken} taken out, {len(one.edits) - put - taken} "
        "replaced; the other aspects keep the votes on the original, and nobody voted on the edit"
    )


BUILDER = CebabEdits
