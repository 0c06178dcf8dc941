"""The flat view of pairs: one row for each side, for a first loop of training or evaluation."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

from irrealis.contract import canonical, text_view

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SIDES = "sides"  # the name of the view, where a config is asked for


def sides_of(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Both sides of a pair, each with its text, its label as a text, and what was edited in it.

    A record of several texts is one text, each behind its name; `spans` are [start, end] in it, in
    characters, sorted: what was taken out of an original, and what stands there now.
    """
    for side in ("original", "counterfactual"):
        texts = text_view(row[side])
        heads = {place: f"{place}: " if len(texts) > 1 else "" for place in texts}
        whole = [f"{heads[place]}{text}" for place, text in texts.items()]
        starts = dict(zip(texts, accumulate([0, *(len(text) + 1 for text in whole)]), strict=False))
        spans = []
        moved: dict[str, int] = {}  # by how much the edits before shift those of a place
        for edit in row["edits"]:
            place, before, after = edit["field"], edit["before"], edit["after"]
            start = starts[place] + len(heads[place]) + edit["start"]
            if side == "counterfactual":
                start += moved.get(place, 0)
                moved[place] = moved.get(place, 0) + len(after) - len(before)
                before = after
            spans.append([start, start + len(before)])
        label = row[f"label_{side}"]
        yield {
            "id": row["id"],
            "group": row["group"],
            "side": side,
            "text": "\n".join(whole),
            "label": label if isinstance(label, str) else canonical(label).decode(),
            "spans": sorted(spans),
        }


def flat(pairs: Any) -> Any:
    """The flat view of what `load` gives of a config of pairs: of one split, or of each."""
    import pyarrow as pa
    from datasets import Features

    names = ("id", "group", "side", "text", "label")
    columns: list[tuple[str, pa.DataType]] = [(name, pa.string()) for name in names]
    columns.append(("spans", pa.list_(pa.list_(pa.int64()))))
    features = Features.from_arrow_schema(pa.schema(columns))
    first = next(iter(pairs.values())) if isinstance(pairs, dict) else pairs
    return pairs.map(
        _flat_batch, batched=True, remove_columns=list(first.column_names), features=features
    )


def _flat_batch(batch: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    rows = [dict(zip(batch, values, strict=True)) for values in zip(*batch.values(), strict=True)]
    found = [side for row in rows for side in sides_of(row)]
    return {name: [row[name] for row in found] for name in found[0]} if found else {}
