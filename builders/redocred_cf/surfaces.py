"""What an entity is called in a document, in which grammatical form, and where.

A *surface* is a string that has to change when its entity is replaced: a name of one of its
mentions, or a form that goes with it (surname of a person, adjective of a country). A *form* is
what a surface is grammatically; a new name may stand only where one of the same form stood.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from irrealis.builders.redocred_cf.documents import Document, Entity, fold

from irrealis.text.articles import takes_the
from irrealis.text.dates import Period, date_form, period
from irrealis.text.demonyms import Demonym, adjectival, demonym_of, place_form
from irrealis.text.persons import genders, pronoun_genders

NAME, COMMON, POSSESSIVE, SCRIPT = "name", "common", "possessive", "another script"
FULL, SINGLE = "full", "single"
ADJECTIVE, PERSON, PEOPLE = "adjective", "person", "people"
# the tail of country, country of citizenship, or country of origin
_COUNTRY = frozenset({("t", "P17"), ("t", "P27"), ("t", "P495")})
_INHABITANT = (ADJECTIVE, PERSON, PEOPLE)


@lru_cache(maxsize=100_000)
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
    if any(char.isalpha() and not unicodedata.name(char, "").startswith("LATIN") for char in name):
        return SCRIPT
    if kind == "PER":
        return COMMON if name[0].islower() and " " not in name else FULL if " " in name else SINGLE
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
        full = next(names_in_order({n: form_of(n, "PER") for n in entity.names}, FULL), None)
        return {SINGLE: surname(full)} if full and SINGLE not in forms else {}
    row = place_of(entity)
    if row is None:
        return {}
    known = {NAME: row.places}
    if entity.roles & _COUNTRY:  # "Lisboner" is a word, but nobody is called a Lisboner poet
        known |= {ADJECTIVE: row.adjectives, PERSON: row.persons, PEOPLE: row.people}
    return {form: names[0] for form, names in known.items() if names and form not in forms}


def companions(entity: Entity) -> dict[str, str]:
    """Other surfaces that would give the old entity away, with their forms."""
    if entity.type == "PER":
        full = next(names_in_order({n: form_of(n, "PER") for n in entity.names}, FULL), None)
        return {surname(full): SINGLE} if full else {}
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
    """Characters `start` to `end` of the title, to become what `surface` becomes.

    Of several owners, all of that name, the first that is replaced decides.
    """

    owners: tuple[int, ...]
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
        kin: the entity that each follows, or itself (upstream may split Poland from "Polish").
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
    hits, unclear = _find(document, own, extra)
    title_hits, cut = _in_title(document, own, extra)
    locks: list[str | None] = [_lock(entity, own[i]) for i, entity in enumerate(entities)]
    for i in unclear:
        locks[i] = locks[i] or "an unannotated occurrence may be something else"
    for i in cut:
        locks[i] = locks[i] or "the title has a part of its name"
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
        met |= {hit.surface for hit in title_hits if i in hit.owners}
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
) -> tuple[tuple[Hit, ...], set[int]]:
    """Surfaces outside of mentions, and entities that cannot be told or cut from what is there."""
    belongs = _owners(own, extra)
    unclear: set[int] = set()
    masked = []
    for sent, tokens in enumerate(document.sents):
        row = list(tokens)
        for at in range(len(row)):
            if (sent, at) in document.mentioned:
                row[at] = "\0"
        masked.append(row)
    lines = [" ".join(row) for row in masked]
    everything = "\n".join(lines).casefold()
    met = sorted(
        (surface for surface in belongs if surface.casefold() in everything),
        key=lambda surface: (-len(surface), surface),
    )
    hits = []
    folded: dict[str, set[int]] = {}
    for i, names in enumerate(own):
        for name in names:
            folded.setdefault(name.casefold(), set()).add(i)
    pattern = re.compile("|".join(map(_word, met)) or r"(?!)", re.IGNORECASE)
    for sent, (row, line) in enumerate(zip(masked, lines, strict=True)):
        for match in pattern.finditer(line):
            surface = match[0]
            owner = belongs.get(surface, set())
            namesakes = owner | folded.get(surface.casefold(), set())
            if len(namesakes) > 1 or not owner:
                unclear |= namesakes  # whose it is, or if it is a common noun, cannot be told
            if not owner:
                continue
            start = line.count(" ", 0, match.start())
            end = start + surface.count(" ") + 1
            left = match.start() - (line.rfind(" ", 0, match.start()) + 1)
            right = (line + " ").find(" ", match.end()) - match.end()
            first, last = row[start], row[end - 1]
            after = last[len(last) - right :] if right else ""
            hits.append(Hit(min(owner), surface, sent, start, end, first[:left], after))
    for one, other in pairwise(hits):
        if one.sent == other.sent and other.start < one.end:  # "Norway/Sweden" is one token
            unclear |= {one.entity, other.entity}
    return tuple(hits), unclear | _straddling(document)


def _owners(own: list[dict[str, str]], extra: list[dict[str, str]]) -> dict[str, set[int]]:
    """Whose each surface is; an entity's own name outranks a form that goes with another."""
    owners: dict[str, set[int]] = {}
    for i, names in enumerate(own):
        for name in names:
            owners.setdefault(name, set()).add(i)
    for i, names in enumerate(extra):
        for name in names:
            owners.setdefault(name, {i})
    return owners


