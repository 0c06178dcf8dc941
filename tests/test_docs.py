"""The documentation is true: its commands and programs run in order, and print what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from irrealis.cli import main
from irrealis.manifest import MARKER
from tests.copies import ROOT

# pages whose blocks run one after another in an empty folder
PAGES = ["docs/score.md"]
BLOCK = re.compile(r"^```(sh|python|text)\n(.*?)^```", flags=re.DOTALL | re.MULTILINE)
LEFT_OUT = "irrealis score cebab --predictions said.jsonl --split test"  # its file is nobody's


@pytest.mark.parametrize("page", PAGES)
def test_blocks_run_and_print_what_the_page_says(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert not any((folder / MARKER).exists() for folder in tmp_path.parents)
    said = ""
    for kind, block in BLOCK.findall((ROOT / page).read_text(encoding="utf-8")):
        if kind == "python":
            exec(compile(block, page, "exec"), {"__name__": "__main__"})  # noqa: S102 our own
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
    return [line.rstrip() for line in text.strip().splitlines()]
