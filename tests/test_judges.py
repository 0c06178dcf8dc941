"""Judges: what they learn, from whom, how they are measured, and that the cache changes nothing."""

from __future__ import annotations

import builtins
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from irrealis.build import build
from irrealis.errors import IrrealisError, Unavailable
from irrealis.evaluate import SIDES, Judge, evaluate, judges, judges_of, load_examples
from irrealis.evaluate.judges import FAMILIES, Example, train
from irrealis.inputs import cache_folder
from irrealis.manifest import Judging, Manifest, load_manifest

GOOD, BAD = ("lovely", "warm", "fine", "bright"), ("dreadful", "cold", "poor", "dull")
PLACES = ("room", "hall", "lake", "street", "garden")
LABELS = ("bad", "good")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IRREALIS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "judges"


def opinions(place: str) -> list[Example]:
    """A group for each word of praise: a text, and the same text with a word of blame."""
    return [
        Example({"text": f"The {place} was {word} in {season}."}, label, f"{place} {at}", side)
        for season in ("May", "winter")
        for at, words in enumerate(zip(GOOD, BAD, strict=True))
        for word, label, side in zip(words, ("good", "bad"), SIDES, strict=True)
    ]


def learned(family: str, examples: list[Example] | None = None, **options: Any) -> Judge:
    given = examples or [one for place in PLACES for one in opinions(place)]
    return train(
        given, family=family, target="toy.mood", labels=LABELS, relation="of a toy", **options
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_a_judge_learns_what_people_say_and_how_sure_it_may_be(family: str) -> None:
    judge = learned(family, held_out=opinions("cellar"), held_out_name="cellars")
    assert judge.predict(["A lovely cellar.", "It was dull, and poor."]) == ["good", "bad"]
    said = judge.probabilities(["A lovely cellar.", {"text": "It was dull."}, "Nothing known"])
    assert said.shape == (3, 2)
    assert np.allclose(said.sum(axis=1), 1)
    assert said[:2].max() < 1
    assert [(one.on, one.right, one.count) for one in judge.measures] == [
        ("originals of cellars", 1.0, 8),
        ("counterfactuals of cellars", 1.0, 8),
    ]
    assert judge.accuracy == 1
    assert judge.id.startswith(f"toy.mood/{family}@")
    assert judge.describe()["relation"] == "of a toy"


def test_a_judge_that_is_wrong_says_so() -> None:
    contrary = [
        Example(one.fields, next(x for x in LABELS if x != one.label), one.group, one.side)
        for one in opinions("cellar")
    ]
    assert learned("tfidf-lr", held_out=contrary).accuracy == 0


def test_only_edits_that_were_asked_for_the_label_count_in_the_measure() -> None:
    asked = [
        Example(one.fields, one.label, one.group, one.side, asked=one.side == "original")
        for one in opinions("cellar")
    ]
    assert [m.on for m in learned("nbsvm", held_out=asked).measures] == ["originals of held out"]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_judge_of_two_fields_sees_how_they_relate(family: str) -> None:
    """No word of either field tells the label: only whether the second repeats the first's."""

    def couples(people: tuple[str, ...]) -> list[Example]:
        return [
            Example(
                {"premise": f"{who} holds a {thing}", "hypothesis": f"{who} has a {other}"},
                "same" if thing == other else "other",
                f"{who} {thing}",
                "original",
            )
            for who in people
            for thing in PLACES
            for other in PLACES
            if thing == other or PLACES.index(other) == (PLACES.index(thing) + 1) % len(PLACES)
        ]

    judge = train(
        couples(("Ann", "Bo", "Cid", "Dora")),
        family=family,
        target="toy.nli",
        labels=("other", "same"),
        relation="of a toy",
        held_out=couples(("Eve",)),
    )
    assert judge.accuracy == 1
    with pytest.raises(IrrealisError, match="premise, hypothesis"):
        judge.predict(["a text alone"])


@pytest.mark.parametrize("family", FAMILIES)
def test_neither_the_order_of_examples_nor_the_cache_changes_a_judge(
    family: str, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = [one for place in PLACES for one in opinions(place)]
    first = learned(family, examples)
    (kept,) = cache.iterdir()
    content = kept.read_bytes()
    kept.unlink()
    again = learned(family, examples[::-1])
    assert kept.read_bytes() == content
    monkeypatch.setattr(judges, "FAMILIES", dict.fromkeys(FAMILIES))  # training would fail
    cached = learned(family, examples)
    for judge in (again, cached):
        assert judge.id == first.id
        assert np.array_equal(judge.model.weights, first.model.weights)
        assert judge.model.features == first.model.features


def test_another_text_makes_another_judge() -> None:
    examples = [one for place in PLACES for one in opinions(place)]
    assert learned("nbsvm", examples[2:]).id != learned("nbsvm", examples).id


class _Trap:
    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return pytest.fail, ("a pickle was loaded",)


def _swapped(content: bytes) -> bytes:
    return content[:-200] + bytes(byte ^ 1 for byte in content[-200:])


def _of_another(content: bytes) -> bytes:  # noqa: ARG001 whatever was there
    learned("tfidf-lr", opinions("attic"))
    paths = (cache_folder() / "judges").iterdir()
    return max(paths, key=lambda path: path.stat().st_mtime_ns).read_bytes()


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda _: pickle.dumps(_Trap()),
        lambda _: b"",
        _swapped,
        _of_another,
    ],
    ids=["half", "pickle", "empty", "bits", "another judge"],
)
def test_a_damaged_cache_is_not_believed(damage: Callable[[bytes], bytes], cache: Path) -> None:
    first = learned("tfidf-lr")
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    assert np.array_equal(learned("tfidf-lr").model.weights, first.model.weights)
    assert kept.read_bytes() == whole


