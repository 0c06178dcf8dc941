"""Edits of facts: what makes no case, and that no word of a case can change unnoticed."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from irrealis.builders.families.facts import tables
from irrealis.builders.families.facts.index import names
from irrealis.builders.families.facts.pararel import Triple, read_triples
from irrealis.schemas.families.facts.audit import CasesAudit
from irrealis.schemas.families.facts.edits import EditsAudit
from irrealis.schemas.families.facts.kinds import exclusive, may_be, one_kind
from irrealis.schemas.families.facts.reading import PROPERTIES, readings

from irrealis.build import Build, build, read_rows
from irrealis.check.audit import load_audit
from irrealis.errors import IrrealisError
from irrealis.manifest import load_manifest
from irrealis.store import BuildRecord
from tests.wording import Rows, changed, kinds, rows_of

ROOT = Path(__file__).parent.parent
NAME = "counterfact-style"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(NAME, root=ROOT, out=tmp_path_factory.mktemp("facts") / "out")


@pytest.fixture(scope="module")
def rows(made: Build) -> Rows:
    return rows_of(made, "native", "pairs", "probes", "rejects")


def _both(change: Callable[[str], str]) -> Callable[[Rows], None]:
    def apply(rows: Rows) -> None:
        for side in ("original", "counterfactual"):
            rows["pairs"][0][side]["text"] = change(rows["pairs"][0][side]["text"])

    return apply


def _probe(sort: str, change: Callable[[dict[str, Any]], None]) -> Callable[[Rows], None]:
    def apply(rows: Rows) -> None:
        old = rows["pairs"][0]["label_original"]
        group = [row for row in rows["probes"] if row["group"] == rows["pairs"][0]["group"]]
        found = {
            "paraphrase": [row for row in group if row["role"] == "paraphrase"],
            "neighbor": [
                row for row in group if row["role"] == "locality" and row["answer_after"] == old
            ],
            "attribute": [
                row for row in group if row["role"] == "locality" and row["answer_after"] != old
            ],
        }
        change(found[sort][0])

    return apply


def _set(**values: str) -> Callable[[dict[str, Any]], None]:
    return lambda row: row.update(values)


def _exclusive(rows: Rows, *, said: bool) -> None:
    facts = [row["evidence"]["facts"] for row in rows["pairs"]]
    next(each for each in facts if each["exclusive"] != said)["exclusive"] = said


def _new_object(name: str) -> Callable[[Rows], None]:
    def apply(rows: Rows) -> None:
        pair = rows["pairs"][0]
        old = pair["label_counterfactual"]
        pair["label_counterfactual"] = name
        pair["counterfactual"]["text"] = pair["counterfactual"]["text"].replace(old, name)
        pair["intervention"][0]["to"] = pair["evidence"]["facts"]["target_new"] = name

    return apply


MUTATIONS = {
    "another subject": _both(lambda text: text.replace("Ada", "Ida")),
    "another subject that is known": _both(
        lambda text: text.replace("Ada Abendroth", "Bruno Brillat")
    ),
    "another property": _both(lambda text: f"The native language of {text}"),
    "no wording": _both(lambda text: text.replace(" in ", " near ").replace(" is ", " of ")),
    "a negated statement": _both(
        lambda text: text.replace(" is ", " is not ").replace(" was ", " was not ")
    ),
    "a new object of another kind": _new_object("Dutch"),
    "a new object that is unknown": _new_object("Tromsburg"),
    "another name of the old object": _new_object("Wien"),
    "a paraphrase about another": _probe(
        "paraphrase", lambda row: row.update(prompt="Bruno Brillat was born in")
    ),
    "a paraphrase of another property": _probe(
        "paraphrase",
        lambda row: row.update(prompt="The first language that Ada Abendroth learned was"),
    ),
    "a paraphrase with another answer": _probe("paraphrase", _set(answer_after="Oslo")),
    "a neighbor with another object": _probe(
        "neighbor", lambda row: row.update(prompt="Bruno Brillat was born in")
    ),
    "a neighbor nobody knows": _probe(
        "neighbor", lambda row: row.update(prompt="Nobody at all was born in")
    ),
    "the subject as its own neighbor": _probe(
        "neighbor", lambda row: row.update(prompt="Ada Abendroth was born in")
    ),
    "a neighbor that names its object": _probe(
        "neighbor", lambda row: row.update(prompt="Petra Vienna was born in")
    ),
    "an attribute without the new object": _probe(
        "attribute", lambda row: row.update(prompt="Carla Corvaux was born in")
    ),
    "a probe less": lambda rows: rows["probes"].pop(),
    "a triple that nothing became of": lambda rows: rows["rejects"].pop(),
    "a fact that is not so": lambda rows: rows["native"][0].update(object="Paris"),
    "a fact said to be the only one of its subject": lambda rows: _exclusive(rows, said=True),
    "a fact said to be one of several": lambda rows: _exclusive(rows, said=False),
    "the edit of a fact twice": lambda rows: rows["pairs"].append(
        {**rows["pairs"][0], "id": "0" * 16, "group": "0" * 16}
    ),
}


def test_nothing_is_wrong_with_the_sample(rows: Rows, made: Build) -> None:
    assert kinds(EditsAudit(made.record, "train"), rows) == set()


@pytest.mark.parametrize("change", MUTATIONS.values(), ids=list(MUTATIONS))
def test_words_cannot_change_unnoticed(
    change: Callable[[Rows], None], rows: Rows, made: Build
) -> None:
    assert kinds(EditsAudit(made.record, "train"), changed(rows, change))


@pytest.fixture(scope="module")
def plus(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build("counterfact-plus", root=ROOT, out=tmp_path_factory.mktemp("plus") / "out")


def test_counterfact_plus_has_the_same_edits(plus: Build, rows: Rows) -> None:
    pairs = read_rows(plus.folder, plus.record, config="pairs", split="train")
    assert [row["counterfactual"] for row in pairs] == [
        row["counterfactual"] for row in rows["pairs"]
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "It is said that "),
        (". ", ", "),
        ("Paris", "Lisbon"),
        ("Ada", "Ida"),
        (" was ", " was not "),
        ("born", "hidden"),
    ],
)
def test_a_probe_of_counterfact_plus_states_the_edit(before: str, after: str, plus: Build) -> None:
    rows: Rows = {
        config: list(read_rows(plus.folder, plus.record, config=config, split="train"))
        for config in ("native", "pairs", "probes", "rejects")
    }
    probe = next(row for row in rows["probes"] if before in row["prompt"])
    probe["prompt"] = probe["prompt"].replace(before, after, 1)
    audit = load_audit(load_manifest("counterfact-plus", root=ROOT))(plus.record, "train")
    assert any(list(audit.see(config, row)) for config, of in rows.items() for row in of)


def test_every_kind_of_reject_is_in_the_sample(made: Build) -> None:
    assert made.record.counts["train"].rejects == {
        "few-neighbors": 1,
        "many-objects": 1,
        "object-in-subject": 1,
        "repeated-fact": 1,
        "several-objects": 2,
        "subject-edited": 1,
        "unknown-kind": 1,
        "wrong-kind": 1,
    }


def test_two_tables_of_kinds_agree() -> None:
    known = sorted(tables._objects())
    for one in known:
        for other in known:
            assert one_kind(one, other) == (tables.kind_of(one) == tables.kind_of(other))


def test_an_object_must_be_of_a_kind_that_the_relation_has() -> None:
    for relation, of in tables.relations().items():
        for name in tables._objects():
            assert tables.fits(relation, name) == may_be(of.property, name), (relation, name)
    assert not tables.fits("P108", "Amsterdam")


def test_every_wording_is_read_as_its_own_property() -> None:
    for relation, of in tables.relations().items():
        assert PROPERTIES[relation] == of.property
        for wording in (*of.ours, *of.pararel):
            prompt = wording.replace(tables.SUBJECT, "Nora Quist")
            asked = readings(prompt)
            assert (asked[0].property, asked[0].subject) == (of.property, "Nora Quist"), prompt


def test_two_tables_agree_on_what_a_subject_has_one_of() -> None:
    for of in tables.relations().values():
        assert exclusive(of.property) == (of.property not in tables.several())
    assert all(tables.several().values())


def test_a_fact_of_which_there_may_be_several_is_not_made_false(rows: Rows, made: Build) -> None:
    (pair, *_) = shared = [
        row for row in rows["pairs"] if not row["evidence"]["facts"]["exclusive"]
    ]
    assert {row["evidence"]["facts"]["relation"] for row in shared} == {"P1412"}
    found = kinds(CasesAudit(made.record, "train"), {**rows, "pairs": [pair]})
    assert "excluded" in found


def test_a_subject_has_one_edit(rows: Rows, made: Build) -> None:
    changed_rows = changed(rows, lambda _: None)
    edited = {row["evidence"]["facts"]["relation"]: row for row in changed_rows["pairs"]}
    known = {row["id"]: row for row in changed_rows["native"]}
    fact, same = (known[edited[relation]["original_id"]] for relation in ("P103", "P19"))
    for side in ("original", "counterfactual"):
        text = edited["P103"][side]["text"]
        edited["P103"][side]["text"] = text.replace(fact["subject"], same["subject"])
    fact["subject"] = same["subject"]
    assert "conflict" in kinds(EditsAudit(made.record, "train"), changed_rows)


def test_a_subject_in_small_letters_begins_no_sentence() -> None:
    read = _read("P127.jsonl", {"uuid": "1", "sub_label": "waffle", "obj_label": "Apple"})
    (triple,) = cast("list[Triple]", list(read))
    assert triple.wordings
    assert not any(wording.startswith("[X]") for wording in triple.wordings)
    read = _read("P127.jsonl", {"uuid": "1", "sub_label": "iTunes", "obj_label": "Apple"})
    assert any("[X] is the property of" in one.wordings for one in cast("list[Triple]", list(read)))


def test_no_relation_is_both_edited_and_refused() -> None:
    assert not set(tables.relations()) & set(tables.unused())


@pytest.mark.parametrize(
    ("name", "text"),
    [("Paris", "Parisian Nights"), ("France", "a French clock"), ("Mumbai", "Bombay Dyeing")],
)
def test_a_subject_names_an_object_by_any_of_its_names(name: str, text: str) -> None:
    assert names(name, text)
    assert not names(name, "Nora Quist")


def _read(name: str, *records: dict[str, object]) -> Iterator[object]:
    lines = "\n".join(json.dumps(record) for record in records).encode()
    return read_triples([(name, io.BytesIO(lines))])


def test_a_record_without_a_subject_is_refused_by_line_and_field() -> None:
    with pytest.raises(IrrealisError, match=r"P19\.jsonl, line 1") as caught:
        list(_read("P19.jsonl", {"uuid": "1", "sub_label": " ", "obj_label": "Paris"}))
    assert "sub_label" in str(caught.value)


def test_a_file_must_be_named_for_its_relation() -> None:
    with pytest.raises(IrrealisError, match="says its relation"):
        list(_read("facts.jsonl", {"uuid": "1", "sub_label": "a", "obj_label": "b"}))


def test_a_limited_build_takes_facts_that_it_does_not_know_as_right(rows: Rows) -> None:
    record = cast(
        "BuildRecord",
        SimpleNamespace(
            dataset=NAME, limit=1, parameters={"paraphrases": 2, "neighbors": 10, "attributes": 10}
        ),
    )
    group = rows["pairs"][0]["group"]
    first: Rows = {
        "native": rows["native"][:1],
        "pairs": rows["pairs"][:1],
        "probes": [row for row in rows["probes"] if row["group"] == group],
    }
    assert kinds(EditsAudit(record, "train"), first) == set()
