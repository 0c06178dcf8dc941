"""Charts: what is drawn is the numbers, and nothing of a label can break out of the page."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from irrealis.show.charts import WIDTH, bars, histogram

HOSTILE = "</svg><script>alert(1)</script>&\x00\ufffe\n\"'"


def _shapes(svg: str, tag: str) -> list[ET.Element]:
    return ET.fromstring(svg).findall(tag)  # noqa: S314 it is ours


def test_bars_are_as_long_as_their_numbers_and_inside_of_the_picture() -> None:
    chart = bars("Reasons", [("a", [10]), ("b", [40]), ("c", [0])], names=["pairs"], of="reason")
    drawn = _shapes(chart.svg, "rect")
    lengths = [float(bar.attrib["width"]) for bar in drawn]
    assert lengths[1] == pytest.approx(4 * lengths[0], abs=0.05)
    assert lengths[2] == 0
    assert all(float(bar.attrib["x"]) + float(bar.attrib["width"]) <= WIDTH for bar in drawn)
    words = [text.text for text in _shapes(chart.svg, "text")]
    assert words == ["a", "10", "b", "40", "c", "0"]
    assert chart.rows == (("a", "10"), ("b", "40"), ("c", "0"))


def test_a_second_series_is_hollow_and_the_note_says_so() -> None:
    chart = bars("Labels", [("a", [1, 2])], names=["before", "after"], of="label")
    assert [bar.attrib["class"] for bar in _shapes(chart.svg, "rect")] == ["f-one", "s-two"]
    assert "Filled: before. Hollow: after." in chart.note


def test_of_many_labels_the_first_are_drawn_and_all_are_in_the_table() -> None:
    chart = bars("Many", [(f"l{n}", [30 - n]) for n in range(30)], names=["pairs"], of="label")
    assert len(_shapes(chart.svg, "rect")) == 12
    assert len(chart.rows) == 30
    assert "18 more are in the table" in chart.note


@pytest.mark.parametrize("label", [HOSTILE, "$x^2$", "日本語" * 20, "\u202eabc", ""])
def test_a_label_is_text_whatever_it_holds(label: str) -> None:
    chart = bars("Hostile", [(label, [1])], names=["pairs"], of=label)
    root = ET.fromstring(chart.svg)  # noqa: S314 it is ours
    assert {element.tag for element in root.iter()} == {"svg", "rect", "text"}
    assert len(_shapes(chart.svg, "text")[0].text or "") <= 30


def test_a_histogram_has_a_bin_a_number_and_one_for_the_tail() -> None:
    chart = histogram("Tokens", [0, 5, 100, 40, *[0] * 20, 1], of="tokens")
    assert chart.rows == (("1", "5"), ("2", "100"), ("3", "40"), ("4+", "1"))
    heights = [float(bar.attrib["height"]) for bar in _shapes(chart.svg, "rect")]
    assert heights[1] == pytest.approx(20 * heights[0], abs=0.2)
    assert sum(int(count) for _, count in chart.rows) == 146


@pytest.mark.parametrize("values", [[], [0, 0, 0]])
def test_a_histogram_of_nothing_is_empty(values: list[int]) -> None:
    chart = histogram("Nothing", values, of="tokens")
    assert chart.rows == ()
    assert not _shapes(chart.svg, "rect")


def test_no_bars_are_no_picture_that_breaks() -> None:
    assert not _shapes(bars("None", [], names=["pairs"], of="label").svg, "rect")


def test_the_same_numbers_give_the_same_bytes() -> None:
    first, again = (histogram("T", [1, 2, 3], of="tokens") for _ in range(2))
    assert first == again
