"""A release fetched from the Hub by its commit, so that nothing in it is believed unseen.

The content of a commit is untrusted. Before anything of it is
read: its card may name no data but its own, its shards are those that its `build.json` names, of
the size that it says, and no row group expands to more memory than a row group may take.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irrealis.errors import CheckFailed, IrrealisError
from irrealis.manifest import plain_values
from irrealis.remote.client import Hub
from irrealis.store import RECORD_FILE, BuildRecord, parse_record

if TYPE_CHECKING:
    import pyarrow as pa

CARD_FILE, METRICS_FILE = "README.md", "metrics.json"
EXPANDED = 512 * 1024 * 1024  # bytes of a row group in memory; builds write 1,000 rows a group
_NAME = re.compile(r"\w[\w.-]{0,99}", re.ASCII)
_WIDTHS = {"BOOLEAN": 1, "INT32": 4, "INT64": 8, "INT96": 12, "FLOAT": 4, "DOUBLE": 8}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A commit's record, and the folder of the cache that holds the files that were fetched."""

    commit: str
    record: BuildRecord
    folder: Path


def read_release(hub: Hub, commit: str, *, cache: Path) -> BuildRecord:
    """The build record of a commit.

    Raises:
        HubError: the Hub is away, or the commit has no record (`missing`).
        CheckFailed: it is not a record, or names what no build makes.
    """
    content = hub.read(RECORD_FILE, commit, cache=cache)
    try:
        record = parse_record(content, source=f"{RECORD_FILE} of {hub.repo}")
    except IrrealisError as error:
        raise CheckFailed(str(error)) from None
    for field, names in (
        ("dataset", [record.dataset]),
        ("version", [record.version]),
        ("configs", [*record.configs, *(s for splits in record.configs.values() for s in splits)]),
    ):
        for name in names:
            if not _NAME.fullmatch(name):
                raise CheckFailed(
                    f"{RECORD_FILE} of {hub.repo} has a name that no build has",
                    field=field,
                    expected="letters, digits, '_', '.' and '-'",
                    found=name[:200],
                )
    return record


def fetch_release(
    hub: Hub, commit: str, *, cache: Path, configs: Collection[str] | None = None
) -> Fetched:
    """Fetch the card, the record, the metrics and the shards of a commit.

    Args:
        hub: the repository.
        commit: 40 hexadecimal digits.
        cache: a cache of the Hub's client.
        configs: whose shards to fetch; all of them if not given.

    Raises:
        HubError: the Hub is away, or the commit has no record (`missing`).
        CheckFailed: the commit is not a release as irrealis makes it.
    """
    record = read_release(hub, commit, cache=cache)
    files = hub.files(commit)
    if CARD_FILE in files:
        card = hub.read(CARD_FILE, commit, cache=cache).decode("utf-8", "replace")
        refuse_foreign_data(card, source=f"{CARD_FILE} of {hub.repo}")
    shards = list(_shards(hub, commit, record, configs=configs))
    small = [name for name in (RECORD_FILE, CARD_FILE, METRICS_FILE) if name in files]
    for name in small:
        hub.read(name, commit, cache=cache)
    folder = hub.download([*small, *shards], commit, cache=cache)
    for shard in shards:
        refuse_expanding(folder / shard, source=f"{shard} of {hub.repo}")
    return Fetched(commit, record, folder)


def _shards(
    hub: Hub, commit: str, record: BuildRecord, *, configs: Collection[str] | None
) -> Iterator[str]:
    """The shards of some configs; the commit must hold what the record says, and no other data."""
    files = hub.files(commit)
    known: set[str] = set()
    for config, splits in record.configs.items():
        for split, part in splits.items():
            known.update(part.shards)
            for number, shard in enumerate(part.shards):
                name = f"data/{config}/{split}-{number:05}-of-{len(part.shards):05}.parquet"
                if shard != name or shard not in files:
                    raise CheckFailed(
                        f"{RECORD_FILE} of {hub.repo} names a shard that is not there",
                        dataset=record.dataset,
                        split=split,
                        field=f"configs.{config}.{split}.shards",
                        expected=name,
                        found=shard,
                    )
            size = sum(files[shard].size for shard in part.shards)
            if size != part.bytes:
                raise CheckFailed(
                    f"config {config} of {hub.repo} is not of the size that was built",
                    dataset=record.dataset,
                    split=split,
                    field="bytes",
                    expected=part.bytes,
                    found=size,
                )
            if configs is None or config in configs:
                yield from part.shards
    stray = sorted(path for path in files if path.startswith("data/") and path not in known)
    if stray:
        raise CheckFailed(
            f"{hub.repo} has data that its build does not know",
            dataset=record.dataset,
            field="data",
            found=", ".join(stray[:5]),
        )


