"""Grids of zeros and ones in which one cell is flipped."""

from irrealis.build import Drop, GeneratedBuilder, Row
from irrealis.contract import Edit, Evidence, Generator, Intervention, Pair


class ToyGrid(GeneratedBuilder):
    def make(self, draw, *, split, number):
        cells = [[draw.integer(0, 1) for _ in range(4)] for _ in range(3)]
        return f"{split}/{number}", cells

    def original_id(self, record):
        return record[0]

    def edit(self, record, *, context, rng):
        name, grid = record
        if grid[0][:2] == grid[1][:2]:
            yield Drop("equal-corners", "the first two rows begin with the same cells")
            return
        row, column = int(rng.random() * 3), int(rng.random() * 4)
        before, after = grid[row][column], 1 - grid[row][column]
        changed = [list(cells) for cells in grid]
        changed[row][column] = after
        start = 2 * (4 * row + column)  # a digit and what follows it, for each cell before
        ones = sum(map(sum, grid))
        yield Row(
            "pairs",
            Pair(
                dataset=self.dataset,
                original_id=name,
                original={"grid": grid},
                counterfactual={"grid": changed},
                edits=[Edit("grid", start, start + 1, str(before), str(after))],
                interventions=[Intervention("cell", f"{row}, {column}", before, after)],
                label_original=ones,
                label_counterfactual=ones + after - before,
                label_effect="recomputed",
                evidence=Evidence("execution", "ones are counted", {"row": row, "column": column}),
                generator=Generator("rules", "toy", "1"),
                seed=self.seed,
            ).row(),
        )


BUILDER = ToyGrid
