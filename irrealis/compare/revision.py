"""A revision: a dataset as it stood, in a folder, at a git revision, or on the Hub."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from irrealis.errors import IrrealisError, Unavailable, nearest, needs
from irrealis.git import find_commit, in_git, run_git
from irrealis.manifest import (
    FULL,
    MANIFEST_FILE,
    MAX_BYTES,
    TAG,
    built_in,
    list_datasets,
    plain_values,
)
from irrealis.remote import Hub, fetch_release
from irrealis.store import RECORD_FILE, find_folder

FORMS = (
    "a folder made by irrealis build or release; NAME, which stands for build/NAME; NAME@vX.Y.Z, a "
    "release's tag; REV:NAME, a git revision; hub:ORG/NAME@TAG"
)
_HUB = re.compile(r"hub:([\w.-]+/[\w.-]+?)(?:@(.+))?")


@dataclass(frozen=True, slots=True)
class Revision:
    """A folder of a build or release, what to call it, and its manifest where that is known."""

    label: str
    folder: Path
    manifest: Mapping[str, Any]


@contextmanager
def resolve(
    spec: str, *, root: Path | None = None, endpoint: str | None = None, sample: bool = False
) -> Iterator[Revision]:
    """A revision's folder; one that has to be brought from elsewhere lives as long as the block.

    Args:
        spec: a build or release folder; `NAME` for build/NAME; `NAME@vX.Y.Z` for a git tag, or
            `REV:NAME` for any git revision, whose release is taken from DVC's cache or its remote:
            that of all data where the revision has one, else that of the sample;
            `hub:ORG/NAME@TAG` for a release on the Hub.
        root: the registry, which all but folders and the Hub need.
        endpoint: of the Hub; `HF_ENDPOINT` or the public one if not given.
        sample: of a git revision, take the release of the sample.

    Raises:
        IrrealisError: what is named does not exist here, or is in none of these forms.
        Unavailable: its data cannot be had now, or it is not on the Hub.
    """
    hub, tag = _HUB.fullmatch(spec), TAG.fullmatch(spec)
    revision, _, name = spec.rpartition(":")
    if hub:
        with _scratch() as folder:
            _from_hub(hub[1], hub[2], to=folder, endpoint=endpoint)
            yield Revision(spec, folder, _card_metadata(folder))
    elif root and spec in list_datasets(root):
        yield _local(find_folder(spec, root=root).path, label=f"build/{spec}")
    elif Path(spec).is_dir():
        yield _local(Path(spec), label=spec)
    elif tag or (revision and revision != "hub"):
        if root is None or root == built_in() or not in_git(root):
            raise IrrealisError(f"{spec} needs a registry in a git repository", expected=FORMS)
        commit = find_commit(f"refs/tags/{spec}" if tag else revision, root=root)
        with _scratch() as folder:
            data = folder / "release"
            dataset = tag[1] if tag else name
            yield _from_git(dataset, commit, label=spec, root=root, to=data, sample=sample)
    else:
        near = nearest(spec, list_datasets(root) if root else [])
        raise IrrealisError(f"{spec}: no such folder{near}", expected=FORMS)


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="irrealis-") as folder:
        yield Path(folder)


def _local(folder: Path, *, label: str) -> Revision:
    whole = folder.resolve()
    above = whole.parent.parent
    root = above.parent if above.name == FULL else above
    manifest = root / "datasets" / whole.name / MANIFEST_FILE
    if whole.parent.name in ("build", "release") and manifest.is_file():
        with manifest.open(encoding="utf-8-sig") as file:
            return Revision(label, folder, _without_version(file.read(MAX_BYTES)))
    return Revision(label, folder, _card_metadata(folder))


def _without_version(text: str) -> dict[str, Any]:
    return {key: value for key, value in plain_values(text).items() if key != "version"}


def _card_metadata(folder: Path) -> dict[str, Any]:
    """What the card of a release says of the license, under the manifest's own key."""
    card = folder / "README.md"
    if not card.is_file():
        return {}
    with card.open(encoding="utf-8", errors="replace") as file:
        front = re.match(r"---\n(.*?)\n---\n", file.read(MAX_BYTES), flags=re.DOTALL)
    license_ = plain_values(front[1]).get("license") if front else None
    return {"license": license_} if isinstance(license_, str) else {}


def _from_git(
    name: str, commit: str, *, label: str, root: Path, to: Path, sample: bool
) -> Revision:
    """The release of a dataset at a commit, copied out of DVC's cache or its remote."""
    if not re.fullmatch(r"\w[\w.-]*", name):
        raise IrrealisError(f"{label}: {name!r} is not a dataset's name", expected=FORMS)
    try:
        text = run_git("show", f"{commit}:./datasets/{name}/{MANIFEST_FILE}", root=root)
    except IrrealisError:
        raise IrrealisError(f"{label}: no dataset {name!r} there") from None
    with needs("build", "reading a release of another revision"):
        from dvc.api import DVCFileSystem
        from dvc.exceptions import DvcException
        from dvc_data.index import DataIndexDirError

    full = f"datasets/{name}/{FULL}"
    whole = not sample and run_git("ls-tree", commit, "--", f"{full}/dvc.lock", root=root)
    place = f"{FULL}/release/{name}" if whole else f"release/{name}"
    lacking = Unavailable(
        f"{label}: the data of {place} is neither in DVC's cache nor in its remote",
        dataset=name,
        hint="dvc remote list shows the remotes; whoever made the release runs dvc push",
    )
    try:
        files = DVCFileSystem(url=str(root), rev=commit)
        if not files.exists(place):
            raise IrrealisError(
                f"{label}: DVC keeps no {place} there",
                dataset=name,
                hint="dvc repro, and commit dvc.lock",
            )
        files.get(place, str(to), recursive=True)
    except (DataIndexDirError, DvcException, OSError) as error:
        raise lacking from error
    if not (to / RECORD_FILE).is_file():
        raise lacking
    return Revision(label, to, _without_version(text))


def _from_hub(repo: str, tag: str | None, *, to: Path, endpoint: str | None) -> None:
    """Download a release by the commit that its tag names, never by the tag itself."""
    label = f"hub:{repo}@{tag}" if tag else f"hub:{repo}"
    hub = Hub.for_reading(repo, endpoint)
    head = hub.head(tag or "main")
    if head is None and hub.head() is None:
        raise Unavailable(
            f"{label}: there is no such dataset on the Hub, or it is private",
            hint="look at its name; for a private one, hf auth login or set HF_TOKEN",
        )
    if head is None:
        raise Unavailable(f"{label}: the Hub has no such tag")
    with _scratch() as cache:
        fetched = fetch_release(hub, head.sha, cache=cache)
        # a snapshot is links into a cache; a folder of a release holds its files
        shutil.copytree(fetched.folder, to, dirs_exist_ok=True)
