"""The step from a number or date of the passage to an answer, for questions that shift one.

"Had it opened two years later" takes a year of the passage and adds two. A step is found by trying
what the antecedent says (an amount, its unit, its direction) on every number and date of the
passages, and keeping the first that gives the answer. So a step shows that an answer follows from
some number of the passage; that the number is the right one it does not show.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence, Set
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from irrealis.text.conditionals import Span, hide


class Operation(StrEnum):
    """What is done to the number or date of the passage."""

    ADD = "add"
    SUBTRACT = "subtract"
    MULTIPLY = "multiply"
    DIFFERENCE = "difference"  # between the two, whichever is larger
    SAME = "same"  # the passage's own


class Unit(StrEnum):
    """What an amount counts: things, or the time by which a date is shifted."""

    ONE = "one"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


class Operand(NamedTuple):
    """Characters of a passage (numbered from 0), or of the question where `passage` is None."""

    passage: int | None
    span: Span


class Step(NamedTuple):
    """`operation` on the first operand, which is in a passage, by the second, in the question."""

    operation: Operation
    unit: Unit
    operands: tuple[Operand, ...]
    answer: int


class Day(NamedTuple):
    """A date as far as it is said."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


class _Amount(NamedTuple):
    """A number of the question: its value, its unit, and what may be done with it."""

    value: Fraction
    unit: Unit
    operations: tuple[Operation, ...]
    span: Span


_ONES = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
""".split()  # noqa: SIM905 a list of words reads better than one of quotation marks
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905 as above
_WORDS = {
    **{word: value for value, word in enumerate(_ONES)},
    **{word: value for value, word in zip(range(20, 100, 10), _TENS, strict=True)},
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_WORD = rf"(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_ONES[1:10])}))?|(?:{'|'.join(_ONES)})"
_NUMBER = re.compile(
    rf"(?<![\w.,])(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:st|nd|rd|th)?|(?P<word>{_WORD}))"
    rf"(?P<scale>(?:[\s-](?:{'|'.join(_SCALES)}))*)(?![\w]|[.,]\d)",
    re.IGNORECASE,
)
_MONTHS = [name.casefold() for name in calendar.month_name]
_MONTH = "|".join(_MONTHS[1:])
_DATE = re.compile(
    rf"(?<![\w.,])(?:(?P<month>{_MONTH})(?:\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?)?"
    rf"(?:,?\s+(?:of\s+)?(?P<year>\d{{4}}))?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month2>{_MONTH})"
    rf"(?:,?\s+(?P<year2>\d{{4}}))?"
    r"|(?P<decade>[1-9]\d{1,2}0)s|(?P<year3>[1-9]\d{2,3}))(?!\w|[.,]\d)",
    re.IGNORECASE,
)
_ARTICLE = r"\ban?\b|\banother\b"
_UNITS = r"days?|weeks?|months?|years?|decades?|centur(?:y|ies)"
_AMOUNT = re.compile(
    rf"(?P<number>{_NUMBER.pattern}|(?:{_ARTICLE})(?:\s+hundred)?)"
    rf"(?P<rest>[\s-]+(?:(?:more|additional|extra|further|full|whole|fewer|less)\s+)?(?P<unit>{_UNITS})\b)?",
    re.IGNORECASE,
)
_FACTORS = [
    (Fraction(value), re.compile(pattern, re.IGNORECASE))
    for value, pattern in (
        ("2", r"\bdoubl\w+|\btwice\b"),
        ("3", r"\btripl\w+|\btrebl\w+|\bthrice\b"),
        ("4", r"\bquadrupl\w+"),
        ("1/2", r"\bhalf\b|\bhalv\w+"),
    )
]
_LESS = re.compile(
    r"\b(?:earlier|prior|before|ahead|sooner|fewer|less|lower|shorter|shortened|reduced|younger|"
    r"advanced|decreased|cut|minus|smaller|without|cheaper|lighter|slower)\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:later|after|postponed?|delay(?:ed)?|more|additional|extra|another|added|extend(?:ed)?|"
    r"longer|higher|taller|increased?|older|further|raised?|included?|continued?|plus|larger|"
    r"heavier|faster|allocated|invested|prolonged)\b",
    re.IGNORECASE,
)
_HOW_MANY_MORE = re.compile(
    r"\bhow\s+(?:many|much)\s+(?:\w+\s+)?(?:more|fewer|less|later|earlier|additional|extra|longer|"
    r"years|days|months|weeks)\b|\bdifference\b|\bby\s+how\b",
    re.IGNORECASE,
)
# capitalized words before a number that is an amount, as in "the Rovers scored In 20 games"
_COUNTING = frozenset({"In", "On", "At", "By", "With", "About", "Over", "The", "Only", "All"})
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
_MONTHS_OF = {Unit.MONTH: 1, Unit.YEAR: 12, Unit.DECADE: 120, Unit.CENTURY: 1200}


class _Goal(NamedTuple):
    """What an answer says: its numbers, its date, or the years of its decade or century."""

    numbers: frozenset[Fraction]
    day: Day | None
    years: range | None

    def agrees(self, found: Day) -> bool:
        """Say whether a date is the answer's, as far as the answer goes."""
        if self.years is not None:
            return found.year in self.years
        return self.day is not None and all(
            one is None or one == other for one, other in zip(self.day, found, strict=True)
        )


