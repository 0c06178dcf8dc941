"""Sums, of small numbers for training and of large ones for testing."""

from pydantic import Field

from irrealis.build import Draw, Drop, GeneratedBuilder, Parameters, Row
from irrealis.contract import Edit, Evidence, Generator, Intervention, Pair


class ToyParameters(Parameters):
    largest: int = Field(99, ge=2)


class ToyConfigs(GeneratedBuilder):
    parameters_type = ToyParameters

    def make(self, draw, *, split, number):
        return split, number

    def original_id(self, record):
        return f"{record[0]}/{record[1]}"

    def edit(self, record, *, context, rng):
        split, number = record
        if number == 3:
            yield Drop("unlucky", "the fourth is left out")
            return
        draw = Draw(rng)
        for config in ("pairs", "small" if split == "train" else "large"):
            largest = self.parameters_of(config).largest
            first, second = draw.integer(1, largest), draw.integer(1, largest)
            other = first + 1
            name = f"{config} {split} {number}"
            start = len(name) + 2
            yield Row(
                config,
                Pair(
                    dataset=self.dataset,
                    original_id=self.original_id(record),
                    original={"text": f"{name}: {first} plus {second}"},
                    counterfactual={"text": f"{name}: {other} plus {second}"},
                    edits=[Edit("text", start, start + len(str(first)), str(first), str(other))],
                    interventions=[Intervention("number", "first", str(first), str(other))],
                    label_original=first + second,
                    label_counterfactual=other + second,
                    label_effect="recomputed",
                    evidence=Evidence("execution", "the numbers were added"),
                    generator=Generator("rules", "toy", "1"),
                    seed=self.seed,
                ).row(),
            )


BUILDER = ToyConfigs
