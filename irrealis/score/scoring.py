"""How a model does on a dataset's pairs, read from a file of its predictions.

What is scored follows from the shape of the predictions and of the labels, never from the name of
a dataset: labels, parts of labels, answers, DocRED's triples, or the effects that an explainer
estimates. `docs/score.md` shows a line of each. Of a pair an id, its labels and what was said of
it are kept in memory, never its texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from irrealis.errors import IrrealisError
from irrealis.score.effects import score_effects
from irrealis.score.labels import score_labels
from irrealis.score.predictions import Predictions
from irrealis.score.questions import score_questions
from irrealis.score.reading import fits, score_reading
from irrealis.score.result import Score
from irrealis.score.triples import score_triples
from irrealis.store import Folder


def score(
    folder: Folder,
    predictions: Path,
    *,
    config: str = "pairs",
    splits: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Score:
    """Score predictions for originals and counterfactuals.

    Args:
        folder: holds the pairs and their labels.
        predictions: JSON Lines, or one JSON array, in a format of docs/score.md.
        config: the config with the pairs, if it is not `pairs`.
        splits: only these; of each of them every pair must have its predictions.
        ignore: labels that say that there is none, such as "no majority"; a pair with one of them
            on either side is left out.

    Raises:
        IrrealisError: a prediction that is not in the format, comes twice, or is for what is not in
            the data; or one that is missing. Says which line, what was expected and found.
    """
    chosen = _splits(folder, config, splits)
    source = Predictions(predictions, folder.dataset)
    first = source.first()
    if "h_idx" in first or ("head" in first and "tail" in first):
        return score_triples(folder, source, chosen)
    if fits(folder, first):
        return score_reading(folder, source, chosen)
    if "effect" in first:
        return score_effects(folder, source, chosen, config)
    if config not in folder.files and "side" not in first:
        return score_questions(folder, source, chosen)
    return score_labels(folder, source, chosen, config, ignore, native="side" not in first)


def _splits(folder: Folder, config: str, wanted: Sequence[str]) -> list[str]:
    known = folder.files.get(config) or folder.files.get("native") or {}
    for split in wanted:
        if split not in known:
            raise IrrealisError(
                "no such split",
                dataset=folder.dataset,
                split=split,
                expected=", ".join(known),
            )
    return list(wanted or known)
