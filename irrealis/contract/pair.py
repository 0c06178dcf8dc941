"""The pair: one contract for every dataset.

A pair is a record, the same record after one intervention, and the label that then holds. Every
dataset of the registry has a config `pairs` with the columns of `PairRow`; the fields of `original`
and `counterfactual` (text | premise, hypothesis | ...), the type of the label and what else differs
is declared to `pairs_table`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from irrealis.contract.fields import text_view


@dataclass(frozen=True, slots=True)
class Edit:
    """`before`, at characters `start` to `end` of the original's `field`, becomes `after`.

    The field is a place of the text view: of a list of choices the member, such as `choices[2]`.
    """

    field: str
    start: int
    end: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Intervention:
    """What was set to what: entity 3: Berlin -> Vienna.

    `before` is None for a variable that was not set. Both values are texts unless the dataset
    declares another type. `source` says which record `after` was taken from, if from any, and
    `source_name` what it is called there: the text may need another form of it (Viennese).
    """

    kind: str
    target: str
    before: Any
    after: Any
    source: str | None = None
    source_name: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why the new label holds: the kind of proof, and a sentence for people.

    `facts` is a certificate: what an audit needs to prove the label again, in the type that the
    dataset declares for it. No audit may read anything out of the sentence.
    """

    kind: Literal["rule", "judge", "execution", "solver", "human"]
    detail: str
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Generator:
    """Who made the edit; a model is named with its version and the hash of its prompt."""

    kind: Literal["rules", "human", "model"]
    name: str
    version: str
    prompt_hash: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One row of the config `pairs`, before it is written.

    `query` is the question about both sides, where a dataset has several for one original.
    `coordinates` are where the original and the counterfactual stand in the square or grid that
    their group is: axis -> value, of each.
    """

    dataset: str
    original_id: str
    original: Mapping[str, Any]
    counterfactual: Mapping[str, Any]
    edits: Sequence[Edit]
    interventions: Sequence[Intervention]
    label_original: Any
    label_counterfactual: Any
    label_effect: Literal["flip", "keep", "recomputed"]
    evidence: Evidence
    generator: Generator
    seed: int
    group: str | None = None
    query: str | None = None
    coordinates: tuple[Mapping[str, str], Mapping[str, str]] | None = None

    @property
    def id(self) -> str:
        """Identity by content: never by position, path or time."""
        asked = () if self.query is None else (self.query, self._interventions())
        return pair_id(self.dataset, self.original_id, self.original, self.counterfactual, *asked)

    def _interventions(self) -> list[dict[str, Any]]:
        return [
            {
                "kind": change.kind,
                "target": change.target,
                "from": change.before,
                "to": change.after,
                "source": change.source,
                "source_name": change.source_name,
            }
            for change in self.interventions
        ]

    def row(self) -> dict[str, Any]:
        """The row as it is written: the columns of `PairRow`, in their order."""
        placed: dict[str, Any] = {}
        if self.coordinates is not None:
            sides = zip(("original", "counterfactual"), self.coordinates, strict=True)
            placed["coordinates"] = {side: dict(axes) for side, axes in sides}
        return {
            "id": self.id,
            "original_id": self.original_id,
            "group": self.group or group_id(self.dataset, self.original_id),
            **placed,
            "original": dict(self.original),
            "counterfactual": dict(self.counterfactual),
            **({} if self.query is None else {"query": self.query}),
            "edits": [
                {
                    "field": edit.field,
                    "start": edit.start,
                    "end": edit.end,
                    "before": edit.before,
                    "after": edit.after,
                }
                for edit in self.edits
            ],
            "intervention": self._interventions(),
            "label_original": self.label_original,
            "label_counterfactual": self.label_counterfactual,
            "label_effect": self.label_effect,
            "evidence": {
                "kind": self.evidence.kind,
                "detail": self.evidence.detail,
                **({} if self.evidence.facts is None else {"facts": dict(self.evidence.facts)}),
            },
            "generator": {
                "kind": self.generator.kind,
                "name": self.generator.name,
                "version": self.generator.version,
                "prompt_hash": self.generator.prompt_hash,
            },
            "seed": self.seed,
        }


def canonical(value: object) -> bytes:
    """The canonical JSON of a value: keys sorted, no spaces, UTF-8.

    Raises:
        TypeError: a value that JSON cannot hold exactly (unpaired surrogate, big integer, bytes).
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def fingerprint(value: object, *, digits: int = 16) -> str:
    """The first hexadecimal digits of the SHA-256 of a value's canonical form.

    >>> fingerprint({"b": 1, "a": "x"}) == fingerprint({"a": "x", "b": 1})
    True

    Raises:
        TypeError: see `canonical`.
    """
    return hashlib.sha256(canonical(value)).hexdigest()[:digits]


def pair_id(
    dataset: str,
    original_id: str,
    original: Mapping[str, Any],
    counterfactual: Mapping[str, Any],
    query: str | None = None,
    intervention: Sequence[Mapping[str, Any]] = (),
) -> str:
    """16 hexadecimal digits over what the pair is: dataset, original, and both records.

    Where a dataset has queries, one text may answer several of them and several interventions may
    lead to one text: there, the query and the interventions (rows of `intervention`) count too.

    Args:
        dataset: its name.
        original_id: upstream's own id of the original.
        original: the fields of the original.
        counterfactual: the fields of the counterfactual.
        query: what is asked of both, where the dataset has queries.
        intervention: rows of the column of this name, which count only beside a query.
    """
    content: list[Any] = [dataset, original_id, dict(original), dict(counterfactual)]
    if query is not None:
        content += [query, list(intervention)]
    return fingerprint(content)


def group_id(dataset: str, original_id: str) -> str:
    """The group of an original and all of its counterfactuals, 16 hexadecimal digits."""
    return fingerprint([dataset, original_id])


def replay(original: Mapping[str, Any], edits: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Apply edits (rows of `edits`) to the texts of an original.

    Returns:
        The text view of the counterfactual: of a record of texts, the record.

    >>> replay({"text": "in Berlin"}, [{"field": "text", "start": 3, "end": 9,
    ...                                 "before": "Berlin", "after": "Vienna"}])
    {'text': 'in Vienna'}

    Raises:
        ValueError: an edit that is out of order, out of range, of an unknown field, or whose
            `before` is not what stands there; the message says which.
    """
    texts = text_view(original)
    pieces: dict[str, list[str]] = {place: [] for place in texts}
    reached = dict.fromkeys(texts, 0)
    last: tuple[str, int] | None = None
    for number, edit in enumerate(edits):
        field, start, end = edit["field"], edit["start"], edit["end"]
        if last is not None and (field, start) < last:
            raise ValueError(f"edits[{number}]: not sorted by field and start")
        last = (field, start)
        if field not in texts:
            raise ValueError(f"edits[{number}]: no field {field!r} in the original")
        text = texts[field]
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"edits[{number}]: {start}:{end} is outside of the {len(text)} chars")
        if start < reached[field]:
            raise ValueError(f"edits[{number}]: {start}:{end} overlaps the edit before it")
        if text[start:end] != edit["before"]:
            raise ValueError(
                f"edits[{number}]: expected {edit['before']!r}, found {text[start:end]!r}"
            )
        pieces[field] += [text[reached[field] : start], edit["after"]]
        reached[field] = end
    return {f: "".join([*pieces[f], text[reached[f] :]]) for f, text in texts.items()}
