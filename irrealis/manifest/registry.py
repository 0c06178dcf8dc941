"""The registry: its root, the datasets in it, and their manifests by name."""

from __future__ import annotations

import os
import re
import sys
from importlib import import_module
from importlib.machinery import PathFinder
from pathlib import Path

from irrealis.errors import IrrealisError, nearest
from irrealis.manifest.model import Manifest, clip
from irrealis.manifest.reading import MANIFEST_FILE, read_manifest

MARKER = "irrealis.yaml"  # what makes a folder a registry's root, whatever else it holds
_HERE = Path(__file__).parent.parent


def find_root(start: Path | None = None, *, own: bool = False) -> Path:
    """Find the registry's root: the nearest of `start` (the current folder) and its parents.

    A root has a folder `datasets` and a file `irrealis.yaml`. It is given relative to the current
    folder unless `start` is absolute, so that errors show short paths. Where no folder upwards is a
    root, it is that of the registry that irrealis comes with.

    Args:
        start: where to look from.
        own: a registry around `start` is needed, since files of it are to be written.

    Raises:
        IrrealisError: no parent folder is a root, and the user's own registry is needed.
    """
    start = start or Path()
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / MARKER).is_file() and (folder / "datasets").is_dir():
            return folder if start.is_absolute() else Path(os.path.relpath(folder))
    if not own and (built_in() / "datasets").is_dir():
        return built_in()
    raise IrrealisError(
        f"{start}: not inside a registry",
        expected=f"a parent folder with datasets/ and a file {MARKER}",
        hint="change to the registry's folder; irrealis's own is read-only",
    )


def built_in() -> Path:
    """The root of the registry that irrealis comes with.

    In an editable installation it is the clone, spelled so that it differs from a root that was
    found or given: what is made of the datasets goes to the current folder, not into the clone.
    """
    installed = _HERE / "registry"
    return installed if installed.is_dir() else _HERE / ".."


def unmarked(start: Path | None = None) -> Path | None:
    """The nearest parent folder that looks like a registry, but has no marker file."""
    here = (start or Path()).resolve()
    for folder in (here, *here.parents):
        if (folder / "dvc.yaml").is_file() and any(folder.glob(f"datasets/*/{MANIFEST_FILE}")):
            return folder
    return None


FULL = "full"  # beside what is made of samples: what is made of all that the manifests pin


def home(root: Path, inputs: str) -> Path:
    """The folder whose build/, release/, report/ and site/ hold what is made of these inputs.

    It is the root for the sample and for user-supplied files, and `full` under it for upstream:
    the two stand side by side, so that both can be true of one commit. Of the built-in registry it
    is the current folder.
    """
    place = Path() if root == built_in() else root
    return place / FULL if inputs == "upstream" else place


def list_datasets(root: Path | None = None) -> list[str]:
    """List the names of the datasets under `root/datasets`, sorted; hidden folders are ignored.

    Args:
        root: of the registry; what `find_root` finds if not given.

    Raises:
        IrrealisError: there is no such folder, or a folder in it has no `dataset.yaml`.
    """
    home = (root or find_root()) / "datasets"
    if not home.is_dir():
        raise IrrealisError(f"{home}: no such folder", hint="give the registry's root")
    folders = [path for path in home.iterdir() if path.is_dir() and path.name[0] != "."]
    if bare := sorted(str(path) for path in folders if not (path / MANIFEST_FILE).is_file()):
        raise IrrealisError(
            f"{', '.join(bare)}: no {MANIFEST_FILE}",
            hint=f"write {MANIFEST_FILE}, or remove the folder",
        )
    return sorted(path.name for path in folders)


def load_manifest(name: str, *, root: Path | None = None) -> Manifest:
    """Read the manifest of the dataset `name` of a registry.

    From then on `irrealis.builders` and `irrealis.schemas` look into this registry first, and then
    where irrealis is installed: a registry need not be the repository that irrealis comes from.

    Args:
        name: of the dataset.
        root: of the registry; what `find_root` finds if not given.

    Raises:
        IrrealisError: no such dataset, its manifest is wrong (see `read_manifest`), or this process
            has imported a builder or schema of the same name from another registry.
    """
    root = root or find_root()
    folder = root / "datasets" / name
    if re.fullmatch(r"\w[\w.-]*", name) and (folder / MANIFEST_FILE).is_file():
        manifest = read_manifest(folder)
        for kind, module in (("builders", manifest.builder), ("schemas", manifest.schema_)):
            _look_first(root, kind, module)
        return manifest
    known = list_datasets(root)
    near = nearest(name, known)
    raise IrrealisError(
        f"no dataset {clip(repr(name))}{near}",
        # all of a large registry would bury the name that is meant
        expected=None if near else ", ".join(known) or "a dataset, but datasets/ has none",
        hint="irrealis list shows the datasets" if known else "irrealis new NAME makes one",
    )


def _look_first(root: Path, kind: str, module: str) -> None:
    package, name = import_module(f"irrealis.{kind}"), f"irrealis.{kind}.{module}"
    own, installed = str((root / kind).resolve()), package.__path__[-1]
    package.__path__ = list(dict.fromkeys([own, installed]))
    loaded = getattr(sys.modules.get(name), "__file__", None)
    found = PathFinder.find_spec(name, package.__path__)
    if loaded and found and found.origin and _home(found.origin) != _home(loaded):
        raise IrrealisError(
            "this process has already imported another registry's module of the same name",
            field=f"{kind[:-1]} {module}",
            expected=found.origin,
            found=loaded,
            hint="use a separate process for each registry",
        )


def _home(module: str) -> Path:
    path = Path(module).resolve()
    return path.parent.parent if path.name == "__init__.py" else path.parent
