"""What is set around the repository changes nothing: git's line endings, the caller's shell."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from tests.copies import ROOT, run

pytestmark = pytest.mark.slow  # processes under other shells, clocks and settings


def files(folder: Path) -> dict[str, str]:
    """Digest of the bytes of every file that git tracks."""
    listed = run("git ls-files -z", cwd=folder).stdout.split("\0")
    return {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in listed if name
    }


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is committed here, without what is being worked on, and a file with both endings."""
    folder = tmp_path_factory.mktemp("original") / "repository"
    run(f"git clone -q --depth 1 file://{ROOT} {folder}", cwd=ROOT)
    (folder / "both.txt").write_bytes(b"one\r\ntwo\nthree\r\n")
    run("git add both.txt && git -c user.name=t -c user.email=t@x.org commit -qm both", cwd=folder)
    return folder


@pytest.mark.parametrize("ending", ["true", "input", "false"])
def test_autocrlf_changes_no_byte(ending: str, original: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    run(f"git clone -q -c core.autocrlf={ending} -c core.eol=crlf {original} {clone}", cwd=tmp_path)
    before, after = files(original), files(clone)
    assert len(before) > 500
    assert {name for name in before | after if before.get(name) != after.get(name)} == set()
    # nor what is committed from there
    run("touch README.md both.txt && git add --renormalize .", cwd=clone)
    assert run("git status --porcelain", cwd=clone).stdout == ""


def test_without_the_attributes_a_clone_differs(original: Path, tmp_path: Path) -> None:
    """The test above can fail."""
    bare = tmp_path / "bare"
    run(f"git clone -q {original} {bare}", cwd=tmp_path)
    run("git rm -q .gitattributes", cwd=bare)
    run("git -c user.name=t -c user.email=t@x.org commit -qm without", cwd=bare)
    run(f"git clone -q -c core.autocrlf=true {bare} clone", cwd=tmp_path)
    before, after = files(bare), files(tmp_path / "clone")
    assert sum(before[name] != after[name] for name in before) > 500


@pytest.mark.parametrize("offline", ["", "0", "1"])
def test_what_the_caller_says_of_the_hub_is_not_what_a_test_sees(offline: str) -> None:
    given = {
        "HF_HUB_OFFLINE": offline,
        "HF_DATASETS_OFFLINE": offline,
        "HF_ENDPOINT": "http://127.0.0.1:9",
        "HF_TOKEN": "hf_ofTheCaller",
    }
    code = (
        "import tests.conftest, datasets.config as d; from huggingface_hub import constants as h; "
        "from irrealis.remote.tokens import known_token; "
        "print(h.HF_HUB_OFFLINE, d.HF_HUB_OFFLINE, h.ENDPOINT, known_token(h.ENDPOINT))"
    )
    home = {"HF_HOME": "/nonexistent"}
    seen = run(f'{sys.executable} -c "{code}"', cwd=ROOT, env={**given, **home}).stdout.split()
    assert seen == ["False", "False", "https://huggingface.co", "None"]


@pytest.mark.parametrize("offline", ["0", "1"])
def test_a_test_of_the_hub_passes_whatever_the_caller_says(offline: str) -> None:
    """One that reads from the stand-in, in a process of its own."""
    chosen = "tests/test_attacks.py -k test_a_hub_that_echoes"
    done = run(
        f"{sys.executable} -m pytest -n 0 -q -p no:cacheprovider {chosen}",
        cwd=ROOT,
        env={"HF_HUB_OFFLINE": offline},
    )
    assert " passed" in done.stdout
