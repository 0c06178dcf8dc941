"""Checks of a build: schema, pair invariants, the dataset's own audit, and gates.

Everything is read from the files, row group by row group; what is remembered of a row is its id and
a few digests, so memory grows with ids, not with rows.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from importlib import import_module
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeVar

from irrealis.errors import IrrealisError, printable
from irrealis.metrics import APART, PLOTS, PairFigures, definition, plots, rounded
from irrealis.pairs import canonical, group_id, normalize, pair_id, replay
from irrealis.record import BuildRecord, SplitRecord, read_record
from irrealis.shards import arrow_schema, batches, content_hash, row_digest
from irrealis.staging import json_file, write_file

if TYPE_CHECKING:
    import pandera.polars as pa
    import pyarrow

    from irrealis.manifest import Manifest

T = TypeVar("T")
Row: TypeAlias = Mapping[str, Any]
Found: TypeAlias = Iterator[tuple[str, str, object, object]]  # kind, field, expected, found

FIRST = 5  # failures of each kind that are shown in full; all are counted
_WIDEST = 160  # characters of a value that an error message quotes


@dataclass(frozen=True, slots=True)
class Table:
    """A config's schema, the column that names a row in messages, and for the card what it holds.

    Of the configs that every dataset has, the card knows by itself what they hold.
    """

    schema: pa.DataFrameSchema
    key: str
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that does not hold: where, what was expected, and what was found."""

    kind: str
    field: str
    expected: object
    found: object
    row: str | None = None
    config: str | None = None
    split: str | None = None


class Audit:
    """What a dataset must satisfy beyond the contract of pairs; one is made for every split.

    A schema module may define a subclass and name it `AUDIT`. It sees every row that is well typed,
    config by config in the order of `CONFIGS`, and says what is wrong with it; kinds that are
    listed in `counted` are measured, not forbidden. It is written apart from the builder and must
    not ask it.
    """

    counted: ClassVar[frozenset[str]] = frozenset()
    definitions: ClassVar[Mapping[str, str]] = {}  # of each figure; `*` in a name stands for any

    def __init__(self, record: BuildRecord, split: str) -> None:
        self.record, self.split = record, split

    def see(self, config: str, row: dict[str, Any]) -> Iterator[Failure]:  # noqa: ARG002
        """Failures that this row shows."""
        return iter(())

    def record_of(self, row: Mapping[str, Any]) -> str:
        """Id of the record that a row of the main config was made of.

        It is the row's `original_id`, but for a dataset that makes several originals of one record.
        """
        name: str = row["original_id"]
        return name

    def finish(self) -> Iterator[Failure]:
        """Failures that show only once every row was seen."""
        return iter(())

    def metrics(self) -> dict[str, float]:
        """Figures of the split, by name; each has a definition in `definitions`."""
        return {}


