"""Names that hold one another: Halle, University of Halle; Russia, Russian Navy; two Orlovs.

Such entities are one family. Where a name is replaced, every name that holds it is composed anew
with the replacement ("University of Porto"), so that what they shared they go on sharing. What a
name gives away where it cannot be composed locks its entity: a part of the name or a word derived
from it that stands elsewhere, an etymology, a transcription, initials that nobody annotated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from irrealis.builders.families.documents.reading import Document, Entity
from irrealis.builders.redocred_cf.articles import inside
from irrealis.builders.redocred_cf.kinds import name_noun, words_of_all
from irrealis.builders.redocred_cf.places import APART
from irrealis.builders.redocred_cf.tables import common_words

from irrealis.text.demonyms import demonym_of, place_form
from irrealis.text.persons import given_names, name_gender
from irrealis.text.tokens import word_set


@dataclass(frozen=True, slots=True)
class Part:
    """A surface of another entity inside of a name: tokens `start` to `end` of the name.

    `before` and `after` are what the first and last token have beyond the surface.
    """

    owner: int
    surface: str
    start: int
    end: int
    before: str
    after: str


Parts = Mapping[str, tuple[Part, ...]]


def find_parts(
    entities: Sequence[Entity],
    owners: Mapping[str, int],
    surfaces: Sequence[Mapping[str, str]],
    relatives: Sequence[int | None],
    words: Mapping[str, int],
    kin: Sequence[int],
) -> tuple[Parts, ...]:
    """For each entity, what its names hold of others; of two that overlap the longer one.

    Args:
        entities: of a document.
        owners: surface -> the entity whose it is, of all surfaces that have one owner.
        surfaces: the names of each entity with their forms.
        relatives: for a person who shares a surname, the one who leads the family.
        words: words that names share, with the entity that each is of.
        kin: the entity that each follows; what names the same thing is no part of it.
    """
    ordered = sorted(owners, key=lambda surface: (-len(surface), surface))
    found: list[Parts] = []
    for j, _entity in enumerate(entities):
        own: dict[str, tuple[Part, ...]] = {}
        person = entities[j].type == "PER"
        same = {i for i, first in enumerate(kin) if person and first == kin[j]} | {j}
        for name in surfaces[j]:
            parts = tuple(_parts(name, j, entities, owners, ordered, relatives, words, same))
            if parts:
                own[name] = parts
        found.append(own)
    return tuple(found)


_CONTINENT = re.compile(r"\b(?:North|South|Central|Latin|Meso|Pan|Inter)(?: - | |-)$")


def _parts(
    name: str,
    j: int,
    entities: Sequence[Entity],
    owners: Mapping[str, int],
    ordered: Sequence[str],
    relatives: Sequence[int | None],
    words: Mapping[str, int],
    same: Collection[int],
) -> Iterator[Part]:
    entity = entities[j]
    if name in APART or entity.type in ("TIME", "NUM"):
        return
    taken: list[range] = []
    for surface in ordered:
        if len(surface) > len(name) or surface not in name:
            continue
        i = owners[surface]
        if i in same:
            continue
        shared = words.get(surface) == i
        if relatives[j] != i and not _may_hold(entities[i], entity, surface, name, shared=shared):
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", name):
            if any(match.start() < one.stop and one.start < match.end() for one in taken):
                continue
            taken.append(range(match.start(), match.end()))
            if name[match.end() : match.end() + 1] == ".":
                continue  # "U.S" is not all of "U.S."
            if surface.startswith("America") and _CONTINENT.search(name[: match.start()]):
                continue  # "United Hatters of North America"
            start = name.count(" ", 0, match.start())
            end = start + surface.count(" ") + 1
            tokens = name.split(" ")
            left = match.start() - (name.rfind(" ", 0, match.start()) + 1)
            right = (name + " ").find(" ", match.end()) - match.end()
            last = tokens[end - 1]
            yield Part(
                i,
                surface,
                start,
                end,
                tokens[start][:left],
                last[len(last) - right :] if right else "",
            )


def _may_hold(
    inner: Entity, outer: Entity, surface: str, name: str, *, shared: bool = False
) -> bool:
    """Whether a name that holds this surface is named after the entity whose surface it is."""
    if inner.type in ("TIME", "NUM", None) or not surface[0].isupper():
        return False
    if len(surface) < 3 and not (inner.type == "LOC" and surface.isupper()):  # "UK Athletics"
        return False
    if surface == name and inner.type == outer.type:
        return False
    if outer.type == "PER":
        return inner.type == "PER" and surface != name
    if shared:
        return True
    if inner.type == "PER" and " " not in surface:
        return name_gender(surface) is None
    if demonym_of(name) is not None and surface != name:
        return False  # a place of its own: East Prussia
    return surface.lower() not in common_words() or surface == name


# What is called after a state with its name before these words would be odd with another's.
_WITH_NAMES = word_set("city river lake bay creek valley hill hills falls canal current")
# Regions that an adjective names together with these words, and which no other state has.
_WITH_ADJECTIVES = word_set(
    "peninsula alps riviera coast sea ocean channel gulf desert east west north south midwest dream"
)


def cannot_be_composed(name: str, part: Part) -> bool:
    """Whether a name would read wrong with another one in place of a part of it.

    So "U.S .- Mexican", of which a dot is in the next token, "Italian Peninsula", "Belize River".
    """
    tokens = name.split(" ")
    following = tokens[part.end : part.end + 1]
    if following and following[0].startswith(".-"):
        return True
    before = tokens[part.start - 1] if part.start else ""
    if part.end == part.start + 1 and before in given_names() and not place_form(before):
        return True  # "Ada Ulm Pictures": who founded it is called so, too
    rest = [word.casefold() for word in tokens[part.end :]]
    if place_form(part.surface) == "adjective" and len(rest) > 1 and rest[-1].isalpha():
        known = [word in words_of_all() for word in rest]
        if not known[-1] and all(known[:-1]):
            return True  # "Swedish Board of Mines Bergskollegium" says it again in its tongue
    if not following or len(tokens) != part.end + 1:
        return False
    form, noun = place_form(part.surface), following[0].lower()
    return (form in ("adjective", "place") and noun in _WITH_ADJECTIVES) or (
        form == "place" and noun in _WITH_NAMES
    )


def compose(name: str, parts: Sequence[Part], names: Mapping[int, Mapping[str, str]]) -> str:
    """The name with what it holds of replaced entities replaced."""
    tokens = name.split(" ")
    for part in sorted(parts, key=lambda part: -part.start):
        if part.owner in names:
            new = names[part.owner].get(part.surface, part.surface)
            start, words = inside(tokens, part.start, part.end, part.surface, new)
            words[0], words[-1] = part.before + words[0], words[-1] + part.after
            tokens[start : part.end] = " ".join(words).split(" ")
    return " ".join(tokens)


def initials(name: str) -> tuple[str, ...]:
    """The ways in which a name of several words is cut down to initials.

    >>> initials("Bank of the Lower Rhine")
    ('BLR', 'BOTLR', 'BOLR')
    """
    words = [word for word in re.split(r"[ \-–]+", name) if word[:1].isalpha()]
    capitals = "".join(word[0] for word in words if word[0].isupper())
    everything = "".join(word[0].upper() for word in words)
    without = "".join(word[0].upper() for word in words if word.lower() not in ("the", "and", "&"))
    return tuple(dict.fromkeys(one for one in (capitals, everything, without) if len(one) > 1))


def as_initials(short: str, full: str) -> int | None:
    """Which of the ways of `initials` a short name was made by, or None."""
    bare = short.replace(".", "").replace(" ", "")
    if not (2 <= len(bare) <= 7 and bare.isupper() and " " in full):
        return None
    ways = initials(full)
    return ways.index(bare) if bare in ways else None


def new_initials(short: str, way: int, full: str) -> str | None:
    """The initials of the new full name in the old way and with the old dots."""
    ways = initials(full)
    if not ways:
        return None
    made = ways[min(way, len(ways) - 1)]
    return ".".join(made) + "." if "." in short else made


# Words that speak of a name itself: what they say would no longer be true of another one.
_OF_NAMES = re.compile(
    r"\b(?:named (?:after|for|in hono)|in reference to|renamed|"
    r"title (?:refers|means|is taken|comes)|name (?:is|was|comes?|derives?|means?|originates?)|"
    r"derive[sd]? from|etymolog|meaning|translat|literally|stands for|short for|abbreviat|acronym|"
    r"portmanteau|anagram|pronounced|spelled|spelling|pun on|initialism|shortened|formerly|"
    r"previously known|originally (?:known|called|named)|also (?:known|called|spelled|written)|"
    r"better known|known as|nicknamed|the name|'s name|its name|stage name|pseudonym|pen name|"
    r"now known|later known|namesake|transliterat|eponym|self - titled|called the|the word|"
    r"the term|n[ée]e|or simply|simply called|for short|colloquially|locally|dialect|romani[sz]ed|"
    r"styli[sz]ed|a\.k\.a|aka|dubbed|christened|rechristened|birth name|real name|surname|nickname|"
    r"released in \S+(?: \S+)? as|retitled|under the title|(?:English|original|alternative|working|"
    r"international|German|French|Italian|Spanish) title|"
    r"monogram|initials|i\.e\.|commonly (?:called|known|referred)|referred to as)\b",
    re.IGNORECASE,
)
_INITIALED = re.compile(r"(?:[A-Z]\. ?)+[A-Z]\w+$")
_TONGUES = re.compile(
    r"^(?:(?:in )?(?:Old |Modern |Ancient |Middle |Classical )?[A-Z][a-z]+(?: Cyrillic)?|lit\.?|"
    r"pinyin|IPA) ?:"
)


# Words that may stand between a name and what speaks of it; behind others it is of another name.
_BETWEEN = word_set(
    "is are was were be been being has have had to and or but which who that it he she they its "
    "his "
    "her their also now then once later better best more most commonly often sometimes simply "
    "officially formally popularly originally initially formerly previously generally usually "
    "widely locally just so itself himself herself themselves the a an as in of by for became "
    "becomes become not still again first , ( [ \" '' `` “ ” ' ‘ ’ - – — : ; ) ] / . 's ’s"
)


def _only_between(tokens: Sequence[str]) -> bool:
    return all(token.casefold() in _BETWEEN or token[0].isupper() for token in tokens)


def speaks_of_the_name(
    document: Document, entity: Entity, *, after: int = 4, before: int = 2
) -> bool:
    """Whether a sentence with a mention tells where the name comes from, or other names.

    Args:
        document, entity: of which to look at all mentions.
        after, before: tokens that may stand between.
    """
    short = {name for name in entity.names if entity.type == "PER" and _INITIALED.match(name)}
    for mention in entity.mentions:
        tokens = document.sents[mention.sent]
        for says, first, last in _of_names(tokens):
            if says == "known as" and any(
                m.name in short and m.sent == mention.sent for m in entity.mentions
            ):
                continue  # "Ada Jane Berg, known as A. J. Berg": the initials change with the name
            # "X, also known as", "the name X"; farther away it is about something else
            behind, ahead = first - mention.end, mention.start - last - 1
            if 0 <= behind <= after and _only_between(tokens[mention.end : first]):
                return True
            if 0 <= ahead < before + 1 and _only_between(tokens[last + 1 : mention.start]):
                return True
    return False


@lru_cache(maxsize=1_024)
def _of_names(tokens: tuple[str, ...]) -> tuple[tuple[str, int, int], ...]:
    """What a sentence says that speaks of a name, with its first and last token."""
    text = " ".join(tokens)
    found = []
    for match in _OF_NAMES.finditer(text):
        first = text.count(" ", 0, match.start())
        found.append((match[0].casefold(), first, first + match[0].count(" ")))
    return tuple(found)


def is_transcribed(document: Document, entity: Entity, *, initials: Collection[str]) -> bool:
    """Whether brackets behind a mention give the name in another tongue, in sounds, or initials."""
    annotated = document.mentioned
    for mention in entity.mentions:
        tokens = document.sents[mention.sent]
        at = mention.end
        while at < len(tokens) and tokens[at] in ('"', "''", "”", "'"):
            at += 1
        if at >= len(tokens) or tokens[at] not in ("(", "[", "/"):
            continue
        inside: list[str] = []
        for number in range(at + 1, min(len(tokens), at + 30)):
            if tokens[number] in (")", "]"):
                break
            inside.append(tokens[number])
        text = " ".join(inside)
        if any(ord(char) > 0x24F and char.isalpha() for char in text) or "/" in inside:
            return True
        if _TONGUES.match(text):
            return True
        first = at + 1
        if (
            inside
            and (mention.sent, first) not in annotated
            and inside[0] not in initials
            and len(inside[0]) > 1
            and (inside[0].isupper() or inside[0] in ("``", '"'))
        ):
            return True
    return False


# Words of names that are no more than "saint", "new", "company" or an article, in any tongue.
_GENERIC = word_set(
    "saint st. st new old great upper lower south north east west inc corp ltd llc plc san santa "
    "los "
    "las les des del der den von van dos das the and united states republic kingdom federal people "
    "democratic equatorial central northern southern eastern western royal national international "
    "first second third american de el al la le navy army symphony transit ordinance champions "
    "miss "
    "championship championships congress parliament committee council ministry institute academy"
)


def distinctive(name: str, kind: str | None) -> set[str]:
    """Words of a name by which a reader knows it again.

    >>> sorted(distinctive("Relic Records of Orland", "ORG"))
    ['Orland', 'Relic']
    """
    noun = name_noun(name, kind or "")
    generic = set(noun[0].split(" ")) if noun else set()
    return {
        word
        for word in re.findall(r"[^\W\d_]{3,}", name)
        if word[0].isupper()
        and word.lower() not in common_words()
        and word.lower() not in generic
        and word.lower() not in _GENERIC
        and place_form(word) in ((None,) if kind in (None, "LOC") else (None, "place"))
    }


_LIGATURES = str.maketrans(
    {"æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "œ": "oe", "ß": "ss", "ł": "l", "Ł": "L", "đ": "d"}
)


def without_accents(word: str) -> str:
    """A word in plain letters, as far as its own are those with marks.

    >>> without_accents("Aliágas"), without_accents("Næss")
    ('Aliagas', 'Naess')
    """
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFKD", word.translate(_LIGATURES))
    return "".join(char for char in parts if not unicodedata.combining(char))


def capitalized(document: Document) -> list[tuple[int, int, str, str]]:
    """The capitalized tokens, as (sentence, token, token itself, its first word)."""
    return [
        (sent, at, token, bare[0])
        for sent, tokens in enumerate(document.sents)
        for at, token in enumerate(tokens)
        if token[:1].isupper() and (bare := _BARE.match(token))
    ]


_BARE = re.compile(r"\w+")


def _misspelled(word: str, name: str) -> bool:
    """Whether a word is a name with two letters that changed places.

    >>> _misspelled("Orladn", "Orland"), _misspelled("Orlando", "Orland")
    (True, False)
    """
    if len(word) != len(name) or word == name or word[0] != name[0]:
        return False
    apart = [at for at, (one, other) in enumerate(zip(word, name, strict=True)) if one != other]
    return len(apart) == 2 and apart[1] == apart[0] + 1 and sorted(word) == sorted(name)


def leaks(
    capitals: Sequence[tuple[int, int, str, str]], entity: Entity, covered: set[tuple[int, int]]
) -> str | None:
    """A word outside of what is replaced with the entity that gives it away, if there is one.

    Args:
        capitals: the capitalized tokens of the document.
        entity: one of its entities.
        covered: (sentence, token) that change when the entity is replaced.
    """
    names = entity.names
    if entity.type == "PER":  # others may have the given name; the middle ones nobody knows
        names = tuple(name.split(" ")[-1] for name in names)
    words = {word for name in names for word in distinctive(name, entity.type)}
    if not words:
        return None
    # words derived from one share all but its last letter: Ancona, Anconitano
    stems = {word.casefold()[: max(4, len(word) - 1)]: len(word) for word in words if len(word) > 4}
    plain = {without_accents(word) for word in words}
    for sent, at, token, bare in capitals:
        if (sent, at) in covered:
            continue
        if without_accents(bare) in plain and bare not in words:
            return token
        if bare in words or (bare.isupper() and bare.capitalize() in words):
            return token
        if len(bare) > 4:
            folded = bare.casefold()
            if any(_misspelled(bare, word) for word in words) and folded not in common_words():
                return token
            for stem, length in stems.items():
                if (
                    folded.startswith(stem)
                    and abs(len(bare) - length) < 5
                    and folded not in common_words()
                    and name_gender(bare) is None
                ):
                    return token
    return None
