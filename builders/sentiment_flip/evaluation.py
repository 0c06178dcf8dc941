"""The rules beside people: the same reviews, the same sentences, the same judges.

People revised whole reviews. A sentence of theirs is found by aligning the words of a review with
those of its revision; a whole review of the rules' is the review with all of their replacements.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from irrealis.build import read_rows
from irrealis.evaluate import CONFIDENT, Cell, Evaluation, Judge, Table, judges_of
from irrealis.manifest import Manifest
from irrealis.store import read_record

OTHER = {"Positive": "Negative", "Negative": "Positive"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its label, the rules' edits of it, and people's, if there is one."""

    text: str
    label: str
    replaced: str | None
    removed: str | None
    people: str | None


@dataclass(slots=True)
class Reviewed:
    """A review with what people and the rules made of it, and its sentences by their start."""

    text: str
    sentiment: str
    revision: str | None
    made: dict[int, dict[str, str]] = field(default_factory=dict)
    originals: dict[int, tuple[str, str]] = field(default_factory=dict)

    def replaced(self) -> str:
        """The review with all replacements of sentences that have its sentiment."""
        text = self.text
        for start in sorted(self.made, reverse=True):
            said, label = self.originals[start]
            if "replace" in self.made[start] and label == self.sentiment:
                text = text[:start] + self.made[start]["replace"] + text[start + len(said) :]
        return text


def evaluate(build: Path, *, manifest: Manifest, fluent: int = 0) -> Evaluation:  # noqa: ARG001
    """Compare a build with people's revisions of the same reviews.

    Raises:
        Unavailable: there is no scikit-learn for the judges.
    """
    record = read_record(build)
    judges = judges_of(manifest, root=manifest.folder.parent.parent)
    reviews: list[Reviewed] = []
    for split in record.splits:
        known = {
            row["id"]: Reviewed(row["text"], row["sentiment"], row["revision"])
            for row in read_rows(build, record, config="native", split=split)
            if row["sentiment"] is not None
        }
        for row in read_rows(build, record, config="pairs", split=split):
            facts, way = row["evidence"]["facts"], row["intervention"][0]["target"]
            if review := known.get(facts["review"]):
                start = facts["start"]
                review.originals[start] = row["original"]["text"], row["label_original"]
                review.made.setdefault(start, {})[way] = row["counterfactual"]["text"]
        reviews += known.values()
    sentences = [sentence for review in reviews for sentence in _sentences(review)]
    return Evaluation(
        tables=(
            _of_sentences(sentences, judges),
            _removed(sentences, judges),
            _of_reviews(reviews, judges),
        )
    )


def _sentences(review: Reviewed) -> Iterable[Sentence]:
    aligned = Aligned(review.text, review.revision) if review.revision else None
    for start, (text, label) in review.originals.items():
        people = aligned.of(start, start + len(text)) if aligned else None
        changed = people if people and people.split() != text.split() else None
        mine = changed if label == review.sentiment else None
        made = review.made[start]
        yield Sentence(text, label, made.get("replace"), made.get("remove"), mine)


class Aligned:
    """Two versions of a text, by words."""

    def __init__(self, one: str, other: str) -> None:
        self._one, self._other = _spans(one), _spans(other)
        self._text = other
        matcher = SequenceMatcher(
            None,
            [one[a:b] for a, b in self._one],
            [other[a:b] for a, b in self._other],
            autojunk=False,
        )
        self._codes = matcher.get_opcodes()

    def of(self, start: int, end: int) -> str | None:
        """What stands in the other text for characters `start` to `end`; None if nothing does."""
        words = [n for n, (a, b) in enumerate(self._one) if a < end and b > start]
        places: list[int] = []
        for kind, first, last, put, till in self._codes:
            mine = [n for n in words if first <= n < last]
            if kind == "equal":
                places += [put + n - first for n in mine]
            elif mine and first >= words[0] and last <= words[-1] + 1:
                places += range(put, till)
        if not places:
            return None
        return self._text[self._other[min(places)][0] : self._other[max(places)][1]]


