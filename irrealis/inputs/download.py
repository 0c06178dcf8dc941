"""Pinned input files: fetched once, and verified whatever their origin.

A pinned file is a URL with the size and the hash of the bytes it must give. `fetch` brings these
bytes into a content-addressed cache:

    <cache>/sha256/ab/abcdef...     or, pinned by git blob id,
    <cache>/git-blob/1b/1ba485...
    <cache>/bad/<name>-<hash>       bytes that were not what the pin says, kept to be looked at

Origins are tried in this order: the cache, the mirror that `IRREALIS_MIRROR` names (a folder, or an
http(s) URL, holding the same files under `<host>/<path>`), the URL itself.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from irrealis.errors import CheckFailed, IrrealisError, Unavailable

if TYPE_CHECKING:
    from requests import Response, Session


MAX_BYTES = 1 << 30  # of a file without a pinned size, and of a member of an archive
ATTEMPTS = 5  # at one origin
MAX_REDIRECTS = 5
TIMEOUT = (10.0, 30.0)  # seconds to connect, seconds without a byte
MAX_WAIT = 60.0  # longest wait a server may ask for, in units of `backoff`
LOCK_TIMEOUT = 3600.0  # seconds to wait for another process that fetches the same file
CHUNK = 1 << 16


class Pinned(Protocol):
    """What is read of a manifest's `PinnedFile`; exactly one of the two hashes is given."""

    @property
    def url(self) -> str: ...  # noqa: D102
    @property
    def size(self) -> int | None: ...  # noqa: D102
    @property
    def sha256(self) -> str | None: ...  # noqa: D102
    @property
    def git_blob(self) -> str | None: ...  # noqa: D102
    @property
    def member(self) -> str | None: ...  # noqa: D102


