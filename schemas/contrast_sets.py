"""Rows of contrast-sets, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections.abc import Iterable

from irrealis.schemas.families.published import SOME, Change, PublishedAudit, Stated, configs

from irrealis.check import Row
from irrealis.contract import Field

UPSTREAM = ("title", "paragraph", "question", "answer", "Sentiment", "Text")
NATIVE = {
    "id": str,
    "task": ("boolq", "imdb"),
    **dict.fromkeys(UPSTREAM, SOME),
}
# A contrast shares at least .44 of all words with its own review, and with no other one of
# upstream (588 reviews) more than .22.
SHARED = 0.33

CONFIGS = configs(
    NATIVE,
    key="id",
    fields=["text", Field("question", optional=True)],
    facts={"task": str},
    mix=True,
)


class ContrastSetsAudit(PublishedAudit):
    """Questions share their passage; a review and its contrast share most of their words."""

    generator = ("human", "Contrast Sets", "EMNLP Findings 2020")

    def stated(self, row: Row) -> Iterable[Stated]:
        """A question on a passage, or a review; the first two parts of an id are its group's."""
        parts = row["id"].split(".")
        size = 2 if row["task"] == "boolq" else 3
        asked = row["task"] == "boolq"
        label = row["answer" if asked else "Sentiment"]
        yield Stated(
            ".".join(parts[:size]),
            row["id"],
            {"text": row["paragraph" if asked else "Text"], "question": row["question"]},
            label,
            original=len(parts) == size,
            facts={"task": row["task"]},
            detail=f"people answer {label} to the perturbed question"
            if asked
            else f"a person was asked to make the review {label}",
        )

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:
        """The question, or the sentiment."""
        if counterfactual.row["task"] == "boolq":
            before, after = (side.fields["question"] for side in (original, counterfactual))
            yield "question", "question", before, after
        else:
            yield "label", "sentiment", original.label, counterfactual.label

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Questions without an answer or other words, and reviews that are not of one film."""
        sides = (original, counterfactual)
        if counterfactual.row["task"] == "imdb":
            if original.label == counterfactual.label:
                yield "label-unchanged"
            words = [set(side.fields["text"].casefold().split()) for side in sides]
            if len(set.intersection(*words)) < SHARED * len(set.union(*words)):
                yield "unrelated-texts"
        elif not {side.label for side in sides} <= {"TRUE", "FALSE"}:
            yield "no-answer"
        else:
            asked = [_plain(side.fields["question"]) for side in sides]
            if asked[0] == asked[1]:
                yield "punctuation-alone"


def _plain(asked: str) -> list[str]:
    kept = (char if char.isalnum() or char == "_" else " " for char in asked.casefold())
    return "".join(kept).split()


AUDIT = ContrastSetsAudit
