"""Pinned input files: fetched once, verified whatever their origin, read without unpacking.

A pinned file is a URL with the size and the hash of the bytes it must give. `fetch` brings these
bytes into a content-addressed cache:

    <cache>/sha256/ab/abcdef...     or, pinned by git blob id,
    <cache>/git-blob/1b/1ba485...
    <cache>/bad/<name>-<hash>       bytes that were not what the pin says, kept to be looked at

Origins are tried in this order: the cache, the mirror that `IRREALIS_MIRROR` names (a folder, or an
http(s) URL, holding the same files under `<host>/<path>`), the URL itself.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import json
import math
import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, NoReturn, Protocol, cast
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from irrealis.errors import CheckFailed, IrrealisError, Unavailable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from requests import Response, Session

MAX_BYTES = 1 << 30  # of a file without a pinned size, and of a member of an archive
MAX_RECORD = 1 << 26  # characters of one JSON record
ATTEMPTS = 5  # at one origin
MAX_REDIRECTS = 5
TIMEOUT = (10.0, 30.0)  # seconds to connect, seconds without a byte
MAX_WAIT = 60.0  # longest wait a server may ask for, in units of `backoff`
LOCK_TIMEOUT = 3600.0  # seconds to wait for another process that fetches the same file
_CHUNK = 1 << 16


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
        name = re.sub(r"[^\w.-]+", "_", _name(self.url), flags=re.ASCII)[:100]
        bad = cache_folder() / "bad" / f"{name}-{found[:12]}"
        bad.parent.mkdir(parents=True, exist_ok=True)
        path.replace(bad)
        return found, bad


def fetch(
    pinned: Pinned, *, dataset: str, split: str, progress: bool = True, backoff: float = 1.0
) -> Path:
    """Return the path, in the cache, of the verified bytes of a pinned file.

    A file in the cache is verified again; when it has gone bad it is set aside and fetched anew.
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
            used, or the cache cannot be written.
        Unavailable: no origin gave the file.
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
            f"another process has been fetching {_shown(job.url)} for {LOCK_TIMEOUT:.0f} s",
            dataset=dataset,
            split=split,
            hint=f"wait for it or end it; the lock is {lock}",
        ) from None
    except OSError as error:
        raise IrrealisError(
            f"cannot keep {_shown(job.url)} in the cache: {error}",
            dataset=dataset,
            split=split,
            hint="make room or set IRREALIS_CACHE to a folder that can be written",
        ) from error


def ask_again(
    pinned: Pinned, *, dataset: str, split: str, progress: bool = True, backoff: float = 1.0
) -> None:
    """See that the URL of a pinned file still gives the pinned bytes.

    Neither the cache nor a mirror is asked, and nothing is kept.

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
                f"{_shown(job.url)} gives no file: {error}",
                dataset=dataset,
                split=split,
                hint="try again later; if it is gone for good, pin another copy in dataset.yaml",
            ) from None
        if not job.matches(job.part):
            raise CheckFailed(
                f"{_shown(job.url)} gives other bytes than those pinned",
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
            f"no usable hash is pinned for {_shown(pinned.url)}",
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
            f"cannot fetch {_shown(pinned.url)}: {error}", dataset=dataset, split=split
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
        f"cannot fetch {_shown(job.url)}; tried {'; '.join(tried)}",
        dataset=job.dataset,
        split=job.split,
        hint=f"try again later, or put the file at {path} in the mirror {_shown_place(mirror)}"
        if mirror
        else f"try again later, or set IRREALIS_MIRROR to a folder or URL that holds {path}",
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
        f"{_shown(job.url)}: {origin} gave other bytes than those pinned",
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
        yield f"the mirror {_shown(url)}", url
    yield f"the URL itself, {_shown(job.url)}", job.url


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


def _shown(url: str) -> str:
    """Return a URL without what may be secret: user, password, query, fragment.

    >>> _shown("https://me:secret@example.org:8080/a?token=b#c")
    'https://example.org:8080/a'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return "(a malformed URL)"
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _shown_place(place: str | Path) -> str:
    return str(place) if isinstance(place, Path) else _shown(place)


def _name(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])


