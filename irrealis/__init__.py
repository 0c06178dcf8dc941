"""irrealis: a versioned registry of counterfactual datasets with build scripts."""
