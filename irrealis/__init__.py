"""irrealis: a versioned registry of counterfactual datasets with build scripts."""

from irrealis.loading import YankedVersionWarning, load

__all__ = ["YankedVersionWarning", "load"]
