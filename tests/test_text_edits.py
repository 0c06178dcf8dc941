"""The token diff reads as a person would mark it, replays, and is never idle."""

from __future__ import annotations

import difflib
import json
import random
from dataclasses import asdict
from itertools import combinations
from pathlib import Path

import cydifflib
import pytest

from irrealis.build import mark
from irrealis.contract import normalize, replay
from irrealis.text.edits import token_edits

ROOT = Path(__file__).parent.parent


def marked(before: str, after: str) -> str:
    return mark(before, map(asdict, token_edits(before, after)))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("good soup", "bad soup", "[-good-]{+bad+} soup"),
        ("very old soup", "good soup", "[-very old-]{+good+} soup"),
        ("soup.", "soup. Loud!", "soup.{+ Loud!+}"),
        ("a good.The b", "a good. The b", "a good[-.The-]{+. The+} b"),
        ("It’s fun", "It’s no fun", "It’s {+no +}fun"),
        ("It’s fun", "It's fun", "[-It’s-]{+It's+} fun"),
        ("fish &amp; chips", "fish & chips", "fish [-&amp;-]{+&+} chips"),
        ("yum 😀!", "yum 😡!", "yum [-😀-]{+😡+}!"),
        ("one  two three", "one two four", "[-one  two three-]{+one two four+}"),
    ],
)
def test_a_diff_reads_as_a_person_would_mark_it(before: str, after: str, expected: str) -> None:
    assert marked(before, after) == expected


def test_a_diff_replays_and_no_edit_of_it_is_idle() -> None:
    samples = sorted((ROOT / "datasets" / "cebab" / "sample").glob("*.json"))
    texts = [row["description"] for path in samples for row in json.loads(path.read_bytes())]
    texts += ["a", " a ", "a  b", "b\u00a0a", "…and", "...and so on", "ﬁne", "fine  a."]
    tried = 0
    for before, after in combinations(texts, 2):
        if normalize(before) == normalize(after):
            continue
        found = [asdict(edit) for edit in token_edits(before, after)]
        assert replay({"text": before}, found) == {"text": after}
        assert all(normalize(e["before"]) != normalize(e["after"]) for e in found), (before, after)
        tried += 1
    assert tried > 1000


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("un cafe noir", "un cafe\u0301 noir", "un [-cafe-]{+cafe\u0301+} noir"),
        ("go 🇩🇪🇫🇷 go", "go 🇩🇰🇫🇷 go", "go [-🇩🇪-]{+🇩🇰+}🇫🇷 go"),
        ("the 👩\u200d🚀 flew", "the 👨\u200d🚀 flew", "the [-👩\u200d🚀-]{+👨\u200d🚀+} flew"),
        ("well done 👍🏻", "well done 👍🏿", "well done [-👍🏻-]{+👍🏿+}"),
        ("I ❤ it", "I ❤\ufe0f it", "I [-❤-]{+❤\ufe0f+} it"),
        ("यह कि है", "यह की है", "यह [-कि-]{+की+} है"),
        ("a \u0301b", "a b", "a[- \u0301-]{+ +}b"),
    ],
)
def test_no_edit_cuts_what_is_seen_as_a_character(before: str, after: str, expected: str) -> None:
    assert marked(before, after) == expected


@pytest.mark.parametrize("words", [200, 20_000])
def test_a_long_text_is_compared_as_a_short_one_is(words: int) -> None:
    rng = random.Random(0)  # noqa: S311 no secret
    old = [f"w{rng.randrange(words // 4)}" for _ in range(words)]
    changed = set(rng.sample(range(words), words // 5))
    new = [f"new{at}" if at in changed else word for at, word in enumerate(old)]
    found = token_edits(" ".join(old), " ".join(new))
    assert replay({"text": " ".join(old)}, [*map(asdict, found)]) == {"text": " ".join(new)}
    edited = sum(len(edit.before.split()) for edit in found)
    assert len(changed) <= edited < 1.1 * len(changed)


def test_a_long_text_without_a_word_of_its_own_is_compared() -> None:
    before = "no yes " * 10_000
    after = "yes no " * 5_000 + "no yes " * 5_000
    found = token_edits(before, after)
    assert replay({"text": before}, [*map(asdict, found)]) == {"text": after}


def test_texts_that_differ_in_white_space_alone_have_no_diff() -> None:
    with pytest.raises(ValueError, match="the same"):
        token_edits("a  b", "a b")


def test_the_fast_matcher_finds_what_the_standard_librarys_finds() -> None:
    rng = random.Random(0)  # noqa: S311
    for _ in range(300):
        one, other = (rng.choices("abc ", k=rng.randrange(40)) for _ in range(2))
        slow = difflib.SequenceMatcher(None, one, other, autojunk=False)
        assert cydifflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes() == [
            tuple(code) for code in slow.get_opcodes()
        ]
