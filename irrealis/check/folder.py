"""Checks of a build: schema, pair invariants, the dataset's own audit, and gates.

Everything is read from the files, row group by row group; what a row claims beside others goes to
disk where it is much (`claimed`), so that memory grows only with what a dataset's own audit keeps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irrealis.check import report
from irrealis.check.audit import Audit, load_audit
from irrealis.check.claimed import SLOTS, Claimed, Rows, Rule
from irrealis.check.failure import Failure
from irrealis.check.gates import outside_gates
from irrealis.check.invariants import Invariants, Slot
from irrealis.check.report import Report
from irrealis.check.rows import typed_rows
from irrealis.contract import load_schemas
from irrealis.errors import IrrealisError, place_of, theirs
from irrealis.measure import PairFigures, plots
from irrealis.progress import progress
from irrealis.store import ENGINE_REASONS, SEEN_BEFORE, BuildRecord, read_record

if TYPE_CHECKING:
    from irrealis.manifest import Manifest


def check_folder(folder: Path, *, manifest: Manifest) -> Report:
    """Check every row of a build or release folder.

    Raises:
        IrrealisError: a folder that is not one, or a build of another dataset; or what the audit
            raises, see `theirs`.
    """
    record = read_record(folder)
    if record.dataset != manifest.name:
        raise IrrealisError(
            f"{folder} is a build of another dataset",
            expected=manifest.name,
            found=record.dataset,
        )
    with Claimed() as claimed:
        check = _Check(folder, record, manifest, claimed)
        check.listing()
        for split in record.splits:
            check.split(split)
    check.exemptions()
    check.gates()
    return check.report


class _Check:
    """One pass over all rows of a folder."""

    def __init__(
        self, folder: Path, record: BuildRecord, manifest: Manifest, claimed: Claimed
    ) -> None:
        self.folder, self.record, self.manifest = folder, record, manifest
        self.claimed, self.rows = claimed, Rows(folder, record)
        self.at = 0  # of all rows that were seen so far, the number of the next
        self.row: str | None = None  # that is looked at
        self.found: list[tuple[int, Failure]] = []  # in the split: place, failure; the first
        self.more: Counter[tuple[str, str, str]] = Counter()  # and how many others
        self.tables = load_schemas(manifest)
        self.audit_type = load_audit(manifest)
        self.invariants = Invariants(
            record,
            tables=self.tables,
            alternatives=manifest.alternatives,
            claimed=claimed,
            rows=self.rows,
        )
        paired = manifest.main == "pairs"
        fields = self.tables["pairs"].fields if paired else ()
        self.figures = {split: PairFigures(fields) for split in record.splits}
        self.report = Report(record.dataset, folder)
        self.report.exempt = {
            (exemption.check, exemption.split, row): False
            for exemption in manifest.exemptions
            if exemption.inputs in ("any", record.inputs) and exemption.split in record.splits
            for row in exemption.rows
        }

    def listing(self) -> None:
        """The record lists the configs of the schema, counts of every split, and every file."""
        configs = self.record.configs
        for name in sorted(self.manifest.configs.keys() - self.tables.keys()):
            expected = "a config of the schema"
            self.report.add(Failure("configs", "dataset.yaml configs", expected, name))
        for name in sorted(self.tables.keys() ^ configs.keys()):
            found = "missing" if name in self.tables else "unknown"
            self.report.add(Failure("configs", "configs", "as in the schema", found, config=name))
        for name, parts in configs.items():
            for split in sorted(parts.keys() - self.record.counts.keys()):
                where = f"build.json counts.{split}"
                self.report.add(
                    Failure("splits", where, "counts", "missing", config=name, split=split)
                )
        listed = {s for parts in configs.values() for part in parts.values() for s in part.shards}
        for path in sorted((self.folder / "data").rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if path.is_file() and name not in listed:
                self.report.add(Failure("files", name, "a listed shard", "stray file"))

    def split(self, split: str) -> None:
        """Every row of a split, config by config, then what shows only once all were seen.

        Raises:
            IrrealisError: what the audit raises, other than by a row that it cannot follow.
        """
        try:
            self._split(split)
        except (Exception, SystemExit) as error:
            if place_of(error) is None:
                raise
            raise theirs(error, dataset=self.record.dataset, split=split, row=self.row)  # noqa: B904 it has one

    def _split(self, split: str) -> None:
        audit = self.audit_type(self.record, split)
        ledger = _Ledger(self.record, split, self.claimed)
        since = self.at * SLOTS
        for config in self.tables:
            self._config(config, split, audit, ledger)
        settled = self.claimed.settle(since, rows=self.rows, most=report.MOST_BLAMED)
        found = [
            (place, failure)
            for place, failure in self.found
            # of another original's group, the id is not expected to follow from its own
            if place % SLOTS != Slot.GROUP_ID or place // SLOTS not in settled.unnamed
        ]
        for place, failure in self.invariants.settled(settled.first):
            config, _, number = self.rows.place(place // SLOTS)
            found.append((place, replace(failure, config=config, number=number)))
        for _, failure in sorted(found, key=itemgetter(0)):
            self.report.add(failure, split=split)
        for key, many in self.more.items():
            self.report.count(key, many)
        for (config, slot, rule), many in settled.more.items():
            self.report.count((config, split, self.invariants.kind(config, slot, rule)), many)
        self.found, self.more = [], Counter()
        for failure in _followed(audit.finish()):
            if failure.kind not in audit.counted:
                self.report.add(failure, split=split)
        for failure in ledger.disagreements(settled.kept):
            self.report.add(failure, split=split)
        self.report.metrics[split] = self._metrics(split, audit)

    @property
    def _ok(self) -> bool:
        return self.report.ok and not self.found

    def _add(
        self,
        failure: Failure,
        *,
        config: str,
        split: str,
        number: int | None = None,
        place: int | None = None,
    ) -> None:
        """Keep a failure until the split is seen; by default, it comes before the next row."""
        failure = replace(
            failure,
            config=failure.config or config,
            split=failure.split or split,
            number=number if failure.number is None else failure.number,
        )
        if (failure.kind, failure.split, failure.row) in self.report.exempt:
            self.report.add(failure)
        elif len(self.found) < report.MOST_BLAMED:
            self.found.append((self.at * SLOTS if place is None else place, failure.brief()))
        else:
            self.more[failure.key] += 1

    def exemptions(self) -> None:
        """A row that the manifest exempts from a check must fail it, or the exemption goes."""
        for (kind, split, name), failed in self.report.exempt.items():
            # the first records of a split need not hold the rows
            if not failed and self.record.limit is None:
                expected = f"a row that fails the check {kind}, or no exemption for it"
                self.report.add(
                    Failure("exemption", "exemptions", expected, "no failure", name, split=split)
                )

    def gates(self) -> None:
        """Figures keep the bounds of the manifest; those of broken rows are not looked at."""
        if not self.report.ok:
            return
        self.report.plots = plots(self.figures.values())
        counts = self.record.counts
        if self.record.limit is None and not any(found.kept for found in counts.values()):
            for split, found in counts.items():
                why = ", ".join(f"{reason} {number}" for reason, number in found.rejects.items())
                none = f"none of {found.records}: {why}"
                self.report.add(Failure("empty", "counts", "records to keep", none), split=split)
        outside = partial(
            outside_gates,
            self.report.metrics,
            manifest=self.manifest,
            inputs=self.record.inputs,
            limited=bool(self.record.limit),
        )
        if self.record.inputs != "files":
            for failure in outside():
                self.report.add(failure)
            return
        # a user's own corpus may be small, or of another kind
        for failure in outside(exact=True):
            self.report.add(failure)
        self.report.warnings += outside(exact=False)

    def _config(self, config: str, split: str, audit: Audit, ledger: _Ledger) -> None:
        part = self.record.configs.get(config, {}).get(split)
        if part is None:
            if config in self.record.configs:
                self.report.add(Failure("splits", "splits", split, "missing", config=config))
            return
        own = self.manifest.configs.get(config)
        if part.rows and own and own.splits and split not in own.splits:
            expected = f"rows in {', '.join(own.splits)} alone"
            found = f"{part.rows} rows"
            self._add(Failure("splits", "splits", expected, found), config=config, split=split)
        table = self.tables[config]
        add = partial(self._add, config=config, split=split)
        start = self.at
        self.rows.begin(config, split, at=start)
        rows = typed_rows(self.folder, part, table, self.report, add=add)
        for number, row in progress(rows, f"check {config} {split}", unit="rows", total=part.rows):
            self.at, self.row = start + number, str(row.get(table.key))
            for slot, failure in self._shared(config, split, row, audit, ledger):
                add(failure, number=number, place=self.at * SLOTS + slot)
            if config != "rejects" or row["reason"] not in ENGINE_REASONS:
                # of the others the dataset never saw the records, so its audit knows nothing
                for failure in _followed(audit.see(config, row), row=row.get(table.key)):
                    if failure.kind not in audit.counted:
                        add(failure, number=number, place=self.at * SLOTS + Slot.AUDIT)
            self.at += 1
        self.row = None
        self.at = max(self.at, start + part.rows) + 1

    def _shared(
        self, config: str, split: str, row: dict[str, Any], audit: Audit, ledger: _Ledger
    ) -> Iterator[tuple[int, Failure]]:
        """What must hold of a row in any dataset."""
        at = self.at
        if self.tables[config].kind == "pairs":
            yield from self.invariants.see(config, split, row, at=at)
        elif self.tables[config].kind == "probes":
            yield from self.invariants.see_probe(config, split, row, at=at)
        elif config == self.manifest.main:
            self.invariants.see_unpaired(split, row, at=at)
        if config == self.manifest.main:
            paired = config == "pairs"
            if paired and self._ok:
                self.figures[split].see(row)
            ledger.keep(audit.record_of(row), paired=paired, at=at)
        elif config == "rejects":
            ledger.reject(row, at=at)
        elif config == "repairs":
            ledger.repair(row, at=at)

    def _metrics(self, split: str, audit: Audit) -> dict[str, float]:
        counts = self.record.counts[split]
        return {
            "records": counts.records,
            "yield": counts.kept / counts.records if counts.records else 0.0,
            **({} if self.manifest.no_pairs else {"counterfactuals": counts.counterfactuals}),
            **{f"rejects.{reason}": count for reason, count in counts.rejects.items()},
            **{f"repairs.{kind}": count for kind, count in counts.repairs.items()},
            # figures of rows that are broken mean nothing, and may not even be defined
            **({**self.figures[split].figures(), **audit.metrics()} if self._ok else {}),
        }


class _Ledger:
    """Which records of a split were kept and dropped, against what `build.json` counts."""

    def __init__(self, record: BuildRecord, split: str, claimed: Claimed) -> None:
        self._counts, self._split, self._claimed = record.counts[split], split, claimed
        self._pairs = self._dropped_records = 0
        self._reasons: Counter[str] = Counter()
        self._repairs: Counter[str] = Counter()

    def keep(self, name: str, *, paired: bool, at: int) -> None:
        """Note a row of the main config, by the record it was made of."""
        self._claim(Rule.KEPT, name, at)
        self._pairs += paired

    def reject(self, row: Mapping[str, Any], *, at: int) -> None:
        """A record is dropped or kept; only a second record of the same id may be both."""
        name, whole = row["original_id"], row["level"] == "record"
        if whole and row["reason"] != SEEN_BEFORE:
            self._claim(Rule.NOT_KEPT, name, at)
        self._claim(Rule.DROPPED, name, at)
        self._reasons[row["reason"]] += 1
        self._dropped_records += whole

    def repair(self, row: Mapping[str, Any], *, at: int) -> None:
        """A record in which something was repaired is kept or dropped."""
        self._repairs[row["kind"]] += 1
        self._claim(Rule.KNOWN, row["original_id"], at)

    def _claim(self, rule: Rule, name: str, at: int) -> None:
        self._claimed.add(rule, at * SLOTS + Slot.LEDGER, "record", self._split, name)

    def disagreements(self, kept: int) -> Iterator[Failure]:
        """Numbers of `build.json` that the rows, with so many records kept, do not bear out."""
        found = {
            "records": kept + self._dropped_records,
            "kept": kept,
            "counterfactuals": self._pairs,
        }
        for name, count in found.items():
            if count != getattr(self._counts, name):
                where = f"build.json counts.{self._split}.{name}"
                yield Failure("counts", where, getattr(self._counts, name), count)
        for config, recorded, counted in (
            ("rejects", self._counts.rejects, self._reasons),
            ("repairs", self._counts.repairs, self._repairs),
        ):
            for name in sorted(recorded.keys() | counted.keys()):
                if recorded.get(name, 0) != counted[name]:
                    yield Failure(
                        "counts",
                        f"build.json counts.{self._split}.{config}.{name}",
                        recorded.get(name, 0),
                        counted[name],
                        config=config,
                    )


def _followed(found: Iterator[Failure], *, row: str | None = None) -> Iterator[Failure]:
    """What an audit finds; a row too broken for it to follow, such as by a null inside, fails."""
    try:
        yield from found
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        yield Failure("audit", "row", "a row that the audit can follow", repr(error), row)
