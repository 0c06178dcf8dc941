"""A dataset's repository on the Hub, spoken to with the public API of `huggingface_hub` alone.

What the client does not do by itself is done here: every request has a timeout; what the client
never retries (commit, create, tag, info) is tried again a few times, with a bound on all the
waiting together; and before a write is retried, the Hub is asked whether it went through,
because an answer can get lost on the way back. What a Hub answers is bounded and validated
(`replies`). The token goes to its own Hub alone (`tokens`), and is taken out of whatever is shown.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import logging
import os
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

from irrealis.errors import CheckFailed, IrrealisError, Unavailable, causes_of, printable
from irrealis.files import read_file
from irrealis.remote.replies import COMMIT, LARGEST, Unsafe, guarded
from irrealis.remote.tokens import address, home, known_token, refuse_foreign

if TYPE_CHECKING:
    import tenacity
    from huggingface_hub import (
        CommitOperationAdd,
        CommitOperationCopy,
        CommitOperationDelete,
        GitRefs,
        HfApi,
    )

    CommitOperation = CommitOperationAdd | CommitOperationCopy | CommitOperationDelete

T = TypeVar("T")

TIMEOUT = 120.0  # seconds without a byte; a commit of many files takes the Hub a while
PATIENCE = 180.0  # seconds of waiting between attempts, of all attempts together
_ATTEMPTS = 4  # with 1, 2 and 4 seconds between them, unless the Hub asks for more
_BUSY = frozenset({408, 429, 500, 502, 503, 504})
_LARGEST = 16 * 1024 * 1024  # bytes of a file that is read into memory
_OFFICIAL = "huggingface.co"
_TAG = re.compile(r"v\d{1,9}\.\d{1,9}\.\d{1,9}", re.ASCII)


class HubError(Unavailable):
    """The Hub did not do what it was asked; `status` is its HTTP status, if it answered."""

    status: int | None = None
    missing: bool = False
    passing: bool = False  # a retry may succeed
    wait: float | None = None  # seconds that the Hub asks to wait


class Conflict(IrrealisError):
    """Another writer was faster."""


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
        return sum(file.size for file in self.add.values())


def change(
    have: Mapping[str, File], want: Mapping[str, Local], *, owned: Callable[[str], bool]
) -> Change:
    """Files to add and to delete so that all that is `owned` is what is wanted."""
    return Change(
        {path: file for path, file in want.items() if not file.is_same(have.get(path))},
        [path for path in have if path not in want and owned(path)],
    )


@dataclass(frozen=True, slots=True)
class Head:
    """Where a branch or tag points, and whether the repository is private or asks who reads it."""

    sha: str
    private: bool | None
    gated: bool = False


@dataclass
class Hub:
    """One dataset's repository.

    Args:
        repo: ORG/REPO.
        endpoint: URL of the Hub; if not given, that of HF_ENDPOINT, or huggingface.co.
        token: as `find_token` gives it; without one, only what is public can be read. It must be
            a token for this endpoint.
        timeout: seconds that one request may go without an answer.
        patience: seconds that may be spent in all on waiting before asking again.

    Raises:
        IrrealisError: not a repository's name or not an endpoint, or the token is another Hub's.
        HubError: from every method, when the Hub is away, refuses, or holds no such thing.
    """

    repo: str
    endpoint: str | None = None
    token: str | None = field(default=None, repr=False)
    timeout: float = TIMEOUT
    patience: float = PATIENCE
    tell: Callable[[str], None] = field(default=lambda _: None, repr=False)

    def __post_init__(self) -> None:
        from huggingface_hub import HfApi
        from huggingface_hub.errors import HFValidationError
        from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined] # public, but not listed

        try:
            validate_repo_id(self.repo)
            is_name = self.repo.isascii() and self.repo.count("/") == 1
        except HFValidationError:
            is_name = False
        if not is_name:
            raise IrrealisError(
                "not a repository's name", expected="ORG/REPO", found=ascii(self.repo)[:100]
            )
        self.endpoint = (self.endpoint or home()).rstrip("/")
        address(self.endpoint)
        if self.token:
            refuse_foreign(self.endpoint)
        self._trees: dict[str, dict[str, File]] = {}
        self.api: HfApi = HfApi(endpoint=self.endpoint, token=self.token or False)

    @classmethod
    def for_reading(
        cls,
        repo: str,
        endpoint: str | None = None,
        *,
        patience: float = PATIENCE,
        tell: Callable[[str], None] = lambda _: None,
    ) -> Hub:
        """The repository as anyone reads it; the token is sent only if it is needed and its own."""
        hub = cls(repo, endpoint, patience=patience, tell=tell)
        token = known_token(hub.endpoint)
        if token is None:
            return hub
        head = hub.head()
        if head is not None and not head.gated:
            return hub
        return cls(repo, endpoint, token, patience=patience, tell=tell)

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
        if not info.sha:
            return None
        sha = info.sha if COMMIT.fullmatch(info.sha) else self._listed(revision)
        return Head(sha, info.private, bool(info.gated))

    def _listed(self, revision: str) -> str:
        """The commit that the list of refs gives a name; some Hubs echo a tag as its commit."""
        refs = self._refs()
        for ref in (*refs.branches, *refs.tags):
            if ref.name == revision and COMMIT.fullmatch(ref.target_commit):
                return str(ref.target_commit)
        raise HubError(f"{self.repo} does not say which commit {printable(revision)} is")

    def _refs(self) -> GitRefs:
        return self._ask(
            "listing the tags", lambda: self.api.list_repo_refs(self.repo, repo_type="dataset")
        )

    def versions(self) -> list[str]:
        """Versions X.Y.Z that have a tag vX.Y.Z, in no order."""
        names = [tag.name.removeprefix("refs/tags/") for tag in self._refs().tags]
        return [name[1:] for name in names if _TAG.fullmatch(name)]

    def files(self, sha: str) -> dict[str, File]:
        """All files of a commit, which never changes and so is requested once.

        Raises:
            Unsafe: a name that is no path inside of a folder.
        """
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
        files = [entry for entry in entries if isinstance(entry, RepoFile)]
        for entry in files:
            if not _is_safe(entry.path):
                raise Unsafe(
                    f"{self.repo} lists a file whose name is no path inside of a folder",
                    found=entry.path[:200],
                    hint="do not use this repository; tell those who run the Hub",
                )
        self._trees[sha] = {
            entry.path: File(entry.size, entry.lfs.sha256 if entry.lfs else None, entry.blob_id)
            for entry in files
        }
        return self._trees[sha]

    def read(self, path: str, sha: str, *, cache: Path) -> bytes:
        """A small file of a commit, with the hash that the commit lists.

        Raises:
            HubError: there is none, or it is larger than 16 MB.
            CheckFailed: the Hub serves other bytes under its name.
        """
        there = self.files(sha).get(path)
        if there is None:
            missing = HubError(f"{self.repo} has no {path} at commit {sha}")
            missing.missing = True
            raise missing
        if there.size > _LARGEST:  # before it is on the disk
            raise HubError(f"{path} of {self.repo} is larger than {_LARGEST} bytes")
        return read_file(self.download([path], sha, cache=cache) / path, largest=_LARGEST)

    def download(self, paths: Sequence[str], sha: str, *, cache: Path) -> Path:
        """Some files of a commit, in a cache; the folder of its snapshot.

        What the cache has already is not downloaded again. Every file is hashed and compared with
        the commit's list, because a cache finds files by the ETag that a Hub claims.

        Raises:
            CheckFailed: the Hub, or the cache, has other bytes under a file's name.
        """
        files = self.files(sha)
        largest = max((files[path].size for path in paths), default=0)
        folder = Path(
            self._ask(
                f"downloading {paths[0] if len(paths) == 1 else 'the commit'}",
                lambda: self.api.snapshot_download(
                    self.repo,
                    repo_type="dataset",
                    revision=sha,
                    cache_dir=cache,
                    allow_patterns=[glob.escape(path) for path in paths],
                    etag_timeout=self.timeout,
                ),
                largest=max(largest, LARGEST),
            )
        )
        for path in paths:
            if not (folder / path).is_file() or not Local.of(folder / path).is_same(files[path]):
                raise CheckFailed(
                    f"{path} of {self.repo} is not the file that commit {sha} lists",
                    field=path,
                    expected=files[path].sha256 or files[path].blob,
                    found=Local.of(folder / path).sha256 if (folder / path).is_file() else None,
                    hint="delete the repository from the cache of the Hub's client and try again; "
                    "if it stays so, the Hub serves other files than it lists",
                )
        return folder

    # -- what is done once

    def create(self, *, private: bool) -> Head:
        """Create the repository; nothing happens if it exists by now."""

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

    def remove_branch(self, name: str, *, at: str) -> bool:
        """Remove a branch if it is still at a commit; says whether it is gone."""
        try:
            head = self.head(name)
            if head is None:
                return True
            if head.sha != at:
                return False
            self._try(
                f"removing the branch {name}",
                lambda: self.api.delete_branch(self.repo, branch=name, repo_type="dataset"),
            )
        except HubError:
            return False
        return True

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
        additions = [
            operation for operation in operations if isinstance(operation, CommitOperationAdd)
        ]
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

    def _ask(self, doing: str, ask: Callable[[], T], *, largest: int | None = None) -> T:
        """Ask for something that the client does not, or not always, ask for again by itself."""
        return self._again(lambda: self._try(doing, ask, largest=largest))

    def _once(self, doing: str, do: Callable[[], T], *, done: Callable[[], T | None]) -> T:
        """Do something that must happen once: after a failure, look whether it has happened."""

        def attempt() -> T:
            try:
                return self._try(doing, do)
            except HubError as error:
                try:
                    found = done()
                except HubError as unknown:
                    # what the Hub holds is not known: the next run will see
                    error.passing = False
                    raise error from unknown
                if found:
                    return found
                raise

        return self._again(attempt)

    def _again(self, attempt: Callable[[], T]) -> T:
        """Attempt until it works, as long as that may help and patience lasts."""
        import tenacity

        backoff = tenacity.wait_exponential(multiplier=1, exp_base=2)

        def pause(state: tenacity.RetryCallState) -> float:
            asked = _failure(state).wait
            return backoff(state) if asked is None else asked

        def spent(state: tenacity.RetryCallState) -> bool:
            tried = state.attempt_number >= _ATTEMPTS
            return tried or state.upcoming_sleep > self.patience

        def before_sleep(state: tenacity.RetryCallState) -> None:
            self.patience -= state.upcoming_sleep
            self.tell(f"{_failure(state).args[0]}; again in {state.upcoming_sleep:g} s")

        return tenacity.Retrying(
            retry=tenacity.retry_if_exception(
                lambda error: isinstance(error, HubError) and error.passing
            ),
            wait=pause,
            stop=spent,
            before_sleep=before_sleep,
            sleep=lambda seconds: time.sleep(seconds),
            reraise=True,
        )(attempt)

    def _try(self, doing: str, do: Callable[[], T], *, largest: int | None = None) -> T:
        import httpx2

        with self._bounded(), guarded(endpoint=str(self.endpoint), largest=largest or LARGEST):
            try:
                return do()
            # what the client raises: HTTP errors, those of LFS and Xet as RuntimeError, what it
            # cannot parse as ValueError or KeyError
            except (httpx2.HTTPError, OSError, RuntimeError, ValueError, KeyError) as error:
                raise self._error(doing, error) from None

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
        # it would try for six minutes, and wait five for an answer; what the user has set stands
        for name, value in self._xet_limits().items():
            os.environ.setdefault(name, value)
        make = logging.getLogRecordFactory()
        logging.setLogRecordFactory(lambda *args, **kwargs: self._masked(make(*args, **kwargs)))
        try:
            with warnings.catch_warnings(record=True) as caught:
                yield
        finally:
            session.timeout = timeout
            constants.HF_HUB_DISABLE_XET = xet
            logging.setLogRecordFactory(make)
        for warning in caught:
            self.tell(printable(self.scrub(str(warning.message))))

    def _xet_limits(self) -> dict[str, str]:
        """What the client of Xet reads when it is first used: patience as it is with all else."""
        tries = f"{max(1, min(self.patience, PATIENCE) / 3):.0f}s"
        return {
            "HF_XET_CLIENT_RETRY_MAX_ATTEMPTS": "3",
            "HF_XET_CLIENT_RETRY_BASE_DELAY": "1s",
            "HF_XET_CLIENT_RETRY_MAX_DURATION": tries,
            "HF_XET_CLIENT_CONNECT_TIMEOUT": "15s",
            "HF_XET_CLIENT_READ_TIMEOUT": f"{self.timeout:.0f}s",
        }

    def _masked(self, record: logging.LogRecord) -> logging.LogRecord:
        if self.token and self.token in (text := record.getMessage()):
            record.msg, record.args = self.scrub(text), None
        return record

    def _error(self, doing: str, error: Exception) -> HubError:
        """The error in our words: what was done, what the Hub answered, and how to go on."""
        import httpx2
        from huggingface_hub.errors import (
            EntryNotFoundError,
            HfHubHTTPError,
            OfflineModeIsEnabled,
            RepositoryNotFoundError,
            RevisionNotFoundError,
        )

        chain = list(causes_of(error))
        answered = next((error for error in chain if isinstance(error, HfHubHTTPError)), None)
        broken = next((error for error in chain if isinstance(error, httpx2.TransportError)), None)
        absent = (RepositoryNotFoundError, RevisionNotFoundError, EntryNotFoundError)
        response = answered.response if answered is not None else None
        writes = response is not None and response.request.method not in ("GET", "HEAD")
        status = response.status_code if response is not None else None
        what = "the client gave up"
        hint: str | None = "run the same command again"
        if status == 401:
            what, hint = "the Hub does not accept the token", "hf auth login, or set HF_TOKEN"
        elif status == 403:
            what = "the token does not allow this" if self.token else "access is refused"
            hint = (
                "the token needs write access to the organization"
                if writes
                else "the repository is private or asks for consent: accept its terms on the Hub, "
                "or give a token that may read it (hf auth login, or HF_TOKEN)"
            )
        elif status == 404:
            what, hint = "there is no such thing", "look at the name, and at the token's rights"
        elif status in (409, 412):
            what = "the Hub is at another state than expected"
        elif status == 429:
            what = "the Hub asks to slow down"
        elif status is not None:
            what = f"the Hub answered {status}"
        elif isinstance(broken, httpx2.TimeoutException):
            what = f"no answer of {self.endpoint} within {self.timeout:g} s"
        elif any(isinstance(error, OfflineModeIsEnabled) for error in chain):
            what, hint = "the client is offline", "unset HF_HUB_OFFLINE, and run it again"
        elif broken is not None:
            what = f"the connection to {self.endpoint} broke"
            hint = "run the same command again; HF_ENDPOINT and --endpoint say which Hub is asked"
        elif "xet" in str(error).lower() or "xorb" in str(error).lower():
            what = "the content store (Xet) did not take it"
            hint = "run the same command again, or set HF_HUB_DISABLE_XET=1 to upload without it"
        failure = HubError(
            f"{self.repo}: {doing}: {what}",
            found=self._shown(answered or broken or error),
            hint=hint,
        )
        failure.status = status
        # to those without a token, 401 says of a repository that it is private or not there
        gone = status == 404 or (status == 401 and not self.token)
        failure.missing = gone and isinstance(answered, absent)
        failure.passing = status in _BUSY or (status is None and broken is not None)
        if response is not None and failure.passing:
            failure.wait = _seconds(response.headers.get("Retry-After"))
        return failure

    def _shown(self, error: BaseException) -> str:
        lines = [line.strip() for line in self.scrub(str(error)).splitlines() if line.strip()]
        return printable(" ".join(lines)[:300]) or type(error).__name__


def _failure(state: tenacity.RetryCallState) -> HubError:
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, HubError) else HubError(str(error))


def _is_safe(path: str) -> bool:
    """Say whether a name on a Hub is a path that stays in its folder, on any system."""
    parts = path.split("/")
    return (
        path.isprintable()
        and len(path) <= 1024
        and not {"", ".", ".."} & set(parts)
        and not re.search(r"[\\:]", path)
    )


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