@contextmanager
def _bar(job: _Job, *, done: int) -> Iterator[Any]:
    from tqdm import tqdm

    with tqdm(
        desc=_name(job.url),
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
        while left and (chunk := source.read(min(_CHUNK, left))):
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
                    chunk := raw.read(min(_CHUNK, job.limit - done), decode_content=False)
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


@contextmanager
def open_input(
    pinned: Pinned | None, path: Path, *, max_bytes: int = MAX_BYTES
) -> Iterator[BinaryIO]:
    """Open the bytes of a file, of a member of a zip archive, or of a .gz file, for reading.

    Nothing is unpacked to disk. The check sum of a member is verified when it is read to its end.

    Args:
        pinned: names the member, and by its URL a .gz file; None for a file of the user's own.
        path: the file, as `fetch` returned it.
        max_bytes: the largest uncompressed size accepted, whatever a header says.

    Raises:
        IrrealisError: here, or later from reading: no such file or member, an archive that is
            broken, encrypted or compressed in an unusual way, or too many bytes.
    """
    name = path.name if pinned is None else _name(pinned.url)
    with ExitStack() as stack:
        try:
            file: IO[bytes] = stack.enter_context(path.open("rb"))
        except OSError as error:
            raise IrrealisError(f"cannot open {path}: {error.strerror}") from error
        if pinned is not None and pinned.member is not None:
            label = f"{name}, member {pinned.member}"
            file = stack.enter_context(_open_member(file, pinned.member, name, max_bytes))
        elif name.endswith(".gz"):
            import gzip

            label = name
            file = cast("IO[bytes]", stack.enter_context(gzip.GzipFile(fileobj=file)))
        else:
            label = name
        bounded = _Bounded(file, label=label, max_bytes=max_bytes)
        yield stack.enter_context(io.BufferedReader(bounded, _CHUNK))


def _open_member(archive: IO[bytes], member: str, name: str, max_bytes: int) -> IO[bytes]:
    import zipfile
    from difflib import get_close_matches

    try:
        opened = zipfile.ZipFile(archive)
        infos = [info for info in opened.infolist() if not info.filename.startswith("__MACOSX/")]
        found = [info for info in infos if info.filename == member and not info.is_dir()]
        if len(found) != 1:
            names = [info.filename for info in infos if not info.is_dir()]
            tail = member.rpartition("/")[2]
            near = [other for other in names if other.rpartition("/")[2] == tail and not found]
            near += get_close_matches(member, set(names) - set(near), n=5, cutoff=0.4)
            raise IrrealisError(
                f"{name} holds {len(found)} files of this name",
                expected=f"one, {member}",
                found=f"{len(names)} files, nearest: {', '.join(near[:5]) or 'none is near'}",
                hint="correct the member in dataset.yaml",
            )
        info = found[0]
        # bz2 and lzma members are decompressed by zipfile without a bound on memory.
        if info.flag_bits & 1 or info.compress_type not in {
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        }:
            raise IrrealisError(
                f"{name}, member {member} cannot be read",
                expected="a member that is stored or deflated, and not encrypted",
                found="encrypted"
                if info.flag_bits & 1
                else f"compression method {info.compress_type}",
            )
        if info.file_size > max_bytes:
            raise _too_large(f"{name}, member {member}", max_bytes)
        return opened.open(info)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise IrrealisError(f"{name} is not a zip archive that can be read: {error}") from error


def _too_large(label: str, max_bytes: int) -> IrrealisError:
    return IrrealisError(f"{label} is too large", expected=f"at most {max_bytes:,} bytes")


class _Bounded(io.RawIOBase):
    """A stream that ends in an error past its bound, and whose errors are all ours."""

    def __init__(self, stream: IO[bytes], *, label: str, max_bytes: int) -> None:
        super().__init__()
        self._stream, self._label, self._max = stream, label, max_bytes
        self._left = max_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        import zipfile
        import zlib

        view = memoryview(buffer).cast("B")
        try:
            chunk = self._stream.read(min(len(view), self._left + 1))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise IrrealisError(f"{self._label} is damaged: {error}") from error
        self._left -= len(chunk)
        if self._left < 0:
            raise _too_large(self._label, self._max)
        view[: len(chunk)] = chunk
        return len(chunk)


def read_json_records(
    stream: BinaryIO, *, source: str, max_bytes: int = MAX_BYTES
) -> Iterator[dict[str, Any]]:
    r"""Yield the records of a JSON array of objects, or of JSON Lines, one at a time.

    Memory is bounded by the longest record, not by the file. The standard library's decoder reads
    each record in place: orjson wants the whole file and lets the last of two equal keys win in
    silence, and so does ijson, which would be one more dependency. orjson then writes every record
    once, which refuses what could not be hashed or stored later: unpaired surrogates, integers
    beyond 64 bits, nesting beyond 254 levels.

    Args:
        stream: UTF-8 bytes; a byte order mark is skipped.
        source: what errors call the file.
        max_bytes: the most that is read.

    Raises:
        IrrealisError: while iterating, naming source, record (from 1), line and column (from 1, in
            characters): bad JSON or UTF-8, a record that is not an object or is longer than
            64 Mi characters, equal keys, NaN or infinite numbers, text after the end, an empty
            file, or one of more than `max_bytes`.

    >>> list(read_json_records(io.BytesIO(b'[{"a": 1}, {"a": 2}]'), source="x.json"))
    [{'a': 1}, {'a': 2}]
    >>> list(read_json_records(io.BytesIO(b'{"a": 1}\n{"a": 2}\n'), source="x.jsonl"))
    [{'a': 1}, {'a': 2}]
    """
    for _, record in numbered_json_records(stream, source=source, max_bytes=max_bytes):
        yield record


def numbered_json_records(
    stream: BinaryIO, *, source: str, max_bytes: int = MAX_BYTES
) -> Iterator[tuple[int, dict[str, Any]]]:
    """As `read_json_records`, each record with the line (from 1) on which it begins."""
    text = _Text(stream, source=source, max_bytes=max_bytes)
    if not text.peek():
        raise IrrealisError(f"{source} is empty", expected="a JSON array of objects or JSON Lines")
    if text.peek() == "\x1f":
        raise IrrealisError(
            f"{source} is compressed", expected="JSON", hint=f"name it {source}.gz if it is gzip"
        )
    if not text.take("["):
        while text.peek():
            yield text.line(), text.record()
            if not text.skip() and text.peek():
                raise text.error("expected a new line after the record")
        return
    if not text.take("]"):
        yield text.line(), text.record()
        while text.take(","):
            yield text.line(), text.record()
        if not text.take("]"):
            raise text.error("expected ',' or ']' after the record")
    if text.peek():
        raise text.error("expected nothing after the array")


def read_tsv_records(
    stream: BinaryIO, *, source: str, columns: Sequence[str]
) -> Iterator[dict[str, str]]:
    r"""Yield the rows of a file of tab-separated values, quoted as CSV is, one at a time.

    Args:
        stream: UTF-8 bytes; a byte order mark is skipped.
        source: what errors call the file.
        columns: what its first line must name.

    Raises:
        IrrealisError: while iterating, naming source and line: bad quotes or UTF-8, other columns,
            a row with more or fewer fields, a field of more than 128 Ki characters.

    >>> stream = io.BytesIO(b'a\tb\n1\t"a ""b"" c"\n')
    >>> list(read_tsv_records(stream, source="x.tsv", columns=["a", "b"]))
    [{'a': '1', 'b': 'a "b" c'}]
    """
    import csv

    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    rows = csv.reader(text, dialect="excel-tab", strict=True)
    try:
        for number, row in enumerate(rows):
            if number and len(row) == len(columns):
                yield dict(zip(columns, row, strict=True))
            elif number or row != list(columns):
                raise IrrealisError(
                    f"{source}, line {rows.line_num}: not a row of this format",
                    expected=f"{len(columns)} fields" if number else "\t".join(columns),
                    found=f"{len(row)} fields" if number else "\t".join(row)[:200],
                )
    except (csv.Error, UnicodeDecodeError) as error:
        raise IrrealisError(f"{source}, after line {rows.line_num}: {error}") from None


class _RefusedValue(Exception):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise _RefusedValue(f"key {twice[:80]!r} is given twice in one object")
    return record


def _float(literal: str) -> float:
    number = float(literal)
    if not math.isfinite(number):
        raise _RefusedValue(f"{literal[:40]} is not a finite number")
    return number


class _Text:
    """The unread text of a stream, with its place in the file."""

    _decoder = json.JSONDecoder(
        object_pairs_hook=_object, parse_float=_float, parse_constant=_float
    )

    def __init__(self, stream: BinaryIO, *, source: str, max_bytes: int) -> None:
        self._stream, self._source = stream, source
        self._max = self._left = max_bytes
        # Bytes that are not UTF-8 become U+DC80 to U+DCFF here, which valid UTF-8 cannot give: so
        # they are met, and reported, in the record that they are in.
        self._decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        self._text, self._at = "", 0
        self._line, self._column = 1, 1  # of the first character of `_text`
        self._mark = (0, 1)  # a place in `_text`, and its line
        self._number = 0
        self._ended = False
        if self._more() and self._text[0] == "\ufeff":
            self._text = self._text[1:]

    def _more(self) -> bool:
        """Drop what was read, then add as much again; return False at the end of the file."""
        kept = len(self._text) - self._at
        if self._ended or kept >= MAX_RECORD:
            return False
        self._line, self._column = self._place(self._at)
        # Twice the text at every attempt keeps the work on a long record linear.
        data = self._stream.read(min(max(_CHUNK, kept), self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise _too_large(self._source, self._max)
        self._ended = not data
        self._text = self._text[self._at :] + self._decode(data, self._ended)
        self._at = 0
        self._mark = (0, self._line)
        return len(self._text) > kept or self._more()

    def _place(self, at: int) -> tuple[int, int]:
        newlines = self._text.count("\n", 0, at)
        if not newlines:
            return self._line, self._column + at
        return self._line + newlines, at - self._text.rfind("\n", 0, at)

    def line(self) -> int:
        """The line of the next character that is not white space."""
        self.skip()
        at, line = self._mark  # counting from there keeps the work on a file linear
        self._mark = (self._at, line + self._text.count("\n", at, self._at))
        return self._mark[1]

    def skip(self) -> bool:
        """Skip white space; return whether a line ended in it."""
        crossed = False
        while True:
            end = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
            crossed = crossed or "\n" in self._text[self._at : end]
            self._at = end
            if end < len(self._text) or not self._more():
                return crossed

    def peek(self) -> str:
        """Return the next character that is not white space, or nothing at the end."""
        self.skip()
        return self._text[self._at : self._at + 1]

    def take(self, char: str) -> bool:
        if self.peek() != char:
            return False
        self._at += 1
        return True

    def record(self) -> dict[str, Any]:
        import orjson

        self._number += 1
        char = self.peek()
        if char != "{":
            raise self.error(
                "the record is not an object" if char else "the file ends where a record should be"
            )
        while True:
            try:
                record, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                place = error.pos - self._at
                # The record may only be cut off at the end of what was read so far.
                if self._more():
                    continue
                long = f" (or it is longer than {MAX_RECORD:,} characters)"
                raise self.error(
                    f"{error.msg}{'' if self._ended else long}", at=self._at + place
                ) from None
            except RecursionError:
                raise self.error("the record is nested too deeply") from None
            except (_RefusedValue, ValueError) as error:
                raise self.error(str(error)) from None
            break
        try:
            orjson.dumps(record)
        except TypeError as error:
            raise self.error(str(error), at=self._at, end=end) from None
        self._at = end
        return cast("dict[str, Any]", record)

    def error(
        self, message: str, *, at: int | None = None, end: int | None = None
    ) -> IrrealisError:
        at = self._at if at is None else at
        if broken := _NOT_UTF8.search(self._text, self._at, (end or at + 1)):
            at, byte = broken.start(), ord(broken[0]) - 0xDC00
            message = f"byte 0x{byte:02X} is not UTF-8 here"
        line, column = self._place(at)
        return IrrealisError(
            f"{self._source}, record {self._number}, line {line}, column {column}: {message}",
            found=self._text[at : at + 40] or "the end of the file",
        )


_SPACE = re.compile(r"[ \t\r\n]*")
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