def test_without_scikit_learn_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    find = builtins.__import__

    def missing(name: str, *args: Any, **options: Any) -> Any:
        if name.partition(".")[0] == "sklearn":
            raise ModuleNotFoundError(name="sklearn")
        return find(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(Unavailable, match="pip install 'scikit-learn>="):
        learned("tfidf-lr")


def test_what_cannot_be_learned_or_measured_is_refused() -> None:
    lone = [one for one in opinions("hall") if one.label == "good"]
    with pytest.raises(IrrealisError, match="label bad"):
        learned("tfidf-lr", lone)
    with pytest.raises(IrrealisError, match="both in the training data and held out"):
        learned("tfidf-lr", held_out=opinions("hall"))
    with pytest.raises(IrrealisError, match="tfidf-lr, nbsvm"):
        learned("oracle")


def judged(registry: Path, **changes: object) -> None:
    """The tiny dataset with a judge of its one label, the city."""
    path = registry / "datasets/tiny/dataset.yaml"
    manifest = yaml.safe_load(path.read_text())
    manifest["judges"] = [
        {
            "target": "city",
            "labels": ["Bergen", "Kyoto"],
            "train": ["train"],
            "held_out": ["validation"],
            "relation": "independent, of a rule",
            **changes,
        }
    ]
    path.write_text(yaml.safe_dump(manifest))


def test_a_manifest_declares_what_is_judged(registry: Path, tmp_path: Path) -> None:
    judged(registry)
    made = build("tiny", root=registry, out=tmp_path / "build")
    found = judges_of(load_manifest("tiny", root=registry), root=registry, build=made.folder)
    assert [judge.id.partition("@")[0] for judge in found] == [
        f"tiny.city/{family}" for family in FAMILIES
    ]
    assert all(judge.accuracy > 0.5 for judge in found)
    assert {judge.trained_on for judge in found} == {found[0].trained_on}


def test_examples_are_the_texts_of_the_sides_asked_for(registry: Path, tmp_path: Path) -> None:
    judged(registry)
    made = build("tiny", root=registry, out=tmp_path / "build")
    (judging,) = load_manifest("tiny", root=registry).judges
    both = load_examples(made.folder, splits=["train"], judging=judging)
    originals = load_examples(made.folder, splits=["train"], judging=judging, sides=["original"])
    assert {one.side for one in both} == {"original", "counterfactual"}
    assert originals == [one for one in both if one.side == "original"]
    assert all(one.label in one.fields["text"] for one in both)


def test_a_label_that_a_judge_gave_trains_no_judge(registry: Path, tmp_path: Path) -> None:
    judged(registry)
    builder = registry / "builders/tiny.py"
    builder.write_text(builder.read_text().replace('Evidence("rule"', 'Evidence("judge"'))
    made = build("tiny", root=registry, out=tmp_path / "build")
    (judging,) = load_manifest("tiny", root=registry).judges
    with pytest.raises(IrrealisError, match="a label given by a judge") as error:
        load_examples(made.folder, splits=["train"], judging=judging)
    assert "row " in str(error.value)


def test_a_label_path_that_is_not_there_is_named(registry: Path, tmp_path: Path) -> None:
    judged(registry, label="city.majority")
    made = build("tiny", root=registry, out=tmp_path / "build")
    (judging,) = load_manifest("tiny", root=registry).judges
    with pytest.raises(IrrealisError, match=r"city\.majority"):
        load_examples(made.folder, splits=["train"], judging=judging)
    assert isinstance(judging, Judging)


def pair(before: str, after: str, labels: tuple[str, str]) -> dict[str, Any]:
    return {
        "id": before,
        "group": before,
        "intervention": [],
        **{
            name.format(side): value
            for side, text, label in zip(SIDES, (before, after), labels, strict=True)
            for name, value in (("{}", {"text": text}), ("label_{}", label))
        },
    }


def test_a_verdict_counts_what_is_right_and_what_flips() -> None:
    judging = Judging(
        target="mood", labels=LABELS, train=("a",), held_out=("b",), relation="of a toy"
    )
    rows = [
        pair("A lovely inn.", "A dreadful inn.", ("good", "bad")),
        pair("A warm inn.", "A bright inn.", ("good", "bad")),
        pair("A cold inn.", "A fine inn.", ("good", "bad")),
        pair("A fine inn.", "An inn.", ("good", "unknown")),
    ]
    found = judges.verdict(learned("tfidf-lr"), rows, judging=judging)
    assert (found.pairs, found.original, found.counterfactual) == (3, 2 / 3, 1 / 3)
    assert (found.both, found.flip) == (1 / 3, 2 / 3)
    alone = [judges.verdict(learned("tfidf-lr"), [row], judging=judging).change for row in rows[:3]]
    assert alone[0] > 0 > alone[2]
    assert np.isclose(found.change, sum(alone) / 3)
    with pytest.raises(IrrealisError, match="it knows the labels of none of the pairs"):
        judges.verdict(learned("tfidf-lr"), rows[3:], judging=judging)


def test_a_dataset_with_judges_is_evaluated_by_them(registry: Path, tmp_path: Path) -> None:
    # of its pairs every judge must know both labels
    judged(registry, labels=["Bergen", "Kyoto", "Lima", "Graz"], held_out=["validation"])
    made = build("tiny", root=registry, out=tmp_path / "build")
    manifest = load_manifest("tiny", root=registry)
    known, said = evaluate(made.folder, manifest=manifest).tables
    assert [row[0] for row in said.rows] == [j.id for j in declared(manifest, made.folder)]
    assert {row[0] for row in known.rows} == {row[0] for row in said.rows}
    assert "independent, of a rule" in known.note


def declared(manifest: Manifest, folder: Path) -> list[Judge]:
    return judges_of(manifest, root=manifest.folder.parent.parent, build=folder)
