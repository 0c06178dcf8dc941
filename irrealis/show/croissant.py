"""Croissant metadata of a release: JSON-LD that data search engines and loaders read.

The format is MLCommons Croissant 1.1 (Akhtar et al., NeurIPS 2024), with its vocabulary for
responsible AI where the manifest says what a dataset is for. It is made and checked by the official
library, `mlcroissant`, which only this module needs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irrealis.errors import CheckFailed, needs
from irrealis.inputs import sha256_file

if TYPE_CHECKING:
    import pyarrow as pa

    from irrealis.manifest import Manifest
    from irrealis.store import BuildRecord

CROISSANT_FILE = "croissant.json"
_PARQUET = "application/x-parquet"


def croissant_metadata(folder: Path, *, manifest: Manifest, record: BuildRecord) -> dict[str, Any]:
    """The Croissant description of a release folder, valid by the official library.

    Paths are relative, so the file belongs beside the release's card. Every shard is named with its
    size and SHA-256; a row of each config has the columns of the config, and its split.

    Raises:
        Unavailable: mlcroissant is not installed.
        CheckFailed: the library finds an error in it.
    """
    with needs("croissant", "describing a release in Croissant"):
        import mlcroissant as mlc
    files: list[Any] = []
    sets: list[Any] = []
    for config, splits in record.configs.items():
        shards = [shard for part in splits.values() for shard in part.shards]
        files += [
            mlc.FileObject(
                id=shard,
                name=shard,
                content_url=shard,
                content_size=f"{(folder / shard).stat().st_size} B",
                encoding_formats=[_PARQUET],
                sha256=sha256_file(folder / shard),
            )
            for shard in shards
        ]
        files.append(
            mlc.FileSet(
                id=f"{config}-files",
                name=f"{config}-files",
                description=f"The shards of the config {config}.",
                encoding_formats=[_PARQUET],
                includes=[f"data/{config}/*.parquet"],
            )
        )
        schema = _schema(folder / shards[0])
        nested = [column.name for column in schema if _is_nested(column.type)]
        left = f" In the files alone, as lists of lists of structs: {', '.join(nested)}."
        sets.append(
            mlc.RecordSet(
                id=config,
                name=config,
                description=f"Rows of the config {config}: {_rows(splits)}.{left * bool(nested)}",
                fields=list(_fields(config, schema)),
            )
        )
    metadata = mlc.Metadata(
        name=re.sub(r"[^\w-]", "-", manifest.name),
        description=manifest.summary,
        cite_as=manifest.citation,
        license=[manifest.license],
        url=manifest.homepage,
        version=record.version,
        in_language=list(manifest.languages),
        keywords=list(manifest.tags) or None,
        data_use_cases=list(manifest.uses) or None,
        data_limitations=list(manifest.misuses) or None,
        distribution=files,
        record_sets=sets,
    )
    if metadata.issues.errors:
        raise CheckFailed(
            "the Croissant description is not valid:\n" + "\n".join(sorted(metadata.issues.errors)),
            dataset=manifest.name,
        )
    described: dict[str, Any] = json.loads(json.dumps(metadata.to_json(), default=str))
    return described


def _rows(splits: Mapping[str, Any]) -> str:
    return ", ".join(f"{part.rows} in {split}" for split, part in splits.items())


def _schema(shard: Path) -> pa.Schema:
    import pyarrow.parquet as pq

    return pq.read_schema(shard)


def _fields(config: str, schema: pa.Schema) -> Iterator[Any]:
    import mlcroissant as mlc

    if "split" not in schema.names:
        yield mlc.Field(
            id=f"{config}/split",
            name=f"{config}/split",
            data_types=[mlc.DataType.TEXT],
            source=mlc.Source(
                file_set=f"{config}-files",
                extract=mlc.Extract(file_property=mlc.FileProperty.fullpath),
                transforms=[mlc.Transform(regex=rf"data/{config}/(.+)-\d+-of-\d+\.parquet$")],
            ),
        )
    for column in schema:
        if _is_nested(column.type):
            continue
        source = mlc.Source(file_set=f"{config}-files", extract=mlc.Extract(column=column.name))
        yield _field(f"{config}/{column.name}", column.type, source)


def _is_nested(kind: pa.DataType) -> bool:
    """Whether values are lists of lists of structs, whose parts Croissant cannot address."""
    import pyarrow as pa

    depth = 0
    while pa.types.is_list(kind):
        kind, depth = kind.value_type, depth + 1
    return depth > 1 and pa.types.is_struct(kind)


def _field(name: str, kind: pa.DataType, source: Any) -> Any:
    """A field; of a struct, one field for each of its parts, and of a list, one that repeats."""
    import mlcroissant as mlc
    import pyarrow as pa

    depth, inner = 0, kind
    while pa.types.is_list(inner):
        inner, depth = inner.value_type, depth + 1
    if pa.types.is_struct(inner):
        parts = [
            _field(
                f"{name}/{part.name}",
                part.type,
                mlc.Source(
                    file_set=source.file_set,
                    extract=mlc.Extract(column=source.extract.column),
                    transforms=[*source.transforms, mlc.Transform(json_path=f"'{part.name}'")],
                ),
            )
            for part in inner
        ]
        holds: dict[str, Any] = {"sub_fields": parts}
    else:
        holds = {"data_types": [_type(inner)]}
    if depth:
        holds |= {"is_array": True, "array_shape": ",".join(["-1"] * depth)}
    return mlc.Field(id=name, name=name, source=source, **holds)


def _type(kind: pa.DataType) -> Any:
    import mlcroissant as mlc
    import pyarrow as pa

    if pa.types.is_boolean(kind):
        return mlc.DataType.BOOL
    if pa.types.is_integer(kind):
        return mlc.DataType.INTEGER
    return mlc.DataType.FLOAT if pa.types.is_floating(kind) else mlc.DataType.TEXT
