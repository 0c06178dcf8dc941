"""Files that nobody here wrote: read where they can be, or refused with the reason."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from irrealis.schemas.redocred_cf import faults

from irrealis.build import Build, build
from irrealis.errors import CheckFailed, IrrealisError
from irrealis.manifest import load_manifest
from irrealis.release import part_of
from tests.conftest import CITIES, write_records
from tests.copies import ROOT
from tests.toys import HOMES

pytestmark = pytest.mark.slow  # whole builds of files in other layouts

SAMPLE = ROOT / "datasets/redocred-cf/sample/validation.json"
Records = list[dict[str, object]]
Change = Callable[[dict[str, Any]], None]


def documents(change: Change, to: Path) -> Path:
    """The first documents of the sample, each changed."""
    found: list[dict[str, Any]] = json.loads(SAMPLE.read_bytes())[:14]
    for one in found:
        change(one)
    to.write_text(json.dumps(found))
    return to


def made(name: str, change: Change, place: Path, **overrides: object) -> Build:
    file = documents(change, place / "in.json")
    return build(
        name,
        root=ROOT,
        files=[file],
        splits=["validation"],
        out=place / "out",
        overrides=overrides,
    )


def read_rows(folder: Path, config: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder / "data" / config).to_pylist()
    return rows


def as_it_is(_: dict[str, Any]) -> None:
    pass


def evidence_null(one: dict[str, Any]) -> None:
    for label in one["labels"]:
        label["evidence"] = None


def labels_in_columns(one: dict[str, Any]) -> None:
    names = {"h": "head", "t": "tail", "r": "relation_id", "evidence": "evidence"}
    one["labels"] = {
        name: [label[key] for label in one["labels"]] for key, name in names.items()
    } | {"relation_text": ["" for _ in one["labels"]]}


def keys_added(one: dict[str, Any]) -> None:
    one["source"] = {"url": "x"}
    for mentions in one["vertexSet"]:
        for mention in mentions:
            mention["score"] = 0.5


def labels_absent(one: dict[str, Any]) -> None:
    del one["labels"]


def chemical(one: dict[str, Any]) -> None:
    for mentions in one["vertexSet"]:
        for mention in mentions:
            mention["type"] = "Chemical"


def relations_in_words(one: dict[str, Any]) -> None:
    for label in one["labels"]:
        label["r"] = "located in"


@pytest.mark.parametrize("change", [labels_in_columns, keys_added])
def test_other_layouts_of_docred_give_the_same_pairs(change: Change, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    plain = made("redocred-cf", as_it_is, tmp_path / "plain")
    other = made("redocred-cf", change, tmp_path)
    assert other.record.configs["pairs"]["validation"].content_hash == (
        plain.record.configs["pairs"]["validation"].content_hash
    )


@pytest.mark.parametrize("name", ["redocred-cf", "ifqa-style"])
def test_evidence_that_was_not_annotated_is_none(name: str, tmp_path: Path) -> None:
    assert made(name, evidence_null, tmp_path).record.counts["validation"].counterfactuals


TYPES = {"PER": "PERSON", "LOC": "type_location", "ORG": "Company", "MISC": "Other"}
WORDS = {"P17": "in the country", "P131": "located in", "P569": "born"}


def another_scheme(one: dict[str, Any]) -> None:
    for mentions in one["vertexSet"]:
        for mention in mentions:
            mention["type"] = TYPES.get(mention["type"], mention["type"])
    for label in one["labels"]:
        label["r"] = WORDS.get(label["r"], label["r"])


@pytest.mark.parametrize("name", ["redocred-cf", "ifqa-style"])
def test_another_scheme_that_is_mapped_gives_the_same_pairs(name: str, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    plain = made(name, as_it_is, tmp_path / "plain")
    types = {other: own for own, other in TYPES.items()}
    relations = {other: own for own, other in WORDS.items()}
    other = made(name, another_scheme, tmp_path, types=types, relations=relations)
    assert other.record.configs["pairs"]["validation"].content_hash == (
        plain.record.configs["pairs"]["validation"].content_hash
    )
    assert other.record.parameters["types"] == types


def test_a_mapping_to_no_type_of_ours_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IrrealisError, match=r"types\.Chemical.*'PER', 'LOC'"):
        made("ifqa-style", as_it_is, tmp_path, types={"Chemical": "SUBSTANCE"})
    with pytest.raises(IrrealisError, match=r"relations\.lives in"):
        made("ifqa-style", as_it_is, tmp_path, relations={"lives in": "resides"})


def test_what_is_of_another_scheme_stays_and_the_rest_is_replaced(tmp_path: Path) -> None:
    def some(one: dict[str, Any]) -> None:
        for i, mentions in enumerate(one["vertexSet"]):
            for mention in mentions if i % 4 == 3 else ():
                mention["type"] = "Gene"
        for label in one["labels"][::4]:
            label["r"] = "binds to"

    found = made("redocred-cf", some, tmp_path)
    assert found.record.counts["validation"].counterfactuals
    rows = read_rows(found.folder, "native_mix")
    originals = {row["title"]: row for row in rows if not row["is_counterfactual"]}
    strange = {label["r"] for row in rows for label in row["labels"]} & {"binds to"}
    assert strange
    for row in rows:
        before = originals[row["original_doc_id"]]["vertexSet"]
        for old, new in zip(before, row["vertexSet"], strict=True):
            if new[0]["type"] == "Gene":
                assert [one["name"] for one in new] == [one["name"] for one in old]


def test_the_audit_catches_what_was_replaced_though_nothing_is_known_of_it(tmp_path: Path) -> None:
    rows = read_rows(made("redocred-cf", as_it_is, tmp_path).folder, "native_mix")
    original = next(row for row in rows if not row["is_counterfactual"])
    changed = next(
        row
        for row in rows
        if row["is_counterfactual"] and row["original_doc_id"] == original["title"]
    )
    assert not list(faults(original, changed))
    pairs = zip(original["vertexSet"], changed["vertexSet"], strict=True)
    at = next(i for i, (old, new) in enumerate(pairs) if old[0]["name"] != new[0]["name"])
    for mention in (*original["vertexSet"][at], *changed["vertexSet"][at]):
        mention["type"] = "Gene"
    assert ["mention", "Gene"] in [[one[0], one[-1]] for one in faults(original, changed)]


def she_spoke(one: dict[str, Any]) -> None:
    """Each thing is mentioned once more, as a pronoun with a word too many."""
    for i, mentions in enumerate(one["vertexSet"]):
        sent = one["sents"][mentions[0]["sent_id"]]
        said = (["She", "spoke"], ["it", "was"], ["his", "father"], ["They"])[i % 4]
        if said != ["They"] or mentions[0]["type"] != "MISC":
            spoken = {"name": " ".join(said), "pos": [len(sent), len(sent) + len(said)]}
            mentions.append({**mentions[0], **spoken})
            sent += [*said, "."]


@pytest.mark.parametrize("name", ["redocred-cf", "ifqa-style"])
def test_a_pronoun_that_is_given_as_a_mention_is_no_name(name: str, tmp_path: Path) -> None:
    found = made(name, she_spoke, tmp_path)
    assert found.record.counts["validation"].counterfactuals
    assert found.record.counts["validation"].repairs["pronoun-mention"] > 50
    config = "native_mix" if name == "redocred-cf" else "documents"
    for row in read_rows(found.folder, config):
        names = {mention["name"] for entity in row["vertexSet"] for mention in entity}
        assert not names & {"She spoke", "it was", "his father"}


@pytest.mark.parametrize("name", ["redocred-cf", "ifqa-style"])
def test_mentions_of_several_types_cost_no_build(name: str, tmp_path: Path) -> None:
    def several(one: dict[str, Any]) -> None:
        for i, mentions in enumerate(one["vertexSet"]):
            if i % 2:
                mentions[-1]["type"] = ("PER", "LOC", "ORG", "MISC", "TIME", "NUM")[i % 6]

    counts = made(name, several, tmp_path).record.counts["validation"]
    assert counts.counterfactuals
    assert "failed-check" not in counts.rejects


@pytest.mark.parametrize("name", ["redocred-cf", "ifqa-style"])
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (labels_absent, "no-"),
        (chemical, "unknown-type 14"),
        (relations_in_words, "unknown-relation 13"),
    ],
)
def test_a_corpus_of_which_nothing_is_kept_says_why(
    name: str, change: Change, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(CheckFailed) as caught:
        made(name, change, tmp_path)
    said = str(caught.value)
    assert "found:    none of 14: " in said
    assert reason in said
    assert "no such metric" not in said
    assert not (tmp_path / "out").exists()


def test_a_gate_of_a_corpus_warns_of_a_file_of_ones_own(registry: Path, tmp_path: Path) -> None:
    cities: Records = [
        {"id": f"c{n}", "text": f"See {c} .", "city": c} for n, c in enumerate(CITIES[:2])
    ]
    without: Records = [{"id": f"n{n}", "text": f"Stay {n} .", "city": None} for n in range(10)]
    file = write_records(tmp_path / "in.jsonl", [*cities, *without])
    found = build("tiny", root=registry, files=[file], splits=["train"], out=tmp_path / "out")
    assert [(one.kind, one.field) for one in found.report.warnings] == [("gate", "yield")]
    (line,) = (line for line in found.summary() if "warning" in line)
    assert line.startswith("  warning: train, yield is 0.1667, where")
    shutil.copy(file, registry / "datasets/tiny/sample/train.jsonl")
    with pytest.raises(CheckFailed, match="gate"):
        build("tiny", root=registry, out=tmp_path / "sample")


def test_a_split_of_which_nothing_is_kept_misses_its_gates(registry: Path, tmp_path: Path) -> None:
    without: Records = [{"id": f"n{n}", "text": f"Stay {n} .", "city": None} for n in range(3)]
    write_records(registry / "datasets/tiny/sample/validation.jsonl", without)
    with pytest.raises(CheckFailed, match=r"validation, yield\n +expected: 0\.25"):
        build("tiny", root=registry, out=tmp_path / "out")


def test_a_draw_of_another_size_is_a_part(tmp_path: Path) -> None:
    home = HOMES["toy-table"]
    made = build("toy-table", root=home, inputs="upstream", size=7, out=tmp_path / "out")
    found = part_of(made.record, load_manifest("toy-table", root=home))
    assert found is not None
    assert found.startswith("7 records of ")


def test_an_archive_that_is_named_as_a_file_is_said_to_be_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("dev_paired.tsv", "Sentiment\tText\tbatch_id\n")
    with pytest.raises(IrrealisError, match="is a zip archive"):
        build("cad-imdb", root=ROOT, files=[tmp_path / "in.zip"], out=tmp_path / "out")


@pytest.mark.parametrize(("rows", "reason"), [(1, "alone"), (3, "no-pairs")])
def test_a_batch_of_other_than_two_reviews_is_dropped(
    rows: int, reason: str, tmp_path: Path
) -> None:
    lines = (ROOT / "datasets/cad-imdb/sample/dev_paired.tsv").read_text().splitlines()
    file = tmp_path / "in.tsv"
    file.write_text("\n".join([lines[0], *lines[1:2] * rows, *lines[3:], ""]))
    found = build("cad-imdb", root=ROOT, files=[file], splits=["train"], out=tmp_path / "out")
    assert found.record.counts["train"].rejects[reason] == 1


@pytest.mark.parametrize(("rows", "why"), [(1, r"alone \d+"), (3, r"no-op \d+, no-pairs \d+")])
def test_of_batches_that_are_no_pairs_at_all_it_is_said_why(
    rows: int, why: str, tmp_path: Path
) -> None:
    lines = (ROOT / "datasets/cad-imdb/sample/dev_paired.tsv").read_text().splitlines()
    file = tmp_path / "in.tsv"
    repeated = [line for line in lines[1::2] for _ in range(rows)]
    file.write_text("\n".join([lines[0], *repeated, ""]))
    with pytest.raises(CheckFailed, match=rf"none of \d+: {why}"):
        build("cad-imdb", root=ROOT, files=[file], splits=["train"], out=tmp_path / "out")


def contrast_set(to: Path) -> tuple[Path, Path]:
    """The sample's pairs as two files without batch_id."""
    rows = list(
        csv.DictReader(
            (ROOT / "datasets/cad-imdb/sample/dev_paired.tsv").open(newline=""), delimiter="\t"
        )
    )
    paths = (to / "test_original.tsv", to / "test_contrast.tsv")
    for at, path in enumerate(paths):
        with path.open("w", newline="") as file:
            out = csv.DictWriter(file, ["Sentiment", "Text"], extrasaction="ignore", delimiter="\t")
            out.writeheader()
            out.writerows(rows[at::2])
    return paths


