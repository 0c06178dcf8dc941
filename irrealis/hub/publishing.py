"""Publish a release: one commit to the Hub, read back and compared, and only then tagged.

A release is a tag. All files go into one commit on `main`, guarded by its parent, so that whoever
follows `main` has the last release or this one, each of them whole. The commit is then loaded from
a clean cache in a fresh interpreter and compared with the build; if anything differs, `main` is put
back to what it was. The tag comes last. A version lower than one that is out already (1.0.1 after
1.1.0) is committed to a branch of its own, which starts at the release below it, so that `main` and
its card stay with the highest version.

Nothing is remembered between runs. Each looks at what the Hub holds and does what is missing, so
the same command again finishes a publish that was interrupted anywhere.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from irrealis.build import load_builder
from irrealis.check import check_folder
from irrealis.errors import CheckFailed, IrrealisError, Unavailable
from irrealis.git import in_git, run_git
from irrealis.manifest import MANIFEST_FILE, Manifest, home, load_manifest, parts
from irrealis.release import CHANGELOG, Served, load_back, refuse_part, release_files
from irrealis.remote import (
    PATIENCE,
    TIMEOUT,
    Change,
    Conflict,
    File,
    Head,
    Hub,
    HubError,
    Local,
    change,
    find_token,
)
from irrealis.show import CROISSANT_FILE, card
from irrealis.store import (
    RECORD_FILE,
    YANKED,
    BuildRecord,
    Place,
    content_of,
    parse_record,
    read_reasons,
    read_record,
    read_releases,
    record_release,
    write_reasons,
    yanked_versions,
)

MAIN = "main"


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish did, or with --dry-run would do."""

    dataset: str
    version: str
    repo: str
    endpoint: str
    status: Literal["published", "already published", "dry run"]
    commit: str | None
    branch: str
    change: Change
    config: str  # the main one
    record: Path | None = None

    def as_dict(self) -> dict[str, object]:
        """For scripts."""
        return {
            "dataset": self.dataset,
            "version": self.version,
            "repo": self.repo,
            "endpoint": self.endpoint,
            "status": self.status,
            "tag": f"v{self.version}",
            "commit": self.commit,
            "branch": self.branch,
            "upload": {path: file.size for path, file in self.change.add.items()},
            "delete": self.change.delete,
            "bytes": self.change.bytes,
            "record": str(self.record) if self.record else None,
        }

    def text(self) -> str:
        """For people."""
        name, tag = f"{self.dataset} {self.version}", f"v{self.version}"
        if self.status == "already published":
            return f"{name} is published already: {self.repo}@{tag}, commit {self.commit}"
        add, delete = self.change.add, self.change.delete
        if self.status == "dry run":
            what = f"{len(add)} files ({self.change.bytes:,} bytes), {len(delete)} to delete"
            lines = [f"{name} would go to {self.repo}, branch {self.branch}, tag {tag}: {what}"]
            lines += [f"  upload {path}  {file.size:,}" for path, file in add.items()]
            return "\n".join([*lines, *(f"  delete {path}" for path in delete)])
        load = f'irrealis.load("{self.repo}", "{self.config}", version="{self.version}")'
        return "\n".join(
            [
                f"published {name}: {self.repo}@{tag}, commit {self.commit}",
                f"  {len(add)} files changed ({self.change.bytes:,} bytes), {len(delete)} deleted",
                f"  import irrealis; {load}",
                f"  recorded in {self.record}: commit it",
            ]
        )


@dataclass(frozen=True, slots=True)
class _Ready:
    """A release that may be published: everything that can be known of it without the Hub."""

    manifest: Manifest
    record: BuildRecord
    folder: Path
    files: dict[str, Local]

    @property
    def tag(self) -> str:
        return f"v{self.record.version}"