@dataclass
class Report:
    """What a check found. `failures` keeps the first few of each kind, `counts` all of them."""

    dataset: str
    folder: Path
    rows: int = 0
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    failures: dict[tuple[str, str, str], list[Failure]] = field(default_factory=dict)
    metrics: dict[str, dict[str, float]] = field(default_factory=dict)
    plots: dict[str, list[dict[str, float | str]]] = field(default_factory=dict)
    # kind, split, row -> whether it failed after all, of rows that the manifest exempts
    exempt: dict[tuple[str, str | None, str | None], bool] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Nothing failed."""
        return not self.counts

    def add(self, failure: Failure, *, config: str | None = None, split: str | None = None) -> None:
        """Count a failure, and keep it if it is among the first of its kind.

        One that the manifest exempts is only noted. `config` and `split` are its place, if it does
        not name them itself.
        """
        failure = replace(failure, config=failure.config or config, split=failure.split or split)
        if (named := (failure.kind, failure.split, failure.row)) in self.exempt:
            self.exempt[named] = True
            return
        # each column breaks its schema in its own way
        kind = f"schema: {failure.field}" if failure.kind == "schema" else failure.kind
        key = (failure.config or "", failure.split or "", kind)
        self.counts[key] += 1
        if self.counts[key] <= FIRST:
            self.failures.setdefault(key, []).append(failure)

    def text(self) -> str:
        """The report for people: counts of each kind, and the first few in full."""
        if self.ok:
            return f"{self.dataset}: {self.rows} rows checked, nothing wrong"
        lines = [f"{self.dataset}: {self.counts.total()} failures in {self.rows} rows"]
        for key, shown in self.failures.items():
            config, split, kind = key
            place = ", ".join(part for part in (config, split) if part)
            lines.append(f"{kind} ({place or 'build'}): {self.counts[key]}")
            for one in shown:
                at = f"{place or 'build'}, row {short(one.row)}, {short(one.field)}"
                lines.append(f"  dataset {self.dataset}, {at}")
                lines.append(f"    expected: {short(one.expected)}")
                lines.append(f"    found:    {short(one.found)}")
            if self.counts[key] > len(shown):
                lines.append(f"  ... and {self.counts[key] - len(shown)} more")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "dataset": self.dataset,
            "folder": str(self.folder),
            "ok": self.ok,
            "rows": self.rows,
            "counts": [
                {"config": config, "split": split, "kind": kind, "count": count}
                for (config, split, kind), count in self.counts.items()
            ],
            "failures": [
                {
                    **asdict(one),
                    "dataset": self.dataset,
                    "expected": short(one.expected),
                    "found": short(one.found),
                }
                for shown in self.failures.values()
                for one in shown
            ],
            "metrics": self.metrics,
        }

    def write_metrics(self, folder: Path) -> None:
        """Write `folder`/metrics.json: split -> name -> number, with four significant digits."""
        figures = {
            split: {name: rounded(value) for name, value in sorted(found.items())}
            for split, found in self.metrics.items()
        }
        write_file(folder / "metrics.json", json_file(figures))

    def write_plots(self, folder: Path) -> list[Path]:
        """Write `folder`/<plot>.csv for each plot, as DVC draws them."""
        folder.mkdir(exist_ok=True)
        paths = []
        for name, rows in self.plots.items():
            text = io.StringIO()
            lines = csv.DictWriter(text, PLOTS[name], lineterminator="\n")
            lines.writeheader()
            lines.writerows(rows)
            paths.append(folder / f"{name}.csv")
            write_file(paths[-1], text.getvalue().encode())
        return paths


def short(value: object) -> str:
    """A value as a message quotes it: one line, bounded, and safe to print."""
    text = printable(value if isinstance(value, str) else repr(value))
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def apart(expected: object, found: object) -> tuple[object, object]:
    """Where two values part: long ones may share all that a message would show."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in expected:
            if expected[name] != found.get(name):
                return apart(expected[name], found.get(name))
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for one, other in zip(expected, found, strict=True):
            if one != other:
                return apart(one, other)
    if isinstance(expected, str) and isinstance(found, str):
        equal = takewhile(lambda pair: pair[0] == pair[1], zip(expected, found, strict=False))
        start = max(0, sum(1 for _ in equal) - 40)
        return expected[start:], found[start:]
    return expected, found


def progress(items: Iterator[T], name: str, *, unit: str, total: int | None) -> Iterator[T]:
    """Show a bar while the items pass, if somebody is looking."""
    from tqdm import tqdm

    silent = not sys.stderr.isatty()
    yield from tqdm(items, desc=name, unit=f" {unit}", total=total, disable=silent, leave=False)


