"""A pipeline that fails keeps what it made before; a record says of which commit it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from irrealis.store import read_record
from tests.conftest import WHOLE, own_modules, write_registry
from tests.copies import ROOT, run
from tests.test_versions import GIT


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A registry in git whose pipeline has run once, committed."""
    root = write_registry(tmp_path_factory.mktemp("failing") / "registry")
    (root / "datasets/tiny/dataset.yaml").write_text(WHOLE)
    (root / "datasets/tiny/CHANGELOG.md").write_text("# Changelog\n\n## 1.0.0\n\nThe first.\n")
    for file in ("constraints.txt", "params.yaml"):
        shutil.copy(ROOT / file, root / file)
    (root / ".gitignore").write_text("__pycache__/\n/build/\n/release/\n/report/\n")
    run("git init -q && dvc init -q && irrealis sync && dvc repro -q", cwd=root, env=GIT)
    run("git add -A && git commit -qm made", cwd=root, env=GIT)
    with own_modules():
        yield root


def kept(root: Path) -> dict[str, bytes]:
    """What git tracks of the dataset, and its release."""
    found = (path for place in ("datasets", "release") for path in (root / place).rglob("*"))
    return {str(path.relative_to(root)): path.read_bytes() for path in found if path.is_file()}


@pytest.mark.slow
def test_a_pipeline_that_fails_keeps_card_metrics_plots_and_the_last_release(made: Path) -> None:
    before = kept(made)
    for name in (
        "datasets/tiny/README.md",
        "datasets/tiny/metrics.json",
        "release/tiny/build.json",
    ):
        assert name in before
    assert any(name.startswith("datasets/tiny/plots/") for name in before)
    builder = made / "builders/tiny.py"
    text = builder.read_text()
    builder.write_text(f"{text}\nraise RuntimeError('broken')\n")
    run("! dvc repro -q", cwd=made, env=GIT)
    assert kept(made) == before
    builder.write_text(text)
    assert not run("git status --porcelain", cwd=made).stdout


@pytest.mark.slow
def test_a_record_names_the_commit_and_whether_the_tree_was_clean(made: Path) -> None:
    head = run("git rev-parse HEAD", cwd=made).stdout.strip()
    sample = made / "datasets/tiny/sample/train.jsonl"
    content = sample.read_bytes()
    for clean in (True, False):
        if not clean:
            sample.write_bytes(content + b"\n")
        run(f"irrealis build tiny --out {made.parent}/of-{clean}", cwd=made, env=GIT)
        measured = read_record(made.parent / f"of-{clean}").measured
        assert measured is not None
        assert (measured.commit, measured.clean) == (head, clean)
    sample.write_bytes(content)
