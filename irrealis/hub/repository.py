"""A dataset's repository on the Hub, spoken to with the public API of `huggingface_hub` alone.

What the client does not do by itself is done here: every request has a timeout; what the client
never retries (commit, create, tag, info) is tried again a few times, with a bound on all the
waiting together; and before anything is written again the Hub is asked whether it was written,
because an answer can get lost on the way back. The token is taken out of whatever is shown.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from irrealis.errors import IrrealisError, Unavailable, causes_of, printable
from irrealis.files import read_file

if TYPE_CHECKING:
    from huggingface_hub import (
        CommitOperationAdd,
        CommitOperationCopy,
        CommitOperationDelete,
        HfApi,
    )

    CommitOperation = CommitOperationAdd | CommitOperationCopy | CommitOperationDelete

T = TypeVar("T")

TIMEOUT = 120.0  # seconds without a byte; a commit of many files takes the Hub a while
PATIENCE = 180.0  # seconds of waiting between attempts, of all attempts together
_PAUSES = (1.0, 2.0, 4.0)  # seconds before the second, third and fourth attempt
_BUSY = frozenset({408, 429, 500, 502, 503, 504})
_LARGEST = 16 * 1024 * 1024  # bytes of a file that is read into memory
_OFFICIAL = "huggingface.co"


class HubError(Unavailable):
    """The Hub did not do what it was asked; `status` is its HTTP status, if it answered."""

    status: int | None = None
    missing: bool = False
    passing: bool = False  # it may work if it is asked again
    wait: float | None = None  # seconds that the Hub asks to wait


class Conflict(IrrealisError):
    """Somebody else was faster."""


@dataclass(frozen=True, slots=True)
class File:
    """A file's identity as the Hub knows it: SHA-256 of what is in LFS, else git's blob id."""

    size: int
    sha256: str | None = None
    blob: str | None = None


@dataclass(frozen=True, slots=True)
class Local:
    """A file to upload, with the identities that the Hub may know it by."""

    path: Path
    size: int
    sha256: str
    blob: str

    @classmethod
    def of(cls, path: Path) -> Local:
        """Read a file, in pieces, and hash it both ways."""
        size = path.stat().st_size
        whole = hashlib.sha256()
        blob = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
        with path.open("rb") as file:
            while piece := file.read(1024 * 1024):
                whole.update(piece)
                blob.update(piece)
        return cls(path, size, whole.hexdigest(), blob.hexdigest())

    def is_same(self, there: File | None) -> bool:
        """Say whether the Hub's file has the same bytes."""
        if there is None:
            return False
        return there.sha256 == self.sha256 if there.sha256 else there.blob == self.blob


@dataclass(frozen=True, slots=True)
class Change:
    """What makes one tree of files into another."""

    add: dict[str, Local]
    delete: list[str]

    def __bool__(self) -> bool:
        return bool(self.add or self.delete)

    @property
    def bytes(self) -> int:
        """Bytes of the files that are added or replaced."""
        return sum(one.size for one in self.add.values())


def change(
    have: Mapping[str, File], want: Mapping[str, Local], *, owned: Callable[[str], bool]
) -> Change:
    """Files to add and to delete so that all that is `owned` is what is wanted."""
    return Change(
        {path: one for path, one in want.items() if not one.is_same(have.get(path))},
        [path for path in have if path not in want and owned(path)],
    )


@dataclass(frozen=True, slots=True)
class Head:
    """Where a branch or tag points, and whether the repository is private."""

    sha: str
    private: bool | None


