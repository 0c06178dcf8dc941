"""Counts over all pairs of a folder, and the ledgers of what was left out."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from irrealis.show.entries import script_json, words_changed
from irrealis.show.labels import categories, clip, element_categories

if TYPE_CHECKING:
    from irrealis.store import Folder

LEDGER = 250_000  # bytes of JSON that a ledger takes at most in a page
TRACKED = 300  # distinct values of a part of a label, beyond which it is no category


@dataclass
class Tally:
    """Counts over all pairs, sampled or not."""

    pairs: int = 0
    splits: Counter[str] = field(default_factory=Counter)
    effects: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    targets: Counter[tuple[str, str]] = field(default_factory=Counter)
    evidence: Counter[str] = field(default_factory=Counter)
    generators: Counter[str] = field(default_factory=Counter)
    words: Counter[int] = field(default_factory=Counter)
    groups: set[bytes] = field(default_factory=set)
    interventions: Counter[int] = field(default_factory=Counter)  # pairs with so many
    labels: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    elements: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    _loose: set[str] = field(default_factory=set)

    def see(self, split: str, row: Mapping[str, Any]) -> list[tuple[str, ...]]:
        """Count a pair, and return the values under which a reader may look for it."""
        self.pairs += 1
        self.splits[split] += 1
        self.effects[row["label_effect"]] += 1
        self.interventions[len(row["intervention"])] += 1
        self.kinds.update(change["kind"] for change in row["intervention"])
        if len(self.targets) <= TRACKED:
            self.targets.update(
                (change["kind"], change["target"]) for change in row["intervention"]
            )
        self.evidence[row["evidence"]["kind"]] += 1
        self.generators[row["generator"]["kind"]] += 1
        self.words[words_changed(row["edits"])] += 1
        self.groups.add(bytes.fromhex(row["group"]))
        facets: list[tuple[str, ...]] = [("split", split), ("effect", row["label_effect"], split)]
        for change in row["intervention"]:
            facets += ("kind", change["kind"]), ("target", change["kind"], change["target"])
        for part, before, after in categories(row):
            if part in self._loose:
                continue
            facets.append(("label", part, before, after))
            seen = self.labels.setdefault(part, Counter())
            seen[before, after] += 1
            if len(seen) > TRACKED:
                self._loose.add(part)
                del self.labels[part]
        for part, value, changed in element_categories(row):
            if part in self._loose:
                continue
            values = self.elements.setdefault(part, {})
            values.setdefault(value, [0, 0])[not changed] += 1
            if len(values) > TRACKED:
                self._loose.add(part)
                del self.elements[part]
        return facets


@dataclass
class Ledger:
    """What was dropped or mended: all of it counted, as much of it kept as fits."""

    total: int
    counts: Counter[str]
    rows: list[list[Any]]


def read_ledger(folder: Folder, config: str, *, by: str, most: int = LEDGER) -> Ledger:
    """Rows of `rejects` or `repairs`, the first of every reason before the hundredth of one.

    Args:
        folder: a build or a release.
        config: `rejects` or `repairs`.
        by: the column by which rows are counted: `reason` or `kind`.
        most: bytes of JSON that all kept rows may take.
    """
    counts: Counter[str] = Counter()
    ranked: list[tuple[int, int, int, list[Any]]] = []
    spent = number = 0
    for split in folder.files.get(config, {}):
        for row in folder.rows(config, split):
            name = str(row.get(by, ""))
            values = [split, *(clip(str(value)) for value in row.values())]
            size = len(script_json(values)) + 1
            heapq.heappush(ranked, (-counts[name], -number, size, values))
            counts[name] += 1
            spent, number = spent + size, number + 1
            while spent > most:
                spent -= heapq.heappop(ranked)[2]
    rows = [values for _, _, _, values in sorted(ranked, key=lambda item: -item[1])]
    return Ledger(counts.total(), counts, rows)
