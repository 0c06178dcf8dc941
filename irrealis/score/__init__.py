"""Scores: how consistent the predictions of a model are over pairs.

`predictions` reads what a model answered, `scoring` finds the task of a dataset and asks the module
for it (`effects`, `labels`, `questions`, `triples`), and `result` is what it gives.
"""

from irrealis.score.result import Score
from irrealis.score.scoring import score

__all__ = [
    "Score",
    "score",
]
