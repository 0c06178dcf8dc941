"""Tags of releases: annotated git tags `NAME@vX.Y.Z`, as the GTO convention has them.

The message of a tag holds the content hash of every config and split, so that what was released can
be told from anything else without its data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from irrealis.check import check_folder
from irrealis.compare import Revision, compare, resolve
from irrealis.errors import CheckFailed, IrrealisError, needs
from irrealis.git import find_commit, in_git, run_git
from irrealis.manifest import FULL, TAG, Manifest, built_in, home, load_manifest, parts
from irrealis.store import BuildRecord, Content, content_of, differences, read_record, read_releases

SAMPLE = "-sample"  # the end of the version that a sample or another part of a dataset may have
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
    sample: bool = False
    full: bool = False  # whether it is kept in full/

    @property
    def ref(self) -> str:
        """The tag as git knows it; that of a sample is a pre-release, which is no release."""
        return f"{self.name}@v{self.version}{SAMPLE if self.sample else ''}"

    @property
    def artifact(self) -> str:
        """The tag by which `dvc artifacts get` finds the release, as GTO names it.

        DVC looks for an artifact in the dvc.yaml of the folder that its name begins with, and GTO
        writes `datasets/cebab/full:cebab` as `datasets/cebab/full=cebab` in tags.
        """
        return f"datasets/{self.name}{f'/{FULL}' if self.full else ''}={self.ref}"


def released(name: str, *, root: Path) -> list[Tag]:
    """The tags of a dataset, newest version first; none where the registry is not kept in git."""
    if root == built_in() or not in_git(root):
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
            # a lightweight tag has the message of its commit, which does not describe the data
            own_message = message if kind == "tag" else ""
            hub = _HUB.search(own_message)
            content: Content = {}
            for config, split, content_hash in _HASH.findall(own_message):
                content.setdefault(config, {})[split] = content_hash
            found.append(Tag(name, match[2], target or own, content, hub[1] if hub else None))
    return sorted(found, key=lambda tag: parts(tag.version), reverse=True)


def refuse_other_content(record: BuildRecord, *, root: Path) -> None:
    """Check that this build may be released as the version that it states: a release never changes.

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
            f"{tag.ref} is already released with other rows, and a release never changes",
            dataset=record.dataset,
            split=split,
            field=config,
            expected=expected,
            found=found,
            hint=f"irrealis bump {record.dataset}",
        )


def part_of(record: BuildRecord, manifest: Manifest) -> str | None:
    """What part of the dataset a build holds; None for all of it.

    It is a part if it was built from the sample where there is more, from user-supplied files,
    from the first records only, lacks splits, or was drawn at another size.
    """
    whole = manifest.built_splits("upstream")
    drawn = manifest.inputs.generate
    if record.limit is not None:
        return f"the first {record.limit} records of each split"
    if record.inputs == "files":
        return "files that the manifest does not pin"
    if record.inputs == "sample" and whole:
        return "the sample"
    if record.inputs == "upstream" and (lacking := sorted({*whole} - {*record.splits})):
        return f"a build without the splits {', '.join(lacking)}"
    if drawn and record.inputs == "upstream" and record.sizes != drawn.full:
        sizes = ", ".join(f"{size:,} records of {split}" for split, size in record.sizes.items())
        return f"{sizes}, where the manifest says {drawn.full}"
    return None


def refuse_part(record: BuildRecord, manifest: Manifest) -> None:
    """Check that a build is the whole dataset: a version never stands for a part of it.

    Raises:
        CheckFailed: it is a part; see `part_of`.
    """
    if found := part_of(record, manifest):
        raise _a_part(found, manifest)


