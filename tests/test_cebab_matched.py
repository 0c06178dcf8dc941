"""cebab-matched: which review is set beside which, and what the audit says of another one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.cebab_matched import CebabMatched, MatchParameters
from irrealis.builders.families.reviews import read_groups

from irrealis.build import Drop, Row, build, record_rng
from irrealis.check import check_folder
from irrealis.manifest import load_manifest
from tests.mutations import Copy, said

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "datasets" / "cebab-matched" / "sample" / "train_inclusive.json"


@cache
def made(alike: str = "labels") -> tuple[dict[tuple[str, str, str], str], list[str]]:
    """Of the sample's training split: the match for each aspect and label, and reasons of drops."""
    parameters = MatchParameters(alike=alike)  # type: ignore[arg-type] # a test may misspell it
    builder = CebabMatched(dataset="cebab-matched", parameters=parameters, seed=0)
    with SAMPLE.open("rb") as stream:
        groups = list(read_groups(stream, source=SAMPLE.name, dataset="cebab-matched"))
    pool = builder.context_beside(groups, others=[])
    matches: dict[tuple[str, str, str], str] = {}
    reasons: list[str] = []
    for group in groups:
        rng = record_rng(dataset="cebab-matched", seed=0, original_id=group.original_id)
        for part in builder.edit(group, context=pool, rng=rng):
            if isinstance(part, Drop):
                reasons.append(part.reason)
            elif isinstance(part, Row) and part.config == "pairs":
                [change] = part.values["intervention"]
                key = part.values["original_id"], change["target"], change["to"]
                matches[key] = change["source"].partition("_")[0]
    return matches, reasons


def test_a_match_differs_in_one_label_and_is_the_nearest_in_its_words() -> None:
    matches, _ = made()
    # "light gnocchi, charming host": of four that praise both, its own words are in one
    assert matches["400001", "food", "Negative"] == "400002"
    assert matches["400002", "food", "Positive"] == "400001"
    assert matches["400001", "noise", "Negative"] == "400006"
    assert ("400001", "ambiance", "Negative") not in matches


def test_a_match_can_be_asked_to_be_of_the_same_cuisine_or_region() -> None:
    assert made()[0]["400003", "service", "Positive"] == "400001"
    assert ("400003", "service", "Positive") not in made("cuisine")[0]
    assert ("400003", "service", "Positive") not in made("region")[0]
    assert made("region")[0]["400001", "food", "Negative"] == "400002"


def test_what_makes_no_pair_is_dropped_with_its_reason() -> None:
    _, reasons = made()
    assert {one: reasons.count(one) for one in ("aspects-unlabeled", "repeated-description")} == {
        "aspects-unlabeled": 1,
        "repeated-description": 2,
    }


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("matched") / "build"
    return build("cebab-matched", root=ROOT, out=folder).folder


@pytest.fixture
def copy(base: Path, tmp_path: Path) -> Iterator[Copy]:
    yield Copy(base, tmp_path / "copy", split="train_inclusive")
    shutil.rmtree(tmp_path / "copy")


def _said(copy: Copy) -> str:
    copy.save()
    manifest = load_manifest("cebab-matched", root=ROOT)
    return "\n".join(text for _, text in said(copy, manifest))


def _row(copy: Copy, original: str, aspect: str, goal: str) -> dict[str, Any]:
    return next(
        row
        for row in copy.rows("pairs")
        if row["original_id"] == original
        and row["intervention"][0]["target"] == aspect
        and row["intervention"][0]["to"] == goal
    )


def test_the_audit_works_out_how_near_a_match_is(copy: Copy) -> None:
    _row(copy, "400001", "food", "Negative")["evidence"]["facts"]["nearness"] += 0.01
    assert "nearness" in _said(copy)


def test_the_audit_misses_a_pair(copy: Copy) -> None:
    copy.rows("pairs").remove(_row(copy, "400001", "food", "Negative"))
    assert "a pair" in _said(copy)


def test_the_audit_sees_a_label_that_is_not_native(copy: Copy) -> None:
    row = _row(copy, "400001", "food", "Negative")
    row["label_counterfactual"]["service"]["majority"] = "Negative"
    assert "label_counterfactual" in _said(copy)


def test_effects_of_matches_stand_beside_those_of_edits(base: Path) -> None:
    report = check_folder(base, manifest=load_manifest("cebab-matched", root=ROOT))
    figures = report.metrics["train_inclusive"]
    # people's edit of 400001 goes from 5 stars to 3, and so does its match
    assert figures["effect.edited.food.Positive.Negative"] == -2
    # that of 400003 goes from 3 to 4, and its match from 3 to 5
    assert figures["effect.edited.service.Negative.Positive"] == 1
    assert figures["effect.error"] == 0.5
    assert figures["effect.error.none"] == 1.5
