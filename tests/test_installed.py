"""Installed, not cloned: the wheel has a registry, and its commands work from an empty folder."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from irrealis.manifest import list_datasets
from tests.copies import ROOT, run
from tests.hub import Hub
from tests.test_versions import GIT
from tests.workshop import TOKEN

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of what git tracks or would track, built as `pip install` builds it."""
    home = tmp_path_factory.mktemp("wheel")
    source = home / "source"
    source.mkdir()
    run(
        "git ls-files -z --cached --others --exclude-standard | "
        f"tar --null --ignore-failed-read -T - -cf - | tar -xf - -C {source}",
        cwd=ROOT,
    )
    run(f"{sys.executable} -m pip wheel -q --no-deps -w {home} {source}", cwd=home)
    (made,) = home.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a command in a fresh environment with the wheel; its dependencies are those of here."""
    home = tmp_path_factory.mktemp("environment")
    run(f"{sys.executable} -m venv --without-pip {home}/venv", cwd=home)
    python = home / "venv/bin/python"
    run(f"{sys.executable} -m pip --python {python} install -q --no-deps {wheel}", cwd=home)
    (site,) = (home / "venv/lib").glob("python*/site-packages")
    # a folder that a .pth names is searched, but its own .pth files, such as ours, are not read
    around = [path for path in sys.path if path.endswith("site-packages")]
    (site / "around.pth").write_text("\n".join(around))

    def call(
        *arguments: str, cwd: Path, code: int = 0, **more: str
    ) -> subprocess.CompletedProcess[str]:
        path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"  # of the stages of DVC
        done = subprocess.run(
            [python.with_name(arguments[0]), *arguments[1:]],
            cwd=cwd,
            env={
                **os.environ,
                "PATH": path,
                "HF_HUB_OFFLINE": "1",
                "HF_HOME": str(home / "hf"),
                **more,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return call


@pytest.mark.slow
def test_the_wheel_has_manifests_and_samples_and_nothing_of_git_or_dvc(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    own = {name for name in names if name.startswith("irrealis/registry/")}
    for dataset in list_datasets(ROOT):
        folder = f"irrealis/registry/datasets/{dataset}"
        assert f"{folder}/dataset.yaml" in own
        sample = (ROOT / "datasets" / dataset / "sample").rglob("*")
        files = {path.relative_to(ROOT).as_posix() for path in sample if path.is_file()}
        assert {f"irrealis/registry/{file}" for file in files} <= own
    assert not [name for name in own if name.endswith(("dvc.lock", "dvc.yaml", "golden.jsonl"))]
    assert wheel.stat().st_size < 60_000 * len(list_datasets(ROOT))


@pytest.mark.slow
def test_every_command_of_a_reader_works_from_an_empty_folder(
    installed: Run, tmp_path: Path
) -> None:
    said = installed("irrealis", "list", "--json", cwd=tmp_path)
    assert [one["name"] for one in json.loads(said.stdout)] == list_datasets(ROOT)
    assert "using the built-in one" in said.stderr
    assert "site-packages/irrealis/registry" in said.stderr
    assert "name: crows-pairs" in installed("irrealis", "show", "crows-pairs", cwd=tmp_path).stdout
    built = installed("irrealis", "build", "crows-pairs", "--json", cwd=tmp_path)
    assert json.loads(built.stdout)["folder"] == "build/crows-pairs"
    assert "nothing wrong" in installed("irrealis", "check", "crows-pairs", cwd=tmp_path).stdout
    installed("irrealis", "release", "crows-pairs", cwd=tmp_path)
    installed("irrealis", "report", "crows-pairs", cwd=tmp_path)
    installed("irrealis", "metrics", "crows-pairs", cwd=tmp_path)
    installed("irrealis", "diff", "crows-pairs", "release/crows-pairs", cwd=tmp_path)
    shown = installed("irrealis", "site", "crows-pairs", "winogender", cwd=tmp_path).stdout
    assert "1 without rows, as release has no release of it: irrealis build NAME" in shown
    alone = installed("irrealis", "site", "crows-pairs", cwd=tmp_path).stdout
    assert alone.startswith("1 dataset, ")
    assert "without rows" not in alone
    lost = installed("irrealis", "verify", "org/mine@v1.0.0", cwd=tmp_path, code=3).stderr
    assert "unset HF_HUB_OFFLINE" in lost
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {"build", "release", "report", "site"}
    record = json.loads((tmp_path / "build/crows-pairs/build.json").read_text())
    assert record["measured"].get("commit") is None  # whatever repository the environment stands in


@pytest.mark.slow
def test_python_has_the_registry_too(installed: Run, tmp_path: Path) -> None:
    code = """
import irrealis
print(irrealis.__version__, irrealis.api.find_root().is_absolute(), len(irrealis.list_datasets()))
print(irrealis.load_manifest("cebab").title)
try:
    irrealis.load("winogender")
except irrealis.api.Unavailable as error:
    print(error.hint)
