"""Rows of typed-edits: the code of each pair follows from its words, and is what the row says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.aspect_edits import written
from irrealis.schemas.typed_edits_codes import CODES, code_of

from irrealis.check import Audit, Failure, Found, Row
from irrealis.contract import Table, pairs_table, rejects_table
from irrealis.store import BuildRecord

_TEXT = pa.Check.str_length(min_value=1)
_IN_ONE_PLACE = frozenset({"quantifier", "lexical", "insert", "delete", "resemantic"})
_GENERATOR = {
    "kind": "rules",
    "name": "irrealis typed-edits",
    "version": "1.0.0",
    "prompt_hash": None,
}

CONFIGS = {
    # the audit meets the configs in this order: native holds every text that pairs name
    "native": Table(
        pa.DataFrameSchema(
            {
                "id": pa.Column(pl.String, _TEXT),
                "text": pa.Column(pl.String, _TEXT),
                "code": pa.Column(pl.String, pa.Check.isin(CODES), nullable=True),
                "of": pa.Column(pl.String, _TEXT),
            },
            strict=True,
            ordered=True,
        ),
        key="id",
        holds="sentences and their edits, a row each; of a sentence as it was code is null",
    ),
    "pairs": pairs_table(
        fields=["text"],
        label=pl.String(),
        facts=pl.Struct({"code": pl.String(), "places": pl.Int64()}),
    ),
    "rejects": rejects_table(variants=True),
}


class TypedEditsAudit(Audit):
    """Each pair is an edit by the code that it names, and by no other."""

    definitions: ClassVar[Mapping[str, str]] = {
        "code.*": "pairs of this code",
        "coverage.*": "share of the sentences that were edited by this code",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: the texts are kept in memory."""
        super().__init__(record, split)
        self._texts: dict[str, Row] = {}
        self._paired: set[str] = set()
        self._made: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {"native": self._native, "pairs": self._pair, "rejects": self._reject}

    def finish(self) -> Iterator[Failure]:
        """Edits without a pair, and sentences without an edit."""
        edits = {name for name, row in self._texts.items() if row["code"]}
        for name in sorted(edits - self._paired):
            yield Failure("missing", "row", "a pair", "none", name, "pairs")
        edited = {self._texts[name]["of"] for name in edits}
        for name in sorted(self._texts.keys() - edits - edited):
            yield Failure("missing", "row", "an edit of it", "none", name, "native")

    def metrics(self) -> dict[str, float]:
        """How many edits there are of each code."""
        figures = {f"code.{code}": float(self._made[code]) for code in CODES}
        for code in CODES:
            if asked := self._made[code] + self._refused[code]:
                figures[f"coverage.{code}"] = self._made[code] / asked
        return figures

    def _native(self, row: Row) -> Found:
        self._texts[row["id"]] = row
        if row["code"] is None:
            if row["of"] != row["id"]:
                yield "native", "of", f"{row['id']}: nobody edited it", row["of"]
        elif row["id"] != f"{row['of']}:{row['code']}":
            yield "native", "id", f"{row['of']}:{row['code']}", row["id"]

    def _pair(self, row: Row) -> Found:
        code = row["label_counterfactual"]
        name = f"{row['original_id']}:{code}"
        original, edited = self._texts.get(row["original_id"]), self._texts.get(name)
        if original is None or edited is None:
            yield "native", "original_id", "a sentence and an edit of it in native", name
            return
        self._paired.add(name)
        before, after = row["original"]["text"], row["counterfactual"]["text"]
        want = {
            "kind": "code",
            "target": "sentence",
            "from": "original",
            "to": code,
            "source": name,
            "source_name": None,
        }
        facts = {"code": code, "places": len(row["edits"])}
        for where, expected, found in (
            ("original.text", original["text"], before),
            ("counterfactual.text", edited["text"], after),
            ("intervention", [want], row["intervention"]),
            ("label_original", "original", row["label_original"]),
            ("label_effect", "flip", row["label_effect"]),
            ("evidence.kind", "rule", row["evidence"]["kind"]),
            ("evidence.facts", facts, row["evidence"]["facts"]),
            (
                "evidence.detail",
                f"edited by {code}, as the words of both texts say",
                row["evidence"]["detail"],
            ),
            ("generator", _GENERATOR, row["generator"]),
        ):
            if expected != found:
                yield "native", where, expected, found
        if code_of(before, after) != code:
            yield "code", "counterfactual.text", f"an edit by {code}", code_of(before, after)
        if code in _IN_ONE_PLACE and len(row["edits"]) != 1:
            yield "code", "edits", f"one place that is edited by {code}", len(row["edits"])
        yield from written(before, after, put=sum(len(edit["after"]) for edit in row["edits"]))
        self._made[code] += 1

    def _reject(self, row: Row) -> Found:
        if row["level"] != "variant":
            return
        code = row["variant"]
        if code not in CODES:
            yield "rejects", "variant", f"one of {', '.join(CODES)}", code
            return
        if f"{row['original_id']}:{code}" in self._texts:
            yield "rejects", "variant", "an edit that is not made", code
        self._refused[code] += 1


AUDIT = TypedEditsAudit
