from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

import irrealis.release.folder
from irrealis.build import Builder, Drop, Parameters, Repair, Row, build
from irrealis.check import check_folder
from irrealis.contract import Edit, Evidence, Generator, Intervention, Pair, pair_id
from irrealis.errors import CheckFailed, IrrealisError
from irrealis.manifest import Manifest, load_manifest
from irrealis.release import Release, load_back, release
from irrealis.release.folder import compare
from irrealis.show import card
from irrealis.store import read_record
from tests.warm import Warm

EVIL = "<script>alert(1)</script> | a `tick` *b*\n\n# no heading"
REASON = "no-donor | <b>"
T2 = pair_id("tiny-cf", "t2", {"text": "From Berlin ."}, {"text": "From Vienna ."})
MANIFEST = """\
name: tiny-cf
version: 1.2.0
title: Tiny | <i>CF</i>
summary: "Cities that change. # Nothing else"
builder: tiny
schema: tiny
license: mit
redistribution: allowed
homepage: https://example.org/tiny
paper: {title: "On [tiny] things", url: "https://example.org/(paper)"}
citation: |
  @misc{tiny, title = {Tiny}}
languages: [en, "no"]
tasks: [text-classification]
tags: [counterfactual]
splits: [train, validation, test]
inputs:
  sample:
    train: [sample/train.jsonl]
    validation: [sample/validation.jsonl]
    test: [sample/test.jsonl]
parameters: {suffix: city}
"""


class TinyParameters(Parameters):
    suffix: str


class Tiny(Builder[dict[str, str], None]):
    parameters_type = TinyParameters

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[dict[str, str]]:  # noqa: ARG002
        yield from map(json.loads, stream)

    def original_id(self, record: dict[str, str]) -> str:
        return record["id"]

    def models(self) -> list[dict[str, str]]:
        return [{"name": "static", "version": "1", "dimensions": "64"}]

    def edit(
        self,
        record: dict[str, str],
        *,
        context: None,  # noqa: ARG002
        rng: Random,  # noqa: ARG002
    ) -> Iterable[Row | Drop | Repair]:
        text = record["text"]
        if "Berlin" not in text:
            yield Drop(REASON, "no city")
            return
        start = text.index("Berlin")
        pair = Pair(
            dataset=self.dataset,
            original_id=record["id"],
            original={"text": text},
            counterfactual={"text": text.replace("Berlin", "Vienna", 1)},
            edits=[Edit("text", start, start + 6, "Berlin", "Vienna")],
            interventions=[Intervention("city", "place 1", "Berlin", "Vienna", "list")],
            label_original="de",
            label_counterfactual="at",
            label_effect="flip",
            evidence=Evidence("rule", "the country of the city"),
            generator=Generator("rules", "tiny", "1"),
            seed=self.seed,
        )
        yield Row("pairs", pair.row())
        yield Row("native", {"id": pair.id, "words": text.split(), "count": len(text)})