def find_step(
    question: str, *, antecedent: Span, asked: str, answers: Sequence[str], context: Sequence[str]
) -> Step | None:
    """The first step that gives an answer; None where no single step does.

    Args:
        question: the whole question.
        antecedent: its if-clause, in which amounts are looked for.
        asked: its consequent, which says whether a century is asked for, or a difference.
        answers: what upstream accepts.
        context: the passages, in which numbers and dates are looked for.
    """
    amounts = list(_amounts(question, antecedent))
    if _HOW_MANY_MORE.search(asked):
        amounts += list(_compared(question, antecedent))
    # the year of a day may be said in another place than the day
    known = {int(year) for year in re.findall(r"\b\d{4}\b", " ".join([question, *context]))}
    goals = [_goal(answer, asked) for answer in answers]
    for number, goal in enumerate(goals):
        for amount in amounts:
            for place, passage in enumerate(context):
                for operation in amount.operations:
                    found = next(_taken(passage, operation, amount, goal, known), None)
                    if found:
                        operands = Operand(place, found), Operand(None, amount.span)
                        return Step(operation, amount.unit, operands, number)
    for number, goal in enumerate(goals):
        for place, passage in enumerate(context):
            for found in _equal(passage, goal):
                return Step(Operation.SAME, Unit.ONE, (Operand(place, found),), number)
    return None


