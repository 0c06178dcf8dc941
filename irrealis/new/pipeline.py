"""The DVC pipeline of each dataset, `datasets/<name>/dvc.yaml`, and what depends on which file.

One stage a dataset, in the dataset's own folder: its lock is a file of its own, so that two
branches that add datasets do not touch the same file, and the time of a run grows with what
changed, not with what there is. What is made of upstream has a pipeline of its own,
`datasets/<name>/full/dvc.yaml`, from the first time it is made.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, TypeAlias

import yaml

from irrealis.build import module_files
from irrealis.errors import IrrealisError, needs
from irrealis.files import write_file
from irrealis.manifest import FULL, Manifest, list_datasets, load_manifest

Inputs: TypeAlias = Literal["sample", "upstream"]

FILE = "dvc.yaml"
HEADER = "# Written by `irrealis sync` from dataset.yaml and the imports of builder and schema.\n"
# the packages that the stage of a dataset runs; a change of any other makes nothing stale
ENGINE = (
    *("manifest", "inputs", "contract", "text", "store", "measure", "check", "build"),
    *("evaluate", "compare", "show", "release"),
    *("errors.py", "files.py", "git.py", "markdown.py", "progress.py"),
)
# what a dataset's folder may hold beside its sample, and its card or rows depend on
KEPT = (
    "CHANGELOG.md",
    "dataset.yaml",
    "evaluation.json",
    "known_issues.yaml",
    "overlap.json",
    "reading.json",
    "sample",
    "upstream.json",
)
PLOTS = {
    "edit_distance": {"x": "percentile", "y": "tokens", "template": "linear"},
    "hunks": {"x": "edits", "y": "share", "template": "linear"},
    "interventions": {"x": "share", "y": "kind", "template": "bar_horizontal"},
}


def pipeline(name: str, *, root: Path, inputs: Inputs = "sample") -> str:
    """The text of a dataset's `dvc.yaml`, for its sample or for upstream.

    Raises:
        IrrealisError: a manifest that is wrong, or names a module that the registry does not have.
    """
    full, manifest = inputs == "upstream", load_manifest(name, root=root)
    folder, up = (f"datasets/{name}/{FULL}", "../../..") if full else (f"datasets/{name}", "../..")
    made = [f"build/{name}", f"release/{name}"]
    stage = {
        "wdir": up,
        "cmd": f"irrealis make {name}{' --inputs upstream' * full} --seed ${{seed}}",
        "params": ["seed"],
        "deps": dependencies(manifest, root=root, inputs=inputs),
        "outs": [
            # kept until the new one is whole: a run that fails takes nothing away
            *({path: {"persist": True}} for path in ([f"{FULL}/release/{name}"] if full else made)),
            {f"{folder}/README.md": {"cache": False, "persist": True}},
            {f"{folder}/metrics.json": {"cache": False, "persist": True}},
        ],
        "metrics": [{f"{folder}/headline.json": {"cache": False, "persist": True}}],
        "plots": [
            {f"{folder}/plots/{plot}.csv": {"cache": False, "persist": True, **axes}}
            for plot, axes in PLOTS.items()
        ],
    }
    artifact = {
        "path": f"{up}/{FULL}/release/{name}" if full else f"{up}/release/{name}",
        "type": "dataset",
        "desc": manifest.title,
        "labels": [*manifest.tasks, *manifest.languages],
    }
    whole = {
        "vars": [f"{up}/params.yaml"],
        "stages": {"make": stage},
        "artifacts": {name: artifact},
    }
    return HEADER + yaml.safe_dump(whole, sort_keys=False, width=100)


def dependencies(manifest: Manifest, *, root: Path, inputs: Inputs = "sample") -> list[str]:
    """The files and folders that the stage of a dataset depends on, relative to the root."""
    modules = [
        path
        for kind, module in (("builders", manifest.builder), ("schemas", manifest.schema_))
        for path in module_files(module, kind=kind, root=root)
    ]
    folder = root / "datasets" / manifest.name
    own = [folder / kept for kept in KEPT if (kept, inputs) != ("sample", "upstream")]
    engine = [root / "irrealis" / part for part in ENGINE]
    places = [root / "constraints.txt", *engine, *map(_package, modules), *own]
    here = root.resolve()
    # a registry elsewhere holds no engine, and may import builders that are installed
    known = {
        path.resolve().relative_to(here).as_posix()
        for path in places
        if path.exists() and path.resolve().is_relative_to(here)
    }
    return sorted(known)


def _package(module: Path) -> Path:
    """The folder of a builder that is a package, and the file of one that is a module."""
    folder = module.parent
    while (folder.parent / "__init__.py").is_file() and folder.parent.name not in (
        "builders",
        "schemas",
        "families",
    ):
        folder = folder.parent
    return module if folder.name in ("builders", "schemas", "families") else folder


def write_pipelines(root: Path) -> list[Path]:
    """Write the `dvc.yaml` of every dataset where it is not what it should be; returns those."""
    stale = stale_pipelines(root)
    for path in stale:
        write_file(path, _expected(path, root=root).encode())
    return stale


def stale_pipelines(root: Path) -> list[Path]:
    """The `dvc.yaml` of datasets that are not what their manifests and imports say, or missing."""
    folders = [root / "datasets" / name for name in list_datasets(root)]
    paths = [folder / FILE for folder in folders]
    paths += [folder / FULL / FILE for folder in folders if (folder / FULL).is_dir()]
    return [
        path
        for path in paths
        if not path.is_file() or path.read_text("utf-8") != _expected(path, root=root)
    ]


def _expected(path: Path, *, root: Path) -> str:
    if path.parent.name == FULL:
        return pipeline(path.parent.parent.name, root=root, inputs="upstream")
    return pipeline(path.parent.name, root=root)


def datasets_of(files: Iterable[str], *, root: Path) -> list[str]:
    """The datasets whose rows or pages these files, relative to the root, may have a part in.

    Those of a dataset are its folder, its builder and its schema. The engine, the parameters, the
    pinned packages, and what no dataset owns beside the builders and schemas, are everybody's.
    """
    known = {
        name: dependencies(load_manifest(name, root=root), root=root)
        for name in list_datasets(root)
    }
    touched: set[str] = set()
    for file in files:
        owners = {
            name
            for name, places in known.items()
            if file.startswith(f"datasets/{name}/")
            or any(file == place or file.startswith(f"{place}/") for place in places)
        }
        shared = file == "params.yaml" or file.startswith(("builders/", "schemas/"))
        touched |= owners or (set(known) if shared else set())
    return sorted(touched)


def stale_datasets(root: Path) -> list[str]:
    """The datasets whose stage DVC calls changed.

    Raises:
        IrrealisError: DVC cannot tell.
    """
    stages = json.loads(_dvc(["status", "--json"], root=root))
    names = {Path(stage.partition(":")[0]).parent.name for stage in stages}
    return [name for name in list_datasets(root) if name in names]


def commit_locks(names: Iterable[str], *, root: Path, inputs: Inputs = "sample") -> None:
    """Write into the lock files of these datasets what their stages give now.

    Raises:
        IrrealisError: DVC refuses.
    """
    if inputs == "upstream":
        write_pipelines(root)  # that of a dataset which is made whole for the first time
    place = f"{FULL}/{FILE}" if inputs == "upstream" else FILE
    files = [f"datasets/{name}/{place}" for name in names]
    _dvc(["commit", "--quiet", "--force", *files], root=root)


def _dvc(arguments: list[str], *, root: Path) -> str:
    with needs("build", f"dvc {arguments[0]}"):
        if find_spec("dvc") is None:
            raise ModuleNotFoundError(name="dvc")
    done = subprocess.run(  # noqa: S603 our own interpreter and module
        [sys.executable, "-m", "dvc", *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise IrrealisError(
            f"dvc {arguments[0]} failed",
            found=done.stderr.strip()[-500:],
            hint="dvc doctor, or git checkout datasets/*/dvc.lock",
        )
    return done.stdout
