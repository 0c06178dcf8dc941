"""Tags of releases: annotated git tags `NAME@vX.Y.Z`, as the GTO convention has them.

The message of a tag holds the content hash of every config and split, so that what was released can
be told from anything else without its data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from irrealis.check import check_folder
from irrealis.compare import Revision, compare, resolve
from irrealis.errors import CheckFailed, IrrealisError
from irrealis.git import find_commit, in_git, run_git
from irrealis.manifest import TAG, load_manifest, parts
from irrealis.store import BuildRecord, Content, content_of, differences, read_record, read_releases

_HASH = re.compile(r"^([\w.-]+)/([\w.-]+): \d+ rows, (sha256:[0-9a-f]{64})$", re.MULTILINE)
_HUB = re.compile(r"^Hub: (\S+@[0-9a-f]{40})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Tag:
    """A release's tag. `content` is that of `content_of`; empty if the tag was not made by us."""

    name: str
    version: str
    commit: str
    content: Content
    hub: str | None = None

    @property
    def ref(self) -> str:
        """The tag as git knows it."""
        return f"{self.name}@v{self.version}"


def released(name: str, *, root: Path) -> list[Tag]:
    """The tags of a dataset, newest version first; none where the registry is not kept in git."""
    if not in_git(root):
        return []
    fields = ("refname:strip=2", "objecttype", "objectname", "*objectname", "contents")
    form = "".join(f"%({field})%00" for field in fields)
    listed = run_git("for-each-ref", f"--format={form}", f"refs/tags/{name}@v*", root=root)
    values = listed.split("\0")[:-1]  # a new line follows the last
    found = []
    for at in range(0, len(values), len(fields)):
        ref, kind, own, target, message = values[at : at + len(fields)]
        ref = ref.strip()
        if (match := TAG.fullmatch(ref)) and match[1] == name:
            # the message of a lightweight tag is that of its commit, and says nothing of the data
            said = message if kind == "tag" else ""
            hub = _HUB.search(said)
            content: Content = {}
            for config, split, content_hash in _HASH.findall(said):
                content.setdefault(config, {})[split] = content_hash
            found.append(Tag(name, match[2], target or own, content, hub[1] if hub else None))
    return sorted(found, key=lambda tag: parts(tag.version), reverse=True)


def refuse_other_content(record: BuildRecord, *, root: Path) -> None:
    """See that this build may be released as the version it says: a release never changes.

    Raises:
        CheckFailed: the version is tagged, and holds other rows.
        Unavailable: it was tagged by other means, and its data cannot be had to compare.
    """
    for tag in released(record.dataset, root=root):
        if tag.version == record.version:
            _refuse_difference(tag, record, root=root)


