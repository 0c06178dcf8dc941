"""The golden file: what a dataset's sample must build to, in a form that a person can review.

Every config and split is pinned by its content hash; each pair is shown as its original with the
edits marked (a row of a dataset without pairs as it is), and each drop with its reason, so that a
change of behavior reads as a diff.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from irrealis.build.run import build
from irrealis.contract import text_view
from irrealis.files import write_file
from irrealis.store import BuildRecord, batches

GOLDEN_FILE = "golden.jsonl"


def mark(text: str, edits: Iterable[Mapping[str, Any]]) -> str:
    """A text with its edits marked.

    >>> mark("in Berlin", [{"start": 3, "end": 9, "before": "Berlin", "after": "Vienna"}])
    'in [-Berlin-]{+Vienna+}'
    """
    pieces, reached = [], 0
    for edit in edits:
        pieces.append(text[reached : edit["start"]])
        pieces += [f"[-{edit['before']}-]"] if edit["before"] else []
        pieces += [f"{{+{edit['after']}+}}"] if edit["after"] else []
        reached = edit["end"]
    return "".join([*pieces, text[reached:]])


def read_rows(
    folder: Path, record: BuildRecord, *, config: str, split: str
) -> Iterator[dict[str, Any]]:
    """Rows of one config and split of a build, in the order of its shards.

    Args:
        folder: the build.
        record: its record, which names the shards of each config and split.
        config: such as `pairs`.
        split: such as `train`.
    """
    for shard in record.configs[config][split].shards:
        for batch in batches(folder / shard):
            yield from batch.to_pylist()


def golden_lines(folder: Path, record: BuildRecord) -> Iterator[dict[str, Any]]:
    """Lines of the golden file of a build."""
    for split in record.splits:
        for config, splits in record.configs.items():
            part = splits[split]
            yield {
                "split": split,
                "config": config,
                "rows": part.rows,
                "content_hash": part.content_hash,
            }
        if "pairs" in record.configs:
            for row in read_rows(folder, record, config="pairs", split=split):
                yield {
                    "split": split,
                    "id": row["id"],
                    "label_effect": row["label_effect"],
                    **({"query": row["query"]} if "query" in row else {}),
                    **{
                        field: mark(text, (e for e in row["edits"] if e["field"] == field))
                        for field, text in text_view(row["original"]).items()
                    },
                }
        else:
            for row in read_rows(folder, record, config=record.main, split=split):
                yield {"split": split, **row}
        for row in read_rows(folder, record, config="rejects", split=split):
            yield {"split": split, **row}


def build_golden(name: str, *, root: Path, workers: int = 1) -> bytes:
    """The golden file that the sample builds to now."""
    with tempfile.TemporaryDirectory() as folder:
        made = build(
            name, root=root, out=Path(folder) / "build", workers=workers, reproducible=True
        )
        return dump(list(golden_lines(made.folder, made.record)))


def dump(lines: Sequence[Mapping[str, Any]]) -> bytes:
    """Lines as they stand in the file."""
    return b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines)


def write_golden(name: str, *, root: Path) -> Path:
    """Write `datasets/<name>/golden.jsonl` from the sample, for a person to review the diff."""
    path = root / "datasets" / name / GOLDEN_FILE
    write_file(path, build_golden(name, root=root))
    return path
