"""CausalARC's static counting tasks, each grid answered anew from its input.

    python benchmarks/causal_arc.py causal_arc_counting.json [--json]

The file is `data/static_evaluation_set/v0_09-01-25/counting/causal_arc_counting.json` of
jmaasch/causal_arc at 317f5ff1; its license is unknown, so no dataset here is made of it. Outputs
are those of the demonstrations, of the test, and of each demonstration under its changes. All are
worked out from the input grid alone, by the rule that upstream's model states; where colors have
columns, which one is which is read off the demonstrations. Printed is how many outputs there are,
and what is wrong with how many of them; --json lists each. The card of causal-grids keeps the list.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

Grid: TypeAlias = list[list[int]]
Demonstrations: TypeAlias = Sequence[dict[str, Grid]]
TILE = 5  # cells of the side of a sprite with its frame
MOST_BYTES = 64 * 2**20


def _bars(grid: Grid, demonstrations: Demonstrations) -> Grid:
    """A column for each color, filled from below with as many cells as the grid has of it."""
    columns = {
        at: color
        for each in demonstrations
        for at, column in enumerate(zip(*each["output"], strict=True))
        for color in column
        if color
    }
    counts = _counts(grid)
    height = max(counts.values())
    width = len(demonstrations[0]["output"][0])
    return [
        [columns[at] if at in columns and counts[columns[at]] >= left else 0 for at in range(width)]
        for left in range(height, 0, -1)
    ]


def _sprites(grid: Grid, _: Demonstrations) -> Grid:
    """A row for each color with as many cells as it has sprites, the fewest first."""
    counts = _parts(grid)
    width = max(counts.values())
    ordered = sorted((count, color) for color, count in counts.items())
    return [[color] * count + [0] * (width - count) for count, color in ordered]


def _most_frequent(grid: Grid, _: Demonstrations) -> Grid:
    """A tile for each sprite: full for the color that most have, and a dot for any other."""
    colors = [max(_counts(tile), default=0) for tile in _tiles(grid)]
    most = Counter(colors).most_common(1)[0][0]
    dots = [[[0, 0, 0], [0, c, 0], [0, 0, 0]] if c != most else [[c] * 3] * 3 for c in colors]
    return [row for tile in dots for row in tile]


def _corners(grid: Grid, _: Demonstrations) -> Grid:
    """As many cells of the middle's color as corners are filled."""
    filled = sum(grid[row][column] > 0 for row in (0, -1) for column in (0, -1))
    return [[grid[len(grid) // 2][len(grid[0]) // 2]] * filled]


def _least_frequent(grid: Grid, _: Demonstrations) -> Grid:
    """The colors, the empty one too, that fewest cells have."""
    counts = Counter(color for row in grid for color in row)
    return [[color] for color in sorted(counts) if counts[color] == min(counts.values())]


def _stretched(grid: Grid, _: Demonstrations) -> Grid:
    """Each cell as often as there are sprites, side by side."""
    times = range(len(_tiles(grid)))
    return [[color for color in row for _time in times] for row in grid]


RULES: dict[str, Callable[[Grid, Demonstrations], Grid]] = {
    "SCMm5ob": _bars,
    "SCMev5t": _sprites,
    "SCMfuy3": _most_frequent,
    "SCMhlh2": _corners,
    "SCM43rz": _least_frequent,
    "SCM95ls": _stretched,
}


def answered(tasks: dict[str, Any]) -> list[dict[str, Any]]:
    """Of each task how many outputs there are, and the errata.

    An output is that of a demonstration or of the test, or that of a demonstration under one of
    its changes. An erratum has the place, what upstream says, what follows, and the reason.
    """
    results = []
    for name, task in tasks.items():
        rule = RULES[name.partition("_")[0]]
        every = [
            (f"{part} {at}", pair, "", pair["input"], pair["output"])
            for part in ("train", "test")
            for at, pair in enumerate(task[part])
        ]
        changed = [
            (f"{place}, change {at}", pair, change, before, after)
            for place, pair, *_ in every
            for at, (change, before, after) in enumerate(
                zip(
                    *(pair.get(f"cf_{of}", ()) for of in ("types", "inputs", "outputs")),
                    strict=True,
                )
            )
        ]
        errata = []
        for place, pair, change, grid, stated in [*every, *changed]:
            found = _output(rule, pair["input"], grid, task["train"])
            if reason := _reason(pair, change, grid, stated, found):
                errata.append({"place": place, "change": change, "reason": reason, "found": found})
        outputs, changes = len(every), len(changed)
        results.append({"task": name, "outputs": outputs, "changes": changes, "errata": errata})
    return results


def _output(
    rule: Callable[[Grid, Demonstrations], Grid], factual: Grid, grid: Grid, train: Demonstrations
) -> Grid:
    """What follows from a grid; where all that was empty has one color that is new, it is empty."""
    if len(factual) == len(grid) and len(factual[0]) == len(grid[0]):
        turned = {
            new
            for rows in zip(factual, grid, strict=True)
            for old, new in zip(*rows, strict=True)
            if old == 0
        }
        known = {color for row in factual for color in row}
        if len(turned) == 1 and rule is _bars and (color := turned.pop()) not in known:
            return _replaced(rule(_replaced(grid, color, 0), train), 0, color)
    return rule(grid, train)


def _reason(pair: dict[str, Any], change: str, grid: Grid, stated: Grid, found: Grid) -> str | None:
    """What is wrong with an output, or with the name of a change; None if nothing is."""
    if stated != found:
        if change and stated == pair["output"]:
            return "the output is that of the input without the change"
        if sorted(map(tuple, stated)) == sorted(map(tuple, found)):
            return "the output keeps the order that held without the change"
        if _trimmed(stated) == _trimmed(found):
            return "the output keeps the size that held without the change"
        return "another output follows"
    if (named := _named(change, pair["input"])) is not None and named != grid:
        return "the change is not the one that is named"
    return None


def _named(change: str, grid: Grid) -> Grid | None:
    """The grid under the change that a type names; None if it names none of a known kind."""
    if found := re.fullmatch(r"do_(?:hard|soft) \(color (\d) = (\d)\)", change):
        return _replaced(grid, int(found[1]), int(found[2]))
    turned = {
        "flipud": grid[::-1],
        "fliplr": [row[::-1] for row in grid],
        "rot90": [list(column) for column in zip(*grid, strict=True)][::-1],
    }
    return turned.get(change.removeprefix("do_soft (geometric transform = ").removesuffix(")"))


def _replaced(grid: Grid, old: int, new: int) -> Grid:
    return [[new if color == old else color for color in row] for row in grid]


def _trimmed(grid: Grid) -> Grid:
    """A grid without its empty rows and columns."""
    rows = [row for row in grid if any(row)]
    columns = [column for column in zip(*rows, strict=True) if any(column)]
    return [list(row) for row in zip(*columns, strict=True)]


def _counts(grid: Grid) -> Counter[int]:
    return Counter(color for row in grid for color in row if color)


def _tiles(grid: Grid) -> list[Grid]:
    starts = range(0, len(grid[0]), TILE)
    return [[row[start : start + TILE] for row in grid] for start in starts]


def _parts(grid: Grid) -> Counter[int]:
    """Color -> how many parts of it hang together by their sides."""
    left = {(r, c): color for r, row in enumerate(grid) for c, color in enumerate(row) if color}
    counts: Counter[int] = Counter()
    while left:
        place, color = left.popitem()
        counts[color] += 1
        todo = [place]
        while todo:
            row, column = todo.pop()
            around = ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1))
            near = [at for at in around if left.get(at) == color]
            for at in near:
                del left[at]
            todo += near
    return counts


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    args = parser.parse_args()
    if args.file.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{args.file} has more than {MOST_BYTES} bytes: not upstream's file")
    results = answered(json.loads(args.file.read_text("utf-8")))
    if args.json:
        print(json.dumps(results, indent=2))
        return
    for one in results:
        reasons = Counter(each["reason"] for each in one["errata"])
        print(f"{one['task']}: {one['outputs']} outputs, {one['changes']} under a change")
        for reason, count in sorted(reasons.items()):
            print(f"  {count:>3} {reason}")


if __name__ == "__main__":
    main()
