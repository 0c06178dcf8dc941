"""Rows of cebab, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families import reviews
from irrealis.schemas.families.published import Change, PublishedAudit, Stated, native_tables

from irrealis.check import Found, Row
from irrealis.contract import pairs_table

CONFIGS = {
    **native_tables(reviews.NATIVE, key="id", mix={"is_counterfactual": pa.Column(pl.Boolean)}),
    "pairs": pairs_table(fields=["text"], label=reviews.LABEL),
    "edit_pairs": pairs_table(fields=["text"], label=reviews.LABEL),
}


class CebabAudit(PublishedAudit):
    """Labels follow from votes, pairs from upstream's rows, and no edit is left unaccounted for."""

    definitions: ClassVar[Mapping[str, str]] = {
        **PublishedAudit.definitions,
        **reviews.DEFINITIONS,
        "upstream.repeated_descriptions": "rows whose text another row of the split has",
        "edit_pairs": "pairs of two edits of an original with different goals on one aspect",
        "goal_confirmed": "share of edits with most of the votes on the edited aspect for its goal",
        "goal_confirmed.*": "the same of the edits of this aspect",
        "other_aspects_with_copied_votes": "share of unedited aspects with the original's votes",
    }
    # upstream has rows on whose aspect ten voted, and names some of the workers twice
    counted = frozenset({"workers"})
    generator = ("human", "CEBaB", "1.1")
    mixed = ("is_counterfactual",)
    unique = ("original", "counterfactual")
    one_original = True

    def stated(self, row: Row) -> Iterable[Stated]:
        """A review with the votes on it."""
        yield Stated(
            row["original_id"],
            row["id"],
            {"text": row["description"]},
            reviews.label_of(row),
            original=row["is_original"],
        )

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:
        """The aspect, from what the votes say of an original, or an editor was asked for."""
        aspect, goal = reviews.asked(counterfactual.row)
        before = (
            reviews.majority(original.row, aspect)
            if original.original
            else reviews.asked(original.row)[1]
        )
        yield "aspect", aspect, before, goal, counterfactual.name

    def detail(self, original: Stated, counterfactual: Stated) -> str:
        """Whether the votes on each edit confirm its goal, and which were copied."""
        if not original.original:
            return "; ".join(reviews.verdict(edit.row) for edit in (original, counterfactual))
        aspects = ", ".join(reviews.copied(original.row, counterfactual.row))
        note = f"; copied from the original: the votes on {aspects}" if aspects else ""
        return reviews.verdict(counterfactual.row) + note

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Aspects without votes on the original, or with the opinion that was asked for already."""
        aspect, goal = reviews.asked(counterfactual.row)
        if not reviews.majority(original.row, aspect):
            yield "aspect-unlabeled"
        elif reviews.majority(original.row, aspect) == goal:
            yield "goal-holds-already"

    def is_between(self, first: Stated, second: Stated) -> bool:
        """Two edits that were asked for different opinions of one aspect."""
        (aspect, goal), (other_aspect, other_goal) = (
            reviews.asked(first.row),
            reviews.asked(second.row),
        )
        return aspect == other_aspect and goal != other_goal

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """As of any published pairs; and the votes on each review."""
        return {**super().looks(), "native_mix": self._see_review}

    def _see_review(self, row: Row) -> Found:
        if row["id"] != f"{row['original_id']}_{row['edit_id']}":
            yield "native", "id", "original_id and edit_id", row["id"]
        yield from reviews.vote_failures(row)
        yield from self._see_mix(row)

    def metrics(self) -> dict[str, float]:
        """Upstream's defects, and what the votes say of the edits that are in the pairs."""
        texts = [text for group in self.groups() for text in group]
        shares: dict[str, list[bool]] = {}
        for before, after in self.paired():
            aspect, goal = reviews.asked(after.row)
            for name in ("goal_confirmed", f"goal_confirmed.{aspect}"):
                shares.setdefault(name, []).append(reviews.majority(after.row, aspect) == goal)
            shares.setdefault("other_aspects_with_copied_votes", []).extend(
                reviews.voters(before.row, unedited) == reviews.voters(after.row, unedited)
                for unedited in reviews.ASPECTS
                if unedited != aspect
            )
        return {
            **super().metrics(),
            "upstream.repeated_descriptions": float(len(texts) - len({t.same for t in texts})),
            **reviews.vote_figures([text.row for text in texts]),
            "upstream.workers_disagree_with_votes": float(self.kinds["workers"]),
            **({"edit_pairs": float(len(self._between))} if shares else {}),
            **{name: sum(found) / len(found) for name, found in shares.items()},
        }


AUDIT = CebabAudit
