from __future__ import annotations

import json
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

import irrealis.build
from irrealis.build import Build, build, build_golden
from irrealis.check import check_folder
from irrealis.cli import main
from irrealis.contract import load_schemas
from irrealis.errors import CheckFailed, IrrealisError
from irrealis.manifest import MARKER, load_manifest
from irrealis.new import (
    families,
    left_of_template,
    model_of,
    scaffold,
    scaffolding,
    stale_pipelines,
)
from irrealis.new.pipeline import pipeline
from irrealis.show import listings
from tests.copies import ROOT, run
from tests.test_mutations import Base, listed, table

# each starts from a new registry, and most run its commands
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("warm")]

NUMBERS = count()  # a process imports the builder of one registry only: each has names of its own


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty registry, and the current folder."""
    return _registry(tmp_path, monkeypatch.chdir)


@pytest.fixture
def name() -> str:
    return f"film-reviews-{next(NUMBERS)}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A registry with one scaffolded dataset."""
    root = _registry(tmp_path_factory.mktemp("registry"))
    name = f"made-{next(NUMBERS)}"
    scaffold(name, root=root)
    return root, name


def _registry(folder: Path, enter: Callable[[Path], None] = lambda _: None) -> Path:
    (folder / "datasets").mkdir()
    (folder / "dvc.yaml").write_text("stages: {}\n")
    (folder / MARKER).touch()
    enter(folder)
    return folder


