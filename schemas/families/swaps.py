"""Reads swaps of gender by lists and rules of its own: which words have a gender, which may stay.

No parser is asked: where the words about "her" leave both readings open, both are accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from irrealis.text.demonyms import place_form
from irrealis.text.persons import given_names

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
        "actors actresses",
    )
    for word, counterpart in (pair.split(), pair.split()[::-1])
)  # fmt: skip
# set phrases that say nothing of a person, and plurals that stand for both genders
PHRASES = (
    r"man of the match|king[- ]size|oh (?:boy|man)|mother tongue|mother nature|fairy godmother"
    r"|old wives' tale|sister (?:city|company)|mother board|no-man's-land|right-hand man"
    r"|ladies' room|queen bee|(?:queen|king)[- ]sized?|man[- ](?:made|hours?|eat(?:ing|ers?))"
    r"|straw m[ae]n|poor man's|man's best friend|mother[- ](?:lode|ship|earth|of-pearl)"
    r"|oh brother|boy oh boy|sons? of (?:a )?(?:bitch(?:es)?|gun)|(?:you|good|bad) guys|father time"
    r"|m[oa]ms?(?: and | & |-and-|/| n' )pops?|actors|(?:super)?heroes"
    r"|(?-i:Man|Boy)(?=,? (?:was|is|did|do|does|are|were|am|has|have|had|can|could|what|this|that"
    r"|it|I|you|oh)\b)"
)
MUST_STAY = re.compile(rf"\b(?:{PHRASES})(?!\w)", re.IGNORECASE)
MAY_STAY = re.compile(
    rf"\b(?:{_BOTH}|his/her|her/his|{PHRASES}|my brother|s/he|s?he/s?he|him/her|her/him"
    r"|act(?:ors/actresses|resses/actors)|(?-i:Man|Boy)(?=, ))(?!\w)",
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
    r"|hostess(?:es)?|goddess(?:es)?|priestess(?:es)?|countess(?:es)?|ballerinas?|blond(?:e|es|s)?"
    r"|brunettes?|boobs?|tits|breasts?|busty|cleavage|co[jh]ones|cajones|(?:mo)?ustaches?|bikinis?"
    r"|panties|lingerie|geishas?|oiran|courtesans?|dykes?|bimbos?|babes?|whores?|cowboys"
    r"|(?<!actors and )(?<!actors/)actresses(?! and actors|/actors)|heroines"
    r"|(?<!you )(?<!good )(?<!bad )guys|(?:good|bad) guy)\b",
    re.IGNORECASE,
)
# ends as a word of a person does, and is in no list: what it says of gender would stay
UNKNOWN = re.compile(
    r"\b(?!(?:hu|inhu|superhu|nonhu|ger|ro|nor|sha|talis|otto|snow|fresh|speci|abdo|regi|hy|se|ra|sta"
    r"|acu|albu|cai|dober|brah|fora|stra|subhu|walk|bitu)m[ae]n\b)"
    r"[a-z]{2,}(?:m[ae]n|(?:boy|girl)s?|(?<!lad)ladies)\b"
)
_WORD = re.compile(r"[^\W\d_]+")
# names so common that they are names in any letters, and no words
_COMMON = """
    james john robert michael william david richard charles joseph thomas christopher daniel
    paul kevin brian george edward anthony steven stephen kyle jason jeffrey arthur roger larry
    mary patricia linda barbara elizabeth jennifer maria susan margaret dorothy lisa nancy
    betty helen sandra donna laura sarah anne jane michelle deborah jessica julie emma"""
COMMON_NAMES = frozenset(_COMMON.split())
# names that are a city, a prize, a brand or a word as often
_THINGS = """
    Cleveland Charlotte Orlando Milan Odessa Geneva Troy Columbus Raleigh Sofia Salvador Oscar
    Mercedes Tiffany Brain Sun Manual Sterling Homer"""
NO_PERSONS = frozenset(_THINGS.split())
# before the first word of a sentence or a heading, so that its capital says nothing
_OPENING = re.compile(r"(?:^|[^\w\s,])\s*$")
_INSIDE = re.compile(r"(?<![\w.'’])(?:in|at|into|near|the|an?) $", re.IGNORECASE)
_NUMBERED = re.compile(r" (?:\d+|[IVX]{2,})(?![\w,:/%’'-]|\.\w)")
_AND_BEFORE = re.compile(r"(\w+) (?:and|&) $")
_AND_AFTER = re.compile(r" (?:and|&) (\w+)")
_ONE = frozenset({"man", "woman", "boy", "girl"})
_BARE = re.compile(r"(?<!\w)(?:of|like|than|between|against|with) $")
_ENDS = re.compile(r"[.,;!?]|$")
_CALENDAR = frozenset({"april", "may", "june", "august", "september", "january", "sunday"})
_NO_NAME = frozenset({"an", "can", "do", "else", "he", "mine", "per", "said", "ye", "angeles"})
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


def doubtful(text: str, words: list[Place], swapped: list[Place]) -> Iterator[tuple[str, str]]:
    """Words that show a gender wrongly once `swapped` are, each with what is expected of it.

    >>> text = "I met Rhoda, Rho and José in Rhoda 2: Boy was I glad"
    >>> words = places(text)
    >>> for word, expected in doubtful(text, words, [words[2], words[7], words[8]]):
    ...     print(word, "|", expected)
    Rho | a name that is not short for Rhoda
    José | no given name beside swapped words
    Rhoda | a person, not a work or a place
    Boy | a set phrase that stays
    """
    names = {place.word for place in swapped if place.word.lower() not in COUNTERPARTS}
    titles = [match.span() for match in TITLE.finditer(text)]
    begins = {place.start for place in swapped}
    for at, place in enumerate(words):
        if place.start in begins or any(a <= place.start < b for a, b in titles):
            continue
        yield from _left_name(text, words, at, names)
    phrases = [match.span() for match in MUST_STAY.finditer(text)]
    for place in swapped:
        before, after = text[: place.start], text[place.end :]
        if place.word in names and (_INSIDE.search(before) or _NUMBERED.match(after)):
            yield place.word, "a person, not a work or a place"
        if place.word in names and (place_form(place.word) or place.word in NO_PERSONS):
            yield place.word, "a name that is no place or thing"
        if any(a <= place.start < b for a, b in phrases):
            yield place.word, "a set phrase that stays"
        if place.word in _ONE and _BARE.search(before) and _ENDS.match(after):
            yield place.word, "a word with an article, or everybody"


def _left_name(
    text: str, words: list[Place], at: int, names: set[str]
) -> Iterator[tuple[str, str]]:
    """A word that stays although it is a name, or is short for one, or stands by one."""
    place = words[at]
    word = place.word
    if word in names or word.lower() in COUNTERPARTS:
        return
    if not word.istitle() and word.lower() in COMMON_NAMES:
        yield word, "no given name beside swapped words"
    if any(word.lower() == name.lower() for name in names):
        yield word, "a name that is swapped everywhere"
    title = word.istitle() and len(word) > 2
    short = next((name for name in sorted(names) if title and name.startswith(word)), None)
    if short is not None:
        yield word, f"a name that is not short for {short}"
    inside = not _OPENING.search(text[: place.start]) and word.lower() not in _CALENDAR
    foreign = word.islower() and not word.isascii()
    shown = foreign or (title and inside)
    if not shown or place_form(word) is not None:
        return
    if word.capitalize() in given_names() and word.lower() not in _NO_NAME:
        yield word, "no given name beside swapped words"
    before = _AND_BEFORE.search(text[: place.start])
    after = _AND_AFTER.match(text[place.end :])
    if not foreign and names & {found[1] for found in (before, after) if found}:
        yield word, "nobody unknown beside a swapped name"


def same_case(first: str, second: str) -> bool:
    """Whether two words are written alike: in capitals, capitalized, or neither."""
    if len(first) > 1 and first.isupper():
        return second.isupper()
    return first[0].isupper() == second[0].isupper() and first[1:].islower() == second[1:].islower()
