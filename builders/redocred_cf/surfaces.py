"""What an entity is called in a document, in which grammatical form, and where.

A *surface* is a string that has to change when its entity is replaced: a name of one of its
mentions, or a form that goes with it (surname of a person, adjective of a country). A *form* is
what a surface is grammatically; a new name may stand only where one of the same form stood.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from irrealis.builders.redocred_cf.documents import Document, Entity, fold

from irrealis.text.dates import Period, date_form, period
from irrealis.text.demonyms import Demonym, adjectival, demonym_of, place_form
from irrealis.text.persons import genders, pronoun_genders

NAME, COMMON, POSSESSIVE = "name", "common", "possessive"
FULL, SINGLE = "full", "single"
ADJECTIVE, PERSON, PEOPLE = "adjective", "person", "people"
_INHABITANT = (ADJECTIVE, PERSON, PEOPLE)


@cache
def form_of(name: str, kind: str | None) -> str:
    """The form of a name of an entity of type `kind` (PER, LOC, ORG, MISC, TIME, NUM)."""
    if kind == "TIME":
        return f"date: {date_form(name)}"
    if kind == "NUM":
        return "number: " + re.sub(
            r"\d[\d.,]*", "0", name.lower() if name[0].isdigit() else "words"
        )
    if name.endswith(("'s", "’s", "s'", "s’")):
        return POSSESSIVE
    if kind == "PER":
        return FULL if " " in name else SINGLE
    if adjectival(name):
        return ADJECTIVE
    inhabitant = place_form(name)
    if inhabitant in _INHABITANT:
        return inhabitant
    return COMMON if name[0].islower() else NAME


def derived_names(entity: Entity) -> dict[str, str]:
    """Names that the entity's own imply, by form: the adjective of a country, a surname.

    Only for entities of one type, and not for forms that the entity has a name of.
    """
    forms = {form_of(name, entity.type) for name in entity.names}
    if entity.type == "PER":
        full = main_name(entity)
        return {SINGLE: surname(full)} if " " in full and SINGLE not in forms else {}
    row = place_of(entity)
    if row is None:
        return {}
    known = {
        NAME: row.places,
        ADJECTIVE: row.adjectives,
        PERSON: row.persons,
        PEOPLE: row.people,
    }
    return {form: names[0] for form, names in known.items() if names and form not in forms}


def companions(entity: Entity) -> dict[str, str]:
    """Other surfaces that would give the old entity away, with their forms."""
    if entity.type == "PER":
        full = main_name(entity)
        return {surname(full): SINGLE} if " " in full else {}
    row = place_of(entity)
    if row is None:
        return {}
    return {
        **dict.fromkeys(row.persons, PERSON),
        **dict.fromkeys(row.people, PEOPLE),
        **dict.fromkeys(row.adjectives, ADJECTIVE),
        **dict.fromkeys(row.places, NAME),
    }


def place_of(entity: Entity) -> Demonym | None:
    """The place that a LOC entity names, by any of its names."""
    if entity.type != "LOC":
        return None
    return next(filter(None, map(demonym_of, entity.names)), None)


def main_name(entity: Entity) -> str:
    """The fullest name: most words, then most letters, then the first."""
    return max(entity.names, key=lambda name: (name.count(" "), len(name)))


@dataclass(frozen=True, slots=True)
class Hit:
    """A surface outside of all mentions: tokens `start` to `end` of sentence `sent`.

    `before` and `after` are what the first and last token have beyond the surface ("Bergen-based").
    """

    entity: int
    surface: str
    sent: int
    start: int
    end: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TitleHit:
    """Characters `start` to `end` of the title, to become what `surface` becomes."""

    entity: int
    surface: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """What must be known of a document to replace its entities, one item an entity.

    Attributes:
        surfaces: surface -> form; all must change when the entity is replaced.
        hits, title_hits: surfaces that are not mentions.
        locks: why the entity must not be replaced, or None.
        inside: entities in whose mentions a name of this one stands.
        kin: the entity that leads those that name the same place (Poland for "Polish").
        namesakes: pairs of entities that share a name and cannot both stay.
        genders: "female", "male", "unsure" or None, of persons.
        pronouns: genders of the document's pronouns.
        articles: whether "the" stands before some (None: before no form that could take it).
        gaps: of a date, the last day before and the first day after it that the document names.
    """

    surfaces: tuple[Mapping[str, str], ...]
    hits: tuple[Hit, ...]
    title_hits: tuple[TitleHit, ...]
    locks: tuple[str | None, ...]
    inside: tuple[frozenset[int], ...]
    kin: tuple[int, ...]
    namesakes: tuple[tuple[int, int], ...]
    genders: tuple[str | None, ...]
    pronouns: frozenset[str]
    articles: tuple[frozenset[bool], ...]
    gaps: tuple[tuple[Period | None, Period | None] | None, ...]


def analyze(document: Document) -> Analysis:
    """Find all of it in one pass over a cleaned document."""
    entities = document.entities
    own = [{name: form_of(name, entity.type) for name in entity.names} for entity in entities]
    taken = {name for names in own for name in names}
    holders: dict[str, set[int]] = {}
    for i, names in enumerate(own):
        for name in names:
            holders.setdefault(fold(name), set()).add(i)
    kin = _kin(entities)
    going_with = [companions(entity) if kin[i] == i else {} for i, entity in enumerate(entities)]
    shared = Counter(surface for table in going_with for surface in table)
    extra = [
        {s: form for s, form in table.items() if s not in taken and shared[s] == 1}
        for table in going_with
    ]
    hits, title_hits, ambiguous = _find(document, own, extra)
    locks: list[str | None] = [_lock(entity, own[i]) for i, entity in enumerate(entities)]
    for i in ambiguous:
        locks[i] = locks[i] or "an unannotated occurrence may be another entity's"
    for hit in hits:
        if not _replaceable(hit, entities[hit.entity], document):
            locks[hit.entity] = (
                locks[hit.entity] or "an unannotated occurrence may be something else"
            )
    people = [i for i, entity in enumerate(entities) if entity.type == "PER"]
    shown = genders(
        [list(sent) for sent in document.sents],
        [[(m.sent, m.start, m.end) for m in entities[i].mentions] for i in people],
        [list(entities[i].names) for i in people],
    )
    by_entity: dict[int, str | None] = dict(zip(people, shown, strict=True))
    for i, gender in by_entity.items():
        if gender == "unsure":
            locks[i] = locks[i] or "the document shows it as a man and as a woman"
    surfaces = []
    for i, names in enumerate(own):
        met = {hit.surface for hit in hits if hit.entity == i}
        met |= {hit.surface for hit in title_hits if hit.entity == i}
        surfaces.append({**names, **{s: f for s, f in extra[i].items() if s in met}})
    return Analysis(
        surfaces=tuple(surfaces),
        hits=hits,
        title_hits=title_hits,
        locks=tuple(locks),
        inside=tuple(_inside(entities, i) for i in range(len(entities))),
        kin=kin,
        namesakes=tuple(
            sorted({(i, j) for found in holders.values() for i in found for j in found if i < j})
        ),
        genders=tuple(by_entity.get(i) for i in range(len(entities))),
        pronouns=frozenset(pronoun_genders([list(sent) for sent in document.sents])),
        articles=tuple(_articles(document, entity) for entity in entities),
        gaps=_gaps(document),
    )


def _lock(entity: Entity, names: Mapping[str, str]) -> str | None:
    if entity.type is None:
        return "its mentions have more than one type"
    if any(form in (COMMON, POSSESSIVE, "date: other") for form in names.values()):
        return "a name of a form that no other name fits"
    return None


def _word(surface: str) -> str:
    return rf"(?<!\w){re.escape(surface)}(?!\w)"


def _find(
    document: Document, own: list[dict[str, str]], extra: list[dict[str, str]]
) -> tuple[tuple[Hit, ...], tuple[TitleHit, ...], set[int]]:
    """Surfaces outside of mentions and in the title, and entities whose surfaces are ambiguous."""
    belongs: dict[str, int] = {}
    ambiguous: dict[str, set[int]] = {}
    for table in (extra, own):  # an entity's own name outranks a form that goes with another
        for i, names in enumerate(table):
            for name in names:
                if table is own and belongs.get(name, i) != i and name in own[belongs[name]]:
                    ambiguous.setdefault(name, {belongs[name]}).add(i)
                belongs[name] = i
    covered: dict[int, list[tuple[int, int]]] = {}
    for entity in document.entities:
        for mention in entity.mentions:
            covered.setdefault(mention.sent, []).append((mention.start, mention.end))
    hits = []
    unclear: set[int] = set()
    unmentioned = []
    for sent, tokens in enumerate(document.sents):
        masked = list(tokens)
        for start, end in covered.get(sent, ()):
            masked[start:end] = ["\0"] * (end - start)
        unmentioned.append(masked)
    lines = [" ".join(masked) for masked in unmentioned]
    everything = "\n".join([document.title, *lines])
    met = sorted((s for s in belongs if s in everything), key=lambda s: (-len(s), s))
    if not met:
        return (), (), set()
    pattern = re.compile("|".join(map(_word, met)))
    for sent, (masked, line) in enumerate(zip(unmentioned, lines, strict=True)):
        for match in pattern.finditer(line):
            surface = match[0]
            start = line.count(" ", 0, match.start())
            end = start + surface.count(" ") + 1
            left = match.start() - (line.rfind(" ", 0, match.start()) + 1)
            right = (line + " ").find(" ", match.end()) - match.end()
            first, last = masked[start], masked[end - 1]
            unclear |= ambiguous.get(surface, set())
            hits.append(
                Hit(
                    belongs[surface],
                    surface,
                    sent,
                    start,
                    end,
                    first[:left],
                    last[len(last) - right :] if right else "",
                )
            )
    title_hits: list[TitleHit] = []
    for match in pattern.finditer(document.title):
        unclear |= ambiguous.get(match[0], set())
        i, start, surface = belongs[match[0]], match.start(), match[0]
        person = document.entities[i]
        given = f"{main_name(person).split()[0]} "
        if person.type == "PER" and not title_hits and document.title.startswith(given):
            # another fullness of the name than in the text, from the given name to the surname
            start, surface = 0, main_name(person)
        title_hits.append(TitleHit(i, surface, start, match.end()))
    return tuple(hits), tuple(title_hits), unclear


def _replaceable(hit: Hit, entity: Entity, document: Document) -> bool:
    """Whether an unannotated occurrence surely is the entity, or reads well if it is not."""
    if entity.type in ("TIME", "NUM") or hit.surface[0].islower():
        return False
    if entity.type in ("LOC", "ORG") or " " in hit.surface:
        return True
    # one word of a person or a work: not next to another capitalized word, whose name it may be
    tokens = document.sents[hit.sent]
    beside = [tokens[at] for at in (hit.start - 1, hit.end) if 0 <= at < len(tokens)]
    if hit.start == 1:
        beside = beside[1:]  # the first word of a sentence is capitalized whatever it is
    return not any(token[0].isupper() for token in beside)


def _kin(entities: tuple[Entity, ...]) -> tuple[int, ...]:
    """For each entity, the one that leads all that name its place; upstream may split them."""
    places = [place_of(entity) for entity in entities]
    leader: dict[Demonym, int] = {}
    for i in sorted(range(len(entities)), key=lambda i: (-len(entities[i].roles), i)):
        place = places[i]
        if place is not None:
            leader.setdefault(place, i)
    return tuple(i if place is None else leader[place] for i, place in enumerate(places))


def _inside(entities: tuple[Entity, ...], i: int) -> frozenset[int]:
    """Entities in a mention of which a name of entity `i` stands among other words."""
    found = set()
    for j, other in enumerate(entities):
        for longer in other.names if j != i else ():
            for name in entities[i].names:
                if name != longer and name in longer and re.search(_word(name), longer):
                    found.add(j)
    return frozenset(found)


def _articles(document: Document, entity: Entity) -> frozenset[bool]:
    """Whether "the" stands right before the mentions that are names: {True}, {False}, both."""
    found = set()
    for mention in entity.mentions:
        if form_of(mention.name, entity.type) in (NAME, FULL, SINGLE):
            before = document.sents[mention.sent][mention.start - 1] if mention.start else ""
            found.add(before in ("the", "The"))
    return frozenset(found)


def _gaps(document: Document) -> tuple[tuple[Period | None, Period | None] | None, ...]:
    """For each date, the nearest periods that surely come before and after it, if it may move.

    A date that contains another, as a year does its days, may not: they would have to move
    together. Keeping a date in its gap keeps the order of all dates of the document.
    """
    periods = [
        period(main_name(entity)) if entity.type == "TIME" else None for entity in document.entities
    ]
    known = [one for one in periods if one is not None]
    gaps: list[tuple[Period | None, Period | None] | None] = []
    for one in periods:
        if one is None or sum(one[0] <= o[1] and o[0] <= one[1] for o in known) > 1:
            gaps.append(None)
            continue
        gaps.append(
            (
                max((o for o in known if o[1] < one[0]), default=None, key=lambda o: o[1]),
                min((o for o in known if one[1] < o[0]), default=None),
            )
        )
    return tuple(gaps)


def names_in_order(names: Mapping[str, str], form: str) -> Iterator[str]:
    """Surfaces of a form, the fullest first."""
    yield from sorted(
        (name for name, found in names.items() if found == form),
        key=lambda name: (-name.count(" "), -len(name), name),
    )


_SUFFIXES = frozenset({"Jr.", "Jr", "Sr.", "Sr", "I", "II", "III", "IV", "V", "VI", "VII", "VIII"})
_PARTICLES = frozenset(
    {
        "al",
        "bin",
        "da",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "du",
        "ibn",
        "la",
        "le",
        "van",
        "von",
    }
)


def surname(full: str) -> str:
    """The one word or words a person is called by after the full name was given.

    >>> [surname(full) for full in ("Ludwig van Beethoven", "Henry VIII of England", "Ken Griffey Jr.")]
    ['van Beethoven', 'Henry', 'Griffey']
    """
    words = full.split(" of ")[0].split(" , ")[0].split()
    if " of " in full and len(words) == 1:
        return words[0]
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    if " of " in full:
        return words[0]
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    return " ".join(words[at:])
