"""Scores of predictions, against cases worked out by hand, and files that must be refused."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from math import asin, exp, pi, sqrt
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pandera.polars as pa
import polars as pl
import pytest
from click.testing import CliRunner

from irrealis.build import build
from irrealis.cli import main
from irrealis.contract import Pair
from irrealis.errors import IrrealisError
from irrealis.export import export
from irrealis.inputs import zip_members
from irrealis.score import Score, score, write_page
from irrealis.score.counting import mcnemar
from irrealis.score.formulas import cohens_d, cohens_h, exact_match, icace_errors, token_f1
from irrealis.store import open_folder
from tests.copies import ROOT
from tests.pairs import pair, write_pairs, write_rows
from tests.toys import HOMES

# Two contrast sets: `a` with two counterfactuals, one of which keeps the label, and `b` with one.
A1 = pair("a", "It was good.", ("good", "bad"), labels=("pos", "neg"))
A2 = pair("a", "It was good.", ("good", "great"), labels=("pos", "pos"))
B1 = pair("b", "Poor soup.", ("Poor", "Fine"), labels=("neg", "pos"))
PAIRS = [A1, A2, B1]


def binomial(first: int, second: int) -> float:
    """The p of scipy's exact test; to import it takes a second, and most tests need none."""
    from scipy.stats import binomtest

    return float(binomtest(first, first + second).pvalue)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pairs(tmp_path / "made", {"test": PAIRS})


def said(path: Path, records: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def sides(*labels: tuple[Pair, Any, Any]) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "side": side, "label": label}
        for one, before, after in labels
        for side, label in (("original", before), ("counterfactual", after))
    ]


RIGHT = sides((A1, "pos", "neg"), (A2, "pos", "pos"), (B1, "neg", "pos"))


def figures(found: Score, part: str = "", split: str = "test") -> dict[str, Any]:
    return found.figures[part][split]


def test_pairs_by_hand(folder: Path, tmp_path: Path) -> None:
    # a: the original is right, one counterfactual is; b: the original is wrong, its twin right
    records = sides((A1, "pos", "pos"), (A2, "pos", "pos"), (B1, "pos", "pos"))
    found = score(open_folder(folder), said(tmp_path / "predictions.jsonl", records))
    assert found.task == "labels"
    assert figures(found) == {
        "pairs": 3,
        "without_label": 0,
        "without_prediction": 0,
        "accuracy_original": 1 / 2,  # of two originals, though one is in two pairs
        "accuracy_counterfactual": 2 / 3,
        "accuracy_drop": pytest.approx(-1 / 6),
        "cohens_h": pytest.approx(2 * (asin(sqrt(1 / 2)) - asin(sqrt(2 / 3)))),
        "both_right": 1 / 3,
        "contrast_consistency": 0,
        "flip_agreement": 1 / 3,  # A2 alone, where neither changes
        "flip_rate": 0,  # of A1 and B1
        "keep_rate": 1,  # of A2
        "consistency": 1 / 2,  # A1 and A2 have a right original, A2 a right counterfactual
    }
    assert found.wrong[""]["test"] == [A1.id, B1.id]
    shown = figures(score(open_folder(folder), said(tmp_path / "right.jsonl", RIGHT)))
    none = ("without_label", "without_prediction", "accuracy_drop", "cohens_h")
    assert [shown.pop(name) for name in none] == [0, 0, 0, 0]
    assert shown == {"pairs": 3, **dict.fromkeys(list(shown)[1:], 1)}


def test_rows_of_native_mix_stand_for_the_sides_with_their_texts(
    folder: Path, tmp_path: Path
) -> None:
    texts = {"a": "It was good.", "a1": "It was bad.", "a2": "It was great.", "b": "Poor soup."}
    rows = [{"id": key, "review": text} for key, text in texts.items()]
    rows += [{"id": "b1", "review": "Fine soup."}, {"id": "alone", "review": "Nobody edits me."}]
    schema = pa.DataFrameSchema({"id": pa.Column(pl.String), "review": pa.Column(pl.String)})
    write_rows(folder, "native_mix", "test", rows, schema)
    labels = {"a": "pos", "a1": "neg", "a2": "pos", "b": "neg", "b1": "neg", "alone": "pos"}
    records = [{"id": key, "label": label} for key, label in labels.items()]
    found = score(open_folder(folder), said(tmp_path / "predictions.jsonl", records))
    assert figures(found)["accuracy_original"] == 1
    assert figures(found)["accuracy_counterfactual"] == 2 / 3
    assert found.notes == ("1 predictions are for rows of native_mix that are in no pair.",)


def test_a_prediction_that_names_no_side_is_refused_with_what_it_needs(
    folder: Path, tmp_path: Path
) -> None:
    wide = said(
        tmp_path / "wide.jsonl", [{"id": A1.id, "original": "pos", "counterfactual": "neg"}]
    )
    with pytest.raises(IrrealisError) as caught:
        score(open_folder(folder), wide)
    assert str(caught.value).splitlines()[1:3] == [
        "  expected: id, side (original or counterfactual) and label in each",
        "  found:    id, original, counterfactual",
    ]
    assert "wide.jsonl: a prediction does not name the side" in str(caught.value)


