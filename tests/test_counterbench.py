"""counterbench: wrong answers stay out of the pairs, and no word of a row changes unnoticed."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from irrealis.builders.families.worlds import causes as first
from irrealis.builders.families.worlds.scm import Term
from irrealis.schemas.counterbench import CounterBenchAudit
from irrealis.schemas.families.worlds import causes as second
from irrealis.schemas.families.worlds.reading import UnreadableError

from irrealis.build import Build, build, load_builder, read_rows
from irrealis.errors import IrrealisError
from irrealis.store import BuildRecord

NAME = "counterbench"
SAMPLE = Path(__file__).parent.parent / "datasets" / NAME / "sample" / f"{NAME}.jsonl"
RECORD = cast("BuildRecord", SimpleNamespace(dataset=NAME, counts={}))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    root = Path(__file__).parent.parent
    return build(NAME, root=root, out=tmp_path_factory.mktemp("bench") / "out")


def _rows(made: Build, config: str) -> list[dict[str, Any]]:
    return list(read_rows(made.folder, made.record, config=config, split="test"))


def _failures(row: dict[str, Any], config: str = "pairs") -> list[Any]:
    """What the audit holds against a row, but that upstream's row has other words."""
    audit = CounterBenchAudit(RECORD, "test")
    return [failure for failure in audit.see(config, row) if failure.kind != "native"]


def _sub(pattern: str, to: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, to, text, count=1)


# name, field, and a change of its words alone; a change that leaves a text alone is passed over
MUTATIONS: list[tuple[str, str, Callable[[str], str]]] = [
    ("negation dropped from a rule", "given_info", _sub(r"not (?=[A-Z]\w+ (?:and|cause))", "")),
    ("negation put before an effect", "given_info", _sub(r"causes (?=[A-Z])", "causes not ")),
    ("or for and", "given_info", _sub(r"(?<=[a-z]) and (?=[A-Z]\w+ together)", " or ")),
    ("and for or", "given_info", _sub(r" or ", " and ")),
    ("an arrow turned", "given_info", _sub(r"([A-Z]\w+) causes ([A-Z]\w+)", r"\2 causes \1")),
    ("a cause renamed", "given_info", _sub(r"Gribb", "Zarf")),
    ("a rule left out", "given_info", _sub(r", [^,.]+(?=\.)", "")),
    ("may cause", "given_info", _sub(r" causes ", " may cause ")),
    ("an observation left out", "given_info", _sub(r" We observed [^.]*", " ")),
    ("an observation turned", "given_info", _sub(r"observed (?=[A-Z])", "observed not ")),
    ("negation dropped from the change", "question", _sub(r"if not ", "if ")),
    ("negation dropped from the assumption", "question", _sub(r"Assume not ", "Assume ")),
    ("another event changed", "question", _sub(r"not Gribb(?! instead)", "not Zarf")),
    ("another event asked about", "question", _sub(r"Would \w+", "Would Zarf")),
    ("instead of another", "question", _sub(r"instead of \w+", "instead of Zarf")),
    ("could for would", "question", _sub(r"Would", "Could")),
    ("the second change left out", "question", _sub(r"if not \w+ and ", "if ")),
]


@pytest.mark.parametrize(
    ("field", "change"), [m[1:] for m in MUTATIONS], ids=[m[0] for m in MUTATIONS]
)
def test_a_change_of_wording_alone_is_caught(
    made: Build, field: str, change: Callable[[str], str]
) -> None:
    changed = 0
    for row in _rows(made, "pairs"):
        text = change(row["counterfactual"][field])
        if text == row["counterfactual"][field]:
            continue
        changed += 1
        sides = ("original", "counterfactual") if field == "given_info" else ("counterfactual",)
        broken = {**row, **{side: {**row[side], field: text} for side in sides}}
        assert _failures(broken), text
    assert changed


def test_untouched_rows_pass_and_every_record_is_accounted_for(made: Build) -> None:
    assert not [one for row in _rows(made, "pairs") for one in _failures(row)]
    assert not [one for row in _rows(made, "errata") for one in _failures(row, "errata")]
    assert made.report.metrics["test"]["upstream.rows"] == 19
    reasons = {row["original_id"]: row["reason"] for row in _rows(made, "rejects")}
    assert len(reasons) + len(_rows(made, "pairs")) == 19
    errata = {row["question_id"]: row["reason"] for row in _rows(made, "errata")}
    assert errata.items() <= reasons.items()
    assert {*reasons.values()} - {*errata.values()} == {"not-covered", "unknown-event"}


