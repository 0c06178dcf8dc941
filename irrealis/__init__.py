"""irrealis: a versioned registry of counterfactual datasets with build scripts.

The packages, in the order of a dataset's path: `manifest`, `inputs`, `contract`, `store`,
`measure`, `check`, `build`, `evaluate`, `remote`, `compare`, `show`, `site`, `reading`, `score`,
`export`, `release`, `hub`. Each imports only those before it. `text` is what builders share about
language, `new` scaffolds a dataset, `own` starts a registry of one's own, `cli` and `api` are the
verbs for a shell and for Python.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from irrealis import api
    from irrealis.build import edit
    from irrealis.hub import SampleWarning, YankedVersionWarning, load, load_pairs
    from irrealis.manifest import list_datasets, load_manifest

    __version__: str

_PLACES = {
    "SampleWarning": "hub",
    "YankedVersionWarning": "hub",
    "edit": "build",
    "list_datasets": "manifest",
    "load": "hub",
    "load_manifest": "manifest",
    "load_pairs": "hub",
}
__all__ = [
    "SampleWarning",
    "YankedVersionWarning",
    "__version__",
    "api",
    "edit",
    "list_datasets",
    "load",
    "load_manifest",
    "load_pairs",
]


def __getattr__(name: str) -> Any:
    """Import names on first use: listing datasets needs no client of the Hub."""
    if name in _PLACES:
        return getattr(import_module(f"irrealis.{_PLACES[name]}"), name)
    if name == "api":
        return import_module("irrealis.api")
    if name == "__version__":
        from importlib.metadata import version

        return version("irrealis")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
