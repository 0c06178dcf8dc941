"""ifqa-style: the world of a document, the wording of its questions, the check of its answers."""

from __future__ import annotations

import ast
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from irrealis.builders.ifqa_style.evaluation import (
    Asked,
    _fluency,
    answer_type,
    asking,
    form,
    halves,
)
from irrealis.builders.ifqa_style.gates import impossible, nested
from irrealis.builders.ifqa_style.happenings import happenings
from irrealis.builders.ifqa_style.premises import Contest, premises
from irrealis.builders.ifqa_style.questions import Question, questions
from irrealis.builders.ifqa_style.realize import Speaker, Unsayable, listed, sentence
from irrealis.builders.ifqa_style.relations import IN_CAST, relations
from irrealis.builders.ifqa_style.templates import templates
from irrealis.builders.ifqa_style.things import Thing, things
from irrealis.builders.ifqa_style.world import (
    Change,
    Number,
    Query,
    Unanswerable,
    When,
    World,
    build_world,
)
from irrealis.builders.redocred_cf.documents import BrokenDocument, Document, RawDocument, clean
from irrealis.schemas.ifqa_style import FAMILIES
from irrealis.schemas.ifqa_style_checker import Paper, moved, read_date

from irrealis.build import Build, build, record_rng
from irrealis.text.dates import period
from irrealis.text.tokens import running_text
from tests.mutations import Copy, said, ungated

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "datasets" / "ifqa-style"


@cache
def documents() -> dict[str, Document]:
    """Documents of the sample that are whole, by title."""
    found = {}
    for path in sorted((FOLDER / "sample").glob("*.json")):
        for record in json.loads(path.read_text(encoding="utf-8")):
            try:
                found[record["title"]] = clean(RawDocument.model_validate(record))
            except BrokenDocument:
                continue
    return found


@cache
def world(title: str) -> World:
    return build_world(documents()[title])


def asked(title: str, *, most: int = 20, seed: int = 0) -> list[Question]:
    rng = record_rng(dataset="ifqa-style", seed=seed, original_id=title)
    return questions(world(title), rng, most=most)


def every_question() -> Iterator[tuple[World, Question]]:
    for title in documents():
        for question in asked(title):
            yield world(title), question


def index(of: World, name: str) -> int:
    return next(thing.index for thing in of.things if thing and thing.name == name)


# relations and templates


def test_there_are_the_96_relations_of_docred_each_with_its_source() -> None:
    own = {id_: one for id_, one in relations().items() if re.fullmatch(r"P\d+", id_)}
    assert len(own) == 96
    assert all(one.source.endswith(f":{id_}") for id_, one in own.items())


def test_an_inverse_is_told_from_both_ends_and_swaps_them() -> None:
    for id_, one in relations().items():
        if one.inverse is not None and id_ != IN_CAST:
            other = relations()[one.inverse]
            assert other.inverse == id_
            assert (other.domain, other.range) == (one.range, one.domain)


def test_every_family_changes_what_it_has_words_for() -> None:
    texts = templates()
    for family in texts.families:
        for relation in family.relations:
            for kind in family.change.split(" or "):
                known = kind == "set" and relation in ("P576", "P580", "P582")  # shifted only
                assert known or texts.antecedents(kind, relation), (family.name, kind, relation)


def test_no_question_is_put_in_one_way_only() -> None:
    texts = templates()
    counts = [
        len(clauses)
        for kind in ("replace", "same", "remove", "shift", "set")
        for clauses in texts.parts[kind].values()
    ]
    assert sum(counts) / len(counts) > 2


def test_the_checker_knows_the_families_and_no_other() -> None:
    assert set(FAMILIES) == {family.name for family in templates().families}


def test_every_family_fires_in_the_sample() -> None:
    fired = Counter(question.case.family for _, question in every_question())
    assert set(fired) == set(FAMILIES)


# the world


def test_a_change_sets_one_fact_and_leaves_the_others() -> None:
    here = world("Ilse Brandner")
    brandner, salzburg, milan = (
        index(here, name) for name in ("Ilse Brandner", "Salzburg", "Milan")
    )
    there = here.do(Change("replace", brandner, "P19", salzburg, milan))
    country = Query("follow", (brandner,), ("P19", "P17"))
    assert here.answer(country)[0] == index(here, "Austria")
    assert there.answer(country)[0] == index(here, "Italy")
    assert here.answer(country)[0] == index(here, "Austria"), "the first world is as it was"
    assert all(
        there.values(*key) == here.values(*key) for key in here.facts if key != (brandner, "P19")
    )


