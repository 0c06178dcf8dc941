"""Entities that no other one can stand for, although all of their names could be replaced.

A state in an age before it, a sea that borders on what the text names, one of several states of one
history, a state whose adjective stands in a name that stays, a person whom the text spells in two
ways, a word of which the text tells the origin.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import chain, combinations

from irrealis.builders.families.documents.reading import Document, Entity
from irrealis.builders.redocred_cf.families import Parts
from irrealis.builders.redocred_cf.kinds import CHARACTER, PERSON, Kind
from irrealis.builders.redocred_cf.places import cities, divisions, holder_of, state_of
from irrealis.builders.redocred_cf.tables import rows
from rapidfuzz.distance import OSA

from irrealis.text.demonyms import Demonym, demonym_of
from irrealis.text.persons import given_names, name_gender
from irrealis.text.tokens import word_set

_ANCIENT = re.compile(
    r"\b(?:AD|A\.D\.) \d{1,3}\b|\b\d{1,3} (?:AD|CE)\b|"
    r"\b\d+(?:st|nd|rd|th)?(?: - |-| )?(?:century|centuries)? ?BCE?\b|"
    r"\bancient (?:Rome|Roman|Romans|Greece|Greek|Greeks|Egypt|Egyptian|China|India|Persia)\b"
)
_OF_THEIR_AGE = frozenset({PERSON, CHARACTER, "country", "former country"})
_COMPASS = word_set("north south central latin")
_SPELLED = 6  # letters of a surname from which on one other letter is a slip


_SACRED = re.compile(
    r"\b(?:Jesus|Christ|Bible|[Bb]iblical|Gospels?|Testament|Apostles?|Prophets?|Torah|"
    r"Qur ?['’]?[aā]n|Moses|Genesis|Exodus|Psalms?|Muhammad|Buddha|Krishna|Vishnu|Shiva|"
    r"[Mm]ytholog\w+|[Dd]eit(?:y|ies)|[Gg]oddess(?:es)?|demigods?|Zeus|Apollo|Troy|Trojans?|Iliad|"
    r"Odyssey|Achilles|Heracles|Hercules|Odin|Pharaohs?)\b"
)


def sacred(document: Document, entity: Entity) -> bool:
    """Whether a person stands beside those of scriptures and myths, whom nobody else can be."""
    return entity.type == "PER" and any(
        _SACRED.search(" ".join(document.sents[mention.sent])) for mention in entity.mentions
    )


def ancient(document: Document, entity: Entity, kind: Kind) -> bool:
    """Whether a state, a person or a work is of an age of which no donor is."""
    if kind.name not in _OF_THEIR_AGE and entity.type != "MISC":
        return False
    # what the first sentence says is said of all
    sents = {0, *(mention.sent for mention in entity.mentions)}
    return any(_ANCIENT.search(" ".join(document.sents[sent])) for sent in sents)


@cache
def _histories() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(states.split("|")) for (states,) in rows("histories.tsv"))


def of_one_history(entities: Sequence[Entity]) -> Iterator[int]:
    """States that stand beside one that they were, or became: Russia and the Soviet Union."""
    places: dict[int, set[str]] = {}
    for i, entity in enumerate(entities):
        if entity.type == "LOC":
            places[i] = {row.place for name in entity.names if (row := demonym_of(name))}
    for i, j in combinations(places, 2):
        both = places[i] | places[j]
        if places[i] != places[j] and any(
            places[i] & states and places[j] & states and both <= states for states in _histories()
        ):
            yield from (i, j)


def left_in_a_name(
    document: Document, place: Demonym, covered: Collection[tuple[int, int]]
) -> str | None:
    """A form of a state's name that does not change with it: the Chinese Basketball Association."""
    words = {
        word
        for word in (*place.adjectives, *place.places, *place.persons, *place.people)
        if word.isalpha() and word[0].isupper() and len(word) > 3
    }
    for sent, tokens in enumerate(document.sents):
        for at, token in enumerate(tokens):
            if token not in words or (sent, at) in covered:
                continue
            if at and token.startswith("America") and tokens[at - 1].lower() in _COMPASS:
                continue  # North America is no part of the United States
            holder = document.mentioned.get((sent, at))
            kind = document.entities[holder].type if holder is not None else None
            # "the King of Spain" may be anyone; "Philip of Spain" is not
            ruler = kind == "PER" and at > 0 and tokens[at - 1] == "of"
            if kind in ("ORG", "MISC") or ruler:
                return token
    return None


