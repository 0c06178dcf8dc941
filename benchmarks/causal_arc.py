"""CausalARC's static counting tasks, each grid answered anew from its input.

    python benchmarks/causal_arc.py causal_arc_counting.json [--json]

The file is `data/static_evaluation_set/v0_09-01-25/counting/causal_arc_counting.json` of
jmaasch/causal_arc at 317f5ff1; its license is unknown, so no dataset here is made of it. The output
of every demonstration and of the test is worked out from the input grid alone, by the rule that
upstream's model states; where colors have columns, which one is which is read off the
demonstrations. Printed are how many outputs agree, and every one that does not.
"""

from __future__ import annotations

import argparse
import json
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
    """Of each task how many outputs there are, and those that do not follow from their inputs."""
    results = []
    for name, task in tasks.items():
        rule = RULES[name.partition("_")[0]]
        every = [
            (part, at, pair) for part in ("train", "test") for at, pair in enumerate(task[part])
        ]
        wrong = [
            {"part": part, "number": at, "stated": pair["output"], "found": found}
            for part, at, pair in every
            if (found := rule(pair["input"], task["train"])) != pair["output"]
        ]
        results.append({"task": name, "outputs": len(every), "wrong": wrong})
    return results


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
        print(f"{one['task']:<16}{one['outputs'] - len(one['wrong']):>4} of {one['outputs']} agree")
        for wrong in one["wrong"]:
            print(f"  {wrong['part']} {wrong['number']}: {wrong['stated']}, but {wrong['found']}")


if __name__ == "__main__":
    main()