def test_an_age_counts_birthdays_and_not_years() -> None:
    here = world("Hanno Weill")  # 6 August 1902 to 14 December 1979
    weill = index(here, "Hanno Weill")
    age = Query("age", (weill,), ("P569", "P570"))
    assert here.answer(age)[0] == Number(77)
    born = When(1902, 8, 6)
    assert here.do(
        Change("shift", weill, "P569", born, When(1902, 12, 24), moved=(0, 0, 140))
    ).answer(age)[0] == Number(76)


def test_a_query_without_one_answer_has_none() -> None:
    here = world("Hanno Weill")
    with pytest.raises(Unanswerable):
        here.answer(Query("follow", (index(here, "Jakob Weill"),), ("P19",)))
    swiss = index(here, "Hanno Weill")
    with pytest.raises(Unanswerable):
        here.answer(Query("first", (swiss, swiss), ("P569",)))


@pytest.mark.parametrize(
    ("moved_by", "becomes"),
    [
        ((1, 0, 0), When(2001, 1, 31)),
        ((0, 0, 1), When(2000, 2, 1)),
        ((0, -1, 0), When(1999, 12, 31)),
        ((0, 12, 0), When(2001, 1, 31)),
    ],
)
def test_the_world_and_the_checker_move_a_date_to_the_same_day(
    moved_by: tuple[int, int, int], becomes: When
) -> None:
    years, months, days = moved_by
    assert When(2000, 1, 31).moved(*moved_by) == becomes
    again = moved("2000-01-31", years=years, months=months, days=days)
    assert again == "-".join(f"{part:02}" for part in becomes)


def test_nobody_is_moved_out_of_their_life() -> None:
    here = world("Hanno Weill")
    weill = index(here, "Hanno Weill")
    born = When(1902, 8, 6)
    for years, possible in ((3, True), (22, False), (40, False), (90, False)):
        change = Change("shift", weill, "P569", born, born.moved(years), moved=(years, 0, 0))
        assert (impossible(here, change) is None) == possible, years


def test_a_place_does_not_exclude_one_that_holds_it() -> None:
    here = world("Fernhollow")
    village, county, state, other = (
        index(here, name) for name in ("Fernhollow", "Addle County", "Vermont", "New Hampshire")
    )
    assert nested(here, village, county)
    assert nested(here, village, state)
    assert not nested(here, village, other)


# what the text tells


def told(title: str) -> list[str]:
    document = documents()[title]
    found, stands_for = things(document)
    named = []
    for clause in happenings(document, found, stands_for):
        subject = found[clause.subject]
        assert subject is not None
        named.append(f"{subject.text} {clause.past}: {clause.date}")
    return named


def test_plain_sentences_tell_what_happened_and_others_nothing() -> None:
    assert told("Ilse Brandner") == ["Ilse Brandner moved to Trieste: 1909"]
    assert told("Iona Strand") == [
        "the Polar Society was founded: 1880",
        "Iona Strand crossed the ice to Cape Norvald: 1897",
        "Iona Strand published a diary of the journey: 1904",
        "Iona Strand founded the Women's Sledge League: 1911",
    ]
    assert told("Kestrel Row") == []


def test_numbers_names_and_outcomes_are_read_from_plain_sentences() -> None:
    found = {}
    for title, document in documents().items():
        known, stands_for = things(document)
        found[title] = list(premises(document, known, stands_for))
    assert [one.number for one in found["Fernhollow"] if hasattr(one, "number")] == [1204]
    assert [one.before for one in found["Fernhollow"] if hasattr(one, "before")] == ["Mill Ford"]
    (outcome,) = (one for one in found["FC Aldmoor"] if isinstance(one, Contest))
    here = world("FC Aldmoor")
    assert (here.name(outcome.winner), here.name(outcome.loser)) == ("Lasse Holm", "Colin Baird")


# wording


def speaker(title: str, name: str, **given: Any) -> Speaker:
    here = world(title)
    subject = index(here, name)
    change = Change("replace", subject, "P57", subject, subject)
    return Speaker(here, change, templates().parts["roles"], subject=subject, **given)


def test_a_thing_is_named_once_and_then_goes_by_its_pronoun() -> None:
    says = speaker("Ilse Brandner", "Ilse Brandner")
    assert says.say("{s} had been born in Graz") == "Ilse Brandner had been born in Graz"
    assert says.say("how old would {s} have been when {s} died") == (
        "how old would she have been when she died"
    )


def test_no_name_stands_twice_in_a_clause() -> None:
    with pytest.raises(Unsayable):
        speaker("Aurelio Bassi", "Aurelio Bassi").say("how old was {s} when {s} died")


def test_a_title_is_quoted_and_takes_no_possessive() -> None:
    says = speaker("Northlight (film)", "Northlight")
    with pytest.raises(Unsayable):
        says.say("{s's} director")
    assert says.say("{r} had been another") == 'the director of "Northlight" had been another'
    assert says.say("who would {r} have been") == "who would its director have been"


