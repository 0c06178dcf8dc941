"""What must hold of questions under a condition that did not hold, whoever asked them.

The audit reads the rows alone: every span is compared with the text that it is of, answers are
looked up once more, and every step is worked out again, by other code than the builder's.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, ClassVar, TypeAlias

import pandera.polars as pa
import polars as pl

from irrealis.check import Audit, Failure, Row
from irrealis.contract import normalize
from irrealis.store import BuildRecord

FORMS = (
    "past_perfect",
    "negated_past_perfect",
    "was_were",
    "were_to",
    "did_not",
    "simple_past",
    "present",
    "could_would",
)
KINDS = (
    "negated_event",
    "shifted_quantity",
    "change_undone",
    "outcome_reversed",
    "other",
    "not_counterfactual",
)
ANSWER_TYPES = ("name", "date", "number", "phrase", "yes_no")
OPERATIONS = ("add", "subtract", "multiply", "difference", "same")
UNITS = ("one", "day", "week", "month", "year", "decade", "century")

_SPAN = {"start": pl.Int64(), "end": pl.Int64(), "text": pl.String()}
_STEP = {
    "operation": pl.String(),
    "unit": pl.String(),
    "operands": pl.List(pl.Struct({"passage": pl.Int64(), **_SPAN})),
    "answer": pl.Int64(),
}
# the columns that a reading of a question adds to question, answers and context
ANNOTATION = {
    "antecedent": pa.Column(pl.Struct(_SPAN), description="the if-clause in the question"),
    "consequent": pa.Column(pl.Struct(_SPAN), description="what is asked under it"),
    "form": pa.Column(
        pl.String, pa.Check.isin(FORMS), description=f"of the antecedent: {', '.join(FORMS)}"
    ),
    "kind": pa.Column(
        pl.String, pa.Check.isin(KINDS), description=f"of the antecedent: {', '.join(KINDS)}"
    ),
    "cue": pa.Column(pl.Struct(_SPAN), description="the words that the kind follows from"),
    "answer_type": pa.Column(
        pl.String, pa.Check.isin(ANSWER_TYPES), description=", ".join(ANSWER_TYPES)
    ),
    "matches": pa.Column(
        pl.List(pl.Struct({"answer": pl.Int64(), "passage": pl.Int64(), **_SPAN})),
        description="where an answer stands in a passage (both numbered from 0), in any case",
    ),
    "arithmetic": pa.Column(
        pl.Struct(_STEP),
        nullable=True,
        description=(
            "where a number or date is shifted: the step from one of the passage to the answer; an "
            "operand without a passage is in the question"
        ),
    ),
}
Found: TypeAlias = Iterator[tuple[str, object, object]]

_MARKS = {
    "past_perfect": r"\bhad\b|['’]d\b",
    "negated_past_perfect": r"\bhad.*(?:n['’]t|\bnot|\bnever|\bno)\b|"
    r"\b(?:no|nobody|none|nothing|neither)\b.*\bhad\b",
    "was_were": r"\b(?:was|were)",
    "were_to": r"\bwere\b.*\bto\b",
    "did_not": r"\bdid(?:n['’]t|.*\b(?:not|never))\b",
    "could_would": r"\b(?:could|would|might|should|can|will|must|may)",
}
_NO = (
    r"n['’]t\b|\b(?:not?|never|none|nobody|nothing|neither|without|absent|lacked|refused|declined|"
    r"refrained|avoided|abstained|\w+\s+against)\b"
)
_AMOUNT_SAID = (
    r"\d|\b(?:an?|another|several|same|than|twice|thrice|half|times|simultaneously|only|until|as\s+many|"
    r"additional|extra|further|first|second|third|fourth|fifth)\b|doubl|tripl|quadrupl|halv|trebl|"
    r"-(?:day|week|month|year)\s|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"\w+teen|\w+ty|hundred)\b"
)
_FIGURE = re.compile(
    r"\d|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|"
    r"thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen|half|twice|once|"
    r"none)\b",
    re.IGNORECASE,
)


class PresuppositionAudit(Audit):
    """Spans quote their text, answers are where they are reported, and steps work out."""

    definitions: ClassVar[Mapping[str, str]] = {
        "form.*": "share of questions whose condition has this form",
        "kind.*": "share of questions whose condition does this to the passage",
        "answer_type.*": "share of questions with an answer of this type",
        "answer_in_passage": "share of questions whose answer stands in a passage",
        "one_step": "share of the shifted quantities whose answer is one step from the passage",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: of a row, its id and what its kind calls for are kept in memory."""
        super().__init__(record, split)
        self._tally: Counter[str] = Counter()
        self._stepless: dict[str, str] = {}  # original_id -> id, of shifted ones without a step
        self._rejected: set[str] = set()  # those with a reject

    def see(self, config: str, row: dict[str, Any]) -> Iterator[Failure]:
        """Failures that this row shows."""
        if config == "rejects" and row["reason"] == "no-single-step":
            self._rejected.add(row["original_id"])
            if row["original_id"] not in self._stepless:
                expected = "a question that is kept and has no arithmetic"
                yield Failure("step", "original_id", expected, "none", row["original_id"])
        if config != "native":
            return
        self._tally["rows"] += 1
        self._tally[f"form.{row['form']}"] += 1
        self._tally[f"kind.{row['kind']}"] += 1
        self._tally[f"answer_type.{row['answer_type']}"] += 1
        self._tally["answered"] += bool(row["matches"])
        figures = row["answer_type"] in ("number", "date")
        if row["kind"] == "shifted_quantity" and figures:
            self._tally["shifted"] += 1
            self._tally["stepped"] += row["arithmetic"] is not None
            if row["arithmetic"] is None:
                self._stepless[row["original_id"]] = row["id"]
        elif row["arithmetic"] is not None:
            expected = "none, as no number or date is shifted"
            yield Failure("step", "arithmetic", expected, row["arithmetic"], row["id"])
        for kind, found in (
            ("identity", self.identity(row)),
            ("span", _spans(row)),
            ("label", _labels(row)),
            ("match", _matches(row)),
            ("step", _arithmetic(row)),
        ):
            for field, expected_value, value in found:
                yield Failure(kind, field, expected_value, value, row["id"])

    def identity(self, row: Row) -> Found:
        """What is wrong with the ids of a row: field, expected and found of each."""
        raise NotImplementedError

    def finish(self) -> Iterator[Failure]:
        """Shifted questions without a step for which there is no reject."""
        for original_id, name in self._stepless.items():
            if original_id not in self._rejected:
                expected = "a step, or a reject that says that there is none"
                yield Failure("step", "arithmetic", expected, None, name, "native")

    def metrics(self) -> dict[str, float]:
        """Shares of forms, kinds, answer types, answers in the passage, and steps found."""
        rows = self._tally["rows"]
        named = {
            **{f"form.{name}": self._tally[f"form.{name}"] for name in FORMS},
            **{f"kind.{name}": self._tally[f"kind.{name}"] for name in KINDS},
            **{f"answer_type.{name}": self._tally[f"answer_type.{name}"] for name in ANSWER_TYPES},
            "answer_in_passage": self._tally["answered"],
        }
        shares = {name: count / rows if rows else 0.0 for name, count in named.items()}
        shifted = self._tally["shifted"]
        return {**shares, "one_step": self._tally["stepped"] / shifted if shifted else 0.0}