irrealis.api.build("winogender", root=irrealis.api.find_root())
print(irrealis.load("winogender", "pairs", split="test").num_rows > 0)
"""
    said = installed("python", "-W", "ignore", "-c", code, cwd=tmp_path).stdout.splitlines()
    assert said[0].split() == ["0.1.0", "True", str(len(list_datasets(ROOT)))]
    assert said[2:] == ["irrealis build winogender --inputs upstream", "True"]


@pytest.mark.slow
def test_a_folder_of_datasets_of_another_kind_is_no_registry(
    installed: Run, tmp_path: Path
) -> None:
    (tmp_path / "datasets/mine").mkdir(parents=True)
    for name in ("pyproject.toml", "dvc.yaml"):
        (tmp_path / name).touch()
    said = installed("irrealis", "list", "--json", cwd=tmp_path)
    assert len(json.loads(said.stdout)) == len(list_datasets(ROOT))
    refused = installed("irrealis", "new", "mine", cwd=tmp_path, code=2)
    assert "not inside a registry" in refused.stderr


@pytest.mark.slow
def test_a_registry_of_ones_own_begins_in_an_empty_repository(
    installed: Run, tmp_path: Path
) -> None:
    refused = installed("irrealis", "init", cwd=tmp_path, code=2)
    assert "git init, then irrealis init" in refused.stderr
    run("git init -q", cwd=tmp_path)
    installed("irrealis", "init", cwd=tmp_path)
    pinned = (tmp_path / "constraints.txt").read_text().splitlines()
    assert {"irrealis==0.1.0", f"datasets=={version('datasets')}"} <= {*pinned}
    for command in ("list", "ready --all"):
        empty = installed("irrealis", *command.split(), cwd=tmp_path)
        assert "irrealis new NAME makes one" in empty.stderr
    installed("irrealis", "new", "my-dataset", cwd=tmp_path)
    asked = installed("irrealis", "ready", "--all", "--json", cwd=tmp_path, code=1)
    (told,) = json.loads(asked.stdout)
    assert len(told["checks"]) > 10
    wrong = {one["check"] for one in told["checks"] if not one["ok"]}
    assert wrong == {"nothing is left of the template"}  # what it says is to be changed first
    rows = "".join(f"Soup {n} was good.\tSoup {n} was bad.\tup\tdown\n" for n in range(30))
    (tmp_path / "mine.tsv").write_text(f"before\tafter\told\tnew\n{rows}")
    columns = ("--text", "before", "--text", "after", "--label", "old", "--label", "new")
    installed("irrealis", "new", "mine", "--pairs", "mine.tsv", *columns, cwd=tmp_path)
    # pairs that are all sound are ready: nobody adds one that has to be dropped
    assert "mine: ready" in installed("irrealis", "ready", "mine", cwd=tmp_path).stdout
    # a build depends on the pinned versions, the engine's among them
    assert "- constraints.txt\n" in (tmp_path / "datasets/my-dataset/dvc.yaml").read_text()
    run("git add -A && git status --porcelain | grep -q builders/my_dataset.py", cwd=tmp_path)
    assert not (tmp_path / "build").exists()
    again = installed("irrealis", "init", cwd=tmp_path, code=2)
    assert "irrealis.yaml" in again.stderr
    assert "irrealis new NAME adds a dataset" in again.stderr


@pytest.mark.slow
def test_from_the_wheel_to_a_version_that_others_load(installed: Run, tmp_path: Path) -> None:
    root = tmp_path / "my registry"
    root.mkdir()
    with Hub({TOKEN: ("org",)}) as hub:
        environment = {
            **GIT,
            "HF_ENDPOINT": hub.endpoint,
            "HF_HOME": str(tmp_path / "the hub"),
            "HF_HUB_OFFLINE": "0",
            "HF_TOKEN": TOKEN,
            "HF_UPDATE_DOWNLOAD_COUNTS": "0",
        }

        def call(line: str, *, cwd: Path = root) -> str:
            return installed(*shlex.split(line), cwd=cwd, **environment).stdout

        run("git init -q -b main", cwd=root)
        call("irrealis init")
        call("irrealis new my-dataset")
        for path in root.rglob("*my_dataset.py"):
            text = path.read_text().replace("# change: ", "# ").replace("Change: ", "")
            path.write_text(text)
        manifest = root / "datasets/my-dataset/dataset.yaml"
        manifest.write_text(manifest.read_text().replace("its opposite. # change", "its reverse."))
        call("python -m dvc repro -q")
        assert "my-dataset: ready" in call("irrealis ready my-dataset")
        assert (root / "site/index.html").is_file()
        run("git add -A && git commit -qm first", cwd=root, env=GIT)
        assert "tagged my-dataset@v1.0.0" in call("irrealis tag my-dataset")
        assert "published my-dataset 1.0.0" in call("irrealis publish my-dataset --to org/mine")
        assert "nothing to do" not in call("irrealis verify org/mine@v1.0.0")
        stranger = tmp_path / "some where else"
        stranger.mkdir()
        code = (
            "import irrealis; pairs = irrealis.load('org/mine', version='1.0.0', split='train'); "
            "print(pairs.num_rows, pairs[0]['label_effect'])"
        )
        rows, effect = call(f'python -W ignore -c "{code}"', cwd=stranger).split()
        assert int(rows) > 0
        assert effect == "flip"
    run("git add -A && git commit -qm published", cwd=root, env=GIT)
    assert "up to date" in call("python -m dvc status")