def _line(name: str, text: str) -> str:
    return json.dumps({"id": name, "text": text}) + "\n"


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A registry of one tiny dataset, with a build: no pairs in test, no rejects in validation,
    no repairs at all."""
    import pandera.polars as pandera
    import polars as pl

    from irrealis.contract import Table, pairs_schema

    native = pandera.DataFrameSchema(
        {
            "id": pandera.Column(pl.String),
            "words": pandera.Column(pl.List(pl.String)),
            "count": pandera.Column(pl.Int64),
        },
        strict=True,
        ordered=True,
    )
    schemas: Any = types.ModuleType("irrealis.schemas.tiny")
    schemas.CONFIGS = {
        "pairs": Table(pairs_schema(fields=["text"], label=pl.String()), key="id"),
        "native": Table(native, key="id"),
    }
    builders: Any = types.ModuleType("irrealis.builders.tiny")
    builders.BUILDER = Tiny
    root = tmp_path_factory.mktemp("registry")
    home = root / "datasets" / "tiny-cf"
    (home / "sample").mkdir(parents=True)
    for kind in ("builders", "schemas"):  # what a build was made from is digested
        (root / kind).mkdir()
        (root / kind / "tiny.py").touch()
    (home / "dataset.yaml").write_text(MANIFEST)
    (home / "sample/train.jsonl").write_text(
        _line("t1", f"{EVIL} Berlin {EVIL}")
        + _line("t2", "From Berlin .")
        + _line("t3", "From nowhere .")
    )
    (home / "sample/validation.jsonl").write_text(_line("v1", "To Berlin ."))
    (home / "sample/test.jsonl").write_text(_line("e1", "Nothing to edit ."))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, schemas.__name__, schemas)
        patch.setitem(sys.modules, builders.__name__, builders)
        build("tiny-cf", root=root)
        yield root


@pytest.fixture(scope="module")
def released(registry: Path) -> Release:
    return release("tiny-cf", root=registry)


@pytest.fixture(scope="module")
def manifest(registry: Path) -> Manifest:
    return load_manifest("tiny-cf", root=registry)


@pytest.fixture(scope="module")
def text(released: Release) -> str:
    return (released.folder / "README.md").read_text()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what `load_dataset` makes in this process in a folder of the test."""
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _shard(config: str, split: str = "train") -> str:
    return f"data/{config}/{split}-00000-of-00001.parquet"


