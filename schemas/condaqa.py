"""Rows of condaqa, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections.abc import Iterable

from irrealis.schemas.families.published import TEXT, PublishedAudit, Stated, configs

from irrealis.check import Row

KINDS = ("original", "paraphrase", "scope", "affirmative")  # by PassageEditID
NATIVE = {
    **dict.fromkeys(("QuestionID", "original_cue"), str),
    "PassageEditID": (0, 1, 2, 3),
    "original_passage": str,
    "SampleID": int,
    "label": str,
    "original_sentence": TEXT,
    "sentence2": str,
    "PassageID": int,
    "sentence1": str,
}
FACTS = {"sample_id": int, "cue": str}
CONFIGS = configs(
    NATIVE, key="sentence2", fields=["passage"], query=True, facts=FACTS, mix=True, errata=True
)


class CondaQaAudit(PublishedAudit):
    """A pair is a passage and an edit of it, with the answers to one question on both."""

    named_by = "sentence2"
    without_original = ("no-answer",)
    generator = ("human", "CondaQA", "EMNLP 2022")

    def stated(self, row: Row) -> Iterable[Stated]:
        """A passage, original or edited, with the answer to a question."""
        kind = KINDS[row["PassageEditID"]]
        yield Stated(
            str(row["PassageID"]),
            str(row["SampleID"]),
            {"passage": row["sentence1"]},
            row["label"],
            original=row["PassageEditID"] == 0,
            query=row["sentence2"],
            facts={"sample_id": row["SampleID"], "cue": row["original_cue"]},
            changes=[("edit", row["original_cue"], "original", kind)],
            detail=f"people answer {row['label']} on the {kind} edit",
        )

    def errata(self, original: Stated, counterfactual: Stated) -> Iterable[tuple[str, str]]:
        """Paraphrases with another answer than their original."""
        turned = original.label != counterfactual.label
        if turned and counterfactual.row["PassageEditID"] == 1:
            yield "paraphrase-turns", f"{original.label} becomes {counterfactual.label}"

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Edits of another passage than the original."""
        passages = (counterfactual.row["original_passage"], original.fields["passage"])
        if len({" ".join(passage.split()) for passage in passages}) > 1:
            yield "other-original"


AUDIT = CondaQaAudit
