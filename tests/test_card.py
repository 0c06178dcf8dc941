from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from irrealis import markdown
from irrealis.contract import replay
from irrealis.show import card

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOSTILE = st.text(
    st.sampled_from("\\`*_{}[]()<>#+-=.!|~&$:/;'\" \n\tab1\u202e\x1b"),
    max_size=40,
).filter(str.strip)


def _plain(html: str) -> str:
    """The text of rendered Markdown; fails when a value made an element of its own."""
    return unescape(re.sub(r"</?(p|table|thead|tbody|tr|th|td|strong|s)>\n?", "", html)).strip()


@given(HOSTILE)
def test_an_escaped_value_renders_as_itself(value: str) -> None:
    rendered = MARKDOWN.render(markdown.escape(value))
    assert rendered.startswith("<p>")
    assert _plain(rendered) == markdown.fold(value)


@given(HOSTILE)
def test_an_escaped_value_stays_in_its_cell(value: str) -> None:
    table = f"| a | b |\n| :-- | :-- |\n| {markdown.escape(value)} | end |\n"
    rendered = MARKDOWN.render(table)
    cells = re.findall(r'<td style="text-align:left">(.*?)</td>', rendered)
    assert [unescape(cell) for cell in cells] == [markdown.fold(value), "end"]


@given(HOSTILE)
def test_fenced_text_renders_as_itself(value: str) -> None:
    rendered = MARKDOWN.render(f"{markdown.fenced(value, 'sh')}\n\nafter\n")
    assert rendered.endswith("</code></pre>\n<p>after</p>\n")
    assert rendered.count("<pre>") == 1


@pytest.mark.parametrize("name", ["plain_name", "a|b", "`", "<b>", "a`|`b", "x" * 50 + "|" * 200])
def test_a_name_as_code_stays_in_its_cell(name: str) -> None:
    rendered = MARKDOWN.render(f"| a | b |\n| - | - |\n| {markdown.code(name)} | end |\n")
    assert rendered.count("<td>") == 2
    assert "<b>" not in rendered


def _edit(text: str, before: str, after: str, *, start: int | None = None) -> dict[str, Any]:
    at = text.index(before) if start is None else start
    return {"field": "text", "start": at, "end": at + len(before), "before": before, "after": after}


def test_an_edit_is_marked() -> None:
    text = "She was born in Berlin ."
    marked = card._marked(text, [_edit(text, "Berlin", "Vienna")])
    assert marked == "She was born in ~~Berlin~~ **Vienna** ."


def test_an_edit_inside_a_word_marks_the_whole_word() -> None:
    text = "a (Berliner) sings"
    edits = [_edit(text, "Berlin", "Vienn"), _edit(text, "er", "ese", start=9)]
    assert card._marked(text, edits) == "a ~~(Berliner)~~ **(Viennese)** sings"


def test_inserted_and_removed_words_are_marked_alone() -> None:
    text = "the very good film"
    edits = [_edit(text, "very ", ""), _edit(text, "", "old ", start=14)]
    assert card._marked(text, edits) == "the ~~very~~ good **old** film"


def test_a_long_text_is_shortened_around_its_first_edit() -> None:
    text = " ".join(f"w{number}" for number in range(500))
    marked = card._marked(text, [_edit(text, "w300", "new"), _edit(text, "w499", "last")])
    assert marked.startswith("… w288 ")
    assert "w299 ~~w300~~ **new** w301" in marked
    assert marked.endswith("…")
    assert len(marked.split()) == card.WORDS + 3  # two ellipses, and one edit is two words


def test_a_text_that_a_reader_is_to_check_is_shown_whole() -> None:
    text = " ".join(f"w{number}" for number in range(200))
    marked = card._marked(text, [_edit(text, "w150", "new")], whole=200)
    assert marked == text.replace("w150", "~~w150~~ **new**")
    assert card._marked(f"{text} w200", [], whole=200).endswith("w199 …")


def test_grids_stand_side_by_side() -> None:
    before, after = [[0, 1], [2, 3], [4, 5]], [[0, 1], [2, 9], [4, 5]]
    lines = ["```text", "0 1   0 1", "2 3 → 2 9", "4 5   4 5", "```"]
    assert card._block(before, after) == "".join(f"\n> {line}" for line in lines)
    assert "→" not in card._block(before, before)


def test_a_text_without_an_edit_is_shown_from_its_start() -> None:
    assert card._marked("one two", []) == "one two"


WORD = st.text(st.sampled_from("ab*~_`<|\\.("), max_size=5)


@given(st.lists(st.tuples(st.booleans(), WORD, WORD, st.sampled_from([" ", "", "  "])), max_size=6))
def test_marks_always_render_as_struck_out_and_bold(
    parts: list[tuple[bool, str, str, str]],
) -> None:
    text, edits = "x ", []
    for edited, before, after, gap in parts:
        if edited and before != after:
            edits.append(_edit(text + before, before, after, start=len(text)))
        text += before + gap
    rendered = MARKDOWN.render(f"> {card._marked(text, edits)}").replace("\n", "")
    original = re.sub(r"<strong>.*?</strong>", "", rendered)
    counterfactual = re.sub(r"<s>.*?</s>", "", rendered)
    for html, expected in (
        (original, text),
        (counterfactual, replay({"text": text}, edits)["text"]),
    ):
        shown = unescape(re.sub(r"</?(blockquote|p|s|strong)>", "", html))
        assert shown.split() == expected.split()


@pytest.mark.parametrize(
    ("rows", "category"),
    [
        (0, "n<1K"),
        (999, "n<1K"),
        (1_000, "1K<n<10K"),
        (9_999, "1K<n<10K"),
        (10_000, "10K<n<100K"),
        (999_999, "100K<n<1M"),
        (10**12 - 1, "100B<n<1T"),
        (10**12, "n>1T"),
    ],
)
def test_the_size_category_is_the_hubs(rows: int, category: str) -> None:
    assert card.size_category(rows) == category


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a", "b", "a → b"),
        (0, 1, "neg → pos"),
        ({"x": 1}, None, '{"x":1} → null'),
        ([1, 2], [2, 3], "1 of 2 changed, such as 1 → 3"),
        ([1], [], "1 of 1 changed, such as 1 → none"),
    ],
)
def test_labels_are_shown_by_name_and_lists_by_what_changed(
    before: object, after: object, shown: str
) -> None:
    from datasets import ClassLabel, Value

    kind = ClassLabel(names=["neg", "pos"]) if isinstance(before, int) else Value("string")
    features: Any = {"label_original": kind, "label_counterfactual": kind}
    assert card._labels(before, after, features) == shown