def test_nobody_says_the_founding_of_it() -> None:
    says = speaker("Corvane Systems", "Corvane Systems")
    says.say("{s} had been founded later")
    with pytest.raises(Unsayable):
        says.say("when was the founding of {s}")


def test_a_rival_of_the_same_gender_forbids_the_pronoun() -> None:
    here = world("Iona Strand")
    says = speaker("Iona Strand", "William Pell", other=index(here, "Rupert Gale"))
    assert says.say("{s} had outlived {t}") == "William Pell had outlived Rupert Gale"
    assert says.say("would {s} have died") == "would William Pell have died"


def test_lists_and_sentences() -> None:
    assert listed(["A", "B"], by="or") == "A or B"
    assert sentence('"Load" came out when') == '"Load" came out when?'
    assert running_text(
        ['"', "Load", '"', "'s", "sleeve", ",", "and", '"', "Reload", '"', "."]
    ) == ('"Load"\'s sleeve, and "Reload".')


def test_articles_and_plurals_follow_the_passage() -> None:
    found = {
        thing.name: thing
        for title in ("The Tin Lanterns", "Ilse Brandner", "FC Aldmoor")
        for thing in world(title).things
        if isinstance(thing, Thing)
    }
    assert found["Tin Lanterns"].text == "the Tin Lanterns"
    assert found["Tin Lanterns"].plural
    assert found["Brera Workshop"].text == "the Brera Workshop"
    assert found["FC Aldmoor"].text == "FC Aldmoor"


def test_questions_are_whole_sentences_without_slots_and_answers_are_not_in_them() -> None:
    choices = {"first", "last", "which", "before"}
    for _, one in every_question():
        for text in (one.factual, one.counterfactual):
            assert re.fullmatch(r'["A-Z].*[^\s]\?', text), text
            assert not re.search(r"[{}]|  |\bthe the\b|\bNone\b", text), text
        for start, end in (one.antecedent, one.consequent):
            assert one.counterfactual[start:end].strip() == one.counterfactual[start:end]
        assert one.counterfactual[slice(*one.antecedent)].lower().startswith("if ")
        if one.case.query.kind not in choices and one.case.change.kind != "outcome":
            for answer in set(one.counterfactual_answers) - {"none"}:
                assert not re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", one.counterfactual)


def test_no_document_has_a_question_twice_up_to_names_nor_more_than_asked_for() -> None:
    for title in documents():
        found = asked(title, most=10)
        assert len({one.shape for one in found}) == len(found)
        assert sum(not one.case.holds for one in found) <= 10
        assert sum(one.case.holds for one in found) <= 10 / 8


def test_another_seed_asks_other_questions() -> None:
    one, other = ({q.counterfactual for q in asked("Ilse Brandner", seed=seed)} for seed in (0, 1))
    assert len(one & other) < len(one) / 2


# the checker


def test_the_checker_asks_nothing_of_the_builder() -> None:
    for name in ("ifqa_style", "ifqa_style_checker"):
        tree = ast.parse((ROOT / "schemas" / f"{name}.py").read_text(encoding="utf-8"))
        imported = [
            node.module or "" if isinstance(node, ast.ImportFrom) else alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        ]
        assert not [module for module in imported if "builder" in module]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("6 August 1902", "1902-08-06"),
        ("August 6 , 1902", "1902-08-06"),
        ("March 2006", "2006-03"),
        ("Sept. 1 , 1999", "1999-09-01"),
        ("1742", "1742"),
        ("30 February 1900", None),
        ("the 1990s", None),
        ("1971-1987", None),
    ],
)
def test_the_checker_reads_dates_as_the_engine_does(text: str, date: str | None) -> None:
    assert read_date(text) == date
    days = period(text)
    if date is not None:
        assert days is not None
        assert f"{days[0][0]:04}-{days[0][1]:02}-{days[0][2]:02}".startswith(date)