def test_parts_of_a_label_are_scored_one_by_one(tmp_path: Path) -> None:
    def label(stars: str | None, food: str) -> dict[str, Any]:
        return {"stars": stars, "food": {"majority": food, "votes": 3}}

    kind = pl.Struct(
        {
            "stars": pl.String(),
            "food": pl.Struct({"majority": pl.String(), "votes": pl.Int64()}),
        }
    )
    one = pair("a", "It was good.", ("good", "bad"), labels=(label("5", "+"), label("1", "tie")))
    two = pair("b", "Poor soup.", ("Poor", "Fine"), labels=(label(None, "-"), label("4", "+")))
    folder = open_folder(write_pairs(tmp_path / "made", {"test": [one, two]}, label=kind))
    records = [
        {"id": p.id, "side": side, "label": {"stars": "5", "food": {"majority": "+"}}}
        for p in (one, two)
        for side in ("original", "counterfactual")
    ]
    found = score(folder, said(tmp_path / "predictions.jsonl", records), ignore=["tie"])
    stars = figures(found, "stars")
    assert (stars["pairs"], stars["without_label"], stars["both_right"]) == (1, 1, 0)
    food = figures(found, "food.majority")
    assert (food["pairs"], food["accuracy_original"], food["accuracy_counterfactual"]) == (1, 0, 1)
    records[3]["label"] = {"stars": "5"}  # of the second pair, food is said of one side only
    found = score(folder, said(tmp_path / "predictions.jsonl", records), ignore=["tie"])
    assert figures(found, "stars")["without_prediction"] == 0
    food = figures(found, "food.majority")
    assert (food["pairs"], food["without_label"], food["without_prediction"]) == (0, 1, 1)
    for record in records:
        record["label"] = {"drinks": "5"}
    with pytest.raises(IrrealisError, match="no label of the data has a part drinks") as caught:
        score(folder, said(tmp_path / "predictions.jsonl", records))
    assert "food.majority, food.votes, stars" in str(caught.value)


def test_a_label_that_the_data_never_has_is_an_error(folder: Path, tmp_path: Path) -> None:
    records = sides((A1, "pos", "Neg"), (A2, "pos", "pos"), (B1, "neg", "pos"))
    path = said(tmp_path / "predictions.jsonl", records)
    with pytest.raises(IrrealisError, match=r'line 2: .*\(did you mean "neg"\?\)') as caught:
        score(open_folder(folder), path)
    assert "expected: neg, pos" in str(caught.value)
    found = score(open_folder(folder), path, others="wrong")
    assert figures(found)["accuracy_counterfactual"] == 2 / 3
    assert found.notes == (
        "predictions.jsonl: 1 predictions are no label of the data and count as wrong, "
        'such as "Neg".',
    )


def test_answers_are_compared_as_squad_does() -> None:
    assert exact_match("  The EURO. ", ["yen", "euro"])
    assert not exact_match("euros", ["euro"])
    assert token_f1("a fixed exchange rate", ["fixed exchange rate system"]) == pytest.approx(6 / 7)
    assert token_f1("the", ["an"]) == 1  # nothing is left of either
    assert token_f1("the", ["euro"]) == 0
    assert token_f1("rate rate", ["rate"]) == pytest.approx(
        2 / 3
    )  # a word counts as often as it is


def test_answers_of_pairs_by_hand(tmp_path: Path) -> None:
    one = pair("a", "Who won?", ("won", "lost"), labels=(["Ann Lee", "Lee"], ["Bo"]))
    folder = write_pairs(tmp_path / "made", {"test": [one]}, label=pl.List(pl.String()))
    records = sides((one, "the Lee", "Ann Bo"))
    found = score(open_folder(folder), said(tmp_path / "predictions.jsonl", records))
    assert found.task == "answers"
    shown = figures(found)
    assert (shown["exact_match_original"], shown["exact_match_counterfactual"]) == (1, 0)
    assert (shown["f1_original"], shown["f1_counterfactual"]) == (1, pytest.approx(2 / 3))
    assert (shown["both_right"], shown["flip_agreement"]) == (0, 1)


def test_questions_without_pairs(tmp_path: Path) -> None:
    columns = {"id": pa.Column(pl.String), "answers": pa.Column(pl.List(pl.String()))}
    rows = [{"id": "q1", "answers": ["Ann"]}, {"id": "q2", "answers": ["two men", "2"]}]
    write_rows(tmp_path / "made", "native", "test", rows, pa.DataFrameSchema(columns))
    folder = open_folder(tmp_path / "made")
    records = [{"id": "q1", "label": "Ann!"}, {"id": "q2", "label": "two women"}]
    found = score(folder, said(tmp_path / "predictions.jsonl", records))
    shown = {"questions": 2, "without_prediction": 0, "exact_match": 0.5, "f1": 0.75}
    assert figures(found) == shown
    part = said(tmp_path / "predictions.jsonl", records[:1])
    assert figures(score(folder, part))["without_prediction"] == 1
    with pytest.raises(IrrealisError, match="1 questions have no prediction") as caught:
        score(folder, part, complete=True)
    assert "q2" in str(caught.value)


def document(title: str, of: str, names: str, *labels: tuple[int, int, str]) -> dict[str, Any]:
    return {
        "title": title,
        "vertexSet": [[{"name": name}] for name in names],
        "labels": [{"h": h, "t": t, "r": r} for h, t, r in labels],
        "original_doc_id": of,
        "is_counterfactual": title != of,
    }


DOCUMENTS = [
    document("A", "A", "xyz", (0, 1, "P1"), (1, 2, "P2"), (0, 2, "P3")),
    document("A 1", "A", "xyw", (0, 1, "P1"), (1, 2, "P2"), (0, 2, "P3")),  # z became w
    document("B", "B", "uv", (0, 1, "P1")),  # nobody edited it
]


@pytest.fixture
def documents(folder: Path) -> Path:
    schema = pa.DataFrameSchema(
        {
            "title": pa.Column(pl.String),
            "vertexSet": pa.Column(pl.List(pl.List(pl.Struct({"name": pl.String()})))),
            "labels": pa.Column(
                pl.List(pl.Struct({"h": pl.Int64(), "t": pl.Int64(), "r": pl.String()}))
            ),
            "original_doc_id": pa.Column(pl.String),
            "is_counterfactual": pa.Column(pl.Boolean),
        }
    )
    write_rows(folder, "native_mix", "test", DOCUMENTS, schema)
    return folder


