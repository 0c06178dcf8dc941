"""Rows of cebab-matched, and what must hold of them beyond the contract of pairs.

The audit starts from upstream's rows: which reviews match, how near they are and which is
the nearest is worked out again, by tables of words instead of weights of each text.
"""

from __future__ import annotations

import statistics
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any, ClassVar

import numpy as np
import polars as pl
from irrealis.schemas.families.reviews import (
    ASPECTS,
    DEFINITIONS,
    LABEL,
    OPINIONS,
    label_of,
    native_schema,
    vote_failures,
)

from irrealis.check import Audit, Failure, Found, Row, digest
from irrealis.contract import Table, normalize, pairs_table
from irrealis.store import BuildRecord

GENERATOR = {"kind": "human", "name": "CEBaB", "version": "1.1", "prompt_hash": None}
_NEAR = 2e-6  # by which two similarities may differ and be the same
_PLACE = {"cuisine": ("cuisine",), "region": ("region",), "both": ("cuisine", "region")}

CONFIGS = {
    # the audit meets the configs in this order: the mix holds every row that the others name
    "native_mix": Table(native_schema(mix=True), key="id"),
    "native": Table(native_schema(mix=False), key="id"),
    "pairs": pairs_table(fields=["text"], label=LABEL, facts=pl.Struct({"nearness": pl.Float64()})),
}

Labels = tuple[str, ...]


