"""Rows of cebab, and what must hold of them beyond the contract of pairs.

The audit reads the rows alone: what the pairs say is worked out again from upstream's columns.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Self, TypeVar

import pandera.polars as pa
import polars as pl

from irrealis.check import Audit, Failure, Found, Row, digest
from irrealis.contract import Table, group_id, normalize, pairs_table
from irrealis.store import BuildRecord

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


def native_schema(*, mix: bool) -> pa.DataFrameSchema:
    """Upstream's columns, in its order; of the mix with `is_counterfactual`."""
    name = pa.Check.str_length(min_value=1)
    columns = {
        **{key: pa.Column(pl.String, name) for key in ("id", "original_id", "edit_id")},
        "is_original": pa.Column(pl.Boolean),
        "edit_goal": pa.Column(pl.String, pa.Check.isin(OPINIONS), nullable=True),
        "edit_type": pa.Column(pl.String, pa.Check.isin(ASPECTS), nullable=True),
        "edit_worker": pa.Column(pl.String, nullable=True),
        "description": pa.Column(pl.String, name),
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
    if mix:
        columns["is_counterfactual"] = pa.Column(pl.Boolean)
    return pa.DataFrameSchema(columns, strict=True, ordered=True)


CONFIGS = {
    # the audit meets the configs in this order: the mix holds every row that the others name
    "native_mix": Table(native_schema(mix=True), key="id"),
    "native": Table(native_schema(mix=False), key="id"),
    "pairs": pairs_table(fields=["text"], label=LABEL),
    "edit_pairs": pairs_table(fields=["text"], label=LABEL),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What the pairs may be asked about a row of the mix; of an edit, what was asked for."""

    row: bytes
    original_id: str
    asked: tuple[str, str] | None  # aspect and goal
    text: bytes
    label: bytes
    majorities: dict[str, str]

    @classmethod
    def of(cls, row: Row, **more: Any) -> Self:
        """What a row says, and what a subclass adds."""
        return cls(
            row=digest({key: value for key, value in row.items() if key != "is_counterfactual"}),
            original_id=row["original_id"],
            asked=None if row["is_original"] else (row["edit_type"], row["edit_goal"]),
            text=digest({"text": row["description"]}),
            label=digest(label_of(row)),
            majorities={one: row[f"{one}_aspect_majority"] for one in ASPECTS},
            **more,
        )


S = TypeVar("S", bound=Told)


class ReviewsAudit(Audit, ABC, Generic[S]):
    """What must hold of CEBaB's reviews and their pairs, whoever made the edits."""

    # upstream has rows on whose aspect ten voted, and names some of the workers twice
    counted: ClassVar[frozenset[str]] = frozenset({"workers"})

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: of a row, ids, majorities and digests are kept in memory."""
        super().__init__(record, split)
        self._told: dict[str, S] = {}
        self._originals: dict[str, str] = {}
        self._native: set[str] = set()
        self._paired: set[str] = set()

    def finish(self) -> Iterator[Failure]:
        """Rows of the mix that are not in native."""
        for name in sorted(self._told.keys() - self._native):
            yield Failure("missing", "row", "a row as in native_mix", "none", name, "native")

    def _named(self, row: Row) -> Found:
        """A row of the mix has an id of its own, and is an original or an edit."""
        name = row["id"]
        if name in self._told:
            yield "mix", "id", "an id once", "again"
        if name != f"{row['original_id']}_{row['edit_id']}":
            yield "mix", "id", "original_id and edit_id", name
        if row["is_counterfactual"] == row["is_original"]:
            yield "mix", "is_counterfactual", not row["is_original"], row["is_counterfactual"]
        if row["is_original"]:
            if row["original_id"] in self._originals:
                yield "mix", "is_original", "one original of a group", "another"
            self._originals.setdefault(row["original_id"], name)

    def _same(self, row: Row) -> Found:
        told = self._told.get(row["id"])
        if row["id"] in self._native:
            yield "mix", "id", "an id once", "again"
        self._native.add(row["id"])
        if told is None or told.row != digest(row):
            yield "mix", "row", "as in native_mix", "another row" if told else "none there"

    def _pair(self, row: Row) -> Found:
        """A pair is of an original and an edit of it, and says of both what the mix says."""
        source = row["intervention"][0]["source"]
        original = self._told.get(self._originals.get(row["original_id"], ""))
        edited = self._told.get(source or "")
        if original is None or edited is None or edited.asked is None:
            yield "mix", "intervention[0].source", "an edit in native_mix, and its original", source
            return
        if source in self._paired:
            yield "mix", "intervention[0].source", "an edit once", f"{source} again"
        self._paired.add(source)
        if edited.original_id != row["original_id"]:
            yield "mix", "original_id", edited.original_id, row["original_id"]
        yield from self._sides(row, original, edited)
        aspect, goal = edited.asked
        yield from self._change(row, aspect, original.majorities[aspect], goal)
        yield from self._grounds(row)

    @abstractmethod
    def _grounds(self, row: Row) -> Found:
        """A pair of two rows of the mix says how it was made, and why its label holds."""

    def _sides(self, row: Row, one: S, other: S) -> Found:
        for side, told in (("original", one), ("counterfactual", other)):
            if digest(row[side]) != told.text:
                yield "mix", side, "the description in native_mix", row[side]
            if digest(row[f"label_{side}"]) != told.label:
                yield "mix", f"label_{side}", "majorities and votes in native_mix", "others"

    def _change(self, row: Row, aspect: str, before: str, after: str) -> Found:
        source = row["intervention"][0]["source"]
        change = {"kind": "aspect", "target": aspect, "from": before, "to": after}
        want = [{**change, "source": source, "source_name": None}]
        if row["intervention"] != want:
            yield "mix", "intervention", want, row["intervention"]


@dataclass(frozen=True, slots=True)
class _Voted(Told):
    same: bytes
    voters: dict[str, bytes]
    goal_votes: tuple[int, int]  # for the goal, and all on the aspect


class CebabAudit(ReviewsAudit[_Voted]):
    """Labels follow from votes, pairs from upstream's rows, and no edit is left unaccounted for."""

    definitions: ClassVar[Mapping[str, str]] = {
        "upstream.rows": "rows of upstream's split",
        "upstream.edits": "of these, edits",
        "upstream.no_op_edits": "edits that are the original again, but for case and white space",
        "upstream.repeated_descriptions": "rows whose text another row of the split has",
        "upstream.no_majority": "rows with an aspect on which no label has most of the votes",
        "upstream.aspects_without_votes": "aspects of rows on which nobody voted",
        "upstream.workers_disagree_with_votes": "aspects whose votes are not those of its workers",
        "edit_pairs": "pairs of two edits of an original with different goals on one aspect",
        "spans.mean": "spans of an edit, mean",
        "goal_confirmed": "share of edits with most of the votes on the edited aspect for its goal",
        "goal_confirmed.*": "the same of the edits of this aspect",
        "other_aspects_with_copied_votes": "share of unedited aspects with the original's votes",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split."""
        super().__init__(record, split)
        self._between: set[tuple[str, str]] = set()
        self._dropped: Counter[str] = Counter()
        self._spans = self._workers = 0

    def see(self, config: str, row: dict[str, Any]) -> Iterator[Failure]:
        """Failures that this row shows."""
        look = {
            "native_mix": self._mix,
            "native": self._same,
            "pairs": self._pair,
            "edit_pairs": self._edit_pair,
            "rejects": self._reject,
        }.get(config)
        name = row["original_id"] if config == "rejects" else row.get("id")
        for kind, where, expected, said in look(row) if look else ():
            self._workers += kind == "workers"
            yield Failure(kind, where, expected, said, name)

    def finish(self) -> Iterator[Failure]:
        """What is missing: rows, edits without pair or reason, pairs of edits."""
        yield from super().finish()
        edits = {name for name, told in self._told.items() if told.asked}
        for name in sorted(edits):
            times = (name in self._paired) + self._dropped[name]
            if times != 1:
                yield Failure("missing", "row", "a pair or a drop", times, name, "pairs")
        for name in sorted(self._dropped.keys() - edits):
            yield Failure("missing", "detail", "an edit of native_mix", name, name, "rejects")
        aspects: dict[tuple[str, str], list[str]] = {}
        for name in sorted(self._paired & edits):
            told = self._told[name]
            aspects.setdefault((told.original_id, told.asked[0] if told.asked else ""), []).append(
                name
            )
        wanted = {
            (one, other)
            for names in aspects.values()
            for at, one in enumerate(names)
            for other in names[at + 1 :]
            if self._told[one].asked != self._told[other].asked
        }
        for pair in sorted(wanted ^ self._between):
            expected, found = ("a row", "none") if pair in wanted else ("none", "a row")
            yield Failure("missing", "row", expected, found, " to ".join(pair), "edit_pairs")

    def metrics(self) -> dict[str, float]:
        """Upstream's defects, and what the votes say of the edits that are in the pairs."""
        edits = {name: told for name, told in self._told.items() if told.asked}
        figures = {
            "upstream.rows": float(len(self._told)),
            "upstream.edits": float(len(edits)),
            "upstream.no_op_edits": float(
                sum(
                    told.same == self._told[self._originals[told.original_id]].same
                    for told in edits.values()
                    if told.original_id in self._originals
                )
            ),
            "upstream.repeated_descriptions": float(
                len(self._told) - len({told.same for told in self._told.values()})
            ),
            "upstream.no_majority": float(
                sum(TIE in told.majorities.values() for told in self._told.values())
            ),
            "upstream.aspects_without_votes": float(
                sum(said == "" for told in self._told.values() for said in told.majorities.values())
            ),
            "upstream.workers_disagree_with_votes": float(self._workers),
        }
        paired = [self._told[name] for name in self._paired if name in self._told]
        if paired:
            figures["edit_pairs"] = float(len(self._between))
            figures["spans.mean"] = self._spans / len(paired)
            for aspect in ("", *ASPECTS):
                of = [told for told in paired if told.asked and aspect in ("", told.asked[0])]
                if of:
                    sure = sum(
                        told.majorities[told.asked[0]] == told.asked[1] for told in of if told.asked
                    )
                    figures[f"goal_confirmed.{aspect}".rstrip(".")] = sure / len(of)
            votes = [
                told.voters[aspect] == self._told[self._originals[told.original_id]].voters[aspect]
                for told in paired
                for aspect in ASPECTS
                if told.asked and aspect != told.asked[0]
            ]
            figures["other_aspects_with_copied_votes"] = sum(votes) / len(votes)
        return figures

    def _mix(self, row: Row) -> Found:
        yield from self._named(row)
        if not row["is_original"] and (row["edit_goal"] is None or row["edit_type"] is None):
            yield "mix", "edit_goal, edit_type", "what was asked for", "null"
            return
        yield from vote_failures(row)
        aspect, goal = row["edit_type"], row["edit_goal"]
        votes = row[f"{aspect}_aspect_label_distribution"] if not row["is_original"] else None
        self._told[row["id"]] = _Voted.of(
            row,
            same=digest(normalize(row["description"]).casefold()),
            voters={one: digest(row[f"{one}_aspect_validation_workers"]) for one in ASPECTS},
            goal_votes=(votes[goal], sum(votes.values())) if votes else (0, 0),
        )

    def _grounds(self, row: Row) -> Found:
        aspect, source = (row["intervention"][0][key] for key in ("target", "source"))
        original, edited = self._told[self._originals[row["original_id"]]], self._told[source]
        self._spans += len(row["edits"])
        yield from _by_people(row)
        copied = [
            one
            for one in ASPECTS
            if one != aspect
            and original.majorities[one]
            and original.voters[one] == edited.voters[one]
        ]
        said = row["evidence"]["detail"].partition("; copied from the original: the votes on ")[2]
        if [part for part in said.split(", ") if part] != copied:
            yield "evidence", "evidence.detail", f"copied votes on {copied}", said
        yield from _evidence(row, [(source, edited)])

    def _edit_pair(self, row: Row) -> Found:
        source = row["intervention"][0]["source"]
        one, other = self._told.get(row["original_id"]), self._told.get(source)
        if one is None or other is None or one.asked is None or other.asked is None:
            yield "mix", "original_id", "two edits in native_mix", [row["original_id"], source]
            return
        if (row["original_id"], source) in self._between:
            yield "mix", "intervention[0].source", "a pair once", f"{source} again"
        self._between.add((row["original_id"], source))
        for where, want, said in (
            ("original_id", one.original_id, other.original_id),
            ("intervention[0].target", one.asked[0], other.asked[0]),
            ("group", group_id(self.record.dataset, one.original_id), row["group"]),
        ):
            if want != said:
                yield "mix", where, want, said
        yield from self._sides(row, one, other)
        yield from self._change(row, *one.asked, other.asked[1])
        yield from _by_people(row)
        yield from _evidence(row, [(row["original_id"], one), (source, other)])

    def _reject(self, row: Row) -> Found:
        if row["level"] == "variant":
            edit = row["detail"].partition(": ")[0]
            self._dropped[edit] += 1
            told = self._told.get(edit)
            if told is not None and told.original_id != row["original_id"]:
                yield "rejects", "detail", f"an edit of {row['original_id']}", edit


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


def vote_failures(row: Row) -> Found:
    """A majority is what more than half of the votes say; without a label there are no votes."""
    yield from _vote_failures(row, "review", "review_label_distribution", "review_workers")
    for aspect in ASPECTS:
        of = f"{aspect}_aspect"
        yield from _vote_failures(row, of, f"{of}_label_distribution", f"{of}_validation_workers")


def _vote_failures(row: Row, of: str, distribution: str, workers: str) -> Found:
    votes, said, who = row[distribution], row[f"{of}_majority"], row[workers]
    if votes is None or who is None:
        if votes is not None or who is not None or said != "":
            yield "votes", f"{of}_majority", "votes, workers and a label, or none of them", said
        return
    if None in votes.values() or any(None in one.values() for one in who):
        yield "votes", distribution, "a count of each label, and what each worker said", "null"
        return
    most = next((one for one in votes if 2 * votes[one] > sum(votes.values())), TIE)
    if said != most:
        yield "votes", f"{of}_majority", most, said
    if len({one["worker"] for one in who}) != len(who):
        yield "votes", workers, "a worker once", who
    counted = Counter(one["label"] for one in who)
    if counted != {one: count for one, count in votes.items() if count}:
        yield "workers", workers, votes, dict(counted)


def _by_people(row: Row) -> Found:
    if row["label_effect"] == "recomputed":
        yield "label", "label_effect", "keep or flip", "recomputed"
    made = row["generator"]
    if made != {"kind": "human", "name": "CEBaB", "version": "1.1", "prompt_hash": None}:
        yield "generator", "generator", "human, CEBaB 1.1", made


_VERDICT = re.compile(
    r"(\S+): (?:(\d+) of (\d+) votes on (\w+) say (\w+), so it is (not )?confirmed"
    r"|nobody voted on (\w+), so (\w+) is not confirmed)"
)


def _evidence(row: Row, edits: list[tuple[str, _Voted]]) -> Found:
    """The detail names each edit, its votes for the goal, and whether they confirm it."""
    want = []
    for name, told in edits:
        aspect, goal = told.asked or ("", "")
        sure = told.majorities[aspect] == goal
        got, total = told.goal_votes
        want.append(
            (name, str(got), str(total), aspect, goal, "" if sure else "not ", "", "")
            if total
            else (name, "", "", "", "", "", aspect, goal)
        )
    found = _VERDICT.findall(row["evidence"]["detail"])
    if found != want:
        yield "evidence", "evidence.detail", want, row["evidence"]["detail"]
    if row["evidence"]["kind"] != "human":
        yield "evidence", "evidence.kind", "human", row["evidence"]["kind"]


AUDIT = CebabAudit