def triple(title: str, head: int, tail: int, relation: str) -> dict[str, Any]:
    return {"title": title, "h_idx": head, "t_idx": tail, "r": relation}


def test_triples_by_hand(documents: Path, tmp_path: Path) -> None:
    said_of = [
        triple("A", 0, 1, "P1"),
        triple("A", 1, 2, "P2"),
        triple("A", 2, 0, "P3"),  # wrong way round
        triple("A", 2, 0, "P3"),  # and again
        triple("A 1", 0, 1, "P1"),
        triple("A 1", 0, 2, "P3"),
    ]
    path = tmp_path / "result.json"
    path.write_text(json.dumps(said_of))  # one array, as DocRED's own tools write
    found = score(open_folder(documents), path)
    shown = figures(found)
    assert (shown["pairs"], shown["documents_without_prediction"]) == (1, 1)
    assert (shown["precision_original"], shown["recall_original"]) == (2 / 3, 2 / 3)
    assert shown["f1_original"] == pytest.approx(2 / 3)
    assert (shown["precision_counterfactual"], shown["recall_counterfactual"]) == (1, 2 / 3)
    assert shown["f1_counterfactual"] == pytest.approx(4 / 5)
    assert shown["consistency"] == 1 / 2  # of P1 and P2, P1 is still found
    assert shown["consistency_affected"] == 0  # P2 alone has the entity that was replaced
    assert "1 triples are given more than once" in found.notes[1]


@pytest.mark.parametrize(
    ("option", "value"), [("ignore", ["no majority"]), ("others", "wrong"), ("complete", True)]
)
def test_an_option_that_a_kind_of_score_would_ignore_is_refused(
    documents: Path, option: str, value: Any
) -> None:
    given = [triple("A", 0, 1, "P1")]
    with pytest.raises(IrrealisError, match="scores of triples do not depend on it") as caught:
        score(open_folder(documents), given, **{option: value})
    assert f"field --{option}" in str(caught.value)


def test_triples_are_compared_by_family(supported: Path) -> None:
    right = [triple(title, 0, 1, "P1") for title in ("A", "A 1", "A 2")]
    found = score(open_folder(supported), right, against=right[:1], splits=["test"], resamples=20)
    assert found.intervals[""]["test"] == {}  # one family, A, is nothing to draw from
    rows = found.against[""]["test"]
    assert (rows["f1_counterfactual"]["first"], rows["f1_counterfactual"]["second"]) == (1 / 2, 0)
    assert rows["consistency"]["difference"] == 1
    assert figures(found)["f1_counterfactual"] == rows["f1_counterfactual"]["first"]
    assert figures(found)["consistency_affected"] == rows["consistency_affected"]["first"]
    with pytest.raises(IrrealisError, match="not given by column"):
        score(open_folder(supported), right, by=["intervention"])


def named(title: str, head: str, tail: str, relation: str) -> dict[str, Any]:
    return {"title": title, "head": head, "relation": relation, "tail": tail}


def test_triples_by_name_are_those_by_number(documents: Path, tmp_path: Path) -> None:
    by_number = [triple("A", 0, 1, "P1"), triple("A 1", 0, 2, "P3"), triple("A 1", 2, 0, "P1")]
    by_name = [
        named("A", "X", "y", "P1"),
        named("A 1", "x", "w", "P3"),
        named("A 1", "w", "x", "P1"),
    ]
    scores = [
        score(open_folder(documents), said(tmp_path / f"{n}.jsonl", records))
        for n, records in enumerate((by_number, by_name))
    ]
    assert scores[0].figures == scores[1].figures


def test_an_old_fact_that_is_told_was_recalled(documents: Path, tmp_path: Path) -> None:
    # of "A 1", y P2 z and x P3 z are facts of the original; z became w, and v is nobody there
    records = [
        named("A 1", "y", "z", "P2"),
        named("A 1", "z", "x", "P3"),
        named("A 1", "v", "x", "P3"),
        named("A 1", "x", "y", "P1"),
    ]
    shown = figures(score(open_folder(documents), said(tmp_path / "predictions.jsonl", records)))
    assert shown["names_not_in_the_document"] == 3
    assert shown["old_fact_recalled"] == 1 / 2
    assert shown["precision_counterfactual"] == 1 / 4


FULL = {
    "A": [("stated", [0]), ("inferred", [1]), ("background", [])],
    "A 1": [("stated", [0]), ("inferred", [1]), ("background", [])],
    "A 2": [("stated", [0]), ("inferred", [1]), ("background", [])],
    "T": [("stated", [0])],
}


@pytest.fixture
def supported(folder: Path) -> Path:
    """Documents whose rows tell how labels are supported; x and y share a sentence."""
    mention = pl.Struct({"name": pl.String(), "sent_id": pl.Int64()})
    label = {"h": pl.Int64(), "t": pl.Int64(), "r": pl.String(), "evidence": pl.List(pl.Int64())}
    schema = pa.DataFrameSchema(
        {
            "title": pa.Column(pl.String),
            "vertexSet": pa.Column(pl.List(pl.List(mention))),
            "labels": pa.Column(pl.List(pl.Struct(label))),
            "original_doc_id": pa.Column(pl.String),
            "is_counterfactual": pa.Column(pl.Boolean),
            "support": pa.Column(pl.List(pl.String)),
        }
    )
    last = document("A 2", "A", "xyv", (0, 1, "P1"), (1, 2, "P2"), (0, 2, "P3"))
    train = document("T", "T", "xy", (0, 1, "P1"))
    for split, rows in (("test", [*DOCUMENTS[:2], last]), ("train", [train])):
        full = [
            {
                **row,
                "vertexSet": [
                    [{**mention, "sent_id": int(n == 2)} for mention in entity]
                    for n, entity in enumerate(row["vertexSet"])
                ],
                "labels": [
                    {**one, "evidence": evidence}
                    for one, (_, evidence) in zip(row["labels"], FULL[row["title"]], strict=True)
                ],
                "support": [how for how, _ in FULL[row["title"]]],
            }
            for row in rows
        ]
        write_rows(folder, "native_mix", split, full, schema)
    return folder


