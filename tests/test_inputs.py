"""Pinned inputs against a real server on loopback that misbehaves on demand."""

from __future__ import annotations

import doctest
import gzip
import hashlib
import io
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from irrealis.cli import main
from irrealis.errors import CheckFailed, IrrealisError, Unavailable
from irrealis.inputs import (
    cache_folder,
    fetch,
    formats,
    open_input,
    read_json_records,
    read_tsv_records,
    sha256_file,
)
from irrealis.inputs import download as inputs
from irrealis.inputs.download import git_blob_id

MIRROR = os.environ.get("IRREALIS_MIRROR")
BODY = random.Random(7).randbytes(400_000)  # noqa: S311
PATH = "/data/file.bin"


@dataclass(frozen=True)
class Pin:
    url: str
    size: int | None = None
    sha256: str | None = None
    git_blob: str | None = None
    member: str | None = None


def blob(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


Fault = Callable[["Handler"], None]


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        self.files = {PATH: BODY}
        self.faults: list[Fault] = []  # one for each of the next requests
        self.always: Fault | None = None
        self.seen: list[tuple[str, str | None]] = []  # path with query, Range header
        self.go = threading.Event()
        super().__init__(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server_port}"
        self.url = f"http://{self.host}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # clients that are killed, or have read enough, leave in the middle


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.seen.append((self.path, self.headers["Range"]))
        if self.server.faults:
            self.server.faults.pop(0)(self)
        elif self.server.always:
            self.server.always(self)
        else:
            self.serve()

    def serve(self, *, ranges: bool = True) -> None:
        body = self.server.files.get(self.path.partition("?")[0])
        wanted = self.headers["Range"]
        if body is None:
            self.reply(404, b"")
        elif wanted and ranges:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(body):
                self.reply(416, b"", {"Content-Range": f"bytes */{len(body)}"})
                return
            given = f"bytes {start}-{len(body) - 1}/{len(body)}"
            self.reply(206, body[start:], {"Content-Range": given})
        else:
            self.reply(200, body)

    def reply(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for key, value in ({"Content-Length": str(len(body))} | (headers or {})).items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


def status(code: int, headers: dict[str, str] | None = None, body: bytes = b"") -> Fault:
    return lambda handler: handler.reply(code, body, headers)


def cut(handler: Handler) -> None:
    """Announce the whole body, send half of it, close."""
    handler.reply(200, BODY[:200_000], {"Content-Length": str(len(BODY))})
    handler.close_connection = True


def no_ranges(handler: Handler) -> None:
    handler.serve(ranges=False)


def held(handler: Handler) -> None:
    """Send half of the body, then the rest when the test says so."""
    handler.reply(200, BODY[:200_000], {"Content-Length": str(len(BODY))})
    handler.server.go.wait(30)
    handler.wfile.write(BODY[200_000:])


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield running
        running.go.set()
        running.shutdown()


@pytest.fixture
def pin(server: Server) -> Pin:
    return Pin(server.url + PATH, size=len(BODY), sha256=hashlib.sha256(BODY).hexdigest())


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IRREALIS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("IRREALIS_MIRROR", raising=False)


def bring(pin: Pin) -> Path:
    return fetch(pin, dataset="toy", split="train", backoff=0.001)


def refusal(pin: Pin) -> str:
    with pytest.raises(IrrealisError) as caught:
        bring(pin)
    assert caught.value.exit_code == 2
    return str(caught.value)


def unavailable(pin: Pin) -> str:
    with pytest.raises(Unavailable) as caught:
        bring(pin)
    assert caught.value.exit_code == 3
    return str(caught.value)


def target(pin: Pin) -> Path:
    kind, digest = ("sha256", pin.sha256) if pin.sha256 else ("git-blob", pin.git_blob)
    assert digest is not None
    return cache_folder() / kind / digest[:2] / digest


def part(pin: Pin, data: bytes) -> None:
    target(pin).parent.mkdir(parents=True)
    target(pin).with_name(f"{target(pin).name}.part").write_bytes(data)


def visible() -> list[str]:
    found = (path for path in cache_folder().rglob("*") if path.is_file())
    return sorted(path.name for path in found if path.suffix != ".lock")


# upstream, asked again


def ask(pin: Pin) -> None:
    inputs.ask_again(pin, dataset="toy", split="train", backoff=0.001)


def test_upstream_is_asked_whatever_cache_and_mirror_hold(
    server: Server, pin: Pin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(pin)
    mirrored = tmp_path / "mirror" / server.host / PATH[1:]
    mirrored.parent.mkdir(parents=True)
    mirrored.write_bytes(BODY)
    monkeypatch.setenv("IRREALIS_MIRROR", str(tmp_path / "mirror"))
    before = visible()
    ask(pin)
    assert server.seen == [(PATH, None)] * 2
    server.files[PATH] = BODY[:-1] + b"!"
    with pytest.raises(CheckFailed) as caught:
        ask(pin)
    assert f"split train: {pin.url} gives other bytes than those pinned" in str(caught.value)
    del server.files[PATH]
    with pytest.raises(Unavailable, match="gives no file: HTTP status 404"):
        ask(pin)
    assert visible() == before


def test_every_file_of_upstream_that_changed_is_named(
    server: Server, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(registry)
    server.files |= {f"/{name}": name.encode() for name in ("same", "changed", "shared")}
    pins = {
        "train": [("same", b"same"), ("changed", b"before!")],
        "validation": [("shared", b"shared")],
        "test": [("shared", b"shared")],
    }
    splits = {
        split: [
            {
                "url": f"{server.url}/{name}",
                "size": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
            }
            for name, data in files
        ]
        for split, files in pins.items()
    }
    path = registry / "datasets/tiny/dataset.yaml"
    head, _, tail = path.read_text().partition("    splits:\n")
    tail = tail[tail.index("parameters:") :]
    path.write_text(f"{head}    splits: {json.dumps(splits)}\n{tail}")
    done = CliRunner().invoke(main, ["fetch", "--all", "--fresh"])
    assert done.exit_code == 1
    assert [line.rpartition("/")[2] for line in done.stdout.splitlines()] == ["same", "shared"]
    assert f"tiny, split train: {server.url}/changed gives other bytes" in done.stderr
    assert [name for name, _ in server.seen] == ["/same", "/changed", "/shared"]
    server.files["/changed"] = b"before!"
    assert CliRunner().invoke(main, ["fetch", "tiny", "--fresh"]).exit_code == 0
    assert CliRunner().invoke(main, ["fetch"]).exit_code == 2
    assert not visible()


# the cache


def test_the_cache_is_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert cache_folder() == tmp_path / "cache"
    monkeypatch.delenv("IRREALIS_CACHE")
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
        assert cache_folder() == tmp_path / "xdg" / "irrealis"


def test_a_file_is_downloaded_once_and_then_read_from_the_cache(server: Server, pin: Pin) -> None:
    path = bring(pin)
    assert path == target(pin)
    assert path.read_bytes() == BODY
    assert bring(pin) == path
    assert server.seen == [(PATH, None)]
    assert visible() == [path.name]


def test_a_git_blob_without_a_size_is_enough_to_verify(server: Server) -> None:
    pin = Pin(server.url + PATH, git_blob=blob(BODY))
    path = bring(pin)
    assert path.parent.parent.name == "git-blob"
    assert path.read_bytes() == BODY
    wrong = replace(pin, git_blob=blob(BODY + b"."))
    assert blob(BODY) in refusal(wrong)


def test_a_cached_file_that_went_bad_is_set_aside_and_fetched_anew(
    server: Server, pin: Pin
) -> None:
    path = bring(pin)
    path.write_bytes(BODY[:-1] + b"?")
    assert bring(pin).read_bytes() == BODY
    assert len(server.seen) == 2
    assert len(list((cache_folder() / "bad").iterdir())) == 1


@pytest.mark.parametrize("digest", ["", "../../x", "a" * 63, "g" * 64])
def test_a_hash_that_is_not_one_never_becomes_a_path(pin: Pin, digest: str) -> None:
    assert "no usable hash" in refusal(replace(pin, sha256=digest))
    assert not cache_folder().exists()


def test_a_cache_that_cannot_be_written_says_which_variable_to_set(pin: Pin) -> None:
    cache_folder().write_text("a file, not a folder")
    assert "IRREALIS_CACHE" in unavailable(pin)


# wrong bytes


def test_wrong_bytes_are_kept_aside_and_told_with_both_hashes(server: Server, pin: Pin) -> None:
    wrong = BODY[:-1] + b"?"
    server.files[PATH] = wrong
    message = refusal(pin)
    found = hashlib.sha256(wrong).hexdigest()
    bad = cache_folder() / "bad" / f"file.bin-{found[:12]}"
    assert bad.read_bytes() == wrong
    for part_of_it in ("dataset toy, split train", pin.url, "the URL itself", f"sha256 {found}"):
        assert part_of_it in message
    assert f"expected: 400,000 bytes, sha256 {pin.sha256}" in message
    assert f"kept in {bad}" in message
    assert "to do:" in message
    assert visible() == [bad.name]


def test_a_shorter_file_announced_as_such_is_wrong_and_not_asked_again(
    server: Server, pin: Pin
) -> None:
    server.files[PATH] = BODY[:1000]
    assert "found:    1,000 bytes, sha256" in refusal(pin)
    assert len(server.seen) == 1


def test_the_right_hash_does_not_excuse_a_wrong_size(server: Server, pin: Pin) -> None:
    message = refusal(replace(pin, size=len(BODY) + 1))
    assert "expected: 400,001 bytes" in message
    assert "found:    400,000 bytes" in message
    assert len(server.seen) == 1


def test_no_more_than_one_byte_over_the_pinned_size_is_read(server: Server, pin: Pin) -> None:
    server.files[PATH] = BODY + b"?" * 1_000_000
    assert "400,001 bytes or more" in refusal(pin)
    (bad,) = (cache_folder() / "bad").iterdir()
    assert bad.stat().st_size == 400_001


def test_a_file_without_a_pinned_size_is_bounded_too(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "MAX_BYTES", 1000)
    assert "1,001 bytes or more" in refusal(Pin(server.url + PATH, git_blob=blob(BODY)))


def test_a_server_is_asked_not_to_compress(server: Server, pin: Pin) -> None:
    def compress(handler: Handler) -> None:
        if handler.headers["Accept-Encoding"] == "identity":
            handler.serve()
        else:
            handler.reply(200, gzip.compress(BODY), {"Content-Encoding": "gzip"})

    server.always = compress
    assert bring(pin).read_bytes() == BODY


# interrupted downloads


def test_a_body_cut_short_is_continued_where_it_stopped(server: Server, pin: Pin) -> None:
    server.faults = [cut]
    assert bring(pin).read_bytes() == BODY
    (_, first), (_, second) = server.seen
    assert first is None
    assert second is not None
    assert 0 < int(second.removeprefix("bytes=").removesuffix("-")) <= 200_000


def test_a_chunked_body_without_its_end_is_not_taken_for_whole(server: Server, pin: Pin) -> None:
    def chunked(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"186A0\r\n" + BODY[:100_000] + b"\r\n")
        handler.close_connection = True

    server.faults = [chunked]
    assert bring(pin).read_bytes() == BODY
    assert len(server.seen) == 2


def test_a_body_without_any_length_is_continued_when_it_is_short(server: Server, pin: Pin) -> None:
    def bare(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + BODY[:100_000])
        handler.close_connection = True

    server.faults = [bare]
    assert bring(pin).read_bytes() == BODY
    assert server.seen[1] == (PATH, "bytes=100000-")


def test_a_download_goes_on_from_an_earlier_process(server: Server, pin: Pin) -> None:
    part(pin, BODY[:123_456])
    assert bring(pin).read_bytes() == BODY
    assert server.seen == [(PATH, "bytes=123456-")]
    assert visible() == [target(pin).name]


def test_a_server_that_ignores_range_is_read_from_the_start(server: Server, pin: Pin) -> None:
    part(pin, BODY[:123_456])
    server.always = no_ranges
    assert bring(pin).read_bytes() == BODY
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "fault",
    [
        status(416),
        status(206, {"Content-Range": "bytes 0-9/400000"}, BODY[:10]),
        status(206, {}, BODY[100:]),
    ],
    ids=["416", "another start", "no Content-Range"],
)
def test_a_refused_range_starts_the_download_over(server: Server, pin: Pin, fault: Fault) -> None:
    part(pin, BODY[:100])
    server.faults = [fault]
    assert bring(pin).read_bytes() == BODY
    assert [wanted for _, wanted in server.seen] == ["bytes=100-", None]


def test_a_range_given_in_pieces_is_asked_for_again(server: Server, pin: Pin) -> None:
    part(pin, BODY[:100])
    given = {"Content-Range": "bytes 100-199/400000"}
    server.faults = [status(206, given, BODY[100:200])]
    assert bring(pin).read_bytes() == BODY
    assert [wanted for _, wanted in server.seen] == ["bytes=100-", "bytes=200-"]


def test_a_wrong_part_from_an_earlier_process_is_thrown_away(server: Server, pin: Pin) -> None:
    part(pin, b"?" * 100)
    assert bring(pin).read_bytes() == BODY
    assert [wanted for _, wanted in server.seen] == ["bytes=100-", None]


def test_a_complete_part_is_taken_without_the_network(server: Server, pin: Pin) -> None:
    part(pin, BODY)
    assert bring(pin).read_bytes() == BODY
    assert server.seen == []


def test_a_part_as_long_as_the_file_but_wrong_is_fetched_anew(server: Server, pin: Pin) -> None:
    part(pin, b"?" * len(BODY))
    assert bring(pin).read_bytes() == BODY
    assert server.seen == [(PATH, None)]


CHILD = """
import sys
from dataclasses import make_dataclass
from irrealis.inputs import fetch
Pin = make_dataclass("Pin", ["url", "size", "sha256", "git_blob", "member"])
print("ready", flush=True)
print(fetch(Pin(sys.argv[1], int(sys.argv[2]), sys.argv[3], None, None), dataset="d", split="s"))
"""


def child(pin: Pin) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD, pin.url, str(pin.size), str(pin.sha256)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_download_leaves_nothing_visible_and_is_continued(
    server: Server, pin: Pin
) -> None:
    server.faults = [held]
    partial = target(pin).with_name(f"{target(pin).name}.part")
    with child(pin) as process:
        try:
            for _ in range(3000):
                if partial.exists() and partial.stat().st_size >= 100_000:
                    break
                time.sleep(0.01)
        finally:
            process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert visible() == [partial.name]
    kept = partial.stat().st_size
    assert bring(pin).read_bytes() == BODY
    assert server.seen == [(PATH, None), (PATH, f"bytes={kept}-")]


def test_two_processes_at_once_download_a_file_once(server: Server, pin: Pin) -> None:
    server.faults = [held]
    with child(pin) as one, child(pin) as two:
        assert one.stdout is not None
        assert two.stdout is not None
        assert one.stdout.readline() == two.stdout.readline() == "ready\n"
        server.go.set()
        paths = {one.communicate(timeout=30)[0].strip(), two.communicate(timeout=30)[0].strip()}
    assert paths == {str(target(pin))}
    assert target(pin).read_bytes() == BODY
    assert server.seen == [(PATH, None)]


# trouble on the way


@pytest.mark.parametrize("code", [408, 429, 500, 503])
def test_a_passing_fault_is_tried_again(server: Server, pin: Pin, code: int) -> None:
    server.faults = [status(code)]
    assert bring(pin).read_bytes() == BODY
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    ("given", "waited"),
    [("7", 7.0), ("86400", 60.0), ("Fri, 01 Jan 2100 00:00:00 GMT", 60.0), ("soon", 1.0)],
)
def test_retry_after_is_honored_within_bounds(
    server: Server, pin: Pin, monkeypatch: pytest.MonkeyPatch, given: str, waited: float
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    server.faults = [status(429, {"Retry-After": given})]
    fetch(pin, dataset="toy", split="train")
    assert waits == [waited]


def test_a_lasting_fault_ends_after_a_few_attempts(server: Server, pin: Pin) -> None:
    server.always = status(500)
    message = unavailable(pin)
    assert f"HTTP status 500 (attempt {inputs.ATTEMPTS} of {inputs.ATTEMPTS})" in message
    assert len(server.seen) == inputs.ATTEMPTS


def test_a_missing_file_is_told_with_its_place_in_a_mirror(server: Server, pin: Pin) -> None:
    del server.files[PATH]
    message = unavailable(pin)
    assert "dataset toy, split train" in message
    assert "HTTP status 404" in message
    assert f"set IRREALIS_MIRROR to a folder or URL that holds {server.host}{PATH}" in message
    assert "--split names the splits to build" in message
    assert len(server.seen) == 1


def test_a_refused_connection_is_told_in_words(pin: Pin) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/x?token=hush"
    message = unavailable(replace(pin, url=url))
    assert "refused" in message
    assert "hush" not in message


def test_a_server_that_stays_silent_is_given_up(
    server: Server, pin: Pin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "TIMEOUT", (1.0, 0.05))
    monkeypatch.setattr(inputs, "ATTEMPTS", 2)
    server.always = held
    assert "no answer" in unavailable(pin)
    assert len(server.seen) == 2


def test_an_endless_redirect_is_given_up(server: Server, pin: Pin) -> None:
    server.always = status(302, {"Location": PATH + "?token=hush"})
    message = unavailable(pin)
    assert "more than 5 redirects" in message
    assert "hush" not in message
    assert len(server.seen) == inputs.MAX_REDIRECTS + 1


def test_a_redirect_is_followed_and_keeps_the_range(server: Server, pin: Pin) -> None:
    server.files["/moved"] = BODY
    server.faults = [status(302, {"Location": "/moved?x=1"})]
    part(pin, BODY[:10])
    assert bring(pin).read_bytes() == BODY
    assert server.seen == [(PATH, "bytes=10-"), ("/moved?x=1", "bytes=10-")]


def test_the_body_of_a_redirect_is_not_waited_for(
    server: Server, pin: Pin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(handler: Handler) -> None:
        handler.reply(302, b"", {"Location": PATH, "Content-Length": "1000000000"})
        handler.server.go.wait(30)

    monkeypatch.setattr(inputs, "TIMEOUT", (1.0, 0.5))
    server.faults = [endless]
    assert bring(pin).read_bytes() == BODY
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    "location", ["file:///etc/hosts", "ftp://example.org/x", "http://u:hush@127.0.0.1/", "http://["]
)
def test_a_redirect_to_anything_but_plain_http_is_refused(
    server: Server, pin: Pin, location: str
) -> None:
    server.faults = [status(302, {"Location": location})]
    message = unavailable(pin)
    assert "it redirects to" in message
    assert "hush" not in message
    assert len(server.seen) == 1


def test_a_missing_certificate_bundle_is_not_blamed_on_the_cache(
    server: Server, pin: Pin, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "no.pem"))
    message = unavailable(replace(pin, url=f"https://{server.host}/x"))
    assert "no.pem" in message
    assert "IRREALIS_CACHE" not in message


def test_https_is_never_left_for_http() -> None:
    class Adapter(requests.adapters.BaseAdapter):
        asked: list[str | None] = []  # noqa: RUF012

        def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
            self.asked.append(request.url)
            response = requests.Response()
            response.status_code, response.raw = 302, io.BytesIO()
            response.headers["Location"] = "http://example.org/x"
            return response

        def close(self) -> None:
            pass

    with requests.Session() as session:
        session.mount("https://", Adapter())
        session.mount("http://", Adapter())
        with pytest.raises(inputs._Lacking, match="from https to http"):
            inputs._open(session, "https://example.org/x", headers={})
    assert Adapter.asked == ["https://example.org/x"]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hosts",
        "https://me:hush@example.org/x",
        "https://example.org/a/../b",
        "https://example.org/a/%2e%2e/b",
        "https://example.org/a%2f..%2fb",
        "https://example.org/",
        "https://[/x",
    ],
)
def test_a_url_that_could_lead_astray_is_refused(pin: Pin, url: str) -> None:
    message = refusal(replace(pin, url=url))
    assert "cannot fetch" in message
    assert "hush" not in message


