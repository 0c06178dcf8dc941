"""From an empty machine to versions that strangers load, in the order of docs/versions.md.

One registry with a dataset whose upstream is more than its sample; every command is run as a user
would, in a process of its own, against a DVC remote and a stand-in of the Hub.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from irrealis.cli import main
from irrealis.release import released
from irrealis.store import content_of, read_record
from tests.conftest import WHOLE, own_modules, train_records, write_records, write_registry
from tests.copies import run
from tests.hub import Hub
from tests.test_versions import GIT
from tests.workshop import REPO, TOKEN

PIN = "tiny.example/data/train.jsonl"
CITIES = ("Oslo", "Riga", "Bonn", "Genoa")
pytestmark = pytest.mark.slow


class Machine:
    """A maintainer's clone, the remotes it pushes to, and the mirror that upstream comes from."""

    def __init__(self, home: Path, hub: Hub) -> None:
        self.home, self.hub = home, hub
        self.root, self.origin = home / "clone", home / "origin.git"
        self.log: list[str] = []

    @property
    def environment(self) -> dict[str, str]:
        return {
            **GIT,
            "HF_ENDPOINT": self.hub.endpoint,
            "HF_HOME": str(self.home / "hf"),
            "HF_HUB_OFFLINE": "0",
            "HF_TOKEN": TOKEN,
            "HF_UPDATE_DOWNLOAD_COUNTS": "0",
            "IRREALIS_CACHE": str(self.home / "cache"),
            "IRREALIS_MIRROR": str(self.home / "mirror"),
        }

    def run(self, command: str, *, cwd: Path | None = None, code: int = 0) -> str:
        """What a shell command prints, both streams; it must leave with this code."""
        line = f"set +e; ({command}) 2>&1; code=$?; [ $code = {code} ]"
        said = run(line, cwd=cwd or self.root, env=self.environment).stdout
        assert TOKEN not in said
        return said

    def irrealis(self, line: str) -> str:
        """What our command line prints that needs no process of its own."""
        with own_modules(), pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.root)
            for name, value in self.environment.items():
                patch.setenv(name, value)
            done = CliRunner().invoke(main, line.split())
        assert done.exit_code == 0, done.output
        return done.stdout

    def upstream(self, records: list[dict[str, object]], version: str) -> None:
        """Upstream publishes these records, and the manifest pins them for a version."""
        path = self.home / "mirror" / PIN
        path.parent.mkdir(parents=True, exist_ok=True)
        content = write_records(path, records).read_bytes()
        pins = f"""\
  upstream:
    license: mit
    citation: |
      @misc{{tiny-upstream, title = {{Tiny}}}}
    splits:
      train:
        - url: http://{PIN}
          size: {len(content)}
          sha256: {hashlib.sha256(content).hexdigest()}
"""
        manifest = WHOLE.replace("parameters:", f"{pins}parameters:")
        manifest = manifest.replace("version: 1.0.0", f"version: {version}")
        (self.root / "datasets/tiny/dataset.yaml").write_text(manifest)

    def make(self, version: str) -> None:
        """Both the sample and all of upstream, committed, tagged, pushed and published."""
        self.irrealis("sync")
        self.run("dvc repro -q && irrealis make tiny --inputs upstream")
        self.run(f"git add -A && git commit -qm 'tiny {version}'")
        assert f"tagged tiny@v{version}" in self.irrealis("tag tiny")
        self.run("dvc push -q")
        assert f"published tiny {version}" in self.run(f"irrealis publish tiny --to {REPO}")
        self.run("git add -A && git commit -qm published && git push -q --follow-tags origin HEAD")

    def stranger(self, version: str) -> Path:
        """What `dvc get` gives somebody who has nothing but the address of the repository."""
        place = self.home / f"stranger-{version}"
        place.mkdir()
        self.run(f"dvc get -q {self.origin} full/release/tiny --rev tiny@v{version}", cwd=place)
        return place / "tiny"


