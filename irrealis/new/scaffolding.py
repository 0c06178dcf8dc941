"""A new dataset that works, for a contributor to edit, and the index that lists all of them."""

from __future__ import annotations

import importlib
import keyword
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from importlib.util import cache_from_source
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

import yaml

from irrealis.errors import IrrealisError
from irrealis.files import write_file
from irrealis.manifest import list_datasets, load_manifest

INDEX = "datasets/index.yaml"
HEADER = "# Written by `irrealis sync` from the folders of datasets/; dvc.yaml reads it.\n"
_LONGEST = 64  # the Hub takes 96 characters, and an organization's name comes before


def scaffold(name: str, *, root: Path) -> list[Path]:
    """Make a small dataset that builds and passes its check, for a contributor to edit.

    Writes `datasets/<name>/`, `builders/<module>.py` and `schemas/<module>.py`, the golden file and
    the card of the sample, and the index; on any failure the registry is as it was.

    Args:
        name: lower-case words and digits joined by hyphens; the module has underscores instead.
        root: the registry's root.

    Returns:
        The files, the index last.

    Raises:
        IrrealisError: a name that cannot be used, or files that are there already.
    """
    module = _module(name)
    targets = {
        "dataset.yaml": root / "datasets" / name / "dataset.yaml",
        "sample/train.jsonl": root / "datasets" / name / "sample/train.jsonl",
        "sample/test.jsonl": root / "datasets" / name / "sample/test.jsonl",
        "CHANGELOG.md": root / "datasets" / name / "CHANGELOG.md",
        "evaluation.json": root / "datasets" / name / "evaluation.json",
        "known_issues.yaml": root / "datasets" / name / "known_issues.yaml",
        "reading.json": root / "datasets" / name / "reading.json",
        "upstream.json": root / "datasets" / name / "upstream.json",
        "builder.py": root / "builders" / f"{module}.py",
        "schema.py": root / "schemas" / f"{module}.py",
    }
    folder, *modules = root / "datasets" / name, targets["builder.py"], targets["schema.py"]
    # a package builders/<module>/ would win over the new file without a word
    claimed = [folder, *modules, *(path.with_suffix("") for path in modules)]
    if there := [str(path) for path in claimed if path.exists() or path.is_symlink()]:
        raise IrrealisError(
            f"{', '.join(there)}: there already",
            dataset=name,
            hint="choose another name, or move what is there",
        )
    values = {"name": name, "module": module, "title": name.replace("-", " ").capitalize()}
    templates = files("irrealis.new") / "template"
    with _all_or_nothing(folder, modules, index=root / INDEX):
        for template, target in targets.items():
            text = Template((templates / template).read_text(encoding="utf-8")).substitute(values)
            write_file(target, text.encode())
        importlib.invalidate_caches()  # the new modules may be younger than a folder's listing
        from irrealis.build import write_golden  # slow to import

        golden = write_golden(name, root=root)
        return [*targets.values(), golden, *_write_card(name, root=root), write_index(root)]


def _write_card(name: str, *, root: Path) -> list[Path]:
    """The card and the metrics of a first build, which `dvc repro` will find to be right."""
    from irrealis.build import build
    from irrealis.release import release

    with TemporaryDirectory() as scratch:
        made = build(name, root=root, out=Path(scratch) / "build", reproducible=True)
        release(
            name,
            root=root,
            build_folder=made.folder,
            out=Path(scratch) / "release",
            keep_card=True,
        )
    folder = root / "datasets" / name
    return [
        *(folder / kept for kept in ("README.md", "metrics.json")),
        *sorted(folder.glob("plots/*")),
    ]


def _module(name: str) -> str:
    """The module of a dataset's builder and schema.

    Raises:
        IrrealisError: no dataset or no module can have such a name.
    """
    module = name.replace("-", "_")
    # stricter than the manifest, which does not ask what the Hub and Python can make of a name
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > _LONGEST:
        raise IrrealisError(
            "not a name for a dataset",
            field="name",
            expected=f"a letter, then letters, digits and single hyphens; at most {_LONGEST}, "
            "all lower-case, such as my-dataset",
            found=ascii(name)[: 2 * _LONGEST],
        )
    if keyword.iskeyword(module) or module in sys.stdlib_module_names:
        raise IrrealisError(
            "not a name for a dataset",
            field="name",
            expected="a name that Python has not taken for itself",
            found=name,
            hint=f"{name}-cf",
        )
    return module


