"""Checks of a build: schema, pair invariants, the dataset's own audit, and gates.

Everything is read from the files, row group by row group; what is remembered of a row is its id and
a few digests, so memory grows with ids, not with rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irrealis.errors import IrrealisError
from irrealis.measure import PairFigures, plots
from irrealis.progress import progress
from irrealis.store import BuildRecord, read_record

if TYPE_CHECKING:
    from irrealis.manifest import Manifest

from irrealis.check.audit import Audit
from irrealis.check.failure import Failure
from irrealis.check.gates import outside_gates
from irrealis.check.invariants import Invariants
from irrealis.check.report import Report
from irrealis.check.rows import typed_rows
from irrealis.contract import load_schemas, schema_module


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
    audit_class: type[Audit] = getattr(schema_module(manifest), "AUDIT", Audit)
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
    invariants = Invariants(record, alternatives=manifest.alternatives)
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
            rows = typed_rows(folder, part, table, report, tell=tell)
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