def load_schemas(manifest: Manifest) -> dict[str, Table]:
    """The tables of a dataset: those of its schema module, and `rejects` and `repairs`.

    Raises:
        IrrealisError: no such schema module, or one that has pairs although the manifest says why
            there are none, or the reverse.
    """
    configs: dict[str, Table] = _schema_module(manifest).CONFIGS
    main = manifest.main
    if main not in configs or (main != "pairs" and "pairs" in configs):
        raise IrrealisError(
            f"schemas/{manifest.schema_} and the manifest disagree on pairs",
            dataset=manifest.name,
            field="no_pairs",
            expected=f"a config {main}" + ("" if main == "pairs" else ", and no config pairs"),
            found=", ".join(configs),
            hint="a dataset without pairs says why in its dataset.yaml: `no_pairs: the reason`",
        )
    return {**configs, **_ledgers()}


def load_definitions(manifest: Manifest) -> Mapping[str, str]:
    """What the figures of a dataset's own audit are: name (`*` stands for any) -> definition."""
    audit: type[Audit] = getattr(_schema_module(manifest), "AUDIT", Audit)
    return audit.definitions


def _schema_module(manifest: Manifest) -> Any:
    name = f"irrealis.schemas.{manifest.schema_}"
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise IrrealisError(
            f"no schema {manifest.schema_}",
            dataset=manifest.name,
            field="schema",
            expected=f"a file schemas/{manifest.schema_}.py that defines CONFIGS",
            hint="irrealis new NAME makes a dataset with its schema",
        ) from None


def _ledgers() -> dict[str, Table]:
    """What was dropped and what was mended: the same two tables for every dataset."""
    import pandera.polars as pa
    import polars as pl

    name = pa.Column(pl.String, pa.Check.str_length(min_value=1))
    return {
        "rejects": Table(
            pa.DataFrameSchema(
                {
                    "original_id": name,
                    "level": pa.Column(pl.String, pa.Check.isin(["record", "variant"])),
                    "reason": name,
                    "detail": name,
                },
                strict=True,
                ordered=True,
            ),
            key="original_id",
        ),
        "repairs": Table(
            pa.DataFrameSchema(
                {
                    "original_id": name,
                    "kind": name,
                    "where": name,
                    "before": pa.Column(pl.String),
                    "after": pa.Column(pl.String),
                },
                strict=True,
                ordered=True,
            ),
            key="original_id",
        ),
    }


