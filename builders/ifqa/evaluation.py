"""How far the annotator of ifqa can be trusted, and what is in upstream's questions.

The gold labels in `datasets/ifqa/gold.jsonl` are of 150 training questions drawn by `draw`, labeled
by one person who read question and passage before there was an annotator; rules were written on
other questions. The file holds numbers and labels alone, as upstream's text may not be spread.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from irrealis.errors import IrrealisError
from irrealis.evaluation import Evaluation, Table
from irrealis.golden import read_rows
from irrealis.manifest import Manifest
from irrealis.pairs import normalize
from irrealis.record import read_record

GOLD = "gold.jsonl"
SPLIT, SIZE, DRAWN, SEED = "train", 2_400, 150, 0  # of upstream's questions
LABELS = ("form", "kind", "answer_type")

Row = Mapping[str, Any]


def evaluate(build: Path, *, manifest: Manifest) -> Evaluation:
    """Compare a build with the gold labels, and count what it holds.

    Raises:
        IrrealisError: the build holds no question of the gold labels, as the sample does not.
    """
    record = read_record(build)
    rows = {
        split: list(read_rows(build, record, config="native", split=split))
        for split in record.splits
    }
    gold = [json.loads(line) for line in (manifest.folder / GOLD).read_text("utf-8").splitlines()]
    known = {row["original_id"]: row for row in rows.get(SPLIT, ())}
    both = [(one, known[one["original_id"]]) for one in gold if one["original_id"] in known]
    if not both:
        raise IrrealisError(
            f"no question of {GOLD} is in the build",
            dataset=manifest.name,
            split=SPLIT,
            expected="a build of upstream's training questions",
            hint=f"irrealis build {manifest.name} --inputs upstream --split {SPLIT}",
        )
    return Evaluation(
        tables=(_agreement(both, len(gold)), _by_kind(both), _holdings(rows), _defects(rows))
    )


def draw(count: int, *, of: int, seed: int) -> list[int]:
    """So many different numbers below `of`, in order; by hash, so that they never change."""

    def key(number: int) -> bytes:
        return hashlib.sha256(f"ifqa gold {seed} {number}".encode()).digest()

    return sorted(sorted(range(of), key=key)[:count])


def _agreement(both: Sequence[tuple[Row, Row]], drawn: int) -> Table:
    spans = ("antecedent", "consequent")
    right = Counter[str]()
    for gold, row in both:
        same = {name: [row[name]["start"], row[name]["end"]] == gold[name] for name in spans} | {
            name: row[name] == gold[name] for name in LABELS
        }
        right.update(name for name, is_same in same.items() if is_same)
        right["both spans"] += all(same[name] for name in spans)
    names = (*spans, "both spans", *LABELS)
    return Table(
        title="The annotator against labels by hand",
        columns=("what", "right", "questions", "share"),
        rows=tuple((name, right[name], len(both), right[name] / len(both)) for name in names),
        note=(
            f"Of {drawn} questions of {SPLIT}, drawn by hash and labeled by one person who read "
            "the passage too. Spans must agree in both ends."
        ),
    )


def _by_kind(both: Sequence[tuple[Row, Row]]) -> Table:
    kinds = sorted({row["kind"] for pair in both for row in pair})
    pairs = Counter((gold["kind"], row["kind"]) for gold, row in both)
    rows = []
    for kind in kinds:
        truly = sum(pairs[kind, other] for other in kinds)
        said = sum(pairs[other, kind] for other in kinds)
        right = pairs[kind, kind]
        precision, recall = right / said if said else None, right / truly if truly else None
        rows.append((kind, truly, said, precision, recall))
    return Table(
        title="The same, by kind",
        columns=("kind", "by hand", "by the annotator", "precision", "recall"),
        rows=tuple(rows),
    )


def _share(rows: Sequence[Row], what: Iterable[bool]) -> float | None:
    return sum(what) / len(rows) if rows else None


def _holdings(rows: Mapping[str, Sequence[Row]]) -> Table:
    lines: list[tuple[str | float | None, ...]] = [
        ("questions", *(len(found) for found in rows.values()))
    ]
    for label in LABELS:
        names = sorted({row[label] for found in rows.values() for row in found})
        lines += [
            (
                f"{label}: {name}",
                *(_share(found, (row[label] == name for row in found)) for found in rows.values()),
            )
            for name in names
        ]
    lines.append(
        (
            "an answer stands in the passage",
            *(_share(found, (bool(row["matches"]) for row in found)) for found in rows.values()),
        )
    )
    shifted = [
        [
            row
            for row in found
            if row["kind"] == "shifted_quantity" and row["answer_type"] in ("number", "date")
        ]
        for found in rows.values()
    ]
    lines += [
        ("shifted numbers and dates", *map(len, shifted)),
        (
            "of these, one step from the passage",
            *(_share(found, (row["arithmetic"] is not None for row in found)) for found in shifted),
        ),
    ]
    return Table(
        title="What the questions are",
        columns=("share of questions", *rows),
        rows=tuple(lines),
        note="By the annotator, on all questions that were kept.",
    )


# templates of Wikipedia that upstream's extraction left out: "an area of , at the altitude of ."
_LOST = re.compile(
    r"\b(?:of|about|approximately|around|nearly|at|is|was|covers|from|to) [,.](?=\s)"
)


def _defects(rows: Mapping[str, Sequence[Row]]) -> Table:
    """What is wrong with questions and passages; nothing of it is mended."""
    questions: defaultdict[str, set[str]] = defaultdict(set)
    passages: defaultdict[str, set[str]] = defaultdict(set)
    for split, found in rows.items():
        for row in found:
            questions[_same(row["question"])].add(split)
            passages[_same(" ".join(row["context"]))].add(split)
    lines = []
    for title, holds in (
        ("question that is in another split too", lambda row: questions[_same(row["question"])]),
        (
            "passage that is in another split too",
            lambda row: passages[_same(" ".join(row["context"]))],
        ),
    ):
        lines.append(
            (title, *(sum(len(holds(row)) > 1 for row in found) for found in rows.values()))
        )
    lines += [
        (
            "passage in which a figure is missing",
            *(
                sum(any(_LOST.search(one) for one in row["context"]) for row in found)
                for found in rows.values()
            ),
        ),
        (
            "shifted number or date that no single step explains",
            *(
                sum(
                    row["kind"] == "shifted_quantity"
                    and row["answer_type"] in ("number", "date")
                    and row["arithmetic"] is None
                    for row in found
                )
                for found in rows.values()
            ),
        ),
    ]
    return Table(
        title="What is wrong or unsure in them",
        columns=("questions with", *rows),
        rows=tuple(lines),
        note=(
            "A figure is missing where upstream's extraction dropped a template of Wikipedia, as "
            'in "with an area of , the"; an answer may then rest on a number that nobody can see.'
        ),
    )


def _same(text: str) -> str:
    return normalize(text).casefold()