def misspelled(entities: Sequence[Entity]) -> Iterator[int]:
    """Persons of whom one has the surname of the other with a letter more, less or exchanged."""
    family = [
        (name.split(" ")[-1], i)
        for i, entity in enumerate(entities)
        if entity.type == "PER"
        for name in entity.names
    ]
    for (one, i), (other, j) in combinations(sorted(set(family)), 2):
        short = min(len(one), len(other))
        exchanged = sorted(one) == sorted(other) and short >= _SPELLED
        slip = i != j and one != other and (exchanged or short > _SPELLED)
        if slip and OSA.distance(one, other, score_cutoff=1) <= 1:
            yield from (i, j)


_WORD = re.compile(
    r"^(?:(?:\S+ ){0,2})?(?:is|was|are|were|means|meaning)\b(?: \S+){0,4}? "
    r"(?:word|words|name|term|phrase|expression)\b(?: \S+){0,6}? "
    r"(?:mean|means|meaning|for|from|derived|that)\b"
)
_ORIGIN = re.compile(
    r"\b(?:deriv(?:es?|ed|ation)|etymology|originates?|comes?|came|corruption|taken) "
    r"(?:from|of)(?: \S+){0,7}? [\"“`'‘]"
)


def has_an_origin(document: Document, entity: Entity) -> bool:
    """Whether the text tells of which words the name was made, and so what it was."""
    for mention in entity.mentions:
        tokens = document.sents[mention.sent]
        if _WORD.match(" ".join(tokens[mention.end : mention.end + 16])):
            return True
        if mention.type in ("LOC", "ORG") and mention.start < 2:
            after = chain(*document.sents[mention.sent : mention.sent + 2])
            if _ORIGIN.search(" ".join(after)) and re.search(
                r"\b(?:name|named|word|meaning|etymolog\w+)\b", " ".join(tokens)
            ):
                return True
    return False


# Words before a name that are of no English one: "Parc del Foix", "Banco di Roma".
_FOREIGN = word_set(
    "del della dello dei degli delle di du des do da dos das von vom zum zur van de"
)


def in_another_tongue(name: str, start: int) -> bool:
    """Whether the words before a part of a name are of a tongue that is not that of the text."""
    return start > 0 and name.split(" ")[start - 1] in _FOREIGN


def titled_otherwise(document: Document, names: Collection[str], title_end: int, at: int) -> bool:
    """Whether a longer name has another form of a state than the title has before the same words.

    Args:
        document: the document.
        names: all names of its entities.
        at, title_end: where the state stands in the title.
    """
    title = document.title
    rest = title[title_end:].split(" (")[0].strip()
    return rest.count(" ") > 0 and any(
        name.endswith(rest) and not name.endswith(title[at:title_end] + title[title_end:])
        for name in names
    )


def with_more_names(parts: Parts) -> Iterator[int]:
    """Whose surname a person shares who is known by two given names: Diana Wynne Jones."""
    for name, found in parts.items():
        given = [w for w in name.split(" ")[:-1] if len(w.strip(".")) > 2 and w[0].isupper()]
        if len(given) > 1:
            yield from (part.owner for part in found)


_BORDERS = re.compile(
    r"\b(?:border|borders|bordered|bordering|frontier|neighbou?rs?|neighbou?ring|adjoins?|adjoining|"
    r"state lines?|boundary|boundaries)\b"
)


def bordering(document: Document) -> Iterator[int]:
    """States and divisions of which a sentence says that they lie beside one another."""
    for sent, tokens in enumerate(document.sents):
        text = " ".join(tokens)
        everywhere = "international border" in text
        if not _BORDERS.search(text):
            continue
        found = {
            i: name
            for i, entity in enumerate(document.entities)
            for mention in entity.mentions
            if (everywhere or mention.sent == sent)
            and mention.type == "LOC"
            and (name := _state_or_division(mention.name))
        }
        if len(set(found.values())) > 1:
            yield from found


def _state_or_division(name: str) -> str:
    state = state_of(name)
    return state.name if state is not None else name if name in divisions() else ""


_INITIAL = re.compile(r"(?:[A-Z]\.)+(?:-[A-Z]\.)*|[B-HJ-Z]")