def _straddling(document: Document) -> set[int]:
    """Entities a name of which runs over the edge of a mention."""
    places: dict[str, list[tuple[int, int]]] = {}
    folded = [[token.casefold() for token in sent] for sent in document.sents]
    for sent, tokens in enumerate(folded):
        for at, token in enumerate(tokens):
            places.setdefault(token, []).append((sent, at))
    found = set()
    for i, entity in enumerate(document.entities):
        for name in entity.names:
            words = name.casefold().split(" ")
            for sent, at in places.get(words[0], ()) if len(words) > 1 else ():
                if folded[sent][at : at + len(words)] == words:
                    held = {
                        document.mentioned.get((sent, one)) for one in range(at, at + len(words))
                    }
                    if len(held) > 1:
                        found.add(i)
    return found


def _in_title(
    document: Document, own: list[dict[str, str]], extra: list[dict[str, str]]
) -> tuple[tuple[TitleHit, ...], set[int]]:
    """Surfaces in the title, however spaced or cased, and entities only a part of which is there.

    A title is plain text where mentions are tokens joined by spaces ("Do n't" for "Don't"). A
    person may be called there by a name of another fullness than anywhere in the text.
    """
    title = document.title
    squashed = _squash(title)
    found: list[TitleHit] = []
    for surface, owner in _owners(own, extra).items():
        if _squash(surface) in squashed and _squash(surface):
            parts = re.findall(r"\w+|[^\w\s]", surface)
            loose = r"(?<!\w)" + r"\s*".join(map(re.escape, parts)) + r"(?!\w)"
            found += [
                TitleHit(tuple(sorted(owner)), surface, match.start(), match.end())
                for match in re.finditer(loose, title, re.IGNORECASE)
            ]
    words = [(m[0].casefold(), m.start(), m.end()) for m in re.finditer(r"[^\s(),]+", title)]
    partial: dict[int, set[int]] = {}
    for i, entity in enumerate(document.entities):
        if entity.type != "PER":
            continue
        for name in entity.names:
            if " " in name:
                first, last = name.split(" ")[0].casefold(), surname(name).split(" ")[-1].casefold()
                starts = [start for word, start, _ in words if word == first]
                ends = [end for word, _, end in words if word == last]
                if starts and ends and starts[0] < ends[-1]:
                    found.append(TitleHit((i,), main_name(entity), starts[0], ends[-1]))
        names = {word.casefold() for name in entity.names for word in name.split(" ")}
        partial[i] = {start for word, start, _ in words if word in names and len(word) > 2}
    kept: list[TitleHit] = []
    for hit in sorted(found, key=lambda hit: (hit.start - hit.end, hit.start, hit.owners)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    covered = [range(hit.start, hit.end) for hit in kept]
    cut = {i for i, at in partial.items() if any(all(a not in c for c in covered) for a in at)}
    return tuple(sorted(kept, key=lambda hit: hit.start)), cut


def _squash(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


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
    """For each entity, the one it follows: upstream may keep apart what is one place or person.

    Entities that name the same place follow the one with the most relations; a person called by
    one word follows the only one whose fuller name has that word.
    """
    kin = list(range(len(entities)))
    leader: dict[Demonym, int] = {}
    for i in sorted(kin, key=lambda i: (-len(entities[i].roles), i)):
        place = place_of(entities[i])
        if place is not None:
            kin[i] = leader.setdefault(place, i)
    people = [i for i, entity in enumerate(entities) if entity.type == "PER"]
    fuller = {
        i: {word for name in entities[i].names if " " in name for word in name.split(" ")}
        for i in people
    }
    for i in people:
        if not fuller[i]:
            found = [j for j in people if set(entities[i].names) & fuller[j]]
            kin[i] = found[0] if len(found) == 1 else i
    return tuple(kin)


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
    """Whether "the" stands right before the mentions that are names: {True}, {False}, both.

    A known place takes it or not by its name, since "the" may belong to the noun behind it ("the
    Turkey national team").
    """
    names = [name for name in entity.names if form_of(name, entity.type) == NAME]
    if names and place_of(entity) is not None:
        return frozenset(map(takes_the, names))
    found = set()
    for mention in entity.mentions:
        if form_of(mention.name, entity.type) in (NAME, FULL, SINGLE):
            before = document.sents[mention.sent][mention.start - 1] if mention.start else ""
            found.add(before in ("the", "The") and not mention.name.startswith(("the ", "The ")))
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

    >>> surname("Ludwig van Beethoven"), surname("Henry VIII of England"), surname("Sam Orr Jr.")
    ('van Beethoven', 'Henry', 'Orr')
    """
    words = full.split(" of ")[0].split(" , ")[0].replace(" - ", "-").split()
    if " of " in full and len(words) == 1:
        return words[0]
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    if " of " in full:
        return words[0]
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    return " ".join(words[at:]).replace("-", " - ") if " - " in full else " ".join(words[at:])