@dataclass
class Hub:
    """One dataset's repository.

    Args:
        repo: ORG/REPO.
        endpoint: URL of the Hub; if not given, that of HF_ENDPOINT, or huggingface.co.
        token: as `find_token` gives it; without one, only what is public can be read.
        timeout: seconds that one request may go without an answer.
        patience: seconds that may be spent in all on waiting before asking again.

    Raises:
        IrrealisError: not a repository's name or not an endpoint.
        HubError: from every method, when the Hub is away, refuses, or holds no such thing.
    """

    repo: str
    endpoint: str | None = None
    token: str | None = field(default=None, repr=False)
    timeout: float = TIMEOUT
    patience: float = PATIENCE
    tell: Callable[[str], None] = field(default=lambda _: None, repr=False)

    def __post_init__(self) -> None:
        from huggingface_hub import HfApi, constants

        if not re.fullmatch(r"[\w-][\w.-]*/[\w-][\w.-]*", self.repo, re.ASCII):
            raise IrrealisError(
                "not a repository's name", expected="ORG/REPO", found=ascii(self.repo)[:100]
            )
        self.endpoint = (self.endpoint or constants.ENDPOINT).rstrip("/")
        parts = urlsplit(self.endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            raise IrrealisError(
                "not the endpoint of a Hub",
                expected="an http(s) URL without credentials, such as https://huggingface.co",
            )
        self._trees: dict[str, dict[str, File]] = {}
        self.api: HfApi = HfApi(endpoint=self.endpoint, token=self.token or False)

    @property
    def official(self) -> bool:
        """It is huggingface.co, or a part of it."""
        host = urlsplit(self.endpoint or "").hostname or ""
        return host == _OFFICIAL or host.endswith(f".{_OFFICIAL}")

    def scrub(self, text: str) -> str:
        """The text without the token."""
        if self.token:
            text = text.replace(self.token, "***")
        return text

    # -- what is there

    def head(self, revision: str = "main") -> Head | None:
        """Where a branch, tag or commit is; None if there is no such one, or no repository."""
        try:
            info = self._ask(
                f"looking up {revision}",
                lambda: self.api.dataset_info(self.repo, revision=revision),
            )
        except HubError as error:
            if error.missing:
                return None
            raise
        return Head(str(info.sha), info.private) if info.sha else None

    def versions(self) -> list[str]:
        """Versions X.Y.Z that have a tag vX.Y.Z, in no order."""
        refs = self._ask(
            "listing the tags", lambda: self.api.list_repo_refs(self.repo, repo_type="dataset")
        )
        names = [tag.name.removeprefix("refs/tags/") for tag in refs.tags]
        return [name[1:] for name in names if re.fullmatch(r"v\d+\.\d+\.\d+", name)]

    def files(self, sha: str) -> dict[str, File]:
        """All files of a commit, which never changes and so is asked for once."""
        from huggingface_hub import RepoFile

        if sha in self._trees:
            return self._trees[sha]
        entries = self._try(
            "listing the files",
            lambda: list(
                self.api.list_repo_tree(
                    self.repo, recursive=True, revision=sha, repo_type="dataset"
                )
            ),
        )
        self._trees[sha] = {
            one.path: File(one.size, one.lfs.sha256 if one.lfs else None, one.blob_id)
            for one in entries
            if isinstance(one, RepoFile)
        }
        return self._trees[sha]

    def read(self, path: str, sha: str, *, cache: Path) -> bytes:
        """A small file of a commit.

        Raises:
            HubError: there is none, or it is larger than 16 MB.
        """
        there = self.files(sha).get(path)
        if there is not None and there.size > _LARGEST:  # before it is on the disk
            raise HubError(f"{path} of {self.repo} is larger than {_LARGEST} bytes")
        file = Path(
            self._ask(
                f"reading {path}",
                lambda: self.api.hf_hub_download(
                    self.repo,
                    path,
                    repo_type="dataset",
                    revision=sha,
                    cache_dir=cache,
                    etag_timeout=self.timeout,
                ),
            )
        )
        return read_file(file, largest=_LARGEST)

    def download(self, sha: str, *, cache: Path) -> Path:
        """All files of a commit, in the cache; the folder of its snapshot."""
        return Path(
            self._ask(  # what is there already is not downloaded again
                "downloading the commit",
                lambda: self.api.snapshot_download(
                    self.repo,
                    repo_type="dataset",
                    revision=sha,
                    cache_dir=cache,
                    etag_timeout=self.timeout,
                ),
            )
        )

    # -- what is done once

    def create(self, *, private: bool) -> Head:
        """Create the repository; nothing happens if somebody else just did."""

        def create() -> Head:
            self.api.create_repo(
                self.repo, repo_type="dataset", private=private or None, exist_ok=True
            )
            if (head := self.head()) is None:
                raise HubError(f"{self.repo} was created, but has no branch main")
            return head

        return self._once("creating the repository", create, done=self.head)

    def branch(self, name: str, *, start: str) -> Head:
        """Create a branch at a commit."""

        def create() -> Head:
            self.api.create_branch(self.repo, branch=name, revision=start, repo_type="dataset")
            return Head(start, None)

        return self._once(f"creating the branch {name}", create, done=lambda: self.head(name))

    def commit(
        self,
        operations: Sequence[CommitOperation],
        *,
        parent: str,
        branch: str,
        message: str,
        is_done: Callable[[str], bool],
    ) -> str:
        """Add one commit on top of `parent`; its id.

        Args:
            operations: what to add, copy and delete.
            parent: the commit that the branch must be at.
            branch: where to.
            message: one line.
            is_done: says of another commit whether it is the one wanted.

        Raises:
            Conflict: the branch is at another commit, which is not the one wanted.
        """
        from huggingface_hub import CommitOperationAdd

        # apart from the commit, for the client tries this again by itself and does not the commit
        additions = [one for one in operations if isinstance(one, CommitOperationAdd)]
        self._try(
            "uploading",
            lambda: self.api.preupload_lfs_files(
                self.repo, additions, repo_type="dataset", revision=branch, free_memory=False
            ),
        )

        def do() -> str:
            return self.api.create_commit(
                self.repo,
                operations,
                commit_message=message,
                repo_type="dataset",
                revision=branch,
                parent_commit=parent,
            ).oid

        def done() -> str | None:
            head = self.head(branch)
            if head is None or head.sha == parent:
                return None
            if is_done(head.sha):
                return head.sha
            raise Conflict(
                f"somebody else has committed to {branch} of {self.repo} in the meantime",
                expected=f"commit {parent}",
                found=f"commit {head.sha}",
                hint="nothing of yours was committed; look at theirs, then run the command again",
            )

        return self._once("committing", do, done=done)

    def tag(self, name: str, *, sha: str) -> None:
        """Tag a commit, and make sure that the tag is there.

        Raises:
            Conflict: the tag is there and points elsewhere.
        """

        def found() -> str | None:
            head = self.head(name)
            if head is not None and head.sha != sha:
                raise Conflict(
                    f"somebody else has tagged {name} of {self.repo} in the meantime",
                    expected=f"commit {sha}",
                    found=f"commit {head.sha}",
                    hint="theirs stands; if yours is another release, give it another version",
                )
            return head.sha if head else None

        def do() -> str:
            self.api.create_tag(self.repo, tag=name, revision=sha, repo_type="dataset")
            return sha

        self._once(f"tagging {name}", do, done=found)
        if found() is None:
            raise HubError(f"{self.repo} says that it has tagged {name}, but the tag is not there")

    # -- asking

    def _ask(self, doing: str, ask: Callable[[], T]) -> T:
        """Ask for something that the client does not, or not always, ask for again by itself."""
        for pause in (*_PAUSES, None):
            try:
                return self._try(doing, ask)
            except HubError as error:
                if pause is None or not self._wait(error, pause):
                    raise
        raise AssertionError  # the last pause is None

    def _once(self, doing: str, do: Callable[[], T], *, done: Callable[[], T | None]) -> T:
        """Do something that must happen once: after a failure, look whether it has happened."""
        for pause in (*_PAUSES, None):
            try:
                return self._try(doing, do)
            except HubError as error:
                try:
                    found = done()
                except HubError:
                    raise error from None  # what the Hub holds is not known: the next run will see
                if found:
                    return found
                if pause is None or not self._wait(error, pause):
                    raise
        raise AssertionError  # the last pause is None

    def _wait(self, error: HubError, pause: float) -> bool:
        """Wait before the next attempt, if there is to be one."""
        pause = pause if error.wait is None else error.wait
        if not error.passing or pause > self.patience:
            return False
        self.patience -= pause
        self.tell(f"{error.args[0]}; again in {pause:g} s")
        time.sleep(pause)
        return True

    def _try(self, doing: str, do: Callable[[], T]) -> T:
        import httpx2

        with self._bounded():
            try:
                return do()
            # what the client raises: HTTP errors, those of LFS and Xet as RuntimeError, what it
            # cannot parse as ValueError or KeyError
            except (httpx2.HTTPError, OSError, RuntimeError, ValueError, KeyError) as error:
                raise self._told(doing, error) from None

    @contextlib.contextmanager
    def _bounded(self) -> Iterator[None]:
        """A timeout on every request, no Xet where there is none, no token in what is logged."""
        import httpx2
        from huggingface_hub import constants, get_session
        from huggingface_hub.utils.tqdm import are_progress_bars_disabled, disable_progress_bars

        if not sys.stderr.isatty() and not are_progress_bars_disabled():
            disable_progress_bars()
        session = get_session()
        timeout, xet = session.timeout, constants.HF_HUB_DISABLE_XET
        session.timeout = httpx2.Timeout(self.timeout, connect=min(self.timeout, 15.0))
        # Xet is huggingface.co's own; other Hubs have LFS, and the client does not find out
        constants.HF_HUB_DISABLE_XET = xet or not self.official
        make = logging.getLogRecordFactory()
        logging.setLogRecordFactory(lambda *args, **kwargs: self._masked(make(*args, **kwargs)))
        try:
            with warnings.catch_warnings(record=True) as told:
                yield
        finally:
            session.timeout = timeout
            constants.HF_HUB_DISABLE_XET = xet
            logging.setLogRecordFactory(make)
        for one in told:
            self.tell(printable(self.scrub(str(one.message))))

    def _masked(self, record: logging.LogRecord) -> logging.LogRecord:
        if self.token and self.token in (text := record.getMessage()):
            record.msg, record.args = self.scrub(text), None
        return record

    def _told(self, doing: str, error: Exception) -> HubError:
        """The error in our words: what was done, what the Hub said, and how to go on."""
        import httpx2
        from huggingface_hub.errors import (
            EntryNotFoundError,
            HfHubHTTPError,
            RepositoryNotFoundError,
            RevisionNotFoundError,
        )

        chain = list(causes_of(error))
        answered = next((one for one in chain if isinstance(one, HfHubHTTPError)), None)
        broken = next((one for one in chain if isinstance(one, httpx2.TransportError)), None)
        absent = (RepositoryNotFoundError, RevisionNotFoundError, EntryNotFoundError)
        response = answered.response if answered is not None else None
        status = response.status_code if response is not None else None
        hint: str | None = "run the same command again"
        if status == 401:
            what, hint = "the Hub does not accept the token", "hf auth login, or set HF_TOKEN"
        elif status == 403:
            what, hint = "the token may not do this", "ask for write access to the organization"
        elif status == 404:
            what, hint = "there is no such thing", "look at the name, and at the token's rights"
        elif status in (409, 412):
            what = "the Hub is at another state than expected"
        elif status == 429:
            what = "the Hub asks to slow down"
        elif status is not None:
            what = f"the Hub answered {status}"
        elif isinstance(broken, httpx2.TimeoutException):
            what = f"no answer within {self.timeout:g} s"
        elif broken is not None:
            what = "the connection broke"
        else:
            what = "the client gave up"
        told = HubError(
            f"{self.repo}: {doing}: {what}",
            found=self._shown(answered or broken or error),
            hint=hint,
        )
        told.status = status
        # to those without a token, 401 says of a repository that it is private or not there
        gone = status == 404 or (status == 401 and not self.token)
        told.missing = gone and isinstance(answered, absent)
        told.passing = status in _BUSY or (status is None and broken is not None)
        if response is not None and told.passing:
            told.wait = _seconds(response.headers.get("Retry-After"))
        return told

    def _shown(self, error: BaseException) -> str:
        lines = [line.strip() for line in self.scrub(str(error)).splitlines() if line.strip()]
        return printable(" ".join(lines)[:300]) or type(error).__name__


def _seconds(header: str | None) -> float | None:
    """Seconds that `Retry-After` asks for: a number, or a date."""
    if header is None:
        return None
    if header.strip().isdecimal():  # of "²", isdigit is true and float an error
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except ValueError:
        return None


def find_token() -> str:
    """The token: HF_TOKEN, or what `hf auth login` has stored.

    Raises:
        Unavailable: there is none.
    """
    token = known_token()
    if token is None:
        raise Unavailable(
            "no token for the Hub", hint="hf auth login, or set HF_TOKEN to a token that may write"
        )
    return token


def known_token() -> str | None:
    """The token, if there is one."""
    from huggingface_hub import get_token

    return get_token()
