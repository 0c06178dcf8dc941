"""What filled forms say: the share of every defect with its interval, and how far readers agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from pathlib import Path
from statistics import NormalDist, mean
from typing import Any

from irrealis.errors import IrrealisError
from irrealis.evaluate import Cell, Reading, Table
from irrealis.manifest import Manifest, Question
from irrealis.reading.draw import build_hash
from irrealis.reading.form import Filled, read_form
from irrealis.store import Folder

_Z = NormalDist().inv_cdf(0.975)  # of a 95% interval
ANY = "no defect"


@dataclass(frozen=True)
class Tally:
    """One reading for every form that was filled in, of one dataset; versions are never merged."""

    dataset: str
    readings: tuple[Reading, ...]

    def text(self) -> str:
        """The tables for a terminal."""
        return "\n\n".join(reading.table.text() for reading in self.readings)

    def as_dict(self) -> dict[str, Any]:
        """All of it for scripts."""
        return {
            "dataset": self.dataset,
            "readings": [reading.model_dump(mode="json") for reading in self.readings],
        }


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95% score interval of a share [Wilson, JASA 22(158), 1927].

    Raises:
        ValueError: nothing was counted.

    >>> low, high = wilson(0, 60)
    >>> f"{low:.3f} {high:.3f}"
    '0.000 0.060'
    """
    if not 0 <= hits <= total or total == 0:
        raise ValueError(f"{hits} of {total} is no share")
    share, square = hits / total, _Z * _Z
    middle = share + square / (2 * total)
    half = _Z * sqrt(share * (1 - share) / total + square / (4 * total * total))
    scale = 1 + square / total
    # at the ends the formula gives 0 and 1 up to rounding
    low = 0.0 if hits == 0 else (middle - half) / scale
    high = 1.0 if hits == total else (middle + half) / scale
    return low, high


def raw_agreement(items: Iterable[Sequence[str]]) -> float:
    """Share of the pairs of readers, over all items, that gave the same answer.

    >>> raw_agreement([("yes", "yes"), ("yes", "no")])
    0.5
    """
    return mean(a == b for answers in items for a, b in combinations(answers, 2))


def alpha(items: Iterable[Sequence[str]]) -> float | None:
    """Krippendorff's alpha of answers without an order; None where all answers are the same.

    The formula is that of Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), for
    nominal data and any number of readers, each of whom answered for every item.

    >>> round(alpha(list(zip("0100000000", "1110010010", strict=True))) or 0, 3)
    0.095
    """
    totals: Counter[str] = Counter()
    differing = 0.0
    for answers in items:
        counts = Counter(answers)
        totals.update(counts)
        pairs = len(answers) ** 2 - sum(count * count for count in counts.values())
        differing += pairs / (len(answers) - 1)
    n = sum(totals.values())
    by_chance = n * n - sum(count * count for count in totals.values())
    return 1 - (n - 1) * differing / by_chance if by_chance else None


def tally(
    forms: Sequence[Path], *, manifest: Manifest | None = None, build: Folder | None = None
) -> Tally:
    """Count the answers of forms of one dataset.

    Forms of the same draw are those of several readers. An item has a defect if at least half of
    its readers say so.

    Args:
        forms: files that `read_form` reads.
        manifest: the dataset's, for the counters that its questions name.
        build: the build that was read, for the values of these counters.

    Raises:
        IrrealisError: a form that cannot be read, that is given twice, or is of another dataset.
    """
    if not forms:
        raise IrrealisError("no form to count", hint="irrealis reading draw NAME")
    known: dict[Path, Path] = {}
    draws: dict[str, list[Filled]] = {}
    dataset = manifest.name if manifest else None
    for path in forms:
        if path.resolve() in known:
            raise IrrealisError(
                f"{path}: a repeated form",
                dataset=dataset,
                expected="each reader's form once",
                found=f"{known[path.resolve()]} and {path}",
            )
        known[path.resolve()] = path
        filled = read_form(path)
        dataset = dataset or filled.form.dataset
        if filled.form.dataset != dataset:
            raise IrrealisError(
                f"{path}: a form of another dataset", expected=dataset, found=filled.form.dataset
            )
        draws.setdefault(filled.form.digest, []).append(filled)
    readings = (_reading(draw, manifest=manifest, build=build) for draw in draws.values())
    return Tally(str(dataset), tuple(readings))


