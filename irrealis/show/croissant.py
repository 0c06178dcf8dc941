"""Croissant metadata of a release: JSON-LD that data search engines and loaders read.

The format is MLCommons Croissant 1.1 (Akhtar et al., NeurIPS 2024), with its vocabulary for
responsible AI where the manifest says what a dataset is for. It is written here, since a release
should not need the official library with its RDF store; the tests read the file of every dataset,
rows included, with that library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irrealis.inputs import sha256_file

if TYPE_CHECKING:
    import pyarrow as pa

    from irrealis.manifest import Manifest
    from irrealis.store import BuildRecord

CROISSANT_FILE = "croissant.json"
_STANDARD = "http://mlcommons.org/croissant/1.1"
_PARQUET = "application/x-parquet"
_TERMS = (
    "arrayShape citeAs column equivalentProperty extract field fileObject fileProperty fileSet "
    "format includes isArray isLiveDataset jsonPath key md5 parentField path recordSet references "
    "regex repeated replace samplingRate separator source subField transform"
)
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _TERMS.split()},
}


def croissant_metadata(folder: Path, *, manifest: Manifest, record: BuildRecord) -> dict[str, Any]:
    """The Croissant description of a release folder.

    Paths are relative to the folder. Every shard is named with its size and SHA-256; a row of each
    config has the columns of the config, and its split.
    """
    files: list[dict[str, Any]] = []
    sets: list[dict[str, Any]] = []
    for config, splits in record.configs.items():
        shards = [shard for part in splits.values() for shard in part.shards]
        files += [_shard(folder, shard) for shard in shards]
        files.append(
            {
                "@type": "cr:FileSet",
                "@id": f"{config}-files",
                "name": f"{config}-files",
                "description": f"The shards of the config {config}.",
                "encodingFormat": _PARQUET,
                "includes": f"data/{config}/*.parquet",
            }
        )
        sets.append(_record_set(config, splits, _schema(folder / shards[0])))
    described = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": _STANDARD,
        "name": re.sub(r"[^\w-]", "-", manifest.name),
        "description": manifest.summary,
        "citeAs": manifest.citation,
        "license": manifest.license,
        "url": manifest.homepage,
        "version": record.version,
        "inLanguage": list(manifest.languages),
        "keywords": list(manifest.tags),
        "rai:dataUseCases": list(manifest.uses),
        "rai:dataLimitations": list(manifest.misuses),
        "distribution": files,
        "recordSet": sets,
    }
    return {key: value for key, value in described.items() if value}


def _shard(folder: Path, shard: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": shard,
        "name": shard,
        "contentUrl": shard,
        "contentSize": f"{(folder / shard).stat().st_size} B",
        "encodingFormat": _PARQUET,
        "sha256": sha256_file(folder / shard),
    }


def _schema(shard: Path) -> pa.Schema:
    import pyarrow.parquet as pq

    return pq.read_schema(shard)


def _record_set(config: str, splits: Mapping[str, Any], schema: pa.Schema) -> dict[str, Any]:
    rows = ", ".join(f"{part.rows} in {split}" for split, part in splits.items())
    nested = [column.name for column in schema if _is_nested(column.type)]
    left = f" In the files alone, as lists of lists of structs: {', '.join(nested)}."
    return {
        "@type": "cr:RecordSet",
        "@id": config,
        "name": config,
        "description": f"Rows of the config {config}: {rows}.{left * bool(nested)}",
        "field": list(_fields(config, schema)),
    }


def _fields(config: str, schema: pa.Schema) -> Iterator[dict[str, Any]]:
    source = {"fileSet": {"@id": f"{config}-files"}}
    if "split" not in schema.names:
        in_path = rf"data/{config}/(.+)-\d+-of-\d+\.parquet$"
        yield {
            "@type": "cr:Field",
            "@id": f"{config}/split",
            "name": f"{config}/split",
            "dataType": "sc:Text",
            "source": {
                **source,
                "extract": {"fileProperty": "fullpath"},
                "transform": {"regex": in_path},
            },
        }
    for column in schema:
        if not _is_nested(column.type):
            of = {**source, "extract": {"column": column.name}}
            yield _field(f"{config}/{column.name}", column.type, of, ())


def _is_nested(kind: pa.DataType) -> bool:
    """Whether values are lists of lists of structs, whose parts Croissant cannot address."""
    import pyarrow as pa

    depth, inner = _unlisted(kind)
    return depth > 1 and pa.types.is_struct(inner)


def _unlisted(kind: pa.DataType) -> tuple[int, pa.DataType]:
    """How many lists a value is in, and the type of what they hold."""
    import pyarrow as pa

    depth = 0
    while pa.types.is_list(kind):
        kind, depth = kind.value_type, depth + 1
    return depth, kind


def _field(
    name: str, kind: pa.DataType, source: dict[str, Any], path: tuple[str, ...]
) -> dict[str, Any]:
    """A field; of a struct, one field for each of its parts, and of a list, one that is an array.

    Args:
        name: with its config, `pairs/edits/start`.
        kind: its type in the shards.
        source: the files and the column that it is read from.
        path: of the part within the column's structs.
    """
    import pyarrow as pa

    depth, inner = _unlisted(kind)
    steps = [{"jsonPath": f"'{part}'"} for part in path]
    found: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": name,
        "name": name,
        "source": {**source, "transform": steps} if steps else source,
    }
    if depth:
        found |= {"isArray": True, "arrayShape": ",".join(["-1"] * depth)}
    if pa.types.is_struct(inner):
        parts = (_field(f"{name}/{p.name}", p.type, source, (*path, p.name)) for p in inner)
        return {**found, "subField": list(parts)}
    return {**found, "dataType": _type(inner)}


def _type(kind: pa.DataType) -> str:
    import pyarrow as pa

    if pa.types.is_boolean(kind):
        return "sc:Boolean"
    if pa.types.is_integer(kind):
        return "sc:Integer"
    return "sc:Float" if pa.types.is_floating(kind) else "sc:Text"
