"""Load a version from the Hub, and prove that its rows are of that version.

`load_dataset(repo, config, revision="v1.2.0")` silently gives another cached version when the Hub
is out of reach. Here the version is resolved to a commit first. Its `build.json` must be of that
version and, if the version was loaded here before, have the same content (`proofs`); its files must
have the hashes that the commit lists; and its rows are hashed and compared with the `build.json`.

A dataset of the registry is loaded by its name: from where it was published, else from what is
built here.
"""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irrealis.errors import CheckFailed, IrrealisError, Unavailable, printable
from irrealis.files import read_file
from irrealis.hub.proofs import Proof, loaded_tags, read_proof, write_proof
from irrealis.hub.sides import SIDES, flat
from irrealis.manifest import Manifest, find_root, home, list_datasets, load_manifest, parts
from irrealis.remote import Hub, HubError, fetch_release, read_release
from irrealis.store import (
    RECORD_FILE,
    YANKED,
    content_of,
    differences,
    parse_record,
    read_reasons,
    read_record,
    read_releases,
)

if TYPE_CHECKING:
    from datasets.arrow_dataset import Dataset
    from datasets.dataset_dict import DatasetDict, IterableDatasetDict
    from datasets.iterable_dataset import IterableDataset

    from irrealis.store import BuildRecord, Content

_BATCH = 1_000  # rows hashed at a time
_PATIENCE = 1.0  # seconds; after that the cache is used
_LARGEST = 16 * 1024 * 1024  # bytes of a build.json
_TAG = re.compile(r"v\d{1,9}\.\d{1,9}\.\d{1,9}", re.ASCII)


class YankedVersionWarning(UserWarning):
    """A version that its maintainers have withdrawn is loaded."""


class SampleWarning(UserWarning):
    """What is loaded was built from the sample of a dataset, not from all of it."""


def load(
    name: str,
    config: str = "pairs",
    *,
    version: str | None = None,
    split: str | None = None,
    streaming: bool = False,
    root: Path | None = None,
) -> Dataset | DatasetDict | IterableDataset | IterableDatasetDict:
    """Load a version of a dataset, or fail; never another version.

    Works offline (HF_HUB_OFFLINE=1, or no network) with versions that were loaded before, and with
    what was built here.

    Args:
        name: a dataset of the registry, which is taken from the Hub if it was published there, else
            from full/release, release, full/build or build of the registry, whichever is there
            first; or ORG/REPO on the Hub of HF_ENDPOINT, huggingface.co by default; or a folder
            with a build or a release.
        config: `pairs` or another config of the card; or `sides`, a flat view of `pairs` with one
            row for each side: id, group, side, text, label as a text, and the spans that were
            edited.
        version: X.Y.Z. Of ORG/REPO it must be given; of a dataset of the registry it is the newest
            that was published and not withdrawn, or the one that is built.
        split: one split; all of them, by name, if not given.
        streaming: read rows from the Hub on demand. They come from addresses that name
            the commit and from no cache; their hash is not computed, nor their size bounded.
        root: the registry; what `find_root` finds if not given.

    Raises:
        Unavailable: there is no such repository or version, or it is neither on the Hub within
            reach nor in the local cache; names the versions that are. Or the dataset is neither
            published nor built here; says the command that builds it.
        IrrealisError: no such dataset, config or split; names those that there are.
        CheckFailed: what is served under the version's tag is not that version, or is not what
            was loaded before; or its rows are not those of its `build.json`.

    Warns:
        YankedVersionWarning: the version was withdrawn; says why.
        SampleWarning: what is built here is not all of the dataset.

    >>> load("cad-imdb", "pairs", split="validation")  # doctest: +SKIP
    >>> load("org/my-dataset", "pairs", version="1.2.0", split="validation")  # doctest: +SKIP
    """
    loaded: Dataset | DatasetDict | IterableDataset | IterableDatasetDict
    if config == SIDES:
        options: dict[str, Any] = {"version": version, "split": split, "root": root}
        loaded = flat(load(name, "pairs", streaming=streaming, **options))
        return loaded
    wanted: dict[str, Any] = {"config": config, "split": split, "streaming": streaming}
    if "/" in name and version is not None:
        loaded = _load_version(name, version, **wanted)
        return loaded
    if name not in list_datasets(root := root or find_root()):
        if Path(name).is_dir():
            loaded = _load_folder(Path(name), **wanted)
            return loaded
        if "/" in name:
            raise IrrealisError(
                f"{name} is no folder, and of a dataset of the Hub a version is needed",
                field="version",
                expected='version="X.Y.Z"',
            )
    manifest = load_manifest(name, root=root)
    published = _published(manifest, version)
    folder = built_folder(manifest, root=root, version=published[1] if published else version)
    if published:
        try:
            loaded = _load_version(published[0], published[1], content=published[2], **wanted)
        except Unavailable:
            if folder is None or content_of(read_record(folder)) != published[2]:
                raise
        else:
            return loaded
    if folder is None:
        raise _nowhere(manifest, version, root=root)
    loaded = _load_folder(folder, **wanted)
    return loaded


