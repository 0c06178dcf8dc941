"""The rules beside people: the same originals, the same goals, the same judges.

People's edits are those of CEBaB, with the five votes on each. The judges learned from the votes on
another split; how often they are right about people's edits says what their verdict is worth.
"""

from __future__ import annotations

import hashlib
import statistics
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from irrealis.builders.families.reviews import ASPECTS, OPINIONS

from irrealis.build import build as make
from irrealis.build import read_rows
from irrealis.contract import normalize
from irrealis.evaluate import CONFIDENT, Cell, Evaluation, Judge, Table, judges_of
from irrealis.manifest import Manifest
from irrealis.measure import MODEL, Perplexity
from irrealis.progress import progress
from irrealis.store import BuildRecord, read_record
from irrealis.text.edits import token_edits
from irrealis.text.parser import parser

HUMAN = "cebab"  # the dataset of people's edits
TRAINED = "train_inclusive"
HELD_OUT = "validation"
ALL = "all"

Request = tuple[str, str, str]  # the original's text, aspect, goal
Cells = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge says of a text on each aspect, and whether it is confident."""

    label: str
    sure: bool


@dataclass(slots=True)
class Edited:
    """An edit of somebody's, with what the judges say before and after: family -> aspect -> it."""

    original: str
    text: str
    aspect: str
    goal: str
    known: Mapping[str, str]
    confirmed: bool | None = None
    before: dict[str, dict[str, Verdict]] = field(default_factory=dict)
    after: dict[str, dict[str, Verdict]] = field(default_factory=dict)

    def reached(self, family: str) -> bool:
        """Whether a judge says of the edited aspect what was asked for."""
        return self.after[family][self.aspect].label == self.goal

    def is_sure(self, family: str) -> bool:
        """Whether the judge is confident of it."""
        return self.after[family][self.aspect].sure


def evaluate(build: Path, *, manifest: Manifest, fluent: int = 0) -> Evaluation:
    """Compare a build of the rules' edits with people's of the same originals, aspects and goals.

    Upstream's data is built in a temporary folder for people's edits and for the judges. Where
    nobody edited the originals (reviews from elsewhere) people's side stays empty. A language model
    is asked about `fluent` edits of each side.

    Raises:
        Unavailable: there is no language model, or no scikit-learn for the judges.
    """
    model = Perplexity() if fluent else None
    record = read_record(build)
    root = manifest.folder.parent.parent
    with tempfile.TemporaryDirectory() as scratch:
        upstream = make(
            HUMAN,
            root=root,
            inputs="upstream",
            splits=sorted({TRAINED, HELD_OUT, *record.splits}),
            out=Path(scratch) / HUMAN,
        )
        judges = judges_of(manifest, root=root, build=upstream.folder)
        people = [
            edit
            for split in record.splits
            for edit in _human(upstream.folder, upstream.record, split=split)
        ]
    rules = [edit for split in record.splits for edit in _ruled(build, record, split=split)]
    refused = [name for split in record.splits for name in _refused(build, record, split=split)]
    mine = {edit.original for edit in rules} | {name[0] for name in refused}
    people = [edit for edit in people if edit.original in mine]
    asked = {_request(edit) for edit in people}
    beside = [edit for edit in rules if not people or _request(edit) in asked]
    made = {_request(edit) for edit in rules}
    people = [edit for edit in people if _request(edit) in made]
    _judge([*rules, *people], judges)
    families = list(dict.fromkeys(judge.family for judge in judges))
    return Evaluation(
        tables=(
            _goals(beside, people, asked, families),
            _confident(beside, people, families),
            _others(beside, people, families),
            _shape(beside, people),
            *([_fluency(model, beside, people, fluent)] if model else ()),
            _coverage(rules, refused),
            _judges(judges),
        )
    )


def _request(edit: Edited) -> Request:
    return edit.original, edit.aspect, edit.goal