def test_labels_are_told_apart_by_support_sentence_and_relation(
    supported: Path, tmp_path: Path
) -> None:
    records = [
        {**triple("A", 0, 1, "P1"), "evidence": [0, 1]},
        triple("A", 1, 2, "P2"),
        triple("A 1", 0, 1, "P1"),
        triple("A 1", 1, 2, "P2"),
        triple("A 1", 0, 2, "P3"),  # right, though the text does not say so
        triple("A 2", 0, 1, "P1"),
    ]
    found = score(open_folder(supported), said(tmp_path / "s.jsonl", records), splits=["test"])
    parts = {name: of["test"] for name, of in found.figures.items()}
    assert parts[""]["f1_original"] == pytest.approx(4 / 5)
    assert parts[""]["consistency_all_variants"] == 1 / 2  # P1 in both; P2 in A 1 alone
    # x P1 y is a fact of T: of two right ones, one counts for precision, of three for recall
    assert parts[""]["ign_f1_original"] == pytest.approx(2 * 1 * (2 / 3) / (1 + 2 / 3))
    supported_part = parts["supported by the text"]
    assert (supported_part["precision_original"], supported_part["recall_original"]) == (1, 1)
    assert supported_part["recall_counterfactual"] == 3 / 4
    assert supported_part["precision_counterfactual"] == 1
    assert parts["within a sentence"]["recall_counterfactual"] == 1
    assert parts["across sentences"]["recall_counterfactual"] == 2 / 4
    assert parts["evidence"]["precision_original"] == 1 / 2
    assert parts["evidence"]["recall_original"] == 1 / 2
    assert parts["F1 by relation"]["P3_original"] == 0
    assert parts["F1 by relation"]["P2_counterfactual"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({**triple("A", 0, 1, "P1"), "evidence": ["0"]}, "evidence is no list of sentences"),
        ({"title": "A", "head": "x", "tail": "y"}, "no relation"),
        (triple("C", 0, 1, "P1"), "no such document"),
        (triple("A", 0, 3, "P1"), "t_idx is no entity of the document"),
        (triple("A", -1, 1, "P1"), "h_idx is no entity of the document"),
        ({**triple("A", 0, 1, "P1"), "h_idx": 0.0}, "h_idx is no entity of the document"),
        ({**triple("A", 0, 1, "P1"), "r": 17}, "r is not a text"),
    ],
)
def test_triples_of_nothing_are_refused(
    documents: Path, tmp_path: Path, record: dict[str, Any], message: str
) -> None:
    path = said(tmp_path / "predictions.jsonl", [triple("A", 0, 1, "P1"), record])
    with pytest.raises(IrrealisError, match=f"predictions.jsonl, line 2: {message}"):
        score(open_folder(documents), path)


def test_effects_by_hand() -> None:
    # the true effect is (-3, 4)/10 and (3, -4)/10 is its opposite; half of it has half its length
    found = icace_errors([0.7, 0.3], [0.4, 0.7], [0.3, -0.4])
    assert found == pytest.approx({"l2": 1.0, "cosine": 2.0, "normdiff": 0.0})
    found = icace_errors([0.7, 0.3], [0.4, 0.7], [-0.15, 0.2])
    assert found == pytest.approx({"l2": 0.25, "cosine": 0.0, "normdiff": 0.25})
    found = icace_errors([0.5, 0.5], [0.5, 0.5], [0.0, 0.1])  # no effect has no direction
    assert found == pytest.approx({"l2": 0.1, "cosine": 1.0, "normdiff": 0.1})
    # nor has one of less than 0.00005, which CEBaB's rounding to four decimals takes away
    found = icace_errors([0.5, 0.5], [0.50004, 0.49996], [-0.1, 0.0])
    assert found == pytest.approx({"l2": 0.1, "cosine": 1.0, "normdiff": 0.1})
    # 0.12345 is a tie there, whose even neighbor is 0.1234
    found = icace_errors([0.0, 1.0], [0.12345, 0.87655], [0.1234, -0.1234])
    assert found["l2"] == pytest.approx(0.0)


def effect(one: Pair, **more: Any) -> dict[str, Any]:
    record = {"id": one.id, "original": [0.5, 0.5], "counterfactual": [0.2, 0.8]}
    return {**record, "effect": [-0.3, 0.3], **more}


def test_effects_are_averaged_over_pairs(folder: Path, tmp_path: Path) -> None:
    records = [effect(A1), effect(A2, effect=[0.0, 0.0]), effect(B1)]
    found = score(open_folder(folder), said(tmp_path / "predictions.jsonl", records))
    assert found.task == "effects"
    far = (0.09 + 0.09) ** 0.5 / 3
    assert figures(found) == pytest.approx(
        {
            "pairs": 3,
            "without_prediction": 0,
            "icace_l2": far,
            "icace_cosine": 1 / 3,
            "icace_normdiff": far,
        }
    )


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (effect(A1), "a second effect for the same pair"),
        (effect(A2, effect=[0.1]), "effect is not a vector"),
        (effect(A2, effect=[0.1, 0.1, 0.1]), "effect has another length"),
        (effect(A2, original=[0.9, 0.9]), "original is not a vector of probabilities"),
        (effect(A2, counterfactual=None), "counterfactual is not a vector"),
        (effect(A2, original=[True, False]), "original is not a vector"),
    ],
)
def test_effects_that_are_none_are_refused(
    folder: Path, tmp_path: Path, record: dict[str, Any], message: str
) -> None:
    path = said(tmp_path / "predictions.jsonl", [effect(A1), record])
    with pytest.raises(IrrealisError, match=f"line 2: {message}"):
        score(open_folder(folder), path)


