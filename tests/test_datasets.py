"""What every dataset gets for free: one suite over the folders of datasets/, and over the toys."""

from __future__ import annotations

import json
import multiprocessing
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pyarrow.parquet as pq
import pytest
import yaml
from datasets import Features
from datasets.info import DatasetInfosDict
from huggingface_hub import DatasetCard
from huggingface_hub.repocard import metadata_load

import irrealis.build.engines
import irrealis.release.folder
from irrealis.build import Build, build, module_files, read_rows
from irrealis.build.golden import GOLDEN_FILE as GOLDEN
from irrealis.build.golden import dump, golden_lines
from irrealis.check import load_definitions, outside_gates
from irrealis.contract import MEANINGS, arrow_schema, load_schemas
from irrealis.errors import IrrealisError
from irrealis.evaluate import read_evaluation, read_upstream
from irrealis.hub import load_pairs
from irrealis.manifest import load_manifest
from irrealis.measure import definition
from irrealis.release import Release, heading_of, release
from irrealis.store import open_folder, read_metrics
from tests.toys import HOMES

ROOT = Path(__file__).parent.parent
NAMES = list(HOMES)


class Made(NamedTuple):
    """A dataset built and released from its sample."""

    name: str
    build: Build
    release: Release


@cache
def of_each_kind() -> list[str]:
    """Of the datasets whose builders are put together from the same family, the first."""
    first: dict[str, str] = {}
    for name in NAMES:
        manifest = load_manifest(name, root=HOMES[name])
        files = module_files(manifest.builder, kind="builders", root=HOMES[name])
        families = {path.parent.name for path in files if path.parent.parent.name == "families"}
        first.setdefault(min(families, default=name), name)
    return list(first.values())


def without_loading() -> AbstractContextManager[object]:
    return mock.patch.object(irrealis.release.folder, "load_back")


@pytest.fixture(scope="module", params=NAMES)
def made(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    warm: None,  # noqa: ARG001 the releases are loaded back in it
) -> Made:
    folder = tmp_path_factory.mktemp(request.param)
    built = build(request.param, root=HOMES[request.param], out=folder / "build", reproducible=True)
    # `dvc repro` has loaded every release back; here those of each kind are
    back = nullcontext() if request.param in of_each_kind() else without_loading()
    with back:
        released = release(
            request.param,
            root=HOMES[request.param],
            build_folder=built.folder,
            out=folder / request.param,
            report=built.report,  # as `irrealis make` does it
        )
    return Made(request.param, built, released)


def test_there_is_a_dataset() -> None:
    assert NAMES


def test_datasets_is_not_a_package_that_shadows_hugging_face() -> None:
    assert not list((ROOT / "datasets").rglob("__init__.py"))


@pytest.mark.parametrize("name", NAMES)
def test_the_engine_names_no_dataset(name: str) -> None:
    manifest = load_manifest(name, root=HOMES[name])
    for path in (ROOT / "irrealis").glob("*.py"):
        # examples in help texts may name a dataset; nothing else in the engine may
        words = set(re.findall(r"[\w-]+", path.read_text()))
        assert path.name == "cli.py" or not words & {manifest.builder, name}, path


@pytest.mark.parametrize("name", NAMES)
def test_upstream_files_are_pinned_with_their_license(name: str) -> None:
    upstream = load_manifest(name, root=HOMES[name]).inputs.upstream
    if upstream is not None:
        assert upstream.license
        assert all(pin.sha256 or pin.git_blob for pins in upstream.splits.values() for pin in pins)


@pytest.mark.parametrize("name", NAMES)
def test_the_manifest_states_its_parameters_for_dvc(name: str) -> None:
    stated = yaml.safe_load((HOMES[name] / "datasets" / name / "dataset.yaml").read_text())
    assert "parameters" in stated, "dvc.yaml tracks them: write `parameters: {}` if there are none"


@pytest.mark.parametrize("name", NAMES)
def test_the_changelog_tells_of_the_version(name: str) -> None:
    manifest = load_manifest(name, root=HOMES[name])
    assert heading_of(manifest.version).search((manifest.folder / "CHANGELOG.md").read_text())


