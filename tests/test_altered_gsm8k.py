"""altered-gsm8k: sums are read with the usual ranks of signs, and what is left out has a reason."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from irrealis.builders.altered_gsm8k import LONGEST, NotCovered, Sum, read_sum
from irrealis.builders.families.rules.arithmetic import USUAL, numerals, value
from irrealis.schemas.altered_gsm8k import AlteredGsm8kAudit

from irrealis.build import Build, build, load_builder, read_rows
from irrealis.errors import IrrealisError
from tests.wording import ROOT, Mutation, Pair, bumped, failures, missed, sub, swap

NAME = "altered-gsm8k"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(NAME, root=ROOT, out=tmp_path_factory.mktemp(NAME) / "out")


@pytest.fixture(scope="module")
def rows(done: Build) -> list[Pair]:
    return list(read_rows(done.folder, done.record, config="pairs", split="test"))


@pytest.mark.parametrize(
    ("marked", "numbers", "result"),
    [
        ("16-3-4=9", ["16", "3", "4"], 9),
        ("3*27+19=100", ["3", "27", "19"], 100),
        ("2+3*4=14", ["2", "3", "4"], 14),
        ("(120-35)+2*12=109", ["120", "35", "2", "12"], 109),
        ("10*2 = 20.00", ["10", "2"], 20),
        ("05*3=15", ["5", "3"], 15),
    ],
)
def test_a_sum_is_read_as_it_is_worked_out(marked: str, numbers: list[str], result: int) -> None:
    expression = read_sum(marked)
    assert numerals(expression) == numbers
    assert value(expression, USUAL) == result


@pytest.mark.parametrize(
    ("marked", "reason"),
    [
        ("64/2=32", "division"),
        ("80*25%=20", "percentage"),
        ("2.5*4=10", "decimals"),
        ("17=17", "no-sum"),
        ("+8=8", "no-sum"),
        ("2*-3=-6", "no-sum"),
        ("2**9=512", "no-sum"),
        ("(((=1", "no-sum"),
        ("3*x=12", "other-signs"),
        ("3*4=13", "wrong-result"),
        ("3*4", "other-signs"),
        ("3*4=1/0", "wrong-result"),
        ("1+1+1+1+1+1+1+1+1=9", "too-many-numbers"),
        (f"{'(' * LONGEST}1+1", "too-long"),
        ("12345678+1=12345679", "no-sum"),
    ],
)
def test_what_is_no_sum_of_whole_numbers_has_a_reason(marked: str, reason: str) -> None:
    with pytest.raises(NotCovered) as caught:
        read_sum(marked)
    assert caught.value.reason == reason


def test_what_was_left_out_of_the_sample_is_counted(done: Build) -> None:
    assert done.record.counts["test"].rejects == {
        "decimals": 1,
        "division": 1,
        "no-sum": 1,
        "percentage": 1,
        "repeated": 1,
        "wrong-result": 1,
    }


MUTATIONS = [
    Mutation("a number of the question changed", "question", sub(r"\d+", bumped), least=3),
    Mutation("a result that is shown changed", "rule", sub(r"(?<== )-?\d+", bumped), least=2),
    Mutation("usual for unusual", "rule", swap("usual", "unusual"), least=2),
    Mutation("the rule left out", "rule", lambda text: text.rpartition(". ")[2], least=3),
]


@pytest.mark.parametrize("one", MUTATIONS, ids=[one.name for one in MUTATIONS])
def test_a_change_of_wording_alone_is_caught(rows: list[Pair], one: Mutation) -> None:
    assert missed(AlteredGsm8kAudit, NAME, rows, one) == []


def test_rows_pass_and_a_wrong_answer_does_not(rows: list[Pair]) -> None:
    for row in rows:
        assert failures(AlteredGsm8kAudit, NAME, row) == []
        for side in ("label_original", "label_counterfactual"):
            assert failures(AlteredGsm8kAudit, NAME, {**row, side: row[side] + 1})


@pytest.mark.parametrize("answer", [None, 17, ["3"]])
def test_a_file_of_another_format_is_refused(answer: object) -> None:
    builder = load_builder("altered_gsm8k", dataset=NAME, parameters={}, seed=0)
    line = json.dumps({"question": "How many?", "answer": answer}).encode()
    with pytest.raises(IrrealisError, match="line 1: not as upstream's rows are"):
        list(builder.read(io.BytesIO(line), source="test.jsonl"))


def test_a_sum_is_named_by_its_line_and_place(tmp_path: Path) -> None:
    builder = load_builder("altered_gsm8k", dataset=NAME, parameters={}, seed=0)
    path = tmp_path / "test.jsonl"
    path.write_text(json.dumps({"answer": "It is <<2*3=6>>6 and <<6+1=7>>7."}) + "\n")
    with path.open("rb") as stream:
        found = list(builder.read(stream, source=path.name))
    assert found == [Sum(1, 1, "2*3=6"), Sum(1, 2, "6+1=7")]
    assert [builder.original_id(each) for each in found] == ["1.1", "1.2"]
