"""What holds of every dataset of the family `rules`: rows by number alone, seeds, splits."""

from __future__ import annotations

from pathlib import Path

import pytest

from irrealis.build import build, read_rows
from tests.wording import ROOT, made

NAMES = [
    "altered-arithmetic",
    "belief-logic",
    "malrules",
    "math-families",
    "broken-steps",
    "counterexamples",
]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_neighboring_seeds_and_splits_share_no_row_and_a_larger_build_begins_with_a_smaller(
    name: str, tmp_path: Path
) -> None:
    one, rows = made(name, tmp_path, size=120)
    _, other = made(name, tmp_path, size=120, seed=1)
    texts, others = ({str(row["counterfactual"]) for row in of} for of in (rows, other))
    assert len(texts) == 120
    assert not texts & others
    _, fewer = made(name, tmp_path / "small", size=50)
    assert [row["id"] for row in fewer] == [row["id"] for row in rows[:50]]
    done = build(name, root=ROOT, out=tmp_path / "test", splits=["test"], size=60)
    test = read_rows(done.folder, done.record, config="pairs", split="test")
    assert not {str(row["original"]) for row in test} & {str(row["original"]) for row in rows}
    assert one.record.counts["train"].records == 120
