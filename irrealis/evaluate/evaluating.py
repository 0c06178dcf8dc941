"""Runs the evaluation of a dataset: what its builder measures, and what judges say."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from irrealis.errors import IrrealisError, printable
from irrealis.evaluate.evaluation import Evaluation
from irrealis.manifest import Manifest
from irrealis.store import read_record


def evaluate(build: Path, *, manifest: Manifest, fluent: int = 0) -> Evaluation:
    """Run the evaluation of a dataset on a build of it.

    That is the function `evaluate` of the module `evaluation` in its builder's package; of a
    dataset without one, what the judges that its manifest declares say of its pairs. A language
    model is asked about `fluent` texts of each side.

    Raises:
        IrrealisError: the dataset has neither, or the folder is no build of it, or a damaged one.
        Unavailable: an optional package is missing.
    """
    record = read_record(build)
    if record.dataset != manifest.name:
        raise IrrealisError(
            f"{build} is a build of another dataset",
            dataset=manifest.name,
            expected=manifest.name,
            found=record.dataset,
        )
    import pyarrow as pa

    try:
        return _evaluated(build, manifest=manifest, fluent=fluent)
    except pa.ArrowException as error:
        raise IrrealisError(
            f"a file of {build} cannot be read: {printable(error)}",
            dataset=manifest.name,
            hint=f"irrealis check {build} says which",
        ) from None


def _evaluated(build: Path, *, manifest: Manifest, fluent: int) -> Evaluation:
    package = f"irrealis.builders.{manifest.builder}"
    try:
        module = import_module(f"{package}.evaluation")
    except ModuleNotFoundError as error:
        if error.name not in (package, f"{package}.evaluation"):
            raise
        if fluent:
            raise IrrealisError(
                "the evaluation of this dataset does not measure fluency",
                dataset=manifest.name,
                hint=f"of its pairs: irrealis metrics {manifest.name} --fluency {fluent}",
            ) from None
        if manifest.judges:
            from irrealis.evaluate.judges import judge_tables

            return Evaluation(tables=tuple(judge_tables(build, manifest=manifest)))
        raise IrrealisError(
            "this dataset defines no evaluation",
            dataset=manifest.name,
            expected=f"a module builders/{manifest.builder}/evaluation.py with a function "
            "evaluate, or judges in its dataset.yaml",
        ) from None
    found: Evaluation = module.evaluate(build, manifest=manifest, fluent=fluent)
    return found
