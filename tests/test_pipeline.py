"""`dvc repro` rebuilds what changed, and only that."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

import pytest
from dvc.repo import Repo

from irrealis.manifest import FULL, list_datasets
from tests.copies import ROOT, copy_repository, run

pytestmark = pytest.mark.slow

OLD, NEW = "redocred-cf", "toy-reviews"
SHARING = {"cebab-edits", "cebab-matched"}  # these read reviews with the same code


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with a few of its datasets and a new one, all of it built."""
    root = copy_repository(
        tmp_path_factory.mktemp("registry"), datasets={OLD, "cad-imdb", *SHARING}
    )
    run(f"irrealis new {NEW}", cwd=root)
    run("git add -A && dvc repro -q && git add -A", cwd=root)
    run("git -c user.name=t -c user.email=t@example.org commit -qm built", cwd=root)
    return root


def stale(registry: Path) -> set[str]:
    """The datasets whose stage DVC would run because something of theirs changed."""
    # as `dvc status --json` has it, without a process that imports DVC anew each time
    with chdir(registry), Repo() as repo:
        stages = repo.status()
    return {Path(stage.partition(":")[0]).parent.name for stage in stages} - {""}


@contextmanager
def appended(path: Path, text: str) -> Iterator[None]:
    before = path.read_bytes()
    path.write_bytes(before + text.encode())
    try:
        yield
    finally:
        path.write_bytes(before)


def test_a_second_run_has_nothing_to_do(registry: Path) -> None:
    assert "up to date" in run("dvc repro", cwd=registry).stdout


def test_the_outputs_of_a_run_are_what_git_holds(registry: Path) -> None:
    assert not run("git status --porcelain", cwd=registry).stdout


def test_every_dataset_has_a_page_which_comes_out_the_same_by_hand(registry: Path) -> None:
    pages = {path.parent.name for path in registry.glob("site/*/index.html")}
    assert pages == set(list_datasets(registry))
    shutil.rmtree(registry / "site" / NEW)
    run("irrealis site", cwd=registry)
    assert "up to date" in run("dvc status dvc.yaml", cwd=registry).stdout


@pytest.mark.parametrize(
    ("touched", "dataset"),
    [
        ("builders/toy_reviews.py", NEW),
        ("builders/cad_imdb/__init__.py", "cad-imdb"),
        ("schemas/toy_reviews.py", NEW),
        (f"datasets/{NEW}/dataset.yaml", NEW),
        (f"datasets/{OLD}/dataset.yaml", OLD),
    ],
)
def test_a_change_makes_only_its_own_dataset_stale(
    registry: Path, touched: str, dataset: str
) -> None:
    with appended(registry / touched, "\n# touched\n"):
        found = stale(registry)
    assert found == {dataset}


def test_a_change_of_what_another_dataset_imports_makes_both_stale(registry: Path) -> None:
    with appended(registry / "builders/families/reviews.py", "\n"):
        found = stale(registry)
    assert found == SHARING


def test_a_changed_sample_makes_only_its_own_dataset_stale(registry: Path) -> None:
    with appended(registry / f"datasets/{OLD}/sample/train.json", "\n"):
        assert stale(registry) == {OLD}


def test_a_change_of_the_engine_makes_every_dataset_stale(registry: Path) -> None:
    with appended(registry / "irrealis/build/run.py", "\n"):
        found = stale(registry)
    assert found == set(list_datasets(registry))


@pytest.mark.parametrize("package", ["hub", "score", "new", "reading", "site"])
def test_a_change_of_what_makes_no_release_makes_nothing_stale(
    registry: Path, package: str
) -> None:
    with appended(registry / "irrealis" / package / "__init__.py", "\n"):
        assert not stale(registry)


def test_a_change_of_what_is_shown_builds_nothing_again(registry: Path) -> None:
    with appended(registry / "irrealis/show/page.py", "\n"):
        assert NEW in stale(registry)
        made = run(f"dvc repro datasets/{NEW}/dvc.yaml", cwd=registry).stdout
    assert f"{NEW}: as built" in made
    run(f"dvc repro -q datasets/{NEW}/dvc.yaml", cwd=registry)


def test_metrics_and_parameters_are_dvcs(registry: Path) -> None:
    metrics = run("dvc metrics show --json", cwd=registry).stdout
    assert f"datasets/{OLD}/headline.json" in metrics
    with appended(registry / "params.yaml", ""):
        run("sed -i 's/^seed: 0/seed: 1/' params.yaml", cwd=registry)
        assert '"new": 1' in run("dvc params diff --json", cwd=registry).stdout