def refuse_foreign_data(card: str, *, source: str) -> None:
    """See that a card makes `load_dataset` read the repository's own Parquet files alone.

    Raises:
        CheckFailed: it names files elsewhere, or another way of loading.

    >>> refuse_foreign_data("---\\nconfigs: [{config_name: a, data_files: /etc/x}]\\n---\\n",
    ...                     source="README.md")
    Traceback (most recent call last):
    irrealis.errors.CheckFailed: field configs: README.md names data that is not the repository's
      expected: data/CONFIG/SPLIT-*.parquet
      found:    /etc/x
    """
    front = re.match(r"---\r?\n(.*?)\r?\n---\r?\n", card, flags=re.DOTALL)
    values = plain_values(front[1]) if front else {}
    if front and not values:
        raise CheckFailed(f"{source} has metadata that cannot be read", field="configs")
    configs = values.get("configs", [])
    for config in configs if isinstance(configs, list) else [configs]:
        known = {"config_name", "data_files", "default"}
        others = sorted(map(str, config.keys() - known)) if isinstance(config, dict) else [config]
        if others or not isinstance(config, dict):
            raise CheckFailed(
                f"{source} asks for another way of loading",
                field="configs",
                expected=", ".join(sorted(known)),
                found=", ".join(map(str, others))[:200],
            )
        for path in _paths(config.get("data_files")):
            own = rf"data/{_NAME.pattern}/{_NAME.pattern}-(\*|\d{{5}}-of-\d{{5}})\.parquet"
            if not re.fullmatch(own, path, re.ASCII):
                raise CheckFailed(
                    f"{source} names data that is not the repository's",
                    field="configs",
                    expected="data/CONFIG/SPLIT-*.parquet",
                    found=path[:200],
                )


def _paths(value: Any) -> Iterator[str]:
    """Every path in `data_files`, which may be a text, a list, or mappings of either."""
    if isinstance(value, dict):
        values = [value["path"]] if "path" in value else list(value.values())
    else:
        values = value if isinstance(value, list) else [] if value is None else [value]
    for part in values:
        if isinstance(part, dict | list):
            yield from _paths(part)
        else:
            yield str(part)


def refuse_expanding(path: Path, *, source: str, largest: int = EXPANDED) -> None:
    """See that no row group of a Parquet file takes more memory than a build's may.

    A dictionary holds a long text once, and a row group may refer to it a thousand times: 13 KB
    that become gigabytes. So texts are read as the dictionary's codes, and their lengths summed.

    Raises:
        CheckFailed: a row group would, or the file is not Parquet.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            leaves = [file.schema.column(at) for at in range(len(file.schema))]
        texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
        with pq.ParquetFile(path, read_dictionary=texts, pre_buffer=False) as file:
            for group in range(file.num_row_groups):
                metadata = file.metadata.row_group(group)
                values = [metadata.column(at) for at in range(metadata.num_columns)]
                widths = (
                    value.num_values * _WIDTHS.get(leaf.physical_type, leaf.length or 8)
                    for value, leaf in zip(values, leaves, strict=True)
                )
                size = max(sum(widths), metadata.total_byte_size)
                if size <= largest:
                    table = file.read_row_group(group)
                    size = sum(
                        _expanded(chunk) for column in table.columns for chunk in column.chunks
                    )
                if size > largest:
                    raise CheckFailed(
                        f"{source} expands to more memory than a build's",
                        field=f"row group {group}",
                        expected=f"at most {largest:,} bytes",
                        found=f"{size:,} bytes, from {path.stat().st_size:,}",
                    )
    except (pa.ArrowException, OSError) as error:
        raise CheckFailed(f"{source} is not a Parquet file: {error}") from None


def _expanded(array: pa.Array) -> int:
    """Bytes of an array once its dictionaries are written out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(array, pa.ExtensionArray):
        return _expanded(array.storage)
    if isinstance(array, pa.DictionaryArray):
        lengths = pc.cast(pc.binary_length(array.dictionary), pa.int64())
        return (pc.sum(lengths.take(array.indices)).as_py() or 0) + 4 * len(array)
    if isinstance(array, pa.StructArray):
        return sum(_expanded(array.field(at)) for at in range(array.type.num_fields))
    if isinstance(array, pa.ListArray | pa.LargeListArray):
        return 4 * len(array) + _expanded(array.values)
    return int(array.nbytes)
