"""Rows of cad-imdb, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import ClassVar

from irrealis.schemas.families.published import PublishedAudit, Stated, configs

from irrealis.check import Row

NATIVE = {"Sentiment": ("Negative", "Positive"), "Text": str, "batch_id": str}

CONFIGS = configs(NATIVE, key="batch_id", fields=["text"], mix={"is_counterfactual": bool})


class CadImdbAudit(PublishedAudit):
    """A pair is the two rows of a batch, whose sentiments differ."""

    definitions: ClassVar[Mapping[str, str]] = {
        **PublishedAudit.definitions,
        "upstream.identical_texts": "batches in which two rows have one text",
        "upstream.texts_with_control_characters": "rows whose text has control characters",
        "pairs_with_other_line_breaks": "pairs whose two texts have not as many line breaks",
    }
    named_by = "batch_id"
    generator = ("human", "CAD", "ICLR 2020")
    sets = ("label", "sentiment")
    says = "a person was asked to revise the review to {after}"
    mixed = ("is_counterfactual",)
    unique = ("original", "counterfactual")
    one_original = True

    def stated(self, row: Row) -> Iterable[Stated]:
        """A text with its sentiment."""
        yield Stated(
            row["batch_id"],
            f"revised to {row['Sentiment']}",
            {"text": row["Text"]},
            row["Sentiment"],
            original=not row["is_counterfactual"],
        )

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """A batch that is no original with one revision, or a revision to the same sentiment."""
        if sum(not text.original for text in self.group_of(original)) > 1:
            yield "not-two-rows"
        elif original.label == counterfactual.label:
            yield "label-unchanged"

    def metrics(self) -> dict[str, float]:
        """Upstream's defects, and the markup that differs between the sides of a pair."""
        groups = list(self.groups())
        breaks = [
            len({side.fields["text"].count("<br") for side in sides}) for sides in self.paired()
        ]
        return {
            **super().metrics(),
            "upstream.identical_texts": float(
                sum(len({side.same for side in group}) < len(group) for group in groups)
            ),
            "upstream.texts_with_control_characters": float(
                sum(_has_controls(side.fields["text"]) for group in groups for side in group)
            ),
            "pairs_with_other_line_breaks": float(sum(found > 1 for found in breaks)),
        }


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(char) == "Cc" and char not in "\t\n\r" for char in text)


AUDIT = CadImdbAudit
