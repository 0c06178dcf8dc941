"""The questions of a build beside those that people wrote: IfQA's own train split.

What is compared is how the questions are put, not how hard they are: their length, the words they
ask with, the form of their conditions, the sort of their answers, and how varied they are. IfQA has
no license, so nothing of it is kept but these figures.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean, median

from irrealis.errors import IrrealisError
from irrealis.evaluate import Cell, Evaluation, Table
from irrealis.inputs import fetch, open_input, read_json_records
from irrealis.manifest import Manifest, load_manifest
from irrealis.measure import MODEL, Perplexity
from irrealis.progress import progress
from irrealis.store import batches, read_record
from irrealis.text.conditionals import read_form, read_halves

PEER, SPLIT = "ifqa", "train"
_WORDS = 20_000  # of each side, for figures that depend on how much is read

_WORD = re.compile(r"\w+(?:['’]\w+)?")
_ASKING = (
    ("how many", r"\bhow many\b"),
    ("how old", r"\bhow old\b"),
    ("how", r"\bhow\b"),
    ("which", r"\bwhich\b"),
    ("what", r"\bwhat\b"),
    ("who, whom, whose", r"\bwho(?:m|se)?\b"),
    ("where", r"\bwhere\b"),
    ("when", r"\bwhen\b"),
    ("why", r"\bwhy\b"),
)
_DATE = re.compile(
    r"(?:(?:the )?(?:1[0-9]|20)\d\ds?|.*\b(?:january|february|march|april|may|june|july|august|"
    r"september|october|november|december)\b.*\d.*|(?:the )?\d+(?:st|nd|rd|th) century)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"[$£€]?\d[\d,.]*(?: \w+)?%?|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"(?: \w+)?|(?:the )?\d+(?:st|nd|rd|th)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its first answer, and its passage."""

    question: str
    answer: str
    passage: str


def evaluate(build: Path, *, manifest: Manifest, fluent: int = 0) -> Evaluation:
    """Compare the counterfactual questions of a build with IfQA's train split.

    A language model is asked about `fluent` questions of each side.

    Raises:
        Unavailable: there is no language model.
        IrrealisError: the registry has no manifest of IfQA, or its file cannot be had.
    """
    ours = _sorted(_built(build))
    theirs = _sorted(_peers(manifest))
    if not ours:
        raise IrrealisError(f"{build} holds no questions", dataset=manifest.name)
    return Evaluation(
        tables=(
            _sizes(ours, theirs),
            _shares(
                "Words that ask", ours, theirs, lambda asked: asking(halves(asked.question)[1])
            ),
            _shares("Forms of the condition", ours, theirs, lambda asked: form(asked.question)),
            _shares("Answers", ours, theirs, lambda asked: answer_type(asked.answer)),
            _variety(ours, theirs),
            *([_fluency(Perplexity(), ours[:fluent], theirs[:fluent])] if fluent else ()),
            _families(build),
        )
    )


def _built(build: Path) -> list[Asked]:
    record = read_record(build)
    return [
        Asked(row["question"], row["answers"][0], row["context"][0])
        for part in record.configs["native"].values()
        for shard in part.shards
        for batch in batches(build / shard)
        for row in batch.to_pylist()
    ]


def _peers(manifest: Manifest) -> list[Asked]:
    peer = load_manifest(PEER, root=manifest.folder.parent.parent)
    found: list[Asked] = []
    for split_name, pinned in peer.upstream_files([SPLIT]):
        path = fetch(pinned, dataset=PEER, split=split_name)
        with open_input(pinned, path) as stream:
            found += [
                Asked(row["question"], row["answers"][0], " ".join(row["context"]))
                for row in read_json_records(stream, source=path.name)
            ]
    return found


def _sorted(asked: Sequence[Asked]) -> list[Asked]:
    """In an order that has nothing to do with documents, and is the same each time."""
    return sorted(asked, key=lambda one: hashlib.sha256(one.question.encode()).digest())


@cache
def halves(question: str) -> tuple[str, str]:
    """The condition with its "if", and what is asked under it.

    >>> halves("If the mill had burned, which town would have grown?")
    ('If the mill had burned', 'which town would have grown')
    """
    found = read_halves(question)
    return (found[0].of(question), found[1].of(question)) if found else ("", question)


def words(text: str) -> list[str]:
    """Words in lower case."""
    return _WORD.findall(text.lower())


def asking(consequent: str) -> str:
    """The word that a question asks with; of several, the first."""
    found = [
        (match.start(), -len(name), name)
        for name, pattern in _ASKING
        if (match := re.search(pattern, consequent, re.IGNORECASE))
    ]
    return min(found)[2] if found else "yes or no"


def form(question: str) -> str:
    """The form of a question's condition."""
    condition = halves(question)[0]
    return read_form(condition).value.replace("_", " ") if condition else "no condition"


def answer_type(answer: str) -> str:
    """The sort of an answer, by how it is written."""
    if answer.lower() in ("yes", "no"):
        return "yes or no"
    if _DATE.fullmatch(answer):
        return "date"
    if _NUMBER.fullmatch(answer):
        return "number"
    return "name" if answer[:1].isupper() or answer.startswith("the ") else "phrase"


