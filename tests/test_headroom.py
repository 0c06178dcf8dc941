"""HeadRoom: what is odd about a row is listed, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from irrealis.build import build, read_rows
from irrealis.check.audit import load_audit
from irrealis.manifest import load_manifest

ROOT = Path(__file__).parents[1]
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    made = build("headroom", root=ROOT, out=tmp_path_factory.mktemp("headroom") / "build")
    assert made.report.metrics["test"]["grid.uneven"] == 0
    return {
        config: list(read_rows(made.folder, made.record, config=config, split="test"))
        for config in ("native", "errata")
    }


def failures(rows: Rows) -> set[str]:
    audit = load_audit(load_manifest("headroom", root=ROOT))(None, "test")  # type: ignore[arg-type]
    seen = [
        found for config, part in rows.items() for row in part for found in audit.see(config, row)
    ]
    return {failure.kind for failure in [*seen, *audit.finish()]}


def test_each_fault_is_listed_by_the_id_of_its_row(rows: Rows) -> None:
    faults = [row["fault"] for row in rows["errata"]]
    assert sorted(faults) == ["no-reason", "repeated-number", "repeated-text", "year-disagrees"]
    assert {row["original_id"] for row in rows["errata"]} <= {row["id"] for row in rows["native"]}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda rows: rows["errata"].pop(), "errata"),
        (lambda rows: rows["errata"].append(rows["errata"][0]), "errata"),
        (lambda rows: rows["native"][0].update(gender="man"), "id"),
        (lambda rows: rows["native"][1].update(text=rows["native"][0]["text"]), "errata"),
    ],
)
def test_the_audit_finds(rows: Rows, change: Callable[[Rows], object], kind: str) -> None:
    assert failures(rows) == set()
    changed = {config: [dict(row) for row in part] for config, part in rows.items()}
    change(changed)
    assert kind in failures(changed)