class _Interrupted(Exception):
    def __init__(self, reason: str, *, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait  # None: the usual backoff


class _Lacking(Exception):
    pass


def cache_folder() -> Path:
    """Return the cache: `IRREALIS_CACHE`, or `irrealis` in the user's own cache folder.

    That is `$XDG_CACHE_HOME/irrealis` or `~/.cache/irrealis` on Linux, and what platformdirs says
    on other systems. The folder need not exist.
    """
    if named := os.environ.get("IRREALIS_CACHE"):
        return Path(named).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("irrealis", appauthor=False)


def sha256_file(path: Path) -> str:
    """Return the SHA-256 of a file, read in constant memory.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "x")
    ...     _ = path.write_bytes(b"abc")
    ...     sha256_file(path)[:16]
    'ba7816bf8f01cfea'
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def git_blob_id(path: Path) -> str:
    r"""Return the id git gives a file: SHA-1 over `blob <length>\0` and the bytes.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "x")
    ...     _ = path.write_bytes(b"hello\n")
    ...     git_blob_id(path)
    'ce013625030ba8dba906f756967f9e9ca394464a'
    """
    with path.open("rb") as file:
        header = b"blob %d\0" % os.fstat(file.fileno()).st_size
        digest = hashlib.file_digest(file, lambda: hashlib.sha1(header, usedforsecurity=False))
        return digest.hexdigest()


@dataclass(frozen=True, kw_only=True)
class _Job:
    """One file to bring into the cache."""

    url: str
    size: int | None
    kind: str
    digest: str
    target: Path
    dataset: str
    split: str
    progress: bool
    backoff: float

    @property
    def part(self) -> Path:
        return self.target.with_name(f"{self.digest}.part")

    @property
    def limit(self) -> int:
        """Bytes to read at most: one more than is right shows that there are too many."""
        return (MAX_BYTES if self.size is None else self.size) + 1

    def hash(self, path: Path) -> str:
        return sha256_file(path) if self.kind == "sha256" else git_blob_id(path)

    def matches(self, path: Path) -> bool:
        if not path.is_file():
            return False
        size = path.stat().st_size
        right_size = size == self.size if self.size is not None else size < self.limit
        return right_size and self.hash(path) == self.digest

    def set_aside(self, path: Path) -> tuple[str, Path]:
        """Move wrong bytes to the folder `bad`; return their hash and where they are."""
        found = self.hash(path)
        name = re.sub(r"[^\w.-]+", "_", file_name(self.url), flags=re.ASCII)[:100]
        bad = cache_folder() / "bad" / f"{name}-{found[:12]}"
        bad.parent.mkdir(parents=True, exist_ok=True)
        path.replace(bad)
        return found, bad


def fetch(
    pinned: Pinned, *, dataset: str, split: str, progress: bool = True, backoff: float = 1.0
) -> Path:
    """Return the path, in the cache, of the verified bytes of a pinned file.

    A file in the cache is verified again; when it has gone bad it is set aside and fetched again.
    Downloads go on where an earlier one stopped, appear under their name only when complete and
    verified, and are done by one process at a time. No more than one byte over the pinned size
    (1 GiB when there is none) is read. Proxies are taken from the environment.

    Args:
        pinned: what to fetch.
        dataset, split: named in errors.
        progress: show a bar on stderr, if that is a terminal.
        backoff: seconds before the second attempt at an origin; doubled for each one after.

    Raises:
        IrrealisError: the bytes are not the pinned ones, the pin or `IRREALIS_MIRROR` cannot be
            used.
        Unavailable: no origin gave the file, or the cache cannot be written.
    """
    job = _job(pinned, dataset=dataset, split=split, progress=progress, backoff=backoff)
    from filelock import FileLock, Timeout

    try:
        if job.matches(job.target):
            return job.target
        job.target.parent.mkdir(parents=True, exist_ok=True)
        lock = job.target.with_name(f"{job.digest}.lock")
        with FileLock(lock, timeout=LOCK_TIMEOUT):
            return _fetch_locked(job)
    except Timeout:
        raise Unavailable(
            f"another process has been fetching {shown(job.url)} for {LOCK_TIMEOUT:.0f} s",
            dataset=dataset,
            split=split,
            hint=f"wait for it or end it; the lock is {lock}",
        ) from None
    except OSError as error:
        raise Unavailable(
            f"cannot keep {shown(job.url)} in the cache: {error}",
            dataset=dataset,
            split=split,
            hint="make room or set IRREALIS_CACHE to a folder that can be written",
        ) from error


def ask_again(
    pinned: Pinned, *, dataset: str, split: str, progress: bool = True, backoff: float = 1.0
) -> None:
    """See that the URL of a pinned file still gives the pinned bytes.

    Bypasses the cache and the mirror, and keeps nothing.

    Args:
        pinned: the file: URL, size in bytes and hash.
        dataset: for errors.
        split: for errors.
        progress: whether to show a bar on a terminal.
        backoff: seconds before the second attempt; each later one waits twice as long.

    Raises:
        CheckFailed: the URL gives other bytes.
        Unavailable: it gives none.
    """
    job = _job(pinned, dataset=dataset, split=split, progress=progress, backoff=backoff)
    with tempfile.TemporaryDirectory(prefix="irrealis-") as scratch:
        job = replace(job, target=Path(scratch) / job.digest)
        try:
            _download(job.url, job)
        except _Lacking as error:
            raise Unavailable(
                f"{shown(job.url)} gives no file: {error}",
                dataset=dataset,
                split=split,
                hint="try again later; if it is gone for good, pin another copy in dataset.yaml",
            ) from None
        if not job.matches(job.part):
            raise CheckFailed(
                f"{shown(job.url)} gives other bytes than those pinned",
                dataset=dataset,
                split=split,
                expected=f"{job.kind} {job.digest}",
                found=f"{job.kind} {job.hash(job.part)}, {job.part.stat().st_size:,} bytes",
                hint="if upstream has changed it on purpose, pin the new size and hash",
            )


def _job(pinned: Pinned, *, dataset: str, split: str, progress: bool, backoff: float) -> _Job:
    kind, digest, length = (
        ("sha256", pinned.sha256, 64) if pinned.sha256 else ("git-blob", pinned.git_blob, 40)
    )
    digest = (digest or "").lower()
    # The hash becomes a file name.
    if not re.fullmatch(rf"[0-9a-f]{{{length}}}", digest):
        raise IrrealisError(
            f"no usable hash is pinned for {shown(pinned.url)}",
            dataset=dataset,
            split=split,
            expected="sha256 (64 hexadecimal digits) or git_blob (40)",
            found=digest or "none",
        )
    try:
        _refuse_unsafe(pinned.url)
        _mirror_path(pinned.url)
    except _Lacking as error:
        raise IrrealisError(
            f"cannot fetch {shown(pinned.url)}: {error}", dataset=dataset, split=split
        ) from None
    return _Job(
        url=pinned.url,
        size=pinned.size,
        kind=kind,
        digest=digest,
        target=cache_folder() / kind / digest[:2] / digest,
        dataset=dataset,
        split=split,
        progress=progress,
        backoff=backoff,
    )


def _fetch_locked(job: _Job) -> Path:
    # Another process may have fetched it while this one waited for the lock.
    if job.matches(job.target):
        return job.target
    if job.target.exists():
        job.set_aside(job.target)
    # A process may have been killed between the last byte and the rename.
    if job.matches(job.part):
        return _publish(job)
    tried = []
    for origin, place in _origins(job):
        try:
            if isinstance(place, Path):
                _copy(place, job)
            else:
                _download(place, job)
        except _Lacking as error:
            tried.append(f"{origin}: {error}")
            continue
        if not job.matches(job.part):
            _refuse_bytes(job, origin)
        return _publish(job)
    mirror = _mirror()
    path = _mirror_path(job.url)
    raise Unavailable(
        f"cannot fetch {shown(job.url)}; tried {'; '.join(tried)}",
        dataset=job.dataset,
        split=job.split,
        hint=(
            f"try again later, or put the file at {path} in the mirror {_shown_place(mirror)}"
            if mirror
            else f"try again later, or set IRREALIS_MIRROR to a folder or URL that holds {path}"
        )
        + "; --split names the splits to build, so that one can do without the others",
    )


def _publish(job: _Job) -> Path:
    with job.part.open("rb+") as file:
        os.fsync(file.fileno())
    job.part.replace(job.target)
    return job.target


def _refuse_bytes(job: _Job, origin: str) -> NoReturn:
    size = job.part.stat().st_size
    found, bad = job.set_aside(job.part)
    more = " or more (reading stopped there)" if size == job.limit else ""
    raise IrrealisError(
        f"{shown(job.url)}: {origin} gave other bytes than those pinned",
        dataset=job.dataset,
        split=job.split,
        expected=f"{f'{job.size:,}' if job.size is not None else f'at most {MAX_BYTES:,}'} bytes, "
        f"{job.kind} {job.digest}",
        found=f"{size:,} bytes{more}, {job.kind} {found}; kept in {bad}",
        hint="look at the kept file: replace it where it came from if that copy is broken; "
        "if upstream has changed it on purpose, pin the new size and hash in dataset.yaml",
    )


def _origins(job: _Job) -> Iterator[tuple[str, str | Path]]:
    """Yield a name fit to be printed, and the URL or path of the file there."""
    mirror = _mirror()
    path = _mirror_path(job.url)
    if isinstance(mirror, Path):
        yield f"the mirror {mirror / path}", mirror / path
    elif mirror:
        parts = urlsplit(mirror)
        joined = f"{parts.path.rstrip('/')}/{quote(path, safe='/:')}"
        url = urlunsplit((parts.scheme, parts.netloc, joined, parts.query, ""))
        yield f"the mirror {shown(url)}", url
    yield f"the URL itself, {shown(job.url)}", job.url


def _mirror() -> str | Path | None:
    named = os.environ.get("IRREALIS_MIRROR")
    if not named:
        return None
    if "://" in named:
        try:
            _refuse_unsafe(named)
        except _Lacking as error:
            raise IrrealisError(
                f"IRREALIS_MIRROR cannot be used: {error}",
                expected="a folder, or an http or https URL without user or password",
            ) from None
        return named
    folder = Path(named).expanduser().absolute()
    if not folder.is_dir():
        raise IrrealisError(
            "IRREALIS_MIRROR is not a folder",
            expected="a folder, or an http or https URL",
            found=folder,
            hint="create it, correct the variable or unset it",
        )
    return folder


def _mirror_path(url: str) -> str:
    """Return where a mirror keeps a file, relative to its root.

    >>> _mirror_path("https://Example.org/a%20b/c.json?download=1")
    'example.org/a b/c.json'
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    segments = [unquote(segment) for segment in parts.path.split("/")[1:]]
    if not segments or any(
        segment in {"", ".", ".."} or re.search(r"[/\\\0]", segment) for segment in segments
    ):
        raise _Lacking("its path must name a file, without empty, '.' or '..' segments")
    return "/".join([f"{host}:{parts.port}" if parts.port else host, *segments])


