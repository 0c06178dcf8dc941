"""Programs in which one number is replaced."""

from irrealis.build import Drop, GeneratedBuilder, Row
from irrealis.contract import Edit, Evidence, Generator, Intervention, Pair


class ToyProgram(GeneratedBuilder):
    def make(self, draw, *, split, number):
        return split, number, draw.integer(1, 99), draw.integer(1, 9)

    def original_id(self, record):
        return f"{record[0]}/{record[1]}"

    def edit(self, record, *, context, rng):
        split, number, first, times = record
        if times == 1:
            yield Drop("no-loop", "the loop runs once")
            return
        other = first + 1 + int(rng.random() * 9)
        name = f"{split}{number}"
        code = "{} = {}\nfor _ in range({}):\n    {} += 1\n"
        before, after = (code.format(name, value, times, name) for value in (first, other))
        start = len(name) + 3
        yield Row(
            "pairs",
            Pair(
                dataset=self.dataset,
                original_id=self.original_id(record),
                original={"code": before, "comment": None},
                counterfactual={"code": after, "comment": None},
                edits=[Edit("code", start, start + len(str(first)), str(first), str(other))],
                interventions=[Intervention("number", name, str(first), str(other))],
                label_original=str(first + times),
                label_counterfactual=str(other + times),
                label_effect="recomputed",
                evidence=Evidence("execution", "the program was run"),
                generator=Generator("rules", "toy", "1"),
                seed=self.seed,
            ).row(),
        )


BUILDER = ToyProgram
