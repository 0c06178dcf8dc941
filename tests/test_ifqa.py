"""IfQA: kinds, answers and steps by rule; what the build says of upstream's data."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from irrealis.builders.families.presuppositions.annotation import annotate
from irrealis.builders.families.presuppositions.answers import (
    AnswerType,
    find_answers,
    read_answer_type,
)
from irrealis.builders.families.presuppositions.arithmetic import (
    Day,
    Step,
    Unit,
    find_step,
    shifted,
)
from irrealis.builders.families.presuppositions.kinds import Kind, read_kind
from irrealis.builders.ifqa import BUILDER, Question
from irrealis.builders.ifqa.evaluation import DRAWS, draw
from irrealis.schemas.families.presuppositions import ANSWER_TYPES, FORMS, KINDS

from irrealis.build import Build, Drop, Parameters, build, read_rows, record_rng
from irrealis.errors import IrrealisError
from irrealis.evaluate import evaluate
from irrealis.manifest import load_manifest
from irrealis.text.conditionals import Form, read_conditional, read_halves
from tests.mutations import (
    Copy,
    Mutation,
    Names,
    caught,
    change,
    schemas_checked_once,
    ungated,
    values,
)

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "datasets" / "ifqa"
GOLD = [json.loads(line) for line in (FOLDER / "gold.jsonl").read_text("utf-8").splitlines()]
PLAIN = ", who would have known?"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The build of the sample."""
    out = tmp_path_factory.mktemp("ifqa") / "build"
    return build("ifqa", root=ROOT, out=out, reproducible=True)


@pytest.fixture(scope="module")
def rows(sample: Build) -> list[dict[str, Any]]:
    """All rows of the sample's build."""
    return [
        row
        for split in sample.record.splits
        for row in read_rows(sample.folder, sample.record, config="native", split=split)
    ]


def told(question: str) -> tuple[Kind, str]:
    found = read_conditional(question)
    assert found is not None
    kind, cue = read_kind(question, found)
    return kind, cue.of(question)


@pytest.mark.parametrize(
    ("antecedent", "kind", "cue"),
    [
        ("If the mill had opened two years earlier", Kind.SHIFTED, "two years earlier"),
        ("If the mill had opened on the same day as the inn", Kind.SHIFTED, "on the same day"),
        ("If the toll had been doubled", Kind.SHIFTED, "doubled"),
        ("If a double album had been planned", Kind.OTHER, "planned"),
        ("If three more ships had come", Kind.SHIFTED, "three more"),
        ("If a less costly stone had been chosen", Kind.OTHER, "chosen"),
        ("If the inn had kept its name", Kind.UNDONE, "kept"),
        # "without" inside of a verb phrase denies nothing
        ("If the mill had run without a miller", Kind.OTHER, "run"),
        ("If the town had been without a mill", Kind.NEGATED, "been without"),
        # what is lost without a contest
        ("If the millers had lost the right to fish", Kind.OTHER, "lost"),
        ("If none of the towers had been lost", Kind.NEGATED, "none"),
        ("If the millers had lost the match", Kind.REVERSED, "lost"),
        ("If Moll had not succeeded Brandt as mayor", Kind.NEGATED, "not"),
        # dates and times that are set
        ("If the mill had been opened in May 1901", Kind.SHIFTED, "in May 1901"),
        ("If the play had premiered in May 1901", Kind.SHIFTED, "in May 1901"),
        ("If the play had premiered at the mill", Kind.OTHER, "premiered"),
        ("If the mill that was opened in 1901 had burned", Kind.OTHER, "burned"),
        ("If the mill had not been opened in 1901", Kind.NEGATED, "not"),
        ("If the strike had gone on for exactly ten days", Kind.SHIFTED, "for exactly ten"),
        ("If the strike had lasted ten days", Kind.SHIFTED, "lasted ten days"),
        ("If the court had not granted a six-month extension", Kind.UNDONE, "six-month extension"),
        ("If the mill had been known by another name", Kind.OTHER, "known"),
        # who won after all
        ("If Moll had not emerged victorious in the final", Kind.REVERSED, None),
        ("If Moll had been declared the winner", Kind.REVERSED, None),
        ("If the inn hadn't been renamed", Kind.UNDONE, "renamed"),
        ("If the inn had not undergone a change of name", Kind.UNDONE, "change"),
        ("If the first plan had been carried out as scheduled", Kind.UNDONE, "as scheduled"),
        ("If the original plan hadn't been dropped", Kind.UNDONE, "original plan"),
        ("If the opening hadn't been put off by two years", Kind.SHIFTED, "by two"),
        ("If the Rovers had lost the final", Kind.REVERSED, "lost"),
        ("If the Rovers had not emerged as the winners", Kind.REVERSED, "winners"),
        ("If he had been picked for the part he auditioned for", Kind.REVERSED, None),
        ("If the fire hadn't broken out", Kind.NEGATED, "n't"),
        ("If she had chosen not to sing", Kind.NEGATED, "not"),
        ("If nobody had come", Kind.NEGATED, "nobody"),
        ("If the house had been built of stone", Kind.OTHER, "built"),
        ("If a moth is kept in a jar", Kind.NOT_COUNTERFACTUAL, "is"),
        ("If one were to look at the first map", Kind.NOT_COUNTERFACTUAL, "If one were"),
        ("If a cell did not divide", Kind.NOT_COUNTERFACTUAL, "If a cell"),
    ],
)
def test_a_kind_is_told_by_a_word_of_the_antecedent(
    antecedent: str, kind: Kind, cue: str | None
) -> None:
    found = told(antecedent + PLAIN)
    assert found[0] is kind
    assert cue in (None, found[1])