def check_folder(folder: Path, *, manifest: Manifest) -> Report:
    """Check every row of a build or release folder.

    Raises:
        IrrealisError: a folder that is not one, or a build of another dataset.
    """
    record = read_record(folder)
    if record.dataset != manifest.name:
        raise IrrealisError(
            f"{folder} is a build of another dataset",
            expected=manifest.name,
            found=record.dataset,
        )
    report = Report(record.dataset, folder)
    report.exempt = {
        (one.check, one.split, row): False
        for one in manifest.exemptions
        if one.inputs in ("any", record.inputs) and one.split in record.splits
        for row in one.rows
    }
    tables = load_schemas(manifest)
    audit_class: type[Audit] = getattr(_schema_module(manifest), "AUDIT", Audit)
    for name in sorted(tables.keys() ^ record.configs.keys()):
        report.add(
            Failure(
                "configs",
                "configs",
                "as in the schema",
                "missing" if name in tables else "unknown",
                config=name,
            )
        )
    for name, parts in record.configs.items():
        for split in sorted(parts.keys() - record.counts.keys()):
            where = f"build.json counts.{split}"
            report.add(Failure("splits", where, "counts", "missing", config=name, split=split))
    listed = {s for splits in record.configs.values() for p in splits.values() for s in p.shards}
    for path in sorted((folder / "data").rglob("*")):
        if path.is_file() and path.relative_to(folder).as_posix() not in listed:
            report.add(
                Failure("files", str(path.relative_to(folder)), "a listed shard", "stray file")
            )
    invariants = _Invariants(record, alternatives=manifest.alternatives)
    figures = {split: PairFigures() for split in record.splits}
    for split in record.splits:
        audit = audit_class(record, split)
        tally: Counter[tuple[str, str]] = Counter()
        kept: set[str] = set()
        dropped: set[str] = set()
        for config, table in tables.items():
            part = record.configs.get(config, {}).get(split)
            if part is None:
                if config in record.configs:
                    report.add(Failure("splits", "splits", split, "missing", config=config))
                continue
            tell = partial(report.add, config=config, split=split)
            rows = _rows(folder, part, table, report, tell=tell)
            for row in progress(rows, f"check {config} {split}", unit="rows", total=part.rows):
                if config == manifest.main:
                    see = invariants.see if config == "pairs" else invariants.see_unpaired
                    for failure in see(split, row):
                        tell(failure)
                    if report.ok and config == "pairs":
                        figures[split].see(row)
                    kept.add(audit.record_of(row))
                    tally["", "counterfactuals"] += config == "pairs"
                elif config == "rejects":
                    dropped.add(row["original_id"])
                    for failure in _not_dropped(row, kept):
                        tell(failure)
                    tally[config, row["reason"]] += 1
                    tally["", "records"] += row["level"] == "record"
                elif config == "repairs":
                    tally[config, row["kind"]] += 1
                    if (name := row["original_id"]) not in kept and name not in dropped:
                        tell(Failure("ledger", "original_id", "kept or dropped", name, name))
                for failure in _followed(audit.see(config, row), row=row.get(table.key)):
                    if failure.kind not in audit.counted:
                        tell(failure)
        for failure in _followed(audit.finish()):
            if failure.kind not in audit.counted:
                report.add(failure, split=split)
        tally["", "kept"] = len(kept)
        tally["", "records"] += len(kept)
        for failure in _agrees(record, split, tally):
            report.add(failure, split=split)
        counts = record.counts[split]
        report.metrics[split] = {
            "records": counts.records,
            "yield": counts.kept / counts.records if counts.records else 0.0,
            **({} if manifest.no_pairs else {"counterfactuals": counts.counterfactuals}),
            **{f"rejects.{reason}": count for reason, count in counts.rejects.items()},
            **{f"repairs.{kind}": count for kind, count in counts.repairs.items()},
            # figures of rows that are broken say nothing, and may not even be defined
            **({**figures[split].figures(), **audit.metrics()} if report.ok else {}),
        }
    # the first records of a split need not hold the rows
    for (kind, split_, name_), failed in report.exempt.items():
        if not failed and record.limit is None:
            expected = f"a row that fails the check {kind}, or no exemption for it"
            report.add(
                Failure("exemption", "exemptions", expected, "no failure", name_, None, split_)
            )
    if report.ok:
        report.plots = plots(figures.values())
        for failure in outside_gates(
            report.metrics, manifest=manifest, inputs=record.inputs, limited=bool(record.limit)
        ):
            report.add(failure)
    return report


def _followed(found: Iterator[Failure], *, row: str | None = None) -> Iterator[Failure]:
    """What an audit finds; rows too broken for it to follow, such as by a null deep inside, too."""
    try:
        yield from found
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        yield Failure("audit", "row", "a row that the audit can follow", repr(error), row)


def _not_dropped(row: Mapping[str, Any], kept: set[str]) -> Iterator[Failure]:
    """A record is dropped or kept; only a second record of the same id may be both."""
    name = row["original_id"]
    if row["level"] == "record" and name in kept and row["reason"] != "id-seen-before":
        yield Failure("level", "level", "variant, as the record is kept", row["level"], name)


def _agrees(record: BuildRecord, split: str, tally: Counter[tuple[str, str]]) -> Iterator[Failure]:
    """Rows and ledgers hold what the record counts; `records` are those kept and those dropped."""
    counts = record.counts[split]
    for name in ("records", "kept", "counterfactuals"):
        if tally["", name] != getattr(counts, name):
            said_of = f"build.json counts.{split}.{name}"
            yield Failure("counts", said_of, getattr(counts, name), tally["", name])
    for config, said in (("rejects", counts.rejects), ("repairs", counts.repairs)):
        found = {name: count for (table, name), count in tally.items() if table == config}
        for name in sorted(found.keys() | said.keys()):
            if found.get(name, 0) != said.get(name, 0):
                yield Failure(
                    "counts",
                    f"build.json counts.{split}.{config}.{name}",
                    said.get(name, 0),
                    found.get(name, 0),
                    config=config,
                )