def _refuse_unsafe(url: str) -> None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise _Lacking("not a URL") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _Lacking("only http and https URLs are followed")
    if "@" in parts.netloc:
        raise _Lacking("a URL must not hold a user name or a password")


def shown(url: str) -> str:
    """Return a URL without what may be secret: user, password, query, fragment.

    >>> shown("https://me:secret@example.org:8080/a?token=b#c")
    'https://example.org:8080/a'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return "(a malformed URL)"
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _shown_place(place: str | Path) -> str:
    return str(place) if isinstance(place, Path) else shown(place)


def file_name(url: str) -> str:
    """The last part of a URL's path, decoded."""
    return unquote(urlsplit(url).path.rpartition("/")[2])


@contextmanager
def _bar(job: _Job, *, done: int) -> Iterator[Any]:
    from tqdm import tqdm

    with tqdm(
        desc=file_name(job.url),
        total=job.size,
        initial=done,
        unit="B",
        unit_scale=True,
        disable=None if job.progress else True,  # None: only on a terminal
    ) as bar:
        yield bar


def _copy(path: Path, job: _Job) -> None:
    if not path.is_file():
        raise _Lacking("no such file")
    left = job.limit
    with path.open("rb") as source, job.part.open("wb") as target, _bar(job, done=0) as bar:
        while left and (chunk := source.read(min(CHUNK, left))):
            target.write(chunk)
            left -= len(chunk)
            bar.update(len(chunk))


