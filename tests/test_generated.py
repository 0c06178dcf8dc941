"""Datasets that a program draws: row i depends on the dataset, the seed, the split and i alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irrealis.build import Build, Draw, build, read_rows, record_rng
from irrealis.errors import IrrealisError
from irrealis.manifest import load_manifest, read_manifest
from irrealis.show.card import card_text
from tests.conftest import SCHEMA

IRREALIS = (sys.executable, "-c", "from irrealis.cli import main; main()")
MANIFEST = """\
name: tiny
version: 1.0.0
title: Tiny
summary: Sums in which one number gives way to another.
builder: tiny
schema: tiny
license: mit
redistribution: allowed
citation: |
  @misc{tiny, title = {Tiny}}
languages: [en]
tasks: [text-generation]
splits: [train, test]
inputs:
  generate:
    sample: {train: 30, test: 10}
    full: {train: 1000, test: 100}
parameters: {}
"""

BUILDER = '''\
"""Sums, and the same sums with another first number."""

from pydantic import Field

from irrealis.build import Draw, Drop, GeneratedBuilder, Parameters, Row
from irrealis.contract import Evidence, Generator, Intervention, Pair
from irrealis.text.edits import token_edits


class TinyParameters(Parameters):
    largest: int = Field(10**6, ge=1)


class Tiny(GeneratedBuilder):
    parameters_type = TinyParameters

    def make(self, draw, *, split, number):
        if self.parameters.largest < 10 and number >= self.parameters.largest:
            return None
        a, b, c = (draw.integer(1, self.parameters.largest) for _ in range(3))
        return a, b, c + (a == c)

    def original_id(self, record):
        return "{} and {} or {}".format(*record)

    def edit(self, record, *, context, rng):
        a, b, c = record
        before, after = f"{a} plus {b}", f"{c} plus {b}"
        pair = Pair(
            dataset=self.dataset,
            original_id=self.original_id(record),
            original={"text": before},
            counterfactual={"text": after},
            edits=token_edits(before, after),
            interventions=[Intervention("number", "first", str(a), str(c))],
            label_original=str(a + b),
            label_counterfactual=str(c + b),
            label_effect="recomputed",
            evidence=Evidence("rule", "addition"),
            generator=Generator("rules", "tiny", "1"),
            seed=self.seed,
        )
        yield Row("pairs", pair.row())
        yield Row("native", {"id": pair.id, "words": after.split()})


BUILDER = Tiny
'''


@pytest.fixture
def generator(registry: Path) -> Path:
    """A registry with one dataset, which is generated."""
    (registry / "datasets/tiny/dataset.yaml").write_text(MANIFEST)
    (registry / "builders/tiny.py").write_text(BUILDER)
    (registry / "schemas/tiny.py").write_text(SCHEMA)
    return registry


@pytest.fixture
def make(generator: Path, tmp_path: Path) -> Callable[..., Build]:
    """Builds it into a folder of its own."""
    number = 0

    def make(**options: Any) -> Build:
        nonlocal number
        number += 1
        return build("tiny", root=generator, out=tmp_path / f"out{number}", **options)

    return make


def _ids(made: Build, split: str = "train") -> list[str]:
    return [row["id"] for row in read_rows(made.folder, made.record, config="pairs", split=split)]


def test_a_build_has_as_many_records_as_the_manifest_says(make: Callable[..., Build]) -> None:
    made = make()
    assert {split: counts.records for split, counts in made.record.counts.items()} == {
        "train": 30,
        "test": 10,
    }
    assert made.record.sizes == {"train": 30, "test": 10}
    assert make(inputs="upstream").record.counts["train"].kept == 1000


def test_a_larger_build_begins_with_the_smaller(make: Callable[..., Build]) -> None:
    small, large = _ids(make(size=50)), _ids(make(size=200))
    assert large[:50] == small
    assert len(set(large)) == 200


def test_rows_depend_neither_on_workers_nor_on_other_splits(make: Callable[..., Build]) -> None:
    whole = make()
    assert make(workers=2).record.configs == whole.record.configs
    assert _ids(make(splits=["test"]), "test") == _ids(whole, "test")


@pytest.mark.parametrize(("size", "shown"), [(30, 10), (4, 4), (1, 1)])
def test_a_card_shows_ten_pairs_or_all_there_are(
    make: Callable[..., Build], generator: Path, size: int, shown: int
) -> None:
    made = make(size=size, splits=["train"])
    manifest = load_manifest("tiny", root=generator)
    text = card_text(made.folder, manifest=manifest, record=made.record)
    assert text.count("> evidence (rule)") == shown
    assert ("\n## Examples\n\nThe first 10 pairs: " in text) is (shown == 10)
    assert ("\n## Example\n\nThe first pair: " in text) is (shown == 1)


def test_neighboring_seeds_share_no_row(make: Callable[..., Build]) -> None:
    assert not set(_ids(make(seed=0, size=300))) & set(_ids(make(seed=1, size=300)))


@pytest.mark.slow
def test_rows_do_not_depend_on_the_hash_seed(generator: Path, tmp_path: Path) -> None:
    hashes = set()
    for seed in "01":
        out = tmp_path / f"hash{seed}"
        subprocess.run(
            [*IRREALIS, "build", "tiny", "--out", str(out)],
            cwd=generator,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        )
        hashes.add((out / "data/pairs/train-00000-of-00001.parquet").read_bytes())
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"size": 0}, "1 to 2,147,483,647"),
        ({"size": 2**31}, "1 to 2,147,483,647"),
        ({"files": [Path(__file__)]}, "a generated dataset reads no files"),
        ({"splits": ["dev"]}, "train, test"),
        ({"overrides": {"largest": 5}}, "the space of these parameters is exhausted"),
    ],
    ids=["none", "too many", "files", "split", "exhausted"],
)
def test_what_cannot_be_drawn_is_refused(
    make: Callable[..., Build], tmp_path: Path, options: dict[str, Any], expected: str
) -> None:
    with pytest.raises(IrrealisError, match="dataset tiny") as caught:
        make(**options)
    assert expected in str(caught.value)
    assert not (tmp_path / "out1").exists()


def test_a_size_is_refused_where_records_are_read(registry: Path, tmp_path: Path) -> None:
    with pytest.raises(IrrealisError, match="--limit N"):
        build("tiny", root=registry, out=tmp_path / "out", size=5)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("full: {train: 1000, test: 100}", "full: {train: 0}", "more than 0"),
        ("full: {train: 1000, test: 100}", "full: {dev: 5}", "one of the splits"),
        ("inputs:\n", "inputs:\n  sample: {train: [dataset.yaml]}\n", "exactly one of the two"),
        ("inputs:\n", "inputs:\n  unknown: 1\n", "unknown"),
    ],
)
def test_a_wrong_size_in_the_manifest_is_refused(
    generator: Path, old: str, new: str, expected: str
) -> None:
    path = generator / "datasets/tiny/dataset.yaml"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(IrrealisError) as caught:
        read_manifest(path.parent)
    assert expected in str(caught.value)


def test_the_manifest_lists_the_splits_of_each_input(generator: Path) -> None:
    manifest = load_manifest("tiny", root=generator)
    assert manifest.splits_of("sample") == manifest.splits_of("upstream") == ["train", "test"]


@given(st.integers(0, 2**32), st.integers(-50, 50), st.integers(0, 50))
def test_an_integer_is_within_its_bounds(seed: int, low: int, width: int) -> None:
    assert (
        low
        <= Draw(record_rng(dataset="d", seed=seed, original_id="x")).integer(low, low + width)
        <= low + width
    )


@given(st.integers(0, 2**32), st.lists(st.integers(), max_size=20))
def test_shuffling_keeps_every_item(seed: int, items: list[int]) -> None:
    assert Counter(
        Draw(record_rng(dataset="d", seed=seed, original_id="x")).shuffled(items)
    ) == Counter(items)


def test_weights_are_kept() -> None:
    draw = Draw(record_rng(dataset="d", seed=0, original_id="x"))
    found = Counter(draw.weighted("abc", [1, 0, 3]) for _ in range(4000))
    assert found["b"] == 0
    assert 900 < found["a"] < 1100
