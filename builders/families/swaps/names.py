"""The names of a document: which are swapped, and which say that it must be left alone.

A name is swapped only where the text shows a person by it. What is left and may be a person's name,
in any case of letters, would keep its gender beside words that lost theirs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from irrealis.builders.families.swaps.tables import female_names, known_names, name_pairs, terms

from irrealis.text.demonyms import adjectival, place_form


class Refusal(NamedTuple):
    """Why a document is not swapped."""

    reason: str
    detail: str


def word_set(words: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(words.split())


_PRONOUNS = {
    "female": frozenset({"she", "her", "hers", "herself"}),
    "male": frozenset({"he", "him", "his", "himself"}),
}
_NAME = re.compile(r"[^\W\d_][\w.'’-]*")
_WORD = re.compile(r"[^\W\d_]+")
# before the first word of a sentence, a heading or a line
_OPENING = re.compile(r"(?:^|[^\w\s,'’&-])\s*$")
# prepositions before persons, rather than places or times
_OF_PERSONS = frozenset({"about", "by", "for", "like", "of", "with"})
# what people do and works, places and teams do not
_OF_PEOPLE = word_set(
    """admit answer ask believe call cry decide die dream drink drive eat explain feel forget give
    greet hate hear hope hug insist kiss know laugh learn leave like listen live lose love marry
    meet need notice order pay phone play pray prefer promise realize refuse remember reply say see
    shout sit sleep smile speak stand suggest talk teach tell thank think try visit wait wake walk
    want wear whisper wish wonder write"""
)
# what is done by and to films and series, not people
_OF_WORKS = frozenset({"air", "debut", "gross", "premiere", "rent", "rewatch", "screen"})
# where a scene or a place is: in Rosetta
_INSIDE = frozenset({"in", "at", "into", "near", "the", "a", "an"})
_AND_BEFORE = re.compile(r"(\w+) (?:and|&) $")
_AND_AFTER = re.compile(r" (?:and|&) (\w+)")
_NUMERAL = re.compile(r"\d+|[IVX]{2,}")
_NO_PERSON = word_set(
    """january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday christmas easter halloween english
    god internet hollywood bollywood angeles an can do else he mine per said ye"""
)
_TITLES = ("mr", "ms")
_ARTICLES = ("the", "a", "an")


def name_left(text: str, spans: Collection[tuple[int, int]]) -> Refusal | None:
    """A given name that has no counterpart as it is written, outside of spans that are left alone.

    >>> name_left("I met josé and his sister.", [])
    Refusal(reason='name-without-pair', detail='josé is a given name and has no counterpart')
    >>> name_left("Will it rain on his sister?", [])
    """
    names = known_names()
    for match in _WORD.finditer(text):
        word, at = match[0], match.start()
        if word in name_pairs() or any(a <= at < b for a, b in spans):
            continue
        is_word = names.get(word.capitalize())
        if is_word is None or _is_no_name(word):
            continue
        if is_word or len(word) < 3:  # "Will" inside a sentence, but not "will"
            shown = word.istitle() and not _opens(text, at)
        else:  # rare names in lower case, such as karma, are words more often
            shown = not word.islower() or word.capitalize() in name_pairs() or not word.isascii()
        if shown:
            return Refusal("name-without-pair", f"{word} is a given name and has no counterpart")
    return None


def _is_no_name(word: str) -> bool:
    """Whether a word is that of a place, its people or a day."""
    named = word.capitalize() if word.isupper() else word
    return word.lower() in _NO_PERSON or place_form(named) is not None or adjectival(named)


def _opens(text: str, at: int) -> bool:
    return _OPENING.search(text, max(0, at - 20), at) is not None


def counterpart_of_name(token: Any) -> str | Refusal | None:
    """The counterpart of a given name; a full name is somebody's, and is not swapped."""
    counterpart = name_pairs().get(token.text)
    if counterpart is None:
        return None
    if any(is_capitalized(near) and near.pos_ == "PROPN" for near in beside(token)):
        return Refusal("named-person", f"{token.text} is part of the full name of somebody")
    return counterpart


def beside(token: Any) -> Sequence[Any]:
    """The tokens next to a token in its sentence."""
    near = []
    if token.i and not token.is_sent_start:
        near.append(token.nbor(-1))
    if token.i + 1 < len(token.doc):
        near.append(token.nbor())
    return near


def is_capitalized(token: Any) -> bool:
    """Whether a token begins with a capital and is not "I"."""
    return bool(token.text[:1].isupper()) and token.text != "I"


def doubtful_name(text: str, tokens: Sequence[Any]) -> Refusal | None:
    """A name that may be no person's, or may be that of a person of either gender."""
    named = [token for token in tokens if token.text in name_pairs()]
    names = {token.text for token in named}
    shown = {token.text for token in named if _is_person(token)}
    for token in named:
        if _is_thing(token) or _is_no_name(token.text) or token.text not in shown:
            return Refusal("name-of-a-thing", f"{token.text} may be no person here")
    related = _related_word(text, tokens, names)
    if related is not None:
        return related
    for token in tokens:
        if token.text.islower() and _is_rare_name(token):
            return Refusal("name-without-pair", f"{token.text} has no counterpart as it is written")
        if _is_unknown(token):
            return Refusal("unknown-person", f"{token.text} may be somebody of either gender")
        if _initials(token, names):
            return Refusal("nickname", f"{token.text} may be short for a name that is swapped")
    return None


