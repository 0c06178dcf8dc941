"""A folder with a dataset: a build, a release, or any other that has their layout and columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from irrealis.contract import MEANINGS, OPTIONAL, Field, footer_fields, pairs_schema
from irrealis.errors import IrrealisError, invalid, printable
from irrealis.files import read_file
from irrealis.store.record import RECORD_FILE, BuildRecord, read_record
from irrealis.store.shards import batches

if TYPE_CHECKING:
    import pandera.polars
    import polars as pl
    import pyarrow

_LARGEST = 1024 * 1024  # bytes of metrics.json
_SHARD = re.compile(r"(?P<split>\w+(\.\w+)*)-\d{5}-of-\d{5}\.parquet")


@dataclass(frozen=True)
class Folder:
    """Where the rows of each config and split are, and the record of their making if there is one.

    `version` is empty and `record` None in a folder that has no build.json.
    """

    path: Path
    dataset: str
    version: str
    record: BuildRecord | None
    files: Mapping[str, Mapping[str, Sequence[Path]]]

    @property
    def splits(self) -> list[str]:
        """Splits of the config `pairs`, in the manifest's order or by name.

        Raises:
            IrrealisError: the dataset has no pairs.
        """
        if not self.files.get("pairs"):
            raise IrrealisError(
                f"{self.path} holds no pairs",
                dataset=self.dataset,
                expected="a config pairs",
                found=", ".join(self.files),
            )
        return list(self.files["pairs"])

    def count(self, config: str) -> int:
        """Rows of a config in all splits, as the files' footers say.

        Raises:
            IrrealisError: a file that is not Parquet.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        rows = 0
        for split, shards in self.files.get(config, {}).items():
            for path in shards:
                try:
                    rows += int(pq.read_metadata(path).num_rows)
                except (pa.ArrowException, OSError) as error:
                    raise self._unreadable(path, error, config, split) from None
        return rows

    def rows(
        self, config: str, split: str, *, columns: Sequence[str] = ()
    ) -> Iterator[dict[str, Any]]:
        """Rows as Python values, row group by row group; of these columns, or of all.

        Raises:
            IrrealisError: a file that is not Parquet, lacks a column, or holds undecodable text.
        """
        for batch in self._batches(config, split, columns):
            try:
                yield from batch.to_pylist()
            except UnicodeDecodeError:
                raise self._error("text that is not valid UTF-8", config, split) from None

    def pairs(self, split: str, *, config: str = "pairs") -> Iterator[dict[str, Any]]:
        """Rows of a config, `pairs` or another, that follow the contract of pairs.

        Raises:
            IrrealisError: a row that does not; it is named, with what was expected and found.
        """
        import pandera.polars as pa
        import polars as pl

        if split not in self.files.get(config, {}):
            raise IrrealisError(
                f"no config {config} with this split",
                dataset=self.dataset,
                split=split,
                expected=", ".join(self.files),
            )
        for batch in self._batches(config, split, list(MEANINGS), optional=OPTIONAL):
            try:
                rows = batch.to_pylist()
            except UnicodeDecodeError:
                raise self._error("text that is not valid UTF-8", config, split) from None
            frame = pl.from_arrow(batch)
            assert isinstance(frame, pl.DataFrame)  # noqa: S101 a batch is a frame
            schema = _schema_of(frame, self._fields(batch.schema, config, split))
            for name in ("label_original", "label_counterfactual"):
                schema.columns[name].nullable = True  # what a label may be is the dataset's affair
            try:
                schema.validate(frame, lazy=True)
            except pa.errors.SchemaErrors as errors:
                case = errors.failure_cases.row(0, named=True)
                number = case["index"]
                raise self._error(
                    "a row that does not follow the contract of pairs",
                    config,
                    split,
                    row=rows[number]["id"] if number is not None else None,
                    field=str(case["column"]),
                    expected=case["check"],
                    found=str(case["failure_case"])[:160],
                ) from None
            yield from rows

    def fields(self, config: str = "pairs") -> tuple[Field, ...]:
        """The fields of a config of pairs, as the footer of its first file states them.

        Raises:
            IrrealisError: a file that is not Parquet, or states no fields.
        """
        for split in self.files.get(config, {}):
            for batch in self._batches(config, split, ["original"]):
                return self._fields(batch.schema, config, split)
        return ()

    def _fields(self, schema: pyarrow.Schema, config: str, split: str) -> tuple[Field, ...]:
        import pyarrow as pa

        kind = schema.field("original").type
        if not pa.types.is_struct(kind):
            raise self._error(
                "a column that is no struct of fields",
                config,
                split,
                field="original",
                expected="a struct",
                found=str(kind),
            )
        try:
            return footer_fields(schema)
        except IrrealisError as error:
            raise self._error(str(error.args[0]), config, split, found=error.found) from None

    def metrics(self) -> dict[str, dict[str, float]]:
        """What metrics.json says: split -> name -> number; empty where there is none.

        Raises:
            IrrealisError: a file that says something else.
        """
        path = self.path / "metrics.json"
        return read_metrics(path, dataset=self.dataset) if path.is_file() else {}

    def _batches(
        self, config: str, split: str, columns: Sequence[str], *, optional: Sequence[str] = ()
    ) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow as pa

        for path in self.files[config][split]:
            try:
                for batch in batches(path):
                    required = [name for name in columns if name not in optional]
                    lacking = [name for name in required if name not in batch.schema.names]
                    if lacking:
                        raise self._error(
                            f"{path.name} lacks columns of the contract of pairs",
                            config,
                            split,
                            field=", ".join(lacking),
                            expected=", ".join(required),
                            found=", ".join(batch.schema.names),
                        )
                    chosen = [name for name in columns if name in batch.schema.names]
                    yield batch.select(chosen) if columns else batch
            except (pa.ArrowException, OSError) as error:
                raise self._unreadable(path, error, config, split) from None

    def _unreadable(self, path: Path, error: Exception, config: str, split: str) -> IrrealisError:
        return self._error(f"{path} cannot be read: {printable(error)}", config, split)

    def _error(self, message: str, config: str, split: str, **more: Any) -> IrrealisError:
        return IrrealisError(
            f"config {config}: {message}",
            dataset=self.dataset,
            split=split,
            hint=f"irrealis check {self.path} says all that is wrong",
            **more,
        )


