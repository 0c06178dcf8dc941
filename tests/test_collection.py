"""One table of pairs over all datasets, whatever their fields and labels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import irrealis
from irrealis.build import build
from irrealis.contract import COLUMNS, MEANINGS, replay
from irrealis.errors import IrrealisError
from irrealis.store import open_folder
from tests.toys import HOMES

# of different fields and labels; that every dataset gives these columns is in test_datasets
PAIRED = ("cad-imdb", "cad-nli", "cebab", "redocred-cf", "toy-choices", "toy-grid", "toy-program")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    place = tmp_path_factory.mktemp("collection")
    return {
        name: build(name, root=HOMES[name], out=place / name, reproducible=True).folder
        for name in PAIRED
    }


@pytest.fixture(scope="module")
def rows(folders: dict[str, Path]) -> list[dict[str, Any]]:
    return list(irrealis.load_pairs([str(path) for path in folders.values()]))


def test_every_pair_is_in_it(folders: dict[str, Path], rows: list[dict[str, Any]]) -> None:
    expected = [
        (name, split, row["id"])
        for name, path in folders.items()
        for split in open_folder(path).splits
        for row in open_folder(path).pairs(split)
    ]
    assert [(row["dataset"], row["split"], row["id"]) for row in rows] == expected
    assert {row["dataset"] for row in rows} == set(PAIRED)


def test_it_has_the_columns_of_pairs(rows: list[dict[str, Any]]) -> None:
    assert list(rows[0]) == ["dataset", "split", *MEANINGS]
    assert all(row[name] is not None for row in rows for name in COLUMNS)


def test_edits_replay_on_its_texts(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        before, after = (
            {part["field"]: part["text"] for part in row[side]}
            for side in ("original", "counterfactual")
        )
        assert replay(before, row["edits"]) == after


def test_labels_that_are_no_texts_are_json(rows: list[dict[str, Any]]) -> None:
    of = {row["dataset"]: row for row in rows}
    assert of["cad-imdb"]["label_original"] in ("Negative", "Positive")
    assert isinstance(json.loads(of["toy-grid"]["label_original"]), int)
    assert set(json.loads(of["toy-grid"]["evidence"]["facts"])) == {"row", "column"}


def test_one_split_is_of_the_datasets_that_have_it(folders: dict[str, Path]) -> None:
    both = [str(folders["cebab"]), str(folders["toy-grid"])]
    assert {row["dataset"] for row in irrealis.load_pairs(both, split="train")} == {"toy-grid"}
    with pytest.raises(IrrealisError, match="has pairs of this split"):
        irrealis.load_pairs(both, split="nowhere")


def test_a_dataset_without_pairs_is_named(tmp_path: Path) -> None:
    built = build("ifqa", root=HOMES["ifqa"], out=tmp_path / "ifqa")
    with pytest.raises(IrrealisError, match=r"ifqa: .* holds no pairs"):
        irrealis.load_pairs([str(built.folder)])
