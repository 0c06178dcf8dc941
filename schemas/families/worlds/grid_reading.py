"""Reads rules of grids, and what is set from outside, by a grammar of its own."""

from __future__ import annotations

import re
from typing import NamedTuple

from irrealis.schemas.families.worlds.reading import UnreadableError

_HEAD = "A cell with 0 is empty, any other is filled. "
_LEGEND = re.compile(r"Of the colors, ((?:[1-9] is [a-z]+, )*[1-9] is [a-z]+)\. ")
_C = r"(color [1-9]|[a-z]+)"
_SIDE = r"(left|right|top|bottom)"
_LINE = r"(row|column)"
_TOWARD = r"(to its left|to its right|above it|below it)"
_PARTNER = (
    r"(mirror image in the same row|mirror image in the same column"
    r"|counterpart on the opposite side of the center)"
)
_HOW_MANY = r"(both are|at least one is|exactly one is|neither is)"
_STAY = r"All other cells (?:keep their color|stay as they are)\."
_FILLED_STAY = r"Filled cells (?:keep their color|stay as they are)\."
# kind, the names of what is read in order, and the sentence
_RULES: list[tuple[str, str, str]] = [
    (
        "bars",
        "a line line2 k side",
        rf"For each cell that is {_C} in a {_LINE} of the input, one cell of that {_LINE} becomes"
        rf" {_C} in the output, beginning at the {_SIDE}; the rest become empty\.",
    ),
    (
        "bars",
        "a line line2 side k",
        rf"Count {_C} in each {_LINE} of the input\. That many cells of the {_LINE}, from the"
        rf" {_SIDE} on, become {_C}, and all others become empty\.",
    ),
    (
        "majority",
        "line k a b m",
        rf"A {_LINE} becomes {_C} throughout if the input has more {_C} than {_C} in it;"
        rf" otherwise it becomes {_C} throughout\.",
    ),
    (
        "majority",
        "line a b line2 k line3 m",
        rf"Where a {_LINE} of the input has more {_C} than {_C}, the whole {_LINE} becomes"
        rf" {_C}; every other {_LINE} becomes {_C}\.",
    ),
    (
        "parity",
        "line k a line2 m",
        rf"A {_LINE} becomes {_C} throughout if the number of {_C} in the {_LINE} of the input"
        rf" is even, and {_C} throughout if it is odd\.",
    ),
    (
        "parity",
        "line k a m",
        rf"Each whole {_LINE} becomes {_C} where the number of cells in it that are {_C} in the"
        rf" input is even \(zero is even\), and {_C} where that number is odd\.",
    ),
    (
        "flow",
        "toward",
        rf"An empty cell takes the color that the cell {_TOWARD} has in the output, and stays empty"
        rf" where there is none\. {_FILLED_STAY}",
    ),
    (
        "flow",
        "toward",
        rf"Colors spread: each empty cell becomes what the cell {_TOWARD} becomes, if there is"
        rf" such a cell\. {_FILLED_STAY}",
    ),
    (
        "flow-one",
        "a toward a2",
        rf"An empty cell becomes {_C} if the cell {_TOWARD} is {_C} in the output\. {_STAY}",
    ),
    (
        "flow-one",
        "a a2 toward a3",
        rf"Only {_C} spreads: each empty cell becomes {_C} where the cell {_TOWARD} is {_C} in the"
        rf" output\. {_STAY}",
    ),
    (
        "pair",
        "partner op k",
        rf"Compare each cell of the input with its {_PARTNER}\. If {_HOW_MANY} filled, the"
        rf" cell becomes {_C}; otherwise it becomes empty\.",
    ),
    (
        "pair",
        "partner op k",
        rf"Look at each cell and its {_PARTNER} in the input\. If {_HOW_MANY} filled, the cell"
        rf" becomes {_C}\. If not, it becomes empty\.",
    ),
    (
        "sort",
        "line side",
        rf"Each {_LINE} is put in order by number, the smallest at the {_SIDE}\.",
    ),
    (
        "sort",
        "line side",
        rf"The numbers of each {_LINE} are sorted so that they rise from the {_SIDE} on\.",
    ),
    (
        "complete",
        "partner",
        rf"An empty cell takes the color of its {_PARTNER} in the input\. {_FILLED_STAY}",
    ),
    (
        "complete",
        "partner",
        rf"Each empty cell becomes what its {_PARTNER} is in the input\. {_FILLED_STAY}",
    ),
    (
        "near",
        "k a n",
        rf"An empty cell becomes {_C} if the number of cells next to it \(above, below, left or"
        rf" right\) that are {_C} in the input is at least ([1-4])\. {_STAY}",
    ),
    (
        "near",
        "a n k",
        rf"Count the cells directly above, below, left and right of each empty cell that are {_C}"
        rf" in the input\. If the count is ([1-4]) or more, the empty cell becomes {_C}\. {_STAY}",
    ),
    (
        "shift",
        "n side",
        rf"Every cell moves by ([1-9]) toward the {_SIDE}; what leaves the grid comes back at the"
        r" opposite edge\.",
    ),
    (
        "shift",
        "n side",
        rf"The whole grid turns like a drum, by ([1-9]) toward the {_SIDE}, so that what"
        rf" leaves at one edge comes in at the opposite one\.",
    ),
    (
        "fall",
        "line side",
        rf"In each {_LINE} the filled cells move to the {_SIDE} as far as they can, and keep their"
        r" order\.",
    ),
    (
        "fall",
        "line side",
        rf"Filled cells slide along their {_LINE} to the {_SIDE} until nothing empty is before"
        rf" them, in the order in which they were\.",
    ),
]
_PATTERNS = [(kind, names.split(), re.compile(pattern)) for kind, names, pattern in _RULES]
_OUTSIDE = {
    "nothing": r"Nothing is changed from outside\.|Nobody changes anything from outside\.",
    "cell": r"From outside, the output cell in row (\d+), column (\d+) is set to"
    r" (color [1-9]|[a-z]+); the rule holds for all other cells\."
    r"|Somebody sets the output cell in row (\d+), column (\d+) to (color [1-9]|[a-z]+) by hand\."
    r" For all other cells the rule holds\.",
    "count": r"From outside, the number that is counted in (row|column) (\d+) is set to (\d+); the"
    r" rule holds otherwise\."
    r"|Somebody sets the number that is counted in (row|column) (\d+) to (\d+) by hand\. Otherwise"
    r" the rule holds\.",
}
_EDGE = {"to its left": "left", "to its right": "right", "above it": "top", "below it": "bottom"}
_IMAGE = {
    "mirror image in the same row": "row",
    "mirror image in the same column": "column",
    "counterpart on the opposite side of the center": "turn",
}
_COUNT = {"both are": "both", "at least one is": "some", "exactly one is": "one"}
LINES = {"left": "row", "right": "row", "top": "column", "bottom": "column"}


