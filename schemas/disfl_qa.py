"""Rows of disfl-qa, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections.abc import Iterable

from irrealis.schemas.families.published import TEXT, PublishedAudit, Stated, configs

from irrealis.check import Row

NATIVE = dict.fromkeys(("squad_v2_id", "original", "disfluent"), TEXT)

CONFIGS = configs(NATIVE, key="squad_v2_id", fields=["question"])


class DisflQaAudit(PublishedAudit):
    """A pair is a question and its disfluent version, with the answer of SQuAD's question."""

    generator = ("human", "Disfl-QA", "ACL Findings 2021")
    says = "people made question {after} disfluent, so that its answer stays"

    def stated(self, row: Row) -> Iterable[Stated]:
        """Both questions, which have the answer of one question of SQuAD 2.0."""
        for side in ("original", "disfluent"):
            yield Stated(
                row["squad_v2_id"],
                side,
                {"question": row[side]},
                row["squad_v2_id"],
                original=side == "original",
                changes=[("disfluency", "question", "fluent", "disfluent")],
            )


AUDIT = DisflQaAudit