def outside_gates(
    metrics: Mapping[str, Mapping[str, float]],
    *,
    manifest: Manifest,
    inputs: str,
    limited: bool = False,
    apart: bool = False,
) -> Iterator[Failure]:
    """The gates that these figures do not keep; no data is needed, so JSON that git holds will do.

    Args:
        metrics: split -> name -> number.
        inputs: what the build was made of: sample, upstream or files.
        limited: only the first records of each split were edited, which says nothing of the whole,
            so that gates for some inputs alone do not apply.
        apart: the figures that no check finds (near-duplicates, what judges say) are there too.
    """
    for gate in manifest.gates:
        known = definition(gate.metric)
        if not apart and known and known.group in APART:
            continue
        for split in metrics:
            if not gate.applies(inputs, split) or (limited and gate.inputs != "any"):
                continue
            value = metrics[split].get(gate.metric)
            low = -math.inf if gate.min is None else gate.min
            high = math.inf if gate.max is None else gate.max
            if value is None or not low <= value <= high:
                yield Failure(
                    "gate",
                    gate.metric,
                    f"{low} to {high}: {gate.reason}",
                    "no such metric" if value is None else value,
                    split=split,
                )


def _rows(
    folder: Path,
    part: SplitRecord,
    table: Table,
    report: Report,
    *,
    tell: Callable[[Failure], None],
) -> Iterator[dict[str, Any]]:
    """Well-typed rows of one config and split; what is wrong with the others is told."""
    expected = arrow_schema(table.schema)
    digests: list[bytes] = []
    readable = True
    for shard in part.shards:
        for batch in _batches(folder / shard, tell=tell):
            differences = list(_differences(batch.schema, expected, shard))
            for failure in differences:
                tell(failure)
            if differences:
                readable = False
                break
            rows = []
            for number, row in enumerate(_decoded(batch)):
                if row is None:
                    name = _name(batch, table.key, number)
                    tell(Failure("unicode", "row", "valid UTF-8", "undecodable text", name))
                    readable = False
                else:
                    rows.append(row)
            broken = _violations(rows, batch, table, tell=tell)
            for number, row in enumerate(rows):
                report.rows += 1
                digests.append(row_digest(row))
                if number not in broken:
                    yield row
    size = sum((folder / shard).stat().st_size for shard in part.shards)
    if size != part.bytes:
        tell(Failure("counts", "build.json bytes", part.bytes, size))
    if readable and len(digests) != part.rows:
        tell(Failure("counts", "build.json rows", part.rows, len(digests)))
    if readable and (found := content_hash(digests)) != part.content_hash:
        tell(Failure("content-hash", "build.json content_hash", part.content_hash, found))


def _batches(path: Path, *, tell: Callable[[Failure], None]) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow as pa

    try:
        yield from batches(path)
    except (pa.ArrowException, OSError) as error:
        tell(Failure("parquet", path.name, "a Parquet file", str(error)))


def _decoded(batch: pyarrow.RecordBatch) -> Iterator[dict[str, Any] | None]:
    """Rows as Python values; None for a row whose text is not valid UTF-8."""
    try:
        yield from batch.to_pylist()
    except UnicodeDecodeError:
        for number in range(batch.num_rows):
            try:
                yield from batch.slice(number, 1).to_pylist()
            except UnicodeDecodeError:
                yield None


def _name(batch: pyarrow.RecordBatch, key: str, number: int) -> str:
    """What a row is called in messages, even if its name is blank or no valid text."""
    raw = batch.column(key)[number].as_buffer()
    name = raw.to_pybytes().decode("utf-8", "backslashreplace") if raw else ""
    return name or f"#{number} of its row group"