def _sizes(ours: Sequence[Asked], theirs: Sequence[Asked]) -> Table:
    def figures(asked: Sequence[Asked]) -> list[Cell]:
        lengths = [len(words(one.question)) for one in asked]
        return [
            len(asked),
            mean(lengths),
            median(lengths),
            mean(len(words(halves(one.question)[0])) for one in asked),
            mean(len(words(one.passage)) for one in asked),
            100 * mean(one.question.lower().startswith("if ") for one in asked),
            100 * mean(one.answer.lower() in one.passage.lower() for one in asked),
        ]

    names = (
        "questions",
        "words of a question, mean",
        "words of a question, median",
        "words of a condition, mean",
        "words of a passage, mean",
        "begin with if, %",
        "answer stands in the passage, %",
    )
    return Table(
        title="Questions",
        columns=("", "ifqa-style", "IfQA train"),
        rows=tuple(zip(names, figures(ours), figures(theirs), strict=True)),
        note="Unlike: an answer is mostly worked out here, and mostly a span of the passage there.",
    )


def _shares(
    title: str, ours: Sequence[Asked], theirs: Sequence[Asked], of: Callable[[Asked], str]
) -> Table:
    one, other = Counter(map(of, ours)), Counter(map(of, theirs))
    names = sorted(one | other, key=lambda name: (-other[name], name))
    return Table(
        title=f"{title}, %",
        columns=("", "ifqa-style", "IfQA train"),
        rows=tuple(
            (name, 100 * one[name] / len(ours), 100 * other[name] / len(theirs)) for name in names
        ),
        note=f"Shares differ by {_distance(one, other):.0%} of the questions (total variation).",
    )


def _distance(one: Counter[str], other: Counter[str]) -> float:
    """Total variation distance of two distributions."""
    return sum(abs(one[key] / one.total() - other[key] / other.total()) for key in one | other) / 2


def _variety(ours: Sequence[Asked], theirs: Sequence[Asked]) -> Table:
    size = min(_WORDS, *(sum(len(words(a.question)) for a in side) for side in (ours, theirs)))

    def read(asked: Sequence[Asked]) -> list[list[str]]:
        found, left = [], size
        for one in asked:
            found.append(words(one.question)[:left])
            left -= len(found[-1])
            if left <= 0:
                break
        return found

    def openings(asked: Sequence[Asked]) -> Counter[str]:
        """First four words of what is asked, names and numbers masked."""
        return Counter(
            " ".join(re.sub(r"\b[A-Z]\w*|\d+", "_", halves(a.question)[1]).split()[:4]).lower()
            for a in asked
        )

    def figures(asked: Sequence[Asked]) -> list[float]:
        texts = read(asked)
        flat = [word for text in texts for word in text]
        grams = [tuple(text[at : at + 5]) for text in texts for at in range(len(text) - 4)]
        opening = openings(asked[: len(texts)])
        top = sum(count for _, count in opening.most_common(10)) / opening.total()
        return [len(set(flat)) / len(flat), len(set(grams)) / len(grams), 100 * top]

    one, other = openings(ours), openings(theirs)
    shared = sum(count for gram, count in one.items() if gram in other) / one.total()
    names = ("type-token ratio", "distinct 5-grams", "ten most frequent openings, % of questions")
    return Table(
        title="Variety",
        columns=("", "ifqa-style", "IfQA train"),
        rows=tuple(zip(names, figures(ours), figures(theirs), strict=True)),
        note=(
            f"Of the first {size:,} words of each, in random order. An opening is the first four "
            "words of what is asked, with names and numbers masked; "
            f"{shared:.0%} of the questions here open as some of IfQA do, and the cosine of the "
            f"two distributions is {_cosine(one, other):.2f}. Unlike: templates repeat themselves, "
            "people do not; a model trained on these alone can learn their wording."
        ),
    )


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    dot = sum(one[key] * other[key] for key in one)
    norms = [math.sqrt(sum(count * count for count in side.values())) for side in (one, other)]
    return dot / (norms[0] * norms[1])


def _fluency(model: Perplexity, ours: Sequence[Asked], theirs: Sequence[Asked]) -> Table:
    def figures(asked: Sequence[Asked]) -> list[Cell]:
        bar = progress(iter(asked), "fluency", unit="questions", total=len(asked))
        found = [said for asked in bar if (said := model.of(asked.question)) is not None]
        return [len(found), median(found) if found else None]

    return Table(
        title="Fluency",
        columns=("", "ifqa-style", "IfQA train"),
        rows=tuple(
            zip(("questions", "perplexity, median"), figures(ours), figures(theirs), strict=True)
        ),
        note=f"Perplexity of questions without their passages, by {MODEL}.",
    )


def _families(build: Path) -> Table:
    record = read_record(build)
    counts: Counter[str] = Counter()
    controls: Counter[str] = Counter()
    for part in record.configs["questions"].values():
        for shard in part.shards:
            for batch in batches(build / shard):
                for row in batch.select(["family", "control"]).to_pylist():
                    counts[row["family"]] += 1
                    controls[row["family"]] += row["control"]
    total = counts.total()
    return Table(
        title="Families",
        columns=("family", "questions", "%", "of these controls"),
        rows=tuple(
            (name, count, 100 * count / total, controls[name])
            for name, count in counts.most_common()
        ),
        note="A control is a question whose answer the change leaves as it is.",
    )
