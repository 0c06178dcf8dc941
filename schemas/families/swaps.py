"""Reads swaps of gender by lists and rules of its own: which words have a gender, which may stay.

No parser is asked: where the words about "her" leave both readings open, both are accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_PAIRS = """she he, herself himself, woman man, women men, girl boy, girls boys, mother father,
    mothers fathers, mom dad, moms dads, mommy daddy, mama papa, daughter son, daughters sons,
    sister brother, sisters brothers, wife husband, wives husbands, aunt uncle, aunts uncles,
    niece nephew, nieces nephews, grandmother grandfather, grandmothers grandfathers,
    grandma grandpa, grandmas grandpas, granddaughter grandson, granddaughters grandsons,
    stepmother stepfather, stepmothers stepfathers, stepdaughter stepson, stepdaughters stepsons,
    stepsister stepbrother, stepsisters stepbrothers, godmother godfather, goddaughter godson,
    queen king, queens kings, princess prince, princesses princes, duchess duke, empress emperor,
    baroness baron, lady gentleman, ladies gentlemen, madam sir, ms mr, female male, females males,
    feminine masculine, girlfriend boyfriend, girlfriends boyfriends, bride groom, brides grooms,
    widow widower, widows widowers, actress actor, actresses actors, waitress waiter,
    waitresses waiters, heroine hero, heroines heroes, heiress heir, heiresses heirs,
    stewardess steward, stewardesses stewards, witch wizard, witches wizards, nun monk, nuns monks,
    policewoman policeman, policewomen policemen, businesswoman businessman,
    businesswomen businessmen, spokeswoman spokesman, spokeswomen spokesmen, chairwoman chairman,
    chairwomen chairmen, congresswoman congressman, congresswomen congressmen,
    saleswoman salesman, saleswomen salesmen, cowgirl cowboy, cowgirls cowboys,
    schoolgirl schoolboy, schoolgirls schoolboys, motherhood fatherhood, sisterhood brotherhood,
    girlhood boyhood, womanhood manhood, gal guy, gals guys, landlady landlord,
    landladies landlords, headmistress headmaster, headmistresses headmasters,
    schoolmistress schoolmaster, schoolmistresses schoolmasters, housewife househusband,
    housewives househusbands, fiancée fiancé, fiancées fiancés, fiancee fiance, fiancees fiances,
    stepmom stepdad, stepmoms stepdads, godmothers godfathers, goddaughters godsons,
    femininity masculinity, womanly manly, girlish boyish, sisterly brotherly, motherly fatherly,
    motherless fatherless, mommies daddies"""
# of these trades and peoples a man is called by -man and a woman by -woman
_OF_BOTH = """air alder anchor assembly camera clergy council crafts dutch english fire fisher fore
    french handy horse irish lay mail noble patrol repair scots service sports states stunt swords
    weather welsh"""
COUNTERPARTS: dict[str, frozenset[str]] = {
    "him": frozenset({"her"}),
    "his": frozenset({"her", "hers"}),
    "her": frozenset({"him", "his"}),
    "hers": frozenset({"his"}),
}
_COMPOUNDS = [f"{_who}wom{_a}n {_who}m{_a}n" for _who in _OF_BOTH.split() for _a in "ae"]
for _pair in [*_PAIRS.split(","), *_COMPOUNDS]:
    _one, _other = _pair.split()
    COUNTERPARTS |= {_one: frozenset({_other}), _other: frozenset({_one})}

# gendered words that may stay: those of both genders side by side, and set phrases
_BOTH = "|".join(
    f"{word} (?:and|or) {counterpart}"
    for pair in (
        "his her", "he she", "him her", "himself herself", "ladies gentlemen", "men women",
        "boys girls", "male female", "males females", "man woman", "husband wife",
        "mothers fathers", "brothers sisters", "sons daughters", "moms dads", "man wife",
    )
    for word, counterpart in (pair.split(), pair.split()[::-1])
)  # fmt: skip
MAY_STAY = re.compile(
    rf"\b(?:{_BOTH}|his/her|her/his|man of the match|king[- ]size|oh (?:boy|man)|mother tongue"
    r"|mother nature|fairy godmother|old wives' tale|sister (?:city|company)|mother board"
    r"|no-man's-land|right-hand man|ladies' room|queen bee|(?:queen|king)[- ]sized?"
    r"|man[- ](?:made|hours?|eat(?:ing|ers?))|straw m[ae]n|poor man's|man's best friend"
    r"|mother[- ](?:lode|ship|earth|of-pearl)|(?:oh|my) brother|boy oh boy"
    r"|sons? of (?:a )?(?:bitch(?:es)?|gun)"
    r"|(?:you|good|bad) guys?|father time|s/he|s?he/s?he|him/her|her/him"
    r"|(?-i:Man|Boy)(?=, ))\b",
    re.IGNORECASE,
)
# in quotes and capitalized: a title, in which nothing is swapped
TITLE = re.compile(r"[\"“'‘](?=[A-Z])[^\"“”!?]{1,80}?[\"”'’](?!\w)")
# of whom this is said, it cannot be said of the other gender
NEVER = re.compile(
    r"\b(?:pregnan(?:t|cy)|prostate|uterus|ovar(?:y|ies)|womb|menopause|testicles?|beard|paternity"
    r"|maternity|g[ai]ve[s]? birth|giving birth|virgin mary|jesus|mrs|hubby|lass|spinster|midwife"
    r"|lesbians?|first lady|king (?:arthur|henry)|queen victoria|mums?|nann(?:y|ies)|grann(?:y|ies)"
    r"|gramps|grand?dads?|aunt(?:ie|y)|leading (?:lad(?:y|ies)|m[ae]n)|best m[ae]n|bridesmaids?"
    r"|hostess(?:es)?|goddess(?:es)?|priestess(?:es)?|countess(?:es)?|ballerinas?)\b",
    re.IGNORECASE,
)
# ends as a word of a person does, and is in no list: what it says of gender would stay
UNKNOWN = re.compile(
    r"\b(?!(?:hu|inhu|superhu|nonhu|ger|ro|nor|sha|talis|otto|snow|fresh|speci|abdo|regi|hy|se|ra|sta"
    r"|acu|albu|cai|dober|brah|fora|stra|subhu|walk|bitu)m[ae]n\b)"
    r"[a-z]{2,}(?:m[ae]n|(?:boy|girl)s?|(?<!lad)ladies)\b"
)
_WORD = re.compile(r"[^\W\d_]+")
_CLOSED = """
    a an the this these those some any no to of in on at for with from by about and or but if
    because when while that who which he she it they we you i as than until after before is was
    were are had has would could will did does"""
_NO_NOUN = frozenset(_CLOSED.split())


class Place(NamedTuple):
    """A word of a text and where it stands."""

    word: str
    start: int
    end: int


def places(text: str) -> list[Place]:
    """The words of a text."""
    return [Place(match[0], *match.span()) for match in _WORD.finditer(text)]


def between(text: str) -> str:
    """All of a text but its words, which no swap may change."""
    return _WORD.sub("_", text)


def may_mean(text: str, words: list[Place], at: int) -> frozenset[str]:
    """What a word may become, as far as the words about it tell.

    >>> text = "I saw her and her car"
    >>> words = places(text)
    >>> [sorted(may_mean(text, words, at)) for at in (2, 4)]
    [['him'], ['him', 'his']]
    """
    word = words[at].word.lower()
    options = COUNTERPARTS.get(word, frozenset())
    if word not in ("her", "his"):
        return options
    follows = text[words[at].end : words[at].end + 1]
    after = words[at + 1].word.lower() if at + 1 < len(words) else ""
    alone = not after or follows in (",", ".", ";", "!", "?", ":")
    if word == "her":
        if after == "own":
            return frozenset({"his"})
        return frozenset({"him"}) if alone or after in _NO_NOUN else options
    if alone:
        return frozenset({"hers"})
    return frozenset({"her"}) if after == "own" else options


def left_alone(text: str, words: list[Place]) -> Iterator[Place]:
    """Gendered words outside of what may stay."""
    spans = [match.span() for rule in (MAY_STAY, TITLE) for match in rule.finditer(text)]
    for place in words:
        if place.word.lower() in COUNTERPARTS and not any(a <= place.start < b for a, b in spans):
            yield place


def same_case(first: str, second: str) -> bool:
    """Whether two words are written alike: in capitals, capitalized, or neither."""
    if len(first) > 1 and first.isupper():
        return second.isupper()
    return first[0].isupper() == second[0].isupper() and first[1:].islower() == second[1:].islower()
