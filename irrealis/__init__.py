"""irrealis: a versioned registry of counterfactual datasets with build scripts.

The packages, in the order of a dataset's path: `manifest`, `inputs`, `contract`, `store`,
`measure`, `check`, `build`, `evaluate`, `remote`, `compare`, `show`, `reading`, `score`, `release`,
`hub`. Each imports only those before it. `text` is what builders share about language, `new`
scaffolds a dataset, `cli` and `api` are the verbs for a shell and for Python.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from irrealis.hub import YankedVersionWarning, load, load_pairs

__all__ = ["YankedVersionWarning", "load", "load_pairs"]


def __getattr__(name: str) -> Any:
    """Import the Hub's client only for those who load something."""
    if name in __all__:
        import irrealis.hub

        return getattr(irrealis.hub, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
