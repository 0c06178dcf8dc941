"""What a task found of predictions, the score that it adds up to, and the tables that show it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from irrealis.errors import IrrealisError
from irrealis.evaluate import Cell, Table
from irrealis.measure import rounded
from irrealis.score.counting import Counted, Interval, figures_of, intervals_of
from irrealis.score.predictions import Predictions
from irrealis.store import Folder

SIDES = ("original", "counterfactual")
FIRST = 5  # of many that an error or a note names
MOST_VALUES = 50  # of a column to score by
MOST_WRONG = 100  # pairs that are named

Figures = dict[str, float | None]
Compared = dict[str, dict[str, Any]]


class Unit(Protocol):
    """What was predicted: a pair, a question."""

    @property
    def id(self) -> str:
        """Names it."""

    @property
    def facets(self) -> tuple[str, ...]:
        """What it has in the columns to score by, in their order."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A unit that has a value for each figure."""

    id: str
    group: Hashable
    values: Mapping[str, float | bool]
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a task found: for each part of the label and split its units, and counts beside them.

    `count` adds units up; `unit` is what to call them.
    """

    task: str
    unit: str
    units: dict[str, dict[str, Sequence[Any]]]
    count: Callable[[Sequence[Any]], Counted]
    counts: dict[str, dict[str, Figures]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """Figures by part of the label (`""` where it has none) and split, and what to know of them.

    Attributes:
        intervals: as the figures, for those that have one.
        by: column -> part -> split -> value of the column -> figure.
        against: part -> split -> figure -> what two models have of it; see `counting.compare`.
        models: the names of the predictions: one, or the two that are compared.
        wrong: as the figures, ids of the first pairs of which a side is wrong.
    """

    task: str
    figures: dict[str, dict[str, Figures]]
    notes: tuple[str, ...] = ()
    intervals: dict[str, dict[str, dict[str, Interval]]] = field(default_factory=dict)
    by: dict[str, dict[str, dict[str, dict[str, Figures]]]] = field(default_factory=dict)
    against: dict[str, dict[str, Compared]] = field(default_factory=dict)
    models: tuple[str, ...] = ()
    wrong: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def tables(self) -> list[Table]:
        """A table for each part, then one for each column to score by, then of the comparison."""
        found = [
            Table(
                title=part,
                columns=("figure", *splits),
                rows=tuple(
                    (name, *(self._cell(part, split, name) for split in splits))
                    for name in dict.fromkeys(name for of in splits.values() for name in of)
                ),
            )
            for part, splits in self.figures.items()
        ]
        for column, parts in self.by.items():
            for part, splits in parts.items():
                for split, values in splits.items():
                    names = dict.fromkeys(name for of in values.values() for name in of)
                    found.append(
                        Table(
                            title=", ".join(filter(None, [part, split, f"by {column}"])),
                            columns=(column, *names),
                            rows=tuple(
                                (value, *(_shown(of.get(name)) for name in names))
                                for value, of in values.items()
                            ),
                        )
                    )
        for part, of_splits in self.against.items():
            found += [self._comparison(part, split, of) for split, of in of_splits.items()]
        return found

    def _cell(self, part: str, split: str, name: str) -> Cell:
        value = self.figures[part][split].get(name)
        bounds = self.intervals.get(part, {}).get(split, {}).get(name)
        if value is None or bounds is None:
            return _shown(value)
        return f"{rounded(value)} [{rounded(bounds[0])}, {rounded(bounds[1])}]"

    def _comparison(self, part: str, split: str, of: Compared) -> Table:
        rows = []
        for name, row in of.items():
            bounds = row["interval"]
            rows.append(
                (
                    name,
                    *(_shown(row[key]) for key in ("first", "second", "difference")),
                    f"[{rounded(bounds[0])}, {rounded(bounds[1])}]" if bounds else "–",
                    *(_shown(row.get(key)) for key in ("only_first", "only_second", "p")),
                )
            )
        first, second = self.models
        return Table(
            title=", ".join(filter(None, [part, split, f"{first} and {second}"])),
            columns=(
                *("figure", "first", "second", "difference", "interval"),
                *("only first right", "only second right", "p"),
            ),
            rows=tuple(rows),
        )

    def as_dict(self) -> dict[str, Any]:
        """The score for scripts."""
        return {
            "task": self.task,
            "models": list(self.models),
            "figures": self.figures,
            "intervals": {
                part: {
                    split: {
                        name: [rounded(bound) for bound in bounds] for name, bounds in of.items()
                    }
                    for split, of in splits.items()
                }
                for part, splits in self.intervals.items()
            },
            "by": self.by,
            "against": self.against,
            "wrong": self.wrong,
            "notes": list(self.notes),
        }


def _shown(value: float | None) -> float | int | str:
    return "–" if value is None else value


def summarize(found: Found, *, by: Sequence[str], resamples: int, seed: int, model: str) -> Score:
    """Add up what a task found, in all and by the values of columns."""
    figures: dict[str, dict[str, Figures]] = {}
    intervals: dict[str, dict[str, dict[str, Interval]]] = {}
    values: dict[str, dict[str, dict[str, dict[str, Figures]]]] = {column: {} for column in by}
    wrong: dict[str, dict[str, list[str]]] = {}
    notes = list(found.notes)
    for part, splits in found.units.items():
        for split, units in splits.items():
            counted = found.count(units)
            figures.setdefault(part, {})[split] = {
                found.unit: len(units),
                **found.counts.get(part, {}).get(split, {}),
                **figures_of(counted),
            }
            intervals.setdefault(part, {})[split] = intervals_of(
                counted, resamples=resamples, seed=seed, of=[part, split]
            )
            both = counted.outcomes.get("both_right", {})
            ids = [str(name) for name, right in both.items() if not right]
            wrong.setdefault(part, {})[split] = ids[:MOST_WRONG]
            for at, column in enumerate(by):
                several: dict[str, list[Unit]] = {}
                for unit in units:
                    several.setdefault(unit.facets[at], []).append(unit)
                kept = sorted(several, key=lambda value: (-len(several[value]), value))
                if kept[MOST_VALUES:]:
                    notes.append(
                        f"{split}: of {len(kept)} values of {column} the {MOST_VALUES} with the "
                        f"most {found.unit} are told apart."
                    )
                values[column].setdefault(part, {})[split] = {
                    value: _of_value(found, several[value], resamples, seed, [part, split, column])
                    for value in kept[:MOST_VALUES]
                }
    return Score(
        found.task, figures, tuple(dict.fromkeys(notes)), intervals, values, {}, (model,), wrong
    )


def _of_value(
    found: Found, units: Sequence[Unit], resamples: int, seed: int, of: Sequence[str]
) -> Figures:
    """The figures of some units, and the interval of the first that says whether both are right."""
    counted = found.count(units)
    figures: Figures = {found.unit: len(units), **figures_of(counted)}
    if "both_right" in counted.sums:
        both_right = Counted(counted.size, {"both_right": counted.sums["both_right"]})
        bounds = intervals_of(both_right, resamples=resamples, seed=seed, of=of).get("both_right")
        low, high = bounds or (None, None)
        named = list(figures.items())
        at = list(figures).index("both_right") + 1
        figures = dict(
            [*named[:at], ("both_right_low", low), ("both_right_high", high), *named[at:]]
        )
    return figures


def missing(
    folder: Folder, names: Sequence[str], *, split: str, of: str, source: Predictions
) -> IrrealisError:
    """The error of predictions that are not complete."""
    some = ", ".join(names[:FIRST]) + (", …" if len(names) > FIRST else "")
    return IrrealisError(
        f"{source.title}: {len(names)} {of} have no prediction",
        dataset=folder.dataset,
        split=split,
        row=names[0],
        expected="one for each",
        found=f"none for {some}",
        hint="add them, or score fewer splits with --split",
    )


def gaps(
    folder: Folder,
    lacking: Mapping[str, Sequence[str]],
    sizes: Mapping[str, int],
    *,
    of: str,
    source: Predictions,
    whole: bool,
    asked: Sequence[str],
) -> tuple[list[str], list[str]]:
    """The splits that have predictions, and notes on what is missing.

    Args:
        lacking: what has no prediction, by split.
        sizes: how many there are, by split.
        of: what to call them.
        whole: whether nothing may be missing.
        asked: splits that somebody named, which may not be missing as a whole.

    Raises:
        IrrealisError: something is missing that may not be, or everything is.
    """
    notes, kept = [], []
    for split, size in sizes.items():
        names = lacking[split]
        nothing = len(names) == size
        if names and (whole or (nothing and split in asked)):
            raise missing(folder, names, split=split, of=of, source=source)
        if nothing and size:
            notes.append(f"{source.title}: split {split} has no predictions and is left out.")
            continue
        kept.append(split)
        if names:
            notes.append(
                f"{source.title}: {len(names)} of {size} {of} of {split} have no prediction and "
                f"are left out, such as {names[0]}."
            )
    if not kept:
        split = next(iter(sizes))
        raise missing(folder, lacking[split], split=split, of=of, source=source)
    return kept, notes