def records(cities: tuple[str, ...]) -> list[dict[str, object]]:
    more: list[dict[str, object]] = [
        {"id": f"u{number}", "text": f"Ships to {city} are late .", "city": city}
        for number, city in enumerate(cities)
    ]
    return [*train_records(), *more]


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Version 1.0.0 is out, then 2.0.0 with other rows, then 1.0.1 for those who stay behind."""
    home = tmp_path_factory.mktemp("outsider")
    with Hub({TOKEN: ("org",)}) as hub:
        made = Machine(home, hub)
        registry = write_registry(home / "registry")
        for file in ("constraints.txt", "params.yaml"):
            shutil.copy(Path(__file__).parents[1] / file, registry / file)
        (registry / ".gitignore").write_text("__pycache__/\n/build/\n/release/\n/report/\n/full/\n")
        log = registry / "datasets/tiny/CHANGELOG.md"
        log.write_text("# Changelog of tiny\n\n## 1.0.0\n\nThe first.\n")
        made.run(
            f"git init -q -b main && dvc init -q && dvc remote add -q -d disk {home}/data && "
            f"git add -A && git commit -qm first && git init -q -b main --bare {made.origin} && "
            f"git remote add origin {made.origin} && git push -q origin main && "
            f"git clone -q {made.origin} {made.root}",
            cwd=registry,
        )
        made.upstream(records(CITIES[:2]), "1.0.0")
        made.make("1.0.0")
        made.upstream(records(CITIES), "1.0.0")
        made.irrealis("build tiny --inputs upstream")
        made.log.append(made.irrealis("bump tiny"))
        made.upstream(records(CITIES), "2.0.0")
        made.make("2.0.0")
        made.run("git switch -qc maintenance tiny@v1.0.0")
        (made.root / "datasets/tiny/CHANGELOG.md").write_text(
            "# Changelog of tiny\n\n## 1.0.1\n\nThe same rows.\n\n## 1.0.0\n\nThe first.\n"
        )
        made.upstream(records(CITIES[:2]), "1.0.1")
        made.make("1.0.1")
        made.run("git switch -q main")
        yield made


def test_the_version_follows_from_the_rows_that_are_released(machine: Machine) -> None:
    # the sample did not change at all; upstream has two cities more, so all may draw others
    assert "tiny: 1.0.0 → 2.0.0 (major)" in machine.log[0]


def test_a_tag_the_hub_and_the_record_in_git_hold_the_same_rows(machine: Machine) -> None:
    for tag in released("tiny", root=machine.root):
        folder = machine.stranger(tag.version)
        record = read_record(folder)
        assert (record.version, record.inputs) == (tag.version, "upstream")
        assert content_of(record) == tag.content
        said = machine.run(f"irrealis verify {REPO}@v{tag.version} --json", cwd=machine.home)
        found = json.loads(said[said.index("{") :])
        assert (found["tag"], found["content"]) == (f"v{tag.version}", tag.content)
    assert [tag.version for tag in released("tiny", root=machine.root)] == [
        *("2.0.0", "1.0.1", "1.0.0")
    ]


def test_sample_and_release_are_both_true_of_one_commit(machine: Machine) -> None:
    assert read_record(machine.root / "release/tiny").inputs == "sample"
    cards = [machine.root / "datasets/tiny" / place for place in ("README.md", "full/README.md")]
    sample, full = (card.read_text() for card in cards)
    assert sample != full
    machine.run("dvc checkout -q -f")
    assert not machine.run("git status --porcelain")
    assert "up to date" in machine.run("dvc status")


def test_strangers_load_each_version(machine: Machine) -> None:
    code = (
        "import irrealis, datasets; "
        f"old = irrealis.load('{REPO}', version='1.0.1', split='train'); "
        f"new = irrealis.load('{REPO}', version='2.0.0', split='train'); "
        "print(len({*old['original_id']}), len({*new['original_id']}))"
    )
    said = machine.run(f'python -c "{code}"', cwd=machine.home)
    assert said.splitlines()[-1].split() == ["13", "15"]


def test_what_was_released_is_compared_by_tag_and_on_the_hub(machine: Machine) -> None:
    found = json.loads(machine.irrealis("diff tiny@v1.0.0 tiny@v1.0.1 --json"))
    assert found["level"] in ("none", "patch")
    hub = f"--endpoint {machine.hub.endpoint}"
    machine.irrealis(f"diff hub:{REPO}@v2.0.0 tiny@v2.0.0 --exit-code {hub}")


def test_a_yank_leaves_a_clean_tree_once_committed(machine: Machine) -> None:
    machine.run("irrealis yank tiny@v2.0.0 --reason 'a fault in the names'")
    machine.run("git add -A && git commit -qm yanked")
    assert not machine.run("git status --porcelain")
    assert "up to date" in machine.run("dvc status")
