"""The documentation is true: every command and every example of it runs."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from irrealis.manifest import list_datasets, load_manifest
from tests.copies import ROOT, copy_repository, run

README = (ROOT / "README.md").read_text()
SHELL = re.findall(r"^```sh\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
PYTHON = re.findall(r"^```python\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
INSTALL = re.findall(r"^    (python -m pip install .*)$", README, flags=re.MULTILINE)


def named() -> set[str]:
    """The datasets that the examples name, also by the start of a name or by a task."""
    words = {word for block in (*SHELL, *PYTHON) for word in re.findall(r"[\w-]+", block)}
    found: set[str] = set()
    of_task: dict[str, str] = {}
    for name in list_datasets(ROOT):
        if any(f"{name}-".startswith(f"{word}-") for word in words):
            found.add(name)
        for task in load_manifest(name, root=ROOT).tasks:
            of_task.setdefault(task, name)
    return found | {of_task[task] for task in of_task.keys() & words}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_repository(tmp_path_factory.mktemp("clone"), datasets=named())
    run("dvc repro -q", cwd=root)
    return root


def test_two_commands_do_all_the_set_up() -> None:
    # .ci/run reads both from the README and runs them in a fresh environment
    assert [command.rpartition("&& ")[2] for command in INSTALL] == ["dvc repro", "pytest"]


def test_every_command_is_in_a_block_that_is_run() -> None:
    shown = re.findall(r"^\s*(?:irrealis|dvc|python) .*$", README, flags=re.MULTILINE)
    run_here = [line for block in SHELL for line in block.splitlines()]
    assert {line.strip() for line in shown} - {*run_here, *INSTALL} == set()


@pytest.mark.slow
@pytest.mark.parametrize("block", SHELL, ids=lambda block: block.split("\n")[0])
def test_shell_examples_run(clone: Path, block: str) -> None:
    if "upstream" in block and "IRREALIS_MIRROR" not in os.environ:
        pytest.skip("IRREALIS_MIRROR names no mirror of the upstream data")
    for line in block.splitlines():
        run(line, cwd=clone)


@pytest.mark.slow
@pytest.mark.parametrize("block", PYTHON)
def test_python_examples_run(clone: Path, block: str) -> None:
    # HF_HUB_OFFLINE, as copies.run sets it: a release is a folder, and needs no Hub
    (clone / "example.py").write_text(block)
    run(f"{sys.executable} example.py && rm example.py", cwd=clone)


def test_the_example_is_a_pair_of_the_sample() -> None:
    before, after = re.findall(r"^\| (?:before|after) \| (.*) \|$", README, flags=re.MULTILINE)
    old, new = before.split("**"), after.split("**")
    shown = "".join(
        f"[-{a}-]{{+{b}+}}" if at % 2 else a for at, (a, b) in enumerate(zip(old, new, strict=True))
    )
    assert shown in (ROOT / "datasets/redocred-cf/golden.jsonl").read_text(encoding="utf-8")


def test_links_lead_to_files() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
