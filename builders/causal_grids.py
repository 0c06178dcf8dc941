"""causal-grids: tasks in the form of ARC whose transformation is a causal model over cells.

After CausalARC (Maasch et al., "CausalARC: Abstract Reasoning with Causal World Models", 2025): an
input grid, the output that a stated rule gives, and both again once a cell, a mechanism or what is
counted has been set from outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

from irrealis.builders.families.worlds.grid_words import VOCABULARIES, GridWording
from irrealis.builders.families.worlds.grids import (
    KINDS,
    Fixed,
    Grid,
    GridRule,
    Theme,
    choices_of,
    draw_grid,
    draw_rule,
)
from pydantic import Field

from irrealis.build import Draw, Drop, GeneratedBuilder, Parameters, Row, within
from irrealis.contract import (
    Evidence,
    Intervention,
    group_id,
    pair_id,
)

Change: TypeAlias = Literal["input", "rule", "cell", "count"]
THEMES = tuple(KINDS)
DEMONSTRATIONS = 3
TRIES = 200  # draws of a change, or of a grid, before one that is not as wanted is taken
COUNTED = ("a", "b")  # parameters that are colors which a rule looks for in the input
STAYS = 0.25  # share of changes that are to leave the output as it is


class CausalGridsParameters(Parameters):
    """`themes`, and the range of the sides of a grid."""

    themes: tuple[Theme, ...] = Field(THEMES, min_length=1)
    size: Annotated[tuple[int, int], within(3, 30)] = (4, 8)


class Changed(NamedTuple):
    """A task under a change: what is another one, and what is set from outside."""

    kind: Change
    was: Grid
    grid: Grid
    rule: GridRule
    fixed: Fixed | None
    intervention: Intervention


class Task(NamedTuple):
    """Grids under one rule, and the changes that are made to the last of them."""

    vocabulary: str
    rule: GridRule
    grids: list[Grid]  # demonstrations, then the one that is asked about
    fresh: list[Grid]  # as many more, for demonstrations of a changed rule
    changes: list[Changed]
    words: dict[str, str]  # rule, and the changed rule
    outside: dict[str, str]  # what is set from outside, by change


class CausalGrids(GeneratedBuilder[Task, None]):
    """Draws a rule, grids, and changes; the outputs follow."""

    parameters_type = CausalGridsParameters
    parameters: CausalGridsParameters

    def make(self, draw: Draw, *, split: str, number: int) -> Task | None:  # noqa: ARG002
        """A task whose theme follows from its number, so that themes are balanced."""
        theme = self.parameters.themes[number % len(self.parameters.themes)]
        low, high = self.parameters.size
        height, width = draw.integer(low, high), draw.integer(low, high)
        palette = draw.sample(range(1, 10), 4)
        rule = draw_rule(draw, theme, palette)
        grids = [
            g for _ in range(2 * DEMONSTRATIONS + 2) if (g := _grid(draw, rule, height, width))
        ]
        if len(grids) < 2 * DEMONSTRATIONS + 2:
            return None
        asked = grids[DEMONSTRATIONS]
        changes = list(_changes(draw, rule, asked, palette))
        colors = {*palette, *(c for change in changes for c in change.rule.colors)}
        vocabulary = draw.choice(VOCABULARIES)
        wording = GridWording(draw, vocabulary, sorted(colors))
        side = rule.values.get("side", "left")
        return Task(
            vocabulary,
            rule,
            grids[: DEMONSTRATIONS + 1],
            grids[DEMONSTRATIONS + 1 :],
            changes,
            words={"same": wording.rule(rule), **{c.kind: wording.rule(c.rule) for c in changes}},
            outside={
                "same": wording.change(None, side),
                **{c.kind: wording.change(c.fixed, side) for c in changes},
            },
        )

    def original_id(self, record: Task) -> str:
        """Made of the grid and the rule in words."""
        texts = self._texts(record)
        return pair_id(self.dataset, "", texts, {})

    def rows(self, record: Task) -> Iterable[Row | Drop]:
        """The grid under each change, and the tasks in ARC's form."""
        original = self._texts(record)
        before = record.rule.applied(record.grids[-1])
        for change in record.changes:
            yield Row("pairs", self._pair(record, original, before, change))
        yield from self._native(record)

    def _texts(self, task: Task) -> dict[str, Any]:
        grid, words, outside = task.grids[-1], task.words["same"], task.outside["same"]
        return {"input": grid, "rule": words, "change": outside}

    def _pair(
        self, task: Task, original: dict[str, Any], before: Grid, change: Changed
    ) -> dict[str, Any]:
        kind = change.kind
        changed = {
            "input": change.grid,
            "rule": task.words[kind],
            "change": task.outside[kind],
        }
        after = change.rule.applied(change.grid, change.fixed)
        cells = _differing(before, after)
        return self.pair(
            task,
            original,
            changed,
            labels=(before, after),
            otherwise="recomputed",
            interventions=[change.intervention],
            evidence=Evidence(
                "execution",
                _reason(cells),
                {
                    "theme": task.rule.theme,
                    "model": task.rule.model,
                    "change": kind,
                    "vocabulary": task.vocabulary,
                    "height": len(before),
                    "width": len(before[0]),
                    "differing": cells,
                },
            ),
        )

    def _native(self, task: Task) -> Iterator[Row]:
        yield self._task(task, "observation", task.grids, None)
        for change in task.changes:
            if change.kind != "input":
                yield self._task(task, "counterfactual", task.grids, change)
            if change.kind == "rule":
                yield self._task(task, "intervention", task.fresh, change)

    def _task(self, task: Task, level: str, grids: list[Grid], change: Changed | None) -> Row:
        rule, fixed = (change.rule, change.fixed) if change else (task.rule, None)
        kind = change.kind if change else "same"
        pairs = [{"input": grid, "output": rule.applied(grid, fixed)} for grid in grids]
        texts = {"rule": task.words[kind], "change": task.outside[kind]}
        return Row(
            "native",
            {
                "id": pair_id(self.dataset, level, {**texts, "grids": grids}, {}),
                "group": group_id(self.dataset, self.original_id(task)),
                "level": level,
                "theme": task.rule.theme,
                "model": rule.model,
                **texts,
                "train": pairs[:-1],
                "test": pairs[-1:],
            },
        )