def test_a_contrast_set_of_two_files_is_paired_by_position(tmp_path: Path) -> None:
    paths = contrast_set(tmp_path)
    one = ROOT / "datasets/cad-imdb/sample/dev_paired.tsv"
    plain = build("cad-imdb", root=ROOT, files=[one], splits=["validation"], out=tmp_path / "plain")
    found = build("cad-imdb", root=ROOT, files=paths, splits=["validation"], out=tmp_path / "out")
    counts = plain.record.counts["validation"].counterfactuals
    assert counts
    assert found.record.counts["validation"].counterfactuals == counts
    texts = [
        {
            (row["original"]["text"], row["counterfactual"]["text"])
            for row in read_rows(one, "pairs")
        }
        for one in (plain.folder, found.folder)
    ]
    assert texts[0] == texts[1]


def test_a_contrast_set_that_cannot_be_paired_is_refused_with_the_cure(tmp_path: Path) -> None:
    one, other = contrast_set(tmp_path)
    short = tmp_path / "short.tsv"
    short.write_text("".join(other.read_text().splitlines(keepends=True)[:-1]))
    sample = ROOT / "datasets/cad-imdb/sample/dev_paired.tsv"
    for files in ([one], [one, short], [one, other, one], [sample, one]):
        with pytest.raises(IrrealisError, match="no batch_id") as caught:
            build("cad-imdb", root=ROOT, files=files, splits=["train"], out=tmp_path / "out")
        assert "--input ORIGINALS --input CONTRASTS" in str(caught.value)


