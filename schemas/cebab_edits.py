"""Rows of cebab-edits, and what must hold of them beyond the contract of pairs.

The audit reads the rows alone and never asks the rules: what a pair says of its making is worked
out again from its edits, and what an edit leaves behind must be as well written as its original.
"""

from __future__ import annotations

import statistics
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

from irrealis.schemas.families.aspect_edits import (
    RULES,
    evidence_matches,
    words_of,
    written,
)
from irrealis.schemas.families.aspect_rest import fits_rest
from irrealis.schemas.families.aspect_words import put_in
from irrealis.schemas.families.reviews import (
    ASPECTS,
    LABEL,
    OPINIONS,
    label_of,
    native_schema,
    vote_failures,
)

from irrealis.check import Audit, Failure, Found, Row, digest
from irrealis.contract import Table, normalize, pairs_schema
from irrealis.store import BuildRecord, Shelf

GENERATOR = {"kind": "rules", "name": "cebab-edits", "version": "7", "prompt_hash": None}
_SENTENCE = 4  # words of an insertion that must not come twice in one group

CONFIGS = {
    # the audit meets the configs in this order: the mix holds every row that the others name
    "native_mix": Table(native_schema(mix=True), key="id"),
    "native": Table(native_schema(mix=False), key="id"),
    "pairs": Table(pairs_schema(fields=["text"], label=LABEL), key="id"),
}


def recorded_of(row: Row) -> Row:
    """What the pairs may be asked about a row of the mix; of an edit, what was `asked` for."""
    return {
        "row": digest({key: value for key, value in row.items() if key != "is_counterfactual"}),
        "original_id": row["original_id"],
        "asked": None if row["is_original"] else (row["edit_type"], row["edit_goal"]),
        "text": digest({"text": row["description"]}),
        "label": digest(label_of(row)),
        "majorities": {aspect: row[f"{aspect}_aspect_majority"] for aspect in ASPECTS},
    }