def cut_off(document: Document) -> Iterator[int]:
    """Persons before whose name another part of it stands: "J. R." before "Orland".

    Upstream may have annotated that part as another person, or ended a sentence behind it.
    """
    for i, entity in enumerate(document.entities):
        for mention in entity.mentions if entity.type == "PER" else ():
            sent, at = mention.sent, mention.start - 1
            if at < 0 and sent:
                sent, at = sent - 1, len(document.sents[sent - 1]) - 1
                if not document.sents[sent][at].endswith("."):
                    continue
            beside = document.mentioned.get((sent, at))
            begun = at >= 0 and _is_begun(document.sents[sent][: at + 1])
            if beside is None and begun:
                yield i
            elif beside is not None and document.entities[beside].type == "PER":
                yield from (i, beside) if begun or sent == mention.sent else ()


def _is_begun(before: Sequence[str]) -> bool:
    """Whether these tokens end with initials."""
    last = before[-2:-1] if before[-1] == "." else before[-1:]
    return bool(last) and _INITIAL.fullmatch(last[0]) is not None


_HOUSE = "(?:house|clan|family|dynasty)"
_STYLES = word_set(
    "prince princess king queen emperor empress lord lady sir dame general president"
)


def of_one_family(document: Document) -> Iterator[int]:
    """Persons whose family's name comes first and is that of another person or of a house, too."""
    people = {i: e for i, e in enumerate(document.entities) if e.type == "PER"}
    words = {i: {word for name in e.names for word in name.split(" ")} for i, e in people.items()}
    text = " ".join(chain(*document.sents))
    for i, entity in people.items():
        for first in {first for name in entity.names if (first := _family_first(name))}:
            others = [j for j in people if j != i and first in words[j]]
            if others:
                yield from (i, *others)
            word = re.escape(first)
            if re.search(rf"\b(?:(?i:{_HOUSE}) of (?:the )?{word}|{word} (?i:{_HOUSE}))\b", text):
                yield i


def _family_first(name: str) -> str:
    """The first word of a full name that is no given name, as of many in East Asia; or ""."""
    words = [word for word in name.split(" ") if word.casefold() not in _STYLES]
    first = words[0] if len(words) > 1 else ""
    family = re.fullmatch(r"[A-Z][^\W\d_]+", first) and first not in given_names()
    return first if family and name_gender(first) is None else ""


_CAPITAL = {"P36": False, "P1376": True}  # whether the capital is the head


def capitals(document: Document) -> Iterator[tuple[int, int]]:
    """Each place with its capital: of a well-known one everybody knows whose capital it is."""
    for label in document.labels:
        if label.relation in _CAPITAL:
            pair = label.head, label.tail
            yield pair[::-1] if _CAPITAL[label.relation] else pair


_LATER = re.compile(
    r"^(?:He|She|It|They|The \w+|(?:His|Her|Its|Their) name)(?: \S+){0,3}? "
    r"(?:named (?:after|for|in)|called (?:so|after)|derives?|comes? from|means|"
    r"takes? (?:his|its|her))\b"
)


def named_later(document: Document) -> Iterator[int]:
    """Whose name the next sentence tells the origin of: "He is named after a train"."""
    title = document.title.split(" (")[0]
    for sent, tokens in enumerate(document.sents):
        if sent and _LATER.match(" ".join(tokens)):
            for i, entity in enumerate(document.entities):
                before = any(m.sent == sent - 1 and m.start < 3 for m in entity.mentions)
                if before or title in entity.names:
                    yield i


# One of several tongues of a state: "English - Canadian", "French - Swiss".
_OF_SEVERAL = word_set("english french german italian flemish")
_OF_MANY_TONGUES = frozenset({"Canada", "Switzerland", "Belgium", "India", "South Africa"})


def of_many_tongues(document: Document, entity: Entity) -> bool:
    """Whether a state stands for those of its people who speak one of its tongues."""
    for mention in entity.mentions:
        before = document.sents[mention.sent][: mention.start]
        row = demonym_of(mention.name)
        if (
            row is not None
            and row.place in _OF_MANY_TONGUES
            and before[-1:] in (("-",), ("–",))
            and before[-2:-1]
            and before[-2].casefold() in _OF_SEVERAL
        ):
            return True
    return False


# Words before a state that fit no other one, and those with which it names a people of its own.
_OWN = word_set(
    "contiguous continental metropolitan mainland african afro asian arab anglo native indigenous "
    "latin"
)


