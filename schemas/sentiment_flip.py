"""Rows of sentiment-flip: every sentence is read again by words that its builder does not know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.aspect_edits import written
from irrealis.schemas.sentiment_flip_words import (
    DEGREES,
    SIGN,
    exchanges_sentiment,
    signs,
    tokens,
    unstated,
)

from irrealis.check import Audit, Failure, Found, Row
from irrealis.contract import Table, pairs_table, rejects_table
from irrealis.store import BuildRecord

SIDES = {"Positive": 1, "Negative": -1}
WAYS = ("replace", "remove")
_TEXT = pa.Check.str_length(min_value=1)
_GENERATOR = {
    "kind": "rules",
    "name": "irrealis sentiment-flip",
    "version": "4.0.0",
    "prompt_hash": None,
}
_ARTICLES = frozenset({"a", "an"})

CONFIGS = {
    # the audit meets the configs in this order: native holds every review that pairs name
    "native": Table(
        pa.DataFrameSchema(
            {
                "id": pa.Column(pl.String, _TEXT),
                "text": pa.Column(pl.String, _TEXT),
                "sentiment": pa.Column(pl.String, pa.Check.isin(SIDES), nullable=True),
                "revision": pa.Column(pl.String, _TEXT, nullable=True),
            },
            strict=True,
            ordered=True,
        ),
        key="id",
        holds="the reviews whose sentences are in pairs, each with what a person revised it to",
    ),
    "pairs": pairs_table(
        fields=["text"],
        label=pl.String(),
        facts=pl.Struct(
            {"review": pl.String(), "start": pl.Int64(), "changed": pl.List(pl.String())}
        ),
    ),
    "rejects": rejects_table(variants=True),
}


class SentimentFlipAudit(Audit):
    """A sentence of a review says one side, its edit the other or none, in plain words."""

    definitions: ClassVar[Mapping[str, str]] = {
        "reviews": "reviews of which at least one sentence was edited",
        "coverage.*": "share of the sentences with a known opinion that were edited in this way",
        "agrees": "share of the edited sentences that have the sentiment of their review",
        "words.mean": "words of sentiment that an edit changes, mean",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: the reviews are kept in memory."""
        super().__init__(record, split)
        self._reviews: dict[str, Row] = {}
        self._paired: set[str] = set()
        self._edits: set[tuple[str, str]] = set()
        self._made: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._agree = self._words = 0

    def record_of(self, row: Row) -> str:
        """A pair is of the review that its sentence stands in."""
        return str(row["evidence"]["facts"]["review"])

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {"native": self._native, "pairs": self._pair, "rejects": self._reject}

    def finish(self) -> Iterator[Failure]:
        """Reviews without an edit."""
        for name in sorted(self._reviews.keys() - self._paired):
            yield Failure("missing", "row", "an edit of a sentence of it", "none", name, "native")

    def metrics(self) -> dict[str, float]:
        """How many sentences were edited, and whether they agree with their review."""
        made = self._made.total()
        found = {"reviews": float(len(self._reviews))}
        for way in WAYS:
            if asked := self._made[way] + self._refused[way]:
                found[f"coverage.{way}"] = self._made[way] / asked
        if made:
            found["agrees"] = self._agree / made
            found["words.mean"] = self._words / made
        return found

    def _native(self, row: Row) -> Found:
        self._reviews[row["id"]] = row
        if row["sentiment"] is None and row["revision"] is not None:
            yield "native", "revision", "null: nobody knows what it revises", row["revision"]

    def _pair(self, row: Row) -> Found:
        facts = row["evidence"]["facts"]
        review, start = self._reviews.get(facts["review"]), facts["start"]
        if review is None:
            yield "native", "evidence.facts.review", "a review of native", facts["review"]
            return
        if start is None or not row["intervention"]:
            yield "native", "evidence.facts.start", "a place in the review, and a change", start
            return
        self._paired.add(review["id"])
        self._edits.add((review["id"], f"{row['intervention'][0]['target']}/{start}"))
        before, after = row["original"]["text"], row["counterfactual"]["text"]
        stands = review["text"][start : start + len(before)]
        if stands != before:
            yield "native", "original.text", f"what stands there in the review: {stands}", before
        name = f"{review['id']}/{start}"
        if row["original_id"] != name:
            yield "native", "original_id", name, row["original_id"]
        change = row["intervention"][0]
        way = change["target"]
        want = {
            "kind": "sentiment",
            "target": way,
            "from": row["label_original"],
            "to": row["label_counterfactual"],
            "source": review["id"],
            "source_name": None,
        }
        if row["intervention"] != [want] or way not in WAYS:
            yield "native", "intervention", want, row["intervention"]
            return
        yield from _certified(row, way)
        yield from _labels(row, way)
        yield from _changed(row, way)
        put = sum(len(edit["after"]) for edit in row["edits"])
        yield from written(before, after, put=put)
        self._made[way] += 1
        self._agree += review["sentiment"] in (None, row["label_original"])
        self._words += len(row["edits"])

    def _reject(self, row: Row) -> Found:
        if row["level"] != "variant":
            return
        way, _, start = (row["variant"] or "").partition("/")
        if way not in WAYS or not start.isdecimal():
            yield "rejects", "variant", f"{' or '.join(WAYS)}, and a place", row["variant"]
            return
        if (row["original_id"], row["variant"]) in self._edits:
            yield "rejects", "variant", "an edit that is not made", row["variant"]
        self._refused[way] += 1