def _irrealis(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def _tree(root: Path) -> dict[str, bytes]:
    """Every file and folder; a folder's content is empty."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in root.rglob("*")
    }


def test_lines_that_say_what_to_change_are_found_until_they_are_changed(
    made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, name = made
    monkeypatch.chdir(root)
    left = list(left_of_template(name, root=root))
    assert {path.suffix for path, _, _ in left} == {".yaml", ".py"}
    assert len({path for path, _, _ in left}) == 3
    for path, number, line in left:
        assert path.read_text().splitlines()[number - 1] == line
    before = {path: path.read_text() for path, _, _ in left}
    shown = _irrealis("show", name)
    assert shown.exit_code == 1
    assert "line 5 is as the template has it: summary: Reviews" in shown.stderr
    assert f"name: {name}" in shown.stdout
    for path, text in before.items():
        path.write_text(re.sub(r"# change\b|Change: ", "", text))
    assert not list(left_of_template(name, root=root))
    assert _irrealis("show", name).exit_code == 0
    manifest = root / f"datasets/{name}/dataset.yaml"
    manifest.write_text(manifest.read_text().replace("parameters:\n  longest: 200\n", ""))
    shown = _irrealis("show", name)
    assert shown.exit_code == 1
    assert "write `parameters: {}` into dataset.yaml" in shown.stderr
    for path, text in before.items():
        path.write_text(text)


def test_new_writes_these_files_and_names_them(root: Path, name: str) -> None:
    done = _irrealis("new", name)
    module = name.replace("-", "_")
    expected = [
        f"datasets/{name}/dataset.yaml",
        f"datasets/{name}/sample/train.jsonl",
        f"datasets/{name}/sample/test.jsonl",
        f"builders/{module}.py",
        f"schemas/{module}.py",
        f"datasets/{name}/CHANGELOG.md",
        f"datasets/{name}/evaluation.json",
        f"datasets/{name}/known_issues.yaml",
        f"datasets/{name}/reading.json",
        f"datasets/{name}/upstream.json",
        f"datasets/{name}/golden.jsonl",
        f"datasets/{name}/README.md",
        f"datasets/{name}/metrics.json",
        f"datasets/{name}/headline.json",
        f"datasets/{name}/plots/edit_distance.csv",
        f"datasets/{name}/plots/hunks.csv",
        f"datasets/{name}/plots/interventions.csv",
        f"datasets/{name}/dvc.yaml",
    ]
    assert done.exit_code == 0, (done.output, done.exception)
    assert done.output.splitlines() == [f"wrote {path}" for path in expected]
    written = {
        path for path in _tree(root) if (root / path).is_file() and "__pycache__" not in path
    }
    assert written == {*expected, "dvc.yaml", MARKER}


def test_a_new_dataset_builds_and_checks_from_the_command_line(root: Path, name: str) -> None:
    assert _irrealis("new", name).exit_code == 0
    built = _irrealis("build", name)
    assert built.exit_code == 0, built.output
    checked = _irrealis("check", name)
    assert (checked.exit_code, checked.output) == (0, f"{name}: 23 rows checked, nothing wrong\n")
    assert (root / "build" / name / "data/native/train-00000-of-00001.parquet").is_file()


def test_every_split_of_a_new_dataset_has_pairs_and_a_named_drop(made: tuple[Path, str]) -> None:
    root, name = made
    counts = build(name, root=root).record.counts
    assert {split: (c.records, c.counterfactuals, c.rejects) for split, c in counts.items()} == {
        "train": (5, 3, {"not-one-word": 2}),
        "test": (3, 2, {"label-disagrees": 1}),
    }


def test_two_workers_find_the_builder_of_the_registry_and_make_the_same_rows(
    made: tuple[Path, str], tmp_path: Path
) -> None:
    root, name = made
    one, two = (
        build(name, root=root, out=tmp_path / str(workers), workers=workers, reproducible=True)
        for workers in (1, 2)
    )
    assert one.record == two.record
    assert one.record.configs["native_mix"]["train"].rows == 6


def test_the_golden_file_of_a_new_dataset_is_what_its_sample_builds_to(
    made: tuple[Path, str],
) -> None:
    root, name = made
    assert (root / "datasets" / name / "golden.jsonl").read_bytes() == build_golden(name, root=root)


def test_the_audit_of_a_new_dataset_sees_a_label_that_the_builder_got_wrong(
    root: Path, name: str
) -> None:
    scaffold(name, root=root)
    builder = root / "builders" / f"{name.replace('-', '_')}.py"
    right, wrong = '"label": label}', '"label": record.label}'
    code = builder.read_text()
    assert code.count(right) == 1
    builder.write_text(code.replace(right, wrong))
    said = run(f"irrealis build {name} 2>&1 || [ $? = {CheckFailed.exit_code} ]", cwd=root).stdout
    assert f"mix (pairs, train): 3\n  dataset {name}, pairs, train, row " in said


def test_no_value_of_a_new_dataset_can_change_unnoticed(
    made: tuple[Path, str], tmp_path: Path
) -> None:
    root, name = made
    found = {
        (target.config, target.kind): text
        for target, text in table(Base(name, tmp_path, root=root))
    }
    assert {key for key, text in found.items() if text is None} <= listed("every")
    assert found["pairs", "intervention.to: other"]


def test_the_new_modules_pass_the_linter_and_the_formatter(made: tuple[Path, str]) -> None:
    root, _ = made
    config = f"--no-cache --config {shlex.quote(str(ROOT / 'pyproject.toml'))}"
    # in this repository the engine lies beside the new modules, in the temporary one it does not
    first_party = "--config 'lint.isort.known-first-party = [\"irrealis\"]'"
    run(f"ruff check {config} {first_party} builders schemas", cwd=root)
    run(f"ruff format --check {config} builders schemas", cwd=root)


@pytest.mark.slow
def test_the_new_modules_pass_the_type_checker(
    made: tuple[Path, str], pytestconfig: pytest.Config
) -> None:
    root, name = made
    assert pytestconfig.cache
    cache = pytestconfig.cache.mkdir("mypy")  # types of the libraries take mypy half a minute
    config, cached = (shlex.quote(str(path)) for path in (ROOT / "pyproject.toml", cache))
    module = name.replace("-", "_")
    run(
        f"mypy --strict --config-file {config} --cache-dir {cached} "
        f"builders/{module}.py schemas/{module}.py",
        cwd=root,
        env={"MYPYPATH": str(ROOT)},
    )


@pytest.mark.parametrize(
    "bad",
    [
        "",
        ".",
        "..",
        "../outside",
        "a/b",
        "/outside",
        "Reviews",
        "film_reviews",
        "film reviews",
        "film.reviews",
        "7-films",
        "-films",
        "films-",
        "film--reviews",
        "films\n",
        "fïlms",
        "٣",
        "a" * 65,
        "import",
        "async",
        "json",
        "${name}",
    ],
)
def test_a_name_that_no_module_or_repository_can_have_is_refused(root: Path, bad: str) -> None:
    before = _tree(root)
    with pytest.raises(IrrealisError, match="not a name for a dataset"):
        scaffold(bad, root=root)
    assert _tree(root) == before


@pytest.mark.parametrize("good", ["no", "e5", "a" * 64])
def test_a_name_that_yaml_reads_otherwise_or_that_is_long_is_taken(root: Path, good: str) -> None:
    scaffold(good, root=root)
    assert load_manifest(good, root=root).builder == good
    stage = yaml.safe_load((root / "datasets" / good / "dvc.yaml").read_text())["stages"]["make"]
    assert stage["cmd"].startswith(f"irrealis make {good} ")


@pytest.mark.parametrize(
    "there",
    [
        "datasets/{name}/notes.txt",
        "builders/{module}.py",
        "builders/{module}/__init__.py",
        "schemas/{module}.py",
        "schemas/{module}/__init__.py",
    ],
)
def test_what_is_there_already_is_named_and_nothing_is_written(
    root: Path, name: str, there: str
) -> None:
    path = root / there.format(name=name, module=name.replace("-", "_"))
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    before = _tree(root)
    done = _irrealis("new", name)
    assert done.exit_code == IrrealisError.exit_code
    named = path if path.name[:2] not in ("no", "__") else path.parent
    assert f"{named.relative_to(root)}: there already" in done.stderr
    assert _tree(root) == before


def test_everything_in_the_way_is_named_at_once(root: Path, name: str) -> None:
    scaffold(name, root=root)
    module = name.replace("-", "_")
    with pytest.raises(IrrealisError) as caught:
        scaffold(name, root=root)
    for path in (f"datasets/{name}", f"builders/{module}.py", f"schemas/{module}.py"):
        assert str(root / path) in str(caught.value)


def _fail(*_: object, **__: object) -> None:
    raise IrrealisError("the disk is full")


def _interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def _build_then_fail(name: str, *, root: Path) -> None:
    build(name, root=root, out=root / "datasets" / name / "scratch")
    _fail()


@pytest.mark.parametrize(
    ("module", "function", "failure"),
    [
        (irrealis.build, "write_golden", _fail),
        (irrealis.build, "write_golden", _interrupt),
        (irrealis.build, "write_golden", _build_then_fail),
        (scaffolding, "pipeline", _fail),
    ],
)
@pytest.mark.parametrize("empty", [True, False])
def test_a_failure_leaves_the_registry_as_it_was(
    root: Path,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    function: str,
    failure: Callable[..., None],
    *,
    empty: bool,
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)  # Python's own files are removed too
    if not empty:
        for kind in ("builders", "schemas"):
            (root / kind).mkdir()
    before = _tree(root)
    with monkeypatch.context() as patch:
        patch.setattr(module, function, failure)
        with pytest.raises((IrrealisError, KeyboardInterrupt)):
            scaffold(name, root=root)
    assert _tree(root) == before
    scaffold(name, root=root)
    assert stale_pipelines(root) == []


def test_two_new_datasets_stand_side_by_side(root: Path, name: str) -> None:
    names: Sequence[str] = [name, f"{name}-too"]
    for one in names:
        scaffold(one, root=root)
    built = [build(one, root=root) for one in names]
    for one, its in zip(names, built, strict=True):
        assert check_folder(its.folder, manifest=load_manifest(one, root=root)).ok
    hashes = [its.record.configs["pairs"]["train"].content_hash for its in built]
    assert hashes[0] != hashes[1]  # ids and groups are of one dataset
    assert all((root / "datasets" / one / "dvc.yaml").is_file() for one in names)


def test_a_module_of_the_same_name_in_another_registry_is_not_taken_for_this_ones(
    made: tuple[Path, str], root: Path
) -> None:
    _, name = made
    before = _tree(root)
    with pytest.raises(IrrealisError, match="already imported another registry's module"):
        scaffold(name, root=root)
    assert _tree(root) == before


def _without_card(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the card, which is made of every build alike, and takes longest."""
    monkeypatch.setattr(scaffolding, "_write_card", lambda *_, **__: [])


def _built_and_checked(root: Path, name: str) -> Build:
    made = build(name, root=root)
    assert check_folder(made.folder, manifest=load_manifest(name, root=root)).ok
    golden = (root / "datasets" / name / "golden.jsonl").read_bytes()
    assert golden == build_golden(name, root=root)
    return made


def _columns(*rows: str) -> str:
    """Tab-separated values, of rows whose values stand between bars."""
    return "".join("\t".join(map(str.strip, row.split("|"))) + "\n" for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize("family", families())
def test_a_dataset_of_each_family_builds_and_passes_its_check(
    root: Path, monkeypatch: pytest.MonkeyPatch, family: str
) -> None:
    _without_card(monkeypatch)
    name = f"my-{family.replace('_', '-')}-{next(NUMBERS)}"
    model = model_of(family.replace("_", "-"))
    [of] = listings([model.name], root=ROOT)
    assert of.family == family
    scaffold(name, root=root, model=model)
    made = _built_and_checked(root, name)
    counts = made.record.counts.values()
    assert sum(of.records if model.no_pairs else of.counterfactuals for of in counts) > 3
    module = name.replace("-", "_")
    for path in (f"builders/{module}.py", f"schemas/{module}.py", f"datasets/{name}/dataset.yaml"):
        rest = (root / path).read_text().partition("\n")[2]  # the header names the model
        assert not re.search(rf"{model.name}\b|\b{model.builder}\b", rest), path
    config = f"--no-cache --ignore I001 --config {shlex.quote(str(ROOT / 'pyproject.toml'))}"
    run(f"ruff check {config} builders schemas", cwd=root)


def test_a_family_that_there_is_not_is_named_with_those_that_there_are(root: Path) -> None:
    done = _irrealis("new", "my-words", "--family", "world")
    assert done.exit_code == IrrealisError.exit_code
    assert 'did you mean "worlds"' in done.stderr
    assert ", ".join(families()) in done.stderr
    assert not list((root / "datasets").iterdir())


def test_a_copy_of_what_a_package_builds_is_built_by_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_card(monkeypatch)
    name = f"my-questions-{next(NUMBERS)}"
    done = _irrealis("new", name, "--like", "ifqa-style", "--json")
    assert done.exit_code == 0, done.output
    assert f"datasets/{name}/dataset.yaml" in json.loads(done.stdout)["files"]
    assert load_manifest(name, root=root).builder == "ifqa_style"
    assert not (root / "builders").exists()
    _built_and_checked(root, name)


def test_a_package_whose_builder_needs_no_other_module_of_it_is_copied(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_card(monkeypatch)
    name = f"my-films-{next(NUMBERS)}"
    done = _irrealis("new", name, "--like", "cad-imdb")
    assert done.exit_code == 0, done.output
    module = name.replace("-", "_")
    assert load_manifest(name, root=root).builder == module
    assert (root / "builders" / f"{module}.py").exists()
    _built_and_checked(root, name)


def test_the_page_on_adding_a_dataset_is_true(root: Path) -> None:
    page = (ROOT / "docs/adding.md").read_text()
    blocks = {
        kind: re.findall(rf"^```{kind}\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
        for kind in ("tsv", "sh", "yaml")
    }
    (root / "reviews.tsv").write_text(blocks["tsv"][0])
    said = [_irrealis(*shlex.split(line)[1:]) for line in blocks["sh"][0].splitlines()]
    assert [done.exit_code for done in said] == [0, 0, 0], said[0].output
    assert "train: 5 counterfactuals of 4 of 4 records" in said[1].output
    manifest = (root / "datasets/tiny-reviews/dataset.yaml").read_text()
    keys = set(yaml.safe_load(manifest)["parameters"])
    assert keys == set(re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE))
    pinned = manifest.replace("inputs:\n", blocks["yaml"][0])
    (root / "datasets/tiny-reviews/dataset.yaml").write_text(pinned)
    assert load_manifest("tiny-reviews", root=root).inputs.upstream


WIDE = _columns(
    "id | before | after | old | new",
    "1 | The soup was good. | The soup was bad. | positive | negative",
    "1 | The soup was good. | The soup was awful. | positive | negative",
    "2 | We liked the room. | We liked the  room. | positive | positive",
    "3 | A dull film. | A gripping film. | negative | positive",
    "3 | A dull film. | A gripping film. | negative | positive",
    "4 | Nice staff. | Rude staff. | positive | ",
    "5 |  | Kind staff. | positive | negative",
    "6 | The tram is slow. | The bus is slow. | negative | negative",
)
LONG = _columns(
    "batch | kind | text | label",
    "a | orig | Good soup. | pos",
    "a | rev | Bad soup. | neg",
    "b | rev | A lone edit. | neg",
    "c | orig | A lone one. | pos",
    "d | orig | A fine view. | pos",
    "d | rev | A poor view. | neg",
    "d | rev | A view, fine. | pos",
)
BOTH = [*("--text", "before", "--text", "after", "--label", "old", "--label", "new")]
DROPS = {"no-label": 1, "no-op": 1, "no-pairs": 3, "no-text": 1, "repeated": 1}


@pytest.mark.parametrize(
    ("table_", "options", "pairs", "drops", "free"),
    [
        (WIDE, [*BOTH, "--id", "id"], 4, DROPS, set()),
        (WIDE, BOTH, 4, DROPS, {("native", "id: other")}),  # a column that is not declared
        (
            LONG,
            ["--text", "text", "--label", "label", "--id", "batch", "--original", "kind=orig"],
            3,
            {"alone": 2},
            # which word marks a revision does not matter
            {("native", "kind: other"), ("native_mix", "kind: other")}
            | {("native_mix", "counterfactual kind: other")},
        ),
    ],
    ids=["rows with an id", "rows without", "a text in each row"],
)
def test_pairs_of_a_file_are_declared_and_every_value_of_them_is_proved(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    table_: str,
    options: list[str],
    pairs: int,
    drops: dict[str, int],
    free: set[tuple[str, str]],
) -> None:
    _without_card(monkeypatch)
    name = f"declared-{next(NUMBERS)}"
    (root / "pairs.tsv").write_text(table_)
    done = _irrealis("new", name, "--pairs", "pairs.tsv", *options)
    assert done.exit_code == 0, done.output
    counts = _built_and_checked(root, name).record.counts["train"]
    assert (counts.counterfactuals, counts.rejects) == (pairs, drops)
    found = {
        (target.config, target.kind): text
        for target, text in table(Base(name, root / "mutated", root=root))
    }
    assert {key for key, text in found.items() if text is None} <= listed("every") | free
    assert found["pairs", "label_original: other"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--text", "befor", "--text", "after", "--label", "old"], 'did you mean "before"'),
        (["--text", "before", "--label", "old"], "two columns for both sides"),
        (["--label", "old"], "field --text"),
        (["--text", "before", "--text", "after"], "field --label"),
        ([*BOTH, "--original", "old=x"], "two columns for both sides"),
        ([*BOTH, "--id", "old"], "one original for each id"),
        (["--text", "before", "--label", "old", "--original", "old"], "COLUMN=VALUE"),
    ],
)
def test_columns_that_do_not_fit_the_file_are_named_and_nothing_is_written(
    root: Path, options: list[str], words: str
) -> None:
    (root / "pairs.tsv").write_text(WIDE)
    before = _tree(root)
    done = _irrealis("new", f"wrong-{next(NUMBERS)}", "--pairs", "pairs.tsv", *options)
    assert done.exit_code == IrrealisError.exit_code
    assert words in done.stderr
    assert _tree(root) == before


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("pairs.txt", WIDE, "a file whose name ends in .csv, .tsv, .jsonl"),
        ("pairs.tsv", "a\ta\n", "does not name the columns"),
        ("pairs.tsv", "", "does not name the columns"),
        ("pairs.jsonl", "[1]", "the record is not an object"),
        ("pairs.jsonl", '{"before": [], "after": "x", "old": 1, "new": 2}', "a text or a number"),
        ("pairs.tsv", WIDE + "7\tcut\n", "not a row of this format"),
    ],
)
def test_a_file_that_holds_no_pairs_is_refused(
    root: Path, file: str, content: str, words: str
) -> None:
    (root / file).write_text(content)
    before = _tree(root)
    done = _irrealis("new", f"wrong-{next(NUMBERS)}", "--pairs", file, *BOTH)
    assert done.exit_code == IrrealisError.exit_code
    assert words in done.stderr
    assert _tree(root) == before


