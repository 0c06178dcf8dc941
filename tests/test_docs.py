"""The documentation is true: its commands and programs run in order, and print what it says."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from irrealis.cli import main
from irrealis.manifest import MARKER, list_datasets
from tests.copies import ROOT
from tests.test_layout import PATH

# pages whose blocks run one after another in an empty folder
PAGES = ["docs/quick-start.md", "docs/score.md"]
BLOCK = re.compile(r"^```(sh|python|text)\n(.*?)^```", flags=re.DOTALL | re.MULTILINE)
LEFT_OUT = (
    "irrealis score cebab --predictions predictions.jsonl --split test"  # its file is nobody's
)


@pytest.mark.parametrize("page", PAGES)
def test_blocks_run_and_print_what_the_page_says(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert not any((folder / MARKER).exists() for folder in tmp_path.parents)
    said = ""
    for kind, block in BLOCK.findall((ROOT / page).read_text(encoding="utf-8")):
        if kind == "python":
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(block, page, "exec"), {"__name__": "__main__"})  # noqa: S102 our own
            said = printed.getvalue()
        elif kind == "text":
            assert _plain(said) == _plain(block)
        else:
            for line in block.splitlines():
                said = _run(line) if line != LEFT_OUT else ""


def _run(line: str) -> str:
    program, *arguments = shlex.split(line)
    assert program == "irrealis", line
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception!r}"
    return done.stdout


def _plain(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return [line for line in lines if not line.endswith(" MB")]  # of time and memory


def test_every_dataset_answers_a_question() -> None:
    text = (ROOT / "docs/which-dataset.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"datasets/([\w-]+)/README\.md", text)) == list_datasets(ROOT)


def test_every_package_is_in_the_architecture_in_the_order_of_the_path() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE) == PATH


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[\w-]+)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
    whole = page.read_text(encoding="utf-8")
    heads = re.findall(r"^#+ (.*)$", whole, flags=re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}
    assert {*re.findall(r"\]\(#([\w-]+)\)", whole)} <= anchors