@pytest.mark.parametrize("side", ["original", "counterfactual"])
def test_a_wrong_answer_is_caught(made: Build, side: str) -> None:
    wrong = {"yes": "no", "no": "yes", "open": "yes"}
    for row in _rows(made, "pairs"):
        assert _failures({**row, f"label_{side}": wrong[row[f"label_{side}"]]})


def test_an_erratum_says_why(made: Build) -> None:
    found = {row["reason"]: row for row in _rows(made, "errata")}
    assert found["circle"]["derivation"] in (["Mulk <- Pesk <- Mulk"], ["Pesk <- Mulk <- Pesk"])
    assert found["impossible-observation"]["derivation"] == ["never Mulk"]
    assert found["wrong-answer"]["derivation"] == ["not Gribb", "not Tavo", "not Mulk", "not Renna"]
    assert found["open-answer"]["right_answer"] == "open"
    for row in found.values():
        other = {**row, "derivation": ["Mulk <- Tavo <- Mulk"]}
        assert _failures(other, "errata")


def test_a_wrong_answer_of_upstream_is_an_erratum(root: Path, tmp_path: Path) -> None:
    lines = SAMPLE.read_text("utf-8").splitlines()
    turned = {"yes": "no", "no": "yes"}
    records = [json.loads(line) for line in lines[:11]]
    for record in records:
        record["answer"] = turned[record["answer"]]
    path = tmp_path / "turned.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    builder = load_builder(NAME, dataset=NAME, parameters={}, seed=0)
    with path.open("rb") as stream:
        for record in builder.read(stream, source="turned.jsonl"):
            rows = list(builder.edit(record, context=None, rng=cast("Any", None)))
            assert [getattr(row, "config", None) for row in rows] == ["native", "errata", None]
    assert root.is_dir()


def test_effects_in_a_list_belong_to_the_clause_before_it() -> None:
    text = "We know that Ab and not Cd together cause Ef, not Gh, and Ij, Ef or Gh causes Kl."
    rules = [str(rule) for rule in first.read_info(text).rules]
    assert rules == [
        "Ef = and(Ab, not Cd)",
        "Gh = or(not Ab, Cd)",
        "Ij = and(Ab, not Cd)",
        "Kl = or(Ef, Gh)",
    ]
    assert [str(equation) for equation in second.read_info(text)[0]] == rules


@pytest.mark.parametrize(
    "text",
    [
        "We know that Ab causes Cd",
        "We know that Ab or Cd and Ef causes Gh.",
        "We know that Ab sometimes causes Cd.",
        "We know that ab causes Cd.",
        "We know that Ab causes Cd. We observed Cd. Perhaps.",
        "Ab causes Cd.",
        "",
    ],
)
def test_neither_grammar_guesses(text: str) -> None:
    with pytest.raises(first.NotCovered):
        first.read_info(text)
    with pytest.raises(UnreadableError):
        second.read_info(text)


def test_the_factual_question_sets_the_opposite() -> None:
    asked = "Assume not Ab, and based on this assumption, further suppose not Cd. Would Ef occur?"
    assert first.factual_question(asked) == asked.replace("not ", "")
    assert first.read_question(asked) == ("Ef", (Term("Ab", False), Term("Cd", False)))


@pytest.mark.parametrize(
    ("field", "value"),
    [("answer", "maybe"), ("answer", None), ("question_id", "7"), ("meta", []), ("question", "")],
)
def test_a_record_that_is_not_upstreams_is_refused_by_line_and_field(
    field: str, value: object
) -> None:
    record = json.loads(SAMPLE.read_text("utf-8").splitlines()[0])
    data = json.dumps({**record, field: value}).encode()
    builder = load_builder(NAME, dataset=NAME, parameters={}, seed=0)
    with pytest.raises(IrrealisError, match=rf"field {field}: x.jsonl, line 1"):
        list(builder.read(io.BytesIO(data), source="x.jsonl"))
