"""What can be compared: folders, builds by name, and releases on the Hub, as they stood."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from irrealis.compare import resolve
from irrealis.errors import IrrealisError, Unavailable
from irrealis.store import read_record
from tests.test_diff import folder_of, pair, pairs

PAIRS = [pair(number) for number in range(4)]
OLD, NEW = "a" * 40, "b" * 40


def test_forms_of_what_is_compared(registry: Path, tmp_path: Path) -> None:
    folder = folder_of(registry / "build/tiny", pairs(PAIRS), dataset="tiny")
    with resolve("tiny", root=registry) as found:
        assert found.folder == folder
        assert found.manifest["license"] == "mit"
    with resolve(str(folder)) as found:
        assert found.manifest["title"] == "Tiny"  # it lies in a registry
    away = folder.rename(tmp_path / "away")
    (away / "README.md").write_text("---\nlicense: cc0-1.0\n---\n# Card\n")
    with resolve(str(away), root=registry) as found:
        assert found.manifest == {"license": "cc0-1.0"}
    bomb = "---\nlicense: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n"
    (away / "README.md").write_text(bomb)
    with resolve(str(away), root=registry) as found:
        assert found.manifest == {}
    for wrong in ("nothing", "tiny@v1.0", "hub:tiny", ":tiny"):
        with pytest.raises(IrrealisError) as caught, resolve(wrong, root=registry):
            pass
        assert "NAME@vX.Y.Z" in str(caught.value)
    for wrong in ("tiny@v1.0.0", "HEAD:tiny"):
        with (
            pytest.raises(IrrealisError, match="kept in git"),
            resolve(wrong, root=registry),
        ):
            pass


class Hub(ThreadingHTTPServer):
    """As much of the Hub as a download needs: two commits of org/toy, the older one tagged."""

    daemon_threads = True

    def __init__(self, commits: dict[str, Path]) -> None:
        self.commits = commits
        self.refs = {"v1.0.0": OLD, "main": NEW, OLD: OLD, NEW: NEW}
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Hub

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0].strip("/").split("/")
        if path[:4] == ["api", "datasets", "org", "toy"]:
            ref = path[5] if path[4:5] in (["revision"], ["tree"]) else "main"
            self.tell(ref, tree=path[4:5] == ["tree"])
        elif path[:4] == ["datasets", "org", "toy", "resolve"] and path[4] in self.server.commits:
            content = self.server.commits[path[4]].joinpath(*path[5:]).read_bytes()
            etag = hashlib.sha256(content).hexdigest()
            self.reply(200, content, {"ETag": f'"{etag}"', "X-Repo-Commit": path[4]})
        else:
            self.reply(404, b"{}", {"X-Error-Code": "RepoNotFound"})

    def tell(self, ref: str, *, tree: bool) -> None:
        if ref not in self.server.refs:
            self.reply(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
            return
        sha = self.server.refs[ref]
        home = self.server.commits[sha]
        files = [path for path in sorted(home.rglob("*")) if path.is_file()]
        names = [path.relative_to(home).as_posix() for path in files]
        listed: Any = {"id": "org/toy", "sha": sha, "siblings": [{"rfilename": n} for n in names]}
        if tree:
            listed = [
                {"type": "file", "path": name, "size": path.stat().st_size, "oid": "0" * 40}
                for name, path in zip(names, files, strict=True)
            ]
        self.reply(200, json.dumps(listed).encode(), {"Content-Type": "application/json"})

    def reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    commits = {
        OLD: folder_of(tmp_path / "old", pairs(PAIRS), version="1.0.0"),
        NEW: folder_of(tmp_path / "new", pairs(PAIRS[:2]), version="2.0.0"),
    }
    for folder in commits.values():
        (folder / "README.md").write_text("---\nlicense: mit\n---\n# Card\n")
    with Hub(commits) as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield running
        running.shutdown()


def test_a_release_on_the_hub_is_that_of_its_tag(hub: Hub) -> None:
    for spec, version, rows in (("hub:org/toy@v1.0.0", "1.0.0", 4), ("hub:org/toy", "2.0.0", 2)):
        with resolve(spec, endpoint=hub.url) as found:
            assert found.label == spec
            assert found.manifest == {"license": "mit"}
            record = read_record(found.folder)
            assert (record.version, record.configs["pairs"]["train"].rows) == (version, rows)
        assert not found.folder.exists()


def test_what_the_hub_does_not_have_is_told_apart(hub: Hub) -> None:
    with (
        pytest.raises(IrrealisError, match="the Hub has no such tag"),
        resolve("hub:org/toy@v9.0.0", endpoint=hub.url),
    ):
        pass
    with (
        pytest.raises(IrrealisError, match="no such dataset, or you may not see it"),
        resolve("hub:org/other@v1.0.0", endpoint=hub.url),
    ):
        pass
    hub.shutdown()
    hub.server_close()
    with (
        pytest.raises(Unavailable, match="the Hub cannot be reached"),
        resolve("hub:org/toy@v1.0.0", endpoint=hub.url),
    ):
        pass
