"""Causal models over the cells of a grid, in the manner of CausalARC (Maasch et al., 2025).

The cells of the input are exogenous; each cell of the output has a mechanism, which a rule states
for all of them. Rules are computed on whole lines: a grid is turned until the side that a rule
names is the left, the rows are made anew, and it is turned back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, TypeAlias

from irrealis.build import Draw

Grid: TypeAlias = list[list[int]]
Theme: TypeAlias = Literal[
    "counting", "extension", "logical", "ordering", "symmetry", "neighbors", "movement"
]
SIDES = ("left", "right", "top", "bottom")
PARTNERS = ("row", "column", "turn")
OPERATORS = ("both", "some", "one", "neither")
KINDS: dict[Theme, tuple[str, ...]] = {
    "counting": ("bars", "majority", "parity"),
    "extension": ("flow", "flow-one"),
    "logical": ("pair",),
    "ordering": ("sort",),
    "symmetry": ("complete",),
    "neighbors": ("near",),
    "movement": ("shift", "fall"),
}
PARAMETERS: dict[str, tuple[str, ...]] = {
    "bars": ("a", "k", "side"),
    "majority": ("a", "b", "k", "m", "side"),
    "parity": ("a", "k", "m", "side"),
    "flow": ("side",),
    "flow-one": ("a", "side"),
    "pair": ("op", "partner", "k"),
    "sort": ("side",),
    "complete": ("partner",),
    "near": ("n", "a", "k"),
    "shift": ("n", "side"),
    "fall": ("side",),
}
SHAPES = ("op", "partner", "n", "side")  # the parameters that make another model


class Fixed(NamedTuple):
    """What is set from outside: a cell of the output, or what is counted in a line."""

    kind: Literal["cell", "count"]
    row: int  # of a count the line
    column: int  # of a count 0
    value: int


@dataclass(frozen=True, slots=True)
class GridRule:
    """A rule of a kind, with its parameters: colors, a side, a partner, an operator or a number."""

    theme: Theme
    kind: str
    values: Mapping[str, Any]

    @property
    def model(self) -> str:
        """The name of the model: its kind, with what makes its mechanisms others than colors."""
        parts = [str(self.values[name]) for name in SHAPES if name in self.values]
        return "-".join([self.kind, *parts])

    @property
    def colors(self) -> set[int]:
        """The colors that the rule names."""
        return {self.values[name] for name in ("a", "b", "k", "m") if name in self.values}

    def with_value(self, name: str, value: object) -> GridRule:
        """The same rule with another value of a parameter."""
        return replace(self, values={**self.values, name: value})

    def applied(self, grid: Grid, fixed: Fixed | None = None) -> Grid:
        """The output of the rule, under what is set from outside."""
        side = self.values.get("side", "left")
        rows = _turned(grid, side)
        cell = _turned_cell(fixed, grid, side) if fixed else None
        return _back(_APPLIED[self.kind](rows, self.values, cell), side)


def draw_rule(draw: Draw, theme: Theme, palette: Sequence[int]) -> GridRule:
    """A rule of a theme, which names colors of the palette."""
    kind = draw.choice(KINDS[theme])
    colors = dict(zip("abkm", draw.shuffled(palette), strict=False))
    values: dict[str, Any] = {
        name: colors[name] if name in colors else draw.choice(choices_of(kind, name))
        for name in PARAMETERS[kind]
    }
    return GridRule(theme, kind, values)


def choices_of(kind: str, name: str) -> Sequence[Any]:
    """The values that a parameter may have, other than a color."""
    if kind in ("majority", "parity") and name == "side":
        return ("left", "top")  # a whole line has no direction
    numbers = (1, 2, 3) if kind == "near" else (1, 2)
    every: dict[str, Sequence[Any]] = {
        "side": SIDES,
        "partner": PARTNERS,
        "op": OPERATORS,
        "n": numbers,
    }
    return every[name]


def draw_grid(draw: Draw, height: int, width: int, palette: Sequence[int], density: float) -> Grid:
    """A grid of these colors on an empty ground."""
    return [
        [draw.choice(palette) if draw.chance(density) else 0 for _ in range(width)]
        for _ in range(height)
    ]


def _turned(grid: Grid, side: str) -> Grid:
    """The grid turned so that a side is the left."""
    rows = (
        [list(column) for column in zip(*grid, strict=True)] if side in ("top", "bottom") else grid
    )
    return [row[::-1] for row in rows] if side in ("right", "bottom") else [[*row] for row in rows]


def _back(rows: Grid, side: str) -> Grid:
    straight = [row[::-1] for row in rows] if side in ("right", "bottom") else rows
    if side in ("top", "bottom"):
        return [list(column) for column in zip(*straight, strict=True)]
    return straight


def _turned_cell(fixed: Fixed, grid: Grid, side: str) -> Fixed:
    """What is set, at its place in the turned grid; the line of a count keeps its number."""
    if fixed.kind == "count":
        return fixed
    row, column = fixed.row, fixed.column
    if side in ("top", "bottom"):
        row, column = column, row
    if side in ("right", "bottom"):
        width = len(grid) if side == "bottom" else len(grid[0])
        column = width - 1 - column
    return fixed._replace(row=row, column=column)


def _bars(rows: Grid, values: Mapping[str, Any], fixed: Fixed | None) -> Grid:
    counts = [row.count(values["a"]) for row in rows]
    if fixed:
        counts[fixed.row] = fixed.value
    return [
        [values["k"]] * count + [0] * (len(row) - count)
        for count, row in zip(counts, rows, strict=True)
    ]


def _majority(rows: Grid, values: Mapping[str, Any], _: Fixed | None) -> Grid:
    more = (row.count(values["a"]) > row.count(values["b"]) for row in rows)
    return [
        [values["k"] if is_more else values["m"]] * len(row)
        for is_more, row in zip(more, rows, strict=True)
    ]


def _parity(rows: Grid, values: Mapping[str, Any], _: Fixed | None) -> Grid:
    return [[values["m" if row.count(values["a"]) % 2 else "k"]] * len(row) for row in rows]


def _flow(rows: Grid, values: Mapping[str, Any], fixed: Fixed | None) -> Grid:
    only = values.get("a")
    made: Grid = []
    for at, row in enumerate(rows):
        line: list[int] = []
        for place, color in enumerate(row):
            before = line[-1] if line else 0
            spread = before if only is None or before == only else 0
            now = color or spread
            if fixed and (fixed.row, fixed.column) == (at, place):
                now = fixed.value
            line.append(now)
        made.append(line)
    return made


def _pair(rows: Grid, values: Mapping[str, Any], _: Fixed | None) -> Grid:
    other = _mirrored(rows, values["partner"])
    holds: dict[str, Callable[[int], bool]] = {
        "both": lambda filled: filled == 2,
        "some": lambda filled: filled > 0,
        "one": lambda filled: filled == 1,
        "neither": lambda filled: filled == 0,
    }
    is_so = holds[values["op"]]
    return [
        [values["k"] if is_so((a > 0) + (b > 0)) else 0 for a, b in zip(row, twin, strict=True)]
        for row, twin in zip(rows, other, strict=True)
    ]


def _complete(rows: Grid, values: Mapping[str, Any], _: Fixed | None) -> Grid:
    other = _mirrored(rows, values["partner"])
    return [
        [a or b for a, b in zip(row, twin, strict=True)]
        for row, twin in zip(rows, other, strict=True)
    ]


def _mirrored(rows: Grid, partner: str) -> Grid:
    lines = rows if partner == "row" else rows[::-1]
    return lines if partner == "column" else [row[::-1] for row in lines]


def _sort(rows: Grid, _: Mapping[str, Any], __: Fixed | None) -> Grid:
    return [sorted(row) for row in rows]


def _near(rows: Grid, values: Mapping[str, Any], _: Fixed | None) -> Grid:
    width = len(rows[0])
    framed = [[0] * (width + 2), *([0, *row, 0] for row in rows), [0] * (width + 2)]
    made = [[*row] for row in rows]
    for r, row in enumerate(rows, start=1):
        for c, color in enumerate(row, start=1):
            around = (framed[r - 1][c], framed[r + 1][c], framed[r][c - 1], framed[r][c + 1])
            if not color and around.count(values["a"]) >= values["n"]:
                made[r - 1][c - 1] = values["k"]
    return made


def _shift(rows: Grid, values: Mapping[str, Any], _: Fixed | None) -> Grid:
    by = values["n"]
    return [row[by:] + row[:by] for row in rows]


def _fall(rows: Grid, _: Mapping[str, Any], __: Fixed | None) -> Grid:
    filled = [[color for color in row if color] for row in rows]
    return [f + [0] * (len(row) - len(f)) for f, row in zip(filled, rows, strict=True)]


_APPLIED: dict[str, Callable[[Grid, Mapping[str, Any], Fixed | None], Grid]] = {
    "bars": _bars,
    "majority": _majority,
    "parity": _parity,
    "flow": _flow,
    "flow-one": _flow,
    "pair": _pair,
    "sort": _sort,
    "complete": _complete,
    "near": _near,
    "shift": _shift,
    "fall": _fall,
}
