"""concept-words: words differ by their concept, and contexts fit both."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.concept_words import ConceptWords
from irrealis.builders.concept_words.concepts import CONCEPTS, items
from irrealis.schemas.concept_words import ConceptWordsAudit
from irrealis.schemas.families.concepts import concepts, proved, read

from irrealis.build import Build, Parameters, build
from tests.wording import Rows, kinds, rows_of

ROOT = Path(__file__).parent.parent
NAME = "concept-words"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(NAME, root=ROOT, out=tmp_path_factory.mktemp("words") / "out", splits=["train"])


def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(word)}\b")


def _both(before: str, after: str) -> Callable[[Rows], None]:
    """Change whole words of both sides of the first pair that has them."""
    words = _whole(before)

    def apply(rows: Rows) -> None:
        row = next(row for row in rows["pairs"] if words.search(row["original"]["text"]))
        for side in ("original", "counterfactual"):
            row[side]["text"] = words.sub(after, row[side]["text"])

    return apply


def _word(concept: str, made: str) -> Callable[[Rows], None]:
    """Put another word into the counterfactual of a pair, wherever it is stated."""

    def apply(rows: Rows) -> None:
        row = next(row for row in rows["pairs"] if row["query"] == concept)
        word = row["evidence"]["facts"]["after"]
        row["counterfactual"]["text"] = _whole(word).sub(made, row["counterfactual"]["text"])
        row["evidence"]["facts"]["after"] = row["intervention"][0]["to"] = made
        row["evidence"]["detail"] = _whole(word).sub(made, row["evidence"]["detail"], count=1)
        next(one for one in rows["native"] if one["id"] == row["original_id"])["after"] = made

    return apply


# what is changed -> the kind of failure that must name it, and the change
MUTATIONS: dict[str, tuple[str, Callable[[Rows], Any]]] = {
    "another tense": ("words", _word("verb-past", "runned")),
    "another number": ("words", _word("noun-plural", "boxs")),
    "another language": ("words", _word("english-french", "Deutschland")),
    "another capital": ("words", _word("country-capital", "Paris")),
    "a word that is none": ("words", _word("verb-ment", "hesitatement")),
    "the same gender": ("words", _word("male-female", "uncle")),
    "not large": ("words", _word("small-large", "green")),
    "not in capitals": ("words", _word("lower-upper", "Exit")),
    "negated": ("context", _both("was", "was not")),
    "another verb about it": ("context", _both("had written", "had painted")),
    "another time": ("context", _both("Sundays", "Mondays")),
    "another lead": ("context", _both("I heard that", "I denied that")),
    "a label": ("pair", lambda rows: rows["pairs"][0].update(label_counterfactual="none")),
    "a concept": ("context", lambda rows: rows["pairs"][0].update(query="noun-plural")),
    "a context": ("native", lambda rows: rows["native"][0].update(context="__")),
    "a pair less": ("native", lambda rows: rows["pairs"].pop()),
}


def test_nothing_is_wrong_with_the_sample(made: Build) -> None:
    rows = rows_of(made, "native", "pairs")
    assert kinds(ConceptWordsAudit(made.record, "train"), rows) == set()


@pytest.mark.parametrize("name", MUTATIONS)
def test_words_cannot_change_unnoticed(name: str, made: Build) -> None:
    kind, change = MUTATIONS[name]
    rows = rows_of(made, "native", "pairs")
    change(rows)
    assert kind in kinds(ConceptWordsAudit(made.record, "train"), rows)


def test_every_concept_has_enough_pairs_that_a_second_source_confirms() -> None:
    assert {concept.name for concept in CONCEPTS} == set(concepts())
    assert len(CONCEPTS) >= 27
    for concept in CONCEPTS:
        pairs = {item.pair for part in ("train", "test") for item in items(part, concept)}
        right = [pair for pair in pairs if pair and proved(concept.name, *pair)]
        assert len(right) >= 20, concept.name
        assert len(right) >= 0.75 * len(pairs), concept.name


def test_every_context_is_read_with_the_word_that_was_put_in() -> None:
    for concept in CONCEPTS:
        for item in items("train", concept)[:48]:
            if item.pair:
                found = read(concept.name, *map(item.text, item.pair))
                assert found is not None, item
                assert found == (item.text("__"), *item.pair)


@pytest.mark.parametrize(
    ("concept", "before", "after"),
    [
        ("verb-ing", "run", "runing"),
        ("verb-past", "paint", "painting"),
        ("verb-3sg", "carry", "carrys"),
        ("adjective-comparative", "big", "biger"),
        ("adjective-in", "polite", "inpolite"),
        ("act-agent", "run", "runer"),
        ("verb-able", "move", "moveable"),
        ("country-language", "Brazil", "Brazilian"),
        ("no-such-concept", "a", "b"),
    ],
)
def test_a_form_that_is_wrong_is_not_proved(concept: str, before: str, after: str) -> None:
    assert not proved(concept, before, after)


def test_train_and_test_share_no_word() -> None:
    words = [
        {item.word.word for concept in CONCEPTS for item in items(part, concept)}
        for part in ("train", "test")
    ]
    assert not words[0] & words[1]


def test_a_larger_build_begins_with_the_rows_of_a_smaller_one() -> None:
    builder = ConceptWords(dataset=NAME, parameters=Parameters(), seed=0)
    small, large = list(builder.generate("train", 50)), list(builder.generate("train", 100))
    assert large[:50] == small
    assert len({builder.original_id(record) for record in large}) == 100
