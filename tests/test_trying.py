"""A builder as a tool: what it makes of a text of one's own, on the command line and in Python."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import irrealis
from irrealis.build import Editor, load_builder
from irrealis.cli import main
from irrealis.errors import IrrealisError
from irrealis.manifest import list_datasets, load_manifest
from tests.copies import ROOT

WITH_TEXTS = {
    "gender-swap",
    "hotel-edits",
    "laptop-edits",
    "restaurant-edits",
    "sentiment-flip",
    "typed-edits",
}
REVIEW = "The food was great but slow."
COMMAND = "from irrealis.cli import main; main()"


def run(*args: str, stdin: str | None = None) -> Result:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return CliRunner().invoke(main, args, input=stdin)


def test_a_text_is_shown_with_its_edit_marked_its_label_and_its_evidence() -> None:
    said = run("try", "restaurant-edits", REVIEW, "--set", "aspect=service", "--set", "to=unknown")
    assert said.exit_code == 0
    assert said.stdout.splitlines()[:3] == [
        "service from Negative to unknown",
        "  The food was great[- but slow-].",
        '  label: {"service": "Negative"} becomes {"service": "unknown"}',
    ]
    assert said.stdout.splitlines()[3].startswith("  rule: ")


def test_in_a_terminal_what_goes_is_red_and_what_comes_is_green() -> None:
    colored = CliRunner().invoke(
        main, ["try", "gender-swap", "He thanked his brother."], color=True
    )
    assert "\x1b[31m[-He-]\x1b[0m\x1b[32m{+She+}\x1b[0m thanked" in colored.stdout


def test_a_text_that_is_not_unicode_is_refused() -> None:
    said = run("try", "gender-swap", "He \udcff left.")
    assert said.exit_code == 2
    assert (
        "the text is not valid Unicode\n  expected: UTF-8\n  found:    'He \\udcff" in said.stderr
    )


@pytest.mark.slow
def test_a_text_is_read_under_any_locale() -> None:
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "try", "gender-swap", "She left the café."],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        check=True,
    )
    assert b"[-She-]{+He+} left the caf" in done.stdout


def test_what_is_not_made_says_why() -> None:
    said = run("try", "gender-swap", "It rained.", "--json")
    found = json.loads(said.stdout)
    assert found["pairs"] == []
    assert found["drops"][0]["reason"] == "no-gendered-word"


def test_the_pairs_are_those_of_a_build_of_the_same_text(tmp_path: Path) -> None:
    record = {"id": "one", "text": "He thanked his brother.", "label": "thanks"}
    own = tmp_path / "own.jsonl"
    own.write_text(json.dumps(record))
    made = irrealis.api.build("gender-swap", root=ROOT, files=[own], out=tmp_path / "out")
    split = made.record.splits[0]
    (built,) = irrealis.api.find_folder(str(tmp_path / "out"), root=None).pairs(split)
    (tried,) = (
        Editor("gender-swap", root=ROOT)
        .edit(record["text"], id="one", values={"label": "thanks"})
        .pairs
    )
    assert {**tried, "query": None, "coordinates": None} == {
        **built,
        "query": None,
        "coordinates": None,
    }


def test_a_parameter_of_the_builder_is_told_from_what_is_known_of_the_text() -> None:
    editor = Editor("gender-swap", root=ROOT, values={"substituted": 1, "label": "x"})
    assert editor.builder.parameters.model_dump() == {"substituted": 1}
    (pair,) = editor.edit("He ran.").pairs
    assert pair["label_original"] == "x"


def test_a_stream_gives_a_line_for_each_line() -> None:
    lines = [{"id": "a", "text": "He ran."}, {"text": "It rained."}, {"text": "She saw her car."}]
    said = run("edit", "gender-swap", stdin="".join(json.dumps(line) + "\n" for line in lines))
    assert said.exit_code == 0
    first, second, third = map(json.loads, said.stdout.splitlines())
    assert [one["id"] for one in (first, second, third)] == ["a", "line-2", "line-3"]
    assert first["pairs"][0]["counterfactual"] == {"text": "She ran."}
    assert second["drops"][0]["reason"] == "no-gendered-word"
    assert third["pairs"][0]["counterfactual"] == {"text": "He saw his car."}


def test_a_stream_answers_before_it_ends() -> None:
    with subprocess.Popen(
        [Path(sys.executable).with_name("irrealis"), "edit", "gender-swap"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write('{"text": "He ran."}\n{"text": "She ran."}\n')
        process.stdin.flush()
        late = threading.Timer(60, process.kill)  # so that waiting for more input fails
        late.start()
        assert "She ran." in process.stdout.readline()
        process.stdin.close()
        assert "He ran." in process.stdout.read()
        late.cancel()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": 3}', "field text: line 1: not a record of a text"),
        ('{"id": 1, "text": "He ran."}', "field id: line 1: not a record of a text"),
        ('{"text": " "}', "line 1: a text without words"),
        ('{"text": "He ran.", "lable": "x"}', "field lable: line 1: not known of a document"),
        ("{", "stdin, line 1"),
        ('{"text": "He ran."}\n\n{"text": 3}', "line 3: not a record of a text"),
    ],
)
def test_a_bad_line_is_named(line: str, said: str) -> None:
    result = run("edit", "gender-swap", stdin=line)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stdout.splitlines()) == line.count("\n\n")  # what came before stands


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"rom": "Positive"}, '(did you mean "room"?)'),
        ({"room": "Good"}, "field aspects.room"),
        ({"aspect": "rooms"}, 'no such aspect (did you mean "room"?)'),
        ({"to": "good"}, "field to"),
    ],
)
def test_a_value_that_the_builder_does_not_know_is_named(values: dict[str, Any], said: str) -> None:
    with pytest.raises(IrrealisError) as caught:
        irrealis.edit("hotel-edits", "The room was lovely.", root=ROOT, **values)
    assert said in str(caught.value)


def test_what_the_reader_is_not_sure_of_is_not_edited() -> None:
    mixed = "The soup was delicious. The soup was awful."
    made = irrealis.edit("restaurant-edits", mixed, root=ROOT, aspect="food")
    assert not made.pairs
    assert made.drops[0].reason == "aspects-unlabeled"
    plain = "The soup was delicious."
    assert irrealis.edit("restaurant-edits", plain, root=ROOT, aspect="food").pairs


@pytest.mark.parametrize("name", list_datasets(ROOT))
def test_every_builder_takes_a_text_or_says_why_not(name: str) -> None:
    manifest = load_manifest(name, root=ROOT)
    builder = load_builder(manifest.builder, dataset=name, parameters=manifest.parameters, seed=0)
    if name in WITH_TEXTS:
        assert builder.text_record("Lovely.", id="x", values={})
    else:
        with pytest.raises(IrrealisError, match="cannot edit a bare text: "):
            builder.text_record("Lovely.", id="x", values={})


def listed(*args: str) -> dict[str, dict[str, object]]:
    result = run("list", "--json", *args)
    assert result.exit_code == 0, result.output
    return {one["name"]: one for one in json.loads(result.stdout)}


def test_a_list_is_narrowed_by_what_a_dataset_is() -> None:
    every = listed()
    assert set(every) == set(list_datasets(ROOT))
    assert set(listed("--family", "swaps")) == {
        "bias-probes",
        "concept-words",
        "eeec-style",
        "gender-swap",
    }
    assert "redocred-cf" in listed("--family", "documents", "--task", "relation-extraction")
    assert listed("--language", "en", "--license", "mit").keys() == {
        name for name, one in every.items() if one["license"] == "mit"
    }
    publishable = listed("--publishable")
    assert "ifqa" in every.keys() - publishable.keys()
    assert all(one["publishable"] for one in publishable.values())


def test_a_size_is_a_number_of_pairs_of_all_data() -> None:
    every = {name: one["pairs"] for name, one in listed().items()}
    for size, least, most in (("1000", 1000, 10**9), (":500", 0, 500), ("500:900", 500, 900)):
        assert set(listed("--size", size)) == {
            name
            for name, pairs in every.items()
            if isinstance(pairs, int) and least <= pairs <= most
        }
    assert every["scm-effects"] is not None
    assert every["ifqa"] is None


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--task", "question-anwering"), '(did you mean "question-answering"?)'),
        (("--family", "x"), "aspect_edits"),
        (("--size", "many"), "1000, 1000:5000 or :5000"),
        (("--size", ":"), "1000, 1000:5000 or :5000"),
    ],
)
def test_a_slip_in_a_filter_is_named(args: tuple[str, ...], said: str) -> None:
    result = run("list", *args)
    assert result.exit_code == 2
    assert said in result.stderr


def test_the_shell_completes_commands_and_options() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("irrealis")],
        env={"_IRREALIS_COMPLETE": "bash_complete", "COMP_WORDS": "irrealis li", "COMP_CWORD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "plain,list\n"
