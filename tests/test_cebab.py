"""CEBaB: the token diff, and what the build finds wrong with upstream's data."""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable
from copy import deepcopy
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from irrealis.builders.cebab import Cebab
from irrealis.builders.families.published.builder import PublishedParameters
from irrealis.builders.families.published.parts import Group
from irrealis.builders.families.reviews import Review
from irrealis.schemas.cebab import CebabAudit

from irrealis.build import Build, Drop, Repair, Row, build, read_rows, record_rng
from irrealis.contract import load_schemas
from irrealis.errors import IrrealisError
from irrealis.manifest import load_manifest
from irrealis.text.repeats import same

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "datasets" / "cebab"
EVALUATION = ("validation", "test")
PAIRED = ("train_inclusive", *EVALUATION)
SAMPLE = {
    name: json.loads((FOLDER / f"sample/{name}.json").read_text(encoding="utf-8"))
    for name in ("train_inclusive", "dev", "test")
}


def builder() -> Cebab:
    return Cebab(dataset="cebab", parameters=PublishedParameters(related=0.0), seed=0)


def read(rows: list[dict[str, Any]]) -> list[Group]:
    return list(builder().read(BytesIO(json.dumps(rows).encode()), source="rows.json"))


def said_of(rows: list[dict[str, Any]]) -> list[Row | Drop | Repair]:
    groups = read(rows)
    context = builder().context_beside(groups, others=())
    rng = record_rng(dataset="cebab", seed=0, original_id="")
    return [part for group in groups for part in builder().edit(group, context=context, rng=rng)]


def refused(change: Callable[[dict[str, Any]], None]) -> str:
    row = deepcopy(SAMPLE["dev"][1])
    change(row)
    with pytest.raises(IrrealisError) as error:
        read([row])
    return str(error.value)


def test_a_row_that_is_not_upstreams_is_refused_with_its_field() -> None:
    assert "edit_goal" in refused(lambda row: row.update(edit_goal="positive"))
    assert "opentable_metadata" in refused(lambda row: row["opentable_metadata"].pop("region"))
    assert "id is not" in refused(lambda row: row.update(id="7"))
    assert "without edit_goal" in refused(lambda row: row.update(edit_type=None))
    assert "noise" in refused(lambda row: row["noise_aspect_label_distribution"].update(unknown=0))


def test_of_a_column_that_is_missing_those_that_are_there_are_told() -> None:
    said = refused(lambda row: row.update(descriptoin=row.pop("description")))
    assert "field description" in said
    assert said.endswith("descriptoin")


def test_what_is_made_does_not_depend_on_the_order_of_the_rows() -> None:
    def told(rows: list[dict[str, Any]]) -> list[str]:
        return sorted(map(repr, said_of(rows)))

    rows = SAMPLE["train_inclusive"]
    assert told(rows) == told(rows[::-1])


def test_native_rows_hold_all_of_upstreams() -> None:
    for rows in SAMPLE.values():
        made = {
            p.values["id"]: p.values
            for p in said_of(rows)
            if isinstance(p, Row) and p.config == "native"
        }
        assert [back(made[row["id"]]) for row in rows] == rows


def back(row: dict[str, Any]) -> dict[str, Any]:
    """A native row in the form that upstream's JSON has."""
    row = dict(row)
    for name, value in row.items():
        if name.endswith("_distribution"):
            row[name] = {key: count for key, count in (value or {}).items() if count} or ""
        elif name.endswith("_workers"):
            row[name] = {one["worker"]: one["label"] for one in value or ()} or ""
    return row


def test_a_lone_edit_is_dropped_for_want_of_its_original() -> None:
    drops = [part for part in said_of(SAMPLE["dev"][1:2]) if isinstance(part, Drop)]
    assert [(drop.reason, drop.detail) for drop in drops] == [
        ("alone", "its original is not in this split")
    ]