def publish(
    name: str,
    *,
    root: Path,
    to: str,
    endpoint: str | None = None,
    private: bool = False,
    dry_run: bool = False,
    release_folder: Path | None = None,
    replace: str | None = None,
    timeout: float = TIMEOUT,
    patience: float = PATIENCE,
    tell: Callable[[str], None] = lambda _: None,
) -> Published:
    """Publish a release of the dataset to a repository of the Hub.

    Args:
        name: a dataset of the registry at `root`.
        to: the repository, ORG/REPO; created if there is none.
        endpoint: URL of the Hub; HF_ENDPOINT or huggingface.co if not given.
        private: create it private; an existing one must be.
        dry_run: look at everything, change nothing.
        release_folder: the release; full/release/<name> under `root` if not given, or
            release/<name> where the sample is all there is.
        replace: a commit of this version with other content, left by a publish that never
            finished, which may be replaced.
        timeout: seconds that a request may go without an answer.
        patience: seconds to spend on waiting between attempts, in all.
        tell: called with each line of progress.

    Raises:
        CheckFailed: the release fails its check, or the Hub does not serve what was uploaded.
        IrrealisError: it may not be published as it is, or the version is out with other content.
        Conflict: another commit was made in the meantime.
        Unavailable: no token, or the Hub is away or refuses.
    """
    folder = release_folder or _release_folder(name, root=root)
    ready = _ready(name, root=root, folder=folder)
    token = find_token(endpoint)
    hub = Hub(to, endpoint, token, timeout=timeout, patience=patience, tell=tell)
    with tempfile.TemporaryDirectory(prefix="irrealis-") as scratch:
        return _Publish(
            ready, hub, private=private, dry_run=dry_run, replace=replace, scratch=Path(scratch)
        ).run()


def _release_folder(name: str, *, root: Path) -> Path:
    """Where the release of all of a dataset is, in its working tree."""
    whole = load_manifest(name, root=root).built_splits("upstream")
    return home(root, "upstream" if whole else "sample") / "release" / name


def _remake(manifest: Manifest) -> str:
    whole = manifest.built_splits("upstream")
    return f"irrealis make {manifest.name}{' --inputs upstream' * bool(whole)}"


def _ready(name: str, *, root: Path, folder: Path) -> _Ready:
    """Everything that can be refused without the Hub."""
    manifest = load_manifest(name, root=root)
    if manifest.redistribution != "allowed":
        raise IrrealisError(
            f"the license does not allow publishing: redistribution is {manifest.redistribution}",
            dataset=name,
            field="redistribution",
            expected="allowed",
            found=manifest.redistribution,
            hint=f"if its license allows that, say so in {manifest.folder / MANIFEST_FILE} "
            f"(license, redistribution: allowed), and {_remake(manifest)}"
            if manifest.redistribution == "unknown"
            else "a dataset that may not be redistributed is built by each of its users",
        )
    if not (folder / RECORD_FILE).is_file():
        raise IrrealisError(
            f"there is no release in {folder}",
            dataset=name,
            hint=_remake(manifest),
        )
    record = read_record(folder)
    refuse_part(record, manifest)
    _refuse_dirty(manifest, record, root=root, folder=folder)
    report = check_folder(folder, manifest=manifest)
    if not report.ok:
        raise CheckFailed(report.text())
    files = _files(folder, release_files(manifest, record))
    text = card.card_text(folder, manifest=manifest, record=record)
    _refuse_stale(folder / card.CARD_FILE, text.encode(), dataset=name)
    own = manifest.folder / CHANGELOG
    if own.is_file():
        _refuse_stale(folder / CHANGELOG, own.read_bytes(), dataset=name)
    for release in read_releases(manifest.folder):
        if release.version == record.version and release.content != content_of(record):
            raise IrrealisError(
                f"{record.version} is recorded as released with other content",
                dataset=name,
                field="content",
                hint="a released version never changes: give this one another version",
            )
    return _Ready(manifest, record, folder, files)


def _files(folder: Path, made: Collection[str]) -> dict[str, Local]:
    """What a release makes, and nothing else that happens to lie in its folder.

    Raises:
        IrrealisError: a file is missing, one is there that a release does not make, or a link is.
    """
    links = [path for path in (folder, *folder.rglob("*")) if path.is_symlink()]
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    stray = sorted({path.relative_to(folder).as_posix() for path in links} | found - {*made})
    missing = sorted({*made} - found)
    if stray or missing:
        raise IrrealisError(
            f"{folder} does not hold exactly what a release makes",
            expected=f"also {', '.join(missing[:5])}" if missing else "no other file, and no link",
            found=", ".join(stray[:5]) or None,
            hint="irrealis make NAME --inputs upstream rebuilds it",
        )
    return {path: Local.of(folder / path) for path in sorted(made)}