def _goal(answer: str, asked: str) -> _Goal:
    numbers = frozenset(number_of(match[0]) for match in _NUMBER.finditer(answer))
    day = day_of(answer)
    century = re.search(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\b", answer)
    years = None
    if re.search(r"\d0s\b", answer) and day and day.year:
        years = range(day.year, day.year + 10)
    elif century and re.search(r"\bcentury\b", f"{asked} {answer}", re.IGNORECASE):
        # some count a century from its first year, some from the year before
        years = range(100 * int(century[1]) - 100, 100 * int(century[1]) + 1)
    return _Goal(numbers, day, years)


def _amounts(question: str, antecedent: Span) -> Iterator[_Amount]:
    """Amounts that the antecedent names, with what its words say is done with them."""
    text = hide(antecedent.of(question))
    for value, pattern in _FACTORS:
        for match in pattern.finditer(text):
            span = Span(antecedent.start + match.start(), antecedent.start + match.end())
            yield _Amount(value, Unit.ONE, (Operation.MULTIPLY,), span)
    for match in _AMOUNT.finditer(text):
        words = match["number"]
        if not match["unit"] and _in_a_name(text, match.start("number"), match.end("number")):
            continue
        article = re.fullmatch(rf"(?:{_ARTICLE})(\s+hundred)?", words, re.IGNORECASE)
        value = Fraction(100 if article[1] else 1) if article else number_of(words)
        around = text[max(0, match.start() - 60) : match.end() + 40]
        unit = _unit(match["unit"])
        if words.casefold() in ("a", "an") and unit is Unit.ONE and not _counts(text, match.end()):
            continue
        nearest = _direction(text[match.end("number") :]) or _direction_near(
            around, match.start() - max(0, match.start() - 60)
        )
        start = antecedent.start + match.start()
        yield _Amount(value, unit, nearest, Span(start, antecedent.start + match.end()))


def _in_a_name(text: str, start: int, end: int) -> bool:
    """Whether a number is part of a date ("January 28") or of a name ("Apollo 13", "1st Army")."""
    before, after = text[:start].split(), text[end:].split()
    if any(
        match.start() <= start < end <= match.end() and (match["month"] or match["month2"])
        for match in _DATE.finditer(text)
    ):
        return not re.fullmatch(r"\d{4}", text[start:end])
    named = len(before) > 1 and re.match(r"[A-Z][a-z]", before[-1]) is not None
    return named or (bool(after) and re.match(r"[A-Z][a-z]+$", after[0].rstrip("s")) is not None)


def _of_a_title(passage: str, start: int, end: int) -> bool:
    """Whether a number of a passage stands inside of a name: "the 24 Hours race", "Route 20".

    "20 Germans" are counted, and a word that opens a sentence names nothing.
    """
    if re.match(r"[–-]\d", passage[end:]):
        return False  # a score: "beat the Rovers 3-1"
    before = re.search(r"(\S+)?(?:^|\s)(\S+)\s$", passage[max(0, start - 60) : start])
    word, earlier = (before[2], before[1] or ".") if before else (".", ".")
    opens = earlier[-1] in ".!?:;" or len(passage[:start].split()) < 2
    if re.fullmatch(r"[A-Z][a-z]+", word) and not opens:
        return word.casefold() not in _MONTHS and word not in _COUNTING
    follows = re.match(r"\s(?:[A-Z][a-z]+)\b", passage[end:]) is not None
    return follows and word.casefold() == "the"


def _counts(text: str, after: int) -> bool:
    """Say whether an article counts: an additional one, a further one."""
    return re.match(r"\s+(?:additional|further|extra|second|third)\b", text[after:]) is not None


def _direction(after: str) -> tuple[Operation, ...]:
    """Add or subtract by the word that compares: two more, a year earlier; nothing if none does."""
    for pattern, operation in ((_LESS, Operation.SUBTRACT), (_MORE, Operation.ADD)):
        if re.match(rf"\W*(?:(?:{_UNITS})\s+)?(?:{pattern.pattern})", after, re.IGNORECASE):
            return (operation,)
    return ()


def _direction_near(around: str, at: int) -> tuple[Operation, ...]:
    """Add or subtract by the word of direction nearest to the amount; both if there is none."""
    near = [
        (min(abs(match.start() - at), abs(match.end() - at)), operation)
        for pattern, operation in ((_LESS, Operation.SUBTRACT), (_MORE, Operation.ADD))
        for match in pattern.finditer(around)
    ]
    return (min(near)[1],) if near else (Operation.ADD, Operation.SUBTRACT)


def _compared(question: str, antecedent: Span) -> Iterator[_Amount]:
    text = hide(antecedent.of(question))
    for match in _NUMBER.finditer(text):
        if _in_a_name(text, match.start(), match.end()):
            continue
        span = Span(antecedent.start + match.start(), antecedent.start + match.end())
        yield _Amount(number_of(match[0]), Unit.ONE, (Operation.DIFFERENCE,), span)


def _unit(word: str | None) -> Unit:
    if not word:
        return Unit.ONE
    return Unit(word.casefold().rstrip("s").replace("ies", "y").replace("centurie", "century"))


def _taken(
    passage: str, operation: Operation, amount: _Amount, goal: _Goal, known: Set[int]
) -> Iterator[Span]:
    """Numbers or dates of the passage that the operation takes to the answer."""
    if amount.unit is not Unit.ONE and amount.value.denominator == 1:
        by = int(amount.value) * (-1 if operation is Operation.SUBTRACT else 1)
        for match in _DATE.finditer(passage):
            day = day_of(match[0])
            moved = day and shifted(day, by, amount.unit)
            if moved and moved.year is None and goal.day and goal.day.year in known:
                moved = moved._replace(year=goal.day.year)
            if moved and goal.agrees(moved):
                yield Span(match.start(), match.end())
    if goal.years is None and (goal.day is None or goal.day.month is None):
        for match in _NUMBER.finditer(passage):
            number = number_of(match[0])
            if _of_a_title(passage, match.start(), match.end()):
                continue
            if number == amount.value and operation is not Operation.MULTIPLY:
                continue  # the number of the question once more
            if applied(operation, number, amount.value) in goal.numbers:
                yield Span(match.start(), match.end())


def _equal(passage: str, goal: _Goal) -> Iterator[Span]:
    """Dates, or else numbers, of the passage that are the answer's."""
    for match in _DATE.finditer(passage):
        day = day_of(match[0])
        if day and goal.agrees(day):
            yield Span(match.start(), match.end())
    if goal.years is None and (goal.day is None or goal.day.month is None):
        for match in _NUMBER.finditer(passage):
            named = _of_a_title(passage, match.start(), match.end())
            if number_of(match[0]) in goal.numbers and not named:
                yield Span(match.start(), match.end())


def applied(operation: Operation, number: Fraction, by: Fraction) -> Fraction:
    """The result of an operation on numbers.

    >>> applied(Operation.DIFFERENCE, Fraction(3), Fraction(10))
    Fraction(7, 1)
    """
    if operation is Operation.ADD:
        return number + by
    if operation is Operation.SUBTRACT:
        return number - by
    if operation is Operation.MULTIPLY:
        return number * by
    return abs(number - by)


def number_of(text: str) -> Fraction:
    """The value of a number in digits or words.

    >>> number_of("2.5 million"), number_of("twenty-one"), number_of("1,250")
    (Fraction(2500000, 1), Fraction(21, 1), Fraction(1250, 1))
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError(f"not a number: {text[:50]!r}")
    if match["digits"]:
        value = Fraction(match["digits"].replace(",", ""))
    else:
        value = Fraction(sum(_WORDS[part] for part in re.split(r"[\s-]", match["word"].casefold())))
    for scale in match["scale"].casefold().replace("-", " ").split():
        value *= _SCALES[scale]
    return value


def day_of(text: str) -> Day | None:
    """The date that a text names, as far as it does; a decade is its first year.

    >>> day_of("4 April 2014"), day_of("the 1950s")
    (Day(year=2014, month=4, day=4), Day(year=1950, month=None, day=None))
    """
    match = _DATE.search(text)
    if match is None:
        return None
    part = match.groupdict()
    month = part["month"] or part["month2"]
    day = part["day"] or part["day2"]
    year = part["year"] or part["year2"] or part["year3"] or part["decade"]
    return Day(
        int(year) if year else None,
        _MONTHS.index(month.casefold()) if month else None,
        int(day) if day else None,
    )


def shifted(start: Day, by: int, unit: Unit) -> Day | None:
    """A date moved by so many units; None where what is said of it does not allow that."""
    if unit in _DAYS:
        if not start.month or not start.day:
            return None
        try:
            moved = date(start.year or 2001, start.month, start.day) + timedelta(by * _DAYS[unit])
        except (ValueError, OverflowError):
            return None
        return Day(moved.year if start.year else None, moved.month, moved.day)
    months = by * _MONTHS_OF[unit]
    if start.month is None:
        if months % 12 or start.year is None:
            return None
        return Day(start.year + months // 12)
    place = start.month - 1 + months
    year = start.year + place // 12 if start.year is not None else None
    return Day(year, place % 12 + 1, start.day)