def _human(folder: Path, record: BuildRecord, *, split: str) -> Iterator[Edited]:
    originals: dict[str, dict[str, object]] = {}
    edits = []
    for row in read_rows(folder, record, config="native", split=split):
        if row["is_original"]:
            originals[row["original_id"]] = row
        else:
            edits.append(row)
    for row in edits:
        original = originals.get(row["original_id"])
        if original is None:
            continue
        known = {str(aspect): str(original[f"{aspect}_aspect_majority"]) for aspect in ASPECTS}
        aspect, goal = row["edit_type"], row["edit_goal"]
        if known[aspect] in OPINIONS and known[aspect] != goal:
            yield Edited(
                original=str(original["description"]),
                text=row["description"],
                aspect=aspect,
                goal=goal,
                known=known,
                confirmed=row[f"{aspect}_aspect_majority"] == goal,
            )


def _ruled(folder: Path, record: BuildRecord, *, split: str) -> Iterator[Edited]:
    for row in read_rows(folder, record, config="pairs", split=split):
        change = row["intervention"][0]
        yield Edited(
            original=row["original"]["text"],
            text=row["counterfactual"]["text"],
            aspect=change["target"],
            goal=change["to"],
            known={
                str(aspect): row["label_original"][aspect]["majority"] or "" for aspect in ASPECTS
            },
        )


def _refused(folder: Path, record: BuildRecord, *, split: str) -> Iterator[Request]:
    """Requests that no rule fulfilled; of an original without any edit the text is not known."""
    texts = {
        row["original_id"]: row["description"]
        for row in read_rows(folder, record, config="native", split=split)
        if row["is_original"]
    }
    for row in read_rows(folder, record, config="rejects", split=split):
        if row["level"] == "variant":
            name = row["detail"].partition(": ")[0].removeprefix(f"{row['original_id']}_")
            aspect, _, goal = name.partition("-")
            yield texts.get(row["original_id"], row["original_id"]), aspect, goal


def _judge(edits: Sequence[Edited], judges: Sequence[Judge]) -> None:
    if not edits:
        return
    for judge in judges:
        aspect = judge.target.rpartition(".")[2]
        for side in ("before", "after"):
            texts = [edit.text if side == "after" else edit.original for edit in edits]
            for edit, row in zip(edits, judge.probabilities(texts), strict=True):
                verdicts = getattr(edit, side).setdefault(judge.family, {})
                verdicts[aspect] = Verdict(judge.labels[row.argmax()], row.max() >= CONFIDENT)


def _share(holds: Iterable[bool]) -> float | None:
    held = list(holds)
    return sum(held) / len(held) if held else None


def _slices(*, goals: bool) -> Iterator[tuple[str, str]]:
    """Aspects, each with all goals or with each of them, and at the end all of them together."""
    for aspect in ASPECTS:
        if goals:
            yield from ((aspect, goal) for goal in OPINIONS)
        yield aspect, ALL
    yield ALL, ALL


def _falls(aspect: str, goal: str, part: tuple[str, str]) -> bool:
    return part[0] in (aspect, ALL) and part[1] in (goal, ALL)


def _of(edits: Sequence[Edited], part: tuple[str, str]) -> list[Edited]:
    return [edit for edit in edits if _falls(edit.aspect, edit.goal, part)]


def _goals(
    rules: Sequence[Edited],
    people: Sequence[Edited],
    asked: set[Request],
    families: Sequence[str],
) -> Table:
    rows: list[Cells] = []
    made = {_request(edit) for edit in rules}
    for part in _slices(goals=True):
        sides = _of(rules, part), _of(people, part)
        wanted = {key for key in asked if _falls(key[1], key[2], part)}
        cells: list[Cell] = [*part, len(sides[1]), len(wanted)]
        cells.append(_share(key in made for key in wanted))
        cells.append(_share(bool(edit.confirmed) for edit in sides[1]))
        for family in families:
            cells += [_share(edit.reached(family) for edit in side) for side in sides]
        cells += [_share(all(map(edit.reached, families)) for edit in side) for side in sides]
        rows.append(tuple(cells))
    return Table(
        title="Goal reached, rules beside people, of what people were asked for",
        columns=(
            "aspect",
            "goal",
            "human edits",
            "asked",
            "coverage of rules",
            "votes confirm human",
            *(f"{family}: {who}" for family in families for who in ("rules", "human")),
            "both judges: rules",
            "both judges: human",
        ),
        rows=tuple(rows),
        note="Asked: originals, aspects and goals that people were given, each once. People's "
        "edits are those of which there is one by rule too, here and below. Goal reached: the "
        "share of edits of which the judge says what was asked for; compare the rules with people "
        "by the same judge only.",
    )


