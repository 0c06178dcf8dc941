"""Which maker fools the judge that it attacked: upstream's judge beside judges of our own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from irrealis.builders.ceval_edits import LABELS, MAKERS, NO_SECOND
from rapidfuzz.distance import Levenshtein

from irrealis.build import read_rows
from irrealis.contract import normalize
from irrealis.errors import IrrealisError
from irrealis.evaluate import Cell, Evaluation, Judge, Table, judges_of
from irrealis.manifest import Manifest
from irrealis.store import read_record
from irrealis.text.words import tokenize

FIELDS = {"imdb": ("text",), "snli": ("premise", "hypothesis")}


def evaluate(build: Path, *, manifest: Manifest, fluent: int = 0) -> Evaluation:
    """By maker: how many edits are copies, how far they go, and which judges they turn.

    Judges of reviews learn from cad-imdb, which is built from upstream's data for it.

    Raises:
        IrrealisError: `fluent` texts are to be measured; upstream's perplexity is in every row.
        Unavailable: no scikit-learn for the judges, or no data to train them.
    """
    if fluent:
        raise IrrealisError("every edit has upstream's perplexity", dataset=manifest.name)
    record = read_record(build)
    root = manifest.folder.parent.parent
    judges = judges_of(manifest, root=root)
    rows = [
        row
        for split in record.splits
        for row in read_rows(build, record, config="native", split=split)
    ]
    columns = ("task", "maker", "edits", "copies", "flips, upstream's", "reached, upstream's")
    ours = tuple(f"flips, {judge.family}" for judge in judges)
    figures = ("distance", "distance, upstream's", "perplexity, upstream's", "no second")
    table = Table(
        title="What each maker made of the same originals",
        columns=(*columns, *ours, *figures),
        rows=tuple(_figures(rows, judges)),
        note=(
            "Shares of all edits of a maker, copies and repeated ones too. Flips: the judge gives "
            "another label than to the original; reached: the label that was aimed at. Upstream's "
            "judge is the one that MiCE and GBDA attack; ours learned from the labels of people in "
            "cad-imdb. Distances are between tokens, by the same definition: ours counted anew, "
            "upstream's as it has them. No second: reviews without a second generation, which "
            "upstream leaves out of its averages."
        ),
    )
    return Evaluation(tables=(table,))


def _figures(
    rows: Sequence[Mapping[str, Any]], judges: Sequence[Judge]
) -> Iterator[tuple[Cell, ...]]:
    for task, fields in FIELDS.items():
        for maker in MAKERS:
            found = [row for row in rows if (row["task"], row["maker"]) == (task, maker)]
            if found:
                yield task, maker, *_of_maker(found, task, fields, judges)


def _of_maker(
    rows: Sequence[Mapping[str, Any]], task: str, fields: Sequence[str], judges: Sequence[Judge]
) -> Iterator[Cell]:
    sides = [(row[f"orig_{field}"], row[f"gen_{field}"]) for row in rows for field in fields]
    parts = ["" if task == "imdb" else f"_{field}" for field in fields]
    verdicts = [row[f"pred_gen{part}_labels"] for row in rows for part in parts]
    first = [row["pred_orig_labels"] for row in rows for _ in parts]
    aims = [row["aim"] for row in rows for _ in parts]
    yield len(sides)
    yield mean(_plain(before) == _plain(after) for before, after in sides)
    yield mean(label != edited for label, edited in zip(first, verdicts, strict=True))
    yield mean(
        LABELS[task][int(verdict)] == aim for verdict, aim in zip(verdicts, aims, strict=True)
    )
    for judge in judges:
        if task != "imdb":
            yield None
            continue
        labels = [
            judge.predict([_read(text) for text in texts]) for texts in zip(*sides, strict=True)
        ]
        yield mean(label != edited for label, edited in zip(*labels, strict=True))
    yield mean(Levenshtein.distance(tokenize(before), tokenize(after)) for before, after in sides)
    yield mean(row[f"distance{part}"] for row in rows for part in parts)
    gen = "perplexity" if task == "imdb" else "perplexity_gen"
    yield mean(row[f"{gen}{part}"] for row in rows for part in parts)
    yield sum(row["gen_text_2"] == NO_SECOND for row in rows) if task == "imdb" else None


def _plain(text: str) -> str:
    return normalize(text).casefold()


def _read(text: str) -> str:
    return text.replace("<unk>br />", "<br />")