# mirrors


def test_a_folder_mirror_is_read_instead_of_the_url(
    server: Server, pin: Pin, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    copy = tmp_path / "mirror" / server.host / "data/file.bin"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(BODY)
    monkeypatch.setenv("IRREALIS_MIRROR", str(tmp_path / "mirror"))
    assert bring(pin) == target(pin)
    assert target(pin).read_bytes() == BODY
    assert copy.exists()
    assert server.seen == []


def test_a_folder_mirror_is_not_believed(
    server: Server, pin: Pin, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    copy = tmp_path / "mirror" / server.host / "data/file.bin"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(BODY + b"??")
    monkeypatch.setenv("IRREALIS_MIRROR", str(tmp_path / "mirror"))
    message = refusal(pin)
    assert f"the mirror {copy}" in message
    assert "400,001 bytes or more" in message
    assert server.seen == []


def test_a_mirror_that_lacks_the_file_gives_way_to_the_url(
    server: Server, pin: Pin, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("IRREALIS_MIRROR", str(tmp_path))
    assert bring(pin).read_bytes() == BODY
    assert server.seen == [(PATH, None)]


def test_when_mirror_and_url_both_fail_both_are_told(
    server: Server, pin: Pin, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    del server.files[PATH]
    monkeypatch.setenv("IRREALIS_MIRROR", str(tmp_path))
    message = unavailable(pin)
    assert f"{tmp_path / server.host}{PATH}: no such file" in message
    assert f"{pin.url}: HTTP status 404" in message
    assert f"put the file at {server.host}{PATH} in the mirror {tmp_path}" in message


def test_a_url_mirror_is_read_with_its_query_which_is_never_shown(
    server: Server, pin: Pin, monkeypatch: pytest.MonkeyPatch
) -> None:
    upstream = replace(pin, url="https://upstream.invalid/a%20b/file.bin?raw=1")
    place = "/m/upstream.invalid/a%20b/file.bin"
    monkeypatch.setenv("IRREALIS_MIRROR", f"{server.url}/m/?token=hush")
    server.files[place] = b"?"
    message = refusal(upstream)
    assert server.seen == [(f"{place}?token=hush", None)]
    assert f"the mirror {server.url}{place}" in message
    assert "hush" not in message
    assert "raw=1" not in message
    server.files[place] = BODY
    assert bring(upstream).read_bytes() == BODY


@pytest.mark.parametrize("mirror", ["ftp://example.org", "https://me:hush@example.org", "no-such"])
def test_a_mirror_that_cannot_be_one_is_an_error(
    pin: Pin, monkeypatch: pytest.MonkeyPatch, mirror: str
) -> None:
    monkeypatch.setenv("IRREALIS_MIRROR", mirror)
    message = refusal(pin)
    assert "IRREALIS_MIRROR" in message
    assert "hush" not in message


# progress


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown_on_a_terminal_only(
    pin: Pin, monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    stderr = io.StringIO()
    monkeypatch.setattr(stderr, "isatty", lambda: terminal)
    monkeypatch.setattr(sys, "stderr", stderr)
    bring(pin)
    assert ("file.bin" in stderr.getvalue()) is terminal


# archives


def zipped(path: Path, data: bytes, *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("x/train.json", data)
        archive.writestr("__MACOSX/x/._train.json", b"resource fork")
    return path


def patched(path: Path, *, local: int, central: int, data: bytes) -> Path:
    """Overwrite a field of the first member, in its local and in its central header."""
    raw = bytearray(path.read_bytes())
    start = raw.index(b"PK\x01\x02")
    raw[local : local + len(data)] = data
    raw[start + central : start + central + len(data)] = data
    path.write_bytes(raw)
    return path


MEMBER = Pin("https://example.org/x.zip", member="x/train.json")


def read(pin: Pin | None, path: Path, *, max_bytes: int = inputs.MAX_BYTES) -> bytes:
    with open_input(pin, path, max_bytes=max_bytes) as stream:
        return stream.read()


def test_a_member_is_read_out_of_its_archive(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", BODY)
    assert read(MEMBER, path) == BODY
    assert list(tmp_path.iterdir()) == [path]


def test_a_plain_file_and_a_gz_file_are_read_as_they_are(tmp_path: Path) -> None:
    plain, packed = tmp_path / "x.json", tmp_path / "x.json.gz"
    plain.write_bytes(BODY)
    packed.write_bytes(gzip.compress(BODY))
    assert read(None, plain) == read(None, packed) == BODY
    packed.rename(tmp_path / "0123abcd")
    assert read(Pin("https://example.org/x.json.gz?raw=1"), tmp_path / "0123abcd") == BODY


def test_a_missing_member_is_told_with_the_nearest_names(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", b"")
    for name in ("train.json", "x/trian.json", "__MACOSX/x/._train.json"):
        with pytest.raises(IrrealisError, match=r"1 files, nearest: x/train\.json"):
            read(replace(MEMBER, member=name), path)


def test_a_member_given_twice_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x/train.json", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("x/train.json", b"2")
    with pytest.raises(IrrealisError, match="holds 2 files of this name"):
        read(MEMBER, path)


def test_an_encrypted_member_is_an_error(tmp_path: Path) -> None:
    path = patched(zipped(tmp_path / "x.zip", BODY), local=6, central=8, data=b"\x01\x00")
    with pytest.raises(IrrealisError, match="encrypted"):
        read(MEMBER, path)


def test_a_compression_whose_memory_has_no_bound_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", BODY, method=zipfile.ZIP_BZIP2)
    with pytest.raises(IrrealisError, match="compression method 12"):
        read(MEMBER, path)


def test_a_damaged_member_is_an_error_of_ours(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", b"a" * 1000, method=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"aaaa", b"aaab", 1))
    with pytest.raises(IrrealisError, match=r"x\.zip, member x/train\.json is damaged: Bad CRC"):
        read(MEMBER, path)


def test_a_member_over_the_bound_is_refused_by_its_header(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", b"a" * 1001)
    opened = open_input(MEMBER, path, max_bytes=1000)
    with pytest.raises(IrrealisError, match="too large"):
        opened.__enter__()


def test_a_header_that_understates_its_size_is_caught(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", b"a" * 1_000_000)
    patched(path, local=22, central=24, data=(1000).to_bytes(4, "little"))
    with pytest.raises(IrrealisError, match="damaged"):
        read(MEMBER, path, max_bytes=1000)


def test_a_gz_file_is_bounded_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(b"a" * 1001))
    assert len(read(None, path, max_bytes=1001)) == 1001
    with pytest.raises(IrrealisError, match="too large"):
        read(None, path, max_bytes=1000)


# with names of their own: an archive holds the second in which it was made, and processes that
# call a test otherwise run none
@pytest.mark.parametrize(
    "data",
    [b"", b"not an archive", gzip.compress(BODY)[:-20]],
    ids=["empty", "text", "cut"],
)
def test_a_broken_archive_is_an_error_of_ours(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(data)
    with pytest.raises(IrrealisError, match="zip archive"):
        read(MEMBER, path)
    if data:
        with pytest.raises(IrrealisError, match="damaged"):
            read(None, path)


def test_a_file_that_is_not_there_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(IrrealisError, match="No such file"):
        read(None, tmp_path / "x.json")


# records


def records(data: bytes | str, *, max_bytes: int = inputs.MAX_BYTES) -> list[dict[str, Any]]:
    raw = data.encode() if isinstance(data, str) else data
    return list(read_json_records(io.BytesIO(raw), source="x.json", max_bytes=max_bytes))


def complaint(data: bytes | str) -> str:
    with pytest.raises(IrrealisError) as caught:
        records(data)
    return str(caught.value)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    expected=st.lists(st.dictionaries(st.text(), json_values, max_size=3), max_size=5),
    ascii_only=st.booleans(),
    indent=st.sampled_from([None, 1]),
    chunk=st.integers(1, 40),
)
def test_records_come_back_whatever_the_layout_and_the_chunks(
    monkeypatch: pytest.MonkeyPatch,
    expected: list[dict[str, Any]],
    ascii_only: bool,
    indent: int | None,
    chunk: int,
) -> None:
    monkeypatch.setattr(formats, "CHUNK", chunk)
    assert records(json.dumps(expected, ensure_ascii=ascii_only, indent=indent)) == expected
    lines = [json.dumps(record, ensure_ascii=ascii_only) for record in expected]
    if lines:
        assert records("\r\n".join(lines)) == expected
        assert records("\ufeff" + "\n\n".join(lines) + "\n") == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('[{"a": 1},\n {"a": }]', "record 2, line 2, column 8: Expecting value"),
        ('[{"a": 1}\n', "record 1, line 2, column 1: expected ',' or ']'"),
        ('[{"a": 1},', "record 2, line 1, column 11: the file ends"),
        ('[{"a": 1}, {"a": "b', "record 2, line 1, column 18: Unterminated string"),
        ('[{"a": 1},]', "record 2, line 1, column 11: the record is not an object"),
        ('[{"a": 1}, 2]', "record 2, line 1, column 12: the record is not an object"),
        ('{"a": 1}\n"b"\n', "record 2, line 2, column 1: the record is not an object"),
        ('{"a": 1} {"a": 2}', "record 1, line 1, column 10: expected a new line"),
        ('[{"a": 1}]\n{}', "record 1, line 2, column 1: expected nothing after"),
        ('{"a": 1}\n{"a": 1, "b": {"c": 1, "c": 2}}', "record 2, line 2, column 1: key 'c' is"),
        ('{"a": NaN}', "record 1, line 1, column 1: NaN is not a finite number"),
        ('{"a": -Infinity}', "record 1, line 1, column 1: -Infinity is not a finite number"),
        ('{"a": 1e999}', "record 1, line 1, column 1: 1e999 is not a finite number"),
        (
            f'{{"a": {"1" * 5000}}}',
            f"record 1, line 1, column 1: {'1' * 40}… (5,000 digits) is an integer",
        ),
        (f'{{"a": {2**64}}}', "record 1, line 1, column 1: 18446744073709551616 is an integer"),
        (r'{"a": "\ud800"}', "record 1, line 1, column 1: str is not valid UTF-8"),
        ('{"a": ' + "[" * 300 + "]" * 300 + "}", "record 1, line 1, column 1: Recursion limit"),
        ('{"a": ' + "[" * 90_000, "record 1, line 1, column 1: the record is nested too deeply"),
        (b'{"a": 1}\n{"a": "b\xff"}', "record 2, line 2, column 9: byte 0xFF is not UTF-8"),
        (b'{"a": 1}\n{"a": "\xc3"}', "record 2, line 2, column 8: byte 0xC3 is not UTF-8"),
        (b'{"a": 1}\n\xfe', "record 2, line 2, column 1: byte 0xFE is not UTF-8"),
        ("", "x.json is empty"),
        (" \n", "x.json is empty"),
    ],
)
def test_a_bad_record_is_named_with_its_place(data: bytes | str, expected: str) -> None:
    message = complaint(data)
    assert "x.json" in message
    assert expected in message


def test_a_bad_record_is_quoted_from_its_place_on() -> None:
    assert complaint('[{"a": 1},\n {"a": }]').endswith("\n  found:    }]")
    assert complaint('[{"a": 1},').endswith("\n  found:    the end of the file")
    quoted = complaint(b'{"a": "\xff' + b"b" * 99)
    assert quoted.endswith('\n  found:    "\\udcff' + "b" * 38)


def test_the_records_before_a_bad_one_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "CHUNK", 8)
    lines = read_json_records(io.BytesIO(b'{"a": 1}\n{"a": 2}\n{"a": '), source="x.json")
    assert [next(lines), next(lines)] == [{"a": 1}, {"a": 2}]
    with pytest.raises(IrrealisError, match="record 3, line 3, column 7"):
        next(lines)


def test_no_more_than_the_bound_is_read() -> None:
    data = b'[{"a": 1}]'
    stream = io.BytesIO(data + b" " * 1_000_000)
    assert list(read_json_records(io.BytesIO(data), source="x", max_bytes=len(data))) == [{"a": 1}]
    with pytest.raises(IrrealisError, match="at most 10 bytes"):
        list(read_json_records(stream, source="x", max_bytes=len(data)))
    assert stream.tell() == len(data) + 1


def test_a_record_without_an_end_is_given_up_at_its_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(formats, "CHUNK", 16)
    monkeypatch.setattr(formats, "MAX_RECORD", 1000)
    stream = io.BytesIO(b'{"a": "' + b"b" * 100_000)
    with pytest.raises(IrrealisError, match=r"or it is longer than 1,000 characters"):
        list(read_json_records(stream, source="x"))
    assert stream.tell() < 3000


def test_the_text_kept_is_that_of_a_record_not_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(formats, "CHUNK", 64)
    text = formats._Text(io.BytesIO(b'{"a": 1}\n' * 10_000), source="x", max_bytes=10**6)
    kept = 0
    while text.peek():
        text.record()
        kept = max(kept, len(text._text))
    assert kept < 200


# what is promised elsewhere


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(inputs)
    assert result.attempted > 0
    assert result.failed == 0


def test_hashes_are_those_of_the_field_they_are_named_after(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(BODY)
    assert sha256_file(path) == hashlib.sha256(BODY).hexdigest()
    assert git_blob_id(path) == blob(BODY)


def test_importing_the_module_loads_nothing_heavy() -> None:
    code = (
        "import sys, irrealis.inputs; "
        "print(sorted({'requests', 'tqdm', 'filelock', 'orjson', 'zipfile'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.skipif(not MIRROR, reason="IRREALIS_MIRROR names no mirror of the upstream files")
@pytest.mark.parametrize(
    ("pin", "records_held"),
    [
        (
            Pin(
                "https://raw.githubusercontent.com/tonytan48/Re-DocRED/"
                "ccfb54f5ddf5836027c87badda10f6dfc56efaac/data/dev_revised.json",
                size=3_245_588,
                git_blob="56c7700aaa9a6f9b1c99f0cdf0b576890fddcadc",
            ),
            500,
        ),
        (
            Pin(
                "https://raw.githubusercontent.com/CEBaBing/CEBaB/"
                "40e68518fe66a3b5e53b52741c5b180c8a096295/CEBaB-v1.1.zip",
                size=2_243_815,
                git_blob="ff4541265c0d23d48dc1d82cbf16de49eceb8c01",
                member="CEBaB-v1.1/dev.json",
            ),
            1673,
        ),
    ],
    ids=["Re-DocRED", "CEBaB"],
)
def test_real_upstream_files_match_their_pins(
    monkeypatch: pytest.MonkeyPatch, pin: Pin, records_held: int
) -> None:
    monkeypatch.setenv("IRREALIS_MIRROR", str(MIRROR))
    path = bring(pin)
    assert git_blob_id(path) == pin.git_blob
    with open_input(pin, path) as stream:
        assert sum(1 for _ in read_json_records(stream, source=pin.url)) == records_held


def tsv(content: bytes) -> list[dict[str, str]]:
    return list(read_tsv_records(io.BytesIO(content), source="x.tsv", columns=["a", "b"]))


def test_tab_separated_rows_keep_quotes_tabs_and_lines() -> None:
    assert tsv(b'\xef\xbb\xbfa\tb\r\n"1\t\n2"\t"say ""so"""\r\n') == [
        {"a": "1\t\n2", "b": 'say "so"'}
    ]
    assert tsv(b"a\tb\n") == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a\tc\n1\t2\n", "line 1: not a row"),
        (b"a\tb\n1\t2\n1\n", "line 3: not a row"),
        (b"a\tb\n1\t2\t3\n", "3 fields"),
        (b'a\tb\n"1\n1"\t2\n"1\n1"\t2\t3\n', "line 4: not a row"),
        (b'a\tb\n1\t"2\n1\t2\n', "line 2: quotes are opened and never closed"),
        (b'a\tb\n1\t"2" 3\n', "line 2: text stands behind closing quotes"),
        ("a\tb\né\t".encode() + b"\xff\n", "line 2, byte 4: 0xFF is not UTF-8"),
        (b"a\tb\n1\t" + b"x" * 200_000 + b"\n", "line 2: a field has more than 131,072 char"),
    ],
    ids=[
        "columns",
        "short",
        "long",
        "long of two lines",
        "open quote",
        "quote inside",
        "bytes",
        "huge",
    ],
)
def test_what_is_not_tab_separated_is_refused_with_its_line(content: bytes, told: str) -> None:
    with pytest.raises(IrrealisError, match=told) as error:
        tsv(content)
    assert "x.tsv" in str(error.value)
