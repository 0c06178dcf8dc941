"""What IfQA's answers are, and where in their passages they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from irrealis.text.dates import date_form


class AnswerType(StrEnum):
    """What an answer is, by its own words, by what is asked, and by the passage's spelling."""

    NAME = "name"  # of a person, a place, a work, a group, an event
    DATE = "date"  # a day, a month, a year, a decade, a time of day
    NUMBER = "number"  # a count or a measure, with or without its unit
    PHRASE = "phrase"
    YES_NO = "yes_no"


class Match(NamedTuple):
    """Where answer number `answer` stands in passage number `passage` (both from 0)."""

    answer: int
    passage: int
    start: int
    end: int


_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million billion trillion dozen half twice once none"
)
_COUNT = re.compile(rf"(?:{'|'.join(_WORDS.split())})(?:[\s-]|$)|[^\w]*\d", re.IGNORECASE)
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_DATED = re.compile(
    rf"\b{_MONTH}\b|\b(?:1\d|20)\d\d(?:s\b|\b)|\b\d{{1,2}}(?:st|nd|rd|th)\b|\bcentur(?:y|ies)\b|"
    r"\b(?:spring|summer|autumn|fall|winter)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\b\d{1,2}(?:[:.]\d\d)?\s*[ap]\.?m\b|\b(?:midnight|noon|midday)\b|\b\d+0s\b",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(
    r"\bhow\s+(?:many|much|long|old|tall|far|fast|often|high|large|big|wide|deep|heavy)\b|"
    r"\b(?:what|which)\b[^,?]{0,40}?\b(?:number|percentage|percent|amount|total|count|capacity|price|cost|"
    r"population|size|area|altitude|radius|score|mass|weight|width|length|distance|temperature|"
    r"budget|revenue|age|ratio|proportion|share|rank|ranking|position|latitude|sum|value|speed|"
    r"duration|height|volume)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\bwhen\b|\b(?:what|which)\b[^,?]{0,30}?\b(?:year|date|month|decade|century|day|season|time)\b|"
    r"\b(?:release|birth|premiere|wedding)\s+(?:date|day|year)\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"\b(?:who|whom|whose)\b|\b(?:what|which)\s+(?:\w+\s+){0,4}?(?:team|country|city|state|town|"
    r"person|actor|actress|character|club|company|band|song|film|movie|album|party|president|river|"
    r"island|planet|moon|mountain|label|network|channel|university|school|award|title|name|"
    r"franchise|nation|organization|player|singer|director|author|group|game|series|episode|book|"
    r"novel|magazine|newspaper|building|stadium|street|road|treaty|battle|war)\b|\bwhere\b|\bcalled\b|"
    r"\bnamed?\b|\bknown\b",
    re.IGNORECASE,
)
_SMALL = frozenset(
    re.findall(r"\w+", "a an the of and or in on at to for by with de la le du von van")
)


def read_answer_type(
    answers: Sequence[str], *, asked: str, context: Sequence[str], matches: Sequence[Match]
) -> AnswerType:
    """The type of a question's answers, by the first of them that says.

    Args:
        answers: what upstream accepts.
        asked: the question's consequent.
        context: the passages.
        matches: where the answers stand in them.
    """
    first = answers[0].strip().strip(".")
    if first.casefold() in ("yes", "no"):
        return AnswerType.YES_NO
    counted = _COUNT.match(first) is not None
    dated = _DATED.search(first) is not None or date_form(first) in ("year", "day month")
    if counted or dated:
        if _HOW_MUCH.search(asked) and not (_WHEN.search(asked) and dated):
            return AnswerType.NUMBER if counted else AnswerType.DATE
        if dated or (_WHEN.search(asked) and counted):
            return (
                AnswerType.DATE if _WHEN.search(asked) or not _WHO.search(asked) else _named(first)
            )
        return AnswerType.NUMBER if not re.search(r"[A-Z]", first) else _named(first)
    spellings = [context[m.passage][m.start : m.end] for m in matches if m.answer == 0]
    if spellings and all(word.islower() for word in spellings):
        return AnswerType.PHRASE
    kind = _named(first)
    if kind is AnswerType.NAME and not spellings and len(first.split()) > 1:
        rest = [word for word in first.split()[1:] if word.casefold() not in _SMALL]
        if not any(word[:1].isupper() for word in rest):
            return AnswerType.PHRASE  # only the first word is capitalized, as of a sentence
    return kind


def _named(answer: str) -> AnswerType:
    words = [word.strip("\"'“”‘’(") for word in answer.split() if word.casefold() not in _SMALL]
    capital = sum(word[:1].isupper() for word in words)
    return AnswerType.NAME if capital * 2 >= max(len(words), 1) else AnswerType.PHRASE


def find_answers(answers: Sequence[str], context: Sequence[str]) -> list[Match]:
    """Every place where an answer stands in a passage as whole words, in any case and spacing."""
    found = []
    for number, answer in enumerate(answers):
        pattern = _whole(answer)
        for place, passage in enumerate(context):
            found += [
                Match(number, place, match.start(), match.end())
                for match in pattern.finditer(passage)
            ]
    return found


def _whole(answer: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, answer.split()))
    before = r"(?<!\w)" if answer.split()[0][0].isalnum() else ""
    after = r"(?!\w)" if answer.split()[-1][-1].isalnum() else ""
    return re.compile(f"{before}{words}{after}", re.IGNORECASE)