def _says(span: Row, text: str) -> bool:
    start, end = span["start"], span["end"]
    return bool(0 <= start < end <= len(text) and text[start:end] == span["text"])


def _spans(row: Row) -> Found:
    """Both halves cover the question but for a frame, the comma and the question mark."""
    text, first, second = row["question"], row["antecedent"], row["consequent"]
    for field in ("antecedent", "consequent", "cue"):
        if not _says(row[field], text):
            yield field, "characters of the question", row[field]
            return
    if not re.match(r"if\b", first["text"], re.IGNORECASE):
        yield "antecedent", "a clause that begins with if", first["text"]
    left, right = sorted((first, second), key=lambda span: (span["start"], span["end"]))
    frame, between = text[: left["start"]], text[left["end"] : right["start"]]
    if left["end"] > right["start"] or not re.fullmatch(r",?\s+(?:then\s+)?", between):
        yield "consequent", "a comma between both halves", between
    elif frame and not re.fullmatch(r"[A-Z][^?]*,\s+", frame):
        yield "antecedent", "nothing in front of both halves but a phrase with its comma", frame
    if text[right["end"] :].strip().strip("?"):
        yield "consequent", "halves that reach to the end", text[right["end"] :]
    inside = first["start"] <= row["cue"]["start"] and row["cue"]["end"] <= first["end"]
    around = text[row["cue"]["start"] - 1 : row["cue"]["start"]], text[row["cue"]["end"] :][:1]
    if not inside or (around[0].isalnum() and row["cue"]["text"][:1] not in "n'’"):
        yield "cue", "whole words of the antecedent", row["cue"]


