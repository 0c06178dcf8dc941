"""Manifests as text."""

from __future__ import annotations

from collections.abc import Mapping

import yaml


def yaml_text(values: Mapping[str, object]) -> str:
    """Values as a person would write them: keys in their order, short lists on one line."""
    return yaml.safe_dump(
        dict(values), sort_keys=False, allow_unicode=True, width=100, default_flow_style=None
    )