Cebab = list[dict[str, Any]]


def cebab(name: str, rows: Cebab, split: str, place: Path) -> Build:
    file = place / "in.json"
    file.write_text(json.dumps(rows))
    return build(name, root=ROOT, files=[file], splits=[split], out=place / "out")


def cebab_rows(file: str) -> Cebab:
    rows: Cebab = json.loads((ROOT / "datasets/cebab/sample" / file).read_bytes())
    return rows


def observational(rows: Cebab) -> Cebab:
    """Originals alone, in which the columns of edits are set, as in CEBaB's own zip."""
    set_ = {"edit_goal": "Positive", "edit_type": "food", "edit_worker": "w1"}
    return [{**row, **set_} for row in rows if row["is_original"]]


def test_originals_with_edit_columns_are_edited_and_the_columns_are_mended(
    tmp_path: Path,
) -> None:
    rows = observational(cebab_rows("dev.json"))
    counts = cebab("cebab-edits", rows, "validation", tmp_path).record.counts["validation"]
    assert counts.counterfactuals
    assert counts.repairs["edit-of-an-original"] == 3 * counts.kept
    for row in read_rows(tmp_path / "out", "native"):
        if row["is_original"]:
            assert (row["edit_goal"], row["edit_type"], row["edit_worker"]) == (None, None, None)


