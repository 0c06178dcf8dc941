"""Charts as SVG elements that stand inside of a page and take their colors from it.

Drawn with matplotlib, which is imported only when a chart is. The same numbers give the same
bytes: no date, no random ids, and nothing of the user's own matplotlib settings. What is left of
its output are shapes and texts with classes (ink, muted, one, two), so that a page under a strict
content policy can show it, in light and in dark.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 3.6  # inches, so 260 points: a page shows a point as somewhat more than a pixel
_SVG = "http://www.w3.org/2000/svg"
# Colors that stand for a class of the page's style sheet.
_CLASSES = {"#010101": "ink", "#020202": "muted", "#030303": "one", "#040404": "two"}
_COLOR = {name: color for color, name in _CLASSES.items()}
_LONGEST = 30  # characters of a label
_SHOWN = 12  # bars of a chart
_PROPERTIES = ("fill", "stroke", "stroke-width", "text-anchor", "opacity")


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
    height = 0.5 + (0.22 * series + 0.12) * len(shown)
    figure, axes = _figure(height)
    widest = max((value for _, values in shown for value in values), default=0) or 1
    thick = 0.8 / series
    for place, (_, values) in enumerate(shown):
        for number, value in enumerate(values):
            at = place + (number - (series - 1) / 2) * thick
            style: dict[str, Any] = {"color": _COLOR["one"]}
            if number == 1:
                style = {"facecolor": "none", "edgecolor": _COLOR["two"], "linewidth": 1.2}
            axes.barh(at, value, height=thick * 0.78, **style)
            axes.text(
                value + widest * 0.015, at, _number(value), va="center", fontsize=8.5,
                color=_COLOR["ink"],
            )  # fmt: skip
    axes.set_yticks(range(len(shown)), [_clip(label) for label, _ in shown])
    axes.set_ylim(len(shown) - 0.45, -0.55)
    axes.set_xlim(0, widest * 1.16)
    axes.set_xticks([])
    left = len(counts) - len(shown)
    rest = (
        f"The {_SHOWN} most frequent are drawn; {left} more are in the table." if left > 0 else ""
    )
    key = f"Filled: {names[0]}. Hollow: {names[1]}." if series == 2 else ""
    return Chart(
        title=title,
        svg=_svg(figure),
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
    figure, axes = _figure(2.3)
    axes.bar(range(len(bins)), [count for _, count in bins], width=0.82, color=_COLOR["one"])
    step = -(-len(bins) // (9 if width == 1 else 5))
    ticks = list(range(0, len(bins), step))
    axes.set_xticks(ticks, [bins[at][0] for at in ticks])
    axes.set_xlim(-0.6, max(len(bins), 6) - 0.4)
    highest = max((count for _, count in bins), default=1)
    axes.set_ylim(0, highest * 1.12)
    axes.set_yticks([highest], [_number(highest)])
    axes.set_xlabel(of, fontsize=9, color=_COLOR["muted"])
    return Chart(
        title=title,
        svg=_svg(figure),
        note=note,
        head=(of, "pairs"),
        rows=tuple((label, _number(count)) for label, count in bins),
    )


def _figure(height: float) -> tuple[Figure, Axes]:
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with _settings():
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
    axes.set_frame_on(False)
    axes.tick_params(
        left=False, bottom=False, labelsize=9, labelcolor=_COLOR["ink"], which="both", pad=3
    )
    return figure, axes


def _settings() -> Any:
    from matplotlib import rc_context, rcParamsDefault

    # what a user has set is not ours; a $ in a name is no formula; text stays text
    theirs: Any = rcParamsDefault
    kept = {key: value for key, value in theirs.items() if not key.startswith("backend")}
    ours = {"text.parse_math": False, "svg.fonttype": "none", "svg.hashsalt": "irrealis"}
    together: Any = {**kept, **ours}
    return rc_context(together)


def _svg(figure: Figure) -> str:
    """The figure as one `svg` element without styles, ids, links or metadata."""
    import warnings

    drawn = io.BytesIO()
    with _settings(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
    root = ET.fromstring(drawn.getvalue())  # noqa: S314 it is ours
    out = ET.Element(
        "svg", {"viewBox": root.attrib["viewBox"], "aria-hidden": "true", "focusable": "false"}
    )
    _keep(root, out)
    return ET.tostring(out, encoding="unicode")


def _keep(element: ET.Element, into: ET.Element) -> None:
    for child in element:
        tag = child.tag.removeprefix(f"{{{_SVG}}}")
        if tag == "g":
            _keep(child, into)  # groups carry nothing but ids here
        elif tag in ("path", "text") and (kept := _plain(child, tag)) is not None:
            into.append(kept)


def _plain(element: ET.Element, tag: str) -> ET.Element | None:
    style = dict(
        part.strip().split(": ", 1)
        for part in element.attrib.get("style", "").split(";")
        if ": " in part
    )
    paint = {name: style.pop(name, "") for name in ("fill", "stroke")}
    classes = [
        f"{'f' if name == 'fill' else 's'}-{_CLASSES[color]}"
        for name, color in paint.items()
        if color in _CLASSES
    ]
    if not classes:
        return None  # the figure's own background
    plain = ET.Element(tag, {"class": " ".join(classes)})
    if tag == "path":
        # a hundredth of a point is less than a pixel of any screen
        path = " ".join(element.attrib["d"].split())
        plain.set("d", re.sub(r"\d+\.\d+", lambda found: f"{float(found[0]):.4g}", path))
    else:
        plain.text = element.text
        size = re.search(r"([\d.]+)px", style.pop("font", "") or style.pop("font-size", ""))
        plain.set("font-size", size[1] if size else "9")
        for name in ("x", "y"):
            plain.set(name, f"{float(element.attrib[name]):.4g}")
    for name in _PROPERTIES:
        if name in style:
            plain.set(name, style[name])
    if paint["fill"] == "none":
        plain.set("fill", "none")
    return plain


def _clip(label: str) -> str:
    # characters that XML cannot hold, and lines, have no place in a label
    bad = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]"
    one_line = " ".join(re.sub(bad, "\ufffd", label).split())
    return one_line if len(one_line) <= _LONGEST else f"{one_line[: _LONGEST - 1]}…"


def _number(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() else f"{value:.4g}"
