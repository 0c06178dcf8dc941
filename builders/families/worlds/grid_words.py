"""English for rules of grids, and for what is changed from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from csv import DictReader
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from irrealis.builders.families.worlds.grids import Fixed, GridRule

from irrealis.build import Draw

VOCABULARIES = ("numbers", "palette", "exchanged", "nonsense")
PALETTE = ("blue", "red", "green", "yellow", "gray", "magenta", "orange", "azure", "maroon")
NONSENSE = ("blick", "dax", "fep", "gorp", "lorp", "nalp", "quib", "snib", "vank")
TOWARD = MappingProxyType(
    {"left": "to its left", "right": "to its right", "top": "above it", "bottom": "below it"}
)
PARTNER = MappingProxyType(
    {
        "row": "mirror image in the same row",
        "column": "mirror image in the same column",
        "turn": "counterpart on the opposite side of the center",
    }
)
OPERATOR = MappingProxyType(
    {
        "both": "both are",
        "some": "at least one is",
        "one": "exactly one is",
        "neither": "neither is",
    }
)


@cache
def phrases() -> Mapping[str, tuple[str, ...]]:
    """The phrasings of each kind of sentence."""
    text = (files(__package__) / "grid_phrases.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    found: dict[str, tuple[str, ...]] = {}
    for row in DictReader(lines, delimiter="\t"):
        found[row["kind"]] = (*found.get(row["kind"], ()), row["phrase"])
    return MappingProxyType(found)


class GridWording:
    """Words for the rules of one task, which call colors by the names of a vocabulary."""

    def __init__(self, draw: Draw, vocabulary: str, colors: Sequence[int]) -> None:
        self._chosen = {kind: draw.choice(of) for kind, of in phrases().items()}
        names = {
            "palette": PALETTE,
            "exchanged": draw.shuffled(PALETTE),
            "nonsense": draw.shuffled(NONSENSE),
        }.get(vocabulary)
        self._names = {c: names[c - 1] if names else f"color {c}" for c in colors if c}
        legend = ", ".join(f"{c} is {self._names[c]}" for c in sorted(self._names)) if names else ""
        self._head = "A cell with 0 is empty, any other is filled."
        if legend:
            self._head += f" Of the colors, {legend}."

    def rule(self, rule: GridRule) -> str:
        """The rule, after what the colors are called."""
        words = {
            name: self._names[value] if name in "abkm" else value
            for name, value in rule.values.items()
        }
        side = rule.values.get("side", "left")
        words["line"] = _line(side)
        words["toward"] = TOWARD[side]
        words["partner"] = PARTNER.get(str(words.get("partner")), "")
        words["op"] = OPERATOR.get(str(words.get("op")), "")
        sentence = self._say(rule.kind, **words)
        return f"{self._head} {sentence[:1].upper()}{sentence[1:]}"

    def change(self, fixed: Fixed | None, side: str) -> str:
        """What is set from outside."""
        if fixed is None:
            return self._chosen["nothing"]
        if fixed.kind == "count":
            line = _line(side)
            return self._say("count", line=line, index=fixed.row + 1, v=fixed.value)
        name = self._names[fixed.value] if fixed.value else "empty"
        return self._say("cell", row=fixed.row + 1, column=fixed.column + 1, v=name)

    def _say(self, kind: str, **words: Any) -> str:
        return self._chosen[kind].format(**words)


def _line(side: str) -> str:
    return "row" if side in ("left", "right") else "column"
