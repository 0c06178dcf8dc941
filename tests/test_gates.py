"""Gates and exemptions: what a build must keep, and what some of its rows need not."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from irrealis.build import build, read_rows
from irrealis.check import outside_gates
from irrealis.errors import CheckFailed, IrrealisError
from irrealis.manifest import Manifest, load_manifest
from tests.conftest import write_records

TWICE = "The train from Bergen to Cork ."
FIGURES = {"train": {"yield": 0.5, "near.leaked": 0.25}, "validation": {"yield": 1.0}}


@pytest.fixture
def gated(registry: Path) -> Callable[[str], Manifest]:
    """The tiny dataset with more of a manifest."""
    path = registry / "datasets/tiny/dataset.yaml"
    text = path.read_text()

    def written(more: str) -> Manifest:
        path.write_text(text[: text.index("gates:")] + more)
        return load_manifest("tiny", root=registry)

    return written


@pytest.mark.parametrize(
    ("gate", "failed"),
    [
        ("{metric: yield, min: 0.5, reason: r}", []),
        ("{metric: yield, min: 0.6, reason: r}", ["train"]),
        ("{metric: yield, max: 0.9, splits: [validation], reason: r}", ["validation"]),
        ("{metric: yield, min: 0.6, inputs: upstream, reason: r}", []),
        ("{metric: hunks.mean, min: 0, reason: r}", ["train", "validation"]),
    ],
)
def test_gates_are_evaluated_from_figures_alone(
    gated: Callable[[str], Manifest], gate: str, failed: list[str]
) -> None:
    manifest = gated(f"gates:\n  - {gate}\n")
    found = outside_gates(FIGURES, manifest=manifest, inputs="sample")
    assert [one.split for one in found] == failed


def test_what_no_check_finds_is_gated_where_it_was_found(
    gated: Callable[[str], Manifest],
) -> None:
    manifest = gated("gates:\n  - {metric: near.leaked, max: 0, splits: [train], reason: r}\n")
    assert not list(outside_gates(FIGURES, manifest=manifest, inputs="sample"))
    found = list(outside_gates(FIGURES, manifest=manifest, inputs="sample", apart=True))
    assert [(one.field, one.found) for one in found] == [("near.leaked", 0.25)]


def test_the_first_records_say_nothing_of_a_gate_for_upstream(
    gated: Callable[[str], Manifest],
) -> None:
    manifest = gated("gates:\n  - {metric: yield, min: 0.9, inputs: sample, reason: r}\n")
    assert list(outside_gates(FIGURES, manifest=manifest, inputs="sample"))
    assert not list(outside_gates(FIGURES, manifest=manifest, inputs="sample", limited=True))


def exemption(*rows: str, check: str = "two-labels") -> str:
    return (
        f"exemptions:\n  - {{check: {check}, split: validation, rows: [{', '.join(rows)}], "
        "inputs: sample, reason: people disagree on it}\n"
    )


def test_an_exempt_row_passes_until_it_needs_no_exemption(
    gated: Callable[[str], Manifest], registry: Path, tmp_path: Path
) -> None:
    records: list[dict[str, object]] = [
        {"id": f"v{number}", "text": TWICE, "city": city}
        for number, city in enumerate(("Bergen", "Cork"))
    ]
    sample = registry / "datasets/tiny/sample/validation.jsonl"
    write_records(sample, records)
    gated("")
    made = build("tiny", root=registry, splits=["validation"], out=tmp_path / "build")
    assert made.record.counts["validation"].rejects["failed-check"] == 1
    rejects = read_rows(made.folder, made.record, config="rejects", split="validation")
    named = re.findall(r"two-labels \(pairs, (\w+), ", " ".join(row["detail"] for row in rejects))
    assert named

    gated(exemption(*sorted(named)))
    made = build("tiny", root=registry, splits=["validation"], out=tmp_path / "build")
    assert "failed-check" not in made.record.counts["validation"].rejects
    assert made.report.metrics["validation"]["hunks.mean"] == 1

    records[1]["text"] = "They came to see Cork ."
    write_records(sample, records)
    with pytest.raises(CheckFailed, match="or no exemption for it"):
        build("tiny", root=registry, splits=["validation"], out=tmp_path / "build")


@pytest.mark.parametrize("check", ["edits", "schema", "gate", "id"])
def test_nothing_is_exempt_from_the_contract(gated: Callable[[str], Manifest], check: str) -> None:
    with pytest.raises(IrrealisError, match="such as two-labels or leak"):
        gated(exemption("x", check=check))