def _labels(row: Row) -> Found:
    text = row["antecedent"]["text"]
    mark = _MARKS.get(row["form"])
    if mark and not re.search(mark, text, re.IGNORECASE | re.DOTALL):
        yield "form", f"an antecedent with the marks of {row['form']}", text
    if (row["form"] == "present") and row["kind"] != "not_counterfactual":
        yield "kind", "not_counterfactual, as its form is present", row["kind"]
    for kind, words in (("negated_event", _NO), ("shifted_quantity", _AMOUNT_SAID)):
        if row["kind"] == kind and not re.search(words, row["cue"]["text"], re.IGNORECASE):
            yield "cue", f"words that tell of {kind}", row["cue"]["text"]
    answer = row["answers"][0] if row["answers"] else ""
    yes_no = normalize(answer).casefold().strip(".") in ("yes", "no")
    if yes_no != (row["answer_type"] == "yes_no"):
        yield "answer_type", "yes_no for yes or no alone", f"{row['answer_type']}: {answer}"
    if row["answer_type"] == "number" and not _FIGURE.search(answer):
        yield "answer_type", "a number in digits or words", answer


def _matches(row: Row) -> Found:
    """The matches are all places of all answers, in order."""
    want = []
    for number, answer in enumerate(row["answers"]):
        words = [re.escape(word) for word in answer.split()]
        for place, passage in enumerate(row["context"]):
            for found in re.finditer(r"\s+".join(words), passage, re.IGNORECASE) if words else ():
                ends = (
                    passage[found.start() - 1 : found.start() + 1],
                    passage[found.end() - 1 :][:2],
                )
                if not any(
                    _inside_word(pair) for pair in (ends[0] if found.start() else "", ends[1])
                ):
                    want.append((number, place, found.start(), found.end(), found[0]))
    keys = ("answer", "passage", "start", "end", "text")
    have = [tuple(match[key] for key in keys) for match in row["matches"]]
    if have != want:
        yield "matches", want, have


def _inside_word(pair: str) -> bool:
    return len(pair) == 2 and all(one.isalnum() or one == "_" for one in pair)


def _arithmetic(row: Row) -> Found:
    step = row["arithmetic"]
    if step is None:
        return
    if step["operation"] not in OPERATIONS or step["unit"] not in UNITS:
        yield "arithmetic", "an operation and a unit", (step["operation"], step["unit"])
        return
    places = [operand["passage"] for operand in step["operands"]]
    wants = 1 if step["operation"] == "same" else 2
    if len(places) != wants or places[0] is None or any(place is not None for place in places[1:]):
        yield "arithmetic.operands", f"{wants}: of a passage, then of the question", places
        return
    for one in step["operands"]:
        text = row["question"] if one["passage"] is None else row["context"][one["passage"]]
        if not _says(one, text):
            yield "arithmetic.operands", "characters of their text", one
            return
    asked = row["consequent"]["text"]
    given = [
        number for number, answer in enumerate(row["answers"]) if _follows(step, answer, asked)
    ]
    if given[:1] != [step["answer"]]:
        expected = f"answer {given[0]}, the first that it gives" if given else "a step to an answer"
        yield "arithmetic", expected, [operand["text"] for operand in step["operands"]]


_WORDS = {
    word: value
    for value, word in enumerate(
        (
            *(
                "zero",
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
            ),
            *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
            *("eighteen", "nineteen"),
        )
    )
} | {
    word: 10 * value
    for value, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9}
_TIMES = {"doubl": "2", "twice": "2", "tripl": "3", "trebl": "3", "thrice": "3", "quadr": "4"}
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_Parts: TypeAlias = tuple[int | None, int | None, int | None]
_SPOKEN = re.compile(r"[\d.,]*\d|[a-z]+")


