"""Rows of one dataset that stand in another, by their words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandera.polars as pa
import polars as pl
import pytest
from click.testing import CliRunner

from irrealis.build import build
from irrealis.cli import main
from irrealis.compare import keep_overlap, overlap, read_overlap
from irrealis.errors import IrrealisError
from irrealis.manifest import load_manifest
from irrealis.new.pipeline import pipeline
from irrealis.show import Listing, card_text
from irrealis.site.pages import details
from irrealis.store import Folder, open_folder
from tests.pairs import pair, write_pairs, write_rows

LONG = (
    "The chef came out, and {} of us forgot that the fish had been late and somewhat cold. "
    "Then there was cake, which nobody had asked for and everybody wanted."
)


@pytest.fixture
def other(tmp_path: Path) -> Folder:
    there = write_pairs(
        tmp_path / "other",
        {"test": [pair("x", "The waiter never brought our soup.", ("never", "soon"))]},
    )
    columns = {"id": pa.Column(pl.String), "review": pa.Column(pl.String)}
    rows = [{"id": "n1", "review": LONG.format("all")}, {"id": "n2", "review": "So good."}]
    write_rows(there, "native", "train", rows, pa.DataFrameSchema(columns))
    return open_folder(there)


def test_the_same_words_are_found_whatever_is_between_them(other: Folder, tmp_path: Path) -> None:
    soup = "THE WAITER <br/> soon brought  our soup !"
    pairs = [
        pair("a", soup, ("soon", "late")),
        pair("a", soup, ("soon", "not")),  # the same original, which is one record
        pair("b", "So good.", ("good", "bad")),  # too short to say anything
        pair("c", LONG.format("all"), ("chef", "cook")),
    ]
    found = overlap(open_folder(write_pairs(tmp_path / "made", {"train": pairs})), other)
    assert [(one.side, one.records, one.same, one.near) for one in found.shared] == [
        ("original", 2, 2, None),
        ("counterfactual", 3, 0, None),
    ]
    first, *_, last = found.couples
    assert (first.text.id, first.text.field) == ("a", "text")
    assert (first.other.config, first.other.side) == ("pairs", "counterfactual")
    assert last.other == ("native", "train", "n1", "", "review")
    assert found.places == {"pairs test counterfactual": 2, "native train": 1}


def test_what_is_nearly_the_same_is_found_too(other: Folder, tmp_path: Path) -> None:
    made = write_pairs(
        tmp_path / "made", {"train": [pair("a", LONG.format("some"), ("some", "most"))]}
    )
    counts = [(one.same, one.near) for one in overlap(open_folder(made), other, near=True).shared]
    assert counts == [(0, 1), (0, 1)]
    done = CliRunner().invoke(main, ["overlap", str(made), str(other.path), "--near", "--json"])
    told = json.loads(done.stdout)
    assert [one["near"] for one in told["shared"]] == [1, 1]
    assert told["couples"][0]["other"]["id"] == "n1"
    assert 0.7 <= told["couples"][0]["similarity"] < 1
    shown = CliRunner().invoke(
        main, ["overlap", str(made), str(other.path), "--near", "--show", "1"]
    )
    assert "in native train: 2" in shown.stdout
    assert "and 1 more" in shown.stdout


def test_a_folder_without_texts_is_refused(other: Folder, tmp_path: Path) -> None:
    columns = {"id": pa.Column(pl.String)}
    write_rows(tmp_path / "made", "rejects", "train", [{"id": "1"}], pa.DataFrameSchema(columns))
    with pytest.raises(IrrealisError, match="has no config to compare"):
        overlap(open_folder(tmp_path / "made"), other)


def test_what_was_found_is_kept_for_card_and_catalog(registry: Path, tmp_path: Path) -> None:
    manifest = load_manifest("tiny", root=registry)
    made = build("tiny", root=registry, inputs="sample", out=tmp_path / "sample")
    sample = open_folder(made.folder)
    found = overlap(sample, sample)
    with pytest.raises(IrrealisError, match="not what an overlap is kept of") as caught:
        keep_overlap(found, first=sample, second=sample, manifest=manifest)
    assert "found:    tiny from sample" in str(caught.value)
    assert sample.record is not None
    whole = sample.record.model_copy(update={"inputs": "upstream"})
    first = replace(sample, record=whole)
    for name in ("zoo", "other", "zoo"):
        named = replace(sample, dataset=name, record=whole.model_copy(update={"dataset": name}))
        both = replace(overlap(sample, sample), second=name)
        path = keep_overlap(both, first=first, second=named, manifest=manifest)
    assert path == manifest.folder / "overlap.json"
    kept = read_overlap(manifest)
    assert kept is not None
    assert [one.dataset for one in kept.others] == ["other", "zoo"]
    originals = sum(one.records for one in found.shared if one.side == "original")
    assert kept.others[0].sides[0].side == "original"
    assert kept.others[0].sides[0].records == originals
    text = card_text(made.folder, manifest=manifest, record=made.record)
    assert "## Overlap" in text
    assert f"| zoo 1.0.0 | original | {originals} | " in text
    listing = Listing(manifest, "none", None)
    assert details(listing, folder=sample).overlap == kept.table()
    assert "overlap.json" in pipeline("tiny", root=registry)
