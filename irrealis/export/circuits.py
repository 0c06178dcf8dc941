"""auto-circuit: clean and corrupt prompts with the answers that hold of each.

Its `load_datasets_from_json` reads `prompts`, each with `clean`, `corrupt`, `answers` and
`wrong_answers`. Both prompts must have the same number of tokens; without its tokenizer that is
taken to be the same number of words, and other pairs are left out.
"""

from __future__ import annotations

from pathlib import Path

from irrealis.export.asked import questions
from irrealis.export.table import Table, json_document

NAME = "auto-circuit"
READS = "auto-circuit: load_datasets_from_json"


def write(table: Table, out: Path) -> None:
    """Write the prompts of each split."""
    found: dict[str, list[dict[str, object]]] = {split: [] for split in table.splits}
    for clean, corrupt in questions(table):
        if clean.answers[0] == corrupt.answers[0]:
            table.left_out["the answer stays"] += 1
        elif len(clean.prompt.split()) != len(corrupt.prompt.split()):
            table.left_out["the sides differ in length"] += 1
        else:
            found[clean.split].append(
                {
                    "clean": clean.prompt,
                    "corrupt": corrupt.prompt,
                    "answers": [f" {clean.answers[0]}"],
                    "wrong_answers": [f" {corrupt.answers[0]}"],
                }
            )
            table.written[clean.split] += 1
    for split, prompts in found.items():
        json_document(out / f"{split}.json", {"prompts": prompts})
