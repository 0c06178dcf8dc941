"""Exports, each read by its consumer's own code, or else against the fields that it documents."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from irrealis.build import build
from irrealis.cli import main
from irrealis.errors import IrrealisError
from irrealis.export import FORMATS, Exported, export
from irrealis.score import score
from irrealis.store import Folder, open_folder
from tests.copies import ROOT

BUILT = ("cad-imdb", "fact-chains", "ifqa-style", "malrules", "redocred-cf")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Folder]:
    """Builds of the samples."""
    home = tmp_path_factory.mktemp("built")
    return {
        name: open_folder(build(name, root=ROOT, out=home / name, reproducible=True).folder)
        for name in BUILT
    }


def exported(folder: Folder, to: str, out: Path) -> tuple[Exported, dict[str, Any]]:
    """What was exported, and its JSON files by their names."""
    made = export(folder, to, out=out)
    return made, {
        path.name: json.loads(path.read_text())
        for path in out.glob("*.json")
        if path.name != "export.json"
    }


def test_the_page_lists_every_format_and_its_commands_are_right(tmp_path: Path) -> None:
    page = (ROOT / "docs/exports.md").read_text()
    assert re.findall(r"^\| `([\w-]+)` \|", page, flags=re.MULTILINE) == list(FORMATS)
    (block,) = re.findall(r"^```sh\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        for line in block.splitlines():
            done = CliRunner().invoke(main, line.split()[1:])
            assert done.exit_code == 0, done.output
    assert (tmp_path / "export/cad-imdb-lm-eval/cad_imdb.yaml").is_file()
    assert (tmp_path / "out/inspect/cad_imdb.py").is_file()


def refused(folder: Folder, to: str, out: Path) -> str | None:
    try:
        export(folder, to, out=out)
    except IrrealisError as error:
        return str(error)
    return None


def pairs(folder: Folder) -> list[dict[str, Any]]:
    return [row for split in folder.splits for row in folder.pairs(split)]


def test_a_format_that_asks_for_no_label_refuses_labels_to_ignore(
    folders: dict[str, Folder], tmp_path: Path
) -> None:
    folder = folders["cad-imdb"]
    with pytest.raises(IrrealisError, match="jsonl leaves nothing out by label") as caught:
        export(folder, "jsonl", out=tmp_path / "out", ignore=["Positive"])
    assert "field --ignore" in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_every_format_is_listed_with_what_reads_it() -> None:
    shown = CliRunner().invoke(main, ["export", "--formats"])
    assert shown.exit_code == 0
    assert [line.split()[0] for line in shown.stdout.splitlines()] == list(FORMATS)


@pytest.mark.parametrize(
    ("name", "fit"),
    [
        ("cad-imdb", "lm-eval inspect helm checklist textattack auto-circuit jsonl csv"),
        ("fact-chains", "lm-eval inspect helm rome easyedit checklist auto-circuit jsonl csv"),
        ("ifqa-style", "lm-eval inspect helm squad squad2 drop checklist jsonl csv"),
        ("malrules", "lm-eval inspect helm checklist auto-circuit jsonl csv"),
        ("redocred-cf", "docred jsonl csv"),
    ],
)
def test_a_format_fits_or_says_what_is_lacking(
    name: str, fit: str, folders: dict[str, Folder], tmp_path: Path
) -> None:
    found = []
    for to in FORMATS:
        error = refused(folders[name], to, tmp_path / to)
        if error:
            assert f"dataset {name}: {to}" in error
            assert "expected: " in error or "no record is left" in error
            assert not (tmp_path / to).exists()
        else:
            found.append(to)
    assert found == fit.split()


def test_lm_eval_runs_the_tasks_and_scores_pairs(
    folders: dict[str, Folder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("lm_eval", reason="extra test: lm-eval")
    from lm_eval.api.model import LM
    from lm_eval.evaluator import simple_evaluate
    from lm_eval.tasks import TaskManager

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    for name in ("cad-imdb", "ifqa-style"):
        export(folders[name], "lm-eval", out=tmp_path / name)

    answers = {
        (json.loads(line)["prompt"]): json.loads(line)["answers"][0]
        for path in tmp_path.glob("*/*.jsonl")
        for line in path.read_text().splitlines()
    }

    class Cheerful(LM):  # type: ignore[misc] # the harness has no types
        """Finds everything positive, and generates every answer right."""

        def loglikelihood(self, requests: Any) -> list[tuple[float, bool]]:
            return [(float(request.args[1].strip() == "Positive"), False) for request in requests]

        def loglikelihood_rolling(self, requests: Any) -> list[float]:
            raise NotImplementedError

        def generate_until(self, requests: Any) -> list[str]:
            return [f" {answers[request.args[0]]}." for request in requests]

    tasks = TaskManager(include_path=str(tmp_path), include_defaults=False)
    found = simple_evaluate(
        model=Cheerful(), tasks=["cad_imdb", "ifqa_style"], task_manager=tasks, bootstrap_iters=0
    )["results"]
    labels = [(r["label_original"], r["label_counterfactual"]) for r in pairs(folders["cad-imdb"])]
    assert found["cad_imdb"]["acc,none"] == pytest.approx(
        sum(label == "Positive" for pair in labels for label in pair) / (2 * len(labels))
    )
    # one answer to everything is never right on both sides, nor does it change with the label
    assert found["cad_imdb"]["both_right,none"] == 0
    assert found["cad_imdb"]["consistency,none"] == 0
    assert found["ifqa_style"]["both_right,none"] == 1
    assert found["ifqa_style"]["consistency,none"] == 1


def test_choices_are_asked_with_the_right_one_first_named(
    folders: dict[str, Folder], tmp_path: Path
) -> None:
    export(folders["malrules"], "lm-eval", out=tmp_path / "out")
    rows = {row["id"]: row for row in pairs(folders["malrules"])}
    seen = 0
    for path in (tmp_path / "out").glob("*.jsonl"):
        for line in path.read_text().splitlines():
            asked = json.loads(line)
            row = rows[asked["pair"]]
            label = row[f"label_{asked['side']}"]
            assert asked["choices"] == row[asked["side"]]["choices"]
            assert asked["answers"] == [asked["choices"][label]]
            seen += 1
    assert seen == 2 * len(rows)


def test_squad_answers_are_spans_of_their_texts(folders: dict[str, Folder], tmp_path: Path) -> None:
    made, files = exported(folders["ifqa-style"], "squad", tmp_path / "out")
    seen = set()
    for file in files.values():
        assert file["version"] == "1.1"
        for article in file["data"]:
            assert article["title"]
            for paragraph in article["paragraphs"]:
                for asked in paragraph["qas"]:
                    assert asked["question"]
                    assert asked["id"] not in seen
                    seen.add(asked["id"])
                    for answer in asked["answers"]:
                        start = answer["answer_start"]
                        found = paragraph["context"][start : start + len(answer["text"])]
                        assert found == answer["text"] != ""
    left = made.record["left_out"]["an answer is no span of its text"]
    assert len(seen) + left == 2 * len(pairs(folders["ifqa-style"]))


def test_a_span_is_no_part_of_a_word(folders: dict[str, Folder], tmp_path: Path) -> None:
    _, files = exported(folders["ifqa-style"], "squad", tmp_path / "out")
    for file in files.values():
        for paragraph in file["data"][0]["paragraphs"]:
            text = paragraph["context"]
            for answer in (one for asked in paragraph["qas"] for one in asked["answers"]):
                assert answer["text"].lower() not in ("yes", "no")
                end = answer["answer_start"] + len(answer["text"])
                around = text[: answer["answer_start"]][-1:], text[end : end + 1]
                assert not any(char.isalnum() for char in around), answer


def test_squad_2_says_of_each_question_whether_its_text_answers_it(
    folders: dict[str, Folder], tmp_path: Path
) -> None:
    folder = folders["ifqa-style"]
    made, files = exported(folder, "squad2", tmp_path / "out")
    asked = [
        (one, paragraph["context"])
        for file in files.values()
        for paragraph in file["data"][0]["paragraphs"]
        for one in paragraph["qas"]
    ]
    assert {file["version"] for file in files.values()} == {"v2.0"}
    assert all(one["is_impossible"] == (not one["answers"]) for one, _ in asked)
    untold = {
        (str(row["idx"]), row["question"], row["context"][0])
        for split in folder.splits
        for row in folder.rows("unanswerable", split)
    }
    assert untold
    assert {
        (one["id"], one["question"], text) for one, text in asked if one["is_impossible"]
    } == untold
    assert (
        len({one["id"] for one, _ in asked}) == len(asked) == sum(made.record["records"].values())
    )

    # what a reader of the file would say, with the answers that are no spans
    spans = {one["id"]: one["answers"][0]["text"] if one["answers"] else "" for one, _ in asked}
    others = {
        f"{row['id']}:counterfactual": row["label_counterfactual"][0] for row in pairs(folder)
    }
    path = tmp_path / "said.json"
    path.write_text(json.dumps(others | spans), encoding="utf-8")
    (right,) = re.findall(r"unanswerable_right\D+([\d.]+)", str(score(folder, path).as_dict()))
    assert float(right) == 1


def test_drop_has_each_answer_as_number_or_spans(
    folders: dict[str, Folder], tmp_path: Path
) -> None:
    _, files = exported(folders["ifqa-style"], "drop", tmp_path / "out")
    rows = {row["id"]: row for row in pairs(folders["ifqa-style"])}
    numbers = 0
    for file in files.values():
        for passage in file.values():
            for asked in passage["qa_pairs"]:
                pair, side = asked["query_id"].split(":")
                first = rows[pair][f"label_{side}"][0]
                answer = asked["answer"]
                assert first in (answer["number"], *answer["spans"])
                assert bool(answer["number"]) != bool(answer["spans"])
                assert answer["date"] == {"day": "", "month": "", "year": ""}
                assert passage["passage"] == rows[pair][side]["context"]
                numbers += bool(answer["number"])
    assert numbers


def test_docred_is_read_as_atlop_reads_it(folders: dict[str, Folder], tmp_path: Path) -> None:
    _, files = exported(folders["redocred-cf"], "docred", tmp_path / "out")
    numbers, names = files.pop("rel2id.json"), files.pop("rel_info.json")
    assert numbers["Na"] == 0
    assert sorted(numbers.values()) == list(range(len(numbers)))
    assert set(names) == set(numbers) - {"Na"}
    assert {name for name in files if name.endswith("_mix.json")}
    for documents in files.values():
        for one in documents:
            assert list(one) == ["title", "sents", "vertexSet", "labels"]
            for mentions in one["vertexSet"]:
                for mention in mentions:
                    start, end = mention["pos"]
                    assert 0 <= start < end <= len(one["sents"][mention["sent_id"]])
            for label in one["labels"]:
                assert numbers[label["r"]]
                assert max(label["h"], label["t"]) < len(one["vertexSet"])
                assert all(at < len(one["sents"]) for at in label["evidence"])


def rome_prompts(record: dict[str, Any]) -> Iterator[str]:
    """What ROME makes of a record before it edits."""
    rewrite = record["requested_rewrite"]
    yield rewrite["prompt"].format(rewrite["subject"])
    for name in ("paraphrase", "neighborhood", "attribute", "generation"):
        yield from record[f"{name}_prompts"]


def test_rome_takes_the_edits_of_facts(folders: dict[str, Folder], tmp_path: Path) -> None:
    _, files = exported(folders["fact-chains"], "rome", tmp_path / "out")
    probes = {
        (row["prompt"], row["answer_before"])
        for split in folders["fact-chains"].splits
        for row in folders["fact-chains"].rows("probes", split)
    }
    attributes = 0
    for records in files.values():
        assert [record["case_id"] for record in records] == list(range(len(records)))
        for record in records:
            rewrite = record["requested_rewrite"]
            true, new = rewrite["target_true"]["str"], rewrite["target_new"]["str"]
            assert true != new
            assert "{}" in rewrite["prompt"]
            assert all(rome_prompts(record))
            assert all((one, true) in probes for one in record["neighborhood_prompts"])
            assert all((one, new) in probes for one in record["attribute_prompts"])
            assert all(rewrite["subject"] in one for one in record["paraphrase_prompts"])
            attributes += len(record["attribute_prompts"])
    assert attributes


def test_easyedit_has_what_its_data_classes_read(
    folders: dict[str, Folder], tmp_path: Path
) -> None:
    _, files = exported(folders["fact-chains"], "easyedit", tmp_path / "out")
    hops = 0
    for records in files.values():
        for record in records:
            for name in (
                *("prompt", "subject", "target_new", "ground_truth", "rephrase_prompt"),
                *("locality_prompt", "locality_ground_truth"),
            ):
                assert isinstance(record[name], str)
                assert record[name]
            assert record["subject"] in record["prompt"]
            assert record["subject"] not in record["locality_prompt"]
            for kind in ("locality", "portability"):
                for asked in record[kind].values():
                    assert len(asked["prompt"]) == len(asked["ground_truth"]) > 0
            hops += bool(record["portability"])
    assert hops


def test_helm_instances_have_the_other_side_as_their_contrast_set(
    folders: dict[str, Folder], tmp_path: Path
) -> None:
    _, files = exported(folders["cad-imdb"], "helm", tmp_path / "out")
    made = [one for file in files.values() for one in file]
    rows = {row["id"]: row for row in pairs(folders["cad-imdb"])}
    assert {one["id"] for one in made} == set(rows)
    for one in made:
        row = rows[one["id"]]
        assert one["split"] in ("train", "valid", "test")
        assert row["original"]["text"] in one["input"]["text"]
        (other,), (references,) = one["contrast_inputs"], one["contrast_references"]
        assert row["counterfactual"]["text"] in other["text"]
        for side, found in (("original", one["references"]), ("counterfactual", references)):
            right = [r["output"]["text"] for r in found if "correct" in r["tags"]]
            assert right == [row[f"label_{side}"]]
            assert len(found) == 2


def test_textattack_examples_have_numbered_labels(
    folders: dict[str, Folder], tmp_path: Path
) -> None:
    _, files = exported(folders["cad-imdb"], "textattack", tmp_path / "out")
    truth = {
        row[side]["text"]: row[f"label_{side}"]
        for row in pairs(folders["cad-imdb"])
        for side in ("original", "counterfactual")
    }
    seen = {}
    for file in files.values():
        assert file["input_columns"] == ["text"]
        for text, label in file["dataset"]:
            assert isinstance(label, int)
            seen[text] = file["label_names"][label]
    assert seen == truth


def test_checklist_tests_direction_where_the_label_changes(
    folders: dict[str, Folder], tmp_path: Path
) -> None:
    _, files = exported(folders["malrules"], "checklist", tmp_path / "out")
    kinds = set()
    for tests in files.values():
        for test in tests:
            assert len(test["data"]) == len(test["labels"]) == len(test["ids"])
            for before, after in test["labels"]:
                assert test["type"] == "DIR" or before == after
            kinds.add(test["type"])
    assert kinds == {"INV", "DIR"}


def test_circuits_have_prompts_of_one_length_and_answers_that_differ(
    folders: dict[str, Folder], tmp_path: Path
) -> None:
    made, files = exported(folders["malrules"], "auto-circuit", tmp_path / "out")
    prompts = [one for file in files.values() for one in file["prompts"]]
    assert prompts
    for one in prompts:
        assert len(one["clean"].split()) == len(one["corrupt"].split())
        assert one["answers"] != one["wrong_answers"]
        assert all(answer[0] == " " for answer in one["answers"] + one["wrong_answers"])
    left = sum(made.record["left_out"].values())
    assert len(prompts) + left == len(pairs(folders["malrules"]))


def test_an_inspect_module_is_python_with_a_task_for_each_split(
    folders: dict[str, Folder], tmp_path: Path
) -> None:
    folder = folders["cad-imdb"]
    export(folder, "inspect", out=tmp_path / "out")
    module = ast.parse((tmp_path / "out/cad_imdb.py").read_text())
    tasks = [
        node.name
        for node in module.body
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(one, ast.Name) and one.id == "task" for one in node.decorator_list)
    ]
    assert tasks == [f"cad_imdb_{split}" for split in folder.splits]
    for split in folder.splits:
        for line in (tmp_path / f"out/{split}.jsonl").read_text().splitlines():
            assert {"prompt", "answers", "id", "pair", "part", "side"} <= json.loads(line).keys()


def test_json_lines_and_csv_have_every_pair(folders: dict[str, Folder], tmp_path: Path) -> None:
    folder = folders["redocred-cf"]
    export(folder, "jsonl", out=tmp_path / "jsonl")
    export(folder, "csv", out=tmp_path / "csv")
    for split in folder.splits:
        rows = list(folder.pairs(split))
        lines = (tmp_path / f"jsonl/{split}.jsonl").read_text().splitlines()
        assert [json.loads(line) for line in lines] == rows
        with (tmp_path / f"csv/{split}.csv").open(newline="") as file:
            table = list(csv.DictReader(file))
        assert [row["id"] for row in table] == [row["id"] for row in rows]
        assert [row["counterfactual.text"] for row in table] == [
            row["counterfactual"]["text"] for row in rows
        ]
        assert [json.loads(row["label_original"]) for row in table] == [
            row["label_original"] for row in rows
        ]


def test_what_is_left_out_is_counted_and_said(folders: dict[str, Folder], tmp_path: Path) -> None:
    target = str(folders["ifqa-style"].path)
    out = str(tmp_path / "out")
    said = CliRunner().invoke(main, ["export", target, "--to", "squad", "--out", out])
    assert said.exit_code == 0
    assert "left out, an answer is no span of its text: " in said.stdout
    again = CliRunner().invoke(main, ["export", target, "--to", "squad", "--out", out, "--json"])
    record = json.loads(again.stdout)
    assert record["format"] == "squad"
    assert json.loads((tmp_path / "out/export.json").read_text()) == {
        key: value for key, value in record.items() if key != "folder"
    }


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--to", "squid"), '(did you mean "squad"?)'),
        (("--to", "squad", "--split", "nothing"), "split nothing: no such split"),
        (("--to", "jsonl", "--out", "."), "was not made by irrealis"),
    ],
)
def test_a_slip_is_named_and_nothing_is_written(
    args: tuple[str, ...],
    said: str,
    folders: dict[str, Folder],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.txt").touch()
    done = CliRunner().invoke(main, ["export", str(folders["cad-imdb"].path), *args])
    assert done.exit_code == 2
    assert said in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
