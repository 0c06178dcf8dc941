"""Verify that what the Hub serves is what the registry built, from what is public.

Anyone can do it, without a token and without a clone. With a clone, the release is
also compared with `releases.json` in its git, which write access to the Hub cannot change.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from irrealis.errors import CheckFailed, Unavailable
from irrealis.manifest import MANIFEST_FILE, parts
from irrealis.release import Served, load_back
from irrealis.remote import Hub, HubError, fetch_release
from irrealis.store import (
    RELEASES_FILE,
    BuildRecord,
    Place,
    Released,
    content_of,
    differences,
    read_releases,
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was verified of a release, and against what."""

    repo: str
    tag: str
    commit: str
    record: BuildRecord
    registry: Released | None
    place: Place | None  # where the registry says that the release is

    def as_dict(self) -> dict[str, object]:
        """For scripts."""
        return {
            "repo": self.repo,
            "tag": self.tag,
            "commit": self.commit,
            "dataset": self.record.dataset,
            "content": content_of(self.record),
            "registry": self.registry is not None,
            "recorded_commit": self.place.commit if self.place else None,
        }

    def text(self) -> str:
        """For people."""
        parts = [part for splits in self.record.configs.values() for part in splits.values()]
        rows = sum(part.rows for part in parts)
        lines = [
            f"{self.repo}@{self.tag}, commit {self.commit}:",
            f"  {rows} rows in {len(parts)} splits of {len(self.record.configs)} configs have the "
            "schemas and content hashes of its build.json",
        ]
        if self.registry is None:
            lines.append(
                f"  not compared with a registry: run it in a clone that has {self.record.dataset} "
                f"{self.record.version} in its {RELEASES_FILE}"
            )
        else:
            lines.append(f"  they are those that this registry's {RELEASES_FILE} records")
        if self.place:
            lines.append("  the tag is at the commit that was recorded when it was published")
        return "\n".join(lines)


def verify(
    repo: str,
    *,
    tag: str | None = None,
    endpoint: str | None = None,
    root: Path | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Verified:
    """Download a release, load it as users do, and compare every row with the record of its build.

    Args:
        repo: ORG/REPO.
        tag: such as v1.2.0; the highest version if not given.
        endpoint: URL of the Hub; HF_ENDPOINT or huggingface.co if not given.
        root: a registry whose record of the release is compared as well, if it has one.
        tell: called with each line of progress.

    Raises:
        CheckFailed: what is served is not what was built.
        Unavailable: no such repository or tag, or the Hub is away.
    """
    hub = Hub.for_reading(repo, endpoint, tell=tell)
    if hub.head() is None:
        raise Unavailable(
            f"there is no dataset {repo} on the Hub, or it is private",
            hint="look at its name; for a private one, hf auth login or set HF_TOKEN",
        )
    versions = sorted(hub.versions(), key=parts)
    tag = tag or (f"v{versions[-1]}" if versions else None)
    head = hub.head(tag) if tag else None
    if head is None or tag is None:
        raise Unavailable(
            f"{repo} has no release {tag or ''}".rstrip(),
            expected=", ".join(f"v{version}" for version in versions) or "at least one tag vX.Y.Z",
        )
    with tempfile.TemporaryDirectory(prefix="irrealis-") as scratch:
        cache = Path(scratch) / "clean"
        tell(f"downloading {repo}@{tag}, commit {head.sha}")
        try:
            fetched = fetch_release(hub, head.sha, cache=cache)
        except HubError as error:
            if not error.missing:
                raise
            raise CheckFailed(f"{repo}@{tag} is not a release: {error.args[0]}") from None
        except CheckFailed as error:
            error.args = (f"{repo}@{tag} is not a release: {error.args[0]}",)
            raise
        record = fetched.record
        # the cache has links; a folder of files is read as any other build is
        copy = shutil.copytree(fetched.folder, Path(scratch) / "copy")
        registry = _recorded(record, root)
        _compare(record, registry, tag=tag)
        place = _place(registry, hub, head.sha)
        tell("loading it as its users do")
        served = Served(str(hub.endpoint), repo, head.sha, cache, hub.token)
        load_back(copy, build_folder=copy, served=served)
    return Verified(repo, tag, head.sha, record, registry, place)


def _recorded(record: BuildRecord, root: Path | None) -> Released | None:
    """What the registry records of the same version of the same dataset."""
    folder = root / "datasets" / record.dataset if root else None
    if folder is None or not (folder / MANIFEST_FILE).is_file():
        return None
    found = (release for release in read_releases(folder) if release.version == record.version)
    return next(found, None)


def _compare(record: BuildRecord, registry: Released | None, *, tag: str) -> None:
    if f"v{record.version}" != tag:
        raise CheckFailed(
            "the tag is not that of the build",
            dataset=record.dataset,
            field="version",
            expected=tag,
            found=record.version,
        )
    if registry is None:
        return
    for config, split, expected, found in differences(registry.content, content_of(record)):
        raise CheckFailed(
            f"config {config}: the Hub's build.json is not the registry's",
            dataset=record.dataset,
            split=split,
            field="content hash",
            expected=expected,
            found=found,
        )


def _place(registry: Released | None, hub: Hub, sha: str) -> Place | None:
    """Where the registry says that the release is on this Hub: at this commit, or it was moved."""
    for place in registry.hub if registry else ():
        if (place.endpoint, place.repo) == (hub.endpoint, hub.repo):
            if place.commit != sha:
                raise CheckFailed(
                    f"the tag of {hub.repo} was moved since it was published",
                    field="commit",
                    expected=place.commit,
                    found=sha,
                )
            return place
    return None
