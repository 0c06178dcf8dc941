"""One table of pairs over datasets whose fields and labels differ.

What differs between datasets is given as text: fields by their text view, labels, the values of an
intervention and certificates as the text they are, or else as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irrealis.contract import arrow_type, canonical, column_types, text_view
from irrealis.errors import IrrealisError
from irrealis.hub.loading import built_folder, load

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets.arrow_dataset import Dataset

_BATCH = 1_000
_VERSION = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)@v?(?P<version>\d+\.\d+\.\d+)")


def load_pairs(
    datasets: Sequence[str], *, split: str | None = None, root: Path | None = None
) -> Dataset:
    """The pairs of several datasets as one table.

    Args:
        datasets: each a build or release folder, a dataset that is built in the registry (from
            where `load` takes it), or a version on the Hub (`org/cebab@1.2.0`).
        split: one split; all of them if not given. Datasets that lack it give no rows.
        root: the registry; found from the current folder if not given.

    Returns:
        The columns of pairs (docs/contract.md) behind `dataset` and `split`. `original` and
        `counterfactual` are lists of {field, text}, and edits are spans of these texts. `query` and
        `coordinates` are null where a dataset has none.

    Raises:
        IrrealisError: no dataset is named, one has no pairs, or none has the split.
        Unavailable: a version that is neither on the Hub within reach nor in the local cache.
        CheckFailed: rows of a version that are not those of its record.

    >>> load_pairs(["cebab", "cad-imdb"], split="train")  # doctest: +SKIP
    """
    import pyarrow as pa
    from datasets.arrow_dataset import Dataset

    if not datasets or isinstance(datasets, str):
        raise IrrealisError("load_pairs takes a list of datasets", found=repr(datasets))
    rows = (_common(*found) for name in datasets for found in _pairs(name, split, root))
    schema = _schema()
    batches = []
    while batch := list(islice(rows, _BATCH)):
        batches.append(pa.RecordBatch.from_pylist(batch, schema=schema))
    if not batches:
        raise IrrealisError(f"none of {', '.join(datasets)} has pairs of this split", split=split)
    return Dataset(pa.Table.from_batches(batches, schema=schema))


def _pairs(
    name: str, split: str | None, root: Path | None
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Dataset, split and row of each pair."""
    if (version := _VERSION.fullmatch(name)) and not Path(name).is_dir():
        found = load(version["repo"], "pairs", version=version["version"])
        assert isinstance(found, Mapping)  # noqa: S101 no split was named
        for of, part in found.items():
            if split in (None, of):
                dataset = version["repo"].partition("/")[2]
                yield from ((dataset, str(of), row) for row in part)
        return
    from irrealis.manifest import find_root, list_datasets, load_manifest
    from irrealis.store import find_folder, open_folder

    if root is None and not Path(name).is_dir():
        root = find_root()
    built = None
    if root is not None and name in list_datasets(root):
        built = built_folder(load_manifest(name, root=root), root=root)
    folder = find_folder(name, root=root) if built is None else open_folder(built)
    for of in folder.splits:
        if split in (None, of):
            yield from ((folder.dataset, of, row) for row in folder.pairs(of))


def _common(dataset: str, split: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the columns that the pairs of all datasets share."""
    evidence = row["evidence"]
    return {
        **row,
        "dataset": dataset,
        "split": split,
        "query": row.get("query"),
        "coordinates": _text(row.get("coordinates")),
        "original": _fields(row["original"]),
        "counterfactual": _fields(row["counterfactual"]),
        "intervention": [
            {**change, "from": _text(change["from"]), "to": _text(change["to"])}
            for change in row["intervention"]
        ],
        "label_original": _text(row["label_original"]),
        "label_counterfactual": _text(row["label_counterfactual"]),
        "evidence": {**evidence, "facts": _text(evidence.get("facts"))},
    }


def _fields(record: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"field": place, "text": text} for place, text in text_view(record).items()]


def _text(value: object) -> str | None:
    """A value as text: itself, or its JSON."""
    return value if value is None or isinstance(value, str) else canonical(value).decode()


def _schema() -> pa.Schema:
    import polars as pl
    import pyarrow as pa

    text = pl.String()
    texts = pl.List(pl.Struct({"field": text, "text": text}))
    types = column_types(
        {"fields": texts, "label": text, "value": text, "facts": text, "query": text, "axes": text}
    )
    types["coordinates"] = text
    names: Iterable[tuple[str, pl.DataType]] = [("dataset", text), ("split", text), *types.items()]
    return pa.schema([pa.field(name, arrow_type(kind)) for name, kind in names])
