"""Answers to questions on passages: by family, type of answer, facts needed, and controls.

For a dataset with a config `questions` that says of each question of `native` its family, its type
and the parts of its answer, each with all that it may be called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from irrealis.errors import IrrealisError
from irrealis.score.counting import Counted, count_each
from irrealis.score.formulas import exact_match, mean, normalized_answer, token_f1
from irrealis.score.predictions import Predictions
from irrealis.score.result import FIRST, Figures, Found, Measured, Score
from irrealis.store import Folder
from irrealis.text.dates import period
from irrealis.text.numbers import number_in

NO_ANSWER = frozenset(
    {
        "",
        "no answer",
        "unanswerable",
        "not answerable",
        "cannot be answered",
        "unknown",
        "na",
        "none",
    }
)
_COLUMNS = ("id", "document", "family", "answer_type", "answer_items", "control", "hops")
_ISO = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
_LEADS = re.compile(r"^(?:(?:it|that) would have been |in |on |the year |year )+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: what counts as its answer, and what it is told apart by."""

    name: str
    answers: tuple[str, ...]
    items: tuple[tuple[str, ...], ...]
    type: str
    family: str
    hops: str
    control: str
    document: str

    def right(self, predicted: str | Sequence[str]) -> bool:
        """Whether a prediction is the answer: of lists in any order, of numbers in any form."""
        if self.type == "unanswerable":
            return not predicted or (
                isinstance(predicted, str) and normalized_answer(predicted) in NO_ANSWER
            )
        if not isinstance(predicted, str):
            return _is_set(predicted, self.items)
        if exact_match(predicted, self.answers):
            return True
        if self.type == "names":
            return _is_row(predicted, self.items)
        if self.type == "number":
            return number_in(predicted) is not None and number_in(predicted) in map(
                number_in, self.answers
            )
        if self.type == "date":
            return year_of(predicted) is not None and year_of(predicted) in map(
                year_of, self.answers
            )
        return False

    def f1(self, predicted: str | Sequence[str]) -> float:
        """F1 of words; 1 where the prediction is right in any form."""
        if self.right(predicted):
            return 1.0
        text = predicted if isinstance(predicted, str) else " ".join(predicted)
        return 0.0 if self.type == "unanswerable" else float(token_f1(text, self.answers))


def year_of(text: str) -> int | None:
    """The year that a date lies in; None for a text that is none, or of several years.

    >>> year_of("4 March 1953"), year_of("in 1953"), year_of("1953-03-04"), year_of("the 1950s")
    (1953, 1953, 1953, None)
    """
    plain = _LEADS.sub("", text.strip()).rstrip(".")
    if match := _ISO.fullmatch(plain):
        return int(match[1])
    days = period(plain)
    return days[0][0] if days and days[0][0] == days[1][0] else None


def _is_set(predicted: Sequence[str], items: Sequence[Sequence[str]]) -> bool:
    """Whether each part was predicted once, by any of its names, and nothing else.

    A name may be that of several parts, so each part is matched along augmenting paths (Kuhn 1955):
    one that was matched gives its answer up where it has another.
    """
    if len(predicted) != len(items):
        return False
    names = [{normalized_answer(name) for name in item} for item in items]
    answers = [normalized_answer(answer) for answer in predicted]
    holder: dict[int, int] = {}  # answer -> part

    def match(part: int, tried: set[int]) -> bool:
        for at, answer in enumerate(answers):
            if answer in names[part] and at not in tried:
                tried.add(at)
                if at not in holder or match(holder[at], tried):
                    holder[at] = part
                    return True
        return False

    return all(match(part, set()) for part in range(len(names)))


def _is_row(predicted: str, items: Sequence[Sequence[str]]) -> bool:
    """Whether a text is names in a row, one of each part; a name may hold "and" itself."""
    left = f" {normalized_answer(predicted)} "
    names = sorted(
        ((normalized_answer(name), at) for at, item in enumerate(items) for name in item),
        key=lambda pair: -len(pair[0]),
    )
    found: set[int] = set()
    for name, at in names:
        if at not in found and name and f" {name} " in left:
            left = left.replace(f" {name} ", " | ", 1)
            found.add(at)
    return len(found) == len(items) and set(left.split()) <= {"|", "and"}


def fits(folder: Folder, first: Mapping[str, Any]) -> bool:
    """Whether predictions are by `idx`, or one object of answers, to what the data says of."""
    if not {"questions", "native"} <= folder.files.keys() or {"side", "effect"} & first.keys():
        return False
    return "idx" in first or (bool(first) and "id" not in first and _is_map(first))


def _is_map(record: Mapping[str, Any]) -> bool:
    return all(value is None or isinstance(value, str | list) for value in record.values())


