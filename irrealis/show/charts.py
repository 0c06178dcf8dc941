"""Charts as SVG elements that stand inside of a page and take their colors from it.

A chart is bars and texts with classes (ink, muted, one, two), so that a page under a strict content
policy can show it, in light and in dark. The same numbers give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple
from unicodedata import east_asian_width

from irrealis.show.templating import environment

if TYPE_CHECKING:
    from jinja2 import Template

WIDTH = 260.0  # points: a page shows a point as somewhat more than a pixel
HEIGHT = 165.0  # of a histogram
SIZE = 9.0  # of letters
_LETTER = 0.5  # mean width of a letter, of its size: fonts differ, and nothing here measures them
_BAR, _GAP = 15.8, 8.6  # of each series of a label, and between labels
_LONGEST = 30  # characters of a label
_SHOWN = 12  # bars of a chart


class _Bar(NamedTuple):
    """A rectangle; a hollow one has a line around it instead of a filling."""

    x: float
    y: float
    width: float
    height: float
    hollow: bool = False


class _Text(NamedTuple):
    """A text at a point of its base line."""

    text: str
    x: float
    y: float
    anchor: Literal["start", "middle", "end"] = "middle"
    ink: Literal["ink", "muted"] = "ink"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, what it says in words, and its numbers as a table for whoever cannot see it.

    `rows` are cells of text, each as wide as `head`.
    """

    title: str
    svg: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def bars(
    title: str,
    counts: Sequence[tuple[str, Sequence[float]]],
    *,
    names: Sequence[str],
    of: str,
    note: str = "",
) -> Chart:
    """Horizontal bars, one group a label.

    Args:
        title: what the numbers are.
        counts: labels with one number a series; only the first twelve are drawn, the table has
            all.
        names: of one or two series; the second is drawn as a hollow bar.
        of: what the labels are, as the head of the table's first column.
        note: what a reader must know of the numbers.
    """
    shown = counts[:_SHOWN]
    series = len(names)
    widest = max((value for _, values in shown for value in values), default=0) or 1
    labels = [_clip(label) for label, _ in shown]
    numbers = [_number(value) for _, values in shown for value in values]
    start = max(map(_width, labels), default=0) + 5
    room = WIDTH - start - max(map(_width, numbers), default=0) - 5
    step = _BAR * series + _GAP
    drawn: list[_Bar] = []
    texts: list[_Text] = []
    for place, (label, (_, values)) in enumerate(zip(labels, shown, strict=True)):
        top = place * step + _GAP / 2
        texts.append(_Text(label, start - 5, _base(top + _BAR * series / 2), "end"))
        for number, value in enumerate(values):
            length, y = max(value, 0) / widest * room, top + number * _BAR
            drawn.append(_Bar(start, y + 1.5, length, _BAR - 3, hollow=number == 1))
            texts.append(_Text(_number(value), start + length + 4, _base(y + _BAR / 2), "start"))
    left = len(counts) - len(shown)
    rest = (
        f"The {_SHOWN} most frequent are drawn; {left} more are in the table." if left > 0 else ""
    )
    key = f"Filled: {names[0]}. Hollow: {names[1]}." if series == 2 else ""
    return Chart(
        title=title,
        svg=_svg(len(shown) * step, drawn, texts),
        note=" ".join(part for part in (note, key, rest) if part),
        head=(of, *names),
        rows=tuple((label, *map(_number, values)) for label, values in counts),
    )


def histogram(title: str, values: Sequence[int], *, of: str, note: str = "") -> Chart:
    """Frequencies of whole numbers, in at most 16 bins of equal width and one for the long tail.

    Args:
        title: what the numbers are.
        values: how often each number occurs: `values[n]` times the number n.
        of: what the numbers count.
        note: what a reader must know of them.
    """
    total = sum(values)
    reached, cut = 0, len(values)
    for number, count in enumerate(values):
        reached += count
        if reached >= 0.98 * total:
            cut = number + 1
            break
    width = max(1, -(-cut // 16))
    edges = list(range(0, cut + width, width))
    bins = [
        (f"{low}" if width == 1 else f"{low}–{high - 1}", sum(values[low:high]))
        for low, high in pairwise(edges)
    ]
    if tail := sum(values[edges[-1] :]):
        bins.append((f"{edges[-1]}+", tail))
    while bins and not bins[0][1]:
        bins.pop(0)
    highest = max((count for _, count in bins), default=0) or 1
    most = _number(highest)
    left, top, bottom = _width(most) + 5, 1.4 * SIZE, HEIGHT - 2.8 * SIZE
    slot = (WIDTH - left) / max(len(bins), 6)
    drawn = []
    texts = [_Text(of, (left + WIDTH) / 2, HEIGHT - 3, ink="muted")]
    if bins:
        texts.append(_Text(most, left - 5, _base(top), "end"))
    step = -(-len(bins) // (9 if width == 1 else 5))
    for at, (label, count) in enumerate(bins):
        height = count / highest * (bottom - top)
        drawn.append(_Bar(left + (at + 0.09) * slot, bottom - height, 0.82 * slot, height))
        if at % step == 0:
            texts.append(_Text(label, left + (at + 0.5) * slot, bottom + 1.2 * SIZE))
    return Chart(
        title=title,
        svg=_svg(HEIGHT, drawn, texts),
        note=note,
        head=(of, "pairs"),
        rows=tuple((label, _number(count)) for label, count in bins),
    )


def _svg(height: float, drawn: Sequence[_Bar], texts: Sequence[_Text]) -> str:
    """One `svg` element without styles, ids, links or metadata."""
    return _template().render(width=WIDTH, height=height, size=SIZE, bars=drawn, texts=texts)


@cache
def _template() -> Template:
    page = environment()
    # a hundredth of a point is less than a pixel of any screen
    page.filters["short"] = lambda number: f"{round(number, 2):g}"
    return page.get_template("chart.svg.j2")


def _base(middle: float) -> float:
    """The base line of a text whose letters stand around a height."""
    return middle + 0.35 * SIZE


def _width(text: str) -> float:
    """How wide a text will be, about; letters of East Asia take twice the room."""
    wide = sum(east_asian_width(char) in "WF" for char in text)
    return (len(text) + wide) * _LETTER * SIZE


def _clip(label: str) -> str:
    # characters that XML cannot hold, and lines, have no place in a label
    bad = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]"
    one_line = " ".join(re.sub(bad, "\ufffd", label).split())
    return one_line if len(one_line) <= _LONGEST else f"{one_line[: _LONGEST - 1]}…"


def _number(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() else f"{value:.4g}"