@pytest.mark.parametrize(
    ("line", "message", "expected", "found"),
    [
        ('{"id": "0000000000000000", "side": "original", "label": "pos"}', "no such id in the data",
         "the id of a pair of test", "0000000000000000"),
        (f'{{"id": "{B1.id}", "side": "left", "label": "pos"}}', "no such side",
         "original or counterfactual", "left"),
        (f'{{"id": "{A1.id}", "side": "original", "label": "pos"}}',
         "a second prediction for the same", "one", "another in line 1"),
        (f'{{"id": "{B1.id}", "side": "original", "label": 0.5}}', "a label of another kind",
         "a text, whole number or boolean", "0.5"),
        (f'{{"id": "{B1.id}", "side": "original", "label": null}}', "a label of another kind",
         "a text, whole number or boolean", "null"),
        (f'{{"id": "{B1.id}", "side": "original"}}', "no label",
         "a text, whole number or boolean", ""),
        ('{"id": 7, "side": "original", "label": "pos"}', "id is not a text", "a text", "7"),
        (f'{{"id": "{B1.id}", "side": "original", "label": NaN}}', "NaN is not a finite", "", ""),
        ('["id"]', "the record is not an object", "", ""),
    ],
)  # fmt: skip
def test_a_bad_prediction_is_told_with_its_line(
    folder: Path, tmp_path: Path, line: str, message: str, expected: str, found: str
) -> None:
    path = tmp_path / "predictions.jsonl"
    path.write_text(f"{json.dumps(RIGHT[0])}\n\n{line}\n")
    with pytest.raises(IrrealisError, match=message) as caught:
        score(open_folder(folder), path)
    told = str(caught.value)
    assert told.startswith("dataset made")
    assert "predictions.jsonl" in told
    assert "line 3" in told
    assert f"expected: {expected}" in told or not expected
    assert found in told


def test_missing_predictions_are_told(folder: Path, tmp_path: Path) -> None:
    path = said(tmp_path / "predictions.jsonl", RIGHT[:-2])
    with pytest.raises(IrrealisError, match="2 sides of pairs have no prediction") as caught:
        score(open_folder(folder), path, complete=True)
    assert f"{B1.id} (original), {B1.id} (counterfactual)" in str(caught.value)
    with pytest.raises(IrrealisError, match=r"predictions\.jsonl is empty"):
        score(open_folder(folder), said(path, []))
    with pytest.raises(IrrealisError, match="cannot open"):
        score(open_folder(folder), tmp_path / "none.jsonl")
    without = [RIGHT[0], *RIGHT[3:-1]]  # the original of A2 is that of A1, too
    found = score(open_folder(folder), said(path, without))
    assert (figures(found)["pairs"], figures(found)["without_prediction"]) == (1, 2)
    assert "2 of 6 sides of pairs of test have no prediction" in found.notes[0]


