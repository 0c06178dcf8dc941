"""Inspect: a module with a task for each split, scored side by side and pair by pair.

It reads the questions beside it as samples (input, choices, target, id, metadata); `both_right` is
a metric grouped by pair.
"""

from __future__ import annotations

from pathlib import Path

from irrealis.export.asked import questions
from irrealis.export.table import Table, json_lines
from irrealis.files import write_file

NAME = "inspect"
READS = "inspect_ai: inspect eval DIR/DATASET.py"

CODE = '''\
"""Pairs of {dataset} for Inspect: every task asks both sides of each pair."""

from collections import defaultdict
from pathlib import Path

from inspect_ai import Task, task
from inspect_ai.dataset import Sample, json_dataset
from inspect_ai.scorer import CORRECT, SampleScore, accuracy, exact, metric, scorer
from inspect_ai.solver import generate


@metric
def both_right():
    """Pairs whose two sides are answered right."""

    def of(scores: list[SampleScore]) -> float:
        pairs = defaultdict(list)
        for one in scores:
            known = one.sample_metadata
            pairs[known["pair"], known["part"]].append(one.score.value in (CORRECT, 1, 1.0))
        whole = [sides for sides in pairs.values() if len(sides) == 2]
        return sum(map(all, whole)) / max(1, len(whole))

    return of


@scorer(metrics=[accuracy(), both_right()])
def paired():
    """The answer is one of the targets, but for case and punctuation."""
    return exact()


def _sample(record):
    return Sample(
        input=record["prompt"],
        target=record["answers"],
        id=record["id"],
        metadata={{key: record[key] for key in ("pair", "side", "part", "effect")}},
    )


def _task(split):
    path = Path(__file__).parent / f"{{split}}.jsonl"
    return Task(dataset=json_dataset(str(path), _sample), solver=generate(), scorer=paired())
'''
TASK = '''

@task
def {name}():
    """Both sides of the pairs of the split {split}."""
    return _task({split!r})
'''


def write(table: Table, out: Path) -> None:
    """Write the module, and the questions of each split."""
    found: dict[str, list[dict[str, object]]] = {split: [] for split in table.splits}
    for pair in questions(table):
        for question in pair:
            found[question.split].append(question.record)
    dataset = table.folder.dataset.replace("-", "_")
    code = CODE.format(dataset=table.folder.dataset)
    for split, rows in found.items():
        table.written[split] = json_lines(out / f"{split}.jsonl", rows)
        code += TASK.format(name=f"{dataset}_{split}".replace(".", "_"), split=split)
    write_file(out / f"{dataset}.py", code.encode())