def _differences(found: pyarrow.Schema, expected: pyarrow.Schema, shard: str) -> Iterator[Failure]:
    for name in dict.fromkeys([*expected.names, *found.names]):
        want = expected.field(name).type if name in expected.names else "no such column"
        have = found.field(name).type if name in found.names else "missing"
        if want != have:
            yield Failure("schema", name, want, have, shard)
    if found.names != expected.names and set(found.names) == set(expected.names):
        yield Failure("schema", "order of columns", expected.names, found.names, shard)
    if found.metadata != expected.metadata:
        yield Failure("schema", "features in the footer", expected.metadata, found.metadata, shard)


def _violations(
    rows: Sequence[Mapping[str, Any]],
    batch: pyarrow.RecordBatch,
    table: Table,
    *,
    tell: Callable[[Failure], None],
) -> set[int]:
    """Tell what pandera says of the rows; returns the numbers of those it names."""
    import pandera.polars as pa
    import polars as pl

    if len(rows) < batch.num_rows:
        return set(range(len(rows)))  # not a frame until its text can be decoded
    broken: set[int] = set()
    try:
        frame = pl.from_arrow(batch)
        assert isinstance(frame, pl.DataFrame)  # noqa: S101 a batch is a frame, a column a series
        table.schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        for case in errors.failure_cases.iter_rows(named=True):
            number = case["index"]
            if number is None:  # a statement of the whole column
                broken |= set(range(len(rows)))
                name = None
            else:
                broken.add(number)
                name = _name(batch, table.key, number)
            column = str(case["column"])
            tell(Failure("schema", column, case["check"], case["failure_case"], name))
    # looking into every value of every row is slow, and most tables hold no float
    floats = any(_holds_floats(part.type) for part in batch.schema)
    for number, row in enumerate(rows if floats else ()):
        if number not in broken and (where := _not_finite(row)):
            broken.add(number)
            name = str(row[table.key])
            tell(Failure("schema", where, "a finite number", "NaN or infinite", name))
    return broken


def _holds_floats(kind: pyarrow.DataType) -> bool:
    import pyarrow as pa

    return pa.types.is_floating(kind) or any(
        _holds_floats(kind.field(at).type) for at in range(kind.num_fields)
    )


def _not_finite(value: object, path: str = "") -> str | None:
    """Path of the first float that is NaN or infinite."""
    if isinstance(value, float):
        return None if math.isfinite(value) else path
    if isinstance(value, dict):
        found = (_not_finite(part, f"{path}.{name}".strip(".")) for name, part in value.items())
        return next((one for one in found if one is not None), None)
    if isinstance(value, list) and value and not isinstance(value[0], (str, int)):
        found = (_not_finite(part, f"{path}[{number}]") for number, part in enumerate(value))
        return next((one for one in found if one is not None), None)
    return None


def digest(value: object) -> bytes:
    """16 bytes that stand for a value in memory."""
    return hashlib.sha256(canonical(value)).digest()[:16]


