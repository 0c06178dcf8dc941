"""DocRED: documents with entities and relations, as Yao et al. 2019 publish them.

One file a split with the counterfactuals, and one with originals and counterfactuals together where
the folder has both; `rel2id.json` numbers the relations ("Na" is 0), `rel_info.json` names them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from irrealis.export.table import Table, json_document

NAME = "docred"
READS = "code for DocRED, such as ATLOP and DREEAM"
KEYS = ("title", "sents", "vertexSet", "labels")


def write(table: Table, out: Path) -> None:
    """Write the documents and the relations."""
    table.need_columns("native", KEYS)
    relations: set[str] = set()
    for config, ending in (("native", ""), ("native_mix", "_mix")):
        for split in table.splits:
            documents = [_document(row) for row in table.rows(config, split)]
            if not documents:
                continue
            relations |= {label["r"] for document in documents for label in document["labels"]}
            json_document(out / f"{split}{ending}.json", documents)
            table.written[f"{split}{ending}"] = len(documents)
    numbers = {"Na": 0, **{name: at for at, name in enumerate(sorted(relations, key=_order), 1)}}
    json_document(out / "rel2id.json", numbers)
    json_document(out / "rel_info.json", {name: name for name in numbers if name != "Na"})


def _document(row: dict[str, Any]) -> dict[str, Any]:
    """The keys that upstream has, and of labels and mentions what the readers take."""
    return {key: row[key] for key in KEYS}


def _order(relation: str) -> tuple[int, str]:
    return len(relation), relation
