"""Rows that all datasets of this family have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from irrealis.build import Row
from irrealis.contract import pair_id


def native_rows(
    dataset: str, pair: Mapping[str, Any], columns: Mapping[str, Any], fields: Sequence[str]
) -> Iterator[Row]:
    """Both sides of a pair as one prompt each, with its answer.

    Args:
        dataset: its name, which ids depend on.
        pair: the row of the config `pairs`.
        columns: what else a row says, such as its kind.
        fields: the texts and choices of a side that make up the prompt, in this order.
    """
    for side in ("original", "counterfactual"):
        prompt = " ".join(_shown(pair[side][field]) for field in fields)
        identity = {"prompt": prompt, "group": pair["group"]}
        yield Row(
            "native",
            {
                "id": pair_id(dataset, "native", identity, {}),
                **columns,
                "group": pair["group"],
                "prompt": prompt,
                "answer": _answer(pair[side], pair[f"label_{side}"]),
                "factual": side == "original",
            },
        )


def _shown(value: str | Sequence[str]) -> str:
    """A text, or choices with letters before them."""
    if isinstance(value, str):
        return value
    return " ".join(
        f"({letter}) {choice}" for letter, choice in zip("ABCDEFGH", value, strict=False)
    )


def _answer(side: Mapping[str, Any], label: object) -> str:
    """A label as an answer: of choices, the letter."""
    return "ABCDEFGH"[label] if "choices" in side and isinstance(label, int) else str(label)
