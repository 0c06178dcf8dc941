"""Workflows, the action and their scripts: linted, pinned, and true to the command line."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from irrealis.cli import main
from irrealis.manifest import list_datasets
from irrealis.new import datasets_of
from tests.conftest import write_registry
from tests.copies import ROOT, run
from tests.test_versions import GIT

pytestmark = pytest.mark.slow  # registries in repositories of their own, and what runs in CI

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
SCRIPTS = [ROOT / ".github/check-datasets", ROOT / ".github/build-tag"]
ACTION = ROOT / "action.yml"
DOCUMENT = ROOT / "docs/versions.md"
# what a job may beside reading: to publish pages, which runs none of our code, it must write them
MORE = {"pages.yml": {"deploy": {"pages": "write", "id-token": "write"}}}


def load(path: Path) -> dict[str, Any]:
    # BaseLoader: to YAML 1.1 the key `on` is true
    found: dict[str, Any] = yaml.load(path.read_text(), Loader=yaml.BaseLoader)  # noqa: S506 text only
    return found


def steps(path: Path) -> list[dict[str, Any]]:
    found = load(path)
    runs = found["jobs"].values() if "jobs" in found else [found["runs"]]
    return [step for one in runs for step in one["steps"]]


def known(command: str) -> bool:
    # irrealis/hub/publishing.py brings `publish`
    return command in main.commands or (
        command == "publish" and not (ROOT / "irrealis/hub/publishing.py").is_file()
    )


def test_nothing_in_them_can_be_turned_against_us() -> None:
    done = run("zizmor --offline --no-progress .", cwd=ROOT)
    for path in (*WORKFLOWS, ACTION):
        assert f"completed ./{path.relative_to(ROOT)}" in done.stderr


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_they_are_what_their_schema_wants(path: Path) -> None:
    schema = "vendor.github-actions" if path == ACTION else "vendor.github-workflows"
    run(f"check-jsonschema --builtin-schema {schema} {path}", cwd=ROOT)


def test_the_shell_in_them_is_sound(tmp_path: Path) -> None:
    blocks = []
    for path in (*WORKFLOWS, ACTION):
        for number, step in enumerate(steps(path)):
            if "run" in step:
                block = tmp_path / f"{path.stem}-{number}.sh"
                runner = {f"GITHUB_{name}" for name in ("REF_NAME", "ACTION_PATH", "STEP_SUMMARY")}
                names = {*step.get("env", {}), *runner}
                given = "".join(f"export {name}=x\n" for name in sorted(names))
                block.write_text(f"#!/bin/bash\n{given}{step['run']}\n")
                blocks.append(block)
    assert blocks
    run(f"shellcheck {shlex.join(map(str, [*blocks, *SCRIPTS, ROOT / '.ci/run']))}", cwd=ROOT)


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_actions_are_pinned_to_a_commit_and_say_its_version(path: Path) -> None:
    for line in re.findall(r"uses: (.*)", path.read_text()):
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_they_may_read_and_no_more(path: Path) -> None:
    found = load(path)
    assert found["permissions"] == {"contents": "read"}
    more = {name: job["permissions"] for name, job in found["jobs"].items() if "permissions" in job}
    assert more == MORE.get(path.name, {})
    assert not {"pull_request_target", "workflow_run"} & {*found["on"]}
    assert all("timeout-minutes" in job for job in found["jobs"].values())


def test_only_a_release_sees_a_secret() -> None:
    holders = [path.name for path in WORKFLOWS if "secrets." in path.read_text()]
    assert holders == ["release.yml"]
    released = load(ROOT / ".github/workflows/release.yml")["on"]["push"]["tags"]
    assert released == ["*@v*", "!*-sample"]


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_what_runs_the_registry_has_installed_what_builds_it(path: Path) -> None:
    found = load(path)
    for job in found["jobs"].values() if "jobs" in found else [found["runs"]]:
        lines = [step["run"] for step in job["steps"] if "run" in step]
        ours = [
            n for n, line in enumerate(lines) if re.search(r"\b(irrealis|dvc) |\.github/", line)
        ]
        installed = [
            n for n, line in enumerate(lines) if "pip install" in line and "[build" in line
        ]
        assert not ours or (installed and installed[0] <= ours[0]), lines


def test_every_command_in_them_exists() -> None:
    texts = [path.read_text() for path in SCRIPTS]
    texts += [step.get("run", "") for path in (*WORKFLOWS, ACTION) for step in steps(path)]
    found = {name for text in texts for name in re.findall(r"\birrealis ([a-z]+) ", text)}
    assert {"list", "build", "diff", "bump", "tag", "fetch", "publish"} <= found
    assert [name for name in found if not known(name)] == []


def documented() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", DOCUMENT.read_text(), flags=re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("line", documented())
def test_every_command_in_the_documentation_exists(line: str) -> None:
    program, *arguments = shlex.split(line)
    if program == "irrealis":
        name, *rest = arguments
        assert known(name)
        if name in main.commands:
            with main.commands[name].make_context(name, rest):
                pass
    elif program == "dvc":
        from dvc.cli.parser import get_main_parser

        get_main_parser().parse_args(arguments)
    elif program == "gto":
        from gto.cli import app

        assert arguments[0] in app.commands
    else:
        assert program == "git"


def test_the_workflow_in_the_documentation_is_one(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```yaml\n(.*?)^```", DOCUMENT.read_text(), re.DOTALL | re.MULTILINE)
    path = tmp_path / "workflow.yml"
    path.write_text(block.replace("ORG/REGISTRY@COMMIT", f"org/registry@{'a' * 40}"))
    run(f"check-jsonschema --builtin-schema vendor.github-workflows {path}", cwd=ROOT)
    (checkout, ours) = steps(path)
    assert checkout["uses"] in ACTION.parent.joinpath(".github/workflows/ci.yml").read_text()
    assert ours["with"].keys() <= load(ACTION)["inputs"].keys()
    for target in re.findall(r"\]\(([^)#:]+)\)", DOCUMENT.read_text()):
        assert (DOCUMENT.parent / target).exists(), target


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A registry that is not this repository, in git."""
    home = write_registry(tmp_path / "elsewhere")
    (home / ".gitignore").write_text("__pycache__/\n/build/\n")
    run("git init -q -b main && git add -A && git commit -qm base", cwd=home, env=GIT)
    return home


