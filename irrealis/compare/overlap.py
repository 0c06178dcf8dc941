"""Rows of one dataset that stand in another: the same words, or nearly the same.

Whoever trains on one dataset and tests on another wants to know. Fields have different names in
different datasets, so single texts are compared, wherever they stand: the fields of both sides of
pairs, and all columns of native rows that are texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from irrealis.contract import text_view
from irrealis.errors import IrrealisError
from irrealis.measure import NearIndex
from irrealis.progress import progress
from irrealis.store import Folder

MIN_WORDS = 5  # shorter texts, such as labels and names, stand anywhere
MOST = 1000  # couples that are kept
_CONFIGS = ("pairs", "native", "native_mix")
_SIDES = ("original", "counterfactual")
_TAG = re.compile(r"<[^<>\n]{1,40}>")
_WORD = re.compile(r"\w+")


class Place(NamedTuple):
    """Where a text stands; `side` is empty in native rows, `field` is the place in the row."""

    config: str
    split: str
    id: str
    side: str
    field: str


@dataclass(frozen=True, slots=True)
class Couple:
    """A text of the first dataset, and the first of the second that is the same or like it."""

    text: Place
    other: Place
    similarity: float  # 1 if the words are the same


@dataclass(frozen=True, slots=True)
class Shared:
    """Of the records of a split and side of the first dataset, those that stand in the second.

    `same` counts records of which a text has the same words, `near` of the others those of which
    one is nearly the same, None if it was not looked for.
    """

    config: str
    split: str
    side: str
    records: int
    same: int
    near: int | None


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two datasets share, and the first couples of texts, in the order of the rows."""

    first: str
    second: str
    shared: tuple[Shared, ...]
    couples: tuple[Couple, ...]
    places: dict[str, int]  # config, split and side of the second -> couples there
    more: int  # couples that are not kept

    def text(self, *, shown: int = 10) -> str:
        """For people, with the first couples."""
        from tabulate import tabulate

        rows = [
            (
                *(part.config, part.split, part.side, part.records, part.same),
                "–" if part.near is None else part.near,
            )
            for part in self.shared
        ]
        columns = ("config", "split", "side", "records", "same words", "nearly")
        lines = [
            f"records of {self.first} that stand in {self.second}",
            tabulate(rows, headers=columns, disable_numparse=True),
        ]
        lines += [f"in {where}: {count:,}" for where, count in self.places.items()]
        for couple in self.couples[:shown]:
            text, other = (
                " ".join(filter(None, (at.config, at.split, at.id, at.side, at.field)))
                for at in (couple.text, couple.other)
            )
            lines.append(f"  {text}  ~  {other}  ({couple.similarity:.2f})")
        left = len(self.couples) + self.more - shown
        return "\n".join([*lines, *([f"  and {left:,} more"] if left > 0 else [])])

    def as_dict(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "first": self.first,
            "second": self.second,
            "shared": [asdict(part) for part in self.shared],
            "places": self.places,
            "couples": [
                {
                    "text": couple.text._asdict(),
                    "other": couple.other._asdict(),
                    "similarity": round(couple.similarity, 4),
                }
                for couple in self.couples
            ],
            "couples_left_out": self.more,
        }


def overlap(first: Folder, second: Folder, *, near: bool = False) -> Overlap:
    """Look for the records of one dataset in another.

    Words are compared, without case, punctuation, white space and markup; texts of fewer than
    `MIN_WORDS` words are not. An original with several counterfactuals is one record.

    Args:
        first: whose pairs are looked for, both sides; its native rows if it has no pairs.
        second: where: in its pairs, native rows and mixes.
        near: also look for texts that share most of their shingles (measure.near).

    Raises:
        Unavailable: what `near` needs is not installed.
        IrrealisError: a folder without pairs or native rows.
    """
    known: dict[bytes, Place] = {}
    index: NearIndex[Place] | None = NearIndex() if near else None
    for place, words in _texts(second, _CONFIGS):
        if (key := _key(words)) not in known:
            known[key] = place
            if index:
                index.add(place, words)
    wanted = _CONFIGS[:1] if first.files.get("pairs") else _CONFIGS[1:2]
    seen: dict[tuple[str, str, str], dict[str, str]] = {}  # record -> how it was found
    couples: list[Couple] = []
    places: Counter[str] = Counter()
    more = 0
    for place, words in _texts(first, wanted):
        records = seen.setdefault((place.config, place.split, place.side), {})
        before = records.setdefault(place.id, "")
        other, similarity = known.get(_key(words)), 1.0
        if other is None and index and before != "same" and (found := index.nearest(words)):
            other, similarity = found
        if other is None:
            continue
        how = "same" if similarity == 1 else "near"
        if how == "same" or not before:
            records[place.id] = how
        places[" ".join(filter(None, (other.config, other.split, other.side)))] += 1
        if len(couples) < MOST:
            couples.append(Couple(place, other, similarity))
        else:
            more += 1
    shared = []
    for (config, split, side), records in seen.items():
        how_many = Counter(records.values())
        nearly = how_many["near"] if near else None
        shared.append(Shared(config, split, side, len(records), how_many["same"], nearly))
    return Overlap(first.dataset, second.dataset, tuple(shared), tuple(couples), dict(places), more)


def _texts(folder: Folder, configs: tuple[str, ...]) -> Iterator[tuple[Place, list[str]]]:
    """The texts of a folder that are long enough, as words."""
    if not any(folder.files.get(config) for config in configs):
        raise IrrealisError(
            f"{folder.path} has no config to compare",
            dataset=folder.dataset,
            expected=f"one of the configs {', '.join(configs)}",
            found=", ".join(folder.files),
        )
    for config in configs:
        if config not in folder.files:
            continue
        rows = (
            (split, number, row)
            for split in folder.files[config]
            for number, row in enumerate(
                folder.pairs(split) if config == "pairs" else folder.rows(config, split)
            )
        )
        label = f"{folder.dataset} {config}"
        for split, number, row in progress(rows, label, unit="rows", total=folder.count(config)):
            for side, name, fields in _records(row, config, number):
                for field, text in fields.items():
                    words = _words(text)
                    if len(words) >= MIN_WORDS:
                        yield Place(config, split, name, side, field), words


def _records(
    row: Mapping[str, Any], config: str, number: int
) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Side, id and texts of what a row holds."""
    if config != "pairs":
        texts = {name: value for name, value in row.items() if isinstance(value, str)}
        sents = row.get("sents")  # a document of sentences of tokens
        if isinstance(sents, list):
            texts["sents"] = " ".join(str(token) for sent in sents for token in sent)
        yield "", str(row.get("id") or row.get("title") or number), texts
        return
    for side in _SIDES:
        yield side, row["original_id" if side == "original" else "id"], text_view(row[side])


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", _TAG.sub(" ", text)).casefold()
    return _WORD.findall(plain)


def _key(words: list[str]) -> bytes:
    return sha256(" ".join(words).encode("utf-8", "surrogatepass")).digest()[:16]