def _schema_of(frame: pl.DataFrame, fields: Sequence[Field]) -> pandera.polars.DataFrameSchema:
    """The contract of pairs, for the types that these rows have."""
    import polars as pl

    def part(kind: object, name: str) -> pl.DataType | None:
        parts = kind.fields if isinstance(kind, pl.Struct) else []
        found = next((part.dtype for part in parts if part.name == name), None)
        return found if isinstance(found, pl.DataType) else None

    types = frame.schema
    changes = types["intervention"]
    facts = part(types["evidence"], "facts")
    axes = part(types.get("coordinates"), "original")
    return pairs_schema(
        fields=fields,
        label=types["label_original"],
        facts=facts if isinstance(facts, pl.Struct) else None,
        values=part(changes.inner if isinstance(changes, pl.List) else None, "to"),
        query="query" in types,
        axes=[part.name for part in axes.fields] if isinstance(axes, pl.Struct) else [],
    )


def read_metrics(path: Path, *, dataset: str) -> dict[str, dict[str, float]]:
    """Read a `metrics.json`: split -> name -> number.

    Raises:
        IrrealisError: it cannot be read, or is something else.
    """
    content = read_file(path, largest=_LARGEST)
    try:
        return TypeAdapter(dict[str, dict[str, float]]).validate_json(content)
    except ValidationError as error:
        raise invalid(
            f"{path} is not a file of metrics",
            error,
            dataset=dataset,
            expected="split -> name -> number",
            hint="build again",
        ) from None


def open_folder(path: Path) -> Folder:
    """Look at a folder, by its build.json or else by its files `data/<config>/<split>-*.parquet`.

    Raises:
        IrrealisError: no dataset in it, or a build.json that is not in our format.
    """
    if (path / RECORD_FILE).is_file():
        record = read_record(path)
        files = {
            config: {split: [path / shard for shard in splits[split].shards] for split in splits}
            for config, splits in record.configs.items()
        }
        dataset, version = record.dataset, record.version
    else:
        record, dataset, version = None, path.resolve().name, ""
        files = {}
        for shard in sorted(path.glob("data/*/*.parquet")):
            inside = shard.resolve().is_relative_to(path.resolve()) and shard.is_file()
            if (named := _SHARD.fullmatch(shard.name)) and inside:
                splits = files.setdefault(shard.parent.name, {})
                splits.setdefault(named["split"], []).append(shard)
    if not files:
        raise IrrealisError(
            f"{path} holds no dataset",
            expected=f"a folder with {RECORD_FILE}, or data/pairs/SPLIT-00000-of-00001.parquet",
            hint="irrealis build NAME --out FOLDER",
        )
    return Folder(path, dataset, version, record, files)


def find_folder(target: str, *, root: Path | None) -> Folder:
    """The folder that NAME|DIR of a command means: NAME stands for build/NAME of the registry.

    Args:
        target: a folder, or a dataset of the registry.
        root: the registry's root, if the command runs inside of one.

    Raises:
        IrrealisError: neither a folder with pairs, nor a dataset that is built.
    """
    from irrealis.errors import nearest
    from irrealis.manifest import home, list_datasets

    known = list_datasets(root) if root is not None else []
    if root is not None and target in known:
        path = home(root, "sample") / "build" / target
        if not path.is_dir() and not _holds_rows(Path(target)):
            whole = home(root, "upstream") / "build" / target
            raise IrrealisError(
                "not built yet",
                dataset=target,
                found=f"no folder {path}",
                hint=f"give {whole} for what was built of upstream's files"
                if whole.is_dir()
                else f"irrealis build {target}",
            )
        return open_folder(path if path.is_dir() else Path(target))
    if not Path(target).is_dir():
        raise IrrealisError(
            f"{target} is neither a folder nor a dataset of the registry{nearest(target, known)}",
            hint="irrealis list shows the datasets",
        )
    return open_folder(Path(target))


def _holds_rows(folder: Path) -> bool:
    return (folder / RECORD_FILE).is_file() or (folder / "data").is_dir()
