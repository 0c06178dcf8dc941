"""What two judges say of people's revisions, and how far either is to be believed."""

from __future__ import annotations

from pathlib import Path

from irrealis.evaluation import Evaluation
from irrealis.judges import judge_tables
from irrealis.manifest import Manifest


def evaluate(build: Path, *, manifest: Manifest) -> Evaluation:
    """Train the judges on the training split, and have them judge the pairs of validation."""
    return Evaluation(tables=tuple(judge_tables(build, manifest=manifest)))
