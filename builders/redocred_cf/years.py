"""All years of a document moved by one number, so that what lies between them stays as it was.

A date alone cannot be replaced: ages, durations and other dates depend on it. Moved together they
go on agreeing, if the document names no year outside of its dates, no day of the week, no decade
or century that would not move, and nothing of which the year is known to every reader.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from irrealis.builders.families.documents.reading import Document
from irrealis.builders.redocred_cf.kinds import Kind
from irrealis.builders.redocred_cf.places import state_of

from irrealis.text.dates import date_form
from irrealis.text.tokens import word_set

SOURCE = "moved years"

_YEAR = re.compile(r"(?<!\d)(1\d{3}|20[0-2]\d)(?!\d)")
_SHORT_END = re.compile(r"(?<!\d)(1\d{3}|20[0-2]\d)( ?[-–/] ?)(\d\d)(?!\d)")
_WITH_YEAR = frozenset(
    [
        "day month year",
        "month day year",
        "days month year",
        "month days year",
        "month year",
        "part of month year",
        "year",
        "part of year",
        "circa year",
        "open year",
        "split year",
        "year range",
        "season year",
        "season of year",
        "the season of year",
    ]
)
# Forms without a year that say the same in any year.
_WITHOUT = frozenset(
    [
        "day month",
        "month day",
        "days month",
        "month days",
        "month",
        "part of month",
        "season",
        "the season",
        "clock",
        "a duration",
        "one duration",
        "plural duration",
        "duration modifier",
    ]
)
# What tells a time in letters, and would not move.
_AGES = word_set(
    """century centuries millennium twenties thirties forties fifties sixties seventies eighties
    nineties"""
)
_WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
# Things that happened once, or in every fourth year, and everybody may know when.
_DATED = word_set("war battle olympics election treaty protest")
_EVENT = re.compile(
    r"\b(?:War|Olympics?|Revolution|World Cup|Euro|Depression|Uprising|Rebellion|Crisis|"
    r"Attacks?|Massacre|Earthquake|Hurricane|Holocaust|Nazis?|Soviet|Armistice|Reformation)\b"
)
_FAR = 9  # years; farther off, much else would be of another age
_PRESENT = 2016  # year up to which the texts tell of what has happened


def movable(document: Document, kinds: Sequence[Kind]) -> tuple[int, ...]:
    """The dates with a year, if all of them may be moved together; else none.

    Args:
        document: the cleaned original.
        kinds: of its entities.
    """
    dated = []
    covered = set()
    for i, entity in enumerate(document.entities):
        if entity.type != "TIME":
            if kinds[i].name in _DATED or any(map(_EVENT.search, entity.names)):
                return ()
            continue
        forms = {date_form(name) for name in entity.names}
        if forms <= _WITH_YEAR and all(map(_YEAR.search, entity.names)):
            dated.append(i)
            covered |= {(m.sent, at) for m in entity.mentions for at in range(m.start, m.end)}
        elif not forms <= _WITHOUT:
            return ()
    if not dated or _YEAR.search(document.title):
        return ()
    for sent, tokens in enumerate(document.sents):
        for at, token in enumerate(tokens):
            if token.casefold() in _WEEKDAYS | _AGES:
                return ()
            if (sent, at) not in covered and re.search(r"\d{4}|\d0s\b|['’]\d\d\b", token):
                return ()
    leap = any(
        re.search(r"\b29\b", name) and "feb" in name.casefold()
        for i in dated
        for name in document.entities[i].names
    )
    return () if leap else tuple(dated)


def moves(document: Document, dated: Collection[int]) -> Iterator[dict[str, str]]:
    """What the dates may become: for each number of years, old name -> new name.

    No year of the original is one of the new ones, and every state that is named existed then.
    """
    names = [name for i in dated for name in document.entities[i].names]
    years = {int(year) for name in names for year in _years(name)}
    first, last = min(years), max(years)
    states = [
        state
        for entity in document.entities
        for name in entity.names
        if entity.type == "LOC" and (state := state_of(name)) and state.exists(first, last)
    ]
    for number in (sign * size for size in range(1, _FAR + 1) for sign in (1, -1)):
        if number > 0 and last + number > _PRESENT:
            continue
        if not all(state.exists(first + number, last + number) for state in states):
            continue
        made = {name: _moved(name, number) for name in names}
        new = {int(year) for name in made.values() for year in _years(name)}
        if years.isdisjoint(new) and all(
            date_form(old) == date_form(name) for old, name in made.items()
        ):
            yield made


def _years(name: str) -> list[str]:
    short = [year[:2] + end for year, _, end in _SHORT_END.findall(name)]
    return [*_YEAR.findall(name), *short]


def _moved(name: str, number: int) -> str:
    """The date with its years moved.

    >>> _moved("4 May 1921", 3), _moved("1944 – 45", -2)
    ('4 May 1924', '1942 – 43')
    """
    ranged = _SHORT_END.sub(
        lambda m: f"{m[1]}{m[2]}{(int(m[1][:2] + m[3]) + number) % 100:02}", name
    )
    return _YEAR.sub(lambda m: str(int(m[1]) + number), ranged)