def test_builders_that_are_installed_serve_a_registry_that_has_none(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = ROOT / "datasets/redocred-cf"
    (root / "datasets/redocred-cf").symlink_to(source, target_is_directory=True)
    manifest = load_manifest("redocred-cf", root=root)
    monkeypatch.delitem(sys.modules, "irrealis.schemas.redocred_cf", raising=False)
    assert "pairs" in load_schemas(manifest)


def test_the_pipelines_of_this_registry_are_current() -> None:
    assert stale_pipelines(ROOT) == []


def _dependencies(root: Path, name: str) -> list[str]:
    found: list[str] = yaml.safe_load(pipeline(name, root=root))["stages"]["make"]["deps"]
    return found


def test_a_pipeline_depends_on_a_file_or_a_package(root: Path, name: str) -> None:
    scaffold(name, root=root)
    module = name.replace("-", "_")
    assert f"builders/{module}.py" in _dependencies(root, name)
    package = root / "builders" / module
    package.mkdir()
    package.with_suffix(".py").rename(package / "__init__.py")
    (package / "parts").mkdir()
    (package / "parts/__init__.py").touch()
    assert [path for path in _dependencies(root, name) if module in path] == [
        f"builders/{module}",
        f"schemas/{module}.py",
    ]


def test_a_pipeline_depends_on_what_its_modules_import(root: Path, name: str) -> None:
    scaffold(name, root=root)
    builder = root / "builders" / f"{name.replace('-', '_')}.py"
    (root / "builders/one.py").write_text("from irrealis.builders.families.two import x\n")
    (root / "builders/families/two").mkdir(parents=True)
    (root / "builders/families/two/__init__.py").touch()
    builder.write_text(f"from irrealis.builders.one import x\n{builder.read_text()}")
    assert {"builders/one.py", "builders/families/two"} <= set(_dependencies(root, name))


def test_sync_writes_the_pipeline_of_a_folder_made_by_hand(root: Path, name: str) -> None:
    scaffold(name, root=root)
    assert _irrealis("sync", "--check").exit_code == 0
    home = root / "datasets" / f"{name}-by-hand"
    shutil.copytree(root / "datasets" / name, home)
    manifest = home / "dataset.yaml"
    manifest.write_text(manifest.read_text().replace(f'name: "{name}"', f"name: {home.name}"))
    before = _tree(root)
    stale = _irrealis("sync", "--check")
    assert stale.exit_code == CheckFailed.exit_code
    assert f"datasets/{home.name}/dvc.yaml is not what" in stale.stderr
    assert _tree(root) == before
    assert _irrealis("sync").exit_code == 0
    assert _irrealis("sync", "--check").exit_code == 0
    assert f"irrealis make {home.name} " in (home / "dvc.yaml").read_text()


def test_a_manifest_that_names_a_module_that_is_not_there_is_refused(root: Path, name: str) -> None:
    scaffold(name, root=root)
    (root / "schemas" / f"{name.replace('-', '_')}.py").unlink()
    with pytest.raises(IrrealisError, match=r"no schema film_reviews_\d+"):
        pipeline(name, root=root)
