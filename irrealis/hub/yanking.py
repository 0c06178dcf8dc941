"""Yank a release: card and changelog warn of it, and it stays where it is.

Published data never disappears and never changes: a paper may rest on it. So a yank writes
warnings, into the registry and onto the Hub's main branch, and leaves tag and commit alone.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from irrealis.errors import IrrealisError, Unavailable, printable
from irrealis.files import write_file
from irrealis.manifest import Manifest, load_manifest
from irrealis.markdown import escape
from irrealis.release import CHANGELOG, heading_of
from irrealis.remote import Hub, Local, change, find_token, read_release
from irrealis.show import card
from irrealis.store import (
    RELEASES_FILE,
    YANKED,
    Place,
    Released,
    content_of,
    read_reasons,
    read_releases,
    write_reasons,
    write_releases,
    yanked_versions,
)

_LONGEST = 500  # characters of a reason


@dataclass(frozen=True, slots=True)
class Yank:
    """A yanked release: the files that say so, and the repositories that do."""

    dataset: str
    version: str
    reason: str
    files: list[Path]
    places: list[Place]  # with the commit on main that warns

    def as_dict(self) -> dict[str, object]:
        """For scripts."""
        return {
            "dataset": self.dataset,
            "version": self.version,
            "reason": self.reason,
            "files": [str(path) for path in self.files],
            "hub": [place.model_dump() for place in self.places],
        }

    def text(self) -> str:
        """For people."""
        lines = [f"yanked {self.dataset} {self.version}: {self.reason}"]
        lines += [
            f"  main of {place.repo} warns of it, commit {place.commit}" for place in self.places
        ]
        lines += [f"  {path} warns of it: commit it" for path in self.files]
        return "\n".join(lines)


def yank(
    release: str,
    *,
    root: Path,
    reason: str,
    to: str | None = None,
    endpoint: str | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Yank:
    """Warn of a release, in the registry and wherever it was published.

    Args:
        release: NAME@vX.Y.Z.
        root: the registry.
        reason: one line for users of the version.
        to: only this repository; all that the registry records if not given.
        endpoint: URL of the Hub of `to`; HF_ENDPOINT or huggingface.co if not given.
        tell: called with each line of progress.

    Raises:
        IrrealisError: no such release, or no reason.
        Unavailable: no token, or the Hub is away. The registry's files warn already; the same
            command again does the rest.
    """
    name, version = _parsed(release)
    reason = _one_line(reason)
    manifest = load_manifest(name, root=root)
    releases = {kept.version: kept for kept in read_releases(manifest.folder)}
    if version not in releases and to:
        releases[version] = _release_on(
            Hub(to, endpoint, find_token(endpoint), tell=tell), name=manifest.name, version=version
        )
    if version not in releases:
        raise IrrealisError(
            f"{version} was not published from this registry",
            dataset=manifest.name,
            field="version",
            expected=", ".join(releases) or f"a version in {manifest.folder / RELEASES_FILE}",
            hint="if somebody else published it: git pull, or name the repository with --to",
        )
    known = [(place.repo, place.endpoint) for place in releases[version].hub]
    places = [(to, endpoint)] if to else known
    releases[version] = releases[version].model_copy(update={"yanked": reason})
    files = [write_releases(manifest.folder, list(releases.values()))]
    files += _warn_in(manifest, version=version, reason=reason)
    warned = []
    failed: dict[str, IrrealisError] = {}
    for repo, where in places:
        try:
            hub = Hub(repo, where, find_token(where), tell=tell)
            sha = _warn_on(hub, version=version, reason=reason)
        except IrrealisError as error:
            failed[f"{repo} of {where or 'the Hub'}"] = error  # the others must warn all the same
            continue
        warned.append(Place(endpoint=str(hub.endpoint), repo=repo, commit=sha))
    done = Yank(manifest.name, version, reason, files, warned)
    _refuse_unfinished(done, failed, places=len(places))
    return done


def _parsed(release: str) -> tuple[str, str]:
    """Name and version of `NAME@vX.Y.Z`."""
    parsed = re.fullmatch(r"(?P<name>.+)@v?(?P<version>\d+\.\d+\.\d+)", release, re.ASCII)
    if not parsed:
        raise IrrealisError("not a release", expected="NAME@vX.Y.Z", found=ascii(release)[:100])
    return parsed["name"], parsed["version"]


def _one_line(reason: str) -> str:
    """A reason as one printable line."""
    reason = " ".join(printable(reason.replace("\n", " ")).split())
    if not reason or len(reason) > _LONGEST:
        raise IrrealisError(
            "a yank needs a reason", field="reason", expected=f"1 to {_LONGEST} characters"
        )
    return reason


def _refuse_unfinished(done: Yank, failed: Mapping[str, IrrealisError], *, places: int) -> None:
    """Raise what failed in some repositories, after the others warn."""
    if failed:
        raise Unavailable(
            "\n".join(
                [
                    done.text(),
                    f"{len(failed)} of {places} repositories do not warn yet:",
                    *(f"  {repo}: {error}" for repo, error in failed.items()),
                ]
            ),
            hint="run the same command again; it does what is missing",
        )


def _release_on(hub: Hub, *, name: str, version: str) -> Released:
    """A release that this registry has no record of, as the Hub's own record has it."""
    head = hub.head(f"v{version}")
    if head is None:
        raise IrrealisError(f"{hub.repo} has no tag v{version}", dataset=name, field="version")
    with tempfile.TemporaryDirectory(prefix="irrealis-") as scratch:
        found = read_release(hub, head.sha, cache=Path(scratch))
    if found.dataset != name:
        raise IrrealisError(f"{hub.repo} is another dataset", expected=name, found=found.dataset)
    place = Place(endpoint=str(hub.endpoint), repo=hub.repo, commit=head.sha)
    return Released(version=version, content=content_of(found), hub=[place])