def _confident(rules: Sequence[Edited], people: Sequence[Edited], families: Sequence[str]) -> Table:
    rows: list[Cells] = []
    for part in _slices(goals=False):
        cells: list[Cell] = [part[0]]
        for family in families:
            for side in (rules, people):
                sure = [edit for edit in _of(side, part) if edit.is_sure(family)]
                cells += [len(sure), _share(edit.reached(family) for edit in sure)]
        rows.append(tuple(cells))
    return Table(
        title="Goal reached where the judge is confident",
        columns=(
            "aspect",
            *(
                f"{family}: {who}{what}"
                for family in families
                for who in ("rules", "human")
                for what in (" edits", "")
            ),
        ),
        rows=tuple(rows),
        note=f"Edits on whose label the judge's probability is at least {CONFIDENT}.",
    )


def _others(rules: Sequence[Edited], people: Sequence[Edited], families: Sequence[str]) -> Table:
    rows: list[Cells] = []
    for aspect in (*ASPECTS, "all"):
        cells: list[Cell] = [aspect]
        for family in families:
            for side in (rules, people):
                same = (
                    edit.before[family][one].label == edit.after[family][one].label
                    for edit in side
                    for one in ASPECTS
                    if one != edit.aspect and aspect in (one, "all") and edit.known[one] in OPINIONS
                )
                cells.append(_share(same))
        rows.append(tuple(cells))
    return Table(
        title="Other aspects unchanged",
        columns=(
            "aspect that was not edited",
            *(f"{family}: {who}" for family in families for who in ("rules", "human")),
        ),
        rows=tuple(rows),
        note="Share of edits of which the judge says the same of a labeled aspect that was not "
        "edited, before and after.",
    )


def _shape(rules: Sequence[Edited], people: Sequence[Edited]) -> Table:
    measured = [_measures(side) for side in (rules, people)]
    return Table(
        title="Size and shape of the edits",
        columns=("measure", "rules", "human"),
        rows=tuple((name, *(column.get(name) for column in measured)) for name in _MEASURES),
        note="Distance: Levenshtein over the tokens of spaCy's English tokenizer. Kept: share "
        "of the original's tokens outside of the edits. A stretch is what a token diff finds.",
    )


_MEASURES = (
    "edits",
    "token distance, median",
    "token distance, 10th percentile",
    "token distance, 90th percentile",
    "kept of the original, median",
    "one stretch",
    "insertion alone",
    "deletion alone",
    "deletion alone, of those to unknown",
    "text of another edit again",
    "share of the most common insertion",
)


def _measures(edits: Sequence[Edited]) -> dict[str, Cell]:
    tokenizer = parser().tokenizer
    distances, kept, single, put, cut, unknown = [], [], 0, 0, 0, []
    insertions: Counter[str] = Counter()
    changed = 0
    for edit in edits:
        if normalize(edit.original) == normalize(edit.text):
            continue
        changed += 1
        old, new = (
            [token.text for token in tokenizer(text)] for text in (edit.original, edit.text)
        )
        distances.append(levenshtein(old, new))
        stretches = token_edits(edit.original, edit.text)
        gone = sum(len(tokenizer(stretch.before)) for stretch in stretches)
        kept.append(max(0.0, 1 - gone / len(old)))
        single += len(stretches) == 1
        put += all(not stretch.before.strip() for stretch in stretches)
        only = all(not stretch.after.strip() for stretch in stretches)
        cut += only
        if edit.goal == "unknown":
            unknown.append(only)
        if len(stretches) == 1 and not stretches[0].before.strip():
            insertions[normalize(stretches[0].after).casefold().strip(" .,!")] += 1
    if not changed:
        return {"edits": len(edits)}
    cuts = statistics.quantiles(distances, n=10) if len(distances) > 1 else distances * 9
    again = len(edits) - len({normalize(edit.text).casefold() for edit in edits})
    return {
        "edits": len(edits),
        "token distance, median": float(statistics.median(distances)),
        "token distance, 10th percentile": float(cuts[0]),
        "token distance, 90th percentile": float(cuts[8]),
        "kept of the original, median": statistics.median(kept),
        "one stretch": single / changed,
        "insertion alone": put / changed,
        "deletion alone": cut / changed,
        "deletion alone, of those to unknown": sum(unknown) / len(unknown) if unknown else None,
        "text of another edit again": again,
        "share of the most common insertion": max(insertions.values()) / insertions.total()
        if insertions
        else None,
    }


