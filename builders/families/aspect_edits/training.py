"""Train the second reader on people's votes, and write its table.

    python -m irrealis.builders.families.aspect_edits.training FILE TABLE

FILE is CEBaB's training split (train_inclusive.json); only the texts and the votes on them are
read. Needs scikit-learn (`pip install "irrealis[judge]"`). Two linear models an aspect (whether it
is Positive, whether it is Negative) and two of the review as a whole (by its stars), with an L1
penalty, so that few n-grams have a weight. The same file gives the same table.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from irrealis.builders.families.aspect_edits.second import HEADER, ngrams

MIN_COUNT = 4  # reviews that an n-gram must be in
STRENGTH = {"aspect": 0.6, "any": 0.6}  # of the fit against the penalty
ASPECTS = ("food", "service", "ambiance", "noise")
SIGNS = (("+", "Positive"), ("-", "Negative"))


def heads(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[int | None]]:
    """What each model learns of each row: 1, 0, or None where people do not agree."""
    found: dict[str, list[int | None]] = {}
    for aspect in ASPECTS:
        for sign, name in SIGNS:
            found[f"{aspect}{sign}"] = [
                None if label in ("", "no majority") else int(label == name)
                for label in (row[f"{aspect}_aspect_majority"] for row in rows)
            ]
    stars = [row["review_majority"] for row in rows]
    found["any+"] = [
        int(said in "45") if said in ("1", "2", "3", "4", "5") else None for said in stars
    ]
    found["any-"] = [
        int(said in "12") if said in ("1", "2", "3", "4", "5") else None for said in stars
    ]
    return found


def train(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Weights by n-gram and model; the n-gram "" has the intercepts."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    counter = CountVectorizer(
        analyzer=lambda row: ngrams(row["description"]), min_df=MIN_COUNT, binary=True
    )
    seen = counter.fit_transform(rows)
    names = counter.get_feature_names_out()
    table: dict[str, dict[str, float]] = {"": {}}
    for head, labels in heads(rows).items():
        known = [number for number, label in enumerate(labels) if label is not None]
        strength = STRENGTH["any" if head.startswith("any") else "aspect"]
        model = LogisticRegression(l1_ratio=1, C=strength, solver="liblinear", random_state=0)
        model.fit(seen[known], [labels[number] for number in known])
        table[""][head] = float(model.intercept_[0])
        for at in model.coef_[0].nonzero()[0]:
            table.setdefault(names[at], {})[head] = float(model.coef_[0][at])
    return table


def written(table: Mapping[str, Mapping[str, float]]) -> str:
    """The table as text: an n-gram a line, two digits after the point."""
    columns = [f"{aspect}{sign}" for aspect in (*ASPECTS, "any") for sign, _ in SIGNS]
    lines = [f"{HEADER}# n-gram\t" + "\t".join(columns)]
    for name in sorted(table):
        cells = [f"{table[name].get(column, 0):.2f}".removesuffix("0.00") for column in columns]
        cells = ["" if cell in ("", "-") else cell for cell in cells]
        if any(cells):
            lines.append("\t".join([name, *cells]))
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run as a script."""
    source, target = map(Path, sys.argv[1:])
    rows = json.loads(source.read_text(encoding="utf-8"))
    target.write_text(written(train(rows)), encoding="utf-8")


if __name__ == "__main__":
    main()
