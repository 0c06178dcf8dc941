"""Time expressions as they are written in running text: their form, and the days they can denote.

A *form* is a class of expressions that can stand in each other's place with no other word changed.
"the 1990s" and "1990s" differ (the article would be doubled or lost), "24 July 1854" and
"July 24, 1854" differ (a text keeps to one order), "19th century" and "19th-century" differ (noun
and modifier). Spacing, the kind of dash and letter case make no difference: "July 24 , 1854" is
"July 24, 1854". Someone who replaces "Two years" at the start of a sentence sees to the capital.

A year has three or four digits: "in 626" reads as well as "in 1626". One or two digits are years
only with an era ("AD 51"), for in running text they are mostly the end of a range ("1944 – 45").

A *period* is the first and the last day that an expression can denote, proleptic Gregorian, wide
enough for every reading: "the late 1990s" may mean any part of the decade, "the 1900s" the decade
or the century, the 19th century begins in 1800 or 1801, and summer depends on the hemisphere. So
"certainly before" is certain, and what cannot be told apart is not.
A day that calendar lacks, such as 29 February 1500, is not read.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

Date: TypeAlias = tuple[int, int, int]
"""Year, month, day. Years before Christ are negative: 44 BC is -44; there is no year 0."""

Period: TypeAlias = tuple[Date, Date]
"""First and last day, both included."""

# Alternations, in calendar and in number order.
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_ORDINALS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|"
    "fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty-first"
)
_NUMERAL = (
    r"(?:\d+(?:[.,]\d+)*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|several)"
)

_PIECES = {
    "weekday": r"(?:mon|tues|wednes|thurs|fri|satur|sun)day",
    "day": r"(?P<day>\d\d?)(?:st|nd|rd|th)?",
    "days": r"(?P<day>\d\d?)(?:st|nd|rd|th)?-(?P<last>\d\d?)(?:st|nd|rd|th)?",
    "month": (
        r"(?P<month>january|february|march|april|may|june|july|august|september|october|november|"
        rf"december|sept|{_MONTHS})\.?"
    ),
    "year": r"(?P<year>[1-9]\d\d|[12]\d\d\d)",
    "short_year": r"(?P<year>[1-9]\d{0,3})",
    "end": r"(?P<end>\d{1,4})",
    "season": r"(?P<season>spring|summer|autumn|fall|winter)",
    "decade": r"(?P<decade>[1-9]\d0|[12]\d\d0)s",
    "century": rf"(?P<century>\d\d?(?:st|nd|rd|th)|{_ORDINALS})",
    "era": r"(?P<era>bce?|ce|ad|b\.c\.(?:e\.)?|c\.e\.|a\.d\.)",
    "anno": r"(?P<era>ad|a\.d\.)",
    "part": r"(?:early|mid|late)[- ]",
    "number": rf"{_NUMERAL}(?:(?:[ -]| and )(?:{_NUMERAL}|hundred|thousand|[mb]illion))*",
    "unit": r"(?:second|minute|hour|day|week|month|year|decade|century|millennium)",
    "units": r"(?:(?:second|minute|hour|day|week|month|year|decade)s|centuries|millennia)",
    "epoch": (
        r"(?:(?:paleo|eo|oligo|mio|plio|pleisto|holo)cene|cambrian|ordovician|silurian|devonian|"
        r"carboniferous|permian|triassic|jurassic|cretaceous|paleogene|neogene|quaternary)"
    ),
}


def _no_year(_: dict[str, str]) -> None:
    return None


def _calendar(part: dict[str, str]) -> Period | None:
    year = int(part.get("year", 2000))  # a leap year, for a 29 February of no year
    month = _MONTHS.split("|").index(part["month"][:3]) + 1
    length = calendar.monthrange(year, month)[1]
    first = int(part.get("day", 1))
    last = int(part.get("last", part.get("day", length)))
    if not 1 <= first <= last <= length:
        raise ValueError("no such day")
    return ((year, month, first), (year, month, last)) if "year" in part else None


def _years(first: int, last: int) -> Period:
    return (first, 1, 1), (last, 12, 31)


def _year(part: dict[str, str]) -> Period:
    year = int(part["year"])
    if part.get("era", "").startswith("b"):
        year = -year
    return _years(year, year)


def _year_range(part: dict[str, str]) -> Period:
    first, end = part["year"], part["end"]
    last = int(first[: -len(end)] + end)  # the end may leave out the digits it shares: 1854-55
    if last <= int(first):
        raise ValueError("ends before it starts")
    return _years(int(first), last)


def _split_year(part: dict[str, str]) -> Period:
    year, end = int(part["year"]), part["end"]
    if not str(year + 1).endswith(end):
        raise ValueError("not two years in a row")
    return _years(year, year + 1)


def _into_next_year(part: dict[str, str]) -> Period:
    return _years(int(part["year"]), int(part["year"]) + 1)


def _season(part: dict[str, str]) -> Period:
    year = int(part["year"])
    if part["season"] in ("summer", "winter"):  # one of them spans the new year, by hemisphere
        return (year - 1, 12, 1), (year + 1, 3, 21)
    return _years(year, year)


def _decade(part: dict[str, str]) -> Period:
    year = int(part["decade"])
    return _years(year, year + (99 if year % 100 == 0 else 9))


def _century(part: dict[str, str]) -> Period:
    name = part["century"]
    number = int(name[:-2]) if name[0].isdigit() else _ORDINALS.split("|").index(name) + 1
    if number == 0:
        raise ValueError("no such century")
    if part.get("era", "").startswith("b"):
        return _years(-100 * number, min(-100 * (number - 1), -1))
    return _years(max(100 * (number - 1), 1), 100 * number)


class _Rule(NamedTuple):
    form: str
    preposition: str | None
    pattern: re.Pattern[str]
    days: Callable[[dict[str, str]], Period | None]  # ValueError: it only looks like this form


def _rule(
    form: str,
    preposition: str | None,
    template: str,
    days: Callable[[dict[str, str]], Period | None],
) -> _Rule:
    return _Rule(form, preposition, re.compile(template.format_map(_PIECES), re.ASCII), days)


# Templates see lower case, single spaces, "-" for every dash, none of them around "-" and ",".
_RULES = (
    _rule("day month year", "on", r"{day} {month}[ ,]{year}", _calendar),
    _rule("month day year", "on", r"{month} {day}[ ,]{year}", _calendar),
    _rule("weekday day month year", "on", r"{weekday}[ ,]{day} {month}[ ,]{year}", _calendar),
    _rule("weekday month day year", "on", r"{weekday}[ ,]{month} {day}[ ,]{year}", _calendar),
    _rule("day month", "on", r"{day} {month}", _calendar),
    _rule("month day", "on", r"{month} {day}", _calendar),
    _rule("days month year", "on", r"{days} {month}[ ,]{year}", _calendar),
    _rule("month days year", "on", r"{month} {days}[ ,]{year}", _calendar),
    _rule("days month", "on", r"{days} {month}", _calendar),
    _rule("month days", "on", r"{month} {days}", _calendar),
    _rule("weekday", "on", r"{weekday}", _no_year),
    _rule("month year", "in", r"{month}(?:[ ,]| of ){year}", _calendar),
    _rule("part of month year", "in", r"{part}{month}(?:[ ,]| of ){year}", _calendar),
    _rule("month", "in", r"{month}", _no_year),
    _rule("part of month", "in", r"{part}{month}", _no_year),
    _rule("year", "in", r"{year}", _year),
    _rule("part of year", "in", r"{part}{year}", _year),
    _rule("circa year", "in", r"(?:c|ca|circa)\.? ?{year}", _no_year),
    _rule("year era", "in", r"{short_year} ?{era}", _year),
    _rule("year era", "in", r"{anno} ?{short_year}", _year),
    # "( 1952- )": what it dates, such as a birth, lies in the year that opens the range.
    _rule("open year", None, r"{year}-", _year),
    _rule("split year", "in", r"{year}[-/]{end}", _split_year),
    _rule("year range", None, r"{year}-{end}", _year_range),
    _rule("sports season", "in", r"{year} season", _into_next_year),
    _rule("sports season", "in", r"{year}[-/]{end} season", _split_year),
    _rule("the sports season", "in", r"the {year} season", _into_next_year),
    _rule("the sports season", "in", r"the {year}[-/]{end} season", _split_year),
    _rule("season year", "in", r"{season} {year}", _season),
    _rule("season of year", "in", r"{season} of {year}", _season),
    _rule("the season of year", "in", r"the {season} of {year}", _season),
    _rule("season", "in", r"{season}", _no_year),
    _rule("the season", "in", r"the {season}", _no_year),
    _rule("decade", "in", r"{decade}", _decade),
    _rule("part of decade", "in", r"{part}{decade}", _decade),
    _rule("the decade", "in", r"the (?:{part})?{decade}", _decade),
    _rule("end of decade", "at", r"the end of the {decade}", _decade),
    _rule("short decade", "in", r"[1-9]0s", _no_year),
    _rule("century", "in", r"{century} ?century", _century),
    _rule("part of century", "in", r"{part}{century} century", _century),
    _rule("the century", "in", r"the (?:{part})?{century} century", _century),
    _rule("end of century", "at", r"the end of the {century} century", _century),
    _rule("century era", "in", r"{century} century {era}", _century),
    _rule("the century era", "in", r"the (?:{part})?{century} century {era}", _century),
    _rule("century modifier", None, r"{century}-century", _century),
    _rule("clock", "at", r"\d\d?(?:[:.]\d\d)? ?[ap](?:m|\.m\.)", _no_year),
    _rule("epoch", "in", r"{epoch}", _no_year),
    _rule("a duration", None, r"an? {unit}(?: and a half)?", _no_year),
    _rule("one duration", None, r"(?:one|1) {unit}", _no_year),
    _rule("plural duration", None, r"{number}(?:-\d+| and a half)? {units}", _no_year),
    _rule("duration modifier", None, r"{number}-{unit}", _no_year),
)

_PREPOSITIONS: dict[str, str | None] = {rule.form: rule.preposition for rule in _RULES}
_PREPOSITIONS["other"] = None

FORMS: tuple[str, ...] = tuple(_PREPOSITIONS)
"""Every form there is; the last, "other", is that of expressions that cannot be read."""


def date_form(text: str) -> str:
    """Name the form of a time expression, tokenized or not; one of `FORMS`.

    A form says nothing of the words around it: "1990s" may stand after "the late", "320" before
    "- 185 BCE".
    """
    return _read(text)[0]


def period(text: str) -> Period | None:
    """First and last day that the expression can denote; None if unreadable or without a year."""
    return _read(text)[1]


def preposition(form: str) -> str | None:
    """The preposition of a point in time of this form: "on", "in", "at"; None if it takes none.

    For a form without its article ("1990s") it is that of the whole phrase ("in the 1990s").

    Raises:
        KeyError: `form` is not one of `FORMS`.
    """
    return _PREPOSITIONS[form]


def certainly_before(a: Period, b: Period) -> bool:
    """Say whether every day of `a` comes before every day of `b`."""
    return a[1] < b[0]


def compatible(a: Period, b: Period) -> bool:
    """Say whether one contains the other, as a year does its days, so that both may be true."""
    return (a[0] <= b[0] and b[1] <= a[1]) or (b[0] <= a[0] and a[1] <= b[1])


def _read(text: str) -> tuple[str, Period | None]:
    tight = re.sub(r" ?([-,]) ?| (?=\.)", r"\1", re.sub(r"[‐‑‒–—−]", "-", " ".join(text.split())))
    for rule in _RULES:
        if match := rule.pattern.fullmatch(tight.lower()):
            try:
                return rule.form, rule.days(match.groupdict())
            except ValueError:
                continue
    return "other", None