def test_the_release_loads_with_nothing_but_load_dataset(released: Release, tmp_path: Path) -> None:
    script = """
import json, sys
from datasets import load_dataset
found = {}
for config in (None, "pairs", "native", "rejects"):
    dataset = load_dataset("release/tiny-cf", config)
    found[str(config)] = {split: rows.to_list() for split, rows in dataset.items()}
print(json.dumps(found))
"""
    done = subprocess.run(
        [sys.executable, "-P", "-c", script],
        cwd=released.folder.parent.parent,
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert found["None"] == found["pairs"]
    for config in ("pairs", "native", "rejects"):
        for split in ("train", "validation", "test"):
            built = pq.read_table(released.folder / _shard(config, split)).to_pylist()
            assert found[config].get(split, []) == built
    assert [row["original_id"] for row in found["pairs"]["train"]] == ["t1", "t2"]


def test_the_release_is_the_build_without_its_measurements(
    released: Release, registry: Path
) -> None:
    built, made = _files(registry / "build/tiny-cf"), _files(released.folder)
    assert made.keys() - built.keys() == {"README.md", "CHANGELOG.md", "croissant.json"}
    assert built.keys() <= made.keys()
    for name in built.keys() - {"build.json"}:
        assert made[name] == built[name]
    before, after = json.loads(built["build.json"]), json.loads(made["build.json"])
    assert before.pop("measured")
    assert after == before
    for path in released.folder.rglob("*.parquet"):
        assert path.stat().st_nlink == 1


def test_a_release_passes_the_check_of_a_build(released: Release, manifest: Manifest) -> None:
    assert check_folder(released.folder, manifest=manifest).ok


def test_the_metadata_is_what_the_hub_and_datasets_read(released: Release, text: str) -> None:
    from datasets import Features
    from datasets.info import DatasetInfosDict
    from datasets.utils.metadata import MetadataConfigs
    from huggingface_hub import DatasetCard, DatasetCardData

    data = DatasetCard(text).data
    assert isinstance(data, DatasetCardData)
    assert data.license == "mit"
    assert data.language == ["en", "no"]
    assert data.pretty_name == "Tiny | <i>CF</i>"
    assert data.task_categories == ["text-classification"]
    assert data.size_categories == ["n<1K"]
    configs = MetadataConfigs.from_dataset_card_data(data)
    assert configs.get_default_config_name() == "pairs"
    assert list(configs) == ["pairs", "native", "rejects"]
    infos = DatasetInfosDict.from_dataset_card_data(data)
    assert set(infos) == set(configs)
    for config, info in infos.items():
        parts = released.record.configs[config]
        shard = released.folder / _shard(config)
        assert info.features is not None
        assert info.splits is not None
        footer = pq.read_schema(shard)
        assert info.features == Features.from_arrow_schema(footer)
        assert info.features.arrow_schema.equals(footer)
        assert info.features.arrow_schema.metadata == footer.metadata
        assert {name: split.num_examples for name, split in info.splits.items()} == {
            name: part.rows for name, part in parts.items() if part.rows
        }
        assert info.splits["train"].num_bytes == pq.read_table(shard).nbytes
        assert [file["split"] for file in configs[config]["data_files"]] == list(info.splits)


def test_what_has_no_rows_is_left_out_of_the_metadata_and_named_in_the_text(text: str) -> None:
    front, body = text.removeprefix("---\n").split("\n---\n", 1)
    listed = yaml.safe_load(front)["configs"]
    assert [
        (config["config_name"], [file["split"] for file in config["data_files"]])
        for config in listed
    ] == [
        ("pairs", ["train", "validation"]),
        ("native", ["train", "validation"]),
        ("rejects", ["train", "test"]),
    ]
    for empty in ("pairs/test", "rejects/validation", "repairs/train", "repairs/test"):
        assert f"`{empty}`" in body


def test_the_card_regenerates_identically(
    released: Release, manifest: Manifest, registry: Path, text: str
) -> None:
    for folder in (released.folder, registry / "build/tiny-cf"):
        assert card.card_text(folder, manifest=manifest, record=read_record(folder)) == text


def test_the_card_says_nothing_of_the_machine(text: str, registry: Path) -> None:
    measured = json.loads((registry / "build/tiny-cf/build.json").read_text())["measured"]
    assert str(registry) not in text
    assert measured["platform"] not in text


def test_the_card_shows_the_first_edit_and_escapes_the_data(text: str) -> None:
    assert "~~Berlin~~ **Vienna**" in text
    body = text.split("\n---\n", 1)[1]
    for raw in ("<script>", "<i>", "<b>", " | a `tick`", "\n# no heading", "# Tiny | "):
        assert raw not in body
    assert r"&lt;script&gt;alert(1)&lt;/script&gt; \| a \`tick\` \*b\*" in body
    assert r"| no-donor \| &lt;b&gt; | 1 | 0 | 1 |" in body


def test_every_table_of_the_card_is_rectangular(text: str) -> None:
    from markdown_it import MarkdownIt

    body = text.split("\n---\n", 1)[1]
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    kinds = [token.type for token in tokens]
    assert kinds.count("table_open") == 12
    lines = body.splitlines()
    for token in tokens:
        if token.type == "table_open" and token.map:
            widths = {
                line.replace(r"\|", "").count("|") for line in lines[token.map[0] : token.map[1]]
            }
            assert len(widths) == 1
    # no line of a table was left outside of it
    paragraphs = [token.content for token in tokens if token.type == "inline"]
    assert not [one for one in paragraphs if one.startswith("|")]


def test_the_card_says_how_it_was_built(text: str, released: Release) -> None:
    for file in released.record.input_files:
        assert f"| `{file.split}` | `{file.name}` | {file.size} | `{file.sha256}` |" in text
    for line in (
        '| `suffix` | `"city"` |',
        "| model `static` | `1, dimensions 64` |",
        "| `train` | 3 | 2 | 2 |",
        "| `yield` | 0.6667 | 1 | 0 |",
        "irrealis build tiny-cf\n",
        "the records in the registry, which are all there is",
        "[On \\[tiny\\] things](<https://example.org/(paper)>)",
        'load_dataset("release/tiny-cf", "pairs")',
        'revision="v1.2.0"',
    ):
        assert line in text
    assert "## Known limitations" not in text


def test_the_rebuild_command_repeats_what_was_not_the_default(
    registry: Path, manifest: Manifest, tmp_path: Path
) -> None:
    made = build(
        "tiny-cf",
        root=registry,
        splits=["train"],
        limit=2,
        seed=7,
        overrides={"suffix": "big city"},
        out=tmp_path / "out",
    )
    text = card.card_text(made.folder, manifest=manifest, record=made.record)
    options = """--split train --limit 2 --seed 7 --set 'suffix="big city"'"""
    assert f"irrealis build tiny-cf {options}\n" in text
    assert "**Only the first 2 records of each split were edited.**" in text


def test_known_issues_are_listed(
    released: Release, manifest: Manifest, text: str, request: pytest.FixtureRequest
) -> None:
    path = manifest.folder / card.ISSUES
    request.addfinalizer(lambda: path.unlink())
    path.write_text("- Only <b>cities</b>.\n- {split: train, row: t2, reason: wrong upstream}\n")
    made = card.card_text(released.folder, manifest=manifest, record=released.record)
    issues = "- Only &lt;b&gt;cities&lt;/b&gt;.\n- split train, row t2: wrong upstream\n"
    assert made == f"{text}\n## Known limitations\n\n{issues}"
    for bad in ("reason: 1", "- [a]", "- !!python/object:os.x {}", "- {a: {b: c}}", "[" * 9_999):
        path.write_text(bad)
        with pytest.raises(IrrealisError, match=r"known_issues.yaml is not a list"):
            card.card_text(released.folder, manifest=manifest, record=released.record)


def test_the_summary_says_what_was_built_and_how_to_load_it(
    released: Release, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(registry)
    assert released.summary() == (
        "tiny-cf 1.2.0, built from the sample\n"
        "  pairs    train 2, validation 1, test 0 rows\n"
        "  native   train 2, validation 1, test 0 rows\n"
        "  rejects  train 1, validation 0, test 1 rows\n"
        "  repairs  train 0, validation 0, test 0 rows\n"
        "  train: 2 of 3 records kept, 1 dropped\n"
        f"    dropped: {REASON} 1\n"
        "  validation: 1 of 1 records kept\n"
        "  test: 0 of 1 records kept, 1 dropped\n"
        f"    dropped: {REASON} 1\n"
        "  card: release/tiny-cf/README.md; what was dropped: release/tiny-cf/data/rejects\n"
        '  from datasets import load_dataset; load_dataset("release/tiny-cf", "pairs")'
    )


def test_the_datasets_own_change_log_and_license_are_taken(
    registry: Path, manifest: Manifest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(irrealis.release.folder, "load_back", lambda *_, **__: None)
    for name in ("CHANGELOG.md", "LICENSE.txt"):
        (manifest.folder / name).write_text(f"our {name}\n")
    try:
        made = release("tiny-cf", root=registry, out=tmp_path / "out")
    finally:
        for name in ("CHANGELOG.md", "LICENSE.txt"):
            (manifest.folder / name).unlink()
    assert (made.folder / "CHANGELOG.md").read_text() == "our CHANGELOG.md\n"
    assert (made.folder / "LICENSE.txt").read_text() == "our LICENSE.txt\n"


Change = Callable[[pa.Table], pa.Table]


def _rewrite(path: Path, change: Change) -> None:
    changed = change(pq.read_table(path))
    pq.write_table(changed, path)


def _another_label(table: pa.Table) -> pa.Table:
    at = table.schema.get_field_index("label_original")
    return table.set_column(at, table.schema.field(at), [["de", "fr"]])


def _without_seed(table: pa.Table) -> pa.Table:
    return table.drop_columns(["seed"])


def _seed_as(kind: pa.DataType) -> Change:
    def change(table: pa.Table) -> pa.Table:
        at = table.schema.get_field_index("seed")
        column = table.column(at).cast(kind)
        return table.set_column(at, pa.field("seed", kind), column)

    return change


def _seed_declared_as_int32(table: pa.Table) -> pa.Table:
    metadata = table.schema.metadata[b"huggingface"]
    wrong = json.loads(metadata)
    wrong["info"]["features"]["seed"]["dtype"] = "int32"
    return table.replace_schema_metadata({b"huggingface": json.dumps(wrong)})


def _tamper(monkeypatch: pytest.MonkeyPatch, config: str, change: Change) -> None:
    """Change a shard of every release between its copy and its loading back."""
    copy = irrealis.release.folder._copy_shards

    def changed(source: Path, folder: Path, record: Any) -> None:
        copy(source, folder, record)
        _rewrite(folder / _shard(config), change)

    monkeypatch.setattr(irrealis.release.folder, "_copy_shards", changed)


@pytest.mark.parametrize(
    ("change", "where", "expected", "found"),
    [
        (_another_label, f"row {T2}, field label_original", "de", "fr"),
        (_without_seed, "field seed", "int64 as Value('int64')", "no such column"),
        (_seed_as(pa.int32()), "field seed", "int64 as Value('int64')", "int32 as Value('int32')"),
    ],
    ids=["changed value", "dropped column", "retyped column"],
)
def test_a_shard_that_is_not_the_builds_is_not_released(
    released: Release,
    registry: Path,
    monkeypatch: pytest.MonkeyPatch,
    warm_process: Warm,
    change: Change,
    where: str,
    expected: str,
    found: str,
) -> None:
    monkeypatch.setattr(irrealis.release.folder, "_fresh", warm_process.run)
    before = _files(released.folder)
    _tamper(monkeypatch, "pairs", change)
    with pytest.raises(CheckFailed) as caught:
        release("tiny-cf", root=registry)
    lines = str(caught.value).splitlines()
    assert lines[0].startswith(f"dataset tiny-cf, split train, {where}: config pairs: load_dataset")
    assert lines[1] == f"  expected: {expected}"
    assert lines[2] == f"  found:    {found}"
    assert _files(released.folder) == before
    assert [path.name for path in released.folder.parent.iterdir()] == ["tiny-cf"]


def _one_row_less(table: pa.Table) -> pa.Table:
    return table.slice(1)


def _a_word_more(table: pa.Table) -> pa.Table:
    at = table.schema.get_field_index("words")
    words = [*table.column(at).to_pylist()[:-1], ["From", "Berlin", "?"]]
    return table.set_column(at, table.schema.field(at), [words])


def _with_a_column(table: pa.Table) -> pa.Table:
    return table.append_column("extra", pa.array(range(table.num_rows), pa.int64()))


def _reordered(table: pa.Table) -> pa.Table:
    return table.select([*table.column_names[1:], table.column_names[0]])


@pytest.mark.parametrize(
    ("config", "change", "field", "expected", "found"),
    [
        ("pairs", _seed_declared_as_int32, "features in the footer", "hugging", "hugging"),
        ("native", _one_row_less, "rows", "2", "1"),
        ("native", _a_word_more, "words", ".", "?"),
        ("native", _with_a_column, "extra", "no such column", "int64"),
        ("native", _reordered, "order of columns", "id, words, count", "words, count, id"),
        ("rejects", _one_row_less, "rows", "1", "0"),
        ("repairs", _with_a_column, "extra", "no such column", "int64"),
    ],
)
@pytest.mark.usefixtures("cache")
def test_every_difference_from_the_build_is_named(
    released: Release,
    registry: Path,
    tmp_path: Path,
    config: str,
    change: Change,
    field: str,
    expected: str,
    found: str,
) -> None:
    folder = tmp_path / "changed"
    shutil.copytree(released.folder, folder)
    _rewrite(folder / _shard(config), change)
    first = next(compare(folder, build_folder=registry / "build/tiny-cf"))
    assert (first.config, first.split, first.field) == (config, "train", field)
    assert expected in first.expected
    assert found in first.found


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("effect\n    dtype: string", "effect\n    dtype: large_string", "label_effect"),
        ("- name: seed\n", "- name: seat\n    dtype: int64\n  - name: seed\n", "seat"),
        ("path: data/pairs/train-*", "path: data/pairs/validation-*", "load_dataset"),
        ("  - split: validation\n    path: data/pairs/validation-*.parquet\n", "", "load_dataset"),
    ],
    ids=["retyped", "declared and missing", "another file", "a split less"],
)
@pytest.mark.usefixtures("cache")
def test_a_card_that_does_not_fit_the_data_is_refused(
    released: Release, registry: Path, tmp_path: Path, old: str, new: str, field: str
) -> None:
    folder = tmp_path / "changed"
    shutil.copytree(released.folder, folder)
    text = (folder / "README.md").read_text()
    assert text.count(old) >= 1
    (folder / "README.md").write_text(text.replace(old, new, 1))
    differences = list(compare(folder, build_folder=registry / "build/tiny-cf"))
    assert differences
    assert {one.config for one in differences} <= {"pairs", "native"}
    assert field in {one.field for one in differences}


@pytest.mark.usefixtures("cache")
def test_an_untouched_release_has_no_difference(released: Release, registry: Path) -> None:
    assert not list(compare(released.folder, build_folder=registry / "build/tiny-cf"))


def test_a_build_that_fails_its_check_is_not_released(
    released: Release, registry: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(registry / "build/tiny-cf", broken)
    _rewrite(broken / _shard("pairs"), _another_label)
    before = _files(released.folder)
    with pytest.raises(CheckFailed, match="content-hash"):
        release("tiny-cf", root=registry, build_folder=broken)
    assert _files(released.folder) == before


@pytest.mark.parametrize("step", ["_copy_shards", "_changelog", "load_back"])
def test_a_release_that_dies_leaves_nothing_half_visible(
    released: Release, registry: Path, monkeypatch: pytest.MonkeyPatch, step: str, tmp_path: Path
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(irrealis.release.folder, step, die)
    before = _files(released.folder)
    for out in (None, tmp_path / "new" / "tiny-cf"):
        with pytest.raises(KeyboardInterrupt):
            release("tiny-cf", root=registry, out=out)
    assert _files(released.folder) == before
    assert [path.name for path in released.folder.parent.iterdir()] == ["tiny-cf"]
    assert not list((tmp_path / "new").iterdir())


def test_a_loader_that_crashes_is_reported(
    released: Release, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(CheckFailed, match="dataset tiny-cf: the release could not be loaded back"):
        load_back(released.folder, build_folder=registry / "build/tiny-cf")


def test_a_build_of_another_version_is_refused(registry: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(registry / "build/tiny-cf", old)
    _edit_record(old, lambda record: record.update(version="1.1.9"))
    with pytest.raises(IrrealisError) as caught:
        release("tiny-cf", root=registry, build_folder=old, out=tmp_path / "out")
    assert str(caught.value) == (
        f"dataset tiny-cf, field version: {old} is a build of another version\n"
        "  expected: 1.2.0\n"
        "  found:    1.1.9\n"
        "  to do:    irrealis build tiny-cf"
    )
    assert not (tmp_path / "out").exists()


def test_a_build_without_pairs_is_refused(registry: Path, tmp_path: Path) -> None:
    with pytest.raises(CheckFailed, match="none of 1: no-donor"):
        build("tiny-cf", root=registry, splits=["test"], out=tmp_path / "build")
    made = build("tiny-cf", root=registry, splits=["test"], limit=1, out=tmp_path / "build")
    with pytest.raises(CheckFailed, match="field pairs: the build has no pairs"):
        release("tiny-cf", root=registry, build_folder=made.folder, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_release_never_takes_the_place_of_its_build(registry: Path) -> None:
    folder = registry / "build/tiny-cf"
    before = _files(folder)
    for out in (folder, folder / "data", folder.parent):
        with pytest.raises(IrrealisError, match="need separate folders"):
            release("tiny-cf", root=registry, out=out)
    assert _files(folder) == before


def test_a_shard_under_a_name_that_the_card_does_not_declare_is_refused(
    registry: Path, tmp_path: Path
) -> None:
    odd = tmp_path / "odd"
    shutil.copytree(registry / "build/tiny-cf", odd)
    (odd / _shard("native")).rename(odd / "data/native/other.parquet")

    def rename(record: dict[str, Any]) -> None:
        record["configs"]["native"]["train"]["shards"] = ["data/native/other.parquet"]

    _edit_record(odd, rename)
    with pytest.raises(IrrealisError, match="names a shard that builds do not make"):
        release("tiny-cf", root=registry, build_folder=odd, out=tmp_path / "out")


def _edit_record(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    record = json.loads((folder / "build.json").read_text())
    change(record)
    (folder / "build.json").write_text(json.dumps(record))
