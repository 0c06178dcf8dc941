"""From one version to the next: bump, tag, and what an outsider gets of a tag."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from irrealis.cli import main
from irrealis.errors import CheckFailed, IrrealisError
from irrealis.files import write_file
from irrealis.manifest import Level, read_manifest
from irrealis.new.pipeline import pipeline
from irrealis.release import bump, check_version, least_version, released
from irrealis.release.next_version import Bump
from irrealis.release.tags import refuse_other_content
from irrealis.store import Place, content_of, read_record, record_release
from tests.conftest import MANIFEST, WHOLE, own_modules, write_registry
from tests.copies import run
from tests.test_diff import folder_of, pair, pairs

ROWS = [pair(number) for number in range(4)]
GIT = {
    "GIT_AUTHOR_NAME": "T",
    "GIT_AUTHOR_EMAIL": "t@example.org",
    "GIT_COMMITTER_NAME": "T",
    "GIT_COMMITTER_EMAIL": "t@example.org",
}


def told(folder: Path, version: str = "1.0.0", *, of: Sequence[int] = range(4)) -> Path:
    """A build of `tiny` with these pairs."""
    shutil.rmtree(folder, ignore_errors=True)
    rows = pairs([pair(number) for number in of])
    return folder_of(folder, rows, dataset="tiny", version=version)


def bumped(
    registry: Path, *, ask: Level = Level.NONE, against: str | None = None, date: str | None = None
) -> Bump:
    need = least_version("tiny", root=registry, against=against)
    return bump("tiny", root=registry, need=need, ask=ask, date=date)


@pytest.fixture
def against(registry: Path) -> str:
    """A registry with a release of 1.0.0, elsewhere, and a build in which a row is new."""
    told(registry / "build/tiny", of=range(5))
    (registry / "datasets/tiny/CHANGELOG.md").write_text(
        "# Changelog of tiny\n\nOf note.\n\n## 1.0.0\n\nFirst version.\n"
    )
    return str(told(registry / "elsewhere"))


def test_a_bump_raises_the_version_and_tells_why(registry: Path, against: str) -> None:
    made = bumped(registry, against=against)
    assert (made.before, made.after, made.level) == ("1.0.0", "1.1.0", Level.MINOR)
    home = registry / "datasets/tiny"
    assert read_manifest(home).version == "1.1.0"
    assert (home / "CHANGELOG.md").read_text() == (
        "# Changelog of tiny\n\nOf note.\n\n"
        "## 1.1.0\n\n- `pairs`: 1 row added (`train` 1)\n\n"
        "## 1.0.0\n\nFirst version.\n"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version: 1.0.0 # ours", "version: 1.1.0 # ours"),
        ('version:   "1.0.0"', 'version:   "1.1.0"'),
        ("'version': '1.0.0'", "'version': '1.1.0'"),
        ("version:\n  1.0.0", "version:\n  1.1.0"),
        ("# version: 1.0.0\r\nversion: 1.0.0\r", "# version: 1.0.0\r\nversion: 1.1.0\r"),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "byte order mark"])
def test_nothing_else_of_the_manifest_is_touched(
    registry: Path, against: str, old: str, new: str, mark: str
) -> None:
    path = registry / "datasets/tiny/dataset.yaml"
    text = mark + path.read_text().replace("version: 1.0.0", old)
    path.write_bytes(text.encode())
    bumped(registry, against=against)
    assert path.read_bytes().decode() == text.replace(old, new)


def test_a_second_call_changes_nothing(registry: Path, against: str) -> None:
    bumped(registry, against=against)
    files = {path: path.read_bytes() for path in (registry / "datasets/tiny").glob("*.*")}
    made = bumped(registry, against=against)
    assert (made.before, made.after, made.entry) == ("1.1.0", "1.1.0", None)
    assert files == {path: path.read_bytes() for path in files}


def test_more_may_be_asked_for_and_never_less(registry: Path, against: str) -> None:
    with pytest.raises(IrrealisError, match="--patch is too little for the changes"):
        bumped(registry, against=against, ask=Level.PATCH)
    made = bumped(registry, against=against, ask=Level.MAJOR, date="2026-01-31")
    assert made.after == "2.0.0"
    assert made.entry is not None
    assert made.entry.startswith("## 2.0.0 (2026-01-31)\n")


def test_no_change_is_no_version_unless_one_is_asked_for(registry: Path, against: str) -> None:
    told(registry / "build/tiny")
    with pytest.raises(IrrealisError, match="nothing changed since"):
        bumped(registry, against=against)
    assert bumped(registry, against=against, ask=Level.PATCH).after == "1.0.1"


def test_a_version_that_was_published_is_never_given_again(registry: Path, against: str) -> None:
    told(registry / "build/tiny")
    home = registry / "datasets/tiny"
    place = Place(endpoint="https://hub.example", repo="o/tiny", commit="a" * 40)
    for version in ("1.0.0", "1.0.1", "2.0.0"):
        content = content_of(read_record(Path(against)))
        record_release(home, version=version, content=content, place=place)
    assert bumped(registry, against=against, ask=Level.PATCH).after == "2.0.1"


def test_a_higher_version_set_by_hand_stays(registry: Path, against: str) -> None:
    path = registry / "datasets/tiny/dataset.yaml"
    path.write_text(path.read_text().replace("version: 1.0.0", "version: 3.0.0"))
    made = bumped(registry, against=against)
    assert (made.before, made.after) == ("3.0.0", "3.0.0")
    assert "## 3.0.0\n" in (registry / "datasets/tiny/CHANGELOG.md").read_text()


@pytest.mark.parametrize("log", [True, False], ids=["with a change log", "without one"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()], ids=str)
def test_both_files_are_written_or_neither(
    registry: Path,
    against: str,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    log: bool,
) -> None:
    if not log:
        (registry / "datasets/tiny/CHANGELOG.md").unlink()
    home = registry / "datasets/tiny"
    before = {path: path.read_bytes() for path in home.glob("*.*")}

    def fails(path: Path, content: bytes) -> None:
        if path.name == "dataset.yaml" and b"1.1.0" in content:
            raise error
        write_file(path, content)

    monkeypatch.setattr("irrealis.release.next_version.write_file", fails)
    with pytest.raises(type(error)):
        bumped(registry, against=against)
    assert {path: path.read_bytes() for path in home.glob("*.*")} == before


def test_a_call_after_a_killed_one_finishes(registry: Path, against: str) -> None:
    path = registry / "datasets/tiny/dataset.yaml"
    before = path.read_bytes()
    bumped(registry, against=against)
    log = (registry / "datasets/tiny/CHANGELOG.md").read_bytes()
    path.write_bytes(before)  # killed between the two files
    assert bumped(registry, against=against).after == "1.1.0"
    assert (registry / "datasets/tiny/CHANGELOG.md").read_bytes() == log


def test_builds_of_other_inputs_call_for_nothing(registry: Path, against: str) -> None:
    shutil.rmtree(registry / "build/tiny")
    folder_of(registry / "build/tiny", pairs(ROWS), dataset="tiny", inputs="upstream", limit=3)
    with pytest.raises(IrrealisError, match="different inputs") as caught:
        least_version("tiny", root=registry, against=against)
    assert "upstream, the first 3 records (build/tiny)" in str(caught.value)


def git(registry: Path, *arguments: str, text: str = "") -> None:
    env = {**GIT, "PATH": "/usr/bin:/bin:/usr/local/bin"}
    subprocess.run(["git", "-C", registry, *arguments], env=env, input=text.encode(), check=True)


@pytest.fixture
def tagged(registry: Path) -> Path:
    """A registry in git with tags of all kinds."""
    git(registry, "init", "-q")
    git(registry, "commit", "-q", "--allow-empty", "-F", "-", text="pairs/a: 1 rows, sha256:x")
    for tag in ("tiny@v1.9.0", "tiny@v1.10.0", "tiny@v1.2", "tiny@vnext", "other@v9.0.0"):
        message = f"{tag}\n\n# no comment\npairs/train: 1 rows, sha256:{'0' * 64}\n"
        git(registry, "tag", "-a", "--cleanup=verbatim", tag, "-F", "-", text=message)
    git(registry, "tag", "tiny@v1.4.0")  # lightweight
    return registry


def test_tags_are_read_newest_first(tagged: Path) -> None:
    found = released("tiny", root=tagged)
    assert [tag.version for tag in found] == ["1.10.0", "1.9.0", "1.4.0"]
    assert [tag.content for tag in found] == [*[{"pairs": {"train": f"sha256:{'0' * 64}"}}] * 2, {}]
    assert len({tag.commit for tag in found}) == 1


def test_a_released_version_with_other_rows_is_refused(tagged: Path) -> None:
    record = read_record(told(tagged / "build/tiny", "1.9.0"))
    with pytest.raises(CheckFailed, match="a release never changes") as caught:
        refuse_other_content(record, root=tagged)
    assert "irrealis bump tiny" in str(caught.value)
    refuse_other_content(record.model_copy(update={"version": "1.11.0"}), root=tagged)


@pytest.mark.parametrize(
    ("base", "own", "least"),
    [
        ("1.10.0", range(5), "1.11.0"),  # the base is what was released
        ("1.11.0", range(5), "1.11.0"),  # the base has a new minor version already
        ("1.11.0", range(3), "2.0.0"),
        ("2.0.0", range(3), "2.0.0"),
        ("2.0.0", range(4), "2.0.0"),  # nothing changed, and versions never go down
    ],
)
def test_the_base_of_a_pull_request_may_be_later_than_the_release(
    tagged: Path, base: str, own: Sequence[int], least: str
) -> None:
    told(tagged / "build/tiny", of=own)
    before = told(tagged / "base", base)
    need = least_version("tiny", root=tagged, against=str(before))
    assert need is not None
    assert need.version == least


def test_a_version_that_is_too_low_fails_the_check(
    tagged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(tagged / "build/tiny", of=range(3))
    base = told(tagged / "base", "1.10.0")
    monkeypatch.chdir(tagged)
    line = ["bump", "tiny", "--check", "--against", str(base)]
    result = CliRunner().invoke(main, line)
    assert result.exit_code == 1
    assert "2.0.0 or higher (major after 1.10.0)" in result.stderr
    assert "1 row removed" in result.stderr
    assert read_manifest(Path("datasets/tiny")).version == "1.0.0"
    path = tagged / "datasets/tiny/dataset.yaml"
    path.write_text(path.read_text().replace("version: 1.0.0", "version: 2.0.0"))
    done = CliRunner().invoke(main, [*line, "--json"])
    assert json.loads(done.stdout) == {
        "dataset": "tiny",
        "enough": True,
        "reason": "tiny 2.0.0 is enough: major after 1.10.0",
    }


def test_before_the_first_release_any_version_is_right(registry: Path) -> None:
    assert released("tiny", root=registry) == []
    assert least_version("tiny", root=registry) is None
    assert "nothing was released" in check_version("tiny", root=registry, need=None)
    with pytest.raises(IrrealisError, match="can be the first"):
        bump("tiny", root=registry, need=None)


PIPELINE = """\
stages:
  build:
    cmd: irrealis build tiny --reproducible
    deps: [builders/tiny.py, schemas/tiny.py, datasets/tiny/dataset.yaml, datasets/tiny/sample]
    outs: [build/tiny]
  release:
    cmd: irrealis release tiny
    deps: [build/tiny]
    outs: [release/tiny]
