"""The grammar of questions: how clauses are told apart, and the phrases that they share."""

from __future__ import annotations

import re
from functools import cache
from typing import TypeAlias

from irrealis.schemas.ifqa_style_checker.paper import Underivable

THING = r"⟦(\d+)⟧"
NAMED = r"⟦\d+⟧"
_ASKS = (
    r"(?:(?:in|to|by|from|with|of) )?(?:which|what|who|whom|whose|where|how|would)\b"
    r"|an? [a-z ]+ (?:from|in) which\b|an? [a-z ]+ (?:of|on) (?:which|what)\b"
    r"|the [a-z ]+ of which\b|somebody born in which\b"
)
ROLES = {
    "birthplace": "P19",
    "place of death": "P20",
    "seat": "P159",
    "alma mater": "P69",
    "team": "P54",
    "employer": "P108",
    "party": "P102",
    "director": "P57",
    "author": "P50",
    "producer": "P162",
    "composer": "P86",
    "screenwriter": "P58",
    "lyricist": "P676",
    "performer": "P175",
    "record label": "P264",
    "founder": "P112",
    "developer": "P178",
    "manufacturer": "P176",
    "publisher": "P123",
    "broadcaster": "P449",
    "owner": "P127",
    "parent company": "P749",
    "operator": "P137",
    "production company": "P272",
    "spouse": "P26",
    "father": "P22",
    "mother": "P25",
    "capital": "P36",
    "location": "P276",
}
MANY_ROLES = {
    "birthplaces": "P19",
    "places of death": "P20",
    "parties": "P102",
    "directors": "P57",
    "authors": "P50",
    "producers": "P162",
    "composers": "P86",
    "performers": "P175",
    "record labels": "P264",
    "publishers": "P123",
    "developers": "P178",
    "screenwriters": "P58",
    "lyricists": "P676",
    "founders": "P112",
    "manufacturers": "P176",
}


CALLED = rf"(?:he|she|it|they|the [a-z]+|{NAMED}|[A-Z]\w+)"
WHOSE = r"(?:his|her|its|their|the [a-z]+'s|[A-Z]\w+'s)"
THEM = r"(?:him|her|it|them|the [a-z]+|[A-Z]\w+)"
ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
TOWNS = ("city", "town", "village")  # none of which lies in another, as a "place" may
UNITS = frozenset(
    [
        "county",
        "province",
        "state",
        "district",
        "region",
        "department",
        "prefecture",
        "oblast",
        "governorate",
        "municipality",
        "parish",
        "canton",
        "voivodeship",
    ]
)
# the units of federations, which readers know for what they are
FEDERAL = {
    unit: frozenset(re.split(r"\s*\n\s*|, ", members.strip()))
    for unit, members in {
        "state": """
            Maine, New Hampshire, Vermont, Massachusetts, Rhode Island, Connecticut, New Jersey
            Pennsylvania, Delaware, Maryland, Virginia, West Virginia, North Carolina
            South Carolina, Georgia, Florida, Alabama, Mississippi, Tennessee, Kentucky, Ohio
            Indiana, Illinois, Michigan, Wisconsin, Minnesota, Iowa, Missouri, Arkansas, Louisiana
            Texas, Oklahoma, Kansas, Nebraska, South Dakota, North Dakota, Montana, Wyoming
            Colorado, New Mexico, Arizona, Utah, Nevada, Idaho, Washington, Oregon, California
            Alaska, Hawaii, New York
            Queensland, New South Wales, Victoria, Tasmania, South Australia, Western Australia
            Kerala, Tamil Nadu, Karnataka, Telangana, Andhra Pradesh, Goa, Maharashtra, Gujarat
            Rajasthan, Punjab, Haryana, Himachal Pradesh, Uttarakhand, Uttar Pradesh, Bihar
            Jharkhand, West Bengal, Odisha, Orissa, Chhattisgarh, Madhya Pradesh, Sikkim, Assam
            Meghalaya, Tripura, Mizoram, Manipur, Nagaland, Arunachal Pradesh
            Bavaria, Hesse, Saxony, Thuringia, Brandenburg, Saarland, Lower Saxony
        """,
        "province": """
            Newfoundland and Labrador, Prince Edward Island, Nova Scotia, New Brunswick, Quebec
            Ontario, Manitoba, Saskatchewan, Alberta, British Columbia
        """,
    }.items()
}
_SUBJECT = (
    rf"(?:the [a-z]+ where {NAMED} was born|{NAMED} rather than {NAMED}|{NAMED} and {NAMED}|"
    rf"{NAMED}|it|nobody|there|one [a-z]+ of {NAMED} before {NAMED}|"
    rf"the [a-z]+ (?:where|that) {NAMED} [a-z]+(?: in| for| from| based)?|the [a-z ]+? of {NAMED}|"
    rf"a new edition of {NAMED}|a portrait of {NAMED}|a portrait|a medal|a book|"
    rf"the [a-z]+ [a-z]+ in {NAMED}|the [a-z]+ that released {NAMED})(?:'s birthplace)?"
    rf"(?:,? (?:rather than|and not) {NAMED},?)?"
)
Found: TypeAlias = tuple[frozenset[str], frozenset[str] | set[str]] | None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def full(pattern: str, text: str) -> re.Match[str] | None:
    """The match of a whole text."""
    return _compiled(pattern).fullmatch(text)


