"""What a name is shortened to: abbreviations, clipped titles, nicknames, and longer forms of them.

An abbreviation takes the first letters of the words of a name in their order, one of each or a few
("Eurocom" of "European Command"), leaves out small words, and sometimes one of the others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from irrealis.builders.families.documents.reading import Document, Entity
from irrealis.builders.redocred_cf.families import Parts
from irrealis.builders.redocred_cf.kinds import words_of_all
from irrealis.builders.redocred_cf.tables import common_words

from irrealis.text.demonyms import place_form
from irrealis.text.persons import given_names, name_gender
from irrealis.text.tokens import word_set

_SMALL = word_set(
    "of the and for in on at to a an de la le les du des del der die das van von di da e y et und "
    "& for by with from"
)
_SHORT = re.compile(r"(?:[A-Za-z]\.?&?)*[A-Z](?:[A-Za-z]\.?&?)*")
_QUOTES = ('"', "``", "''", "“", "”")
_LONGEST = 4  # letters that an abbreviation takes of one word
_MOST = 30  # words of a name; what is longer is a sentence that somebody marked
Covered = Collection[tuple[int, int]]


@lru_cache(maxsize=100_000)
def letters_of(token: str) -> str:
    """The letters of an abbreviation, or "" if the token is none.

    >>> letters_of("B.G.&E"), letters_of("Eucom"), letters_of("McAdam"), letters_of("EuCom")
    ('BGE', '', '', 'EuCom')
    """
    bare = token.strip(".,;:()[]'\"“”‘’")
    letters = re.sub(r"[.&]", "", bare)
    capitals = sum(char.isupper() for char in letters)
    if not _SHORT.fullmatch(bare) or not 2 <= len(letters) <= 12 or capitals < 2:
        return ""
    return "" if re.match(r"(?:Ma?c|O|De|La|Le|Di|Fitz)[A-Z][a-z]+$", letters) else letters


@lru_cache(maxsize=200_000)
def is_short_for(short: str, name: str) -> bool:
    """Whether an abbreviation may be made of the words of a name.

    >>> is_short_for("OCAN", "Orland Committee on Antarctic Names")
    True
    >>> is_short_for("NAVFOR", "Naval Forces Orland"), is_short_for("BBC", "Orland Committee")
    (True, False)
    """
    letters = letters_of(short)
    words = [word for word in re.split(r"[\s\-–/&.]+", name) if word[:1].isalpha()]
    if not letters or not 2 <= len(words) <= _MOST:
        return False
    content = sum(word.lower() not in _SMALL for word in words)
    free = 1 if len(letters) > 2 and content > 2 else 0
    low = letters.casefold()

    @cache  # the same rest is reached in many ways where letters repeat
    def fits(at: int, word: int, pieces: int, skipped: int) -> bool:
        if at == len(low):
            left = sum(one.lower() not in _SMALL for one in words[word:])
            # of a long name more may be left out at its end, if enough was taken
            enough = skipped + left <= free or (pieces > 2 and skipped == 0 and len(low) > 3)
            return pieces > 1 and enough
        if word == len(words):
            return False
        own = words[word].casefold()
        small = own in _SMALL
        without = skipped + (not small)
        if without <= free and fits(at, word + 1, pieces, without):
            return True
        for size in range(1, min(_LONGEST, len(own), len(low) - at) + 1):
            if own[size - 1] != low[at + size - 1]:
                return False
            if fits(at + size, word + 1, pieces + 1, skipped):
                return True
        return False

    return fits(0, 0, 0, 0)


@dataclass(frozen=True)
class Words:
    """The words of a document that may be a trace of a name, found once for all entities.

    Attributes:
        short: abbreviations, as (sentence, token, the token itself, its parts).
        given: given names, as (sentence, token, the token itself).
        plain: for each sentence its words as `content` has them, each with its token.
        long: capitalized words that no text has otherwise, as (sentence, token, the token itself).
        odd: capitalized words, and long ones in lower case that are uncommon, as (sentence, token,
            the token itself, the token folded).
    """

    short: tuple[tuple[int, int, str, tuple[str, ...]], ...]
    given: tuple[tuple[int, int, str], ...]
    plain: tuple[tuple[tuple[str, int], ...], ...]
    long: tuple[tuple[int, int, str], ...]
    odd: tuple[tuple[int, int, str, str], ...]


def words_of(document: Document) -> Words:
    """What `shortened`, `repeated` and `nicknamed` look through."""
    short, given, long = [], [], []
    names = given_names()
    for sent, tokens in enumerate(document.sents):
        for at, token in enumerate(tokens):
            if not token[:1].isalpha():
                continue
            if not token.islower():
                parts = tuple(filter(letters_of, re.split(r"[-–/]", token)))
                if parts:
                    short.append((sent, at, token, parts))
            if token[0].isupper() and token in names:
                given.append((sent, at, token))
            elif len(token) >= 2 * _PIECE and token.istitle() and _is_strange(token):
                long.append((sent, at, token))
    plain = tuple(
        tuple((word, at) for at, token in enumerate(tokens) for word in _content(token) or ("",))
        for tokens in document.sents
    )
    odd = tuple(
        (sent, at, token, low)
        for sent, tokens in enumerate(document.sents)
        for at, token in enumerate(tokens)
        if (low := token.casefold())
        and (token[0].isupper() or (len(low) > 5 and low not in common_words()))
    )
    return Words(tuple(short), tuple(given), plain, tuple(long), odd)


def _is_strange(token: str) -> bool:
    return token.isalpha() and token.lower() not in words_of_all()


_PIECE = 3  # letters of each of two words that are drawn together


def is_drawn_together(token: str, name: str) -> bool:
    """Whether a word is made of the beginnings of two words of a name that follow one another.

    The second may be any word that texts have: "Rogfast" of "Rogaland".

    >>> is_drawn_together("Ulmfast", "Ulmer fastforbindelse"), is_drawn_together("Ulmway", "Ulmer")
    (True, True)
    """
    low = token.casefold()
    words = [word for word in _content(name) if word not in _SMALL]
    if words and words[0] != low and words[0][:_PIECE] == low[:_PIECE]:
        pairs = enumerate(zip(words[0], low, strict=False))
        whole = next((at for at, (one, other) in pairs if one != other), len(low))
        rest = low[whole:] if whole < len(words[0]) else ""
        if len(rest) >= _PIECE and rest in common_words():
            return True
    return any(
        one.startswith(low[:at]) and other.startswith(low[at:])
        for one, other in pairwise(words)
        for at in range(_PIECE, len(low) - _PIECE + 1)
    )


def shortened(document: Document, entity: Entity, covered: Covered, words: Words) -> str | None:
    """An abbreviation of one of the names that does not change with them, or what one is short for.

    Args:
        document: the document.
        entity: one of its entities.
        covered: (sentence, token) that change when it is replaced.
        words: of the document.
    """
    names = tuple(name for name in entity.names if " " in name and not letters_of(name))
    for sent, at, token, parts in words.short if names else ():
        if (sent, at) not in covered and any(
            is_short_for(part, name) for part in parts for name in names
        ):
            return token
    long = entity.names if entity.type in ("LOC", "ORG") else names
    for sent, at, token in words.long:
        if (sent, at) not in covered and any(is_drawn_together(token, name) for name in long):
            return token
    if entity.type != "PER":
        short = {letters for name in entity.names if (letters := letters_of(name)).isupper()}
        for sent, tokens in enumerate(document.sents):
            for one in short:
                if len(one) > 2 and (found := _long_form(tokens, sent, one, covered)):
                    return found
    return None


def _long_form(tokens: Sequence[str], sent: int, short: str, covered: Covered) -> str | None:
    """Capitalized words in a row, none of which changes, of which these are the initials."""
    for start, token in enumerate(tokens):
        if token[0] != short[0] or (sent, start) in covered:
            continue
        at, found = start, 0
        while at < len(tokens) and (sent, at) not in covered and found < len(short):
            if tokens[at][0] == short[found] and len(tokens[at]) > 1:
                found += 1
            elif tokens[at].lower() not in _SMALL and tokens[at] != "-":
                break
            at += 1
        if found == len(short):
            return " ".join(tokens[start:at])
    return None


def of_a_state(short: Collection[str], covered: Covered, words: Words) -> str | None:
    """A longer abbreviation that begins or ends with that of a state: USAF, RAMSI.

    Args:
        short: abbreviations of the state, of two letters and more.
        covered: (sentence, token) that change when the state is replaced.
        words: of the document.
    """
    for sent, at, token, _ in words.short:
        letters = letters_of(token)
        if (sent, at) in covered or not letters.isupper() or len(letters) > 6:
            continue
        for one in short:
            ends = len(one) > 2 or len(letters) > 4
            if len(letters) > len(one) and (
                letters.startswith(one) or (ends and letters.endswith(one))
            ):
                return token
    return None


@lru_cache(maxsize=100_000)
def _content(name: str) -> tuple[str, ...]:
    return tuple(content(name))


def content(name: str) -> list[str]:
    """The words of a name as they are compared, without articles: "&" and "n" are "and".

    >>> content("The Rock 'n' Roll of Ulm")
    ['rock', 'and', 'roll', 'of', 'ulm']
    """
    words = re.findall(r"[^\W_]+|&", name.casefold())
    return [
        "and" if word in ("&", "n") else word for word in words if word not in ("the", "a", "an")
    ]


_OF_WORKS = frozenset(("h", relation) for relation in ("P175", "P50", "P57", "P161", "P86", "P162"))


def repeated(
    document: Document, entity: Entity, covered: Covered, parts: Parts, words: Words
) -> str | None:
    """Two words and more of a name that stand in a row elsewhere; all of it in whatever letters.

    Args:
        document: the document.
        entity: one of its entities.
        covered: (sentence, token) that change when it is replaced.
        parts: what its names hold of other entities, which may stand elsewhere.
        words: of the document.
    """
    if entity.type not in ("ORG", "MISC", "LOC"):
        return None
    wanted: dict[tuple[str, ...], bool] = {}  # whether it is all of a name
    held = {tuple(content(part.surface)) for found in parts.values() for part in found}
    work = bool(_OF_WORKS & entity.roles)
    for name in entity.names:
        spelled = content(name)
        capitals = {word.casefold() for word in re.findall(r"[^\W_]+", name) if word[0].isupper()}
        for start in range(len(spelled) - 1):
            pair = spelled[start : start + 2]
            if pair[1] in _SMALL and len(spelled) > start + 2:
                pair = spelled[start : start + 3]
            own = [word for word in pair if word not in _SMALL]
            if len(own) < 2 or not capitals.issuperset(own):
                continue
            whole = len(spelled) == len(pair)
            # "This Little Girl" beside "This Little Boat" tells of what it was
            known = not work and all(word in words_of_all() or len(word) < 3 for word in own)
            place = place_form(" ".join(word.capitalize() for word in pair)) is not None
            inside = any(set(pair) <= set(one) for one in held)
            if (whole or not known) and not place and not inside:
                wanted[tuple(pair)] = whole
    if not wanted:
        return None
    first = {pair[0] for pair in wanted}
    for sent, (tokens, plain) in enumerate(zip(document.sents, words.plain, strict=True)):
        if not any(word in first for word, _ in plain):
            continue
        row = [pair for pair in plain if (sent, pair[1]) not in covered]
        for n, (word, at) in enumerate(row):
            if word in first:
                for wished, whole in wanted.items():
                    if tuple(one for one, _ in row[n : n + len(wished)]) == wished:
                        found = tokens[at : row[n + len(wished) - 1][1] + 1]
                        if whole or (found[0][0].isupper() and found[-1][0].isupper()):
                            return " ".join(found)
    return None


_TITLES = word_set(
    "prince princess king queen duke count earl baron sir lord lady dame saint pope bishop major "
    "general admiral marshal captain judge dean chief sultan shah emperor senator president"
)


def nicknamed(document: Document, entity: Entity, covered: Covered, words: Words) -> str | None:
    """A given name before a surname that stands for another part of the name: "Pete Orland"."""
    if entity.type != "PER":
        return None
    for mention in entity.mentions:
        tokens = document.sents[mention.sent]
        before = tokens[mention.start - 1] if mention.start else ""
        inside = (mention.sent, mention.start - 1) in document.mentioned
        if (
            not inside
            and " " not in mention.name
            and before in given_names()
            and before.casefold() not in _TITLES
        ):
            return before
    given = {name.split(" ")[0] for name in entity.names if " " in name}
    given = {name for name in given if len(name) > 3 and name_gender(name)}
    for sent, at, token in words.given if given else ():
        if (sent, at) in covered or token in given or not 2 < len(token) < 8:
            continue
        if _pet_name(token, given):
            tokens = document.sents[sent]
            beside = [tokens[n] for n in (at - 1, at + 1) if 0 <= n < len(tokens)]
            if not any(one[:1].isupper() for one in beside):
                return token
    return None


def _pet_name(short: str, given: Collection[str]) -> bool:
    stem = re.sub(r"(?:ie|y|i|o|e)$", "", short)
    return any(len(stem) > 1 and name.startswith(stem) and name != short for name in given)


def or_another(document: Document, entity: Entity) -> Iterator[int]:
    """Other entities that stand beside this one as another name for it: "X or Y", "X ( Y )"."""
    for mention in entity.mentions:
        tokens = document.sents[mention.sent]
        at = mention.end
        while tokens[at : at + 1] and tokens[at] in _QUOTES:
            at += 1
        comma = tokens[at : at + 1] == (",",)
        at += comma
        opener = tokens[at : at + 1] == ("(",)
        if opener:
            at += 1
        if tokens[at : at + 1] == ("or",):
            at += 1
        elif not opener:
            continue
        while tokens[at : at + 1] and tokens[at] in ("the", "simply", "just", *_QUOTES):
            at += 1
        other = document.mentioned.get((mention.sent, at))
        if other is None or document.entities[other] is entity:
            continue
        last = at
        while document.mentioned.get((mention.sent, last)) == other:
            last += 1
        closed = tokens[last : last + 1]
        if document.entities[other].type == entity.type and entity.type in ("PER", "ORG", "MISC"):
            whole = opener and closed == (")",)
            # a title in another tongue, or what is short for it
            beside = whole and (entity.type == "MISC" or tokens[at].isupper())
            if (beside and entity.type != "PER") or (comma and not opener and closed == (",",)):
                yield other
