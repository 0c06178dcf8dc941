"""What a sentence must say for it to state a relation, in patterns over its words.

A sentence is written with H for the head and T for the tail, and with a capital for each other
mention by its type. All other words are in lower case, and what "he" and "it" stand for is settled
before. "Mira ( 4 May 1921 - 1998 ) was a Norse poet" becomes "H ( T - D ) was a L poet" for her
birth. The patterns are in `sayings.tsv`; they are few on purpose, for a relation that is said in
other words may count as one that only knowledge of the world upholds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from irrealis.builders.redocred_cf.tables import rows

# words that end a clause, open one about something else, or deny it
_NOT = (
    r"(?:who|whom|which|that|where|when|but|while|although|however|not|never|nor|without|after|"
    r"before|until|;|\.|:|said|says|because|if|unlike|instead|rather|than|despite|[HT])"
)
_NAMED = {
    "not": _NOT,
    "end": r"(?= |$)",
    "be": r"(?:is|was|are|were|remains|became|be)",
    "art": r"(?:a|an|the|another|one of the)",
    "is": "H (?:, )?(?:<be> |, )<art> ",
    "list": r"(?:(?:the|[PLOM]|,|and|&|as|well|also|including) ){0,12}?",
    "chain": r"(?:L , ){0,2}",
    "dirs": (
        r"(?:(?:the|(?:north|south)(?: - )?(?:east|west)?(?:ern)?|east|west|eastern|western|"
        r"central|upper|lower|rural|modern|present|day|-|coastal) ){0,4}?"
    ),
    "member": (
        "member|bassist|guitarist|drummer|vocalist|singer|frontman|keyboardist|pianist|rapper|"
        "founder|leader"
    ),
}
_TURN = str.maketrans("HT", "TH")
_OF_STATES = frozenset({"P17", "P131", "P27", "P495", "P150"})


def says(sentence: str, relation: str, *, adjective: bool = False, head: str = "LOC") -> bool:
    """Whether a sentence with H and T in place of the ends states the relation.

    Args:
        sentence: as the head of the module has it.
        relation: a property of Wikidata.
        adjective: whether the state that it is about stands there as an adjective or a people.
        head: the type of what is said to lie somewhere.
    """
    key = relation
    if relation in ("P131", "P17") and (
        head not in ("LOC", "ORG") or (adjective and head == "ORG" and relation == "P131")
    ):
        return False  # an American band, or a plant of America, need not be in America
    if adjective and relation in _OF_STATES:
        key = f"{relation}:adjective"
    elif head == "ORG" and relation in ("P131", "P17"):
        key = f"{relation}:organization"
    return any(pattern.search(sentence) for pattern in _patterns(key))


@cache
def _patterns(relation: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<![^ ]){_spelled_out(pattern)}") for pattern in _written(relation))


def _written(relation: str) -> Iterator[str]:
    """The patterns of a relation, still with what stands in angle brackets."""
    for name, kind, words, *nouns in rows("sayings.tsv"):
        if name != relation:
            continue
        if kind == "pattern":
            yield words
        elif kind == "as":
            yield from _written(words)
        elif kind == "turned":
            yield from (
                one.replace("<is>", _NAMED["is"]).translate(_TURN) for one in _written(words)
            )
        elif kind == "by":
            yield from _by(words, nouns[0])
        elif kind == "when":
            yield (
                f"H (?:(?!<not> |M |and )\\S+ ){{0,12}}?(?:{words}) "
                "(?:(?!<not> |M |and )\\S+ ){0,9}?"
                "(?:in|on|of|by) (?:early |late |mid |- |the ){0,3}T"
            )
        elif kind == "at":
            yield (
                f"H <gap 10>(?:{words}) <gap 8>(?:{nouns[0]}) <dirs>(?:[a-z]+ of )?"
                "(?:[LO] , ){0,2}T"
            )
        elif kind == "ruler":
            yield f"T (?:, |<be> |\\( )<low 4>(?:{words}) (?:[a-z]+ )?of <dirs>H<end>"
            yield f"H(?: 's)? (?:former |then |first |current )?(?:{words}) T(?! 's)"
            yield f"(?:{words}) of <dirs>H (?:, )?T(?! 's)"
        elif kind == "kin":
            yield from _kin(words)
        elif kind == "kin-of":
            yield from (one.translate(_TURN) for one in _kin(words))
        elif kind == "child":
            yield next(_kin(words)).translate(_TURN)


def _by(verbs: str, nouns: str) -> Iterator[str]:
    yield f"T (?:(?:also|then|later|and [a-z]+) )?(?:{verbs}) <low 5>H(?! 's)"
    yield f"H (?:(?!M |[HT] )\\S+ ){{0,25}}?(?:{verbs})(?: and [a-z]+)? by <low 4><list>T"
    yield f"T (?:and P )?'s? <low 4>(?:{nouns}) (?:, )?H"
    yield f"H (?:(?!M |[HT] )\\S+ ){{0,14}}?(?:{nouns})s? (?:[a-z]+ )?by <low 5><list>T"


def _kin(words: str) -> Iterator[str]:
    """The tail is a `words` of the head."""
    yield f"T (?:<be> |, )?(?:, )?<low 5>(?:{words}) (?:of|to) <low 4>(?:P and )?H(?! 's)"
    possessed = f"H 's (?:[a-z-]+ ){{0,3}}?(?:{words}) "
    yield f"{possessed}(?:, )?(?:[a-z]+ , )?(?:and )?T(?! 's)"
    yield f"{possessed}<be> (?:[a-z]+ ){{0,2}}?T(?! 's)"


def _spelled_out(pattern: str) -> str:
    while "<" in (found := re.sub(r"\(\?<!?", "", pattern)):
        name = found[found.index("<") + 1 : found.index(">")]
        pattern = pattern.replace(f"<{name}>", _named(name))
    return pattern


def _named(name: str) -> str:
    kind, *rest = name.split(" ")
    if kind == "gap":  # words of one clause, none of them a mention of these types
        types = f"|[{rest[1]}]" if len(rest) > 1 else ""
        return rf"(?:(?!(?:{_NOT}{types}) )\S+ ){{0,{rest[0]}}}?"
    if kind == "low":  # words of one clause that are no mention
        return rf"(?:(?!{_NOT} )(?:[a-z][a-z'-]*|-|,) ){{0,{rest[0]}}}?"
    if kind == "where":  # words of one clause that say no more than where something lies
        verbs = r"(?!located|situated|based)[a-z]+ed|and|born|to|by|for|with"
        return rf"(?:(?!(?:{_NOT}|{verbs}) )\S+ ){{0,{rest[0]}}}?"
    return _NAMED[kind]