def test_what_is_asked_as_a_fact_is_no_counterfactual() -> None:
    assert told("If the inn was sold in 1902, who bought it?")[0] is Kind.NOT_COUNTERFACTUAL
    assert told("If the inn was sold in 1902, who would have bought it?")[0] is Kind.OTHER


@pytest.mark.parametrize(
    ("answer", "asked", "passage", "kind"),
    [
        ("Yes", "would it stand", "It stood.", AnswerType.YES_NO),
        ("1925", "in which year would it have opened", "", AnswerType.DATE),
        ("1925", "how many seats would it have", "", AnswerType.NUMBER),
        ("21st", "in which century would it have been", "", AnswerType.DATE),
        ("two", "how many would be left", "", AnswerType.NUMBER),
        ("60 minutes", "how long would it be", "", AnswerType.NUMBER),
        ("May 1, 1902", "when would it have burned", "", AnswerType.DATE),
        ("Ida Brandt", "who would have seen it", "", AnswerType.NAME),
        ("Boxes", "what would it have been", "an expandable range of boxes", AnswerType.PHRASE),
        ("royal commission", "what would have been set up", "", AnswerType.PHRASE),
        ("Shaped mud", "what would not have been found", "", AnswerType.PHRASE),
    ],
)
def test_the_type_of_an_answer(answer: str, asked: str, passage: str, kind: AnswerType) -> None:
    matches = find_answers([answer], [passage])
    found = read_answer_type([answer], asked=asked, context=[passage], matches=matches)
    assert found is kind


def test_answers_are_found_as_whole_words_in_any_case_and_spacing() -> None:
    context = ["The Mill  Inn, the mill inn.", "Millinn; mill inns", "4 of 404, $4"]
    found = find_answers(["mill inn", "4"], context)
    assert [
        (one.answer, one.passage, context[one.passage][one.start : one.end]) for one in found
    ] == [
        (0, 0, "Mill  Inn"),
        (0, 0, "mill inn"),
        (1, 2, "4"),
        (1, 2, "4"),
    ]


def step(question: str, answers: list[str], passage: str) -> tuple[Step, list[str]] | None:
    halves = read_halves(question)
    assert halves is not None
    first, second = halves
    asked = second.of(question)
    found = find_step(question, antecedent=first, asked=asked, answers=answers, context=[passage])
    return found and (
        found,
        [one.span.of(question if one.passage is None else passage) for one in found.operands],
    )