def test_the_metrics_of_all_datasets_are_one_table_of_a_few_columns() -> None:
    shown = json.loads(run("dvc metrics show --json", cwd=ROOT).stdout)[""]["data"]
    figures = {
        Path(path).parent.name: found["data"]
        for path, found in shown.items()
        if Path(path).name == "headline.json"
    }
    assert {Path(path).name for path in shown} == {"headline.json"}
    assert set(figures) - {FULL} == set(list_datasets(ROOT))
    assert len({name for found in figures.values() for name in found}) == 5
    whole = json.loads((ROOT / f"datasets/{OLD}/metrics.json").read_text())
    assert figures[OLD]["counterfactuals"] == sum(of["counterfactuals"] for of in whole.values())


def test_versions_can_be_compared_by_metric_and_by_plot(registry: Path) -> None:
    home = registry / "datasets" / OLD
    paths = (home / "headline.json", home / "plots/hunks.csv")
    before = {path: path.read_bytes() for path in paths}
    metrics, hunks = before
    figures = json.loads(before[metrics])
    figures["counterfactuals"] += 1
    try:
        metrics.write_text(json.dumps(figures))
        hunks.write_bytes(before[hunks] + b"99,0.0\n")
        changed = json.loads(run("dvc metrics diff --json", cwd=registry).stdout)
        drawn = json.loads(run("dvc plots diff --json HEAD workspace", cwd=registry).stdout)
    finally:
        for path, content in before.items():
            path.write_bytes(content)
    assert changed[f"datasets/{OLD}/headline.json"]["counterfactuals"]["diff"] == 1
    plot = json.dumps(drawn["data"][f"datasets/{OLD}/plots/hunks.csv"])
    assert '"rev": "HEAD"' in plot
    assert '"edits": "99"' in plot
    assert not drawn.get("errors")
    assert set(drawn["data"]) >= {
        f"datasets/{NEW}/plots/{name}.csv" for name in ("edit_distance", "hunks", "interventions")
    }


def test_the_last_lines_say_what_was_made_and_how_to_load_it(registry: Path) -> None:
    said = run(f"dvc repro --force --single-item datasets/{NEW}/dvc.yaml", cwd=registry).stdout
    assert f'load_dataset("release/{NEW}", "pairs")' in said


@pytest.fixture
def clone(registry: Path, tmp_path: Path) -> Path:
    """A clone in which `NEW` is built, on a branch `start`."""
    root = tmp_path / "clone"
    run(f"git clone -q {registry} {root}", cwd=tmp_path)
    run("git config user.name t && git config user.email t@example.org", cwd=root)
    (root / ".dvc/config.local").write_bytes((registry / ".dvc/config.local").read_bytes())
    run(f"git checkout -qb start && dvc checkout -q datasets/{NEW}/dvc.yaml", cwd=root)
    return root


def test_two_branches_that_each_add_a_dataset_merge_and_are_up_to_date(clone: Path) -> None:
    added = {"toy-one", "toy-two"}
    for name in sorted(added):
        run(f"git checkout -qb {name} start && irrealis new {name} && git add -A", cwd=clone)
        run(f"irrealis make {name} && git add -A && git commit -qm {name}", cwd=clone)
    run("git merge -q --no-edit toy-one", cwd=clone)
    run("dvc checkout -q datasets/toy-one/dvc.yaml datasets/toy-two/dvc.yaml", cwd=clone)
    assert added < set(list_datasets(clone))
    assert not stale(clone) & {*added, NEW}


def test_a_lock_never_merges_into_a_state_that_never_ran(clone: Path) -> None:
    lock = f"datasets/{NEW}/dvc.lock"
    for branch, path in (
        ("builder", clone / "builders/toy_reviews.py"),
        ("sample", next((clone / f"datasets/{NEW}/sample").iterdir())),
    ):
        run(f"git checkout -qb {branch} start", cwd=clone)
        path.write_bytes(path.read_bytes() + b"\n")
        run(f"irrealis make {NEW} && git commit -qam {branch}", cwd=clone)
    run("! git merge -q --no-edit builder", cwd=clone)
    assert run("git diff --name-only --diff-filter=U", cwd=clone).stdout.split() == [lock]
    run(f"git checkout -q --ours {lock}", cwd=clone)
    assert NEW in stale(clone)
    run(f"dvc repro -q datasets/{NEW}/dvc.yaml && git commit -qam merged", cwd=clone)
    assert NEW not in stale(clone)
