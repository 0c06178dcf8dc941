"""Squares of two names and two jobs, with two queries each."""

from irrealis.build import Drop, GeneratedBuilder, Row
from irrealis.contract import Edit, Evidence, Generator, Intervention, Pair, Probe, group_id

NAMES = ("Ola", "Mia", "Ben", "Zoe")
JOBS = ("baker", "pilot", "nurse", "judge")


class ToySquare(GeneratedBuilder):
    def make(self, draw, *, split, number):
        return f"{split} {number}", draw.sample(NAMES, 2), draw.sample(JOBS, draw.integer(1, 2))

    def original_id(self, record):
        return record[0]

    def edit(self, record, *, context, rng):
        town, names, jobs = record
        if len(jobs) < 2:
            yield Drop("no-square", "one job makes no square")
            return
        ends = {"name": 3, "job": 9 + len(jobs[0])}
        for name, job in ((1, 0), (0, 1), (1, 1)):
            at = {"name": names[name], "job": jobs[job]}
            first = {"name": names[0], "job": jobs[0]}
            changed = [axis for axis in ("name", "job") if at[axis] != first[axis]]
            edits = [
                Edit("text", ends[axis] - len(first[axis]), ends[axis], first[axis], at[axis])
                for axis in changed
            ]
            for axis, query in (("name", "Who is it?"), ("job", "What is the job?")):
                yield Row(
                    "pairs",
                    Pair(
                        dataset=self.dataset,
                        original_id=town,
                        original={"text": f"{names[0]} is a {jobs[0]} in {town}."},
                        counterfactual={"text": f"{names[name]} is a {jobs[job]} in {town}."},
                        query=query,
                        coordinates=(first, at),
                        edits=edits,
                        interventions=[
                            Intervention("axis", one, first[one], at[one]) for one in changed
                        ],
                        label_original=first[axis],
                        label_counterfactual=at[axis],
                        label_effect="keep" if first[axis] == at[axis] else "flip",
                        evidence=Evidence("rule", "the sentence states it"),
                        generator=Generator("rules", "toy", "1"),
                        seed=self.seed,
                    ).row(),
                )
        for role, prompt, after in (
            ("paraphrase", f"Name the person of {town}.", names[1]),
            ("locality", f"Is {town} a town?", "yes"),
        ):
            yield Row(
                "probes",
                Probe(
                    dataset=self.dataset,
                    group=group_id(self.dataset, town),
                    role=role,
                    prompt=prompt,
                    answer_before="yes" if role == "locality" else names[0],
                    answer_after=after,
                ).row(),
            )


BUILDER = ToySquare
