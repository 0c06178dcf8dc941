"""eeec-style: the samples have the stated correlations, and no word can change unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.eeec_style import EeecStyle, EeecStyleParameters
from irrealis.builders.families.swaps.emotions import EMOTIONS, SITUATIONS, STATES, people
from irrealis.schemas.eeec_style import EeecStyleAudit, _read

from irrealis.build import Build, build
from tests.wording import Rows, kinds, rows_of

ROOT = Path(__file__).parent.parent
NAME = "eeec-style"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(NAME, root=ROOT, out=tmp_path_factory.mktemp("eeec") / "out")


def _both(change: Callable[[str], str]) -> Callable[[Rows], None]:
    def apply(rows: Rows) -> None:
        row = next(
            row
            for row in rows["pairs"]
            if change(row["original"]["text"]) != row["original"]["text"]
        )
        for side in ("original", "counterfactual"):
            row[side]["text"] = change(row[side]["text"])
        first = next(one for one in rows["native"] if one["id"] == row["original_id"])
        first["text"] = change(first["text"])

    return apply


def _one(treatment: str, change: Callable[[str], str]) -> Callable[[Rows], None]:
    def apply(rows: Rows) -> None:
        row = next(
            row
            for row in rows["pairs"]
            if row["intervention"][0]["target"] == treatment
            and change(row["counterfactual"]["text"]) != row["counterfactual"]["text"]
        )
        row["counterfactual"]["text"] = change(row["counterfactual"]["text"])

    return apply


def _replaced(before: str, after: str) -> Callable[[str], str]:
    return lambda text: text.replace(before, after)


MUTATIONS: dict[str, Callable[[Rows], Any]] = {
    "negated": _both(_replaced(" was ", " was not ")),
    "somebody else feels it": _both(_replaced("that he ", "that they ")),
    "a word of another emotion": _both(
        lambda text: (
            text.replace("happy", "furious").replace("glad", "angry").replace("sad", "glad")
        )
    ),
    "a word that tells nothing": _both(_replaced(" last week", " last winter")),
    "an adjective that feels": _one("gender", _replaced(" old ", " gloomy ")),
    "another place": _one("gender", _replaced("station", "market")),
    "another time": _one("race", _replaced("last month", "last week")),
    "a pronoun of another gender": _one("emotion", _replaced(" she ", " he ")),
    "another name": _one(
        "emotion", lambda text: text.replace("Amanda", "Betsy").replace("Adam", "Alan")
    ),
    "the adjective still there": _one("adjective", _replaced(" the station", " the old station")),
    "a label": lambda rows: rows["pairs"][0].update(label_counterfactual="fear"),
    "a gender": lambda rows: rows["native"][0].update(gender="unknown"),
    "a coordinate": lambda rows: rows["pairs"][0]["coordinates"]["original"].update(race="none"),
    "a counterfactual less": lambda rows: rows["pairs"].pop(),
}


def test_nothing_is_wrong_with_the_sample(made: Build) -> None:
    assert (
        kinds(
            EeecStyleAudit(made.record, "balanced"),
            rows_of(made, "native", "pairs", split="balanced"),
        )
        == set()
    )


@pytest.mark.parametrize("change", MUTATIONS.values(), ids=list(MUTATIONS))
def test_words_cannot_change_unnoticed(change: Callable[[Rows], Any], made: Build) -> None:
    rows = rows_of(made, "native", "pairs", split="balanced")
    change(rows)
    assert kinds(EeecStyleAudit(made.record, "balanced"), rows)


def test_samples_have_the_stated_correlations(made: Build) -> None:
    found = {split: of["correlation.gender"] for split, of in made.report.metrics.items()}
    assert found["balanced"] == found["test"] == 0
    assert found["gentle"] == pytest.approx(0.4)
    assert found["aggressive"] == pytest.approx(0.8)


def test_names_stand_for_one_another_and_test_has_its_own() -> None:
    for part in ("train", "test"):
        assert len({len(of) for of in people(part).values()}) == 1
        assert len(people(part)) == 4
    names = [
        {person.name for of in people(part).values() for person in of} for part in ("train", "test")
    ]
    assert not names[0] & names[1]


def test_no_word_tells_two_emotions() -> None:
    words = [word for of in (STATES, SITUATIONS) for emotion in EMOTIONS for word in of[emotion]]
    assert len(words) == len(set(words)) == 60


def test_a_larger_build_begins_with_the_rows_of_a_smaller_one() -> None:
    builder = EeecStyle(dataset=NAME, parameters=EeecStyleParameters(), seed=0)
    small, large = list(builder.generate("gentle", 20)), list(builder.generate("gentle", 40))
    assert large[:20] == small


@pytest.mark.parametrize(
    "text", ["", "Amanda felt happy.", "Zed felt happy at the old hall at noon."]
)
def test_what_is_no_sentence_of_ours_is_not_read(text: str) -> None:
    assert _read(text) is None
