"""CSV: a flat table of pairs, one column for each place of a text, labels as text or JSON."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from irrealis.contract import canonical, text_view
from irrealis.export.asked import SIDES
from irrealis.export.table import Table
from irrealis.files import write_file

NAME = "csv"
READS = "spreadsheets, pandas and R"


def write(table: Table, out: Path) -> None:
    """Write the rows of each split; a split whose rows have more places has more columns."""
    table.need_pairs()
    for split in table.splits:
        rows = [_row(row) for row in table.folder.pairs(split)]
        columns = dict.fromkeys(name for row in rows for name in row)
        text = io.StringIO()
        writer = csv.DictWriter(text, list(columns), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        write_file(out / f"{split}.csv", text.getvalue().encode())
        table.written[split] = len(rows)


def _row(row: dict[str, Any]) -> dict[str, str]:
    found = {name: row[name] for name in ("id", "original_id", "group")}
    for side in SIDES:
        found |= {f"{side}.{place}": text for place, text in text_view(row[side]).items()}
    if row.get("query") is not None:
        found["query"] = row["query"]
    for side in SIDES:
        label = row[f"label_{side}"]
        found[f"label_{side}"] = label if isinstance(label, str) else canonical(label).decode()
    found["label_effect"] = row["label_effect"]
    found["intervention"] = "; ".join(f"{c['target']}: {c['to']}" for c in row["intervention"])
    return found
