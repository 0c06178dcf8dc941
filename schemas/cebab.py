"""Rows of cebab, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.published import Change, PublishedAudit, Stated, native_tables
from irrealis.schemas.families.reviews import ASPECTS, LABEL, NATIVE, TIE, label_of, vote_failures

from irrealis.check import Failure, Found, Row
from irrealis.contract import group_id, pairs_table
from irrealis.store import BuildRecord

CONFIGS = {
    **native_tables(NATIVE, key="id", mix={"is_counterfactual": pa.Column(pl.Boolean)}),
    "pairs": pairs_table(fields=["text"], label=LABEL),
    "edit_pairs": pairs_table(fields=["text"], label=LABEL),
}


class CebabAudit(PublishedAudit):
    """Labels follow from votes, pairs from upstream's rows, and no edit is left unaccounted for."""

    definitions: ClassVar[Mapping[str, str]] = {
        **PublishedAudit.definitions,
        "upstream.repeated_descriptions": "rows whose text another row of the split has",
        "upstream.no_majority": "rows with an aspect on which no label has most of the votes",
        "upstream.aspects_without_votes": "aspects of rows on which nobody voted",
        "upstream.workers_disagree_with_votes": "aspects whose votes are not those of its workers",
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

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split."""
        super().__init__(record, split)
        self._named: dict[str, Stated] = {}
        self._between: set[tuple[str, str]] = set()
        self._workers = 0

    def stated(self, row: Row) -> Iterable[Stated]:
        """A review with the votes on it."""
        fields = {"text": row["description"]}
        original = row["is_original"]
        one = Stated(
            row["original_id"], row["id"], fields, label_of(row), original=original, row=row
        )
        self._named[one.name] = one
        yield one

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:
        """The aspect, from what the votes say of an original, or an editor was asked for."""
        aspect, goal = _asked(counterfactual)
        before = _majority(original, aspect) if original.original else _asked(original)[1]
        yield "aspect", aspect, before, goal, counterfactual.name

    def detail(self, original: Stated, counterfactual: Stated) -> str:
        """Whether the votes on each edit confirm its goal, and which were copied."""
        edits = [one for one in (original, counterfactual) if not one.original]
        sentence = "; ".join(map(_verdict, edits))
        copied = [
            aspect
            for aspect in ASPECTS
            if aspect != _asked(counterfactual)[0]
            and _voters(original, aspect)
            and _voters(original, aspect) == _voters(counterfactual, aspect)
        ]
        if original.original and copied:
            sentence += f"; copied from the original: the votes on {', '.join(copied)}"
        return sentence

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Aspects without votes on the original, or with the opinion that was asked for already."""
        aspect, goal = _asked(counterfactual)
        if not _majority(original, aspect):
            yield "aspect-unlabeled"
        elif _majority(original, aspect) == goal:
            yield "goal-holds-already"

    def see(self, config: str, row: dict[str, Any]) -> Iterator[Failure]:
        """Failures that this row shows."""
        look = {"native_mix": self._see_votes, "edit_pairs": self._see_between}.get(config)
        for kind, where, expected, found in look(row) if look else ():
            self._workers += kind == "workers"
            yield Failure(kind, where, expected, found, row["id"])
        yield from super().see(config, row)

    def finish(self) -> Iterator[Failure]:
        """What is missing, pairs of edits too."""
        yield from super().finish()
        wanted = {
            (one.name, other.name)
            for group in self.groups()
            for one, other in combinations([one for one in group if one.before], 2)
            if _asked(one)[0] == _asked(other)[0] and _asked(one)[1] != _asked(other)[1]
        }
        for pair in sorted(wanted ^ self._between):
            expected, found = ("a row", "none") if pair in wanted else ("none", "a row")
            yield Failure("missing", "row", expected, found, " to ".join(pair), "edit_pairs")

    def metrics(self) -> dict[str, float]:
        """Upstream's defects, and what the votes say of the edits that are in the pairs."""
        rows = self._named.values()
        majorities = [[_majority(one, aspect) for aspect in ASPECTS] for one in rows]
        figures = {
            "repeated_descriptions": len(rows) - len({one.same for one in rows}),
            "no_majority": sum(TIE in found for found in majorities),
            "aspects_without_votes": sum(found.count("") for found in majorities),
            "workers_disagree_with_votes": self._workers,
        }
        shares: dict[str, list[bool]] = {}
        for before, after in self.paired():
            asked, goal = _asked(after)
            for name in ("goal_confirmed", f"goal_confirmed.{asked}"):
                shares.setdefault(name, []).append(_majority(after, asked) == goal)
            shares.setdefault("other_aspects_with_copied_votes", []).extend(
                _voters(before, aspect) == _voters(after, aspect)
                for aspect in ASPECTS
                if aspect != asked
            )
        return {
            **super().metrics(),
            **{f"upstream.{name}": float(count) for name, count in figures.items()},
            **({"edit_pairs": float(len(self._between))} if shares else {}),
            **{name: sum(found) / len(found) for name, found in shares.items()},
        }

    def _see_votes(self, row: Row) -> Found:
        if row["id"] != f"{row['original_id']}_{row['edit_id']}":
            yield "native", "id", "original_id and edit_id", row["id"]
        yield from vote_failures(row)

    def _see_between(self, row: Row) -> Found:
        """A pair of two edits of an original, of one aspect and with different goals."""
        names = row["original_id"], row["intervention"][0]["source"]
        one, other = map(self._named.get, names)
        if one is None or other is None or one.original or other.original:
            yield "native", "original_id", "two edits in native_mix", names
            return
        self._between.add((one.name, other.name))
        for where, expected in (
            ("group", group_id(self.record.dataset, other.original_id)),
            ("original", one.fields),
            ("counterfactual", other.fields),
            ("label_original", one.label),
            ("label_counterfactual", other.label),
        ):
            if row[where] != expected:
                yield "native", where, expected, row[where]
        yield from self.claims(row, one, other)


def _asked(edit: Stated) -> tuple[str, str]:
    """The aspect that an editor was asked to change, and to what."""
    row = edit.row
    return row["edit_type"], row["edit_goal"]


def _majority(review: Stated, aspect: str) -> str:
    return review.label[aspect]["majority"] or ""


def _voters(review: Stated, aspect: str) -> list[dict[str, str]]:
    return review.row[f"{aspect}_aspect_validation_workers"] or []


def _verdict(edit: Stated) -> str:
    """The votes for the goal, and whether they confirm it."""
    aspect, goal = _asked(edit)
    votes = edit.label[aspect]["votes"]
    if not votes:
        return f"{edit.name}: nobody voted on {aspect}, so {goal} is not confirmed"
    word = "" if _majority(edit, aspect) == goal else "not "
    count = f"{votes[goal]} of {sum(votes.values())} votes on {aspect}"
    return f"{edit.name}: {count} say {goal}, so it is {word}confirmed"


AUDIT = CebabAudit
