"""Uploads through Xet, as huggingface.co has it: the client's own store in a folder, and faults.

Each upload is a process of its own, as the client of Xet is set up once in each.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.copies import ROOT
from tests.hub import Answer, Hub
from tests.workshop import REPO, TOKEN

CONTENT = bytes(range(256)) * 1000
UPLOAD = """
import json, sys, time
import irrealis.remote.client as client
from huggingface_hub import CommitOperationAdd
client.Hub.official = property(lambda self: True)  # on others Xet is never used
endpoint, repo, token, path, timeout = sys.argv[1:]
hub = client.Hub(repo, endpoint, token, timeout=float(timeout), patience=6)
began = time.monotonic()
try:
    head = hub.head()
    hub.commit(
        [CommitOperationAdd("data/x.parquet", path)],
        parent=head.sha,
        branch="main",
        message="m",
        is_done=lambda _: False,
    )
    said = ""
except client.HubError as error:
    said = str(error)
print(json.dumps([said, time.monotonic() - began]))
"""


@pytest.fixture
def hub(tmp_path: Path) -> Any:
    (tmp_path / "x.parquet").write_bytes(CONTENT)
    with Hub({TOKEN: ("org",)}) as running:
        running.hold(REPO, {"v1.0.0": _folder(tmp_path / "old")})
        running.cas = f"local://{tmp_path / 'store'}"
        yield running


def _folder(folder: Path) -> Path:
    folder.mkdir()
    (folder / "README.md").write_text("# Toy\n")
    return folder


def upload(hub: Hub, place: Path, *, timeout: float = 15) -> tuple[str, float]:
    """What was said (nothing if it went well), and the seconds that it took."""
    done = subprocess.run(
        [sys.executable, "-c", UPLOAD, hub.endpoint, REPO, TOKEN, "x.parquet", str(timeout)],
        cwd=place,
        env={
            **{name: value for name, value in os.environ.items() if "XET" not in name},
            "HF_HOME": str(place / "home"),
            "HF_ENDPOINT": hub.endpoint,
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert TOKEN not in done.stdout + done.stderr
    said, took = json.loads(done.stdout.splitlines()[-1])
    return said, took


def test_a_file_goes_to_the_content_store(hub: Hub, tmp_path: Path) -> None:
    found = hub.repositories[REPO]
    # the real Hub and its store are one; this one is told what it will find there
    found.objects[hashlib.sha256(CONTENT).hexdigest()] = CONTENT
    assert upload(hub, tmp_path)[0] == ""
    assert found.files()["data/x.parquet"] == CONTENT
    assert hub.asked["xet token"] == 1
    assert hub.asked["lfs batch"] == hub.asked["lfs upload"] == 0
    stored = [path for path in (tmp_path / "store").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in stored) > 256


@pytest.mark.parametrize("status", [500, 403])
def test_a_token_route_that_fails_ends_and_says_so(status: int, hub: Hub, tmp_path: Path) -> None:
    before = hub.repositories[REPO].files()

    def refuse(name: str, _: str, answer: Answer) -> Answer:
        return (status, {}, b"no") if name == "xet token" else answer

    hub.lie = refuse
    said, took = upload(hub, tmp_path)
    assert "the content store (Xet) did not take it" in said
    assert "HF_HUB_DISABLE_XET=1" in said
    assert took < 90
    assert hub.repositories[REPO].files() == before


@pytest.mark.parametrize("away", ["closed", pytest.param("silent", marks=pytest.mark.slow)])
def test_a_content_store_that_is_away_ends_and_says_so(away: str, hub: Hub, tmp_path: Path) -> None:
    before = hub.repositories[REPO].files()
    with socket.create_server(("127.0.0.1", 0)) as store:  # it takes connections, and no more
        hub.cas = f"http://127.0.0.1:{store.getsockname()[1] if away == 'silent' else 9}"
        said, took = upload(hub, tmp_path, timeout=2)
    assert "the content store (Xet) did not take it" in said
    assert took < 90
    assert hub.repositories[REPO].files() == before