def _fluency(
    model: Perplexity, rules: Sequence[Edited], people: Sequence[Edited], most: int
) -> Table:
    """Of originals that people were given with the same aspect and goal, where there are any."""
    of_people = {_request(edit): edit.text for edit in people}
    of_rules = {_request(edit): edit.text for edit in rules}
    both = [key for key in of_rules if not people or key in of_people]
    few = sorted(both, key=lambda key: hashlib.sha256("\t".join(key).encode()).digest())[:most]
    perplexity = cache(model.of)
    found: list[list[float]] = []  # of an original and its edits; a text of one token has none
    for one in progress(iter(few), "fluency", unit="edits", total=len(few)):
        texts = [one[0], of_rules[one], *([of_people[one]] if people else ())]
        said = [value for text in texts if (value := perplexity(text)) is not None]
        if len(said) == len(texts):
            found.append(said)

    def figures(side: int) -> list[Cell]:
        measured = [values for values in found if len(values) > side]
        if not measured:
            return [0, None, None, None]
        ratios = [values[side] / values[0] for values in measured]
        return [
            len(measured),
            statistics.median(values[side] for values in measured),
            statistics.median(ratios),
            _share(ratio <= 1 for ratio in ratios),
        ]

    names = ("edits", "perplexity, median", "of that of the original, median", "no more than it")
    return Table(
        title="Fluency",
        columns=("measure", "rules", "human"),
        rows=tuple(zip(names, figures(1), figures(2), strict=True)),
        note=f"Perplexity by {MODEL} of edits of the same originals, aspects and goals, drawn by "
        "their hash.",
    )


def levenshtein(one: Sequence[str], other: Sequence[str]) -> int:
    """Insertions, deletions and substitutions, at least, between two lists of tokens.

    >>> levenshtein("the soup was good".split(), "the soup was not bad".split())
    2
    """
    row = list(range(len(other) + 1))
    for number, token in enumerate(one, start=1):
        diagonal, row[0] = row[0], number
        for at, against in enumerate(other, start=1):
            diagonal, row[at] = (
                row[at],
                min(row[at] + 1, row[at - 1] + 1, diagonal + (token != against)),
            )
    return row[-1]


def _coverage(rules: Sequence[Edited], refused: Sequence[Request]) -> Table:
    rows: list[Cells] = []
    for part in _slices(goals=True):
        made = len(_of(rules, part))
        total = made + sum(_falls(key[1], key[2], part) for key in refused)
        rows.append((*part, total, made, made / total if total else None))
    return Table(
        title="Coverage of all goals",
        columns=("aspect", "goal", "wanted", "made", "coverage"),
        rows=tuple(rows),
        note="Every goal other than the label of each labeled aspect of each original.",
    )


def _judges(judges: Sequence[Judge]) -> Table:
    return Table(
        title="The judges",
        columns=("judge", "accuracy", "of", "relation to the rules"),
        rows=tuple(
            (
                judge.id,
                judge.accuracy,
                f"{sum(measure.count for measure in judge.measures)} votes held out",
                judge.relation,
            )
            for judge in judges
        ),
        note="Trained on the votes of people on train_inclusive and measured on validation, both "
        "of CEBaB; no rule reads them.",
    )