class _Invariants:
    """What must hold of pairs in any dataset, and of the rows of one that has none."""

    def __init__(self, record: BuildRecord, *, alternatives: Sequence[Sequence[str]]) -> None:
        self.dataset = record.dataset
        self.seed = record.seed
        one_of = {split: group[0] for group in alternatives for split in group}
        self.side = {split: one_of.get(split, split) for split in record.splits}
        self.ids: set[tuple[str, str]] = set()
        self.groups: dict[str, tuple[str, bytes, str]] = {}
        self.texts: dict[bytes, tuple[str, str]] = {}
        self.labels: dict[bytes, tuple[bytes, str]] = {}

    def see(self, split: str, row: dict[str, Any]) -> Iterator[Failure]:
        name = row["id"]
        for kind, where, expected, found in (
            *self._identity(split, row),
            *self._edits(row),
            *self._labels(row),
            *self._leaks(split, row),
        ):
            yield Failure(kind, where, expected, found, name)

    def see_unpaired(self, split: str, row: dict[str, Any]) -> Iterator[Failure]:
        """What must hold of a row of `native` in a dataset without pairs."""
        if (split, row["id"]) in self.ids:
            yield Failure("id", "id", "an id used once", "used before", row["id"])
        self.ids.add((split, row["id"]))
        side, _, name = self.groups.setdefault(
            row["original_id"], (self.side[split], b"", row["id"])
        )
        if side != self.side[split]:
            expected = f"an original in one split ({side}, {name})"
            yield Failure("leak", "original_id", expected, f"also in {split}", row["id"])

    def _identity(self, split: str, row: dict[str, Any]) -> Found:
        original_id = row["original_id"]
        want = pair_id(self.dataset, original_id, row["original"], row["counterfactual"])
        if row["id"] != want:
            yield "id", "id", f"{want}, from its content", row["id"]
        # alternatives of one another may hold the same pair; one split may not
        if (split, row["id"]) in self.ids:
            yield "id", "id", "an id used once", "used before"
        self.ids.add((split, row["id"]))
        if row["seed"] != self.seed:
            yield "seed", "seed", self.seed, row["seed"]
        side, original = self.side[split], digest([row["original"], row["label_original"]])
        held = self.groups.setdefault(row["group"], (side, original, original_id))
        if held[0] != side:
            yield "group", "group", f"a group in one split ({held[0]})", f"also in {split}"
        if held[1] != original or held[2] != original_id:
            yield (
                "group",
                "original",
                f"the group's one original ({held[2]})",
                "another text or label",
            )
        if row["group"] != group_id(self.dataset, original_id) and held[2] == original_id:
            yield "group", "group", group_id(self.dataset, original_id), row["group"]

    def _edits(self, row: dict[str, Any]) -> Found:
        try:
            made = replay(row["original"], row["edits"])
        except ValueError as error:
            yield "edits", "edits", "edits that replay on the original", str(error)
            return
        for field_, text in made.items():
            if text != row["counterfactual"][field_]:
                at = _first_difference(text, row["counterfactual"][field_])
                yield (
                    "edits",
                    f"counterfactual.{field_}",
                    f"at {at}: {text[at : at + 40]!r}, from the edits",
                    row["counterfactual"][field_][at : at + 40],
                )
        for number, edit in enumerate(row["edits"]):
            if normalize(edit["before"]) == normalize(edit["after"]):
                yield "no-op", f"edits[{number}]", "a change", edit["before"]
        for number, change in enumerate(row["intervention"]):
            if normalize(change["from"]) == normalize(change["to"]):
                yield "no-op", f"intervention[{number}]", "a change", change["from"]
        if _norm(row["original"]) == _norm(row["counterfactual"]):
            yield "no-op", "counterfactual", "another text than the original's", "the same text"

    def _labels(self, row: dict[str, Any]) -> Found:
        same = row["label_original"] == row["label_counterfactual"]
        if same != (row["label_effect"] == "keep"):
            yield (
                "label-effect",
                "label_effect",
                "keep" if same else "flip or recomputed",
                row["label_effect"],
            )
        for side in ("original", "counterfactual"):
            text, label = digest(_norm(row[side])), digest(row[f"label_{side}"])
            held = self.labels.setdefault(text, (label, row["id"]))
            if held[0] != label:
                yield "two-labels", side, f"one label for one text (see {held[1]})", "another label"

    def _leaks(self, split: str, row: dict[str, Any]) -> Found:
        for side in ("original", "counterfactual"):
            held = self.texts.setdefault(digest(_norm(row[side])), (self.side[split], row["id"]))
            if held[0] != self.side[split]:
                yield (
                    "leak",
                    side,
                    f"a text in one split ({held[0]}, {held[1]})",
                    f"also in {split}",
                )


def _norm(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: normalize(text) for name, text in texts.items()}


def _first_difference(one: str, other: str) -> int:
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