def test_originals_alone_give_cebab_nothing_and_it_says_why(tmp_path: Path) -> None:
    with pytest.raises(CheckFailed, match=r"none of (\d+): alone \1\n"):
        cebab("cebab", observational(cebab_rows("dev.json")), "validation", tmp_path)


@pytest.mark.parametrize("split", ["train_exclusive", "train_observational", "test"])
def test_a_file_of_another_split_is_read_as_the_one_that_is_named(
    split: str, tmp_path: Path
) -> None:
    found = cebab("cebab", cebab_rows("dev.json"), split, tmp_path)
    assert found.record.counts[split].counterfactuals


@pytest.mark.parametrize(("old", "new"), [(None, ""), ("", None)])
@pytest.mark.parametrize("name", ["cebab", "cebab-edits"])
def test_exports_with_an_empty_text_for_null_give_the_same_rows(
    name: str, old: object, new: object, tmp_path: Path
) -> None:
    rows = cebab_rows("dev.json")
    (tmp_path / "plain").mkdir()
    plain = cebab(name, rows, "validation", tmp_path / "plain").record
    other = [{key: new if value == old else value for key, value in row.items()} for row in rows]
    assert other != rows
    found = cebab(name, other, "validation", tmp_path).record
    assert [part["validation"].content_hash for part in found.configs.values()] == (
        [part["validation"].content_hash for part in plain.configs.values()]
    )


GERMAN = (
    "Das Essen war gut , aber der Kellner hat uns nicht einmal gegrüßt und wir sind dann auch "
    "nicht lange in dem Lokal geblieben , weil es mir dort zu laut war ."
)


def in_german(one: dict[str, Any]) -> None:
    """The sentences behind those with a mention are German."""
    one["sents"] += [GERMAN.split(" ")] * 12


@pytest.mark.parametrize("name", ["redocred-cf", "ifqa-style"])
def test_a_text_of_another_language_is_warned_of(name: str, tmp_path: Path) -> None:
    found = made(name, in_german, tmp_path)
    (line,) = (line for line in found.summary() if "language" in line)
    assert line.startswith("  warning: validation, the language of in.json is de: ")
    assert line.endswith("the dataset's own data keeps to en")
    (tmp_path / "plain").mkdir()
    plain = made(name, as_it_is, tmp_path / "plain")
    assert "language" not in [one.kind for one in plain.report.warnings]


def test_where_nothing_is_kept_of_a_text_its_language_is_said_too(tmp_path: Path) -> None:
    def change(one: dict[str, Any]) -> None:
        labels_absent(one)
        in_german(one)

    with pytest.raises(CheckFailed, match=r"none of 14: [\s\S]*in\.json is de: "):
        made("redocred-cf", change, tmp_path)


def test_a_wrong_value_is_named_with_the_line_on_which_its_row_begins(tmp_path: Path) -> None:
    file = tmp_path / "in.tsv"
    file.write_text('Sentiment\tText\tbatch_id\nPositive\t"one\n\ntwo"\t4\nGood\tthree\t4\n')
    with pytest.raises(IrrealisError) as caught:
        build("cad-imdb", root=ROOT, files=[file], splits=["train"], out=tmp_path / "out")
    assert str(caught.value).splitlines()[:3] == [
        "dataset cad-imdb, split train, field Sentiment: in.tsv, line 5: "
        "not a value of upstream's format",
        "  expected: Negative or Positive",
        "  found:    'Good'",
    ]
