"""The layout is the architecture: the packages of `irrealis` are the path of the data."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import irrealis
from irrealis.build import module_files
from irrealis.manifest import Manifest, load_manifest

ROOT = Path(__file__).parent.parent
ENGINE = ROOT / "irrealis"
MODULES = sorted(ENGINE.rglob("*.py"))
# Each package may import those before it. `text` is what builders share about language; of the
# engine only measures and checks of texts use it.
PATH = [
    "manifest",
    "inputs",
    "contract",
    "text",
    "store",
    "measure",
    "check",
    "build",
    "evaluate",
    "remote",
    "compare",
    "show",
    "site",
    "reading",
    "score",
    "export",
    "release",
    "hub",
    "new",
    "own",
]


def _package(module: Path) -> str:
    return module.relative_to(ENGINE).parts[0].removesuffix(".py")


def _imports(module: Path) -> Iterator[tuple[str, list[str]]]:
    """What a module imports of irrealis, wherever in it: (dotted name, imported names)."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("irrealis"):
            yield str(node.module), [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("irrealis."):
                    yield alias.name, []


def test_every_package_is_on_the_path() -> None:
    assert {path.parent.name for path in ENGINE.glob("*/__init__.py")} == set(PATH)


@pytest.mark.parametrize("package", PATH)
def test_a_package_imports_only_those_before_it(package: str) -> None:
    allowed = {package, *PATH[: PATH.index(package)]}
    later = [
        f"{module.relative_to(ROOT)}: {name}"
        for module in (ENGINE / package).rglob("*.py")
        for name, _ in _imports(module)
        if (parts := name.split("."))[1:] and parts[1] in PATH and parts[1] not in allowed
    ]
    assert not later


def test_modules_have_no_import_circle() -> None:
    names = {".".join(m.relative_to(ROOT).with_suffix("").parts): m for m in MODULES}
    graph = {
        name: {
            target
            for imported, parts in _imports(module)
            for target in (imported, *(f"{imported}.{part}" for part in parts))
            if target in names and target != name
        }
        for name, module in names.items()
    }
    while free := {name for name, needs in graph.items() if not needs & graph.keys()}:
        for name in free:
            del graph[name]
    assert not graph, f"in or above a circle: {sorted(graph)}"


def test_a_package_is_used_through_its_face() -> None:
    """From outside, of a package only what its `__init__` exports is imported."""
    around = [
        f"{module.relative_to(ROOT)}: {name}"
        for folder in (ENGINE, ROOT / "builders", ROOT / "schemas")
        for module in folder.rglob("*.py")
        for name, _ in _imports(module)
        if re.match(rf"irrealis\.({'|'.join(PATH)})\.", name)
        and name.split(".")[1] != "text"
        and not (module.is_relative_to(ENGINE) and _package(module) == name.split(".")[1])
    ]
    assert not around


@pytest.mark.parametrize("package", [name for name in PATH if name != "text"])
def test_a_face_says_what_the_package_is(package: str) -> None:
    face = ast.parse((ENGINE / package / "__init__.py").read_text(encoding="utf-8"))
    assert len((ast.get_docstring(face) or "").split()) >= 10
    assert package in str(irrealis.__doc__)


def test_the_engine_names_no_dataset_and_no_builder() -> None:
    """A line that does so, anywhere below `irrealis/`, knows more than the engine may."""
    names = sorted(path.name for path in (ROOT / "datasets").iterdir() if path.is_dir())
    home = ROOT / "builders"
    modules = [path.stem for path in home.iterdir() if path.stem not in ("__init__", "families")]
    modules += [rf"families\.{path.stem}" for path in (home / "families").iterdir()]
    word = re.compile(rf"irrealis\.(builders|schemas)\.({'|'.join(modules)})\b")
    imports = [
        str(module.relative_to(ROOT))
        for module in MODULES
        if word.search(module.read_text(encoding="utf-8"))
    ]
    assert names
    assert not imports


# audits that still read a value out of the sentence of the evidence
READ_SENTENCES = {
    "schemas/cebab_edits.py",
    "schemas/families/aspect_edits.py",
    "schemas/redocred_cf.py",
}


def test_audits_read_certificates_and_not_sentences() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "schemas").rglob("*.py")
        if reads_a_sentence(path.read_text("utf-8"))
    }
    assert found == READ_SENTENCES, "take out of READ_SENTENCES what reads none any more"
    assert reads_a_sentence('re.findall("[0-9]+", row["evidence"]["detail"])')
    assert not reads_a_sentence('expected == row["evidence"]["detail"]')


