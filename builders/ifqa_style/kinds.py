"""What kind of thing the passage calls something: "film", "band", "village"."""

from __future__ import annotations

from collections.abc import Sequence

from irrealis.builders.ifqa_style.facts import Facts
from irrealis.builders.ifqa_style.things import ORGANIZATION, PLACE, PRODUCT, WORK

from irrealis.text.tokens import word_set

_WORDS = {
    WORK: word_set(
        """film movie album song single novel book series episode game play opera musical poem
        telenovela sitcom miniseries documentary magazine newspaper show painting symphony
        soundtrack anthology drama comic cartoon sonata concerto suite cantata treatise volume
        drawing mural sculpture franchise program programme"""
    ),
    ORGANIZATION: word_set(
        """band group company university college school club team party newspaper magazine airline
        label network station league orchestra museum bank agency studio brand choir duo trio
        foundation newspaper union"""
    ),
    PLACE: word_set(
        """village town city municipality county province district region state river lake island
        mountain commune suburb parish township building bridge castle church neighborhood
        neighbourhood hamlet settlement department prefecture creek stream glacier volcano peak hill
        lagoon reservoir park museum stadium station tramway railway railroad canal tunnel camp base
        lighthouse fort palace temple mosque monastery abbey mansion obelisk airport cemetery"""
    ),
    PRODUCT: word_set(
        """newspaper magazine journal game car aircraft phone console engine software locomotive
        ship rifle device smartphone app application platform franchise sedan vehicle tablet
        processor firearm pistol boat yacht train submarine"""
    ),
}
_GENERAL = {WORK: "work", ORGANIZATION: "organization", PLACE: "place", PRODUCT: "product"}
_ENDS = word_set(
    """. , ; : ( ) in of by from that which and for on at with written directed recorded released
    located based published founded starring featuring performed produced set who next near along
    close to between north south east west situated developed composed created authored designed
    manufactured marketed distributed hosted presented aired broadcast drawn painted penned sung
    used known about during as made sold devised adapted whose"""
)


def nouns_of(kind: str | None) -> frozenset[str]:
    """The nouns of this module that a thing of a kind may be called."""
    return _WORDS.get(kind or "", frozenset())


def class_noun(facts: Facts, index: int) -> str | None:
    """The noun of its class, as the passage has it; None where it has none."""
    thing = facts.thing(index)
    words = _WORDS.get(thing.kind or "") if thing else None
    if thing is None or words is None:
        return None
    last = thing.name.split()[-1].lower()
    if last in words and thing.kind != WORK and thing.noun in (None, last):
        return last  # not of Rhode Island, a state
    for sent, start, end in facts.places(index):
        tokens = facts.document.sents[sent]
        skipped = ('"', "'", "The", "the")
        before = [token for token in tokens[max(start - 3, 0) : start] if token not in skipped]
        if before and before[-1].lower() in words:
            return before[-1].lower()
        if (
            thing.kind == PLACE
            and before[-1:] == ["of"]
            and start > 1
            and tokens[start - 2].lower() in words
        ):
            return tokens[start - 2].lower()  # "the state of Bolívar"
        found = _predicate(tokens, end, words)
        if found:
            return found
    return None


def kind_word(facts: Facts, index: int) -> str | None:
    """The noun of its class, or the word for all things of its kind; None for persons."""
    thing = facts.thing(index)
    return class_noun(facts, index) or (_GENERAL.get(thing.kind or "") if thing else None)


def with_article(noun: str) -> str:
    """A noun of this module behind "a" or "an".

    >>> with_article("county"), with_article("oblast")
    ('a county', 'an oblast')
    """
    an = noun[0] in "aeio" or (noun.startswith("un") and not noun.startswith(("uni", "un-")))
    return f"{'an' if an else 'a'} {noun}"


def plural(noun: str) -> str:
    """The plural of a noun of this module.

    >>> plural("county"), plural("parish"), plural("play"), plural("series")
    ('counties', 'parishes', 'plays', 'series')
    """
    if noun.endswith("series"):
        return noun
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "sh", "ch")) else f"{noun}s"


def _predicate(tokens: Sequence[str], end: int, words: frozenset[str]) -> str | None:
    """The noun behind "is a", right after a mention or after a parenthesis that follows it."""
    at = end
    while at < len(tokens) and tokens[at] in ('"', "'"):
        at += 1
    if at < len(tokens) and tokens[at] == "(":
        while at < len(tokens) and tokens[at] != ")":
            at += 1
        at += 1
    if at + 2 >= len(tokens) or tokens[at] not in ("is", "was", "are", "were"):
        return None
    if tokens[at + 1] not in ("a", "an", "the"):
        return None
    for place in range(at + 2, min(at + 10, len(tokens))):
        following = tokens[place + 1] if place + 1 < len(tokens) else "."
        if tokens[place].lower() in words and following in _ENDS:
            return tokens[place].lower()
        if tokens[place] in (".", ",", "of", "in", "by"):
            return None
    return None