def score_reading(
    folder: Folder, source: Predictions, splits: Sequence[str]
) -> tuple[Score, Found]:
    """Score answers by `idx` or as SQuAD's `{id: answer}`: all parts, and each question alone.

    Questions of the config `unanswerable` are scored too where predictions for them are given.

    Raises:
        IrrealisError: an answer that is no text or list of texts, comes twice, or is for what is
            not in the data; or one that is missing.
    """
    known: dict[str, dict[str, Asked]] = {split: _asked(folder, split) for split in splits}
    without: dict[str, dict[str, Asked]] = {split: _untold(folder, split) for split in splits}
    aliases = {
        f"{question.name}:counterfactual": idx
        for of in known.values()
        for idx, question in of.items()
    }
    aliases |= {question.name: idx for of in known.values() for idx, question in of.items()}
    every = {idx for of in (*known.values(), *without.values()) for idx in of}
    predicted: dict[str, str | list[str]] = {}
    for line, name, answer in _said(source):
        idx = aliases.get(name, name)
        if name.endswith(":original"):
            continue  # of the factual twin, which an export has beside it
        if idx not in every:
            raise source.error(
                line, "no such question in the data", row=name, field="idx",
                expected=f"the idx of a row of native of {', '.join(splits)}", found=name,
            )  # fmt: skip
        if idx in predicted:
            raise source.error(line, "a second answer", row=name, expected="one", found=name)
        predicted[idx] = _checked(source, line, name, answer)
    figures: dict[str, dict[str, Figures]] = {}
    units: dict[str, Sequence[Measured]] = {}
    for split in splits:
        of = known[split]
        if lacking := [idx for idx in of if idx not in predicted]:
            some = ", ".join(lacking[:FIRST]) + (", …" if len(lacking) > FIRST else "")
            raise IrrealisError(
                f"{len(lacking)} of {len(of)} questions have no answer",
                dataset=folder.dataset, split=split, row=lacking[0], expected="one for each idx",
                found=f"none for {some}", hint="add them, or score fewer splits with --split",
            )  # fmt: skip
        _add(figures, split, of, without[split], predicted)
        units[split] = [
            Measured(
                idx,
                question.document,
                {"exact_match": question.right(predicted[idx]), "f1": question.f1(predicted[idx])},
            )
            for idx, question in of.items()
        ]
    return Score("reading", figures), Found("reading", "questions", {"": units}, _count)


def _count(units: Sequence[Measured]) -> Counted:
    return count_each([unit.group for unit in units], [unit.values for unit in units])


def _add(
    figures: dict[str, dict[str, Figures]],
    split: str,
    of: Mapping[str, Asked],
    without: Mapping[str, Asked],
    predicted: Mapping[str, str | list[str]],
) -> None:
    right = {idx: question.right(predicted[idx]) for idx, question in of.items()}
    whole: Figures = {
        "questions": len(of),
        "exact_match": mean(right.values()),
        "f1": mean(question.f1(predicted[idx]) for idx, question in of.items()),
    }
    asked = [idx for idx in without if idx in predicted]
    if asked:
        whole["unanswerable"] = len(asked)
        whole["unanswerable_right"] = mean(without[idx].right(predicted[idx]) for idx in asked)
    figures.setdefault("", {})[split] = whole
    for title, column in (
        ("exact match by family", "family"),
        ("exact match by type of answer", "type"),
        ("exact match by sentences needed", "hops"),
        ("exact match of controls and others", "control"),
    ):
        values = sorted({str(getattr(question, column)) for question in of.values()})
        figures.setdefault(title, {})[split] = {
            value: mean(
                right[idx] for idx, question in of.items() if getattr(question, column) == value
            )
            for value in values
        }


def _asked(folder: Folder, split: str) -> dict[str, Asked]:
    unanswerable = {row["id"]: row for row in folder.rows("questions", split, columns=_COLUMNS)}
    by_idx = {int(name[:12], 16): row for name, row in unanswerable.items()}
    found = {}
    for row in folder.rows("native", split, columns=("idx", "answers")):
        of = by_idx[row["idx"]]
        found[str(row["idx"])] = Asked(
            of["id"], tuple(row["answers"]), tuple(map(tuple, of["answer_items"])),
            of["answer_type"], of["family"], str(of["hops"]),
            "controls" if of["control"] else "others", of["document"],
        )  # fmt: skip
    return found


def _untold(folder: Folder, split: str) -> dict[str, Asked]:
    if split not in folder.files.get("unanswerable", {}):
        return {}
    rows = folder.rows("unanswerable", split, columns=("idx",))
    kind = "unanswerable"
    return {
        str(row["idx"]): Asked(str(row["idx"]), (), (), kind, kind, "0", kind, "") for row in rows
    }


def _said(source: Predictions) -> Iterator[tuple[Any, str, object]]:
    """Line, name and answer of each prediction."""
    for line, record in source.records():
        if "idx" not in record:
            if "id" in record or not _is_map(record):
                raise source.error(
                    line, "no idx", field="idx", expected='"idx" and "answer", or {id: answer}',
                    found=record, hint="docs/score.md shows the formats",
                )  # fmt: skip
            yield from ((line, str(name), answer) for name, answer in record.items())
            continue
        idx = record["idx"]
        if isinstance(idx, bool) or not isinstance(idx, int | str):
            raise source.error(
                line, "idx is no number", field="idx", expected="the idx of a row", found=idx
            )
        name = next((key for key in ("answer", "prediction", "label") if key in record), None)
        if name is None:
            raise source.error(
                line, "no answer", row=str(idx), field="answer", found=record,
                expected="a text or a list of texts",
            )  # fmt: skip
        yield line, str(idx), record[name]


def _checked(source: Predictions, line: Any, name: str, answer: object) -> str | list[str]:
    if answer is None:
        return ""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, list) and all(isinstance(part, str) for part in answer):
        return answer
    raise source.error(
        line, "an answer that is no text", row=name, field="answer",
        expected="a text, or a list of texts for a list", found=answer,
    )  # fmt: skip