def _refuse_dirty(manifest: Manifest, record: BuildRecord, *, root: Path, folder: Path) -> None:
    """The release must be of the manifest as git has it."""
    name = manifest.name
    builder = load_builder(
        manifest.builder, dataset=name, parameters=manifest.parameters, seed=record.seed
    )
    for field, expected, found in (
        ("version", manifest.version, record.version),
        ("parameters", builder.parameters.model_dump(mode="json"), record.parameters),
    ):
        if expected != found:
            raise IrrealisError(
                f"{folder} was not built as {manifest.folder / MANIFEST_FILE} says",
                dataset=name,
                field=field,
                expected=expected,
                found=found,
                hint=_remake(manifest),
            )
    paths = [str((manifest.folder / name).relative_to(root)) for name in (MANIFEST_FILE, CHANGELOG)]
    if not in_git(root):
        raise IrrealisError(
            "what is published must be in git, and git does not know this registry",
            dataset=name,
            hint="publish from a clone of the registry",
        )
    status = run_git("status", "--porcelain", "--untracked-files=all", "--", *paths, root=root)
    if status:
        raise IrrealisError(
            "what is published must be in git as it is",
            dataset=name,
            expected="no changes since the last commit",
            found=", ".join(line[3:] for line in status.splitlines()),
            hint="commit the changes, or take them back; then build and release again",
        )


def _refuse_stale(path: Path, expected: bytes, *, dataset: str) -> None:
    if not path.is_file() or path.read_bytes() != expected:
        raise IrrealisError(
            f"{path} is not what the registry makes of this build",
            dataset=dataset,
            field=path.name,
            hint=f"irrealis release {dataset}",
        )


@dataclass(frozen=True, slots=True)
class _Target:
    """The branch to commit to, and the commit below; a branch may have to be made first."""

    branch: str
    base: Head
    exists: bool