def _download(url: str, job: _Job) -> None:
    """Bring a URL into `job.part`, complete but not yet verified.

    The loop is ours because urllib3's own retries end with the headers: a body that is cut short
    has to be gone on with, by a Range request.
    """
    import requests

    with requests.Session() as session:
        session.headers["User-Agent"] = "irrealis"
        for attempt in range(1, ATTEMPTS + 1):
            try:
                resumed = _transfer(session, url, job)
            except _Interrupted as error:
                if attempt == ATTEMPTS:
                    raise _Lacking(f"{error} (attempt {attempt} of {ATTEMPTS})") from None
                usual = job.backoff * 2 ** (attempt - 1)
                time.sleep(usual if error.wait is None else error.wait)
                continue
            # What was there before may have come from elsewhere: begin again without it.
            if resumed and attempt < ATTEMPTS and not job.matches(job.part):
                job.part.unlink()
                continue
            return


def _transfer(session: Session, url: str, job: _Job) -> bool:
    """Write one response to `job.part`; return whether it continued what was there."""
    import urllib3

    done = job.part.stat().st_size if job.part.exists() else 0
    if done >= (job.limit if job.size is None else job.size):
        done = 0
    # Without identity a server may compress, and neither sizes nor ranges would be the file's.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={done}-"} if done else {})
    with _open(session, url, headers=headers) as response:
        status = response.status_code
        if status in {408, 425, 429} or status >= 500:
            wait = _retry_after(response, most=MAX_WAIT * job.backoff)
            raise _Interrupted(f"HTTP status {status}", wait=wait)
        if (done and status == 416) or (status == 206 and not _continues(response, done=done)):
            job.part.unlink(missing_ok=True)
            raise _Interrupted(f"the server refused to continue at byte {done}", wait=0)
        if status not in {200, 206}:
            raise _Lacking(f"HTTP status {status}")
        if status == 200:
            done = 0
        resumed, raw = done > 0, response.raw
        with job.part.open("ab" if resumed else "wb") as file, _bar(job, done=done) as bar:
            try:
                while done < job.limit and (
                    chunk := raw.read(min(CHUNK, job.limit - done), decode_content=False)
                ):
                    file.write(chunk)
                    done += len(chunk)
                    bar.update(len(chunk))
            except (urllib3.exceptions.HTTPError, TimeoutError, ConnectionError) as error:
                raise _Interrupted(f"cut off at byte {done:,}: {_reason(error)}") from None
        # A short body that was announced as such is a wrong file; any other was cut off.
        announced = status == 200 and ("Content-Length" in response.headers or raw.chunked)
        if job.size is not None and done < job.size and not announced:
            raise _Interrupted(f"cut off at byte {done:,} of {job.size:,}")
    return resumed


