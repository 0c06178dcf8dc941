"""How a model does on a dataset's pairs, read from its predictions.

What is scored follows from the shape of the predictions and of the labels, never from the name of
a dataset: labels, parts of labels, answers, DocRED's triples, or the effects that an explainer
estimates. `docs/score.md` shows a line of each. Of a pair an id, its labels and the predictions for
it are kept in memory, never its texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from irrealis.errors import IrrealisError
from irrealis.score.counting import RESAMPLES, compare
from irrealis.score.effects import score_effects
from irrealis.score.labels import Asked, Others, score_labels
from irrealis.score.predictions import Given, Predictions
from irrealis.score.questions import score_questions
from irrealis.score.reading import fits, score_reading
from irrealis.score.result import Compared, Found, Score, summarize
from irrealis.score.triples import score_triples
from irrealis.store import Folder, find_folder


def score(
    folder: Folder | str,
    predictions: Given,
    *,
    against: Given | None = None,
    config: str = "pairs",
    splits: Sequence[str] = (),
    ignore: Sequence[str] = (),
    by: Sequence[str] = (),
    others: Others = "error",
    complete: bool = False,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Score:
    """Score predictions for originals and counterfactuals.

    Args:
        folder: holds the pairs and their labels; a text is a folder's path, or the name of a
            dataset that is built in the registry around here.
        predictions: a file in a format of docs/score.md, `-` for stdin, a folder of logs of
            lm-evaluation-harness or Inspect, or the records themselves.
        against: those of a second model, to compare with on the pairs that both have.
        config: the config with the pairs, if it is not `pairs`.
        splits: only these; each of them must have predictions.
        ignore: labels that say that there is none, such as "no majority"; a pair with one of them
            on either side is left out.
        by: columns of the pairs by whose values figures are told apart, such as `intervention`.
        others: what becomes of a prediction outside of a few labels: an error, or a wrong one.
        complete: refuse predictions that are not there for every pair.
        resamples: draws of the bootstrap for intervals; 0 for none.
        seed: of these draws.

    Raises:
        IrrealisError: a prediction that is not in the format, comes twice, is no label, or is for
            what is not in the data. Says which line, what was expected and found.
    """
    if isinstance(folder, str):
        from irrealis.manifest import find_root

        folder = find_folder(folder, root=find_root())
    known = _splits(folder, config, splits)
    asked = Asked(known, splits, config, ignore, by, others, complete)
    source, found, whole = _find(folder, predictions, asked)
    _refuse_idle(asked, task=found.task, whole=whole is not None, dataset=folder.dataset)
    made = summarize(found, by=by, resamples=resamples, seed=seed, model=source.title)
    if whole:
        made = replace(whole, intervals=made.intervals, models=made.models)
    if against is None:
        return made
    second, theirs, _ = _find(folder, against, asked)
    if theirs.task != found.task:
        raise IrrealisError(
            "predictions of two kinds cannot be compared",
            dataset=folder.dataset,
            expected=found.task,
            found=theirs.task,
        )
    names = (source.title, second.title)
    if names[0] == names[1]:
        names = (f"first {names[0]}", f"second {names[1]}")
    compared, notes = _compare(found, theirs, resamples=resamples, seed=seed)
    return replace(made, against=compared, models=names, notes=(*made.notes, *theirs.notes, *notes))


def _find(folder: Folder, given: Given, asked: Asked) -> tuple[Predictions, Found, Score | None]:
    """The predictions, what was found of them, and the score of all parts where there are many."""
    source = Predictions(given, folder.dataset)
    first = source.first()
    if "h_idx" in first or ("head" in first and "tail" in first):
        whole, found = score_triples(folder, source, asked.splits)
        return source, found, whole
    if fits(folder, first):
        whole, found = score_reading(folder, source, asked.splits)
        return source, found, whole
    if "effect" in first:
        return source, score_effects(folder, source, asked), None
    if asked.config not in folder.files and "side" not in first:
        return source, score_questions(folder, source, asked), None
    return source, score_labels(folder, source, asked, native="side" not in first), None


def _refuse_idle(asked: Asked, *, task: str, whole: bool, dataset: str) -> None:
    """Refuse an option that scores of this task do not depend on.

    Args:
        asked: the options.
        task: what the predictions are of.
        whole: whether they are scored as a whole, without a score for each pair.
        dataset: for the error.
    """
    for option, given, scored in (
        ("--ignore", asked.ignore, ("labels", "parts", "answers")),
        ("--others", asked.others != "error", ("labels", "parts")),
        ("--complete", asked.whole, ("labels", "parts", "answers", "effects", "reading")),
    ):
        if given and task not in scored:
            raise IrrealisError(
                f"scores of {task} do not depend on it",
                dataset=dataset,
                field=option,
                expected=f"predictions of {' or '.join(scored)}",
                hint=f"leave {option} out",
            )
    if whole and asked.by:
        raise IrrealisError(
            f"scores of {task} are not given by column",
            dataset=dataset,
            field="--by",
            expected="labels, answers or effects",
        )


def _compare(
    first: Found, other: Found, *, resamples: int, seed: int
) -> tuple[dict[str, dict[str, Compared]], list[str]]:
    """Both on what both have predictions for."""
    found: dict[str, dict[str, Compared]] = {}
    notes: list[str] = []
    several = False
    for part, splits in first.units.items():
        for split, units in splits.items():
            others = other.units.get(part, {}).get(split)
            if others is None:
                notes.append(f"{split} {part}: only one of the two has predictions.".strip())
                continue
            shared = {unit.id for unit in units} & {unit.id for unit in others}
            sides = [[unit for unit in side if unit.id in shared] for side in (units, others)]
            if not shared:
                notes.append(f"{split} {part}: no {first.unit} with two predictions.".strip())
                continue
            if alone := len(units) + len(others) - 2 * len(shared):
                notes.append(
                    f"{split}: {alone} {first.unit} that only one of the two has a prediction for "
                    "are not compared."
                )
            counted = first.count(sides[0]), other.count(sides[1])
            several = several or counted[0].size < len(shared)
            found.setdefault(part, {})[split] = compare(
                *counted, resamples=resamples, seed=seed, of=[part, split]
            )
    if several:
        notes.append(
            "Some originals have several counterfactuals: p of contrast_consistency holds, that "
            "of figures of single pairs may be too small. Intervals draw whole sets."
        )
    return found, notes


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