def match_of(pattern: str, text: str) -> list[str] | None:
    """The groups that a whole text fills; None if it does not match."""
    found = full(pattern, text)
    return [group for group in found.groups() if group is not None] if found else None


def halves(question: str) -> tuple[str, str]:
    """The condition, in the order "if S had ...", and what is asked under it.

    Raises:
        Underivable: no condition, or nothing asked.
    """
    text = question.strip()
    if not text.endswith("?"):
        raise Underivable("no question mark")
    if re.search(r"\b\d*(?<!1)[123]th\b", text):
        raise Underivable("a number with the ending of another")
    text = text[:-1]
    text = text[0].lower() + text[1:]
    text = text.replace("hadn't", "had not")
    opener = r"(?:if|had|were|in the event that)"
    if match := full(rf"({opener} .+?), ((?:{_ASKS}).+)", text):
        condition, asked = match[1], match[2]
    elif match := full(
        rf"((?:{_ASKS}).+?) ((?:if|in the event that) .+|(?:had|were) {_SUBJECT} .+)", text
    ):
        condition, asked = match[2], match[1]
    else:
        raise Underivable("no condition")
    return _straight(condition), asked


def _straight(condition: str) -> str:
    """A condition with its subject before the verb, and without the word that opens it."""
    for opener in ("if ", "in the event that "):
        if condition.startswith(opener):
            return condition.removeprefix(opener)
    for verb in ("had", "were"):
        if match := full(rf"{verb} ({_SUBJECT}) (.+)", condition):
            return f"{match[1]} {verb} {match[2]}"
    raise Underivable("a condition that cannot be read")


def choice(text: str, *, by: str = "or") -> list[str]:
    """The things of "X or Y", "X, Y or Z"; of a list by "and" there may be one.

    Raises:
        Underivable: anything else.
    """
    if not full(rf"{NAMED}(?:(?:, {NAMED})* {by} {NAMED})?", text):
        raise Underivable(f"no list: {text}")
    return re.findall(THING, text)


def rank_texts(number: int) -> frozenset[str]:
    """All that says a rank: the word, figures, figures with their ending."""
    ending = (
        "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return frozenset(
        {ORDINALS[number - 1], f"{number}", f"{number}{ending}", f"the {number}{ending}"}
    )


def in_letters(number: int) -> str:
    """A number in letters, up to a hundred."""
    small = [
        "no",
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
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ]
    if number < len(small):
        return small[number]
    if number == 100:
        return "a hundred"
    tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    if number > 100:
        return str(number)
    return tens[number // 10 - 2] + (f"-{small[number % 10]}" if number % 10 else "")