def test_the_evidence_says_when_votes_do_not_confirm_the_goal(sample: Build) -> None:
    rows = read_rows(sample.folder, sample.record, config="pairs", split="train_inclusive")
    details = {row["intervention"][0]["source"]: row["evidence"]["detail"] for row in rows}
    assert "5 of 5 votes on food say Negative, so it is confirmed" in details["100001_000001"]
    assert "2 of 5 votes on food say Positive, so it is not confirmed" in details["100004_000004"]
    assert details["100001_000001"].endswith("votes on service, ambiance, noise")


def test_a_split_built_alone_knows_the_texts_of_the_others(tmp_path: Path) -> None:
    made = build("cebab", root=ROOT, out=tmp_path / "build", splits=["validation"])
    assert made.record.counts["validation"].rejects["text-in-two-splits"] == 1


Rows = dict[str, list[dict[str, Any]]]

MUTATIONS: dict[str, tuple[str, Callable[[Rows], object]]] = {
    "a vote more in the evidence": (
        "native",
        lambda rows: rows["pairs"][0]["evidence"].update(
            detail=rows["pairs"][0]["evidence"]["detail"].replace("5 of 5", "4 of 5")
        ),
    ),
    "no word of copied votes": (
        "native",
        lambda rows: rows["pairs"][0]["evidence"].update(
            detail=rows["pairs"][0]["evidence"]["detail"].partition("; ")[0]
        ),
    ),
    "an edit of another original": (
        "native",
        lambda rows: rows["pairs"][0]["intervention"][0].update(source="100002_000001"),
    ),
    "another aspect": (
        "native",
        lambda rows: rows["pairs"][0]["intervention"][0].update(target="noise"),
    ),
    "another label": (
        "native",
        lambda rows: rows["pairs"][0]["label_counterfactual"]["food"].update(majority="unknown"),
    ),
    "another generator": (
        "native",
        lambda rows: rows["pairs"][0]["generator"].update(kind="rules"),
    ),
    "a pair gone": ("missing", lambda rows: rows["pairs"].pop()),
    "a drop gone": ("missing", lambda rows: rows["rejects"].pop(0)),
    "a pair of edits gone": ("missing", lambda rows: rows["edit_pairs"].pop()),
    "a native row gone": ("missing", lambda rows: rows["native"].pop()),
    "another text in native": (
        "native",
        lambda rows: rows["native"][3].update(description="Soup."),
    ),
    "an original taken for an edit": (
        "native",
        lambda rows: rows["native_mix"][0].update(is_counterfactual=True),
    ),
    "a majority without votes for it": (
        "votes",
        lambda rows: rows["native_mix"][0].update(food_aspect_majority="Negative"),
    ),
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build("cebab", root=ROOT, out=tmp_path_factory.mktemp("sample") / "build")


def failures(made: Build, change: Callable[[Rows], object]) -> set[str]:
    """Kinds of failures that the audit finds in the rows of a split once they are changed."""
    configs = list(load_schemas(load_manifest("cebab", root=ROOT)))
    rows = {
        config: list(read_rows(made.folder, made.record, config=config, split="train_inclusive"))
        for config in configs
    }
    change(rows)
    audit = CebabAudit(made.record, "train_inclusive")
    found = [one for config in configs for row in rows[config] for one in audit.see(config, row)]
    return {failure.kind for failure in [*found, *audit.finish()]}


def test_the_audit_finds_nothing_wrong_with_the_sample(sample: Build) -> None:
    assert failures(sample, lambda _: None) == set()


@pytest.mark.parametrize("name", MUTATIONS)
def test_the_audit_catches(name: str, sample: Build) -> None:
    kind, change = MUTATIONS[name]
    assert kind in failures(sample, change)


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Build:
    if not os.environ.get("IRREALIS_MIRROR"):
        pytest.skip("needs upstream's archive: set IRREALIS_MIRROR to a mirror that has it")
    return build(
        "cebab", root=ROOT, inputs="upstream", out=tmp_path_factory.mktemp("cebab") / "build"
    )


@pytest.fixture(scope="module")
def natives(upstream: Build) -> dict[str, list[dict[str, Any]]]:
    return {
        split: list(read_rows(upstream.folder, upstream.record, config="native", split=split))
        for split in upstream.record.splits
    }


@pytest.mark.slow
def test_every_row_of_upstreams_is_in_native(natives: dict[str, list[dict[str, Any]]]) -> None:
    assert {split: len(rows) for split, rows in natives.items()} == {
        "train_exclusive": 1755,
        "train_inclusive": 11728,
        "train_observational": 1755,
        "validation": 1673,
        "test": 1689,
    }


@pytest.mark.slow
def test_the_build_finds_the_no_op_edits_and_the_repeats(upstream: Build) -> None:
    figures = [upstream.report.metrics[split] for split in PAIRED]
    assert sum(one["upstream.no_op_edits"] for one in figures) == 19
    assert sum(one["upstream.repeated_descriptions"] for one in figures) == 104
    assert sum(one["rejects.no-op"] for one in figures) == 19


@pytest.mark.slow
def test_fifteen_times_a_text_is_in_two_splits_and_never_in_pairs_of_them(
    upstream: Build, natives: dict[str, list[dict[str, Any]]]
) -> None:
    texts = {split: {same(row["description"]) for row in natives[split]} for split in PAIRED}
    shared = {pair: texts[pair[0]] & texts[pair[1]] for pair in combinations(PAIRED, 2)}
    assert sum(map(len, shared.values())) == 15
    for split in PAIRED:
        for row in read_rows(upstream.folder, upstream.record, config="pairs", split=split):
            for side in ("original", "counterfactual"):
                assert not any(same(row[side]["text"]) in found for found in shared.values())


@pytest.mark.slow
def test_pairs_and_drops_are_all_of_the_edits(upstream: Build) -> None:
    counts = upstream.record.counts
    assert {split: counts[split].counterfactuals for split in counts} == {
        "train_exclusive": 0,
        "train_inclusive": 9832,
        "train_observational": 0,
        "validation": 1370,
        "test": 1388,
    }
    assert counts["train_inclusive"].rejects == {
        "no-op": 12,
        "repeated-text": 107,
        "text-in-two-splits": 22,
    }
    for split, edits in zip(PAIRED, (9973, 1401, 1417), strict=True):
        assert counts[split].counterfactuals + sum(counts[split].rejects.values()) == edits


@pytest.mark.slow
def test_the_known_issues_are_those_that_the_build_finds(upstream: Build) -> None:
    entries = yaml.safe_load((FOLDER / "known_issues.yaml").read_text(encoding="utf-8"))
    known = {
        (entry["split"], entry["kind"]): entry["edits"].split(", ")
        for entry in entries
        if isinstance(entry, dict)
    }
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for split in PAIRED:
        for row in read_rows(upstream.folder, upstream.record, config="rejects", split=split):
            found[split, row["reason"]].append(row["variant"])
    assert {key: sorted(ids) for key, ids in found.items()} == known


@pytest.mark.slow
def test_the_votes_on_aspects_that_were_not_edited_are_all_copies(
    natives: dict[str, list[dict[str, Any]]],
) -> None:
    kinds: Counter[bool] = Counter()
    for split in PAIRED:
        originals = {row["original_id"]: row for row in natives[split] if row["is_original"]}
        for row in natives[split]:
            for aspect in {"food", "service", "ambiance", "noise"} - {row["edit_type"]}:
                of = f"{aspect}_aspect_validation_workers"
                kinds[row[of] == originals[row["original_id"]][of]] += 1
    assert kinds[True] > 40_000
    assert not kinds[False]


@pytest.mark.slow
def test_the_splits_for_training_share_rows_and_still_pass_as_one(
    natives: dict[str, list[dict[str, Any]]],
) -> None:
    ids = {split: {row["id"] for row in rows} for split, rows in natives.items()}
    assert ids["train_exclusive"] < ids["train_inclusive"]
    assert ids["train_observational"] < ids["train_inclusive"]
    assert not ids["train_inclusive"] & ids["validation"] | ids["validation"] & ids["test"]


def test_a_review_says_who_voted_for_what() -> None:
    review = Review.model_validate(SAMPLE["dev"][0])
    assert review.majority("food") == "Positive"
    assert Counter(review.voters("food").values()) == review.votes("food")
