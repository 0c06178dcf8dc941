"""ROME and MEMIT: edits of facts in CounterFact's form (Meng et al. 2022), a file for each split.

Prompts of other subjects that have the true object are `neighborhood_prompts`; those that have the
new one are `attribute_prompts`. There are no `generation_prompts`: the datasets have none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from irrealis.export.table import FACTS, Table, Unfit, is_edit_of_fact, json_document

NAME = "rome"
READS = "ROME and MEMIT, as their CounterFact"


@dataclass(slots=True)
class Rewrite:
    """An edit of a fact, and the prompts of its group by role: (prompt, before, after)."""

    group: str
    facts: dict[str, Any]
    prompts: dict[str, list[tuple[str, str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )


def write(table: Table, out: Path) -> None:
    """Write the edits of each split as one JSON array."""
    for split in need_rewrites(table):
        made = [_case(number, rewrite) for number, rewrite in enumerate(rewrites(table, split))]
        json_document(out / f"{split}.json", made)
        table.written[split] = len(made)


def need_rewrites(table: Table) -> list[str]:
    """The splits to write, if the certificates of the pairs are edits of facts.

    Raises:
        Unfit: they are not.
    """
    if not is_edit_of_fact(table.need_pairs()):
        raise Unfit(f"evidence.facts with {', '.join(FACTS)}, as edits of facts have them")
    table.need_columns("probes", ("group", "role", "prompt", "answer_before", "answer_after"))
    return table.splits


def rewrites(table: Table, split: str) -> Iterator[Rewrite]:
    """The edits of a split, each with all prompts of its group."""
    prompts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in table.rows("probes", split):
        prompts[row["group"]].append(row)
    seen: set[tuple[str, str]] = set()
    for pair in table.folder.pairs(split):
        facts = pair["evidence"]["facts"]
        if (key := (pair["group"], facts["prompt"])) in seen:
            table.left_out["the same edit, asked for again"] += 1
            continue
        seen.add(key)
        rewrite = Rewrite(pair["group"], facts)
        for row in prompts[pair["group"]]:
            prompt = row["prompt"], row["answer_before"], row["answer_after"]
            if prompt not in rewrite.prompts[row["role"]]:
                rewrite.prompts[row["role"]].append(prompt)
        yield rewrite


def _case(number: int, rewrite: Rewrite) -> dict[str, Any]:
    facts = rewrite.facts
    neighbors = rewrite.prompts["locality"]
    return {
        "case_id": number,
        "requested_rewrite": {
            "prompt": facts["prompt"],
            "relation_id": facts["relation"],
            "target_new": {"str": facts["target_new"]},
            "target_true": {"str": facts["target_true"]},
            "subject": facts["subject"],
        },
        "paraphrase_prompts": [prompt for prompt, _, _ in rewrite.prompts["paraphrase"]],
        "neighborhood_prompts": [p for p, held, _ in neighbors if held == facts["target_true"]],
        "attribute_prompts": [p for p, held, _ in neighbors if held == facts["target_new"]],
        "generation_prompts": [],
    }
