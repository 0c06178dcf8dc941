"""Rows of bbq, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import product

import polars as pl
from irrealis.schemas.families.published import Change, PublishedAudit, Stated, configs

from irrealis.check import Found, Row
from irrealis.contract import Field

TEXTS = pl.List(pl.String())
NATIVE = {
    "id": str,
    "example_id": int,
    "question_index": str,
    "question_polarity": ("neg", "nonneg"),
    "context_condition": ("ambig", "disambig"),
    "category": str,
    "answer_info": pl.Struct(dict.fromkeys(("ans0", "ans1", "ans2"), TEXTS)),
    "additional_metadata": pl.Struct(
        {"subcategory": pl.String(), "stereotyped_groups": TEXTS}
        | dict.fromkeys(("version", "source"), pl.String())
    ),
    **dict.fromkeys(("context", "question", "ans0", "ans1", "ans2"), str),
    "label": (0, 1, 2),
}
AXES = {"context": ("ambig", "disambig"), "question": ("neg", "nonneg")}

CONFIGS = configs(
    NATIVE,
    key="id",
    fields=["context", "question", Field("answers", "choices")],
    facts={"category": str, "answer": str},
    axes=["context", "question", "groups"],
    mix=True,
)


class BbqAudit(PublishedAudit):
    """A grid is one context with and without what tells, two questions, and both groups swapped."""

    generator = ("human", "BBQ templates", "ACL Findings 2022")

    def stated(self, row: Row) -> Iterable[Stated]:
        """A cell; the rows of the grid's name and the three after it have the groups as given."""
        start = int(self.grid.rpartition(".")[2])
        swapped = not start <= row["example_id"] < start + 4
        right = f"ans{row['label']}"
        yield Stated(
            self.grid,
            row["id"],
            {
                "context": row["context"],
                "question": row["question"],
                "answers": [row["ans0"], row["ans1"], row["ans2"]],
            },
            row["answer_info"][right][1],
            original=row["id"] == self.grid,
            place={
                "context": row["context_condition"],
                "question": row["question_polarity"],
                "groups": "swapped" if swapped else "given",
            },
            facts={"category": row["category"], "answer": row[right]},
            detail=f"its writers say that the answer is {row[right]}",
        )

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:
        """The axes on which both stand elsewhere."""
        before, after = original.place, counterfactual.place
        for kind, target, axis in (
            ("context", "context", "context"),
            ("polarity", "question", "question"),
            ("groups", "context", "groups"),
        ):
            if before[axis] != after[axis]:
                yield kind, target, before[axis], after[axis]

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Grids whose cells do not belong together, and labels that their context denies."""
        group = self._groups[original.original_id]
        grid = {tuple(cell.place.values()): cell for cell in group}
        if len(grid) != len(group) or len(group) not in (4, 8):
            yield "not-a-grid"
            return
        place = counterfactual.place
        column = [grid[kind, place["question"], place["groups"]].fields for kind in AXES["context"]]
        asked = grid["ambig", place["question"], "given"].fields["question"]
        short, full = (cell["context"] for cell in column)
        if full[: len(short)] != short or {cell["question"] for cell in column} != {asked}:
            yield "not-a-grid"
        for side in (original, counterfactual):
            if (side.label == "unknown") == (side.place["context"] == "disambig"):
                yield "label-disagrees"
                return

    def _see_mix(self, row: Row) -> Found:
        self.grid = row["original_id"]  # which block is swapped, no row says alone
        yield from super()._see_mix(row)
        same, group = f"{row['category']}.{row['example_id']}", self._groups[self.grid]
        if row["id"] != same or row["category"] != self.grid.rpartition(".")[0]:
            yield "native", "id", same, row["id"]
        if len(group) == 8 and not _is_swap(group):
            yield "native", "original_id", "one context with the groups swapped", self.grid


def _is_swap(group: list[Stated]) -> bool:
    """Whether the ambiguous contexts with the groups as given and swapped have the same words."""
    words: dict[str, Counter[str]] = {}
    for cell in group:
        place = cell.place
        if (place["context"], place["question"]) == ("ambig", "neg"):
            lowered = "".join(c if c.isalnum() else " " for c in cell.fields["context"].casefold())
            words[place["groups"]] = Counter("a" if w == "an" else w for w in lowered.split())
    places = {tuple(cell.place.values()) for cell in group}
    every = set(product(*AXES.values(), ("given", "swapped")))
    return places == every and words["given"] == words["swapped"]


AUDIT = BbqAudit
