"""The next version of a dataset, as its rows require, in its manifest and its change log."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from irrealis.compare import Diff, compare, resolve
from irrealis.errors import CheckFailed, IrrealisError
from irrealis.files import write_file
from irrealis.manifest import MANIFEST_FILE, Level, home, load_manifest, parts, raised
from irrealis.release.folder import CHANGELOG
from irrealis.release.tags import released
from irrealis.store import read_record, read_releases


@dataclass(frozen=True, slots=True)
class Need:
    """The lowest version that a build may have, and why."""

    base: str  # what was released last
    level: Level
    version: str
    diff: Diff


@dataclass(frozen=True, slots=True)
class Bump:
    """What was written: the versions before and after, and the entry of the change log, if new."""

    dataset: str
    before: str
    after: str
    level: Level
    entry: str | None


def least_version(
    name: str,
    *,
    root: Path,
    against: str | None = None,
    build: Path | None = None,
    endpoint: str | None = None,
) -> Need | None:
    """The lowest version that a build may have; None where nothing was released yet.

    Args:
        name: a dataset of the registry at `root`.
        against: what the build is compared with, in any form that `irrealis diff` takes; the newest
            release's tag if not given. It may be later than that tag, such as the branch that a
            pull request goes to: what it holds was judged when it came there, and its version may
            not be lowered.
        build: if not given, build/<name>, of the inputs that `against` was built from.
        endpoint: of the Hub, if `against` is there.

    Raises:
        IrrealisError: the two were built from different inputs, or one is not there.
    """
    tags = released(name, root=root)
    if against is None and not tags:
        return None
    with resolve(against or tags[0].ref, root=root, endpoint=endpoint) as before:
        inputs = read_record(before.folder).inputs
        folder = build or home(root, inputs) / "build" / name
        if not folder.is_dir():
            raise IrrealisError(
                "not built yet, so there is nothing to compare with the last release",
                dataset=name,
                found=f"no folder {folder}",
                hint=f"irrealis build {name} --inputs {inputs}",
            )
        other = name if build is None and inputs == "sample" else str(folder)
        with resolve(other, root=root) as after:
            diff = compare(before, after)
    if diff.dataset != name:
        raise IrrealisError(f"{other} is a build of another dataset", dataset=name)
    if not diff.comparable:
        raise IrrealisError(
            "the builds have different inputs, so they say nothing about the version",
            dataset=name,
            expected=_inputs(diff, "before"),
            found=_inputs(diff, "after"),
            hint=f"irrealis build {name} --inputs {diff.before.inputs}",
        )
    # what was published counts too, where its tag is not in this clone
    published = [release.version for release in read_releases(root / "datasets" / name)]
    base = max([*(tag.version for tag in tags), *published] or [diff.before.version], key=parts)
    least = max(raised(base, diff.level), diff.before.version, key=parts)
    return Need(base, diff.level, least, diff)


def _inputs(diff: Diff, which: str) -> str:
    side = getattr(diff, which)
    limit = f", the first {side.limit} records" if side.limit is not None else ""
    return f"{side.inputs}{limit} ({side.label})"


def check_version(name: str, *, root: Path, need: Need | None) -> str:
    """Check that the manifest's version is high enough, and say why.

    Raises:
        CheckFailed: it is lower than the change calls for.
    """
    version = load_manifest(name, root=root).version
    if need is None:
        return f"{name} {version}: nothing was released before it"
    if parts(version) < parts(need.version):
        reasons = "\n".join(f"    {line}" for line in need.diff.changelog())
        raise CheckFailed(
            f"the version is too low for the changes:\n{reasons}",
            dataset=name,
            field="version",
            expected=f"{need.version} or higher ({_level(need.level)} after {need.base})",
            found=version,
            hint=f"irrealis bump {name}",
        )
    return f"{name} {version} is enough: {_level(need.level)} after {need.base}"


def _level(level: Level) -> str:
    return "nothing changed" if level is Level.NONE else level.name.lower()


def bump(
    name: str, *, root: Path, need: Need | None, ask: Level = Level.NONE, date: str | None = None
) -> Bump:
    """Set the version in the manifest, and describe the changes in the change log.

    Of the manifest only the version is touched. Both files are written, or neither; if the process
    is killed between the two, the same call again finishes.

    Args:
        name: a dataset of the registry at `root`.
        need: what `least_version` says.
        ask: raise it at least so far.
        date: to stand beside the version in the change log; a release is dated by its tag.

    Raises:
        IrrealisError: nothing was released yet, nothing changed, or less was asked for than the
            change calls for.
    """
    manifest = load_manifest(name, root=root)
    if need is None:
        raise IrrealisError(
            f"nothing has been released yet, so {manifest.version} can be the first version",
            dataset=name,
            hint=f"irrealis tag {name}, or --against a folder of what was released elsewhere",
        )
    level = _raise_by(need, ask, dataset=name)
    # a higher version that was set by hand stays
    target = max(raised(need.base, level), need.version, manifest.version, key=parts)
    path, log = manifest.folder / MANIFEST_FILE, manifest.folder / CHANGELOG
    before = path.read_bytes()
    old_log = log.read_bytes() if log.is_file() else None
    entry = _entry(need.diff, target, date=date)
    new_log = _with_entry((old_log or b"").decode(), entry, name=name, version=target)
    if new_log is not None:
        write_file(log, new_log.encode())
    try:
        if target != manifest.version:
            write_file(path, _with_version(before.decode(), target).encode())
            load_manifest(name, root=root)
    except BaseException:
        if new_log is not None and old_log is not None:
            write_file(log, old_log)
        elif new_log is not None:
            log.unlink()
        if path.read_bytes() != before:
            write_file(path, before)
        raise
    return Bump(name, manifest.version, target, level, entry if new_log is not None else None)


def _raise_by(need: Need, ask: Level, *, dataset: str) -> Level:
    """The level to raise the version by: what the changes call for, or more if it is asked for.

    Raises:
        IrrealisError: nothing changed, or less was asked for than the changes call for.
    """
    if max(need.level, ask) is Level.NONE:
        raise IrrealisError(
            f"nothing changed since {need.diff.before.label}",
            dataset=dataset,
            hint="--patch raises the version all the same",
        )
    if Level.NONE < ask < need.level:
        raise IrrealisError(
            f"--{_level(ask)} is too little for the changes",
            dataset=dataset,
            expected=_level(need.level),
            found=_level(ask),
        )
    return max(need.level, ask)


def _with_version(text: str, version: str) -> str:
    """The text of a manifest with another version, and not another character changed."""
    import yaml

    document = yaml.compose(text, Loader=yaml.SafeLoader)
    for key, value in document.value if isinstance(document, yaml.MappingNode) else ():
        if key.value == "version":
            start, end = value.start_mark.index, value.end_mark.index
            quote = value.style if value.style in ("'", '"') else ""
            return f"{text[:start]}{quote}{version}{quote}{text[end:]}"
    raise IrrealisError(f"{MANIFEST_FILE} has no version")


def _entry(diff: Diff, version: str, *, date: str | None) -> str:
    lines = diff.changelog() or ["- The same in all that is compared."]
    return "\n".join([f"## {version}{f' ({date})' if date else ''}", "", *lines])


def heading_of(version: str) -> re.Pattern[str]:
    """The line of a change log that a version's entry begins with, a date behind it or not.

    >>> [bool(heading_of("1.2.0").search(f"## {one}")) for one in ("1.2.0 - 2026-01-02", "1.2.01")]
    [True, False]
    """
    return re.compile(rf"^##+ +\[?v?{re.escape(version)}(?![\w.]).*$", re.MULTILINE)


def _with_entry(text: str, entry: str, *, name: str, version: str) -> str | None:
    """The change log with an entry above the others; None if it has one for this version."""
    if heading_of(version).search(text):
        return None
    newline = "\r\n" if "\r\n" in text else "\n"
    text = text or f"# Changelog of {name}\n"
    first = re.search(r"^## ", text, flags=re.MULTILINE)
    entry = entry.replace("\n", newline)
    if first:
        return f"{text[: first.start()]}{entry}{2 * newline}{text[first.start() :]}"
    return f"{text.rstrip()}{2 * newline}{entry}{newline}"
