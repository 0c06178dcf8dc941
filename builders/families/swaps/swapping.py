"""Swaps the gendered words and names of a document for their counterparts.

Counterfactual data substitution with names: Hall Maudslay et al., "It's All in the Name: Mitigating
Gender Bias with Name-Based Counterfactual Data Substitution", EMNLP 2019. All words of a document
are swapped or none, so that one person keeps one gender. The map is its own inverse, and
a document whose swap does not swap back is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from irrealis.builders.families.swaps.names import (
    Refusal,
    beside,
    counterpart_of_name,
    doubtful_name,
    is_capitalized,
    name_left,
    word_set,
)
from irrealis.builders.families.swaps.tables import kept, name_pairs, terms

from irrealis.contract import Edit
from irrealis.text.parser import parser

if TYPE_CHECKING:
    from spacy.tokens import Doc


class Swapped(NamedTuple):
    """A document with all of its words swapped; `kept` are words left alone, with the reason."""

    text: str
    edits: tuple[Edit, ...]
    kept: tuple[str, ...]


_PRONOUNS = frozenset({"her", "his", "him", "hers"})
_WORD = re.compile(r"[^\W\d_]+")
# a word of a person that no table knows: gunman, ballgirl, but no name (Freeman) and no thing
_COMPOUND = re.compile(r"[a-z]{2,}(?:m[ae]n|boys?|girls?|fathers?|mothers?|wife|wives|lady|ladies)")
_NO_COMPOUND = re.compile(
    r"(?:\w*hu|sha|talis|cai|otto|dober|brah|snow|fresh|ger|ro|nor|walk|speci|abdo|regi|sta|hy|se|ra"
    r"|acu|fora|albu|bitu|stra)m[ae]n|s?mothers?|malady|maladies"
)
_OF_TITLES = _PRONOUNS | {"she", "he"}
# a tag, such as a line break, which would be read as part of the word beside it
_TAG = re.compile(r"<[^<>]{1,20}>")
# one of these alone is everybody, a call or a name: man is mortal, boy was I glad, Prince sang
_GENERAL = word_set(
    """man woman boy girl king queen prince princess duke duchess emperor empress baron baroness
    hero heroine witch wizard nun monk"""
)
_BEFORE_A_NOUN = frozenset({"det", "poss", "amod", "nummod", "compound", "nmod", "predet"})
# verbs that take "her" and a thing: wished her luck, charged her a fee
_TWO_OBJECTS = frozenset({"wish", "charge"})
_MOVES = frozenset({"drive", "take", "bring", "see", "send", "walk", "fly", "escort"})
# verbs of giving, of which "her" is who gets it unless somebody else does: gave her advice
_GIVING = frozenset({"give", "offer", "hand", "lend", "grant", "award", "promise", "tell"})
# verbs with two objects, the second of which may have an adjective: taught her new songs
_TO_SOMEBODY = word_set(
    """allow ask bring buy call cause consider cost deny find get leave make name owe pay read save
    send serve show sing teach throw write"""
)
# what is given away by its owner: gave her life
_OWN = frozenset(
    {"all", "best", "consent", "heart", "life", "name", "opinion", "permission", "word"}
)
# capitalized, and no name: Frenchman
_PEOPLES = ("dutch", "english", "french", "irish", "scots", "welsh")
# after these a possessive is impossible: told her that, saw her and
_NO_NOUN = frozenset(
    {"DT", "PRP", "PRP$", "CC", "IN", "TO", "MD", "WDT", "WP", "WRB", "EX", "VB", "VBP", "VBZ"}
)


def swap(text: str) -> Swapped | Refusal:
    """The document with all gendered words swapped, or why not."""
    return swap_all([text])[text]


def swap_all(texts: Iterable[str]) -> dict[str, Swapped | Refusal]:
    """Each text with its swap, or why it has none; short ones are parsed faster together."""
    found = _swapped(texts)
    there = {done.text for done in found.values() if isinstance(done, Swapped)}
    back = found | _swapped(sorted(there - found.keys()))
    return {text: _both_ways(text, done, back) for text, done in found.items()}


def _both_ways(
    text: str, done: Swapped | Refusal, swaps: Mapping[str, Swapped | Refusal]
) -> Swapped | Refusal:
    """A swap that swaps back, or why it does not."""
    if isinstance(done, Refusal):
        return done
    back = swaps[done.text]
    if isinstance(back, Refusal) or back.text != text:
        found = back.detail if isinstance(back, Refusal) else _difference(text, back.text)
        return Refusal("not-involutive", f"swapped twice it is another text: {found}")
    return done


def _swapped(texts: Iterable[str]) -> dict[str, Swapped | Refusal]:
    """Texts with their swaps, which need not swap back."""
    left = {text: _left_alone(text) for text in texts}
    words = {
        text: parser().make_doc(_TAG.sub(lambda tag: " " * len(tag[0]), text))
        for text, of in left.items()
        if isinstance(of, _Left)
    }
    # where no word can have a counterpart, nothing depends on how the text is parsed
    parsed = {text: document for text, document in words.items() if _has_gendered(document)}
    words |= zip(parsed, parser().pipe(parsed.values()), strict=True)
    return {
        text: of if isinstance(of, Refusal) else _swap_once(text, of, words[text])
        for text, of in left.items()
    }


class _Left(NamedTuple):
    """Where a text must stay as it is, and why."""

    spans: list[tuple[int, int]]
    notes: list[str]


def _left_alone(text: str) -> _Left | Refusal:
    left = _Left([], [])
    for rule in kept():
        for match in rule.pattern.finditer(text):
            if rule.action == "drop":
                return Refusal(rule.reason, f"{match[0]}: {rule.why}")
            left.spans.append(match.span())
            left.notes.append(f"{match[0]}: {rule.why}")
    return name_left(text, left.spans) or left


def _has_gendered(document: Doc) -> bool:
    return any(
        token.lower_ in _PRONOUNS or token.lower_ in terms() or token.text in name_pairs()
        for token in document
    )


def _swap_once(text: str, left: _Left, document: Doc) -> Swapped | Refusal:
    edits = []
    tokens = [
        token
        for token in document
        if not any(start <= token.idx < end for start, end in left.spans)
    ]
    for token in tokens:
        counterpart = _counterpart(token)
        if isinstance(counterpart, Refusal):
            return counterpart
        if counterpart is not None:
            end = token.idx + len(token.text)
            edits.append(
                Edit("text", token.idx, end, token.text, _in_case(token.text, counterpart))
            )
    starts = {edit.start for edit in edits}
    for match in _WORD.finditer(text):
        word, at = match[0].lower(), match.start()
        gendered = word in terms() or word in _PRONOUNS or match[0] in name_pairs()
        if gendered and at not in starts and not any(a <= at < b for a, b in left.spans):
            return Refusal("unread-word", f"{match[0]} is not a token of its own")
    if not edits:
        return Refusal("no-gendered-word", "nothing in the text has a gender")
    doubt = doubtful_name(text, tokens)
    return doubt or Swapped(_applied(text, edits), tuple(edits), tuple(left.notes))


def _counterpart(token: Any) -> str | Refusal | None:
    """The counterpart of a word, None for one without a gender."""
    word = token.text.lower()
    if token.text.istitle() and word in _OF_TITLES and _in_a_title(token):
        return Refusal("proper-name", f"{token.text} may be part of a title")
    if word in _PRONOUNS:
        return _pronoun(token, word)
    if word in terms():
        if _in_a_name(token):
            return Refusal("proper-name", f"{token.text} may be part of a name")
        of_a_thing = token.dep_ == "compound" and word in ("actor", "hero")  # actor skills
        if of_a_thing or (word in _GENERAL and _is_bare(token)):
            return Refusal("general-word", f"{token.text} may be everybody, a call or a name")
        return terms()[word]
    if _COMPOUND.fullmatch(token.text) and not _NO_COMPOUND.fullmatch(word):
        return Refusal("no-counterpart", f"{token.text} has a gender and no counterpart")
    if token.text[:1].isupper() and token.pos_ == "PROPN":
        return counterpart_of_name(token)
    if token.text in name_pairs():
        return Refusal("unread-word", f"{token.text} is a name that was read as no name")
    return None


def _is_bare(token: Any) -> bool:
    """Whether a word of one person stands without an article: man is mortal, boy was I glad."""
    parts = [*token.lefts]
    if token.dep_ == "conj":
        parts += token.head.lefts
    return token.dep_ != "compound" and not any(part.dep_ in _BEFORE_A_NOUN for part in parts)


def _pronoun(token: Any, word: str) -> str:
    if word == "him":
        return "her"
    if word == "hers":
        return "his"
    if word == "his":
        return "her" if token.dep_ == "poss" and token.head.i > token.i else "hers"
    return "him" if _is_object(token) else "his"


def _is_object(token: Any) -> bool:
    """Whether "her" is an object (saw her) and not a possessive (her car)."""
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    if after is None or after.is_punct or after.tag_ in _NO_NOUN:
        return True
    if token.tag_ != "PRP$":
        described = after.dep_ == "amod" and after.head.i > after.i  # took her younger brother
        return not described or token.head.lemma_ in _GIVING | _TWO_OBJECTS | _TO_SOMEBODY
    thing, verb = token.head, token.head.head
    if thing.dep_ in ("ccomp", "xcomp", "advcl"):
        return True  # what looks like a noun is a clause: asked her stop
    if verb.i > token.i or any(child.dep_ in ("dative", "iobj") for child in verb.children):
        return False
    if verb.lemma_ in _TWO_OBJECTS:
        return True
    if verb.lemma_ in _MOVES and thing.lower_ == "home":
        return bool(thing.i == token.i + 1)
    to_somebody = any(child.lower_ == "to" for child in verb.children if child.i > thing.i)
    given = verb.lemma_ in _GIVING and thing.lemma_ not in _OWN
    return given and not to_somebody


def _in_a_title(token: Any) -> bool:
    """Whether a pronoun with a capital stands inside a title: Over Her Dead Body."""
    before = token.nbor(-1) if token.i and not token.is_sent_start else None
    return before is not None and before.text.istitle() and before.is_alpha


def _in_a_name(token: Any) -> bool:
    """Whether a capitalized word belongs to a name: King Arthur, Spider Man, the Boy Scouts."""
    if not token.text[0].isupper() or token.text.lower().rstrip(".") in ("mr", "ms"):
        return False
    if token.lower_ in ("she", "he", "herself", "himself"):
        return False
    of_a_people = token.lower_.startswith(_PEOPLES)
    near = any(map(is_capitalized, beside(token)))
    return near or not (of_a_people or token.is_sent_start)


def _in_case(before: str, after: str) -> str:
    if len(before) > 1 and before.isupper():
        return after.upper()
    return after[0].upper() + after[1:] if before[0].isupper() else after


def _applied(text: str, edits: Sequence[Edit]) -> str:
    def pieces() -> Iterator[str]:
        reached = 0
        for edit in edits:
            yield text[reached : edit.start]
            yield edit.after
            reached = edit.end
        yield text[reached:]

    return "".join(pieces())


def _difference(before: str, after: str) -> str:
    pairs = zip(before.split(), after.split(), strict=False)
    return next((f"{a} became {b}" for a, b in pairs if a != b), "other white space")
