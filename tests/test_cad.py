"""CAD-IMDb and CAD-NLI: whose revision is whose, and what the builds find wrong with upstream's."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from irrealis.builders.cad_imdb import demo as imdb_demo
from irrealis.builders.cad_nli import COLUMNS, FILES
from irrealis.schemas.cad_imdb import CadImdbAudit
from irrealis.schemas.cad_nli import CadNliAudit

from irrealis.build import Build, build, read_rows
from irrealis.check import Audit
from irrealis.contract import load_schemas
from irrealis.errors import IrrealisError
from irrealis.evaluate import demo
from irrealis.manifest import load_manifest

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "datasets" / "cad-nli" / "sample"
UPSTREAM = (
    "raw.githubusercontent.com/acmi-lab/counterfactually-augmented-data/"
    "6f232a1d2a11462a30ce08fb4825b734ab30828e"
)


def tsv(path: Path, rows: Sequence[Sequence[str]], *, columns: Sequence[str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, dialect="excel-tab", lineterminator="\n").writerows([columns, *rows])
    return path


def refused(name: str, files: Sequence[Path], out: Path) -> str:
    with pytest.raises(IrrealisError) as error:
        build(name, root=ROOT, files=files, out=out / "build")
    return str(error.value)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (["positive", "Good.", "1"], "Sentiment"),
        (["Positive", " ", "1"], "Text"),
        (["Positive", "Good.", ""], "batch_id"),
    ],
)
def test_a_review_that_is_not_upstreams_is_refused_with_its_field(
    row: list[str], field: str, tmp_path: Path
) -> None:
    file = tsv(tmp_path / "x.tsv", [row], columns=["Sentiment", "Text", "batch_id"])
    told = refused("cad-imdb", [file], tmp_path)
    assert f"field {field}" in told
    assert "x.tsv, line 2" in told


def test_a_text_is_upstreams_to_the_last_character(tmp_path: Path) -> None:
    texts = ['"Odd" quotes,\ttabs\nand lines ', ' "Odd" quotes,\ttabs\nand no lines ']
    file = tsv(
        tmp_path / "x.tsv",
        [["Positive", texts[0], "1"], ["Negative", texts[1], "1"]],
        columns=["Sentiment", "Text", "batch_id"],
    )
    made = build("cad-imdb", root=ROOT, files=[file], out=tmp_path / "build")
    (pair,) = read_rows(made.folder, made.record, config="pairs", split="train")
    assert [pair["original"]["text"], pair["counterfactual"]["text"]] == texts


def nli_files(split: str) -> list[Path]:
    return [SAMPLE / kind / f"{split}.tsv" for kind in FILES]


def test_revisions_that_are_not_of_the_originals_are_refused(tmp_path: Path) -> None:
    original, premises, hypotheses = nli_files("train")
    assert "of which 13 are for another" in refused(
        "cad-nli", [original, hypotheses, premises], tmp_path
    )
    assert "3 files" in refused("cad-nli", [original], tmp_path)
    assert "do not belong to those of original" in refused(
        "cad-nli", [premises, original, hypotheses], tmp_path
    )


def test_a_lone_revision_of_another_original_is_dropped(tmp_path: Path) -> None:
    original, premises, hypotheses = nli_files("test")
    rows = list(csv.reader(premises.open(newline="", encoding="utf-8"), dialect="excel-tab"))[1:]
    rows[0], rows[2] = rows[2], rows[0]
    swapped = tsv(tmp_path / "premises.tsv", rows, columns=list(COLUMNS))
    made = build(
        "cad-nli",
        root=ROOT,
        files=[original, swapped, hypotheses],
        splits=["test"],
        out=tmp_path / "build",
    )
    assert made.record.counts["test"].rejects["other-part-changed"] == 2


Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module", params=["cad-imdb", "cad-nli"])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(request.param, root=ROOT, out=tmp_path_factory.mktemp("sample") / "build")


def failures(made: Build, change: Callable[[Rows], object]) -> set[str]:
    """Kinds of failures that the audit finds in the rows of a split once they are changed."""
    audits: dict[str, type[Audit]] = {"cad-imdb": CadImdbAudit, "cad-nli": CadNliAudit}
    configs = list(load_schemas(load_manifest(made.record.dataset, root=ROOT)))
    rows = {
        config: list(read_rows(made.folder, made.record, config=config, split="train"))
        for config in configs
    }
    change(rows)
    audit = audits[made.record.dataset](made.record, "train")
    found = [one for config in configs for row in rows[config] for one in audit.see(config, row)]
    return {failure.kind for failure in [*found, *audit.finish()]}


def test_the_audit_finds_nothing_wrong_with_the_sample(sample: Build) -> None:
    assert failures(sample, lambda _: None) == set()


@pytest.mark.parametrize("config", ["native", "native_mix", "pairs", "rejects"])
@pytest.mark.parametrize("twice", [False, True], ids=["gone", "twice"])
def test_the_audit_catches_a_row_that_is(config: str, twice: bool, sample: Build) -> None:
    def change(rows: Rows) -> None:
        rows[config].insert(0, dict(rows[config][0])) if twice else rows[config].pop(0)

    assert failures(sample, change)


def test_the_audit_catches_sides_that_were_swapped(sample: Build) -> None:
    def change(rows: Rows) -> None:
        pair = rows["pairs"][0]
        for name in ("{}", "label_{}"):
            one, other = name.format("original"), name.format("counterfactual")
            pair[one], pair[other] = pair[other], pair[one]

    assert failures(sample, change)


def upstream(name: str, folder: Path) -> Build:
    if not os.environ.get("IRREALIS_MIRROR"):
        pytest.skip("needs upstream's files: set IRREALIS_MIRROR to a mirror that has them")
    return build(name, root=ROOT, inputs="upstream", out=folder / "build")


@pytest.fixture(scope="module")
def imdb(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return upstream("cad-imdb", tmp_path_factory.mktemp("cad-imdb"))


@pytest.fixture(scope="module")
def nli(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return upstream("cad-nli", tmp_path_factory.mktemp("cad-nli"))


@pytest.mark.slow
def test_nearly_all_of_upstreams_reviews_are_paired(imdb: Build) -> None:
    counts = imdb.record.counts
    assert imdb.not_built == ("test",)
    assert {split: counts[split].counterfactuals for split in counts} == {
        "train": 1704,
        "validation": 244,
    }
    assert counts["train"].rejects == {
        "no-op": 1,
        "no-pairs": 3,
        "text-in-two-splits": 1,
        "unrelated-texts": 1,
    }
    assert counts["validation"].rejects == {"no-pairs": 1, "text-in-two-splits": 1}
    assert found_issues(imdb, lambda row: row["original_id"]) == known_issues("cad-imdb", "batches")


@pytest.mark.slow
def test_nearly_all_of_upstreams_revisions_are_paired(nli: Build) -> None:
    counts = nli.record.counts
    assert {split: counts[split].counterfactuals for split in counts} == {
        "train": 6623,
        "validation": 798,
    }
    assert counts["train"].rejects == {"no-op": 38, "other-part-changed": 1, "repeated-text": 2}
    assert counts["train"].repairs == {"white-space": 8}
    assert counts["validation"].rejects == {"no-op": 1, "repeated-text": 1}
    assert found_issues(nli, lambda row: f"{row['original_id']} {row['variant']}") == (
        known_issues("cad-nli", "revisions")
    )


def found_issues(
    made: Build, name: Callable[[dict[str, Any]], str]
) -> dict[tuple[str, str], list[str]]:
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for split in made.record.splits:
        for row in read_rows(made.folder, made.record, config="rejects", split=split):
            if row["level"] == "variant":
                found[split, row["reason"]].append(name(row))
    return {key: sorted(names) for key, names in found.items()}


def known_issues(name: str, key: str) -> dict[tuple[str, str], list[str]]:
    entries = yaml.safe_load((ROOT / "datasets" / name / "known_issues.yaml").read_text("utf-8"))
    return {
        (one["split"], one["kind"]): one[key].split(", ")
        for one in entries
        if isinstance(one, dict)
    }


@pytest.mark.slow
def test_the_first_text_of_a_batch_is_the_original_but_for_four_that_the_card_names(
    imdb: Build, mirror: Path
) -> None:
    astray = set()
    for split, name in (("train", "train"), ("validation", "dev")):
        path = mirror / UPSTREAM / f"sentiment/orig/{name}.tsv"
        with path.open(newline="", encoding="utf-8") as file:
            originals = {row["Text"] for row in csv.DictReader(file, dialect="excel-tab")}
        for row in read_rows(imdb.folder, imdb.record, config="native_mix", split=split):
            if not row["is_counterfactual"] and row["Text"] not in originals:
                astray.add(row["batch_id"])
    assert astray == {"4747", "16129", "18146", "6992"}
    card = (ROOT / "datasets/cad-imdb/README.md").read_text("utf-8")
    assert all(batch in card for batch in astray)


@pytest.mark.slow
def test_the_demo_shows_what_training_on_originals_alone_misses(
    imdb: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imdb_demo, "build", lambda *_, **__: imdb)
    (table,) = demo("cad", root=ROOT).tables
    shares = {(row[0], row[1]): [float(cell or 0) for cell in row[3:]] for row in table.rows}
    assert {family for family, _ in shares} == {"tfidf-lr", "nbsvm"}
    for (_, trained), (originals, counterfactuals, both) in shares.items():
        if trained == "originals":
            assert originals > 0.85
            assert counterfactuals < 0.6
            assert both < 0.45
        else:
            assert min(originals, counterfactuals) > 0.85
            assert both > 0.75
    assert "validation" in table.title


def test_a_demo_is_called_by_its_dataset_or_the_start_of_its_name() -> None:
    with pytest.raises(IrrealisError, match="no demonstration is called nothing"):
        demo("nothing", root=ROOT)
    with pytest.raises(IrrealisError, match="no such split"):
        demo("cad-imdb", root=ROOT, split="tests")