@pytest.mark.parametrize(
    ("condition", "asked", "answer", "passage", "expected"),
    [
        (
            "it had opened a year earlier",
            "in which year would it open",
            "1925",
            "It opened on 4 May 1926.",
            "subtract year: 4 May 1926 | a year",
        ),
        (
            "it had opened one week later",
            "on what date would it open",
            "4 June 1926",
            "It opened on 28 May 1926.",
            "add week: 28 May 1926 | one week",
        ),
        (
            "it had opened two months later",
            "in which month would it open",
            "February",
            "It opened in December 1926.",
            "add month: December 1926 | two months",
        ),
        (
            "it had opened ten years later",
            "in which decade would it open",
            "1930s",
            "It opened in 1926.",
            "add year: 1926 | ten years",
        ),
        (
            "it had opened a century later",
            "in which century would it open",
            "21st",
            "It opened in 1926.",
            "add century: 1926 | a century",
        ),
        (
            "the toll had been doubled",
            "what would it be",
            "3 million",
            "The toll was 1.5 million.",
            "multiply one: 1.5 million | doubled",
        ),
        (
            "two fewer ships had been added",
            "how many would there be",
            "ten",
            "There were 12 ships.",
            "subtract one: 12 | two",
        ),
        (
            "an additional ship had come",
            "how many would there be",
            "13",
            "There were twelve.",
            "add one: twelve | an",
        ),
        (
            "it had 108 arches",
            "how many more than now would that be",
            "48",
            "It has 60 arches.",
            "difference one: 60 | 108",
        ),
        (
            "it had opened on the same day",
            "when would it open",
            "4 May 1926",
            "On May 4, 1926 it closed.",
            "same one: May 4, 1926",
        ),
    ],
)
def test_a_step_leads_from_the_passage_to_the_answer(
    condition: str, asked: str, answer: str, passage: str, expected: str
) -> None:
    found = step(f"If {condition}, {asked}?", ["none of it", answer], passage)
    assert found is not None
    taken, operands = found
    assert f"{taken.operation} {taken.unit}: {' | '.join(operands)}" == expected
    assert taken.answer == 1


@pytest.mark.parametrize(
    ("condition", "answer", "passage"),
    [
        # a number of a name or of a date is no amount
        ("the January 28 Incident had been avoided", "30", "There were 2 mills."),
        ("Apollo 13 had landed", "15", "There were 2 crews."),
        # the number of the question, once more
        ("two ships had been added", "four", "There were two ships."),
        # the number of a name in the passage
        ("two hours had been added", "26", "The 24 Hours of Brae is a race."),
        ("two mills had been added", "22", "It lies on Route 20."),
        ("two mills had been added", "22", "He owned the 20th Century Inn."),
    ],
)
def test_no_step_rests_on_a_name_or_on_one_number_twice(
    condition: str, answer: str, passage: str
) -> None:
    assert step(f"If {condition}, how many would there be?", [answer], passage) is None


@pytest.mark.parametrize(
    "asked",
    [
        "Which of Moll, Brandt, and Aske would have come first",
        "In which of the towns of Brae, Odmark and Tolmen would the mill have stood",
        "What would Moll, Brandt, and Aske have had in common",
    ],
)
def test_a_list_may_be_asked_about_before_the_condition(asked: str) -> None:
    text = f"{asked} if the mill had not burned?"
    halves = read_halves(text)
    assert halves is not None
    assert [one.of(text) for one in halves] == ["if the mill had not burned", asked]


def test_what_is_counted_may_be_called_by_a_name() -> None:
    passage = "Nearly 20 Germans came. They stayed for days."
    assert step("If two more had come, how many would there be?", ["22"], passage) is not None


def test_a_score_behind_a_name_is_no_part_of_it() -> None:
    passage = "At home they beat the Brae Rovers 107–100."
    asked = "If they had scored 3 more, how many would they have?"
    assert step(asked, ["110"], passage) is not None


def test_what_opens_a_question_before_its_condition_says_what_is_asked() -> None:
    found = annotate(
        "How many mills, if the fair had moved to Brae, would it have had?",
        answers=["1200"],
        context=["It had 1200 mills."],
    )
    assert found is not None
    assert found.columns["answer_type"] == AnswerType.NUMBER, "and not a year"


def test_there_is_no_step_to_what_does_not_follow() -> None:
    question = "If it had opened a year earlier, in which year would it have opened?"
    assert step(question, ["1927"], "It opened on 4 May 1926, with 20 arches.") is None
    assert step(question, ["May 1925"], "It opened in June 1926.") is None


def test_a_date_moves_only_as_far_as_it_is_said() -> None:
    assert shifted(Day(2000, 2, 29), 1, Unit.DAY) == Day(2000, 3, 1)
    assert shifted(Day(None, 12, 31), 1, Unit.DAY) == Day(None, 1, 1)
    assert shifted(Day(1999, 12, None), 1, Unit.MONTH) == Day(2000, 1, None)
    assert shifted(Day(1999), 1, Unit.MONTH) is None
    assert shifted(Day(1999), 1, Unit.WEEK) is None