def _nowhere(manifest: Manifest, version: str | None, *, root: Path) -> Unavailable:
    """The error that a version is neither published nor built here, with the command to build."""
    command = f"irrealis build {manifest.name}"
    command += " --inputs upstream" * bool(manifest.built_splits("upstream"))
    if version is None:
        return Unavailable(
            "it is neither published nor built here", dataset=manifest.name, hint=command
        )
    known = _versions(manifest, root=root)
    return Unavailable(
        f"version {version} of it is neither published nor built here",
        dataset=manifest.name,
        expected=f"a version that is: {', '.join(known) or 'there is none yet'}",
        hint=f"{command} makes {manifest.version}",
    )


def _published(manifest: Manifest, version: str | None) -> tuple[str, str, Content] | None:
    """Repository, version and content of a dataset on the Hub of HF_ENDPOINT; the newest, if any.

    A version that was withdrawn is taken only if it is named.
    """
    hubs = [
        (place.repo, release.version, release.content)
        for release in read_releases(manifest.folder)
        for place in release.hub
        if (
            release.yanked is None
            if version is None
            else release.version == version.removeprefix("v")
        )
        and place.endpoint == Hub(place.repo).endpoint
    ]
    return hubs[-1] if hubs else None


def built_folder(manifest: Manifest, *, root: Path, version: str | None = None) -> Path | None:
    """The folder with what is built here of a dataset, all of it before its sample."""
    for kind in ("release", "build"):
        for inputs in ("upstream", "sample"):
            folder = home(root, inputs) / kind / manifest.name
            if (folder / RECORD_FILE).is_file() and (
                version is None or read_record(folder).version == version.removeprefix("v")
            ):
                return folder
    return None


def _versions(manifest: Manifest, *, root: Path) -> list[str]:
    """What there is of a dataset: versions on the Hub of HF_ENDPOINT, and those that are built."""
    endpoint = Hub(f"any/{manifest.name}").endpoint
    found = {
        release.version: "published" if release.yanked is None else "withdrawn"
        for release in read_releases(manifest.folder)
        if any(place.endpoint == endpoint for place in release.hub)
    }
    for kind in ("release", "build"):
        for inputs in ("upstream", "sample"):
            folder = home(root, inputs) / kind / manifest.name
            if (folder / RECORD_FILE).is_file():
                found.setdefault(read_record(folder).version, f"built, {folder}")
    return [f"{version} ({where})" for version, where in sorted(found.items(), key=_ascending)]


def _ascending(found: tuple[str, str]) -> tuple[int, ...]:
    return parts(found[0])


def _load_folder(folder: Path, *, config: str, split: str | None, streaming: bool) -> Any:
    """What a folder holds, of which the rows must be those of its record.

    Raises:
        IrrealisError: no build or release, or no such config or split in it.
        CheckFailed: its rows are not those of its `build.json`.
    """
    record = read_record(folder)
    if record.inputs == "sample":
        warnings.warn(
            f"{folder} is the sample of {record.dataset}: it was built without --inputs upstream",
            SampleWarning,
            stacklevel=3,
        )
    splits = _parts(record, repo=str(folder), config=config, split=split)
    found = _load(record, folder.resolve(), config, splits, split=split, streaming=streaming)
    for name in splits if not streaming else ():
        part = found if split else found[name]
        _prove(part, record, config=config, split=name, place=str(folder))
    return found