@pytest.mark.parametrize("name", NAMES)
def test_the_evaluation_in_git_is_of_this_version_on_real_data(name: str) -> None:
    manifest = load_manifest(name, root=HOMES[name])
    kept = read_evaluation(manifest)
    if kept is not None:
        assert (kept.version, kept.inputs) == (manifest.version, "upstream")


def test_the_sample_shows_both_what_is_kept_and_what_is_dropped(made: Made) -> None:
    for counts in made.build.record.counts.values():
        assert counts.kept
        assert bool(counts.counterfactuals) == (made.build.record.main == "pairs")
        assert counts.kept + sum(counts.rejects.values()) >= counts.records
    # what a program draws, it draws again until it is right
    drawn = bool(made.build.record.sizes)
    assert drawn or any(counts.rejects for counts in made.build.record.counts.values())


@pytest.fixture(scope="module")
def forked() -> Iterator[None]:
    """Workers are forks of one process that has imported the engine and done nothing else.

    A spawned worker, as tests/test_run.py has them, imports for longer than it edits.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["irrealis.build", "irrealis.check", "pandera.polars", "spacy"])
    with mock.patch.object(irrealis.build.engines, "multiprocessing") as module:
        module.get_context.return_value = context
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("forked")
@pytest.mark.parametrize("made", of_each_kind(), indirect=True)
def test_two_workers_build_the_same_rows_as_one(made: Made, tmp_path: Path) -> None:
    again = build(
        made.name, root=HOMES[made.name], out=tmp_path / "build", workers=2, reproducible=True
    )
    assert again.record == made.build.record
    for path in sorted(made.build.folder.rglob("*")):
        if path.is_file():
            twin = tmp_path / "build" / path.relative_to(made.build.folder)
            assert twin.read_bytes() == path.read_bytes(), path


def test_the_sample_builds_to_the_golden_file(made: Made) -> None:
    golden = (
        (HOMES[made.name] / "datasets" / made.name / GOLDEN).read_bytes().splitlines(keepends=True)
    )
    now = dump(list(golden_lines(made.build.folder, made.build.record))).splitlines(keepends=True)
    assert now == golden, (
        f"if the change is meant: irrealis golden {made.name}, and review the diff"
    )


def test_features_are_the_same_in_schema_footer_and_card(made: Made) -> None:
    manifest = load_manifest(made.name, root=HOMES[made.name])
    card = DatasetCard.load(made.release.folder / "README.md")
    infos = DatasetInfosDict.from_dataset_card_data(card.data)
    for config, table in load_schemas(manifest).items():
        declared = arrow_schema(table.schema)
        for part in made.release.record.configs[config].values():
            for shard in part.shards:
                footer = pq.read_schema(made.release.folder / shard)
                assert Features.from_arrow_schema(footer) == Features.from_arrow_schema(declared)
                assert footer.metadata == declared.metadata
        if config in infos:
            assert infos[config].features == Features.from_arrow_schema(declared)


def test_the_card_and_the_metrics_in_git_are_what_the_release_gives(
    made: Made, tmp_path: Path
) -> None:
    folder = HOMES[made.name] / "datasets" / made.name
    assert (folder / "README.md").read_bytes() == (made.release.folder / "README.md").read_bytes()
    assert (folder / "metrics.json").read_bytes() == (
        made.release.folder / "metrics.json"
    ).read_bytes()
    made.build.report.write_headline(tmp_path)
    assert (folder / "headline.json").read_bytes() == (tmp_path / "headline.json").read_bytes()


def test_the_plots_in_git_are_what_the_build_gives(made: Made, tmp_path: Path) -> None:
    for path in made.build.report.write_plots(tmp_path):
        assert (HOMES[made.name] / "datasets" / made.name / "plots" / path.name).read_bytes() == (
            path.read_bytes()
        )


@pytest.mark.parametrize("name", NAMES)
def test_every_metric_has_a_definition(name: str) -> None:
    manifest = load_manifest(name, root=HOMES[name])
    own = load_definitions(manifest)
    kept = read_upstream(manifest)
    for figures in (
        read_metrics(manifest.folder / "metrics.json", dataset=name),
        kept.metrics if kept else {},
    ):
        for split in figures.values():
            unknown = [metric for metric in split if definition(metric, own) is None]
            assert not unknown, f"define them in the audit of schemas/{manifest.schema_}.py"
    assert not [metric for metric in own if definition(metric)], "the engine's own"


@pytest.mark.parametrize("name", NAMES)
def test_the_figures_in_git_keep_the_gates(name: str) -> None:
    manifest = load_manifest(name, root=HOMES[name])
    sample = read_metrics(manifest.folder / "metrics.json", dataset=name)
    assert not list(outside_gates(sample, manifest=manifest, inputs="sample"))
    if kept := read_upstream(manifest):
        assert kept.version == manifest.version, f"irrealis metrics {name} --build DIR --keep"
        failed = outside_gates(kept.metrics, manifest=manifest, inputs="upstream", apart=True)
        assert not list(failed)


@pytest.mark.parametrize("name", NAMES)
def test_every_gate_is_of_a_metric_that_a_split_has(name: str) -> None:
    manifest = load_manifest(name, root=HOMES[name])
    kept = read_upstream(manifest)
    found = [
        ("sample", read_metrics(manifest.folder / "metrics.json", dataset=name)),
        ("upstream", kept.metrics if kept else {}),
    ]
    for gate in manifest.gates:
        if kept or gate.inputs != "upstream":
            assert any(
                gate.metric in figures and gate.applies(inputs, split)
                for inputs, metrics in found
                for split, figures in metrics.items()
            ), gate


def test_the_hub_library_accepts_the_card(made: Made) -> None:
    path = made.release.folder / "README.md"
    told = metadata_load(path)
    card = DatasetCard(path.read_text(encoding="utf-8"), ignore_metadata_errors=False)
    assert told is not None
    assert yaml.safe_load(card.data.to_yaml()) == told
    assert {"license", "language", "task_categories", "configs", "dataset_info"} <= told.keys()


@pytest.mark.slow
def test_croissant_is_valid_and_gives_the_rows(made: Made) -> None:
    import mlcroissant

    manifest = load_manifest(made.name, root=HOMES[made.name])
    loaded = mlcroissant.Dataset(jsonld=made.release.folder / "croissant.json")
    assert not loaded.metadata.issues.errors
    assert loaded.metadata.ctx.is_v1_1()
    assert {one.name for one in loaded.metadata.record_sets} == set(made.release.record.configs)
    rows: list[dict[str, bytes]] = []
    for config, splits in made.release.record.configs.items():
        found = list(loaded.records(record_set=config))
        assert len(found) == sum(part.rows for part in splits.values()), config
        rows = found if config == manifest.main else rows
    key = f"{manifest.main}/{load_schemas(manifest)[manifest.main].key}"
    assert sorted((row[f"{manifest.main}/split"].decode(), row[key].decode()) for row in rows) == (
        sorted(
            (split, row[key.partition("/")[2]])
            for split in made.release.record.splits
            for row in read_rows(
                made.release.folder, made.release.record, config=manifest.main, split=split
            )
        )
    )


def test_its_pairs_have_the_columns_of_any_collection(made: Made) -> None:
    if made.build.record.main != "pairs":
        with pytest.raises(IrrealisError, match="holds no pairs"):
            load_pairs([str(made.release.folder)])
        return
    folder = open_folder(made.release.folder)
    rows = load_pairs([str(made.release.folder)])
    assert rows.column_names == ["dataset", "split", *MEANINGS]
    assert list(zip(rows["split"], rows["id"], strict=True)) == [
        (split, row["id"]) for split in folder.splits for row in folder.pairs(split)
    ]


def test_the_release_lists_every_config_with_data(made: Made) -> None:
    front = (made.release.folder / "README.md").read_text().split("---\n")[1]
    configs = {config["config_name"] for config in yaml.safe_load(front)["configs"]}
    filled = {
        config
        for config, splits in made.release.record.configs.items()
        if any(part.rows for part in splits.values())
    }
    assert filled <= configs
    assert "measured" not in json.loads((made.release.folder / "build.json").read_text())
