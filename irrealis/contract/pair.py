"""The pair: one contract for every dataset.

A pair is a record, the same record after one intervention, and the label that then holds. Every
dataset of the registry has a config `pairs` with the columns of `pairs_schema`; only the fields of
`original` and `counterfactual` (text | premise, hypothesis | ...) and the type of the label differ.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import orjson

if TYPE_CHECKING:
    import pandera.polars as pa
    import polars as pl

LABEL_EFFECTS = ("flip", "keep", "recomputed")
EVIDENCE_KINDS = ("rule", "judge", "execution", "solver", "human")
GENERATOR_KINDS = ("rules", "human", "model")


@dataclass(frozen=True, slots=True)
class Edit:
    """`before`, at characters `start` to `end` of the original's `field`, becomes `after`."""

    field: str
    start: int
    end: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Intervention:
    """What was set to what: entity 3: Berlin -> Vienna.

    `source` says which record `after` was taken from, if from any, and `source_name` what it is
    called there: the text may need another form of it (Viennese).
    """

    kind: str
    target: str
    before: str
    after: str
    source: str | None = None
    source_name: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why the new label holds: the kind of proof, and a sentence for people.

    `facts` is a certificate: what an audit needs to prove the label again, in the type that the
    dataset declares for it. No audit reads the sentence.
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
    """One row of the config `pairs`, before it is written."""

    dataset: str
    original_id: str
    original: Mapping[str, str]
    counterfactual: Mapping[str, str]
    edits: Sequence[Edit]
    interventions: Sequence[Intervention]
    label_original: Any
    label_counterfactual: Any
    label_effect: Literal["flip", "keep", "recomputed"]
    evidence: Evidence
    generator: Generator
    seed: int
    group: str | None = None

    @property
    def id(self) -> str:
        """Identity by content: never by position, path or time."""
        return pair_id(self.dataset, self.original_id, self.original, self.counterfactual)

    def row(self) -> dict[str, Any]:
        """The row as it is written: the columns of `pairs_schema`, in their order."""
        return {
            "id": self.id,
            "original_id": self.original_id,
            "group": self.group or group_id(self.dataset, self.original_id),
            "original": dict(self.original),
            "counterfactual": dict(self.counterfactual),
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
            "intervention": [
                {
                    "kind": change.kind,
                    "target": change.target,
                    "from": change.before,
                    "to": change.after,
                    "source": change.source,
                    "source_name": change.source_name,
                }
                for change in self.interventions
            ],
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
    """The one JSON spelling of a value: keys sorted, no spaces, UTF-8.

    Raises:
        TypeError: a value that JSON cannot hold exactly (unpaired surrogate, big integer, bytes).
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def pair_id(
    dataset: str, original_id: str, original: Mapping[str, str], counterfactual: Mapping[str, str]
) -> str:
    """16 hexadecimal digits over what the pair is: dataset, original, and both texts."""
    content = canonical([dataset, original_id, dict(original), dict(counterfactual)])
    return hashlib.sha256(content).hexdigest()[:16]


def group_id(dataset: str, original_id: str) -> str:
    """The group of an original and all of its counterfactuals, 16 hexadecimal digits."""
    return hashlib.sha256(canonical([dataset, original_id])).hexdigest()[:16]


def normalize(text: str) -> str:
    """Text as it is compared for sameness: NFKC, white space folded, ends stripped."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def replay(original: Mapping[str, str], edits: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Apply edits (rows of `edits`) to the original's fields.

    >>> replay({"text": "in Berlin"}, [{"field": "text", "start": 3, "end": 9,
    ...                                 "before": "Berlin", "after": "Vienna"}])
    {'text': 'in Vienna'}

    Raises:
        ValueError: an edit that is out of order, out of range, of an unknown field, or whose
            `before` is not what stands there; the message says which.
    """
    pieces: dict[str, list[str]] = {field: [] for field in original}
    reached = dict.fromkeys(original, 0)
    last: tuple[str, int] | None = None
    for number, edit in enumerate(edits):
        place = (edit["field"], edit["start"])
        if last is not None and place < last:
            raise ValueError(f"edits[{number}]: not sorted by field and start")
        last = place
        field, start, end = edit["field"], edit["start"], edit["end"]
        if field not in original:
            raise ValueError(f"edits[{number}]: no field {field!r} in the original")
        text = original[field]
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"edits[{number}]: {start}:{end} is outside of the {len(text)} chars")
        if start < reached[field]:
            raise ValueError(f"edits[{number}]: {start}:{end} overlaps the edit before it")
        if text[start:end] != edit["before"]:
            raise ValueError(
                f"edits[{number}]: {edit['before']!r} expected, {text[start:end]!r} stands there"
            )
        pieces[field] += [text[reached[field] : start], edit["after"]]
        reached[field] = end
    return {f: "".join([*pieces[f], text[reached[f] :]]) for f, text in original.items()}


def pairs_schema(
    *, fields: Sequence[str], label: pl.DataType, facts: pl.Struct | None = None
) -> pa.DataFrameSchema:
    """The pandera schema of the config `pairs`.

    Args:
        fields: names of the text fields of `original` and `counterfactual`.
        label: polars type of the two label columns.
        facts: polars type of the certificate in `evidence`, of a dataset whose rows have one.
    """
    import pandera.polars as pa
    import polars as pl

    texts = pl.Struct(dict.fromkeys(fields, pl.String()))

    def members(*names: str) -> pl.Struct:
        return pl.Struct(dict.fromkeys(names, pl.String()))

    def struct_member(field: str, allowed: Sequence[str]) -> pa.Check:
        return pa.Check(
            lambda data: data.lazyframe.select(
                pl.col(data.key).struct.field(field).is_in(list(allowed)).fill_null(value=False)
            ),
            name=f"{field} is one of {', '.join(allowed)}",
        )

    def list_holds(name: str, condition: pl.Expr) -> pa.Check:
        return pa.Check(
            lambda data: data.lazyframe.select(
                pl.col(data.key)
                .list.eval(condition.fill_null(value=False))
                .list.all()
                .fill_null(value=False)
            ),
            name=name,
        )

    def filled(*names: str) -> list[pa.Check]:
        return [
            pa.Check(
                lambda data, name=name: data.lazyframe.select(
                    (pl.col(data.key).struct.field(name).str.len_chars() > 0).fill_null(value=False)
                ),
                name=f"{name} is not empty",
            )
            for name in names
        ]

    part = pl.element().struct.field
    edit = pl.Struct(
        {
            "field": pl.String(),
            "start": pl.Int64(),
            "end": pl.Int64(),
            "before": pl.String(),
            "after": pl.String(),
        }
    )
    hexadecimal = pa.Check.str_matches(r"^[0-9a-f]{16}$")
    some = pa.Check(
        lambda data: data.lazyframe.select(
            (pl.col(data.key).list.len() > 0).fill_null(value=False)
        ),
        name="has at least one element",
    )
    return pa.DataFrameSchema(
        {
            "id": pa.Column(pl.String, hexadecimal),
            "original_id": pa.Column(pl.String, pa.Check.str_length(min_value=1)),
            "group": pa.Column(pl.String, hexadecimal),
            "original": pa.Column(texts, filled(*fields)),
            "counterfactual": pa.Column(texts, filled(*fields)),
            "edits": pa.Column(
                pl.List(edit),
                [
                    some,
                    list_holds(f"field is one of {', '.join(fields)}", part("field").is_in(fields)),
                    list_holds(
                        "0 <= start <= end", (part("start") >= 0) & (part("start") <= part("end"))
                    ),
                    list_holds(
                        "before and after are given",
                        part("before").is_not_null() & part("after").is_not_null(),
                    ),
                ],
            ),
            "intervention": pa.Column(
                pl.List(members("kind", "target", "from", "to", "source", "source_name")),
                [
                    some,
                    list_holds("kind is not empty", part("kind").str.len_chars() > 0),
                    list_holds("target is not empty", part("target").str.len_chars() > 0),
                    list_holds("from and to differ", part("from") != part("to")),
                ],
            ),
            "label_original": pa.Column(label),
            "label_counterfactual": pa.Column(label),
            "label_effect": pa.Column(pl.String, pa.Check.isin(LABEL_EFFECTS)),
            "evidence": pa.Column(
                pl.Struct(
                    {
                        **dict.fromkeys(("kind", "detail"), pl.String()),
                        **({} if facts is None else {"facts": facts}),
                    }
                ),
                [struct_member("kind", EVIDENCE_KINDS), *filled("detail")],
            ),
            "generator": pa.Column(
                members("kind", "name", "version", "prompt_hash"),
                [struct_member("kind", GENERATOR_KINDS), *filled("name", "version")],
            ),
            "seed": pa.Column(pl.Int64, pa.Check.ge(0)),
        },
        strict=True,
        ordered=True,
    )