def _spans(text: str) -> list[tuple[int, int]]:
    found, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        found.append((start, at))
    return found


def _share(holds: Iterable[bool]) -> float | None:
    held = list(holds)
    return sum(held) / len(held) if held else None


def _reached(judge: Judge, texts: Sequence[str], goals: Sequence[str]) -> list[bool]:
    return (
        [said == goal for said, goal in zip(judge.predict(texts), goals, strict=True)]
        if texts
        else []
    )


def _of_sentences(sentences: Sequence[Sentence], judges: Sequence[Judge]) -> Table:
    both = [sentence for sentence in sentences if sentence.replaced and sentence.people]
    alone = [sentence for sentence in sentences if sentence.replaced]
    rows: list[tuple[Cell, ...]] = []
    for name, some in (("people revised it too", both), ("all", alone)):
        goals = [OTHER[sentence.label] for sentence in some]
        cells: list[Cell] = [name, len(some)]
        for judge in judges:
            before = _reached(
                judge, [sentence.text for sentence in some], [one.label for one in some]
            )
            rules = _reached(judge, [sentence.replaced or "" for sentence in some], goals)
            cells += [_share(before), _share(rules)]
            theirs = [sentence.people for sentence in some if sentence.people]
            people = _reached(judge, theirs, goals) if len(theirs) == len(some) else []
            cells.append(_share(people))
        rows.append(tuple(cells))
    return Table(
        title="Replacements beside people's revisions of the same sentences",
        columns=(
            "sentences",
            "count",
            *(
                f"{judge.family}: {what}"
                for judge in judges
                for what in ("right before", "flipped by rules", "flipped by people")
            ),
        ),
        rows=tuple(rows),
        note="Flipped: the judge says the other sentiment. People's sentence is what stands in "
        "their revision for the words of the original's; they could flip a review elsewhere.",
    )


def _removed(sentences: Sequence[Sentence], judges: Sequence[Judge]) -> Table:
    some = [sentence for sentence in sentences if sentence.removed]
    rows: list[tuple[Cell, ...]] = []
    for judge in judges:
        sure = [
            _share(row.max() >= CONFIDENT for row in judge.probabilities(texts)) if texts else None
            for texts in ([sentence.text for sentence in some], [one.removed or "" for one in some])
        ]
        rows.append((judge.family, len(some), *sure))
    return Table(
        title="Removals: how often a judge is confident of any sentiment",
        columns=("judge", "count", "before", "after"),
        rows=tuple(rows),
        note=f"Confident: one of the two sentiments has a probability of at least {CONFIDENT}. A "
        "sentence that says neither should leave a judge in doubt.",
    )


def _of_reviews(reviews: Sequence[Reviewed], judges: Sequence[Judge]) -> Table:
    some = [review for review in reviews if review.revision and review.replaced() != review.text]
    goals = [OTHER[reviewed.sentiment] for reviewed in some]
    rows: list[tuple[Cell, ...]] = []
    for who, texts in (
        ("nobody", [reviewed.text for reviewed in some]),
        ("rules", [reviewed.replaced() for reviewed in some]),
        ("people", [reviewed.revision or "" for reviewed in some]),
    ):
        cells = [_share(_reached(judge, texts, goals)) for judge in judges]
        kept = [
            SequenceMatcher(None, reviewed.text.split(), text.split(), autojunk=False).ratio()
            for reviewed, text in zip(some, texts, strict=True)
        ]
        rows.append((who, len(some), *cells, statistics.median(kept) if kept else None))
    return Table(
        title="Whole reviews: all replacements of a review, beside its revision",
        columns=(
            "revised by",
            "reviews",
            *(f"{judge.family}: other sentiment" for judge in judges),
            "words in common, median",
        ),
        rows=tuple(rows),
        note="Of the rules' reviews most of what was not understood says what it did, which is why "
        "pairs are of sentences; their labels hold for those alone.",
    )
