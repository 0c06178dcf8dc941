"""The report of a check: what failed, counted and shown, and the figures it found."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from irrealis.check.failure import Failure, short
from irrealis.files import json_file, write_file
from irrealis.measure import PLOTS, headline, rounded

MOST_BLAMED = 100_000  # failures of a build, and of a split before it is seen
FIRST = 5  # failures of each kind that are shown in full; all are counted


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
    warnings: list[Failure] = field(default_factory=list)  # gates that user-supplied files miss
    blamed: list[Failure] = field(default_factory=list)  # the first `MOST_BLAMED` of all
    # kind, split, row -> whether it failed after all, of rows that the manifest exempts
    exempt: dict[tuple[str, str | None, str | None], bool] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Nothing failed."""
        return not self.counts

    def add(
        self,
        failure: Failure,
        *,
        config: str | None = None,
        split: str | None = None,
        number: int | None = None,
    ) -> None:
        """Count a failure, and keep it if it is among the first of its kind.

        One that the manifest exempts is only noted. `config`, `split` and `number` are its place,
        if it does not name them itself.
        """
        failure = replace(
            failure,
            config=failure.config or config,
            split=failure.split or split,
            number=number if failure.number is None else failure.number,
        )
        if (named := (failure.kind, failure.split, failure.row)) in self.exempt:
            self.exempt[named] = True
            return
        key = failure.key
        self.counts[key] += 1
        if self.counts[key] <= FIRST:
            self.failures.setdefault(key, []).append(failure)
        if len(self.blamed) < MOST_BLAMED:
            self.blamed.append(failure.brief())

    def count(self, key: tuple[str, str, str], number: int) -> None:
        """Count failures of a kind that are more than can be kept."""
        self.counts[key] += number
        self.failures.setdefault(key, [])

    def text(self) -> str:
        """The report for people: counts of each kind, and the first few in full."""
        if self.ok:
            clean = f"{self.dataset}: {self.rows} rows checked, nothing wrong"
            return "\n".join([clean, *self.warned()])
        lines = [f"{self.dataset}: {self.counts.total()} failures in {self.rows} rows"]
        for key, shown in self.failures.items():
            config, split, kind = key
            place = ", ".join(part for part in (config, split) if part)
            lines.append(f"{kind} ({place or 'build'}): {self.counts[key]}")
            for failure in shown:
                row = "" if failure.row is None else f"row {short(failure.row)}, "
                at = f"{place or 'build'}, {row}{short(failure.field)}"
                lines.append(f"  dataset {self.dataset}, {at}")
                lines.append(f"    expected: {short(failure.expected)}")
                lines.append(f"    found:    {short(failure.found)}")
            if self.counts[key] > len(shown):
                lines.append(f"  ... and {self.counts[key] - len(shown)} more")
        return "\n".join(lines)

    def warned(self) -> list[str]:
        """A line for each gate that user-supplied files miss, which is no failure."""
        return [
            f"  warning: {warning.split}, {warning.field} is {_figure(warning.found)}, where the "
            f"dataset's own data keeps {short(warning.expected)}"
            for warning in self.warnings
        ]

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
                    **{name: value for name, value in asdict(failure).items() if name != "number"},
                    "dataset": self.dataset,
                    "expected": short(failure.expected),
                    "found": short(failure.found),
                }
                for shown in self.failures.values()
                for failure in shown
            ],
            "warnings": [
                {
                    "split": warning.split,
                    "field": warning.field,
                    "expected": short(warning.expected),
                }
                | {"found": short(warning.found)}
                for warning in self.warnings
            ],
            "metrics": self.metrics,
        }

    def write_metrics(self, folder: Path) -> None:
        """Write `folder`/metrics.json: split -> name -> number, with four significant digits."""
        write_file(folder / "metrics.json", json_file(self._rounded()))

    def write_headline(self, folder: Path) -> None:
        """Write `folder`/headline.json: a few figures of all splits, for `dvc metrics show`."""
        # of rounded figures, so that it follows from metrics.json
        figures = {name: rounded(value) for name, value in headline(self._rounded()).items()}
        write_file(folder / "headline.json", json_file(figures))

    def _rounded(self) -> dict[str, dict[str, float]]:
        return {
            split: {name: rounded(value) for name, value in sorted(found.items())}
            for split, found in self.metrics.items()
        }

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


def _figure(found: object) -> str:
    return f"{rounded(found):g}" if isinstance(found, float) else short(found)
