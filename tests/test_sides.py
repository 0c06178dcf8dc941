"""The flat view of pairs: a row for each side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import irrealis
from irrealis.build import build
from irrealis.hub.sides import sides_of
from tests.pairs import pair


def test_a_row_for_each_side_says_what_was_edited() -> None:
    one = pair(
        "a",
        "It was good and cheap.",
        ("good", "awful"),
        ("cheap", "dear"),
        labels=({"stars": 5}, {"stars": 1}),
        fields={"place": "Cork"},
    )
    before, after = sides_of(one.row())
    assert (before["id"], before["side"], after["side"]) == (one.id, "original", "counterfactual")
    assert before["text"] == "place: Cork\ntext: It was good and cheap."
    assert before["label"] == '{"stars":5}'
    for side, words in ((before, ["good", "cheap"]), (after, ["awful", "dear"])):
        assert [side["text"][start:end] for start, end in side["spans"]] == words


def test_sides_are_loaded_by_name_whole_or_streaming(registry: Path) -> None:
    folder = build("tiny", root=registry).folder
    loaded: Any = irrealis.load(str(folder), "sides")
    pairs: Any = irrealis.load(str(folder), "pairs")
    assert {name: part.num_rows for name, part in loaded.items()} == {
        name: 2 * part.num_rows for name, part in pairs.items()
    }
    rows: list[Any] = list(irrealis.load(str(folder), "sides", split="train", streaming=True))
    assert rows == loaded["train"].to_list()
    for side in rows:
        assert [side["text"][start:end] for start, end in side["spans"]] == [side["label"]]