def _a_part(found: str, manifest: Manifest) -> CheckFailed:
    whole = manifest.built_splits("upstream")
    return CheckFailed(
        "part of a dataset cannot be released as a version",
        dataset=manifest.name,
        field="inputs",
        expected="a build of all that the manifest pins" if whole else "the whole sample",
        found=found,
        hint=f"irrealis make {manifest.name} --inputs upstream; a sample can be tagged as a "
        f"pre-release: irrealis tag {manifest.name} --sample",
    )


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tag, and whether it was there already, with the same content."""

    tag: Tag
    was_there: bool


def make_tag(name: str, *, root: Path, hub: str | None = None, sample: bool = False) -> Tagged:
    """Tag the release of a dataset at HEAD as `NAME@vX.Y.Z`, and as an artifact of DVC.

    What is tagged is what `dvc get --rev NAME@vX.Y.Z` will give, taken from DVC at HEAD and checked
    row by row, never what happens to lie in a folder.

    Args:
        name: a dataset of the registry at `root`.
        hub: `ORG/NAME@COMMIT`, where it was published, for the tag's message; the place that
            `releases.json` records if not given.
        sample: tag a part of the dataset as the pre-release `NAME@vX.Y.Z-sample`.

    Raises:
        CheckFailed: the release is a part of the dataset or breaks its check; the version was
            tagged or published with other rows, or is too low for what changed.
        IrrealisError: not in git, something is not committed, or DVC would rebuild it.
        Unavailable: the data of HEAD, or of the release before it, cannot be had.
    """
    if hub is not None and not re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", hub):
        raise IrrealisError("not a commit on the Hub", expected="ORG/NAME@COMMIT", found=hub)
    manifest = load_manifest(name, root=root)
    _refuse_uncommitted(name, root=root)
    if not sample:
        _refuse_unmade(manifest)
    tags = released(name, root=root)
    with resolve(f"HEAD:{name}", root=root, sample=sample) as revision:
        record = read_record(revision.folder)
        if record.version != manifest.version:
            raise IrrealisError(
                "the release that DVC keeps is of another version",
                dataset=name,
                expected=manifest.version,
                found=record.version,
                hint=_remake(name, record),
            )
        if sample:
            tags = []  # a pre-release stands outside of the order of the releases
        else:
            refuse_part(record, manifest)
            _refuse_other_published(manifest.folder, record)
        there = next((tag for tag in tags if tag.version == record.version), None)
        if there is not None:
            _refuse_difference(there, record, root=root)
            there = replace(there, full=record.inputs == "upstream")
            _tag_artifact(there, record, root=root)
            return Tagged(there, was_there=True)
        _refuse_stale(name, record, root=root)
        report = check_folder(revision.folder, manifest=manifest)
        if not report.ok:
            raise CheckFailed(report.text())
        earlier = [tag for tag in tags if parts(tag.version) < parts(record.version)]
        if earlier:
            _refuse_low(revision, record, after=earlier[0], root=root)
    if not sample:
        hub = hub or _published(manifest.folder, record.version)
    head = find_commit("HEAD", root=root)
    full = record.inputs == "upstream"
    made = Tag(name, record.version, head, content_of(record), hub, sample, full)
    _write_tag(made.ref, made, record, root=root)
    _tag_artifact(made, record, root=root)
    return Tagged(made, was_there=False)


def _write_tag(ref: str, tag: Tag, record: BuildRecord, *, root: Path) -> None:
    # verbatim: git would take lines that begin with # for comments
    arguments = ("tag", "-a", "--cleanup=verbatim", "-F", "-", ref, tag.commit)
    run_git(*arguments, root=root, text=_message(tag, record))


def _tag_artifact(tag: Tag, record: BuildRecord, *, root: Path) -> None:
    """Make the tag for `dvc artifacts get`, unless an earlier call has made it."""
    if not run_git("tag", "--list", tag.artifact, root=root).strip():
        _write_tag(tag.artifact, tag, record, root=root)


def _refuse_unmade(manifest: Manifest) -> None:
    """Check that HEAD has a release of all that is pinned, where there is more than the sample."""
    made = manifest.folder / FULL / "dvc.lock"
    if manifest.built_splits("upstream") and not made.is_file():
        raise _a_part("the sample alone", manifest)


def _refuse_other_published(folder: Path, record: BuildRecord) -> None:
    """Check that a version that `releases.json` lists as published has the same rows there."""
    for kept in read_releases(folder):
        if kept.version != record.version:
            continue
        for config, split, expected, found in differences(kept.content, content_of(record)):
            raise CheckFailed(
                f"{record.dataset} {record.version} was published with other rows",
                dataset=record.dataset,
                split=split,
                field=config,
                expected=expected,
                found=f"{found}, built from {record.inputs}",
                hint="tag the build that was published, or give this one another version: "
                f"irrealis bump {record.dataset}",
            )


def _published(folder: Path, version: str) -> str | None:
    places = (
        place
        for release in read_releases(folder)
        if release.version == version
        for place in release.hub
    )
    return next((f"{place.repo}@{place.commit}" for place in places), None)


def _message(tag: Tag, record: BuildRecord) -> str:
    lines = [f"{tag.name} {tag.version}{SAMPLE if tag.sample else ''}", ""]
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
            "the working tree has uncommitted changes",
            dataset=name,
            found=", ".join(line.strip() for line in changed[:5]),
            hint="commit or stash them, so that the tag names what was built",
        )


def _remake(name: str, record: BuildRecord) -> str:
    how = f"irrealis make {name} --inputs upstream" if record.inputs == "upstream" else "dvc repro"
    return f"{how}, and commit what it writes to datasets/{name}"


def _refuse_stale(name: str, record: BuildRecord, *, root: Path) -> None:
    """Check that DVC has nothing to do for the release: neither code nor inputs are newer."""
    with needs("build", "tagging a release"):
        from dvc.exceptions import DvcException
        from dvc.repo import Repo

    try:
        with Repo(str(root)) as repo:
            (out,) = repo.find_outs_by_path(str(home(root, record.inputs) / "release" / name))
            # asked by the path of an output, DVC would leave out the stages before its own
            stages = repo.status(targets=[out.stage.addressing], with_deps=True)
    except DvcException as error:
        raise IrrealisError(f"dvc status failed: {error}", dataset=name) from error
    if stages:
        raise IrrealisError(
            "the release is not what DVC would make of this commit",
            dataset=name,
            found=f"{', '.join(stages)} changed",
            hint=f"{_remake(name, record)}; in a fresh clone, dvc pull",
        )


def _refuse_low(revision: Revision, record: BuildRecord, *, after: Tag, root: Path) -> None:
    """Check that the version is as high as the changes since the last release require."""
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
