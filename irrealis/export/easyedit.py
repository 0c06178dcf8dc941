"""EasyEdit: edits of facts with a rephrasing, a prompt that must not change, and what follows.

The flat fields are those of its data classes; `locality` and `portability` hold all prompts, as its
editor and KnowEdit take them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from irrealis.export.rome import Rewrite, need_rewrites, rewrites
from irrealis.export.table import Table, json_document

NAME = "easyedit"
READS = "EasyEdit, and code for KnowEdit"


def write(table: Table, out: Path) -> None:
    """Write the edits of each split as one JSON array."""
    for split in need_rewrites(table):
        made: list[dict[str, Any]] = []
        for rewrite in rewrites(table, split):
            if not rewrite.prompts["paraphrase"] or not rewrite.prompts["locality"]:
                table.left_out["no rephrasing, or no prompt that must not change"] += 1
                continue
            made.append(_record(len(made), rewrite))
        json_document(out / f"{split}.json", made)
        table.written[split] = len(made)


def _record(number: int, rewrite: Rewrite) -> dict[str, Any]:
    facts, neighbor = rewrite.facts, rewrite.prompts["locality"][0]
    implied = rewrite.prompts["portability"]
    found: dict[str, Any] = {
        "case_id": number,
        "prompt": facts["prompt"].format(facts["subject"]),
        "subject": facts["subject"],
        "target_new": facts["target_new"],
        "ground_truth": facts["target_true"],
        "rephrase_prompt": rewrite.prompts["paraphrase"][0][0],
        "locality_prompt": neighbor[0],
        "locality_ground_truth": neighbor[1],
        "locality": {
            "neighborhood": {
                "prompt": [prompt for prompt, _, _ in rewrite.prompts["locality"]],
                "ground_truth": [answer for _, answer, _ in rewrite.prompts["locality"]],
            }
        },
        "portability": {},
    }
    if implied:
        found["portability"] = {
            "one_hop": {
                "prompt": [prompt for prompt, _, _ in implied],
                "ground_truth": [after for _, _, after in implied],
            }
        }
    return found
