"""Load a version from the Hub, and prove that its rows are of that version.

`load_dataset(repo, config, revision="v1.2.0")` gives another cached version in silence when the Hub
is out of reach. Here the version is resolved to a commit first, by the Hub or by what the local
cache knows of it; the commit's own files are loaded, and the rows are hashed and compared with the
commit's `build.json`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irrealis.errors import CheckFailed, IrrealisError, Unavailable

if TYPE_CHECKING:
    from datasets.arrow_dataset import Dataset
    from datasets.dataset_dict import DatasetDict, IterableDatasetDict
    from datasets.iterable_dataset import IterableDataset

    from irrealis.store import BuildRecord

_BATCH = 1_000  # rows hashed at a time
_REF = re.compile(r"v\d+\.\d+\.\d+")


class YankedVersionWarning(UserWarning):
    """A version that its maintainers have withdrawn is loaded."""


def load(
    repo: str,
    config: str = "pairs",
    *,
    version: str,
    split: str | None = None,
    streaming: bool = False,
) -> Dataset | DatasetDict | IterableDataset | IterableDatasetDict:
    """Load a version of a dataset, or fail; never another version.

    Works offline (HF_HUB_OFFLINE=1, or no network) with versions that were loaded before.

    Args:
        repo: ORG/REPO on the Hub of HF_ENDPOINT, huggingface.co by default.
        config: `pairs` or another config of the card.
        version: X.Y.Z.
        split: one split; all of them, by name, if not given.
        streaming: read rows from the Hub as they are asked for. They come from addresses that name
            the commit and from no cache, so their hash is not computed.

    Raises:
        Unavailable: there is no such repository or version, or it is neither on the Hub within
            reach nor in the local cache; names the versions that are.
        IrrealisError: no such config or split; names those that there are.
        CheckFailed: the rows are not those that the version's `build.json` tells of.

    Warns:
        YankedVersionWarning: the version was withdrawn; says why.

    >>> load("org/my-dataset", "pairs", version="1.2.0", split="validation")  # doctest: +SKIP
    """
    from irrealis.store import RECORD_FILE, parse_record

    tag = f"v{version.removeprefix('v')}"
    if not _REF.fullmatch(tag):
        raise IrrealisError("not a version", field="version", expected="X.Y.Z", found=version)
    commit, found_record, online = _resolve(repo, tag)
    record = parse_record(found_record.read_bytes(), source=f"{RECORD_FILE} of {repo}@{tag}")
    parts = _parts(record, repo=repo, config=config, split=split)
    _warn_if_yanked(repo, tag, online=online)
    found: Dataset | DatasetDict | IterableDataset | IterableDatasetDict
    if streaming and online:
        found = _load(repo, config, split=split, revision=commit, streaming=True)
        return found
    folder = _snapshot(repo, tag, commit, config=config, online=online)
    found = _load(str(folder), config, split=split, streaming=streaming)
    for name in parts if not streaming else ():
        part = found if split else found[name]
        _prove(part, record, config=config, split=name, commit=commit)
    return found


def _load(path: str, config: str, **options: Any) -> Any:
    from datasets.load import load_dataset

    return load_dataset(path, config, **options)


def _resolve(repo: str, tag: str) -> tuple[str, Path, bool]:
    """The commit of a version, its build.json, and whether the Hub said so or the cache.

    The cache is asked where the Hub is out of reach, and from then on it alone.
    """
    from huggingface_hub import HfApi, constants, hf_hub_download
    from huggingface_hub.errors import (
        EntryNotFoundError,
        LocalEntryNotFoundError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    from irrealis.store import RECORD_FILE

    api = HfApi()
    commit: str | None = None
    trouble: Exception | None = None
    if not constants.HF_HUB_OFFLINE:
        try:
            commit = api.dataset_info(repo, revision=tag, timeout=30).sha
        except RevisionNotFoundError:
            refs = api.list_repo_refs(repo, repo_type="dataset")
            raise _no_version(repo, tag, [one.name for one in refs.tags], "the Hub has") from None
        except RepositoryNotFoundError:
            raise Unavailable(
                f"there is no dataset {repo} on the Hub, or it is private",
                hint="look at its name; for a private one, hf auth login or set HF_TOKEN",
            ) from None
        except _troubles() as error:
            trouble = error
    try:
        # by its tag, so that the cache keeps what the tag stands for
        path = Path(
            hf_hub_download(
                repo,
                RECORD_FILE,
                repo_type="dataset",
                revision=tag,
                local_files_only=commit is None,
            )
        )
    except LocalEntryNotFoundError:
        known = "the Hub is out of reach, and the local cache has"
        raise _no_version(repo, tag, _cached_versions(repo), known, trouble) from None
    except EntryNotFoundError:
        raise Unavailable(
            f"{repo}@{tag} has no {RECORD_FILE}: it was not published by irrealis",
            hint=f'load_dataset("{repo}", revision="{tag}")',
        ) from None
    found = path.parent.name
    if commit is not None and commit != found:
        raise CheckFailed(f"{repo}@{tag} is being moved", expected=commit, found=found)
    return found, path, commit is not None


def _troubles() -> tuple[type[Exception], ...]:
    """What the client raises when the Hub gives no answer, or an error for one."""
    import httpx2
    from huggingface_hub.errors import LocalEntryNotFoundError, OfflineModeIsEnabled

    # the client's own HTTP errors are HTTPErrors too
    return (httpx2.HTTPError, OfflineModeIsEnabled, LocalEntryNotFoundError)


def _cached_versions(repo: str) -> list[str]:
    """Tags of which the cache knows the commit and holds the build.json."""
    from huggingface_hub import constants, try_to_load_from_cache

    from irrealis.store import RECORD_FILE

    refs = Path(constants.HF_HUB_CACHE) / f"datasets--{repo.replace('/', '--')}" / "refs"
    names = [path.name for path in refs.glob("v*")]
    return [
        name
        for name in names
        if isinstance(
            try_to_load_from_cache(repo, RECORD_FILE, repo_type="dataset", revision=name), str
        )
    ]


def _no_version(
    repo: str, tag: str, names: Iterable[str], where: str, trouble: Exception | None = None
) -> Unavailable:
    known = sorted(
        (name for name in names if _REF.fullmatch(name)),
        key=lambda name: [int(number) for number in name[1:].split(".")],
    )
    shown = ", ".join(name[1:] for name in known) or "none of it"
    return Unavailable(
        f"version {tag[1:]} of {repo} is not there",
        expected=f"a version that is; {where} {shown}",
        found=type(trouble).__name__ if trouble else None,
    )


def _parts(record: BuildRecord, *, repo: str, config: str, split: str | None) -> list[str]:
    """Names of the splits to load."""
    from irrealis.show import loadable_splits

    known = loadable_splits(record)
    if config not in known:
        raise IrrealisError(
            f"{repo} has no config {config!a} with rows",
            field="config",
            expected=", ".join(known),
            found=config,
        )
    if split is not None and split not in known[config]:
        raise IrrealisError(
            f"{repo} has no split {split!a} of {config} with rows",
            field="split",
            expected=", ".join(known[config]),
            found=split,
        )
    return [split] if split else known[config]


def _snapshot(repo: str, tag: str, commit: str, *, config: str, online: bool) -> Path:
    """A folder with the files of a config at a commit."""
    from huggingface_hub import snapshot_download

    try:
        folder = snapshot_download(
            repo,
            repo_type="dataset",
            revision=commit,
            allow_patterns=["README.md", f"data/{config}/*"],
            local_files_only=not online,
        )
    except _troubles():
        known = (
            f"the Hub is out of reach, and the local cache lacks {config} of it; it has parts of"
        )
        raise _no_version(repo, tag, _cached_versions(repo), known) from None
    return Path(folder)


def _prove(loaded: Any, record: BuildRecord, *, config: str, split: str, commit: str) -> None:
    """Hash the rows and compare with the record of the build.

    Raises:
        CheckFailed: they are others.
    """
    from irrealis.store import content_hash, row_digest

    expected = record.configs[config][split].content_hash
    digests = (
        row_digest(row)
        for table in loaded.with_format("arrow").iter(batch_size=_BATCH)
        for row in table.to_pylist()
    )
    found = content_hash(digests)
    if found != expected:
        raise CheckFailed(
            f"config {config}: these are not the rows of version {record.version}, commit {commit}",
            dataset=record.dataset,
            split=split,
            field="content hash",
            expected=expected,
            found=found,
            hint="delete the dataset from the cache of `datasets` and load again; "
            "if it stays so, irrealis verify",
        )


def _warn_if_yanked(repo: str, tag: str, *, online: bool) -> None:
    """Warn if the Hub, or the cache, says that the version was withdrawn."""
    from huggingface_hub import hf_hub_download

    from irrealis.store import YANKED, read_reasons

    try:
        path = hf_hub_download(repo, YANKED, repo_type="dataset", local_files_only=not online)
    except _troubles():
        return  # nothing was withdrawn, or nobody can say
    reason = read_reasons(Path(path).read_bytes()).get(tag[1:])
    if reason is not None:
        warnings.warn(
            f"version {tag[1:]} of {repo} was withdrawn by its maintainers: {reason}",
            YankedVersionWarning,
            stacklevel=3,
        )