def check(home: Path, *, base: str, code: int) -> tuple[str, str]:
    """Run the step of the action that checks; its output, and the summary."""
    step = steps(ACTION)[-1]
    assert step["env"] == {"BASE": "${{ inputs.base }}"}
    summary = home / "build/summary.md"
    summary.parent.mkdir(exist_ok=True)
    summary.write_text("")
    env = {"GITHUB_ACTION_PATH": str(ROOT), "GITHUB_STEP_SUMMARY": str(summary), "BASE": base}
    line = f"set +e; ({step['run']}) 2>&1; code=$?; echo; [ $code = {code} ]"
    return run(line, cwd=home, env={**GIT, **env}).stdout, summary.read_text()


def test_a_registry_elsewhere_sees_what_a_branch_changes(elsewhere: Path) -> None:
    run("git tag -a tiny@v1.0.0 -m first && git switch -qc branch", cwd=elsewhere, env=GIT)
    said, summary = check(elsewhere, base="main", code=0)
    assert summary == "No dataset changed.\n"
    with (elsewhere / "datasets/tiny/sample/validation.jsonl").open("a") as file:
        file.write('{"id": "v2", "text": "They came to see Lima .", "city": "Lima"}\n')
    run("git commit -qam more", cwd=elsewhere, env=GIT)
    said, summary = check(elsewhere, base="main", code=1)
    assert "tiny, field version: the version is too low for the changes" in said
    assert "expected: 1.1.0 or higher (minor after 1.0.0)" in said
    assert said.endswith("failed: tiny\n\n")
    assert "### `tiny`: " in summary
    assert "`validation` " in summary
    assert "{+Lima+}" in summary
    assert not run("git worktree list --porcelain | grep base || true", cwd=elsewhere).stdout


def test_a_registry_elsewhere_learns_that_a_row_is_wrong(elsewhere: Path) -> None:
    with (elsewhere / "datasets/tiny/sample/train.jsonl").open("a") as file:
        for number in (98, 99):  # one alone would be a reject
            file.write(
                f'{{"id": "x{number}", "text": "Train {number} leaves Oslo .", "city": "Oslo", '
                '"act": "wrong"}\n'
            )
    said, summary = check(elsewhere, base="", code=1)
    assert "dataset tiny, pairs, train, row" in said
    assert summary == "**tiny**: the build fails its check.\n"


@pytest.mark.parametrize(
    ("file", "datasets"),
    [
        ("datasets/cebab/sample/dev.json", ["cebab"]),
        ("builders/families/reviews.py", ["cebab-edits", "cebab-matched"]),
        ("builders/redocred_cf/search.py", ["ifqa-style", "redocred-cf"]),
        ("schemas/redocred_cf.py", ["redocred-cf"]),
        ("builders/shared.py", None),
        ("irrealis/build/run.py", None),
        ("constraints.txt", None),
        ("params.yaml", None),
        ("README.md", []),
        ("datasets/cebab-gone/dataset.yaml", []),
        ("docs/versions.md", []),
    ],
)
def test_a_file_has_a_part_in_these_datasets(file: str, datasets: list[str] | None) -> None:
    expected = list_datasets(ROOT) if datasets is None else datasets
    assert datasets_of([file], root=ROOT) == expected


@pytest.mark.parametrize(
    ("tag", "options", "message"),
    [
        (
            "tiny@v1.0.1",
            "-a -m x",
            "the tag is tiny@v1.0.1, and datasets/tiny/dataset.yaml says 1.0.0",
        ),
        ("tiny@v1.0.0", "", "tiny@v1.0.0 is not annotated"),
    ],
)
def test_a_tag_that_does_not_say_what_it_holds_is_not_published(
    elsewhere: Path, tag: str, options: str, message: str
) -> None:
    run(f"git tag {options} {tag}", cwd=elsewhere, env=GIT)
    line = f"set +e; {ROOT}/.github/build-tag {tag} 2>&1; [ $? = 1 ]"
    assert message in run(line, cwd=elsewhere).stdout
