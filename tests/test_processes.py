"""The suite runs in several processes; the tests of a file share one, and what is slow to make."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
TESTS = """\
import os

import pytest


@pytest.mark.parametrize("at", range(6))
def test_runs(at: int) -> None:
    with open(f"{__file__}.{os.environ['PYTEST_XDIST_WORKER']}", "a"):
        pass
"""


def test_the_tests_of_a_file_share_a_process(tmp_path: Path) -> None:
    # what groups them is private to pytest and pytest-xdist, and broke without a word before
    (tmp_path / "conftest.py").write_text("from tests.conftest import *  # noqa: F403\n")
    files = [tmp_path / f"test_{name}.py" for name in ("first", "second", "third", "fourth")]
    for path in files:
        path.write_text(TESTS)
    options = ("-n", "2", "--dist", "loadgroup", "-c", "/dev/null", "--rootdir", str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    workers = {path.name: len(list(tmp_path.glob(f"{path.name}.gw*"))) for path in files}
    assert workers == dict.fromkeys(workers, 1)