def _warn_in(manifest: Manifest, *, version: str, reason: str) -> list[Path]:
    """Warn in the registry's own change log and card."""
    changelog, readme = manifest.folder / CHANGELOG, manifest.folder / card.CARD_FILE
    written = []
    if changelog.is_file():
        text = noted(changelog.read_text("utf-8"), version=version, reason=reason)
        write_file(changelog, text.encode())
        written.append(changelog)
    if readme.is_file():
        text = card.with_yanked(readme.read_text("utf-8"), yanked_versions(manifest.folder))
        write_file(readme, text.encode())
        written.append(readme)
    return written


def _warn_on(hub: Hub, *, version: str, reason: str) -> str:
    """Warn on main of a repository; the commit that does."""
    main = hub.head()
    if main is None or version not in hub.versions():
        raise IrrealisError(
            f"{hub.repo} has no tag v{version}",
            hint="name the repository that it was published to with --to",
        )
    with tempfile.TemporaryDirectory(prefix="irrealis-") as scratch:
        cache, folder = Path(scratch) / "cache", Path(scratch)
        have = hub.files(main.sha)

        def read(path: str) -> bytes:
            return hub.read(path, main.sha, cache=cache) if path in have else b""

        reasons = {**read_reasons(read(YANKED)), version: reason}
        texts = {YANKED: write_reasons(reasons)}
        if card.CARD_FILE in have:
            texts[card.CARD_FILE] = card.with_yanked(
                read(card.CARD_FILE).decode(), reasons
            ).encode()
        if CHANGELOG in have:
            text = noted(read(CHANGELOG).decode(), version=version, reason=reason)
            texts[CHANGELOG] = text.encode()
        wanted = {}
        for name, content in texts.items():
            (folder / name).write_bytes(content)
            wanted[name] = Local.of(folder / name)
        todo = change(have, wanted, owned=lambda _: False)
        if not todo:
            return main.sha

        from huggingface_hub import CommitOperationAdd

        return hub.commit(
            [CommitOperationAdd(path, file.path) for path, file in todo.add.items()],
            parent=main.sha,
            branch="main",
            message=f"yank {version}",
            is_done=lambda sha: not change(hub.files(sha), wanted, owned=lambda _: False),
        )


def noted(changelog: str, *, version: str, reason: str) -> str:
    r"""A change log with a note of the yank under the version's heading; at its end if it has none.

    >>> print(noted("# Changes\n\n## 1.0.0\n\nFirst.\n", version="1.0.0", reason="wrong labels"))
    # Changes
    <BLANKLINE>
    ## 1.0.0
    <BLANKLINE>
    **Yanked:** wrong labels
    <BLANKLINE>
    First.
    <BLANKLINE>
    """
    note = f"**Yanked:** {escape(reason)}"
    found = heading_of(version).search(changelog)
    if not found:
        return f"{changelog.rstrip()}\n\n## {version}\n\n{note}\n"
    before, after = changelog[: found.end()], changelog[found.end() :].removeprefix("\n")
    after = re.sub(r"\A\n\*\*Yanked:\*\* .*\n", "", after)  # of a yank that gave another reason
    return f"{before}\n\n{note}\n{after}"