def _certified(row: Row, way: str) -> Found:
    """The certificate is what the edits are."""
    changed = [f"{edit['before']} > {edit['after']}" for edit in row["edits"]]
    said = row["label_original"]
    detail = f"all that the sentence says is {said}, and is {way}d; nobody read it again"
    for where, expected, found in (
        ("evidence.kind", "rule", row["evidence"]["kind"]),
        ("evidence.detail", detail, row["evidence"]["detail"]),
        ("evidence.facts.changed", changed, row["evidence"]["facts"]["changed"]),
        ("generator", _GENERATOR, row["generator"]),
        ("label_effect", "flip", row["label_effect"]),
    ):
        if expected != found:
            yield "evidence", where, expected, found


def _labels(row: Row, way: str) -> Found:
    """Both labels are what the plain words of their sentence say."""
    goal = "unknown" if way == "remove" else _other(row["label_original"])
    if row["label_original"] not in SIDES or row["label_counterfactual"] != goal:
        yield "label", "label_counterfactual", goal, row["label_counterfactual"]
        return
    for side in ("original", "counterfactual"):
        label, text = row[f"label_{side}"], row[side]["text"]
        found = set(signs(text))
        expected = {SIDES[label]} if label in SIDES else set()
        if found != expected:
            yield "label", f"{side}.text", f"words that say {label} and nothing else", text
        if expected and (how := unstated(text)):
            yield "stated", f"{side}.text", "a sentence that states its sentiment", f"{how}: {text}"


def _other(label: str) -> str:
    return {"Positive": "Negative", "Negative": "Positive"}.get(label, "unknown")


def _changed(row: Row, way: str) -> Found:
    """A removal takes out words of sentiment and their degree; a replacement exchanges them."""
    for number, edit in enumerate(row["edits"]):
        taken, put = tokens(edit["before"]), tokens(edit["after"])
        if way == "replace":
            if not exchanges_sentiment(taken, put):
                yield "edit", f"edits[{number}]", "words of sentiment for others", edit
            continue
        left = [one for one in put if one not in _ARTICLES]
        gone = [one for one in taken if one not in _ARTICLES and one.isalpha()]
        judged = any(one in SIGN for one in gone)
        known = all(one in SIGN or one in DEGREES or _is_adverb(one) for one in gone)
        if left or not judged or not known:
            yield "edit", f"edits[{number}]", "a word of sentiment taken out", edit


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and word not in ("only", "early", "family")


AUDIT = SentimentFlipAudit
