"""Evaluations: pairs measured against something outside of their build.

`judges` trains named classifiers and asks them about pairs, `figures` measures a folder and keeps
the figures of the upstream data, `evaluation` holds tables of results, `evaluating` runs what a
dataset's own builder package measures, and `demonstration` shows in a minute what a dataset is for.
"""

from irrealis.evaluate.demonstration import demo
from irrealis.evaluate.evaluating import evaluate
from irrealis.evaluate.evaluation import Cell, Evaluation, Table, keep_evaluation, read_evaluation
from irrealis.evaluate.figures import Figures, keep_figures, measure, read_upstream
from irrealis.evaluate.judges import (
    CONFIDENT,
    SIDES,
    Judge,
    Opinion,
    Side,
    Verdict,
    judges_of,
    load_examples,
    opinions,
    require_sklearn,
    verdict,
)
from irrealis.evaluate.readings import Reading, keep_readings, read_readings

__all__ = [
    "CONFIDENT",
    "SIDES",
    "Cell",
    "Evaluation",
    "Figures",
    "Judge",
    "Opinion",
    "Reading",
    "Side",
    "Table",
    "Verdict",
    "demo",
    "evaluate",
    "judges_of",
    "keep_evaluation",
    "keep_figures",
    "keep_readings",
    "load_examples",
    "measure",
    "opinions",
    "read_evaluation",
    "read_readings",
    "read_upstream",
    "require_sklearn",
    "verdict",
]
