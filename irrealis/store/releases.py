"""Releases of a dataset, `datasets/<name>/releases.json`: what was published where, kept in git.

Anyone with a token can write to the Hub and move its tags. This file is the
other half of the record: content hashes and commits that `irrealis verify` compares the Hub with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from irrealis.errors import IrrealisError, invalid
from irrealis.files import json_file, read_file, write_file
from irrealis.manifest import Version, parts
from irrealis.store.record import BuildRecord

RELEASES_FILE = "releases.json"
YANKED = "yanked.json"  # on the Hub's main branch: version -> reason
_LARGEST = 16 * 1024 * 1024


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Place(_Part):
    """A repository of a Hub that holds the release, and the commit that it is."""

    endpoint: str
    repo: str
    commit: str = Field(pattern=r"^[0-9a-f]{40}$")


Content: TypeAlias = dict[str, dict[str, str]]  # config -> split -> content hash


class Released(_Part):
    """One release: its version, the content hash of every config and split, and where it is."""

    version: Version
    content: Content
    hub: list[Place] = []
    yanked: str | None = None  # the reason


_ALL: TypeAdapter[list[Released]] = TypeAdapter(list[Released])
_REASONS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


def content_of(record: BuildRecord) -> Content:
    """The content hash of every config and split of a build."""
    return {
        config: {split: part.content_hash for split, part in splits.items()}
        for config, splits in record.configs.items()
    }


def differences(known: Content, found: Content) -> Iterator[tuple[str, str, str, str]]:
    """Config, split, and what each of two contents says of it, where they do not agree."""
    for config in sorted(known.keys() | found.keys()):
        before, after = known.get(config, {}), found.get(config, {})
        for split in sorted(before.keys() | after.keys()):
            if before.get(split) != after.get(split):
                nothing = "no such config and split"
                yield config, split, before.get(split, nothing), after.get(split, nothing)


def read_releases(folder: Path) -> list[Released]:
    """The releases in a dataset's folder, oldest first; none if nothing was released.

    Raises:
        IrrealisError: the file is not such a record.
    """
    path = folder / RELEASES_FILE
    if not path.is_file():
        return []
    content = read_file(path, largest=_LARGEST)
    try:
        return _ALL.validate_json(content)
    except ValidationError as error:
        raise invalid(
            f"{path} is not a record of releases", error, hint=f"git checkout {path}"
        ) from None


def write_releases(folder: Path, releases: Sequence[Released]) -> Path:
    """Write the releases of a dataset, oldest first."""
    ordered = sorted(releases, key=lambda release: parts(release.version))
    content = [release.model_dump(exclude_none=True) for release in ordered]
    write_file(folder / RELEASES_FILE, json_file(content))
    return folder / RELEASES_FILE


def record_release(folder: Path, *, version: str, content: Content, place: Place) -> Path:
    """Record that a version is at a place; recorded once, however often it is published.

    Args:
        folder: of the dataset, which holds `releases.json`.
        version: X.Y.Z.
        content: the content hashes of its configs and splits.
        place: endpoint, repository and commit.

    Returns:
        The file.

    Raises:
        IrrealisError: the version is recorded with other content.
    """
    releases = {release.version: release for release in read_releases(folder)}
    release = releases.setdefault(version, Released(version=version, content=content))
    if release.content != content:
        raise IrrealisError(
            f"{folder / RELEASES_FILE} records {version} with other content",
            field="content",
            hint="a released version never changes: give this one another version",
        )
    elsewhere = [known for known in release.hub if (known.endpoint, known.repo) != _where(place)]
    if place not in release.hub:
        releases[version] = release.model_copy(update={"hub": [*elsewhere, place]})
        write_releases(folder, list(releases.values()))
    return folder / RELEASES_FILE


def _where(place: Place) -> tuple[str, str]:
    return place.endpoint, place.repo


def yanked_versions(folder: Path) -> dict[str, str]:
    """Yanked versions of a dataset's folder, with the reason, oldest first."""
    return {
        release.version: release.yanked
        for release in read_releases(folder)
        if release.yanked is not None
    }


def read_reasons(content: bytes) -> dict[str, str]:
    """What `yanked.json` says; nothing if it is no such file, for it comes from the Hub."""
    try:
        return _REASONS.validate_json(content)
    except ValidationError:
        return {}


def write_reasons(reasons: Mapping[str, str]) -> bytes:
    """The content of `yanked.json`."""
    ordered = dict(sorted(reasons.items(), key=lambda item: parts(item[0])))
    return json_file(ordered)
