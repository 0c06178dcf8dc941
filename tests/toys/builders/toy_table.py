"""Rows of a table of loans in which one column is set."""

from irrealis.build import Drop, GeneratedBuilder, Row
from irrealis.contract import Edit, Evidence, Generator, Intervention, Pair


class ToyTable(GeneratedBuilder):
    def make(self, draw, *, split, number):
        income = float(draw.integer(10, 99)) + draw.choice([0.0, 0.5])
        return {
            "name": f"Person {number} of {split}",
            "income": income,
            "debt": draw.choice([None, float(draw.integer(1, 40))]),
        }

    def original_id(self, record):
        return record["name"]

    def edit(self, record, *, context, rng):
        debt = record["debt"]
        if debt is not None and debt < 10:
            yield Drop("small-debt", f"a debt of {debt}")
            return
        other = 100.0 + int(rng.random() * 100)
        start, before = 0, "" if debt is None else f"{debt:.0f}"
        yield Row(
            "pairs",
            Pair(
                dataset=self.dataset,
                original_id=record["name"],
                original=record,
                counterfactual={**record, "debt": other},
                edits=[Edit("debt", start, len(before), before, f"{other:.0f}")],
                interventions=[Intervention("column", "debt", debt, other)],
                label_original=record["income"] > (debt or 0.0),
                label_counterfactual=record["income"] > other,
                label_effect="flip" if record["income"] > (debt or 0.0) else "keep",
                evidence=Evidence("rule", "a loan is given where the income is above the debt"),
                generator=Generator("rules", "toy", "1"),
                seed=self.seed,
            ).row(),
        )


BUILDER = ToyTable