def test_the_sample_shows_every_form_kind_and_answer_type(rows: list[dict[str, Any]]) -> None:
    assert {row["form"] for row in rows} == set(FORMS) == {form.value for form in Form}
    assert {row["kind"] for row in rows} == set(KINDS) == {kind.value for kind in Kind}
    assert {row["answer_type"] for row in rows} == set(ANSWER_TYPES)
    steps = [row["arithmetic"] for row in rows if row["arithmetic"]]
    assert {one["operation"] for one in steps} >= {"add", "subtract", "multiply", "same"}


def test_what_is_no_question_under_a_condition_is_dropped_with_a_reason() -> None:
    builder = BUILDER(dataset="ifqa", parameters=Parameters(), seed=0)
    good = {"idx": 0, "question": f"If it rained{PLAIN}", "answers": ["x"], "context": ["x"]}
    for change_, reason in (
        ({"question": "Who knew?"}, "no-condition"),
        ({"answers": []}, "no-answer"),
        ({"answers": ["x", " "]}, "no-answer"),
        ({"context": [" "]}, "no-passage"),
        ({"context": []}, "no-passage"),
    ):
        record = Question.model_validate({**good, **change_})
        rng = record_rng(dataset="ifqa", seed=0, original_id="x")
        [drop] = builder.edit(record, context=None, rng=rng)
        assert isinstance(drop, Drop)
        assert (drop.reason, drop.level) == (reason, "record")


def test_a_record_of_another_shape_is_told_with_its_field() -> None:
    builder = BUILDER(dataset="ifqa", parameters=Parameters(), seed=0)
    bad = [{"idx": 7, "question": "If x, y?", "answers": "x", "context": ["x"]}]
    with pytest.raises(IrrealisError, match="record 1") as error:
        list(builder.read(BytesIO(json.dumps(bad).encode()), source="train.json"))
    assert "answers" in str(error.value)
    assert "7" in str(error.value)


def test_a_question_of_two_splits_stays_in_the_one_for_evaluation(sample: Build) -> None:
    [(where, name)] = [
        (row["detail"], row["original_id"])
        for row in read_rows(sample.folder, sample.record, config="rejects", split="train")
        if "validation" in row["detail"]
    ]
    assert where == "an earlier record of split validation has it"
    kept = read_rows(sample.folder, sample.record, config="native", split="validation")
    assert name in {row["original_id"] for row in kept}


def test_it_may_not_be_published_and_says_why_it_has_no_pairs() -> None:
    manifest = load_manifest("ifqa", root=ROOT)
    assert manifest.redistribution == "unknown"
    assert manifest.license == "unknown"
    assert manifest.no_pairs
    assert manifest.main == "native"


def test_the_gold_labels_are_of_the_questions_that_were_drawn_and_hold_no_text() -> None:
    for number, (split, *_) in enumerate(DRAWS):
        drawn = [one for one in GOLD if one["draw"] == number]
        assert [one["idx"] for one in drawn] == draw(number)
        assert {one["split"] for one in drawn} == {split}
    labels = {*FORMS, *KINDS, *ANSWER_TYPES, "train", "validation"}
    for one in GOLD:
        assert {value for key, value in one.items() if isinstance(value, str)} - labels == {
            one["original_id"]
        }
        assert len(one["original_id"]) == 16


def test_the_evaluation_counts_what_agrees(sample: Build, tmp_path: Path) -> None:
    manifest = load_manifest("ifqa", root=ROOT)
    with pytest.raises(IrrealisError, match=r"no question of gold\.jsonl is in the build"):
        evaluate(sample.folder, manifest=manifest)
    with pytest.raises(IrrealisError, match="people wrote these questions"):
        evaluate(sample.folder, manifest=manifest, fluent=1)
    first, second, *_ = read_rows(sample.folder, sample.record, config="native", split="train")
    gold = [
        {
            "draw": 0,
            **{key: row[key] for key in ("idx", "original_id", "form", "kind", "answer_type")},
            **{key: [row[key]["start"], row[key]["end"]] for key in ("antecedent", "consequent")},
        }
        for row in (first, second)
    ]
    gold[1]["kind"] = "other"
    gold[1]["antecedent"] = [0, 1]
    (tmp_path / "gold.jsonl").write_text("".join(json.dumps(one) + "\n" for one in gold))
    manifest._folder = tmp_path
    table, by_kind, holdings, _ = evaluate(sample.folder, manifest=manifest).tables
    assert {line[0]: line[1] for line in table.rows} == {
        "antecedent": 0.5,
        "consequent": 1.0,
        "both spans": 0.5,
        "form": 1.0,
        "kind": 0.5,
        "answer_type": 1.0,
    }
    assert ("change_undone", 0, 1, 0.0, None) in by_kind.rows
    assert ("questions", 8, 10, 31) in holdings.rows


