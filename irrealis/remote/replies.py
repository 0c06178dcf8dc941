"""Answers of a Hub, bounded and validated before a client library acts on them.

`huggingface_hub` makes paths of the ETag and the commit that a Hub sends, and follows links with
the user's token. Its session calls the hooks of this module for every request and answer, so that
they hold for the library's own requests, and for those of `datasets`, as well.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from irrealis.errors import Unavailable, printable

if TYPE_CHECKING:
    import httpx2

LARGEST = 64 * 1024 * 1024  # bytes of an answer that is not a file, such as a list of files
COMMIT = re.compile(r"[0-9a-f]{40}")
_ETAG = re.compile(r'(W/)?"?[0-9A-Za-z][0-9A-Za-z-]{0,127}"?')  # a hash, or one with its parts
_NAMES_A_FILE = re.compile(r"/resolve/(?P<revision>[^/]+)/")
_LOCK = threading.Lock()


class Unsafe(Unavailable):
    """An answer that no honest Hub gives."""


@contextmanager
def guarded(*, endpoint: str, largest: int = LARGEST) -> Iterator[None]:
    """Guard all requests of the block that go through the session of `huggingface_hub`.

    Args:
        endpoint: of the Hub, which alone gets a token.
        largest: bytes that one answer may have.

    Raises:
        Unsafe: from the request, if its answer is larger, compressed, or has an ETag or a commit
            that cannot be one.
    """
    from huggingface_hub import get_session

    session = get_session()
    host = urlsplit(endpoint).netloc.rpartition("@")[2]

    def outgoing(request: httpx2.Request) -> None:
        request.headers["Accept-Encoding"] = "identity"  # a few bytes may hide gigabytes
        if request.url.netloc.decode() != host:
            request.headers.pop("Authorization", None)

    def incoming(response: httpx2.Response) -> None:
        validate(response)
        response.stream = _bounded(response.stream, largest, str(response.request.url))

    with _LOCK:
        hooks = session.event_hooks
        session.event_hooks = {
            "request": [*hooks["request"], outgoing],
            "response": [*hooks["response"], incoming],
        }
    try:
        yield
    finally:
        with _LOCK:
            session.event_hooks = {
                "request": [
                    hook for hook in session.event_hooks["request"] if hook is not outgoing
                ],
                "response": [
                    hook for hook in session.event_hooks["response"] if hook is not incoming
                ],
            }


def validate(response: httpx2.Response) -> None:
    """See that what becomes a path or a size can be one.

    Raises:
        Unsafe: it cannot.
    """
    headers = response.headers
    encoding = headers.get("Content-Encoding", "identity")
    if encoding != "identity" and response.request.method != "HEAD":
        raise _unsafe(response, "Content-Encoding", "identity, as was asked for", encoding)
    named = _NAMES_A_FILE.search(response.request.url.path)
    if named is None:
        return
    commit = headers.get("X-Repo-Commit")
    if commit is not None and not COMMIT.fullmatch(commit):
        raise _unsafe(response, "X-Repo-Commit", "40 hexadecimal digits", commit)
    asked = named["revision"]
    if commit is not None and COMMIT.fullmatch(asked) and commit != asked:
        raise _unsafe(response, "X-Repo-Commit", asked, commit)
    for name in ("ETag", "X-Linked-Etag"):
        if name in headers and not _ETAG.fullmatch(headers[name]):
            raise _unsafe(response, name, "letters and digits of a hash", headers[name])


def _unsafe(response: httpx2.Response, field: str, expected: str, found: str) -> Unsafe:
    return Unsafe(
        f"the Hub answers what no Hub should: {printable(response.request.url)}"[:300],
        field=field,
        expected=expected,
        found=found[:200],
        hint="do not use this Hub; tell those who run it",
    )


def _bounded(stream: Any, largest: int, url: str) -> httpx2.SyncByteStream:
    """The bytes of an answer, up to a bound."""
    import httpx2

    class Bounded(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for piece in stream:
                size += len(piece)
                if size > largest:
                    raise Unsafe(
                        f"the answer of the Hub is too large: {printable(url)}"[:300],
                        expected=f"at most {largest:,} bytes",
                        found=f"{size:,} bytes and more",
                    )
                yield piece

        def close(self) -> None:
            stream.close()

    return Bounded()
