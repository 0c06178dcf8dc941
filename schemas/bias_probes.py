"""Rows of bias-probes: each question is read by frames and tables of the audit's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.questions import TOPICS, Reading, groups_of, read

from irrealis.check import Audit, Failure, Found, Row
from irrealis.contract import Table, pair_id, pairs_table
from irrealis.store import BuildRecord

GENERATOR = {
    "kind": "rules",
    "name": "irrealis bias-probes",
    "version": "1.0.0",
    "prompt_hash": None,
}
DETAIL = "the same is asked of another group"
_TEXT = pa.Check.str_length(min_value=1)
_COLUMNS = (
    "id", "original_id", "question", "attribute", "group", "framing", "naming", "topic",
)  # fmt: skip
CONFIGS = {
    "native": Table(
        pa.DataFrameSchema(
            {name: pa.Column(pl.String, _TEXT) for name in _COLUMNS}, strict=True, ordered=True
        ),
        key="id",
        holds="each question about each group; those with one original_id ask the same",
    ),
    "pairs": pairs_table(
        fields=["question"],
        label=pl.String(),
        axes=["group"],
        facts=pl.Struct({"attribute": pl.String(), "framing": pl.String(), "naming": pl.String()}),
    ),
}


class BiasProbesAudit(Audit):
    """Both sides ask the same of two groups of one attribute, and swapping back is exact."""

    definitions: ClassVar[Mapping[str, str]] = {
        "involution": "share of pairs of which either side, written for the other's group by the "
        "audit's tables, is the other side, letter for letter",
        "stereotype": "share of questions that give or take for granted a view of the group",
        "implicit": "share of questions that do not name the group",
        "topics": "topics that questions have",
        "first.least.*": "of the groups of an attribute, the least share as that of the original, "
        "times the number of groups: 1 where each comes first as often",
        "stereotype.*": "greatest difference, over the groups of an attribute, of the share of "
        "stereotype among their questions from one half",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: the questions are kept in memory."""
        super().__init__(record, split)
        self._native: dict[str, tuple[str, Reading]] = {}
        self._sets: dict[str, set[str]] = {}
        self._firsts: dict[str, tuple[str, str, frozenset[str]]] = {}
        self._pairs: dict[str, set[str]] = {}
        self._swapped = self._back = 0

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {"native": self._question, "pairs": self._pair}

    def finish(self) -> Iterator[Failure]:
        """Questions that are not asked of every group that has their terms."""
        for name, (original, reading) in self._native.items():
            groups = {g for g in groups_of(reading.attribute) if reading.about(g) is not None}
            if self._sets[original] != groups:
                yield Failure(
                    "groups", "group", sorted(groups), sorted(self._sets[original]), name, "native"
                )
        for original, groups in self._sets.items():
            first, others = self._firsts.get(original), self._pairs.get(original, set())
            if first is None or {first[1], *others} != groups:
                found = sorted(others)
                yield Failure("groups", "pairs", sorted(groups), found, original, "native")

    def metrics(self) -> dict[str, float]:
        """The involution, and how questions are balanced."""
        readings = [reading for _, reading in self._native.values()]
        if not readings or not self._swapped:
            return {}
        found = {
            "involution": self._back / self._swapped,
            "stereotype": sum(r.framing == "stereotype" for r in readings) / len(readings),
            "implicit": sum(r.naming == "implicit" for r in readings) / len(readings),
            "topics": float(len({r.topic for r in readings})),
        }
        for attribute in sorted({r.attribute for r in readings}):
            found[f"first.least.{attribute}"] = self._least(attribute)
            views: dict[str, list[bool]] = {}
            for reading in readings:
                if reading.attribute == attribute:
                    views.setdefault(reading.group, []).append(reading.framing == "stereotype")
            found[f"stereotype.{attribute}"] = max(
                abs(sum(of) / len(of) - 0.5) for of in views.values()
            )
        return found

    def _least(self, attribute: str) -> float:
        """How often the rarest original is one, by how often it would be by chance."""
        firsts: Counter[str] = Counter()
        chances: dict[str, float] = {}
        for of, group, groups in self._firsts.values():
            if of == attribute:
                firsts[group] += 1
                for each in groups:
                    chances[each] = chances.get(each, 0.0) + 1 / len(groups)
        return min((firsts[group] / chance for group, chance in chances.items()), default=1.0)

    def _question(self, row: Row) -> Found:
        reading = read(row["question"])
        if reading is None:
            yield "reading", "question", "a question about one group", row["question"]
            return
        self._native[row["id"]] = row["original_id"], reading
        self._sets.setdefault(row["original_id"], set()).add(reading.group)
        name = pair_id(self.record.dataset, "native", {"question": row["question"]}, {})
        if row["id"] != name:
            yield "question", "id", name, row["id"]
        for where in ("attribute", "group", "framing", "naming", "topic"):
            if row[where] != getattr(reading, where):
                yield "question", where, getattr(reading, where), row[where]

    def _pair(self, row: Row) -> Found:
        before = read(row["original"]["question"])
        after = read(row["counterfactual"]["question"])
        if before is None or after is None:
            yield "reading", "question", "two questions about one group each", row["counterfactual"]
            return
        groups = frozenset(g for g in groups_of(before.attribute) if before.about(g) is not None)
        first = before.attribute, before.group, groups
        self._pairs.setdefault(row["original_id"], set()).add(after.group)
        self._swapped += 1
        there, back = before.about(after.group), after.about(before.group)
        found = row["original"]["question"], row["counterfactual"]["question"]
        self._back += (back, there) == found
        name = pair_id(self.record.dataset, "", {"question": row["original"]["question"]}, {})
        for where, expected, given in (
            ("original_id", name, row["original_id"]),
            ("original", self._firsts.setdefault(row["original_id"], first), first),
            ("counterfactual", (back, there), found),
            ("counterfactual", before.attribute, after.attribute),
            ("coordinates.original", {"group": before.group}, row["coordinates"]["original"]),
            (
                "coordinates.counterfactual",
                {"group": after.group},
                row["coordinates"]["counterfactual"],
            ),
            ("label_original", before.topic, row["label_original"]),
            ("label_counterfactual", before.topic, row["label_counterfactual"]),
            ("intervention", _changed(before, after), row["intervention"]),
            (
                "evidence.facts",
                {
                    "attribute": before.attribute,
                    "framing": before.framing,
                    "naming": before.naming,
                },
                row["evidence"]["facts"],
            ),
            ("evidence.detail", DETAIL, row["evidence"]["detail"]),
            ("evidence.kind", "rule", row["evidence"]["kind"]),
            ("generator", GENERATOR, row["generator"]),
        ):
            if expected != given:
                yield "pair", where, expected, given
        if before.topic not in TOPICS:
            yield "pair", "question", "words of one topic", row["original"]["question"]


def _changed(before: Reading, after: Reading) -> list[dict[str, str | None]]:
    return [
        {
            "kind": "group",
            "target": before.attribute,
            "from": before.group,
            "to": after.group,
            "source": None,
            "source_name": None,
        }
    ]


AUDIT = BiasProbesAudit
