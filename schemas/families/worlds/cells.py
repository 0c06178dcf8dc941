"""Works out grids cell by cell: what a rule makes of one cell, and of it alone.

Each cell of the output is asked for by its place; a rule that looks at other cells of the output
asks for them in turn. Nothing is computed by lines, and no grid is turned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from irrealis.schemas.families.worlds.grid_reading import LINES, ReadRule, Set

Grid = Sequence[Sequence[int]]
_STEP = {"left": (0, -1), "right": (0, 1), "top": (-1, 0), "bottom": (1, 0)}


def worked_out(grid: Grid, rule: ReadRule, change: Set | None) -> list[list[int]]:
    """The output of a rule for a grid.

    Raises:
        ValueError: a change outside of the grid, or one that the rule has no place for.
    """
    cells = _Cells(grid, rule, change)
    return [[cells.output(r, c) for c in range(cells.width)] for r in range(cells.height)]


class _Cells:
    def __init__(self, grid: Grid, rule: ReadRule, change: Set | None) -> None:
        self._grid, self._rule, self._change = grid, rule, change
        self.height, self.width = len(grid), len(grid[0])
        self._known: dict[tuple[int, int], int] = {}
        if change is not None:
            self._check(change)

    def _check(self, change: Set) -> None:
        if change.kind == "cell":
            inside = 1 <= change.row <= self.height and 1 <= change.column <= self.width
        else:
            length = self.width if LINES[self._rule.edge or "left"] == "row" else self.height
            lines = self.height if length == self.width else self.height + self.width - length
            inside = 1 <= change.row <= lines and 0 <= change.value <= length
        if not inside:
            raise ValueError(f"a change outside of the grid: {change}")

    def output(self, r: int, c: int) -> int:
        """The color of a cell of the output."""
        if (r, c) not in self._known:
            change = self._change
            if change and change.kind == "cell" and (change.row, change.column) == (r + 1, c + 1):
                self._known[r, c] = change.value
            else:
                self._known[r, c] = _MECHANISMS[self._rule.kind](self, r, c)
        return self._known[r, c]

    def line(self, r: int, c: int) -> list[tuple[int, int]]:
        """The places of the line of a cell, from the edge that the rule names."""
        edge = self._rule.edge or "left"
        if LINES[edge] == "row":
            places = [(r, at) for at in range(self.width)]
        else:
            places = [(at, c) for at in range(self.height)]
        return places if edge in ("left", "top") else places[::-1]

    def colors(self, places: Sequence[tuple[int, int]]) -> list[int]:
        return [self._grid[r][c] for r, c in places]

    def count(self, r: int, c: int) -> int:
        """How many cells of color a the line of a cell has, or is said to have."""
        change = self._change
        number = (r if LINES[self._rule.edge or "left"] == "row" else c) + 1
        if change and change.kind == "count" and change.row == number:
            return change.value
        return sum(x == self._rule.colors["a"] for x in self.colors(self.line(r, c)))

    def bars(self, r: int, c: int) -> int:
        at = self.line(r, c).index((r, c))
        return self._rule.colors["k"] if at < self.count(r, c) else 0

    def majority(self, r: int, c: int) -> int:
        colors, line = self._rule.colors, self.colors(self.line(r, c))
        lead = sum((x == colors["a"]) - (x == colors["b"]) for x in line)
        return colors["k" if lead > 0 else "m"]

    def parity(self, r: int, c: int) -> int:
        return self._rule.colors["km"[self.count(r, c) & 1]]

    def flow(self, r: int, c: int) -> int:
        down, across = _STEP[self._rule.edge or "left"]
        near = r + down, c + across
        if self._grid[r][c] or not (0 <= near[0] < self.height and 0 <= near[1] < self.width):
            return self._grid[r][c]
        color = self.output(*near)
        return color if color == self._rule.colors.get("a", color) else 0

    def image(self, r: int, c: int) -> int:
        """The color of the partner of a cell in the input."""
        partner = self._rule.partner
        row = r if partner == "row" else self.height - 1 - r
        column = c if partner == "column" else self.width - 1 - c
        return self._grid[row][column]

    def pair(self, r: int, c: int) -> int:
        filled = [bool(self._grid[r][c]), bool(self.image(r, c))]
        holds = {
            "both": all(filled),
            "some": any(filled),
            "one": filled[0] is not filled[1],
            "neither": not any(filled),
        }[self._rule.operator or ""]
        return self._rule.colors["k"] if holds else 0

    def complete(self, r: int, c: int) -> int:
        return self._grid[r][c] if self._grid[r][c] else self.image(r, c)

    def sort(self, r: int, c: int) -> int:
        line = self.line(r, c)
        at, colors = line.index((r, c)), self.colors(line)
        return next(x for x in range(10) if sum(y <= x for y in colors) > at)

    def near(self, r: int, c: int) -> int:
        if self._grid[r][c]:
            return self._grid[r][c]
        around = [(r + down, c + across) for down, across in _STEP.values()]
        inside = [(y, x) for y, x in around if 0 <= y < self.height and 0 <= x < self.width]
        alike = sum(x == self._rule.colors["a"] for x in self.colors(inside))
        return self._rule.colors["k"] if alike >= (self._rule.number or 0) else 0

    def shift(self, r: int, c: int) -> int:
        down, across = _STEP[self._rule.edge or "left"]
        by = self._rule.number or 0
        return self._grid[(r - down * by) % self.height][(c - across * by) % self.width]

    def fall(self, r: int, c: int) -> int:
        line = self.line(r, c)
        at = line.index((r, c))
        for color in self.colors(line):
            if color:
                if at == 0:
                    return color
                at -= 1
        return 0


_MECHANISMS: dict[str, Callable[[_Cells, int, int], int]] = {
    "bars": _Cells.bars,
    "majority": _Cells.majority,
    "parity": _Cells.parity,
    "flow": _Cells.flow,
    "flow-one": _Cells.flow,
    "pair": _Cells.pair,
    "sort": _Cells.sort,
    "complete": _Cells.complete,
    "near": _Cells.near,
    "shift": _Cells.shift,
    "fall": _Cells.fall,
}
