"""Load a version from the Hub, and prove that its rows are of that version.

`load_dataset(repo, config, revision="v1.2.0")` gives another cached version in silence when the Hub
is out of reach. Here the version is resolved to a commit first. Its `build.json` must be of that
version and, if the version was loaded here before, have the same content (`proofs`); its files must
have the hashes that the commit lists; and its rows are hashed and compared with the `build.json`.
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
from irrealis.remote import Hub, HubError, fetch_release, read_release
from irrealis.store import RECORD_FILE, YANKED, parse_record, read_reasons

if TYPE_CHECKING:
    from datasets.arrow_dataset import Dataset
    from datasets.dataset_dict import DatasetDict, IterableDatasetDict
    from datasets.iterable_dataset import IterableDataset

    from irrealis.store import BuildRecord

_BATCH = 1_000  # rows hashed at a time
_PATIENCE = 1.0  # seconds; after that the cache is asked
_LARGEST = 16 * 1024 * 1024  # bytes of a build.json
_TAG = re.compile(r"v\d{1,9}\.\d{1,9}\.\d{1,9}", re.ASCII)


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
            the commit and from no cache; their hash is not computed, nor their size bounded.

    Raises:
        Unavailable: there is no such repository or version, or it is neither on the Hub within
            reach nor in the local cache; names the versions that are.
        IrrealisError: no such config or split; names those that there are.
        CheckFailed: what is served under the version's tag is not that version, or is not what
            was loaded before; or its rows are not those of its `build.json`.

    Warns:
        YankedVersionWarning: the version was withdrawn; says why.

    >>> load("org/my-dataset", "pairs", version="1.2.0", split="validation")  # doctest: +SKIP
    """
    from huggingface_hub import constants

    tag = f"v{version.removeprefix('v')}"
    if not _TAG.fullmatch(tag):
        raise IrrealisError("not a version", field="version", expected="X.Y.Z", found=version)
    hub = Hub(repo, patience=_PATIENCE)  # refuses what is no name before anything is asked
    cache = Path(constants.HF_HUB_CACHE)
    source, trouble = None, None
    if not constants.HF_HUB_OFFLINE:
        try:
            source = _from_hub(hub, tag, config, cache=cache, split=split, streaming=streaming)
        except HubError as error:
            trouble = error
    if source is None:
        source = _from_cache(hub, tag, config, cache=cache, split=split, trouble=trouble)
    if source.proof.yanked is not None:
        warnings.warn(
            f"version {tag[1:]} of {repo} was withdrawn by its maintainers: "
            f"{printable(source.proof.yanked)}",
            YankedVersionWarning,
            stacklevel=2,
        )
    found: Dataset | DatasetDict | IterableDataset | IterableDatasetDict
    found = _load(source, config, split=split, streaming=streaming)
    for name in source.splits if not streaming else ():
        part = found if split else found[name]
        _prove(part, source.record, config=config, split=name, commit=source.proof.commit)
    if source.online:
        write_proof(str(hub.endpoint), repo, tag, source.proof)
    return found


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the rows of a version are, and what they must be."""

    record: BuildRecord
    proof: Proof
    splits: list[str]
    base: str  # a folder, or the address of a commit
    online: bool


def _load(source: _Source, config: str, *, split: str | None, streaming: bool) -> Any:
    """The shards that the record names, whatever the card says."""
    from datasets.load import load_dataset

    parts = source.record.configs[config]
    files = {name: [f"{source.base}/{one}" for one in parts[name].shards] for name in source.splits}
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
        raise _no_version(repo, tag, [f"v{one}" for one in hub.versions()], "the Hub has")
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
        (folder / one).is_file() for s in splits for one in record.configs[config][s].shards
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
