"""Rows of condaqa, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections.abc import Iterable

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.published import Change, PublishedAudit, Stated, native_tables

from irrealis.check import Row
from irrealis.contract import pairs_table

KINDS = ("original", "paraphrase", "scope", "affirmative")  # by PassageEditID
NATIVE = {
    "QuestionID": str,
    "original_cue": str,
    "PassageEditID": pa.Column(pl.Int64, pa.Check.isin(range(4))),
    "original_passage": str,
    "SampleID": pa.Column(pl.Int64),
    "label": str,
    "original_sentence": pa.Column(pl.String),
    "sentence2": str,
    "PassageID": pa.Column(pl.Int64),
    "sentence1": str,
}

CONFIGS = {
    **native_tables(NATIVE, key="sentence2", mix=True, errata=True),
    "pairs": pairs_table(
        fields=["passage"],
        label=pl.String(),
        query=True,
        facts=pl.Struct({"sample_id": pl.Int64(), "cue": pl.String()}),
    ),
}


class CondaQaAudit(PublishedAudit):
    """A pair is a passage and an edit of it, with the answers to one question on both."""

    without_original = ("no-answer",)
    generator = ("human", "CondaQA", "EMNLP 2022")

    def name(self, row: Row) -> str:
        """A row by its question."""
        return str(row.get("sentence2", row.get("")))

    def stated(self, row: Row) -> Iterable[Stated]:
        """A passage, original or edited, with the answer to a question."""
        yield Stated(
            str(row["PassageID"]),
            str(row["SampleID"]),
            {"passage": row["sentence1"]},
            row["label"],
            original=row["PassageEditID"] == 0,
            query=row["sentence2"],
            facts={"sample_id": row["SampleID"], "cue": row["original_cue"]},
            row=row,
        )

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:  # noqa: ARG002
        """The kind of edit, of the negation."""
        row = counterfactual.row or {}
        yield "edit", row["original_cue"], "original", KINDS[row["PassageEditID"]]

    def detail(self, original: Stated, counterfactual: Stated) -> str:  # noqa: ARG002
        """Who says so."""
        kind = KINDS[(counterfactual.row or {})["PassageEditID"]]
        return f"people answer {counterfactual.label} on the {kind} edit"

    def errata(self, original: Stated, counterfactual: Stated) -> Iterable[tuple[str, str]]:
        """Paraphrases with another answer than their original."""
        turned = original.label != counterfactual.label
        if turned and (counterfactual.row or {})["PassageEditID"] == 1:
            yield "paraphrase-turns", f"{original.label} becomes {counterfactual.label}"

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Edits of another passage than the original."""
        passages = ((counterfactual.row or {})["original_passage"], original.fields["passage"])
        if len({" ".join(passage.split()) for passage in passages}) > 1:
            yield "other-original"


AUDIT = CondaQaAudit
