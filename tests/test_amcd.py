"""AMCD: which words are clues, which sentences are dropped, and what the audit finds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.amcd import _pattern
from irrealis.schemas.families.shortcuts import guessed_by

from irrealis.build import build, read_rows
from irrealis.check.audit import load_audit
from irrealis.errors import IrrealisError
from irrealis.manifest import load_manifest

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "datasets/amcd/sample"


def test_a_label_is_guessed_from_others_with_the_same_key() -> None:
    keys, labels = list("aaaabbc"), [True, True, True, False, False, False, True]
    # a's False is guessed as True; c has no other, and takes the more frequent label
    assert guessed_by(keys, labels) == pytest.approx((8 / 9, 4 / 5))
    assert guessed_by([], []) == (0, 0)


def masked(text: str, *clues: str, whole: bool = True) -> str:
    return _pattern(clues, whole=whole).sub("_", text)


def test_a_clue_is_a_whole_word_in_any_case_and_the_longest_wins() -> None:
    assert masked("Wishful wish, WISHED.", "wish", "wished") == "Wishful _, _."
    assert masked("It would have been.", "would", "would have") == "It _ been."
    assert masked("It won’t.", "won't") == "It _."
    assert masked("あれば", "れば", whole=False) == "あ_"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    made = build("amcd", root=ROOT, out=tmp_path_factory.mktemp("amcd") / "build")
    rejects = made.record.counts["train"].rejects
    assert rejects == {"repeated": 1, "text-in-two-splits": 1, "two-labels": 2}
    return list(read_rows(made.folder, made.record, config="native", split="train"))


def failures(rows: list[dict[str, Any]]) -> set[str]:
    audit = load_audit(load_manifest("amcd", root=ROOT))(None, "train")  # type: ignore[arg-type]
    found = [one for row in rows for one in audit.see("native", row)]
    return {failure.field or "" for failure in [*found, *audit.finish()]}


def unmask(row: dict[str, Any]) -> None:
    row["clues"], row["masked"] = [], row["sentence"]


def move(row: dict[str, Any]) -> None:
    row["clues"][0]["start"] += 1


@pytest.mark.parametrize(("change", "where"), [(unmask, "masked"), (move, "clues")])
def test_the_audit_finds(
    rows: list[dict[str, Any]], change: Callable[[dict[str, Any]], None], where: str
) -> None:
    assert failures(rows) == set()
    wrong = [{**row, "clues": [dict(clue) for clue in row["clues"]]} for row in rows]
    # a clue that other sentences have too
    change(next(row for row in wrong if [clue["text"] for clue in row["clues"]] == ["wish"]))
    assert where in failures(wrong)


def test_sentences_without_the_clues_of_all_languages_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IrrealisError, match="a split is 6 files"):
        build("amcd", root=ROOT, files=[SAMPLE / "EN_train.tsv"], out=tmp_path / "build")
