"""scm-questions: two engines agree, and no word of a row can change unnoticed."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.families.worlds.draw import KINDS, Wanted, draw_question, draw_world
from irrealis.builders.families.worlds.scm import Query, Rule, Term, World
from irrealis.builders.families.worlds.words import Wording, vocabularies
from irrealis.schemas.families.shortcuts import Shortcuts
from irrealis.schemas.families.worlds.enumeration import answers
from irrealis.schemas.families.worlds.reading import (
    UnreadableError,
    read_facts,
    read_question,
    read_story,
)
from irrealis.schemas.scm_questions import ScmQuestionsAudit

from irrealis.build import Build, Draw, build, read_rows, record_rng
from irrealis.errors import IrrealisError
from tests.wording import failures, rows_of, sub, swap

NAME = "scm-questions"
_failures = partial(failures, ScmQuestionsAudit, NAME)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    root = Path(__file__).parent.parent
    return build(NAME, root=root, out=tmp_path_factory.mktemp("scm") / "out", size=600)


@pytest.fixture(scope="module")
def rows(made: Build) -> list[dict[str, Any]]:
    return rows_of(made, "pairs")["pairs"]


def _with(row: dict[str, Any], field: str, text: str) -> dict[str, Any]:
    sides = ("counterfactual",) if field == "asked" else ("original", "counterfactual")
    name = {"asked": "question"}.get(field, field)
    return {**row, **{side: {**row[side], name: text} for side in sides}}


def _nouns(text: str) -> list[str]:
    return re.findall(r"[Tt]he ([a-z]+)", text)


def _renamed(text: str) -> str:
    """The first noun gives way to the last."""
    nouns = _nouns(text)
    return text.replace(nouns[0], nouns[-1], 1)


def _heads_exchanged(text: str) -> str:
    heads = re.findall(r"(?:^|\. )The (\w+) \w+ (?:if|exactly|when)", text)
    return swap(heads[0], heads[1], count=1)(text) if len(heads) > 1 else text


def _ends(text: str) -> tuple[str, str]:
    nouns = _nouns(text)
    return nouns[0], nouns[-1]


# name, field, and a change of its words alone; a change that leaves a text alone is passed over
MUTATIONS: list[tuple[str, str, Callable[[str], str]]] = [
    ("negation dropped from a rule", "story", sub(r"does not (\w+)", r"\1s")),
    (
        "negation put into a rule",
        "story",
        sub(r"; the (\w+) (\w+?)s\b", r"; the \1 does not \2"),
    ),
    ("and for or", "story", swap(" and the ", " or the ", count=1)),
    ("both for not both", "story", swap(", or both", ", but not both", count=1)),
    ("least two for one", "story", swap("at least one of", "at least two of", count=1)),
    ("exactly for at least", "story", swap("exactly one of", "at least one of", count=1)),
    ("an input left out", "story", sub(r"; the \w+ (does not )?\w+", "")),
    ("a cause renamed", "story", _renamed),
    ("two rules exchange heads", "story", _heads_exchanged),
    ("a rule left out", "story", lambda t: t.partition(". ")[2]),
    ("what happens to what is changed", "story", sub(r"[^.]*\.$", "All rules go.")),
    ("negation dropped from a fact", "facts", sub(r"did not (\w+)", r"\1ed")),
    (
        "negation put into a fact",
        "facts",
        sub(r"he (\w+) (?!did)(\w+)\.", r"he \1 did not \2."),
    ),
    ("a fact of another event", "facts", lambda t: t.replace(_nouns(t)[0], "bucket", 1)),
    ("a fact left out", "facts", lambda t: t.partition(". ")[2] or t),
    ("a doubt about a fact", "facts", lambda t: t.replace("The ", "Perhaps the ", 1)),
    ("another event asked about", "question", lambda t: t.replace(_nouns(t)[0], "bucket", 1)),
    ("negation dropped from the change", "asked", lambda t: t.replace("had not ", "had ", 1)),
    (
        "negation put into the change",
        "asked",
        sub(r"had (?!not|behaved)(\w)", r"had not \1"),
    ),
    ("another event changed", "asked", _renamed),
    ("target and change exchanged", "asked", lambda t: swap(*_ends(t), count=1)(t)),
    (
        "the second change left out",
        "asked",
        sub(r" and the \w+ had (not )?\w+", ""),
    ),
    (
        "what was left as it was",
        "asked",
        sub(r", with the \w+ left as it was", ""),
    ),
    (
        "alone left out",
        "asked",
        sub(r"the (\w+) alone had behaved as though ", ""),
    ),
    ("could for would", "asked", swap("ould the", "ouldn't the", count=1)),
    ("unless for if", "asked", sub(r"\b[iI]f\b", "unless")),
]


@pytest.mark.parametrize(
    ("field", "change"), [m[1:] for m in MUTATIONS], ids=[m[0] for m in MUTATIONS]
)
def test_a_change_of_wording_alone_is_caught(
    rows: list[dict[str, Any]], field: str, change: Callable[[str], str]
) -> None:
    changed = 0
    for row in rows:
        side, name = ("counterfactual", "question") if field == "asked" else ("original", field)
        text = change(row[side][name])
        if text != row[side][name]:
            changed += 1
            assert _failures(_with(row, field, text)), text
    assert changed >= 20


def test_untouched_rows_pass(rows: list[dict[str, Any]]) -> None:
    assert not [failure for row in rows for failure in _failures(row)]


@pytest.mark.parametrize("side", ["original", "counterfactual"])
def test_a_wrong_answer_is_caught(rows: list[dict[str, Any]], side: str) -> None:
    wrong = {"yes": "no", "no": "yes"}
    for row in rows:
        assert _failures({**row, f"label_{side}": wrong[row[f"label_{side}"]]})


def _cases() -> Iterator[tuple[Wanted, int]]:
    for number in range(60):
        for kind in KINDS:
            yield (
                Wanted(kind, 4 + number % 9, *(bool(number >> bit & 1) for bit in range(3))),
                number,
            )


def test_both_engines_agree_on_worlds_put_into_words() -> None:
    for wanted, number in _cases():
        draw = Draw(record_rng(dataset=NAME, seed=number, original_id=str(wanted)))
        verbs = vocabularies()["nonsense"]
        question = draw_question(draw, wanted, draw.shuffled(list(verbs)))
        assert question is not None
        wording = Wording(verbs, draw)
        found = answers(
            read_story(wording.story(question.world.rules)),
            read_facts(wording.facts(question.facts)),
            read_question(wording.question(question.query)),
        )
        assert found == {(wanted.before, wanted.after)}


def test_a_nested_change_passes_through_its_event_alone() -> None:
    """do(a) reaches c directly and through b; the natural indirect effect keeps the direct path."""
    world = World(
        ("a",),
        (
            Rule("b", "is", (Term("a", True),)),
            Rule("c", "and", (Term("a", True), Term("b", True))),
            Rule("d", "or", (Term("a", True), Term("b", True))),
        ),
    )
    facts = (Term("a", True),)
    change = (Term("a", False),)
    assert world.answer(Query("c", change), facts) is False
    assert world.answer(Query("c", change, through="b"), facts) is False
    assert world.answer(Query("d", change, through="b"), facts) is True
    assert world.answer(Query("d", change, held=("b",)), facts) is True


def test_an_open_answer_is_none_and_impossible_facts_are_refused() -> None:
    world = World(("a", "b"), (Rule("c", "or", (Term("a", True), Term("b", True))),))
    assert world.answer(Query("c", (Term("a", False),)), (Term("c", True),)) is None
    with pytest.raises(ValueError, match="no state"):
        world.answer(
            Query("c", (Term("a", False),)), (Term("c", True), Term("a", False), Term("b", False))
        )


def test_every_exogenous_event_has_an_effect() -> None:
    for number in range(200):
        draw = Draw(record_rng(dataset=NAME, seed=number, original_id="world"))
        world = draw_world(draw, [f"e{at}" for at in range(4 + number % 9)])
        used = {term.event for rule in world.rules for term in rule.inputs}
        assert set(world.exogenous) <= used


def test_vocabularies_share_no_noun() -> None:
    nouns = [noun for verbs in vocabularies().values() for noun in verbs]
    assert len(nouns) == len(set(nouns)) == 90


def test_answers_are_balanced_within_each_kind(made: Build) -> None:
    figures = made.report.metrics["train"]
    assert {figures[f"yes.{kind}"] for kind in KINDS} == {0.5}
    assert figures["answers_derived_again"] == 1


@pytest.mark.parametrize("text", ["The bell rings.", "Bells ring when doors open.", ""])
def test_what_is_no_story_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_story(text)


def test_parameters_narrow_the_worlds(tmp_path: Path, root: Path) -> None:
    made = build(NAME, root=root, out=tmp_path / "out", size=80, overrides={"variables": [6, 7]})
    pairs = read_rows(made.folder, made.record, config="pairs", split="train")
    assert {row["evidence"]["facts"]["variables"] for row in pairs} == {6, 7}
    with pytest.raises(IrrealisError, match="the smaller number first"):
        build(NAME, root=root, out=tmp_path / "none", overrides={"variables": [9, 5]})


def test_a_shortcut_is_measured() -> None:
    plain, telling = Shortcuts(), Shortcuts()
    for number in range(400):
        label = "yes" if number // 2 % 2 else "no"
        plain.add(f"{number:x}", "Would it have rung?", label)
        telling.add(f"{number:x}", f"Would it have {label} rung?", label)
    assert telling.accuracy() == 1
    assert plain.accuracy() == 0.5


def test_what_is_kept_of_a_question_is_a_few_bytes_a_word() -> None:
    texts = [" ".join(f"w{(at * step) % 997}" for step in range(1, 41)) for at in range(2_000)]
    tracemalloc.start()
    reader = Shortcuts()
    for at, text in enumerate(texts):
        label = "yes" if at % 3 else "no"
        reader.add(f"{at:x}", f"{text} {label}", label)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept / len(texts) < 400
    assert reader.accuracy() > 0.9
