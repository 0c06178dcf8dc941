"""A copy of this repository to run commands in, without touching the original."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent


def copy_repository(to: Path, *, datasets: Collection[str] = ()) -> Path:
    """Copy what git tracks or would track, and commit it to a new repository.

    Of the datasets only those named, if any are: what DVC does to a pipeline takes longer the more
    there are, and says no more.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    for name in listed.decode().split("\0"):
        parts = Path(name).parts
        if datasets and parts[:1] == ("datasets",) and parts[1] not in datasets:
            continue
        if name and (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)
    run("git init -q . && git add -A", cwd=to)
    run("git -c user.name=t -c user.email=t@example.org commit -qm copy", cwd=to)
    # what was built here already is taken from the cache; what was not, `dvc repro` builds
    (to / ".dvc/config.local").write_text(f"[cache]\n    dir = {ROOT / '.dvc/cache'}\n")
    run("dvc checkout -q --allow-missing || true", cwd=to)
    return to


def run(
    command: str, *, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a shell command with this environment's programs; its output is in any failure."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=cwd,
        env={**os.environ, "PATH": programs, "HF_HUB_OFFLINE": "1", **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done
