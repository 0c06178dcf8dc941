from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from irrealis.build import build
from irrealis.cli import main
from irrealis.errors import IrrealisError
from irrealis.evaluate import evaluate, read_evaluation
from irrealis.evaluate.evaluation import EVALUATION_FILE
from irrealis.manifest import load_manifest
from irrealis.show import card

EVALUATION = """
from irrealis.evaluate import Evaluation, Table
from irrealis.store import read_record


def evaluate(build, *, manifest, fluent):
    counts = read_record(build).counts["train"]
    rows = [["cities | <b>", counts.counterfactuals, 1 / 3, fluent or None]]
    return Evaluation(tables=[Table(title="Of *cities*", columns=["a", "b", "c", "d"], rows=rows)])
"""


@pytest.fixture
def with_evaluation(registry: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The tiny registry, its builder grown into a package that has an evaluation."""
    package = registry / "builders/tiny"
    package.mkdir()
    (registry / "builders/tiny.py").rename(package / "__init__.py")
    (package / "evaluation.py").write_text(EVALUATION)
    monkeypatch.chdir(registry)
    yield registry
    sys.modules.pop("irrealis.builders.tiny.evaluation", None)


def test_what_is_kept_is_what_the_card_shows(with_evaluation: Path) -> None:
    made = build("tiny", root=with_evaluation)
    asked = CliRunner().invoke(main, ["evaluate", "tiny", "--fluency", "7", "--json"])
    assert json.loads(asked.stdout)["tables"][0]["rows"][0][-1] == 7
    done = CliRunner().invoke(main, ["evaluate", "tiny", "--keep"])
    assert done.exit_code == 0, done.output
    assert "cities | <b>" in done.stdout
    manifest = load_manifest("tiny", root=with_evaluation)
    kept = read_evaluation(manifest)
    assert kept is not None
    assert kept.tables[0].rows == (("cities | <b>", 22, 0.3333, None),)
    text = card.card_text(made.folder, manifest=manifest, record=made.record)
    assert "### Of \\*cities\\*\n" in text
    assert "| cities \\| &lt;b&gt; | 22 | 0.3333 |  |" in text
    assert "on a build of sample data, version\n1.0.0, seed 0, splits `train, validation`." in text


def test_a_dataset_without_an_evaluation_is_told_as_such(registry: Path) -> None:
    made = build("tiny", root=registry)
    manifest = load_manifest("tiny", root=registry)
    assert read_evaluation(manifest) is None
    with pytest.raises(IrrealisError, match="this dataset defines no evaluation") as raised:
        evaluate(made.folder, manifest=manifest)
    assert "builders/tiny/evaluation.py" in str(raised.value)
    with pytest.raises(IrrealisError, match=r"irrealis metrics tiny --fluency 7"):
        evaluate(made.folder, manifest=manifest, fluent=7)


def test_a_damaged_build_is_told(with_evaluation: Path) -> None:
    made = build("tiny", root=with_evaluation)
    (with_evaluation / "builders/tiny/evaluation.py").write_text(
        "from irrealis.build import read_rows\nfrom irrealis.store import read_record\n"
        "def evaluate(build, **_):\n"
        "    list(read_rows(build, read_record(build), config='pairs', split='train'))\n"
    )
    next(made.folder.glob("data/pairs/train-*")).write_text("no Parquet")
    done = CliRunner().invoke(main, ["evaluate", "tiny"])
    assert done.exit_code == 2
    assert "dataset tiny: a file of build/tiny cannot be read: " in done.stderr


@pytest.mark.parametrize("content", ["{", "[]", '{"tables": []}', " " * 1_100_000])
def test_a_file_that_is_no_evaluation_is_refused(registry: Path, content: str) -> None:
    manifest = load_manifest("tiny", root=registry)
    (manifest.folder / EVALUATION_FILE).write_text(content)
    with pytest.raises(IrrealisError, match=r"evaluation\.json is (not an evaluation|larger than)"):
        read_evaluation(manifest)
