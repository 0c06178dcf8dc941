"""A stand-in for the Hugging Face Hub: its HTTP protocol on loopback, in memory, with faults.

It speaks what `huggingface_hub` and `datasets` ask of a repository of data: whoami, create,
validate-yaml, preupload, LFS (batch, PUT, verify), commit with its parent, branches, tags, trees,
resolve with an ETag for every revision. Of Xet it has the route of tokens alone, and no storage
besides memory. What is asked is counted, and a `Fault` strikes one request by its name and number.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import math
import os
import re
import signal
import socket
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, TypeAlias
from urllib.parse import parse_qs, unquote, urlsplit

ATTRIBUTES = b"*.parquet filter=lfs diff=lfs merge=lfs -text\n"
_SMALL = 10 * 1024 * 1024  # what is larger goes to LFS whatever its name

STATUSES = {
    "401": 401,
    "403": 403,
    "409": 409,
    "412": 412,
    "429": 429,
    "500": 500,
}
LANDS = {"answer lost": "reset", "answered 503": "503", "killed after": "killed"}
KINDS = ("reset", "timeout", *STATUSES, "truncated", "killed", *LANDS)
"""Faults: before the request has an effect, or (`LANDS`) after it."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong at the `number`th request (from 1) of that name, or from it on."""

    kind: str
    request: str
    number: int = 1
    lasting: bool = False  # everything from then on fails as well
    victim: int | None = None  # the process to kill


@dataclass(frozen=True)
class Blob:
    """A file: its git id, and its SHA-256 if it is in LFS."""

    content: bytes
    lfs: bool

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def oid(self) -> str:
        stored = self.content
        if self.lfs:
            size = len(self.content)
            pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.sha256}\n"
            stored = f"{pointer}size {size}\n".encode()
        return hashlib.sha1(b"blob %d\0%b" % (len(stored), stored)).hexdigest()  # noqa: S324 git's

    def entry(self, path: str) -> dict[str, Any]:
        lfs = {"oid": self.sha256, "size": len(self.content), "pointerSize": 130}
        return {
            "type": "file",
            "path": path,
            "oid": self.oid,
            "size": len(self.content),
            **({"lfs": lfs} if self.lfs else {}),
        }


@dataclass(frozen=True)
class Commit:
    """A tree of files, its parent, and what was said of it."""

    files: dict[str, Blob]
    parent: str | None
    title: str
    author: str


@dataclass
class Repository:
    """A dataset's repository."""

    private: bool
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    objects: dict[str, bytes] = field(default_factory=dict)  # LFS, by SHA-256

    def add(self, files: dict[str, Blob], parent: str | None, title: str, author: str) -> str:
        listed = sorted((path, blob.oid) for path, blob in files.items())
        seed = json.dumps([listed, parent, title, len(self.commits)])
        sha = hashlib.sha1(seed.encode()).hexdigest()  # noqa: S324 as git names commits
        self.commits[sha] = Commit(files, parent, title, author)
        return sha

    def resolve(self, revision: str) -> str:
        for known in (self.branches, self.tags):
            if revision in known:
                return known[revision]
        if revision in self.commits:
            return revision
        raise Refusal(404, f"Invalid rev id: {revision}", code="RevisionNotFound")

    def history(self, revision: str) -> Iterator[tuple[str, Commit]]:
        at: str | None = self.resolve(revision)
        while at is not None:
            yield at, self.commits[at]
            at = self.commits[at].parent

    def files(self, revision: str = "main") -> dict[str, bytes]:
        """The contents at a revision."""
        tree = self.commits[self.resolve(revision)].files
        return {path: blob.content for path, blob in tree.items()}


