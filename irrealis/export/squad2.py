"""SQuAD 2: the questions of `squad`, and those that their text does not answer.

The file has the fields of version 2.0 (Rajpurkar et al. 2018): each question says whether it
`is_impossible`. Those that are come from the config `unanswerable`; their id is the row's `idx`, by
which `irrealis score` knows them.
"""

from __future__ import annotations

from pathlib import Path

from irrealis.export import squad
from irrealis.export.table import Table

NAME = "squad2"
READS = "readers of SQuAD 2.0 JSON"
_COLUMNS = ("idx", "question", "answers", "context")


def write(table: Table, out: Path) -> None:
    """Write a file for each split."""
    table.need_columns("unanswerable", _COLUMNS)
    made = squad.answered(table)
    for contexts in made.values():
        for asked in contexts.values():
            for question in asked:
                question["is_impossible"] = False
    for split, contexts in made.items():
        for row in table.rows("unanswerable", split):
            (context,) = row["context"]
            contexts.setdefault(context, []).append(
                {
                    "id": str(row["idx"]),
                    "question": row["question"],
                    "answers": [],
                    "is_impossible": True,
                }
            )
            table.written[split] += 1
    squad.put(made, table, out, version="v2.0")
