"""Demonstrations: what a dataset shows, trained from scratch on upstream data in a minute or two.

A dataset has one if its builder's package has a module `demo` with a function
`demo(manifest, *, root, split)` that gives tables.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from irrealis.errors import IrrealisError
from irrealis.evaluate.evaluation import Evaluation
from irrealis.manifest import Manifest, list_datasets, load_manifest


def demo(name: str, *, root: Path, split: str | None = None) -> Evaluation:
    """Run the demonstration of the dataset `name`, or of the only one whose name starts so.

    Args:
        name: of the dataset, or its beginning.
        root: the registry.
        split: the split that it is shown on; by default one that the demonstration names.

    Raises:
        IrrealisError: no such demonstration, several, or no such split.
        Unavailable: upstream's files cannot be had, or an optional package is missing.
    """
    shown = {manifest.name: manifest for manifest in _with_demo(root)}
    called = [name] if name in shown else [known for known in shown if known.startswith(name)]
    if len(called) != 1:
        raise IrrealisError(
            f"{'several demonstrations are' if called else 'no demonstration is'} called {name}",
            expected=f"one of {', '.join(shown)}, or the start of its name",
            found=", ".join(called) or None,
        )
    manifest = shown[called[0]]
    if split is not None and split not in manifest.splits:
        raise IrrealisError(
            "no such split", dataset=manifest.name, split=split, expected=", ".join(manifest.splits)
        )
    made: Evaluation = import_module(_module(manifest)).demo(manifest, root=root, split=split)
    return made


def _with_demo(root: Path) -> list[Manifest]:
    manifests = [load_manifest(name, root=root) for name in list_datasets(root)]
    return [manifest for manifest in manifests if _has_demo(manifest)]


def _has_demo(manifest: Manifest) -> bool:
    try:
        return find_spec(_module(manifest)) is not None
    except ModuleNotFoundError:  # its builder is one module, not a package
        return False


def _module(manifest: Manifest) -> str:
    return f"irrealis.builders.{manifest.builder}.demo"