def _load_version(
    repo: str,
    version: str,
    *,
    config: str,
    split: str | None,
    streaming: bool,
    content: Content | None = None,
) -> Any:
    """A version from the Hub, or from the cache.

    Raises:
        CheckFailed: it does not have the content that is expected of it, if any.
    """
    from huggingface_hub import constants

    tag = f"v{version.removeprefix('v')}"
    if not _TAG.fullmatch(tag):
        raise IrrealisError("not a version", field="version", expected="X.Y.Z", found=version)
    hub = Hub(repo, patience=_PATIENCE)  # refuses an invalid name before any request
    cache = Path(constants.HF_HUB_CACHE)
    source, trouble = None, None
    if not constants.HF_HUB_OFFLINE:
        try:
            source = _from_hub(hub, tag, config, cache=cache, split=split, streaming=streaming)
        except HubError as error:
            trouble = error
    if source is None:
        source = _from_cache(hub, tag, config, cache=cache, split=split, trouble=trouble)
    if content is not None:
        for part, of, expected, found in differences(content, content_of(source.record)):
            raise CheckFailed(
                f"config {part}: {repo}@{tag} does not hold what the registry says was published",
                dataset=source.record.dataset,
                split=of,
                field="content hash",
                expected=expected,
                found=found,
                hint="ask its maintainers",
            )
    if source.proof.yanked is not None:
        warnings.warn(
            f"version {tag[1:]} of {repo} was withdrawn by its maintainers: "
            f"{printable(source.proof.yanked)}",
            YankedVersionWarning,
            stacklevel=3,
        )
    loaded = _load(
        source.record, source.base, config, source.splits, split=split, streaming=streaming
    )
    place = f"commit {source.proof.commit}"
    for name in source.splits if not streaming else ():
        part = loaded if split else loaded[name]
        _prove(part, source.record, config=config, split=name, place=place)
    if source.online:
        write_proof(str(hub.endpoint), repo, tag, source.proof)
    return loaded


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the rows of a version are, and what they must be."""

    record: BuildRecord
    proof: Proof
    splits: list[str]
    base: str  # a folder, or the address of a commit
    online: bool


def _load(
    record: BuildRecord,
    base: str | Path,
    config: str,
    splits: Iterable[str],
    *,
    split: str | None,
    streaming: bool,
) -> Any:
    """The shards that the record names, whatever the card says."""
    from datasets.load import load_dataset

    parts = record.configs[config]
    files = {name: [f"{base}/{shard}" for shard in parts[name].shards] for name in splits}
    load: Any = load_dataset  # its overloads want streaming as a literal
    return load("parquet", config, data_files=files, split=split, streaming=streaming)


def _from_hub(
    hub: Hub, tag: str, config: str, *, cache: Path, split: str | None, streaming: bool
) -> _Source:
    """A version as the Hub serves it.

    Raises:
        HubError: the Hub is out of reach.
        Unavailable: there is no such repository or version.
        CheckFailed: what is served is not that version.
    """
    repo = hub.repo
    hub = Hub.for_reading(repo, patience=_PATIENCE)
    main, head = hub.head(), hub.head(tag)
    if main is None:
        raise Unavailable(
            f"there is no dataset {repo} on the Hub, or it is private",
            hint="look at its name; for a private one, hf auth login or set HF_TOKEN",
        )
    if head is None:
        raise _no_version(repo, tag, [f"v{version}" for version in hub.versions()], "the Hub has")
    with tempfile.TemporaryDirectory(prefix="irrealis-") as scratch:
        fresh = Path(scratch)  # so that the record does not come from the cache that it proves
        try:
            record = read_release(hub, head.sha, cache=fresh)
        except HubError as error:
            if not error.missing:
                raise
            raise Unavailable(
                f"{repo}@{tag} has no {RECORD_FILE}: it was not published by irrealis",
                hint=f'load_dataset("{repo}", revision="{tag}")',
            ) from None
        digest = sha256(hub.read(RECORD_FILE, head.sha, cache=fresh)).hexdigest()
        reasons: dict[str, str] = {}
        if YANKED in hub.files(main.sha):
            reasons = read_reasons(hub.read(YANKED, main.sha, cache=fresh))
    _refuse_other_version(record, repo=repo, tag=tag)
    proof = Proof(commit=head.sha, record=digest, yanked=reasons.get(tag[1:]))
    known = read_proof(str(hub.endpoint), repo, tag)
    if known is not None and known.record != digest:
        raise CheckFailed(
            f"{repo}@{tag} is not what was loaded here before: its tag was moved",
            dataset=record.dataset,
            field=RECORD_FILE,
            expected=f"commit {known.commit}, {RECORD_FILE} sha256:{known.record}",
            found=f"commit {head.sha}, {RECORD_FILE} sha256:{digest}",
            hint=f"ask its maintainers; irrealis verify {repo} in a clone of their registry",
        )
    splits = _parts(record, repo=repo, config=config, split=split)
    if streaming:
        return _Source(record, proof, splits, f"hf://datasets/{repo}@{head.sha}", online=True)
    fetched = fetch_release(hub, head.sha, cache=cache, configs=[config])
    return _Source(record, proof, splits, str(fetched.folder), online=True)


def _from_cache(
    hub: Hub, tag: str, config: str, *, cache: Path, split: str | None, trouble: HubError | None
) -> _Source:
    """A version that was loaded before, out of the cache.

    Raises:
        Unavailable: it was not, or not this config of it.
        CheckFailed: the cache holds something else.
    """
    repo, endpoint = hub.repo, str(hub.endpoint)
    proof = read_proof(endpoint, repo, tag)
    known = loaded_tags(endpoint, repo)
    if proof is None:
        where = "the Hub is out of reach, and the local cache has"
        raise _no_version(repo, tag, known, where, trouble)
    folder = cache / f"datasets--{repo.replace('/', '--')}" / "snapshots" / proof.commit
    lacking = f"the Hub is out of reach, and the local cache lacks {config} of it; it has parts of"
    if not (folder / RECORD_FILE).is_file():
        raise _no_version(repo, tag, known, lacking, trouble)
    content = read_file(folder / RECORD_FILE, largest=_LARGEST)
    if sha256(content).hexdigest() != proof.record:
        raise CheckFailed(
            f"the cache holds another {RECORD_FILE} of {repo}@{tag} than was loaded before",
            field=RECORD_FILE,
            expected=f"sha256:{proof.record}",
            found=f"sha256:{sha256(content).hexdigest()}",
            hint=f"delete {folder}, and load again with the Hub in reach",
        )
    record = parse_record(content, source=f"{RECORD_FILE} of {repo}@{tag}")
    splits = _parts(record, repo=repo, config=config, split=split)
    if not all(
        (folder / shard).is_file() for s in splits for shard in record.configs[config][s].shards
    ):
        raise _no_version(repo, tag, known, lacking, trouble)
    return _Source(record, proof, splits, str(folder), online=False)


def _refuse_other_version(record: BuildRecord, *, repo: str, tag: str) -> None:
    if f"v{record.version}" != tag:
        raise CheckFailed(
            f"{repo}@{tag} holds another version",
            dataset=record.dataset,
            field="version",
            expected=tag[1:],
            found=record.version,
            hint="its tag was moved; ask its maintainers",
        )


def _no_version(
    repo: str, tag: str, names: Iterable[str], where: str, trouble: Exception | None = None
) -> Unavailable:
    known = sorted(
        (name for name in names if _TAG.fullmatch(name)),
        key=lambda name: [int(number) for number in name[1:].split(".")],
    )
    shown = ", ".join(name[1:] for name in known) or "none of it"
    return Unavailable(
        f"version {tag[1:]} of {repo} is not there",
        expected=f"a version that is; {where} {shown}",
        found=str(trouble.args[0]) if trouble else None,
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


def _prove(loaded: Any, record: BuildRecord, *, config: str, split: str, place: str) -> None:
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
            f"config {config}: these are not the rows of version {record.version}, {place}",
            dataset=record.dataset,
            split=split,
            field="content hash",
            expected=expected,
            found=found,
            hint="delete the dataset from the cache of `datasets` and load again; "
            "if it stays so, irrealis verify",
        )
