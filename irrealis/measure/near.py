"""Near-duplicates: texts that share most of their shingles, in two splits or of two originals.

That the same text, once normalized, stands in two splits is forbidden of every build. What is left
are texts that differ in a word or two, so that a model that was trained on one knows the other.
Candidates come from the locality-sensitive hashing of `datasketch` (Broder 1997; Leskovec et al.,
Mining of Massive Datasets, chapter 3); of a text 64 numbers are kept, and with a fixed seed the
answer is the same everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from irrealis.contract import text_view
from irrealis.errors import needs
from irrealis.text.words import tokenize

if TYPE_CHECKING:
    from datasketch import MinHash, MinHashLSH

_Name = TypeVar("_Name")
SHINGLE = 3  # tokens, lower-cased
SIMILAR = 0.7  # Jaccard similarity of the sets of shingles, as their signatures estimate it
PERMUTATIONS = 64
SHOWN = 10  # couples that are kept to look at


class _Text(NamedTuple):
    """Where a text stands: its side is "original" or "counterfactual"."""

    row: str
    group: str
    side: str
    split: str


@dataclass(frozen=True, slots=True)
class Couple:
    """Two texts that are nearly the same: the later one, and the one that was there before."""

    kind: str
    split: str
    row: str
    side: str
    other_split: str
    other_row: str
    other_side: str
    similarity: float


class NearDuplicates:
    """Counts near-duplicates among texts of different groups: `see` every row of every split.

    Args:
        alternatives: splits that may hold the same texts, which are then no leak.

    Raises:
        Unavailable: datasketch is not installed.
    """

    def __init__(self, *, alternatives: Sequence[Sequence[str]] = ()) -> None:
        self._index = _new_index()
        self._kept: list[tuple[_Text, MinHash]] = []
        self._groups: set[tuple[str, str]] = set()
        self._side = {split: group[0] for group in alternatives for split in group}
        self._texts: Counter[str] = Counter()
        self._found: dict[str, Counter[str]] = {}
        self.couples: list[Couple] = []

    def see(self, split: str, row: Mapping[str, Any]) -> None:
        """Compare the texts of a row of `pairs` with those before it."""
        sides = ["counterfactual"]
        if (split, row["group"]) not in self._groups:
            self._groups.add((split, row["group"]))
            sides.insert(0, "original")
        for side in sides:
            self._compare(_Text(row["id"], row["group"], side, split), row[side])

    def _compare(self, text: _Text, fields: Mapping[str, Any]) -> None:
        signature = _signature(
            [token for text in text_view(fields).values() for token in tokenize(text.lower())]
        )
        self._texts[text.split] += 1
        kinds = self._found.setdefault(text.split, Counter())
        met: set[str] = set()
        for at in sorted(self._index.query(signature)):
            other, held = self._kept[at]
            kind = self._kind(text, other)
            if kind in met or not kind or (similarity := signature.jaccard(held)) < SIMILAR:
                continue
            met.add(kind)
            if len(self.couples) < SHOWN:
                self.couples.append(
                    Couple(
                        kind,
                        text.split,
                        text.row,
                        text.side,
                        other.split,
                        other.row,
                        other.side,
                        similarity,
                    )
                )
        kinds.update(met | {"across"} if "leaked" in met else met)
        self._index.insert(len(self._kept), signature)
        self._kept.append((text, signature))

    def _kind(self, text: _Text, other: _Text) -> str:
        if text.group == other.group:
            return ""
        if self._side.get(text.split, text.split) != self._side.get(other.split, other.split):
            crossed = text.side == "counterfactual" and other.side == "original"
            return "leaked" if crossed else "across"
        return "within" if text.split == other.split and text.side == other.side else ""

    def figures(self) -> dict[str, dict[str, float]]:
        """Split -> name -> share of its texts, in the order the splits were seen."""
        return {
            split: {
                "near.across": found["across"] / self._texts[split],
                "near.leaked": found["leaked"] / self._texts[split],
                "near.within": found["within"] / self._texts[split],
            }
            for split, found in self._found.items()
        }


class NearIndex(Generic[_Name]):
    """Texts by name, to ask which of them is most like another.

    Raises:
        Unavailable: datasketch is not installed.
    """

    def __init__(self) -> None:
        self._index = _new_index()
        self._kept: list[tuple[_Name, MinHash]] = []

    def add(self, name: _Name, tokens: Sequence[str]) -> None:
        """Keep a text."""
        signature = _signature(tokens)
        self._index.insert(len(self._kept), signature)
        self._kept.append((name, signature))

    def nearest(self, tokens: Sequence[str]) -> tuple[_Name, float] | None:
        """The text that shares most shingles, at least `SIMILAR`, and how many: the first such."""
        signature = _signature(tokens)
        found = [(signature.jaccard(self._kept[at][1]), -at) for at in self._index.query(signature)]
        similarity, at = max(found, default=(0.0, 0))
        return (self._kept[-at][0], similarity) if similarity >= SIMILAR else None


def _new_index() -> MinHashLSH:
    with needs("near", "finding near-duplicates"):
        from datasketch import MinHashLSH
    return MinHashLSH(threshold=SIMILAR, num_perm=PERMUTATIONS)


def _signature(tokens: Sequence[str]) -> MinHash:
    from datasketch import MinHash
    from xxhash import xxh32_intdigest

    last = max(1, len(tokens) - SHINGLE + 1)
    shingles = {"\0".join(tokens[at : at + SHINGLE]).encode() for at in range(last)}
    signature = MinHash(num_perm=PERMUTATIONS, seed=1, hashfunc=xxh32_intdigest, scheme="affine32")
    signature.update_batch(sorted(shingles))
    return signature