@contextmanager
def _all_or_nothing(folder: Path, modules: list[Path], *, index: Path) -> Iterator[None]:
    """If the block fails, remove the folder and the modules, and put the index back."""
    before = index.read_bytes() if index.is_file() else None
    compiled = [Path(cache_from_source(path)) for path in modules]
    homes = {path.parent for path in (*compiled, *modules)}
    new = sorted((home for home in homes if not home.exists()), reverse=True)  # inner ones first
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        for path in (*modules, *compiled):
            path.unlink(missing_ok=True)
        for home in new:
            with suppress(OSError):  # somebody else has put something there since
                home.rmdir()
        if before is not None:
            write_file(index, before)
        else:
            index.unlink(missing_ok=True)
        raise


def sync_index(root: Path) -> str:
    """The text of `datasets/index.yaml` as the folders of `datasets/` and their manifests want it.

    Raises:
        IrrealisError: a manifest that is wrong, or names a module that the registry does not have.
    """
    datasets = {}
    for name in list_datasets(root):
        manifest = load_manifest(name, root=root)
        builder = _place(root, "builders", manifest.builder, dataset=name)
        schema = _place(root, "schemas", manifest.schema_, dataset=name)
        datasets[name] = {
            "builder": builder,
            "schema": schema,
            "other_builder": _other(root, "builders", (builder, schema), dataset=name),
            "other_schema": _other(root, "schemas", (builder, schema), dataset=name),
        }
    return HEADER + yaml.safe_dump({"datasets": datasets}, sort_keys=False)


def _place(root: Path, kind: str, module: str, *, dataset: str) -> str:
    for path, proof in ((f"{kind}/{module}", "__init__.py"), (f"{kind}/{module}.py", "")):
        if (root / path / proof).is_file():
            return path
    raise IrrealisError(
        f"no {kind[:-1]} {module}",
        dataset=dataset,
        field=kind[:-1],
        expected=f"a file {kind}/{module}.py, or a package {kind}/{module}/",
        hint="irrealis new NAME makes a dataset with its builder and schema",
    )


def _other(root: Path, kind: str, own: Iterable[str], *, dataset: str) -> str:
    """The one other builder or schema that these modules import, for DVC to watch.

    Without any it is the `__init__.py` that all share, as DVC takes one path, never none; with
    several it is the whole folder.
    """
    own = list(own)
    files = [
        file
        for place in own
        for file in (
            [root / place] if place.endswith(".py") else sorted((root / place).rglob("*.py"))
        )
    ]
    named = {
        module
        for file in files
        for module in re.findall(
            rf"^(?:from|import) irrealis\.{kind}\.(\w+)", file.read_text("utf-8"), re.MULTILINE
        )
    }
    others = {_place(root, kind, module, dataset=dataset) for module in named} - set(own)
    return kind if len(others) > 1 else next(iter(others), f"{kind}/__init__.py")


def datasets_of(files: Iterable[str], *, root: Path) -> list[str]:
    """The datasets whose rows these files, relative to the root, may have a part in; sorted.

    Those of a dataset are its folder, its builder and its schema. The engine, the parameters, the
    pinned packages, and what lies beside the builders and schemas, are everybody's.
    """
    known = yaml.safe_load(sync_index(root))["datasets"]
    touched: set[str] = set()
    for file in files:
        owners = {
            name
            for name, made_by in known.items()
            for place in (f"datasets/{name}", *made_by.values())
            if file == place or file.startswith(f"{place}/")
        }
        shared = file in _SHARED or file.startswith(("irrealis/", "builders/", "schemas/"))
        touched |= owners or (set(known) if shared else set())
    return sorted(touched)


_SHARED = ("constraints.txt", "params.yaml", "dvc.yaml")


def write_index(root: Path) -> Path:
    """Write `datasets/index.yaml`, and return its path."""
    path = root / INDEX
    write_file(path, sync_index(root).encode())
    return path


def index_is_current(root: Path) -> bool:
    """Whether `datasets/index.yaml` lists the folders of `datasets/` as they are."""
    path = root / INDEX
    return path.is_file() and path.read_bytes() == sync_index(root).encode()