def _is_person(token: Any) -> bool:
    """Whether a text shows a person by this name: who does what people do, or is a "she" after."""
    if token.dep_.startswith("nsubj") and token.head.lemma_ in _OF_PEOPLE:
        return True
    if any(near.lower_ in terms() for near in beside(token)):
        return True
    joined = [child for child in token.children if child.dep_ == "conj"]
    joined += [token.head] if token.dep_ == "conj" else []
    if any(other.lower_ in terms() or other.text in name_pairs() for other in joined):
        return True
    gender = "female" if token.text in female_names() else "male"
    return any(later.lower_ in _PRONOUNS[gender] for later in _soon(token))


def _has_gender(word: str) -> bool:
    lowered = word.lower()
    return lowered in terms() or any(lowered in words for words in _PRONOUNS.values())


def _soon(token: Any) -> Iterator[Any]:
    """What follows a token in its sentence and the next one."""
    ends = token.sent.end
    if ends < len(token.doc):
        ends = token.doc[ends].sent.end
    return iter(token.doc[token.i + 1 : ends])


def _is_thing(token: Any) -> bool:
    """Whether a name stands for a film, a series or a prize: Blanche 2, an Oscar."""
    if any(child.lower_ in _ARTICLES for child in token.children):
        return True
    if token.i and token.nbor(-1).lower_ in _INSIDE:
        return True
    if token.i + 1 < len(token.doc) and _NUMERAL.fullmatch(token.nbor().text):
        return True
    return token.dep_ in ("nsubj", "nsubjpass", "dobj") and token.head.lemma_ in _OF_WORKS


def _is_rare_name(token: Any) -> bool:
    name = token.text.capitalize()
    return token.pos_ == "PROPN" and known_names().get(name) is False and not _is_no_name(name)


def _initials(token: Any, names: Collection[str]) -> bool:
    """Whether a word may be the initials of a name that is swapped: MJ."""
    short = token.text.isupper() and 1 < len(token.text) < 4 and token.pos_ == "PROPN"
    return short and any(name[0] == token.text[0] for name in names)


def _related_word(text: str, tokens: Sequence[Any], names: set[str]) -> Refusal | None:
    """A word that is a name that is swapped in other letters or short, or that stands by one."""
    begins = {token.idx for token in tokens}
    lowered = {name.lower() for name in names}
    words = [match for match in _WORD.finditer(text) if match.start() in begins]
    for at, match in enumerate(words):
        word = match[0]
        if word in names or _has_gender(word):
            continue
        if word.lower() in lowered:
            return Refusal("name-without-pair", f"{word} is a name that is swapped elsewhere")
        if len(word) < 3 or not word.istitle() or _is_no_name(word):
            continue
        if any(name.startswith(word) for name in names):
            return Refusal("nickname", f"{word} may be short for a name that is swapped")
        near = text[max(0, match.start() - 40) : match.start()], text[match.end() :]
        before, after = _AND_BEFORE.search(near[0]), _AND_AFTER.match(near[1])
        joined = {found[1] for found in (before, after) if found}
        follows = at and words[at - 1][0].islower() and words[at - 1][0] in terms()
        adjoins = follows and text[words[at - 1].end() : match.start()].isspace()
        if not _opens(text, match.start()) and (adjoins or joined & names):
            return Refusal("unknown-person", f"{word} may be somebody of either gender")
    return None


def _is_unknown(token: Any) -> bool:
    """Whether a name may be that of a person of either gender, such as a family name alone.

    A subject may be a person. So may the object of a verb or of such words as "about", and whom
    something belongs to, where a word with a gender follows that may say of which. With a title
    the gender is swapped with that; with an article it is no person, and neither are places, days
    and what stands in capitals.
    """
    if token.pos_ != "PROPN" or token.text in name_pairs() or token.text.isupper():
        return False
    if not _NAME.fullmatch(token.text) or _is_no_name(token.text) or _has_gender(token.text):
        return False
    whole = token
    while whole.dep_ in ("compound", "nmod") and whole.head.pos_ == "PROPN":
        whole = whole.head
    if whole.head.lower_ in terms() and whole.dep_ in ("compound", "nmod", "amod"):
        return True
    before = [child.lower_.rstrip(".") for part in (token, whole) for child in part.children]
    if any(word in _TITLES or word in _ARTICLES for word in before):
        return False
    first = whole
    while first.dep_ in ("conj", "appos") and first.head is not first:
        first = first.head
        if first.text in name_pairs() or first.lower_ in terms():
            return True
    if first.dep_.startswith("nsubj"):
        return True
    if first.dep_ == "pobj" and first.head.lower_ not in _OF_PERSONS:
        return False
    later = token.doc[token.i :]
    return first.dep_ in ("pobj", "dobj", "dative", "poss") and any(
        _has_gender(word.text) for word in later
    )