class CebabEditsAudit(Audit):
    """An edit sets one aspect and nothing else, and is as well written as its original."""

    # upstream has rows on whose aspect ten voted, and names some of the workers twice
    counted: ClassVar[frozenset[str]] = frozenset({"workers"})
    definitions: ClassVar[Mapping[str, str]] = {
        "coverage": "share of the edits that were asked for and made",
        "coverage.*": "the same of this aspect and goal",
        "single_edit": "share of pairs with one span edited",
        "words_changed.median": "words that an edit changes, median",
        "kept.median": "share of the original's words that an edit keeps, median",
        "rule.*": "share of pairs made by this rule",
        "insertions": "phrases that were put in",
        "insertions.most_common": "share of the most frequent of them",
        "insertions.distinct": "different phrases put in over all of them",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: what pairs must agree with is on disk where it is much."""
        super().__init__(record, split)
        self._records = Shelf[str, Row]()
        self._originals = Shelf[str, str]()
        self._native = Shelf[str, None]()
        self._paired = Shelf[str, None]()
        self._places = Shelf[str, bytes]()
        self._refused: Counter[tuple[str, str]] = Counter()
        self._made: Counter[tuple[str, str]] = Counter()
        self._rules: Counter[str] = Counter()
        self._put = Shelf[str, int]()
        self._inserted = Shelf[str, None]()
        self._changed = array("q")
        self._kept = array("d")
        self._single = 0

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {
            "native_mix": self._mix,
            "native": self._same,
            "pairs": self._pair,
            "rejects": self._reject,
        }

    def finish(self) -> Iterator[Failure]:
        """What is missing: rows of native, pairs of edits, edits of originals."""
        for name in sorted(self._records.keys() - self._native.keys()):
            yield Failure("missing", "row", "a row as in native_mix", "none", name, "native")
        edited, unpaired = Shelf[str, None](), []
        for name, row in self._records.items():
            if row["asked"]:
                edited[row["original_id"]] = None
                if name not in self._paired:
                    unpaired.append(name)
        for name in sorted(unpaired):
            yield Failure("missing", "row", "a pair", "none", name, "pairs")
        for name in sorted(self._originals.keys() ^ edited.keys()):
            known = name in self._originals
            yield Failure(
                "missing",
                "row",
                "an original and its edits",
                "no edit" if known else "no original",
                self._originals[name] if known else name,
                "native_mix",
            )

    def metrics(self) -> dict[str, float]:
        """Coverage by aspect and goal, and how large the edits are."""
        figures: dict[str, float] = {}
        for aspect in ASPECTS:
            for goal in OPINIONS:
                made, refused = self._made[aspect, goal], self._refused[aspect, goal]
                if made + refused:
                    figures[f"coverage.{aspect}.{goal}"] = made / (made + refused)
        total = len(self._changed)
        if total:
            asked = total + sum(self._refused.values())
            figures["coverage"] = total / asked
            figures["single_edit"] = self._single / total
            figures["words_changed.median"] = float(statistics.median(self._changed))
            figures["kept.median"] = statistics.median(self._kept)
            for rule in RULES:
                figures[f"rule.{rule}"] = self._rules[rule] / total
        put = sum(self._put.values())
        if put:
            figures["insertions"] = float(put)
            figures["insertions.most_common"] = max(self._put.values()) / put
            figures["insertions.distinct"] = len(self._put) / put
        return figures

    def _mix(self, row: Row) -> Found:
        yield from self._named(row)
        if row["is_original"]:
            self._places[row["original_id"]] = digest(row["opentable_metadata"])
            for key in ("edit_goal", "edit_type", "edit_worker"):
                if row[key] is not None:
                    yield "mix", key, "null: nobody edited it", row[key]
            yield from vote_failures(row)
        else:
            yield from self._edited(row)
        self._records[row["id"]] = recorded_of(row)

    def _edited(self, row: Row) -> Found:
        """A rule's edit: it says what was set, and copies the rest of its original."""
        aspect, goal = row["edit_type"], row["edit_goal"]
        original = self._originals.get(row["original_id"])
        if original is None or aspect is None or goal is None:
            yield "mix", "original_id", "an original before its edits, aspect and goal", "none"
            return
        before = self._records[original]
        if digest(row["opentable_metadata"]) != self._places[row["original_id"]]:
            yield "mix", "opentable_metadata", "those of its original", "others"
        want: dict[str, object] = {
            "edit_id": f"{aspect}-{goal}",
            "edit_worker": "rules",
            "review_majority": "",
            "review_label_distribution": None,
            "review_workers": None,
            f"{aspect}_aspect_majority": goal,
            f"{aspect}_aspect_label_distribution": None,
            f"{aspect}_aspect_validation_workers": None,
        }
        for key, value in want.items():
            if row[key] != value:
                yield "mix", key, value, row[key]
        if before["majorities"][aspect] not in set(OPINIONS) - {goal}:
            yield "mix", "edit_goal", f"not {before['majorities'][aspect]!r}", goal
        if digest({"text": row["description"]}) == before["text"]:
            yield "mix", "description", "another text than its original's", "the same"

    def _named(self, row: Row) -> Found:
        """A row of the mix has an id of its own, and is an original or an edit."""
        name = row["id"]
        if name in self._records:
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
        record = self._records.get(row["id"])
        if row["id"] in self._native:
            yield "mix", "id", "an id once", "again"
        self._native[row["id"]] = None
        if record is None or record["row"] != digest(row):
            yield "mix", "row", "as in native_mix", "another row" if record else "none there"

    def _pair(self, row: Row) -> Found:
        """A pair is of an original and an edit of it, and says of both what the mix says."""
        source = row["intervention"][0]["source"]
        original = self._records.get(self._originals.get(row["original_id"], ""))
        edited = self._records.get(source or "")
        if original is None or edited is None or edited["asked"] is None:
            yield "mix", "intervention[0].source", "an edit in native_mix, and its original", source
            return
        if source in self._paired:
            yield "mix", "intervention[0].source", "an edit once", f"{source} again"
        self._paired[source] = None
        if edited["original_id"] != row["original_id"]:
            yield "mix", "original_id", edited["original_id"], row["original_id"]
        yield from self._sides(row, original, edited)
        aspect, goal = edited["asked"]
        yield from self._change(row, aspect, original["majorities"][aspect], goal)
        yield from self._grounds(row)

    def _sides(self, row: Row, one: Row, other: Row) -> Found:
        for side, record in (("original", one), ("counterfactual", other)):
            if digest(row[side]) != record["text"]:
                yield "mix", side, "the description in native_mix", row[side]
            if digest(row[f"label_{side}"]) != record["label"]:
                yield "mix", f"label_{side}", "majorities and votes in native_mix", "others"

    def _change(self, row: Row, aspect: str, before: str, after: str) -> Found:
        source = row["intervention"][0]["source"]
        change = {"kind": "aspect", "target": aspect, "from": before, "to": after}
        want = [{**change, "source": source, "source_name": None}]
        if row["intervention"] != want:
            yield "mix", "intervention", want, row["intervention"]

    def _grounds(self, row: Row) -> Found:
        aspect, goal = (row["intervention"][0][key] for key in ("target", "to"))
        others = {one: row["label_original"][one] for one in ASPECTS if one != aspect}
        for one, expected in others.items():
            if row["label_counterfactual"][one] != expected:
                yield "label", f"label_counterfactual.{one}", expected, "another label"
        if row["label_effect"] != "flip":
            yield "label", "label_effect", "flip", row["label_effect"]
        if row["generator"] != GENERATOR:
            yield "generator", "generator", GENERATOR, row["generator"]
        yield from evidence_matches(row, goal)
        self._rules[row["evidence"]["detail"].partition(":")[0].removeprefix("rule ")] += 1
        yield from put_in(row["edits"], aspect, goal, known=ASPECTS)
        yield from fits_rest(row, aspect, goal)
        put = sum(len(edit["after"]) for edit in row["edits"])
        yield from written(row["original"]["text"], row["counterfactual"]["text"], put=put)
        yield from self._repeated(row)
        self._count(row, aspect, goal)

    def _repeated(self, row: Row) -> Found:
        """No sentence is put in twice in the edits of one original."""
        if row["intervention"][0]["to"] == "unknown":
            return
        for number, edit in enumerate(row["edits"]):
            words = normalize(" ".join(words_of(edit["after"]))).casefold()
            if edit["before"] or len(words.split()) < _SENTENCE:
                continue
            key = f"{row['group']} {words}"
            if key in self._inserted:
                yield "repeated", f"edits[{number}].after", "a sentence once in a group", words
            self._inserted[key] = None
            self._put[words] = self._put.get(words, 0) + 1

    def _count(self, row: Row, aspect: str, goal: str) -> None:
        before = len(words_of(row["original"]["text"]))
        sizes = [(len(words_of(e["before"])), len(words_of(e["after"]))) for e in row["edits"]]
        self._made[aspect, goal] += 1
        self._changed.append(sum(max(size) for size in sizes))
        self._kept.append(1 - sum(size[0] for size in sizes) / max(before, 1))
        self._single += len(sizes) == 1

    def _reject(self, row: Row) -> Found:
        if row["level"] != "variant":
            return
        name = row["detail"].partition(": ")[0]
        asked = name.removeprefix(f"{row['original_id']}_").partition("-")
        aspect, goal = asked[0], asked[2]
        if aspect not in ASPECTS or goal not in OPINIONS:
            yield "rejects", "detail", f"an edit of {row['original_id']}", name
            return
        if name in self._records:
            yield "rejects", "detail", "an edit that is not made", name
        self._refused[aspect, goal] += 1


AUDIT = CebabEditsAudit
