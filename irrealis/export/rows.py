"""JSON Lines: the pairs as they are, a file for each split."""

from __future__ import annotations

from pathlib import Path

from irrealis.export.table import Table, json_lines

NAME = "jsonl"
READS = "any reader of JSON Lines; the columns of docs/contract.md"


def write(table: Table, out: Path) -> None:
    """Write the rows of each split."""
    table.need_pairs()
    for split in table.splits:
        table.written[split] = json_lines(out / f"{split}.jsonl", table.folder.pairs(split))