class ReadRule(NamedTuple):
    """A rule as it reads: its kind, colors by letter, and its edge, partner, operator, number."""

    kind: str
    colors: dict[str, int]
    edge: str | None
    partner: str | None
    operator: str | None
    number: int | None
    names: dict[str, int]  # what colors are called

    @property
    def model(self) -> str:
        """The name of the model: the kind and all of it that is no color."""
        shape = (self.operator, self.partner, self.number, self.edge)
        if self.kind == "near":
            shape = (None, None, self.number, None)
        return "-".join([self.kind, *(str(part) for part in shape if part is not None)])


class Set(NamedTuple):
    """What is set from outside; places count from 1, and a count has no column."""

    kind: str
    row: int
    column: int
    value: int


def read_rule(text: str) -> ReadRule:
    """A rule of grids.

    Raises:
        UnreadableError: words that the grammar does not cover, or that say two things.
    """
    if not text.startswith(_HEAD):
        raise UnreadableError(f"not the start of a rule: {text[:60]}")
    rest, names = text.removeprefix(_HEAD), {f"color {n}": n for n in range(1, 10)}
    if legend := _LEGEND.match(rest):
        entries = [entry.split(" is ") for entry in legend[1].split(", ")]
        names = {name: int(number) for number, name in entries}
        if len(names) < len(entries) or len({*names.values()}) < len(entries):
            raise UnreadableError("a color with two names, or two colors with one")
        rest = rest[legend.end() :]
    for kind, slots, pattern in _PATTERNS:
        if found := pattern.fullmatch(rest):
            return _rule(kind, dict(zip(slots, found.groups(), strict=True)), names)
    raise UnreadableError(f"not a rule of grids: {rest}")


def read_change(text: str, rule: ReadRule) -> Set | None:
    """What is set from outside, if anything is.

    Raises:
        UnreadableError: words that the grammar does not cover.
    """
    for kind, pattern in _OUTSIDE.items():
        if found := re.fullmatch(pattern, text):
            parts = [part for part in found.groups() if part is not None]
            if kind == "nothing":
                return None
            if kind == "count":
                if rule.kind != "bars" or parts[0] != LINES[rule.edge or "left"]:
                    raise UnreadableError("a count that the rule does not make")
                return Set(kind, int(parts[1]), 0, int(parts[2]))
            value = 0 if parts[2] == "empty" else _color(parts[2], rule.names)
            return Set(kind, int(parts[0]), int(parts[1]), value)
    raise UnreadableError(f"not a change from outside: {text}")


def _rule(kind: str, parts: dict[str, str], names: dict[str, int]) -> ReadRule:
    lines = {parts[name] for name in ("line", "line2", "line3") if name in parts}
    colors: dict[str, int] = {
        name: _color(parts[name], names)
        for name in ("a", "a2", "a3", "b", "k", "m")
        if name in parts
    }
    same = {colors.pop(name) for name in ("a2", "a3") if name in colors}
    if len(lines) > 1 or same - {colors.get("a")}:
        raise UnreadableError("a rule that says two things of one")
    edge = parts.get("side") or _EDGE.get(parts.get("toward", ""))
    if lines and edge and lines != {LINES[edge]}:
        raise UnreadableError("a line that does not run to the edge that is named")
    if lines and not edge:
        edge = "left" if lines == {"row"} else "top"
    how_many = parts.get("op")
    return ReadRule(
        kind,
        colors,
        edge,
        _IMAGE.get(parts.get("partner", "")),
        _COUNT.get(how_many, "neither") if how_many else None,
        int(parts["n"]) if "n" in parts else None,
        names,
    )


def _color(name: str, names: dict[str, int]) -> int:
    if name not in names:
        raise UnreadableError(f"no such color: {name}")
    return names[name]
