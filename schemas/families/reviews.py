"""What must hold of CEBaB's reviews, whoever edited them: their columns, labels and votes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandera.polars as pa
import polars as pl

from irrealis.check import Found, Row

ASPECTS = ("food", "service", "ambiance", "noise")
COLUMNS = ("food", "ambiance", "service", "noise")  # in the order of upstream's columns
OPINIONS = ("Positive", "Negative", "unknown")
RATINGS = ("1", "2", "3", "4", "5")
TIE = "no majority"

_RATES = pl.Struct(dict.fromkeys(RATINGS, pl.Int64()))
_VOTES = pl.Struct(dict.fromkeys(OPINIONS, pl.Int64()))
_WORKERS = pl.List(pl.Struct({"worker": pl.String(), "label": pl.String()}))
_RESTAURANT = pl.Struct(
    {
        "restaurant_id": pl.Int64(),
        **dict.fromkeys(
            (
                "restaurant_name",
                "cuisine",
                "price_tier",
                "dining_style",
                "dress_code",
                "parking",
                "region",
            ),
            pl.String(),
        ),
        **{
            f"rating_{of}": pl.Int64() for of in ("ambiance", "food", "noise", "service", "overall")
        },
    }
)
LABEL = pl.Struct(
    {
        "review": pl.Struct({"majority": pl.String(), "votes": _RATES}),
        **{aspect: pl.Struct({"majority": pl.String(), "votes": _VOTES}) for aspect in ASPECTS},
    }
)


# upstream's columns, in its order
NATIVE = {
    **{
        key: pa.Column(pl.String, pa.Check.str_length(min_value=1))
        for key in ("id", "original_id", "edit_id")
    },
    "is_original": pa.Column(pl.Boolean),
    "edit_goal": pa.Column(pl.String, pa.Check.isin(OPINIONS), nullable=True),
    "edit_type": pa.Column(pl.String, pa.Check.isin(ASPECTS), nullable=True),
    "edit_worker": pa.Column(pl.String, nullable=True),
    "description": pa.Column(pl.String, pa.Check.str_length(min_value=1)),
    "review_majority": pa.Column(pl.String, pa.Check.isin((*RATINGS, TIE, ""))),
    "review_label_distribution": pa.Column(_RATES, nullable=True),
    "review_workers": pa.Column(_WORKERS, nullable=True),
    **{
        f"{aspect}_aspect_majority": pa.Column(pl.String, pa.Check.isin((*OPINIONS, TIE, "")))
        for aspect in COLUMNS
    },
    **{
        f"{aspect}_aspect_label_distribution": pa.Column(_VOTES, nullable=True)
        for aspect in COLUMNS
    },
    **{
        f"{aspect}_aspect_validation_workers": pa.Column(_WORKERS, nullable=True)
        for aspect in COLUMNS
    },
    "opentable_metadata": pa.Column(_RESTAURANT),
}


# of figures of the votes, of which upstream has some that disagree: kind `workers`
DEFINITIONS = {
    "upstream.no_majority": "rows with an aspect on which no label has most of the votes",
    "upstream.aspects_without_votes": "aspects of rows on which nobody voted",
    "upstream.workers_disagree_with_votes": "aspects whose votes are not those of its workers",
}


def native_schema(*, mix: bool) -> pa.DataFrameSchema:
    """Upstream's columns; of the mix with `is_counterfactual`."""
    columns = {**NATIVE, "is_counterfactual": pa.Column(pl.Boolean)} if mix else NATIVE
    return pa.DataFrameSchema(columns, strict=True, ordered=True)


def label_of(row: Row) -> dict[str, Any]:
    """The label that a row of upstream's columns gives a text."""
    return {
        "review": {
            "majority": row["review_majority"] or None,
            "votes": row["review_label_distribution"],
        },
        **{
            aspect: {
                "majority": row[f"{aspect}_aspect_majority"] or None,
                "votes": row[f"{aspect}_aspect_label_distribution"],
            }
            for aspect in ASPECTS
        },
    }


def majority(row: Row, aspect: str) -> str:
    """What most say of an aspect; `no majority` if that is nothing, empty if nobody voted."""
    return str(row[f"{aspect}_aspect_majority"])


def voters(row: Row, aspect: str) -> list[dict[str, str]]:
    """Who says what of an aspect, as `worker` and `label`; empty if nobody voted."""
    return row[f"{aspect}_aspect_validation_workers"] or []


def asked(row: Row) -> tuple[str, str]:
    """The aspect that the editor was asked to change, and to what; of an edit alone."""
    return row["edit_type"], row["edit_goal"]


def verdict(row: Row) -> str:
    """The votes on an edit for what its editor was asked for, and whether they confirm it."""
    aspect, goal = asked(row)
    votes = row[f"{aspect}_aspect_label_distribution"]
    if not votes:
        return f"{row['id']}: nobody voted on {aspect}, so {goal} is not confirmed"
    word = "" if majority(row, aspect) == goal else "not "
    count = f"{votes[goal]} of {sum(votes.values())} votes on {aspect}"
    return f"{row['id']}: {count} say {goal}, so it is {word}confirmed"


def copied(original: Row, edit: Row) -> list[str]:
    """Aspects that the editor was not asked to change, with the votes of the original."""
    return [
        aspect
        for aspect in ASPECTS
        if aspect != asked(edit)[0]
        and voters(original, aspect)
        and voters(original, aspect) == voters(edit, aspect)
    ]


def vote_figures(rows: Sequence[Row]) -> dict[str, float]:
    """How many rows lack most of the votes on an aspect, and how many aspects have no votes."""
    majorities = [[majority(row, aspect) for aspect in ASPECTS] for row in rows]
    return {
        "upstream.no_majority": float(sum(TIE in found for found in majorities)),
        "upstream.aspects_without_votes": float(sum(found.count("") for found in majorities)),
    }


def vote_failures(row: Row) -> Found:
    """A majority is what more than half of the votes say; without a label there are no votes."""
    yield from _vote_failures(row, "review", "review_label_distribution", "review_workers")
    for aspect in ASPECTS:
        of = f"{aspect}_aspect"
        yield from _vote_failures(row, of, f"{of}_label_distribution", f"{of}_validation_workers")


def _vote_failures(row: Row, of: str, distribution: str, workers: str) -> Found:
    votes, majority, who = row[distribution], row[f"{of}_majority"], row[workers]
    if votes is None or who is None:
        if votes is not None or who is not None or majority != "":
            expected = "votes, workers and a label, or none of them"
            yield "votes", f"{of}_majority", expected, majority
        return
    if None in votes.values() or any(None in vote.values() for vote in who):
        yield "votes", distribution, "a count of each label, and what each worker said", "null"
        return
    most = next((label for label in votes if 2 * votes[label] > sum(votes.values())), TIE)
    if majority != most:
        yield "votes", f"{of}_majority", most, majority
    if len({vote["worker"] for vote in who}) != len(who):
        yield "votes", workers, "a worker once", who
    counted = Counter(vote["label"] for vote in who)
    if counted != {label: count for label, count in votes.items() if count}:
        yield "workers", workers, votes, dict(counted)