def _named(name: str, _: Copy) -> Names:
    return [name]


@pytest.mark.slow
def test_no_value_of_any_row_of_the_sample_can_change_unnoticed(
    sample: Build, tmp_path: Path
) -> None:
    """As test_mutations, which looks at the first row alone: one row of each kind."""
    manifest = ungated("ifqa")
    split = "train"
    path = sample.folder / sample.record.configs["native"][split].shards[0]
    schema = pq.read_schema(path)
    rows = pq.read_table(path).to_pylist()
    picks = {row["kind"]: n for n, row in enumerate(rows)}
    missed = []
    with schemas_checked_once():
        for pick in picks.values():
            for column in ("antecedent", "consequent", "form", "kind", "cue", "answer_type",
                           "matches", "arithmetic"):  # fmt: skip
                kind = schema.field(column).type
                for number, value in enumerate(values(rows[pick][column], kind, (column,))):
                    if value.kind == "null" and len(value.path) > 1:
                        continue  # the schema's, and caught in the first row
                    copy = Copy(sample.folder, tmp_path / f"{pick}-{column}-{number}", split=split)
                    row = copy.rows("native")[pick]
                    change(*value.path, to=value.to)(row)
                    mutation = Mutation(value.name, "native", partial(_named, row["id"]))
                    if caught(copy, mutation, manifest) is None:
                        missed.append((rows[pick]["question"], value))
    assert not missed


@pytest.fixture(scope="module")
def upstream(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Build]:
    """The build of upstream's validation and train."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IRREALIS_MIRROR", str(mirror))
        yield build(
            "ifqa",
            root=ROOT,
            inputs="upstream",
            splits=["validation", "train"],
            out=tmp_path_factory.mktemp("upstream") / "build",
        )


@pytest.mark.slow
def test_the_known_issues_are_what_a_build_of_upstream_finds(upstream: Build) -> None:
    entries = yaml.safe_load((FOLDER / "known_issues.yaml").read_text(encoding="utf-8"))
    known = {
        (entry["split"], entry["kind"]): [int(idx) for idx in entry["questions"].split(", ")]
        for entry in entries
        if isinstance(entry, dict)
    }
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    counts: defaultdict[tuple[str, str], int] = defaultdict(int)
    for split in ("validation", "train"):
        for row in read_rows(upstream.folder, upstream.record, config="rejects", split=split):
            if row["reason"] == "no-single-step":
                found[split, row["reason"]].append(int(row["detail"].split()[1].rstrip(":")))
            else:
                kind = "in-two-splits" if "validation" in row["detail"] else "repeated"
                counts[split, kind] += 1
        kept = read_rows(upstream.folder, upstream.record, config="native", split=split)
        missing = set(range(upstream.record.counts[split].records)) - {row["idx"] for row in kept}
        said = {*known.get((split, "repeated"), ()), *known.get((split, "in-two-splits"), ())}
        assert missing == said
    assert {key: sorted(ids) for key, ids in found.items()} == {
        key: ids for key, ids in known.items() if key[1] == "no-single-step"
    }
    assert counts == {
        key: len(ids) for key, ids in known.items() if key[1] in ("repeated", "in-two-splits")
    }


@pytest.mark.slow
def test_the_annotator_keeps_to_the_labels_by_hand(upstream: Build) -> None:
    tables = evaluate(upstream.folder, manifest=load_manifest("ifqa", root=ROOT)).tables
    for name, *shares in tables[0].rows:
        least = {"kind": 0.85, "answer_type": 0.9}.get(str(name), 0.97)
        assert all(isinstance(share, float) and share >= least for share in shares), name