@dataclass
class _Publish:
    """One run: what is on the Hub, what is missing there, and the doing of it."""

    ready: _Ready
    hub: Hub
    private: bool
    dry_run: bool
    replace: str | None
    scratch: Path

    def run(self) -> Published:
        hub, ready = self.hub, self.ready
        main = hub.head()
        if main is None:
            if self.dry_run:
                return self._outcome("dry run", None, MAIN, Change(self._wanted(), []))
            hub.tell(f"creating {hub.repo}")
            main = hub.create(private=self.private)
        elif self.private and main.private is False:
            raise IrrealisError(
                f"{hub.repo} exists and is public",
                expected="a private repository, as --private asks for",
                hint="leave out --private, or make it private on the Hub",
            )
        self._refuse_foreign(MAIN, main)
        versions = hub.versions()
        if ready.record.version in versions:
            return self._published_already()
        target = self._target(main, versions)
        self._refuse_foreign(target.branch, target.base)
        self._refuse_unfinished(target)
        have = hub.files(target.base.sha)
        self._refuse_lost_yanks(target.base, have)
        todo = self._todo(have)
        if self.dry_run:
            return self._outcome("dry run", None, target.branch, todo)
        sha = self._write(target, todo)
        hub.tell(f"read back and compared; tagging {ready.tag}")
        hub.tag(ready.tag, sha=sha)
        return self._outcome("published", sha, target.branch, todo)

    def _write(self, target: _Target, todo: Change) -> str:
        """Commit what is missing and read all of it back; the commit.

        Raises:
            CheckFailed: the Hub serves something else; the branch is as it was.
        """
        hub, ready, sha = self.hub, self.ready, target.base.sha
        if todo:
            hub.tell(f"committing {len(todo.add)} files ({todo.bytes:,} bytes) to {hub.repo}")
            sha = self._commit(target)
        else:
            hub.tell(f"{hub.repo} holds these files already, as commit {sha}")
        try:
            self._read_back(sha)
        except CheckFailed as error:
            undone = self._undo(sha, target) if todo else "it was left as it is"
            raise CheckFailed(
                f"{hub.repo} does not serve what was built, so {ready.tag} was not tagged; "
                f"{target.branch}: {undone}\n{error}",
                hint="run the same command again; if it stays so, tell those who run the Hub",
            ) from None
        except Unavailable as error:
            raise type(error)(
                f"commit {sha} is on {hub.repo}, whole, but could not be read back, so "
                f"{ready.tag} was not tagged\n{error}",
                hint="run the same command again: it goes on from there",
            ) from None
        return sha

    def _outcome(
        self,
        status: Literal["published", "already published", "dry run"],
        sha: str | None,
        branch: str,
        todo: Change,
    ) -> Published:
        record, endpoint = self.ready.record, str(self.hub.endpoint)
        kept = None
        if sha and not self.dry_run:
            kept = record_release(
                self.ready.manifest.folder,
                version=record.version,
                content=content_of(record),
                place=Place(endpoint=endpoint, repo=self.hub.repo, commit=sha),
            )
        return Published(
            dataset=record.dataset,
            version=record.version,
            repo=self.hub.repo,
            endpoint=endpoint,
            status=status,
            commit=sha,
            branch=branch,
            change=todo,
            config=record.main,
            record=kept,
        )

    def _published_already(self) -> Published:
        """The tag is there: nothing to do if it holds the same rows, else a refusal."""
        head = self.hub.head(self.ready.tag)
        if head is None:
            raise HubError(f"{self.hub.repo} lists the tag {self.ready.tag} and does not have it")
        there = self._record_of(head, self.hub.files(head.sha))
        own = self.ready.record
        if there is None or (there.dataset, content_of(there)) != (own.dataset, content_of(own)):
            raise IrrealisError(
                f"{self.hub.repo} has {self.ready.tag} with other content",
                dataset=self.ready.record.dataset,
                field="version",
                expected="the same content hashes, or another version",
                found=f"commit {head.sha}",
                hint="a released version never changes: give this one another version",
            )
        return self._outcome("already published", head.sha, MAIN, Change({}, []))

    def _record_of(self, head: Head, files: dict[str, File]) -> BuildRecord | None:
        """The build record of a commit, if it has one."""
        if RECORD_FILE not in files:
            return None
        content = self.hub.read(RECORD_FILE, head.sha, cache=self.scratch / "records")
        try:
            return parse_record(content, source=RECORD_FILE)
        except IrrealisError:
            return None

    def _target(self, main: Head, versions: list[str]) -> _Target:
        """Main for the highest version; for a lower one a branch, from the release below it."""
        own = parts(self.ready.record.version)
        latest = self._record_of(main, self.hub.files(main.sha))
        highest = max([*versions, *([latest.version] if latest else [])], key=parts, default=None)
        if highest is None or own >= parts(highest):
            return _Target(MAIN, main, exists=True)
        name = f"release-{self.ready.tag}"
        found = self.hub.head(name)
        if found is not None:
            return _Target(name, found, exists=True)
        below = [version for version in versions if parts(version) < own]
        base = max(below, key=parts) if below else min(versions, key=parts, default=None)
        start = self.hub.head(f"v{base}" if base else MAIN)
        if start is None:
            raise HubError(f"{self.hub.repo} lists the tag v{base} and does not have it")
        return _Target(name, start, exists=False)

    def _refuse_lost_yanks(self, base: Head, have: dict[str, File]) -> None:
        """A warning that is on the Hub must be in the registry too, or it would get lost."""
        if YANKED not in have:
            return
        there = read_reasons(self.hub.read(YANKED, base.sha, cache=self.scratch / "records"))
        lost = there.keys() - yanked_versions(self.ready.manifest.folder).keys()
        if lost:
            raise IrrealisError(
                f"{self.hub.repo} warns of versions that this registry knows nothing of",
                dataset=self.ready.record.dataset,
                field="yanked",
                found=", ".join(sorted(lost)),
                hint="git pull, or irrealis yank NAME@vX.Y.Z --reason TEXT for each of them",
            )

    def _todo(self, have: dict[str, File]) -> Change:
        def owned(path: str) -> bool:
            top = PurePosixPath(path).parts[0]
            named = (RECORD_FILE, "metrics.json", card.CARD_FILE, CHANGELOG, CROISSANT_FILE, YANKED)
            return top == "data" or path in named or path.startswith("LICENSE")

        return change(have, self._wanted(), owned=owned)

    def _wanted(self) -> dict[str, Local]:
        files = {**self.ready.files, card.CARD_FILE: self._card()}
        reasons = yanked_versions(self.ready.manifest.folder)
        if not reasons:
            return files
        path = self.scratch / YANKED
        path.write_bytes(write_reasons(reasons))
        return {**files, YANKED: Local.of(path)}

    def _card(self) -> Local:
        """The release's card, with the name of the repository that it goes to."""
        text = (self.ready.folder / card.CARD_FILE).read_text("utf-8")
        path = self.scratch / card.CARD_FILE
        named = card.with_repository(text, self.ready.record.dataset, self.hub.repo)
        path.write_text(named, "utf-8", newline="")
        return Local.of(path)

    def _refuse_foreign(self, branch: str, head: Head) -> None:
        """A branch must be empty, or hold this dataset."""
        name, have = self.ready.record.dataset, self.hub.files(head.sha)
        data = sorted(path for path in have if path.startswith("data/") or path == RECORD_FILE)
        there = self._record_of(head, have)
        if data and (there is None or there.dataset != name):
            raise IrrealisError(
                f"{self.hub.repo} holds something else on {branch}",
                dataset=name,
                expected=f"an empty repository, or one of {name}",
                found=there.dataset if there else ", ".join(data[:5]),
                hint="publish to another repository",
            )

    def _refuse_unfinished(self, target: _Target) -> None:
        """A branch must not hold an unfinished publish of this version with other content."""
        record, repo, base = self.ready.record, self.hub.repo, target.base
        there = self._record_of(base, self.hub.files(base.sha))
        if there is None or there.version != record.version or self.replace == base.sha:
            return
        if content_of(there) != content_of(record):
            raise Conflict(
                f"{repo} holds an unfinished publish of {record.version} with other content",
                dataset=record.dataset,
                found=f"commit {base.sha} of {target.branch}, without the tag {self.ready.tag}",
                hint="if somebody else is publishing, leave it to them or give this one another "
                f"version; if it is left from you: --replace {base.sha}",
            )

    def _commit(self, target: _Target) -> str:
        """Add the commit; a branch that was made for it goes if the commit is refused."""
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        hub, record = self.hub, self.ready.record
        if not target.exists:
            hub.tell(f"{self.ready.tag} is not the highest version: it goes to {target.branch}")
            hub.branch(target.branch, start=target.base.sha)
        todo = self._todo(hub.files(target.base.sha))
        try:
            return hub.commit(
                [
                    *(CommitOperationAdd(path, file.path) for path, file in todo.add.items()),
                    *(CommitOperationDelete(path) for path in todo.delete),
                ],
                parent=target.base.sha,
                branch=target.branch,
                message=f"{record.dataset} {record.version}",
                is_done=lambda sha: not self._todo(hub.files(sha)),
            )
        except HubError:
            if not target.exists:
                hub.remove_branch(target.branch, at=target.base.sha)
            raise

    def _read_back(self, sha: str) -> None:
        """Compare every file, and every config and split as `load_dataset` gives it.

        Raises:
            CheckFailed: something is not what was built.
        """
        cache = self.scratch / "clean"
        wanted, listed = self._wanted(), self.hub.files(sha)
        for path, file in wanted.items():
            if not file.is_same(listed.get(path)):
                raise CheckFailed(
                    f"{path} is not the file that was uploaded",
                    dataset=self.ready.record.dataset,
                    field=path,
                )
        copy = self.hub.download(list(wanted), sha, cache=cache)
        served = Served(str(self.hub.endpoint), self.hub.repo, sha, cache, self.hub.token)
        load_back(copy, build_folder=self.ready.folder, served=served)

    def _undo(self, sha: str, target: _Target) -> str:
        """Put a branch back to the files it had; says what became of it."""
        from huggingface_hub import CommitOperationCopy, CommitOperationDelete

        if not target.exists and self.hub.remove_branch(target.branch, at=sha):
            return "it was removed, as it was made for this"
        base, branch = target.base, target.branch
        have = self.hub.files(base.sha)
        todo = self._todo(have)
        kept = {path for path in have if path in todo.add or path in todo.delete}
        try:
            back = self.hub.commit(
                [
                    *(CommitOperationCopy(path, path, base.sha) for path in sorted(kept)),
                    *(CommitOperationDelete(path) for path in sorted(todo.add.keys() - kept)),
                ],
                parent=sha,
                branch=branch,
                message=f"back to the files of {base.sha[:12]}",
                is_done=lambda head: self.hub.files(head) == have,
            )
        except (HubError, Conflict) as error:
            return f"it still holds commit {sha}, for putting it back failed as well ({error})"
        return f"it was put back to what it was, as commit {back}"