def _numbers(text: str) -> set[Fraction]:
    """Every number that a text may be read to say."""
    found: list[Fraction] = []
    last = ""
    for word in _SPOKEN.findall(text.casefold()):
        if word[0].isdigit() and re.fullmatch(r"\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?", word):
            found.append(Fraction(word.replace(",", "")))
        elif word in _WORDS and last in _WORDS and _WORDS[last] >= 20 and 0 < _WORDS[word] < 10:
            found[-1] += _WORDS[word]
        elif word in _WORDS:
            found.append(Fraction(_WORDS[word]))
        elif word in _SCALES and found:
            found[-1] *= _SCALES[word]
        last = word
    return set(found)


def _amount(text: str) -> Fraction:
    start = text.casefold()[:5].strip()
    if start.startswith(("half", "halv")):
        return Fraction(1, 2)
    if start in _TIMES or start[:5] in _TIMES:
        return Fraction(_TIMES[start[:5]])
    numbers = sorted(_numbers(text))
    if not numbers:  # "a year", "another", "a hundred years"
        return Fraction(100 if "hundred" in text.casefold() else 1)
    return numbers[0]


def _parts(text: str) -> _Parts:
    """Year, month and day, as far as they are stated."""
    words = re.findall(r"[a-z]+|\d+", text.casefold())
    month = next((_MONTHS.index(word) + 1 for word in words if word in _MONTHS), None)
    figures = [int(word) for word in words if word.isdigit()]
    year = next((figure for figure in figures if figure > 99), None)
    day = next((figure for figure in figures if figure < 32), None) if month else None
    return year, month, day


def _follows(step: Row, answer: str, asked: str) -> bool:
    """Work the step out again: on dates where it has a unit of time, else on numbers."""
    texts = [operand["text"] for operand in step["operands"]]
    by = _amount(texts[1]) if len(texts) > 1 else Fraction(0)
    parts: _Parts | None = None
    if step["operation"] == "same":
        parts = _parts(texts[0])
    elif step["unit"] != "one" and step["operation"] in ("add", "subtract"):
        sign = 1 if step["operation"] == "add" else -1
        parts = _moved(_parts(texts[0]), sign * int(by), step["unit"])
    if parts is not None and _agree(parts, answer, asked):
        return True
    if _parts(answer)[1] is not None or _century(answer, asked):
        return False  # a date, and not the right one
    number = next(iter(_numbers(texts[0])), None)
    return number is not None and _result(step["operation"], number, by) in _numbers(answer)


def _result(operation: str, number: Fraction, by: Fraction) -> Fraction:
    return {
        "add": number + by,
        "subtract": number - by,
        "multiply": number * by,
        "difference": abs(number - by),
        "same": number,
    }[operation]


def _moved(parts: _Parts, by: int, unit: str) -> _Parts | None:
    year, month, day = parts
    if unit in ("day", "week"):
        if not month or not day:
            return None
        moved = date(year or 2001, month, day) + timedelta(days=by * (7 if unit == "week" else 1))
        return (moved.year if year else None), moved.month, moved.day
    if unit == "month":
        if not month:
            return None
        months = (year or 0) * 12 + month - 1 + by
        place = months % 12 + 1
        last = monthrange(2000, place)[1]
        return (months // 12 if year else None), place, min(day, last) if day else None
    years = by * {"year": 1, "decade": 10, "century": 100}[unit]
    return (year + years if year else None), month, day


def _century(answer: str, asked: str) -> int | None:
    number = (
        re.search(r"\b\d{1,2}(?!\d)", answer)
        if "century" in f"{asked} {answer}".casefold()
        else None
    )
    return int(number[0]) if number else None


def _agree(parts: _Parts, answer: str, asked: str) -> bool:
    """Say whether an answer says nothing of a date that is not so; a year may stand elsewhere."""
    given = _parts(answer)
    century = _century(answer, asked)
    if century is not None:
        return parts[0] is not None and 0 <= parts[0] - 100 * (century - 1) <= 100
    if given == (None, None, None):
        return False
    if re.search(r"\d0s\b", answer):
        return parts[0] is not None and parts[0] // 10 * 10 == given[0]
    if given[0] is not None and parts[0] is None and given[1] is None:
        return False
    return all(
        one is None or one == other or (place == 0 and other is None)
        for place, (one, other) in enumerate(zip(given, parts, strict=True))
    )