def _refuse_difference(tag: Tag, record: BuildRecord, *, root: Path) -> None:
    known = tag.content or _content(tag, root=root)
    for config, split, expected, found in differences(known, content_of(record)):
        raise CheckFailed(
            f"{tag.ref} is released already, and holds other rows: a release never changes",
            dataset=record.dataset,
            split=split,
            field=config,
            expected=expected,
            found=found,
            hint=f"irrealis bump {record.dataset}",
        )


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tag, and whether it was there already, with the same content."""

    tag: Tag
    was_there: bool


def make_tag(name: str, *, root: Path, hub: str | None = None) -> Tagged:
    """Tag the release of a dataset at HEAD as `NAME@vX.Y.Z`.

    What is tagged is what `dvc get --rev NAME@vX.Y.Z` will give, taken from DVC at HEAD and checked
    row by row, never what happens to lie in a folder.

    Args:
        name: a dataset of the registry at `root`.
        hub: `ORG/NAME@COMMIT`, where it was published, for the tag's message; the place that
            `releases.json` records if not given.

    Raises:
        CheckFailed: the release breaks its check, the version was released with other rows, or is
            too low for what changed.
        IrrealisError: not in git, something is not committed, or DVC would build it anew.
        Unavailable: the data of HEAD, or of the release before it, cannot be had.
    """
    if hub is not None and not re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", hub):
        raise IrrealisError("not a commit on the Hub", expected="ORG/NAME@COMMIT", found=hub)
    manifest = load_manifest(name, root=root)
    _refuse_uncommitted(name, root=root)
    tags = released(name, root=root)
    with resolve(f"HEAD:{name}", root=root) as revision:
        record = read_record(revision.folder)
        if record.version != manifest.version:
            raise IrrealisError(
                "the release that DVC keeps is of another version",
                dataset=name,
                expected=manifest.version,
                found=record.version,
                hint="dvc repro, and commit dvc.lock",
            )
        there = next((tag for tag in tags if tag.version == record.version), None)
        if there is not None:
            _refuse_difference(there, record, root=root)
            return Tagged(there, was_there=True)
        _refuse_stale(name, root=root)
        report = check_folder(revision.folder, manifest=manifest)
        if not report.ok:
            raise CheckFailed(report.text())
        earlier = [tag for tag in tags if parts(tag.version) < parts(record.version)]
        if earlier:
            _refuse_low(revision, record, after=earlier[0], root=root)
    hub = hub or _published(manifest.folder, record.version)
    made = Tag(name, record.version, find_commit("HEAD", root=root), content_of(record), hub)
    # verbatim: git would take lines that begin with # for comments
    arguments = ("tag", "-a", "--cleanup=verbatim", "-F", "-", made.ref, made.commit)
    run_git(*arguments, root=root, text=_message(made, record))
    return Tagged(made, was_there=False)


def _published(folder: Path, version: str) -> str | None:
    places = (place for one in read_releases(folder) if one.version == version for place in one.hub)
    return next((f"{place.repo}@{place.commit}" for place in places), None)


def _message(tag: Tag, record: BuildRecord) -> str:
    lines = [f"{tag.name} {tag.version}", ""]
    for config, splits in record.configs.items():
        for split, part in splits.items():
            lines.append(f"{config}/{split}: {part.rows} rows, {part.content_hash}")
    if tag.hub:
        lines += ["", f"Hub: {tag.hub}"]
    return "\n".join([*lines, ""])


def _refuse_uncommitted(name: str, *, root: Path) -> None:
    changed = run_git("status", "--porcelain", root=root).splitlines()
    if changed:
        raise IrrealisError(
            "the working tree has changes that no commit holds",
            dataset=name,
            found=", ".join(line.strip() for line in changed[:5]),
            hint="commit or stash them, so that the tag names what was built",
        )


def _refuse_stale(name: str, *, root: Path) -> None:
    """See that DVC has nothing to do for the release: neither code nor inputs are newer."""
    from dvc.exceptions import DvcException
    from dvc.repo import Repo

    try:
        with Repo(str(root)) as repo:
            (out,) = repo.find_outs_by_path(str(root / "release" / name))
            # asked by the path of an output, DVC would leave out the stages before its own
            stages = repo.status(targets=[out.stage.addressing], with_deps=True)
    except DvcException as error:
        raise IrrealisError(f"dvc status failed: {error}", dataset=name) from error
    if stages:
        raise IrrealisError(
            "the release is not what DVC would make of this commit",
            dataset=name,
            found=f"{', '.join(stages)} changed",
            hint="dvc repro, and commit dvc.lock; in a fresh clone, dvc pull",
        )


def _refuse_low(revision: Revision, record: BuildRecord, *, after: Tag, root: Path) -> None:
    """See that the version is as high as the change since the release before it calls for."""
    if after.content == content_of(record):
        return  # the same rows: any higher version will do
    with resolve(after.ref, root=root) as before:
        diff = compare(before, revision)
    if diff.comparable and diff.too_low:
        raise CheckFailed(
            f"the version is too low for what changed since {after.ref}:\n"
            + "\n".join(f"    {line}" for line in diff.changelog()),
            dataset=record.dataset,
            field="version",
            expected=f"{diff.least_version} or higher",
            found=record.version,
            hint=f"irrealis bump {record.dataset}",
        )


def _content(tag: Tag, *, root: Path) -> Content:
    with resolve(tag.ref, root=root) as revision:
        return content_of(read_record(revision.folder))
