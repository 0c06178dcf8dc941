"""What a build was made from, as digests: whether it is still what a build today would give."""

from __future__ import annotations

import hashlib
import platform
import re
import sys
from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import Any

from irrealis.build.builder import Builder
from irrealis.errors import IrrealisError
from irrealis.manifest import MANIFEST_FILE, Manifest
from irrealis.store import BuildRecord

# the packages that rows depend on; what shows or publishes them does not change a row
ENGINE = ("manifest", "inputs", "contract", "text", "store", "measure", "check", "build")

_SITES = ("site-packages", "dist-packages")  # folders that packages are installed in


def origin(manifest: Manifest, *, root: Path) -> dict[str, str]:
    """Digests of the builder, schema, manifest and sample of a dataset, and of the engine.

    Args:
        manifest: of the dataset.
        root: the registry's; its own builders and schemas come before those that are installed.
    """
    sample = [path for split in manifest.splits for path in manifest.sample_files(split)]
    return {
        "builder": _digest(module_files(manifest.builder, kind="builders", root=root)),
        "schema": _digest(module_files(manifest.schema_, kind="schemas", root=root)),
        "manifest": _digest([manifest.folder / MANIFEST_FILE]),
        "sample": _digest(sample),
        "engine": _engine_digest(),
    }


def code_of(builder: Builder[Any, Any]) -> dict[str, str]:
    """What this machine would edit with: digests of builder and engine, and versions."""
    module = type(builder).__module__.removeprefix("irrealis.builders.")
    root = Path(next(iter(import_module("irrealis.builders").__path__))).parent
    files = module_files(module, kind="builders", root=root)
    return {
        "builder": _digest(files),
        "engine": _engine_digest(),
        "python": ".".join(platform.python_version_tuple()[:2]),
        **_versions([*files, *_engine_files()]),
        **{model["name"]: model.get("version", "") for model in builder.models()},
    }


def environment() -> str:
    """A digest of the version of Python and of all that is installed for it.

    What of this a builder uses is not asked: that takes longer than many a build.
    """
    # the folder that a command runs in is among the others, and what a package adds for itself
    folders = [Path(entry) for entry in sys.path if Path(entry).name in _SITES]
    installed = [found.name for folder in folders for found in sorted(folder.glob("*.dist-info"))]
    return hashlib.sha256("\0".join([sys.version, *installed]).encode()).hexdigest()


def _versions(files: Iterable[Path]) -> dict[str, str]:
    """Versions of the packages that these files import, by the names of the distributions."""
    pattern = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)
    sources = (path.read_text("utf-8") for path in files if path.suffix == ".py")
    used = {name for source in sources for name in pattern.findall(source)}
    given = packages_distributions()
    return {
        name: version(name)
        for module in sorted(used - {"irrealis"})
        for name in sorted(set(given.get(module, ())))
    }


def _engine_files() -> list[Path]:
    engine = Path(str(import_module("irrealis").__file__)).parent
    return _sources(engine / name for name in ENGINE)


def _engine_digest() -> str:
    return _digest(_engine_files())


def changed_since(record: BuildRecord, manifest: Manifest, *, root: Path) -> list[str]:
    """What a build was made from and that is different today: builder, schema, manifest, sample.

    The sample counts only for a build of the sample. A build without digests, which an older engine
    made, cannot be told from one that is stale, so all of its parts are named.
    """
    today = origin(manifest, root=root)
    parts = ["builder", "schema", "manifest"] + ["sample"] * (record.inputs == "sample")
    return [part for part in parts if record.made_from.get(part) != today[part]]


def module_files(module: str, *, kind: str, root: Path) -> list[Path]:
    """The files of a builder or schema, and of all others of its kind that it imports; sorted.

    Raises:
        IrrealisError: there is no such module.
    """
    found: dict[str, list[Path]] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = _sources([_place(name, kind=kind, root=root)])
        for path in found[name]:
            if path.suffix == ".py":
                waiting += _imported(path, kind=kind)
    return sorted({path for paths in found.values() for path in paths})


def _imported(path: Path, *, kind: str) -> list[str]:
    """The modules and families of a kind that a file imports."""
    pattern = rf"^\s*(?:from|import) irrealis\.{kind}\.((?:families\.)?\w+)"
    return [
        name.replace(".", "/")
        for name in re.findall(pattern, path.read_text("utf-8"), re.MULTILINE)
        if name != "families"
    ]


def _place(name: str, *, kind: str, root: Path) -> Path:
    installed = Path(import_module(f"irrealis.{kind}").__path__[-1])
    for home in (root / kind, installed):
        if (home / name / "__init__.py").is_file():
            return home / name
        if (home / f"{name}.py").is_file():
            return home / f"{name}.py"
    raise IrrealisError(
        f"no {kind[:-1]} {name}",
        field=kind[:-1],
        expected=f"a file {kind}/{name}.py, or a package {kind}/{name}/",
        hint="irrealis new NAME makes a dataset with its builder and schema",
    )


def _sources(places: Iterable[Path]) -> list[Path]:
    return sorted(
        path
        for place in places
        for path in (place.rglob("*") if place.is_dir() else [place])
        if path.is_file()
        and path.suffix not in (".pyc", ".pyo")
        and "__pycache__" not in path.parts
    )


def _digest(paths: Iterable[Path]) -> str:
    """SHA-256 over the names and contents of files; where they are does not matter."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