"""
AWS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}


@dataclass(frozen=True)
class Kept:
    """A registry in git and DVC."""

    root: Path
    origin: Path
    said: dict[str, str] = field(default_factory=dict)

    def run(self, command: str, *, cwd: Path | None = None) -> str:
        """What a shell command prints."""
        return run(command, cwd=cwd or self.root, env={**GIT, **AWS}).stdout

    def irrealis(self, line: str, *, code: int = 0) -> str:
        """What our command line says, run in this process, and it must leave with this code."""
        with own_modules(), pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.root)
            for name, value in GIT.items():
                patch.setenv(name, value)
            done = CliRunner().invoke(main, line.split())
        assert done.exit_code == code, done.output
        return done.output

    def repro(self) -> None:
        """What dvc repro does, in this process and without loading the release back."""
        self.irrealis("build tiny --reproducible")
        shutil.rmtree(self.root / "release/tiny", ignore_errors=True)
        shutil.copytree(self.root / "build/tiny", self.root / "release/tiny")
        self.run("dvc commit -fq && git add -A && git commit -qm built")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, s3: str) -> Kept:
    """Two releases, made by the commands that docs/versions.md names."""
    pytest.importorskip("dvc_s3", reason="dvc-s3 is not installed: pip install -e '.[test]'")
    return _two_releases(tmp_path_factory.mktemp("kept"), s3=s3)


def _two_releases(home: Path, *, s3: str) -> Kept:
    root = write_registry(home / "registry")
    (root / "datasets/tiny/dataset.yaml").write_text(WHOLE)
    (root / "dvc.yaml").write_text(PIPELINE)
    with own_modules():
        stated = yaml.safe_load(pipeline("tiny", root=root))["artifacts"]
    (root / "datasets/tiny/dvc.yaml").write_text(yaml.safe_dump({"artifacts": stated}))
    (root / ".gitignore").write_text("__pycache__/\n/build/\n/release/\n")
    (root / "datasets/tiny/CHANGELOG.md").write_text("# Changelog of tiny\n\n## 1.0.0\n\nFirst.\n")
    made = Kept(root, home / "origin.git")
    made.run(
        f"git init -q -b main && git init -q -b main --bare {made.origin} && "
        f"git remote add origin {made.origin} && dvc init -q && "
        f"dvc remote add -q -d disk {home}/data && dvc remote add -q s3 s3://data/irrealis && "
        f"dvc remote modify s3 endpointurl {s3}"
    )
    made.repro()
    made.said["tag"] = made.irrealis("tag tiny")
    made.said["again"] = made.irrealis("tag tiny")
    made.run("dvc push -q && dvc push -q -r s3")
    with (root / "datasets/tiny/sample/train.jsonl").open("a") as file:
        file.write('{"id": "new", "text": "Train 99 leaves Oslo .", "city": "Oslo"}\n')
    made.said["dirty"] = made.irrealis("tag tiny", code=2)
    made.irrealis("build tiny")
    made.said["release"] = made.irrealis("release tiny", code=1)
    made.said["check"] = made.irrealis("bump tiny --check", code=1)
    made.said["bump"] = made.irrealis("bump tiny")
    made.run("git commit -qam second")
    made.said["version"] = made.irrealis("tag tiny", code=2)
    made.repro()
    (root / "builders/tiny.py").write_text((root / "builders/tiny.py").read_text() + "# later\n")
    made.run("git commit -qam later")
    made.said["stale"] = made.irrealis("tag tiny", code=2)
    made.run("git reset -q --hard HEAD~1")
    place = Place(endpoint="https://huggingface.co", repo="org/tiny", commit="a" * 40)
    record = read_record(root / "release/tiny")
    folder = root / "datasets/tiny"
    record_release(folder, version=record.version, content=content_of(record), place=place)
    made.run("git add -A && git commit -qm published")
    made.said["second"] = made.irrealis("tag tiny")
    made.run("dvc push -q && git push -q --follow-tags origin main")
    return made


@pytest.mark.slow
def test_what_is_said_on_the_way(kept: Kept) -> None:
    assert "tagged tiny@v1.0.0" in kept.said["tag"]
    assert "tiny@v1.0.0 is there already, with the same content" in kept.said["again"]
    assert "M datasets/tiny/sample/train.jsonl" in kept.said["dirty"]
    assert "tiny@v1.0.0 is already released with other rows" in kept.said["release"]
    assert "2.0.0 or higher (major after 1.0.0)" in kept.said["check"]
    assert "tiny: 1.0.0 → 2.0.0 (major)" in kept.said["bump"]
    assert "the release that DVC keeps is of another version" in kept.said["version"]
    assert "found:    build changed" in kept.said["stale"]
    assert "tagged tiny@v2.0.0" in kept.said["second"]


@pytest.mark.slow
def test_a_tag_says_what_it_holds(kept: Kept) -> None:
    new, old = released("tiny", root=kept.root)
    assert (new.version, old.version) == ("2.0.0", "1.0.0")
    assert new.hub == "org/tiny@" + "a" * 40
    assert new.content == content_of(read_record(kept.root / "release/tiny"))
    assert new.content["pairs"]["train"] != old.content["pairs"]["train"]
    assert new.content["pairs"]["validation"] == old.content["pairs"]["validation"]


@pytest.mark.slow
def test_gto_reads_the_registry(kept: Kept) -> None:
    assert "v2.0.0" in kept.run("gto show tiny@greatest --version")
    history = kept.run("gto history tiny --plain")
    assert "tiny@v1.0.0" in history
    assert "tiny@v2.0.0" in history


@pytest.mark.slow
@pytest.mark.parametrize("remote", ["", " --remote s3"], ids=["disk", "s3"])
def test_an_outsider_gets_a_release_by_its_tag(kept: Kept, tmp_path: Path, remote: str) -> None:
    kept.run(f"dvc get {kept.origin} release/tiny --rev tiny@v1.0.0{remote}", cwd=tmp_path)
    record = read_record(tmp_path / "tiny")
    assert record.version == "1.0.0"
    assert content_of(record) == released("tiny", root=kept.root)[1].content


@pytest.mark.slow
def test_an_outsider_gets_a_release_as_an_artifact_of_dvc(kept: Kept, tmp_path: Path) -> None:
    name = "datasets/tiny:tiny"
    kept.run(f"dvc artifacts get {kept.origin} {name} --rev v1.0.0 -o old", cwd=tmp_path)
    assert read_record(tmp_path / "old").version == "1.0.0"
    kept.run(f"dvc artifacts get {kept.origin} {name} -o newest", cwd=tmp_path)
    assert read_record(tmp_path / "newest").version == "2.0.0"
    assert "v2.0.0" in kept.run(f"gto show {name}@greatest --version")
    said = kept.said["tag"]
    assert "git push origin tiny@v1.0.0 datasets/tiny=tiny@v1.0.0" in said


@pytest.mark.slow
def test_an_outsider_imports_a_release_and_updates_it(kept: Kept, tmp_path: Path) -> None:
    kept.run("git init -q && dvc init -q", cwd=tmp_path)
    kept.run(f"dvc import {kept.origin} release/tiny --rev tiny@v1.0.0", cwd=tmp_path)
    assert read_record(tmp_path / "tiny").version == "1.0.0"
    kept.run("dvc update tiny.dvc --rev tiny@v2.0.0", cwd=tmp_path)
    assert read_record(tmp_path / "tiny").version == "2.0.0"


@pytest.mark.slow
def test_a_clone_without_data_compares_tags_from_the_remote(kept: Kept, tmp_path: Path) -> None:
    kept.run(f"git clone -q {kept.origin} clone", cwd=tmp_path)
    clone = Kept(tmp_path / "clone", kept.origin)
    found = json.loads(clone.irrealis("diff tiny@v1.0.0 tiny@v2.0.0 --json"))
    assert found["level"] == "major"
    assert found["before"]["label"] == "tiny@v1.0.0"
    assert not (clone.root / "release").exists()
    assert "no git revision" in clone.irrealis("diff tiny@v3.0.0 tiny", code=2)
    assert "not a dataset's name" in clone.irrealis("diff HEAD:../tiny tiny", code=2)
    assert "no dataset 'toy' there" in clone.irrealis("diff HEAD:toy tiny", code=2)


@pytest.mark.slow
def test_a_page_compares_with_a_tag(kept: Kept, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    kept.irrealis(f"report tiny --against tiny@v1.0.0 --out {out}")
    assert "version 2.0.0 · compared with 1.0.0" in out.read_text()
    assert re.search("Since 1.0.0: [1-9][0-9]* pairs added", out.read_text())
    kept.irrealis(f"site tiny --versions --out {tmp_path / 'site'}")
    text = (tmp_path / "site/tiny/index.html").read_text()
    assert re.search('"row">1.0.0 → 2.0.0</th><td class="figure-of">[1-9]', text)


@pytest.mark.slow
def test_data_that_was_never_pushed_is_said_to_be_lacking(kept: Kept, tmp_path: Path) -> None:
    kept.run(f"git clone -q {kept.origin} clone", cwd=tmp_path)
    clone = Kept(tmp_path / "clone", kept.origin)
    config = clone.root / ".dvc/config"
    config.write_text(config.read_text().replace("kept", "nowhere"))
    clone.run("git commit -qam 'a remote without data'")
    said = clone.irrealis("diff HEAD:tiny HEAD:tiny", code=3)
    assert "neither in DVC's cache nor in its remote" in said


@pytest.mark.slow
def test_a_tag_whose_commit_was_made_again_stays(kept: Kept) -> None:
    # the same rows at a later commit: no new tag, and none that moves
    before = kept.run("git rev-parse tiny@v2.0.0")
    kept.run("git commit -q --allow-empty -m later")
    assert "is there already, with the same content" in kept.irrealis("tag tiny")
    assert kept.run("git rev-parse tiny@v2.0.0") == before


@pytest.mark.slow
def test_a_version_too_low_is_not_tagged(kept: Kept, tmp_path: Path) -> None:
    kept.run(f"git clone -q {kept.origin} clone && rm -rf clone/.dvc/cache", cwd=tmp_path)
    clone = Kept(tmp_path / "clone", kept.origin)
    manifest = clone.root / "datasets/tiny/dataset.yaml"
    manifest.write_text(manifest.read_text().replace("version: 2.0.0", "version: 1.0.1"))
    clone.repro()
    said = clone.irrealis("tag tiny", code=1)
    assert "too low for what changed since tiny@v1.0.0" in said
    assert "2.0.0 or higher" in said


@pytest.mark.slow
def test_a_sample_is_tagged_only_as_a_pre_release(kept: Kept, tmp_path: Path) -> None:
    kept.run(f"git clone -q {kept.origin} clone", cwd=tmp_path)
    clone = Kept(tmp_path / "clone", kept.origin)
    manifest = MANIFEST.replace("version: 1.0.0", "version: 3.0.0")  # there is more than a sample
    (clone.root / "datasets/tiny/dataset.yaml").write_text(manifest)
    clone.repro()
    said = clone.irrealis("tag tiny", code=1)
    assert "part of a dataset cannot be released as a version" in said
    assert "found:    the sample" in said
    assert "tagged tiny@v3.0.0-sample" in clone.irrealis("tag tiny --sample")
    assert [tag.version for tag in released("tiny", root=clone.root)] == ["2.0.0", "1.0.0"]


@pytest.mark.slow
def test_a_version_that_was_published_with_other_rows_is_not_tagged(
    kept: Kept, tmp_path: Path
) -> None:
    kept.run(f"git clone -q {kept.origin} clone", cwd=tmp_path)
    clone = Kept(tmp_path / "clone", kept.origin)
    folder = clone.root / "datasets/tiny"
    manifest = folder / "dataset.yaml"
    manifest.write_text(manifest.read_text().replace("version: 2.0.0", "version: 3.0.0"))
    place = Place(endpoint="https://huggingface.co", repo="org/tiny", commit="b" * 40)
    content = {"pairs": {"train": f"sha256:{'0' * 64}"}}
    record_release(folder, version="3.0.0", content=content, place=place)
    clone.repro()
    assert "tiny 3.0.0 was published with other rows" in clone.irrealis("tag tiny", code=1)
    assert not clone.run("git tag --list tiny@v3*")
