"""lm-evaluation-harness: a task for each split, in a group, scored pair by pair.

Its task guide documents the keys. Answers that are few are multiple choice, all others are
generated and compared by exact match. Beside accuracy there are `both_right`, pairs whose two sides
are answered right, and `consistency`, pairs whose answer changes if and only if the label does.
"""

from __future__ import annotations

from pathlib import Path

from irrealis.export.asked import questions
from irrealis.export.table import Table, json_lines
from irrealis.files import write_file

NAME = "lm-eval"
READS = "lm-evaluation-harness: lm_eval --include_path DIR --tasks GROUP"

# the module that the tasks call; it stands beside them and needs nothing of ours
CODE = '''\
"""Reads the questions beside it, and scores both sides of a pair together."""

import json
from collections import defaultdict
from pathlib import Path

from datasets import Dataset


def _load(split):
    path = Path(__file__).parent / f"{{split}}.jsonl"
    with path.open(encoding="utf-8") as file:
        return {{"test": Dataset.from_list([json.loads(line) for line in file])}}


{loaders}


def choose(doc, results):
    scores = [score for score, _ in results]
    answer = doc["choices"][scores.index(max(scores))]
    return _judged(doc, answer, answer == doc["answers"][0])


def generate(doc, results):
    given = _plain(results[0])
    return _judged(doc, given, given in [_plain(answer) for answer in doc["answers"]])


def _plain(text):
    return " ".join(text.strip().strip(".").split()).casefold()


def _judged(doc, given, right):
    seen = (doc["pair"], doc["part"], given, bool(right), doc["effect"])
    return {{"acc": float(right), "both_right": seen, "consistency": seen}}


def _pairs(items):
    found = defaultdict(list)
    for pair, part, given, right, effect in items:
        found[pair, part].append((given, right, effect))
    return [sides for sides in found.values() if len(sides) == 2]


def both_right(items):
    pairs = _pairs(items)
    return sum(all(right for _, right, _ in sides) for sides in pairs) / max(1, len(pairs))


def consistency(items):
    pairs = _pairs(items)
    kept = [(one[0] == other[0]) == (one[2] == "keep") for one, other in pairs]
    return sum(kept) / max(1, len(kept))
'''


def write(table: Table, out: Path) -> None:
    """Write the tasks, their questions and the code that scores them."""
    import yaml

    found: dict[str, list[dict[str, object]]] = {split: [] for split in table.splits}
    kinds: dict[str, set[bool]] = {split: set() for split in table.splits}
    for pair in questions(table):
        for side in pair:
            found[side.split].append({**side.record, "choices": list(side.choices)})
            kinds[side.split].add(bool(side.choices))
    dataset = table.folder.dataset.replace("-", "_")
    module = f"{dataset}_pairs"  # of its own name, since all that are included share a path
    tasks: list[str] = []
    for split, rows in found.items():
        for choice in sorted(kinds[split], reverse=True):
            own = [row for row in rows if bool(row["choices"]) == choice]
            name = f"{dataset}_{split}" + ("_free" if not choice and len(kinds[split]) > 1 else "")
            name = name.replace(".", "_")
            table.written[split] += json_lines(out / f"{name}.jsonl", own)
            write_file(out / f"{name}.yaml", _task(name, module, choice=choice).encode())
            tasks.append(name)
    loaders = "\n\n\n".join(f"def load_{name}(**_):\n    return _load({name!r})" for name in tasks)
    write_file(out / f"{module}.py", CODE.format(loaders=loaders).encode())
    group = {
        "group": dataset,
        "task": tasks,
        "aggregate_metric_list": [
            {"metric": metric, "aggregation": "mean", "weight_by_size": True}
            for metric in ("acc", "both_right", "consistency")
        ],
    }
    write_file(out / f"{dataset}.yaml", yaml.safe_dump(group, sort_keys=False).encode())


def _task(name: str, module: str, *, choice: bool) -> str:
    """The YAML of a task; `!function` is a tag of the harness, which a dump would quote."""
    answer = (
        """\
output_type: multiple_choice
doc_to_choice: choices
doc_to_target: "{{choices.index(answers[0])}}"
"""
        if choice
        else """\
output_type: generate_until
doc_to_target: "{{answers[0]}}"
generation_kwargs:
  until: ["\\n"]
  do_sample: false
  max_gen_toks: 64
"""
    )
    return f"""\
task: {name}
custom_dataset: !function {module}.load_{name}
test_split: test
doc_to_text: prompt
{answer}process_results: !function {module}.{"choose" if choice else "generate"}
metric_list:
  - metric: acc
    aggregation: mean
    higher_is_better: true
  - metric: both_right
    aggregation: !function {module}.both_right
    higher_is_better: true
  - metric: consistency
    aggregation: !function {module}.consistency
    higher_is_better: true
num_fewshot: 0
metadata:
  version: 1.0
"""
