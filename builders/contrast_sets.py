"""Contrast sets: questions of BoolQ and reviews of IMDb that experts perturbed by a little.

Data: Gardner et al., "Evaluating Models' Local Decision Boundaries via Contrast Sets", Findings of
EMNLP 2020. For a question about a passage, people wrote others about the same passage and answered
them; from a review they made one of the opposite sentiment.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, TypeGuard

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Row, Side, Variant
from irrealis.builders.families.published.rows import ANY, Where, aligned, malformed, read_rows

from irrealis.contract import Generator
from irrealis.errors import IrrealisError

ANSWERS = ("TRUE", "FALSE")
SENTIMENTS = ("Negative", "Positive")
BOOLQ = ("title", "paragraph", "question", "answer")
IMDB = {"Sentiment": SENTIMENTS, "Text": ANY}


class ContrastSets(PublishedBuilder):
    """Pairs each question and review with what was made of it."""

    generator = Generator("human", "Contrast Sets", "EMNLP Findings 2020")

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Group]:
        """A file named .json has questions; others come in twos: reviews, then their contrasts."""
        names: list[str] = []
        reviews: list[dict[str, Any]] = []
        for source, stream in files:
            if source.endswith(".json"):
                yield from self.read(stream, source=source)
                continue
            names.append(source)
            rows = list(read_rows(stream, source=source, form="tsv", columns=IMDB))
            if len(names) % 2:
                reviews = rows
                continue
            pairs = enumerate(aligned({names[-2]: reviews, source: rows}), start=1)
            yield from (_reviewed(number, *pair) for number, pair in pairs)
        if len(names) % 2:
            raise IrrealisError(f"there is no file of contrasts for {names[-1]}", found=names[-1])

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Questions of BoolQ, by the number of their record."""
        columns = {"data": Where(_is_data, "a list of questions, each with perturbed_questions")}
        for record in read_rows(stream, source=source, form="json", columns=columns):
            for number, asked in enumerate(record["data"]):
                where = f"{source}, data[{number}]"
                edits = asked.pop("perturbed_questions")
                yield _asked(f"boolq.{number}", _texts(asked, BOOLQ, where), where, edits)


def _is_data(value: object) -> bool:
    return _are_objects(value) and all(_are_objects(v.get("perturbed_questions")) for v in value)


def _are_objects(value: object) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _texts(found: Mapping[str, Any], names: tuple[str, ...], where: str) -> dict[str, str]:
    if set(found) == set(names) and all(isinstance(value, str) for value in found.values()):
        return {name: found[name] for name in names}
    expected = f"a text each for {', '.join(names)}"
    raise malformed(where, unit="a record", expected=expected, found=dict(found))


def _asked(name: str, first: dict[str, str], where: str, edits: list[dict[str, Any]]) -> Group:
    rows = [_row(name, "boolq", **first)]
    for number, edit in enumerate(edits, start=1):
        made = _texts(edit, ("perturbed_q", "answer"), where)
        changed = {"question": made["perturbed_q"], "answer": made["answer"]}
        rows.append(_row(f"{name}.{number}", "boolq", **{**first, **changed}))
    return Group.around(name, rows[0], rows, _variant)


def _reviewed(number: int, first: dict[str, str], contrast: dict[str, str]) -> Group:
    name = f"imdb.{number}.{hashlib.sha256(first['Text'].encode()).hexdigest()[:8]}"
    rows = [_row(name, "imdb", **first), _row(f"{name}.1", "imdb", **contrast)]
    return Group.around(name, rows[0], rows, _variant)


def _row(name: str, task: str, **values: str) -> dict[str, Any]:
    return {"id": name, "task": task, **dict.fromkeys((*BOOLQ, *IMDB)), **values}


def _variant(first: Row, row: Row) -> Variant:
    before, after = _side(first), _side(row)
    change = ("label", "sentiment", before.label, after.label)
    detail = f"a person was asked to make the review {after.label}"
    fault = None
    if row["task"] == "boolq":
        change = ("question", "question", first["question"], row["question"])
        detail = f"people answer {after.label} to the perturbed question"
        unanswered = [side.label for side in (before, after) if side.label not in ANSWERS]
        if unanswered:
            fault = ("no-answer", f"the answer is {unanswered[0]!r}")
        elif _letters(first["question"]) == _letters(row["question"]):
            fault = ("punctuation-alone", "the questions differ in nothing but punctuation")
    elif before.label == after.label:
        fault = ("label-unchanged", f"both are {before.label}")
    facts = {"task": row["task"]}
    return Variant.of(row["id"], before, after, change, detail=detail, facts=facts, fault=fault)


def _side(row: Row) -> Side:
    if row["task"] == "imdb":
        return Side({"text": row["Text"], "question": None}, row["Sentiment"])
    return Side({"text": row["paragraph"], "question": row["question"]}, row["answer"])


def _letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


BUILDER = ContrastSets
