"""sentiment-flip: a sentence is edited where all of it was understood, and its words are proved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.sentiment_flip.evaluation import Aligned
from irrealis.builders.sentiment_flip.flipping import flips
from irrealis.schemas.sentiment_flip import SentimentFlipAudit
from irrealis.schemas.sentiment_flip_words import signs, unstated

from irrealis.build import Build, build, record_rng
from tests.wording import Rows, kinds, rows_of

ROOT = Path(__file__).parent.parent
NAME = "sentiment-flip"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(NAME, root=ROOT, out=tmp_path_factory.mktemp("flip") / "out")


def _edits(text: str) -> dict[str, str]:
    """The text after each way, of a review of one sentence."""
    rng = record_rng(dataset=NAME, seed=0, original_id=text)
    (found,) = flips([(text, rng)])
    return {one.outcome.aspect: one.outcome.text for one in found if not one.outcome.refused}


def test_words_are_replaced_or_removed_and_nothing_else() -> None:
    done = _edits("It is a wonderful television documentary.")
    assert done["remove"] == "It is a television documentary."
    assert done["replace"].startswith("It is a")
    assert set(signs(done["replace"])) == {-1}


@pytest.mark.parametrize(
    "text",
    [
        "Nobody could call the script clever.",
        "Is this the best film of the year?",
        "The plot would be great with another ending.",
        "The first hour was better than the second.",
        "The acting is as good as the plot.",
        "The costumes are lovely, and the plot is dull.",
        "At least the songs are good.",
        "However, the songs are good.",
        "It is fun to watch her run.",
        "The only good scene is the last.",
        "The script is good, and the ending took my breath away.",
        "Like the best westerns, it has horses.",
        "Four stars, a good film.",
        'They say that it is a "good" film.',
        "The special effects are from 1950.",
        "It is a great western, but look for another one.",
        "Poor Agatha Mullins.",
    ],
)
def test_what_was_not_understood_or_is_for_both_is_left_alone(text: str) -> None:
    assert _edits(text) == {}


def test_nobody_becomes_poor() -> None:
    for text in ("She was great in it.", "Agatha Mullins is great in it."):
        assert "poor" not in _edits(text).get("replace", "")


@pytest.mark.parametrize(
    "text",
    [
        "The acting is superb.",
        "What a beautiful film!",
        "My favorite scene is the last one.",
        "Omg this was a bad movie.",
        "It has a wonderful cast.",
        "It is a great film to watch.",
        "All in all, a lovely thing.",
        "It is a wonderful comedy really.",
        "They made a gross out comedy.",
    ],
)
def test_no_word_is_removed_without_which_the_sentence_says_nothing_or_another_thing(
    text: str,
) -> None:
    assert "remove" not in _edits(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was not a bad film.", [1]),
        ("The special effects are great.", [1]),
        ("I didn't like it.", [-1]),
        ("Something like it was made before.", []),
        ("Not only the plot. The cast is good.", [1]),
        ("Never dull, never stupid.", [1, 1]),
    ],
)
def test_the_audit_hears_denials_and_company(text: str, expected: list[int]) -> None:
    assert list(signs(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The plot is dull, so run away.", "steers"),
        ("It is another reason to love the clever plot.", "steers"),
        ("See this clever film.", "steers"),
        ("The awfulness of the plot is a marvel.", "steers"),
        ("The plot is a new low.", "steers"),
        ("The plot is far from clever.", "denies"),
        ("The plot is anything but clever.", "denies"),
        ("The plot is seldom clever.", "denies"),
        ("I doubt that the plot is clever.", "denies"),
        ("It isn't true that the plot is clever.", "denies"),
        ("The plot is clever. Not really.", "denies"),
        ("The plot tries to be clever.", "denies"),
        ("The plot is too clever.", "denies"),
        ("The plot would be clever.", "supposes"),
        ("If only the plot was clever.", "supposes"),
        ("Perhaps the plot is clever.", "supposes"),
        ("They'd love it.", "supposes"),
        ("They claim that the plot is clever.", "reports"),
        ("Someone told me that the plot is clever.", "reports"),
        ("Critics say the plot is clever.", "reports"),
        ("Is the plot clever?", "asks"),
        ("Was it clever.", "asks"),
        ("A perfect 10.", "scores"),
        ("I loved it and give it an 8.5 of 10.", "scores"),
        ("Wonderful film, four stars.", "scores"),
        ("A lovely film, both thumbs up.", "scores"),
        ("The plot is clever.", None),
        ("In 1999 the plot was clever.", None),
        ("The plot of a 10-year-old is clever.", None),
        ("The plot is not very clever.", None),
        ("It was not one of the best films.", None),
        ("I would not recommend it.", None),
        ("I certainly would highly recommend it.", None),
        ("I always thought that the plot was clever.", None),
        ("The plot is well thought out.", None),
        ("She, too, loved it.", None),
        ("By far the best film of the year.", None),
        ("I'd seen it in May and loved it.", None),
    ],
)
def test_a_sentence_that_takes_back_what_its_words_say_states_nothing(
    text: str, expected: str | None
) -> None:
    assert unstated(text) == expected
    if expected:
        assert _edits(text) == {}


def test_a_sentence_of_a_revision_is_found_by_its_words() -> None:
    one = "We went on Friday. The plot is clever and the songs are lovely. It rained."
    other = "We went on Friday. The plot is stupid and the songs are awful. It rained."
    start = one.index("The plot")
    end = one.index(" It rained")
    assert Aligned(one, other).of(start, end) == "The plot is stupid and the songs are awful."
    assert Aligned(one, "Rain").of(start, end) is None


def _counterfactual(way: str, change: Callable[[str], str]) -> Callable[[Rows], None]:
    def apply(rows: Rows) -> None:
        row = next(
            row
            for row in rows["pairs"]
            if row["intervention"][0]["target"] == way
            and change(row["counterfactual"]["text"]) != row["counterfactual"]["text"]
        )
        row["counterfactual"]["text"] = change(row["counterfactual"]["text"])

    return apply


def _replaced(before: str, after: str) -> Callable[[str], str]:
    return lambda text: text.replace(before, after)


def _opened(words: str) -> Callable[[str], str]:
    return lambda text: f"{words} {text[0].lower()}{text[1:]}"


def _native(rows: Rows, **values: Any) -> None:
    rows["native"].append({**rows["native"][0], **values})


# what is changed -> the kind of failure that must name it, and the change
MUTATIONS: dict[str, tuple[str, Callable[[Rows], Any]]] = {
    "denied": ("label", _counterfactual("replace", _replaced(" was ", " was not "))),
    "denied by a contraction": (
        "label",
        _counterfactual("replace", _replaced(" is ", " isn't ")),
    ),
    **{
        f"{verb} {words}": (
            "stated",
            _counterfactual("replace", _replaced(verb, f"{verb}{words} ")),
        )
        for verb in (" is ", " was ")
        for words in ("far from", "anything but", "seldom", "almost")
    },
    "would be": ("stated", _counterfactual("replace", _replaced(" is ", " would be "))),
    **{
        opening: (
            "stated",
            _counterfactual("replace", _opened(opening)),
        )
        for opening in ("If only", "I doubt that", "They claim that", "Perhaps")
    },
    "a question": ("stated", _counterfactual("replace", lambda text: text.rstrip(".!") + "?")),
    "taken back": ("stated", _counterfactual("replace", lambda text: f"{text} Not really.")),
    "praised too": (
        "label",
        _counterfactual("replace", lambda text: text.rstrip(".!") + ", dull and fantastic."),
    ),
    "a word of feeling is back": (
        "label",
        _counterfactual("remove", lambda text: text.rstrip(".!") + ", and a wonderful one."),
    ),
    "it says nothing": (
        "label",
        _counterfactual("replace", lambda text: text.split()[0] + " happened."),
    ),
    "an open sentence": (
        "written",
        _counterfactual("replace", lambda text: text.rstrip(".!") + " and."),
    ),
    "another label": (
        "native",
        lambda rows: rows["pairs"][0].update(label_counterfactual="unknown"),
    ),
    "another original": (
        "native",
        lambda rows: rows["pairs"][0]["original"].update(text="It is a bad film."),
    ),
    "another place": ("native", lambda rows: rows["pairs"][0]["evidence"]["facts"].update(start=1)),
    "no place": ("native", lambda rows: rows["pairs"][0]["evidence"]["facts"].update(start=None)),
    "another review": (
        "native",
        lambda rows: rows["pairs"][0]["evidence"]["facts"].update(review="0"),
    ),
    "no intervention": ("native", lambda rows: rows["pairs"][0]["intervention"].clear()),
    "another change": (
        "evidence",
        lambda rows: rows["pairs"][0]["evidence"]["facts"].update(changed=["a > b"]),
    ),
    "another sentence of evidence": (
        "evidence",
        lambda rows: rows["pairs"][0]["evidence"].update(detail="it was read again"),
    ),
    "a review without an edit": ("missing", lambda rows: _native(rows, id="0")),
    "a revision of nothing": ("native", lambda rows: rows["native"][0].update(sentiment=None)),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_wording_that_is_wrong_is_found(name: str, made: Build) -> None:
    rows = rows_of(made, "native", "pairs")
    assert not kinds(SentimentFlipAudit(made.record, "train"), rows)
    rows = rows_of(made, "native", "pairs")
    kind, change = MUTATIONS[name]
    change(rows)
    assert kind in kinds(SentimentFlipAudit(made.record, "train"), rows)


def test_a_removal_that_takes_out_more_is_found(made: Build) -> None:
    rows = rows_of(made, "native", "pairs")
    row = next(r for r in rows["pairs"] if r["intervention"][0]["target"] == "remove")
    row["edits"][0]["before"] += "only "
    row["evidence"]["facts"]["changed"] = [f"{row['edits'][0]['before']} > "]
    assert "edit" in kinds(SentimentFlipAudit(made.record, "train"), rows)


@pytest.mark.parametrize(
    ("before", "after"),
    [("and", "while"), ("great", "and"), ("the", ""), ("great film", "awful book")],
)
def test_a_replacement_that_is_none_of_sentiment_is_found(
    before: str, after: str, made: Build
) -> None:
    rows = rows_of(made, "native", "pairs")
    row = next(r for r in rows["pairs"] if r["intervention"][0]["target"] == "replace")
    row["edits"][0].update(before=before, after=after)
    assert "edit" in kinds(SentimentFlipAudit(made.record, "train"), rows)


def test_a_sentence_that_comes_twice_is_not_edited(tmp_path: Path) -> None:
    header = "Sentiment\tText\tbatch_id\n"
    rows = [
        "Positive\tThe songs are wonderful. We sang along.\t1\n",
        "Positive\tThe songs are wonderful. The ending is superb.\t2\n",
    ]
    (tmp_path / "mine.tsv").write_text(header + "".join(rows), "utf-8")
    done = build(
        NAME, root=ROOT, files=[tmp_path / "mine.tsv"], splits=["train"], out=tmp_path / "out"
    )
    pairs = rows_of(done, "pairs")["pairs"]
    assert {row["original"]["text"] for row in pairs} == {"The ending is superb."}