class Refusal(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.code = status, code


Answer: TypeAlias = tuple[int, dict[str, str], bytes]
Lie: TypeAlias = Callable[[str, str, Answer], Answer]
"""What a Hub answers in place of the truth, by the request's name and path."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that break off; that is what faults are for."""
        error = sys.exception()
        if not isinstance(error, OSError | ValueError):  # ValueError: reading from what was closed
            raise


class Hub:
    """The stand-in; use as a context manager. `tokens` maps each to the namespaces it may write."""

    def __init__(self, tokens: dict[str, tuple[str, ...]] | None = None) -> None:
        self.tokens = tokens or {}
        self.repositories: dict[str, Repository] = {}
        self.lock = threading.RLock()
        self.fault: Fault | None = None
        self.struck = threading.Event()
        self.asked: Counter[str] = Counter()
        self.order: list[str] = []
        self.leaks: list[str] = []
        self.uploaded = 0  # bytes of bodies of requests that write
        self.before: Callable[[str], None] | None = None  # called with a request's name
        self.lie: Lie | None = None
        self.tokens_seen: list[str] = []
        self.cas: str | None = None  # where the content store of Xet is; None: there is no Xet
        self.part = 0  # bytes of a part of a large upload; 0 to upload each file at once
        self.closing = threading.Event()
        hub = self

        class Handler(_Handler):
            pass

        Handler.hub = hub
        self.server = _Server(("127.0.0.1", 0), Handler)
        port = self.server.server_address[1]
        self.endpoint = f"http://127.0.0.1:{port}"
        self.storage = f"http://localhost:{port}/storage"  # another host, as a CDN is

    def __enter__(self) -> Hub:
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()

    def reset(self, fault: Fault | None = None) -> None:
        """Count from here, with this fault ahead."""
        with self.lock:
            self.asked.clear()
            self.order.clear()
            self.uploaded = 0
            self.struck.clear()
            self.fault = fault

    def snapshot(self) -> dict[str, Repository]:
        """A copy of the state, to go back to with `restore`."""
        with self.lock:
            return _copied(self.repositories)

    def restore(self, state: dict[str, Repository]) -> None:
        """Go back to a state."""
        with self.lock:
            self.repositories = _copied(state)

    def hold(self, name: str, releases: dict[str, Path]) -> Repository:
        """A public repository with a commit and a tag for each folder; main is at the last."""
        made = Repository(private=False)
        for tag, folder in releases.items():
            files = {
                path.relative_to(folder).as_posix(): Blob(
                    path.read_bytes(), path.suffix == ".parquet"
                )
                for path in sorted(folder.rglob("*"))
                if path.is_file()
            }
            sha = made.add(files, made.branches.get("main"), tag, name.split("/")[0])
            made.branches["main"] = made.tags[tag] = sha
            for blob in files.values():
                if blob.lfs:
                    made.objects[blob.sha256] = blob.content
        self.repositories[name] = made
        return made

    def falls(self, request: str) -> Fault | None:
        """Count a request; its fault, if it has one."""
        with self.lock:
            self.asked[request] += 1
            self.order.append(request)
            fault = self.fault
            if fault is None:
                return None
            hit = request == fault.request and self.asked[request] == fault.number
            if hit or (fault.lasting and self.struck.is_set()):
                self.struck.set()
                return fault
            return None


def _copied(repositories: dict[str, Repository]) -> dict[str, Repository]:
    return {
        name: Repository(
            one.private, dict(one.commits), dict(one.branches), dict(one.tags), dict(one.objects)
        )
        for name, one in repositories.items()
    }


_ROUTES: list[tuple[str, str, re.Pattern[str]]] = [
    (method, name, re.compile(pattern))
    for method, name, pattern in (
        ("GET", "whoami", r"/api/whoami-v2"),
        ("POST", "create repo", r"/api/repos/create"),
        ("POST", "validate yaml", r"/api/validate-yaml"),
        ("GET", "repo info", r"/api/datasets/(?P<repo>[^/]+/[^/]+)"),
        ("GET", "revision", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/revision/(?P<rev>[^/]+)"),
        ("GET", "refs", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/refs"),
        (
            "GET",
            "tree",
            r"/api/datasets/(?P<repo>[^/]+/[^/]+)/tree/(?P<rev>[^/]+)(/(?P<path>.+))?",
        ),
        ("POST", "paths info", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/paths-info/(?P<rev>[^/]+)"),
        ("GET", "commits", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/commits/(?P<rev>[^/]+)"),
        ("POST", "preupload", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/preupload/(?P<rev>[^/]+)"),
        (
            "GET",
            "xet token",
            r"/api/datasets/(?P<repo>[^/]+/[^/]+)/xet-(write|read)-token/(?P<rev>[^/]+)",
        ),
        ("POST", "commit", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/commit/(?P<rev>[^/]+)"),
        ("POST", "tag", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/tag/(?P<rev>[^/]+)"),
        ("DELETE", "untag", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/tag/(?P<rev>[^/]+)"),
        ("POST", "branch", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/branch/(?P<rev>[^/]+)"),
        ("DELETE", "unbranch", r"/api/datasets/(?P<repo>[^/]+/[^/]+)/branch/(?P<rev>[^/]+)"),
        (
            "POST",
            "lfs batch",
            r"/datasets/(?P<repo>[^/]+/[^/]+)\.git/info/lfs/objects/batch",
        ),
        ("PUT", "lfs upload", r"/storage/(?P<repo>[^/]+/[^/]+)/(?P<oid>[0-9a-f]{64})"),
        (
            "PUT",
            "lfs part",
            r"/storage/(?P<repo>[^/]+/[^/]+)/(?P<oid>[0-9a-f]{64})/(?P<number>\d+)",
        ),
        ("POST", "lfs complete", r"/datasets/(?P<repo>[^/]+/[^/]+)\.git/info/lfs/complete"),
        ("POST", "lfs verify", r"/datasets/(?P<repo>[^/]+/[^/]+)\.git/info/lfs/verify"),
        ("GET", "lfs download", r"/storage/(?P<repo>[^/]+/[^/]+)/(?P<oid>[0-9a-f]{64})"),
        (
            "HEAD",
            "head file",
            r"/datasets/(?P<repo>[^/]+/[^/]+)/resolve/(?P<rev>[^/]+)/(?P<path>.+)",
        ),
        (
            "GET",
            "get file",
            r"/datasets/(?P<repo>[^/]+/[^/]+)/resolve/(?P<rev>[^/]+)/(?P<path>.+)",
        ),
    )
]


class _Handler(BaseHTTPRequestHandler):
    hub: ClassVar[Hub]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # one packet an answer

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.serve()

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

    def serve(self) -> None:
        """Find the route by the raw path, strike if a fault is due, else answer."""
        parts = urlsplit(self.path)
        name, arguments = "unknown", {}
        for method, known, pattern in _ROUTES:
            found = pattern.fullmatch(parts.path)
            if method == self.command and found:
                name = known
                arguments = {key: unquote(value or "") for key, value in found.groupdict().items()}
        if self.hub.before:
            self.hub.before(name)
        fault = self.hub.falls(name)
        kind = fault.kind if fault else None
        length = int(self.headers.get("Content-Length", 0))
        if fault and kind == "truncated" and self.command in ("POST", "PUT"):
            body = self.rfile.read(length // 2)
            if name == "lfs upload":  # storage keeps what it got, until it is verified
                with self.hub.lock:
                    self._repository(arguments).objects[arguments["oid"]] = body
            self.drop()
            return
        self.body = self.rfile.read(length)
        if self.command in ("POST", "PUT") and name != "paths info":
            with self.hub.lock:
                self.hub.uploaded += length
        if fault and kind not in LANDS and kind != "truncated":
            self.strike(fault, kind or "")
            return
        try:
            if parts.path.startswith("/storage/") and "Authorization" in self.headers:
                self.hub.leaks.append(self.path)  # storage is not the Hub's: no token for it
            with self.hub.lock:
                handle = getattr(self, name.replace(" ", "_"))
                query = {key: value[-1] for key, value in parse_qs(parts.query).items()}
                status, headers, content = handle(**arguments, query=query)
        except Refusal as refusal:
            status, content = refusal.status, json.dumps({"error": str(refusal)}).encode()
            headers = {"X-Error-Message": str(refusal)}
            if refusal.code:
                headers["X-Error-Code"] = refusal.code
        if self.hub.lie:
            status, headers, content = self.hub.lie(name, parts.path, (status, headers, content))
        if fault and kind in LANDS:
            self.strike(fault, LANDS[kind])
            return
        self.answer(status, headers, content, cut=kind == "truncated")

    def answer(
        self, status: int, headers: dict[str, str], content: bytes, *, cut: bool = False
    ) -> None:
        self.send_response(status)
        for key, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(key, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[: len(content) // 2] if cut else content)
        self.wfile.flush()
        if cut:
            self.drop()

    def strike(self, fault: Fault, kind: str) -> None:
        if kind == "killed":
            if fault.victim:
                os.kill(fault.victim, signal.SIGKILL)
            self.drop()
        elif kind == "reset":
            self.drop()
        elif kind == "timeout":  # until the client gives up
            self.connection.settimeout(0.02)
            for _ in range(1500):
                with contextlib.suppress(TimeoutError):
                    if not self.connection.recv(1):
                        break
                if self.hub.closing.is_set():
                    break
            self.drop()
        else:
            # a server may say in its errors what it was sent
            echo = f"{kind} injected; you sent {self.headers.get('Authorization')}"
            headers = {"X-Error-Message": echo, **({"Retry-After": "1"} if kind == "429" else {})}
            self.answer(int(kind), headers, json.dumps({"error": echo}).encode())

    def drop(self) -> None:
        """Close the connection with a reset."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
        self.rfile.close()

    # -- who asks, and for what

    def _token(self) -> str | None:
        sent = self.headers.get("Authorization", "")
        if not sent:
            return None
        self.hub.tokens_seen.append(sent)
        token = sent.removeprefix("Bearer ")
        if token not in self.hub.tokens:
            raise Refusal(401, "Invalid credentials in Authorization header")
        return token

    def _repository(self, arguments: dict[str, str]) -> Repository:
        return self.hub.repositories[arguments["repo"]]

    def _repo(self, name: str, *, write: bool = False) -> Repository:
        token = self._token()
        found = self.hub.repositories.get(name)
        may = token is not None and name.split("/")[0] in self.hub.tokens[token]
        if found is None or (found.private and not may):
            status = 404 if token else 401
            raise Refusal(status, "Repository not found", code="RepoNotFound")
        if write and not may:
            raise Refusal(403 if token else 401, "You have no write access to this repository")
        return found

    def _json(self) -> Any:
        return json.loads(self.body)

    def _ok(self, value: object, **headers: str) -> tuple[int, dict[str, str], bytes]:
        return 200, headers, json.dumps(value).encode()

    # -- the routes, by their names

    def unknown(self, query: dict[str, str]) -> Any:  # noqa: ARG002
        raise Refusal(404, "Not found")

    def whoami(self, query: dict[str, str]) -> Any:  # noqa: ARG002
        token = self._token()
        if token is None:
            raise Refusal(401, "Invalid username or password.")
        orgs = [{"name": name} for name in self.hub.tokens[token]]
        return self._ok({"type": "user", "name": orgs[0]["name"], "orgs": orgs})

    def create_repo(self, query: dict[str, str]) -> Any:  # noqa: ARG002
        asked = self._json()
        token = self._token()
        space = asked.get("organization") or self.hub.tokens.get(token or "", ("",))[0]
        name = f"{space}/{asked['name']}"
        if token is None:
            raise Refusal(401, "Invalid username or password.")
        if space not in self.hub.tokens[token]:
            raise Refusal(403, f"You have no right to create a dataset in {space}")
        url = f"{self.hub.endpoint}/datasets/{name}"
        if name in self.hub.repositories:
            known = {"error": "You already created this repo", "url": url}
            return 409, {}, json.dumps(known).encode()
        made = Repository(private=asked.get("visibility") == "private")
        files = {".gitattributes": Blob(ATTRIBUTES, lfs=False)}
        made.branches["main"] = made.add(files, None, "initial commit", space)
        self.hub.repositories[name] = made
        return self._ok({"url": url, "name": name})

    def validate_yaml(self, query: dict[str, str]) -> Any:  # noqa: ARG002
        import yaml

        text = self._json()["content"]
        matter = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
        try:
            yaml.safe_load(matter[1] if matter else "")
        except yaml.YAMLError as error:
            content = json.dumps({"errors": [{"message": str(error)}], "warnings": []})
            return 400, {}, content.encode()
        return self._ok({"errors": [], "warnings": []})

    def repo_info(self, repo: str, query: dict[str, str]) -> Any:
        return self.revision(repo, "main", query)

    def revision(self, repo: str, rev: str, query: dict[str, str]) -> Any:
        found = self._repo(repo)
        sha = found.resolve(rev)
        siblings = [
            {
                "rfilename": path,
                **({"size": len(blob.content), "blobId": blob.oid} if "blobs" in query else {}),
            }
            for path, blob in sorted(found.commits[sha].files.items())
        ]
        return self._ok(
            {
                "_id": "0",
                "id": repo,
                "sha": sha,
                "private": found.private,
                "lastModified": "2026-01-01T00:00:00.000Z",
                "gated": False,
                "disabled": False,
                "tags": [],
                "downloads": 0,
                "likes": 0,
                "siblings": siblings,
            }
        )

    def refs(self, repo: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        found = self._repo(repo)

        def listed(refs: dict[str, str], kind: str) -> list[dict[str, str]]:
            return [
                {"name": name, "ref": f"refs/{kind}/{name}", "targetCommit": sha}
                for name, sha in refs.items()
            ]

        return self._ok(
            {
                "branches": listed(found.branches, "heads"),
                "tags": listed(found.tags, "tags"),
                "converts": [],
            }
        )

    def tree(self, repo: str, rev: str, path: str, query: dict[str, str]) -> Any:
        found = self._repo(repo)
        files = found.commits[found.resolve(rev)].files
        start = f"{path}/" if path else ""
        recursive = query.get("recursive", "").lower() in ("1", "true")
        entries: dict[str, dict[str, Any]] = {}
        for name, blob in sorted(files.items()):
            if not name.startswith(start):
                continue
            *folders, _ = name.removeprefix(start).split("/")
            for depth in range(1, len(folders) + 1):
                folder = start + "/".join(folders[:depth])
                if recursive or depth == 1:
                    entries[folder] = {"type": "directory", "path": folder, "oid": "0" * 40}
                    entries[folder]["size"] = 0
            if recursive or not folders:
                entries[name] = blob.entry(name)
        if path and not entries:
            raise Refusal(404, f"{path} does not exist", code="EntryNotFound")
        return self._ok(list(entries.values()))

    def paths_info(self, repo: str, rev: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        found = self._repo(repo)
        files = found.commits[found.resolve(rev)].files
        if "json" in self.headers.get("Content-Type", ""):
            paths = self._json()["paths"]
        else:
            paths = parse_qs(self.body.decode())["paths"]
        entries = []
        for path in paths:
            if path in files:
                entries.append(files[path].entry(path))
            elif any(name.startswith(f"{path.rstrip('/')}/") or not path for name in files):
                entries.append({"type": "directory", "path": path, "oid": "0" * 40, "size": 0})
        return self._ok(entries)

    def commits(self, repo: str, rev: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        return self._ok(
            [
                {
                    "id": sha,
                    "title": one.title,
                    "message": "",
                    "date": "2026-01-01T00:00:00.000Z",
                    "authors": [{"user": one.author}],
                }
                for sha, one in self._repo(repo).history(rev)
            ]
        )

    def preupload(self, repo: str, rev: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        found = self._repo(repo, write=True)
        files = found.commits[found.resolve(rev)].files
        answer = []
        for one in self._json()["files"]:
            lfs = one["path"].endswith(".parquet") or one["size"] > _SMALL
            have = files.get(one["path"])
            answer.append(
                {
                    "path": one["path"],
                    "uploadMode": "lfs" if lfs else "regular",
                    "shouldIgnore": False,
                    **({"oid": have.sha256 if have.lfs else have.oid} if have else {}),
                }
            )
        return self._ok({"files": answer})

    def xet_token(self, repo: str, rev: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        self._repo(repo, write=True)
        if self.hub.cas is None:
            raise Refusal(404, "there is no Xet here")
        expires = int(time.time()) + 3600
        return self._ok(
            {"casUrl": self.hub.cas, "exp": expires, "accessToken": "a-short-lived-one"}
        )

    def lfs_batch(self, repo: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        found = self._repo(repo, write=True)
        objects, asked = [], self._json()
        for one in asked["objects"]:
            whole = len(found.objects.get(one["oid"], b"")) == one["size"]
            lfs = f"{self.hub.endpoint}/datasets/{repo}.git/info/lfs"
            upload: dict[str, Any] = {"href": f"{self.hub.storage}/{repo}/{one['oid']}"}
            if self.hub.part and "multipart" in asked["transfers"]:
                count = math.ceil(one["size"] / self.hub.part)
                parts = {f"{at + 1:05}": f"{upload['href']}/{at + 1}" for at in range(count)}
                header = {"chunk_size": str(self.hub.part), **parts}
                upload = {"href": f"{lfs}/complete", "header": header}
            actions = {"upload": upload, "verify": {"href": f"{lfs}/verify"}}
            objects.append({**one, **({} if whole else {"actions": actions})})
        return self._ok({"transfer": "multipart" if self.hub.part else "basic", "objects": objects})

    def lfs_part(self, repo: str, oid: str, number: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        etag = hashlib.md5(self.body).hexdigest()  # noqa: S324 as object stores do
        self.hub.repositories[repo].objects[f"{oid}/{number}"] = self.body
        return 200, {"ETag": f'"{etag}"'}, b""

    def lfs_complete(self, repo: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        found, asked = self.hub.repositories[repo], self._json()
        whole = b""
        for part in sorted(asked["parts"], key=lambda part: part["partNumber"]):
            content = found.objects.get(f"{asked['oid']}/{part['partNumber']}", b"")
            if part["etag"] != f'"{hashlib.md5(content).hexdigest()}"':  # noqa: S324
                raise Refusal(400, "a part is not what its ETag says")
            whole += content
        if hashlib.sha256(whole).hexdigest() != asked["oid"]:
            raise Refusal(400, "the parts do not make the object")
        found.objects[asked["oid"]] = whole
        return self._ok({})

    def lfs_upload(self, repo: str, oid: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        if hashlib.sha256(self.body).hexdigest() != oid:
            raise Refusal(400, "the body is not what its name says")
        self.hub.repositories[repo].objects[oid] = self.body
        return self._ok({})

    def lfs_verify(self, repo: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        asked = self._json()
        have = self._repo(repo, write=True).objects.get(asked["oid"], b"")
        if len(have) != asked["size"] or hashlib.sha256(have).hexdigest() != asked["oid"]:
            raise Refusal(422, "the object was not uploaded whole")
        return self._ok({})

    def commit(self, repo: str, rev: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        found = self._repo(repo, write=True)
        if rev not in found.branches:
            raise Refusal(404, f"{rev} is not a branch", code="RevisionNotFound")
        head = found.branches[rev]
        files = dict(found.commits[head].files)
        header: dict[str, Any] = {}
        for line in self.body.splitlines():
            item = json.loads(line)
            key, value = item["key"], item["value"]
            if key == "header":
                header = value
                if value.get("parentCommit") not in (None, head):
                    raise Refusal(412, "A commit has happened since. Please refresh and try again.")
            elif key == "file":
                files[value["path"]] = Blob(base64.b64decode(value["content"]), lfs=False)
            elif key == "lfsFile":
                content = found.objects.get(value["oid"])
                if content is None or hashlib.sha256(content).hexdigest() != value["oid"]:
                    raise Refusal(400, "LFS pointer pointed to a file that does not exist")
                files[value["path"]] = Blob(content, lfs=True)
            elif key == "deletedFile":
                if files.pop(value["path"], None) is None:
                    raise Refusal(404, "A file with this name doesn't exist", code="EntryNotFound")
            else:
                raise Refusal(400, f"unknown operation {key}")
        author = self.hub.tokens[self._token() or ""][0]
        sha = found.add(files, head, header["summary"], author)
        found.branches[rev] = sha
        url = f"{self.hub.endpoint}/datasets/{repo}/commit/{sha}"
        return self._ok({"success": True, "commitOid": sha, "commitUrl": url, "hookOutput": ""})

    def tag(self, repo: str, rev: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        found = self._repo(repo, write=True)
        name = self._json()["tag"]
        if name in found.tags:
            raise Refusal(409, f"Tag {name} already exists")
        found.tags[name] = found.resolve(rev)
        return self._ok({})

    def untag(self, repo: str, rev: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        del self._repo(repo, write=True).tags[rev]
        return self._ok({})

    def branch(self, repo: str, rev: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        found = self._repo(repo, write=True)
        if rev in found.branches:
            raise Refusal(409, f"Branch {rev} already exists")
        start = (self._json() if self.body else {}).get("startingPoint", "main")
        found.branches[rev] = found.resolve(start)
        return self._ok({})

    def unbranch(self, repo: str, rev: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        del self._repo(repo, write=True).branches[rev]
        return self._ok({})

    def head_file(self, repo: str, rev: str, path: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        found = self._repo(repo)
        sha = found.resolve(rev)
        blob = found.commits[sha].files.get(path)
        if blob is None:
            raise Refusal(404, "Entry not found", code="EntryNotFound")
        headers = {"X-Repo-Commit": sha, "Content-Type": "application/octet-stream"}
        if blob.lfs:
            headers |= {
                "X-Linked-Size": str(len(blob.content)),
                "X-Linked-Etag": f'"{blob.sha256}"',
                "ETag": f'"{blob.oid}"',
                "Location": f"{self.hub.storage}/{repo}/{blob.sha256}",
            }
            return 302, headers, b""
        headers["ETag"] = f'"{blob.oid}"'
        if self.command == "HEAD":
            return 200, {**headers, "Content-Length": str(len(blob.content))}, b""
        return self._ranged(blob.content, headers)

    get_file = head_file

    def lfs_download(self, repo: str, oid: str, query: dict[str, str]) -> Any:  # noqa: ARG002
        return self._ranged(
            self.hub.repositories[repo].objects[oid], {"Content-Type": "application/octet-stream"}
        )

    def _ranged(self, content: bytes, headers: dict[str, str]) -> Any:
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not asked:
            return 200, {**headers, "Accept-Ranges": "bytes"}, content
        first = int(asked[1])
        last = min(int(asked[2] or len(content)), len(content) - 1)
        shown = f"bytes {first}-{last}/{len(content)}"
        return 206, {**headers, "Content-Range": shown}, content[first : last + 1]


def serve_forever() -> None:
    """Run a stand-in until it is interrupted: `python -m tests.hub`, with HF_TOKEN as its token."""
    token = os.environ.get("HF_TOKEN", "hf_standin")
    with Hub({token: ("org", "user")}) as hub:
        print(
            f"export HF_ENDPOINT={hub.endpoint} HF_TOKEN=... # may write to org/ and user/",
            flush=True,
        )
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                time.sleep(3600)


if __name__ == "__main__":
    serve_forever()
