"""Questions in which one choice is replaced."""

from irrealis.build import Drop, GeneratedBuilder, Row
from irrealis.contract import Edit, Evidence, Generator, Intervention, Pair


class ToyChoices(GeneratedBuilder):
    def make(self, draw, *, split, number):
        return f"{split} {number}", draw.sample(range(10, 99), draw.integer(2, 4))

    def original_id(self, record):
        return record[0]

    def edit(self, record, *, context, rng):
        name, numbers = record
        if len(numbers) == 2:
            yield Drop("two-choices", "there are two choices only")
            return
        at = int(rng.random() * len(numbers))
        other = 100 + int(rng.random() * 100)
        changed = [*numbers[:at], other, *numbers[at + 1 :]]
        before, after = str(numbers[at]), str(other)
        sides = [
            {"question": f"Which number of {name} is the largest?", "choices": [*map(str, side)]}
            for side in (numbers, changed)
        ]
        labels = [numbers.index(max(numbers)), at]
        yield Row(
            "pairs",
            Pair(
                dataset=self.dataset,
                original_id=name,
                original=sides[0],
                counterfactual=sides[1],
                edits=[Edit(f"choices[{at}]", 0, len(before), before, after)],
                interventions=[Intervention("choice", f"choice {at}", before, after)],
                label_original=labels[0],
                label_counterfactual=labels[1],
                label_effect="keep" if labels[0] == labels[1] else "flip",
                evidence=Evidence("rule", "numbers are compared"),
                generator=Generator("rules", "toy", "1"),
                seed=self.seed,
            ).row(),
        )


BUILDER = ToyChoices
