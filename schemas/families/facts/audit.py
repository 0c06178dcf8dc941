"""The audit of cases: every prompt is read again and held against the facts that the rows state."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.facts.kinds import called, exclusive, may_be, one_kind
from irrealis.schemas.families.facts.reading import PROPERTIES, Asked, readings

from irrealis.check import Audit, Failure, Found, Row
from irrealis.contract import Table, pairs_table, probes_table
from irrealis.store import BuildRecord

FACTS = pl.Struct(
    {
        "relation": pl.String(),
        "subject": pl.String(),
        "prompt": pl.String(),
        "target_true": pl.String(),
        "target_new": pl.String(),
    }
)
_STATED = ("relation", "subject", "prompt", "target_true", "target_new")
_TEXT = pa.Check.str_length(min_value=1)
CONFIGS = {
    "native": Table(
        pa.DataFrameSchema(
            {name: pa.Column(pl.String, _TEXT) for name in ("id", "relation", "subject", "object")},
            strict=True,
            ordered=True,
        ),
        key="id",
        holds="every triple of upstream, used or not",
    ),
    "pairs": pairs_table(fields=["text"], label=pl.String(), facts=FACTS),
    "probes": probes_table(),
}


@dataclass(slots=True)
class Case:
    """An edit as its row states it, and what its probes turned out to be."""

    stated: Row
    asked: Asked
    old: str
    new: str
    seen: Counter[str] = field(default_factory=Counter)

    @property
    def row(self) -> str:
        """What messages call its row."""
        return str(self.stated["id"])

    @property
    def text(self) -> str:
        """The statement with the new object."""
        return str(self.stated["counterfactual"]["text"])


class CasesAudit(Audit):
    """Each rewrite is of a fact, no two conflict, and each probe asks what its role says."""

    definitions: ClassVar[Mapping[str, str]] = {
        "cases": "edits whose words were read and agree with the facts",
        "subjects": "different subjects of edits",
        "neighbors.same_property": "share of the prompts about neighbors that ask the same "
        "property as the edit; the others ask another one of the same kind of object",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: all facts, and of each case its words, are kept in memory."""
        super().__init__(record, split)
        self._facts: dict[tuple[str, str], set[str]] = {}
        self._native: dict[str, tuple[str, str, str]] = {}
        self._waiting: dict[str, None] = {}
        self.cases: dict[str, Case] = {}
        self._edited: dict[tuple[str, str], str] = {}
        self._answers: dict[str, str] = {}
        self._neighbors: Counter[bool] = Counter()

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {"pairs": self._pair, "probes": self.probe}

    def see(self, config: str, row: dict[str, Any]) -> Iterator[Failure]:
        """Failures that this row shows."""
        if config == "native":
            self._waiting[row["id"]] = None
            self._native[row["id"]] = (row["relation"], row["subject"], row["object"])
            asked = PROPERTIES.get(row["relation"])
            if asked:
                self._facts.setdefault((asked, same(row["subject"])), set()).add(row["object"])
            return
        if config == "rejects":
            self._waiting.pop(row["original_id"], None)
            return
        yield from super().see(config, row)

    def finish(self) -> Iterator[Failure]:
        """Triples that nothing became of, and cases with too few prompts."""
        for name in self._waiting:
            yield Failure("native", "id", "a pair or a reject", "neither", name, "native")
        for case in self.cases.values():
            for role, wanted in self.wanted().items():
                if case.seen[role] != wanted:
                    yield Failure("probes", role, wanted, case.seen[role], case.row, "pairs")

    def wanted(self) -> dict[str, object]:
        """How many prompts of each sort a case has."""
        parameters = self.record.parameters
        return {name: parameters[name] for name in ("paraphrases", "neighbors", "attributes")}

    def metrics(self) -> dict[str, float]:
        """How many cases there are, and where their neighbors are from."""
        if not self.cases:
            return {}
        return {
            "cases": len(self.cases),
            "subjects": len({same(case.asked.subject) for case in self.cases.values()}),
            "neighbors.same_property": self._neighbors[True] / max(self._neighbors.total(), 1),
        }

    def _pair(self, row: Row) -> Found:
        self._waiting.pop(row["original_id"], None)
        old, new = self.objects(row)
        prompt = _before(row["original"]["text"], old)
        if prompt is None or _before(row["counterfactual"]["text"], new) != prompt:
            yield "reading", "text", f"one prompt, then {old} and {new}", row["counterfactual"]
            return
        asked = self._asked(prompt)
        if asked is None:
            yield "reading", "original", f"a prompt about the fact {row['original_id']}", prompt
            return
        yield from self._claims(row, asked, prompt, old, new)
        yield from self.excluded(row, asked)
        yield from _fit(asked, prompt, old, new)
        yield from self._conflict(row["group"], asked, prompt, new)
        yield from self.answers(row, asked, old, new)
        self.cases[row["group"]] = Case(row, asked, old, new)

    def _claims(self, row: Row, asked: Asked, prompt: str, old: str, new: str) -> Found:
        """What a row says of its making must follow from its words and upstream's facts."""
        facts = row["evidence"]
        relation, subject, of = self._native.get(row["original_id"], ("", "", ""))
        for where, expected, found in (
            (
                "original_id",
                (row["original_id"], asked.property, asked.subject, old),
                (row["original_id"], PROPERTIES.get(relation), subject, of),
            ),
            ("target_true", {old}, self.held(asked.property, asked.subject, old)),
            (
                "evidence.facts",
                {
                    "relation": relation,
                    "subject": asked.subject,
                    "prompt": _blank(prompt, asked),
                    "target_true": old,
                    "target_new": new,
                },
                {name: facts["facts"][name] for name in _STATED},
            ),
            (
                "evidence.detail",
                f"the {asked.property} of {asked.subject} is set to {new}",
                facts["detail"],
            ),
            ("evidence.kind", "rule", facts["kind"]),
            (
                "generator",
                {
                    "kind": "rules",
                    "name": f"irrealis {self.record.dataset}",
                    "version": "1.0.0",
                    "prompt_hash": None,
                },
                row["generator"],
            ),
            ("intervention", [_change(asked.property, old, new)], row["intervention"]),
        ):
            if expected != found:
                yield "answer", where, expected, found

    def excluded(self, row: Row, asked: Asked) -> Found:  # noqa: ARG002
        """The new object must make the old one false."""
        if not exclusive(asked.property):
            yield "excluded", "original", "a property with one object a subject", asked.property

    def objects(self, row: Row) -> tuple[str, str]:
        """The object before and after: here, the labels."""
        return row["label_original"], row["label_counterfactual"]

    def answers(self, row: Row, asked: Asked, old: str, new: str) -> Found:  # noqa: ARG002
        """What does not follow from the edit; here, no question is asked but for the object."""
        if row["label_effect"] != "recomputed":
            yield "answer", "label_effect", "recomputed", row["label_effect"]

    def _conflict(self, group: str, asked: Asked, prompt: str, new: str) -> Found:
        key = asked.property, same(asked.subject)
        if self._edited.setdefault(key, group) != group:
            yield "conflict", "original", f"one edit of a fact (see {self._edited[key]})", prompt
        if self._answers.setdefault(prompt, new) != new:
            yield "conflict", "original", f"one answer, {self._answers[prompt]}", new

    def case_of(self, row: Row) -> Case | None:
        """The case of a probe, if it was read."""
        return self.cases.get(row["group"])

    def probe(self, row: Row) -> Found:
        """What does not hold of a prompt."""
        case = self.case_of(row)
        if case is None:
            return  # reported as a group without pairs, or as a pair that was not read
        prompt = self.own_prompt(row, case)
        asked = None if prompt is None else self._asked(prompt)
        if prompt is None or asked is None:
            yield "reading", "prompt", "a prompt about a subject of native", row["prompt"]
            return
        before, after = row["answer_before"], row["answer_after"]
        for name in {before, after}:
            if any(_names(each, prompt) for each in called(name)):
                yield "named", "prompt", f"a prompt that does not name {name}", prompt
        if row["role"] == "paraphrase":
            case.seen["paraphrases"] += 1
            if (asked.property, asked.subject) != (case.asked.property, case.asked.subject):
                yield "paraphrase", "prompt", case.asked, asked
            if asked.words == case.asked.words:
                yield "paraphrase", "prompt", "other words than the edit", prompt
            if (before, after) != (case.old, case.new):
                yield "paraphrase", "answer_after", (case.old, case.new), (before, after)
            if self._answers.setdefault(prompt, after) != after:
                yield "conflict", "prompt", f"one answer, {self._answers[prompt]}", after
            return
        yield from self.locality(asked, before, case)

    def locality(self, asked: Asked, answer: str, case: Case) -> Found:
        """What does not hold of a prompt about another subject."""
        sort = {case.old: "neighbors", case.new: "attributes"}.get(answer)
        if sort is None:
            yield "locality", "answer_before", f"{case.old} or {case.new}", answer
            return
        case.seen[sort] += 1
        if sort == "neighbors":
            self._neighbors[asked.property == case.asked.property] += 1
        held = self.held(asked.property, asked.subject, answer)
        if held != {answer}:
            yield "locality", "answer_before", held, answer
        subject, own = same(asked.subject), same(case.asked.subject)
        if subject in own or own in subject:
            yield "locality", "prompt", f"a subject apart from {case.asked.subject}", asked.subject

    def own_prompt(self, row: Row, case: Case) -> str | None:  # noqa: ARG002
        """The part of a probe's prompt that asks; None where it lacks what stands before it."""
        prompt: str = row["prompt"]
        return prompt

    def _asked(self, prompt: str) -> Asked | None:
        """What a prompt asks: of all that it may ask, that about which a fact is known.

        A build of the first records of a split has prompts about those that it left out.
        """
        found = readings(prompt)
        known = [asked for asked in found if (asked.property, same(asked.subject)) in self._facts]
        if not known and self.record.limit is not None:
            known = list(found)
        return known[0] if known else None

    def held(self, asked: str, subject: str, answer: str) -> set[str]:
        """The objects of a subject; what a limited build does not know is taken to be right."""
        unknown = set() if self.record.limit is None else {answer}
        return self._facts.get((asked, same(subject)), unknown)


