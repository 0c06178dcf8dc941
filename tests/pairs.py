"""Folders of pairs that tests write, in the layout of a build but without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pandera.polars as pa
import polars as pl

from irrealis.contract import (
    Edit,
    Evidence,
    Generator,
    Intervention,
    Pair,
    arrow_schema,
    pairs_schema,
)
from irrealis.store import ShardWriter

_TEXT = pa.Column(pl.String)
LEDGERS = {
    "rejects": ("original_id", "level", "reason", "detail"),
    "repairs": ("original_id", "kind", "where", "before", "after"),
}


def pair(
    name: str,
    text: str,
    *edits: tuple[str, str],
    labels: tuple[Any, Any] = ("negative", "positive"),
    kind: str = "word",
    target: str = "opinion",
    fields: Mapping[str, str] | None = None,
) -> Pair:
    """A pair whose edits replace the first occurrence, from where the last ended, of each text."""
    spans: list[Edit] = []
    reached = 0
    made = ""
    for before, after in edits:
        start = text.index(before, reached)
        spans.append(Edit("text", start, start + len(before), before, after))
        made += text[reached:start] + after
        reached = start + len(before)
    made += text[reached:]
    others = dict(fields or {})
    return Pair(
        dataset="made",
        original_id=name,
        original={**others, "text": text},
        counterfactual={**others, "text": made},
        edits=spans,
        interventions=[Intervention(kind, target, before, after) for before, after in edits],
        label_original=labels[0],
        label_counterfactual=labels[1],
        label_effect="keep" if labels[0] == labels[1] else "flip",
        evidence=Evidence("rule", "the word decides"),
        generator=Generator("rules", "test", "1"),
        seed=0,
    )


def write_pairs(
    folder: Path,
    pairs: Mapping[str, Sequence[Pair]],
    *,
    label: pl.DataType | None = None,
    rejects: Sequence[tuple[str, ...]] = (),
    repairs: Sequence[tuple[str, ...]] = (),
    metrics: Mapping[str, Mapping[str, float]] | None = None,
) -> Path:
    """Write splits of pairs; ledgers, if any, are of the first split."""
    first = next(iter(pairs.values()))[0]
    schema = pairs_schema(fields=list(first.original), label=label or pl.String())
    for split, several in pairs.items():
        write_rows(folder, "pairs", split, [one.row() for one in several], schema)
    for config, rows in (("rejects", rejects), ("repairs", repairs)):
        columns = LEDGERS[config]
        if rows:
            write_rows(
                folder,
                config,
                next(iter(pairs)),
                [dict(zip(columns, row, strict=True)) for row in rows],
                pa.DataFrameSchema(dict.fromkeys(columns, _TEXT)),
            )
    if metrics is not None:
        (folder / "metrics.json").write_bytes(orjson.dumps(metrics))
    return folder


def write_rows(
    folder: Path,
    config: str,
    split: str,
    rows: Sequence[dict[str, Any]],
    schema: pa.DataFrameSchema,
) -> None:
    """Write the rows of one config and split."""
    with ShardWriter(
        folder / "data" / config,
        dataset="made",
        config=config,
        split=split,
        schema=arrow_schema(schema),
    ) as writer:
        for row in rows:
            writer.write(row)
