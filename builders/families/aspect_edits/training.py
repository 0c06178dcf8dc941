"""Train the second reader on reviews and people's revisions of them, and write its table.

    python -m irrealis.builders.families.aspect_edits.training FILE TABLE

FILE is CAD-IMDb's training split in pairs (train_paired.tsv). Needs scikit-learn
(`pip install "irrealis[judge]"`). A linear model with an L2 penalty tells revised and original
reviews that are positive from those that are negative; the n-grams that weigh most are kept. The
same file gives the same table.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from irrealis.builders.families.aspect_edits.second import HEADER, ngrams

MIN_COUNT = 3  # reviews that an n-gram must be in
STRENGTH = 0.3  # of the fit against the penalty
KEPT = 4000  # n-grams


def train(rows: Sequence[Mapping[str, str]]) -> dict[str, float]:
    """The weight of each n-gram that is kept."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    counter = CountVectorizer(
        analyzer=lambda row: ngrams(row["Text"]), min_df=MIN_COUNT, binary=True
    )
    seen = counter.fit_transform(rows)
    model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
    model.fit(seen, [row["Sentiment"] == "Positive" for row in rows])
    weights = zip(counter.get_feature_names_out(), model.coef_[0].tolist(), strict=True)
    most = sorted(weights, key=lambda item: (-abs(item[1]), item[0]))[:KEPT]
    return dict(sorted(most))


def written(table: Mapping[str, float]) -> str:
    """The table as text: an n-gram a line, two digits after the point."""
    return HEADER + "".join(f"{name}\t{weight:.2f}\n" for name, weight in table.items())


def main() -> None:
    """Run as a script."""
    source, target = map(Path, sys.argv[1:])
    csv.field_size_limit(sys.maxsize)
    with source.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    target.write_text(written(train(rows)), encoding="utf-8")


if __name__ == "__main__":
    main()