class CebabMatchedAudit(Audit):
    """A match agrees in all labels but one, and none that does is nearer."""

    # upstream has rows on whose aspect ten voted, and names some of the workers twice
    counted: ClassVar[frozenset[str]] = frozenset({"workers"})
    definitions: ClassVar[Mapping[str, str]] = {
        "upstream.workers_disagree_with_votes": DEFINITIONS["upstream.workers_disagree_with_votes"],
        "matched": "share of originals with all labels that have a pair",
        "nearness.median": "cosine of the words of both sides, median",
        "same_restaurant": "share of pairs of one restaurant",
        "effect.matched.*": "mean change of the stars from an original to its match",
        "effect.edited.*": "the same from an original to people's edit of it, in upstream's rows",
        "effect.error": "mean distance of a match's change of the stars from that of people's edit "
        "of the same original to the same label",
        "effect.error.none": "the same of saying that nothing changes",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split."""
        super().__init__(record, split)
        self._rows: dict[str, Row] = {}  # originals by original_id
        self._edits: dict[tuple[str, str, str], list[float]] = {}
        self._pairs: dict[tuple[str, str, str], Row] = {}
        self._mixed: dict[str, bytes] = {}  # of each row of the mix that native lacks so far
        self._left_out: set[str] = set()  # their texts may be in another split

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {
            "native_mix": self._mix,
            "native": self._same,
            "pairs": self._pair,
            "rejects": self._reject,
        }

    def finish(self) -> Iterator[Failure]:
        """A pair for each label that a review differs in, and no nearer match."""
        for name in sorted(self._mixed):
            yield Failure("missing", "row", "a row as in native_mix", "none", name, "native")
        labels, near = self._matches()
        alike = _PLACE.get(str(self.record.parameters.get("alike")), ())
        names = list(labels)
        place = {
            name: [self._rows[name]["opentable_metadata"][key] for key in alike] for name in names
        }
        left = set(self._pairs)
        by_labels: dict[Labels, list[int]] = {}
        for at, name in enumerate(names):
            by_labels.setdefault(labels[name], []).append(at)
        for at, name in enumerate(names):
            for number, goal in product(range(len(ASPECTS)), OPINIONS):
                if labels[name][number] == goal:
                    continue
                want = (*labels[name][:number], goal, *labels[name][number + 1 :])
                fit = [o for o in by_labels.get(want, ()) if place[names[o]] == place[name]]
                key = name, ASPECTS[number], goal
                pair = self._pairs.get(key)
                left.discard(key)
                if (pair is None) == bool(fit):
                    expected = "a pair" if fit else "no pair, for no review matches"
                    yield Failure("missing", "row", expected, "the reverse", name, "pairs")
                elif pair is not None:
                    yield from self._nearest(pair, at, fit, names, near)
        for name, aspect, goal in sorted(left):
            expected = "an original with a label for every aspect, whose text is its own"
            yield Failure(
                "match", "original_id", expected, f"{name}: {aspect} {goal}", name, "pairs"
            )

    def metrics(self) -> dict[str, float]:
        """How near the matches are, and what they say of the effect of an aspect on the stars."""
        labels, _ = self._matches()
        if not self._pairs:
            return {}
        figures = {
            "upstream.workers_disagree_with_votes": float(self.kinds["workers"]),
            "matched": len({name for name, *_ in self._pairs}) / max(len(labels), 1),
            "nearness.median": statistics.median(
                pair["evidence"]["facts"]["nearness"] for pair in self._pairs.values()
            ),
        }
        changes: dict[str, list[float]] = {}
        off: list[float] = []
        still: list[float] = []
        restaurants = 0
        for (name, aspect, goal), pair in self._pairs.items():
            match = self._rows[pair["intervention"][0]["source"].partition("_")[0]]
            sides = self._rows[name], match
            restaurants += len({side["opentable_metadata"]["restaurant_id"] for side in sides}) == 1
            before, after = (side["review_majority"] for side in sides)
            way = f"{aspect}.{pair['intervention'][0]['from']}.{goal}"
            if not before.isdigit():
                continue
            edited = [stars - float(before) for stars in self._edits.get((name, aspect, goal), ())]
            changes.setdefault(f"effect.edited.{way}", []).extend(edited)
            if after.isdigit():
                change = float(after) - float(before)
                changes.setdefault(f"effect.matched.{way}", []).append(change)
                off += [abs(change - real) for real in edited]
                still += [abs(real) for real in edited]
        figures["same_restaurant"] = restaurants / len(self._pairs)
        figures |= {name: statistics.fmean(found) for name, found in changes.items() if found}
        if off:
            figures["effect.error"] = statistics.fmean(off)
            figures["effect.error.none"] = statistics.fmean(still)
        return figures

    def _reject(self, row: Row) -> Found:
        yield from ()
        if row["reason"] == "repeated-description":
            self._left_out.add(row["original_id"])

    def _mix(self, row: Row) -> Found:
        rest = {key: value for key, value in row.items() if key != "is_counterfactual"}
        self._mixed[row["id"]] = digest(rest)
        if row["is_counterfactual"] == row["is_original"]:
            yield "mix", "is_counterfactual", not row["is_original"], row["is_counterfactual"]
        yield from vote_failures(row)
        stars = row["review_majority"]
        if row["is_original"]:
            if row["original_id"] in self._rows:
                yield "native", "is_original", "one original of a group", "another"
            self._rows[row["original_id"]] = row
        elif stars.isdigit():
            of = row["original_id"], row["edit_type"], row["edit_goal"]
            self._edits.setdefault(of, []).append(float(stars))

    def _same(self, row: Row) -> Found:
        if self._mixed.pop(row["id"], None) != digest(row):
            yield "mix", "row", "as in native_mix", "another row, or none there"

    def _pair(self, row: Row) -> Found:
        [change] = row["intervention"]
        original = self._rows.get(row["original_id"])
        match = self._rows.get(str(change["source"]).partition("_")[0])
        if original is None or match is None or match["id"] != change["source"]:
            yield "match", "intervention[0].source", "an original in native", change["source"]
            return
        for side, upstream in (("original", original), ("counterfactual", match)):
            if row[side] != {"text": upstream["description"]}:
                yield "match", side, "the description in native", row[side]
            if digest(row[f"label_{side}"]) != digest(label_of(upstream)):
                yield "match", f"label_{side}", "majorities and votes in native", "others"
        aspect = change["target"]
        want = {
            "kind": "aspect",
            "target": aspect,
            "from": original.get(f"{aspect}_aspect_majority"),
            "to": match.get(f"{aspect}_aspect_majority"),
            "source": match["id"],
            "source_name": match["opentable_metadata"]["restaurant_name"],
        }
        if change != want:
            yield "match", "intervention[0]", want, change
        if row["label_effect"] != "flip":
            yield "match", "label_effect", "flip", row["label_effect"]
        if row["generator"] != GENERATOR:
            yield "generator", "generator", GENERATOR, row["generator"]
        if row["evidence"]["facts"]["nearness"] is None:
            yield "nearness", "evidence.facts.nearness", "a number", "null"
            return
        key = row["original_id"], aspect, change["to"]
        if key in self._pairs:
            yield "match", "intervention[0]", "a label once", "again"
        self._pairs[key] = row

    def _matches(self) -> tuple[dict[str, Labels], np.ndarray[Any, Any]]:
        """The labels of each original that can be matched, and how near each is to each."""
        texts = {name: normalize(row["description"]).casefold() for name, row in self._rows.items()}
        times = list(texts.values())
        labels = {
            name: labels
            for name, row in self._rows.items()
            if set(labels := tuple(row[f"{aspect}_aspect_majority"] for aspect in ASPECTS))
            <= set(OPINIONS)
            and times.count(texts[name]) == 1
            and name not in self._left_out
        }
        words = [_words(self._rows[name]["description"]) for name in labels]
        index = {word: at for at, word in enumerate(sorted({w for text in words for w in text}))}
        table = np.zeros((len(words), len(index)))
        for at, text in enumerate(words):
            for word in text:
                table[at, index[word]] += 1
        table *= np.log(len(words) / np.maximum((table > 0).sum(axis=0), 1)) if len(words) else 1
        length = np.linalg.norm(table, axis=1, keepdims=True)
        table /= np.where(length > 0, length, 1)
        return labels, table @ table.T

    def _nearest(
        self, pair: Row, at: int, fit: list[int], names: list[str], near: np.ndarray[Any, Any]
    ) -> Iterator[Failure]:
        match = str(pair["intervention"][0]["source"]).partition("_")[0]
        if match not in [names[place] for place in fit]:
            expected = "a review that agrees in all labels but one"
            yield Failure("match", "intervention[0].source", expected, match, pair["id"], "pairs")
            return
        here = float(near[at, names.index(match)])
        best = max(float(near[at, place]) for place in fit)
        stated = pair["evidence"]["facts"]["nearness"]
        if abs(stated - here) > _NEAR:
            where = "evidence.facts.nearness"
            yield Failure("nearness", where, round(here, 6), stated, pair["id"], "pairs")
        if best > here + _NEAR:
            expected = f"the nearest match ({best:.6f})"
            yield Failure("nearness", "intervention[0].source", expected, here, pair["id"], "pairs")


def _words(text: str) -> list[str]:
    """Runs of letters and digits, in lower case."""
    spaced = "".join(
        char if unicodedata.category(char)[0] in "LN" or unicodedata.combining(char) else " "
        for char in text
    )
    return [word.casefold() for word in spaced.split()]


AUDIT = CebabMatchedAudit