def _fit(asked: Asked, prompt: str, old: str, new: str) -> Found:
    """The new object must be one that the subject could have, and that the prompt does not name."""
    if not may_be(asked.property, new):
        yield "kind", "label_counterfactual", f"an object that can be {asked.property}", new
    if not one_kind(old, new):
        yield "kind", "label_counterfactual", f"an object of the kind of {old}", new
    for name in (*called(old), *called(new)):
        if _names(name, prompt):
            yield "named", "original", f"a prompt that does not name {name}", prompt
    if set(called(old)) & set(called(new)):
        yield "alias", "label_counterfactual", f"no other name of {old}", new


def same(subject: str) -> str:
    """A subject as subjects are compared."""
    return " ".join(subject.split()).casefold()


def _before(text: str, of: str) -> str | None:
    end = f" {of}."
    return text.removesuffix(end) if text.endswith(end) else None


def _blank(prompt: str, asked: Asked) -> str:
    """The prompt with a blank for its subject."""
    start = len(prompt.partition(asked.subject)[0])
    while prompt[:start] + prompt[start + len(asked.subject) :] != asked.words:
        start = prompt.index(asked.subject, start + 1)
    return f"{prompt[:start]}{{}}{prompt[start + len(asked.subject) :]}"


def _names(name: str, text: str) -> bool:
    return bool(re.search(rf"\b{re.escape(name)}", text, re.IGNORECASE))


def _change(target: str, old: str, new: str) -> dict[str, str | None]:
    return {
        "kind": "object",
        "target": target,
        "from": old,
        "to": new,
        "source": None,
        "source_name": None,
    }