def _reading(draw: Sequence[Filled], *, manifest: Manifest | None, build: Folder | None) -> Reading:
    form = draw[0].form
    counters, note = _counters(draw[0], manifest=manifest, build=build)
    return Reading(
        form=form.digest,
        version=form.version,
        build=form.build,
        inputs=form.inputs,
        config=form.config,
        splits=form.splits,
        size=form.size,
        drawn=len(form.items),
        seed=form.seed,
        readers=tuple(filled.reader for filled in draw),
        dates=tuple(filled.date for filled in draw),
        table=_table(draw, counters=counters, note=note),
    )


def _table(draw: Sequence[Filled], *, counters: Mapping[str, str], note: str) -> Table:
    form = draw[0].form
    several = len(draw) > 1
    columns = ["question", "defect", "share", "from", "to", "answers"]
    columns += ["agreement", "alpha"] if several else []
    columns += ["counter"] if counters else []
    rows: list[tuple[Cell, ...]] = []
    faults = [[False] * len(draw) for _ in form.items]  # item, reader
    for question in form.questions:
        answers = [
            tuple(filled.answers[at][question.name] for filled in draw)
            for at in range(len(form.items))
        ]
        found = [[answer in question.defect for answer in each] for each in answers]
        for at, each in enumerate(found):
            faults[at] = [a or b for a, b in zip(faults[at], each, strict=True)]
        share: tuple[Cell, ...] = (None, None, None)
        if question.defect:
            share = _share(sum(map(_by_half, found)), len(found))
        row: tuple[Cell, ...] = (
            question.name,
            " / ".join(question.defect),
            *share,
            _answers(question, answers),
        )
        row += (raw_agreement(answers), alpha(answers)) if several else ()
        rows.append(row + ((counters.get(question.name, ""),) if counters else ()))
    sound = [["no" if fault else "yes" for fault in each] for each in faults]
    last: tuple[Cell, ...] = (
        ANY,
        "",
        *_share(sum(not _by_half(each) for each in faults), len(faults)),
        "",
    )
    last += (raw_agreement(sound), alpha(sound)) if several else ()
    rows.append(last + (("",) if counters else ()))
    title = f"Read: {len(form.items)} rows of version {form.version}, {', '.join(form.splits)}"
    return Table(title=title, columns=tuple(columns), rows=tuple(rows), note=_note(draw) + note)


def _share(hits: int, total: int) -> tuple[float, float, float]:
    return hits / total, *wilson(hits, total)


def _by_half(found: Sequence[bool]) -> bool:
    return 2 * sum(found) >= len(found)


def _answers(question: Question, answers: Iterable[Sequence[str]]) -> str:
    counts = Counter(answer for each in answers for answer in each)
    return ", ".join(f"{answer} {counts[answer]}" for answer in question.answers)


def _note(draw: Sequence[Filled]) -> str:
    form = draw[0].form
    who = "; ".join(f"{filled.reader} on {filled.date}" for filled in draw)
    half = " A defect is what at least half of the readers call one." if len(draw) > 1 else ""
    return (
        f"Read by {who}. Drawn with seed {form.seed}, size {form.size}, from config {form.config} "
        f"of a build of {form.inputs} data with content hash {form.build}. "
        f"Shares of items, with 95% intervals by Wilson.{half}"
    )


def _counters(
    filled: Filled, *, manifest: Manifest | None, build: Folder | None
) -> tuple[dict[str, str], str]:
    """What the metrics of the build say of a question's defect, and why they do not if so."""
    form = filled.form
    asked = {question.name for question in form.questions}
    names = {
        question.name: question.counter
        for question in (manifest.reading if manifest else ())
        if question.counter and question.name in asked
    }
    if not names:
        return {}, ""
    if build is None or build.record is None or build_hash(build.record) != form.build:
        return {}, " Counters are left out: the build that was read is not at hand."
    metrics = build.metrics()
    return {
        question: f"{counter}: "
        + ", ".join(
            f"{split} {metrics[split][counter]:.4g}"
            if counter in metrics.get(split, {})
            else f"{split} -"
            for split in form.splits
        )
        for question, counter in names.items()
    }, ""
