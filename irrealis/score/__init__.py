"""Scores: how consistent the predictions of a model are over pairs.

`predictions` reads what a model answered and `harness` the logs of others, `scoring` finds the task
of a dataset and asks the module for it (`effects`, `labels`, `questions`, `triples`), `counting`
adds up what it found, with intervals and tests, and `result` and `page` show it.
"""

from irrealis.score.page import write_page
from irrealis.score.result import Score
from irrealis.score.scoring import score

__all__ = [
    "Score",
    "score",
    "write_page",
]