def test_the_same_predictions_come_from_anywhere(folder: Path, tmp_path: Path) -> None:
    wanted = figures(score(open_folder(folder), said(tmp_path / "predictions.jsonl", RIGHT[1:])))
    table = tmp_path / "predictions.csv"
    lines = [",".join(map(str, record.values())) for record in RIGHT[1:]]
    table.write_text("\ufeffid,side,label\r\n" + "\r\n".join(lines) + "\r\n")
    tabs = tmp_path / "said.tsv"
    tabs.write_text(table.read_text("utf-8-sig").replace(",", "\t"))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_text, args=((tmp_path / "predictions.jsonl").read_text(),))
    writer.start()
    for given in (table, str(tabs), pipe, RIGHT[1:], iter(RIGHT[1:])):
        assert figures(score(open_folder(folder), given)) == wanted
    writer.join()
    command = ["score", str(folder), "--predictions", "-", "--json"]
    done = CliRunner().invoke(main, command, input=table.read_bytes())
    assert json.loads(done.stdout)["figures"][""]["test"] == wanted


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("label,side\npos,original\n", "neither JSON nor a table"),
        ("id,id\n1,1\n", "neither JSON nor a table"),
        ("id,side,label,label.food\n", "labels or parts of labels, not both"),
        (f"id,side,label\n{A1.id},original\n", "line 2: not a row of this table"),
        ('id,side,label\n"x\n', "line 2: quotes are opened"),
        ("id,side,label\n\xff\xfe,original,pos\n", "no such id in the data"),
    ],
)
def test_a_table_that_is_none_of_predictions_is_refused(
    folder: Path, tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "predictions.csv"
    path.write_text(content)
    with pytest.raises(IrrealisError, match=message):
        score(open_folder(folder), path)


def test_two_predictions_for_one_text_are_told(folder: Path, tmp_path: Path) -> None:
    records = sides((A1, "pos", "neg"), (A2, "neg", "pos"), (B1, "neg", "pos"))
    with pytest.raises(IrrealisError, match="two predictions for one original"):
        score(open_folder(folder), said(tmp_path / "predictions.jsonl", records))


def test_the_command_prints_tables_or_json(folder: Path, tmp_path: Path) -> None:
    path = said(tmp_path / "predictions.jsonl", RIGHT)
    command = ["score", str(folder), "--predictions", str(path), "--split", "test"]
    shown = CliRunner().invoke(main, command)
    assert shown.exit_code == 0
    figure = r"^contrast_consistency +1\.0 \[1\.0, 1\.0\]$"
    assert re.search(figure, shown.stdout, re.MULTILINE)
    told = json.loads(CliRunner().invoke(main, [*command, "--json"]).stdout)
    assert told["figures"][""]["test"]["pairs"] == 3
    refused = CliRunner().invoke(main, [*command[:-1], "dev"])
    assert refused.exit_code == 2
    assert "no such split" in refused.stderr
    other = write_pairs(tmp_path / "other", {"test": PAIRS})
    refused = CliRunner().invoke(main, [*command, "--build", str(other)])
    assert refused.exit_code == 2
    assert f"expected: {folder}" in refused.stderr
    assert "found:    other" in refused.stderr


def test_formats_in_the_documentation_are_those_that_are_read() -> None:
    text = (ROOT / "docs/score.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    keys = [tuple(json.loads(line)) for block in blocks for line in block.splitlines()]
    assert set(keys) == {
        ("id", "side", "label"),
        ("id", "side", "part", "label"),
        ("id", "side", "label", "probabilities"),
        ("id", "label"),
        ("idx", "answer"),
        ("title", "h_idx", "t_idx", "r"),
        ("title", "head", "relation", "tail"),
        ("id", "original", "counterfactual", "effect"),
    }
    for name in ("both_right", "contrast_consistency", "icace_normdiff", "consistency_affected"):
        assert f"`{name}`" in text


def lm_eval(one: Pair, side: str, said: Any, *, choices: Sequence[str] = ()) -> dict[str, Any]:
    """A record of `lm_eval --log_samples`, whose log-likelihoods are texts."""
    doc = {"id": f"{one.id}:{side}", "pair": one.id, "side": side, "part": ""}
    found = [[str(value), "False"] for value in said] if choices else [said]
    return {
        "doc_id": 0,
        "doc": {**doc, "choices": list(choices)},
        "filter": "none",
        "resps": [found],
        "filtered_resps": found,
    }


def test_logs_of_lm_eval_are_predictions_with_probabilities(folder: Path, tmp_path: Path) -> None:
    choices = ("neg", "pos")
    logs = [
        lm_eval(A1, "original", (-2.0, -1.0), choices=choices),
        lm_eval(A1, "counterfactual", (-1.0, -2.0), choices=choices),
        lm_eval(A2, "original", (-2.0, -1.0), choices=choices),
        lm_eval(A2, "counterfactual", (-2.0, -1.0), choices=choices),
        lm_eval(B1, "original", " Neg."),  # generated
        lm_eval(B1, "counterfactual", "neg"),
    ]
    (tmp_path / "run/model").mkdir(parents=True)
    again = [{**log, "filter": "strict"} for log in logs]
    said(tmp_path / "run/model/samples_made_test_1.jsonl", [*logs, *again])
    found = score(open_folder(folder), tmp_path / "run")
    shown = figures(found)
    assert (shown["pairs"], shown["both_right"], shown["flip_rate"]) == (3, 2 / 3, 1 / 2)
    likelier = exp(-1) / (exp(-1) + exp(-2))
    assert shown["probability_shift"] == pytest.approx(2 * likelier - 1)  # of A1 alone
    assert shown["probability_drift"] == 0  # of A2
    assert found.models == ("run",)
    said(tmp_path / "run/model/samples_made_test_2.jsonl", logs[:1])
    with pytest.raises(IrrealisError, match="a second prediction for the same") as caught:
        score(open_folder(folder), tmp_path / "run")
    assert "of several runs or epochs, score one" in str(caught.value)
    del logs[0]["doc"]["pair"]
    with pytest.raises(IrrealisError, match="the document names no pair"):
        score(open_folder(folder), said(tmp_path / "samples.jsonl", logs))


def write_eval(path: Path, answers: Sequence[tuple[Pair, str, Any]]) -> Path:
    """A log as Inspect writes it: a zip archive with a file of JSON for each sample."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.json", "{}")
        for one, side, answer in answers:
            sample = {
                "metadata": {"pair": one.id, "side": side, "part": ""},
                "output": {"choices": [{"message": {"content": answer}}]},
            }
            archive.writestr(f"samples/{one.id}:{side}_epoch_1.json", json.dumps(sample))
    return path


def test_logs_of_inspect_are_predictions(folder: Path, tmp_path: Path) -> None:
    answers = [
        (A1, "original", "Pos"),
        (A1, "counterfactual", [{"type": "reasoning"}, {"type": "text", "text": "neg."}]),
        (A2, "counterfactual", "pos"),
        (B1, "original", "neg"),
    ]
    path = write_eval(tmp_path / "log.eval", answers)
    with zipfile.ZipFile(path, "a") as archive:  # nobody unpacks it, and no such name is read
        archive.writestr("../samples/out.json", "no JSON")
        failed = {"metadata": {"pair": B1.id, "side": "counterfactual"}, "error": {"message": "no"}}
        archive.writestr("samples/failed.json", json.dumps(failed))
    shown = figures(score(open_folder(folder), path))
    assert (shown["pairs"], shown["without_prediction"], shown["both_right"]) == (2, 1, 1)
    path = write_eval(tmp_path / "half.eval", [(A1, "original", "\ud800")])
    with pytest.raises(IrrealisError, match=r"half\.eval, .*: no label of the data"):
        score(open_folder(folder), path)
    path = write_eval(tmp_path / "other.eval", [(A1, "counterfactual", "I do not know")])
    with pytest.raises(IrrealisError, match=r"counterfactual_epoch_1\.json: no label of the data"):
        score(open_folder(folder), path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("samples/1.json", b"{", "not JSON"),
        ("samples/1.json", b"[]", "the sample names no pair"),
        ("header.json", b"{}", "holds no sample"),
        ("samples/1.json", b'{"metadata": {"pair": "p", "side": "original"}}', "has no output"),
    ],
)
def test_a_log_that_is_none_of_inspect_is_refused(
    folder: Path, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with zipfile.ZipFile(tmp_path / "log.eval", "w") as archive:
        archive.writestr(name, content)
    with pytest.raises(IrrealisError, match=message):
        score(open_folder(folder), tmp_path / "log.eval")


ODD: list[Any] = [None, True, -1, 10**18, 0.5, "", "odd", [], [[]], [None], {}, {"odd": [1]}]


def changed(value: Any) -> Iterator[Any]:
    """A value of JSON with one thing in it missing, or of a shape that nobody meant."""
    yield from ODD
    if isinstance(value, dict):
        for key in value:
            yield {name: one for name, one in value.items() if name != key}
            yield from (value | {key: one} for one in changed(value[key]))
    elif isinstance(value, list):
        for at in range(len(value)):
            yield value[:at] + value[at + 1 :]
            yield from ([*value[:at], one, *value[at + 1 :]] for one in changed(value[at]))


def plain_score(folder: Path, path: Path) -> Score | None:
    """What predictions score, or None where an error of ours says what is wrong with them."""
    try:
        return score(open_folder(folder), path, resamples=0)
    except IrrealisError as error:
        if path.name not in str(error):
            raise
        return None


@pytest.mark.slow
def test_whatever_a_log_has_in_a_place_is_a_prediction_or_an_error(
    folder: Path, tmp_path: Path
) -> None:
    chosen = lm_eval(A1, "original", (-2.0, -1.0), choices=("neg", "pos"))
    odds = {"probabilities": {"pos": 0.75, "neg": 0.25}, "part": None}
    for number, record in enumerate((chosen, lm_eval(A1, "original", "pos"), RIGHT[0] | odds)):
        wrong = sum(
            plain_score(folder, said(tmp_path / f"said-{number}.jsonl", [record, one])) is None
            for one in changed(record | {"doc_id": 1})
            if isinstance(one, dict)
        )
        assert wrong > 10
    sample = {
        "metadata": {"pair": A1.id, "side": "original", "part": ""},
        "output": {"choices": [{"message": {"content": [{"type": "text", "text": "pos"}]}}]},
    }
    path = tmp_path / "log.eval"
    for one in changed(sample):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("samples/1.json", json.dumps(one))
        plain_score(folder, path)


def test_whatever_stands_for_a_triple_is_one_or_an_error(documents: Path, tmp_path: Path) -> None:
    for record in (triple("A", 0, 1, "P1"), named("A", "x", "y", "P1")):
        for one in changed(record | {"evidence": [0]}):
            if isinstance(one, dict):
                plain_score(documents, said(tmp_path / "predictions.jsonl", [record, one]))


@pytest.mark.parametrize(
    ("change", "field", "expected", "found"),
    [
        ({"resps": 0, "filtered_resps": 0}, "filtered_resps", "a text", "0"),
        ({"doc": {"pair": A1.id, "side": "original", "choices": 2}}, "doc.choices", "a list", "2"),
        ({"doc": {"pair": A1.id, "side": "original", "part": [1]}}, "part", "a text", "[1]"),
        ({"doc": "What is it?"}, "doc.pair", "the id of a pair", '"What is it?"'),
    ],
)
def test_a_log_of_an_odd_shape_is_told_with_file_line_and_field(
    folder: Path, tmp_path: Path, change: dict[str, Any], field: str, expected: str, found: str
) -> None:
    logs = [lm_eval(A1, "original", "pos"), lm_eval(A1, "counterfactual", "neg") | change]
    with pytest.raises(IrrealisError) as caught:
        score(open_folder(folder), said(tmp_path / "samples_made.jsonl", logs))
    shown = str(caught.value)
    assert f"field {field}: samples_made.jsonl, line 2: " in shown
    assert f"expected: {expected}" in shown
    assert f"found:    {found}" in shown


def test_a_log_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "log.eval"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("samples/1.json", b" " * 5000)
    with pytest.raises(IrrealisError, match="too large"), zip_members(path, bool, max_bytes=4000):
        pass
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(IrrealisError, match="not a zip archive"), zip_members(path, bool):
        pass


MANY = [
    pair(f"m{n}", f"Meal {n} was good.", ("good", "bad"), labels=("pos", "neg"), target=target)
    for n, target in enumerate(["food", "service"] * 20)
]


def test_figures_are_told_apart_by_columns(tmp_path: Path) -> None:
    folder = open_folder(write_pairs(tmp_path / "made", {"test": MANY}))
    # every counterfactual of service is taken for its original
    records = sides(
        *((p, "pos", "neg" if "food" in str(p.row()["intervention"]) else "pos") for p in MANY)
    )
    found = score(folder, records, by=["intervention", "label_effect", "intervention.kind"])
    by = found.by["intervention"][""]["test"]
    assert {value: of["both_right"] for value, of in by.items()} == {
        "word food": 1,
        "word service": 0,
    }
    assert by["word food"]["pairs"] == 20
    assert list(found.by["label_effect"][""]["test"]) == ["flip"]
    assert list(found.by["intervention.kind"][""]["test"]) == ["word"]
    with pytest.raises(IrrealisError, match=r"no column label_efect \(did you mean"):
        score(folder, records, by=["label_efect"])


def test_intervals_hold_the_truth_and_follow_from_the_seed(tmp_path: Path) -> None:
    folder = open_folder(write_pairs(tmp_path / "made", {"test": MANY}))
    records = sides(*((p, "pos", "neg" if n % 4 else "pos") for n, p in enumerate(MANY)))
    found = score(folder, records, seed=3)
    low, high = found.intervals[""]["test"]["accuracy_counterfactual"]
    # of 40 that are right with 0.75 the quantiles of the binomial distribution are 24 and 35
    assert low == pytest.approx(24 / 40, abs=0.026)
    assert high == pytest.approx(35 / 40, abs=0.026)
    assert score(folder, records, seed=3).as_dict() == found.as_dict()
    other = score(folder, records, seed=4, resamples=50)
    assert other.figures == found.figures
    assert other.intervals != found.intervals
    assert not score(folder, records, resamples=0).intervals[""]["test"]


def test_two_models_are_compared_on_the_pairs_that_both_have(tmp_path: Path) -> None:
    folder = open_folder(write_pairs(tmp_path / "made", {"test": MANY}))
    one = sides(*((p, "pos", "neg" if n >= 2 else "pos") for n, p in enumerate(MANY)))
    other = sides(*((p, "pos", "neg" if n < 30 else "pos") for n, p in enumerate(MANY[:-1])))
    found = score(folder, one, against=other)
    row = found.against[""]["test"]["both_right"]
    assert (row["first"], row["second"]) == (37 / 39, 30 / 39)
    assert (row["only_first"], row["only_second"]) == (9, 2)
    assert row["p"] == pytest.approx(binomial(2, 9))
    low, high = row["interval"]
    assert low < row["difference"] < high
    assert any("1 pairs that only one of the two" in note for note in found.notes)
    assert len(found.tables()) == 2
    with pytest.raises(IrrealisError, match="two kinds"):
        score(folder, one, against=[effect(p) for p in MANY])


def test_a_figure_that_only_one_of_two_models_has_is_compared_with_nothing(tmp_path: Path) -> None:
    folder = open_folder(write_pairs(tmp_path / "made", {"test": MANY}))
    one = sides(*((p, "pos", "neg") for p in MANY))
    sure = [record | {"probabilities": {"pos": 0.5, "neg": 0.5}} for record in one]
    other = sides(*((p, "neg", "pos") for p in MANY[:-1]))  # no original is right, one has nothing
    for first, second, lacking in ((sure, other, "second"), (other, sure, "first")):
        found = score(folder, first, against=second)
        for name in ("consistency", "probability_shift"):
            row = found.against[""]["test"][name]
            assert row[lacking] is None
            assert (row["difference"], row["interval"]) == (None, None)
        assert found.against[""]["test"]["both_right"]["p"] < 0.001
        assert len(found.tables()) == 2


@pytest.mark.parametrize(("first", "second"), [(0, 0), (3, 3), (1, 9), (700, 601), (0, 1500)])
def test_the_exact_test_is_that_of_scipy(first: int, second: int) -> None:
    wanted = binomial(first, second) if first + second else 1
    assert mcnemar(first, second) == pytest.approx(wanted, rel=1e-9)


def test_effect_sizes_by_hand() -> None:
    assert cohens_h(np.array([0.5]), np.array([0.25])) == pytest.approx([pi / 6])
    moves = np.array([0.1, 0.3])
    wanted = moves.mean() / moves.std()
    assert cohens_d(moves.mean(), np.mean(moves**2)) == pytest.approx(wanted)
    assert np.isnan(cohens_d(np.array([0.1]), np.array([0.01]))).all()


def test_the_page_shows_what_turns_a_text_around(tmp_path: Path) -> None:
    turned = pair("a", "It was good.", ("good", "\u202edab\x07"))
    folder = open_folder(write_pairs(tmp_path / "made", {"test": [turned, B1]}))
    found = score(folder, sides((turned, "positive", "positive")))
    text = write_page(found, folder, out=tmp_path / "page.html").read_text("utf-8")
    assert "<ins>[U+202E]dab[U+0007]</ins>" in text


def test_the_page_shows_texts_as_texts(tmp_path: Path) -> None:
    nasty = pair("a", "It was <script>alert(1)</script> good.", ("good", "bad & <b>sad</b>"))
    folder = open_folder(write_pairs(tmp_path / "made", {"test": [nasty, B1]}))
    said_of = sides((nasty, "positive", "positive"), (B1, "neg", "pos"))
    other = sides((nasty, "negative", "positive"))
    found = score(folder, said_of, against=other, others="wrong", by=["id"])
    out = write_page(found, folder, out=tmp_path / "page.html")
    text = out.read_text("utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<ins>bad &amp; &lt;b&gt;sad&lt;/b&gt;</ins>" in text
    assert "default-src 'none'" in text
    assert not re.search(r"(src|href)=", text)
    assert write_page(found, folder, out=tmp_path / "again.html").read_text("utf-8") == text


@pytest.mark.parametrize("kind", ["classes", "choices", "parts"])
def test_right_answers_to_what_was_exported_are_all_right(tmp_path: Path, kind: str) -> None:
    """The way through lm-evaluation-harness and back, as if a model wrote each answer."""
    folder = tmp_path / "made"
    if kind == "choices":
        folder = build("toy-choices", root=HOMES["toy-choices"], out=folder).folder
    elif kind == "parts":
        pairs = [
            pair(
                f"p{n}", f"Meal {n} was good.", ("good", "bad"), labels=(one, {**one, "food": "-"})
            )
            for n, one in enumerate([{"food": "+", "service": s} for s in ("+", "-") * 2])
        ]
        write_pairs(
            folder,
            {"test": pairs},
            label=pl.Struct(dict.fromkeys(("food", "service"), pl.String())),
        )
    else:
        write_pairs(folder, {"test": MANY})
    export(open_folder(folder), "lm-eval", out=tmp_path / "out")
    logs = [
        {"doc": doc, "resps": [[doc["answers"][0]]], "filtered_resps": [f" {doc['answers'][0]}."]}
        for path in sorted((tmp_path / "out").glob("*.jsonl"))
        for doc in map(json.loads, path.read_text("utf-8").splitlines())
    ]
    found = score(open_folder(folder), said(tmp_path / "samples_1.jsonl", logs))
    for splits in found.figures.values():
        for shown in splits.values():
            assert shown["pairs"]
            assert (shown["without_prediction"], shown["both_right"]) == (0, 1)
