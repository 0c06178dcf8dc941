"""What would still tell of an entity after all of its names were replaced.

Words elsewhere that belong to a state without holding its name, words derived from a name, a gloss
or a transcription beside it, a given name that stands alone, abbreviations that nobody composed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain, product, takewhile

from irrealis.builders.families.documents.reading import Document, Entity, Mention
from irrealis.builders.redocred_cf.families import (
    Parts,
    distinctive,
    initials,
    without_accents,
)
from irrealis.builders.redocred_cf.kinds import words_of_nouns
from irrealis.builders.redocred_cf.shortened import Words, of_a_state
from irrealis.builders.redocred_cf.stays import left_in_a_name
from irrealis.builders.redocred_cf.tables import common_words, rows

from irrealis.text.demonyms import Demonym, adjectival, demonym_of, demonyms, place_form
from irrealis.text.tokens import word_set

_QUOTES = frozenset({'"', "''", "``", "“", "”", "'", "‘", "’"})
# words of names of several words by which nobody knows the place
_PLAIN = word_set(
    "north south east west northern southern eastern western new old great united states kingdom "
    "republic islands island people's democratic federal democratic union central saint san the of "
    "empire federation people people's grand duchy territory commonwealth holy roman nation free "
    "socialist soviet and el la papua equatorial guinea-bissau cape ivory coast trinidad marshall "
    "solomon city"
)


@cache
def kindred(place: str) -> frozenset[str]:
    """Words that give a state away although they are none of its names.

    >>> "Korean" in kindred("South Korea"), "Riksdag" in kindred("Sweden")
    (True, True)
    """
    listed = {
        word for name, words in rows("kindred.tsv") if name == place for word in words.split("|")
    }
    for states, words in rows("tongues.tsv"):
        if place in states.split("|"):
            listed.update(words.split("|"))
    own = next((row for row in demonyms() if row.place == place), None)
    names = (*own.places, *own.adjectives) if own else ()
    inside = {
        word
        for name in names
        if " " in name
        for word in name.split(" ")
        if word[:1].isupper() and word.lower() not in _PLAIN and len(word) > 3
    }
    return frozenset((listed | inside) - set(names))


def of_kindred(
    document: Document, place: Demonym, covered: Collection[tuple[int, int]], entity: Entity
) -> str | None:
    """A word of the text that is kindred to a place, and does not change with it.

    An organization that is known by its initials alone, and is said to be of the state, is one too:
    nobody else's is called so.
    """
    words = kindred(place.place) | _initials_of(document, entity, place)
    for sent, tokens in enumerate(document.sents):
        for at, token in enumerate(tokens):
            if (sent, at) in covered or words.isdisjoint(_words_in(token)):
                continue
            holder = document.mentioned.get((sent, at))
            # "von" and "del" are in the names of people everywhere
            if token.islower() and holder is not None and document.entities[holder].type == "PER":
                continue
            return token
    return None


@lru_cache(maxsize=100_000)
def _words_in(token: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", token))


_OF_COUNTRY = ("P17", "P495", "P131", "P159", "P1001")


def _initials_of(document: Document, entity: Entity, place: Demonym) -> set[str]:
    """What organizations of this place are called that have no other name than initials.

    TFF of Turkey; of initials that begin with another letter nobody knows whose they are.
    """
    first = {name[0] for name in (*place.places, *place.adjectives)}
    heads = {
        label.head
        for label in document.labels
        if label.relation in _OF_COUNTRY and document.entities[label.tail] is entity
    }
    return {
        name
        for head in heads
        if document.entities[head].type == "ORG"
        and all(re.fullmatch(r"[A-Z]{2,6}", name) for name in document.entities[head].names)
        for name in document.entities[head].names
        if name[0] in first
    }


def is_glossed(document: Document, entity: Entity) -> bool:
    """Whether its name stands beside its meaning, or beside the script of its language."""
    if entity.type == "MISC" and any(
        "dialect" in document.sents[mention.sent] for mention in entity.mentions
    ):
        return True  # "Alle Gassen is about ` All Gassn ' ( in dialect ) Ulm"
    if entity.type == "MISC" and _translated(document, entity):
        return True
    return any(_gloss(document, mention) for mention in entity.mentions)


def _translated(document: Document, entity: Entity) -> bool:
    """Whether two names of one work stand beside each other as "X ( Y )"."""
    for mention in entity.mentions:
        for other in entity.mentions:
            tokens = document.sents[mention.sent][mention.end : other.start]
            if (
                mention.sent == other.sent
                and mention.name != other.name
                and 0 < len(tokens) < 5
                and any(token in ("(", "[", "/", "or") for token in tokens)
            ):
                return True
    return False


def _gloss(document: Document, mention: Mention) -> bool:
    tokens = document.sents[mention.sent]
    if tokens[mention.end : mention.end + 1] == (".-",):
        return True  # "U.S .- Mexican": a part of the name is in the next token
    before = list(tokens[max(0, mention.start - 8) : mention.start])
    while before and before[-1] in _QUOTES:
        before.pop()
    if before[-1:] == [":"] and "(" in before:
        return True  # "( Northern Sami : X", "( English : `` X": the name in another tongue
    after = list(tokens[mention.end : mention.end + 24])
    if adjectival(mention.name):
        # "Greek : ", "Thai ; ", or the script itself
        script = any(not _latin(token) for token in after[:4])
        return script or bool(after and after[0] in (":", ";"))
    while after and after[0] in _QUOTES:
        after.pop(0)
    if not after or after[0] not in ("(", "["):
        return False
    inside = []
    for token in after[1:]:
        if token in (")", "]"):
            break
        inside.append(token)
    text = " ".join(inside)
    if re.match(
        r"(?:which |that )?(?:mean|literal|lit\b|translat|English :|in English)", text, re.I
    ):
        return True
    if inside and inside[0] in _QUOTES and mention.type in ("LOC", "ORG", "MISC"):
        return True
    if entity_is_work(mention):
        words = [token for token in inside if token[:1].isalpha()]
        plain = not any(re.search(r"\d", token) for token in inside)
        named = any((mention.sent, mention.end + 1 + at) in document.mentioned for at in range(3))
        if inside and inside[0] == ",":
            return True
        return plain and not named and len(words) > 1 and words[0][:1].isupper()
    return False


def entity_is_work(mention: Mention) -> bool:
    """Whether a mention may be the title of a work."""
    return mention.type == "MISC"


def _latin(token: str) -> bool:
    return not any(char.isalpha() and ord(char) > 0x24F for char in token)


def called_alone(
    document: Document, entity: Entity, covered: Collection[tuple[int, int]]
) -> str | None:
    """A given name or nickname of a person that stands alone, or in the name of a thing."""
    if entity.type != "PER":
        return None
    words = {
        word
        for name in entity.names
        for word in name.split(" ")
        if len(word) > 2 and word[0].isupper() and word.lower() not in common_words()
    }
    for sent, tokens in enumerate(document.sents):
        for at, token in enumerate(tokens):
            # "Gorkas" may be Gorka's
            many = token[-1:] == "s" and token[:-1] in words and (sent, at) not in covered
            if token not in words and not (many and (sent, at) not in document.mentioned):
                continue
            if many and token not in words:
                return token
            holder = document.mentioned.get((sent, at))
            beside = [tokens[n] for n in (at - 1, at + 1) if 0 <= n < len(tokens)]
            if holder is None and not any(one[:1].isupper() for one in beside):
                return token
            if (
                holder is not None
                and document.entities[holder].type in ("ORG", "MISC")
                and (sent, at) not in covered
            ):
                return token
    return None


def derived(
    document: Document,
    entity: Entity,
    covered: Collection[tuple[int, int]],
    traces: Words,
    place: Demonym | None = None,
) -> str | None:
    """A capitalized word that is derived from one of a name: Fingal, Fingallian."""
    names = entity.names
    if entity.type == "PER":  # others may have the given name
        names = tuple(name.split(" ")[-1] for name in names)
    words = {word for name in names for word in distinctive(name, entity.type)}
    if place is not None:
        words |= {name for name in (*place.places, *place.adjectives) if name.isalpha()}
    stems = {word[: max(6, (3 * len(word) + 3) // 4)].casefold() for word in words if len(word) > 6}
    # Panama, Panameñista: of a state the beginning is enough
    stems |= {
        without_accents(word)[: max(5, len(word) - 1)].casefold()
        for word in words
        if place is not None and 5 < len(word) < 8
    }
    if place is not None:  # Italy, Italian, Italienne
        for one, other in product(place.places, place.adjectives):
            alike = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
            stem = "".join(char for char, _ in alike).casefold()
            stems |= {stem} if len(stem) > 3 else set()
    folded = {word.casefold() for word in words}
    long = {word for word in folded if len(word) > 4}
    joined = {name for one in entity.names for name in re.findall(r"\S+ - [A-Z]\S+", one)}
    beginnings = (*stems, *long)
    for sent, at, token, low in traces.odd if long or joined else ():
        if (sent, at) in covered:
            continue
        if not token[0].isupper():  # www.ulm-online.de
            if any(word in low for word in long):
                return token
            continue
        if joined and " ".join(document.sents[sent][at : at + 3]) in joined:
            return token
        if place is not None and len(low) > 4 and _begins(low, place):
            return token  # Tunis, the capital of Tunisia
        if len(low) < 5 or low in folded or low in common_words() or demonym_of(token):
            continue
        if without_accents(low).startswith(beginnings):
            return token
        if place is None and any(
            word.startswith(low) or word.endswith(low) or word in low for word in long
        ):
            return token
    return None


def _begins(low: str, place: Demonym) -> bool:
    names = {name.casefold() for name in (*place.places, *place.adjectives)}
    return low not in names and any(name.startswith(low) and name.isalpha() for name in names)


@cache
def _exonyms() -> dict[str, frozenset[str]]:
    found = {}
    for (names,) in rows("exonyms.tsv"):
        every = frozenset(names.split("|"))
        found.update(dict.fromkeys(every, every | frozenset(map(without_accents, every))))
    return found


def by_other_name(
    document: Document,
    entity: Entity,
    covered: Collection[tuple[int, int]],
    words: Collection[str],
) -> str | None:
    """Another name of a city in the text, such as one in its own tongue, or who lives there."""
    others = frozenset[str]().union(*(_exonyms().get(name, ()) for name in entity.names))
    others -= {*entity.names, *map(without_accents, entity.names)}
    for sent, tokens in enumerate(document.sents) if others else ():
        for at, token in enumerate(tokens):
            if (sent, at) in covered or token in words:
                continue
            pair = " ".join(tokens[at : at + 2])
            if not others.isdisjoint((token, pair, without_accents(token))):
                return token
    return None


# Words of titles that say little of what a work is about.
_OF_TITLES = word_set(
    "state states national public about after again album another before books chronicles "
    "first great little other series story "
    "stories songs their there these those under where which while world years music movie "
    "night never always every without within something someone nothing everything season episode "
    "volume chapter greatest"
)
_TELLS = re.compile(
    r"\btitle\b(?: \S+){0,8}? (?:refer|allud|mean|deriv|come|came|taken|inspired|reflect|suggest|"
    r"pun|play|translat|signif|symbol|describ|hint|based)",
    re.IGNORECASE,
)


def explained(
    document: Document, entity: Entity, covered: Collection[tuple[int, int]]
) -> str | None:
    """A word of a title that the prose around it takes up, or the word by which it speaks of it."""
    if entity.type != "MISC":
        return None
    stems = {
        word.casefold()[: max(5, len(word) - 2)]
        for name in entity.names
        for word in name.split(" ")
        if len(word) > 4
        and word[0].isupper()
        and word.isalpha()
        and word.casefold() not in _OF_TITLES
        and word.casefold() not in words_of_nouns()  # it stays in the new name, or tells the kind
        and place_form(word) is None
    }
    beginnings = tuple(stems)
    for sent, tokens in enumerate(document.sents) if stems else ():
        for at, token in enumerate(tokens):
            if (
                token.startswith(beginnings)
                and token.islower()
                and token.isalpha()
                and (sent, at) not in covered
            ):
                return token
    for mention in entity.mentions:
        after = document.sents[mention.sent : mention.sent + 2]
        if any(_TELLS.search(" ".join(tokens)) for tokens in after):
            return "title"
    return None


_CAPITAL = re.compile(r"[A-Z][^\W\d_]{2,}")


def clipped(document: Document, entity: Entity, covered: Collection[tuple[int, int]]) -> str | None:
    """One word of a longer name that stands for all of it, in the middle of a sentence.

    Of a place, one that is the first word of another name, too: "Cedar Canyon", "Cedar Basin".
    """
    if entity.type not in ("ORG", "MISC", "LOC"):
        return None
    words = {
        word
        for name in entity.names
        if " " in name
        for word in re.findall(r"^[A-Z][^\W\d_]{2,}" if entity.type == "LOC" else _CAPITAL, name)
        if word.lower() not in words_of_nouns()
        and word.lower() not in _PLAIN
        and place_form(word) is None
    }
    for sent, tokens in enumerate(document.sents) if words else ():
        for at, token in enumerate(tokens):
            if token not in words or at < 2 or (sent, at) in covered:
                continue
            beside = tokens[at - 1], *tokens[at + 1 : at + 2]
            if entity.type == "LOC" and beside[-1][:1].isupper():
                return token
            if (sent, at) not in document.mentioned and all(one.islower() for one in beside):
                return token
    return None


def residue(
    document: Document,
    entity: Entity,
    covered: Collection[tuple[int, int]],
    words: set[str],
    traces: Words,
) -> str | None:
    """A word that would still tell of an entity when its names are gone.

    Args:
        document: the document.
        entity: one of its entities.
        covered: (sentence, token) that change when it is replaced.
        words: words that several names share, which change wherever they stand.
        traces: words of the document that may be short for a name.
    """
    place = is_state(entity) if entity.type == "LOC" else None
    # a parliament may be shared by names, and still is that of the state
    if place is not None and (found := of_kindred(document, place, covered, entity)):
        return found
    found = next(
        (w for w in _traces(document, entity, covered, words, traces) if w and w not in words), None
    )
    if found is None and place is not None:
        found = left_in_a_name(document, place, covered)  # also where names share it
    return found


def _traces(
    document: Document,
    entity: Entity,
    covered: Collection[tuple[int, int]],
    words: Collection[str],
    traces: Words,
) -> Iterator[str | None]:
    place = is_state(entity)
    if place is not None and entity.type == "LOC":
        yield derived(document, entity, covered, traces, place)
        yield of_a_state(_short_names(place), covered, traces)
    elif place is None and entity.type in ("LOC", "ORG", "MISC", "PER"):
        yield derived(document, entity, covered, traces)
        yield explained(document, entity, covered)
        yield clipped(document, entity, covered)
    if entity.type == "LOC":
        yield by_other_name(document, entity, covered, words)
    yield called_alone(document, entity, covered)
    yield _initials(document, entity, covered)
    if entity.type == "PER" and not _has_full_name(document, entity):
        yield next((w for sent in document.sents for w in sent if w.lower() in _OF_MYTHS), None)


def _has_full_name(document: Document, entity: Entity) -> bool:
    """Whether a person has a name of several words, or is one word of that of another."""
    if any(" " in name for name in entity.names):
        return True
    return any(
        other.type == "PER" and name in full.split(" ")
        for name in entity.names
        for other in document.entities
        for full in other.names
        if " " in full
    )


# Who is called by one word where such words stand is known to every reader.
_OF_MYTHS = word_set(
    "mythology mythological god goddess gods deity deities epic legend legendary prophet biblical "
    "scripture"
)


def _initials(
    document: Document, entity: Entity, covered: Collection[tuple[int, int]]
) -> str | None:
    """Initials of a place, such as KL, which do not change with it."""
    if entity.type != "LOC" or is_state(entity) is not None:
        return None
    short = {way for name in entity.names if " " in name for way in initials(name)}
    for sent, tokens in enumerate(document.sents) if short else ():
        for at, token in enumerate(tokens):
            if token in short and (sent, at) not in covered:
                return token
    return None


def _short_names(place: Demonym) -> set[str]:
    """Abbreviations of a state, without dots: those of the table, and initials of its names."""
    names = {name.replace(".", "") for name in place.places if " " not in name}
    return {name for name in names if name.isupper() and len(name) > 1} | {
        way
        for name in place.places
        if " " in name and name.isascii()
        for way in initials(name)
        if len(way) > 1
    }


def uncomposed(names: Mapping[str, str], parts: Parts) -> str | None:
    """A short name that stays though what it is short for is composed anew: NAVFORGER."""
    first = {part.surface[0] for found in parts.values() for part in found}
    for name in names:
        capitals = "".join(char for char in name if char.isupper())
        if (
            name not in parts
            and re.fullmatch(r"[A-Z][A-Za-z.]*[A-Z][A-Za-z.]*", name)
            and len(capitals) > 2
            and first & set(capitals[1:] if len(capitals) > 3 else capitals)
        ):
            return name
    return None


def owners(parts: Parts) -> Iterator[int]:
    """The entities of which names hold parts."""
    yield from (part.owner for part in chain.from_iterable(parts.values()))


def is_state(entity: Entity) -> Demonym | None:
    """The place of the table of demonyms that an entity names in any form."""
    if entity.type not in ("LOC", "MISC", "ORG"):
        return None
    return next((row for name in entity.names if (row := demonym_of(name)) and row.place), None)