def test_a_paper_knows_that_a_country_and_its_adjective_are_one() -> None:
    row = {
        "vertexSet": [
            [{"name": "France", "pos": [0, 1], "sent_id": 0, "type": "LOC"}],
            [{"name": "French", "pos": [1, 2], "sent_id": 0, "type": "LOC"}],
            [{"name": "Lyon", "pos": [2, 3], "sent_id": 0, "type": "LOC"}],
        ],
        "labels": [
            {"h": 2, "t": 0, "r": "P17", "evidence": [0]},
            {"h": 2, "t": 1, "r": "P17", "evidence": []},
        ],
        "sents": [["France", "French", "Lyon"]],
    }
    assert Paper(row).values("2", "P17") == {"0"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Build:
    place = tmp_path_factory.mktemp("ifqa-style")
    return build(
        "ifqa-style", root=ROOT, splits=["validation"], out=place / "build", reproducible=True
    )


WRONG = {"date": "1066", "number": "4711", "name": "Hanno Weill", "yes/no": "maybe", "names": "x"}


@pytest.mark.parametrize("side", ["label_original", "label_counterfactual"])
def test_an_answer_that_is_wrong_everywhere_is_still_found(
    side: str, sample: Build, tmp_path: Path
) -> None:
    """All configs agree on it, so that only a derivation can tell."""
    copy = Copy(sample.folder, tmp_path / "copy", split="validation")
    rows = {row["id"]: row for row in copy.rows("questions")}
    seen: set[str] = set()
    groups: dict[str, list[str]] = {}
    for pair in copy.rows("pairs"):
        kind = rows[pair["id"]]["answer_type"]
        wrong = WRONG[kind] if pair[side][0] != WRONG[kind] else "Maja Rohr"
        if kind in seen or (side == "label_original" and pair["group"] in groups):
            continue
        seen.add(kind)
        for other in copy.rows("pairs"):
            if side == "label_counterfactual" and other is not pair:
                continue
            if other["group"] == pair["group"]:
                other[side] = [wrong]
        text = pair["counterfactual" if side == "label_counterfactual" else "original"]["question"]
        for config in ("native", "native_mix"):
            for row in copy.rows(config):
                if row["question"] == text:
                    row["answers"] = [wrong]
        groups[pair["group"]] = [pair["id"]]
    copy.save()
    found = [text for kind, text in said(copy, ungated("ifqa-style")) if kind == "answer"]
    names = [name for ids in groups.values() for name in ids]
    assert len(seen) >= 4
    assert all(any(name in text for text in found) for name in names)


def test_a_question_that_asks_of_another_is_found(sample: Build, tmp_path: Path) -> None:
    copy = Copy(sample.folder, tmp_path / "copy", split="validation")
    row = next(row for row in copy.rows("questions") if row["query"]["kind"] == "age")
    entities = {row["change"]["subject"], *row["query"]["subjects"]}
    other = next(str(i) for i in range(20) if str(i) not in entities)
    row["query"]["subjects"] = [other]
    copy.save()
    assert any(row["id"] in text for _, text in said(copy, ungated("ifqa-style")))


# real data


MIRROR = os.environ.get("IRREALIS_MIRROR")


@pytest.mark.skipif(not MIRROR, reason="the real documents need IRREALIS_MIRROR")
def test_real_documents_build_and_every_answer_is_derived_again(tmp_path: Path) -> None:
    built = build(
        "ifqa-style",
        root=ROOT,
        inputs="upstream",
        splits=["validation"],
        out=tmp_path / "build",
        limit=60,
        seed=7,
    )
    metrics = built.report.metrics["validation"]
    assert metrics["answers_derived_again"] == 1
    assert metrics["counterfactuals"] > 300
    assert metrics["families"] >= 12


def test_the_known_issues_are_documents_with_a_reason() -> None:
    entries = yaml.safe_load((FOLDER / "known_issues.yaml").read_text(encoding="utf-8"))
    assert all({"split", "title", "reason"} <= set(entry) for entry in entries)


# evaluation


def test_a_reader_finds_the_halves_that_a_question_was_made_of() -> None:
    found = [
        halves(one.counterfactual)
        == tuple(one.counterfactual[slice(*span)] for span in (one.antecedent, one.consequent))
        for _, one in every_question()
    ]
    assert sum(found) / len(found) > 0.97


def test_figures_of_questions_are_read_from_their_words() -> None:
    assert asking("in what year would that have been") == "what"
    assert asking("would it have come first") == "yes or no"
    assert form("If the mill had not burned, who would own it?") == "negated past perfect"
    assert form("If the mill were in Wales, who would own it?") == "was were"
    assert [
        answer_type(one) for one in ("1953", "the 1950s", "12", "yes", "Paris", "red paint")
    ] == [
        "date",
        "date",
        "number",
        "yes or no",
        "name",
        "phrase",
    ]


def test_fluency_is_of_the_questions_of_each_side() -> None:
    class Counted:
        """A stand-in for a language model: as perplexed as a text is long."""

        def of(self, text: str) -> float | None:
            return float(len(text)) if len(text) > 1 else None

    model: Any = Counted()
    ours, theirs = ([Asked(text, "", "") for text in texts] for texts in (("ab", "abcd"), ("a",)))
    assert _fluency(model, ours, theirs).rows == (
        ("questions", 2, 0),
        ("perplexity, median", 3.0, None),
    )