def like_no_other(document: Document, sent: int, start: int) -> bool:
    """Whether the word before a state fits no other: "continental", "African -"."""
    before = [token.casefold() for token in document.sents[sent][:start]]
    while before and before[-1] in ("-", "–", "the"):
        before.pop()
    return bool(before) and before[-1] in _OWN


def of_one_stem(entities: Sequence[Entity]) -> Iterator[tuple[int, int]]:
    """A state and another place with its name in another form: Maldives, Maldive Islands."""
    for i, entity in enumerate(entities):
        row = next(filter(None, map(demonym_of, entity.names)), None)
        if entity.type != "LOC" or row is None or not row.place:
            continue
        forms = {*row.places, *row.adjectives, *row.persons, *row.people}
        for j, other in enumerate(entities):
            words = {w for name in other.names for w in name.split(" ") if len(w) >= _STEM}
            stems = {word for word in words - forms if row.place.startswith(word)}
            if other.type == "LOC" and stems and forms.isdisjoint(other.names):
                yield i, j


_STEM = 5  # letters from which on the beginning of a name shows which it is


_DIVISION_OF = re.compile(r"(?:province|state|county|region|district|department|prefecture) of$")


def named_apart(document: Document) -> set[str]:
    """States of which a known city or division is named outside of the names of places.

    So "University of Toronto", or "Ontario" where nobody annotated it: it stays, and with it what
    everybody knows of it.
    """
    found: set[str] = set()
    for sent, tokens in enumerate(document.sents):
        for at, token in enumerate(tokens):
            owner = document.mentioned.get((sent, at))
            kind = document.entities[owner].type if owner is not None else "ORG"
            if not token[:1].isupper() or kind not in ("ORG", "MISC"):
                continue
            pair = " ".join(tokens[at : at + 2])
            found.add(holder_of(token) if at and _is_free(tokens, at) else "")
            found.add(holder_of(pair))
    return found - {""}


def _is_free(tokens: Sequence[str], at: int) -> bool:
    """Whether a word stands as a place does, and not in the name of a person."""
    before = tokens[at - 1].casefold()
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    return before in _AT and not (after[:1].isupper() and name_gender(tokens[at]) is not None)


_AT = word_set("in of at from to near for , and - the")


def in_a_division(
    document: Document, kinds: Sequence[Kind], pairs: Sequence[tuple[int, int]]
) -> set[int]:
    """Cities for which no other known one will do: the text says in which division they lie.

    Nor is a capital any other one, or a city that gives a division its name.

    Args:
        document, kinds: the document, and what each entity is.
        pairs: larger places with known ones in them.
    """
    found = {i for place, i in pairs if kinds[place].name == "division"}
    found |= {capital for _, capital in capitals(document)}
    for i, entity in enumerate(document.entities):
        before = (document.sents[m.sent][max(0, m.start - 2) : m.start] for m in entity.mentions)
        if any(_DIVISION_OF.search(" ".join(words)) for words in before):
            found.add(i)
    return {i for i in found if kinds[i].name in ("city", "suburb")}


_IN = frozenset({"P17", "P131", "P276"})
_LOCAL = frozenset({"division", "city", "suburb"})
_HOLDERS = frozenset({"division", "country", "former country"})


def lying_in(document: Document, kinds: Sequence[Kind]) -> Iterator[tuple[int, int]]:
    """Each larger place with the known cities and divisions that the document puts in it.

    It does so by its labels, by a comma or a bracket between the two ("Ulm , Orland"), or by naming
    a city that the tables have in the state.
    """
    entities = document.entities
    known = {
        i
        for i, entity in enumerate(entities)
        if entity.type == "LOC"
        and kinds[i].name in _LOCAL
        and any(name in cities() or name in divisions() for name in entity.names)
    }
    for label in document.labels:
        if label.relation in _IN and label.head in known and label.tail != label.head:
            yield label.tail, label.head
    held = {i: {found for n in entities[i].names if (found := holder_of(n))} for i in known}
    for j, entity in enumerate(entities):
        state = {one.name for name in entity.names if (one := state_of(name))}
        if entity.type == "LOC" and state:
            yield from ((j, i) for i in known if i != j and state & held[i])
    for i in known:
        for mention in entities[i].mentions:
            between = document.sents[mention.sent][mention.end : mention.end + 1]
            beside = document.mentioned.get((mention.sent, mention.end + 1))
            if (
                between in ((",",), ("(",))
                and beside not in (None, i)
                and kinds[beside].name in _HOLDERS
            ):
                yield beside, i
