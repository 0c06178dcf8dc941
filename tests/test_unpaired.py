"""A dataset without pairs: its manifest says why, and `native` is what its records are kept in."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
import yaml

from irrealis.build import build, write_golden
from irrealis.check import check_folder
from irrealis.errors import IrrealisError
from irrealis.manifest import load_manifest
from irrealis.release import release
from tests.mutations import Copy

REASON = "its questions have no factual twin"

BUILDER = '''\
"""Questions of which nobody asked the factual side."""

from irrealis.build import Builder, Drop, Row
from irrealis.inputs import read_json_records


class Tiny(Builder):
    def read(self, stream, *, source):
        yield from read_json_records(stream, source=source)

    def original_id(self, record):
        return record["id"]

    def edit(self, record, *, context, rng):
        if not record["city"]:
            yield Drop("no-city", "the sentence names none")
            return
        row = {"id": f"row {record['id']}", "original_id": record["id"], "text": record["text"]}
        yield Row("native", row)


BUILDER = Tiny
'''

SCHEMA = '''\
"""Rows of a dataset without pairs."""

import pandera.polars as pa
import polars as pl

from irrealis.contract import Table

COLUMNS = {
    "id": pa.Column(pl.String),
    "original_id": pa.Column(pl.String),
    "text": pa.Column(pl.String, description="a sentence that names a city"),
}
CONFIGS = {"native": Table(pa.DataFrameSchema(COLUMNS, strict=True, ordered=True), key="id")}
'''


@pytest.fixture
def unpaired(registry: Path) -> Path:
    """The registry of the other tests, whose one dataset has no pairs."""
    path = registry / "datasets/tiny/dataset.yaml"
    manifest = yaml.safe_load(path.read_text())
    path.write_text(yaml.safe_dump({**manifest, "parameters": {}, "no_pairs": REASON}))
    (registry / "builders/tiny.py").write_text(BUILDER)
    (registry / "schemas/tiny.py").write_text(SCHEMA)
    return registry


def test_records_are_kept_in_native_and_nothing_speaks_of_counterfactuals(
    unpaired: Path, tmp_path: Path
) -> None:
    made = build("tiny", root=unpaired, out=tmp_path / "build", reproducible=True)
    counts = made.record.counts["train"]
    assert (counts.records, counts.kept, counts.counterfactuals) == (12, 11, 0)
    assert made.report.metrics["train"]["yield"] == pytest.approx(11 / 12)
    assert "counterfactuals" not in made.report.metrics["train"]
    assert "train: 11 of 12 records" in "\n".join(made.summary())


def test_its_card_says_why_and_loads_native_first(unpaired: Path, tmp_path: Path) -> None:
    made = build("tiny", root=unpaired, out=tmp_path / "build", reproducible=True)
    released = release("tiny", root=unpaired, build_folder=made.folder, out=tmp_path / "release")
    card = (tmp_path / "release/README.md").read_text()
    first = yaml.safe_load(card.split("---\n")[1])["configs"][0]
    assert (first["config_name"], first["default"]) == ("native", True)
    assert f"There is no config `pairs`: {REASON}" in card
    assert "a sentence that names a city" in card
    assert "counterfactuals |" not in card
    assert 'load_dataset("release/tiny", "native")' in card
    assert '"native")' in released.summary()


def test_its_golden_file_shows_the_rows(unpaired: Path) -> None:
    lines = [orjson.loads(line) for line in write_golden("tiny", root=unpaired).open("rb")]
    shown = [line for line in lines if "text" in line]
    assert len(shown) == 13
    assert shown[0]["split"] == "train"


def test_a_record_with_rows_may_not_be_dropped_as_well(unpaired: Path, tmp_path: Path) -> None:
    path = unpaired / "builders/tiny.py"
    path.write_text(path.read_text().replace("            return\n", ""))
    with pytest.raises(IrrealisError, match="must give native of a record, or drop it") as caught:
        build("tiny", root=unpaired, out=tmp_path / "build")
    assert "1 native and a drop" in str(caught.value)


@pytest.mark.parametrize(
    ("split", "kind"), [("validation", "leak"), ("train", "id")], ids=["leak", "repeat"]
)
def test_an_original_is_in_one_split_and_a_row_there_once(
    unpaired: Path, tmp_path: Path, split: str, kind: str
) -> None:
    made = build("tiny", root=unpaired, out=tmp_path / "build", reproducible=True)
    copy = Copy(made.folder, tmp_path / "copy", split="train")
    copy.rows("native", split).append(dict(copy.rows("native")[0]))
    copy.save()
    report = check_folder(copy.folder, manifest=load_manifest("tiny", root=unpaired))
    assert kind in {one.kind for shown in report.failures.values() for one in shown}


def test_pairs_without_a_word_in_the_manifest_or_the_reverse_are_refused(
    unpaired: Path, tmp_path: Path
) -> None:
    path = unpaired / "datasets/tiny/dataset.yaml"
    manifest = yaml.safe_load(path.read_text())
    del manifest["no_pairs"]
    path.write_text(yaml.safe_dump(manifest))
    with pytest.raises(IrrealisError, match="disagree about pairs"):
        build("tiny", root=unpaired, out=tmp_path / "build")