def _reason(cells: list[dict[str, int]]) -> str:
    if not cells:
        return "the output stays as it is"
    return (
        f"{len(cells)} cell{'s' * (len(cells) > 1)} of the output change{'s' * (len(cells) == 1)}"
    )


def _grid(draw: Draw, rule: GridRule, height: int, width: int) -> Grid | None:
    """A grid that the rule makes another one of, with the colors that it looks at."""
    looked_at = [rule.values[name] for name in ("a", "b") if name in rule.values]
    palette = looked_at or draw.sample(range(1, 10), 3)
    palette = [*palette, *draw.sample(range(1, 10), 1)]
    for _ in range(TRIES):
        grid = draw_grid(draw, height, width, palette, draw.choice((0.2, 0.35, 0.5)))
        if any(map(any, grid)) and rule.applied(grid) != grid:
            return grid
    return None


def _changes(draw: Draw, rule: GridRule, grid: Grid, palette: list[int]) -> Iterator[Changed]:
    """A change of the input, one of the rule, and where it can be one of the output or a count."""
    before = rule.applied(grid)
    kinds: list[Change] = ["input", "rule"]
    if rule.theme == "extension":
        kinds.append("cell")
    if rule.kind == "bars":
        kinds.append("count")
    for kind in kinds:
        stays = draw.chance(STAYS)
        for _ in range(TRIES):
            change = _change(draw, kind, rule, grid, before, palette)
            after = change.rule.applied(change.grid, change.fixed)
            if (after == before) is stays and after not in (change.grid, _patched(before, change)):
                break
        yield change


def _patched(output: Grid, change: Changed) -> Grid:
    """The output with what is another cell in the input put in: a guess that is not to pay."""
    return [
        [new if new != old else made for new, old, made in zip(*rows, strict=True)]
        for rows in zip(change.grid, change.was, output, strict=True)
    ]


def _change(
    draw: Draw, kind: Change, rule: GridRule, grid: Grid, before: Grid, palette: list[int]
) -> Changed:
    row, column = draw.integer(0, len(grid) - 1), draw.integer(0, len(grid[0]) - 1)
    place = f"row {row + 1}, column {column + 1}"
    if kind == "input":
        value = draw.choice([c for c in (0, *palette) if c != grid[row][column]])
        changed = [[*line] for line in grid]
        changed[row][column] = value
        do = Intervention("do", f"input, {place}", str(grid[row][column]), str(value))
        return Changed(kind, grid, changed, rule, None, do)
    if kind == "rule":
        name = draw.choice([*rule.values])
        colors = [c for c in palette if c not in rule.colors]
        if name in COUNTED:  # a color that is looked for is to be found
            there = {c for line in grid for c in line if c}
            colors = sorted(there - {*rule.colors}) or sorted(there)
        values = choices_of(rule.kind, name) if name not in "abkm" else colors or palette
        others = [v for v in values if v != rule.values[name]] or palette
        value = draw.choice([v for v in others if v != rule.values[name]])
        do = Intervention("mechanism", name, str(rule.values[name]), str(value))
        return Changed(kind, grid, grid, rule.with_value(name, value), None, do)
    if kind == "cell":
        value = draw.choice([c for c in (0, *palette) if c != before[row][column]])
        do = Intervention("do", f"output, {place}", str(before[row][column]), str(value))
        return Changed(kind, grid, grid, rule, Fixed("cell", row, column, value), do)
    across = rule.values["side"] in ("left", "right")
    index, most = (row, len(grid[0])) if across else (column, len(grid))
    line = grid[index] if across else [row[index] for row in grid]
    count = line.count(rule.values["a"])
    value = draw.choice([n for n in range(most + 1) if n != count])
    target = f"count, {'row' if across else 'column'} {index + 1}"
    do = Intervention("do", target, str(count), str(value))
    return Changed(kind, grid, grid, rule, Fixed("count", index, 0, value), do)


def _differing(before: Grid, after: Grid) -> list[dict[str, int]]:
    """Cells of the output that are others, by row and column from 1."""
    return [
        {"row": r, "column": c, "before": old, "after": new}
        for r, rows in enumerate(zip(before, after, strict=True), start=1)
        for c, (old, new) in enumerate(zip(*rows, strict=True), start=1)
        if old != new
    ]


BUILDER = CausalGrids