def reads_a_sentence(source: str) -> bool:
    """Whether a method of strings or a pattern is applied to `evidence.detail`."""
    readers = ("partition", "rpartition", "split", "findall", "match", "fullmatch", "search")
    return any(
        isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in readers
        and re.search(r"\['evidence'\]\['detail'\]|\bdetail\b", ast.unparse(node))
        and "row['detail']" not in ast.unparse(node)  # of a reject
        for node in ast.walk(ast.parse(source))
    )


def test_no_builder_imports_an_audit() -> None:
    """What certifies a label shares nothing with what made it; an evaluation makes no rows."""
    imports = [
        f"{module.relative_to(ROOT)}: {name}"
        for module in (ROOT / "builders").rglob("*.py")
        if module.name != "evaluation.py"
        for name, parts in _imports(module)
        if re.match(r"irrealis\.schemas\b", name) or (name == "irrealis" and "schemas" in parts)
    ]
    assert not imports


def test_no_audit_imports_a_builder() -> None:
    imports = [
        f"{module.relative_to(ROOT)}: {name}"
        for module in (ROOT / "schemas").rglob("*.py")
        for name, parts in _imports(module)
        if re.match(r"irrealis\.builders\b", name) or (name == "irrealis" and "builders" in parts)
    ]
    assert not imports


MOST_LINES = 60  # of a function, its docstring not counted


def test_a_function_fits_on_a_screen() -> None:
    assert not [
        f"{module.relative_to(ROOT)}: {name} has {lines} lines"
        for folder in ("irrealis", "builders", "schemas")
        for module in sorted((ROOT / folder).rglob("*.py"))
        for name, lines in _functions(module.read_text(encoding="utf-8"))
        if lines > MOST_LINES
    ]


def _functions(source: str) -> Iterator[tuple[str, int]]:
    """Each function with its lines, those of its docstring left out."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if ast.get_docstring(node) is not None else None
            docstring = first.end_lineno - first.lineno + 1 if first and first.end_lineno else 0
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - docstring


MOST_LINES_OF_AN_IMPORT = 150  # of builder and audit; what datasets repeat belongs to the family
LONG_IMPORTS = {  # those that have more; only ever lower these
    "winobias": 166,
    "winogender": 169,
    "cad-nli": 171,
    "fever-symmetric": 171,
    "disco": 178,
    "cebab": 195,
    "scone": 196,
    "contrast-sets": 208,
    "coplan": 216,
    "cad-imdb": 235,
    "semeval-counterfactuals": 274,
    "bbq": 275,
    "amcd": 309,
    "ceval-edits": 466,
}


def test_an_import_of_published_pairs_is_short() -> None:
    found = {}
    for folder in sorted((ROOT / "datasets").iterdir()):
        manifest = load_manifest(folder.name, root=ROOT)
        sources = {path: path.read_text("utf-8") for path in _own_modules(manifest)}
        if any("schemas.families.published" in source for source in sources.values()):
            found[manifest.name] = sum(len(source.splitlines()) for source in sources.values())
    long = {name: lines for name, lines in found.items() if lines > MOST_LINES_OF_AN_IMPORT}
    assert long.keys() == LONG_IMPORTS.keys(), "take out of LONG_IMPORTS what is short by now"
    assert all(lines <= LONG_IMPORTS[name] for name, lines in long.items()), long


def _own_modules(manifest: Manifest) -> list[Path]:
    """The modules of a dataset, without those of its family."""
    return [
        path
        for kind, name in (("builders", manifest.builder), ("schemas", manifest.schema_))
        for path in module_files(name, kind=kind, root=ROOT)
        if path.suffix == ".py" and "families" not in path.parts
    ]


def test_lines_of_a_function_are_counted_without_its_docstring() -> None:
    assert dict(_functions('def short():\n    """One.\n\n    Two.\n    """\n    return 1\n')) == {
        "short": 2
    }