def _continues(response: Response, *, done: int) -> bool:
    given = response.headers.get("Content-Range", "")
    return done > 0 and re.match(rf"bytes {done}-\d", given) is not None


def _open(session: Session, url: str, *, headers: dict[str, str]) -> Response:
    """Return the response at the end of the redirects, its body not yet read."""
    import requests
    import urllib3

    for _ in range(MAX_REDIRECTS + 1):
        try:
            request = session.prepare_request(requests.Request("GET", url, headers=headers))
            network = session.merge_environment_settings(url, {}, True, None, None)
            # The session's own `get` reads the body of a redirect, however long, even when told
            # not to follow it.
            response = session.get_adapter(url).send(request, timeout=TIMEOUT, **network)
        except requests.exceptions.SSLError:
            raise _Lacking("its TLS certificate or handshake was not accepted") from None
        except (requests.ConnectionError, requests.Timeout) as error:
            raise _Interrupted(_reason(error)) from None
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
            raise _Lacking(f"the request could not be made ({type(error).__name__})") from None
        except OSError as error:  # such as a REQUESTS_CA_BUNDLE that is not there
            raise _Lacking(f"the request could not be made: {error}") from None
        location = session.get_redirect_target(response)
        if location is None:
            return response
        response.close()
        try:
            target = urljoin(url, location)
        except ValueError:
            raise _Lacking("it redirects to something that is not a URL") from None
        try:
            _refuse_unsafe(target)
        except _Lacking as error:
            raise _Lacking(f"it redirects to a URL that is refused: {error}") from None
        if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
            raise _Lacking("it redirects from https to http")
        url = target
    raise _Lacking(f"more than {MAX_REDIRECTS} redirects")


def _retry_after(response: Response, *, most: float) -> float | None:
    from urllib3 import Retry
    from urllib3.exceptions import InvalidHeader

    given = response.headers.get("Retry-After")
    try:
        return min(Retry().parse_retry_after(given), most) if given else None
    except (InvalidHeader, ValueError, OverflowError):
        return None


def _reason(error: BaseException) -> str:
    """Say what went wrong without the library's text, which repeats the URL and its query."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, TimeoutError) or "Timeout" in type(cause).__name__:
            return f"no answer in {TIMEOUT[0]:.0f} s to connect or {TIMEOUT[1]:.0f} s to read"
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
        cause = cause.__cause__ or cause.__context__
    return f"the connection failed ({type(error).__name__})"
