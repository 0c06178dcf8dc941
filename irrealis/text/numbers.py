"""Small numbers in letters: how they are written, and what a text says."""

from __future__ import annotations

import re

_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
_RANKS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_UNITS, _TENS = _WORDS.split(), _ROUND.split()
ORDINALS: tuple[str, ...] = tuple(_RANKS.split())
"""The first twelve ranks."""

_VALUES = {
    **{word: value for value, word in enumerate(_UNITS)},
    **{word: 20 + 10 * place for place, word in enumerate(_TENS)},
    "no": 0,
    **{word: rank for rank, word in enumerate(ORDINALS, 1)},
}
_ONE = "|".join(_UNITS[1:10])
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?: (?:{_ONE}))?|{'|'.join(_UNITS)})"
_NUMBER = re.compile(
    r"(?:(?P<figures>\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th)?"
    rf"|(?P<rank>{'|'.join(ORDINALS)})|(?P<none>no)|(?P<small>{_SMALL}(?! hundred\b))"
    rf"|(?:(?P<hundreds>{_ONE}) )?(?P<hundred>hundred)(?: and)?(?: (?P<more>{_SMALL}))?)(?= |$)"
)
# what, behind a number, makes it another one, or one of several
_MORE = re.compile(
    rf"\d|\b(?:{'|'.join((*_UNITS, *_TENS, *ORDINALS))}|hundreds?|thousands?|[mb]illions?|dozens?"
    r"|half|quarter|or|to|and|times)\b"
)


def in_letters(number: int) -> str:
    """A number in letters, up to a hundred; others in figures, and zero as "no".

    >>> in_letters(7), in_letters(19), in_letters(93), in_letters(100), in_letters(1200)
    ('seven', 'nineteen', 'ninety-three', 'a hundred', '1200')
    """
    if number == 0:
        return "no"
    if 0 < number < len(_UNITS):
        return _UNITS[number]
    if not 20 <= number < 100:
        return "a hundred" if number == 100 else str(number)
    ten, unit = _TENS[number // 10 - 2], number % 10
    return f"{ten}-{_UNITS[unit]}" if unit else ten


def number_in(text: str) -> int | None:
    """The number or rank that a text is, in figures or letters, with or without a unit.

    None for what is no whole number below a thousand in letters, and wherever a second number makes
    the first one something else.

    >>> number_in("twenty-one years"), number_in("1,200"), number_in("seven hundred")
    (21, 1200, 700)
    >>> number_in("about 3 or 4"), number_in("seven thousand"), number_in("two and a half")
    (None, None, None)
    """
    plain = re.sub(r"[^\w\s,.-]|(?<!\d)[,.]|[,.](?!\d)", " ", text.lower()).replace("-", " ")
    plain = re.sub(r"^(?:(?:the|an?) )*", "", " ".join(plain.split()))
    match = _NUMBER.match(plain)
    if match is None or _MORE.search(plain, match.end()):
        return None
    if match["figures"]:
        # "3 years" is a number; of "12 June 1953" nothing is sure
        short = len(plain.split()) <= 2
        return int(match["figures"].replace(",", "")) if short else None
    if match["hundred"]:
        return 100 * _value(match["hundreds"] or "one") + _value(match["more"] or "zero")
    return _value(match["rank"] or match["none"] or match["small"])


def _value(words: str) -> int:
    return sum(_VALUES[word] for word in words.split())
