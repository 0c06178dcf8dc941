"""Why this registry exists: a judge that is right on reviews, and lost on their counterfactuals."""

from __future__ import annotations

import tempfile
from pathlib import Path

from irrealis.build import build, read_rows
from irrealis.evaluate import (
    SIDES,
    Cell,
    Evaluation,
    Side,
    Table,
    judges_of,
    load_examples,
    require_sklearn,
    verdict,
)
from irrealis.manifest import Manifest

TRAINED: dict[str, tuple[Side, ...]] = {
    "originals": ("original",),
    "both sides of the pairs": SIDES,
}


def demo(manifest: Manifest, *, root: Path, split: str | None = None) -> Evaluation:
    """Train judges on originals alone and on both sides of the pairs, and ask each of other pairs.

    A judge that reads what a review says of the film does as well on the counterfactuals. One that
    learned from originals alone goes by what comes along with the sentiment, which a revision
    leaves as it was (Kaushik et al., ICLR 2020). All of it is rebuilt from upstream's files.

    Args:
        split: the pairs to ask of, `validation` by default, or `test`.

    Raises:
        Unavailable: upstream's files cannot be had, or scikit-learn is not installed.
    """
    require_sklearn()
    (judging,) = manifest.judges
    asked = split or judging.held_out[0]
    splits = [
        split for split in manifest.splits if split in {*judging.train, *judging.held_out, asked}
    ]
    lines: list[tuple[Cell, ...]] = []
    with tempfile.TemporaryDirectory() as scratch:
        made = build(
            manifest.name, root=root, inputs="upstream", splits=splits, out=Path(scratch) / "build"
        )
        rows = list(read_rows(made.folder, made.record, config="pairs", split=asked))
        for name, sides in TRAINED.items():
            texts = load_examples(made.folder, splits=judging.train, judging=judging, sides=sides)
            for judge in judges_of(manifest, root=root, build=made.folder, sides=sides):
                found = verdict(judge, rows, judging=judging)
                shares = (found.original, found.counterfactual, found.both)
                lines.append((judge.family, name, len(texts), *shares))
    return Evaluation(
        tables=(
            Table(
                title=f"{len(rows)} film reviews of {manifest.name}, {asked}, and their human "
                "counterfactuals",
                columns=("judge", "trained on", "texts", "originals", "counterfactuals", "both"),
                rows=tuple(lines),
                note="Shares that a judge gets right: of the originals, of the counterfactuals, of "
                "the pairs.",
            ),
        )
    )
